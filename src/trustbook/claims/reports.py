"""Two reports of one study: what is in both, what in one only, and which numbers changed.

Reports belong together where segments of one rest on the same source as segments of the other
(`same_source_as`).
"""

from collections.abc import Mapping

import pandas as pd

from trustbook.claims.measures import Tables, arguments_in, material_lines, prepared
from trustbook.corpus.schema import LIST_SEPARATOR
from trustbook.networks.tie_tables import root_segments

REPORTS = ("report", "of", "shared")
PLACED = ("place", "said_first", "said_in_other", "segments")
CHANGED = ("what", "printed_first", "printed_in_other", "changed", "claims")
BOTH, FIRST, OTHER = "both", "first", "other"


def joined_reports(segments: pd.DataFrame) -> pd.DataFrame:
    """One row per study whose segments lead back to another: report, of, shared (sources)."""
    study = segments.set_index("segment")["study"]
    source = segments.assign(source=segments["segment"].map(root_segments(segments)))
    rows = source.assign(of=source["source"].map(study)).dropna(subset=["of"])
    apart = rows[rows["of"] != rows["study"]].rename(columns={"study": "report"})
    pairs = apart.groupby(["report", "of"])["source"].nunique().reset_index(name="shared")
    ordered = pairs.sort_values(["shared", "report", "of"], ascending=[False, True, True])
    return ordered.reindex(columns=list(REPORTS)).reset_index(drop=True)


def placed_statements(segments: pd.DataFrame, *, first: str, other: str) -> pd.DataFrame:
    """One row per source that either report states: in both, in the first or in the other only.

    `said_first` and `said_in_other` are the meaning units of the segments that state it first in
    each report; those in both come first, then those of the first report only.
    """
    rows = segments[segments["study"].isin([first, other])]
    source = root_segments(segments)
    own = rows.assign(source=rows["segment"].map(source)).sort_values("segment", kind="stable")
    own = own.assign(root=own["segment"] == own["source"])
    top = own.sort_values("root", ascending=False, kind="stable")
    once = top.drop_duplicates(["source", "study"]).set_index("source")
    units = {study: once.loc[once["study"] == study, "meaning_unit"] for study in (first, other)}
    names = own.groupby("source", sort=False)["segment"].agg(", ".join)
    statements = pd.DataFrame({"segments": names})
    statements["said_first"] = [units[first].get(source) for source in names.index]
    statements["said_in_other"] = [units[other].get(source) for source in names.index]
    places = [(s in units[first].index, s in units[other].index) for s in names.index]
    statements["place"] = [BOTH if a and b else FIRST if a else OTHER for a, b in places]
    order = statements["place"].map({BOTH: 0, FIRST: 1, OTHER: 2})
    ordered = statements.assign(order=order).sort_values("order", kind="stable")
    return ordered.reindex(columns=list(PLACED)).reset_index(drop=True)


def compared_numbers(
    claims: pd.DataFrame, material: pd.DataFrame, *, first: str, other: str
) -> pd.DataFrame:
    """One row per number that both reports print: what it is, both values, whether it changed.

    Two claims are on the same number when they ask the same measure with the same arguments but
    for the study, and each speaks of its own study. Lines of `material` that a claim numbers are
    compared by their unit and participants, for reports number their lines differently; where
    these do not tell them from the other lines of the report, they are compared with nothing.
    """
    tables = prepared({"material": material})
    sides = {study: _numbers(claims, tables, study) for study in (first, other)}
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


def _numbers(claims: pd.DataFrame, tables: Tables, study: str) -> pd.DataFrame:
    """The claims of a study on itself that can be computed, once for each measure of it."""
    own = claims[(claims["study"] == study) & (claims["measure"] != "none")]
    arguments = [arguments_in(text) for text in own["arguments"]]
    questions = [
        _question(measure, each, tables) if each.get("study") == study else None
        for measure, each in zip(own["measure"], arguments, strict=True)
    ]
    rows = own.assign(what=pd.Series(questions, index=own.index, dtype="str")).dropna(subset="what")
    return rows[["what", "statement", "expected", "claim"]].drop_duplicates("what").astype("str")


def _question(measure: str, arguments: Mapping[str, str], tables: Tables) -> str | None:
    """What a claim asks but for the study; None where only numbers of lines say it."""
    plain = _without_lines(arguments, tables) if "lines" in arguments else arguments
    if plain is None:
        return None
    return " ".join([measure, *sorted(f"{k}={v}" for k, v in plain.items() if k != "study")])


def _without_lines(arguments: Mapping[str, str], tables: Tables) -> dict[str, str] | None:
    """The arguments with unit and participants in place of lines, if these choose them alone."""
    lines = material_lines(tables, arguments).rows
    people = sorted(
        {name for cell in lines["participants"].dropna() for name in cell.split(LIST_SEPARATOR)}
    )
    groups = [{}, *({"participants": names} for names in [*people, ",".join(people)])]
    rest = {k: v for k, v in arguments.items() if k not in ("lines", "unit", "participants")}
    for unit in lines["unit"].dropna().unique():
        for group in groups:
            choice = {"study": arguments["study"], "unit": str(unit), **group}
            if material_lines(tables, choice).rows.index.equals(lines.index):
                return rest | choice
    return None
