"""Edge tables as signed networks: one place that says which rows count as ties.

An edge table has the columns `source`, `target` and `sign`, or `weight` whose sign counts. These
rules hold for every measure of the package:

- a row with sign 0 is no tie; it is left out and counted in `zeros`;
- a row from a node to itself is left out and counted in `self_ties`; its node stays;
- rows that repeat a tie with the same sign count once and are counted in `repeated`; in an
  undirected table a–b repeats b–a;
- a tie with both signs is a contradiction, and no measure decides which one holds: it raises
  `EdgeError`. `split_ambivalent` parts such ties from the rest beforehand.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from trustbook.errors import EdgeError

Node = Hashable
COLUMNS = ("source", "target", "sign")
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNetwork:
    """A signed network without self-ties and repeated ties; what was left out is counted.

    `positive` and `negative` are sparse matrices of 0 and 1 in the order of `nodes`, from row to
    column; those of an undirected network are symmetric.
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


def signed_network(
    edges: pd.DataFrame, *, directed: bool, nodes: Iterable[Node] | None = None
) -> SignedNetwork:
    """The signed network of an edge table; `nodes` adds nodes that may have no tie.

    Nodes are ordered by their names. Raises EdgeError where columns are missing, an end or a sign
    is missing, or a tie has both signs.

    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "sign": [1, -1]})
    >>> net = signed_network(table, directed=True, nodes=["c"])
    >>> net.nodes, net.ties, net.n_negative
    (('a', 'b', 'c'), 2, 1)
    """
    rows = signed_rows(edges)
    names = _ordered({*rows["source"], *rows["target"], *(nodes if nodes is not None else ())})
    kept = rows[(rows["sign"] != 0) & (rows["source"] != rows["target"])]
    ties = _once(kept, names, directed=directed)
    _require_one_sign(ties, names, directed=directed)
    return SignedNetwork(
        nodes=names,
        directed=directed,
        positive=_matrix(ties[ties["sign"] > 0], len(names), directed=directed),
        negative=_matrix(ties[ties["sign"] < 0], len(names), directed=directed),
        zeros=int((rows["sign"] == 0).sum()),
        self_ties=int(((rows["sign"] != 0) & (rows["source"] == rows["target"])).sum()),
        repeated=len(kept) - len(ties),
    )


def require_directed(*, directed: bool, measure: str) -> None:
    """Raise EdgeError where a measure that needs directions is asked of an undirected network."""
    if not directed:
        raise EdgeError(f"{measure} needs directed ties: an undirected tie has no way back")


def split_ambivalent(edges: pd.DataFrame, *, directed: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows whose tie has one sign, and the rows whose tie has both signs.

    >>> table = pd.DataFrame({"source": list("aab"), "target": list("bbc"), "sign": [1, -1, 1]})
    >>> plain, ambivalent = split_ambivalent(table, directed=True)
    >>> len(plain), len(ambivalent)
    (1, 2)
    """
    rows = signed_rows(edges)
    names = _ordered({*rows["source"], *rows["target"]})
    placed = _placed(rows, names, directed=directed)
    keys = [placed["i"], placed["j"]]
    both = (placed["sign"] > 0).groupby(keys).transform("any") & (
        (placed["sign"] < 0).groupby(keys).transform("any")
    )
    apart = (both & (placed["sign"] != 0) & (placed["i"] != placed["j"])).to_numpy(dtype=bool)
    return edges[~apart], edges[apart]


def tied_network(edges: pd.DataFrame, *, directed: bool) -> SignedNetwork:
    """The signed network of the nodes that have ties, for measures that others would change."""
    rows = signed_rows(edges)
    return signed_network(
        rows[(rows["sign"] != 0) & (rows["source"] != rows["target"])], directed=directed
    )


def require_columns(edges: pd.DataFrame, *names: str) -> None:
    """Raise EdgeError where the edges are no table, or one without a column that is needed."""
    if not isinstance(edges, pd.DataFrame):
        raise EdgeError(
            f"edge table: a pandas DataFrame is needed, this is a {type(edges).__name__}; "
            "make one with pd.DataFrame(...)"
        )
    missing = [name for name in names if name not in edges]
    if missing:
        also = " (or weight, whose sign counts)" if "sign" in missing else ""
        raise EdgeError(
            f"edge table: no column {', '.join(missing)}{also}; its columns are "
            f"{', '.join(map(str, edges.columns)) or 'none'}: rename the one that holds it"
        )


def signed_rows(edges: pd.DataFrame) -> pd.DataFrame:
    """The columns source, target and sign of an edge table, the sign as −1, 0 or 1."""
    require_columns(edges)
    weighted = "weight" in edges and "sign" not in edges
    rows = numbered_rows(edges, value="weight" if weighted else "sign")
    signs = np.sign(rows["value"].to_numpy(dtype=float)).astype("int64")
    return rows[["source", "target"]].assign(sign=signs)


def numbered_rows(edges: pd.DataFrame, *, value: str) -> pd.DataFrame:
    """The columns source, target and `value` of an edge table, the last as finite numbers."""
    require_columns(edges, "source", "target", value)
    numbers = pd.to_numeric(edges[value], errors="coerce")
    numbers = pd.Series(numbers.to_numpy(dtype=float, na_value=np.nan), index=edges.index)
    lacking = edges["source"].isna() | edges["target"].isna() | ~np.isfinite(numbers)
    if lacking.any():
        at = int(np.flatnonzero(lacking)[0])
        source, target, found = (edges[name].iloc[at] for name in ("source", "target", value))
        raise EdgeError(
            f"edge table: row {edges.index[at]} lacks a source, a target or a number as {value}: "
            f"{source}, {target}, {found} ({int(lacking.sum())} such rows); leave them out or "
            "complete them, with 1 for a positive tie, −1 for a negative one and 0 for none"
        )
    return pd.DataFrame(
        {
            "source": edges["source"].array,
            "target": edges["target"].array,
            "value": numbers.to_numpy(),
        }
    )


def _ordered(names: set[Node]) -> tuple[Node, ...]:
    """The names in their own order, or that of their words where they cannot be compared."""
    try:
        return tuple(sorted(names))  # type: ignore[type-var]
    except TypeError:
        return tuple(sorted(names, key=lambda name: (type(name).__name__, str(name))))


def _placed(rows: pd.DataFrame, names: tuple[Node, ...], *, directed: bool) -> pd.DataFrame:
    """The rows with the places of their ends; an undirected tie begins at the smaller place."""
    place = {name: i for i, name in enumerate(names)}
    i = np.array([place[name] for name in rows["source"]], dtype="int64")
    j = np.array([place[name] for name in rows["target"]], dtype="int64")
    if not directed:
        i, j = np.minimum(i, j), np.maximum(i, j)
    return pd.DataFrame({"i": i, "j": j, "sign": rows["sign"].to_numpy(dtype="int64")})


def _once(rows: pd.DataFrame, names: tuple[Node, ...], *, directed: bool) -> pd.DataFrame:
    return _placed(rows, names, directed=directed).drop_duplicates(ignore_index=True)


def _require_one_sign(ties: pd.DataFrame, names: tuple[Node, ...], *, directed: bool) -> None:
    both = ties[ties.duplicated(["i", "j"])].sort_values(["i", "j"])
    if both.empty:
        return
    mark = "→" if directed else "–"
    shown = ", ".join(
        f"{names[i]} {mark} {names[j]}"
        for i, j in both[["i", "j"]].head(_SHOWN).itertuples(index=False)
    )
    raise EdgeError(
        f"edge table: both signs are given for {shown} ({len(both)} in all); "
        "take such ties out with split_ambivalent, or decide on one sign"
    )


def _matrix(ties: pd.DataFrame, n: int, *, directed: bool) -> sparse.csr_array:
    i, j = ties["i"].to_numpy(), ties["j"].to_numpy()
    if not directed:
        i, j = np.concatenate([i, j]), np.concatenate([j, i])
    ones = np.ones(len(i), dtype="int64")
    return sparse.csr_array((ones, (i, j)), shape=(n, n))
