"""Likeness of two networks on the same nodes, held against relabelled ones (QAP).

A share says how many relabellings of the nodes give at least (or at most) the value found. It is
no p-value unless the nodes are a random sample or were given their places at random.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations as every_order
from math import factorial

import numpy as np
import pandas as pd

from trustbook.errors import EdgeError
from trustbook.signed.edge_tables import Node, numbered_rows, require_columns

EXACT_NODES = 8
_CHUNK = 4096
_SAME = 1e-12
Pairs = tuple[np.ndarray, np.ndarray]
MRQAP = ("term", "coefficient", "t", "share_as_extreme", "permutations", "exact")


@dataclass(frozen=True, slots=True, kw_only=True)
class QAP:
    """A correlation of two networks, and its place among those of relabelled nodes.

    `smallest_share` is the smallest that `share_at_least` could be with these networks: with few
    nodes it is far from 0. `exact` says whether all relabellings were tried.
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
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    directed: bool,
    nodes: list[Node] | None = None,
    permutations: int = 5000,
    seed: int = 1,
) -> QAP:
    """The correlation of two networks and the share of relabellings that reach it.

    The tables have source, target and weight, or sign where there is no weight; a pair without a
    row has the value 0, rows of one pair add up, self-ties are left out. Nodes are those of either
    table and of `nodes`.
    With up to 8 nodes all n! relabellings of `second` are tried, beyond that `permutations` random
    ones, the network itself counted with them. The correlation is missing where a network has the
    same value on all pairs. All pairs are gone through for each relabelling: 5,000 of them
    take some 20 seconds at 500 nodes, and more than an hour at 5,000, where few `permutations` are
    feasible. Source: Krackhardt (1988), Social Networks 10, 359–381, doi
    10.1016/0378-8733(88)90004-4.

    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [1, 1]})
    >>> found = qap_correlation(table, table, directed=False)
    >>> round(found.correlation, 9), found.permutations, round(found.smallest_share, 4)
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
    left = _standard(x[pairs])
    found = np.concatenate([part @ left for part in _relabelled(_spread(y, pairs), orders, pairs)])
    seen = float(found[0])
    return QAP(
        correlation=seen,
        share_at_least=float((found >= seen - _SAME).mean()),
        share_at_most=float((found <= seen + _SAME).mean()),
        smallest_share=float((found >= found.max() - _SAME).mean()) if exact else 1 / len(orders),
        permutations=len(orders),
        exact=exact,
        nodes=len(x),
    )


def mrqap(  # noqa: PLR0913 - all but two are named
    outcome: pd.DataFrame,
    predictors: Mapping[str, pd.DataFrame],
    *,
    directed: bool,
    nodes: list[Node] | None = None,
    permutations: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """One row a predictor: its coefficient in the regression of the outcome on all of them.

    Values of pairs as in `qap_correlation`. `share_as_extreme` is the share of relabellings whose
    t is as far from 0 as the one found, by double semi-partialling: what a predictor has to itself
    (its residuals on the others) is relabelled and put in its place. With up to 8 nodes all
    relabellings are tried. A predictor that the others determine has no coefficient. Source:
    Dekker, Krackhardt & Snijders (2007), Psychometrika 72, 563–581, doi 10.1007/s11336-007-9016-1.
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
        b, t = _own(columns[:, k], y[pairs], others, orders, pairs, n=len(y), directed=directed)
        share = float((abs(t) >= abs(t[0]) - _SAME).mean()) if len(t) else np.nan
        first = (b[0], t[0]) if len(t) else (np.nan, np.nan)
        rows.append((name, *map(float, first), share, len(orders), exact))
    return pd.DataFrame(rows, columns=list(MRQAP))


def _matrices(
    tables: list[pd.DataFrame], *, directed: bool, nodes: list[Node] | None
) -> list[np.ndarray]:
    """The values of all pairs, the nodes of all tables in the same order."""
    rows = [_values(table) for table in tables]
    ends = {*(nodes or ()), *(x for one in rows for end in ("source", "target") for x in one[end])}
    place = {name: i for i, name in enumerate(sorted(ends, key=_words))}
    found = []
    for one in rows:
        matrix = np.zeros((len(place), len(place)))
        i = one["source"].map(place).to_numpy(dtype="int64")
        j = one["target"].map(place).to_numpy(dtype="int64")
        np.add.at(matrix, (i, j), one["value"].to_numpy())
        np.fill_diagonal(matrix, 0)
        found.append(matrix if directed else matrix + matrix.T)
    return found


def _values(table: pd.DataFrame) -> pd.DataFrame:
    require_columns(table)
    return numbered_rows(table, value="weight" if "weight" in table else "sign")


def _words(name: Node) -> tuple[str, str]:
    return str(name), type(name).__name__


def _pairs(n: int, *, directed: bool) -> Pairs:
    i, j = np.nonzero(~np.eye(n, dtype=bool)) if directed else np.tril_indices(n, -1)
    return np.asarray(i), np.asarray(j)


def _orders(n: int, *, permutations: int, seed: int) -> tuple[np.ndarray, bool]:
    """Relabellings, the one that changes nothing first; all of them for few nodes."""
    if n < 2:  # noqa: PLR2004
        return np.zeros((0, n), dtype="int64"), True
    if n <= EXACT_NODES:
        flat = np.fromiter((i for order in every_order(range(n)) for i in order), dtype="int64")
        return flat.reshape(factorial(n), n), True
    random = np.random.default_rng(seed)
    drawn = random.permuted(np.tile(np.arange(n), (permutations, 1)), axis=1)
    return np.vstack([np.arange(n), drawn]), False


def _relabelled(matrix: np.ndarray, orders: np.ndarray, pairs: Pairs) -> list[np.ndarray]:
    """The values of the pairs under every relabelling, in pieces of a bounded size."""
    size = max(1, _CHUNK * 64 // max(1, len(pairs[0])))
    pieces = [orders[at : at + size] for at in range(0, len(orders), size)]
    return [matrix[piece[:, pairs[0]], piece[:, pairs[1]]] for piece in pieces]


def _standard(values: np.ndarray) -> np.ndarray:
    """The values less their mean, so scaled that a product with another such is a correlation."""
    centred = values - values.mean()
    return np.asarray(centred / np.sqrt((centred**2).sum()))


def _spread(matrix: np.ndarray, pairs: Pairs) -> np.ndarray:
    """The matrix with standard values on all pairs of different nodes."""
    values = matrix[pairs]
    centred = matrix - values.mean()
    return np.asarray(centred / np.sqrt(((values - values.mean()) ** 2).sum()))


def _own(  # noqa: PLR0913 - the pieces of one regression
    x: np.ndarray,
    y: np.ndarray,
    others: np.ndarray,
    orders: np.ndarray,
    pairs: Pairs,
    *,
    n: int,
    directed: bool,
) -> tuple[np.ndarray, np.ndarray]:
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


def _slopes(
    piece: np.ndarray, q: np.ndarray, rest: np.ndarray, free: int
) -> tuple[np.ndarray, np.ndarray]:
    e = piece - (piece @ q) @ q.T
    length = (e**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        b = e @ rest / length
        error = ((rest - b[:, None] * e) ** 2).sum(axis=1) / free
        t = b / np.sqrt(error / length)
    return np.nan_to_num(b), np.nan_to_num(t)
