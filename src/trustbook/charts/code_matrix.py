"""Codes against the stakeholders whose words were coded with them."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.cell_list import layout_of
from trustbook.charts.grid import Layout, boxed, fitting, keys_of, matrix, shaded_cells
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count, form_for, part_of

ROW = 23.0
ABOUT = (
    "Segments that hold words of a participant, by code and speaker. "
    "An empty cell means that no such segment was coded, not that nobody thinks so."
)


def code_matrix(spoken: pd.DataFrame, *, is_wide: bool = True) -> Any:
    """A cell for each code and speaker, darker with more segments, its number printed in it.

    A cell whose segments rest on one independent source is open. `spoken` is the result of
    `codebook.codes_by_speaker`; the lowest codes are shown, by theme, and of very many those with
    most segments. On a phone, where it is not `is_wide`, the cells are below their code.
    """
    every = spoken[spoken["kind"] == "code"].fillna({"theme": ""})
    codes, subtitle, _ = fitting(
        every, row=("theme", "label"), column="speaker_label", of="segments", subtitle=ABOUT
    )
    layout = _layout(codes, is_wide=is_wide)
    cells = layout.middle(codes, row=("theme", "label"), column="speaker_label")
    cells = boxed(cells, layout).assign(
        n=cells["segments"],
        hinges=cells["sources"] == 1,
        words=[
            sentence(
                "{code}, {speaker}: {n}, independent sources: {sources}",
                code=c.label,
                speaker=c.speaker_label,
                n=c.segments,
                sources=c.sources,
            )
            for c in cells.itertuples()
        ],
    )
    tooltip = [
        alt.Tooltip("label:N", title="Code"),
        alt.Tooltip("speaker_label:N", title="Speaker"),
        alt.Tooltip("n:Q", title="Segments"),
        alt.Tooltip("sources:Q", title="Independent sources"),
    ]
    return matrix(
        layout,
        shaded_cells(cells, tooltip=tooltip, corner=3),
        title=_title(every),
        subtitle=subtitle,
        description=_description(codes),
        hinges=list(cells["hinges"]),
        shapes=(["square"], ["square"]),
    )


def _layout(cells: pd.DataFrame, *, is_wide: bool) -> Layout:
    rows = cells[["theme", "label"]].drop_duplicates().sort_values("theme", kind="stable")
    speakers = cells.groupby("speaker_label")["segments"].sum().sort_index()
    speakers = speakers.sort_values(ascending=False, kind="stable")
    return layout_of(
        cells,
        row=("theme", "label"),
        column="speaker_label",
        rows=keys_of(rows, ("theme", "label")),
        columns=list(map(str, speakers.index)),
        is_wide=is_wide,
        row_height=ROW,
    )


def _title(cells: pd.DataFrame) -> str:
    speakers, codes = cells["speaker_label"].nunique(), cells["code"].nunique()
    shared = int((cells.groupby("code")["speaker"].nunique() > 1).sum())
    if speakers < 2:  # noqa: PLR2004
        return gettext("Codes in the words of one stakeholder")
    return sentence(
        "{part} {occur} in the words of more than one stakeholder",
        part=part_of(shared, codes, "code"),
        occur=form_for(shared or 1, "occurs", "occur"),
    )


def _description(cells: pd.DataFrame) -> str:
    sums = cells.groupby("speaker_label")["code"].nunique().sort_index()
    named = "; ".join(f"{speaker}: {count(n, 'code')}" for speaker, n in sums.items())
    return sentence("Matrix of codes by speaker. {names}.", names=named)
