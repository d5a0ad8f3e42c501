"""Checks of how claims are written: measures, their arguments, values that can be compared."""

from collections.abc import Mapping

import pandas as pd

from trustbook.claims.measures import (
    MEASURES,
    NONE,
    NOT_COMPUTED,
    arguments_in,
    values_in,
)
from trustbook.corpus.checks.tables import Tables, column, has
from trustbook.corpus.findings import Finding, as_warnings, findings_at, suggestion
from trustbook.corpus.schema import JUDGEMENTS, LIST_SEPARATOR
from trustbook.studies.printed import EXPECTED, printed_value

_NAMES = {
    "study": ("studies", "study"),
    **dict.fromkeys(("claim", "claims", "weights", "start"), ("claims", "claim")),
    **dict.fromkeys(
        ("participants", "speaker", "stakeholder", "truster", "trustee", "actor"),
        ("stakeholders", "stakeholder"),
    ),
    "concept": ("concepts", "concept"),
    "segments": ("segments", "segment"),
    "code": ("codes", "code"),
}


def check_claims(tables: Tables) -> list[Finding]:
    """Findings for claims that no measure can compute as they are written."""
    if not has(tables, "claims", "measure"):
        return []
    measures = column(tables, "claims", "measure")
    return [
        *_unknown_measures(measures),
        *_arguments(tables, measures[measures.isin(list(MEASURES))]),
        *_values(tables, measures),
        *_alone(tables),
        *_unexplained(tables, measures),
        *_unjudged(tables),
    ]


def _unknown_measures(measures: "pd.Series[str]") -> list[Finding]:
    names = [*MEASURES, *NOT_COMPUTED]
    return findings_at(
        measures[~measures.isin(names)],
        ("claims.csv", "measure"),
        id="claims.unknown-measure",
        allowed="a measure, or none",
        remedy=lambda cell: suggestion(cell, names, otherwise=f"choose from {', '.join(names)}"),
    )


def _arguments(tables: Tables, measures: "pd.Series[str]") -> list[Finding]:
    cells = column(tables, "claims", "arguments").reindex(measures.index)
    names = {argument: set(column(tables, *place)) for argument, place in _NAMES.items()}
    faults = {
        row: fault
        for row, measure, cell in zip(measures.index, measures, cells, strict=True)
        if (fault := _fault(names, measure, cell))
    }
    return [
        Finding(
            id=id_,
            file="claims.csv",
            row=int(str(row)),
            column="arguments",
            value=value,
            allowed=allowed,
            remedy=remedy,
        )
        for row, (id_, value, allowed, remedy) in faults.items()
    ]


def _fault(
    names: Mapping[str, set[str]], measure: str, cell: object
) -> tuple[str, str, str, str] | None:
    """What is wrong with the arguments of a measure: id, value, allowed, remedy."""
    arguments, allowed_names = arguments_in(cell), MEASURES[measure].arguments
    allowed = f"arguments of {measure}: {', '.join(allowed_names)}"
    for name in arguments:
        if name not in allowed_names:
            remedy = suggestion(name, allowed_names, otherwise="leave it out")
            return "claims.unknown-argument", f'"{name}"', allowed, remedy
    for name in MEASURES[measure].needed:
        if not arguments.get(name):
            return "claims.missing-argument", f'no "{name}"', allowed, f"add {name}=…"
    return _unknown_name(names, arguments)


def _unknown_name(
    names: Mapping[str, set[str]], arguments: dict[str, str]
) -> tuple[str, str, str, str] | None:
    """The first value of an argument that names a row which is not there."""
    for argument in (name for name in arguments if name in names):
        text, rows = arguments[argument], names[argument]
        for value in () if text in rows else values_in(text):
            if value not in rows:
                table, key = _NAMES[argument]
                remedy = suggestion(value, sorted(rows), otherwise="correct it")
                place = f'{argument} "{value}"'
                return "claims.unknown-name", place, f"a {key} of {table}.csv", remedy
    return None


def _values(tables: Tables, measures: "pd.Series[str]") -> list[Finding]:
    findings: list[Finding] = []
    computed = measures.index[measures != NONE]
    for name in ("expected", "elsewhere"):
        if name not in tables["claims"]:
            continue
        cells = tables["claims"][name].reindex(computed)
        cells = cells if name == "expected" else cells.dropna()
        findings += findings_at(
            cells[[printed_value(cell) is None for cell in cells]],
            ("claims.csv", name),
            id="claims.not-comparable",
            allowed=EXPECTED,
            remedy="write the value alone, or give the claim the measure none",
        )
    return findings


def _alone(tables: Tables) -> list[Finding]:
    """Claims that the data contradict with no word of the place in print they follow instead."""
    elsewhere, against = (column(tables, "claims", name) for name in ("elsewhere", "against"))
    return findings_at(
        elsewhere[~elsewhere.index.isin(against.index)],
        ("claims.csv", "elsewhere"),
        id="claims.elsewhere-alone",
        allowed="a value only where against names the claim of another place",
        remedy="fill in against, or leave the cell empty",
    )


def _unexplained(tables: Tables, measures: "pd.Series[str]") -> list[Finding]:
    noted = column(tables, "claims", "note").index
    against = column(tables, "claims", "against")
    compared = {name for cell in against for name in str(cell).split(LIST_SEPARATOR)}
    claims = column(tables, "claims", "claim").reindex(measures.index)
    silent = measures[
        measures.eq(NONE) & ~measures.index.isin(noted) & ~claims.isin(list(compared))
    ]
    return as_warnings(
        findings_at(
            silent,
            ("claims.csv", "note"),
            value=lambda _: "an empty cell",
            id="claims.unexplained",
            allowed="why it cannot be computed, where the measure is none",
            remedy="say why in note",
        )
    )


def _unjudged(tables: Tables) -> list[Finding]:
    """Claims that another place contradicts with no word on what to make of it."""
    against, judged = (column(tables, "claims", name) for name in ("against", "judgement"))
    return as_warnings(
        findings_at(
            against[~against.index.isin(judged.index)],
            ("claims.csv", "judgement"),
            value=lambda _: "an empty cell",
            id="claims.unjudged",
            allowed=f"one of {', '.join(JUDGEMENTS)}, where against is filled in",
            remedy="say what you make of the disagreement",
        )
    )
