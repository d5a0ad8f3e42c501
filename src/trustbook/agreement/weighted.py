"""Agreement on ordered categories, of which two that are near each other agree in part.

Ratings are those that `trustbook.agreement.ratings` takes.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, get_args

from trustbook.agreement.coefficients import Coefficient, Weighting, likeness_of
from trustbook.agreement.estimates import Agreement, agreement_of
from trustbook.agreement.ratings import Coders, Ratings, numbered_ratings, require_one_of
from trustbook.errors import AgreementError


def weighted_kappa(
    ratings: Ratings,
    *,
    weights: Weighting,
    categories: Iterable[Any] | None = None,
    coders: Coders | None = None,
) -> Agreement:
    """Weighted kappa of ordered categories: two that are near each other agree in part.

    For two coders it is Cohen's (1968), for more Conger's, with missing ratings as in Gwet 2014.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    weights : {"linear", "quadratic", "ordinal"}
        How the agreement of two categories falls from 1 for the same to 0 for the two ends: with
        their distance, with its square, or with how many pairs of categories lie between. Numbers
        are as far apart as they say, text as its places in `categories`.
    categories : iterable, optional
        All categories that a coder could choose, in their order; those chosen unless given, which
        have to be numbers then.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.

    Returns
    -------
    Agreement
        Kappa, at most 1, and what it rests on; observed and expected agreement are weighted.

    Raises
    ------
    AgreementError
        Where there are no such weights, the categories have no order, a rating is none of
        `categories`, a coder rates a unit twice, or a column can be no coder.

    References
    ----------
    Cohen (1968), Psychological Bulletin 70, 213–220, doi 10.1037/h0026256; Gwet (2014), Handbook of
    Inter-Rater Reliability, 4th ed., chapter 3.

    Examples
    --------
    One of four units is a step apart on a scale of three: observed .875, by chance .5.

    >>> found = weighted_kappa([[1, 1], [1, 1], [3, 3], [3, 2]], weights="linear")
    >>> round(found.observed, 4), round(found.expected, 4), round(float(found), 4)
    (0.875, 0.5, 0.75)
    """
    return _weighted(ratings, "conger", weights, categories, coders)


def gwets_ac2(
    ratings: Ratings,
    *,
    weights: Weighting,
    categories: Iterable[Any] | None = None,
    coders: Coders | None = None,
) -> Agreement:
    """Gwet's AC2: AC1 of ordered categories, of which two that are near agree in part.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    weights : {"linear", "quadratic", "ordinal"}
        How the agreement of two categories falls from 1 for the same to 0 for the two ends, as for
        `weighted_kappa`.
    categories : iterable, optional
        All categories that a coder could choose, in their order; those chosen unless given, which
        have to be numbers then.
    coders : {"columns", "rows"}, optional
        Which way round a wide table is; each column is a coder unless given.

    Returns
    -------
    Agreement
        The coefficient, at most 1, and what it rests on; observed and expected agreement are
        weighted.

    Raises
    ------
    AgreementError
        Where there are no such weights, the categories have no order, a rating is none of
        `categories`, a coder rates a unit twice, or a column can be no coder.

    References
    ----------
    Gwet (2008), doi 10.1348/000711006X126600; Gwet (2014), Handbook of Inter-Rater Reliability, 4th
    ed., chapters 3 and 5.

    Examples
    --------
    >>> round(float(gwets_ac2([[1, 1], [3, 3], [3, 2], [1, 1]], weights="linear")), 4)
    0.7526
    """
    return _weighted(ratings, "gwet", weights, categories, coders)


def _weighted(
    ratings: Ratings,
    coefficient: Coefficient,
    weighting: Weighting,
    categories: Iterable[Any] | None,
    coders: Coders | None,
) -> Agreement:
    require_one_of(get_args(Weighting), weighting, what="weights")
    prepared = numbered_ratings(ratings, categories, coders=coders)
    if categories is None and prepared.categories and not prepared.numbers:
        raise AgreementError(
            f"weights need ordered categories, found {prepared.categories[0]!r}; give numbers, or "
            "the categories in their order"
        )
    numbers = prepared.numbers or tuple(map(float, range(prepared.n_categories)))
    name = {"conger": "Weighted kappa", "gwet": "Gwet’s AC2"}[coefficient]
    return replace(
        agreement_of(prepared, coefficient, weights=likeness_of(numbers, weighting)),
        coefficient=f"{name}, {weighting} weights",
    )
