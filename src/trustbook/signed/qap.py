"""Likeness of two networks on the same nodes, held against relabelled ones (QAP).

A share says how many relabellings of the nodes give at least (or at most) the value found. It is
no p-value unless the nodes are a random sample or were given their places at random.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations as every_order
from math import factorial

import numpy as np
import pandas as pd

from trustbook.errors import EdgeError
from trustbook.signed.edge_tables import (
    Edges,
    Floats,
    Node,
    Places,
    all_nodes,
    edge_table,
    numbered_rows,
    sort_key,
)

EXACT_NODES = 8
_CHUNK = 4096
_SAME = 1e-12
Pairs = tuple[Places, Places]


@dataclass(frozen=True, slots=True, kw_only=True)
class QAP:
    """A correlation of two networks, and its place among those of relabelled nodes.

    Attributes
    ----------
    correlation : float
        Pearson's, from −1 to 1; missing where a network has the same value on all pairs.
    share_at_least, share_at_most : float
        The share of relabellings whose correlation is at least, and at most, as high.
    smallest_share : float
        The smallest that `share_at_least` could be with these networks: with few nodes it is far
        from 0.
    permutations : int
        How many relabellings were tried, the one that changes nothing included.
    exact : bool
        Whether these are all there are.
    nodes : int
        How many nodes were relabelled.
    normalisation : str
        What was computed over what.
    """

    correlation: float
    share_at_least: float
    share_at_most: float
    smallest_share: float
    permutations: int
    exact: bool
    nodes: int
    normalisation: str = "Pearson correlation over pairs of different nodes"


def qap_correlation(  # noqa: PLR0913 - all but two are named
    first: Edges,
    second: Edges,
    *,
    directed: bool,
    nodes: Iterable[Node] | None = None,
    permutations: int = 5000,
    seed: int = 1,
) -> QAP:
    """The correlation of two networks and the share of relabellings that reach it.

    With up to 8 nodes all n! relabellings of `second` are tried, beyond that `permutations` random
    ones, the network itself counted with them. Every relabelling goes through all pairs: 5,000 of
    them take some 20 seconds at 500 nodes, and more than an hour at 5,000, where only few
    `permutations` are feasible.

    Parameters
    ----------
    first, second : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `weight`, or `sign` where there is no
        weight. A pair without a row has the value 0, rows of one pair add up, self-ties are left
        out.
    directed : bool
        Whether ties have a direction.
    nodes : iterable of hashable, optional
        Nodes to add, which may have no tie.
    permutations : int
        How many random relabellings are tried beyond 8 nodes.
    seed : int
        Where their random numbers start.

    Returns
    -------
    QAP
        The correlation with its shares.

    Raises
    ------
    EdgeError
        Where a column, an end or a value is missing.

    References
    ----------
    Krackhardt (1988), Social Networks 10, 359–381, doi 10.1016/0378-8733(88)90004-4.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [1, 1]})
    >>> qap = qap_correlation(table, table, directed=False)
    >>> round(qap.correlation, 9), qap.permutations, round(qap.smallest_share, 4)
    (1.0, 6, 0.3333)
    """
    x, y = _matrices([first, second], directed=directed, nodes=nodes)
    pairs = _pairs(len(x), directed=directed)
    orders, exact = _orders(len(x), permutations=permutations, seed=seed)
    if not len(orders) or np.ptp(x[pairs]) == 0 or np.ptp(y[pairs]) == 0:
        return QAP(
            correlation=np.nan, share_at_least=np.nan, share_at_most=np.nan,
            smallest_share=np.nan, permutations=len(orders), exact=exact, nodes=len(x),
        )  # fmt: skip
    left = _standardised(x, pairs)[pairs]
    right = _relabelled(_standardised(y, pairs), orders, pairs)
    correlations = np.concatenate([part @ left for part in right])
    own = float(correlations[0])
    ceiling = correlations.max() - _SAME
    return QAP(
        correlation=own,
        share_at_least=float((correlations >= own - _SAME).mean()),
        share_at_most=float((correlations <= own + _SAME).mean()),
        smallest_share=float((correlations >= ceiling).mean()) if exact else 1 / len(orders),
        permutations=len(orders),
        exact=exact,
        nodes=len(x),
    )


def mrqap(  # noqa: PLR0913 - all but two are named
    outcome: Edges,
    predictors: Mapping[str, Edges],
    *,
    directed: bool,
    nodes: Iterable[Node] | None = None,
    permutations: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """The regression of one network on others, each coefficient held against relabelled nodes.

    The relabelling is double semi-partialling: what a predictor has to itself (its residuals on the
    others) is relabelled and put in its place. With up to 8 nodes all relabellings are tried.

    Parameters
    ----------
    outcome : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `weight`, or `sign` where there is no
        weight, as in `qap_correlation`.
    predictors : mapping of str to DataFrame or networkx graph
        The networks that the outcome is regressed on, by their names.
    directed : bool
        Whether ties have a direction.
    nodes : iterable of hashable, optional
        Nodes to add, which may have no tie.
    permutations : int
        How many random relabellings are tried beyond 8 nodes.
    seed : int
        Where their random numbers start.

    Returns
    -------
    DataFrame
        One row per predictor: term, coefficient, t, share_as_extreme (the share of relabellings
        whose t is at least as far from 0), permutations and exact. A predictor that the others
        determine has no coefficient.

    Raises
    ------
    EdgeError
        Where `predictors` is no mapping, or a column, an end or a value is missing.

    References
    ----------
    Dekker, Krackhardt & Snijders (2007), Psychometrika 72, 563–581, doi 10.1007/s11336-007-9016-1.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [1, 1]})
    >>> row = mrqap(table, {"itself": table}, directed=False).loc[0]
    >>> row["term"], round(float(row["coefficient"]), 9)
    ('itself', 1.0)
    """
    if not isinstance(predictors, Mapping):
        raise EdgeError(
            "mrqap: predictors are named edge tables, such as {'distance': table}; this is a "
            f"{type(predictors).__name__}"
        )
    y, *xs = _matrices([outcome, *predictors.values()], directed=directed, nodes=nodes)
    pairs = _pairs(len(y), directed=directed)
    orders, exact = _orders(len(y), permutations=permutations, seed=seed)
    columns = np.column_stack([np.ones(len(pairs[0])), *(x[pairs] for x in xs)])
    rows = []
    for k, name in enumerate(predictors, start=1):
        others = np.delete(columns, k, axis=1)
        b, t = _coefficients(
            columns[:, k], y[pairs], others, orders, pairs, n=len(y), directed=directed
        )
        share = float((abs(t) >= abs(t[0]) - _SAME).mean()) if len(t) else np.nan
        own = (float(b[0]), float(t[0])) if len(t) else (np.nan, np.nan)
        rows.append((name, *own, share, len(orders), exact))
    names = ["term", "coefficient", "t", "share_as_extreme", "permutations", "exact"]
    return pd.DataFrame(rows, columns=names)


def _matrices(
    networks: list[Edges], *, directed: bool, nodes: Iterable[Node] | None
) -> list[Floats]:
    """The values of all pairs, the nodes of all networks in the same order."""
    tables = [
        numbered_rows(table, value="weight" if "weight" in table else "sign")
        for table in (edge_table(network, directed=directed) for network in networks)
    ]
    names = set(nodes or ()).union(*(all_nodes(network, ()) for network in networks))
    for table in tables:
        names |= {*table["source"], *table["target"]}
    place = {name: i for i, name in enumerate(sorted(names, key=sort_key))}
    matrices = []
    for table in tables:
        matrix = np.zeros((len(place), len(place)))
        i = table["source"].map(place).to_numpy(dtype="int64")
        j = table["target"].map(place).to_numpy(dtype="int64")
        np.add.at(matrix, (i, j), table["value"].to_numpy())
        np.fill_diagonal(matrix, 0)
        matrices.append(matrix if directed else matrix + matrix.T)
    return matrices


def _pairs(n: int, *, directed: bool) -> Pairs:
    i, j = np.nonzero(~np.eye(n, dtype=bool)) if directed else np.tril_indices(n, -1)
    return np.asarray(i), np.asarray(j)


def _orders(n: int, *, permutations: int, seed: int) -> tuple[Places, bool]:
    """Relabellings, the one that changes nothing first; all of them for few nodes."""
    if n < 2:  # noqa: PLR2004
        return np.zeros((0, n), dtype="int64"), True
    if n <= EXACT_NODES:
        flat = np.fromiter((i for order in every_order(range(n)) for i in order), dtype="int64")
        return flat.reshape(factorial(n), n), True
    random = np.random.default_rng(seed)
    orders = random.permuted(np.tile(np.arange(n), (permutations, 1)), axis=1)
    return np.vstack([np.arange(n), orders]), False


def _relabelled(matrix: Floats, orders: Places, pairs: Pairs) -> list[Floats]:
    """The values of the pairs under every relabelling, in pieces of a bounded size."""
    size = max(1, _CHUNK * 64 // max(1, len(pairs[0])))
    pieces = [orders[at : at + size] for at in range(0, len(orders), size)]
    return [matrix[piece[:, pairs[0]], piece[:, pairs[1]]] for piece in pieces]


def _standardised(matrix: Floats, pairs: Pairs) -> Floats:
    """The matrix, so scaled that the values of its pairs times those of another correlate them."""
    values = matrix[pairs]
    centred = matrix - values.mean()
    return np.asarray(centred / np.sqrt(((values - values.mean()) ** 2).sum()))


def _coefficients(  # noqa: PLR0913 - the pieces of one regression
    x: Floats,
    y: Floats,
    others: Floats,
    orders: Places,
    pairs: Pairs,
    *,
    n: int,
    directed: bool,
) -> tuple[Floats, Floats]:
    """Coefficient and t of what x has to itself, under every relabelling."""
    q, _ = np.linalg.qr(others)
    own = x - q @ (q.T @ x)
    if (own**2).sum() < _SAME or not len(orders):
        return np.zeros(0), np.zeros(0)
    matrix = np.zeros((n, n))
    matrix[pairs] = own
    if not directed:
        matrix = matrix + matrix.T
    rest = y - q @ (q.T @ y)
    free = len(y) - others.shape[1] - 1
    parts = [_slopes(piece, q, rest, free) for piece in _relabelled(matrix, orders, pairs)]
    return np.concatenate([b for b, _ in parts]), np.concatenate([t for _, t in parts])


def _slopes(piece: Floats, q: Floats, rest: Floats, free: int) -> tuple[Floats, Floats]:
    e = piece - (piece @ q) @ q.T
    length = (e**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        b = e @ rest / length
        error = ((rest - b[:, None] * e) ** 2).sum(axis=1) / free
        t = b / np.sqrt(error / length)
    return np.nan_to_num(b), np.nan_to_num(t)
