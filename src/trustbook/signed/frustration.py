"""The frustration index (line index of balance) with its best partitions, and what they say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod
from typing import cast

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from trustbook.errors import EdgeError
from trustbook.signed.bipartition import ENUMERATED, BlockSides, best_sides
from trustbook.signed.edge_tables import (
    Edges,
    Node,
    SignedNetwork,
    Truths,
    signed_network,
    weighted_network,
)
from trustbook.signed.side_search import Pull

Side = frozenset[Node]
NODE_LIMIT = 20_000  # branches of the search
SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frustration:
    """The frustration index and the partitions that reach it.

    Attributes
    ----------
    index : int or float
        The least number of ties whose removal (or change of sign) leaves a balanced network, or
        the least sum of their weights.
    ties : int
        How many ties there are.
    normalised : float
        1 − 2 index / ties (or the sum of their weights): 1 when balanced, never below 0, missing
        without ties.
    partitions : tuple of pairs of frozensets
        The ways to divide the nodes that have ties into two sides, the side with fewer nodes first;
        a way and its mirror image are the same.
    n_partitions : int
        How many such ways there are, also beyond the limit of the list; where not all were found,
        how many are listed.
    all_found : bool
        Whether `partitions` lists every one.
    exact : bool
        Whether the index is certainly the least; otherwise the search was stopped, and `index` is
        the best it met.
    lower_bound : float
        A number that the index cannot fall below.
    normalisation : str
        What was divided by what.
    """

    index: float
    ties: int
    normalised: float
    partitions: tuple[tuple[Side, Side], ...]
    n_partitions: int
    all_found: bool
    exact: bool
    lower_bound: float
    normalisation: str = "1 − 2 × index / ties"


def frustration_index(  # noqa: PLR0913 - all but one are named
    edges: Edges,
    *,
    directed: bool,
    most: int = 1000,
    node_limit: int = NODE_LIMIT,
    seconds: float = SECONDS,
    weight: str | None = None,
) -> Frustration:
    """The frustration index (line index of balance) with its best partitions.

    A tie is frustrated when it is negative within a side or positive between sides; in a directed
    network each arc counts. The network is cut into its blocks; one of up to 20 nodes is
    enumerated. In a larger one good sides are searched (tabu search) and then proved: by
    unbalanced cycles, which is quick where few ties are frustrated, however many ties there are
    (25,000 with 1,200 frustrated ones in half a minute), else by an integer program
    (`scipy.optimize.milp`). Nodes without ties belong to neither side.

    The cycles, the program and the list of all partitions may take `seconds` each; blocks share
    them. Where that is not enough, `exact` is false, `index` is the best value met and
    `lower_bound` holds all the same. An exact index and a complete list are the same on every
    machine; how far a search gets that `seconds` ends is not, so compare such bounds with care.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.
    most : int
        How many partitions are listed at most.
    node_limit : int
        How many branches one search may have.
    seconds : float
        How long each step of a proof, and the list of all partitions, may take.
    weight : str, optional
        A column with the weight of each tie, such as its support; each counts 1 unless given.
        Weights of rows that repeat a tie are added up, to six decimals.

    Returns
    -------
    Frustration
        The index with its partitions, and whether they are certain.

    Raises
    ------
    EdgeError
        Where `most` is below 1, `seconds` not above 0, a weight missing or below 0, or a column,
        an end or a sign is missing.

    References
    ----------
    Harary (1959), Behavioral Science 4, 316–323, doi 10.1002/bs.3830040405; the program after Aref,
    Mason & Wilson (2020), Networks 75, 95–110, doi 10.1002/net.21907; cycles after Barahona &
    Mahjoub (1986), Mathematical Programming 36, 157–173, doi 10.1007/BF02592023; arcs after Aref
    et al. (2020), Scientific Reports 10, 15228, doi 10.1038/s41598-020-71838-6.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, 1, -1]})
    >>> best = frustration_index(table, directed=False)
    >>> best.index, best.n_partitions, round(best.normalised, 4)
    (1, 3, 0.3333)
    """
    if most < 1:
        raise EdgeError(f"frustration index: most is {most}; at least 1 partition has to be listed")
    if not seconds > 0:
        raise EdgeError(f"frustration index: seconds is {seconds}; it has to be above 0")
    net, per_one = _network(edges, directed=directed, weight=weight)
    pulls = _pulls(net)
    blocks, components = _blocks(net, pulls)
    share = seconds / max(1, sum(len(block) > ENUMERATED for block in blocks))
    solved = [
        best_sides(len(block), own, most=most, node_limit=node_limit, seconds=share)
        for block, own in zip(blocks, _own_pulls(blocks, pulls), strict=True)
    ]
    parts = _put_together(blocks, solved, most=most) if net.ties else []
    all_found = all(block.all_found for block in solved)
    number = prod(len(block.sides) for block in solved) * 2 ** max(0, components - 1)
    negative, total = (_weight(net, part) for part in (net.negative, net.positive + net.negative))
    index = negative + sum(block.cost for block in solved)
    return Frustration(
        index=index if per_one == 1 else index / per_one,
        ties=net.ties,
        normalised=1 - 2 * index / total if net.ties else np.nan,
        partitions=tuple(sorted((_named(net, sides) for sides in parts), key=_order)),
        n_partitions=number if all_found and net.ties else len(parts),
        all_found=all_found and len(parts) == (number if net.ties else 0),
        exact=all(block.proved for block in solved),
        lower_bound=(negative + sum(block.bound for block in solved)) / per_one,
        normalisation=f"1 − 2 × index / {'sum of ' + weight if weight else 'ties'}",
    )


def frustrated_ties(edges: Edges, partition: Iterable[Side], *, directed: bool) -> pd.DataFrame:
    """The ties that do not suit the sides (or clusters) of a partition.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    partition : iterable of sets
        The sides, such as one of `Frustration.partitions`; ties of a node on no side are not
        judged.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    DataFrame
        One row per tie that is negative within a side or positive between sides: source, target,
        sign and `within`, whether it runs inside a side.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Harary (1959), Behavioral Science 4, 316–323, doi 10.1002/bs.3830040405.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [-1, -1]})
    >>> frustrated_ties(table, [{"a", "b"}, {"c"}], directed=False).values.tolist()
    [['a', 'b', -1, True]]
    """
    net = signed_network(edges, directed=directed)
    side = {node: i for i, part in enumerate(partition) for node in part}
    rows = [
        (net.nodes[i], net.nodes[j], sign, side[net.nodes[i]] == side[net.nodes[j]])
        for i, j, sign in sorted(
            (int(i), int(j), sign)
            for sign, ties in ((1, net.positive), (-1, net.negative))
            for i, j in zip(*ties.tocoo().coords, strict=True)
        )
        if (directed or i < j) and net.nodes[i] in side and net.nodes[j] in side
    ]
    frustrated = [(*ends, sign, within) for *ends, sign, within in rows if (sign < 0) == within]
    return pd.DataFrame(frustrated, columns=["source", "target", "sign", "within"])


def cohesiveness(edges: Edges, partition: Iterable[Side], *, directed: bool) -> float:
    """The share of ties inside the sides of a partition that are positive.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    partition : iterable of sets
        The sides, such as one of `Frustration.partitions`; ties of a node on no side do not count.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    float
        From 0 to 1; missing when no tie runs inside a side.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Aref, Dinh, Rezapour & Diesner (2020), Scientific Reports 10, 15228, doi
    10.1038/s41598-020-71838-6: subgroup level.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [1, 1]})
    >>> cohesiveness(table, [{"a", "b"}, {"c"}], directed=False)
    1.0
    """
    return _shares(_counts(edges, partition, directed=directed))[0]


def divisiveness(edges: Edges, partition: Iterable[Side], *, directed: bool) -> float:
    """The share of ties between the sides of a partition that are negative.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    partition : iterable of sets
        The sides, such as one of `Frustration.partitions`; ties of a node on no side do not count.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    float
        From 0 to 1; missing when no tie runs between sides.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Aref, Dinh, Rezapour & Diesner (2020), Scientific Reports 10, 15228, doi
    10.1038/s41598-020-71838-6: subgroup level.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [1, 1]})
    >>> divisiveness(table, [{"a", "b"}, {"c"}], directed=False)
    0.0
    """
    return _shares(_counts(edges, partition, directed=directed))[1]


def subgroup_balance(edges: Edges, *, directed: bool, most: int = 1000) -> pd.DataFrame:
    """Cohesiveness and divisiveness of every best partition of `frustration_index`.

    Partitions that are equally good can differ in both shares, so all are listed.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.
    most : int
        How many partitions are listed at most.

    Returns
    -------
    DataFrame
        One row per partition: partition (1, 2, …), smaller (the nodes of the smaller side),
        internal and external (how many ties run inside and between), cohesiveness, divisiveness and
        frustrated (how many ties do not suit it).

    Raises
    ------
    EdgeError
        Where `most` is below 1, or a column, an end or a sign is missing.

    References
    ----------
    Aref, Dinh, Rezapour & Diesner (2020), Scientific Reports 10, 15228, doi
    10.1038/s41598-020-71838-6: subgroup level.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, -1, -1]})
    >>> subgroup_balance(table, directed=False)[["smaller", "cohesiveness"]].values.tolist()
    [[['c'], 1.0]]
    """
    best = frustration_index(edges, directed=directed, most=most)
    rows = []
    for number, sides in enumerate(best.partitions, start=1):
        counts = _counts(edges, sides, directed=directed)
        inside, between = counts["++"] + counts["-+"], counts["+-"] + counts["--"]
        frustrated = counts["-+"] + counts["+-"]
        smaller = list(_sorted(sides[0]))
        rows.append((number, smaller, inside, between, *_shares(counts), frustrated))
    columns = ["partition", "smaller", "internal", "external", "cohesiveness", "divisiveness"]
    return pd.DataFrame(rows, columns=[*columns, "frustrated"])


def _shares(counts: dict[str, int]) -> tuple[float, float]:
    """Of the ties inside, the share that is positive; of those between, that is negative."""
    inside, between = counts["++"] + counts["-+"], counts["+-"] + counts["--"]
    return (
        counts["++"] / inside if inside else np.nan,
        counts["--"] / between if between else np.nan,
    )


def _counts(edges: Edges, partition: Iterable[Side], *, directed: bool) -> dict[str, int]:
    """How many ties there are by sign and by whether they run inside (+) or between (-)."""
    net = signed_network(edges, directed=directed)
    side = {node: i for i, part in enumerate(partition) for node in part}
    at = np.array([side.get(node, -1) for node in net.nodes], dtype="int64")
    counts = dict.fromkeys(("++", "+-", "-+", "--"), 0)
    for mark, ties in (("+", net.positive), ("-", net.negative)):
        i, j = ties.tocoo().coords
        on_sides = (at[i] >= 0) & (at[j] >= 0) & ((i < j) | net.directed)
        inside = at[i] == at[j]
        counts[f"{mark}+"] = int((on_sides & inside).sum())
        counts[f"{mark}-"] = int((on_sides & ~inside).sum())
    return counts


def _network(edges: Edges, *, directed: bool, weight: str | None) -> tuple[SignedNetwork, int]:
    """The network, its ties as whole numbers, and how many of them make a weight of one."""
    if weight is None:
        return signed_network(edges, directed=directed), 1
    return weighted_network(edges, directed=directed, weight=weight)


def _weight(net: SignedNetwork, ties: sparse.csr_array) -> int:
    return int(ties.sum()) // (1 if net.directed else 2)


def _pulls(net: SignedNetwork) -> dict[tuple[int, int], int]:
    """Positive minus negative ties of every pair where they do not cancel out."""
    signs = net.signs
    both = sparse.triu(signs + signs.T if net.directed else signs, k=1).tocoo()
    return {
        (int(i), int(j)): int(pull)
        for i, j, pull in zip(*both.coords, both.data, strict=True)
        if pull
    }


def _blocks(net: SignedNetwork, pulls: dict[tuple[int, int], int]) -> tuple[list[list[int]], int]:
    """The blocks, each sharing a node with an earlier one or opening a part, and how many parts.

    A node whose ties all cancel out is a block of its own.
    """
    graph: nx.Graph[int] = nx.Graph()
    tied = (net.positive + net.negative).tocoo()
    graph.add_nodes_from(sorted({*tied.coords[0].tolist(), *tied.coords[1].tolist()}))
    graph.add_edges_from(sorted(pulls))
    ordered: list[list[int]] = []
    parts = sorted(sorted(part) for part in nx.connected_components(graph))
    for part in parts:
        blocks = cast("list[set[int]]", list(nx.biconnected_components(graph.subgraph(part))))
        cut = sorted(sorted(block) for block in blocks)
        ordered += _in_reach(cut) if cut else [part]
    return ordered, len(parts)


def _in_reach(blocks: list[list[int]]) -> list[list[int]]:
    """The blocks of one part in an order in which each shares a node with one before it."""
    holding: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        for node in block:
            holding.setdefault(node, []).append(number)
    order = [0]
    reached = {0}
    for number in order:
        for nxt in [n for node in blocks[number] for n in holding[node]]:
            if nxt not in reached:
                reached.add(nxt)
                order.append(nxt)
    return [blocks[number] for number in order]


def _own_pulls(blocks: list[list[int]], pulls: dict[tuple[int, int], int]) -> list[list[Pull]]:
    """The pulls of each block, by the places of their ends in it."""
    near: dict[int, list[int]] = {}
    for i, j in pulls:
        near.setdefault(i, []).append(j)
    places = [{node: at for at, node in enumerate(block)} for block in blocks]
    return [
        [(place[i], place[j], pulls[i, j]) for i in place for j in near.get(i, ()) if j in place]
        for place in places
    ]


def _put_together(
    blocks: list[list[int]], solved: list[BlockSides], *, most: int
) -> list[dict[int, bool]]:
    """The first `most` partitions of the whole network, as sides of its nodes."""
    parts: list[dict[int, bool]] = [{}]
    for block, solution in zip(blocks, solved, strict=True):
        grown = [
            part | {node: bool(side) != flip for node, side in zip(block, sides, strict=True)}
            for part in parts
            for sides in solution.sides
            for flip in _flips(part, block, sides)
        ]
        parts = grown[:most]
    return parts


def _flips(part: dict[int, bool], block: list[int], sides: Truths) -> Iterator[bool]:
    """Whether the sides of the block are swapped: as the shared node requires, or either way."""
    for node, side in zip(block, sides, strict=True):
        if node in part:
            yield bool(side) != part[node]
            return
    yield False
    if part:
        yield True


def _named(net: SignedNetwork, sides: dict[int, bool]) -> tuple[Side, Side]:
    one = frozenset(net.nodes[i] for i, side in sides.items() if side)
    other = frozenset(net.nodes[i] for i, side in sides.items() if not side)
    small, large = sorted((one, other), key=lambda side: (len(side), _sorted(side)))
    return small, large


def _order(parts: tuple[Side, Side]) -> tuple[int, tuple[str, ...]]:
    return len(parts[0]), tuple(map(str, _sorted(parts[0])))


def _sorted(side: Side) -> tuple[Node, ...]:
    try:
        return tuple(sorted(side))  # type: ignore[type-var]
    except TypeError:
        return tuple(sorted(side, key=str))
