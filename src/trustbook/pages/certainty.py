"""What of a rebuilt table is certain, and what was put together or inferred: lines below it."""

from collections.abc import Mapping

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import at_start, count, joined
from trustbook.corpus.schema import LIST_SEPARATOR


def certainty_notes(rows: pd.DataFrame, headings: Mapping[str, str], *, line: str) -> list[str]:
    """Lines on the cells that could not be read off, under their `headings`, and the reasons.

    `line` is the column that names a row. No lines where no row names such cells: then nothing is
    known of how the table was made.
    """
    cells = rows.assign(column=rows["reconstructed_columns"].str.split(LIST_SEPARATOR))
    cells = cells.explode("column").dropna(subset=["column"])
    if cells.empty:
        return []
    cells["heading"] = [gettext(headings.get(name, name)) for name in cells["column"]]
    return [_put_together(cells, rows, line), *_reasons(cells, line)]


def _put_together(cells: pd.DataFrame, rows: pd.DataFrame, line: str) -> str:
    every = cells.groupby("heading", sort=False)[line].agg(list)
    parts = (_part(heading, names, len(rows)) for heading, names in every.items())
    return sentence(
        "Put together or inferred: {cells}. Every other cell follows the print.",
        cells="; ".join(parts),
    )


def _part(heading: object, names: list[object], n_rows: int) -> str:
    where = joined(names)
    if len(names) == n_rows > 1:
        where = sentence("all {rows}", rows=count(n_rows, "row"))
    return f"{heading} ({where})"


def _reasons(cells: pd.DataFrame, line: str) -> list[str]:
    reasons = cells.dropna(subset=["memo"]).groupby("memo", sort=False)[line].agg(_names)
    return [f"{at_start(names)}: {memo}" for memo, names in reasons.items()]


def _names(lines: pd.Series) -> str:
    return joined(lines.drop_duplicates())
