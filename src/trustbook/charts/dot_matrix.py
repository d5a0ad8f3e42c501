"""A matrix of dots: how much stands in each cell, silence included."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.grid import Grid, Key, grid, headings, pixel
from trustbook.charts.hinges import OUTLINE, fills, hinge_key, with_hinges_told
from trustbook.charts.theme import MUTED, PAPER, UNAFFILIATED, themed

_KEY = 30.0
SMALLEST, LARGEST = 8.5, 15.0  # radius in pixels of one, and of the largest number


def dot_matrix(  # noqa: PLR0913 - all but one are named
    counted: pd.DataFrame,
    *,
    row: tuple[str, str],
    column: str,
    columns: Sequence[str],
    value: str,
    title: str,
    subtitle: str,
    description: str,
    color: str = UNAFFILIATED,
    unit: str = "Independent sources",
    least: int | None = 1,
) -> Any:
    """A dot with its number in each cell, open where it hinges on one source; a point for silence.

    `counted` has one row a cell; cells with 0 or without a row are silent. `row` names its columns
    with the group and the label of a row, `column` the one with the label of a column, `value` the
    one with the number, which counts `unit`. Rows come in the order in which they first appear,
    columns in that of `columns`. A cell hinges on one source when it has just the `least` that it
    needs to be shown; `least` is None where the number counts something else than sources.
    """
    lattice = grid(_rows(counted, row), [("", c) for c in columns], row_height=2 * LARGEST + 3)
    dots = _placed(counted, lattice, row=row, column=column, value=value)
    dots = dots.assign(hinges=dots["n"] == least, colour=color)
    layers = [*headings(lattice), _silence(lattice, dots), *_dots(dots, unit)]
    room, told = 0.0, description
    if least is not None and len(dots):
        layers, room = [*layers, *_key(lattice, dots)], _KEY
        told = with_hinges_told(description, list(dots["hinges"]), noun="cell")
    chart = alt.layer(*layers).properties(width=lattice.width, height=lattice.height + room)
    return themed(
        chart,
        title=title,
        subtitle=subtitle,
        description=told,
        width=int(lattice.width),
    )


def _rows(counted: pd.DataFrame, row: tuple[str, str]) -> list[Key]:
    """The rows, those of one group together, in the order of first appearance."""
    keys = counted[list(row)].drop_duplicates()
    groups = {group: i for i, group in enumerate(dict.fromkeys(keys[row[0]]))}
    ordered = keys.assign(place=keys[row[0]].map(groups)).sort_values("place", kind="stable")
    return [(str(group), str(label)) for group, label, _ in ordered.itertuples(index=False)]


def _placed(
    counted: pd.DataFrame, lattice: Grid, *, row: tuple[str, str], column: str, value: str
) -> pd.DataFrame:
    names = {row[0]: "group", row[1]: "row", column: "column", value: "n"}
    cells = counted.rename(columns=names)[["group", "row", "column", "n"]]
    cells = cells[cells["n"] > 0].assign(heading="")
    placed = lattice.middle(cells, row=("group", "row"), column=("heading", "column"))
    words = [f"{c.group}, {c.row}; {c.column}: {c.n}" for c in placed.itertuples()]
    return placed.drop(columns="heading").assign(area=_areas(placed["n"]), words=words)


def _areas(n: pd.Series) -> pd.Series:
    """Areas in square pixels whose radius grows with the square root of the number."""
    root = n.astype(float) ** 0.5
    most = max(root.max(), 1.5) if len(root) else 1.5
    radius = SMALLEST + (LARGEST - SMALLEST) * (root - 1) / (most - 1)
    return (3.1416 * radius**2).round(1)


def _silence(lattice: Grid, dots: pd.DataFrame) -> Any:
    """A small point in every cell without a dot."""
    taken = set(zip(dots["x"], dots["y"], strict=True))
    everywhere = [(x, y) for y in lattice.rows.values() for x in lattice.columns.values()]
    free = pd.DataFrame([c for c in everywhere if c not in taken], columns=["x", "y"])
    mark = alt.Chart(free).mark_point(shape="circle", filled=True, size=9, fill=MUTED, aria=False)
    return mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"))


def _dots(dots: pd.DataFrame, unit: str) -> list[Any]:
    own = dots["colour"]
    drawn = dots.assign(fill=fills(own, dots["hinges"]), ink=own.where(dots["hinges"], PAPER))
    base = alt.Chart(drawn.drop(columns="hinges")).encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"))
    circles = base.mark_point(shape="circle", filled=False, opacity=1, strokeWidth=OUTLINE).encode(
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("colour:N", scale=None),
        size=alt.Size("area:Q", scale=None, legend=None),
        description="words:N",
        tooltip=[
            alt.Tooltip("group:N", title="Of"),
            alt.Tooltip("row:N", title="Row"),
            alt.Tooltip("column:N", title="Column"),
            alt.Tooltip("n:Q", title=unit),
        ],
    )
    numbers = base.mark_text(
        fontSize=12, fontWeight=700, baseline="middle", dy=0.5, aria=False
    ).encode(text="n:Q", color=alt.Color("ink:N", scale=None))
    return [circles, numbers]


def _key(lattice: Grid, dots: pd.DataFrame) -> list[Any]:
    """The legend below the matrix."""
    shapes = (["circle"], ["circle"])
    return hinge_key(list(dots["hinges"]), x=8.0, y=lattice.height + 18, shapes=shapes)
