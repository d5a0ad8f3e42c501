"""Checks of the tables of a corpus: every fault at once, as findings."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from trustbook.claims.checks import check_claims
from trustbook.corpus.checks.coding import check_codebook, check_recodings, check_segments
from trustbook.corpus.checks.references import check_references
from trustbook.corpus.checks.tables import cells_by_row, check_structure
from trustbook.corpus.checks.totals import check_totals
from trustbook.corpus.checks.values import check_values
from trustbook.corpus.findings import Finding, nearest
from trustbook.corpus.reading import in_words_of_corpus, read_sheet, read_workbook, table_file
from trustbook.corpus.reporting import REPORTING_FILE, answers_in
from trustbook.corpus.schema import TABLES
from trustbook.corpus.settings import read_settings
from trustbook.errors import CorpusError
from trustbook.project import is_workbook

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


def check_corpus(folder: Path) -> list[Finding]:
    """Every fault of the corpus in `folder`: of its files first, then of its tables."""
    if is_workbook(folder):
        return _check_workbook(folder)
    findings = _check_files(folder)
    findings += _check_reporting(folder)
    tables: dict[str, pd.DataFrame] = {}
    for name in TABLES:
        path = table_file(folder, name)
        if path is None:
            continue
        try:
            read = read_sheet(folder, name)
        except CorpusError as error:
            findings.append(_unreadable(path, allowed="a table as CSV UTF-8", why=str(error)))
            continue
        findings += read.findings
        tables[name] = read.cells
    unread = {finding.file for finding in findings if finding.id == _UNREADABLE}
    faults = check_tables(tables)
    return [*findings, *(fault for fault in faults if fault.file not in unread)]


def _check_workbook(path: Path) -> list[Finding]:
    """Every fault of a workbook."""
    try:
        read = read_workbook(path)
    except CorpusError as error:
        why = str(error).removeprefix(f"{path.name}: ")
        allowed = "a workbook with a sheet for each table"
        return [_unreadable(path, allowed=allowed, why=why)]
    tables = {name: found.cells for name, found in read.sheets.items()}
    return [
        *read.findings,
        *(finding for found in read.sheets.values() for finding in found.findings),
        *in_words_of_corpus(path, check_tables(tables)),
    ]


def _check_reporting(folder: Path) -> list[Finding]:
    """Findings for the file that says how the studies report what they did."""
    path = folder / REPORTING_FILE
    if not path.is_file():
        return []
    cells = read_sheet(folder, "studies").cells
    studies = list(cells["study"]) if "study" in cells else []
    return answers_in(read_settings(path), studies=studies)[1]


_UNREADABLE = "files.unreadable"


def _unreadable(path: Path, *, allowed: str, why: str) -> Finding:
    value = "a file that cannot be read"
    return Finding(id=_UNREADABLE, file=path.name, value=value, allowed=allowed, remedy=why)


def _check_files(folder: Path) -> list[Finding]:
    """Findings for files that look like tables but are not read as such."""
    findings: list[Finding] = []
    for path in sorted(folder.iterdir()):
        name = path.stem
        if path.suffix.lower() in (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".xls", ".ods"):
            known = path.name in (f"{name}.csv", f"{name}.parquet") and name in TABLES
            twice = path.suffix == ".parquet" and (folder / f"{name}.csv").is_file()
            if not known or twice:
                findings.append(_unread_file(path.name, name, twice=known and twice))
    return findings


def _unread_file(file: str, name: str, *, twice: bool) -> Finding:
    meant = nearest(name, TABLES)
    if twice:
        remedy = f"delete one of the two; {name}.csv was read"
    elif meant:
        remedy = f"save it as {meant}.csv (CSV UTF-8)"
    else:
        remedy = "keep it outside the corpus, which is published as it stands"
    return Finding(
        id="files.repeated" if twice else "files.not-read",
        file=file,
        value="a second file of one table" if twice else "a file that is not read",
        allowed="a CSV file named after a table",
        remedy=remedy,
        severity="error" if meant else "warning",
    )
