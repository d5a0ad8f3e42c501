"""Where coders differ, unit by unit and tie by tie, as a page shows it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trustbook.disagreements import SAME, shared_ties
from trustbook.passes import coders_of
from trustbook.show.prose import Prose, joined, notice, prose

HEADINGS = {
    "unit": "Unit",
    "meaning_unit": "Meaning unit",
    "agreement": "Agreement",
    "codes": "Codes",
    "memo": "Memos",
}


def disagreement_rows(
    found: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    recodings: pd.DataFrame,
    spans: pd.DataFrame,
    labels: Mapping[str, str],
) -> pd.DataFrame:
    """The units on which coders differ, with labels of codes, meaning unit, place and memos."""
    words = segments.dropna(subset=["meaning_unit"])
    known = dict(zip(words["segment"], words["meaning_unit"], strict=True))
    memos = {**_memos(segments, "segment"), **_memos(recodings, "anchor")}
    first = spans.groupby("unit", sort=False)[["start", "end"]].agg({"start": "min", "end": "max"})
    rows = found[found["agreement"] != SAME]
    heads = _heads(coders_of(spans))
    return rows.assign(
        codes=[_codes(row, heads=heads, labels=labels) for row in rows.to_dict("records")],
        meaning_unit=[_meaning(unit, known=known, places=first) for unit in rows["unit"]],
        memo=[_memo(units, memos) for units in rows["own_units"]],
    )[["unit", "study", "meaning_unit", "agreement", "codes", "memo"]]


def _heads(coders: list[str]) -> dict[str, str]:
    """What stands before the codes of a column of `codes_side_by_side`."""
    if len(coders) == 2:  # noqa: PLR2004
        return {"both": "both"} | {coder: f"only {coder}" for coder in coders}
    return {"both": "all"} | {coder: f"{coder} also" for coder in coders}


def _codes(row: Mapping[Any, Any], *, heads: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A line for the codes that all gave and one for each coder who gave another."""
    said = {
        head: ", ".join(labels.get(code, code) for code in row[name])
        for name, head in heads.items()
        if isinstance(row[name], list)
    }
    return "\n".join(f"{head}: {codes}" for head, codes in said.items() if codes)


def _memos(table: pd.DataFrame, key: str) -> dict[str, str]:
    said = table.dropna(subset=["memo"]).drop_duplicates(key)
    return dict(zip(said[key], said["memo"], strict=True))


def _memo(units: list[str], memos: Mapping[str, str]) -> str:
    return "\n".join(f"{unit}: {memos[unit]}" for unit in units if unit in memos)


def _meaning(unit: str, *, known: Mapping[str, str], places: pd.DataFrame) -> str:
    if unit in known:
        return known[unit]
    start, end = (places[name].get(unit, np.nan) for name in ("start", "end"))
    if np.isnan(start):
        return "(no words kept)"
    return f"(no words kept: letters {start:,.0f} to {end:,.0f} of the source)"


def ties_in_words(ties: pd.DataFrame, relations: pd.DataFrame) -> Prose:
    """How many ties two coders have in common, or that only one stated any."""
    coders = sorted(set(relations["coder"].dropna()))
    if len(coders) < 2 or ties.empty:  # noqa: PLR2004
        return notice(
            "No segment has relations of two coders, so nothing can be said of agreement on ties."
        )
    pairs = [(a, b) for i, a in enumerate(coders) for b in coders[i + 1 :]]
    shared = {pair: shared_ties(ties, coders=pair) for pair in pairs}
    parts = [f"{a} and {b} {share:.0%}" for (a, b), share in shared.items() if share is not None]
    return prose(
        "Ties in common in segments where both stated any: {parts} (2 × ties of both, of the ties "
        "of one and of the other). Ties that neither stated cannot be counted, so nothing is taken "
        "off for chance.",
        parts=joined(parts),
    )
