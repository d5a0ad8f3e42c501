"""Prevalence, bias and the highest kappa, against print, another package and brute force."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from trustbook.agreement.differences import Comparison
from trustbook.agreement.margins import kappa_and_margins, margins_by_code
from trustbook.agreement.ratings import ratings_of_crosstab
from trustbook.agreement.units import brennan_prediger
from trustbook.errors import AgreementError


@pytest.mark.parametrize(
    ("crosstab", "kappa", "prevalence", "bias"),
    [([[40, 9], [6, 45]], 0.70, -0.05, 0.03), ([[80, 10], [5, 5]], 0.32, 0.75, 0.05)],
)
def test_kappa_falls_with_prevalence_though_agreement_is_the_same(
    crosstab, kappa, prevalence, bias
):
    """Feinstein & Cicchetti 1990, doi 10.1016/0895-4356(90)90158-L: .85 agree, kappas .70 and .32.

    By hand: PABAK 2 · .85 − 1; prevalence (40 − 45) / 100 and (80 − 5) / 100; bias (9 − 6) / 100
    and (10 − 5) / 100.
    """
    values = kappa_and_margins(crosstab)
    assert values["kappa"] == pytest.approx(kappa, abs=5e-3)
    assert values["pabak"] == pytest.approx(0.70)
    assert values["prevalence_index"] == pytest.approx(prevalence)
    assert values["bias_index"] == pytest.approx(bias)


@pytest.mark.slow
def test_two_hundred_random_tables_fit_other_sources():
    """Kappa and its maximum: statsmodels; PABAK: Brennan–Prediger.

    Prevalence and bias: kappa = (PABAK − PI² + BI²) / (1 − PI² + BI²), as Byrt, Bishop & Carlin
    1993 take it apart.
    """
    random = np.random.default_rng(3)
    for _ in range(200):
        cells = random.integers(1, 12, size=(2, 2))
        values = kappa_and_margins(cells)
        other = cohens_kappa(cells)
        assert values["kappa"] == pytest.approx(other.kappa)
        assert values["kappa_max"] == pytest.approx(other.kappa_max)
        ratings = ratings_of_crosstab(cells)
        assert values["pabak"] == pytest.approx(float(brennan_prediger(ratings)))
        squares = values["bias_index"] ** 2 - values["prevalence_index"] ** 2
        assert values["kappa"] == pytest.approx((values["pabak"] + squares) / (1 + squares))


def test_the_maximum_is_that_of_all_tables_with_these_margins():
    random = np.random.default_rng(4)
    for _ in range(200):
        both, first, second, neither = (int(n) for n in random.integers(1, 9, size=4))
        rows, columns = both + first, both + second
        n = rows + second + neither
        tables = [
            [[a, rows - a], [columns - a, n - rows - columns + a]]
            for a in range(max(0, rows + columns - n), min(rows, columns) + 1)
        ]
        highest = max(kappa_and_margins(table)["kappa"] for table in tables)
        values = kappa_and_margins([[both, first], [second, neither]])
        assert values["kappa_max"] == pytest.approx(highest)


def comparison_of(values, letters=1.0, coders=("A", "B")):
    values = np.array(values, dtype="int8")[:, :, None]
    units = pd.DataFrame({"unit": range(len(values)), "letters": letters, "block": 0})
    return Comparison(units=units, coders=coders, codes=("x",), values=values)


def test_units_that_one_coder_could_not_see_are_left_out():
    """Seen by both: yes and yes, yes and no, no and no."""
    row = margins_by_code(comparison_of([[1, 1], [1, 0], [0, 0], [1, -1], [-1, 0]])).iloc[0]
    assert row[1:].tolist() == pytest.approx(list(kappa_and_margins([[1, 1], [0, 1]]).values()))


def test_letters_count_as_often_as_there_are():
    row = margins_by_code(comparison_of([[1, 1], [1, 0], [0, 0]], letters=[5.0, 2.0, 3.0])).iloc[0]
    assert row["prevalence_index"] == pytest.approx((5 - 3) / 10)


def test_three_coders_have_no_margins():
    assert margins_by_code(comparison_of([[1, 1, 0]], coders=("A", "B", "C"))).empty


def test_where_one_answer_is_all_there_is_kappa_is_undefined():
    values = kappa_and_margins([[0, 0], [0, 7]])
    assert np.isnan([values["kappa"], values["kappa_max"]]).all()
    assert (values["pabak"], values["prevalence_index"], values["bias_index"]) == (1, -1, 0)
    assert np.isnan(list(kappa_and_margins([[0, 0], [0, 0]]).values())).all()


@pytest.mark.parametrize("crosstab", [[[1, 2, 3], [1, 2, 3]], [[1, -1], [0, 0]]])
def test_another_table_is_refused(crosstab):
    with pytest.raises(AgreementError, match="both, the first alone"):
        kappa_and_margins(crosstab)
