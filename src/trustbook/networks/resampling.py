"""Resampling independent sources: how much ties and measures depend on single ones.

The bootstrap (Efron 1979, doi 10.1214/aos/1176344552; Efron & Tibshirani 1993, An Introduction to
the Bootstrap) draws as many independent sources as there are, with replacement, and counts again.
Intervals are percentile intervals of what was counted. Where the sources are excerpts that authors
chose to publish, an interval tells how far a number depends on single excerpts; it is no statement
about a population from which they were drawn.

Everything here takes an incidence: one row per tie and independent source that states it, with
the columns source (truster), target (trustee), sign (+1, −1 or 0), unit (the independent source)
and, where ties of one sign are told apart, concept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, special

from trustbook.corpus.findings import require_columns
from trustbook.errors import TableError
from trustbook.networks.whole_network import MEASURES, network_measures, tied_pairs
from trustbook.signed import edge_table
from trustbook.signed.edge_tables import Edges, Floats

TIE = ["source", "target", "concept", "sign"]
INCIDENCE = (*TIE, "unit")
RESAMPLED_TIES = (*TIE, "support", "presence", "low", "high", "leave_out")
RESAMPLED_RECEIVED = (
    *("stakeholder", "positive", "negative", "net", "low", "high"),
    *("above_zero", "below_zero"),
)
RESAMPLED_MEASURES = ("measure", "value", "low", "high", "defined")
RESAMPLES = 10_000
CELLS = 250_000  # numbers held at a time while drawing: they stay in the processor's cache


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidenceMatrix:
    """Which unit states which tie: the ties and units in order, and a matrix units × ties."""

    ties: pd.DataFrame
    units: tuple[str, ...]
    entries: sparse.csr_array

    @property
    def support(self) -> Floats:
        """How many units state each tie."""
        return np.asarray(self.entries.sum(axis=0), dtype=np.float64).ravel()


def incidence(ties: pd.DataFrame) -> pd.DataFrame:
    """Which independent source states which tie: what resampling and leaving out work on.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.

    Returns
    -------
    DataFrame
        One row per tie and source: source (truster), target (trustee), concept, sign and unit
        (the independent source).

    Examples
    --------
    >>> rows = pd.DataFrame({"truster": ["P"], "trustee": ["N"], "concept": ["trust"], "sign": [1],
    ...                      "sources": [["p1", "p2"]]})
    >>> incidence(rows)["unit"].tolist()
    ['p1', 'p2']
    """
    names = {"truster": "source", "trustee": "target", "sources": "unit"}
    rows = ties[["truster", "trustee", "concept", "sign", "sources"]].explode("sources")
    return rows.rename(columns=names).reindex(columns=list(INCIDENCE)).reset_index(drop=True)


def incidence_matrix(rows: Edges, *, units: Iterable[str] | None = None) -> IncidenceMatrix:
    """The incidence as a matrix; a tie that a unit states twice counts once.

    Ties are ordered by their names, units by theirs, so that the order of rows changes nothing.
    `units` adds units that state no tie. TableError where a column is missing, a row has no unit
    or a sign is none of +1, −1 and 0.
    """
    table = edge_table(rows, directed=True)
    require_columns(table, ["source", "target", "sign", "unit"], table="the incidence")
    if table["unit"].isna().any():
        raise TableError("the incidence has rows without a unit; say which source states each")
    if not table["sign"].isin([1, -1, 0]).all():
        raise TableError("the incidence has a sign that is none of 1, -1 and 0")
    complete = table.assign(concept=table.get("concept", ""))
    once = complete[list(INCIDENCE)].drop_duplicates().sort_values(list(INCIDENCE))
    ties = once[TIE].drop_duplicates().reset_index(drop=True)
    names = sorted({*once["unit"], *(units or ())})
    place = ties.assign(column=ties.index)
    columns = once.merge(place, on=TIE)["column"].to_numpy()
    lines = places(once["unit"], names)
    ones = np.ones(len(once))
    shape = (len(names), len(ties))
    entries = sparse.csr_array((ones, (lines, columns)), shape=shape)
    return IncidenceMatrix(ties=ties, units=tuple(names), entries=entries)


def unit_draws(n: int, *, resamples: int, seed: int, rows: int = 0) -> Iterator[Floats]:
    """How often each of `n` units is drawn, resample by resample, `rows` resamples at a time.

    Each resample draws n units with replacement: multinomial counts with equal chances. The same
    seed gives the same counts, however many come at a time.
    """
    random = np.random.default_rng(seed)
    size = min(resamples, rows or max(1, CELLS // max(n, 1)))
    for start in range(0, resamples, size):
        lines = min(size, resamples - start)
        choices = random.integers(0, n, (lines, n)) + n * np.arange(lines)[:, None]
        counted = np.bincount(choices.ravel(), minlength=n * lines)
        yield counted.reshape(lines, n).astype(np.float64)


def resampled_ties(
    rows: Edges,
    *,
    min_support: int = 1,
    coverage: float = 0.95,
    units: Iterable[str] | None = None,
) -> pd.DataFrame:
    """How each tie fares when units are drawn again, with replacement.

    Nothing is drawn: the support of a tie of k of n units in a resample follows the binomial
    distribution of n and k/n, so that where `min_support` is 1 the tie is present with the chance
    1 − (1 − k/n)ⁿ.

    Parameters
    ----------
    rows : DataFrame or networkx graph
        One row (or edge) per tie and independent source that states it, as `incidence` returns
        them: source, target, sign (1, −1 or 0), unit and, where it matters, concept.
    min_support : int
        How many units have to state a tie.
    coverage : float
        The share of resamples that an interval covers.
    units : iterable of str, optional
        Units to add, which may state no tie.

    Returns
    -------
    DataFrame
        One row per tie with at least `min_support` units: source, target, concept, sign, support
        (units), presence (the chance that a resample keeps `min_support` of them), low and high
        (percentile interval of the support) and leave_out (the fewest units without which it is
        gone). The best supported ties come first.

    Raises
    ------
    TableError
        Where a column is missing, a row has no unit, or a sign is none of 1, −1 and 0.

    References
    ----------
    Efron (1979), doi 10.1214/aos/1176344552.

    Examples
    --------
    One of two units states the tie: both draws miss it with the chance ½ × ½.

    >>> rows = pd.DataFrame({"source": ["P"], "target": ["N"], "sign": [1], "unit": ["p1"]})
    >>> float(resampled_ties(rows, units=["p2"])["presence"].iloc[0])
    0.75
    """
    matrix = incidence_matrix(rows, units=units)
    if not matrix.units:
        return pd.DataFrame(columns=list(RESAMPLED_TIES))
    supported = np.flatnonzero(matrix.support >= min_support)
    support, n = matrix.support[supported].astype(int), len(matrix.units)
    tail = tail_of(coverage)
    low, high = (_binomial_quantile(end, n, support) for end in (tail, 1 - tail))
    table = matrix.ties.iloc[supported].assign(
        support=support,
        presence=special.bdtrc(min_support - 1, n, support / n),
        low=low,
        high=high,
        leave_out=support - min_support + 1,
    )
    order = ["support", *TIE]
    ordered = table.sort_values(order, ascending=[False, *[True] * len(TIE)])
    return ordered.reindex(columns=list(RESAMPLED_TIES)).reset_index(drop=True)


def resampled_received(
    rows: Edges,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    coverage: float = 0.95,
    units: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Units that speak for each stakeholder less those that speak against it, with an interval.

    A unit counts once for and once against a stakeholder, however many ties it states.

    Parameters
    ----------
    rows : DataFrame or networkx graph
        One row (or edge) per tie and independent source that states it, as `incidence` returns
        them: source, target, sign (1, −1 or 0), unit and, where it matters, concept.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times units are drawn, with replacement.
    coverage : float
        The share of resamples that an interval covers.
    units : iterable of str, optional
        Units to add, which may state no tie.

    Returns
    -------
    DataFrame
        One row per stakeholder: stakeholder, positive, negative, net (their difference), low and
        high (percentile interval of net), above_zero and below_zero (shares of resamples). The
        highest net comes first.

    Raises
    ------
    TableError
        Where a column is missing, a row has no unit, or a sign is none of 1, −1 and 0.

    References
    ----------
    Efron (1979), doi 10.1214/aos/1176344552; Efron & Tibshirani (1993), An Introduction to the
    Bootstrap.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "P", "target": "N", "sign": [1, 1], "unit": ["p1", "p2"]})
    >>> resampled_received(rows, seed=1, resamples=100)[["net", "low", "high"]].values.tolist()
    [[2, 2, 2], [0, 0, 0]]
    """
    matrix = incidence_matrix(rows, units=units)
    if not matrix.units:
        return pd.DataFrame(columns=list(RESAMPLED_RECEIVED))
    names = members(matrix.ties)
    towards = {sign: voices(matrix, names, sign=sign) for sign in (1, -1)}
    net = _counts(towards[1] - towards[-1], resamples=resamples, seed=seed)
    low, high = percentiles(net, coverage)
    counted = {sign: np.asarray(towards[sign].sum(axis=0)).astype(int) for sign in towards}
    table = pd.DataFrame(
        {
            "stakeholder": names,
            "positive": counted[1],
            "negative": counted[-1],
            "net": counted[1] - counted[-1],
            "low": low.astype(int),
            "high": high.astype(int),
            "above_zero": (net > 0).mean(axis=0),
            "below_zero": (net < 0).mean(axis=0),
        },
        columns=list(RESAMPLED_RECEIVED),
    )
    return table.sort_values(["net", "stakeholder"], ascending=[False, True], ignore_index=True)


def resampled_measures(  # noqa: PLR0913 - all but one are named
    rows: Edges,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    min_support: int = 1,
    coverage: float = 0.95,
    units: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Each measure of the whole network: its value, its interval, and how often it exists.

    Measures are ties (with a sign), positive_share (of them), reciprocity and disagreement (the
    shares of positive ties that a positive and a negative tie answers), triad_balance (the share of
    balanced triangles, where a pair of both signs closes none) and majority_balance (where such a
    pair has the sign of most sources).

    Parameters
    ----------
    rows : DataFrame or networkx graph
        One row (or edge) per tie and independent source that states it, as `incidence` returns
        them: source, target, sign (1, −1 or 0), unit and, where it matters, concept.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times units are drawn, with replacement.
    min_support : int
        How many units have to state a tie.
    coverage : float
        The share of resamples that an interval covers.
    units : iterable of str, optional
        Units to add, which may state no tie.

    Returns
    -------
    DataFrame
        One row per measure: measure, value, low, high and defined. A measure that does not exist in
        a resample (a share of no triangles) is left out of the interval; `defined` is the share of
        resamples in which it exists. What does not exist in the network itself has no interval.

    Raises
    ------
    TableError
        Where a column is missing, a row has no unit, or a sign is none of 1, −1 and 0.

    References
    ----------
    Efron (1979), doi 10.1214/aos/1176344552; balance: Cartwright & Harary (1956), doi
    10.1037/h0046049.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "P", "target": "N", "sign": [1, 1], "unit": ["p1", "p2"]})
    >>> resampled_measures(rows, seed=1, resamples=100).values.tolist()[0]
    ['ties', 1.0, 1.0, 1.0, 1.0]
    """
    matrix = incidence_matrix(rows, units=units)
    if not matrix.units:
        return pd.DataFrame(columns=list(RESAMPLED_MEASURES))
    pairs = tied_pairs(matrix.ties)
    size = max(len(matrix.units), pairs.widest)
    draws = unit_draws(
        len(matrix.units), resamples=resamples, seed=seed, rows=max(1, CELLS // size)
    )
    parts = [
        network_measures(pairs, weights @ matrix.entries, min_support=min_support)
        for weights in draws
    ]
    values = network_measures(pairs, matrix.support[None, :], min_support=min_support)
    rows_of = [
        _measure_row(name, values[name][0], np.concatenate([p[name] for p in parts]), coverage)
        for name in MEASURES
    ]
    return pd.DataFrame(rows_of, columns=list(RESAMPLED_MEASURES))


def places(values: pd.Series, names: Sequence[str]) -> NDArray[np.intp]:
    """The place of each value in `names`."""
    return pd.Index(list(names), dtype="str").get_indexer(pd.Index(values, dtype="str"))


def members(ties: pd.DataFrame) -> list[str]:
    """The stakeholders of the ties, in the order of their names."""
    return sorted({*ties["source"], *ties["target"]})


def voices(matrix: IncidenceMatrix, names: Sequence[str], *, sign: int) -> sparse.csr_array:
    """Units × stakeholders: 1 where a unit states any tie of this sign towards the stakeholder."""
    signed = matrix.ties["sign"].to_numpy() == sign
    columns = places(matrix.ties.loc[signed, "target"], names)
    lines = np.flatnonzero(signed)
    shape = (len(matrix.ties), len(names))
    towards = sparse.csr_array((np.ones(len(lines)), (lines, columns)), shape=shape)
    return sparse.csr_array((matrix.entries @ towards).minimum(1))


def percentiles(values: Floats, coverage: float) -> tuple[Floats, Floats]:
    """The lower and upper end of the percentile interval of each column; ends are values drawn."""
    tail = tail_of(coverage)
    ends = np.quantile(values, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return ends[0], ends[1]


def _binomial_quantile(chance: float, n: int, support: NDArray[np.intp]) -> NDArray[np.intp]:
    """The least number that n draws with the chance support/n do not exceed with this chance.

    Several ties share a support, and it is worked out once for each.
    """
    different, place = np.unique(support, return_inverse=True)
    reached = special.bdtr(np.arange(n + 1), n, different[:, None] / n) >= chance
    return np.asarray(reached.argmax(axis=1)[place])


def tail_of(coverage: float) -> float:
    """The share of resamples below an interval, and above it."""
    return round((1 - coverage) / 2, 12)  # .025, not .02500000000000002


def _counts(matrix: sparse.csr_array, *, resamples: int, seed: int) -> Floats:
    """Resamples × columns of the matrix: the sum of each column over the units drawn."""
    draws = unit_draws(matrix.shape[0], resamples=resamples, seed=seed)
    return np.vstack([weights @ matrix for weights in draws])


def _measure_row(
    name: str, value: float, values: Floats, coverage: float
) -> tuple[str, float, float, float, float]:
    defined = values[~np.isnan(values)]
    exists = len(defined) > 0 and not np.isnan(value)
    low, high = percentiles(defined[:, None], coverage) if exists else ([np.nan], [np.nan])
    return name, float(value), float(low[0]), float(high[0]), len(defined) / len(values)
