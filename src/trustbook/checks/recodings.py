"""Checks of the second codings: another coder than the first, and units that are one thing."""

import pandas as pd

from trustbook.checks.columns import Tables, has
from trustbook.findings import Finding, findings_at

FILE = "recodings.csv"


def check_recodings(tables: Tables) -> list[Finding]:
    """Findings for coders who also stand in codings.csv, and for codes given to a unit twice."""
    if not has(tables, "recodings", "study", "coder", "anchor", "code"):
        return []
    return [*_same_coder(tables), *_given_twice(tables["recodings"])]


def _same_coder(tables: Tables) -> list[Finding]:
    if not (has(tables, "codings", "segment", "coder") and has(tables, "segments", "study")):
        return []
    study = tables["segments"].drop_duplicates("segment").set_index("segment")["study"]
    codings = tables["codings"][["segment", "coder"]].dropna()
    first = set(zip(codings["segment"].map(study), codings["coder"], strict=True))
    rows = tables["recodings"][["study", "coder"]].dropna()
    both = pd.Series(
        [pair in first for pair in rows.itertuples(index=False, name=None)], index=rows.index
    )
    return findings_at(
        rows["coder"][both.astype("bool")],
        (FILE, "coder"),
        allowed="a coder who has no row in codings.csv for the same study",
        remedy="give the independent pass a coder of its own",
    )


def _given_twice(recodings: pd.DataFrame) -> list[Finding]:
    rows = recodings[["anchor", "coder", "code"]].dropna(subset=["anchor", "coder"])
    code = rows["code"].fillna("no code")
    return findings_at(
        code[rows.duplicated()],
        (FILE, "code"),
        found=lambda cell: f"{cell} a second time for the same unit and coder",
        allowed="each code once",
        remedy="delete one of the two rows",
    )
