"""Links of a book: from each table and figure to its record and its code, to segments by id.

Chapters know neither the book they are part of nor their neighbours, so links are put into the
executed copies when a book is staged, and only where they lead somewhere.
"""

import html
import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from trustbook.book.outputs import FIGURE, SEGMENT, pages_of_cell, title_of
from trustbook.networks.evidence import row_id

_ROW = re.compile(r'<tr id="([^"]+)"')
_DOWNLOADS = re.compile(r'<p class="tb-downloads">.*?(?=</p>)', flags=re.DOTALL)
_UNSEEN = {"remove-input", "remove-cell"}
_LONGEST_ID = 64  # that a notebook allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a page can lead to: the book's page of records, its page of segments and its rows.

    Pages are given by their place in the contents; empty where the book has no such page.
    """

    page: str
    records: str = ""
    segments: str = ""
    known_segments: Collection[str] = field(default_factory=frozenset)

    def way(self, target: str) -> str:
        """The address of another page, seen from this one.

        >>> Places(page="chapters/networks").way("chapters/segments")
        'segments.html'
        """
        return posixpath.relpath(f"{target}.html", posixpath.dirname(self.page) or ".")


def rows_with_ids(notebook: NotebookNode) -> frozenset[str]:
    """The ids of the rows of all tables of an executed chapter."""
    pages = (page for cell in notebook.cells for page in pages_of_cell(cell))
    return frozenset(html.unescape(row) for page in pages for row in _ROW.findall(page))


def linked(notebook: NotebookNode, places: Places) -> NotebookNode:
    """The executed chapter with its links; what a cell shows stands below the place of its code."""
    cells = [part for cell in notebook.cells for part in _linked_cell(cell, places)]
    return nbformat.from_dict({**notebook, "cells": cells})  # type: ignore[no-untyped-call, no-any-return]


def cell_place(cell_id: str) -> str:
    """The id of the place on a page at which the code of a cell stands.

    >>> cell_place("figure-1")
    'cell-figure-1'
    """
    return f"cell-{cell_id}"


def _linked_cell(cell: NotebookNode, places: Places) -> Iterator[NotebookNode]:
    if not any(FIGURE.search(shown) for shown in pages_of_cell(cell)):
        yield cell
        return
    code = "" if _UNSEEN & set(cell.metadata.get("tags", [])) else cell_place(cell.id)
    if code:
        yield _place(code)
    outputs = [_linked_output(output, places, code=code) for output in cell.outputs]
    yield nbformat.from_dict({**cell, "outputs": outputs})  # type: ignore[no-untyped-call]


def _place(name: str) -> NotebookNode:
    cell = {
        "cell_type": "markdown",
        "id": name[:_LONGEST_ID],
        "metadata": {},
        "source": f'<div class="tb-cell" id="{html.escape(name)}"></div>',
    }
    return nbformat.from_dict(cell)  # type: ignore[no-untyped-call, no-any-return]


def _linked_output(output: NotebookNode, places: Places, *, code: str) -> NotebookNode:
    data = output.get("data", {})
    if "text/html" not in data:
        return output
    shown = FIGURE.sub(lambda found: _with_links(found, places, code=code), data["text/html"])
    if places.segments and places.page != places.segments:
        shown = SEGMENT.sub(lambda found: _with_segment(found, places), shown)
    return nbformat.from_dict({**output, "data": {**data, "text/html": shown}})  # type: ignore[no-untyped-call, no-any-return]


def _with_links(view: re.Match[str], places: Places, *, code: str) -> str:
    chapter = posixpath.basename(places.page)
    record = f"{places.way(places.records)}#{chapter}/{view[1]}" if places.records else ""
    targets = {"Record": record, "Code": f"#{code}" if code else ""}
    title = html.escape(title_of(view[0]) or view[1])
    links = [
        f'<a class="tb-made" href="{html.escape(target)}" aria-label="{words}: {title}">{words}</a>'
        for words, target in targets.items()
        if target
    ]
    return _DOWNLOADS.sub(lambda found: " ".join([found[0], *links]), view[0], count=1)


def _with_segment(segment: re.Match[str], places: Places) -> str:
    row = row_id(html.unescape(segment[1]))
    if row not in places.known_segments:
        return segment[0]
    return f'<a class="tb-segment" href="{places.way(places.segments)}#{row}">{segment[1]}</a>'
