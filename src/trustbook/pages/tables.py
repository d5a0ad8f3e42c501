"""Tables of publication quality, with notes and a download."""

import base64
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from trustbook.networks.evidence import row_id
from trustbook.numbers import number, yes_no
from trustbook.pages.prose import Prose, notice

LONG = 36  # letters from which a column is given the width of a sentence
TEXT = 130  # letters from which it holds whole texts
SHORT = 12  # letters up to which the cells of a column are kept on one line
_ABSENT = ("", "–")  # never merged: each says that something is not stated
_LINK = re.compile(r"https://[^\s\"<>]+")
_PAGE = re.compile(r"\[([^\]\n]+)\]\(([a-z0-9-]+\.html(?:#[\w-]+)?)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_SEGMENT_COLUMNS = ("segment", "segments", "segment_ids")
_BETWEEN_SEGMENTS = re.compile(r"(, |; |\n|\|)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the columns of a frame are shown."""

    columns: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    spanners: Mapping[str, Sequence[str]] = field(default_factory=dict)
    merge: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    group: str = ""
    ids: str = ""

    def label(self, column: str) -> str:
        """The heading of the column."""
        plain = column.replace("_", " ")
        return self.labels.get(column, plain[:1].upper() + plain[1:])


def texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as the texts a reader sees: no text for no value, numbers evenly rounded."""
    return pd.DataFrame(
        {name: _column_texts(frame[name]) for name in frame.columns}, index=frame.index, dtype="str"
    )


def plain_table(labels: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table as plain text: headings, a rule below them, and the rows.

    >>> plain_table(["Who", "n"], [("SU", "3")])
    ['Who | n', '--- | ---', 'SU | 3']
    """
    return [" | ".join(line) for line in (labels, ["---"] * len(labels), *rows)]


def head(frame: pd.DataFrame, plan: Plan) -> str:
    """The heading rows: spanners above, where there are any, and one heading a column."""
    cells = "".join(_heading(frame[name], plan) for name in plan.columns)
    return f"<thead>\n{_spanner_row(plan)}<tr>{cells}</tr>\n</thead>"


def bodies(frame: pd.DataFrame, plan: Plan) -> str:
    """The rows, as one body a row group in the order of their first row."""
    classes = {name: _class(frame[name]) for name in plan.columns}
    shown = texts(frame)
    if not plan.group:
        return _body(shown, plan, classes)
    groups = shown[plan.group]
    return "\n".join(
        _body(shown[groups == value], plan, classes, heading=value)
        for value in groups.drop_duplicates()
    )


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
    return _CODE.sub(r"<code>\1</code>", linked).replace("\n", "<br>")


def names_segments(column: pd.Series) -> bool:
    """Whether the cells of the column are ids of segments; a column of counts has numbers.

    >>> names_segments(pd.Series(["it-001, it-002"], name="segments"))
    True
    >>> names_segments(pd.Series([2], name="segments"))
    False
    """
    known = str(column.name).lower().replace(" ", "_") in _SEGMENT_COLUMNS
    return known and not _is_number(column)


def segments_html(text: str) -> str:
    """The ids of segments as HTML, each marked so that a book can lead from it to the segment.

    >>> segments_html("it-001, it-002")
    '<span class="tb-segment">it-001</span>, <span class="tb-segment">it-002</span>'
    """
    parts = _BETWEEN_SEGMENTS.split(text)
    return "".join(
        html.escape(part).replace("\n", "<br>") if number % 2 or not part else _marked(part)
        for number, part in enumerate(parts)
    )


def _marked(segment: str) -> str:
    if segment.startswith("…"):
        return html.escape(segment, quote=False)
    return f'<span class="tb-segment">{html.escape(segment, quote=False)}</span>'


def _body(shown: pd.DataFrame, plan: Plan, classes: Mapping[str, str], *, heading: str = "") -> str:
    columns = [_cells(shown[name], plan, classes[name]) for name in plan.columns]
    ids = [f' id="{row_id(key)}"' for key in shown[plan.ids]] if plan.ids else [""] * len(shown)
    rows = zip(ids, zip(*columns, strict=True), strict=True)
    lines = "\n".join(f"<tr{row}>{''.join(cells)}</tr>" for row, cells in rows)
    return f"<tbody>\n{_group_row(heading, len(plan.columns))}{lines}\n</tbody>"


def _cells(column: pd.Series, plan: Plan, css: str) -> list[str]:
    name = str(column.name)
    as_html = segments_html if name in plan.segments else cell_html
    spans = _spans(column, merged=name in plan.merge)
    return [
        _cell(as_html(text), span, css, first=name == plan.columns[0])
        for text, span in zip(column, spans, strict=True)
    ]


def _group_row(heading: str, width: int) -> str:
    if not heading:
        return ""
    cell = f'<th scope="rowgroup" colspan="{width}">{cell_html(heading)}</th>'
    return f'<tr class="tb-group">{cell}</tr>\n'


def _cell(page: str, span: int, css: str, *, first: bool) -> str:
    if not span:
        return ""
    rows = f' rowspan="{span}"' if span > 1 else ""
    if first:
        return f'<th scope="row"{css}{rows}>{page}</th>'
    return f"<td{css}{rows}>{page}</td>"


def _heading(column: pd.Series, plan: Plan) -> str:
    name = str(column.name)
    chosen = " data-filter" if name in plan.filters else ""
    return f'<th scope="col"{_class(column)}{chosen}>{cell_html(plan.label(name))}</th>'


def _spanner_row(plan: Plan) -> str:
    if not plan.spanners:
        return ""
    above = [_spanner_of(name, plan.spanners) for name in plan.columns]
    starts = [i for i, label in enumerate(above) if i == 0 or label != above[i - 1]]
    ends = [*starts[1:], len(above)]
    cells = [
        f'<th scope="colgroup" colspan="{end - start}">{cell_html(above[start])}</th>'
        if above[start]
        else f'<td colspan="{end - start}"></td>'
        for start, end in zip(starts, ends, strict=True)
    ]
    return f'<tr class="tb-spanners">{"".join(cells)}</tr>\n'


def _spanner_of(column: str, spanners: Mapping[str, Sequence[str]]) -> str:
    return next((label for label, columns in spanners.items() if column in columns), "")


def _spans(column: pd.Series, *, merged: bool) -> list[int]:
    """For each row how many rows its cell covers; 0 where the cell above covers it."""
    spans = [1] * len(column)
    start = 0
    for row in range(1, len(column)):
        same = column.iloc[row] == column.iloc[start]
        if merged and same and column.iloc[row] not in _ABSENT:
            spans[start], spans[row] = spans[start] + 1, 0
        else:
            start = row
    return spans


def _class(column: pd.Series) -> str:
    if _is_number(column):
        return ' class="tb-number"'
    longest = _column_texts(column).str.len().max() if len(column) else 0
    if longest > LONG:
        return ' class="tb-long"' if longest <= TEXT else ' class="tb-text"'
    return ' class="tb-short"' if longest <= SHORT else ""


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _column_texts(column: pd.Series) -> "pd.Series[str]":
    if pd.api.types.is_bool_dtype(column):
        return column.map(yes_no).astype("str")
    if _is_number(column):
        decimals = _decimals(column)
        return column.map(lambda value: number(value, decimals=decimals)).astype("str")
    return column.map(lambda v: "" if pd.isna(v) else str(v)).astype("str")


def _decimals(column: pd.Series) -> int:
    """How many decimals (at most two) show every value of the column."""
    values = column.dropna().astype(float)
    return next((d for d in (0, 1) if (values.round(d) == values.round(2)).all()), 2)


MOST_ROWS = 2_000
TALL = 25  # rows from which a table scrolls below its headings
WIDE = 5  # columns from which a table is set closer


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready for the page: `html` for readers, `text` for a comparison a person can read."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def table(  # noqa: PLR0913 (all but the frame are named)
    frame: pd.DataFrame,
    *,
    name: str,
    title: str,
    subtitle: str = "",
    labels: Mapping[str, str] | None = None,
    spanners: Mapping[str, Sequence[str]] | None = None,
    group: str = "",
    merge: Sequence[str] = (),
    filters: Sequence[str] = (),
    filterable: bool = False,
    ids: str = "",
    notes: Sequence[str] = (),
    empty: str = "Nothing to show with these settings.",
) -> TableView | Prose:
    """The frame as a table with a caption, notes and a CSV download; one line when it has no rows.

    Ids of segments (a column `segment`, or `segments` without numbers) become links in a book.

    Parameters
    ----------
    frame
        One row a line; a cell with line breaks keeps them, a web address becomes a link.
    name
        Stable id of the table on its page, and name of the file to download.
    title, subtitle
        What the table shows, and what is counted out of how many.
    labels
        Headings of the columns; columns without one show their name as words.
    spanners
        Headings above neighbouring columns: heading to columns.
    group
        A column whose values become row groups.
    merge
        Columns in which equal cells below each other become one, as in print.
    filters
        Columns that get a choice of their values above the table, where scripts run.
    filterable
        Whether the table gets a search box, where scripts run; `filters` imply it.
    ids
        A column whose values become the ids of the rows, so that a link can lead to one.
    notes
        Lines below the table.
    empty
        What to say when there are no rows.
    """
    if frame.empty:
        return notice(empty)
    searched = filterable or bool(filters)
    plan = Plan(
        columns=tuple(c for c in frame.columns if c != group),
        labels=labels or {},
        spanners=spanners or {},
        merge=() if searched else tuple(merge),
        filters=tuple(filters),
        segments=tuple(str(c) for c in frame.columns if names_segments(frame[c])),
        group=group,
        ids=ids,
    )
    shown = frame.head(MOST_ROWS).reset_index(drop=True)
    said = [*notes, *_shortened(len(frame))]
    page = "\n".join(
        (
            f'<figure class="{_classes(shown, plan, searched=searched)}" id="{html.escape(name)}">',
            _caption(name, title, subtitle),
            _grid(shown, plan, name=name),
            _foot(said, frame, name=name, title=title),
            "</figure>",
        )
    )
    return TableView(html=page, text=_plain(shown, plan, heading=(title, subtitle), notes=said))


def together(parts: Sequence[TableView | Prose], *, empty: str) -> TableView | Prose:
    """The parts below each other as one output; one line when there are none."""
    if not parts:
        return notice(empty)
    page = [part.html if isinstance(part, TableView) else _paragraph(part) for part in parts]
    text = [part.text if isinstance(part, TableView) else part.plain for part in parts]
    return TableView(html="\n".join(page), text="\n\n".join(text))


def _paragraph(words: Prose) -> str:
    return f"<p>{cell_html(words.plain)}</p>"


def _classes(frame: pd.DataFrame, plan: Plan, *, searched: bool) -> str:
    chosen = {
        "tb-filterable": searched,
        "tb-tall": len(frame) > TALL,
        "tb-wide": len(plan.columns) >= WIDE,
    }
    return " ".join(["tb-table", *(name for name, wanted in chosen.items() if wanted)])


def _shortened(rows: int) -> list[str]:
    if rows <= MOST_ROWS:
        return []
    return [f"The first {MOST_ROWS:,} of {rows:,} rows are shown; the download has all of them."]


def _caption(name: str, title: str, subtitle: str) -> str:
    below = f' <span class="tb-subtitle">{cell_html(subtitle)}</span>' if subtitle else ""
    return (
        f'<figcaption id="{html.escape(name)}-caption">'
        f'<span class="tb-title">{cell_html(title)}</span>{below}</figcaption>'
    )


def _grid(frame: pd.DataFrame, plan: Plan, *, name: str) -> str:
    labelled = f'aria-labelledby="{html.escape(name)}-caption"'
    return (
        f'<div class="tb-scroll" role="group" {labelled} tabindex="0">\n'
        f"<table {labelled}>\n{head(frame, plan)}\n{bodies(frame, plan)}\n</table>\n</div>"
    )


def _foot(notes: Sequence[str], frame: pd.DataFrame, *, name: str, title: str) -> str:
    lines = [f'<p class="tb-note">{cell_html(note)}</p>' for note in notes]
    return "\n".join([*lines, download(frame, name=name, title=title)])


def download(frame: pd.DataFrame, *, name: str, title: str) -> str:
    """A link that holds the table, with a byte order mark so that spreadsheets read it.

    Numbers have twelve significant digits: further ones differ between processors.
    """
    csv = frame.to_csv(index=False, lineterminator="\n", float_format="%.12g").encode("utf-8-sig")
    file = html.escape(f"{name}.csv")
    return (
        f'<p class="tb-downloads"><a download="{file}" '
        f'aria-label="Download this table as CSV: {html.escape(title)}" '
        f'href="data:text/csv;charset=utf-8;base64,{base64.b64encode(csv).decode()}">'
        f"Download this table as CSV</a></p>"
    )


def _plain(
    frame: pd.DataFrame, plan: Plan, *, heading: tuple[str, str], notes: Sequence[str]
) -> str:
    shown = texts(frame).map(lambda text: text.replace("\n", "; "))
    columns = [*filter(None, [plan.group]), *plan.columns]
    rows = shown[columns].itertuples(index=False, name=None)
    labels = [plan.label(column) for column in columns]
    return "\n".join([*filter(None, heading), *plain_table(labels, rows), *notes])
