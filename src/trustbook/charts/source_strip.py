"""Which source states which tie, and which tie would be gone without it."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.grid import pixel
from trustbook.charts.hinges import hinge_key, hinge_marks, hinging_words
from trustbook.charts.texts import lines_around, texts
from trustbook.charts.theme import MUTED, RULE, themed
from trustbook.lettering import text_width

ROW = 24.0
COLUMN = 21.0
WIDEST = 290.0


def source_strip(cells: pd.DataFrame, *, title: str, subtitle: str, description: str) -> Any:
    """Rows are ties, columns are sources; a mark says that the source states the tie.

    `cells` has the columns tie and unit (names as printed), colour and hinges (whether the tie is
    gone without the source), in the order of rows and columns. An open mark hinges.
    """
    names = [*dict.fromkeys(cells["tie"])], [*dict.fromkeys(cells["unit"])]
    left = min(WIDEST, max(text_width(name, size=12) for name in names[0])) + 20
    top = max(text_width(name, size=12) for name in names[1]) + 14
    rows = {name: top + (i + 0.5) * ROW for i, name in enumerate(names[0])}
    columns = {name: left + (i + 0.5) * COLUMN for i, name in enumerate(names[1])}
    bottom = top + ROW * len(rows)
    width = max(430.0, left + COLUMN * len(columns) + 8)
    marks = cells.assign(
        x=cells["unit"].map(columns),
        y=cells["tie"].map(rows),
        words=cells["tie"] + ": " + cells["unit"],
    )
    layers = [
        *_lines(rows, columns, left=left, top=top, width=width),
        _row_names(rows, left),
        _column_names(columns, top),
        hinge_marks(marks),
        *hinge_key(list(cells["hinges"]), x=8.0, y=bottom + 18)[0],
    ]
    chart = alt.layer(*layers).properties(width=width, height=bottom + 34)
    return themed(
        chart,
        title=title,
        subtitle=subtitle,
        description=f"{description} {hinging_words(list(cells.groupby('tie')['hinges'].any()))}",
        width=int(width),
    )


def _lines(
    rows: dict[str, float], columns: dict[str, float], *, left: float, top: float, width: float
) -> list[Any]:
    across = [(0.0, y + ROW / 2, width, y + ROW / 2) for y in rows.values()]
    down = [(x, top, x, top + ROW * len(rows)) for x in columns.values()]
    frame = pd.DataFrame(across + down, columns=["x", "y", "x2", "y2"]).round() + 0.5
    mark = alt.Chart(frame).mark_rule(color=RULE, strokeWidth=1, opacity=1, aria=False)
    return [mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), x2="x2:Q", y2="y2:Q")]


def _row_names(rows: dict[str, float], left: float) -> Any:
    places = [
        place
        for name, y in rows.items()
        for place in lines_around(0.0, y, name, room=left - 14, most=2)
    ]
    return texts(places)


def _column_names(columns: dict[str, float], top: float) -> Any:
    frame = pd.DataFrame(
        {"x": list(columns.values()), "y": top - 8.0, "text": list(columns)},
    )
    mark = alt.Chart(frame).mark_text(
        align="left", baseline="middle", angle=270, fontSize=12, color=MUTED, aria=False
    )
    return mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), text="text:N")
