"""Tables of publication quality, with notes and a download."""

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.show.markup import Plan, bodies, cell_html, head, names_segments, plain_table, texts
from trustbook.show.prose import Prose, notice

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
