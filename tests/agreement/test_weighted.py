"""Weighted kappa and AC2: printed examples, other packages as oracles, and brute force.

The examples are those that the author of AC2 prints with his program irrCAC: four raters of twelve
units (Gwet 2014, page 120), and the table of two abstractors.
"""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats import inter_rater

from trustbook import agreement as a
from trustbook.agreement.estimates import NO_PAIR
from trustbook.errors import AgreementError

RATERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, None],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]


@pytest.mark.parametrize(
    ("weights", "observed", "expected", "ac2", "error"),
    [
        ("linear", 0.939, 0.571, 0.859, 0.117),
        ("ordinal", 0.968, 0.685, 0.899, 0.107),
        ("quadratic", 0.975, 0.714, 0.914, 0.104),
    ],
)
def test_ac2_of_four_raters_is_the_printed_one(weights, observed, expected, ac2, error):
    coefficient = a.gwets_ac2(RATERS, weights=weights, coders="rows")
    numbers = [
        coefficient.observed,
        coefficient.expected,
        coefficient.value,
        coefficient.standard_error,
    ]
    assert numbers == pytest.approx([observed, expected, ac2, error], abs=5e-4)
    assert coefficient.coefficient == f"Gwet’s AC2, {weights} weights"


@pytest.mark.parametrize(
    ("weights", "kappa", "ac2"),
    [("linear", 0.843, 0.900), ("ordinal", 0.872, 0.925), ("quadratic", 0.892, 0.940)],
)
def test_weighted_coefficients_of_two_abstractors_are_the_printed_ones(weights, kappa, ac2):
    ratings = a.ratings_of_crosstab(ABSTRACTORS)
    assert a.weighted_kappa(ratings, weights=weights).value == pytest.approx(kappa, abs=5e-4)
    assert a.gwets_ac2(ratings, weights=weights).value == pytest.approx(ac2, abs=5e-4)


def test_the_error_of_weighted_kappa_is_that_of_fleiss_cohen_and_everitt():
    """The interval printed for linear weights is .748 to .938, 1.984 errors to each side."""
    kappa = a.weighted_kappa(a.ratings_of_crosstab(ABSTRACTORS), weights="linear")
    assert kappa.standard_error == pytest.approx((0.938 - 0.748) / 2 / 1.984, abs=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_weighted_kappa_of_two_coders_is_that_of_another_package(weights):
    """200 random tables of 2 to 6 categories, with which statsmodels agrees."""
    random = np.random.default_rng(1)
    for _ in range(200):
        n = int(random.integers(2, 7))
        counts = random.integers(0, 6, (n, n)) + np.eye(n, dtype=int)
        ratings = a.ratings_of_crosstab(counts)
        other = inter_rater.cohens_kappa(counts, wt=weights, return_results=False)
        kappa = a.weighted_kappa(ratings, weights=weights, categories=range(n))
        assert kappa.value == pytest.approx(float(other))


def brute_force(table, likeness):
    """AC2 and weighted kappa by loops over units, pairs of coders and pairs of categories."""
    n_categories = len(likeness)
    rated = [[v for v in row if v is not None] for row in table]
    pairs = [
        [likeness[x][y] for i, x in enumerate(row) for j, y in enumerate(row) if i != j]
        for row in rated
        if len(row) > 1
    ]
    observed = np.mean([np.mean(pair) for pair in pairs])
    shares = [
        np.mean([row.count(k) / len(row) for row in rated if row]) for k in range(n_categories)
    ]
    spread = sum(share * (1 - share) for share in shares)
    by_chance = np.sum(likeness) * spread / (n_categories * (n_categories - 1))
    columns = [[v for v in column if v is not None] for column in zip(*table, strict=True)]
    own = [[column.count(k) / len(column) for k in range(n_categories)] for column in columns]
    expected = np.mean(
        [
            sum(
                likeness[k][m] * one[k] * other[m]
                for k in range(n_categories)
                for m in range(n_categories)
            )
            for i, one in enumerate(own)
            for j, other in enumerate(own)
            if i != j
        ]
    )
    return [(observed - e) / (1 - e) for e in (by_chance, expected)]


@pytest.mark.slow
def test_both_are_those_of_loops_with_missing_ratings_and_several_coders():
    """200 random tables of 2 to 5 coders, 4 categories and gaps."""
    random = np.random.default_rng(2)
    likeness = {
        "linear": [[1 - abs(i - j) / 3 for i in range(4)] for j in range(4)],
        "quadratic": [[1 - (i - j) ** 2 / 9 for i in range(4)] for j in range(4)],
    }
    for trial in range(200):
        shape = int(random.integers(4, 12)), int(random.integers(2, 6))
        cells = random.integers(0, 4, shape).astype("object")
        cells[random.random(shape) < 0.15] = None
        cells[0] = 0
        cells[1] = 3
        weights = ("linear", "quadratic")[trial % 2]
        ac2, kappa = brute_force(cells.tolist(), likeness[weights])
        table = pd.DataFrame(cells)
        own = {"weights": weights, "categories": range(4)}
        assert a.gwets_ac2(table, **own).value == pytest.approx(ac2)
        assert a.weighted_kappa(table, **own).value == pytest.approx(kappa)


def test_two_categories_leave_nothing_to_weigh():
    table = [[0, 0], [1, 1], [0, 1], [1, 1], [1, 0]]
    for weights in ("linear", "quadratic", "ordinal"):
        kappa = a.weighted_kappa(table, weights=weights)
        assert kappa.value == pytest.approx(a.cohens_kappa(table).value)
        assert kappa.standard_error == pytest.approx(a.cohens_kappa(table).standard_error)
        ac2 = a.gwets_ac2(table, weights=weights)
        assert ac2.value == pytest.approx(a.gwets_ac1(table).value)


def test_text_is_ordered_by_the_categories_given():
    table = [["low", "mid"], ["high", "high"], ["low", "low"], ["mid", "mid"]]
    numbers = [[1, 2], [3, 3], [1, 1], [2, 2]]
    kappa = a.weighted_kappa(table, weights="quadratic", categories=["low", "mid", "high"])
    assert kappa.value == pytest.approx(a.weighted_kappa(numbers, weights="quadratic").value)
    with pytest.raises(AgreementError, match="weights need ordered categories, found 'high'"):
        a.weighted_kappa(table, weights="linear")
    with pytest.raises(AgreementError, match="unknown weights 'cubic'"):
        a.gwets_ac2(numbers, weights="cubic")


@pytest.mark.parametrize("measure", [a.weighted_kappa, a.gwets_ac2])
def test_nothing_to_compare_is_said(measure):
    assert measure([[1, 1], [1, 1]], weights="linear").undefined
    assert measure([[1, None], [None, 2]], weights="linear").undefined == NO_PAIR
