"""The frame of a matrix: grouped rows and columns with headings that wrap and do not collide."""

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import altair as alt
import pandas as pd

from trustbook.charts.theme import INK, MUTED, RULE

SIZE = 12
HEADING = 12.5
LINE = 15
LETTER = 6.4  # pixels a letter takes at 12 px, on the safe side
WIDEST = 290
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
    column_width: float = 108,
) -> Grid:
    """The grid of rows and columns in the order given, a group of neighbours under one heading."""
    left = min(WIDEST, max((letters(label) for _, label in rows), default=0) * LETTER) + 22
    top = _heading_height(columns, column_width)
    return Grid(
        rows=_row_places(rows, top=top, height=row_height),
        columns={key: left + (i + 0.5) * column_width for i, key in enumerate(columns)},
        row_height=row_height,
        column_width=column_width,
        left=left,
        top=top,
    )


def letters(text: str) -> int:
    """How many letters wide the text is; an East Asian letter counts as two.

    >>> letters("trust"), letters("信任")
    (5, 4)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, *, pixels: float, most: int = 3) -> list[str]:
    """The text in lines that fit into so many pixels, cut with an ellipsis after the last.

    >>> wrapped("Employment consultants", pixels=90)
    ['Employment', 'consultants']
    """
    share = len(text) / max(1, letters(text))
    lines = textwrap.wrap(text, max(4, int(pixels / LETTER * share))) or [""]
    return [*lines[: most - 1], f"{lines[most - 1]}…"] if len(lines) > most else lines


def _heading_height(columns: Sequence[Key], width: float) -> float:
    """Room for the group headings, where there are any, and for the column labels."""
    labels = max((len(wrapped(label, pixels=width - 8)) for _, label in columns), default=1)
    spans = _spans(columns)
    groups = max((len(wrapped(g, pixels=n * width - 8)) for g, n in spans if g), default=0)
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
        places[group, label] = y + height / 2
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
        (INDENT if group else 0.0, y + (i - (len(lines) - 1) / 2) * LINE, line)
        for (group, label), y in lattice.rows.items()
        for lines in [wrapped(label, pixels=lattice.left - INDENT - 6, most=2)]
        for i, line in enumerate(lines)
    ]


def _row_groups(lattice: Grid) -> list[tuple[float, float, str]]:
    first: dict[str, float] = {}
    for (group, _), y in lattice.rows.items():
        first.setdefault(group, y)
    above = lattice.row_height * 0.92
    return [(0.0, y - above, group) for group, y in first.items() if group]


def _column_labels(lattice: Grid) -> list[tuple[float, float, str]]:
    return [
        (x, lattice.top - 12 - (len(lines) - 1 - i) * LINE, line)
        for (_, label), x in lattice.columns.items()
        for lines in [wrapped(label, pixels=lattice.column_width - 8)]
        for i, line in enumerate(lines)
    ]


def _column_groups(lattice: Grid) -> list[tuple[float, float, str]]:
    texts: list[tuple[float, float, str]] = []
    start = lattice.left
    for group, n in _spans(list(lattice.columns)):
        span = n * lattice.column_width
        lines = wrapped(group, pixels=span - 8) if group else []
        texts += [(start + span / 2, 10.0 + i * LINE, line) for i, line in enumerate(lines)]
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
