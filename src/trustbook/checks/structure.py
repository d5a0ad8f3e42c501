"""Checks of what a corpus consists of: its tables and their columns."""

from trustbook.checks.columns import Tables
from trustbook.findings import Finding
from trustbook.schema import OBLIGATORY, TABLES
from trustbook.suggestions import nearest, suggestion

NO_ROWS = "no rows"
_FREE_COLUMNS = ("cases",)  # tables whose further columns hold attributes


def check_structure(tables: Tables) -> list[Finding]:
    """Findings for missing and unknown tables and columns."""
    findings = [*_missing_tables(tables), *_unknown_tables(tables)]
    for name in TABLES:
        if name in tables:
            columns = list(tables[name].columns)
            findings += _missing_columns(name, columns)
            findings += _unknown_columns(name, columns)
    return findings


def _missing_tables(tables: Tables) -> list[Finding]:
    return [
        Finding(
            file=f"{name}.csv",
            found=NO_ROWS if name in tables else "no such file",
            allowed=f"the table {TABLES[name].title} in every corpus",
            remedy=f"{'fill it in' if name in tables else 'make it'}; it needs the columns "
            + ", ".join(_required(name)),
        )
        for name in OBLIGATORY
        if name not in tables or tables[name].empty
    ]


def _required(name: str) -> list[str]:
    return [field.name for field in TABLES[name].fields if field.required]


def _unknown_tables(tables: Tables) -> list[Finding]:
    return [
        Finding(
            file=f"{name}.csv",
            found="a table that no corpus has",
            allowed="the tables of the data dictionary",
            remedy=suggestion(name, TABLES, otherwise="keep it outside the corpus"),
            severity="error" if nearest(name, TABLES) else "warning",
        )
        for name in sorted(set(tables) - set(TABLES))
    ]


def _missing_columns(name: str, columns: list[str]) -> list[Finding]:
    return [
        Finding(
            file=f"{name}.csv",
            column=column,
            found="no such column",
            allowed=f"the columns {', '.join(_required(name))} at least",
            remedy=f"add it: {TABLES[name].field(column).description}",
        )
        for column in _required(name)
        if column not in columns
    ]


def _unknown_columns(name: str, columns: list[str]) -> list[Finding]:
    if name in _FREE_COLUMNS:
        return []
    absent = [column for column in TABLES[name].columns if column not in columns]
    return [
        Finding(
            file=f"{name}.csv",
            column=column,
            found="a column that this table does not have",
            allowed=", ".join(TABLES[name].columns),
            remedy=suggestion(column, absent, otherwise="delete it, or keep it outside the corpus"),
            severity="error" if nearest(column, absent) else "warning",
        )
        for column in columns
        if column not in TABLES[name].columns
    ]
