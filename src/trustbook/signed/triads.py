"""Triads: the signed triad census and triad level balance of directed networks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from trustbook.signed.edge_tables import SignedNetwork, require_directed, signed_network

TRANSITIVE_TYPES = ("030T", "120D", "120U", "300")
_SIGN = {1: "+", -1: "-"}
_THREE = 3
# the arcs of a triad u, v, w; a semicycle takes one of each pair
_PAIRS = ((("u", "v"), ("v", "u")), (("v", "w"), ("w", "v")), (("u", "w"), ("w", "u")))


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitiveBalance:
    """Triad level balance of a directed signed network, `value` missing without such a triad."""

    value: float
    balanced: int
    triads: int
    by_type: pd.DataFrame
    normalisation: str = "balanced transitive triads / transitive triads"


def signed_triad_census(edges: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """One row a type of triangle with its `count` and whether it is `balanced`.

    Undirected: the four types `+++`, `++-`, `+--` and `---`; a triangle is balanced when an even
    number of its ties is negative (Cartwright & Harary 1956).

    Directed: every semicycle of length three (one arc of each pair of a triad) is either
    `transitive` (a → b, b → c, a → c) or `cyclic` (a → b → c → a); `kind` says which. The eight
    transitive types give the signs of a → b, b → c and a → c in this order, the four cyclic ones
    their signs sorted. A triad whose pairs are mutual holds several semicycles. Types after Aref,
    Dinh, Rezapour & Diesner (2020), Scientific Reports 10, 15228.

    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, -1, -1]})
    >>> signed_triad_census(table, directed=False).values.tolist()[2]
    ['+--', 1, True]
    """
    net = signed_network(edges, directed=directed)
    return _semicycles(net) if directed else _triangles(net)


def transitive_balance(edges: pd.DataFrame, *, directed: bool = True) -> TransitiveBalance:
    """Triad level balance: the share of transitive triads all of whose semicycles are balanced.

    A triad is transitive when it is of type 030T, 120D, 120U or 300; it is balanced when each of
    its transitive semicycles has an even number of negative arcs (in a 300 the two cyclic ones are
    left aside). `by_type` counts triads and balanced ones of each type. Source: Aref, Dinh,
    Rezapour & Diesner (2020), Scientific Reports 10, 15228, doi 10.1038/s41598-020-71838-6, and
    the program the authors published with it.
    """
    require_directed(directed=directed, measure="transitive balance")
    net = signed_network(edges, directed=True)
    arcs = _arcs(net, triangles(net))
    kind, balanced = _judged(arcs)
    known = kind != ""
    counted = pd.DataFrame({"type": kind[known], "balanced": balanced[known]})
    grouped = counted.groupby("type")["balanced"].agg(["size", "sum"])
    by_type = grouped.reindex(list(TRANSITIVE_TYPES), fill_value=0).astype("int64").reset_index()
    by_type.columns = pd.Index(["type", "triads", "balanced"])
    total, good = int(by_type["triads"].sum()), int(by_type["balanced"].sum())
    return TransitiveBalance(
        value=good / total if total else np.nan, balanced=good, triads=total, by_type=by_type
    )


def triangles(net: SignedNetwork) -> np.ndarray:
    """The places of the nodes of every triangle, one a row, whatever signs and directions.

    Ties are directed from the node with fewer ties to the one with more, so that few open paths
    are looked at (at most of the order of ties to the power of 1.5).
    """
    near = _skeleton(net)
    degree = np.asarray(near.sum(axis=1)).ravel()
    rank = np.empty(net.n, dtype="int64")
    rank[np.lexsort((np.arange(net.n), degree))] = np.arange(net.n)
    found = near.tocoo()
    up = rank[found.coords[0]] < rank[found.coords[1]]
    tail, head = found.coords[0][up].astype("int64"), found.coords[1][up].astype("int64")
    first = pd.DataFrame({"u": tail, "v": head})
    paths = first.merge(pd.DataFrame({"v": tail, "w": head}), on="v")
    closed = np.isin(paths["u"] * net.n + paths["w"], tail * net.n + head)
    return paths.loc[closed, ["u", "v", "w"]].to_numpy(dtype="int64")


def _skeleton(net: SignedNetwork) -> sparse.csr_array:
    every = net.positive + net.negative
    near: sparse.csr_array = sparse.csr_array(every + every.T)
    near.data[:] = 1
    return near


def _triangles(net: SignedNetwork) -> pd.DataFrame:
    plus, minus = net.positive, net.negative
    counts = {
        "+++": int((plus @ plus * plus).sum()) // 6,
        "++-": int((plus @ plus * minus).sum()) // 2,
        "+--": int((minus @ minus * plus).sum()) // 2,
        "---": int((minus @ minus * minus).sum()) // 6,
    }
    rows = [(name, count, name.count("-") % 2 == 0) for name, count in counts.items()]
    return pd.DataFrame(rows, columns=["type", "count", "balanced"])


def _semicycles(net: SignedNetwork) -> pd.DataFrame:
    parts = {"+": net.positive, "-": net.negative}
    paths = {a + b: parts[a] @ parts[b] for a in "+-" for b in "+-"}
    rows = [
        ("transitive", two + last, int((path * parts[last]).sum()))
        for two, path in paths.items()
        for last in "+-"
    ]
    back = {sign: part.T for sign, part in parts.items()}
    rows += [
        ("cyclic", "+++", int((paths["++"] * back["+"]).sum()) // 3),
        ("cyclic", "++-", int((paths["++"] * back["-"]).sum())),
        ("cyclic", "+--", int((paths["--"] * back["+"]).sum())),
        ("cyclic", "---", int((paths["--"] * back["-"]).sum()) // 3),
    ]
    found = pd.DataFrame(rows, columns=["kind", "type", "count"])
    return found.assign(balanced=[name.count("-") % 2 == 0 for name in found["type"]])


def _arcs(net: SignedNetwork, found: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The signs of both arcs of each of the three pairs of every triangle; 0 for no arc."""
    signs = net.signs
    place = {name: found[:, i] for i, name in enumerate("uvw")}
    return [
        (_signs_at(signs, place[a], place[b]), _signs_at(signs, place[c], place[d]))
        for (a, b), (c, d) in _PAIRS
    ]


def _signs_at(signs: sparse.csr_array, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    return np.asarray(signs[i, j]).ravel() if len(i) else np.zeros(0, dtype="int64")


def _judged(arcs: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """The transitive type of every triangle, empty for others, and whether it is balanced."""
    mutual = sum(((one != 0) & (other != 0)).astype(int) for one, other in arcs)
    turning = np.zeros(len(arcs[0][0]), dtype=bool)
    balanced = np.ones(len(turning), dtype=bool)
    for choice in np.ndindex(2, 2, 2):
        product = arcs[0][choice[0]] * arcs[1][choice[1]] * arcs[2][choice[2]]
        if choice in {(0, 0, 1), (1, 1, 0)}:  # u → v → w → u and its reverse
            turning |= product != 0
        else:
            balanced &= product >= 0
    kind = np.full(len(turning), "", dtype=object)
    kind[(mutual == 0) & ~turning] = "030T"
    once = (mutual == 1) & ~turning
    kind[once & _from_third(arcs)] = "120D"
    kind[once & ~_from_third(arcs)] = "120U"
    kind[mutual == _THREE] = "300"
    return kind, balanced


def _from_third(arcs: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Whether the node outside the one mutual pair gives its ties: 120D, and not 120U."""
    (uv, vu), (vw, wv), (uw, wu) = ((a != 0, b != 0) for a, b in arcs)
    given = (uv & vu & wu & wv) | (vw & wv & uv & uw) | (uw & wu & vu & vw)
    return np.asarray(given)
