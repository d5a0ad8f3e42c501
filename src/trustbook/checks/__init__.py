"""Checks of the tables of a corpus: every fault at once, as findings."""

from collections.abc import Mapping

import pandas as pd

from trustbook.checks.claims import check_claims
from trustbook.checks.codebook import check_codebook
from trustbook.checks.columns import cells_by_row
from trustbook.checks.recodings import check_recodings
from trustbook.checks.references import check_references
from trustbook.checks.segments import check_segments
from trustbook.checks.structure import check_structure
from trustbook.checks.totals import check_totals
from trustbook.checks.values import check_values
from trustbook.findings import Finding
from trustbook.schema import TABLES

__all__ = ["check_tables"]


def check_tables(tables: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Findings for a corpus, ordered by table, row and column.

    `tables` holds the tables that the corpus has, by name; cells may be text or typed. Where the
    index is named `row` it gives the row numbers; otherwise the first row is row 2.
    """
    cells = {name: cells_by_row(frame) for name, frame in tables.items()}
    findings = check_structure(cells)
    for name in TABLES:
        if name in cells:
            findings += check_values(name, cells[name])
    findings += check_references(cells)
    findings += check_codebook(cells)
    findings += check_segments(cells)
    findings += check_recodings(cells)
    findings += check_totals(cells)
    findings += check_claims(cells)
    return in_order(findings)


def in_order(findings: list[Finding]) -> list[Finding]:
    """The findings by table as the data dictionary has them, then by row and column."""
    files = {f"{name}.csv": number for number, name in enumerate(TABLES)}
    return sorted(findings, key=lambda f: (files.get(f.file, -1), f.row or 0, f.column))
