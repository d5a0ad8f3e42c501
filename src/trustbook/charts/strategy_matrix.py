"""Strategies against the pairs of whom one is to be won over, with what came of them."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import at
from trustbook.charts.cell_list import layout_of
from trustbook.charts.grid import Key, Layout, fitting, matrix
from trustbook.charts.hinges import OUTLINE, fills
from trustbook.charts.theme import DISTRUST, INK, NEUTRAL, TRUST
from trustbook.corpus.language import gettext, sentence

SHAPES = {"supports": "triangle-up", "mixed": "diamond", "backfires": "triangle-down"}
COLORS = {"supports": TRUST, "mixed": NEUTRAL, "backfires": DISTRUST}
STEP = 28  # pixels between the marks of one cell
AREA = 170
LEGEND = {
    "supports": "helps",
    "mixed": "sometimes one, sometimes the other",
    "backfires": "backfires",
}


def strategy_matrix(  # noqa: PLR0913 - all but one are named
    effects: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    least: int = 1,
    is_wide: bool = True,
) -> Any:
    """Rows are strategies by actor, columns who towards whom; shape and hue say what came of it.

    On a phone the marks are below their strategy, each with who towards whom.

    Parameters
    ----------
    effects
        One row per mark with the columns actor, code, truster, trustee, effect and support, with
        labels in place of short names. A number beside a mark counts sources, from two on.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    least
        How many sources a mark needs to be shown: with just so many it hinges on one and is open.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    effects, subtitle, _ = fitting(
        effects,
        row=("actor", "code"),
        column=("truster", "trustee"),
        of="support",
        subtitle=subtitle,
    )
    effects = effects.assign(group=effects["truster"].map(_towards))
    layout = _layout(effects, is_wide=is_wide)
    marks = _marks(effects, layout)
    hinges = marks["support"] == least
    return matrix(
        layout,
        _symbols(marks, hinges),
        title=title,
        subtitle=subtitle,
        description=description,
        hinges=list(hinges),
        noun="mark",
        shapes=[list(SHAPES.values())] * 2,
        entries=[
            ([{"shape": SHAPES[one], "fill": hue, "colour": hue}], gettext(LEGEND[one]))
            for one, hue in COLORS.items()
        ],
    )


def _towards(truster: str) -> str:
    return sentence("{truster} towards", truster=truster)


def _rows(effects: pd.DataFrame) -> list[Key]:
    return _ordered(effects, "actor", "code")


def _columns(effects: pd.DataFrame) -> list[Key]:
    return [
        (_towards(truster), other) for truster, other in _ordered(effects, "truster", "trustee")
    ]


def _ordered(effects: pd.DataFrame, group: str, label: str) -> list[Key]:
    """The groups with most marks first, and within a group the labels in alphabetical order."""
    keys = effects[[group, label]].drop_duplicates()
    keys = keys.assign(marks=-keys[group].map(effects[group].value_counts()))
    ordered = keys.sort_values(["marks", group, label])
    return list(ordered[[group, label]].itertuples(index=False, name=None))


def _layout(effects: pd.DataFrame, *, is_wide: bool) -> Layout:
    cells = effects.groupby(["actor", "code", "truster", "trustee"])["effect"].nunique()
    most = STEP * int(cells.max() if len(cells) else 1) + 14
    return layout_of(
        effects,
        row=("actor", "code"),
        column=("group", "trustee"),
        rows=_rows(effects),
        columns=_columns(effects),
        is_wide=is_wide,
        column_width=max(82, most),
        mark_width=most,
    )


def _marks(effects: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    order = {effect: i for i, effect in enumerate(SHAPES)}
    marks = effects.assign(order=effects["effect"].map(order)).sort_values("order")
    cell = marks.groupby(["actor", "code", "truster", "trustee"])["effect"]
    place = cell.cumcount() - (cell.transform("size") - 1) / 2
    marks = marks.assign(place=place)
    marks = layout.middle(marks, row=("actor", "code"), column=("group", "trustee"))
    return marks.assign(
        x=(marks["x"] + marks["place"].astype(float) * STEP).round(1),
        number=marks["support"].map(lambda n: str(n) if n > 1 else ""),
        description=[
            sentence(
                "{code} by {actor} to win {truster} over to {trustee}: {effect}, "
                "independent sources: {n}",
                code=m.code,
                actor=m.actor,
                truster=m.truster,
                trustee=m.trustee,
                effect=gettext(str(m.effect)),
                n=m.support,
            )
            for m in marks.itertuples()
        ],
    )


def _symbols(marks: pd.DataFrame, hinges: pd.Series) -> list[Any]:
    colours = marks["effect"].map(COLORS)
    shapes = marks["effect"].map(SHAPES)
    data = marks.assign(colour=colours, fill=fills(colours, hinges), shape=shapes)
    symbols = at(data).mark_point(filled=False, size=AREA, opacity=1, strokeWidth=OUTLINE)
    numbers = at(data).mark_text(
        fontSize=12, fontWeight=700, color=INK, align="left", dx=9, dy=0.5, aria=False
    )
    return [
        symbols.encode(
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            description=alt.Description("description:N"),
            tooltip=[
                alt.Tooltip("code:N", title="Strategy"),
                alt.Tooltip("actor:N", title="Actor"),
                alt.Tooltip("truster:N", title="Trust of"),
                alt.Tooltip("trustee:N", title="towards"),
                alt.Tooltip("effect:N", title="Effect"),
                alt.Tooltip("support:Q", title="Independent sources"),
            ],
        ),
        numbers.encode(text=alt.Text("number:N")),
    ]
