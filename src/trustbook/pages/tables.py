"""Tables of publication quality, and what every display of a chapter is: HTML, text and data."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import pandas as pd

from trustbook.book.linking import links_mark, rows_mark, segment_mark
from trustbook.book.outputs import (
    BETWEEN_SEGMENTS,
    FEW_IDS,
    MOST_IDS,
    NUMERIC,
    PART,
    SEGMENTS,
    VALUE,
    Column,
    Output,
    Row,
    column_texts,
    is_long,
    output_of,
    part_of,
    plain_value,
    rows_on_page,
    shortened_ids,
    shortening_note,
)
from trustbook.corpus.language import gettext
from trustbook.corpus.numbers import count
from trustbook.networks.evidence import row_id
from trustbook.pages.direction import isolated_cell
from trustbook.pages.prose import Prose, notice

SHORT = 12  # letters up to which the cells of a column are kept on one line
LONG = 36  # letters from which a column is given the width of a sentence
TEXT = 130  # letters from which it holds whole texts
_WRITTEN = re.compile(r"|–|[+−]?\d+(?:[.,]\d+)?|(?:\w+ )?\d+(?:[.,]\d+)?\s?%")  # also “over 99%”
TALL = 25  # rows from which a table scrolls below its headings
WIDE = 5  # columns from which a table is set closer

_ABSENT = ("", "–")  # never merged: each says that something is not stated
_LINK = re.compile(r"https://[^\s\"<>]+")
_PAGE = re.compile(r"\[([^\]\n]+)\]\(([a-z0-9-]+\.html(?:#[\w-]+)?)\)")
_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class View:
    """A display ready for the page: `html` for readers, `text` without a browser, and its data."""

    html: str
    text: str
    outputs: tuple[Output, ...] = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        words = {"text/html": self.html, "text/plain": self.text}
        return words | {PART: part_of(self.outputs)} if self.outputs else words


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the rows of an output are set: see `table`."""

    spanners: Mapping[str, Sequence[str]] = field(default_factory=dict)
    group: str = ""
    merge: Sequence[str] = ()
    filters: Sequence[str] = ()
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    most_ids: int = MOST_IDS


def table(  # noqa: PLR0913 (all but the frame are named)
    frame: pd.DataFrame,
    *,
    name: str,
    title: str,
    subtitle: str = "",
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    spanners: Mapping[str, Sequence[str]] | None = None,
    group: str = "",
    merge: Sequence[str] = (),
    filters: Sequence[str] = (),
    filterable: bool = False,
    folded: bool = False,
    ids: str = "",
    links: Mapping[str, Sequence[str]] | None = None,
    notes: Sequence[str] = (),
    empty: str = "Nothing to show with these settings.",
) -> View | Prose:
    """The frame as a table with a caption and notes, and as data; one line when it has no rows.

    Ids of segments (a column `segment`, or `segments` without numbers) become links in a book,
    which also offers the values as a CSV file.

    Parameters
    ----------
    frame
        One row per line; a cell with line breaks keeps them, a web address becomes a link.
    name
        Stable id of the table within its chapter, and name of the file to download.
    title, subtitle
        What the table shows, and what is counted out of how many.
    labels, units
        Headings and units of the columns; columns without a heading show their name as words.
    spanners
        Headings above neighbouring columns: heading to columns.
    group
        A column whose values become row groups.
    merge
        Columns in which equal cells below each other become one, as in print.
    filters
        Columns that get a choice of their values above the table, where scripts run; those that
        the frame lacks do not.
    filterable
        Whether the table gets a search box, where scripts run; `filters` imply it.
    folded
        Whether the rows are shown when they are asked for.
    ids
        A column whose values become the ids of the rows, so that a link can lead to one.
    links
        For a column the addresses that its cells lead to, one per row.
    notes
        Lines below the table.
    empty
        What to say when there are no rows.
    """
    if frame.empty:
        return notice(empty)
    output = output_of(
        frame,
        name=name,
        labels=labels,
        units=units,
        title=title,
        subtitle=subtitle,
        notes=tuple(notes),
        ids=ids,
    )
    filters = [column for column in filters if column in frame]
    searched = filterable or bool(filters)
    layout = Layout(
        spanners=spanners or {},
        group=group if group in frame else "",
        merge=() if searched else merge,
        filters=filters,
        links=links or {},
    )
    classes = {
        "tb-filterable": searched,
        "tb-tall": len(frame) > TALL,
        "tb-wide": len(frame.columns) - bool(group) >= WIDE,
    }
    css = " ".join(["tb-table", *(name for name, applies in classes.items() if applies)])
    rows = _folded(grid(output, layout), output) if folded else grid(output, layout)
    page = (
        f'<figure class="{css}" id="{html.escape(name)}">\n{caption(output)}\n'
        f"{rows}\n{foot(output)}\n</figure>"
    )
    return View(page, plain_text(output, group=group), (output,))


def _folded(page: str, output: Output) -> str:
    """The rows of a table within a fold that says how many there are."""
    title, rows = html.escape(output.title), count(len(output.rows), "row")
    return (
        f'<details class="tb-fold"><summary aria-label="{rows}: {title}">{rows}</summary>\n'
        f"{page}\n</details>"
    )


def together(parts: Sequence[View | Prose], *, empty: str) -> View | Prose:
    """The parts below each other as one display; one line when there are none."""
    if not parts:
        return notice(empty)
    views = [
        part if isinstance(part, View) else View(f"<p>{cell_html(part.plain)}</p>", part.plain)
        for part in parts
    ]
    return View(
        "\n".join(view.html for view in views),
        "\n\n".join(view.text for view in views),
        tuple(output for view in views for output in view.outputs),
    )


def value(name: str, content: Any) -> View:
    """A named value of the chapter, for records and for texts that cite it; it shows nothing.

    >>> value("ties_on_one_source", 5).outputs[0].values
    {'ties_on_one_source': 5}
    """
    named = {name: plain_value(content)}
    return View("", "", (Output(name=name, kind=VALUE, values=named),))


def values(**named: Any) -> View:
    """Named values, several at once: the comment on the line of each says what it is.

    >>> [output.name for output in values(ties=40, ties_on_one_source=12).outputs]
    ['ties', 'ties_on_one_source']
    """
    return View("", "", tuple(value(name, named[name]).outputs[0] for name in named))


def caption(output: Output) -> str:
    """The title and the subtitle of an output, which name its table."""
    below = f' <span class="tb-subtitle">{cell_html(output.subtitle)}</span>'
    return (
        f'<figcaption id="{html.escape(output.name)}-caption">'
        f'<span class="tb-title">{cell_html(output.title)}</span>'
        f"{below if output.subtitle else ''}</figcaption>"
    )


def foot(output: Output) -> str:
    """The notes of an output, and the place of its links."""
    notes = [f'<p class="tb-note">{cell_html(note)}</p>' for note in output.notes]
    return "\n".join([*notes, *filter(None, [rows_mark(output)]), links_mark(output.name)])


def grid(output: Output, layout: Layout | None = None) -> str:
    """The rows of an output as a table, one body per row group in the order of their first row."""
    layout = layout or Layout()
    if is_long(output.rows):
        layout = replace(layout, merge=(), most_ids=FEW_IDS)
    rows = _rows_on_page(output, group=layout.group)
    texts = {
        column.name: _texts_on_page(output, place, rows)
        for place, column in enumerate(output.columns)
    }
    columns = [column for column in output.columns if column.name != layout.group]
    groups = texts.get(layout.group, [""] * len(rows))
    bodies = [
        _body(output, columns, layout, texts, [i for i, each in enumerate(groups) if each == group])
        for group in dict.fromkeys(groups)
    ]
    headings = "".join(_heading(column, texts[column.name], layout) for column in columns)
    labelled = f'aria-labelledby="{html.escape(output.name)}-caption"'
    is_grouped = layout.group and is_long(output.rows)
    by = f' data-group="{html.escape(layout.group)}"' if is_grouped else ""
    return (
        f'<div class="tb-scroll" role="group" {labelled} tabindex="0">\n<table {labelled}{by}>\n'
        f"<thead>\n{_spanner_row(columns, layout)}<tr>{headings}</tr>\n</thead>\n"
        + "\n".join(bodies)
        + "\n</table>\n</div>"
    )


def plain_text(output: Output, *, group: str = "") -> str:
    """The words and rows of an output as plain text, with a rule below the headings."""
    columns = sorted(output.columns, key=lambda column: column.name != group)
    places = [output.columns.index(column) for column in columns]
    page_rows = _rows_on_page(output, group=group)
    texts = [_texts_on_page(output, place, page_rows) for place in places]
    lines = [
        [column.label for column in columns],
        ["---"] * len(columns),
        *zip(*texts, strict=True),
    ]
    rows = [" | ".join(line).replace("\n", "; ") for line in lines]
    words = filter(None, (output.title, output.subtitle, output.description))
    notes = [*output.notes, *shortening_note(output, rows=len(page_rows))]
    return "\n".join([*words, *rows, *notes])


def _rows_on_page(output: Output, *, group: str) -> Sequence[Row]:
    """The rows that are on the page: of a long table the first, those of a group together."""
    if not is_long(output.rows) or not group:
        return output.rows[: rows_on_page(output.rows)]
    place = [column.name for column in output.columns].index(group)
    ranks = {name: n for n, name in enumerate(dict.fromkeys(row[place] for row in output.rows))}
    rows = sorted(output.rows, key=lambda row: ranks[row[place]])
    return rows[: rows_on_page(rows)]


def _texts_on_page(output: Output, place: int, rows: Sequence[Row]) -> list[str]:
    among = (row[place] for row in output.rows)
    return column_texts(output.columns[place], [row[place] for row in rows], among=among)


def cell_html(text: str) -> str:
    """The text of a cell as HTML: a break for a new line, links, and code between backticks.

    A link to a page of the book is written as in Markdown.

    >>> cell_html("[Codebook](coding.html#table-codebook)")
    '<a href="coding.html#table-codebook">Codebook</a>'
    """
    if _LINK.fullmatch(text):
        address = html.escape(text)
        return f'<a href="{address}">{address}</a>'
    linked = _PAGE.sub(r'<a href="\2">\1</a>', html.escape(text, quote=False))
    page = _CODE.sub(r"<code>\1</code>", linked).replace("\n", "<br>")
    return isolated_cell(page, text=text)


def segments_html(text: str, *, most: int = MOST_IDS) -> str:
    """The ids of segments as HTML, each marked so that a book can lead from it to the segment.

    >>> segments_html("it-001, … and 2 more")
    '<span class="tb-segment">it-001</span>, … and 2 more'
    """
    parts = BETWEEN_SEGMENTS.split(shortened_ids(text, most=most))
    return "".join(
        cell_html(part) if place % 2 or not part or part.startswith("…") else segment_mark(part)
        for place, part in enumerate(parts)
    )


def _body(
    output: Output,
    columns: Sequence[Column],
    layout: Layout,
    texts: Mapping[str, Sequence[str]],
    rows: Sequence[int],
) -> str:
    """The body of a table with the rows of these numbers, below the heading of their group."""
    cells = [_cells(column, texts[column.name], layout, rows) for column in columns]
    heads = [f'<th scope="row"{cell}</th>' if cell else "" for cell in cells[0]]
    rest = [[f"<td{cell}</td>" if cell else "" for cell in column] for column in cells[1:]]
    ids = [f' id="{row_id(texts[output.ids][row])}"' if output.ids else "" for row in rows]
    lines = [
        f"<tr{each}>{''.join(line)}</tr>" for each, *line in zip(ids, heads, *rest, strict=True)
    ]
    if layout.group and (group := texts[layout.group][rows[0]]):
        heading = f'<th scope="rowgroup" colspan="{len(columns)}">{cell_html(group)}</th>'
        lines.insert(0, f'<tr class="tb-group">{heading}</tr>')
    return "\n".join(["<tbody>", *lines, "</tbody>"])


def _cells(column: Column, texts: Sequence[str], layout: Layout, rows: Sequence[int]) -> list[str]:
    """The attributes and contents of the cells of a column; empty where one above covers it."""
    css = _class(column, texts)
    pages = [
        segments_html(texts[row], most=layout.most_ids)
        if column.type == SEGMENTS
        else cell_html(texts[row])
        for row in rows
    ]
    if addresses := layout.links.get(column.name):
        pages = [f'<a href="{html.escape(addresses[row])}">{_html(texts[row])}</a>' for row in rows]
    spans = _spans([texts[row] for row in rows], merged=column.name in layout.merge)
    over = [f' rowspan="{span}"' if span > 1 else "" for span in spans]
    return [
        f"{css}{rows_covered}>{page}" if span else ""
        for page, span, rows_covered in zip(pages, spans, over, strict=True)
    ]


def _spans(texts: Sequence[str], *, merged: bool) -> list[int]:
    """For each row how many rows its cell covers; 0 where the cell above covers it."""
    spans = [1] * len(texts)
    start = 0
    for row in range(1, len(texts)):
        if merged and texts[row] == texts[start] and texts[row] not in _ABSENT:
            spans[start], spans[row] = spans[start] + 1, 0
        else:
            start = row
    return spans


def _heading(column: Column, texts: Sequence[str], layout: Layout) -> str:
    chosen = " data-filter" if column.name in layout.filters else ""
    return f'<th scope="col"{_class(column, texts)}{chosen}>{cell_html(column.label)}</th>'


def _are_written_numbers(texts: Sequence[str]) -> bool:
    """Whether all texts are numbers, and one has a sign or decimals, which made it a text."""
    return all(map(_WRITTEN.fullmatch, texts)) and any(set(text) & set("+−%.,") for text in texts)


def _class(column: Column, texts: Sequence[str]) -> str:
    if column.type in NUMERIC or _are_written_numbers(texts):
        return ' class="tb-number"'
    longest = max(map(len, texts), default=0)
    if longest > LONG:
        return ' class="tb-long"' if longest <= TEXT else ' class="tb-text"'
    return ' class="tb-short"' if longest <= SHORT else ""


def _spanner_row(columns: Sequence[Column], layout: Layout) -> str:
    if not layout.spanners:
        return ""
    above = [
        next((gettext(h) for h, names in layout.spanners.items() if column.name in names), "")
        for column in columns
    ]
    cells = [(label, len(list(run))) for label, run in groupby(above)]
    row = "".join(
        f'<th scope="colgroup" colspan="{width}">{cell_html(label)}</th>'
        if label
        else f'<td colspan="{width}"></td>'
        for label, width in cells
    )
    return f'<tr class="tb-spanners">{row}</tr>\n'


def _html(text: str) -> str:
    return isolated_cell(html.escape(text, quote=False), text=text)
