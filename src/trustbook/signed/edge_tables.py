"""Edge tables and graphs as signed networks: one place that says which rows count as ties.

An edge table has the columns `source`, `target` and `sign`, or `weight` whose sign counts; a
networkx graph with such edge attributes is converted by `edge_table`. These rules hold for every
measure of the package:

- a row with sign 0 is no tie; it is left out and counted in `zeros`;
- a row from a node to itself is left out and counted in `self_ties`; its node stays;
- rows that repeat a tie with the same sign count once and are counted in `repeated`; in an
  undirected table a–b repeats b–a;
- a tie with both signs counts once as positive and once as negative. Measures that need one sign
  for each tie (of dyads, triads and walks) raise `EdgeError`: none decides which one holds.
  `split_ambivalent` separates such ties from the others beforehand.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.corpus.findings import require_columns
from trustbook.errors import EdgeError

Node = Hashable
Edges: TypeAlias = "pd.DataFrame | nx.Graph[Any]"
Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Truths = NDArray[np.bool_]
_MOST_NAMED = 5
_DECIMALS = 6  # of a weight


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNetwork:
    """A signed network without self-ties and repeated ties; what was left out is counted.

    Attributes
    ----------
    nodes : tuple of hashable
        The nodes in the order of their names, those without ties included.
    directed : bool
        Whether ties have a direction.
    positive, negative : csr_array of int64, nodes × nodes
        1 where the node of the row has such a tie to the node of the column, else 0; symmetric in
        an undirected network.
    zeros, self_ties, repeated : int
        How many rows were left out because their sign is 0, because they tie a node to itself, and
        because they repeat a tie.
    """

    nodes: tuple[Node, ...]
    directed: bool
    positive: sparse.csr_array
    negative: sparse.csr_array
    zeros: int
    self_ties: int
    repeated: int

    @property
    def n(self) -> int:
        """The number of nodes, those without ties included."""
        return len(self.nodes)

    @property
    def signs(self) -> sparse.csr_array:
        """The signed adjacency matrix."""
        return sparse.csr_array(self.positive - self.negative)

    @property
    def n_positive(self) -> int:
        """The number of positive ties."""
        return self.positive.nnz // (1 if self.directed else 2)

    @property
    def n_negative(self) -> int:
        """The number of negative ties."""
        return self.negative.nnz // (1 if self.directed else 2)

    @property
    def ties(self) -> int:
        """The number of ties."""
        return self.n_positive + self.n_negative


def edge_table(edges: Edges, *, directed: bool) -> pd.DataFrame:
    """The edge table of a graph; a table is returned as it is.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        Every edge of a graph becomes a row.
    directed : bool
        Whether the measure takes ties as directed.

    Returns
    -------
    DataFrame
        Of a graph the columns are `source`, `target` and the attributes of its edges; those of a
        multigraph also have `key`, which tells parallel edges apart.

    Raises
    ------
    EdgeError
        Where `edges` is neither a table nor a graph, or an undirected graph meets `directed=True`.

    Examples
    --------
    >>> graph = nx.DiGraph([("a", "b", {"sign": 1}), ("b", "c", {"sign": -1})])
    >>> edge_table(graph, directed=True).values.tolist()
    [['a', 'b', 1], ['b', 'c', -1]]
    """
    if isinstance(edges, pd.DataFrame):
        return edges
    if not isinstance(edges, nx.Graph):
        raise EdgeError(
            "edge table: a pandas DataFrame or a networkx graph is needed, this is a "
            f"{type(edges).__name__}; make a table with pd.DataFrame(...)"
        )
    if directed and not edges.is_directed():
        raise EdgeError(
            "the graph has no directions, and directed is True; take a DiGraph, or directed=False"
        )
    ends = ["source", "target", *(["key"] if edges.is_multigraph() else [])]
    rows = [edges.edges[place] | dict(zip(ends, place, strict=True)) for place in edges.edges]
    names = [*ends, *(name for row in rows for name in row)] if rows else [*ends, "sign"]
    return pd.DataFrame(rows, columns=list(dict.fromkeys(names)))


def signed_network(
    edges: Edges, *, directed: bool, nodes: Iterable[Node] | None = None
) -> SignedNetwork:
    """The signed network of an edge table or a graph.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.
    nodes : iterable of hashable, optional
        Nodes to add, which may have no tie; those of a graph are always there.

    Returns
    -------
    SignedNetwork
        Nodes in the order of their names, and a matrix for each sign.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "sign": [1, -1]})
    >>> net = signed_network(table, directed=True, nodes=["c"])
    >>> net.nodes, net.ties, net.n_negative
    (('a', 'b', 'c'), 2, 1)
    """
    rows = signed_rows(edges, directed=directed)
    names = _ordered({*rows["source"], *rows["target"], *all_nodes(edges, nodes)})
    i, j = _places(rows, names, directed=directed)
    signs = rows["sign"].to_numpy()
    is_tie, between = signs != 0, i != j
    apart = is_tie & between
    pairs = {sign: _different_pairs(i, j, apart & (signs == sign)) for sign in (1, -1)}
    return SignedNetwork(
        nodes=names,
        directed=directed,
        positive=_matrix(*pairs[1], n=len(names), directed=directed),
        negative=_matrix(*pairs[-1], n=len(names), directed=directed),
        zeros=int((~is_tie).sum()),
        self_ties=int((is_tie & ~between).sum()),
        repeated=int(apart.sum()) - sum(len(begins) for begins, _ in pairs.values()),
    )


def weighted_network(edges: Edges, *, directed: bool, weight: str) -> tuple[SignedNetwork, int]:
    """The network with the weight of each tie for 1, as whole numbers, and how many make one.

    Weights of rows that repeat a tie are added up, to six decimals; a weight of 0 is no tie.
    EdgeError where a weight is missing or below 0, unless it is the column `weight` whose sign is
    that of the tie.
    """
    table = edge_table(edges, directed=directed)
    size = numbered_rows(table, value=weight)["value"].abs()
    if weight != "weight" and (table[weight] < 0).any():
        raise EdgeError(
            f"edge table: the column {weight} has a weight below 0; a weight is 0 or more, and the "
            "sign of a tie is in the column sign"
        )
    per_one = next(
        (10**n for n in range(_DECIMALS) if np.allclose(size * 10**n % 1, 0)), 10**_DECIMALS
    )
    rows = signed_rows(table, directed=directed).assign(size=(size * per_one).round())
    net = signed_network(edges, directed=directed)
    i, j = _places(rows, net.nodes, directed=directed)
    chosen = [(i != j) & (rows["sign"] == sign).to_numpy() for sign in (1, -1)]
    sizes = rows["size"].to_numpy()
    positive, negative = (
        _matrix(i[ties], j[ties], n=net.n, directed=directed, sizes=sizes[ties]) for ties in chosen
    )
    return replace(net, positive=positive, negative=negative), per_one


def all_nodes(edges: Edges, nodes: Iterable[Node] | None) -> set[Node]:
    """The nodes that need no tie: those of a graph, and those added."""
    return {*(edges if isinstance(edges, nx.Graph) else ()), *(nodes if nodes is not None else ())}


def require_directed(*, directed: bool, measure: str) -> None:
    """Raise EdgeError where a measure that needs directions is asked of an undirected network."""
    if not directed:
        raise EdgeError(f"{measure} needs directed ties: an undirected tie has no way back")


def split_ambivalent(edges: Edges, *, directed: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows whose tie has one sign, and the rows whose tie has both signs.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether a → b and b → a are two ties, or one.

    Returns
    -------
    one_sign, both_signs : DataFrame
        The rows of `edges`, each in one of the two, with all their columns.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aab"), "target": list("bbc"), "sign": [1, -1, 1]})
    >>> plain, ambivalent = split_ambivalent(table, directed=True)
    >>> len(plain), len(ambivalent)
    (1, 2)
    """
    table = edge_table(edges, directed=directed)
    rows = signed_rows(table, directed=directed)
    names = _ordered({*rows["source"], *rows["target"]})
    i, j = _places(rows, names, directed=directed)
    pairs, signs = i * len(names) + j, rows["sign"].to_numpy()
    both = np.intersect1d(pairs[signs > 0], pairs[signs < 0])
    apart = np.isin(pairs, both) & (signs != 0) & (i != j)
    return table[~apart], table[apart]


def one_sign_network(
    edges: Edges, *, directed: bool, nodes: Iterable[Node] | None = None
) -> SignedNetwork:
    """The signed network, for a measure that needs one sign for each tie; EdgeError without."""
    net = signed_network(edges, directed=directed, nodes=nodes)
    i, j = sparse.csr_array(net.positive.multiply(net.negative)).tocoo().coords
    pairs = sorted({(a, b) for a, b in zip(i, j, strict=True) if directed or a < b})
    if pairs:
        mark = "→" if directed else "–"
        examples = ", ".join(
            f"{net.nodes[a]} {mark} {net.nodes[b]}" for a, b in pairs[:_MOST_NAMED]
        )
        raise EdgeError(
            f"edge table: both signs are given for {examples} ({len(pairs)} in all), and this "
            "measure needs one for each tie; take such ties out with split_ambivalent, or decide "
            "on one sign"
        )
    return net


def tied_network(edges: Edges, *, directed: bool) -> SignedNetwork:
    """The signed network of the nodes that have ties, for measures that others would change."""
    rows = signed_rows(edges, directed=directed)
    return signed_network(
        rows[(rows["sign"] != 0) & (rows["source"] != rows["target"])], directed=directed
    )


def signed_rows(edges: Edges, *, directed: bool) -> pd.DataFrame:
    """The columns source, target and sign of an edge table, the sign as −1, 0 or 1."""
    table = edge_table(edges, directed=directed)
    weighted = "weight" in table and "sign" not in table
    rows = numbered_rows(table, value="weight" if weighted else "sign")
    signs = np.sign(rows.pop("value").to_numpy(dtype=float)).astype("int64")
    return rows.assign(sign=signs)


def numbered_rows(table: pd.DataFrame, *, value: str) -> pd.DataFrame:
    """The columns source, target and `value` of an edge table, the last as finite numbers."""
    require_edge_columns(table, "source", "target", value)
    numbers = pd.to_numeric(table[value], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    lacks_an_end = table["source"].isna().to_numpy() | table["target"].isna().to_numpy()
    incomplete = lacks_an_end | ~np.isfinite(numbers)
    if incomplete.any():
        at = int(np.flatnonzero(incomplete)[0])
        source, target, cell = (table[name].iloc[at] for name in ("source", "target", value))
        tie = ", with 1 for a positive tie, −1 for a negative one and 0 for none"
        raise EdgeError(
            f"edge table: row {table.index[at]} lacks a source, a target or a number as {value}: "
            f"{source}, {target}, {cell} ({int(incomplete.sum())} such rows); leave them out or "
            f"complete them{tie * (value == 'sign')}"
        )
    ends = {name: table[name].array for name in ("source", "target")}
    return pd.DataFrame(ends | {"value": numbers})


def require_edge_columns(table: pd.DataFrame, *names: str) -> None:
    """Raise EdgeError where an edge table lacks a column that is needed."""
    remedy = "rename the one meant" + (
        "; weight, whose sign counts, will do as well" if "sign" in names else ""
    )
    require_columns(table, names, table="the edge table", error=EdgeError, remedy=remedy)


def sort_key(name: Node) -> tuple[str, str]:
    """What names of any kind are ordered by; names that read alike are ordered by their kinds."""
    return str(name), type(name).__name__


def _ordered(names: set[Node]) -> tuple[Node, ...]:
    """The names in their own order, or by kind and spelling where they cannot be compared."""
    try:
        return tuple(sorted(names))  # type: ignore[type-var]
    except TypeError:
        return tuple(sorted(names, key=lambda name: sort_key(name)[::-1]))


def _places(
    rows: pd.DataFrame, names: tuple[Node, ...], *, directed: bool
) -> tuple[Places, Places]:
    """The places of the ends of each row; an undirected tie begins at the smaller place."""
    place = {name: i for i, name in enumerate(names)}
    i = np.array([place[name] for name in rows["source"]], dtype="int64")
    j = np.array([place[name] for name in rows["target"]], dtype="int64")
    return (i, j) if directed else (np.minimum(i, j), np.maximum(i, j))


def _different_pairs(i: Places, j: Places, chosen: Truths) -> tuple[Places, Places]:
    """The pairs of places of the chosen rows, each once."""
    n = int(j.max(initial=0)) + 1
    pairs = np.unique(i[chosen] * n + j[chosen])
    return pairs // n, pairs % n


def _matrix(
    i: Places, j: Places, *, n: int, directed: bool, sizes: Floats | None = None
) -> sparse.csr_array:
    """The matrix with the sizes, else 1, at the pairs of places; those of a pair are added up."""
    values = np.ones(len(i), dtype="int64") if sizes is None else sizes.astype("int64")
    if not directed:
        i, j, values = np.concatenate([i, j]), np.concatenate([j, i]), np.tile(values, 2)
    matrix = sparse.csr_array((values, (i, j)), shape=(n, n))
    matrix.eliminate_zeros()
    return matrix
