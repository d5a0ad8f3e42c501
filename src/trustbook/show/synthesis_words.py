"""Titles and sentences on what the studies say side by side, computed from the tables."""

from collections.abc import Sequence

import pandas as pd

from trustbook.show.prose import Prose, count, in_words, joined, prose

HEADINGS = {
    "theme": "Theme",
    "category": "Category",
    "code": "Code",
    "study": "Study",
    "meaning_unit": "Meaning unit",
    "kind": "Kind",
    "also_in": "Also in",
    "segment": "Segment",
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
