"""Dyads: degrees by sign, reciprocity, pairs that disagree, and the signed dyad census."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from trustbook.signed.edge_tables import (
    Edges,
    Floats,
    Node,
    Places,
    SignedNetwork,
    one_sign_network,
    require_directed,
    signed_network,
)


def signed_degree(
    edges: Edges, *, directed: bool, nodes: Iterable[Node] | None = None
) -> pd.DataFrame:
    """The positive and negative ties of every node, received and given.

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
        One row per node. Columns of a directed network are node, then for ties received (`_in`) and
        given (`_out`) `positive`, `negative`, `net` = positive − negative, `ratio` = positive / all
        (0 to 1) and `polarity` = net / all (−1 to 1); the last two are missing where a node has no
        such tie. Those of an undirected network have no suffix.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Degree, ratio and net as in Everett & Borgatti (2014), Social Networks 38, 111–120, doi
    10.1016/j.socnet.2014.03.005.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "c"], "target": ["b", "b"], "sign": [1, -1]})
    >>> signed_degree(table, directed=True)[["node", "positive_in", "polarity_in"]].values.tolist()
    [['a', 0, nan], ['b', 1, 0.0], ['c', 0, nan]]
    """
    net = signed_network(edges, directed=directed, nodes=nodes)
    ways = {"_in": 0, "_out": 1} if directed else {"": 1}
    columns: dict[str, object] = {"node": list(net.nodes)}
    for suffix, axis in ways.items():
        positive, negative = (
            np.asarray(ties.sum(axis=axis), dtype="int64").ravel()
            for ties in (net.positive, net.negative)
        )
        columns |= {
            f"{name}{suffix}": values for name, values in _degrees(positive, negative).items()
        }
    return pd.DataFrame(columns)


def reciprocity(
    edges: Edges, *, directed: bool = True, nodes: Iterable[Node] | None = None
) -> pd.DataFrame:
    """How many ties are answered: all of them, the positive and the negative ones.

    In the row `all` a tie counts as answered whatever the sign of the answer, and one with both
    signs counts once; in the rows of one sign only an answer in kind counts.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Has to be True: an undirected tie has no answer.
    nodes : iterable of hashable, optional
        Nodes to add, which may have no tie.

    Returns
    -------
    DataFrame
        Three rows (all, positive, negative). `of` is how many ties there are, `reciprocated` how
        many of them are answered (an answered pair counts two ties), `reciprocity` = reciprocated /
        of. `density` = of / (n (n − 1)) is the reciprocity to be expected if as many ties were
        placed at random, and `corrected` = (reciprocity − density) / (1 − density): 0 as at random,
        1 all answered, below 0 fewer than at random.

    Raises
    ------
    EdgeError
        Where `directed` is False, or a column, an end or a sign is missing.

    References
    ----------
    Garlaschelli & Loffredo (2004), Physical Review Letters 93, 268701, doi
    10.1103/PhysRevLett.93.268701, equations 2 and 4.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("abc"), "target": list("bac"), "sign": 1})
    >>> reciprocity(table)[["of", "reciprocated", "reciprocity"]].values.tolist()[0]
    [2.0, 2.0, 1.0]
    """
    require_directed(directed=directed, measure="reciprocity")
    net = signed_network(edges, directed=True, nodes=nodes)
    every = sparse.csr_array(((net.positive + net.negative) > 0).astype("int64"))
    return pd.DataFrame(
        [
            {"ties": name, **_answers(ties, net.n)}
            for name, ties in (
                ("all", every),
                ("positive", net.positive),
                ("negative", net.negative),
            )
        ]
    )


def disagreeing_dyads(edges: Edges, *, directed: bool = True) -> pd.DataFrame:
    """The pairs in which a positive tie is answered by a negative one.

    A tie with both signs counts as each: with a positive answer, its negative part disagrees.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Has to be True: an undirected tie has no answer.

    Returns
    -------
    DataFrame
        One row per such pair: source and target of the positive tie, sign (1) and sign_back (−1).

    Raises
    ------
    EdgeError
        Where `directed` is False, or a column, an end or a sign is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "sign": [-1, 1]})
    >>> disagreeing_dyads(table).values.tolist()
    [['b', 'a', 1, -1]]
    """
    require_directed(directed=directed, measure="disagreement of a pair")
    net = signed_network(edges, directed=True)
    pairs = sorted(zip(*(net.positive * net.negative.T).tocoo().coords, strict=True))
    rows = [(net.nodes[i], net.nodes[j], 1, -1) for i, j in pairs]
    return pd.DataFrame(rows, columns=["source", "target", "sign", "sign_back"])


def signed_dyad_census(
    edges: Edges, *, directed: bool, nodes: Iterable[Node] | None = None
) -> pd.DataFrame:
    """How many dyads there are of each type; the counts add up to n (n − 1) / 2.

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
        One row per type with its `count`. Types of a directed network are `++`, `+-`, `--` (both
        ways), `+0`, `-0` (one way) and `00`; those of an undirected one `+`, `-` and `0`.

    Raises
    ------
    EdgeError
        Where a column is missing, an end or a sign is missing, or a tie has both signs.

    References
    ----------
    The dyad census of Holland & Leinhardt (1970), American Journal of Sociology 76, 492–513, doi
    10.1086/224954, with the mutual and the asymmetric dyads divided by sign.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "sign": [1, -1]})
    >>> signed_dyad_census(table, directed=True, nodes=["c"])["count"].tolist()
    [0, 1, 0, 0, 0, 2]
    """
    net = one_sign_network(edges, directed=directed, nodes=nodes)
    counts = _directed_dyads(net) if directed else {"+": net.n_positive, "-": net.n_negative}
    empty = net.n * (net.n - 1) // 2 - sum(counts.values())
    counts["00" if directed else "0"] = empty
    return pd.DataFrame({"type": list(counts), "count": list(counts.values())})


def _degrees(positive: Places, negative: Places) -> dict[str, Places | Floats]:
    every = np.where(positive + negative > 0, positive + negative, np.nan)
    return {
        "positive": positive,
        "negative": negative,
        "net": positive - negative,
        "ratio": positive / every,
        "polarity": (positive - negative) / every,
    }


def _answers(ties: sparse.csr_array, n: int) -> dict[str, float]:
    of, reciprocated = ties.nnz, int((ties * ties.T).sum())
    share = reciprocated / of if of else np.nan
    density = of / (n * (n - 1)) if n > 1 else np.nan
    return {
        "of": of,
        "reciprocated": reciprocated,
        "reciprocity": share,
        "density": density,
        "corrected": (share - density) / (1 - density) if density < 1 else np.nan,
    }


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
