"""Titles and sentences on what the studies say side by side, computed from the tables."""

from collections.abc import Mapping, Sequence

import pandas as pd

from trustbook.charts.hinges import hinging_names
from trustbook.claims.reports import BOTH, FIRST, OTHER
from trustbook.numbers import count, in_words, joined
from trustbook.pages.prose import Prose, prose
from trustbook.studies.verdicts import VERDICTS

HEADINGS = {
    "theme": "Theme",
    "category": "Category",
    "code": "Code",
    "study": "Study",
    "meaning_unit": "Meaning unit",
    "kind": "Kind",
    "also_in": "Also in",
    "segment": "Segment",
    "hinges": "Hinges on one source in",
    "memo": "Why",
    "for_it": "Sources for",
    "against_it": "Sources against",
    "verdict": "The study",
    "segments": "Segments",
    "segments_against": "Segments against",
    "place": "Where",
    "said_first": "As the first report says it",
    "said_in_other": "As the other says it",
    "what": "What",
    "printed_first": "In the first report",
    "printed_in_other": "In the other",
    "changed": "Changed",
    "claims": "Claims",
}


def spread_texts(
    wide: pd.DataFrame, *, columns: Sequence[str], what: str, among: str
) -> dict[str, str]:
    """Title, subtitle and description of a matrix of independent sources."""
    title = spread_title(wide, columns=columns, what=what, among=among)
    totals = joined(f"{column} {int(wide[column].sum())}" for column in columns)
    return {
        "title": title,
        "subtitle": f"Independent sources; {what}: {len(wide)}. A small point stands for silence.",
        "description": f"Matrix of {what} and {among}. {title}. Sums of sources: {totals}.",
    }


def with_hinges(wide: pd.DataFrame, *, columns: Sequence[str]) -> pd.DataFrame:
    """A matrix of independent sources with the columns in which a row hinges on one of them."""
    return wide.assign(hinges=hinging_names(wide, columns))


def spread_title(wide: pd.DataFrame, *, columns: Sequence[str], what: str, among: str) -> str:
    """How many rows of a matrix of counts have something in every column.

    `what` names the rows and `among` the columns, both in the plural.
    """
    if wide.empty:
        return "Nothing is coded with these settings"
    if len(columns) == 1:
        return f"{columns[0]}: {what} with something in them: {len(wide)}"
    said = (wide[list(columns)] > 0).sum(axis=1)
    every, alone = int((said == len(columns)).sum()), int((said == 1).sum())
    return (
        f"{in_words(every).capitalize()} of {len(wide)} {what} "
        f"{'appears' if every == 1 else 'appear'} in all {in_words(len(columns))} {among}, "
        f"{in_words(alone)} in one only"
    )


def silence_sentence(wide: pd.DataFrame, *, row: str, columns: Sequence[str]) -> Prose:
    """Which column says least: on how many rows each is silent."""
    if wide.empty:
        return prose("")
    silent = {column: int((wide[column] == 0).sum()) for column in columns}
    some = {column: n for column, n in silent.items() if n}
    if not some:
        return prose("None of them is silent on any {row}.", row=row)
    ordered = sorted(some.items(), key=lambda item: (-item[1], item[0]))
    return prose(
        "Silent here are {parts}. A silent study may have found nothing, asked nothing, or printed "
        "nothing on it: of short texts much less was coded than of long ones.",
        parts=joined(f"{name} on {count(n, row)}" for name, n in ordered),
    )


def alone_sentence(alone: pd.DataFrame, found: pd.DataFrame) -> Prose:
    """How many codes each study has to itself, of how many it has."""
    if alone.empty:
        return prose("No code belongs to one study alone.")
    own = alone.groupby("study", sort=False)["code"].nunique()
    have = found.dropna(subset=["code"]).groupby("study")["code"].nunique().to_dict()
    parts = joined(f"{study} {n} of {have[study]}" for study, n in own.items())
    return prose("Codes that a study shares with no other: {parts}.", parts=parts)


def verdict_texts(found: pd.DataFrame, *, studies: int) -> dict[str, str]:
    """Title, subtitle and description of the matrix of verdicts."""
    wide = found.groupby(["theme", "category"], sort=False)["verdict"].agg(set)
    disputed = int(wide.map(lambda said: bool(said & {"contradicted", "both"})).sum())
    counts = found["verdict"].value_counts()
    title = (
        f"{in_words(disputed).capitalize()} of {count(len(wide), 'category')} "
        f"{'meets' if disputed == 1 else 'meet'} a segment that speaks against "
        f"{'it' if disputed == 1 else 'them'}"
    )
    told = joined(f"{word} {counts.get(word, 0)}" for word in VERDICTS)
    return {
        "title": title,
        "subtitle": "With independent sources; both: for and against. Silent: nothing was coded "
        "there.",
        "description": f"Matrix of {len(wide)} categories by {count(studies, 'study')}, what each "
        f"study says to each. Cells: {told}.",
    }


def verdict_sentence(judged: pd.DataFrame) -> Prose:
    """How many contradictions were judged, in which studies."""
    if judged.empty:
        return prose(
            "No segment of this selection was judged to contradict a code. Where nobody looked for "
            "contradictions (table contradictions), that is no finding."
        )
    counts = judged["study"].value_counts(sort=False)
    return prose(
        "{n} judged to speak against what a code states: {parts}.",
        n="1 segment was"
        if judged["segment"].nunique() == 1
        else f"{judged['segment'].nunique()} segments were",
        parts=joined(f"{study} {n}" for study, n in counts.items()),
    )


def reports_sentence(
    reports: pd.DataFrame, placed: pd.DataFrame, numbers: pd.DataFrame, names: Mapping[str, str]
) -> Prose:
    """How much of the first of two reports of one study is also in the other, and what changed."""
    if reports.empty:
        return prose("No two studies of this selection are joined as reports of the same study.")
    first, other = (names.get(reports.iloc[0][side], "") for side in ("report", "of"))
    counts = placed["place"].value_counts()
    changed = int(numbers["changed"].sum())
    return prose(
        "Of {all_first} of **{first}**, {both} stand in **{other}** too and {alone} in {first} "
        "only. {other} has {more} that {first} does not have. Of {numbers} that both print, "
        "{changed} changed.",
        all_first=count(int(counts.get(BOTH, 0) + counts.get(FIRST, 0)), "independent statement"),
        both=int(counts.get(BOTH, 0)),
        alone=int(counts.get(FIRST, 0)),
        more=count(int(counts.get(OTHER, 0)), "statement"),
        numbers=count(len(numbers), "number"),
        changed=in_words(changed),
        first=first,
        other=other,
    )


def where_stated(placed: pd.DataFrame, *, first: str, other: str) -> pd.DataFrame:
    """The statements of two reports with the place of each in words."""
    words = {BOTH: "In both", FIRST: f"Only in {first}", OTHER: f"Only in {other}"}
    return placed.assign(place=placed["place"].map(words))
