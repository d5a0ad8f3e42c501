"""What was missed: how many codes there may be in all, and how much of the coding is covered.

Both read the codes that one or two units have, as ecologists read species that one or two samples
have. They take the units for a random sample of those that could have been met, which interviews
seldom are: what they give describes the codings, and is no proof that enough was collected.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.coding.saturation import incidences

RESAMPLES = 1_000
Z = 1.959964  # of a 95 % interval

Numbers = NDArray[np.integer]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its standard error and 95 % interval, each None where it cannot be estimated."""

    value: float | None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None


def codes_in_all(codings: pd.DataFrame, *, units: int) -> Estimate:
    """How many codes there are at least, those that no unit had among them: Chao2, bias-corrected.

    S + (T − 1)/T · Q₁ (Q₁ − 1) / (2 (Q₂ + 1)), where S codes were met in T units, Q₁ of them in
    one unit and Q₂ in two. It is a lower bound: codes of which no unit gives a hint can be many.

    Parameters
    ----------
    codings : DataFrame
        Unit and code, as `unit_codings` returns them; rows without either are left out.
    units : int
        T, how many units there are in all, those without a code among them.

    Returns
    -------
    Estimate
        The number of codes, with its standard error and a log-normal interval that begins at the
        codes met. No value where there are no codes or less than two units, and no interval where
        less than two codes are in one unit alone: then nothing is added to the codes met.

    Raises
    ------
    TableError
        Where the codings have more units than `units`, or a column is missing.

    References
    ----------
    Chao (1987), Biometrics 43, 783–791, doi 10.2307/2531532; bias-corrected as in Chao (2005),
    Species estimation and applications, in the Encyclopedia of Statistical Sciences, and as the R
    package SpadeR has it.

    Examples
    --------
    x and y are in one of three units, z in two: 3 + 2/3 · 2 · 1 / (2 · 2).

    >>> codings = pd.DataFrame({"unit": ["A", "B", "B", "C"], "code": ["x", "y", "z", "z"]})
    >>> round(codes_in_all(codings, units=3).value, 2)
    3.33
    """
    times = _times(codings, units=units)
    if units < 2 or not len(times):  # noqa: PLR2004
        return Estimate(value=None)
    once, twice = (int((times == n).sum()) for n in (1, 2))
    share = (units - 1) / units
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    if not unseen:
        return Estimate(value=float(len(times)))
    variance = (
        unseen
        + share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    width = float(np.exp(Z * np.sqrt(np.log(1 + variance / unseen**2))))
    return Estimate(
        value=len(times) + unseen,
        standard_error=float(np.sqrt(variance)),
        lower=len(times) + unseen / width,
        upper=len(times) + unseen * width,
    )


def sample_coverage(
    codings: pd.DataFrame, *, units: int, seed: int, resamples: int = RESAMPLES
) -> Estimate:
    """The share of codings in a further unit that would be of codes already met already.

    1 − Q₁/U · (T − 1) Q₁ / ((T − 1) Q₁ + 2 Q₂), where Q₁ codes are in one of T units, Q₂ in two,
    and U pairs of unit and code were met in all; where Q₂ is 0 the second factor has Q₁ − 1 for Q₁
    and 1 for Q₂.

    Parameters
    ----------
    codings : DataFrame
        Unit and code, as `unit_codings` returns them; rows without either are left out.
    units : int
        T, how many units there are in all, those without a code among them.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times units are drawn from the estimated shares of all codes, met or not.

    Returns
    -------
    Estimate
        The coverage, from 0 to 1, with the standard error of the bootstrap and the interval of 1.96
        times it to either side, cut at 0 and 1. No value where there are no codes or less than two
        units.

    Raises
    ------
    TableError
        Where the codings have more units than `units`, or a column is missing.

    References
    ----------
    Chao & Jost (2012), Ecology 93, 2533–2547, doi 10.1890/11-1952.1; the bootstrap as in Chao and
    others (2014), Ecological Monographs 84, 45–67, doi 10.1890/13-0133.1, and the R package iNEXT.

    Examples
    --------
    x and y are in one of three units, z in two: 1 − 2/4 · 4 / (4 + 2).

    >>> codings = pd.DataFrame({"unit": ["A", "B", "B", "C"], "code": ["x", "y", "z", "z"]})
    >>> round(sample_coverage(codings, units=3, seed=1).value, 2)
    0.67
    """
    times = _times(codings, units=units)
    if units < 2 or not len(times):  # noqa: PLR2004
        return Estimate(value=None)
    value = float(_coverage(times[None, :], units)[0])
    drawn = np.random.default_rng(seed).binomial(
        units, _shares(times, units, coverage=value), size=(resamples, _n_codes(times, units))
    )
    error = float(np.nanstd(_coverage(drawn, units), ddof=1))
    return Estimate(
        value=value,
        standard_error=error,
        lower=max(0.0, value - Z * error),
        upper=min(1.0, value + Z * error),
    )


def _times(codings: pd.DataFrame, *, units: int) -> Numbers:
    """In how many units each code is."""
    used = incidences(codings, units=units)
    return used.groupby("code")["unit"].nunique().to_numpy(dtype="int64")


def _coverage(times: Numbers, units: int) -> Floats:
    """The coverage of each row of `times`; not a number in a row without a code."""
    once, twice = ((times == n).sum(axis=1) for n in (1, 2))
    several = np.where(twice > 0, once, np.maximum(once - 1, 0))
    ratio = (units - 1) * several / ((units - 1) * several + 2 * np.maximum(twice, 1))
    met = times.sum(axis=1)
    return np.asarray(1 - np.where(met > 0, once / np.maximum(met, 1), np.nan) * ratio)


def _n_unseen(times: Numbers, units: int) -> int:
    """Chao2 as first printed, for the codes that a bootstrap adds; a whole number."""
    once, twice = (int((times == n).sum()) for n in (1, 2))
    pairs = once**2 / (2 * twice) if twice else once * (once - 1) / 2
    return int(np.ceil((units - 1) / units * pairs))


def _n_codes(times: Numbers, units: int) -> int:
    return len(times) + _n_unseen(times, units)


def _shares(times: Numbers, units: int, *, coverage: float) -> Floats:
    """The estimated share of units that have each code met, and each of those that none had."""
    share = times / units
    missed = times.sum() / units * (1 - coverage)
    hidden = share * (1 - share) ** units
    n = _n_unseen(times, units)
    weight = missed / hidden.sum() if n else 0.0
    met = share * (1 - weight * (1 - share) ** units)
    return np.concatenate([met, np.full(n, missed / max(n, 1))])
