"""Claims: what print states against what the tables give, and where places in print disagree."""

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from trustbook.claims.measures import (
    ADDED_FROM,
    MEASURES,
    NOT_COMPUTED,
    Computation,
    Tables,
    arguments_in,
    prepared,
)
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.schema import COUNTED, ENTERED, LIST_SEPARATOR, TABLES
from trustbook.studies.printed import Printed, agrees, gap, printed_value

AGREES, DIFFERS, CONSISTENT = "agrees", "differs", "consistent"
NOT_COMPUTABLE, FAILED = "not computable", "failed"
VERDICTS = (AGREES, DIFFERS, CONSISTENT, NOT_COMPUTABLE, FAILED)
RECOMPUTED, IN_PRINT = "recomputed from tables", "print against print"
CODED, TRANSCRIBED, STATED_ONLY = "counted in our coding", "transcribed", "stated only"
KINDS = (RECOMPUTED, IN_PRINT, CODED, TRANSCRIBED, STATED_ONLY)
WITH_VERDICT = (RECOMPUTED, IN_PRINT)  # the kinds that say something about the studies


VERIFIED = (
    *("claim", "study", "section", "statement", "measure", "arguments", "kind"),
    *("expected", "computed", "difference", "tolerance", "verdict", "note"),
    *("against", "elsewhere", "judgement", "rows", "segments", "anchor"),
)
DIFFERENCES = (
    *("claim", "study", "section", "statement", "expected"),
    *("other", "other_study", "other_section", "other_statement", "other_expected"),
    *("computed", "verdict", "judgement", "note"),
)
_AS_DECLARED = (
    *("claim", "study", "section", "statement", "measure", "arguments"),
    *("judgement", "note", "anchor"),
)
_CODED_TABLES = ("segments", "codings", "relations", "strategies", "concepts")


def verified_claims(tables: Tables, *, resting_on: str = "") -> pd.DataFrame:
    """One row per claim of the corpus with its verdict, by study and claim as the table has them.

    `tables` are the tables of the whole corpus by name: a claim of one study may rest on another.
    Where `resting_on` names a table, the claims whose measure reads another are left out.

    Columns: claim, study, section, statement, measure, arguments, judgement, note and anchor as
    declared; kind, one of `KINDS`;
    expected and elsewhere, the values in words; computed, what the measure gives in words (empty
    for nothing); difference, computed less expected in the unit of the claim (months for months;
    of several values the largest); tolerance; verdict; against, the claims (a list) that it
    disagrees with; rows, the rows it rests on as “table key” (a list); segments, those among or
    behind them (a list).

    The verdict is computed, never stored:

    - agrees: the data give the printed value, within the tolerance;
    - differs: another place in print disagrees, in words or with the value in `elsewhere`, which
      the data then give;
    - consistent: the data give the value, which says nothing of the study, since the value was
      counted by the coder, or counts what was coded, or was entered from the same place;
    - not computable: the claim has no measure, and its note says why;
    - failed: the data give neither, or the declared disagreement is gone.
    """
    tables = prepared(tables)
    claims = tables["claims"]
    contradicted = {name for cell in claims["against"].dropna() for name in _names(cell)}
    rows = [
        _verified(claim, tables, is_contradicted=claim["claim"] in contradicted)
        for claim in claims.to_dict("records")
        if not resting_on or _table_of(str(claim["measure"])) == resting_on
    ]
    return pd.DataFrame(rows, columns=list(VERIFIED)).astype({"difference": "Float64"})


@cache
def _table_of(name: str) -> str:
    """The table on whose rows a measure rests, whatever its arguments; none where it is none."""
    measure = MEASURES.get(name)
    return measure.compute(prepared({}), dict.fromkeys(measure.needed, "")).table if measure else ""


def tables_behind(verified: pd.DataFrame) -> dict[str, set[str]]:
    """By claim the tables that its measure reads; none where it has no measure."""
    nothing = prepared({})
    behind = {}
    for claim in verified.to_dict("records"):
        computation = computation_of(claim, nothing)
        table = [computation.table] if computation else []
        behind[str(claim["claim"])] = {*table, *(t for n in table for t in ADDED_FROM.get(n, ()))}
    return behind


def of_study(verified: pd.DataFrame, studies: pd.DataFrame) -> pd.DataFrame:
    """The claims of the studies in the table `studies`."""
    return verified[verified["study"].isin(studies["study"])].reset_index(drop=True)


def about(verified: pd.DataFrame, *tables: str) -> pd.DataFrame:
    """The claims whose measure rests on rows of these tables."""
    resting = [any(row.split(" ", 1)[0] in tables for row in rows) for rows in verified["rows"]]
    return verified[pd.Series(resting, index=verified.index, dtype=bool)].reset_index(drop=True)


def verdicts(verified: pd.DataFrame) -> pd.DataFrame:
    """One row per study, in the order of its first claim: how many claims have each verdict.

    Columns: study, those of `VERDICTS`, claims.
    """
    counts = pd.crosstab(verified["study"], verified["verdict"])
    wide = counts.reindex(
        index=list(dict.fromkeys(verified["study"])), columns=list(VERDICTS), fill_value=0
    )
    return (
        wide.assign(claims=wide.sum(axis="columns"))
        .rename_axis(index="study", columns=None)
        .reset_index()
    )


def kinds(verified: pd.DataFrame) -> pd.DataFrame:
    """One row per kind of claim, those with a verdict on the studies first: how many have which.

    Columns: kind, those of `VERDICTS`, claims.
    """
    counts = pd.crosstab(verified["kind"], verified["verdict"])
    wide = counts.reindex(index=list(KINDS), columns=list(VERDICTS), fill_value=0)
    return (
        wide.assign(claims=wide.sum(axis="columns"))
        .rename_axis(index="kind", columns=None)
        .reset_index()
    )


def differences(verified: pd.DataFrame) -> pd.DataFrame:
    """One row per claim and claim of another place in print that it disagrees with.

    Columns are those of `DIFFERENCES`: either place with study, section, statement and printed
    value, what was computed (empty where they disagree in words), and the explanation.
    """
    pairs = verified.explode("against").dropna(subset=["against"])
    other = verified[["claim", "study", "section", "statement", "expected"]]
    renamed = other.rename(columns=lambda name: "other" if name == "claim" else f"other_{name}")
    both = pairs.merge(renamed, left_on="against", right_on="other")
    return both.reindex(columns=list(DIFFERENCES))


def failure(claim: Mapping[Hashable, Any]) -> str:
    """What is wrong with a failed claim: what print has, what the tables give, how far apart."""
    if claim["measure"] not in MEASURES:
        return sentence("there is no measure {name}", name=claim["measure"])
    expected, computed = (claim[name] or gettext("nothing") for name in ("expected", "computed"))
    if not claim["elsewhere"]:
        return sentence(
            "printed: {expected}; the tables give {computed}",
            expected=f"{expected}{_within(claim)}",
            computed=f"{computed}{_off(claim)}",
        )
    return sentence(
        "printed: {expected} here and {other} in {claims}, which the tables should follow; they "
        "give {computed}",
        expected=expected,
        other=claim["elsewhere"],
        claims=", ".join(claim["against"]),
        computed=computed,
    )


def _within(claim: Mapping[Hashable, Any]) -> str:
    return f" (± {claim['tolerance']:g})" if claim["tolerance"] else ""


def _off(claim: Mapping[Hashable, Any]) -> str:
    """By how much, for a single number."""
    if pd.isna(claim["difference"]) or not claim["difference"]:
        return ""
    return sentence(
        ", {n} too high" if claim["difference"] > 0 else ", {n} too low",
        n=f"{abs(claim['difference']):g}",
    )


def between_studies(differences: pd.DataFrame) -> pd.DataFrame:
    """The disagreements of two studies, leaving out those within one."""
    return differences[differences["study"] != differences["other_study"]].reset_index(drop=True)


def _verified(
    claim: Mapping[Hashable, Any], tables: Tables, *, is_contradicted: bool
) -> dict[str, object]:
    computation = computation_of(claim, tables)
    value = computation.value if computation else None
    expected, elsewhere = printed_value(claim["expected"]), printed_value(claim["elsewhere"])
    tolerance = 0.0 if pd.isna(claim["tolerance"]) else float(claim["tolerance"])
    kind = _kind(claim, computation, is_contradicted=is_contradicted)
    return {
        **{name: _text(claim[name]) for name in _AS_DECLARED},
        "kind": kind,
        "expected": str(expected or _text(claim["expected"])),
        "computed": str(value or ""),
        "difference": gap(value, expected) if value and expected else None,
        "tolerance": tolerance,
        "verdict": _verdict(claim, kind, value, (expected, elsewhere), tolerance),
        "against": _names(claim["against"]),
        "elsewhere": str(elsewhere or _text(claim["elsewhere"])),
        "rows": _rows(computation) if computation else [],
        "segments": _segments(computation) if computation else [],
    }


def computation_of(claim: Mapping[Hashable, Any], tables: Tables) -> Computation | None:
    """What the measure of a claim computes; None where it cannot be called with its arguments."""
    measure, arguments = MEASURES.get(str(claim["measure"])), arguments_in(claim["arguments"])
    if measure and set(measure.needed) <= set(arguments) <= set(measure.arguments):
        return measure.compute(tables, arguments)
    return None


def _kind(
    claim: Mapping[Hashable, Any], computation: Computation | None, *, is_contradicted: bool
) -> str:
    """What a claim compares: one of `KINDS`."""
    origin, is_in_words = _text(claim["value_from"]), str(claim["measure"]) in NOT_COMPUTED
    if _names(claim["against"]) or (is_contradicted and is_in_words):
        return IN_PRINT
    if is_in_words or computation is None:
        return STATED_ONLY
    if origin == COUNTED or computation.table in _CODED_TABLES:
        return CODED
    if origin == ENTERED:
        return TRANSCRIBED
    # The value of a single cell is itself something that another place prints.
    is_one_place = computation.table == "claims" or len(computation.rows) == 1
    return IN_PRINT if is_one_place else RECOMPUTED


def _verdict(
    claim: Mapping[Hashable, Any],
    kind: str,
    computed: Printed | None,
    stated: tuple[Printed | None, Printed | None],
    tolerance: float,
) -> str:
    if str(claim["measure"]) in NOT_COMPUTED:
        return DIFFERS if kind == IN_PRINT else NOT_COMPUTABLE
    expected, elsewhere = (agrees(computed, value, tolerance=tolerance) for value in stated)
    if stated[1] is not None:
        return DIFFERS if elsewhere and not expected else FAILED
    if not expected:
        return FAILED
    if _names(claim["against"]):
        return DIFFERS
    return AGREES if kind in WITH_VERDICT else CONSISTENT


def _rows(computation: Computation) -> list[str]:
    table, rows = computation.table, computation.rows
    keys = zip(*(rows[column] for column in TABLES[table].key), strict=True)
    return [" ".join([table, *map(str, key)]) for key in keys]


def _segments(computation: Computation) -> list[str]:
    if "segment" not in computation.rows:
        return []
    return list(dict.fromkeys(computation.rows["segment"].dropna().astype("str")))


def _names(cell: object) -> list[str]:
    return cell.split(LIST_SEPARATOR) if isinstance(cell, str) and cell else []


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
