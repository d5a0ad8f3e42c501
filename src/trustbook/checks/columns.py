"""The tables under check: cells as text, missing where empty, by row of the spreadsheet."""

from collections.abc import Mapping

import pandas as pd

FIRST_ROW = 2  # below the header

Tables = Mapping[str, pd.DataFrame]


def cells_by_row(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with text in every cell, missing where empty, and row numbers as its index."""
    if frame.index.name != "row":
        rows = pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(frame), name="row")
        frame = frame.set_axis(rows)
    text = frame.astype("str")
    return text.mask(text == "")


def column(tables: Tables, table: str, name: str) -> "pd.Series[str]":
    """The cells that are not empty; none where the corpus lacks the table or the column."""
    if table not in tables or name not in tables[table]:
        return pd.Series(dtype="str", index=pd.RangeIndex(0, name="row"))
    return tables[table][name].dropna()


def has(tables: Tables, table: str, *names: str) -> bool:
    """Whether the corpus has the table with these columns and at least one row."""
    return table in tables and len(tables[table]) > 0 and set(names) <= set(tables[table].columns)
