"""Checks of the cells of one table: types, allowed values, what must be there, unique keys."""

import re
from dataclasses import replace

import pandas as pd

from trustbook.corpus.cells import EXPECTED, values
from trustbook.corpus.checks.tables import Cells
from trustbook.corpus.findings import LISTED, Finding, as_warnings, findings_at, suggestion
from trustbook.corpus.schema import TABLES, Field, Table

_SPREADSHEET_ERRORS = {
    *("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"),
    *("#REFERENCE!", "#I/T", "#NAVN?", "#VÆRDI!", "#DIVISION/0!", "#BEZUG!", "#NV", "#WERT!"),
}
# What a spreadsheet computes when it opens a CSV file; a number with its sign is none.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,\s]*$)")
_SERIAL_DAYS = re.compile(r"[2-6]\d{4}")


def check_values(name: str, tables: Cells) -> list[Finding]:
    """Findings for the cells of the table `name`, one column after the other, then its key."""
    table, cells = TABLES[name], tables[name]
    findings: list[Finding] = []
    for field in table.fields:
        if field.name not in cells:
            continue
        spelled = column = cells[field.name]
        place = (f"{name}.csv", field.name)
        findings += _missing(column, field, place)
        if field.type != "text":
            spelled, faulty = values(column, field.type)
            findings += _mistyped(column[faulty], field, place) if faulty.any() else []
        findings += _not_allowed(spelled, field, place)
        findings += _below_minimum(spelled, field, place)
    return [*findings, *_spreadsheet_cells(name, tables), *repeated_keys(table, cells)]


def check_types(name: str, cells: pd.DataFrame) -> list[Finding]:
    """Findings for the cells of the table `name` that do not hold a value of their type."""
    findings: list[Finding] = []
    for field in TABLES[name].fields:
        if field.name in cells and field.type != "text":
            _, faulty = values(cells[field.name], field.type)
            findings += _mistyped(cells[field.name][faulty], field, (f"{name}.csv", field.name))
    return findings


def _missing(column: "pd.Series[str]", field: Field, place: tuple[str, str]) -> list[Finding]:
    if not field.required or not column.hasnans:
        return []
    return findings_at(
        column[column.isna()],
        place,
        id="values.missing",
        allowed="a value in every row",
        remedy="fill it in, or delete the row",
    )


def _mistyped(faulty: "pd.Series[str]", field: Field, place: tuple[str, str]) -> list[Finding]:
    def remedy(cell: str) -> str:
        if field.type in ("month", "date") and _SERIAL_DAYS.fullmatch(cell):
            day = pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(cell))
            return f"Excel's number of a day ({day:%Y-%m-%d}): format the column as text"
        example = f", for example {field.example}" if field.example else ""
        return f"write it in this form{example}; leave the cell empty where it is not known"

    return findings_at(
        faulty, place, id=f"values.not-{field.type}", allowed=EXPECTED[field.type], remedy=remedy
    )


def _not_allowed(spelled: "pd.Series[str]", field: Field, place: tuple[str, str]) -> list[Finding]:
    if not field.allowed:
        return []
    others = {*spelled.unique()}.difference(field.allowed)
    if all(map(pd.isna, others)):
        return []
    return findings_at(
        spelled[spelled.isin(others) & spelled.notna()],
        place,
        id="values.not-allowed",
        allowed=f"one of {', '.join(field.allowed)}",
        remedy=lambda cell: suggestion(cell, field.allowed, otherwise="choose one of them"),
    )


def _below_minimum(
    spelled: "pd.Series[str]", field: Field, place: tuple[str, str]
) -> list[Finding]:
    if field.minimum is None:
        return []
    low = spelled[pd.to_numeric(spelled) < field.minimum]
    return findings_at(
        low, place, id="values.too-small", allowed=f"{field.minimum:g} or more", remedy="correct it"
    )


def _spreadsheet_cells(name: str, tables: Cells) -> list[Finding]:
    """Errors of a spreadsheet, and cells that one takes for formulas: these stay as they are."""
    errors: list[Finding] = []
    formulas: list[Finding] = []
    for label in tables[name].columns:
        column, place = tables[name][label], (f"{name}.csv", str(label))
        texts = tables.different(name, label)
        if mistakes := _SPREADSHEET_ERRORS.intersection(texts):
            errors += findings_at(
                column[column.isin(mistakes)],
                place,
                id="values.spreadsheet-error",
                allowed="a value",
                remedy="it is an error of the spreadsheet: correct the formula and save again",
            )
        if computed := [text for text in texts if _FORMULA.match(text)]:
            formulas += findings_at(
                column[column.isin(computed)],
                place,
                id="values.formula",
                allowed="text that no spreadsheet takes for a formula",
                remedy="a spreadsheet that opens the file computes it: import the column as text "
                "there, or put a letter or a quotation mark in front",
            )
    return [*errors, *as_warnings(formulas)]


def repeated_keys(table: Table, cells: pd.DataFrame) -> list[Finding]:
    """Findings for rows whose key is in an earlier row; rows without a key are left out."""
    if not set(table.key) <= set(cells.columns):
        return []
    key = cells[list(table.key)]
    if not key.duplicated().any():
        return []
    complete = (key.notna() & (key != "")).all(axis="columns")
    repeated = key.duplicated() & complete
    if not repeated.any():
        return []
    first = _first_rows(key[complete], key[repeated])
    together = key[repeated].agg(" / ".join, axis="columns")
    findings = findings_at(
        together,
        (f"{table.name}.csv", ", ".join(table.key)),
        id="keys.repeated",
        allowed=f"each {' / '.join(table.key)} once",
        remedy="delete the row, or rename it",
    )
    return [
        replace(each, value=f"{each.value} again (first in row {first[each.row or 0]})")
        for each in findings
    ]


def _first_rows(key: pd.DataFrame, repeated: pd.DataFrame) -> dict[int, int]:
    """The row in which the key of each of the first repeated rows appears first."""
    rows: dict[int, int] = {}
    first = repeated.head(LISTED)
    candidates = key[key.iloc[:, 0].isin(first.iloc[:, 0])]
    for row, cells in first.iterrows():
        same = (candidates == cells).all(axis="columns")
        rows[int(str(row))] = int(str(same.idxmax()))
    return rows
