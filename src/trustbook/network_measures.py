"""Measures of a signed network, for many resamples of it at once.

Each measure takes two arrays, resamples × stakeholders × stakeholders: how many units state a
positive, and a negative, tie of the row towards the column. It returns one number a resample, NaN
where the measure does not exist. Self-ties count in none of them.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

Array = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
Measure = Callable[[Array, Array], Array]


def count_tensor(counts: Array, ties: pd.DataFrame, *, names: Sequence[str]) -> tuple[Array, Array]:
    """The positive and the negative counts of resamples × ties as resamples × names × names.

    Counts of several concepts of one sign are added up; ties of sign 0 and self-ties are left out.
    """
    n = len(names)
    lines, columns = (places(ties[end], names) for end in ("source", "target"))
    sign, others = ties["sign"].to_numpy(), lines != columns
    found = []
    for wanted in (1, -1):
        chosen = np.flatnonzero((sign == wanted) & others)
        place = lines[chosen] * n + columns[chosen]
        ones = (np.ones(len(chosen)), (chosen, place))
        spread = sparse.csr_array(ones, shape=(len(ties), n * n))
        found.append(np.asarray(counts @ spread).reshape(-1, n, n))
    return found[0], found[1]


def places(found: pd.Series, names: Sequence[str]) -> npt.NDArray[np.intp]:
    """The place of each value in `names`."""
    return pd.Index(list(names), dtype="str").get_indexer(pd.Index(found, dtype="str"))


def tie_number(positive: Array, negative: Array) -> Array:
    """How many ties with a sign there are; one that is stated both ways counts twice."""
    return _number(positive > 0) + _number(negative > 0)


def positive_share(positive: Array, negative: Array) -> Array:
    """The share of the ties with a sign that are positive."""
    return _share(_number(positive > 0), tie_number(positive, negative))


def reciprocity(positive: Array, negative: Array) -> Array:
    """The share of positive ties that are met by a positive tie in the opposite direction."""
    given = positive > 0
    return _share(_number(given & given.swapaxes(1, 2)), _number(given))


def disagreement(positive: Array, negative: Array) -> Array:
    """The share of positive ties that are met by a negative tie in the opposite direction."""
    given = positive > 0
    return _share(_number(given & (negative > 0).swapaxes(1, 2)), _number(given))


def triad_balance(positive: Array, negative: Array) -> Array:
    """The share of triangles whose signs multiply to plus (Cartwright & Harary 1956).

    A pair has the sign that all its ties share, in both directions together. A pair with ties of
    both signs has none and closes no triangle, as on the page on structure (`split_ambivalent`).
    """
    plus, minus = (ties + ties.swapaxes(1, 2) > 0 for ties in (positive, negative))
    sign = (plus & ~minus).astype(np.float32) - (minus & ~plus)
    return _balanced(sign)


def majority_balance(positive: Array, negative: Array) -> Array:
    """The share of balanced triangles where a pair has the sign that most of its units state.

    A pair that is even has no sign and closes no triangle.
    """
    stated = positive - negative
    return _balanced(np.sign(stated + stated.swapaxes(1, 2)).astype(np.float32))


MEASURES: Mapping[str, Measure] = {
    "ties": tie_number,
    "positive_share": positive_share,
    "reciprocity": reciprocity,
    "disagreement": disagreement,
    "triad_balance": triad_balance,
    "majority_balance": majority_balance,
}


def _balanced(sign: npt.NDArray[np.float32]) -> Array:
    joined = np.abs(sign)
    product = ((sign @ sign) * sign).sum(axis=(1, 2), dtype=np.float64)
    triangles = ((joined @ joined) * joined).sum(axis=(1, 2), dtype=np.float64)
    return _share((product + triangles) / 2, triangles)


def _number(ties: Truth) -> Array:
    return np.asarray(ties.sum(axis=(1, 2)), dtype=np.float64)


def _share(part: Array, whole: Array) -> Array:
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
