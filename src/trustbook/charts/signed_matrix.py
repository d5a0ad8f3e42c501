"""Ties between many stakeholders as a matrix: trusters in rows, trustees in columns."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import at, between, raw
from trustbook.charts.cell_list import layout_of
from trustbook.charts.grid import DARKEST, PALEST, boxed, by_group, keys_of, matrix
from trustbook.charts.network_style import COLOURS
from trustbook.charts.theme import INK
from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import count

ROW, COLUMN = 30.0, 74.0


def signed_matrix(  # noqa: PLR0913 - all but one are named
    cells: pd.DataFrame,
    *,
    columns: Sequence[str],
    title: str,
    subtitle: str,
    description: str,
    is_wide: bool = True,
) -> Any:
    """A cell for each pair with ties: its colour says which sign prevails, its numbers how many.

    On a phone the trustees stand below their truster.

    Parameters
    ----------
    cells
        One row per pair: group (the heading of its part of the picture, may be empty), truster and
        trustee in words, plus, minus and neutral (sources of ties of each sign).
    columns
        The trustees in their order.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    keys = by_group(keys_of(cells, ("group", "truster")))
    layout = layout_of(
        cells,
        row=("group", "truster"),
        column="trustee",
        rows=keys,
        columns=columns,
        is_wide=is_wide,
        row_height=ROW,
        column_width=COLUMN,
        mark_width=COLUMN,
    )
    placed = layout.middle(cells, row=("group", "truster"), column="trustee")
    net = placed["plus"] - placed["minus"]
    most = max(1, int(net.abs().max()))
    data = boxed(placed, layout).assign(
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
        layout,
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
