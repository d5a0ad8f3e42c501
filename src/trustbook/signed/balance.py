"""Structural balance of a whole network from its triangles, its walks and its Laplacian.

Walk balance needs every eigenvalue and works on a full matrix; the rest on sparse ones.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import linalg, sparse

from trustbook.signed.edge_tables import Node, SignedNetwork, signed_network, tied_network
from trustbook.signed.triads import signed_triad_census

_DENSE = 500  # nodes up to which all eigenvalues are as quick as one


@dataclass(frozen=True, slots=True, kw_only=True)
class TriangleBalance:
    """The share of balanced triangles, missing where there is no triangle."""

    value: float
    balanced: int
    triangles: int
    normalisation: str = "balanced triangles / triangles"


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkBalance:
    """The balance of closed walks: `value` is the ratio K, `weighted` is (K + 1) / 2."""

    value: float
    weighted: float
    normalisation: str = "trace exp(A) / trace exp(|A|)"


def triangle_balance(edges: pd.DataFrame, *, directed: bool) -> TriangleBalance:
    """The share of triangles with an even number of negative ties.

    In a directed network the unit is the semicycle of length three, transitive or cyclic, so a
    triad with mutual pairs counts several times; `transitive_balance` counts each triad once.
    Source: Cartwright & Harary (1956), Psychological Review 63, 277–293, doi 10.1037/h0046049.

    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, -1, -1]})
    >>> triangle_balance(table, directed=False).value
    1.0
    """
    census = signed_triad_census(edges, directed=directed)
    total = int(census["count"].sum())
    good = int(census.loc[census["balanced"], "count"].sum())
    unit = "semicycles of length three" if directed else "triangles"
    return TriangleBalance(
        value=good / total if total else np.nan,
        balanced=good,
        triangles=total,
        normalisation=f"balanced {unit} / {unit}",
    )


def walk_balance(edges: pd.DataFrame, *, directed: bool) -> WalkBalance:
    """How far closed walks are balanced: K = trace exp(A) / trace exp(|A|).

    A is the signed adjacency matrix and |A| the same without signs, so a closed walk of length k
    counts 1 / k! with the product of its signs above and without it below. K is 1 when every
    closed walk is balanced, and missing without ties. A node without ties would add a walk of
    length 0 above and below, so only nodes that have ties count. `weighted` is the
    same as a weighted share of balanced walks. Source: Estrada & Benzi (2014), Physical Review E
    90, 042802, doi 10.1103/PhysRevE.90.042802; K as in Estrada (2019), Discrete Applied
    Mathematics 268, 70–90.

    >>> table = pd.DataFrame({"source": ["a"], "target": ["b"], "sign": [-1]})
    >>> round(walk_balance(table, directed=False).value, 12)
    1.0
    """
    net = tied_network(edges, directed=directed)
    if not net.n:
        return WalkBalance(value=np.nan, weighted=np.nan)
    signed = _eigenvalues(net.signs, symmetric=not directed)
    plain = _eigenvalues(net.positive + net.negative, symmetric=not directed)
    largest = float(plain.real.max())  # subtracted, so that no power of e overflows
    k = float(np.exp(signed - largest).sum().real / np.exp(plain - largest).sum().real)
    return WalkBalance(value=k, weighted=(k + 1) / 2)


def signed_laplacian(
    edges: pd.DataFrame, *, directed: bool, nodes: list[Node] | None = None
) -> pd.DataFrame:
    """The signed Laplacian D − A as a table with nodes as rows and columns.

    D holds the number of ties of each node, whatever their sign. Arcs of a directed network are
    taken as ties of their pair, and an arc each way counts twice. Source: Kunegis et al. (2010),
    Spectral analysis of signed graphs, doi 10.1137/1.9781611972801.49.
    """
    net = signed_network(edges, directed=directed, nodes=nodes)
    return pd.DataFrame(_laplacian(net).toarray(), index=list(net.nodes), columns=list(net.nodes))


def smallest_laplacian_eigenvalue(edges: pd.DataFrame, *, directed: bool) -> float:
    """The smallest eigenvalue of the signed Laplacian: 0 when a part is balanced, else above.

    Also called algebraic conflict. It has no upper end that two networks share, so it is not to be
    compared between networks of different size. A network of several parts has the smallest value
    of any of them; nodes without ties are left out. Missing without ties. Source:
    Kunegis et al. (2010), as `signed_laplacian`.
    """
    net = tied_network(edges, directed=directed)
    if not net.ties:
        return float("nan")
    laplacian = _laplacian(net)
    if net.n <= _DENSE:
        return max(0.0, float(linalg.eigvalsh(laplacian.toarray(), subset_by_index=[0, 0])[0]))
    start = np.cos(np.arange(net.n))  # any fixed start that no symmetry of a network shares
    found = sparse.linalg.eigsh(laplacian, k=1, which="SA", v0=start, return_eigenvectors=False)
    return max(0.0, float(found[0]))


def _eigenvalues(matrix: sparse.csr_array, *, symmetric: bool) -> np.ndarray:
    full = matrix.toarray().astype(float)
    return linalg.eigvalsh(full) if symmetric else linalg.eigvals(full)


def _laplacian(net: SignedNetwork) -> sparse.csr_array:
    signs, every = net.signs, net.positive + net.negative
    if net.directed:
        signs, every = signs + signs.T, every + every.T
    degree = np.asarray(every.sum(axis=1), dtype=float).ravel()
    return sparse.csr_array(sparse.diags_array(degree) - signs)
