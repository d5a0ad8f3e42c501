"""Ratings: which category each coder gave to each unit, from a wide or a long table.

A wide table has a row for a unit and a column for a coder, and in a cell the category; None, NaN,
NA and empty text mean that the coder did not rate the unit. A long table has the columns unit,
coder and value. Units in the columns? Transpose the table first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.coefficients import MISSING, Codes
from trustbook.errors import AgreementError

Ratings = pd.DataFrame | Sequence[Sequence[Any]] | NDArray[Any]

LONG = ("unit", "coder", "value")
NO_CODERS = {"unit": "unit", "segment": "unit", "coder": "coder", "code": "value", "value": "value"}
"""What tables call their columns that are no coders, and what they are called here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Ratings as numbers of categories, and the categories in their order."""

    codes: Codes
    categories: tuple[Any, ...]

    @property
    def n_categories(self) -> int:
        """How many categories there are, one where there is none."""
        return max(1, len(self.categories))

    @property
    def numbers(self) -> tuple[float, ...]:
        """The categories as numbers; none where any of them is something else."""
        numeric = all(isinstance(value, int | float | np.number) for value in self.categories)
        return tuple(map(float, self.categories)) if numeric else ()


def units_by_coders(ratings: Ratings) -> pd.DataFrame:
    """The ratings as a table of units × coders, missing where a coder did not rate.

    Takes that table itself (a column `unit` becomes its index), rows of values, or a long table
    with the columns unit, coder and value. Raises AgreementError where a coder rates a unit twice,
    and where a table that is not long has a column that can be no coder, such as `segment`.

    >>> long = pd.DataFrame([("u1", "A", "yes"), ("u1", "B", "no"), ("u2", "A", "yes")],
    ...                     columns=["unit", "coder", "value"])
    >>> units_by_coders(long).notna().sum().to_dict()
    {'A': 2, 'B': 1}
    """
    table = pd.DataFrame(ratings)
    if set(LONG) <= set(table.columns):
        return _widened(table)
    if "unit" in table.columns:
        table = table.set_index("unit")
    _require_coders(table)
    return _without_blanks(table)


def _require_coders(table: pd.DataFrame) -> None:
    """Of a table that is not long every column is a coder."""
    names = {name: NO_CODERS.get(str(name).strip().lower()) for name in table.columns}
    found = [f"{name} (here: {known})" for name, known in names.items() if known]
    if found:
        raise AgreementError(
            f"columns that are no coders: {', '.join(found)}; a long table has the columns unit, "
            "coder and value, a wide one the column unit and one for each coder: rename the "
            "columns or leave them out"
        )


def _widened(table: pd.DataFrame) -> pd.DataFrame:
    given = table.loc[_without_blanks(table[["value"]])["value"].notna()]
    twice = given[given.duplicated(["unit", "coder"])]
    if len(twice):
        unit, coder = twice.iloc[0][["unit", "coder"]]
        raise AgreementError(
            f"the coder {coder} rates the unit {unit} twice; give one value for each, or compare "
            "code by code"
        )
    units, coders = (list(dict.fromkeys(table[name])) for name in ("unit", "coder"))
    wide = given.astype({"value": "object"}).pivot(index="unit", columns="coder", values="value")
    return _without_blanks(wide.reindex(index=units, columns=coders))


def _without_blanks(table: pd.DataFrame) -> pd.DataFrame:
    cells = table.astype("object")
    blank = cells.map(lambda cell: isinstance(cell, str) and not cell.strip())
    return cells.mask(blank | cells.isna(), None)


def ratings_of_crosstab(counts: Ratings) -> pd.DataFrame:
    """The ratings of two coders whose cross table is `counts`: rows the first, columns the second.

    >>> ratings_of_crosstab([[1, 0], [0, 2]]).values.tolist()
    [[0, 0], [1, 1], [1, 1]]
    """
    table = _counted(counts)
    pairs = [
        pair
        for row in table.index
        for column in table.columns
        for pair in [(row, column)] * int(table.loc[row, column])
    ]
    return pd.DataFrame(pairs, columns=["A", "B"])


def ratings_of_counts(counts: Ratings) -> pd.DataFrame:
    """The ratings of coders without names: how many put each unit (row) into a category (column).

    >>> ratings_of_counts([[2, 0], [1, 1]]).values.tolist()
    [[0, 0], [0, 1]]
    """
    table = _counted(counts)
    rows = [
        [category for category, n in zip(table.columns, row, strict=True) for _ in range(int(n))]
        for row in table.itertuples(index=False, name=None)
    ]
    return pd.DataFrame(rows)


def _counted(counts: Ratings) -> pd.DataFrame:
    """The counts, or an AgreementError that names the first cell that is none."""
    table = pd.DataFrame(counts)
    for row, cells in table.iterrows():
        for column, cell in cells.items():
            if not _is_count(cell):
                raise AgreementError(
                    f"row {row}, column {column} of the counts: found {cell}, allowed are whole "
                    "numbers from 0 up; give how many there are, not their share"
                )
    return table


def _is_count(cell: Any) -> bool:
    known = isinstance(cell, int | float | np.integer | np.floating)
    return known and bool(cell >= 0 and float(cell).is_integer())


def rated(ratings: Ratings, categories: Iterable[Any] | None = None) -> Rated:
    """The ratings as numbers of their `categories`, which are those used unless given.

    A coder who rated nothing is left out.
    """
    wide = units_by_coders(ratings).dropna(axis="columns", how="all")
    cells = wide.to_numpy(dtype="object").ravel()
    used = [value for value in pd.unique(cells) if not pd.isna(value)]
    known = _in_order(used) if categories is None else list(categories)
    unknown = [value for value in used if value not in known]
    if unknown:
        raise AgreementError(
            f"the category {unknown[0]} is rated but not among the categories given; add it"
        )
    numbers = {value: number for number, value in enumerate(known)}
    codes = np.array([numbers.get(value, MISSING) for value in cells], dtype="int64")
    return Rated(codes=codes.reshape(wide.shape), categories=tuple(known))


def _in_order(values: Sequence[Any]) -> list[Any]:
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=lambda value: (type(value).__name__, str(value)))
