"""All ways to part the nodes of one block of a signed network in two at the smallest cost.

A block is part of a network that stays connected when any one node is left out. What a network
costs is the sum over its blocks, and its best partitions are put together from those of its blocks,
so trees cost nothing and large networks fall into small pieces.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import optimize, sparse

ENUMERATED = 20
_CHUNK = 1 << 16
_MOST_TRIANGLES = 20_000

Pull = tuple[int, int, int]
"""Two places and how much is won (+) when they stand on one side, or lost (−)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSides:
    """The least cost of a block above that of leaving all together, and the sides that reach it.

    `sides` has a row a solution, whose first node is always on side 0. `all_found` says whether
    every solution is listed, `proved` whether the cost is certainly the least; `bound` is below it.
    """

    cost: int
    sides: np.ndarray
    all_found: bool
    proved: bool
    bound: float


def best_sides(n: int, pulls: list[Pull], *, most: int, node_limit: int) -> BlockSides:
    """The best two sides of a block of `n` nodes: by enumeration when small, else by a program."""
    if n <= ENUMERATED:
        return _enumerated(n, pulls, most)
    return _programmed(n, pulls, most=most, node_limit=node_limit)


def _enumerated(n: int, pulls: list[Pull], most: int) -> BlockSides:
    """Every way to part the block, the first node on side 0; in order of their binary numbers."""
    least, found, number = 0, [0], 1
    for start in range(0, 1 << (n - 1), _CHUNK):
        numbers = np.arange(start, min(start + _CHUNK, 1 << (n - 1)), dtype="int64")
        cost = np.zeros(len(numbers), dtype="int64")
        for i, j, pull in pulls:
            cost += pull * (_bit(numbers, i) ^ _bit(numbers, j))
        lowest = int(cost.min())
        at = numbers[cost == min(lowest, least)]
        if lowest < least or start == 0:
            least, found, number = lowest, list(at[:most]), len(at)
        elif len(at):
            found, number = found + list(at[: most - len(found)]), number + len(at)
    numbers = np.array(found, dtype="int64")
    sides = np.stack([_bit(numbers, i) for i in range(n)], axis=1).astype(bool)
    return BlockSides(
        cost=least, sides=sides, all_found=number == len(found), proved=True, bound=least
    )


def _bit(numbers: np.ndarray, node: int) -> np.ndarray:
    """Which side the node is on in each numbered way; the first node is always on side 0."""
    return (numbers >> (node - 1)) & 1 if node else np.zeros_like(numbers)


def _programmed(n: int, pulls: list[Pull], *, most: int, node_limit: int) -> BlockSides:
    """The best ways by integer programming; each way found is excluded before the next."""
    rows = _Rows(n, pulls)
    first = rows.solved(node_limit)
    if first.x is None:
        nothing = np.zeros((1, n), dtype=bool)
        bound = -float(sum(max(0, -pull) for _, _, pull in pulls))
        return BlockSides(cost=0, sides=nothing, all_found=False, proved=False, bound=bound)
    sides = [first.x[:n] > 0.5]  # noqa: PLR2004
    cost = rows.cost(sides[0])
    proved = first.status == 0
    rows.at_most(cost)
    exhausted = False
    while proved and not exhausted and len(sides) < most:
        rows.exclude(sides[-1])
        further = rows.solved(node_limit)
        exhausted = further.status == 2  # noqa: PLR2004 (infeasible)
        if further.x is None:
            break
        sides.append(further.x[:n] > 0.5)  # noqa: PLR2004
    return BlockSides(
        cost=cost,
        sides=np.array(sorted(map(tuple, sides)), dtype=bool),
        all_found=exhausted,
        proved=proved,
        bound=cost if proved else float(first.mip_dual_bound),
    )


class _Rows:
    """The growing program: sides x of the nodes, and for each pair whether it is parted."""

    def __init__(self, n: int, pulls: list[Pull]) -> None:
        self.n, self.pulls = n, pulls
        self.objective = np.array([0.0] * n + [float(pull) for _, _, pull in pulls])
        self.entries: list[tuple[list[int], list[float], float]] = []
        for k, (i, j, pull) in enumerate(pulls):
            self._pair(i, j, n + k, together=pull > 0)
        self._triangles()

    def _pair(self, i: int, j: int, parted: int, *, together: bool) -> None:
        """A pair that pulls together counts as parted at least when it is, else at most then."""
        if together:
            self.entries.append(([i, j, parted], [1.0, -1.0, -1.0], 0.0))
            self.entries.append(([j, i, parted], [1.0, -1.0, -1.0], 0.0))
        else:
            self.entries.append(([parted, i, j], [1.0, -1.0, -1.0], 0.0))
            self.entries.append(([parted, i, j], [1.0, 1.0, 1.0], 2.0))

    def _triangles(self) -> None:
        """Of three pairs of a triangle none or two are parted: cuts that quicken the search."""
        place = {(i, j): self.n + k for k, (i, j, _) in enumerate(self.pulls)}
        near: dict[int, set[int]] = {i: set() for i in range(self.n)}
        for i, j in place:
            near[i].add(j)
        found = (
            (place[u, v], place[u, w], place[v, w])
            for u in range(self.n)
            for v, w in combinations(sorted(near[u]), 2)
            if (v, w) in place
        )
        for _, (a, b, c) in zip(range(_MOST_TRIANGLES), found, strict=False):
            self.entries.append(([a, b, c], [1.0, 1.0, 1.0], 2.0))
            for one, *others in ([a, b, c], [b, a, c], [c, a, b]):
                self.entries.append(([one, *others], [1.0, -1.0, -1.0], 0.0))

    def at_most(self, cost: int) -> None:
        """From now on only ways that cost no more."""
        self.entries.append((list(range(len(self.objective))), list(self.objective), cost + 0.5))

    def exclude(self, sides: np.ndarray) -> None:
        """From now on only ways that differ from these sides in a node."""
        weights = [1.0 if side else -1.0 for side in sides]
        self.entries.append((list(range(self.n)), weights, float(sides.sum()) - 1))

    def cost(self, sides: np.ndarray) -> int:
        """What these sides cost above leaving all together."""
        return sum(pull for i, j, pull in self.pulls if sides[i] != sides[j])

    def solved(self, node_limit: int) -> optimize.OptimizeResult:
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
        return optimize.milp(
            self.objective,
            integrality=np.array([1] * self.n + [0] * len(self.pulls)),
            bounds=optimize.Bounds(np.zeros(size), ends),
            constraints=optimize.LinearConstraint(matrix, ub=upper),
            options={"node_limit": node_limit, "mip_rel_gap": 0.0},
        )
