"""Balance beside chance: the same ties, their signs shuffled."""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from math import comb
from typing import Any, cast

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.errors import EdgeError
from trustbook.signed.edge_tables import (
    Edges,
    Floats,
    Places,
    SignedNetwork,
    one_sign_network,
    require_directed,
    tied_network,
)
from trustbook.signed.side_search import annealed_frustration
from trustbook.signed.triads import arcs_of, chosen_arcs, transitive_types, triangles

Signs = NDArray[np.int8]  # ties × shuffles: 1 or −1; the first column holds the signs as they are
COLUMNS = (
    *("measure", "value", "expected", "low", "high"),
    *("share_as_balanced", "smallest_share", "shuffles", "exact", "searched"),
)
EXACT_PLACINGS = 5_000  # ways to place the signs up to which all are tried
ENUMERATED = 16  # nodes of a block whose sides are all tried
WALKED = 150  # nodes of a network whose walks are counted
_CHUNK = 4_096
_HELD = 50_000_000  # numbers held at a time
_SAME = 1e-9
_TAILS = (0.025, 0.975)


def balance_baseline(
    edges: Edges,
    *,
    directed: bool,
    measures: Iterable[str] | None = None,
    shuffles: int = 1000,
    seed: int = 1,
) -> pd.DataFrame:
    """Measures of balance beside those of the same ties with their signs shuffled.

    The ties stay, and so does the number of negative ones; only which ties are negative changes. A
    network with few negative ties is fairly balanced by chance alone, and this says how much.
    Where there are up to 5,000 ways to place the signs, all are tried, else as many as asked for.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.
    measures : iterable of str, optional
        Some of `triangle_balance`, `transitive_balance` (directed networks), `walk_balance` and
        `frustration_index`; all that apply unless given. Walks are left out of all beyond 150
        nodes, where their balance is close to 0 whatever the signs. A tie with both signs keeps
        both, and only the frustration index can count it.
    shuffles : int
        How many random placings are tried where there are too many for all; the signs as they are
        count as one of them.
    seed : int
        Where the random numbers start.

    Returns
    -------
    DataFrame
        One row per measure: measure, value, expected (the mean over the shuffles), low and high
        (between which 95 % of them are), share_as_balanced (the share that is at least as balanced,
        which is the permutation p-value of the value), smallest_share (how small that could be at
        best), shuffles, exact (whether all placings were tried) and searched (whether the index is
        that of a search, the same for the signs as they are and shuffled, because a block has more
        than 16 nodes). Numbers are missing where there is nothing to measure.

    Raises
    ------
    EdgeError
        Where a measure is unknown or needs directions, `shuffles` is below 1, a column, an end or a
        sign is missing, or a tie has both signs and a measure needs one.

    References
    ----------
    Shuffled signs on fixed ties: Leskovec, Huttenlocher & Kleinberg (2010), Signed networks in
    social media, doi 10.1145/1753326.1753532; p-values: Phipson & Smyth (2010), Statistical
    Applications in Genetics and Molecular Biology 9(1), 39, doi 10.2202/1544-6115.1585.

    Examples
    --------
    A triangle with two negative ties is balanced wherever they are.

    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, -1, -1]})
    >>> row = balance_baseline(table, directed=False).loc[0]
    >>> float(row["value"]), float(row["expected"]), float(row["share_as_balanced"])
    (1.0, 1.0, 1.0)
    """
    net = tied_network(edges, directed=directed)
    names = _named(measures, net)
    if set(names) != {"frustration_index"}:
        one_sign_network(edges, directed=directed)
    if shuffles < 1:
        raise EdgeError(f"balance baseline: shuffles is {shuffles}; it has to be at least 1")
    ties = _Ties(net)
    signs, exact = _placings(ties.signs, shuffles=shuffles, seed=seed)
    rows = []
    for name in names:
        values, searched = _MEASURES[name](ties, signs, seed)
        rows.append((name, *_beside(values, exact=exact, name=name), exact, searched))
    return pd.DataFrame(rows, columns=list(COLUMNS))


class _Ties:
    """The ties that have one sign: their ends and signs, and the number of ties that have both."""

    def __init__(self, net: SignedNetwork) -> None:
        self.net = net
        every = net.positive + net.negative
        i, j = sparse.coo_array(every if net.directed else sparse.triu(every, k=1)).coords
        signs = np.asarray(net.signs[i, j]).ravel() if len(i) else np.zeros(0, dtype="int64")
        one = signs != 0
        self.i, self.j = i[one].astype("int64"), j[one].astype("int64")
        self.signs, self.n_both = signs[one].astype("int8"), int((~one).sum())

    def numbered(self) -> sparse.csr_array:
        """The number of each tie, from 1, at its ends; both ways round in an undirected network."""
        i, j, number = self.i, self.j, np.arange(1, len(self.i) + 1)
        if not self.net.directed:
            i, j, number = np.concatenate([i, j]), np.concatenate([j, i]), np.tile(number, 2)
        return sparse.csr_array((number, (i, j)), shape=(self.net.n, self.net.n))


def _named(measures: Iterable[str] | None, net: SignedNetwork) -> list[str]:
    if measures is None:
        walked = net.n <= WALKED
        return [
            name
            for name in _MEASURES
            if (net.directed or name != "transitive_balance") and (walked or name != "walk_balance")
        ]
    names = list(measures)
    for name in names:
        if name not in _MEASURES:
            raise EdgeError(
                f"balance baseline: no measure {name}; allowed are {', '.join(_MEASURES)}"
            )
    require_directed(
        directed=net.directed or "transitive_balance" not in names, measure="transitive balance"
    )
    if "walk_balance" in names and net.n > WALKED:
        raise EdgeError(
            f"balance baseline: walks are counted up to {WALKED} nodes, and {net.n} have ties; "
            "leave walk_balance out of measures"
        )
    return names


def _placings(signs: NDArray[np.int8], *, shuffles: int, seed: int) -> tuple[Signs, bool]:
    """The signs as they are, and every other way to place them, or so many random ones."""
    ties, negative = len(signs), int((signs < 0).sum())
    n_ways = comb(ties, negative)
    if n_ways > EXACT_PLACINGS:
        random = np.random.default_rng(seed)
        drawn = random.permuted(np.tile(signs, (shuffles - 1, 1)), axis=1)
        return np.vstack([signs, drawn]).T, False
    ways = np.array(list(combinations(range(ties), negative)), dtype="int64")
    placed = np.ones((n_ways, ties), dtype="int8")
    np.put_along_axis(placed, ways.reshape(n_ways, negative), -1, axis=1)
    own = (placed == signs).all(axis=1)
    return np.vstack([signs, placed[~own]]).T, True


def _beside(values: Floats, *, exact: bool, name: str) -> tuple[float, ...]:
    """The value, and what is expected beside it."""
    own = float(values[0])
    if np.isnan(own):
        return own, np.nan, np.nan, np.nan, np.nan, np.nan, len(values)
    balance = -values if name == "frustration_index" else values
    low, high = np.quantile(values, _TAILS, method="inverted_cdf")
    best = (balance >= balance.max() - _SAME).mean() if exact else 1 / len(values)
    share = (balance >= balance[0] - _SAME).mean()
    return own, values.mean(), low, high, float(share), float(best), len(values)


def _triangle_balance(ties: _Ties, signs: Signs, _seed: int) -> tuple[Floats, bool]:
    """The share of balanced triangles, or semicycles, of each shuffle."""
    triads = triangles(ties.net)
    if ties.net.directed:
        choices = chosen_arcs(arcs_of(ties.numbered(), triads))
        numbers = np.concatenate([three[(three > 0).all(axis=1)] for three, _ in choices]) - 1
    else:
        numbers = np.stack([one for one, _ in arcs_of(ties.numbered(), triads)], axis=1) - 1
    return _shares_balanced(numbers, np.arange(len(numbers)), signs), False


def _transitive_balance(ties: _Ties, signs: Signs, _seed: int) -> tuple[Floats, bool]:
    """The share of transitive triads, all of whose transitive semicycles are balanced."""
    arcs = arcs_of(ties.numbered(), triangles(ties.net))
    transitive = np.flatnonzero(transitive_types(arcs) != "")
    numbers, triad = [], []
    for three, cyclic in chosen_arcs(arcs):
        here = transitive[(three[transitive] > 0).all(axis=1)]
        if not cyclic:
            numbers.append(three[here] - 1)
            triad.append(here)
    return _shares_balanced(np.concatenate(numbers), np.concatenate(triad), signs), False


def _shares_balanced(numbers: Places, group: Places, signs: Signs) -> Floats:
    """The share of groups of three ties each whose product is positive, of each shuffle.

    Eight shuffles are held in a byte, negative as 1, so that three signs multiply as bits do.
    """
    n_shuffles = signs.shape[1]
    if not len(numbers):
        return np.full(n_shuffles, np.nan)
    packed = np.packbits(signs < 0, axis=1)
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    unbalanced = np.zeros(n_shuffles)
    for at in range(0, len(begins), _CHUNK):
        first = begins[at : at + _CHUNK]
        end = begins[at + _CHUNK] if at + _CHUNK < len(begins) else len(order)
        one, other, third = numbers[order[first[0] : end]].T
        odd = np.bitwise_or.reduceat(packed[one] ^ packed[other] ^ packed[third], first - first[0])
        unbalanced += np.unpackbits(odd, axis=1, count=n_shuffles).sum(axis=0)
    return 1 - unbalanced / len(begins)


def _walk_balance(ties: _Ties, signs: Signs, _seed: int) -> tuple[Floats, bool]:
    """K = trace exp(A) / trace exp(|A|) of each shuffle, from all eigenvalues."""
    n = ties.net.n
    if not n:
        return np.full(signs.shape[1], np.nan), False
    eigenvalues: Callable[[Floats], Any] = (
        np.linalg.eigvals if ties.net.directed else np.linalg.eigvalsh
    )
    plain = eigenvalues(_matrices(ties, np.ones((len(ties.i), 1), dtype="int8")))[0]
    largest = plain.real.max()
    size = max(1, _HELD // 10 // n**2)
    parts = [
        np.exp(eigenvalues(_matrices(ties, signs[:, at : at + size])) - largest).sum(axis=1).real
        for at in range(0, signs.shape[1], size)
    ]
    return np.concatenate(parts) / np.exp(plain - largest).sum().real, False


def _matrices(ties: _Ties, signs: Signs) -> Floats:
    """Shuffles × nodes × nodes."""
    matrices = np.zeros((signs.shape[1], ties.net.n, ties.net.n))
    matrices[:, ties.i, ties.j] = signs.T
    return matrices if ties.net.directed else matrices + matrices.swapaxes(1, 2)


def _frustration_index(ties: _Ties, signs: Signs, seed: int) -> tuple[Floats, bool]:
    """The frustration index of each shuffle; searched where a block has many nodes."""
    if not len(ties.i) + ties.n_both:
        return np.full(signs.shape[1], np.nan), False
    graph: nx.Graph[int] = nx.Graph(list(zip(ties.i.tolist(), ties.j.tolist(), strict=True)))
    parts = cast("list[set[int]]", list(nx.biconnected_components(graph)))
    blocks = [sorted(block) for block in parts]
    searched = max(map(len, blocks), default=0) > ENUMERATED
    if searched:
        index = annealed_frustration(ties.net.n, (ties.i, ties.j), signs, seed=seed)
    else:
        costs = [np.zeros(signs.shape[1]), *(_least(ties, block, signs) for block in blocks)]
        index = np.sum(costs, axis=0).astype("int64")
    return np.asarray(ties.n_both + index, dtype=float), searched


def _least(ties: _Ties, block: list[int], signs: Signs) -> Floats:
    """The fewest ties of a block that fit no two sides, of each shuffle, over all two sides."""
    place = np.full(ties.net.n, -1)
    place[block] = np.arange(len(block))
    i, j = place[ties.i], place[ties.j]
    own = (i >= 0) & (j >= 0)
    below = signs[own].astype("float32")
    best = np.full(signs.shape[1], -np.inf)
    n_ways = 1 << (len(block) - 1)
    size = max(1, min(_CHUNK, _HELD // 10 // signs.shape[1]))
    for at in range(0, n_ways, size):
        ways = np.arange(at, min(at + size, n_ways))
        side = 1 - 2 * ((ways[:, None] >> np.arange(len(block))) & 1)
        suits = (side[:, i[own]] * side[:, j[own]]).astype("float32") @ below
        best = np.maximum(best, suits.max(axis=0))
    return np.asarray((own.sum() - best) / 2)


_MEASURES: Mapping[str, Callable[[_Ties, Signs, int], tuple[Floats, bool]]] = {
    "triangle_balance": _triangle_balance,
    "transitive_balance": _transitive_balance,
    "walk_balance": _walk_balance,
    "frustration_index": _frustration_index,
}
