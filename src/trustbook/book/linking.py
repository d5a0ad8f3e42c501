"""Links of a book: from each table and figure to its data, record and code, to segments by id.

Chapters know neither the book they are part of nor their neighbours. Their HTML has marks, made
here, and when a book is staged each mark is filled from the data of the outputs, where there is a
place to lead to.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from trustbook.book.notebooks import markdown_cell, node
from trustbook.book.numbering import numbered_captions
from trustbook.book.outputs import (
    FIGURE,
    PART,
    PICTURES,
    TABLES,
    VALUE,
    Output,
    outputs_in,
    outputs_of,
    rows_on_page,
    shortening_note,
)
from trustbook.corpus.language import gettext
from trustbook.networks.evidence import row_id

if TYPE_CHECKING:
    from nbformat import NotebookNode

_SEGMENT_MARK = re.compile(r'<span class="tb-segment">[^<]*</span>')
_UNSEEN = {"remove-input", "remove-cell"}
_LONGEST_ID = 64  # that a notebook allows
RECORDS_PAGE, SEGMENTS_PAGE, CLAIMS_PAGE = "outputs", "segments", "claims"
HEADING = "heading"  # the value, in Markdown, that a chapter gives as its own title


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a page can lead to: the book's page of records, its page of segments and its rows.

    Pages are given by their place in the contents; empty where the book has no such page. `numbers`
    are what its tables and figures are called, by their ids.
    """

    page: str
    records: str = ""
    segments: str = ""
    segment_rows: Collection[str] = field(default_factory=frozenset)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def way(self, target: str) -> str:
        """The address of another file of the book, seen from this page.

        >>> Places(page="chapters/networks").way("chapters/segments.html")
        'segments.html'
        """
        return posixpath.relpath(target, posixpath.dirname(self.page) or ".")


def segment_mark(segment: str) -> str:
    """The HTML of the id of a segment, which a book turns into a link.

    >>> segment_mark("it-001")
    '<span class="tb-segment">it-001</span>'
    """
    return f'<span class="tb-segment">{html.escape(segment, quote=False)}</span>'


def links_mark(name: str) -> str:
    """The HTML of the place below an output where a book puts its links.

    >>> links_mark("ties")
    '<p class="tb-downloads" data-output="ties"></p>'
    """
    return f'<p class="tb-downloads" data-output="{html.escape(name)}"></p>'


def rows_mark(output: Output) -> str:
    """The HTML of the line below a long table, to which a book adds where all rows are."""
    notes = shortening_note(output, rows=rows_on_page(output.rows))
    name = html.escape(output.name)
    return "".join(f'<p class="tb-note tb-rows" data-output="{name}">{note}</p>' for note in notes)


def row_ids(outputs: Sequence[Output]) -> frozenset[str]:
    """The ids of the rows of all outputs, as links name them; scripts turn to those further on."""
    return frozenset(
        row_id(str(row[place]))
        for output in outputs
        for place, column in enumerate(output.columns)
        if column.name == output.ids
        for row in output.rows
    )


def linked_notebook(notebook: NotebookNode, places: Places) -> NotebookNode:
    """The executed chapter as a book shows it: with its links and without the structured parts.

    What a cell shows is below the place of its code; a named value alone shows nothing, but
    one called `heading` takes the place of the title that the source of the chapter has.
    """
    outputs = {
        output.name: output
        for output in outputs_of(notebook, chapter=posixpath.basename(places.page))
    }
    cells = [part for cell in notebook.cells for part in _linked_cell(cell, outputs, places)]
    if heading := outputs.get(HEADING):
        cells[0] = _headed(cells[0], str(heading.values[HEADING]))
    return node({**notebook, "cells": cells})


def _headed(cell: NotebookNode, heading: str) -> NotebookNode:
    """The first cell of a chapter with another title."""
    _, _, below = cell.source.partition("\n")
    return node({**cell, "source": f"# {heading}\n{below}".rstrip("\n")})


def _linked_cell(
    cell: NotebookNode, outputs: dict[str, Output], places: Places
) -> Iterator[NotebookNode]:
    displays = cell.get("outputs", [])
    parts = [[outputs[each.name] for each in outputs_in(d.get("data", {}))] for d in displays]
    if not any(parts):
        yield cell
        return
    code = "" if _UNSEEN & set(cell.metadata.get("tags", [])) else f"cell-{cell.id}"
    shows_views = any(output.kind != VALUE for part in parts for output in part)
    if code and shows_views:
        yield markdown_cell(
            f'<div class="tb-cell" id="{html.escape(code)}"></div>', id=code[:_LONGEST_ID]
        )
    displays_of_page = [
        _linked_display(display, part, places, code=code) if part else display
        for display, part in zip(displays, parts, strict=True)
        if not part or any(output.kind != VALUE for output in part)
    ]
    yield node({**cell, "outputs": displays_of_page})


def _linked_display(
    display: NotebookNode, outputs: Sequence[Output], places: Places, *, code: str
) -> NotebookNode:
    data = {kind: content for kind, content in display.data.items() if kind != PART}
    data["text/html"] = linked_html("".join(data["text/html"]), outputs, places, code=code)
    return node({**display, "data": data})


def linked_html(page: str, outputs: Sequence[Output], places: Places, *, code: str = "") -> str:
    """The HTML or Markdown of `outputs` with its marks filled by links.

    Parameters
    ----------
    page
        The text with the marks.
    outputs
        The outputs that it shows.
    places
        Where links can lead to.
    code
        The id of the place of the code on the page; empty where no code is shown.
    """
    for output in outputs:
        links = " ".join([_downloads(output, places), *_links(output, places, code=code)])
        name = html.escape(output.name)
        below = f'<div class="tb-downloads" data-output="{name}">{links}</div>'
        page = page.replace(links_mark(output.name), below)
        if mark := rows_mark(output):
            page = page.replace(mark, _linked_rows(mark, output, places))
    page = numbered_captions(page, outputs, places.numbers)
    if not places.segments:
        return page
    way = places.way(f"{places.segments}.html")
    named = {segment: row_id(segment) for output in outputs for segment in output.segments}
    links_of = {
        segment_mark(segment): f'<a class="tb-segment" href="{way}#{row}">'
        f"{html.escape(segment, quote=False)}</a>"
        for segment, row in named.items()
        if row in places.segment_rows
    }
    return _SEGMENT_MARK.sub(lambda mark: links_of.get(mark[0], mark[0]), page)


def _linked_rows(mark: str, output: Output, places: Places) -> str:
    """The line below a long table with the files of all its rows, for scripts and for readers."""
    attributes = {
        "rows": output.file("js"),
        "every": str(len(output.rows)),
        "segments": places.way(f"{places.segments}.html") if places.segments else "",
    }
    of_line = "".join(f'data-{name}="{html.escape(text)}" ' for name, text in attributes.items())
    data, words = quote(places.way(output.file("csv"))), gettext("All of them as CSV")
    link = f' <a class="tb-made" download href="{data}">{words}</a></p>'
    return mark.replace("data-output=", f"{of_line}data-output=", 1).replace("</p>", link)


def _downloads(output: Output, places: Places) -> str:
    """The files of an output, in a fold that says so."""
    title, name = html.escape(output.title or output.name), html.escape(output.name)
    download = gettext("Download")
    files = {**TABLES, **PICTURES} if output.kind == FIGURE else TABLES
    links = " ".join(
        f'<a class="tb-made" download="{name}.{suffix}" aria-label="{words}: {title}" '
        f'href="{quote(places.way(output.file(suffix)))}">{words}</a>'
        for suffix, words in files.items()
    )
    return (
        f'<details class="tb-take"><summary aria-label="{download}: {title}">{download}</summary> '
        f"{links}</details>"
    )


def _links(output: Output, places: Places, *, code: str) -> Iterator[str]:
    """Links to the record and the code of an output."""
    targets = {}
    if places.records:
        targets[gettext("Record")] = f"{places.way(f'{places.records}.html')}#{row_id(output.id)}"
    if code:
        targets[gettext("Code")] = f"#{code}"
    title = html.escape(output.title or output.name)
    for text, target in targets.items():
        yield (
            f'<a class="tb-made" href="{html.escape(target)}" aria-label="{text}: {title}">'
            f"{text}</a>"
        )
