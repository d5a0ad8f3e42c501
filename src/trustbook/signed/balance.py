"""Structural balance of a whole network from its triangles, its walks and its Laplacian.

Walk balance needs every eigenvalue and works on a full matrix; the rest on sparse ones.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd  # noqa: F401 - the examples use it
from numpy.typing import NDArray
from scipy import linalg, sparse

from trustbook.signed.edge_tables import (
    Edges,
    SignedNetwork,
    one_sign_network,
    tied_network,
)
from trustbook.signed.side_search import largest_eigenvalue
from trustbook.signed.triads import signed_triad_census


@dataclass(frozen=True, slots=True, kw_only=True)
class TriangleBalance:
    """The share of balanced triangles.

    Attributes
    ----------
    value : float
        balanced / triangles, from 0 to 1; missing where there is no triangle.
    balanced, triangles : int
        How many triangles (or semicycles) are balanced, and how many there are.
    normalisation : str
        What was divided by what.
    """

    value: float
    balanced: int
    triangles: int
    normalisation: str = "balanced triangles / triangles"


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkBalance:
    """The balance of closed walks.

    Attributes
    ----------
    value : float
        The ratio K: 1 where every closed walk is balanced, missing without ties.
    weighted : float
        (K + 1) / 2, the same as a weighted share of balanced walks.
    normalisation : str
        What was divided by what.
    """

    value: float
    weighted: float
    normalisation: str = "trace exp(A) / trace exp(|A|)"


def triangle_balance(edges: Edges, *, directed: bool) -> TriangleBalance:
    """The share of triangles with an even number of negative ties.

    In a directed network the unit is the semicycle of length three, transitive or cyclic, so a
    triad with mutual pairs counts several times; `transitive_balance` counts each triad once.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    TriangleBalance
        The share with the two counts behind it.

    Raises
    ------
    EdgeError
        Where a column is missing, an end or a sign is missing, or a tie has both signs.

    References
    ----------
    Cartwright & Harary (1956), Psychological Review 63, 277–293, doi 10.1037/h0046049.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, -1, -1]})
    >>> triangle_balance(table, directed=False).value
    1.0
    """
    census = signed_triad_census(edges, directed=directed)
    triangles = int(census["count"].sum())
    balanced = int(census.loc[census["balanced"], "count"].sum())
    unit = "semicycles of length three" if directed else "triangles"
    return TriangleBalance(
        value=balanced / triangles if triangles else np.nan,
        balanced=balanced,
        triangles=triangles,
        normalisation=f"balanced {unit} / {unit}",
    )


def walk_balance(edges: Edges, *, directed: bool) -> WalkBalance:
    """How far closed walks are balanced: K = trace exp(A) / trace exp(|A|).

    A is the signed adjacency matrix and |A| the same without signs, so a closed walk of length k
    counts 1 / k! with the product of its signs above and without it below. A node without ties
    would add a walk of length 0 above and below, so only nodes that have ties count.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    WalkBalance
        K, and the weighted share of balanced walks.

    Raises
    ------
    EdgeError
        Where a column is missing, an end or a sign is missing, or a tie has both signs.

    References
    ----------
    Estrada & Benzi (2014), Physical Review E 90, 042802, doi 10.1103/PhysRevE.90.042802; K as in
    Estrada (2019), Discrete Applied Mathematics 268, 70–90.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a"], "target": ["b"], "sign": [-1]})
    >>> round(walk_balance(table, directed=False).value, 12)
    1.0
    """
    one_sign_network(edges, directed=directed)
    net = tied_network(edges, directed=directed)
    if not net.n:
        return WalkBalance(value=np.nan, weighted=np.nan)
    signed = _eigenvalues(net.signs, symmetric=not directed)
    plain = _eigenvalues(net.positive + net.negative, symmetric=not directed)
    largest = float(plain.real.max())  # subtracted, so that no power of e overflows
    k = float(np.exp(signed - largest).sum().real / np.exp(plain - largest).sum().real)
    return WalkBalance(value=k, weighted=(k + 1) / 2)


def smallest_laplacian_eigenvalue(edges: Edges, *, directed: bool) -> float:
    """The smallest eigenvalue of the signed Laplacian: 0 when a part is balanced, else above.

    Also called algebraic conflict. It has no upper end that two networks share, so networks of
    different size cannot be compared by it. A network of several parts has the smallest value of
    any of them; nodes without ties are left out.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    float
        The eigenvalue, from 0 up; missing without ties.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Kunegis et al. (2010), Spectral analysis of signed graphs, doi 10.1137/1.9781611972801.49.

    Examples
    --------
    Three enemies: the matrix has 2 on its diagonal and 1 elsewhere, so its eigenvalues are 4, 1, 1.

    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": -1})
    >>> round(smallest_laplacian_eigenvalue(table, directed=False), 9)
    1.0
    """
    net = tied_network(edges, directed=directed)
    if not net.ties:
        return float("nan")
    return max(0.0, -largest_eigenvalue(-_laplacian(net)))


def _eigenvalues(matrix: sparse.csr_array, *, symmetric: bool) -> NDArray[np.inexact]:
    full = matrix.toarray().astype(float)
    return linalg.eigvalsh(full) if symmetric else linalg.eigvals(full)


def _laplacian(net: SignedNetwork) -> sparse.csr_array:
    signs, every = net.signs, net.positive + net.negative
    if net.directed:
        signs, every = signs + signs.T, every + every.T
    degree = np.asarray(every.sum(axis=1), dtype=float).ravel()
    return sparse.csr_array(sparse.diags_array(degree) - signs)
