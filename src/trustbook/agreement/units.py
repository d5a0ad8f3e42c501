"""Coefficients of agreement between coders, and how sure one can be of them.

    percent_agreement    any number of coders, not corrected for chance
    cohens_kappa         two coders; each has habits of their own
    scotts_pi            two coders; their habits are taken for the same
    congers_kappa        Cohen's kappa for any number of coders
    fleiss_kappa         Scott's pi for any number of coders
    krippendorffs_alpha  any number of coders; nominal, ordinal, interval, ratio or sets
    brennan_prediger     any number of coders; chance is one in so many categories
    gwets_ac1            any number of coders; the less chance the rarer a category is
    agreement_table      all of them that fit, with intervals
    bootstrap_interval   the interval of one of them

All take ratings either as a wide table, one row per unit and one column per coder (units in the
index or in the column `unit`; `coders="rows"` for the other way round, as the package krippendorff
has it), or as a long one with the columns unit, coder and value, or as rows of values. An empty
cell is a missing rating. `ratings_of_crosstab` and `ratings_of_counts` make
them from counts. What cannot be compared is an AgreementError that says what to give instead.

Every coefficient is

    (observed − expected) / (1 − expected)

of an observed and an expected agreement, and both are functions of sums over the units (`Tally`).
So one draw of units recomputes all coefficients, for all codes, at once.

Where a coefficient does not exist (one coder, no unit that two coders rated, nothing that varies)
its value is None and `undefined` says why: it is never silently 1 or not a number. Where nothing
varies, AC1 and Brennan–Prediger do exist, and are 1, if at least two `categories` are given.

`standard_error` is that of Gwet 2014, chapter 5, for units that are a sample from many, and coders
who are no sample but the ones of interest: by linearisation, divided by n (n − 1) of the n units
that anyone rated. For two coders it is divided by n², as in Fleiss, Cohen & Everitt 1969, doi
10.1037/h0028106. There is none of alpha, and none where only one unit was rated by two coders.
Intervals do not rest on it: they are percentiles of a bootstrap over units.

Sources: Cohen 1960, doi 10.1177/001316446002000104; Scott 1955, doi 10.1086/266577; Fleiss 1971,
doi 10.1037/h0031619; Conger 1980, doi 10.1037/0033-2909.88.2.322; Brennan & Prediger 1981, doi
10.1177/001316448104100307; Gwet 2008, doi 10.1348/000711006X126600, and 2014, Handbook of
Inter-Rater Reliability, 4th ed., whose forms for missing ratings are the ones used here;
Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.
"""

from collections.abc import Iterable, Set
from typing import Any, get_args

import numpy as np
import pandas as pd

from trustbook.agreement.coefficients import FOR_TWO, LABELS, Coefficient, Metric, Scale
from trustbook.agreement.estimates import Agreement, agreement_of, interval_of
from trustbook.agreement.ratings import (
    Coders,
    NumberedRatings,
    Ratings,
    numbered_ratings,
    require_one_of,
    units_by_coders,
)
from trustbook.errors import AgreementError


def percent_agreement(ratings: Ratings, *, coders: Coders | None = None) -> Agreement:
    """The share of pairs of coders who chose the same, the mean over units that two rated.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.

    Returns
    -------
    Agreement
        The share, from 0 to 1, and what it rests on.

    Raises
    ------
    AgreementError
        Where a coder rates a unit twice, or a column can be no coder, such as `segment`.

    Examples
    --------
    >>> float(percent_agreement([["a", "a"], ["a", "b"]]))
    0.5
    """
    return agreement_of(numbered_ratings(ratings, coders=coders), "percent")


def cohens_kappa(ratings: Ratings, *, coders: Coders | None = None) -> Agreement:
    """Cohen's kappa of two coders, each with habits of their own, from the units that both rated.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.

    Returns
    -------
    Agreement
        Kappa, at most 1, and what it rests on.

    Raises
    ------
    AgreementError
        Where there are more than two coders, a coder rates a unit twice, or a column can be no
        coder.

    References
    ----------
    Cohen (1960), doi 10.1177/001316446002000104; the standard error as in Fleiss, Cohen & Everitt
    (1969), doi 10.1037/h0028106.

    Examples
    --------
    A chose a for 2 of 4 units and B for 3; they agree on 3 of 4, by chance on half.

    >>> float(cohens_kappa([["a", "a"], ["a", "a"], ["b", "b"], ["b", "a"]]))
    0.5
    """
    return agreement_of(numbered_ratings(ratings, coders=coders), "cohen")


def scotts_pi(ratings: Ratings, *, coders: Coders | None = None) -> Agreement:
    """Scott's pi of two coders, their habits taken to be the same, from the units that both rated.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.

    Returns
    -------
    Agreement
        Pi, at most 1, and what it rests on.

    Raises
    ------
    AgreementError
        Where there are more than two coders, a coder rates a unit twice, or a column can be no
        coder.

    References
    ----------
    Scott (1955), doi 10.1086/266577.

    Examples
    --------
    >>> float(scotts_pi([["a", "a"], ["b", "b"], ["a", "b"], ["b", "a"]]))
    0.0
    """
    return agreement_of(numbered_ratings(ratings, coders=coders), "scott")


def fleiss_kappa(ratings: Ratings, *, coders: Coders | None = None) -> Agreement:
    """Fleiss' kappa: Scott's pi for any number of coders, with missing ratings as in Gwet 2014.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.

    Returns
    -------
    Agreement
        Kappa, at most 1, and what it rests on.

    Raises
    ------
    AgreementError
        Where a coder rates a unit twice, or a column can be no coder, such as `segment`.

    References
    ----------
    Fleiss (1971), doi 10.1037/h0031619; Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.

    Examples
    --------
    >>> float(fleiss_kappa([["a", "a", "a"], ["b", "b", "b"]]))
    1.0
    """
    return agreement_of(numbered_ratings(ratings, coders=coders), "fleiss")


def congers_kappa(ratings: Ratings, *, coders: Coders | None = None) -> Agreement:
    """Conger's kappa: Cohen's for any number of coders, with missing ratings as in Gwet 2014.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.

    Returns
    -------
    Agreement
        Kappa, at most 1, and what it rests on.

    Raises
    ------
    AgreementError
        Where a coder rates a unit twice, or a column can be no coder, such as `segment`.

    References
    ----------
    Conger (1980), doi 10.1037/0033-2909.88.2.322; Gwet (2014), Handbook of Inter-Rater Reliability,
    4th ed.

    Examples
    --------
    >>> float(congers_kappa([["a", "a", "a"], ["b", "b", "b"]]))
    1.0
    """
    return agreement_of(numbered_ratings(ratings, coders=coders), "conger")


def brennan_prediger(
    ratings: Ratings,
    *,
    categories: Iterable[Any] | None = None,
    coders: Coders | None = None,
) -> Agreement:
    """Brennan & Prediger's coefficient: chance is one in as many categories as there are.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.
    categories : iterable, optional
        All categories that a coder could choose, in their order; those chosen unless given.

    Returns
    -------
    Agreement
        The coefficient, at most 1; where nothing varies it is 1 if two categories are known, else
        undefined.

    Raises
    ------
    AgreementError
        Where a rating is none of `categories`, a coder rates a unit twice, or a column can be no
        coder.

    References
    ----------
    Brennan & Prediger (1981), doi 10.1177/001316448104100307.

    Examples
    --------
    They agree on 3 of 4 units, by chance on half.

    >>> float(brennan_prediger([["a", "a"], ["a", "a"], ["b", "b"], ["b", "a"]]))
    0.5
    """
    return agreement_of(numbered_ratings(ratings, categories, coders=coders), "brennan-prediger")


def gwets_ac1(
    ratings: Ratings,
    *,
    categories: Iterable[Any] | None = None,
    coders: Coders | None = None,
) -> Agreement:
    """Gwet's AC1: the rarer a category is, the less of it is put down to chance.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.
    categories : iterable, optional
        All categories that a coder could choose, in their order; those chosen unless given.

    Returns
    -------
    Agreement
        The coefficient, at most 1; where nothing varies it is 1 if two categories are known, else
        undefined.

    Raises
    ------
    AgreementError
        Where a rating is none of `categories`, a coder rates a unit twice, or a column can be no
        coder.

    References
    ----------
    Gwet (2008), doi 10.1348/000711006X126600.

    Examples
    --------
    >>> float(gwets_ac1([["a", "a"], ["a", "a"]], categories=["a", "b"]))
    1.0
    """
    return agreement_of(numbered_ratings(ratings, categories, coders=coders), "gwet")


def krippendorffs_alpha(
    ratings: Ratings,
    *,
    metric: Metric = "nominal",
    categories: Iterable[Any] | None = None,
    coders: Coders | None = None,
) -> Agreement:
    """Krippendorff's alpha of any number of coders, with missing ratings.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.
    metric : {"nominal", "ordinal", "interval", "ratio", "masi"}
        How far apart two categories are. Numbers are ordered by size; text is ordered only where
        `categories` gives its order, and has no interval and no ratio. A ratio needs numbers from 0
        up, and masi sets, such as all codes of a unit: see `masi_distance`.
    categories : iterable, optional
        All categories that a coder could choose, in their order; those chosen unless given.

    Returns
    -------
    Agreement
        Alpha, at most 1, without a standard error.

    Raises
    ------
    AgreementError
        Where the ratings do not suit the metric, a rating is none of `categories`, a coder rates a
        unit twice, or a column can be no coder.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; sets: Passonneau (2006),
    Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic Annotation, LREC 2006.

    Examples
    --------
    Half of the pairs within units differ, and 6 of the 12 ordered pairs of all four values.

    >>> float(krippendorffs_alpha([["a", "a"], ["a", "b"]]))
    0.0
    """
    if metric == "masi":
        ratings, coders = units_by_coders(ratings, coders=coders).map(_frozen), "columns"
    prepared = numbered_ratings(ratings, categories, coders=coders)
    _require_metric(prepared, metric, ordered=categories is not None)
    numbers = prepared.numbers if metric in ("interval", "ratio") else ()
    sets = prepared.categories if metric == "masi" else ()
    scale = Scale(metric=metric, numbers=numbers, sets=sets)
    return agreement_of(prepared, "krippendorff", scale=scale)


def agreement_table(
    ratings: Ratings,
    *,
    seed: int,
    resamples: int = 10_000,
    categories: Iterable[Any] | None = None,
    coders: Coders | None = None,
) -> pd.DataFrame:
    """All coefficients of nominal ratings with bootstrap intervals over units.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times units are drawn, with replacement.
    categories : iterable, optional
        All categories that a coder could choose, in their order; those chosen unless given.

    Returns
    -------
    DataFrame
        One row per coefficient; those for two coders are left out where there are more. Columns:
        coefficient, value, lower, upper (95 %, percentiles), observed, expected, standard_error,
        n_units, n_coders, undefined. An interval is missing where more than one draw in twenty
        leaves a coefficient undefined, and where no draw differs from another.

    Raises
    ------
    AgreementError
        Where a rating is none of `categories`, a coder rates a unit twice, a column can be no
        coder, or there are too many categories for an interval.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    >>> table = agreement_table([["a", "a"], ["b", "b"]], seed=1, resamples=100)
    >>> table[["coefficient", "value"]].values.tolist()[0]
    ['Percent agreement', 1.0]
    """
    prepared = numbered_ratings(ratings, categories, coders=coders)
    two = prepared.codes.shape[1] <= 2  # noqa: PLR2004
    names = [name for name in LABELS if two or name not in FOR_TWO]
    rows = [
        _row(agreement_of(prepared, name))
        | dict(zip(("lower", "upper"), interval_of(prepared, name, resamples, seed), strict=True))
        for name in names
    ]
    numbers = ["value", "lower", "upper", "observed", "expected", "standard_error"]
    table = pd.DataFrame(rows).astype(dict.fromkeys(numbers, "float64"))
    return table[["coefficient", *numbers, "n_units", "n_coders", "undefined"]]


def bootstrap_interval(  # noqa: PLR0913 - all but two are named
    ratings: Ratings,
    coefficient: Coefficient,
    *,
    seed: int,
    resamples: int = 10_000,
    categories: Iterable[Any] | None = None,
    coders: Coders | None = None,
) -> tuple[float, float] | None:
    """The 95 % percentile interval of a coefficient when units are drawn again, with replacement.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.
    coefficient : str
        percent, cohen, scott, fleiss, conger, brennan-prediger, gwet or krippendorff.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times units are drawn.
    categories : iterable, optional
        All categories that a coder could choose, in their order; those chosen unless given.

    Returns
    -------
    tuple of float, or None
        Lower and upper bound; None where the coefficient is undefined, in the ratings or in more
        than one draw in twenty, and where no draw differs from another, as where coders never
        differ.

    Raises
    ------
    AgreementError
        Where there is no such coefficient, a rating is none of `categories`, a coder rates a unit
        twice, a column can be no coder, or there are too many categories for an interval.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    >>> bootstrap_interval([["a", "a"], ["b", "a"]], "percent", seed=1, resamples=100)
    (0.0, 1.0)
    >>> bootstrap_interval([["a", "a"], ["b", "b"]], "percent", seed=1, resamples=100) is None
    True
    """
    require_one_of(LABELS, coefficient, what="coefficient")
    lower, upper = interval_of(
        numbered_ratings(ratings, categories, coders=coders), coefficient, resamples, seed
    )
    return None if np.isnan(lower) else (lower, upper)


def _frozen(value: Any) -> Any:
    return frozenset(value) if isinstance(value, Set | list | tuple) else value


def _require_metric(prepared: NumberedRatings, metric: Metric, *, ordered: bool) -> None:
    require_one_of(get_args(Metric), metric, what="metric")
    if metric == "nominal" or not prepared.categories or (metric == "ordinal" and ordered):
        return
    if metric == "masi":
        _require_sets(prepared)
        return
    if not prepared.numbers:
        raise AgreementError(
            f"the metric {metric} needs numbers, found {prepared.categories[0]!r}; give numbers, "
            "or for an ordinal metric the categories in their order"
        )
    if metric == "ratio" and min(prepared.numbers) < 0:
        raise AgreementError(
            f"the metric ratio needs numbers from 0 up, found {min(prepared.numbers):g}; take the "
            "metric interval"
        )


def _require_sets(prepared: NumberedRatings) -> None:
    other = [value for value in prepared.categories if not isinstance(value, Set)]
    if other:
        raise AgreementError(
            f"the metric masi needs sets, found {other[0]!r}; give the set of codes of each unit "
            "and coder, an empty one where the coder gave none"
        )


def _row(agreement: Agreement) -> dict[str, Any]:
    names = ("coefficient", "value", "observed", "expected", "standard_error", "n_units")
    return {name: getattr(agreement, name) for name in (*names, "n_coders", "undefined")}
