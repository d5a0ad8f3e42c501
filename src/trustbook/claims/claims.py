"""Claims: what print states against what the tables give, and where places in print disagree."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from trustbook.claims.measures import MEASURES, NOT_COMPUTED, Reckoning, Tables, arguments, prepared
from trustbook.corpus.schema import LIST_SEPARATOR, TABLES
from trustbook.studies.printed import Printed, agrees, gap, printed

REPRODUCED, DIFFERS = "reproduced", "differs"
NOT_COMPUTABLE, FAILED = "not computable", "failed"
VERDICTS = (REPRODUCED, DIFFERS, NOT_COMPUTABLE, FAILED)


VERIFIED = (
    *("claim", "study", "section", "statement", "measure", "arguments"),
    *("expected", "computed", "difference", "tolerance", "verdict", "note"),
    *("against", "elsewhere", "rows", "segments", "anchor"),
)
DIFFERENCES = (
    *("claim", "study", "section", "statement", "expected"),
    *("other", "other_study", "other_section", "other_statement", "other_expected"),
    *("computed", "verdict", "note"),
)
_AS_DECLARED = ("claim", "study", "section", "statement", "measure", "arguments", "note", "anchor")


def verified_claims(tables: Tables) -> pd.DataFrame:
    """One row a claim of the corpus with its verdict, by study and claim as the table has them.

    `tables` are the tables of the whole corpus by name: a claim of one study may rest on another.

    Columns: claim, study, section, statement, measure, arguments, note and anchor as declared;
    expected and elsewhere, the values in words; computed, what the measure gives in words (empty
    for nothing); difference, computed less expected in the unit of the claim (months for months;
    of several values the largest); tolerance; verdict; against, the claims (a list) that it
    disagrees with; rows, the rows it rests on as “table key” (a list); segments, those among or
    behind them (a list).

    The verdict is computed, never stored:

    - reproduced: the data give the printed value, within the tolerance;
    - differs: they give the value declared in `elsewhere`, since places in print disagree;
    - not computable: the claim has no measure, and its note says why;
    - failed: the data give neither, or the declared disagreement is gone.
    """
    known = prepared(tables)
    rows = [_verified(claim, known) for claim in known["claims"].to_dict("records")]
    return pd.DataFrame(rows, columns=list(VERIFIED)).astype({"difference": "Float64"})


def of_study(verified: pd.DataFrame, studies: pd.DataFrame) -> pd.DataFrame:
    """The claims of the studies in the table `studies`."""
    return verified[verified["study"].isin(studies["study"])].reset_index(drop=True)


def about(verified: pd.DataFrame, *tables: str) -> pd.DataFrame:
    """The claims whose measure rests on rows of these tables."""
    wanted = set(tables)
    resting = [any(row.split(" ", 1)[0] in wanted for row in rows) for rows in verified["rows"]]
    return verified[pd.Series(resting, index=verified.index, dtype=bool)].reset_index(drop=True)


def verdicts(verified: pd.DataFrame) -> pd.DataFrame:
    """One row a study, in the order of its first claim, with the number of claims of each verdict.

    Columns: study, those of `VERDICTS`, claims.
    """
    counted = pd.crosstab(verified["study"], verified["verdict"])
    wide = counted.reindex(
        index=list(dict.fromkeys(verified["study"])), columns=list(VERDICTS), fill_value=0
    )
    return (
        wide.assign(claims=wide.sum(axis="columns"))
        .rename_axis(index="study", columns=None)
        .reset_index()
    )


def differences(verified: pd.DataFrame) -> pd.DataFrame:
    """One row a claim and a claim of another place in print that it disagrees with.

    Columns are those of `DIFFERENCES`: either place with study, section, statement and printed
    value, what was computed (empty where they disagree in words), and the explanation.
    """
    pairs = verified.explode("against").dropna(subset=["against"])
    other = verified[["claim", "study", "section", "statement", "expected"]]
    named = other.rename(columns=lambda name: "other" if name == "claim" else f"other_{name}")
    both = pairs.merge(named, left_on="against", right_on="other")
    return both.reindex(columns=list(DIFFERENCES))


def failure(claim: Mapping[Hashable, Any]) -> str:
    """What is wrong with a failed claim: what print has, what the tables give, how far apart."""
    if claim["measure"] not in MEASURES:
        return f"there is no measure {claim['measure']}"
    expected, found = claim["expected"] or "nothing", claim["computed"] or "nothing"
    if not claim["elsewhere"]:
        return f"print has {expected}{_within(claim)}; the tables give {found}{_off(claim)}"
    other = f"{claim['elsewhere']} in {', '.join(claim['against'])}"
    return (
        f"print has {expected} here and {other}, which the tables were to follow; they give {found}"
    )


def _within(claim: Mapping[Hashable, Any]) -> str:
    return f" (± {claim['tolerance']:g})" if claim["tolerance"] else ""


def _off(claim: Mapping[Hashable, Any]) -> str:
    """By how much, for a single number."""
    if pd.isna(claim["difference"]) or not claim["difference"]:
        return ""
    return f", {abs(claim['difference']):g} too {'high' if claim['difference'] > 0 else 'low'}"


def between_studies(differences: pd.DataFrame) -> pd.DataFrame:
    """The disagreements of two studies, leaving out those within one."""
    return differences[differences["study"] != differences["other_study"]].reset_index(drop=True)


def _verified(claim: Mapping[Hashable, Any], tables: Tables) -> dict[str, object]:
    found = reckoned(claim, tables)
    value = found.value if found else None
    expected, elsewhere = printed(claim["expected"]), printed(claim["elsewhere"])
    tolerance = 0.0 if pd.isna(claim["tolerance"]) else float(claim["tolerance"])
    return {
        **{name: _text(claim[name]) for name in _AS_DECLARED},
        "expected": str(expected or _text(claim["expected"])),
        "computed": str(value or ""),
        "difference": gap(value, expected) if value and expected else None,
        "tolerance": tolerance,
        "verdict": _verdict(str(claim["measure"]), value, (expected, elsewhere), tolerance),
        "against": _names(claim["against"]),
        "elsewhere": str(elsewhere or _text(claim["elsewhere"])),
        "rows": _rows(found) if found else [],
        "segments": _segments(found) if found else [],
    }


def reckoned(claim: Mapping[Hashable, Any], tables: Tables) -> Reckoning | None:
    """What the measure of a claim finds; None where there is no such measure to be called."""
    measure, given = str(claim["measure"]), arguments(claim["arguments"])
    if measure not in MEASURES:
        return None
    known = MEASURES[measure]
    if not set(known.needed) <= set(given) <= set(known.arguments):
        return None
    return known.find(tables, given)


def _verdict(
    measure: str,
    found: Printed | None,
    stated: tuple[Printed | None, Printed | None],
    tolerance: float,
) -> str:
    if measure in NOT_COMPUTED:
        return NOT_COMPUTABLE
    expected, elsewhere = (agrees(found, value, tolerance=tolerance) for value in stated)
    if stated[1] is None:
        return REPRODUCED if expected else FAILED
    return DIFFERS if elsewhere and not expected else FAILED


def _rows(found: Reckoning) -> list[str]:
    keys = zip(*(found.rows[column] for column in TABLES[found.table].key), strict=True)
    return [" ".join([found.table, *map(str, key)]) for key in keys]


def _segments(found: Reckoning) -> list[str]:
    if "segment" not in found.rows:
        return []
    return list(dict.fromkeys(found.rows["segment"].dropna().astype("str")))


def _names(cell: object) -> list[str]:
    return cell.split(LIST_SEPARATOR) if isinstance(cell, str) and cell else []


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
