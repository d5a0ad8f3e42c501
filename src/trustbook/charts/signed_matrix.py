"""Ties between many stakeholders as a matrix: trusters in rows, trustees in columns."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, at, between, raw
from trustbook.charts.cell_list import layout_of
from trustbook.charts.geometry.layout import WIDE
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import DARKEST, PALEST, Key, boxed, by_group, keys_of, matrix
from trustbook.charts.network_style import COLOURS
from trustbook.charts.theme import INK
from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import count

ROW, COLUMN = 30.0, 74.0
NARROWEST, NARROW_ROW = 20.0, 22.0
FEW = 3  # trustees that are listed below a truster where there are many
_DRAWN = ["x", "x2", "y", "y2", "middle", "centre", "colour", "share", "numbers", "words"]


def signed_matrix(  # noqa: PLR0913 - all but one are named
    cells: pd.DataFrame,
    *,
    names: Sequence[str],
    title: str,
    subtitle: str,
    description: str,
    width: float = WIDE,
    is_wide: bool = True,
) -> Any:
    """A cell for each pair with ties: its colour says which sign prevails, its numbers how many.

    On a phone the trustees are below their truster. On a page, many columns have the numbers of
    their rows in place of names, and their cells what is for a pair less what is against it; on a
    phone there are then a few trustees with most sources.

    Parameters
    ----------
    cells
        One row per pair: group (the heading of its part of the picture, may be empty), truster and
        trustee in words, plus, minus and neutral (sources of ties of each sign).
    names
        The trusters and trustees in the order of rows and columns.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    width
        Pixels of the whole; where columns with names do not fit, they have numbers.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    room = width - max((text_width(name, size=SIZE) for name in names), default=0.0) - COLUMN / 2
    are_many = COLUMN * cells["trustee"].nunique() > room
    is_narrow = is_wide and are_many
    cells = _first(cells) if are_many and not is_wide else cells
    cells, rows, columns = (_numbered if is_narrow else _named)(cells, names)
    layout = layout_of(
        cells,
        row=("group", "row"),
        column="column",
        rows=rows,
        columns=columns,
        is_wide=is_wide,
        row_height=NARROW_ROW if is_narrow else ROW,
        column_width=max(NARROWEST, room / len(columns)) if is_narrow else COLUMN,
        mark_width=COLUMN,
    )
    placed = layout.middle(cells, row=("group", "row"), column="column")
    net = placed["plus"] - placed["minus"]
    most = max(1, int(net.abs().max()))
    data = boxed(placed, layout).assign(
        middle=placed["x"],
        centre=placed["y"],
        colour=[COLOURS[(one > 0) - (one < 0)] for one in net],
        share=(PALEST + (DARKEST - PALEST) * net.abs() / most).round(3),
        numbers=[
            _net(*row, room=layout.column_width) if is_narrow else _numbers(*row)
            for row in placed[["plus", "minus", "neutral"]].to_numpy()
        ],
        words=[
            sentence(
                "{pair}: {plus} for, {minus} against",
                pair=f"{row.truster} → {row.trustee}",
                plus=row.plus,
                minus=row.minus,
            )
            for row in placed.itertuples()
        ],
    )[_DRAWN]
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
        fontSize=SIZE if is_narrow else 12, color=INK, baseline="middle", aria=False
    )
    return matrix(
        layout,
        [box, numbers.encode(text=alt.Text("numbers:N"))],
        title=title,
        subtitle=_subtitle(subtitle, is_wide=is_wide) if are_many else subtitle,
        description=sentence(
            "{description} Matrix of {rows} by {columns}.",
            description=description,
            rows=count(len(rows), "row"),
            columns=count(len(columns), "column"),
        ),
    )


def _subtitle(subtitle: str, *, is_wide: bool) -> str:
    """The subtitle where there are many columns, with how these are drawn."""
    if is_wide:
        return sentence(
            "{subtitle} Columns are numbered like the rows; a cell holds the sources for minus "
            "those against.",
            subtitle=subtitle,
        )
    return sentence(
        "{subtitle} Below each stakeholder: the {n} towards whom the most sources speak.",
        subtitle=subtitle,
        n=FEW,
    )


def _first(cells: pd.DataFrame) -> pd.DataFrame:
    """Of each row the few cells with most sources."""
    n = cells[["plus", "minus", "neutral"]].sum(axis=1)
    in_order = cells.assign(n=n).sort_values("n", ascending=False, kind="stable")
    few = in_order.groupby(["group", "truster"]).head(FEW).index
    return cells[cells.index.isin(few)]


def _named(cells: pd.DataFrame, names: Sequence[str]) -> tuple[pd.DataFrame, list[Key], list[str]]:
    """The cells with `row` and `column`, the rows by group, and the columns: called by name."""
    cells = cells.assign(row=cells["truster"], column=cells["trustee"])
    among = set(cells["trustee"])
    return cells, _ordered(cells, names), [name for name in names if name in among]


def _ordered(cells: pd.DataFrame, names: Sequence[str]) -> list[Key]:
    """The rows that have cells, those of a group together and in the order of the names."""
    place = {name: n for n, name in enumerate(names)}
    in_order = cells.sort_values("truster", key=lambda each: each.map(place), kind="stable")
    parts = list(dict.fromkeys(cells["group"]))
    keys = by_group(keys_of(in_order, ("group", "truster")))
    return sorted(keys, key=lambda key: parts.index(key[0]))


def _numbered(
    cells: pd.DataFrame, names: Sequence[str]
) -> tuple[pd.DataFrame, list[Key], list[str]]:
    """The same with a row for each name, and columns that are called by the number of their row."""
    number = {name: str(n) for n, name in enumerate(names, 1)}
    row = {name: f"{number[name]} {name}" for name in names}
    cells = cells.assign(row=cells["truster"].map(row), column=cells["trustee"].map(number))
    parts = dict.fromkeys(cells["group"])
    return cells, [(part, row[name]) for part in parts for name in names], list(number.values())


def _net(plus: int, minus: int, neutral: int, *, room: float) -> str:
    """What is for a pair less what is against it, or is neither; nothing where it does not fit.

    >>> _net(3, 1, 0, room=20), _net(0, 2, 0, room=20), _net(0, 0, 4, room=20)
    ('+2', '−2', '4')
    """
    net = plus - minus
    text = _numbers(max(net, 0), max(-net, 0), 0) or str(neutral if not plus else 0)
    return text if text_width(text, size=SIZE) <= room - 2 else ""


def _numbers(plus: int, minus: int, neutral: int) -> str:
    """The numbers of a cell.

    >>> _numbers(3, 0, 0), _numbers(2, 1, 0), _numbers(0, 0, 4)
    ('+3', '+2 −1', '4')
    """
    signed = [f"{sign}{n}" for sign, n in (("+", plus), ("−", minus)) if n]
    return " ".join([*signed, *([str(neutral)] if neutral else [])])
