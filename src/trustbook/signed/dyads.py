"""Dyads: degrees by sign, reciprocity, pairs that disagree, and the signed dyad census."""

import numpy as np
import pandas as pd
from scipy import sparse

from trustbook.signed.edge_tables import Node, SignedNetwork, require_directed, signed_network

RECIPROCITY = ("ties", "of", "reciprocated", "reciprocity", "density", "corrected")
DISAGREEING = ("source", "target", "sign", "sign_back")


def signed_degree(
    edges: pd.DataFrame, *, directed: bool, nodes: list[Node] | None = None
) -> pd.DataFrame:
    """One row a node: its positive and negative ties, received and given.

    Columns of a directed network are node, then for received (`_in`) and given (`_out`) ties
    `positive`, `negative`, `net` = positive − negative, `ratio` = positive / all (0 to 1) and
    `polarity` = net / all (−1 to 1); the last two are missing where a node has no such tie. Those
    of an undirected network have no suffix. Degree, ratio and net as in Everett & Borgatti (2014),
    Social Networks 38, 111–120.

    >>> table = pd.DataFrame({"source": ["a", "c"], "target": ["b", "b"], "sign": [1, -1]})
    >>> signed_degree(table, directed=True)[["node", "positive_in", "polarity_in"]].values.tolist()
    [['a', 0, nan], ['b', 1, 0.0], ['c', 0, nan]]
    """
    net = signed_network(edges, directed=directed, nodes=nodes)
    ways = {"_in": 0, "_out": 1} if directed else {"": 1}
    columns: dict[str, object] = {"node": list(net.nodes)}
    for suffix, axis in ways.items():
        plus = _sums(net.positive, axis)
        minus = _sums(net.negative, axis)
        columns |= {f"{name}{suffix}": part for name, part in _degrees(plus, minus).items()}
    return pd.DataFrame(columns)


def reciprocity(
    edges: pd.DataFrame, *, directed: bool = True, nodes: list[Node] | None = None
) -> pd.DataFrame:
    """Three rows, all ties, positive and negative ones: how many are answered.

    In the row `all` a tie counts as answered whatever the sign of the answer; in the rows of one
    sign only an answer in kind counts.

    `of` is how many ties there are, `reciprocated` how many of them are answered (an answered
    pair counts two ties), `reciprocity` =
    reciprocated / of. `density` = of / (n (n − 1)) is the reciprocity to be expected if as many
    ties were placed at random, and `corrected` = (reciprocity − density) / (1 − density): 0 as at
    random, 1 all answered, below 0 fewer than at random. Source: Garlaschelli & Loffredo (2004),
    Physical Review Letters 93, 268701, doi 10.1103/PhysRevLett.93.268701, equations 2 and 4.

    >>> table = pd.DataFrame({"source": list("abc"), "target": list("bac"), "sign": 1})
    >>> reciprocity(table)[["of", "reciprocated", "reciprocity"]].values.tolist()[0]
    [2.0, 2.0, 1.0]
    """
    require_directed(directed=directed, measure="reciprocity")
    net = signed_network(edges, directed=True, nodes=nodes)
    both = net.positive + net.negative
    rows = [
        _answered(name, ties, net.n)
        for name, ties in (("all", both), ("positive", net.positive), ("negative", net.negative))
    ]
    return pd.DataFrame(rows, columns=list(RECIPROCITY))


def disagreeing_dyads(edges: pd.DataFrame, *, directed: bool = True) -> pd.DataFrame:
    """One row a pair whose two ties differ in sign: the positive tie, and the sign of its answer.

    Columns are source and target of the positive tie, sign (1) and sign_back (−1).
    """
    require_directed(directed=directed, measure="disagreement of a pair")
    net = signed_network(edges, directed=True)
    met = (net.positive * net.negative.T).tocoo()
    pairs = sorted(zip(met.coords[0], met.coords[1], strict=True))
    rows = [(net.nodes[i], net.nodes[j], 1, -1) for i, j in pairs]
    return pd.DataFrame(rows, columns=list(DISAGREEING))


def signed_dyad_census(
    edges: pd.DataFrame, *, directed: bool, nodes: list[Node] | None = None
) -> pd.DataFrame:
    """One row a type of dyad with its `count`; the counts add up to n (n − 1) / 2.

    Types of a directed network: `++`, `+-`, `--` (both ways), `+0`, `-0` (one way) and `00`; of an
    undirected one `+`, `-` and `0`. It is the dyad census of Holland & Leinhardt (1970) with the
    mutual and the asymmetric dyads parted by sign.
    """
    net = signed_network(edges, directed=directed, nodes=nodes)
    counts = _directed_dyads(net) if directed else {"+": net.n_positive, "-": net.n_negative}
    empty = net.n * (net.n - 1) // 2 - sum(counts.values())
    counts["00" if directed else "0"] = empty
    return pd.DataFrame({"type": list(counts), "count": list(counts.values())})


def _sums(matrix: sparse.csr_array, axis: int) -> np.ndarray:
    return np.asarray(matrix.sum(axis=axis), dtype="int64").ravel()


def _degrees(plus: np.ndarray, minus: np.ndarray) -> dict[str, np.ndarray]:
    every = np.where(plus + minus > 0, plus + minus, np.nan)
    return {
        "positive": plus,
        "negative": minus,
        "net": plus - minus,
        "ratio": plus / every,
        "polarity": (plus - minus) / every,
    }


def _answered(name: str, ties: sparse.csr_array, n: int) -> tuple[object, ...]:
    of, answered = ties.nnz, int((ties * ties.T).sum())
    share = answered / of if of else np.nan
    density = of / (n * (n - 1)) if n > 1 else np.nan
    corrected = (share - density) / (1 - density) if density < 1 else np.nan
    return name, of, answered, share, density, corrected


def _directed_dyads(net: SignedNetwork) -> dict[str, int]:
    plus = int((net.positive * net.positive.T).sum()) // 2
    minus = int((net.negative * net.negative.T).sum()) // 2
    mixed = int((net.positive * net.negative.T).sum())
    return {
        "++": plus,
        "+-": mixed,
        "--": minus,
        "+0": net.n_positive - 2 * plus - mixed,
        "-0": net.n_negative - 2 * minus - mixed,
    }
