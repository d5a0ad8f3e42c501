"""The frame of a matrix: grouped rows and columns with headings that wrap and do not collide.

Every matrix is drawn here: its headings, lines and legend, and the shaded cells of those that
count segments. A chart adds its own marks at the middles of the cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from math import isqrt
from typing import Any, Protocol

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, Place, at, between, drawn, raw, rules, texts, upright
from trustbook.charts.geometry.layout import by_sum
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.hinges import OUTLINE, Entry, hinge_entries, legend, with_hinges
from trustbook.charts.theme import INK, MUTED, TRUST
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import joined

HEADING = 12.5
LINE = 15
WIDEST = 270
WIDEST_WORD = 130.0  # of a heading, for which its column is as wide
INDENT = 10.0
MOST_CELLS, MOST_ROWS = 240, 120  # of a picture, of a list; the table beside it has all
PAGE = 750.0  # beyond which a matrix does not fit beside the menu of a page
PALEST, DARKEST = 0.14, 0.6  # the number in the cell stays readable
Key = tuple[str, str]
"""The group and the label of a row or a column; the group may be empty."""


class Layout(Protocol):
    """Where the cells of a matrix are, in pixels."""

    @property
    def width(self) -> float:
        """Its width with the words."""
        ...

    @property
    def height(self) -> float:
        """Its height with the words."""
        ...

    @property
    def row_height(self) -> float:
        """The height of a mark with the room around it."""
        ...

    @property
    def column_width(self) -> float:
        """The width of a mark with the room around it."""
        ...

    def middle(
        self, cells: pd.DataFrame, *, row: Sequence[str], column: str | Sequence[str]
    ) -> pd.DataFrame:
        """The cells with columns `x` and `y`, their middles.

        `row` names the columns with the group and the label of a row, `column` those of a column,
        or the one with the label where columns have no groups.
        """
        ...

    def headings(self) -> list[Any]:
        """The layers of all words and of the lines between them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where the rows and columns of a matrix are, in pixels."""

    rows: Mapping[Key, float]
    columns: Mapping[Key, float]
    row_height: float
    column_width: float
    left: float
    top: float
    is_upright: bool = False

    @property
    def width(self) -> float:
        """The width of the matrix with its row labels."""
        return max(440, self.left + self.column_width * len(self.columns))

    @property
    def height(self) -> float:
        """The height of the matrix with its headings."""
        return max([self.top, *self.rows.values()]) + self.row_height / 2

    def middle(
        self, cells: pd.DataFrame, *, row: Sequence[str], column: str | Sequence[str]
    ) -> pd.DataFrame:
        """The cells with columns `x` and `y`, their middles."""
        ends = (keys_of(cells, row), keys_of(cells, column))
        return cells.assign(
            x=[self.columns[key] for key in ends[1]], y=[self.rows[key] for key in ends[0]]
        )

    def headings(self) -> list[Any]:
        """The layers of the headings of rows and columns and of the lines between them."""
        return [
            _lines(self),
            texts(_row_labels(self)),
            texts(_row_groups(self), weight=700, size=HEADING),
            *([upright(_upright_labels(self))] if self.is_upright else _column_headings(self)),
        ]


def keys_of(cells: pd.DataFrame, names: str | Sequence[str]) -> list[Key]:
    """The key of the row or column of each cell, from the column or columns that are named."""
    group, label = ("", names) if isinstance(names, str) else names
    groups = cells[group] if group else pd.Series("", index=cells.index)
    return list(zip(groups.astype(str), cells[label].astype(str), strict=True))


def grouped_keys(keys: Iterable[Key | str]) -> list[Key]:
    """The keys as pairs: a mere label has no group."""
    return [("", key) if isinstance(key, str) else key for key in keys]


def grid_of(
    rows: Iterable[Key],
    columns: Iterable[Key | str],
    *,
    row_height: float = 32,
    column_width: float = 96,
    upright_width: float | None = None,
) -> Grid:
    """The grid of rows and columns in their order, a group of neighbours under one heading.

    A column that is a mere label has no group. Where the columns are too many for a page, and may
    be as narrow as `upright_width`, their labels are written upwards.
    """
    rows = [(str(group), str(label)) for group, label in rows]
    keys = grouped_keys(columns)
    widest = max((text_width(label, size=SIZE) for _, label in rows), default=0)
    left = min(WIDEST, widest) + 22
    column_width = max(column_width, min(WIDEST_WORD, _widest_word(keys)) + 8)
    is_upright = upright_width is not None and left + len(keys) * column_width > PAGE
    if upright_width is not None and is_upright:
        column_width = max(upright_width, min(column_width, (PAGE - left) / len(keys)))
        top = max(text_width(label, size=SIZE) for _, label in keys) + 12
    else:
        top = _heading_height(keys, column_width)
    most = max((len(_row_label(label, left)) for _, label in rows), default=1)
    row_height = max(row_height, most * LINE + 1)
    return Grid(
        rows=_row_places(rows, top=top, height=row_height),
        columns={key: round(left + (i + 0.5) * column_width, 1) for i, key in enumerate(keys)},
        row_height=row_height,
        column_width=column_width,
        left=left,
        top=top,
        is_upright=is_upright,
    )


def matrix(  # noqa: PLR0913 - all but two are named
    layout: Layout,
    layers: Sequence[Any],
    *,
    title: str,
    subtitle: str,
    description: str,
    hinges: Sequence[bool] = (),
    noun: str = "cell",
    shapes: Sequence[Sequence[str]] = (("circle",), ("circle",)),
    entries: Sequence[Entry] = (),
) -> Any:
    """The chart of the layout with its headings and of the layers of its cells.

    Parameters
    ----------
    layout
        Where rows and columns are.
    layers
        The marks of the cells.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    hinges
        For each mark whether it hinges on one source; with marks, a legend says which do.
    noun
        What a mark is called where they are counted.
    shapes
        The shapes of filled and of open marks in the legend.
    entries
        What else the legend explains, above the marks that are open.
    """
    keys, bottom = list[Any](), layout.height
    for part in (entries, hinge_entries(hinges, shapes=shapes)):
        if part:
            key, bottom = legend(part, x=8.0, y=bottom + 18, room=layout.width)
            keys += key
    return drawn(
        [*layout.headings(), *layers, *keys],
        width=layout.width,
        height=bottom,
        title=title,
        subtitle=subtitle,
        description=with_hinges(description, hinges, noun=noun),
    )


def by_group(keys: Iterable[Key]) -> list[Key]:
    """The different keys, those of one group together, in the order of first appearance."""
    groups: dict[str, dict[Key, None]] = {}
    for group, label in keys:
        groups.setdefault(group, {})[group, label] = None
    return [key for members in groups.values() for key in members]


def fitting(
    cells: pd.DataFrame, *, row: Sequence[str], column: str | Sequence[str], of: str, subtitle: str
) -> tuple[pd.DataFrame, str, set[str]]:
    """The cells in the rows and columns with most `of` something, as many as a picture can hold.

    With them come the subtitle of the picture, which says what is left out, where anything is, and
    the labels of the columns that are.
    """
    rows, columns = pd.Series(keys_of(cells, row)), pd.Series(keys_of(cells, column))
    n_rows, n_columns = rows.nunique(), columns.nunique()
    if n_rows * n_columns <= MOST_CELLS:
        return cells, subtitle, set()
    wide = min(n_columns, max(isqrt(MOST_CELLS), MOST_CELLS // n_rows))
    n = cells[of].reset_index(drop=True)
    is_drawn = columns.isin(by_sum(columns, n)[:wide])
    is_drawn &= rows.isin(by_sum(rows, n)[: MOST_CELLS // wide])
    high, wide = rows[is_drawn].nunique(), columns[is_drawn].nunique()
    parts = [
        sentence("{n} of {among} rows", n=high, among=n_rows) * (high < n_rows),
        sentence("{n} of {among} columns", n=wide, among=n_columns) * (wide < n_columns),
    ]
    words = sentence(
        "{subtitle} Only {parts} are drawn, those with the largest sums; the table has all.",
        subtitle=gettext(subtitle),
        parts=joined(filter(None, parts)),
    )
    left_out = {*columns} - {*columns[is_drawn]}
    return cells[is_drawn.to_numpy()], words, {label for _, label in left_out}


def boxed(cells: pd.DataFrame, layout: Layout, *, gap: float = 2.0) -> pd.DataFrame:
    """The cells with the corners x, y and x2, y2 of boxes around their middles, a gap apart."""
    wide, high = layout.column_width / 2 - gap, layout.row_height / 2 - gap
    return cells.assign(
        x=cells["x"] - wide, x2=cells["x"] + wide, y=cells["y"] - high, y2=cells["y"] + high
    )


def shaded_cells(cells: pd.DataFrame, *, tooltip: Sequence[Any], corner: float = 0) -> list[Any]:
    """Cells that are darker with a larger number, which is printed in them.

    `cells` has the columns n, x, y, x2, y2 and words, and hinges where open cells are drawn.
    """
    most = max(1, cells["n"].max()) if len(cells) else 1
    hinges = cells["hinges"] if "hinges" in cells else pd.Series(False, index=cells.index)
    data = cells.assign(
        share=(PALEST + (DARKEST - PALEST) * cells["n"] / most).round(3).where(~hinges, 0.0),
        line=hinges.map({True: OUTLINE, False: 0.0}),
        middle=(cells["x"] + cells["x2"]) / 2,
        centre=(cells["y"] + cells["y2"]) / 2,
    ).drop(columns="hinges", errors="ignore")
    box = between(data).mark_rect(fill=TRUST, stroke=TRUST, strokeOpacity=1, cornerRadius=corner)
    numbers = at(data, x="middle", y="centre").mark_text(
        fontSize=SIZE, fontWeight=600, color=INK, baseline="middle", aria=False
    )
    return [
        box.encode(
            fillOpacity=raw(alt.FillOpacity, "share"),
            strokeWidth=raw(alt.StrokeWidth, "line"),
            description=alt.Description("words:N"),
            tooltip=list(tooltip),
        ),
        numbers.encode(text=alt.Text("n:Q")),
    ]


def _widest_word(columns: Sequence[Key]) -> float:
    """The width of the longest word of labels, and of headings that are above one column."""
    labels = (text_width(word, size=SIZE) for _, label in columns for word in label.split())
    headings = (
        text_width(word, size=HEADING, bold=True)
        for group, n in _spans(columns)
        if n == 1
        for word in group.split()
    )
    return max(chain([0.0], labels, headings))


def _label(label: str, width: float) -> list[str]:
    return lines(label, size=SIZE, width=width - 8)


def _heading(group: str, width: float) -> list[str]:
    return lines(group, size=HEADING, width=width - 8, bold=True) if group else []


def _heading_height(columns: Sequence[Key], width: float) -> float:
    """Room for the group headings, where there are any, and for the column labels."""
    labels = max((len(_label(label, width)) for _, label in columns), default=1)
    groups = max((len(_heading(group, n * width)) for group, n in _spans(columns)), default=0)
    return (labels + groups) * LINE + (12 if groups else 0) + 14


def _spans(keys: Iterable[Key]) -> list[tuple[str, int]]:
    """Each group with how many neighbours it has."""
    return [(group, len(list(members))) for group, members in groupby(keys, key=lambda key: key[0])]


def _row_places(rows: Sequence[Key], *, top: float, height: float) -> dict[Key, float]:
    places: dict[Key, float] = {}
    y, before = top, ""
    for group, label in rows:
        if group and group != before:
            y, before = y + height * 0.95, group
        places[group, label] = round(y + height / 2, 1)
        y += height
    return places


def _lines(grid: Grid) -> Any:
    half = grid.row_height / 2
    ends = [(0.0, y - half, grid.width, y - half) for y in grid.rows.values()]
    start = grid.left
    for group, n in _spans(grid.columns):
        if group and start > grid.left:
            ends.append((start, 4.0, start, grid.height))
        start += n * grid.column_width
    return rules([*ends, (0.0, grid.height, grid.width, grid.height)])


def _row_labels(grid: Grid) -> list[Place]:
    return [
        (INDENT if group else 0.0, y + (i - (len(broken) - 1) / 2) * LINE, line)
        for (group, label), y in grid.rows.items()
        for broken in [_row_label(label, grid.left)]
        for i, line in enumerate(broken)
    ]


def _row_label(label: str, left: float) -> list[str]:
    return lines(label, size=SIZE, width=left - INDENT - 6, most=2)


def _row_groups(grid: Grid) -> list[Place]:
    first: dict[str, float] = {}
    for (group, _), y in grid.rows.items():
        first.setdefault(group, y)
    above = grid.row_height * 0.92
    return [(0.0, y - above, group) for group, y in first.items() if group]


def _column_headings(grid: Grid) -> list[Any]:
    return [
        texts(_column_labels(grid), align="center", color=MUTED),
        texts(_column_groups(grid), align="center", weight=700, size=HEADING),
    ]


def _upright_labels(grid: Grid) -> list[Place]:
    return [(x, grid.top - 6.0, label) for (_, label), x in grid.columns.items()]


def _column_labels(grid: Grid) -> list[Place]:
    return [
        (x, grid.top - 12 - (len(broken) - 1 - i) * LINE, line)
        for (_, label), x in grid.columns.items()
        for broken in [_label(label, grid.column_width)]
        for i, line in enumerate(broken)
    ]


def _column_groups(grid: Grid) -> list[Place]:
    places: list[Place] = []
    start = grid.left
    for group, n in _spans(grid.columns):
        span = n * grid.column_width
        broken = _heading(group, span)
        places += [(start + span / 2, 10.0 + i * LINE, line) for i, line in enumerate(broken)]
        start += span
    return places
