"""Two sides for networks too large to be solved: a good way to divide them, and what none can beat.

Both take pairs with their pull, as `trustbook.signed.bipartition` does, and count the cost above
that of leaving all nodes together.
"""

from math import ceil

import numpy as np
from scipy import linalg, sparse

from trustbook.signed.edge_tables import Floats, Truths

Pull = tuple[int, int, int]  # two places, and what is won (+) or lost (−) on one side


_STARTS = 3
_FEWEST_STEPS = 2_000
_STEPS = 10  # per node
_DENSE = 500  # nodes up to which all eigenvalues are as quick as one
_SAFE = 1e-6


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
            values, vectors = sparse.linalg.eigsh(matrix, k=1, which="LA", v0=start)
        except sparse.linalg.ArpackNoConvergence:
            pass
        else:
            value, vector = float(values[0]), vectors[:, 0]
            rest = float(np.linalg.norm(matrix @ vector - value * vector))
            if rest <= _SAFE * max(1.0, abs(value)):
                return value
    return float(linalg.eigvalsh(matrix.toarray(), subset_by_index=[n - 1, n - 1])[0])


def _best_on_the_way(weights: sparse.csr_array, side: Floats) -> Truths:
    """The best sides on the way; `worth` is what each node wins where it stands."""
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
