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

import warnings
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.agreement.coefficients import (
    BY_CATEGORIES,
    CHUNK,
    FOR_TWO,
    LABELS,
    MISSING,
    NOMINAL,
    Codes,
    Coefficient,
    Floats,
    Metric,
    Scale,
    Tally,
    coefficient_of,
    draws,
    observed_and_expected,
    percentiles,
    standard_error,
    tally,
    unit_sums,
)
from trustbook.errors import AgreementError

Coders = Literal["columns", "rows"]
Ratings = pd.DataFrame | Sequence[Sequence[Any]] | NDArray[Any]


_SLIP = 2  # more than that many columns for each row are seldom coders
LONG = ("unit", "coder", "value")
# What tables call their columns that are no coders, and what they are called here.
NO_CODERS = {"unit": "unit", "segment": "unit", "coder": "coder", "code": "value", "value": "value"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedRatings:
    """Ratings as numbers of categories, and the categories in their order."""

    codes: Codes
    categories: tuple[Any, ...]

    @property
    def n_categories(self) -> int:
        """How many categories there are, one where there is none."""
        return max(1, len(self.categories))

    @property
    def numbers(self) -> tuple[float, ...]:
        """The categories as numbers; none where any of them is something else."""
        numeric = all(isinstance(value, int | float | np.number) for value in self.categories)
        return tuple(map(float, self.categories)) if numeric else ()


def units_by_coders(ratings: Ratings, *, coders: Coders | None = None) -> pd.DataFrame:
    """The ratings as a table of units × coders, missing where a coder did not rate.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table lies; each column is a coder unless given.

    Returns
    -------
    DataFrame of objects, units × coders
        The value each coder gave to each unit, or None.

    Raises
    ------
    AgreementError
        Where a coder rates a unit twice, or a column can be no coder, such as `segment`.

    Examples
    --------
    >>> long = pd.DataFrame([("u1", "A", "yes"), ("u1", "B", "no"), ("u2", "A", "yes")],
    ...                     columns=["unit", "coder", "value"])
    >>> units_by_coders(long).notna().sum().to_dict()
    {'A': 2, 'B': 1}
    """
    if coders is not None:
        require_one_of(get_args(Coders), coders, what="side of the coders")
    table = pd.DataFrame(ratings)
    if set(LONG) <= set(table.columns):
        return _widened(table)
    if coders == "rows":
        return _without_blanks(table.T)
    if coders is None:
        _warn_of_rows(table)
    if "unit" in table.columns:
        table = table.set_index("unit")
    _require_coders(table)
    return _without_blanks(table)


def _warn_of_rows(table: pd.DataFrame) -> None:
    """Warn where a table without names looks as if its rows were the coders."""
    n_rows, n_columns = table.shape
    has_names = not isinstance(table.columns, pd.RangeIndex)
    if not has_names and 2 <= n_rows < n_columns / _SLIP:  # noqa: PLR2004 - two coders at least
        warnings.warn(
            f"the ratings are taken for {n_rows} units of {n_columns} coders; if the rows are the "
            'coders, say coders="rows", and coders="columns" if they are not',
            stacklevel=4,
        )


def _require_coders(table: pd.DataFrame) -> None:
    """Of a table that is not long every column is a coder."""
    names = {name: NO_CODERS.get(str(name).strip().lower()) for name in table.columns}
    other = [f"{name} (here: {meaning})" for name, meaning in names.items() if meaning]
    if other:
        raise AgreementError(
            f"columns that are no coders: {', '.join(other)}; a long table has the columns unit, "
            "coder and value, a wide one the column unit and one for each coder: rename the "
            "columns or leave them out"
        )


def _widened(table: pd.DataFrame) -> pd.DataFrame:
    ratings = table.loc[_without_blanks(table[["value"]])["value"].notna()]
    twice = ratings[ratings.duplicated(["unit", "coder"])]
    if len(twice):
        unit, coder = twice.iloc[0][["unit", "coder"]]
        raise AgreementError(
            f"the coder {coder} rates the unit {unit} twice; give one value for each, or compare "
            "code by code"
        )
    units, coders = (list(dict.fromkeys(table[name])) for name in ("unit", "coder"))
    wide = ratings.astype({"value": "object"}).pivot(index="unit", columns="coder", values="value")
    return _without_blanks(wide.reindex(index=units, columns=coders))


def _without_blanks(table: pd.DataFrame) -> pd.DataFrame:
    cells = table.astype("object")
    blank = cells.map(lambda cell: isinstance(cell, str) and not cell.strip())
    return cells.mask(blank | cells.isna(), None)


def ratings_of_crosstab(counts: Ratings) -> pd.DataFrame:
    """The ratings of two coders, from the table in which their values are crossed.

    Parameters
    ----------
    counts : DataFrame, sequence of rows or array
        How many units the first coder put into the category of the row and the second into that of
        the column.

    Returns
    -------
    DataFrame, units × 2 coders
        One row per unit: the categories chosen by A and by B.

    Raises
    ------
    AgreementError
        Where a cell is no whole number from 0 up.

    Examples
    --------
    >>> ratings_of_crosstab([[1, 0], [0, 2]]).values.tolist()
    [[0, 0], [1, 1], [1, 1]]
    """
    table = _counted(counts)
    pairs = [
        pair
        for row in table.index
        for column in table.columns
        for pair in [(row, column)] * int(table.loc[row, column])
    ]
    return pd.DataFrame(pairs, columns=["A", "B"])


def ratings_of_counts(counts: Ratings) -> pd.DataFrame:
    """The ratings of coders without names, from how many of them chose what.

    Parameters
    ----------
    counts : DataFrame, sequence of rows or array
        How many coders put the unit of the row into the category of the column.

    Returns
    -------
    DataFrame, units × coders
        One row per unit with the categories chosen, in the order of the columns.

    Raises
    ------
    AgreementError
        Where a cell is no whole number from 0 up.

    Examples
    --------
    >>> ratings_of_counts([[2, 0], [1, 1]]).values.tolist()
    [[0, 0], [0, 1]]
    """
    table = _counted(counts)
    rows = [
        [category for category, n in zip(table.columns, row, strict=True) for _ in range(int(n))]
        for row in table.itertuples(index=False, name=None)
    ]
    return pd.DataFrame(rows)


def _counted(counts: Ratings) -> pd.DataFrame:
    """The counts, or an AgreementError that names the first cell that is none."""
    table = pd.DataFrame(counts)
    for row, cells in table.iterrows():
        for column, cell in cells.items():
            if not _is_count(cell):
                raise AgreementError(
                    f"row {row}, column {column} of the counts: found {cell}, allowed are whole "
                    "numbers from 0 up; give how many there are, not their share"
                )
    return table


def _is_count(cell: Any) -> bool:
    is_number = isinstance(cell, int | float | np.integer | np.floating)
    return is_number and bool(cell >= 0 and float(cell).is_integer())


def numbered_ratings(
    ratings: Ratings, categories: Iterable[Any] | None = None, *, coders: Coders | None = None
) -> NumberedRatings:
    """The ratings as numbers of their `categories`, those that were chosen unless others are given.

    A coder who rated nothing is left out.
    """
    wide = units_by_coders(ratings, coders=coders).dropna(axis="columns", how="all")
    cells = wide.to_numpy(dtype="object").ravel()
    chosen = [value for value in pd.unique(cells) if not pd.isna(value)]
    all_categories = _in_order(chosen) if categories is None else list(categories)
    further = [value for value in chosen if value not in all_categories]
    if further:
        raise AgreementError(
            f"the category {further[0]} is rated but is not one of categories; add it"
        )
    numbers = {value: number for number, value in enumerate(all_categories)}
    codes = np.array([numbers.get(value, MISSING) for value in cells], dtype="int64")
    return NumberedRatings(codes=codes.reshape(wide.shape), categories=tuple(all_categories))


def _in_order(values: Sequence[Any]) -> list[Any]:
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=lambda value: (type(value).__name__, str(value)))


MOST_SUMS = 100_000_000  # numbers held while an interval is drawn: 0.8 GB
ONE_CODER = "one coder: a second is needed to compare with"
NO_PAIR = "no unit was rated by two coders"
NO_VARIATION = "nothing varies: every rating is the same, so agreement by chance is certain"
ONE_CATEGORY = (
    "nothing varies, and only one category is known; give all that could be chosen as categories"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A coefficient of agreement and what it rests on; `float()` of it is its value.

    Attributes
    ----------
    coefficient : str
        The name of the coefficient as it is printed.
    value : float or None
        None where the coefficient does not exist; `undefined` says why.
    undefined : str
        Why there is no value; empty where there is one.
    observed, expected : float or None
        The shares of agreement that were found, and that chance would give; percent agreement
        expects nothing.
    standard_error : float or None
        That of Gwet 2014, chapter 5, for units that are a sample and coders who are none; None for
        alpha, where `n_units` is 1 and where there is no value.
    n_units : int
        How many units at least two coders rated.
    n_coders : int
        How many coders rated anything.
    prevalence : mapping of category to float
        The share of each category, the mean over units.
    """

    coefficient: str
    value: float | None
    undefined: str
    observed: float | None
    expected: float | None
    standard_error: float | None
    n_units: int
    n_coders: int
    prevalence: Mapping[Any, float]

    def __float__(self) -> float:
        if self.value is None:
            raise AgreementError(f"{self.coefficient} is undefined: {self.undefined}")
        return self.value


def percent_agreement(ratings: Ratings, *, coders: Coders | None = None) -> Agreement:
    """The share of pairs of coders who chose the same, the mean over units that two rated.

    Parameters
    ----------
    ratings : DataFrame, sequence of rows or array
        Units × coders (the units in the index or in the column `unit`), or a long table with the
        columns unit, coder and value. An empty cell is a missing rating.
    coders : {"columns", "rows"}, optional
        Which way round a wide table lies; each column is a coder unless given.

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
        Which way round a wide table lies; each column is a coder unless given.

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
        Which way round a wide table lies; each column is a coder unless given.

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
        Which way round a wide table lies; each column is a coder unless given.

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
        Which way round a wide table lies; each column is a coder unless given.

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
        Which way round a wide table lies; each column is a coder unless given.
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
        Which way round a wide table lies; each column is a coder unless given.
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
        Which way round a wide table lies; each column is a coder unless given.
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
        Which way round a wide table lies; each column is a coder unless given.
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
        | dict(zip(("lower", "upper"), _interval(prepared, name, resamples, seed), strict=True))
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
        Which way round a wide table lies; each column is a coder unless given.
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
    lower, upper = _interval(
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


def require_one_of(allowed: Iterable[str], name: str, *, what: str) -> None:
    """Raise AgreementError where the name is none of those allowed."""
    if name not in allowed:
        raise AgreementError(f"unknown {what} {name!r}; take one of {', '.join(allowed)}")


def agreement_of(
    prepared: NumberedRatings,
    coefficient: Coefficient,
    *,
    scale: Scale = NOMINAL,
    weights: Floats | None = None,
) -> Agreement:
    """The coefficient of numbered ratings, with all that it rests on."""
    codes = _compared(prepared.codes, coefficient)
    sums = tally(codes, n_categories=prepared.n_categories, weights=weights)
    value = coefficient_of(sums, coefficient, scale=scale)
    observed, expected = observed_and_expected(sums, coefficient, scale=scale)
    has_error = coefficient != "krippendorff" and not np.isnan(value)
    return Agreement(
        coefficient=_label(coefficient, scale.metric),
        value=_number(value),
        undefined=_why_undefined(sums, coefficient) if np.isnan(value) else "",
        observed=_number(observed),
        expected=None if coefficient == "percent" else _number(expected),
        standard_error=_number(
            standard_error(codes, coefficient, n_categories=prepared.n_categories, weights=weights)
        )
        if has_error
        else None,
        n_units=int(sums.compared),
        n_coders=codes.shape[1],
        prevalence=dict(zip(prepared.categories, sums.prevalence.tolist(), strict=False)),
    )


def _compared(codes: Codes, coefficient: Coefficient) -> Codes:
    """The ratings a coefficient can use."""
    if coefficient not in FOR_TWO:
        return codes
    if codes.shape[1] > 2:  # noqa: PLR2004
        raise AgreementError(
            f"{LABELS[coefficient]} is for two coders, found {codes.shape[1]}; take Conger's or "
            "Fleiss' kappa or Krippendorff's alpha"
        )
    return np.asarray(codes[(codes != MISSING).all(axis=1)])


def _label(coefficient: Coefficient, metric: Metric) -> str:
    return LABELS[coefficient] if metric == "nominal" else f"{LABELS[coefficient]}, {metric}"


def _number(value: Floats | float) -> float | None:
    return None if np.isnan(value) else float(value)


def _why_undefined(sums: Tally, coefficient: Coefficient) -> str:
    if sums.n_coders < 2:  # noqa: PLR2004
        return ONE_CODER
    if sums.compared == 0:
        return NO_PAIR
    return ONE_CATEGORY if coefficient in BY_CATEGORIES else NO_VARIATION


def _interval(
    prepared: NumberedRatings, coefficient: Coefficient, resamples: int, seed: int
) -> tuple[float, float]:
    codes = _compared(prepared.codes, coefficient)
    if np.isnan(coefficient_of(tally(codes, n_categories=prepared.n_categories), coefficient)):
        return float("nan"), float("nan")
    kinds, counts = np.unique(codes, axis=0, return_counts=True)
    _require_room(len(kinds), prepared.n_categories)
    sums = unit_sums(kinds, n_categories=prepared.n_categories)
    step = max(1, CHUNK // sums.shape[1])
    shape = {"n_coders": codes.shape[1], "n_categories": prepared.n_categories}
    values = [
        coefficient_of(Tally(sums=(weights[at : at + step] @ sums).T, **shape), coefficient)
        for weights in draws(counts, resamples=resamples, seed=seed)
        for at in range(0, len(weights), step)
    ]
    lower, upper = percentiles(np.concatenate(values))
    return float(lower), float(upper)


def _require_room(n_kinds: int, n_categories: int) -> None:
    if n_kinds * n_categories**2 > MOST_SUMS:
        raise AgreementError(
            f"{n_categories} categories are too many for an interval; group them, for example "
            "into classes of numbers"
        )


def _row(agreement: Agreement) -> dict[str, Any]:
    names = ("coefficient", "value", "observed", "expected", "standard_error", "n_units")
    return {name: getattr(agreement, name) for name in (*names, "n_coders", "undefined")}
