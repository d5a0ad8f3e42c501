"""Checks of names: persons, coders, codes and stakeholders that are perhaps spelt in two ways."""

import pandas as pd

from trustbook.corpus.checks.tables import Tables, column
from trustbook.corpus.findings import Finding, as_warnings, findings_at
from trustbook.corpus.schema import TABLES
from trustbook.corpus.spellings import alike

_NAMES = (
    ("cases", "case"),
    ("codes", "code"),
    ("stakeholders", "stakeholder"),
    ("stakeholders", "label"),
)


def check_names(tables: Tables) -> list[Finding]:
    """Findings for names that are alike but for capitals, accents, signs, blanks and zeros."""
    findings: list[Finding] = []
    for table, name in _NAMES:
        findings += _near([(table, column(tables, table, name))], name)
    for labels in _labels_by_kind(tables):
        findings += _near([("codes", labels)], "label")
    with_coders = [table for table in TABLES if "coder" in TABLES[table].columns]
    findings += _near([(table, column(tables, table, "coder")) for table in with_coders], "coder")
    return findings


def _labels_by_kind(tables: Tables) -> list["pd.Series[str]"]:
    """The labels of themes, of categories and of codes: one of each may have the same name."""
    labels, kinds = (column(tables, "codes", name) for name in ("label", "kind"))
    return [part for _, part in labels.groupby(kinds.reindex(labels.index))]


def _near(columns: list[tuple[str, "pd.Series[str]"]], name: str) -> list[Finding]:
    """A finding where each further spelling of a name appears first."""
    first: dict[str, tuple[str, int]] = {}
    for table, cells in columns:
        for row, cell in cells.drop_duplicates().items():
            first.setdefault(str(cell), (table, int(str(row))))
    findings: list[Finding] = []
    for spelling, *others in alike(first):
        table, row = first[spelling]
        for other in others:
            findings += findings_at(
                pd.Series({first[other][1]: other}, dtype="str"),
                (f"{first[other][0]}.csv", name),
                id="names.spelling",
                allowed=f"one spelling of each {name}",
                remedy=f'"{spelling}" is in {table}.csv, row {row}: if the two are one, write '
                "it in one way everywhere; nothing to do if they are two",
            )
    return as_warnings(findings)
