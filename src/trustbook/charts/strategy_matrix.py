"""Strategies against the pairs whose trust they are to win, with what came of them."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import Grid, Key, grid, headings, pixel
from trustbook.charts.hinges import FILLED, OPEN, OUTLINE, fills, with_hinges_told
from trustbook.charts.theme import DISTRUST, INK, MUTED, NEUTRAL, PAPER, TRUST, themed
from trustbook.corpus.schema import EFFECTS

SHAPES = {"supports": "triangle-up", "mixed": "diamond", "backfires": "triangle-down"}
COLORS = {"supports": TRUST, "mixed": NEUTRAL, "backfires": DISTRUST}
ORDER = ("supports", "mixed", "backfires")
STEP = 28  # pixels between the marks of one cell
AREA = 170


def strategy_matrix(
    effects: pd.DataFrame, *, title: str, subtitle: str, description: str, least: int = 1
) -> Any:
    """Rows are strategies by actor, columns whose trust in whom; shape and hue say what came of it.

    `effects` has the columns actor, code, truster, trustee, effect and support, with labels in
    place of short names, one row a mark; a number beside a mark counts sources, from two on. A mark
    that has just the `least` sources it needs to be shown hinges on one source and is open.
    """
    lattice = grid(_rows(effects), _columns(effects), column_width=_column_width(effects))
    marks = _marks(effects, lattice).assign(hinges=lambda d: d["support"] == least)
    layers = [*headings(lattice), *_symbols(marks), *_legend(lattice, marks)]
    chart = alt.layer(*layers).properties(width=lattice.width, height=lattice.height + 62)
    return themed(
        chart,
        title=title,
        subtitle=subtitle,
        description=with_hinges_told(description, list(marks["hinges"]), noun="mark"),
        width=int(lattice.width),
    )


def _trust_of(truster: str) -> str:
    return f"{truster}{'’' if truster.endswith('s') else '’s'} trust in"


def _rows(effects: pd.DataFrame) -> list[Key]:
    """Actors with most marks first, and within an actor the strategies in the alphabet's order."""
    pairs = effects[["actor", "code"]].drop_duplicates()
    marks = pairs["actor"].map(effects["actor"].value_counts())
    ordered = pairs.assign(marks=-marks).sort_values(["marks", "actor", "code"])
    return list(ordered[["actor", "code"]].itertuples(index=False, name=None))


def _columns(effects: pd.DataFrame) -> list[Key]:
    pairs = effects[["truster", "trustee"]].drop_duplicates()
    marks = pairs["truster"].map(effects["truster"].value_counts())
    ordered = pairs.assign(marks=-marks).sort_values(["marks", "truster", "trustee"])
    rows = ordered[["truster", "trustee"]].itertuples(index=False, name=None)
    return [(_trust_of(truster), trustee) for truster, trustee in rows]


def _column_width(effects: pd.DataFrame) -> float:
    cells = effects.groupby(["actor", "code", "truster", "trustee"])["effect"].nunique()
    return max(84, STEP * int(cells.max() if len(cells) else 1) + 14)


def _marks(effects: pd.DataFrame, lattice: Grid) -> pd.DataFrame:
    order = {effect: i for i, effect in enumerate(ORDER)}
    marks = effects.assign(order=effects["effect"].map(order)).sort_values("order")
    cell = marks.groupby(["actor", "code", "truster", "trustee"])["effect"]
    marks = marks.assign(place=cell.cumcount() - (cell.transform("size") - 1) / 2)
    marks = marks.assign(group=marks["truster"].map(_trust_of))
    placed = lattice.middle(marks, row=("actor", "code"), column=("group", "trustee"))
    return placed.assign(
        x=(placed["x"] + placed["place"].astype(float) * STEP).round(1),
        number=placed["support"].map(lambda n: str(n) if n > 1 else ""),
        description=[
            f"{m.code} by {m.actor} to win trust of {m.truster} in {m.trustee}: "
            f"{m.effect}, independent sources: {m.support}"
            for m in placed.itertuples()
        ],
    )


def _symbols(marks: pd.DataFrame) -> list[Any]:
    tooltip = [
        alt.Tooltip("code:N", title="Strategy"),
        alt.Tooltip("actor:N", title="Actor"),
        alt.Tooltip("truster:N", title="Trust of"),
        alt.Tooltip("trustee:N", title="in"),
        alt.Tooltip("effect:N", title="Effect"),
        alt.Tooltip("support:Q", title="Independent sources"),
    ]
    colours = marks["effect"].map(COLORS)
    drawn = marks.assign(colour=colours, fill=fills(colours, marks["hinges"]))
    base = alt.Chart(drawn.drop(columns="hinges")).encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"))
    symbols = base.mark_point(filled=False, size=AREA, opacity=1, strokeWidth=OUTLINE).encode(
        shape=alt.Shape("effect:N", scale=_scale(SHAPES), legend=None),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("colour:N", scale=None),
        description="description:N",
        tooltip=tooltip,
    )
    numbers = base.mark_text(
        fontSize=12, fontWeight=700, color=INK, align="left", dx=9, dy=0.5, aria=False
    ).encode(text="number:N")
    return [symbols, numbers]


def _scale(values: dict[str, str]) -> Any:
    return alt.Scale(domain=list(EFFECTS), range=[values[effect] for effect in EFFECTS])


def _legend(lattice: Grid, marks: pd.DataFrame) -> list[Any]:
    words = {
        "supports": "supports trust",
        "mixed": "sometimes one, sometimes the other",
        "backfires": "backfires",
    }
    widths = {"supports": 130, "mixed": 232, "backfires": 0}
    xs, x = [], 10
    for effect in ORDER:
        xs.append(x)
        x += widths[effect]
    entries = pd.DataFrame(
        {"x": xs, "y": lattice.height + 26, "effect": ORDER, "word": [words[e] for e in ORDER]}
    )
    base = alt.Chart(entries).encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"))
    symbols = base.mark_point(filled=True, size=AREA, opacity=1, aria=False).encode(
        shape=alt.Shape("effect:N", scale=_scale(SHAPES), legend=None),
        fill=alt.Fill("effect:N", scale=_scale(COLORS), legend=None),
    )
    names = base.mark_text(fontSize=12, color=MUTED, align="left", dx=13, aria=False)
    return [symbols, names.encode(text="word:N"), *_open_or_filled(lattice, marks)]


def _open_or_filled(lattice: Grid, marks: pd.DataFrame) -> list[Any]:
    """The second line of the legend: the three shapes filled, and open."""
    x, rows = 10.0, []
    for hinges, text in ((False, FILLED), (True, OPEN)):
        if (marks["hinges"] == hinges).any():
            for place, effect in enumerate(ORDER):
                word = text if effect == ORDER[-1] else ""
                rows.append({"x": x + 17 * place, "effect": effect, "hinges": hinges, "word": word})
            x += 72 + text_width(text, size=12)
    if not rows:
        return []
    entries = pd.DataFrame(rows).assign(y=lattice.height + 48)
    entries["fill"] = entries["hinges"].map({True: PAPER, False: INK})
    base = alt.Chart(entries.drop(columns="hinges")).encode(
        x=pixel(alt.X, "x"), y=pixel(alt.Y, "y")
    )
    symbols = base.mark_point(filled=False, size=AREA * 0.7, opacity=1, aria=False).encode(
        shape=alt.Shape("effect:N", scale=_scale(SHAPES), legend=None),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.value(INK),
    )
    names = base.mark_text(fontSize=12, color=MUTED, align="left", dx=13, aria=False)
    return [symbols, names.encode(text="word:N")]
