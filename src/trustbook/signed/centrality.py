"""PN centrality: one score from positive and negative ties."""

from collections.abc import Iterable
from math import prod

import numpy as np
import pandas as pd
from scipy import sparse

from trustbook.signed.edge_tables import Edges, Floats, Node, signed_network

_SHRINKS = 0.5
_STEPS = 60


def pn_centrality(
    edges: Edges, *, directed: bool, nodes: Iterable[Node] | None = None
) -> pd.DataFrame:
    """The PN centrality of every node: 1 without ties, above it with good ones, else below.

    With A = P − 2N (positive less twice negative ties) and b = 1 / (2 (n − 1)), where n counts all
    nodes, the score `pn` of an undirected network is (I − b A)⁻¹ 1. A directed one has `pn_in` =
    (I − b² AᵀA)⁻¹ (I + b Aᵀ) 1 and `pn_out` = (I − b² AAᵀ)⁻¹ (I + b A) 1. The scores depend on n,
    so they can be compared within one network only.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.
    nodes : iterable of hashable, optional
        Nodes to add, which may have no tie.

    Returns
    -------
    DataFrame
        One row per node: node and pn, or node, pn_in and pn_out. Scores are missing where there is
        no single solution: a negative tie between only two nodes, or a directed network in which
        everyone rejects everyone.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Everett & Borgatti (2014), Social Networks 38, 111–120, doi 10.1016/j.socnet.2014.03.005.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a"], "target": ["b"], "sign": [1]})
    >>> pn_centrality(table, directed=False, nodes=["c"]).round(4).values.tolist()
    [['a', 1.3333], ['b', 1.3333], ['c', 1.0]]
    """
    net = signed_network(edges, directed=directed, nodes=nodes)
    b = 1 / (2 * (net.n - 1)) if net.n > 1 else 0.0
    a = sparse.csr_array((net.positive - 2 * net.negative) * b)
    ones = np.ones(net.n)
    if not directed:
        return pd.DataFrame({"node": list(net.nodes), "pn": _solved([a], ones)})
    if net.n > 1 and net.n_negative == net.n * (net.n - 1) and not net.n_positive:
        ones[:] = np.nan  # the one case beyond two nodes without a single solution
    back = sparse.csr_array(a.T)
    return pd.DataFrame(
        {
            "node": list(net.nodes),
            "pn_in": _solved([a, back], ones + back @ ones),
            "pn_out": _solved([back, a], ones + a @ ones),
        }
    )


def _solved(factors: list[sparse.csr_array], right: Floats) -> Floats:
    """The x with (I − M) x = right, where M applies the factors in turn; missing without one.

    Where M shrinks every vector by half or more, as in large networks, x is the sum right + M right
    + M² right + …, whose terms vanish within some fifty steps.
    """
    size = prod(float(abs(factor).sum(axis=1).max()) for factor in factors) if len(right) else 0.0
    if size > _SHRINKS:
        matrix = np.eye(len(right))
        for factor in factors:
            matrix = factor @ matrix
        try:
            return np.asarray(np.linalg.solve(np.eye(len(right)) - matrix, right))
        except np.linalg.LinAlgError:
            return np.full(len(right), np.nan)
    total, term = right.copy(), right
    for _ in range(_STEPS):
        for factor in factors:
            term = factor @ term
        total += term
    return total
