"""All ways to divide the nodes of one block of a signed network in two at the smallest cost.

A block is part of a network that stays connected when any one node is left out. What a network
costs is the sum over its blocks, and its best partitions are put together from those of its blocks,
so trees cost nothing and large networks fall into small pieces.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import ceil

import numpy as np
import scipy
from scipy import sparse

from trustbook.signed.cycle_bound import cycle_bound
from trustbook.signed.edge_tables import Places, Truths
from trustbook.signed.side_search import Pull, cost_bound, cost_of, good_sides

ENUMERATED = 20
_CHUNK = 1 << 16
_MOST_TRIANGLES = 20_000
_SAFE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSides:
    """The least cost of a block above that of leaving all together, and the sides that reach it.

    `sides` has one row per solution, whose first node is always on side 0. `all_found` says whether
    every solution is listed, `proved` whether the cost is certainly the least; `bound` is below it.
    """

    cost: int
    sides: Truths
    all_found: bool
    proved: bool
    bound: float


def best_sides(
    n: int, pulls: list[Pull], *, most: int, node_limit: int, seconds: float
) -> BlockSides:
    """The best two sides of a block of `n` nodes: by enumeration when small, else by search.

    What is met by searching is proved by cycles, or else by an integer program. Each of the three,
    with the list of all that are as good, may take so many seconds.
    """
    if n <= ENUMERATED:
        return _enumerated(n, pulls, most)
    sides = good_sides(n, pulls)
    bound = max(cost_bound(n, pulls), cycle_bound(n, pulls, sides, seconds=seconds))
    return _programmed(
        _Rows(n, pulls, node_limit=node_limit), sides, bound=bound, most=most, seconds=seconds
    )


def _enumerated(n: int, pulls: list[Pull], most: int) -> BlockSides:
    """Every way to divide the block, the first node on side 0; in order of their binary numbers."""
    least, best, number = 0, [0], 1
    for start in range(0, 1 << (n - 1), _CHUNK):
        numbers = np.arange(start, min(start + _CHUNK, 1 << (n - 1)), dtype="int64")
        cost = np.zeros(len(numbers), dtype="int64")
        for i, j, pull in pulls:
            cost += pull * (_bit(numbers, i) ^ _bit(numbers, j))
        lowest = int(cost.min())
        at = numbers[cost == min(lowest, least)]
        if lowest < least or start == 0:
            least, best, number = lowest, list(at[:most]), len(at)
        elif len(at):
            best, number = best + list(at[: most - len(best)]), number + len(at)
    numbers = np.array(best, dtype="int64")
    sides = np.stack([_bit(numbers, i) for i in range(n)], axis=1).astype(bool)
    return BlockSides(
        cost=least, sides=sides, all_found=number == len(best), proved=True, bound=least
    )


def _bit(numbers: Places, node: int) -> Places:
    """Which side the node is on in each numbered way; the first node is always on side 0."""
    return (numbers >> (node - 1)) & 1 if node else np.zeros_like(numbers)


def _programmed(
    rows: "_Rows", sides: Truths, *, bound: int, most: int, seconds: float
) -> BlockSides:
    """The best ways by integer programming, at least as good as `sides`."""
    if bound < cost_of(sides, rows.pulls):
        solved, below = rows.best(sides, seconds)
        sides = min(sides, solved, key=lambda one: cost_of(one, rows.pulls))
        bound = max(bound, below)
    cost = cost_of(sides, rows.pulls)
    proved = cost == bound
    optimal, exhausted = rows.all_of(sides, most, seconds) if proved else ([sides], False)
    return BlockSides(
        cost=cost,
        sides=np.array(sorted(map(tuple, optimal)), dtype=bool),
        all_found=exhausted,
        proved=proved,
        bound=bound,
    )


def _near(sides: Truths, pulls: list[Pull]) -> Iterator[Truths]:
    """The sides that cost as much and differ in one node, or in two that are tied.

    Two nodes without a tie change nothing together that each does not change by itself, because
    from the best sides no single step leads to better ones.
    """
    i, j, pull = np.array(pulls).T
    won = np.where(sides[i] == sides[j], pull, -pull)
    worth = np.bincount(i, won, len(sides)) + np.bincount(j, won, len(sides))
    pairs = worth[i] + worth[j] == 2 * won
    single = np.flatnonzero(worth == 0)
    for step in [*single[:, None], *np.stack([i[pairs], j[pairs]], axis=1)]:
        other = sides.copy()
        other[step] = ~other[step]
        yield other ^ other[0]


class _Rows:
    """The growing program: sides x of the nodes, and for each pair whether it is separated."""

    def __init__(self, n: int, pulls: list[Pull], *, node_limit: int) -> None:
        self.n, self.pulls, self.node_limit = n, pulls, node_limit
        self.objective = np.array([0.0] * n + [float(pull) for _, _, pull in pulls])
        self.entries: list[tuple[list[int], list[float], float]] = []
        for k, (i, j, pull) in enumerate(pulls):
            self._pair(i, j, n + k, together=pull > 0)
        self._triangles()

    def _pair(self, i: int, j: int, apart: int, *, together: bool) -> None:
        """A pair that pulls together counts as separated at least when it is, else at most then."""
        if together:
            self.entries.append(([i, j, apart], [1.0, -1.0, -1.0], 0.0))
            self.entries.append(([j, i, apart], [1.0, -1.0, -1.0], 0.0))
        else:
            self.entries.append(([apart, i, j], [1.0, -1.0, -1.0], 0.0))
            self.entries.append(([apart, i, j], [1.0, 1.0, 1.0], 2.0))

    def _triangles(self) -> None:
        """Of three pairs of a triangle none or two are separated: cuts that speed up the search."""
        place = {(i, j): self.n + k for k, (i, j, _) in enumerate(self.pulls)}
        near: dict[int, set[int]] = {i: set() for i in range(self.n)}
        for i, j in place:
            near[i].add(j)
        triangles = (
            (place[u, v], place[u, w], place[v, w])
            for u in range(self.n)
            for v, w in combinations(sorted(near[u]), 2)
            if (v, w) in place
        )
        for _, (a, b, c) in zip(range(_MOST_TRIANGLES), triangles, strict=False):
            self.entries.append(([a, b, c], [1.0, 1.0, 1.0], 2.0))
            for one, *others in ([a, b, c], [b, a, c], [c, a, b]):
                self.entries.append(([one, *others], [1.0, -1.0, -1.0], 0.0))

    def best(self, start: Truths, seconds: float) -> tuple[Truths, int]:
        """The best sides met, `start` included, and a whole number that none falls below.

        As costs are whole numbers, the search may end when it is within less than one of them.
        """
        gap = 0.9 / max(1, -cost_of(start, self.pulls))
        answer = self._answer(seconds, gap)
        bound = answer.get("mip_dual_bound")
        lowest = -sum(abs(pull) for _, _, pull in self.pulls)
        below = lowest if bound is None or not np.isfinite(bound) else ceil(bound - _SAFE)
        return (start if answer.x is None else self._sides(answer)), below

    def all_of(self, best: Truths, most: int, seconds: float) -> tuple[list[Truths], bool]:
        """The first `most` sides that cost no more, and whether these are all.

        From each way met those near it are taken; then the program looks for one not met yet.
        The k-th such search has seconds / k (k + 1), so that all together end within `seconds`.
        """
        self._at_most(cost_of(best, self.pulls))
        solutions: dict[bytes, Truths] = {}
        fresh, searches = [best], 0
        while fresh:
            for sides in self._reached(fresh, solutions, most):
                self._exclude(sides)
            if len(solutions) >= most:
                break
            searches += 1
            further = self._answer(seconds / (searches * (searches + 1)), 0.0)
            if further.status == 2:  # noqa: PLR2004 (infeasible)
                return list(solutions.values()), True
            fresh = [] if further.x is None else [self._sides(further)]
        return list(solutions.values()), False

    def _reached(
        self, fresh: list[Truths], solutions: dict[bytes, Truths], most: int
    ) -> Iterator[Truths]:
        """Ways that equally good steps lead to, each added to the solutions."""
        for sides in fresh:
            if sides.tobytes() in solutions:
                continue
            if len(solutions) >= most:
                return
            solutions[sides.tobytes()] = sides
            yield sides
            fresh.extend(_near(sides, self.pulls))

    def _sides(self, answer: "scipy.optimize.OptimizeResult") -> Truths:
        return np.asarray(answer.x[: self.n] > 0.5)  # noqa: PLR2004

    def _at_most(self, cost: int) -> None:
        """From now on only ways that cost no more."""
        self.entries.append((list(range(len(self.objective))), list(self.objective), cost + 0.5))

    def _exclude(self, sides: Truths) -> None:
        """From now on only ways that differ from these sides in a node."""
        weights = [1.0 if side else -1.0 for side in sides]
        self.entries.append((list(range(self.n)), weights, float(sides.sum()) - 1))

    def _answer(self, seconds: float, gap: float) -> "scipy.optimize.OptimizeResult":
        """The answer of the solver, the first node held on side 0."""
        size = len(self.objective)
        lengths = [len(columns) for columns, _, _ in self.entries]
        row = np.repeat(np.arange(len(self.entries)), lengths)
        column = np.concatenate([columns for columns, _, _ in self.entries])
        value = np.concatenate([weights for _, weights, _ in self.entries])
        matrix = sparse.csr_array((value, (row, column)), shape=(len(self.entries), size))
        upper = np.array([limit for _, _, limit in self.entries])
        ends = np.ones(size)
        ends[0] = 0
        return scipy.optimize.milp(
            self.objective,
            integrality=np.array([1] * self.n + [0] * len(self.pulls)),
            bounds=scipy.optimize.Bounds(np.zeros(size), ends),
            constraints=scipy.optimize.LinearConstraint(matrix, ub=upper),
            options={
                "node_limit": self.node_limit,
                "mip_rel_gap": gap,
                "time_limit": seconds,
            },
        )
