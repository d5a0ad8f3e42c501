"""What each study says to each theme: supported, contradicted, both, or silent."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import texts
from trustbook.charts.grid import Key, grid, headings
from trustbook.charts.hinges import fills, hinge_key, points, with_hinges_told
from trustbook.charts.theme import DISTRUST, MUTED, NEUTRAL, TRUST, themed

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
        points(marks[["x", "y", "colour", "fill", "shape", "words"]], called="Cell", area=_AREA),
        texts([(r["x"] + _WORD + 2, r["y"], _word(r)) for r in marks.to_dict("records")]),
        texts([(x - 44, y, "· silent") for x, y in quiet.itertuples(index=False)], color=MUTED),
        *hinge_key(
            list(hinges),
            x=8.0,
            y=lattice.height + 18,
            shapes=[list(SHAPES.values())] * 2,
            area=_AREA,
        ),
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
