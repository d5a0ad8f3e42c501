"""Triads: the signed triad census and triad level balance of directed networks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.signed.edge_tables import (
    Edges,
    Places,
    SignedNetwork,
    Truths,
    one_sign_network,
    require_directed,
)

TRANSITIVE_TYPES = ("030T", "120D", "120U", "300")
Arcs = list[tuple[Places, Places]]
# The arcs of a triad u, v, w; a semicycle takes one of each pair
_PAIRS = ((("u", "v"), ("v", "u")), (("v", "w"), ("w", "v")), (("u", "w"), ("w", "u")))


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitiveBalance:
    """Triad level balance of a directed signed network.

    Attributes
    ----------
    value : float
        balanced / triads, from 0 to 1; missing without a transitive triad.
    balanced, triads : int
        How many transitive triads are balanced, and how many there are.
    by_type : DataFrame
        One row per type (030T, 120D, 120U, 300) with its triads and the balanced ones of them.
    normalisation : str
        What was divided by what.
    """

    value: float
    balanced: int
    triads: int
    by_type: pd.DataFrame
    normalisation: str = "balanced transitive triads / transitive triads"


def signed_triad_census(edges: Edges, *, directed: bool) -> pd.DataFrame:
    """How many triangles, or semicycles of length three, there are of each type.

    Undirected triangles are of four types, `+++`, `++-`, `+--` and `---`; a triangle is balanced
    when an even number of its ties is negative.

    Directed: every semicycle of length three (one arc of each pair of a triad) is either
    `transitive` (a → b, b → c, a → c) or `cyclic` (a → b → c → a); `kind` says which. The eight
    transitive types give the signs of a → b, b → c and a → c in this order, the four cyclic ones
    their signs sorted. A triad whose pairs are mutual holds several semicycles.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    DataFrame
        One row per type: kind (directed networks only), type, count and whether it is balanced.

    Raises
    ------
    EdgeError
        Where a column is missing, an end or a sign is missing, or a tie has both signs.

    References
    ----------
    Balance: Cartwright & Harary (1956), Psychological Review 63, 277–293, doi 10.1037/h0046049.
    Directed types: Aref, Dinh, Rezapour & Diesner (2020), Scientific Reports 10, 15228, doi
    10.1038/s41598-020-71838-6.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, -1, -1]})
    >>> signed_triad_census(table, directed=False).values.tolist()[2]
    ['+--', 1, True]
    """
    net = one_sign_network(edges, directed=directed)
    return _semicycles(net) if directed else _triangles(net)


def transitive_balance(edges: Edges, *, directed: bool = True) -> TransitiveBalance:
    """Triad level balance: the share of transitive triads all of whose semicycles are balanced.

    A triad is transitive when it is of type 030T, 120D, 120U or 300; it is balanced when each of
    its transitive semicycles has an even number of negative arcs (in a 300 the two cyclic ones are
    left aside).

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Has to be True: an undirected triad is not transitive.

    Returns
    -------
    TransitiveBalance
        The share, with triads and balanced ones of each type.

    Raises
    ------
    EdgeError
        Where `directed` is False, a column, an end or a sign is missing, or a tie has both signs.

    References
    ----------
    Aref, Dinh, Rezapour & Diesner (2020), Scientific Reports 10, 15228, doi
    10.1038/s41598-020-71838-6, and the program the authors published with it.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": [1, 1, -1]})
    >>> balance = transitive_balance(table)
    >>> balance.value, balance.triads
    (0.0, 1)
    """
    require_directed(directed=directed, measure="transitive balance")
    net = one_sign_network(edges, directed=True)
    arcs = arcs_of(net.signs, triangles(net))
    kind, balanced = transitive_types(arcs), _all_balanced(arcs)
    transitive = kind != ""
    rows = pd.DataFrame({"type": kind[transitive], "balanced": balanced[transitive]})
    grouped = rows.groupby("type")["balanced"].agg(["size", "sum"])
    by_type = grouped.reindex(list(TRANSITIVE_TYPES), fill_value=0).astype("int64").reset_index()
    by_type.columns = pd.Index(["type", "triads", "balanced"])
    triads, n_balanced = int(by_type["triads"].sum()), int(by_type["balanced"].sum())
    return TransitiveBalance(
        value=n_balanced / triads if triads else np.nan,
        balanced=n_balanced,
        triads=triads,
        by_type=by_type,
    )


def triangles(net: SignedNetwork) -> Places:
    """The places of the nodes of every triangle, one per row, whatever signs and directions.

    Ties are directed from the node with fewer ties to the one with more, so that few open paths
    are looked at (at most of the order of ties to the power of 1.5).
    """
    every = net.positive + net.negative
    near = sparse.csr_array(every + every.T)
    near.data[:] = 1
    order = np.argsort(np.asarray(near.sum(axis=1)).ravel(), kind="stable")
    up = sparse.triu(near[order][:, order], k=1).tocoo().coords
    tail, head = (order[places] for places in up)
    first = pd.DataFrame({"u": tail, "v": head})
    paths = first.merge(pd.DataFrame({"v": tail, "w": head}), on="v")
    closed = np.isin(paths["u"] * net.n + paths["w"], tail * net.n + head)
    return paths.loc[closed, ["u", "v", "w"]].to_numpy(dtype="int64")


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
    census = pd.DataFrame(rows, columns=["kind", "type", "count"])
    return census.assign(balanced=[name.count("-") % 2 == 0 for name in census["type"]])


def arcs_of(values: sparse.csr_array, triads: Places) -> Arcs:
    """The values (such as signs) of both arcs of each pair of every triangle; 0 for no arc."""
    place = {name: triads[:, i] for i, name in enumerate("uvw")}
    return [
        (_values_at(values, place[a], place[b]), _values_at(values, place[c], place[d]))
        for (a, b), (c, d) in _PAIRS
    ]


def _values_at(values: sparse.csr_array, i: Places, j: Places) -> Places:
    return np.asarray(values[i, j]).ravel() if len(i) else np.zeros(0, dtype="int64")


def chosen_arcs(arcs: Arcs) -> list[tuple[Places, bool]]:
    """One arc of each pair, in all eight ways, and whether the way is cyclic: u → v → w → u."""
    return [
        (
            np.stack([pair[which] for pair, which in zip(arcs, choice, strict=True)], axis=1),
            choice in {(0, 0, 1), (1, 1, 0)},
        )
        for choice in np.ndindex(2, 2, 2)
    ]


def _all_balanced(arcs: Arcs) -> Truths:
    """Whether all transitive semicycles of each triangle are balanced."""
    products = [three.prod(axis=1) for three, cyclic in chosen_arcs(arcs) if not cyclic]
    return np.asarray((np.stack(products) >= 0).all(axis=0))


def transitive_types(arcs: Arcs) -> NDArray[np.object_]:
    """The transitive type of every triangle, empty for others."""
    mutual = sum(((one != 0) & (other != 0)).astype(int) for one, other in arcs)
    cyclic = [(three != 0).all(axis=1) for three, cyclic in chosen_arcs(arcs) if cyclic]
    turning = cyclic[0] | cyclic[1]
    kind = np.full(len(turning), "", dtype=object)
    kind[(mutual == 0) & ~turning] = "030T"
    once = (mutual == 1) & ~turning
    kind[once & _from_third(arcs)] = "120D"
    kind[once & ~_from_third(arcs)] = "120U"
    kind[mutual == len(arcs)] = "300"
    return kind


def _from_third(arcs: Arcs) -> Truths:
    """Whether the node outside the one mutual pair gives its ties: 120D, and not 120U."""
    (uv, vu), (vw, wv), (uw, wu) = ((a != 0, b != 0) for a, b in arcs)
    return np.asarray((uv & vu & wu & wv) | (vw & wv & uv & uw) | (uw & wu & vu & vw))
