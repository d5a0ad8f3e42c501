"""A matrix of dots: how many independent sources stand in each cell, silence included."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.grid import Key, grid, headings, pixel
from trustbook.charts.theme import MUTED, PAPER, TRUST, themed

SMALLEST, LARGEST = 9.0, 19.0  # radius in pixels of one source, and of most sources


def dot_matrix(  # noqa: PLR0913 - all but one are named
    cells: pd.DataFrame,
    *,
    rows: Sequence[Key],
    columns: Sequence[Key],
    title: str,
    subtitle: str,
    description: str,
    color: str = TRUST,
) -> Any:
    """A dot with its number in each cell; a small point where nothing is said.

    `cells` has the columns row_group, row, column_group, column and n, and `segments` for the
    tooltip. `rows` and `columns` give the order, as (group, label); every combination is drawn.
    """
    lattice = grid(rows, columns, row_height=2 * LARGEST + 4)
    said = cells[cells["n"] > 0]
    placed = lattice.middle(said, row=("row_group", "row"), column=("column_group", "column"))
    placed = placed.assign(area=_areas(placed["n"]), description=_descriptions(placed))
    silent = pd.DataFrame(
        [
            {"x": x, "y": y}
            for column, x in lattice.columns.items()
            for row, y in lattice.rows.items()
            if (*row, *column) not in _keys(said)
        ],
        columns=["x", "y"],
    )
    layers = [*headings(lattice), _silence(silent), *_dots(placed, color)]
    chart = alt.layer(*layers).properties(width=lattice.width, height=lattice.height)
    return themed(
        chart, title=title, subtitle=subtitle, description=description, width=int(lattice.width)
    )


def _keys(cells: pd.DataFrame) -> set[tuple[str, ...]]:
    key = ["row_group", "row", "column_group", "column"]
    return set(cells[key].itertuples(index=False, name=None))


def _areas(n: pd.Series) -> pd.Series:
    """Areas in square pixels whose radius grows with the square root of the number."""
    root = n.astype(float) ** 0.5
    most = max(root.max(), 1.5) if len(root) else 1.5
    radius = SMALLEST + (LARGEST - SMALLEST) * (root - 1) / (most - 1)
    return (3.1416 * radius**2).round(1)


def _descriptions(cells: pd.DataFrame) -> list[str]:
    return [
        f"{cell.row_group} {cell.row}, {cell.column_group} {cell.column}: {cell.n}".strip()
        for cell in cells.itertuples()
    ]


def _silence(points: pd.DataFrame) -> Any:
    return (
        alt.Chart(points)
        .mark_point(shape="circle", filled=True, size=9, fill=MUTED, opacity=0.7, aria=False)
        .encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"))
    )


def _dots(cells: pd.DataFrame, color: str) -> list[Any]:
    base = alt.Chart(cells).encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"))
    dots = base.mark_point(shape="circle", filled=True, fill=color, opacity=1).encode(
        size=alt.Size("area:Q", scale=None, legend=None),
        description="description:N",
        tooltip=[
            alt.Tooltip("row:N", title="Row"),
            alt.Tooltip("column:N", title="Column"),
            alt.Tooltip("n:Q", title="Independent sources"),
            alt.Tooltip("segments:N", title="Segments"),
        ],
    )
    numbers = base.mark_text(
        fontSize=12, fontWeight=700, color=PAPER, baseline="middle", dy=0.5, aria=False
    ).encode(text="n:Q")
    return [dots, numbers]
