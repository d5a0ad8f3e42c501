"""What no two sides can cost less than: unbalanced cycles that share the ties they pass.

Each unbalanced cycle holds a frustrated tie, whatever the sides. So if cycles are counted in such a
way that no tie is used beyond its weight, their number is one that the frustration cannot fall
below. The largest such number is a linear program. Its cycles are too many to write down, so only
those are that matter: the program gives each tie a length, and cycles shorter than 1 are added,
the shortest first, until there is none.

Source: Barahona & Mahjoub (1986), Mathematical Programming 36, 157–173, doi 10.1007/BF02592023.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
import scipy
from scipy import sparse
from scipy.sparse import csgraph

from trustbook.signed.edge_tables import Floats, Places, Truths
from trustbook.signed.side_search import Pull

ROUNDS = 12
_SAFE = 1e-6
_STEP = 1e-4  # what each tie adds to a length, so that of equal cycles the one of few ties is taken
_ENTRIES = 4_000_000  # distances held at a time
_LOOKED_AT = 100_000_000  # ties that a search for cycles looks at in about a second
_SHARE = 3  # of the searches that are left, one part goes into a turn

Cycle = tuple[int, ...]  # the places of its ties


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ties:
    """The ties of a block: their ends, their weights, and whether they suit the sides."""

    n: int
    i: Places
    j: Places
    weight: Places
    frustrated: Truths

    def cover(self, length: Floats) -> sparse.csr_array:
        """The network on two copies of each node; frustrated ties lead to the other copy."""
        n, cross = self.n, self.frustrated * self.n
        ends = (
            np.concatenate([self.i, self.i + n]),
            np.concatenate([self.j + cross, self.j + n - cross]),
        )
        return sparse.csr_array((np.tile(length, 2), ends), shape=(2 * n, 2 * n))


def cycle_bound(n: int, pulls: list[Pull], sides: Truths, *, seconds: float) -> int:
    """A whole number that the cost of no sides falls below; no larger than that of these `sides`.

    Each of up to a dozen programs may take its share of `seconds`, and so may the search for
    cycles, as far as the number of ties looked at tells its time: what it finds does not depend on
    the machine.
    """
    i, j, pull = (np.array(part, dtype="int64") for part in zip(*pulls, strict=True))
    ties = _Ties(n=n, i=i, j=j, weight=abs(pull), frustrated=(sides[i] == sides[j]) == (pull < 0))
    enough = int(ties.weight[ties.frustrated].sum())
    length, cycles, bound = np.zeros(len(pulls)), dict[Cycle, None](), 0
    searches = seconds * _LOOKED_AT / (4 * len(pulls))  # each looks at both copies, both ways
    for turn in range(ROUNDS):
        starts = _starts(ties, length, most=int(searches / _SHARE), turn=turn)
        searches -= len(starts)
        new = dict.fromkeys(_short_cycles(ties, length, starts))
        if new.keys() <= cycles.keys():
            break
        cycles |= new
        answer = _packed(list(cycles), ties.weight, seconds / ROUNDS)
        if answer is None:
            break
        packed, length = answer
        bound = max(bound, ceil(packed - _SAFE))
        if bound >= enough:
            break
    return min(bound, enough) + int(pull[pull < 0].sum())


def _starts(ties: _Ties, length: Floats, *, most: int, turn: int) -> Places:
    """The frustrated ties from which cycles are sought: all, or so many, others in each turn."""
    starts = np.flatnonzero(ties.frustrated & (length < 1 - _SAFE))
    if len(starts) > max(1, most):
        every = np.arange(max(1, most)) * len(starts) // max(1, most)
        starts = starts[(every + turn) % len(starts)]
    return starts[np.argsort(ties.i[starts], kind="stable")]


def _short_cycles(ties: _Ties, length: Floats, starts: Places) -> list[Cycle]:
    """For each of these ties the shortest unbalanced cycle that passes it, if shorter than 1.

    Any unbalanced cycle passes an odd number of ties that do not suit the sides, and back to the
    same copy of a node leads an even number of them.
    """
    graph = ties.cover(length + _STEP)
    limit = 1 - _SAFE if length.any() else np.inf
    size = max(1, _ENTRIES // graph.shape[0])
    place = dict(
        zip(zip(*np.sort([ties.i, ties.j], axis=0), strict=True), range(len(length)), strict=True)
    )
    cycles: list[Cycle] = []
    for at in range(0, len(starts), size):
        chunk = starts[at : at + size]
        nodes, row = np.unique(ties.i[chunk], return_inverse=True)
        apart, before = csgraph.dijkstra(
            graph, directed=False, indices=nodes, return_predecessors=True, limit=limit
        )
        near = apart[row, ties.j[chunk]] + length[chunk] < limit
        for tie, k in zip(chunk[near], row[near], strict=True):
            cycle = [int(tie), *_way_back(before[k], ties, int(tie), place)]
            if len(set(cycle)) == len(cycle):
                cycles.append(tuple(sorted(cycle)))
    return cycles


def _way_back(
    before: Places, ties: _Ties, tie: int, place: dict[tuple[int, int], int]
) -> list[int]:
    """The ties of the shortest way from one end of a tie to the other, in the same copy."""
    way, node, start = [], int(ties.j[tie]), int(ties.i[tie])
    while node != start:
        last = int(before[node])
        one, other = sorted((last % ties.n, node % ties.n))
        way.append(place[one, other])
        node = last
    return way


def _packed(cycles: list[Cycle], weight: Places, seconds: float) -> tuple[float, Floats] | None:
    """How many of the cycles the ties can hold, and a length for each tie; none without an answer.

    The number is that of the dual, made smaller until no tie is used beyond its weight, so that it
    holds whatever the tolerance of the solver.
    """
    row = np.repeat(np.arange(len(cycles)), [len(cycle) for cycle in cycles])
    used, column = np.unique(np.concatenate([np.array(c) for c in cycles]), return_inverse=True)
    passes = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(len(cycles), len(used)))
    answer = scipy.optimize.linprog(
        weight[used],
        A_ub=-passes,  # type: ignore[call-overload]  # the stubs know no sparse one
        b_ub=-np.ones(len(cycles)),
        bounds=(0, 1),
        method="highs",
        options={"time_limit": seconds},
    )
    if answer.status != 0:
        return None
    length = np.zeros(len(weight))
    length[used] = answer.x
    number = np.maximum(0, -answer.ineqlin.marginals)
    load = passes.T @ number
    over = np.maximum(0, load - weight[used]).sum()
    return float(number.sum() - over), length
