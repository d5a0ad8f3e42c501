"""Ties between many stakeholders as a matrix: trusters in rows, trustees in columns."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import at, between, raw
from trustbook.charts.grid import DARKEST, PALEST, by_group, grid_of, matrix
from trustbook.charts.network_style import COLOURS
from trustbook.charts.theme import INK
from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import count

ROW, COLUMN = 30.0, 74.0


def signed_matrix(
    cells: pd.DataFrame, *, columns: Sequence[str], title: str, subtitle: str, description: str
) -> Any:
    """A cell for each pair with ties: its colour says which sign prevails, its numbers how many.

    Parameters
    ----------
    cells
        One row per pair: group (the heading of its part of the picture, may be empty), truster and
        trustee in words, plus, minus and neutral (sources of ties of each sign).
    columns
        The trustees in their order.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    """
    keys = by_group(cells[["group", "truster"]].astype(str).itertuples(index=False, name=None))
    grid = grid_of(keys, columns, row_height=ROW, column_width=COLUMN)
    placed = grid.middle(cells, row=("group", "truster"), column="trustee")
    net = placed["plus"] - placed["minus"]
    most = max(1, int(net.abs().max()))
    data = placed.assign(
        x=placed["x"] - COLUMN / 2 + 2,
        x2=placed["x"] + COLUMN / 2 - 2,
        y=placed["y"] - ROW / 2 + 2,
        y2=placed["y"] + ROW / 2 - 2,
        middle=placed["x"],
        centre=placed["y"],
        colour=[COLOURS[(one > 0) - (one < 0)] for one in net],
        share=(PALEST + (DARKEST - PALEST) * net.abs() / most).round(3),
        numbers=[_numbers(*row) for row in placed[["plus", "minus", "neutral"]].to_numpy()],
        words=[
            sentence(
                "{pair}: {plus} for, {minus} against",
                pair=f"{row.truster} → {row.trustee}",
                plus=row.plus,
                minus=row.minus,
            )
            for row in placed.itertuples()
        ],
    )
    box = (
        between(data)
        .mark_rect(aria=True)
        .encode(
            fill=raw(alt.Fill, "colour", kind="N"),
            fillOpacity=raw(alt.FillOpacity, "share"),
            description=alt.Description("words:N"),
            tooltip=[alt.Tooltip("words:N", title="Sources")],
        )
    )
    numbers = at(data, x="middle", y="centre").mark_text(
        fontSize=12, color=INK, baseline="middle", aria=False
    )
    return matrix(
        grid,
        [box, numbers.encode(text=alt.Text("numbers:N"))],
        title=title,
        subtitle=subtitle,
        description=sentence(
            "{description} Matrix of {rows} by {columns}.",
            description=description,
            rows=count(len(keys), "row"),
            columns=count(len(columns), "column"),
        ),
    )


def _numbers(plus: int, minus: int, neutral: int) -> str:
    """The numbers of a cell.

    >>> _numbers(3, 0, 0), _numbers(2, 1, 0), _numbers(0, 0, 4)
    ('+3', '+2 −1', '4')
    """
    signed = [f"{sign}{n}" for sign, n in (("+", plus), ("−", minus)) if n]
    return " ".join([*signed, *([str(neutral)] if neutral else [])])
