"""Which source states which tie, and which tie would be gone without it."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.grid import pixel
from trustbook.charts.hinges import hinge_key, hinge_marks, with_hinges_told
from trustbook.charts.texts import lines_around, texts
from trustbook.charts.theme import MUTED, RULE, themed
from trustbook.lettering import text_width

ROW = 24.0
WRAPPED = 31.0
GROUP = 27.0
COLUMN = 18.0
WIDEST = 260.0
_INDENT = 8.0


def source_strip(cells: pd.DataFrame, *, title: str, subtitle: str, description: str) -> Any:
    """Rows are ties, columns are sources; a mark says that the source states the tie.

    `cells` has the columns group (heading of the row), tie and unit (names as printed), colour and
    hinges (whether the tie is gone without the source), in the order of rows and columns, those of
    a group together. An open mark hinges.
    """
    ties = cells[["group", "tie"]].drop_duplicates().reset_index(drop=True)
    units = list(dict.fromkeys(cells["unit"]))
    left = min(WIDEST, max(text_width(name, size=12) for name in ties["tie"])) + 24
    top = max(text_width(name, size=12) for name in units) + 12
    rows = _rows(ties, left=left, top=top)
    columns = {name: left + (i + 0.5) * COLUMN for i, name in enumerate(units)}
    bottom, width = float(rows["y"].max()) + ROW, max(430.0, left + COLUMN * len(units) + 8)
    marks = cells.merge(rows[["group", "tie", "y"]], on=["group", "tie"])
    marks = marks.assign(
        x=marks["unit"].map(columns),
        words=marks["group"] + ", " + marks["tie"] + ": " + marks["unit"],
    )
    layers = [
        _lines(rows, columns, width=width),
        _row_names(rows, left),
        _column_names(columns, top),
        hinge_marks(marks),
        *hinge_key(list(cells["hinges"]), x=8.0, y=bottom + 14),
    ]
    chart = alt.layer(*layers).properties(width=width, height=bottom + 28)
    open_rows = list(cells.groupby(["group", "tie"])["hinges"].any())
    return themed(
        chart,
        title=title,
        subtitle=subtitle,
        description=with_hinges_told(description, open_rows),
        width=int(width),
    )


def _rows(ties: pd.DataFrame, *, left: float, top: float) -> pd.DataFrame:
    """The ties with their place, and that of the heading above the first of each group."""
    wrapped = ties["tie"].map(lambda name: text_width(name, size=12)) > left - 24
    heights = wrapped.map({True: WRAPPED, False: ROW})
    first = ties["group"].ne(ties["group"].shift())
    end = (heights + first * GROUP).cumsum() + top
    middle = end - heights / 2
    return ties.assign(y=middle, end=end, head=(middle - heights / 2 - 10).where(first))


def _lines(rows: pd.DataFrame, columns: dict[str, float], *, width: float) -> Any:
    across = [(0.0, end, width, end) for end in rows["end"]]
    start = float(rows["y"].min()) - ROW / 2
    down = [(x, start, x, float(rows["end"].max())) for x in columns.values()]
    frame = pd.DataFrame(across + down, columns=["x", "y", "x2", "y2"]).round() + 0.5
    mark = alt.Chart(frame).mark_rule(color=RULE, strokeWidth=1, opacity=1, aria=False)
    return mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), x2="x2:Q", y2="y2:Q")


def _row_names(rows: pd.DataFrame, left: float) -> Any:
    places = [
        place
        for name, y in zip(rows["tie"], rows["y"], strict=True)
        for place in lines_around(_INDENT, y, name, room=left - 20, most=2)
    ]
    heads = rows.dropna(subset=["head"])
    bold = [(0.0, y, text) for y, text in zip(heads["head"], heads["group"], strict=True)]
    return alt.layer(texts(places), texts(bold, weight=700))


def _column_names(columns: dict[str, float], top: float) -> Any:
    frame = pd.DataFrame({"x": list(columns.values()), "y": top - 4.0, "text": list(columns)})
    mark = alt.Chart(frame).mark_text(
        align="left", baseline="middle", angle=270, fontSize=12, color=MUTED, aria=False
    )
    return mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), text="text:N")
