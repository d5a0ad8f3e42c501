"""A matrix for a phone: below the label of each row its cells that are not empty, named one by one.

A chart adds its marks at the places of the cells, as it does where a `Grid` lays them out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from trustbook.charts.canvas import LINE, SIZE, Place, lines_from, rules, texts
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.grid import HEADING, INDENT, Key, Layout, grid_of, grouped_keys, keys_of
from trustbook.charts.theme import MUTED

WIDTH = 350.0
APART = 14.0  # pixels between the name of a cell and the mark of the next
GAP = 4.0  # pixels between a mark and its name
MOST_LINES = 2  # of a name
MARK_HEIGHT = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellList:
    """Where the marks of the cells and all words are, in pixels."""

    places: Mapping[tuple[Key, Key], tuple[float, float]]
    names: Sequence[Place]
    labels: Sequence[Place]
    groups: Sequence[Place]
    ruled: Sequence[float]
    height: float
    row_height: float
    column_width: float
    width: float = WIDTH

    def middle(
        self, cells: pd.DataFrame, *, row: Sequence[str], column: str | Sequence[str]
    ) -> pd.DataFrame:
        """The cells with columns `x` and `y`, the middles of their marks."""
        ends = zip(keys_of(cells, row), keys_of(cells, column), strict=True)
        places = pd.DataFrame(
            [self.places[end] for end in ends], cells.index, ["x", "y"], "float64"
        )
        return cells.assign(x=places["x"], y=places["y"])

    def headings(self) -> list[Any]:
        """The layers of the words."""
        return [
            rules((0.0, y, WIDTH, y) for y in self.ruled),
            texts(self.groups, weight=700, size=HEADING),
            texts(self.labels),
            texts(self.names, color=MUTED),
        ]


def layout_of(  # noqa: PLR0913 - all but one are named
    cells: pd.DataFrame,
    *,
    row: Sequence[str],
    column: str | Sequence[str],
    rows: Sequence[Key],
    columns: Sequence[Key | str],
    is_wide: bool,
    row_height: float = 32.0,
    column_width: float = 96.0,
    mark_width: float = 30.0,
    upright_width: float | None = None,
) -> Layout:
    """The grid of all rows and columns where it `is_wide`, else the list of the cells.

    `row` and `column` name the columns of `cells` as `Layout.middle` has them; on a phone the mark
    of a cell has `mark_width`, on a page the whole `column_width`, or `upright_width` where labels
    of many columns are written upwards.
    """
    if is_wide:
        return grid_of(
            rows, columns, row_height=row_height, column_width=column_width,
            upright_width=upright_width,
        )  # fmt: skip
    return cell_list(
        cells, row=row, column=column, rows=rows, columns=columns, column_width=mark_width,
        row_height=min(row_height, MARK_HEIGHT),
    )  # fmt: skip


def cell_list(  # noqa: PLR0913 - all but one are named
    cells: pd.DataFrame,
    *,
    row: Sequence[str],
    column: str | Sequence[str],
    rows: Iterable[Key],
    columns: Iterable[Key | str],
    row_height: float,
    column_width: float,
) -> CellList:
    """The list of the cells, by row in the order of `rows` and within a row in that of `columns`.

    `row` and `column` name their columns as `Layout.middle` has them; a mark is `column_width` wide
    and `row_height` high.
    """
    order = {key: i for i, key in enumerate(grouped_keys(columns))}
    of_row: dict[Key, set[Key]] = {}
    for one, other in zip(keys_of(cells, row), keys_of(cells, column), strict=True):
        of_row.setdefault(one, set()).add(other)
    groups, labels, names = list[Place](), list[Place](), list[Place]()
    ruled, y = list[float](), 0.0
    places: dict[tuple[Key, Key], tuple[float, float]] = {}
    for group, keys in groupby(rows, key=lambda key: key[0]):
        if group:
            heading = lines(group, size=HEADING, width=WIDTH, most=MOST_LINES, bold=True)
            groups += lines_from(0.0, y + 14, heading)
            ruled += [y] * (y > 0)
            y = groups[-1][1] + 8
        for key in keys:
            label = lines(key[1], size=SIZE, width=WIDTH, most=MOST_LINES)
            labels += lines_from(0.0, y + 12, label)
            row_cells = sorted(of_row.get(key, ()), key=order.__getitem__)
            marks, words, y = _flow(
                [" ".join(filter(None, cell)) for cell in row_cells],
                top=labels[-1][1] + 10,
                high=row_height,
                wide=column_width,
            )
            places |= {(key, cell): mark for cell, mark in zip(row_cells, marks, strict=True)}
            names += words
        y += HEADING / 2
    return CellList(
        places=places,
        ruled=ruled,
        names=names,
        labels=labels,
        groups=groups,
        height=y,
        row_height=row_height,
        column_width=column_width,
    )


def _flow(
    names: Sequence[str], *, top: float, high: float, wide: float
) -> tuple[list[tuple[float, float]], list[Place], float]:
    """The middles of marks with their names behind them in lines that fit, and where they end."""
    marks, words = list[tuple[float, float]](), list[Place]()
    left, room = INDENT, WIDTH - INDENT - wide - GAP
    bottom = top
    for name in names:
        broken = lines(name, size=SIZE, width=room, most=MOST_LINES)
        needs = wide + GAP + max((text_width(line, size=SIZE) for line in broken), default=0.0)
        if left > INDENT and left + needs > WIDTH:
            left, top = INDENT, bottom
        marks.append((left + wide / 2, top + high / 2))
        words += lines_from(left + wide + GAP, top + high / 2, broken)
        bottom = max(bottom, top + high + (len(broken) - 1) * LINE)
        left += needs + APART
    return marks, words, bottom
