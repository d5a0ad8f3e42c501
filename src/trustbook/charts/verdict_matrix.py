"""What each study says to each theme: supported, contradicted, both, or silent."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.grid import Grid, Key, grid, headings, pixel
from trustbook.charts.hinges import FILLED, OPEN, OUTLINE, fills, with_hinges_told
from trustbook.charts.texts import texts
from trustbook.charts.theme import DISTRUST, INK, MUTED, NEUTRAL, PAPER, TRUST, themed
from trustbook.lettering import text_width

SHAPES = {"supported": "triangle-up", "both": "diamond", "contradicted": "triangle-down"}
COLOURS = {"supported": TRUST, "both": NEUTRAL, "contradicted": DISTRUST}
WORDS = {"supported": "supported", "both": "both", "contradicted": "contradicted"}
_AREA = 110
_WORD = 9.0


def verdict_matrix(
    found: pd.DataFrame, *, columns: Sequence[str], title: str, subtitle: str, description: str
) -> Any:
    """A symbol and a word in each cell, open where it hinges on one source; a point for silence.

    `found` is what `verdicts.verdicts` returns by theme and category; `columns` are the studies.
    """
    keys = found[["theme", "category"]].drop_duplicates().itertuples(index=False, name=None)
    lattice = grid(
        _grouped(list(keys)), [("", c) for c in columns], row_height=27, column_width=112
    )
    placed = lattice.middle(
        found.assign(heading=""), row=("theme", "category"), column=("heading", "study")
    )
    said = placed[placed["verdict"] != "silent"]
    hinges = said["for_it"] + said["against_it"] == 1
    colours = said["verdict"].map(COLOURS)
    marks = said.assign(
        x=said["x"] - 40,
        colour=colours,
        fill=fills(colours, hinges),
        shape=said["verdict"].map(SHAPES),
        words=[
            f"{row['category']}, {row['study']}: {row['verdict']}, sources for {row['for_it']}, "
            f"against {row['against_it']}"
            for row in said.to_dict("records")
        ],
    )
    quiet = placed.loc[placed["verdict"] == "silent", ["x", "y"]]
    layers = [
        *headings(lattice),
        _points(marks[["x", "y", "colour", "fill", "shape", "words"]]),
        texts([(r["x"] + _WORD + 2, r["y"], _word(r)) for r in marks.to_dict("records")]),
        texts([(x - 44, y, "· silent") for x, y in quiet.itertuples(index=False)], color=MUTED),
        *_key(lattice, hinges),
    ]
    chart = alt.layer(*layers).properties(width=lattice.width, height=lattice.height + 30)
    return themed(
        chart,
        title=title,
        subtitle=subtitle,
        description=with_hinges_told(description, list(hinges), noun="cell"),
        width=int(lattice.width),
    )


def _grouped(keys: Sequence[Key]) -> list[Key]:
    """The rows, those of one theme together, in the order of first appearance."""
    order = list(dict.fromkeys(theme for theme, _ in keys))
    return sorted(keys, key=lambda key: order.index(key[0]))


def _word(row: dict[Any, Any]) -> str:
    counts = {"supported": f"{row['for_it']}", "contradicted": f"{row['against_it']}"}
    return f"{WORDS[row['verdict']]} {counts.get(row['verdict'], '')}".strip() + (
        f" {row['for_it']}:{row['against_it']}" if row["verdict"] == "both" else ""
    )


def _points(marks: pd.DataFrame, *, aria: bool = True) -> Any:
    told = {"description": "words:N", "tooltip": alt.Tooltip("words:N", title="Cell")}
    return (
        alt.Chart(marks)
        .mark_point(size=_AREA, opacity=1, filled=False, strokeWidth=OUTLINE, aria=aria)
        .encode(
            x=pixel(alt.X, "x"),
            y=pixel(alt.Y, "y"),
            shape=alt.Shape("shape:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
            **(told if aria else {}),
        )
    )


def _key(lattice: Grid, hinges: pd.Series) -> list[Any]:
    """The legend: what a filled and an open symbol are."""
    x, y, marks, words = 8.0, lattice.height + 18, [], []
    for wanted, text in ((False, FILLED), (True, OPEN)):
        if (hinges == wanted).any():
            for place, shape in enumerate(SHAPES.values()):
                fill = PAPER if wanted else INK
                mark = {"x": x + 17 * place, "y": y, "shape": shape, "fill": fill}
                marks.append(mark | {"colour": INK})
            words.append((x + 47, y, text))
            x += 72 + text_width(text, size=12)
    return [_points(pd.DataFrame(marks), aria=False), texts(words, color=MUTED)] if marks else []
