"""The frame of a matrix: grouped rows and columns with headings that wrap and do not collide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import altair as alt
import pandas as pd

from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.theme import INK, MUTED, RULE

SIZE = 12
HEADING = 12.5
LINE = 15
WIDEST = 270
INDENT = 10.0


Align = Literal["left", "center", "right"]
Key = tuple[str, str]


"""The group and the label of a row or a column; the group may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where the rows and columns of a matrix lie, in pixels."""

    rows: Mapping[Key, float]
    columns: Mapping[Key, float]
    row_height: float
    column_width: float
    left: float
    top: float

    @property
    def width(self) -> float:
        """The width of the matrix with its row labels."""
        return max(440, self.left + self.column_width * len(self.columns))

    @property
    def height(self) -> float:
        """The height of the matrix with its headings."""
        return max([self.top, *self.rows.values()]) + self.row_height / 2

    def middle(
        self, cells: pd.DataFrame, *, row: Sequence[str], column: Sequence[str]
    ) -> pd.DataFrame:
        """The cells with columns `x` and `y`; `row` and `column` name the group and the label."""
        rows = cells[list(row)].itertuples(index=False, name=None)
        columns = cells[list(column)].itertuples(index=False, name=None)
        return cells.assign(
            x=[self.columns[(str(group), str(label))] for group, label in columns],
            y=[self.rows[(str(group), str(label))] for group, label in rows],
        )


def grid(
    rows: Sequence[Key],
    columns: Sequence[Key],
    *,
    row_height: float = 32,
    column_width: float = 96,
) -> Grid:
    """The grid of rows and columns in the order given, a group of neighbours under one heading."""
    widest = max((text_width(label, size=SIZE) for _, label in rows), default=0)
    left = min(WIDEST, widest) + 22
    top = _heading_height(columns, column_width)
    return Grid(
        rows=_row_places(rows, top=top, height=row_height),
        columns={key: round(left + (i + 0.5) * column_width, 1) for i, key in enumerate(columns)},
        row_height=row_height,
        column_width=column_width,
        left=left,
        top=top,
    )


def _label(label: str, width: float) -> list[str]:
    return lines(label, size=SIZE, width=width - 8)


def _heading(group: str, width: float) -> list[str]:
    return lines(group, size=HEADING, width=width - 8, bold=True) if group else []


def _heading_height(columns: Sequence[Key], width: float) -> float:
    """Room for the group headings, where there are any, and for the column labels."""
    labels = max((len(_label(label, width)) for _, label in columns), default=1)
    spans = _spans(columns)
    groups = max((len(_heading(g, n * width)) for g, n in spans if g), default=0)
    return (labels + groups) * LINE + (12 if groups else 0) + 14


def _spans(keys: Sequence[Key]) -> list[tuple[str, int]]:
    return [(group, len(list(found))) for group, found in groupby(keys, key=lambda key: key[0])]


def _row_places(rows: Sequence[Key], *, top: float, height: float) -> dict[Key, float]:
    places: dict[Key, float] = {}
    y = top
    before = ""
    for group, label in rows:
        if group and group != before:
            y += height * 0.95
            before = group
        places[group, label] = round(y + height / 2, 1)
        y += height
    return places


def pixel(channel: Any, name: str) -> Any:
    """The position channel for a column of pixels."""
    return channel(f"{name}:Q", scale=None, axis=None)


def headings(lattice: Grid) -> list[Any]:
    """The layers that draw the headings of rows and columns and the lines between them."""
    return [
        _lines(lattice),
        *_texts(_row_labels(lattice), align="left"),
        *_texts(_row_groups(lattice), align="left", bold=True),
        *_texts(_column_labels(lattice), align="center", color=MUTED),
        *_texts(_column_groups(lattice), align="center", bold=True),
    ]


def _lines(lattice: Grid) -> Any:
    half = lattice.row_height / 2
    across = [(0.0, y - half, lattice.width, y - half) for y in lattice.rows.values()]
    start = lattice.left
    down = []
    for group, n in _spans(list(lattice.columns)):
        if group and start > lattice.left:
            down.append((start, 4.0, start, lattice.height))
        start += n * lattice.column_width
    bottom = [(0.0, lattice.height, lattice.width, lattice.height)]
    places = pd.DataFrame(across + down + bottom, columns=["x", "y", "x2", "y2"])
    frame = places.round() + 0.5  # half pixels keep the lines crisp
    return (
        alt.Chart(frame)
        .mark_rule(color=RULE, strokeWidth=1, opacity=1, aria=False)
        .encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), x2="x2:Q", y2="y2:Q")
    )


def _row_labels(lattice: Grid) -> list[tuple[float, float, str]]:
    return [
        (INDENT if group else 0.0, y + (i - (len(broken) - 1) / 2) * LINE, line)
        for (group, label), y in lattice.rows.items()
        for broken in [lines(label, size=SIZE, width=lattice.left - INDENT - 6, most=2)]
        for i, line in enumerate(broken)
    ]


def _row_groups(lattice: Grid) -> list[tuple[float, float, str]]:
    first: dict[str, float] = {}
    for (group, _), y in lattice.rows.items():
        first.setdefault(group, y)
    above = lattice.row_height * 0.92
    return [(0.0, y - above, group) for group, y in first.items() if group]


def _column_labels(lattice: Grid) -> list[tuple[float, float, str]]:
    return [
        (x, lattice.top - 12 - (len(broken) - 1 - i) * LINE, line)
        for (_, label), x in lattice.columns.items()
        for broken in [_label(label, lattice.column_width)]
        for i, line in enumerate(broken)
    ]


def _column_groups(lattice: Grid) -> list[tuple[float, float, str]]:
    texts: list[tuple[float, float, str]] = []
    start = lattice.left
    for group, n in _spans(list(lattice.columns)):
        span = n * lattice.column_width
        broken = _heading(group, span)
        texts += [(start + span / 2, 10.0 + i * LINE, line) for i, line in enumerate(broken)]
        start += span
    return texts


def _texts(
    texts: list[tuple[float, float, str]], *, align: Align, bold: bool = False, color: str = INK
) -> list[Any]:
    if not texts:
        return []
    mark = alt.Chart(pd.DataFrame(texts, columns=["x", "y", "text"])).mark_text(
        align=align,
        baseline="middle",
        fontSize=HEADING if bold else SIZE,
        fontWeight=700 if bold else 400,
        color=color,
        aria=False,
    )
    return [mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), text="text:N")]
