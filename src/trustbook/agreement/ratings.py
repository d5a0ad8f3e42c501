"""Ratings in the forms that coders' tables have, and as numbers of their categories.

A wide table has one row per unit and one column per coder, a long one the columns unit, coder and
value; counts make ratings, too. An empty cell is a missing rating. What cannot be compared is an
AgreementError that says what to give instead.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.agreement.coefficients import MISSING, Codes
from trustbook.errors import AgreementError

Coders = Literal["columns", "rows"]
Ratings = pd.DataFrame | Sequence[Sequence[Any]] | NDArray[Any]


_SLIP = 2  # more than that many columns for each row are seldom coders
LONG = ("unit", "coder", "value")
# What tables call their columns that are no coders, and what they are called here.
NO_CODERS = {"unit": "unit", "segment": "unit", "coder": "coder", "code": "value", "value": "value"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedRatings:
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


def units_by_coders(ratings: Ratings, *, coders: Coders | None = None) -> pd.DataFrame:
    """The ratings as a table of units × coders, missing where a coder did not rate.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.

    Returns
    -------
    DataFrame of objects, units × coders
        The value each coder gave to each unit, or None.

    Raises
    ------
    AgreementError
        Where a coder rates a unit twice, or a column can be no coder, such as `segment`.

    Examples
    --------
    >>> long = pd.DataFrame([("u1", "A", "yes"), ("u1", "B", "no"), ("u2", "A", "yes")],
    ...                     columns=["unit", "coder", "value"])
    >>> units_by_coders(long).notna().sum().to_dict()
    {'A': 2, 'B': 1}
    """
    if coders is not None:
        require_one_of(get_args(Coders), coders, what="side of the coders")
    table = pd.DataFrame(ratings)
    if set(LONG) <= set(table.columns):
        return _widened(table)
    if coders == "rows":
        return _without_blanks(table.T)
    if coders is None:
        _warn_of_rows(table)
    if "unit" in table.columns:
        table = table.set_index("unit")
    _require_coders(table)
    return _without_blanks(table)


def _warn_of_rows(table: pd.DataFrame) -> None:
    """Warn where a table without names looks as if its rows were the coders."""
    n_rows, n_columns = table.shape
    has_names = not isinstance(table.columns, pd.RangeIndex)
    if not has_names and 2 <= n_rows < n_columns / _SLIP:  # noqa: PLR2004 - two coders at least
        warnings.warn(
            f"the ratings are taken for {n_rows} units of {n_columns} coders; if the rows are the "
            'coders, say coders="rows", and coders="columns" if they are not',
            stacklevel=4,
        )


def _require_coders(table: pd.DataFrame) -> None:
    """Of a table that is not long every column is a coder."""
    names = {name: NO_CODERS.get(str(name).strip().lower()) for name in table.columns}
    other = [f"{name} (here: {meaning})" for name, meaning in names.items() if meaning]
    if other:
        raise AgreementError(
            f"columns that are no coders: {', '.join(other)}; a long table has the columns unit, "
            "coder and value, a wide one the column unit and one for each coder: rename the "
            "columns or leave them out"
        )


def _widened(table: pd.DataFrame) -> pd.DataFrame:
    ratings = table.loc[_without_blanks(table[["value"]])["value"].notna()]
    twice = ratings[ratings.duplicated(["unit", "coder"])]
    if len(twice):
        unit, coder = twice.iloc[0][["unit", "coder"]]
        raise AgreementError(
            f"the coder {coder} rates the unit {unit} twice; give one value for each, or compare "
            "code by code"
        )
    units, coders = (list(dict.fromkeys(table[name])) for name in ("unit", "coder"))
    wide = ratings.astype({"value": "object"}).pivot(index="unit", columns="coder", values="value")
    return _without_blanks(wide.reindex(index=units, columns=coders))


def _without_blanks(table: pd.DataFrame) -> pd.DataFrame:
    cells = table.astype("object")
    blank = cells.map(lambda cell: isinstance(cell, str) and not cell.strip())
    return cells.mask(blank | cells.isna(), None)


def ratings_of_crosstab(counts: Ratings) -> pd.DataFrame:
    """The ratings of two coders, from the table in which their values are crossed.

    Parameters
    ----------
    counts : DataFrame, sequence of rows or array
        How many units the first coder put into the category of the row and the second into that of
        the column.

    Returns
    -------
    DataFrame, units × 2 coders
        One row per unit: the categories chosen by A and by B.

    Raises
    ------
    AgreementError
        Where a cell is no whole number from 0 up.

    Examples
    --------
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
    """The ratings of coders without names, from how many of them chose what.

    Parameters
    ----------
    counts : DataFrame, sequence of rows or array
        How many coders put the unit of the row into the category of the column.

    Returns
    -------
    DataFrame, units × coders
        One row per unit with the categories chosen, in the order of the columns.

    Raises
    ------
    AgreementError
        Where a cell is no whole number from 0 up.

    Examples
    --------
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
    is_number = isinstance(cell, int | float | np.integer | np.floating)
    return is_number and bool(cell >= 0 and float(cell).is_integer())


def numbered_ratings(
    ratings: Ratings, categories: Iterable[Any] | None = None, *, coders: Coders | None = None
) -> NumberedRatings:
    """The ratings as numbers of their `categories`, those that were chosen unless others are given.

    A coder who rated nothing is left out.
    """
    wide = units_by_coders(ratings, coders=coders).dropna(axis="columns", how="all")
    cells = wide.to_numpy(dtype="object").ravel()
    chosen = [value for value in pd.unique(cells) if not pd.isna(value)]
    all_categories = _in_order(chosen) if categories is None else list(categories)
    further = [value for value in chosen if value not in all_categories]
    if further:
        raise AgreementError(
            f"the category {further[0]} is rated but is not one of categories; add it"
        )
    numbers = {value: number for number, value in enumerate(all_categories)}
    codes = np.array([numbers.get(value, MISSING) for value in cells], dtype="int64")
    return NumberedRatings(codes=codes.reshape(wide.shape), categories=tuple(all_categories))


def _in_order(values: Sequence[Any]) -> list[Any]:
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=lambda value: (type(value).__name__, str(value)))


def require_one_of(allowed: Iterable[str], name: str, *, what: str) -> None:
    """Raise AgreementError where the name is none of those allowed."""
    if name not in allowed:
        raise AgreementError(f"unknown {what} {name!r}; take one of {', '.join(allowed)}")
