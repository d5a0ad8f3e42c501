"""Codes against the stakeholders whose words were coded with them."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.grid import Grid, grid, headings, pixel
from trustbook.charts.hinges import OUTLINE, hinge_key, with_hinges_told
from trustbook.charts.theme import INK, TRUST, themed

ROW = 23.0
PALEST, DARKEST = 0.14, 0.6  # the number in the cell stays readable


def code_matrix(spoken: pd.DataFrame) -> Any:
    """A cell for each code and speaker, darker with more segments, its number printed in it.

    A cell whose segments rest on one independent source is open.

    `spoken` is the result of `codebook.codes_by_speaker`; the lowest codes are shown, by theme.
    """
    cells = spoken[spoken["kind"] == "code"].fillna({"theme": ""}).assign(column_group="")
    lattice = _lattice(cells)
    placed = lattice.middle(cells, row=("theme", "label"), column=("column_group", "speaker_label"))
    hinges = list(cells["sources"] == 1)
    key = hinge_key(hinges, x=8.0, y=lattice.height + 18, shapes=(["square"], ["square"]))
    layers = [*headings(lattice), *_cells(placed, lattice), *key]
    chart = alt.layer(*layers).properties(width=lattice.width, height=lattice.height + 30)
    return themed(
        chart,
        title=_title(cells),
        subtitle="Segments that hold words of a participant, by code and speaker. "
        "An empty cell means that no such segment was coded, not that nobody thinks so.",
        description=with_hinges_told(_description(cells), hinges, noun="cell"),
        width=int(lattice.width),
    )


def _lattice(cells: pd.DataFrame) -> Grid:
    rows = cells[["theme", "label"]].drop_duplicates().sort_values("theme", kind="stable")
    speakers = cells.groupby("speaker_label")["segments"].sum().sort_index()
    ordered = speakers.sort_values(ascending=False, kind="stable").index
    return grid(
        list(rows.itertuples(index=False, name=None)),
        [("", str(speaker)) for speaker in ordered],
        row_height=ROW,
    )


def _cells(placed: pd.DataFrame, lattice: Grid) -> list[Any]:
    half = lattice.column_width / 2 - 3
    most = max(1, int(placed["segments"].max() if len(placed) else 1))
    boxes = placed.assign(
        left=placed["x"] - half,
        right=placed["x"] + half,
        top=placed["y"] - ROW / 2 + 2,
        bottom=placed["y"] + ROW / 2 - 2,
        share=(PALEST + (DARKEST - PALEST) * placed["segments"] / most)
        .round(3)
        .where(placed["sources"] > 1, 0.0),
        line=(placed["sources"] == 1).map({True: OUTLINE, False: 0.0}),
        said=[
            f"{c.label}, {c.speaker_label}: {c.segments}, independent sources: {c.sources}"
            for c in placed.itertuples()
        ],
    )
    box = (
        alt.Chart(boxes)
        .mark_rect(fill=TRUST, stroke=TRUST, strokeOpacity=1, cornerRadius=3)
        .encode(
            x=pixel(alt.X, "left"),
            x2="right:Q",
            y=pixel(alt.Y, "top"),
            y2="bottom:Q",
            fillOpacity=alt.FillOpacity("share:Q", scale=None, legend=None),
            strokeWidth=alt.StrokeWidth("line:Q", scale=None, legend=None),
            description="said:N",
            tooltip=[
                alt.Tooltip("label:N", title="Code"),
                alt.Tooltip("speaker_label:N", title="Speaker"),
                alt.Tooltip("segments:Q", title="Segments"),
                alt.Tooltip("sources:Q", title="Independent sources"),
            ],
        )
    )
    number = (
        alt.Chart(boxes)
        .mark_text(fontSize=12, fontWeight=600, color=INK, baseline="middle", aria=False)
        .encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), text="segments:Q")
    )
    return [box, number]


def _title(cells: pd.DataFrame) -> str:
    speakers, codes = cells["speaker_label"].nunique(), cells["code"].nunique()
    shared = int((cells.groupby("code")["speaker"].nunique() > 1).sum())
    if speakers < 2:  # noqa: PLR2004
        return "Codes in the words of one stakeholder"
    return f"{shared} of {codes} codes stand in the words of more than one stakeholder"


def _description(cells: pd.DataFrame) -> str:
    sums = cells.groupby("speaker_label")["code"].nunique().sort_index()
    named = "; ".join(f"{speaker}: {n} codes" for speaker, n in sums.items())
    return f"Matrix of codes by speaker. {named}."
