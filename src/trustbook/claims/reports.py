"""Two reports of one study: what stands in both, what in one only, and which numbers changed.

Reports belong together where segments of one rest on the same source as segments of the other
(`same_source_as`).
"""

from collections.abc import Mapping

import pandas as pd

from trustbook.claims.measures import arguments, material_lines
from trustbook.corpus.schema import LIST_SEPARATOR
from trustbook.networks.tie_tables import sources

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


def compared_numbers(
    claims: pd.DataFrame, material: pd.DataFrame, *, first: str, other: str
) -> pd.DataFrame:
    """One row a number that both reports print: what it is, both values, whether it changed.

    Two claims are on the same number when they ask the same measure with the same arguments but
    for the study, and each speaks of its own study. Lines of `material` that a claim numbers are
    compared by their unit and participants, for reports number their lines differently; where
    these do not tell them from the other lines of the report, they are compared with nothing.
    """
    sides = {study: _numbers(claims, material, study) for study in (first, other)}
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


def _numbers(claims: pd.DataFrame, material: pd.DataFrame, study: str) -> pd.DataFrame:
    """The claims of a study on itself that can be computed, once for each measure of it."""
    own = claims[(claims["study"] == study) & (claims["measure"] != "none")]
    given = [arguments(text) for text in own["arguments"]]
    asked = [
        _question(measure, of, material) if of.get("study") == study else None
        for measure, of in zip(own["measure"], given, strict=True)
    ]
    named = own.assign(what=pd.Series(asked, index=own.index, dtype="str")).dropna(subset="what")
    return named[["what", "statement", "expected", "claim"]].drop_duplicates("what").astype("str")


def _question(measure: str, given: Mapping[str, str], material: pd.DataFrame) -> str | None:
    """What a claim asks but for the study; None where only numbers of lines say it."""
    chosen = _without_lines(given, material) if "lines" in given else given
    if chosen is None:
        return None
    return " ".join([measure, *sorted(f"{k}={v}" for k, v in chosen.items() if k != "study")])


def _without_lines(given: Mapping[str, str], material: pd.DataFrame) -> dict[str, str] | None:
    """The arguments with unit and participants in place of lines, if these choose them alone."""
    lines = _chosen(given, material)
    people = sorted(
        {name for cell in lines["participants"].dropna() for name in cell.split(LIST_SEPARATOR)}
    )
    told = [{}, *({"participants": names} for names in [*people, ",".join(people)])]
    rest = {k: v for k, v in given.items() if k not in ("lines", "unit", "participants")}
    for unit in lines["unit"].dropna().unique():
        for who in told:
            found = {"study": given["study"], "unit": str(unit), **who}
            if _chosen(found, material).index.equals(lines.index):
                return rest | found
    return None


def _chosen(given: Mapping[str, str], material: pd.DataFrame) -> pd.DataFrame:
    return material_lines({"material": material}, given).rows
