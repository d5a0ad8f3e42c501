"""Two sides for networks too large to be solved: a good way to divide them, and what none can beat.

Both take pairs with their pull, as `trustbook.signed.bipartition` does, and count the cost above
that of leaving all nodes together.
"""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from trustbook.signed.edge_tables import Floats, Places, Truths

Pull = tuple[int, int, int]  # two places, and what is won (+) or lost (−) on one side


_STARTS = 3
_FEWEST_STEPS = 2_000
_STEPS = 10  # per node
_DENSE = 500  # nodes up to which all eigenvalues are as quick as one
_RESTARTS = 3  # per node; where Lanczos' method needs more, all eigenvalues are as quick
_SAFE = 1e-6
_SWEEPS, _COLD = 25, 3  # of an annealing
_LITTLE_HEAT, _LEAST_HEAT = 2.0, 0.2
_MOST_ANNEALINGS, _MANY_NODES = 5, 1000
_NOISE = 1 << 13  # random numbers that an annealing draws anew in each sweep


def cost_of(sides: Truths, pulls: list[Pull]) -> int:
    """What these sides cost above leaving all together."""
    return sum(pull for i, j, pull in pulls if sides[i] != sides[j])


def good_sides(n: int, pulls: list[Pull]) -> Truths:
    """The best sides met while single nodes change sides, the first node on side 0.

    It is a tabu search from all nodes together and from random sides of a fixed seed: each step
    moves the node that helps most or harms least, which then stays where it is for a while.
    """
    weights = _weights(n, pulls)
    random = np.random.default_rng(1)
    starts = [np.ones(n), *(random.choice([-1.0, 1.0], n) for _ in range(_STARTS - 1))]
    ends = (_best_on_the_way(weights, start) for start in starts)
    sides = min(ends, key=lambda one: cost_of(one, pulls))
    return np.asarray(sides ^ sides[0])


def annealed_frustration(
    n: int, ends: tuple[Places, Places], signs: NDArray[np.int8], *, seed: int
) -> Places:
    """The fewest frustrated ties that a search meets, for each column of signs of the same ties.

    All columns are annealed together: node by node takes the side that its ties favour, at first
    with much chance (the heat), at the end with none. One annealing begins with all nodes together
    and little heat, the others at random and hot; small networks are annealed several times.
    """
    random = np.random.default_rng(seed)
    hot = max(_LITTLE_HEAT, len(ends[0]) / n)
    together = np.ones((n, signs.shape[1]), dtype="int8")
    costs = [_annealed(ends, signs, together, _LITTLE_HEAT, random)]
    for _ in range(max(1, min(_MOST_ANNEALINGS, _MANY_NODES // n))):
        apart = random.choice(np.array([-1, 1], dtype="int8"), together.shape)
        costs.append(_annealed(ends, signs, apart, hot, random))
    return np.asarray(np.min(costs, axis=0))


def _annealed(
    ends: tuple[Places, Places],
    signs: NDArray[np.int8],
    side: NDArray[np.int8],
    hot: float,
    random: np.random.Generator,
) -> Places:
    """The frustrated ties of each column after annealing its sides."""
    n, columns = side.shape
    i, j = ends
    here, there = np.concatenate([i, j]), np.concatenate([j, i])
    order = np.argsort(here, kind="stable")
    near, tie = there[order], order % len(i)
    begins = np.searchsorted(here[order], np.arange(n + 1)).tolist()
    for heat in [*np.geomspace(hot, _LEAST_HEAT, _SWEEPS), *[0.0] * _COLD]:
        noise = (heat * random.logistic(size=_NOISE + columns)).astype("float32")
        at = random.integers(0, _NOISE, size=(n,))
        for node in range(n):
            span = slice(begins[node], begins[node + 1])
            pull = np.einsum("ts,ts->s", signs[tie[span]], side[near[span]], dtype="float32")
            pull += noise[at[node] : at[node] + columns]
            side[node] = np.where(pull == 0, side[node], np.sign(pull))
    suits = np.zeros(columns, dtype="int64")
    for at_once in np.array_split(np.arange(len(i)), 1 + len(i) // 1000):
        suits += (signs[at_once] * side[i[at_once]] * side[j[at_once]]).sum(axis=0, dtype="int64")
    return np.asarray((len(i) - suits) // 2)


def cost_bound(n: int, pulls: list[Pull]) -> int:
    """A whole number that the cost of no sides falls below, from two eigenvalues.

    With x = ±1 for the sides and A the pulls, the frustrated pulls weigh (w − xᵀA x) / 4, where w
    sums |A|. So no sides frustrate less than (w − n λ) / 4, λ the largest eigenvalue of A, nor less
    than n μ / 4, μ the smallest eigenvalue of the signed Laplacian. Source: Kunegis et al. (2010),
    doi 10.1137/1.9781611972801.49, for the second, which holds for the first likewise.
    """
    weights = _weights(n, pulls)
    degree = np.asarray(abs(weights).sum(axis=1), dtype=float).ravel()
    flat = float(degree.sum()) - n * largest_eigenvalue(weights)
    steep = n * -largest_eigenvalue(sparse.csr_array(weights - sparse.diags_array(degree)))
    negative = -sum(pull for _, _, pull in pulls if pull < 0)
    return max(0, ceil(max(flat, steep) / 4 - _SAFE)) - negative


def _weights(n: int, pulls: list[Pull]) -> sparse.csr_array:
    i, j, pull = (np.array(part) for part in zip(*pulls, strict=True))
    half = sparse.csr_array((pull.astype(float), (i, j)), shape=(n, n))
    return sparse.csr_array(half + half.T)


def largest_eigenvalue(matrix: sparse.csr_array) -> float:
    """The largest eigenvalue of a symmetric matrix, found part by part.

    Lanczos' method can stop before it meets a small part of a network beside a large one, so each
    connected part is solved by itself, and a value that fails its own equation is computed again
    from all eigenvalues.
    """
    number, part_of = sparse.csgraph.connected_components(matrix, directed=False)
    sizes = np.bincount(part_of, minlength=number)
    parts = np.split(np.argsort(part_of, kind="stable"), np.cumsum(sizes)[:-1])
    return max(_largest_of_part(matrix[part][:, part]) for part in parts)


def _largest_of_part(matrix: sparse.csr_array) -> float:
    n = matrix.shape[0]
    if n > _DENSE:
        start = np.cos(np.arange(n))  # any fixed start that no symmetry of a network shares
        try:
            values, vectors = sparse.linalg.eigsh(
                matrix, k=1, which="LA", v0=start, maxiter=_RESTARTS * n
            )
        except sparse.linalg.ArpackNoConvergence:
            pass
        else:
            value, vector = float(values[0]), vectors[:, 0]
            rest = float(np.linalg.norm(matrix @ vector - value * vector))
            if rest <= _SAFE * max(1.0, abs(value)):
                return value
    return float(linalg.eigvalsh(matrix.toarray(), subset_by_index=[n - 1, n - 1])[0])


def _best_on_the_way(weights: sparse.csr_array, side: Floats) -> Truths:
    """The best sides on the way; `worth` is what each node wins where it is."""
    n = len(side)
    worth = side * (weights @ side)
    held, hold = np.zeros(n, dtype="int64"), max(1, min(20, n // 4))
    cost = least = 0.0
    best = side.copy()
    for step in range(max(_FEWEST_STEPS, _STEPS * n)):
        open_ = (held <= step) | (cost + worth < least)
        node = int(np.where(open_, worth, np.inf).argmin())
        cost += worth[node]
        span = slice(weights.indptr[node], weights.indptr[node + 1])
        near = weights.indices[span]
        worth[near] -= 2 * side[node] * side[near] * weights.data[span]
        worth[node], side[node] = -worth[node], -side[node]
        held[node] = step + hold + node % 7
        if cost < least:
            least, best = cost, side.copy()
    return best < 0
