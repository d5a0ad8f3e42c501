"""Agreement on every code, and on all codes together, with intervals from one bootstrap.

A code is a question with two answers, yes or no, asked of every unit. All codes together
are pooled: observed and expected agreement are each averaged over the codes before a coefficient
is made of them (de Vries, Elliott, Kanouse & Teleki 2008, doi 10.1177/1525822X08317166).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.agreement.coefficients import (
    CHUNK,
    LABELS,
    Coefficient,
    Floats,
    Tally,
    chance_corrected,
    coefficient_of,
    draws,
    observed_and_expected,
    percentiles,
    unit_sums,
)
from trustbook.agreement.differences import NOT_SEEN, Comparison

OWN = 2  # the place of `Tally.own` among the sums
BY_CODE: tuple[Coefficient, ...] = ("percent", "krippendorff", "gwet")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sums:
    """The sums of each block for a code that nobody gave there, and what each code adds.

    `times` says how many blocks there are of each kind.
    """

    times: NDArray[np.int64]
    base: Floats
    added: sparse.csr_array
    n_coders: int
    n_codes: int

    def tally(self, weights: NDArray[np.int64]) -> Tally:
        """The tallies of each row of weights (how often each block is drawn) and each code."""
        times = weights.T.astype("float64")
        added = (self.added.T @ times).reshape(-1, self.n_codes, len(weights))
        base = self.base.T @ times
        return Tally(sums=added + base[:, None, :], n_coders=self.n_coders, n_categories=2)


def coefficients_for(comparison: Comparison) -> tuple[Coefficient, ...]:
    """The coefficients of all codes: kappas by how many coders there are."""
    two = len(comparison.coders) == 2  # noqa: PLR2004
    kappas: tuple[Coefficient, ...] = ("cohen", "scott") if two else ("conger", "fleiss")
    return ("percent", *kappas, "krippendorff", "brennan-prediger", "gwet")


def overall_agreement(comparison: Comparison, *, seed: int, resamples: int) -> pd.DataFrame:
    """All codes together: one value of each coefficient, with a bootstrap interval.

    Observed and expected agreement are each averaged over the codes before a coefficient is made of
    them.

    Parameters
    ----------
    comparison : Comparison
        As `coder_comparison` returns it.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times blocks of units are drawn, with replacement.

    Returns
    -------
    DataFrame
        One row per coefficient: coefficient (label), value, lower, upper (95 %, percentiles),
        observed, expected, n_units, n_codes, n_coders. No rows where there is nothing to compare.

    References
    ----------
    De Vries, Elliott, Kanouse & Teleki (2008), doi 10.1177/1525822X08317166.

    Examples
    --------
    >>> comparison = Comparison(
    ...     units=pd.DataFrame({"unit": list("ab"), "letters": 1.0, "block": [0, 1]}),
    ...     coders=("A", "B"),
    ...     codes=("x",),
    ...     values=np.array([[[1], [1]], [[0], [1]]], dtype="int8"),
    ... )
    >>> table = overall_agreement(comparison, seed=1, resamples=10)
    >>> table[["coefficient", "value"]].values.tolist()[0]
    ['Percent agreement', 0.5]
    """
    names = coefficients_for(comparison)
    if not _is_comparable(comparison):
        return pd.DataFrame(columns=["coefficient", "value", "lower", "upper"])
    sums = _block_sums(comparison)
    values, observed, expected = _pooled(sums.tally(sums.times[None, :]), names)
    tallies = _resampled(sums, seed=seed, resamples=resamples)
    bounds = percentiles(np.concatenate([_pooled(tally, names)[0] for tally in tallies]))
    return pd.DataFrame(
        {
            "coefficient": [LABELS[name] for name in names],
            "value": values[0],
            "lower": bounds[:, 0],
            "upper": bounds[:, 1],
            "observed": observed[0],
            "expected": expected[0],
            "n_units": int(comparison.units_alike.sum()),
            "n_codes": len(comparison.codes),
            "n_coders": len(comparison.coders),
        }
    )


def agreement_by_code(comparison: Comparison, *, seed: int, resamples: int) -> pd.DataFrame:
    """The agreement on each code that somebody gave, with bootstrap intervals.

    Parameters
    ----------
    comparison : Comparison
        As `coder_comparison` returns it.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times blocks of units are drawn, with replacement.

    Returns
    -------
    DataFrame
        One row per code, in the order of `comparison.codes`: code, then for each of percent,
        krippendorff and gwet the value, and its interval as NAME_lower and NAME_upper; given_by_all
        and given_by_some (units or letters), one column per coder with how often the coder gave the
        code, n_units. A value that is undefined is missing, and so is an interval without width:
        where coders never differed no draw can.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Gwet (2008), doi
    10.1348/000711006X126600.

    Examples
    --------
    >>> comparison = Comparison(
    ...     units=pd.DataFrame({"unit": list("ab"), "letters": 1.0, "block": [0, 1]}),
    ...     coders=("A", "B"),
    ...     codes=("x",),
    ...     values=np.array([[[1], [1]], [[0], [1]]], dtype="int8"),
    ... )
    >>> table = agreement_by_code(comparison, seed=1, resamples=10)
    >>> table[["code", "percent", "A", "B"]].values.tolist()
    [['x', 0.5, 1.0, 2.0]]
    """
    if not _is_comparable(comparison):
        return _no_codes(comparison)
    table = _code_counts(comparison)
    sums = _block_sums(comparison)
    values = {name: coefficient_of(sums.tally(sums.times[None, :]), name)[:, 0] for name in BY_CODE}
    resampled: dict[Coefficient, list[Floats]] = {name: [] for name in BY_CODE}
    for tally in _resampled(sums, seed=seed, resamples=resamples):
        for name in BY_CODE:
            resampled[name].append(coefficient_of(tally, name).T)
    for name in BY_CODE:
        bounds = percentiles(np.concatenate(resampled[name]))
        bounds = np.where(np.isnan(values[name])[:, None], np.nan, bounds)
        table[name], table[f"{name}_lower"], table[f"{name}_upper"] = values[name], *bounds.T
    return table


def _no_codes(comparison: Comparison) -> pd.DataFrame:
    values = [f"{name}{bound}" for name in BY_CODE for bound in ("", "_lower", "_upper")]
    names = ["code", "given_by_all", "given_by_some", *comparison.coders, "n_units", *values]
    return pd.DataFrame(columns=names, dtype="float64").astype({"code": "str"})


def _is_comparable(comparison: Comparison) -> bool:
    return bool(len(comparison.units) and len(comparison.codes))


def _code_counts(comparison: Comparison) -> pd.DataFrame:
    letters = comparison.units["letters"].to_numpy(dtype="float64") * comparison.units_alike
    gave = comparison.values == 1
    could = comparison.values != NOT_SEEN
    counts = {coder: letters @ gave[:, number, :] for number, coder in enumerate(comparison.coders)}
    return pd.DataFrame(
        {
            "code": list(comparison.codes),
            "given_by_all": letters @ (gave | ~could).all(axis=1),
            "given_by_some": letters @ gave.any(axis=1),
            **counts,
            "n_units": letters.sum(),
        }
    )


def _resampled(sums: _Sums, *, seed: int, resamples: int) -> Iterator[Tally]:
    """The tallies of the resamples, some resamples at a time."""
    wide = sums.n_codes * sums.base.shape[1]
    for weights in draws(sums.times, resamples=resamples, seed=seed):
        step = max(1, CHUNK // wide)
        for start in range(0, len(weights), step):
            yield sums.tally(weights[start : start + step])


def _pooled(tally: Tally, names: Sequence[Coefficient]) -> tuple[Floats, Floats, Floats]:
    """Coefficient, observed and expected over all codes: draws × coefficients."""
    values, observed, expected = [], [], []
    for name in names:
        share, chance = (part.mean(axis=0) for part in observed_and_expected(tally, name))
        values.append(share if name == "percent" else chance_corrected(share, chance))
        observed.append(share)
        expected.append(np.full_like(share, np.nan) if name == "percent" else chance)
    return np.stack(values, -1), np.stack(observed, -1), np.stack(expected, -1)


def _block_sums(comparison: Comparison) -> _Sums:
    """The sums of each block, sparse: most codes are not given in most units."""
    comparison, times = _kinds_of_units(comparison)
    patterns, kinds = _patterns(comparison.values)
    blank = np.where(comparison.values[:, :, 0] == NOT_SEEN, NOT_SEEN, 0)
    letters = comparison.units["letters"].to_numpy(dtype="float64")[:, None]
    base = unit_sums(blank.astype("int64"), n_categories=2)
    unit, code = np.nonzero((comparison.values == 1).any(axis=1))
    added = unit_sums(patterns[kinds[unit, code]], n_categories=2) - base[unit]
    base, added = base * letters, added * letters[unit]
    if comparison.own is not None:
        silent = base[:, OWN]
        added[:, OWN] = comparison.own[unit, code] - silent[unit]
    return _by_block(comparison, times, base=base, added=added, cells=(unit, code))


def _kinds_of_units(comparison: Comparison) -> tuple[Comparison, NDArray[np.int64]]:
    """Units with the same answers once each, and how many; as they are where blocks join them."""
    if comparison.times is not None:
        return comparison, comparison.times
    if comparison.own is not None or comparison.units["block"].duplicated().any():
        return comparison, np.ones(comparison.units["block"].nunique(), dtype="int64")
    flat = comparison.values.reshape(len(comparison.values), -1)
    packed = np.packbits(np.concatenate([flat == 1, flat == NOT_SEEN], axis=1), axis=1)
    answers = pd.Series(list(map(bytes, packed)), dtype="object")  # quicker to tell apart than rows
    times = np.bincount(pd.factorize(answers)[0])
    return comparison.only(~answers.duplicated().to_numpy()), times


def _patterns(values: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different answers of all coders, and which of them each unit × code is."""
    places = 3 ** np.arange(values.shape[1], dtype="int64")
    keys = np.einsum("ucs,c->us", values.astype("int64") + 1, places)
    kinds, kind = np.unique(keys, return_inverse=True)
    patterns = kinds[:, None] // places % 3 - 1
    return patterns, kind.reshape(keys.shape)


def _by_block(
    comparison: Comparison,
    times: NDArray[np.int64],
    *,
    base: Floats,
    added: Floats,
    cells: tuple[NDArray[np.int64], ...],
) -> _Sums:
    unit, code = cells
    block, _ = pd.factorize(comparison.units["block"])
    n_blocks, width = int(block.max()) + 1, base.shape[1]
    total = np.zeros((n_blocks, width))
    np.add.at(total, block, base)
    rows = np.repeat(block[unit], width)
    columns = (code[:, None] + np.arange(width) * len(comparison.codes)).ravel()
    shape = (n_blocks, len(comparison.codes) * width)
    more = sparse.coo_array((added.ravel(), (rows, columns)), shape=shape).tocsr()
    more.eliminate_zeros()
    return _Sums(
        times=times,
        base=total,
        added=more,
        n_coders=len(comparison.coders),
        n_codes=len(comparison.codes),
    )
