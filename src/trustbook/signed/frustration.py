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
from trustbook.signed.edge_tables import Node, SignedNetwork, signed_network
from trustbook.signed.side_search import Pull

Side = frozenset[Node]
FRUSTRATED = ("source", "target", "sign", "within")
SUBGROUPS = (
    *("partition", "smaller", "internal", "external", "cohesiveness", "divisiveness"),
    "frustrated",
)
NODE_LIMIT = 20_000  # branches of the search
SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frustration:
    """The frustration index and every partition that reaches it.

    `index` is the least number of ties whose removal (or change of sign) leaves a balanced
    network, `ties` how many there are and `normalised` = 1 − 2 index / ties: 1 when balanced, and
    never below 0; missing without ties. `partitions` lists the ways to part the nodes that have
    ties into two sides, the side with fewer nodes first; a way and its mirror image are the same.
    `n_partitions` counts them, also those beyond the limit of the list, where `all_found`;
    otherwise it is how many are listed. `exact` is false when the search was stopped; the index
    is then the best found and `lower_bound` a number it cannot fall below.
    """

    index: int
    ties: int
    normalised: float
    partitions: tuple[tuple[Side, Side], ...]
    n_partitions: int
    all_found: bool
    exact: bool
    lower_bound: float
    normalisation: str = "1 − 2 × index / ties"


def frustration_index(
    edges: pd.DataFrame,
    *,
    directed: bool,
    most: int = 1000,
    node_limit: int = NODE_LIMIT,
    seconds: float = SECONDS,
) -> Frustration:
    """The frustration index with its best partitions, at most `most` of them.

    A tie is frustrated when it is negative within a side or positive between sides; in a directed
    network each arc counts. The network is cut into its blocks; one of up to 20 nodes is
    enumerated, a larger one solved as an integer program (`scipy.optimize.milp`), helped by a tabu
    search. Nodes without ties belong to neither side.

    The program may take `seconds` to prove the index and as long again to find every partition;
    blocks share them. On a laptop that is enough for blocks of some 40 nodes and 120 ties. Where
    it is not, `exact` is false, `index` is the best found and `lower_bound` holds all the same.
    How far it gets then depends on the machine, unless `node_limit`, the most branches of one
    search, ends it first. A block of more than 1,000 tied pairs is only searched, in seconds for
    50,000 ties, and its bound comes from eigenvalues.

    Raises EdgeError where `most` is below 1 or `seconds` not above 0.

    Sources: Harary (1959), Behavioral Science 4, 316–323; the program after Aref, Mason & Wilson
    (2020), Networks 75, 95–110, doi 10.1002/net.21907; arcs after Aref et al. (2020), Scientific
    Reports 10, 15228.

    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, 1, -1]})
    >>> found = frustration_index(table, directed=False)
    >>> found.index, found.n_partitions, round(found.normalised, 4)
    (1, 3, 0.3333)
    """
    if most < 1:
        raise EdgeError(f"frustration index: most is {most}; at least 1 partition has to be listed")
    if not seconds > 0:
        raise EdgeError(f"frustration index: seconds is {seconds}; it has to be above 0")
    net = signed_network(edges, directed=directed)
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
    index = net.n_negative + sum(block.cost for block in solved)
    return Frustration(
        index=index,
        ties=net.ties,
        normalised=1 - 2 * index / net.ties if net.ties else np.nan,
        partitions=tuple(sorted((_named(net, sides) for sides in parts), key=_order)),
        n_partitions=number if all_found and net.ties else len(parts),
        all_found=all_found and len(parts) == (number if net.ties else 0),
        exact=all(block.proved for block in solved),
        lower_bound=net.n_negative + sum(block.bound for block in solved),
    )


def frustrated_ties(
    edges: pd.DataFrame, partition: Iterable[Side], *, directed: bool
) -> pd.DataFrame:
    """One row a tie that does not suit the sides (or clusters) of the partition.

    Columns are source, target, sign and `within`: whether it runs inside a side. Nodes that no
    side names are on no side, and their ties are not judged.
    """
    net = signed_network(edges, directed=directed)
    side = {node: i for i, part in enumerate(partition) for node in part}
    ties = net.signs.tocoo()
    rows = [
        (net.nodes[i], net.nodes[j], int(sign), side[net.nodes[i]] == side[net.nodes[j]])
        for i, j, sign in zip(*ties.coords, ties.data, strict=True)
        if (directed or i < j) and net.nodes[i] in side and net.nodes[j] in side
    ]
    wrong = [row for row in rows if (row[2] < 0) == row[3]]
    return pd.DataFrame(wrong, columns=list(FRUSTRATED))


def cohesiveness(edges: pd.DataFrame, partition: Iterable[Side], *, directed: bool) -> float:
    """The share of ties inside the sides that are positive; missing when none runs inside.

    Source: Aref, Dinh, Rezapour & Diesner (2020), Scientific Reports 10, 15228: subgroup level.
    """
    counts = _counts(edges, partition, directed=directed)
    inside = counts["++"] + counts["-+"]
    return counts["++"] / inside if inside else np.nan


def divisiveness(edges: pd.DataFrame, partition: Iterable[Side], *, directed: bool) -> float:
    """The share of ties between the sides that are negative; missing when none runs between.

    Source: Aref, Dinh, Rezapour & Diesner (2020), Scientific Reports 10, 15228: subgroup level.
    """
    counts = _counts(edges, partition, directed=directed)
    between = counts["+-"] + counts["--"]
    return counts["--"] / between if between else np.nan


def subgroup_balance(edges: pd.DataFrame, *, directed: bool, most: int = 1000) -> pd.DataFrame:
    """One row a best partition of `frustration_index`: its cohesiveness and divisiveness.

    Columns are partition (1, 2, …), smaller (the nodes of the smaller side), internal and external
    (how many ties run inside and between), cohesiveness, divisiveness and frustrated. Partitions
    that are equally good can differ in both shares, so all are given.
    """
    found = frustration_index(edges, directed=directed, most=most)
    rows = []
    for number, sides in enumerate(found.partitions, start=1):
        counts = _counts(edges, sides, directed=directed)
        inside, between = counts["++"] + counts["-+"], counts["+-"] + counts["--"]
        rows.append(
            {
                "partition": number,
                "smaller": list(_sorted(sides[0])),
                "internal": inside,
                "external": between,
                "cohesiveness": counts["++"] / inside if inside else np.nan,
                "divisiveness": counts["--"] / between if between else np.nan,
                "frustrated": counts["-+"] + counts["+-"],
            }
        )
    return pd.DataFrame(rows, columns=list(SUBGROUPS))


def _counts(edges: pd.DataFrame, partition: Iterable[Side], *, directed: bool) -> dict[str, int]:
    """How many ties there are by sign and by whether they run inside (+) or between (-)."""
    net = signed_network(edges, directed=directed)
    side = {node: i for i, part in enumerate(partition) for node in part}
    at = np.array([side.get(node, -1) for node in net.nodes], dtype="int64")
    counts = dict.fromkeys(("++", "+-", "-+", "--"), 0)
    for mark, ties in (("+", net.positive), ("-", net.negative)):
        i, j = ties.tocoo().coords
        judged = (at[i] >= 0) & (at[j] >= 0) & ((i < j) | net.directed)
        inside = at[i] == at[j]
        counts[f"{mark}+"] = int((judged & inside).sum())
        counts[f"{mark}-"] = int((judged & ~inside).sum())
    return counts


def _pulls(net: SignedNetwork) -> dict[tuple[int, int], int]:
    """Positive less negative ties of every pair where they do not cancel out."""
    signs = net.signs
    both = sparse.triu(signs + signs.T if net.directed else signs, k=1).tocoo()
    found = zip(*both.coords, both.data, strict=True)
    return {(int(i), int(j)): int(pull) for i, j, pull in found if pull}


def _blocks(net: SignedNetwork, pulls: dict[tuple[int, int], int]) -> tuple[list[list[int]], int]:
    """The blocks, each sharing a node with an earlier one or opening a part, and how many parts.

    A node whose ties all cancel out is a block of its own.
    """
    graph: nx.Graph[int] = nx.Graph()
    tied = (net.positive + net.negative).tocoo()
    graph.add_nodes_from(sorted({*tied.coords[0].tolist(), *tied.coords[1].tolist()}))
    graph.add_edges_from(sorted(pulls))
    found: list[list[int]] = []
    parts = sorted(sorted(part) for part in nx.connected_components(graph))
    for part in parts:
        blocks = cast("list[set[int]]", list(nx.biconnected_components(graph.subgraph(part))))
        cut = sorted(sorted(block) for block in blocks)
        found += _in_reach(cut) if cut else [part]
    return found, len(parts)


def _in_reach(blocks: list[list[int]]) -> list[list[int]]:
    """The blocks of one part so ordered that each shares a node with one before it."""
    holding: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        for node in block:
            holding.setdefault(node, []).append(number)
    order = [0]
    seen = {0}
    for number in order:
        for nxt in [n for node in blocks[number] for n in holding[node]]:
            if nxt not in seen:
                seen.add(nxt)
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
    for block, found in zip(blocks, solved, strict=True):
        grown = [
            part | {node: bool(side) != flip for node, side in zip(block, sides, strict=True)}
            for part in parts
            for sides in found.sides
            for flip in _flips(part, block, sides)
        ]
        parts = grown[:most]
    return parts


def _flips(part: dict[int, bool], block: list[int], sides: np.ndarray) -> Iterator[bool]:
    """Whether the sides of the block are swapped: as the shared node wants it, or either way."""
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
