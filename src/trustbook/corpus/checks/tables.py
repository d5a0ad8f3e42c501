"""Checks of what a corpus consists of: its tables and their columns."""

from collections.abc import KeysView, Mapping

import numpy as np
import pandas as pd

from trustbook.corpus.cells import missing_where_empty
from trustbook.corpus.findings import Finding, nearest, suggestion
from trustbook.corpus.schema import OBLIGATORY, TABLES, UNLESS_RELATIONS

FIRST_ROW = 2  # below the header


Tables = Mapping[str, pd.DataFrame]


def cells_by_row(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with text in every cell, missing where empty, and row numbers as its index."""
    if frame.index.name != "row":
        rows = pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(frame), name="row")
        frame = frame.set_axis(rows)
    return missing_where_empty(frame)


class Cells(dict[str, pd.DataFrame]):
    """The tables of a corpus as `cells_by_row` has them, with the different cells of columns."""

    def __init__(self, tables: Tables) -> None:
        super().__init__({name: cells_by_row(frame) for name, frame in tables.items()})
        self._different: dict[tuple[str, str], dict[str, None]] = {}

    def different(self, table: str, name: str) -> KeysView[str]:
        """The different cells of a column by their first row, sought once for all checks."""
        if (table, name) not in self._different:
            cells = column(self, table, name).unique()
            self._different[table, name] = dict.fromkeys(cells.tolist())
        return self._different[table, name].keys()


def column(tables: Tables, table: str, name: str) -> "pd.Series[str]":
    """The cells that are not empty; none where the corpus lacks the table or the column."""
    if table not in tables or name not in tables[table]:
        return pd.Series(dtype="str", index=pd.RangeIndex(0, name="row"))
    cells = tables[table][name]
    missing = pd.isna(cells.array)
    return cells.take(np.flatnonzero(~missing)) if missing.any() else cells


def has(tables: Tables, table: str, *names: str) -> bool:
    """Whether the corpus has the table with these columns and at least one row."""
    return table in tables and len(tables[table]) > 0 and set(names) <= set(tables[table].columns)


NO_ROWS = "tables.empty"


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
    needed = OBLIGATORY if has(tables, "relations") else (*OBLIGATORY, *UNLESS_RELATIONS)
    return [
        Finding(
            id=NO_ROWS if name in tables else "tables.missing",
            file=f"{name}.csv",
            value="no rows" if name in tables else "no such file",
            allowed=f"the table {TABLES[name].title} in every corpus"
            + ("" if name in OBLIGATORY else " without relations"),
            remedy=f"{'fill it in' if name in tables else 'make it'}; it needs the columns "
            + ", ".join(_required(name)),
        )
        for name in needed
        if name not in tables or tables[name].empty
    ]


def _required(name: str) -> list[str]:
    return [field.name for field in TABLES[name].fields if field.required]


def _unknown_tables(tables: Tables) -> list[Finding]:
    return [
        Finding(
            id="tables.unknown",
            file=f"{name}.csv",
            value="a table that no corpus has",
            allowed="the tables of the data dictionary",
            remedy=suggestion(name, TABLES, otherwise="keep it outside the corpus"),
            severity="error" if nearest(name, TABLES) else "warning",
        )
        for name in sorted(set(tables) - set(TABLES))
    ]


def _missing_columns(name: str, columns: list[str]) -> list[Finding]:
    return [
        Finding(
            id="columns.missing",
            file=f"{name}.csv",
            column=column,
            value="no such column",
            allowed=f"the columns {', '.join(_required(name))} at least",
            remedy=f"add it: {TABLES[name].field(column).description}",
        )
        for column in _required(name)
        if column not in columns
    ]


def _unknown_columns(name: str, columns: list[str]) -> list[Finding]:
    is_free = TABLES[name].free_columns
    absent = [column for column in TABLES[name].columns if column not in columns]
    return [
        Finding(
            id="columns.unknown",
            file=f"{name}.csv",
            column=column,
            value="a column that this table does not have",
            allowed=", ".join(TABLES[name].columns),
            remedy=suggestion(column, absent, otherwise="delete it, or keep it outside the corpus"),
            severity="error" if nearest(column, absent) and not is_free else "warning",
        )
        for column in columns
        if column not in TABLES[name].columns and (nearest(column, absent) or not is_free)
    ]
