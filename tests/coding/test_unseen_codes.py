"""Chao2 and sample coverage, against printed output of SpadeR and iNEXT and against plain loops."""

import math

import numpy as np
import pandas as pd
import pytest

from trustbook.coding.unseen_codes import Estimate, codes_in_all, sample_coverage
from trustbook.errors import TableError

# Ants of the forest floor at five heights in Costa Rica (Longino & Colwell 2011,
# Ecosphere 2, art29), the data set `ant` of the R package iNEXT: units, then how many of them
# have each species.
ANTS = {
    "1500 m": (
        200,
        [1] * 13 + [2] * 4 + [3] * 2 + [4] * 2 + [5] * 4 + [6] * 2 + [9] * 4 + [11] * 2 + [17] * 2
        + [18, 19, 23, 23, 24, 25, 25, 25, 29, 30, 32, 33, 43, 50, 53, 73, 74, 76, 79, 113, 144],
    ),
    "2000 m": (200, [1, 2, 2, 3, 4, 8, 8, 13, 15, 19, 23, 34, 59, 80]),
}  # fmt: skip


def codings_of(frequencies: list[int]) -> pd.DataFrame:
    """One row per unit and code, where each code is in as many units as its frequency says."""
    pairs = [(unit, code) for code, n in enumerate(frequencies) for unit in range(n)]
    return pd.DataFrame(pairs, columns=["unit", "code"])


@pytest.mark.parametrize(
    ("units", "frequencies", "printed"),
    [
        (16, [1] * 9 + [2] * 4 + [3, 10], (21.750, 6.075, 16.492, 45.544)),
        (16, [1] * 13 + [2] * 4 + [8], (32.625, 10.966, 21.950, 72.154)),
        (40, [1] * 6 + [5, 7, 8, 9], (24.625, 13.681, 13.092, 79.180)),
    ],
)
def test_chao2_is_what_spader_prints(units, frequencies, printed):
    """The line Chao2-bc of `ChaoSpecies` (SpadeR): Estimate, s.e., 95 % lower and upper.

    By hand, the first: 15 + 15/16 · 9 · 8 / (2 · 5) = 21.75.
    """
    estimate = codes_in_all(codings_of(frequencies), units=units)
    values = (estimate.value, estimate.standard_error, estimate.lower, estimate.upper)
    assert values == pytest.approx(printed, abs=5e-4)


@pytest.mark.parametrize(
    ("units", "frequencies", "printed"),
    [
        (16, [1] * 9 + [2] * 4 + [3, 10], 0.717),
        (16, [1] * 13 + [2] * 4 + [8], 0.569),
        (40, [1] * 6 + [5, 7, 8, 9], 0.830),
    ],
)
def test_coverage_is_what_spader_prints(units, frequencies, printed):
    """The line “Coverage estimate for entire dataset” of the same three."""
    estimate = sample_coverage(codings_of(frequencies), units=units, seed=1, resamples=50)
    assert estimate.value == pytest.approx(printed, abs=5e-4)


@pytest.mark.parametrize(
    ("height", "value", "lower", "upper"),
    [
        ("1500 m", 0.9889231, 0.9849963, 0.9928500),
        ("2000 m", 0.9963827, 0.9885206, 1.0000000),
    ],
)
def test_coverage_and_its_interval_are_those_of_inext(height, value, lower, upper):
    """`iNEXT(ant, datatype = "incidence_freq")`: SC, SC.LCL and SC.UCL of the observed units.

    iNEXT draws 50 samples, which leaves the half width uncertain by a tenth; ours may differ from
    it by three times that.
    """
    units, frequencies = ANTS[height]
    estimate = sample_coverage(codings_of(frequencies), units=units, seed=1)
    assert estimate.value == pytest.approx(value, abs=5e-8)
    assert value - estimate.lower == pytest.approx(value - lower, rel=0.3)
    assert estimate.upper == pytest.approx(upper, abs=0.3 * (value - lower))


def by_plain_loops(frequencies: list[int], units: int) -> tuple[float, float, float]:
    """Chao2, its variance and coverage, one code at a time."""
    once = twice = incidences = 0
    for n in frequencies:
        incidences += n
        once += n == 1
        twice += n == 2
    share = (units - 1) / units
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    variance = (
        share * once * (once - 1) / (2 * (twice + 1))
        + share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    if twice:
        ratio = (units - 1) * once / ((units - 1) * once + 2 * twice)
    else:
        ratio = (units - 1) * (once - 1) / ((units - 1) * (once - 1) + 2) if once else 0
    return len(frequencies) + unseen, variance, 1 - once / incidences * ratio


@pytest.mark.slow
def test_two_hundred_random_tables_give_what_plain_loops_give():
    random = np.random.default_rng(7)
    for _ in range(200):
        units = int(random.integers(2, 40))
        shares = random.beta(0.4, 3, size=int(random.integers(1, 30)))
        frequencies = [int(n) for n in random.binomial(units, shares) if n]
        if not frequencies:
            continue
        rows = codings_of(frequencies).sample(frac=1, random_state=1)
        value, variance, coverage = by_plain_loops(frequencies, units)
        chao = codes_in_all(rows, units=units)
        sample = sample_coverage(rows, units=units, seed=1, resamples=20)
        assert chao.value == pytest.approx(value)
        assert sample.value == pytest.approx(coverage)
        assert 0 <= sample.lower <= sample.value <= sample.upper <= 1
        unseen = value - len(frequencies)
        if not unseen:
            assert chao == Estimate(value=value)
            continue
        width = math.exp(1.959964 * math.sqrt(math.log(1 + variance / unseen**2)))
        assert chao.lower == pytest.approx(len(frequencies) + unseen / width)
        assert chao.upper == pytest.approx(len(frequencies) + unseen * width)


def test_one_unit_says_nothing_about_what_was_missed():
    rows = codings_of([1, 1, 1])
    assert codes_in_all(rows, units=1) == Estimate(value=None)
    assert sample_coverage(rows, units=1, seed=1) == Estimate(value=None)


def test_without_codes_there_is_no_estimate():
    rows = codings_of([])
    assert codes_in_all(rows, units=5) == Estimate(value=None)
    assert sample_coverage(rows, units=5, seed=1) == Estimate(value=None)


def test_units_without_a_code_count_as_units():
    """x and y in one unit each, of 2 or of 10: 2 + 1/2 · 2 · 1 / 2 = 2.5 and 2 + 9/10 = 2.9."""
    rows = codings_of([1, 1])
    assert codes_in_all(rows, units=2).value == pytest.approx(2.5)
    assert codes_in_all(rows, units=10).value == pytest.approx(2.9)


def test_more_units_in_the_codings_than_there_are_is_an_error():
    with pytest.raises(TableError, match="pass at least 3"):
        codes_in_all(codings_of([3]), units=2)
