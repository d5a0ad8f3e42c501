"""Two reports of one study: what stands in both, what in one only, and which numbers changed.

Reports belong together where segments of one rest on the same source as segments of the other
(`same_source_as`).
"""

from collections.abc import Iterable

import pandas as pd

from trustbook.networks import sources

REPORTS = ("report", "of", "shared")
PLACED = ("place", "said_first", "said_in_other", "segments")
CHANGED = ("what", "printed_first", "printed_in_other", "changed", "claims")
BOTH, FIRST, OTHER = "both", "first", "other"


def joined_reports(segments: pd.DataFrame) -> pd.DataFrame:
    """One row a study whose segments lead back to another: report, of, shared (sources in both)."""
    study = segments.set_index("segment")["study"]
    source = segments.assign(source=segments["segment"].map(sources(segments)))
    rows = source.assign(of=source["source"].map(study)).dropna(subset=["of"])
    apart = rows[rows["of"] != rows["study"]]
    counted = apart.groupby(["study", "of"])["source"].nunique().reset_index(name="shared")
    named = counted.rename(columns={"study": "report"})
    ordered = named.sort_values(["shared", "report", "of"], ascending=[False, True, True])
    return ordered.reindex(columns=list(REPORTS)).reset_index(drop=True)


def placed_statements(segments: pd.DataFrame, *, first: str, other: str) -> pd.DataFrame:
    """One row a source that either report states: in both, in the first only or in the other only.

    `said_first` and `said_in_other` are the meaning units of the segments that state it first in
    each report; those in both come first, then those of the first report only.
    """
    rows = segments[segments["study"].isin([first, other])]
    source = sources(segments)
    own = rows.assign(source=rows["segment"].map(source)).sort_values("segment", kind="stable")
    own = own.assign(root=own["segment"] == own["source"])
    top = own.sort_values("root", ascending=False, kind="stable")
    once = top.drop_duplicates(["source", "study"]).set_index("source")
    said = {study: once.loc[once["study"] == study, "meaning_unit"] for study in (first, other)}
    names = own.groupby("source", sort=False)["segment"].agg(", ".join)
    found = pd.DataFrame({"segments": names})
    found["said_first"] = [said[first].get(source) for source in found.index]
    found["said_in_other"] = [said[other].get(source) for source in found.index]
    stated = [(s in said[first].index, s in said[other].index) for s in found.index]
    found["place"] = [BOTH if a and b else FIRST if a else OTHER for a, b in stated]
    order = {BOTH: 0, FIRST: 1, OTHER: 2}
    ordered = found.assign(order=found["place"].map(order)).sort_values("order", kind="stable")
    return ordered.reindex(columns=list(PLACED)).reset_index(drop=True)


def compared_numbers(claims: pd.DataFrame, *, first: str, other: str) -> pd.DataFrame:
    """One row a number that both reports print: what it is, both values, whether it changed.

    Two claims are on the same number when they ask the same measure with the same arguments but
    for the study, and each speaks of its own study.
    """
    sides = {study: _numbers(claims, study) for study in (first, other)}
    both = sides[first].merge(sides[other], on="what", suffixes=("_first", "_other"))
    rows = pd.DataFrame(
        {
            "what": both["statement_first"],
            "printed_first": both["expected_first"],
            "printed_in_other": both["expected_other"],
            "changed": both["expected_first"] != both["expected_other"],
            "claims": both["claim_first"] + ", " + both["claim_other"],
        }
    )
    return rows.sort_values(["changed", "what"], ascending=[False, True], ignore_index=True)


def _numbers(claims: pd.DataFrame, study: str) -> pd.DataFrame:
    """The claims of a study on itself that can be computed, once for each measure of it."""
    own = claims[(claims["study"] == study) & (claims["measure"] != "none")]
    asked = own["arguments"].fillna("").astype("str").str.split("|")
    about = [f"study={study}" in parts for parts in asked]
    named = own.assign(
        what=[
            _without_study(measure, parts)
            for measure, parts in zip(own["measure"], asked, strict=True)
        ]
    )[pd.Series(about, index=own.index, dtype=bool)]
    return named[["what", "statement", "expected", "claim"]].drop_duplicates("what").astype("str")


def _without_study(measure: str, parts: Iterable[str]) -> str:
    rest = sorted(part for part in parts if not part.startswith("study="))
    return " ".join([measure, *rest])
