"""The coefficients of agreement as functions of sums over units.

Each coefficient is (observed − expected) / (1 − expected); observed and expected agreement are
computed from a `Tally`, whose further axes may be draws of a bootstrap, codes, or both.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]  # units × coders: the number of the category, or MISSING


Metric = Literal["nominal", "ordinal", "interval", "ratio", "masi"]
Weighting = Literal["linear", "quadratic", "ordinal"]
Coefficient = Literal[
    "percent", "cohen", "scott", "fleiss", "conger", "brennan-prediger", "gwet", "krippendorff"
]
LABELS: Mapping[Coefficient, str] = {
    "percent": "Percent agreement",
    "cohen": "Cohen’s kappa",
    "scott": "Scott’s pi",
    "fleiss": "Fleiss’ kappa",
    "conger": "Conger’s kappa",
    "brennan-prediger": "Brennan–Prediger",
    "gwet": "Gwet’s AC1",
    "krippendorff": "Krippendorff’s alpha",
}
FOR_TWO = ("cohen", "scott")  # coders, and only units that both rated
BY_CATEGORIES = ("brennan-prediger", "gwet")  # their chance rests on how many could be chosen
MISSING = -1
TINY = 1e-12
CHUNK = 2_000_000  # numbers drawn at once
MOST_REMEMBERED = 2 * CHUNK  # numbers of a draw that is remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How far apart two categories are.

    `numbers` are theirs on an interval or ratio scale, `sets` theirs where they are sets (MASI).
    """

    metric: Metric = "nominal"
    numbers: tuple[float, ...] = ()
    sets: tuple[Set[Any], ...] = ()


NOMINAL = Scale()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums over units, in the first axis of `sums`; the axes after it are whatever is compared."""

    sums: Floats
    n_coders: int
    n_categories: int
    weights: Floats | None = None  # how far two categories agree; only the same unless given

    @property
    def likeness(self) -> Floats:
        """How far each two categories agree, from 0 to 1."""
        return np.eye(self.n_categories) if self.weights is None else self.weights

    @property
    def compared(self) -> Floats:
        """Units (or letters) that at least two coders rated."""
        return np.asarray(self.sums[0])

    @property
    def agreeing(self) -> Floats:
        """Sum over them of how far pairs of coders agree, from 0 to 1 each."""
        return np.asarray(self.sums[1])

    @property
    def own(self) -> Floats:
        """What is taken off the square of all values, because nothing pairs with itself."""
        return np.asarray(self.sums[2])

    @property
    def prevalence(self) -> Floats:
        """The mean over units of the share of coders who chose each category."""
        return _ratio(self.sums[4 : 4 + self.n_categories], self.sums[3])

    @property
    def marginals(self) -> Floats:
        """The share of each category among the ratings of each coder: coders × categories × …."""
        start = 4 + self.n_categories
        flat = self.sums[start : start + self.n_coders * self.n_categories]
        chosen = flat.reshape(self.n_coders, self.n_categories, *flat.shape[1:])
        return _ratio(chosen, chosen.sum(axis=1, keepdims=True))

    @property
    def coincidences(self) -> Floats:
        """Pairs of values within units, as Krippendorff weights them: category × category × …."""
        flat = self.sums[4 + self.n_categories * (1 + self.n_coders) :]
        return np.asarray(flat.reshape(self.n_categories, self.n_categories, *flat.shape[1:]))


def _ratio(above: Floats, below: Floats) -> Floats:
    nothing = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), np.nan)
    return np.asarray(np.divide(above, below, out=nothing, where=below > 0))


def likeness_of(numbers: Sequence[float], weighting: Weighting) -> Floats:
    """How far each two categories agree: 1 for the same, 0 for those at the two ends.

    Linear and quadratic weights take the numbers for what they are (Cohen 1968, doi
    10.1037/h0026256); ordinal ones count the pairs of categories that lie between (Gwet 2014).
    """
    values = np.asarray(numbers, dtype="float64")
    if weighting == "ordinal":
        steps = np.abs(np.subtract.outer(np.arange(len(values)), np.arange(len(values))))
        apart = steps * (steps + 1) / 2
    else:
        apart = np.abs(np.subtract.outer(values, values)) ** (1 if weighting == "linear" else 2)
    return np.asarray(1 - apart / max(float(apart.max(initial=0)), TINY))


def unit_sums(codes: Codes, *, n_categories: int, weights: Floats | None = None) -> Floats:
    """What each unit adds to a tally: one row per unit."""
    counts = _chosen(codes, n_categories).sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(n_categories)
    pairs[:, diagonal, diagonal] -= counts
    pairs *= _weights(counts)[:, None, None]
    flat = pairs.reshape(len(codes), n_categories**2)
    return np.asarray(np.column_stack([_without_pairs(codes, n_categories, weights), flat]))


def tally(codes: Codes, *, n_categories: int, weights: Floats | None = None) -> Tally:
    """The sums over all units, without holding the rows of `unit_sums`."""
    rows, times = np.unique(codes, axis=0, return_counts=True)
    counts = _chosen(rows, n_categories).sum(axis=1)
    weighted = counts * (_weights(counts) * times)[:, None]
    pairs = weighted.T @ counts - np.diag(weighted.sum(axis=0))
    sums = np.concatenate([_without_pairs(rows, n_categories, weights).T @ times, pairs.ravel()])
    return Tally(sums=sums, n_coders=codes.shape[1], n_categories=n_categories, weights=weights)


def _chosen(codes: Codes, n_categories: int) -> Floats:
    return np.asarray(codes[:, :, None] == np.arange(n_categories), dtype="float64")


def _weights(counts: Floats) -> Floats:
    """How much a pair of a unit's ratings counts, so that each rating counts once."""
    others = counts.sum(axis=1) - 1
    return np.where(others > 0, 1 / np.maximum(others, 1), 0.0)


def _without_pairs(codes: Codes, n_categories: int, weights: Floats | None = None) -> Floats:
    """The part of `unit_sums` that has no pairs of categories."""
    chosen = _chosen(codes, n_categories)
    counts = chosen.sum(axis=1)
    rated = counts.sum(axis=1)
    paired = rated > 1
    like = counts if weights is None else counts @ weights
    same = (counts * (like - 1)).sum(axis=1) * _weights(counts)
    head = [paired, _ratio(same, rated), rated * paired, rated > 0]
    shares = _ratio(counts, rated[:, None])
    flat = chosen.reshape(len(codes), math.prod(chosen.shape[1:]))
    return np.asarray(np.nan_to_num(np.column_stack([*head, shares, flat])))


def observed_and_expected(
    sums: Tally, coefficient: Coefficient, *, scale: Scale = NOMINAL
) -> tuple[Floats, Floats]:
    """The observed and the expected agreement."""
    if coefficient == "krippendorff":
        return _alpha(sums, scale)
    return _ratio(sums.agreeing, sums.compared), _EXPECTED[coefficient](sums)


def coefficient_of(sums: Tally, coefficient: Coefficient, *, scale: Scale = NOMINAL) -> Floats:
    """The coefficient; not a number where it is undefined.

    Where nothing varies, the chance of the kappas and of alpha is certain and leaves nothing to
    divide by; that of AC1 and Brennan–Prediger is not where two categories are known.
    """
    observed, expected = observed_and_expected(sums, coefficient, scale=scale)
    if coefficient == "percent":
        return observed
    return chance_corrected(observed, expected)


def chance_corrected(observed: Floats, expected: Floats) -> Floats:
    """(observed − expected) / (1 − expected), not a number where nothing else can be expected."""
    return _ratio(observed - expected, np.where(1 - expected > TINY, 1 - expected, 0.0))


def _no_chance(sums: Tally) -> Floats:
    return np.zeros(sums.compared.shape)


def _fleiss(sums: Tally) -> Floats:
    return np.asarray((sums.prevalence**2).sum(axis=0))


def _conger(sums: Tally) -> Floats:
    """Gwet 2014, chapter 3; with two coders it is what Cohen expects."""
    if sums.n_coders < 2:  # noqa: PLR2004
        return np.full(sums.compared.shape, np.nan)
    shares = sums.marginals
    apart = shares - shares.mean(axis=0)
    mean = np.einsum("kl,k...,l...->...", sums.likeness, *[shares.mean(axis=0)] * 2)
    spread = np.einsum("kl,ck...,cl...->...", sums.likeness, apart, apart)
    return np.asarray(mean - spread / (sums.n_coders * (sums.n_coders - 1)))


def _brennan_prediger(sums: Tally) -> Floats:
    return np.full(sums.compared.shape, 1 / sums.n_categories)


def _gwet(sums: Tally) -> Floats:
    shares = sums.prevalence
    if sums.n_categories < 2:  # noqa: PLR2004
        return np.full(sums.compared.shape, np.nan)
    common = sums.likeness.sum() / sums.n_categories  # 1 where only the same agree
    return np.asarray(common * (shares * (1 - shares)).sum(axis=0) / (sums.n_categories - 1))


_EXPECTED: Mapping[Coefficient, Callable[[Tally], Floats]] = {
    "percent": _no_chance,
    "cohen": _conger,
    "scott": _fleiss,
    "fleiss": _fleiss,
    "conger": _conger,
    "brennan-prediger": _brennan_prediger,
    "gwet": _gwet,
}


def _alpha(sums: Tally, scale: Scale) -> tuple[Floats, Floats]:
    """One minus the observed and one minus the expected disagreement (Krippendorff 2011)."""
    pairs = sums.coincidences
    values = pairs.sum(axis=1)
    n = values.sum(axis=0)
    apart = _distances(values, scale)
    observed = _ratio((pairs * apart).sum(axis=(0, 1)), n)
    random = (values[:, None] * values[None, :] * apart).sum(axis=(0, 1))
    return 1 - observed, 1 - _ratio(random, n * n - sums.own)


def _distances(values: Floats, scale: Scale) -> Floats:
    """The squared difference of each two categories; `values` counts each of them."""
    if scale.metric == "ordinal":
        middle = values.cumsum(axis=0) - values / 2
        return np.asarray((middle[:, None] - middle[None, :]) ** 2)
    apart = _fixed_distances(len(values), scale)
    return apart.reshape(apart.shape + (1,) * (values.ndim - 1))


def _fixed_distances(n_categories: int, scale: Scale) -> Floats:
    if scale.metric == "nominal":
        return 1 - np.eye(n_categories)
    if scale.metric == "masi":
        sets = scale.sets or (frozenset(),)
        return np.array([[masi_distance(one, other) for other in sets] for one in sets])
    numbers = np.array(scale.numbers)
    apart = numbers[:, None] - numbers[None, :]
    if scale.metric == "ratio":
        apart = np.nan_to_num(_ratio(apart, np.abs(numbers[:, None] + numbers[None, :])))
    return np.asarray(apart**2)


def masi_distance(one: Set[Any], other: Set[Any]) -> float:
    """How far two sets are apart, from 0 to 1: less where they share items, or one holds the other.

    1 − |one ∩ other| / |one ∪ other| · m, where m is 1 for equal sets, 2/3 where one holds the
    other, and 1/3 where they overlap. Two empty sets are equal.

    Parameters
    ----------
    one, other : set
        The items that two coders chose.

    Returns
    -------
    float
        0 for equal sets, 1 for sets that share nothing.

    References
    ----------
    Passonneau (2006), Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic
    Annotation, LREC 2006.

    Examples
    --------
    >>> masi_distance({"a", "b"}, {"a", "b"})
    0.0
    >>> round(masi_distance({"a"}, {"a", "b"}), 2)
    0.67
    """
    if one == other:
        return 0.0
    shared = len(one & other)
    monotony = 2 / 3 if shared == min(len(one), len(other)) else 1 / 3
    return 1 - shared / len(one | other) * monotony


def standard_error(
    codes: Codes, coefficient: Coefficient, *, n_categories: int, weights: Floats | None = None
) -> float:
    """The standard error when units are a sample and coders are not, by linearisation.

    The influence of each unit is the slope of the coefficient, measured by a small step of each
    sum, times what the unit adds to the sums; a unit that one coder rated adds no agreement, and
    their number is held fixed (Gwet 2014, chapter 5). The squares are divided by
    n (n − 1), n the units that anyone rated; for two coders by n², as Fleiss, Cohen & Everitt 1969,
    doi 10.1037/h0028106, do. Not a number where fewer than two units were rated by two
    coders. Not for alpha, which is not a function of means.
    """
    rows, counts = np.unique(codes[(codes != MISSING).any(axis=1)], axis=0, return_counts=True)
    sums = _without_pairs(rows, n_categories, weights)
    n = int(counts.sum())
    if counts @ sums[:, 0] < 2:  # noqa: PLR2004
        return math.nan
    mean = counts @ sums / n
    steps = 1e-5 * np.eye(len(mean))
    shape: dict[str, Any] = {
        "n_coders": codes.shape[1],
        "n_categories": n_categories,
        "weights": weights,
    }
    above = coefficient_of(Tally(sums=(mean + steps).T, **shape), coefficient)
    below = coefficient_of(Tally(sums=(mean - steps).T, **shape), coefficient)
    slopes = (above - below) / 2e-5
    slopes[0] += coefficient_of(Tally(sums=mean, **shape), coefficient) / mean[0]
    influence = (sums - mean) @ slopes
    return float(np.sqrt(counts @ influence**2 / (n * (n - (codes.shape[1] > 2)))))  # noqa: PLR2004


def draws(counts: NDArray[np.int64], *, resamples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """How often each kind of unit is drawn in each resample, some resamples at a time.

    `counts` says how many units there are of each kind; as many units are drawn, with replacement.
    """
    if resamples == 1 or resamples * len(counts) > MOST_REMEMBERED:
        return _drawn(counts, resamples=resamples, seed=seed)
    return iter(_remembered_draws(tuple(counts.tolist()), resamples=resamples, seed=seed))


@lru_cache(maxsize=1)  # of the same units several things are asked, one after the other
def _remembered_draws(
    counts: tuple[int, ...], *, resamples: int, seed: int
) -> Sequence[NDArray[np.int64]]:
    drawn = list(_drawn(np.array(counts), resamples=resamples, seed=seed))
    for each in drawn:
        each.flags.writeable = False
    return drawn


def _drawn(counts: NDArray[np.int64], *, resamples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    n = int(counts.sum())
    step = max(1, CHUNK // max(1, len(counts)))
    for done in range(0, resamples, step):
        yield random.multinomial(n, counts / n, size=min(step, resamples - done))


_SURE = 1e-9  # an interval narrower than this has no width


def percentiles(values: Floats, *, share: float = 0.95) -> Floats:
    """Lower and upper bound in the last axis, from the values of the draws in the first.

    Not a number where more than one draw in twenty is undefined: an interval from the others
    would look surer than it is. Nor where no draw differs from another, as where coders never
    differ: resampling cannot tell how sure that is. (Efron & Tibshirani 1993, chapter 13.)
    """
    undefined = np.isnan(values).mean(axis=0) > 0.05  # noqa: PLR2004
    tails = [(1 - share) / 2, (1 + share) / 2]
    safe = np.where(undefined, 0.0, values)
    bounds = np.moveaxis(np.nanquantile(safe, tails, axis=0), 0, -1)
    flat = bounds[..., 1] - bounds[..., 0] < _SURE
    return np.where((undefined | flat)[..., None], np.nan, bounds)
