"""Agreement on sets of codes: MASI, alpha of sets, and the same of a comparison."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from trustbook.agreement.code_sets import alpha_of_sets
from trustbook.agreement.coefficients import masi_distance
from trustbook.agreement.differences import Comparison
from trustbook.agreement.units import krippendorffs_alpha
from trustbook.errors import AgreementError


def test_masi_is_what_nltk_documents():
    """`nltk.metrics.masi_distance(set([1, 2]), set([1, 2, 3, 4]))` is 0.6666666666666667."""
    assert masi_distance({1, 2}, {1, 2, 3, 4}) == pytest.approx(0.6666666666666667)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("ab", "ab", 0),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
        ("a", "b", 1),
        ("", "a", 1),
        ("", "", 0),
    ],
)
def test_masi_is_jaccard_times_monotonicity(one, other, distance):
    """Passonneau 2006: 1 where sets are equal, 2/3 one in the other, 1/3 overlapping, 0 apart."""
    assert masi_distance(set(one), set(other)) == pytest.approx(distance)
    assert masi_distance(set(other), set(one)) == pytest.approx(distance)


def by_plain_loops(rows):
    """Alpha with MASI, pair by pair; None where nothing differs or no unit has a pair."""
    units = [[value for value in row if value is not None] for row in rows]
    units = [values for values in units if len(values) > 1]
    every = [value for values in units for value in values]
    within = sum(
        masi_distance(one, other) / (len(values) - 1)
        for values in units
        for one, other in permutations(values, 2)
    )
    among = sum(masi_distance(one, other) for one, other in permutations(every, 2))
    if not among:
        return None
    return 1 - within / len(every) / (among / (len(every) * (len(every) - 1)))


@pytest.mark.slow
def test_two_hundred_random_tables_give_what_plain_loops_give():
    random = np.random.default_rng(11)
    for _ in range(200):
        n_units, n_coders = (int(n) for n in random.integers(2, [9, 4]))
        rows = [
            [
                None
                if random.random() < 0.1
                else {code for code in "wxyz" if random.random() < 0.35}
                for _ in range(n_coders)
            ]
            for _ in range(n_units)
        ]
        alpha = krippendorffs_alpha(rows, metric="masi", coders="columns").value
        expected = by_plain_loops(rows)
        assert alpha == (expected if expected is None else pytest.approx(expected))


def test_lists_and_long_tables_hold_sets_too():
    rows = [[{"x"}, {"x", "y"}], [{"y"}, {"y"}], [set(), {"x"}]]
    long = [(n, coder, cell) for n, row in enumerate(rows) for coder, cell in enumerate(row)]
    expected = pytest.approx(by_plain_loops(rows))
    for ratings in (
        [[sorted(cell) for cell in row] for row in rows],
        pd.DataFrame(long, columns=["unit", "coder", "value"]),
    ):
        assert krippendorffs_alpha(ratings, metric="masi").value == expected


def test_without_sets_there_is_no_alpha():
    assert krippendorffs_alpha([], metric="masi").value is None


def test_what_is_no_set_has_no_masi():
    with pytest.raises(AgreementError, match="needs sets, found 'a'"):
        krippendorffs_alpha([["a", "b"], ["a", "a"]], metric="masi")


def comparison_of(values, letters=1.0):
    values = np.array(values, dtype="int8")
    units = pd.DataFrame({"unit": range(len(values)), "letters": letters, "block": 0})
    return Comparison(units=units, coders=("A", "B"), codes=("x", "y"), values=values)


def test_the_sets_of_a_comparison_are_those_of_its_codes():
    """A and B: x and x; x, y and x; nothing and y; the fourth unit B could not see."""
    comparison = comparison_of(
        [[[1, 0], [1, 0]], [[1, 1], [1, 0]], [[0, 0], [0, 1]], [[0, 1], [-1, -1]]]
    )
    rows = [[{"x"}, {"x"}], [{"x", "y"}, {"x"}], [set(), {"y"}], [{"y"}, None]]
    table = alpha_of_sets(comparison).set_index("metric")
    for metric in ("nominal", "masi"):
        sets = [[None if s is None else frozenset(s) for s in row] for row in rows]
        assert table.loc[metric, "value"] == krippendorffs_alpha(sets, metric=metric).value
    assert table.loc["masi", "value"] > table.loc["nominal", "value"]
    assert table["n_units"].tolist() == [3, 3]


def test_letters_are_no_sets():
    with pytest.raises(AgreementError, match="compare segments"):
        alpha_of_sets(comparison_of([[[1, 0], [1, 0]]], letters=2.0))
