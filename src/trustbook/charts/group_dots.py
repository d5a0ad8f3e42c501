"""Who mentions which code: a dot for each participant of each group, filled where they do."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import grid, headings, pixel
from trustbook.charts.theme import INK, NEUTRAL, TRUST, themed

ROW = 26.0
NARROWEST = 84.0  # pixels of a column, for its heading
MOST_DOTS = 9  # a larger group is a bar
_DOT = 9.0
_BAR = 60.0


def group_dots(
    mentioned: pd.DataFrame,
    *,
    groups: Sequence[str],
    title: str,
    subtitle: str,
    description: str,
) -> Any:
    """Rows of codes by theme, columns of groups: n of N participants as dots and as a number.

    `mentioned` has theme, label (of the code), group, mentioned_by and participants, in the order
    of the rows; `groups` gives that of the columns.
    """
    rows = mentioned[["theme", "label"]].drop_duplicates()
    lattice = grid(
        list(rows.itertuples(index=False, name=None)),
        [("", group) for group in groups],
        row_height=ROW,
        column_width=_column_width(mentioned["participants"]),
    )
    placed = lattice.middle(
        mentioned.assign(column=""), row=("theme", "label"), column=("column", "group")
    )
    placed = placed.assign(left=placed["x"] - lattice.column_width / 2 + 8)
    layers = [*headings(lattice), *_marks(placed), _numbers(placed)]
    chart = alt.layer(*layers).properties(width=lattice.width, height=lattice.height)
    return themed(
        chart, title=title, subtitle=subtitle, description=description, width=int(lattice.width)
    )


def _column_width(participants: pd.Series) -> float:
    """Room for the largest number, and beside it for the dots or the bar."""
    most = int(participants.max()) if len(participants) else 0
    return max(NARROWEST, 16 + _number_width(most) + (most * _DOT if most <= MOST_DOTS else _BAR))


def _number_width(participants: int) -> float:
    return text_width(f"{participants}/{participants}", size=12) + 14


def _marks(placed: pd.DataFrame) -> list[Any]:
    most = int(placed["participants"].max()) if len(placed) else 0
    placed = placed.assign(start=placed["left"] + _number_width(most))
    small = placed["participants"] <= MOST_DOTS
    layers = []
    if small.any():
        layers += _dots(pd.DataFrame(list(_each(placed[small])), columns=["x", "y", "mentions"]))
    if not small.all():
        layers += _bars(placed[~small])
    return layers


def _each(cells: pd.DataFrame) -> Iterator[tuple[float, float, bool]]:
    """A dot for each participant, those who mention the code first."""
    columns = (cells[name] for name in ("start", "y", "mentioned_by", "participants"))
    for x, y, mentioned_by, n in zip(*columns, strict=True):
        for i in range(n):
            yield x + (i + 0.5) * _DOT, y, i < mentioned_by


def _dots(dots: pd.DataFrame) -> list[Any]:
    layers = []
    for mentions in (True, False):
        fill = TRUST if mentions else "transparent"
        mark = alt.Chart(dots[dots["mentions"] == mentions][["x", "y"]]).mark_point(
            filled=True, shape="circle", size=46 if mentions else 34, fill=fill, opacity=1,
            stroke=TRUST if mentions else NEUTRAL, strokeWidth=1, aria=False,
        )  # fmt: skip
        layers.append(mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y")))
    return layers


def _bars(cells: pd.DataFrame) -> list[Any]:
    start = cells["start"]
    share = cells["mentioned_by"] / cells["participants"]
    layers = []
    for end, color, height in ((start + _BAR, NEUTRAL, 1.5), (start + _BAR * share, TRUST, 8)):
        data = pd.DataFrame({"x": start, "x2": end.round(1), "y": cells["y"]})
        mark = alt.Chart(data).mark_rule(stroke=color, strokeWidth=height, opacity=1, aria=False)
        layers.append(mark.encode(x=pixel(alt.X, "x"), x2="x2:Q", y=pixel(alt.Y, "y")))
    return layers


def _numbers(placed: pd.DataFrame) -> Any:
    data = placed.assign(
        text=[f"{c.mentioned_by}/{c.participants}" for c in placed.itertuples()],
        words=[
            f"{c.label}, {c.group}: {c.mentioned_by} of {c.participants} participants"
            for c in placed.itertuples()
        ],
    )
    mark = alt.Chart(data[["left", "y", "text", "words"]]).mark_text(
        align="left", baseline="middle", fontSize=12, color=INK
    )
    return mark.encode(
        x=pixel(alt.X, "left"), y=pixel(alt.Y, "y"), text="text:N", description="words:N"
    )
