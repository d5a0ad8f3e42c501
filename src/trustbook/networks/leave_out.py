"""Leaving out one independent source at a time, and what a comparison of two rests on.

The deletion of one source at a time is the jackknife's (Quenouille 1956; Efron & Tibshirani 1993,
chapter 11); here it is read tie by tie, and no standard error is made of it.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from trustbook.networks.resampling import (
    CELLS,
    RESAMPLES,
    IncidenceMatrix,
    incidence_matrix,
    members,
    places,
    unit_draws,
    voices,
)
from trustbook.networks.whole_network import MEASURES, network_measures, tied_pairs
from trustbook.signed.edge_tables import Edges, Floats

LOST_TIES = ("unit", "ties", "vanish", "vanishing")
MEASURES_WITHOUT_EACH = ("unit", "measure", "value", "change")
MOST_COMPARED = 40  # stakeholders: with more, every two of them are too many to read
RECEIVED_WITHOUT_EACH = ("stakeholder", "net", "lowest", "highest")
COMPARISONS = (
    *("more", "less", "net_more", "net_less", "holds", "equal", "turned"),
    *("to_end", "to_reverse", "needed", "any_of"),
)


def lost_ties(rows: Edges, *, min_support: int = 1) -> pd.DataFrame:
    """How many ties each unit states, and which of them are lost without it.

    Parameters
    ----------
    rows : DataFrame or networkx graph
        One row (or edge) per tie and independent source that states it, as `incidence` returns
        them: source, target, sign (1, −1 or 0), unit and, where it matters, concept.
    min_support : int
        How many units have to state a tie.

    Returns
    -------
    DataFrame
        One row per unit: unit, ties, vanish (how many are lost) and vanishing (a list of them as
        source, target, concept). The units without which most ties are lost come first.

    Raises
    ------
    TableError
        Where a column is missing, a row has no unit, or a sign is none of 1, −1 and 0.

    References
    ----------
    Leaving out one source at a time is the jackknife's: Efron & Tibshirani (1993), An Introduction
    to the Bootstrap, chapter 11; no standard error is made of it here.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "P", "target": ["N", "N", "D"], "sign": 1,
    ...                      "unit": ["p1", "p2", "p2"]})
    >>> lost_ties(rows)[["unit", "ties", "vanish"]].values.tolist()
    [['p2', 2, 1], ['p1', 1, 0]]
    """
    matrix = incidence_matrix(rows)
    names = list(matrix.ties[["source", "target", "concept"]].itertuples(index=False, name=None))
    hinges = matrix.support == min_support
    is_tie = matrix.support >= min_support
    lines = []
    for unit, name in enumerate(matrix.units):
        own = matrix.entries.indices[matrix.entries.indptr[unit] : matrix.entries.indptr[unit + 1]]
        gone = [names[tie] for tie in sorted(own) if hinges[tie]]
        lines.append((name, int(is_tie[own].sum()), len(gone), gone))
    table = pd.DataFrame(lines, columns=list(LOST_TIES))
    order = ["vanish", "ties", "unit"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def measures_without_each(
    rows: Edges, *, min_support: int = 1, units: Iterable[str] | None = None
) -> pd.DataFrame:
    """Each measure of the whole network without each unit, and how far it moves.

    Parameters
    ----------
    rows : DataFrame or networkx graph
        One row (or edge) per tie and independent source that states it, as `incidence` returns
        them: source, target, sign (1, −1 or 0), unit and, where it matters, concept.
    min_support : int
        How many units have to state a tie.
    units : iterable of str, optional
        Units to add, which may state no tie.

    Returns
    -------
    DataFrame
        One row per unit and measure: unit, measure, value (without the unit) and change. Missing
        where the measure does not exist without the unit, or did not before.

    Raises
    ------
    TableError
        Where a column is missing, a row has no unit, or a sign is none of 1, −1 and 0.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 11.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "P", "target": ["N", "D"], "sign": 1, "unit": ["p1", "p2"]})
    >>> measures_without_each(rows).head(2)[["measure", "value", "change"]].values.tolist()
    [['ties', 1.0, -1.0], ['ties', 1.0, -1.0]]
    """
    matrix = incidence_matrix(rows, units=units)
    if matrix.ties.empty:
        return pd.DataFrame(columns=list(MEASURES_WITHOUT_EACH))
    pairs = tied_pairs(matrix.ties)
    before = network_measures(pairs, matrix.support[None, :], min_support=min_support)
    size = max(1, CELLS // pairs.widest)
    parts = [
        network_measures(pairs, matrix.support - matrix.entries[start : start + size].toarray(),
                 min_support=min_support)
        for start in range(0, len(matrix.units), size)
    ]  # fmt: skip
    values = {name: np.concatenate([part[name] for part in parts]) for name in MEASURES}
    wide = pd.DataFrame({"unit": matrix.units} | values)
    long = wide.melt("unit", var_name="measure", value_name="value")
    start_values = {name: value[0] for name, value in before.items()}
    moved = long.assign(change=long["value"] - long["measure"].map(start_values))
    return moved.reindex(columns=list(MEASURES_WITHOUT_EACH))


def received_without_each(rows: Edges) -> pd.DataFrame:
    """Units for each stakeholder less units against it, and its range without any single one.

    Parameters
    ----------
    rows : DataFrame or networkx graph
        One row (or edge) per tie and independent source that states it, as `incidence` returns
        them: source, target, sign (1, −1 or 0), unit and, where it matters, concept.

    Returns
    -------
    DataFrame
        One row per stakeholder: stakeholder, net, lowest and highest; the highest net first.

    Raises
    ------
    TableError
        Where a column is missing, a row has no unit, or a sign is none of 1, −1 and 0.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 11.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "P", "target": "N", "sign": [1, 1], "unit": ["p1", "p2"]})
    >>> received_without_each(rows).values.tolist()
    [['N', 2, 1, 1], ['P', 0, 0, 0]]
    """
    matrix = incidence_matrix(rows)
    if not matrix.units:
        return pd.DataFrame(columns=list(RECEIVED_WITHOUT_EACH))
    names = members(matrix.ties)
    counted = _contributions(matrix, names)
    net = np.asarray(counted.sum(axis=0)).ravel()
    highest, lowest = (
        ends.toarray().ravel() for ends in (counted.max(axis=0), counted.min(axis=0))
    )
    columns = {"net": net, "lowest": net - highest, "highest": net - lowest}
    table = pd.DataFrame({"stakeholder": names} | {k: v.astype(int) for k, v in columns.items()})
    return table.sort_values(["net", "stakeholder"], ascending=[False, True], ignore_index=True)


def comparisons(
    rows: Edges,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    units: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Every two stakeholders of which more is said for one, and what that rests on.

    More is said for one than for another when units for it less units against it are more;
    only pairs that ties connect, directly or over others, are compared, and only the 40
    stakeholders for or against whom most units speak.

    Parameters
    ----------
    rows : DataFrame or networkx graph
        One row (or edge) per tie and independent source that states it, as `incidence` returns
        them: source, target, sign (1, −1 or 0), unit and, where it matters, concept.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times units are drawn, with replacement.
    units : iterable of str, optional
        Units to add, which may state no tie.

    Returns
    -------
    DataFrame
        One row per pair: more, less, net_more and net_less (the two differences), holds, equal and
        turned (the shares of resamples in which the statement holds, both are even, and it is
        turned round), to_end and to_reverse (the fewest units that have to be left out so that it
        no longer holds, and is turned round; missing where no choice of units does), needed (the
        units in every smallest choice that ends it) and any_of (those in some of them). The least
        secure statements come first.

    Raises
    ------
    TableError
        Where a column is missing, a row has no unit, or a sign is none of 1, −1 and 0.

    References
    ----------
    Efron (1979), doi 10.1214/aos/1176344552.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "P", "target": ["N", "D"], "sign": [1, -1], "unit": "p1"})
    >>> comparisons(rows, seed=1, resamples=10)[["more", "less", "to_end"]].values.tolist()
    [['N', 'D', 1]]
    """
    matrix = incidence_matrix(rows, units=units)
    if not matrix.units:
        return pd.DataFrame(columns=list(COMPARISONS))
    names = members(matrix.ties)
    counted = _contributions(matrix, names)
    net = np.asarray(counted.sum(axis=0), dtype=np.float64).ravel()
    pairs = _pairs(matrix, _most_spoken_of(matrix, names), net)
    shares = _shares(counted, pairs, resamples=resamples, seed=seed)
    lines = [
        (
            *(names[more], names[less], int(net[more]), int(net[less]), *share),
            *_turning(counted[:, [more]] - counted[:, [less]], matrix.units),
        )
        for (more, less), share in zip(pairs, shares, strict=True)
    ]
    table = pd.DataFrame(lines, columns=list(COMPARISONS)).astype({"to_reverse": "Int64"})
    return table.sort_values(["to_end", "holds", "more", "less"], ignore_index=True)


def _contributions(matrix: IncidenceMatrix, names: list[str]) -> sparse.csc_array:
    """Units × stakeholders: 1 for a unit that speaks for one, −1 against, 0 for both or neither."""
    return sparse.csc_array(voices(matrix, names, sign=1) - voices(matrix, names, sign=-1))


def _most_spoken_of(matrix: IncidenceMatrix, names: list[str]) -> list[int]:
    """The places of the stakeholders that are compared: those of whom most units speak."""
    towards = [voices(matrix, names, sign=sign).sum(axis=0) for sign in (1, -1)]
    n_voices = np.asarray(towards[0] + towards[1])
    order = np.argsort(-n_voices, kind="stable")
    return sorted(int(place) for place in order[:MOST_COMPARED] if n_voices[place])


def _pairs(matrix: IncidenceMatrix, spoken: list[int], net: Floats) -> list[tuple[int, int]]:
    """The places of the stakeholders compared, the one for whom more is said first."""
    names = members(matrix.ties)
    ends = [places(matrix.ties[end], names) for end in ("source", "target")]
    shape = (len(names), len(names))
    graph = sparse.csr_array((np.ones(len(matrix.ties)), (ends[0], ends[1])), shape=shape)
    _, part = connected_components(graph, directed=False)
    return [
        (one, other)
        for one in spoken
        for other in spoken
        if net[one] > net[other] and part[one] == part[other]
    ]


def _shares(
    counted: sparse.csc_array, pairs: list[tuple[int, int]], *, resamples: int, seed: int
) -> list[tuple[float, float, float]]:
    """For each pair the shares of resamples in which the first has more, as much and less."""
    if not pairs:
        return []
    more, less = np.array(pairs).T
    size = max(1, CELLS // max(len(pairs), counted.shape[0]))
    counts = np.zeros((len(pairs), 3))
    for weights in unit_draws(counted.shape[0], resamples=resamples, seed=seed, rows=size):
        net = weights @ counted
        ahead = np.sign(net[:, more] - net[:, less])
        counts += np.stack([(ahead == sign).sum(axis=0) for sign in (1, 0, -1)], axis=1)
    return [(float(a), float(e), float(b)) for a, e, b in counts / resamples]


def _turning(
    difference: sparse.csc_array, units: tuple[str, ...]
) -> tuple[int, int | None, list[str], list[str]]:
    """How few units end and turn round a statement, and which: those that speak for it most.

    A unit adds −2 to 2 to the difference, so leaving out the largest first is exact. A unit is
    in some smallest choice when the k − 1 largest others and itself reach the difference, and in
    every one when the k largest others do not.
    """
    for_it = [
        (units[i], float(v)) for i, v in zip(difference.indices, difference.data, strict=True)
    ]
    speaking = sorted((-v, name) for name, v in for_it if v > 0)
    total = float(difference.sum())
    sizes = np.array([-v for v, _ in speaking])
    reached = np.cumsum(sizes)
    k = int(np.searchsorted(reached, total)) + 1
    reverse = int(np.searchsorted(reached, total + 1)) + 1
    needed, any_of = [], []
    for place, (_, name) in enumerate(speaking):
        others = np.delete(sizes[: k + 1], place) if place <= k else sizes
        if others[:k].sum() < total or len(others) < k:
            needed.append(name)
        elif others[: k - 1].sum() + sizes[place] >= total:
            any_of.append(name)
    return k, reverse if reverse <= len(sizes) else None, needed, any_of
