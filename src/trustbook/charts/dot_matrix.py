"""A matrix of dots: how much is in each cell, silence included."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import at, raw
from trustbook.charts.cell_list import layout_of
from trustbook.charts.grid import Grid, by_group, fitting, keys_of, matrix
from trustbook.charts.hinges import OUTLINE, fills
from trustbook.charts.theme import MUTED, PAPER, UNAFFILIATED

SMALLEST, LARGEST = 8.5, 15.0  # radius in pixels of one, and of the largest number


def dot_matrix(  # noqa: PLR0913 - all but one are named
    counts: pd.DataFrame,
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
    is_wide: bool = True,
) -> Any:
    """A dot with its number in each cell, open where it hinges on one source; a point for silence.

    On a phone the cells that are not silent are below the label of their row.

    Parameters
    ----------
    counts
        One row per cell, in the order in which rows first appear; cells with 0 or without a row
        are silent.
    row
        Its columns with the group and with the label of a row.
    column, columns
        Its column with the label of a column, and these labels in their order.
    value, unit
        Its column with the number of a cell, and what that number counts.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    color
        The colour of the dots.
    least
        How many sources a cell needs to be shown: with just so many it hinges on one source. None
        where the number does not count sources.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    counts, subtitle, left_out = fitting(
        counts, row=row, column=column, of=value, subtitle=subtitle
    )
    names = {row[0]: "group", row[1]: "row", column: "column", value: "n"}
    cells = counts.rename(columns=names)[["group", "row", "column", "n"]].query("n > 0")
    layout = layout_of(
        cells,
        row=("group", "row"),
        column="column",
        rows=by_group(keys_of(counts, row)),
        columns=[label for label in columns if label not in left_out],
        is_wide=is_wide,
        row_height=2 * LARGEST + 3,
        mark_width=2 * LARGEST,
        upright_width=2 * LARGEST + 4,
    )
    dots = layout.middle(cells, row=("group", "row"), column="column")
    hinges = dots["n"] == least
    silence = [_silence(layout, dots)] if isinstance(layout, Grid) else []
    return matrix(
        layout,
        [*silence, *_dots_with_numbers(dots, hinges, color=color, unit=unit)],
        title=title,
        subtitle=subtitle,
        description=description,
        hinges=[] if least is None else list(hinges),
    )


def _silence(grid: Grid, dots: pd.DataFrame) -> Any:
    """A small point in every cell without a dot."""
    filled = set(zip(dots["x"], dots["y"], strict=True))
    cells = [(x, y) for y in grid.rows.values() for x in grid.columns.values()]
    silent = pd.DataFrame([cell for cell in cells if cell not in filled], columns=["x", "y"])
    return at(silent).mark_point(shape="circle", filled=True, size=9, fill=MUTED, aria=False)


def _dots_with_numbers(
    dots: pd.DataFrame, hinges: pd.Series, *, color: str, unit: str
) -> list[Any]:
    """The layers of dots at x and y with n in them; those that hinge on one source are open.

    `dots` also has group, row and column, which a reader is told.
    """
    own = pd.Series(color, index=dots.index, dtype="str")
    data = dots.assign(
        area=_areas(dots["n"]),
        words=[f"{c.group}, {c.row}; {c.column}: {c.n}" for c in dots.itertuples()],
        colour=own,
        fill=fills(own, hinges),
        ink=own.where(hinges, PAPER),
    )
    circles = at(data).mark_point(shape="circle", filled=False, opacity=1, strokeWidth=OUTLINE)
    numbers = at(data).mark_text(fontSize=12, fontWeight=700, baseline="middle", dy=0.5, aria=False)
    return [
        circles.encode(
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            size=raw(alt.Size, "area"),
            description=alt.Description("words:N"),
            tooltip=[
                alt.Tooltip("group:N", title="Of"),
                alt.Tooltip("row:N", title="Row"),
                alt.Tooltip("column:N", title="Column"),
                alt.Tooltip("n:Q", title=unit),
            ],
        ),
        numbers.encode(text=alt.Text("n:Q"), color=alt.Color("ink:N", scale=None)),
    ]


def _areas(n: pd.Series) -> pd.Series:
    """Areas in square pixels whose radius grows with the square root of the number."""
    root = n.astype(float) ** 0.5
    most = max(root.max(), 1.5) if len(root) else 1.5
    radius = SMALLEST + (LARGEST - SMALLEST) * (root - 1) / (most - 1)
    return (3.1416 * radius**2).round(1)
