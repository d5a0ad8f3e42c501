"""Checks of the tables of a corpus: every fault at once, as findings."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from trustbook.checking.large import is_open, telling_rows
from trustbook.claims.checks import check_claims
from trustbook.corpus.checks.coding import (
    check_codebook,
    check_recodings,
    check_relations,
    check_segments,
)
from trustbook.corpus.checks.names import check_names
from trustbook.corpus.checks.references import check_references
from trustbook.corpus.checks.tables import Cells, check_structure, column
from trustbook.corpus.checks.totals import check_totals
from trustbook.corpus.checks.values import check_values
from trustbook.corpus.confidence import judgements_of
from trustbook.corpus.findings import Finding, nearest
from trustbook.corpus.package import check_package_file, corpus_files
from trustbook.corpus.reading import in_words_of_corpus, read_sheet, read_workbook, table_file
from trustbook.corpus.reporting import REPORTING_FILE, answers_in
from trustbook.corpus.schema import TABLES
from trustbook.corpus.settings import read_settings
from trustbook.errors import CorpusError
from trustbook.project import OF_PROGRAMS, compendium, is_workbook

_UNREADABLE = "files.unreadable"
_OUTSIDE = "keep it outside the corpus, which is published as it stands"
_SUFFIXES_OF_TABLES = (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".xls", ".ods")


def check_tables(tables: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Findings for a corpus, ordered by table, row and column.

    `tables` holds the tables that the corpus has, by name; cells may be text or typed. Where the
    index is named `row` it gives the row numbers; otherwise the first row is row 2.
    """
    cells = Cells(tables)
    findings = check_structure(cells)
    for name in TABLES:
        if name in cells:
            findings += check_values(name, cells)
    findings += check_references(cells)
    findings += check_names(cells)
    findings += check_codebook(cells)
    findings += check_segments(cells)
    findings += check_relations(cells)
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
    few = telling_rows(folder)
    findings = _check_folder(folder, few)
    if not few or not any(is_open(finding, few) for finding in findings):
        return findings
    return _check_folder(folder, telling_rows(folder, findings=findings, few=few))


def _check_folder(folder: Path, tables_of_files: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Every fault of the corpus in `folder`, of which some tables may have been read already."""
    findings = _check_files(folder)
    tables = dict(tables_of_files)
    for name in TABLES:
        path = table_file(folder, name)
        if path is None or name in tables:
            continue
        try:
            sheet = read_sheet(folder, name)
        except CorpusError as error:
            allowed = "a table as CSV UTF-8"
            findings.append(_unreadable(path, allowed=allowed, why=str(error)))
            continue
        findings += sheet.findings
        tables[name] = sheet.cells
    findings += _check_reporting(folder, tables)
    findings += check_package_file(folder)
    unreadable_files = {finding.file for finding in findings if finding.id == _UNREADABLE}
    faults = check_tables(tables)
    return [*findings, *(fault for fault in faults if fault.file not in unreadable_files)]


def _check_workbook(path: Path) -> list[Finding]:
    """Every fault of a workbook."""
    try:
        workbook = read_workbook(path)
    except CorpusError as error:
        why = str(error).removeprefix(f"{path.name}: ")
        return [_unreadable(path, allowed="a workbook with one sheet per table", why=why)]
    tables = {name: sheet.cells for name, sheet in workbook.sheets.items()}
    return [
        *workbook.findings,
        *(finding for sheet in workbook.sheets.values() for finding in sheet.findings),
        *in_words_of_corpus(path, check_tables(tables)),
    ]


def _check_reporting(folder: Path, tables: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Findings for the file that says how the studies report what they did."""
    if not (folder / REPORTING_FILE).is_file():
        return []
    answers = read_settings(folder / REPORTING_FILE)
    studies = column(tables, "studies", "study") if "studies" in tables else answers.named()
    if "codes" in tables:
        judgements_of(answers, categories=list(column(tables, "codes", "code")))
    return answers_in(answers, studies=list(studies))[1]


def _unreadable(path: Path, *, allowed: str, why: str) -> Finding:
    value = "a file that cannot be read"
    remedy = why.removeprefix(f"{path.name}: ")
    return Finding(id=_UNREADABLE, file=path.name, value=value, allowed=allowed, remedy=remedy)


def _check_files(folder: Path) -> list[Finding]:
    """Findings for files that look like tables but are not read as such."""
    findings = [_leads_out(path) for path in corpus_files(folder) if _is_elsewhere(path)]
    for path in sorted(folder.iterdir()):
        name, suffix = path.stem, path.suffix
        if suffix.lower() not in _SUFFIXES_OF_TABLES:
            continue
        is_table = name in TABLES and suffix in (".csv", ".parquet")
        if path.name.startswith(OF_PROGRAMS):
            findings.append(_not_read(path.name, remedy="another program left it there: delete it"))
        elif not is_table:
            findings.append(_misnamed(path, nearest(name, TABLES)))
        elif suffix == ".parquet" and (folder / f"{name}.csv").is_file():
            findings.append(
                Finding(
                    id="files.repeated",
                    file=path.name,
                    value="a second file of one table",
                    allowed="one file per table",
                    remedy=f"delete one of the two; {name}.csv was read",
                )
            )
    return findings


def _is_elsewhere(path: Path) -> bool:
    """Whether a file is a link that leads out of the compendium, or out of a corpus in none."""
    home = (compendium() or path.parent).resolve()
    homes = (home, path.parent.resolve())
    return path.is_symlink() and not any(path.resolve().is_relative_to(one) for one in homes)


def _leads_out(path: Path) -> Finding:
    return Finding(
        id="files.link",
        file=path.name,
        value="a link to a file elsewhere",
        allowed="files of the corpus itself",
        remedy="put the file there in the place of the link",
    )


def _misnamed(path: Path, table: str) -> Finding:
    """A file with the name of no table; `table` is the one whose name is near, if there is any.

    Nobody is told to save it over a table that is there.
    """
    if not table:
        return _not_read(path.name, remedy=_OUTSIDE)
    own = table_file(path.parent, table)
    if own is not None:
        return _not_read(path.name, remedy=f"{own.name} is read; {_OUTSIDE}")
    remedy = f"save it as {table}.csv (CSV UTF-8)"
    return replace(_not_read(path.name, remedy=remedy), severity="error")


def _not_read(file: str, *, remedy: str) -> Finding:
    return Finding(
        id="files.not-read",
        file=file,
        value="a file that is not read",
        allowed="a CSV file named after a table",
        remedy=remedy,
        severity="warning",
    )
