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
    MEASURES,
    RESAMPLES,
    Array,
    IncidenceMatrix,
    incidence_matrix,
    members,
    network_measures,
    places,
    unit_draws,
    voices,
)

LOST_TIES = ("unit", "ties", "vanish", "vanishing")
MEASURES_WITHOUT_EACH = ("unit", "measure", "value", "change")
RECEIVED_WITHOUT_EACH = ("stakeholder", "net", "lowest", "highest")
COMPARISONS = (
    *("more", "less", "net_more", "net_less", "holds", "equal", "turned"),
    *("to_end", "to_reverse", "needed", "any_of"),
)


def lost_ties(rows: pd.DataFrame, *, min_support: int = 1) -> pd.DataFrame:
    """One row a unit: how many ties it states, and which are gone without it.

    `vanishing` lists ties as (source, target, concept). The units without which most ties are
    gone come first.
    """
    found = incidence_matrix(rows)
    names = list(found.ties[["source", "target", "concept"]].itertuples(index=False, name=None))
    hinges = found.support == min_support
    kept = found.support >= min_support
    lines = []
    for unit, name in enumerate(found.units):
        own = found.matrix.indices[found.matrix.indptr[unit] : found.matrix.indptr[unit + 1]]
        gone = [names[tie] for tie in sorted(own) if hinges[tie]]
        lines.append((name, int(kept[own].sum()), len(gone), gone))
    table = pd.DataFrame(lines, columns=list(LOST_TIES))
    order = ["vanish", "ties", "unit"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def measures_without_each(
    rows: pd.DataFrame, *, min_support: int = 1, units: Iterable[str] | None = None
) -> pd.DataFrame:
    """One row a unit and a measure: its value without the unit, and how far that is from before.

    `units` adds units that state no tie. NaN where the measure does not exist without the unit,
    or did not before.
    """
    found = incidence_matrix(rows, units=units)
    if found.ties.empty:
        return pd.DataFrame(columns=list(MEASURES_WITHOUT_EACH))
    before = network_measures(found, found.support[None, :], min_support=min_support)
    size = max(1, CELLS // max(len(members(found.ties)) ** 2, len(found.ties), 1))
    parts = [
        network_measures(found, found.support - found.matrix[start : start + size].toarray(),
                 min_support=min_support)
        for start in range(0, len(found.units), size)
    ]  # fmt: skip
    values = {name: np.concatenate([part[name] for part in parts]) for name in MEASURES}
    wide = pd.DataFrame({"unit": found.units} | values)
    long = wide.melt("unit", var_name="measure", value_name="value")
    start_values = {name: value[0] for name, value in before.items()}
    moved = long.assign(change=long["value"] - long["measure"].map(start_values))
    return moved.reindex(columns=list(MEASURES_WITHOUT_EACH))


def received_without_each(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a stakeholder: units for it less units against it, and its range without any one."""
    found = incidence_matrix(rows)
    if not found.units:
        return pd.DataFrame(columns=list(RECEIVED_WITHOUT_EACH))
    names = members(found.ties)
    counted = _contributions(found, names)
    net = np.asarray(counted.sum(axis=0)).ravel()
    highest, lowest = (
        ends.toarray().ravel() for ends in (counted.max(axis=0), counted.min(axis=0))
    )
    columns = {"net": net, "lowest": net - highest, "highest": net - lowest}
    table = pd.DataFrame({"stakeholder": names} | {k: v.astype(int) for k, v in columns.items()})
    return table.sort_values(["net", "stakeholder"], ascending=[False, True], ignore_index=True)


def comparisons(
    rows: pd.DataFrame,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    units: Iterable[str] | None = None,
) -> pd.DataFrame:
    """One row a pair of stakeholders of which one is trusted more, and what that rests on.

    `more` is trusted more than `less` when units for it less units against it are more; only pairs
    that ties connect, directly or over others, are compared. Columns: the two differences,
    the shares of resamples in which the statement holds, in which both are even (`equal`) and in
    which it is turned round; `to_end`, the fewest units that have to be left out so that it no
    longer holds, and `to_reverse`, so that it is turned round (NA where no choice of units does).
    `needed` lists the units in every smallest choice that ends it, `any_of` those in some of them.
    The least secure statements come first.
    """
    found = incidence_matrix(rows, units=units)
    if not found.units:
        return pd.DataFrame(columns=list(COMPARISONS))
    names = members(found.ties)
    counted = _contributions(found, names)
    net = np.asarray(counted.sum(axis=0), dtype=np.float64).ravel()
    pairs = _pairs(found, names, net)
    shares = _shares(counted, pairs, resamples=resamples, seed=seed)
    lines = [
        (
            *(names[more], names[less], int(net[more]), int(net[less]), *share),
            *_turning(counted[:, [more]] - counted[:, [less]], found.units),
        )
        for (more, less), share in zip(pairs, shares, strict=True)
    ]
    table = pd.DataFrame(lines, columns=list(COMPARISONS)).astype({"to_reverse": "Int64"})
    return table.sort_values(["to_end", "holds", "more", "less"], ignore_index=True)


def _contributions(found: IncidenceMatrix, names: list[str]) -> sparse.csc_array:
    """Units × stakeholders: 1 for a unit that speaks for one, −1 against, 0 for both or neither."""
    return sparse.csc_array(voices(found, names, sign=1) - voices(found, names, sign=-1))


def _pairs(found: IncidenceMatrix, names: list[str], net: Array) -> list[tuple[int, int]]:
    """The places of the stakeholders compared, the one trusted more first."""
    ends = [places(found.ties[end], names) for end in ("source", "target")]
    shape = (len(names), len(names))
    graph = sparse.csr_array((np.ones(len(found.ties)), (ends[0], ends[1])), shape=shape)
    _, part = connected_components(graph, directed=False)
    spoken = {int(place) for place in ends[1][found.ties["sign"].to_numpy() != 0]}
    return [
        (one, other)
        for one in sorted(spoken)
        for other in sorted(spoken)
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
    found = np.zeros((len(pairs), 3))
    for weights in unit_draws(counted.shape[0], resamples=resamples, seed=seed, rows=size):
        net = weights @ counted
        ahead = np.sign(net[:, more] - net[:, less])
        found += np.stack([(ahead == sign).sum(axis=0) for sign in (1, 0, -1)], axis=1)
    return [(float(a), float(e), float(b)) for a, e, b in found / resamples]


def _turning(
    difference: sparse.csc_array, units: tuple[str, ...]
) -> tuple[int, int | None, list[str], list[str]]:
    """How few units end and turn round a statement, and which: those that speak for it most.

    A unit adds −2 to 2 to the difference, so leaving out the largest first is exact. A unit stands
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
