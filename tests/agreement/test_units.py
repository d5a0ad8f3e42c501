"""Coefficients of agreement: printed examples, other libraries as oracles, invariants."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats import inter_rater

from trustbook.agreement import units as a
from trustbook.agreement.coefficients import tally, unit_sums
from trustbook.agreement.ratings import (
    numbered_ratings,
    ratings_of_counts,
    ratings_of_crosstab,
    units_by_coders,
)
from trustbook.errors import AgreementError

COEFFICIENTS = [
    a.percent_agreement,
    a.cohens_kappa,
    a.scotts_pi,
    a.fleiss_kappa,
    a.congers_kappa,
    a.brennan_prediger,
    a.gwets_ac1,
    a.krippendorffs_alpha,
]
CORRECTED = COEFFICIENTS[1:]
# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C: observers A to D
KRIPPENDORFF = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
# Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed.: raters 1 to 4
GWET = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . .
. 3 3 3 2 3 4 2 2 5 1 3
1 2 3 3 2 4 4 1 2 5 1 .
"""
# Fleiss' example of ten subjects, fourteen raters, five categories
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
# Six psychiatrists, fifteen subjects, five diagnoses: the first half of Fleiss 1971, table 1
SIX = [
    [0, 0, 0, 6, 0],
    [0, 3, 0, 0, 3],
    [0, 1, 4, 0, 1],
    [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0],
    [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0],
    [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0],
    [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
]
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]  # Gwet 2014


def printed(text):
    """Coders are rows in print; units are rows here."""
    lines = text.strip().split("\n")
    rows = [[None if v == "." else int(v) for v in line.split()] for line in lines]
    return pd.DataFrame(rows).T.astype("object")


def value(agreement):
    return agreement.value


@pytest.mark.parametrize(
    ("metric", "expected"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_of_each_metric_is_the_printed_one(metric, expected):
    alpha = a.krippendorffs_alpha(printed(KRIPPENDORFF), metric=metric)
    assert alpha.value == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(
    ("coefficient", "expected"),
    [
        (a.percent_agreement, 0.81818),
        (a.gwets_ac1, 0.77544),
        (a.krippendorffs_alpha, 0.74342),
        (a.fleiss_kappa, 0.76117),
        (a.congers_kappa, 0.76282),
        (a.brennan_prediger, 0.77273),
    ],
)
def test_four_raters_with_missing_ratings_agree_as_gwet_prints(coefficient, expected):
    assert coefficient(printed(GWET)).value == pytest.approx(expected, abs=5e-6)


@pytest.mark.parametrize(
    ("coefficient", "error"),
    [
        (a.percent_agreement, 0.12561),
        (a.gwets_ac1, 0.14295),
        (a.fleiss_kappa, 0.15302),
        (a.congers_kappa, 0.14917),
        (a.brennan_prediger, 0.14472),
    ],
)
def test_errors_of_four_raters_with_missing_ratings_are_those_gwet_prints(coefficient, error):
    """Gwet's irrCAC for R, README, cac.raw4raters."""
    result = coefficient(printed(GWET)).standard_error
    assert result == pytest.approx(error, abs=5e-6)


@pytest.mark.parametrize(
    ("coefficient", "expected", "error"),
    [
        (a.gwets_ac1, 0.4448007, 0.08418757),
        (a.fleiss_kappa, 0.4139265, 0.08119291),
        (a.brennan_prediger, 0.4388889, 0.08312142),
    ],
)
def test_errors_of_six_raters_are_those_gwet_prints(coefficient, expected, error):
    """Gwet's irrCAC for R, README, distrib.6raters: the first 15 subjects of Fleiss 1971."""
    result = coefficient(ratings_of_counts(SIX))
    assert result.value == pytest.approx(expected, abs=5e-8)
    assert result.standard_error == pytest.approx(error, abs=5e-8)


def test_a_unit_that_nobody_rated_changes_no_error():
    rows = printed(GWET)
    longer = pd.concat([rows, pd.DataFrame([[None] * 4])], ignore_index=True)
    for coefficient in COEFFICIENTS[3:]:
        assert coefficient(longer).standard_error == coefficient(rows).standard_error


def test_one_unit_has_no_standard_error():
    for ratings in ([["a", "b"]], [["a", "b", "a"]], [["a", "b"], [None, "a"]]):
        assert a.gwets_ac1(ratings).standard_error is None


@pytest.mark.parametrize(
    ("coefficient", "expected", "error"),
    [
        (a.percent_agreement, 0.89, 0.03129),
        (a.cohens_kappa, 0.79641, 0.05891),
        (a.scotts_pi, 0.79624, 0.05905),
        (a.gwets_ac1, 0.84933, 0.04322),
        (a.brennan_prediger, 0.835, 0.04693),
        (a.krippendorffs_alpha, 0.79726, None),
    ],
)
def test_two_abstractors_agree_as_gwet_prints(coefficient, expected, error):
    result = coefficient(ratings_of_crosstab(ABSTRACTORS))
    assert result.value == pytest.approx(expected, abs=5e-6)
    assert error is None or result.standard_error == pytest.approx(error, abs=5e-6)


def test_kappa_of_ten_subjects_and_fourteen_raters():
    kappa = a.fleiss_kappa(ratings_of_counts(FLEISS))
    assert kappa.value == pytest.approx(0.20993, abs=5e-6)
    assert (kappa.n_units, kappa.n_coders) == (10, 14)


def test_prevalence_is_the_share_of_each_category():
    """a: (1 + ½) / 2; b: ½ / 2."""
    coefficient = a.gwets_ac1([["a", "a"], ["a", "b"]])
    assert coefficient.prevalence == {"a": 0.75, "b": 0.25}


def test_a_long_table_says_the_same_as_a_wide_one():
    wide = pd.DataFrame({"A": ["x", "y", None], "B": ["x", "", "y"]}, index=["u", "v", "w"])
    long = pd.DataFrame(
        [("u", "A", "x"), ("u", "B", "x"), ("v", "A", "y"), ("v", "B", ""), ("w", "B", "y")],
        columns=["unit", "coder", "value"],
    )
    assert units_by_coders(long).fillna("").values.tolist() == [["x", "x"], ["y", ""], ["", "y"]]
    for coefficient in COEFFICIENTS:
        assert coefficient(long) == coefficient(wide)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, "", "  "])
def test_every_kind_of_empty_cell_is_a_missing_rating(missing):
    agreement = a.percent_agreement([["x", "x"], ["y", missing]])
    assert (agreement.value, agreement.n_units) == (1.0, 1)


def test_numbers_may_come_in_columns_of_any_type():
    numbers = pd.DataFrame({"A": pd.array([1, 2, None], "Int64"), "B": [1.0, 2.0, np.nan]})
    assert a.cohens_kappa(numbers).value == 1.0


def test_a_unit_rated_twice_by_one_coder_is_refused():
    long = pd.DataFrame([("u", "A", 1), ("u", "A", 2)], columns=["unit", "coder", "value"])
    with pytest.raises(AgreementError, match="the coder A rates the unit u twice"):
        a.fleiss_kappa(long)


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        (["unit", "coder", "code"], "coder (here: coder), code (here: value)"),
        (["segment", "coder", "code"], "segment (here: unit)"),
        (["segment", "A", "B"], "segment (here: unit)"),
        (["Unit", "A", "B"], "Unit (here: unit)"),
        (["coder", "A", "value"], "value (here: value)"),
    ],
)
def test_a_column_that_is_no_coder_is_not_taken_for_one(columns, named):
    table = pd.DataFrame([("u", "x", "x"), ("v", "y", "x")], columns=columns)
    with pytest.raises(AgreementError, match="a long table has the columns unit") as refused:
        a.percent_agreement(table)
    assert named in str(refused.value)


def test_a_long_table_may_have_more_columns():
    rows = [("u", "A", "x", 1), ("u", "B", "x", 2)]
    table = pd.DataFrame(rows, columns=["unit", "coder", "value", "code"])
    assert a.percent_agreement(table).value == 1.0


def test_a_ratio_needs_numbers_from_0_up():
    """(1 − −1) / (1 + −1) is not a distance."""
    with pytest.raises(AgreementError, match=r"from 0 up, found -1; take the metric interval"):
        a.krippendorffs_alpha([[1, -1], [-1, 1], [2, 2]], metric="ratio")
    assert a.krippendorffs_alpha([[0, 0], [1, 1]], metric="ratio").value == 1.0


def test_an_unknown_metric_or_coefficient_is_refused_with_the_known_ones():
    with pytest.raises(AgreementError, match="unknown metric 'Nominal'; take one of nominal, ord"):
        a.krippendorffs_alpha([[1, 2], [2, 2]], metric="Nominal")
    with pytest.raises(AgreementError, match="unknown coefficient 'kappa'; take one of percent, c"):
        a.bootstrap_interval([[1, 2], [2, 2]], "kappa", seed=1)


def test_no_ratings_have_no_alpha_of_any_metric():
    for metric in ("nominal", "ordinal", "interval", "ratio"):
        assert a.krippendorffs_alpha([], metric=metric).value is None


@pytest.mark.parametrize("count", [0.44, 1.9, -1, np.nan, None, "2"])
def test_a_table_of_counts_takes_whole_numbers_only(count):
    for ratings in (ratings_of_crosstab, ratings_of_counts):
        with pytest.raises(AgreementError, match="row 0, column 1 of the counts: found"):
            ratings([[1, count], [0, 2]])


def test_whole_numbers_of_any_type_are_counts():
    assert len(ratings_of_crosstab([[1.0, 0], [0, np.int64(2)]])) == 3


def test_cohen_and_scott_are_for_two_coders():
    for coefficient in (a.cohens_kappa, a.scotts_pi):
        with pytest.raises(AgreementError, match="is for two coders, found 3"):
            coefficient([["x", "x", "y"]])


def test_text_has_no_interval_and_an_order_only_where_one_is_given():
    ratings = [["low", "high"], ["high", "high"], ["mid", "low"]]
    with pytest.raises(AgreementError, match="the metric ordinal needs numbers"):
        a.krippendorffs_alpha(ratings, metric="ordinal")
    ordered = a.krippendorffs_alpha(ratings, metric="ordinal", categories=["low", "mid", "high"])
    numbers = [[1, 3], [3, 3], [2, 1]]
    assert ordered.value == a.krippendorffs_alpha(numbers, metric="ordinal").value


def test_a_category_that_nobody_chose_counts_where_it_is_declared():
    """Brennan–Prediger of two units, one agreed: (½ − 1/q) / (1 − 1/q)."""
    ratings = [["a", "a"], ["a", "b"]]
    assert a.brennan_prediger(ratings).value == 0.0
    four = a.brennan_prediger(ratings, categories=["a", "b", "c", "d"])
    assert four.value == pytest.approx(1 / 3)
    with pytest.raises(AgreementError, match="the category b is rated but is not one of"):
        a.gwets_ac1(ratings, categories=["a"])


@pytest.mark.parametrize("coefficient", CORRECTED)
@pytest.mark.parametrize(
    ("ratings", "why"),
    [
        ([["a"], ["b"]], "one coder"),
        ([["a", "a"], ["a", "a"]], "nothing varies"),
        ([["a", None], [None, "b"]], "no unit was rated by two coders"),
    ],
)
def test_what_does_not_exist_is_undefined_and_says_why(coefficient, ratings, why):
    result = coefficient(ratings)
    assert result.value is None
    assert why in result.undefined
    with pytest.raises(AgreementError, match="undefined"):
        float(result)


def test_what_could_have_been_chosen_defines_ac1_and_brennan_prediger_where_nothing_varies():
    """AC1 expects 2 · 1 · 0 / 1 = 0, Brennan–Prediger ½: (1 − 0) / 1 = (1 − ½) / ½ = 1."""
    same = [["a", "a"], ["a", "a"]]
    for coefficient, chance in ((a.gwets_ac1, 0.0), (a.brennan_prediger, 0.5)):
        result = coefficient(same, categories=["a", "b"])
        assert (result.value, result.expected, result.undefined) == (1.0, chance, "")
        assert "give all possible categories" in coefficient(same).undefined
    assert "by chance is certain" in a.krippendorffs_alpha(same, categories=["a", "b"]).undefined


def test_ac1_has_an_interval_where_a_category_is_rare():
    """Nineteen of twenty agree: prevalence .025, chance .04875, AC1 (.95 − .04875) / .95125.

    More than a third of the draws have no y: their AC1 is 1, so that the interval ends there.
    """
    ratings = [["n", "n"]] * 19 + [["n", "y"]]
    assert a.gwets_ac1(ratings).value == pytest.approx(0.90125 / 0.95125)
    for name in ("gwet", "brennan-prediger"):
        lower, upper = a.bootstrap_interval(ratings, name, seed=1, resamples=500)
        assert lower < 0.9
        assert upper == pytest.approx(1)
    assert a.bootstrap_interval(ratings, "cohen", seed=1, resamples=500) is None


def test_no_ratings_at_all_are_undefined():
    table = a.agreement_table(pd.DataFrame(columns=["unit", "coder", "value"]), seed=1)
    assert table["value"].isna().all()
    assert table["undefined"].ne("").all()


FEW = settings(max_examples=20)


@st.composite
def tables(draw, *, coders=(2, 4), missing=True):
    m = draw(st.integers(*coders))
    cell = st.sampled_from([0, 1, 2, None] if missing else [0, 1, 2])
    rows = draw(st.lists(st.lists(cell, min_size=m, max_size=m), min_size=2, max_size=12))
    return pd.DataFrame(rows, dtype="object")


@FEW
@given(tables())
def test_alpha_is_that_of_the_package_krippendorff(table):
    alpha = a.krippendorffs_alpha(table)
    assume(alpha.value is not None)
    numbers = table.astype("float64").T.to_numpy()
    oracle = krippendorff.alpha(numbers, level_of_measurement="nominal")
    assert alpha.value == pytest.approx(oracle)


@FEW
@given(tables(missing=False), st.sampled_from(["ordinal", "interval", "ratio"]))
def test_alpha_of_ordered_categories_is_that_of_the_package_krippendorff(table, metric):
    alpha = a.krippendorffs_alpha(table, metric=metric)
    assume(alpha.value is not None)
    numbers = table.astype("float64").T.to_numpy()
    oracle = krippendorff.alpha(numbers, level_of_measurement=metric)
    assert alpha.value == pytest.approx(oracle)


@FEW
@given(tables(missing=False))
def test_fleiss_kappa_is_that_of_statsmodels(table):
    kappa = a.fleiss_kappa(table)
    assume(kappa.value is not None)
    counts, _ = inter_rater.aggregate_raters(table.to_numpy(dtype="int64"))
    assert kappa.value == pytest.approx(inter_rater.fleiss_kappa(counts))


@FEW
@given(tables(coders=(2, 2), missing=False))
def test_cohens_kappa_and_its_error_are_those_of_statsmodels(table):
    kappa = a.cohens_kappa(table)
    assume(min(table[0].nunique(), table[1].nunique()) > 1)
    counts = pd.crosstab(table[0], table[1]).reindex(index=range(3), columns=range(3), fill_value=0)
    oracle = inter_rater.cohens_kappa(counts.to_numpy())
    assert kappa.value == pytest.approx(oracle.kappa)
    assert kappa.standard_error == pytest.approx(oracle.std_kappa, abs=1e-6)


@FEW
@given(tables(coders=(2, 2)))
def test_for_two_coders_the_general_kappas_are_the_known_ones(table):
    complete = table.dropna()
    assume(len(complete))
    assert value(a.congers_kappa(complete)) == pytest.approx(value(a.cohens_kappa(table)))
    assert value(a.fleiss_kappa(complete)) == pytest.approx(value(a.scotts_pi(table)))


@pytest.mark.slow
@FEW
@given(tables(coders=(2, 2)), st.randoms(use_true_random=False))
def test_order_of_units_and_coders_and_names_of_categories_change_nothing(table, random):
    rows = random.sample(range(len(table)), len(table))
    renamed = table.iloc[rows, ::-1].map(lambda v: v if v is None else "zyx"[v])
    for coefficient in COEFFICIENTS:
        one, other = coefficient(table), coefficient(renamed)
        assert one.value == pytest.approx(other.value)
        assert one.undefined == other.undefined


@pytest.mark.slow
@FEW
@given(tables(coders=(1, 1), missing=False))
def test_a_coder_compared_with_a_copy_agrees_fully(table):
    twice = pd.concat([table, table], axis=1)
    varies = table[0].nunique() > 1
    for coefficient in COEFFICIENTS:
        result = coefficient(twice)
        corrected = coefficient is not a.percent_agreement
        assert result.value == (pytest.approx(1.0) if varies or not corrected else None)


def test_an_interval_holds_the_value_and_depends_on_the_seed_only():
    ratings = ratings_of_crosstab(ABSTRACTORS)
    first = a.bootstrap_interval(ratings, "cohen", seed=1, resamples=2000)
    assert first == a.bootstrap_interval(ratings, "cohen", seed=1, resamples=2000)
    assert first != a.bootstrap_interval(ratings, "cohen", seed=2, resamples=2000)
    assert first[0] < 0.79641 < first[1]
    assert (first[1] - first[0]) / (2 * 1.96) == pytest.approx(0.05891, rel=0.1)


@pytest.mark.slow
def test_an_interval_is_that_of_a_loop_over_drawn_units():
    """Both draw units with replacement; five hundred draws leave some hundredths of difference."""
    ratings = ratings_of_crosstab([[12, 3], [2, 13]])
    random = np.random.default_rng(5)
    drawn = [
        a.gwets_ac1(ratings.iloc[random.integers(0, 30, 30)], categories=[0, 1]).value
        for _ in range(500)
    ]
    lower, upper = a.bootstrap_interval(ratings, "gwet", seed=1, resamples=20_000)
    assert (lower, upper) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.035)


def test_too_rare_a_category_has_no_interval():
    """One unit of ten has a b: more than a third of the draws leave it out."""
    ratings = [["a", "a"]] * 9 + [["b", "b"]]
    assert a.krippendorffs_alpha(ratings).value == 1.0
    assert a.bootstrap_interval(ratings, "krippendorff", seed=1, resamples=500) is None


@pytest.mark.slow
def test_a_thousand_different_numbers_have_an_alpha_but_no_interval():
    """The two of a unit differ by 1; any two of n by n (n + 1) / 6, squared and on average."""
    ratings = np.arange(2000).reshape(1000, 2)
    alpha = a.krippendorffs_alpha(ratings, metric="interval")
    assert alpha.value == pytest.approx(1 - 6 / (2000 * 2001))
    with pytest.raises(AgreementError, match="2000 categories are too many for an interval"):
        a.bootstrap_interval(ratings, "krippendorff", seed=1)


@FEW
@given(tables())
def test_a_tally_is_the_sum_of_its_units(table):
    codes = numbered_ratings(table).codes
    sums = tally(codes, n_categories=3).sums
    assert sums == pytest.approx(unit_sums(codes, n_categories=3).sum(axis=0))


def test_the_table_has_a_row_for_each_coefficient_that_fits():
    two = a.agreement_table(ratings_of_crosstab(ABSTRACTORS), seed=1, resamples=200)
    four = a.agreement_table(printed(GWET), seed=1, resamples=200)
    assert len(two) == 8
    assert len(four) == 6
    assert (two["lower"] <= two["value"]).all()


CODERS_BY_UNITS = [[1, 2, 3, 3, 2], [1, 2, 3, 3, 1]]


def test_rows_of_coders_are_taken_as_they_are_said_to_be():
    """Of 10 values 3 are 1, 3 are 2, 4 are 3; one pair of five differs: 1 − (2/10) / (66/90)."""
    one = a.krippendorffs_alpha(CODERS_BY_UNITS, coders="rows")
    other = a.krippendorffs_alpha(list(zip(*CODERS_BY_UNITS, strict=True)), coders="columns")
    assert one == other
    assert float(one) == pytest.approx(1 - 0.2 / (66 / 90))


def test_a_likely_slip_is_warned_of_and_what_is_said_is_not():
    with pytest.warns(UserWarning, match="taken for 2 units of 5 coders; if the rows are the"):
        a.percent_agreement(CODERS_BY_UNITS)
    assert a.percent_agreement(CODERS_BY_UNITS, coders="columns").n_coders == 5
    with pytest.raises(AgreementError, match="unknown side of the coders 'lines'"):
        a.percent_agreement(CODERS_BY_UNITS, coders="lines")


@pytest.mark.parametrize("coefficient", ["percent", "cohen", "krippendorff"])
def test_coders_who_never_differ_have_no_interval(coefficient):
    assert a.bootstrap_interval([[1, 1], [2, 2]] * 3, coefficient, seed=1, resamples=500) is None
