"""Which unit holds which code, as sparse tables, and how many units hold two codes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

_SLAB = 1 << 16  # rows multiplied at a time, so that a large product needs little memory

Numbers = NDArray[np.integer]


def numbered(values: pd.Series, names: Sequence[str] | None) -> tuple[Numbers, "pd.Index[str]"]:
    """The place of each value among the names (−1 for none), and the names."""
    found = values.astype("category").cat
    number = found.codes.to_numpy()
    if names is None:
        used = np.bincount(number[number >= 0], minlength=len(found.categories)) > 0
        names = sorted(found.categories[used])
    place = pd.Index(names).get_indexer(found.categories).astype("int32")
    return np.append(place, np.int32(-1))[number], pd.Index(names)


def any_numbers(values: pd.Series) -> Numbers:
    """A number for each distinct value, −1 where it is missing."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy()
    return pd.factorize(values)[0].astype("int32")


def _incidence(unit: Numbers, code: Numbers, *, n_codes: int, n_units: int) -> "sparse.csr_array":
    """A row a unit and a column a code: 1 where the unit holds the code."""
    known = (unit >= 0) & (code >= 0)
    if not known.all():
        unit, code = unit[known], code[known]
    ones = np.ones(len(unit), dtype="int8")
    return once(sparse.csr_array((ones, (unit, code)), shape=(n_units, n_codes)))


def once(held: "sparse.csr_array") -> "sparse.csr_array":
    """The table, changed in place, with 1 where it holds anything, however often."""
    held.sum_duplicates()
    held.data[:] = 1
    return held


def held_by(  # noqa: PLR0913
    codings: pd.DataFrame,
    unit: Numbers,
    code: Numbers,
    *,
    by: str | None,
    n_codes: int,
    n_units: int,
) -> list["sparse.csr_array"]:
    """What each coder of the column `by` gave to each unit; one table of all without it."""
    coder, names = np.zeros(len(code), int), pd.Index([0])
    if by:
        coder, names = pd.factorize(codings[by], use_na_sentinel=False)
    return [
        _incidence(unit[coder == one], code[coder == one], n_codes=n_codes, n_units=n_units)
        for one in range(max(len(names), 1))
    ]


def in_any(tables: Sequence[tuple["sparse.csr_array", "sparse.csr_array"]]) -> Numbers:
    """How many rows hold two codes in the first and the second table of any of the pairs."""
    n_units, n_codes = tables[0][0].shape
    total = np.zeros(n_codes**2, dtype="int64")
    for start in range(0, n_units, _SLAB):
        part = slice(start, start + _SLAB)
        met = np.sort(np.concatenate([_met(one[part], other[part]) for one, other in tables]))
        once = met[np.diff(met, prepend=-1) > 0]
        total += np.bincount(once % n_codes**2, minlength=n_codes**2)
    return total.reshape(n_codes, n_codes)


def _met(one: "sparse.csr_array", other: "sparse.csr_array") -> Numbers:
    """Each row with a code that it holds in `one` and a code that it holds in `other`.

    The three stand in one number: (row × codes + code) × codes + other code.
    """
    row: Numbers = np.repeat(np.arange(one.shape[0]), np.diff(one.indptr))
    times = np.diff(other.indptr)[row]
    first: Numbers = np.repeat(row * one.shape[1] + one.indices, times)
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    second: Numbers = other.indices[np.repeat(other.indptr[row], times) + within]
    return first * one.shape[1] + second


def reach(stretch: pd.Series, window: int) -> "sparse.csr_array":
    """A row a segment and a column a segment: 1 where the second is within reach of the first."""
    n = len(stretch)
    longest = int(stretch.value_counts().max()) if n else 0
    place = stretch.groupby(stretch).cumcount().to_numpy()
    rows = [np.flatnonzero(place >= back) for back in range(min(window, longest))]
    columns = [found - back for back, found in enumerate(rows)]
    row, column = (np.concatenate(part) if part else np.empty(0, int) for part in (rows, columns))
    return sparse.csr_array((np.ones(len(row), dtype="int32"), (row, column)), shape=(n, n))


def product(one: "sparse.csr_array", other: "sparse.csr_array") -> Numbers:
    """How many rows hold each column of `one` with each column of `other`."""
    total = np.zeros((one.shape[1], other.shape[1]), dtype="int64")
    for start in range(0, one.shape[0], _SLAB):
        left, right = (part[start : start + _SLAB].astype("int32") for part in (one, other))
        total += sparse.csr_array(left.T @ right).toarray()
    return total
