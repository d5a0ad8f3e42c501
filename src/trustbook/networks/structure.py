"""Ties of a corpus as edge tables of a signed network, and its layers."""

from collections.abc import Collection, Mapping

import networkx as nx
import numpy as np
import pandas as pd

from trustbook.networks.tie_tables import ties, ties_by
from trustbook.signed import (
    edge_table,
    pn_centrality,
    reciprocity,
    signed_degree,
    split_ambivalent,
    triangle_balance,
)
from trustbook.signed.edge_tables import Edges

EDGES = ("source", "target", "sign", "concept", "support")
MOST_NODES = 30  # stakeholders up to which a page looks for the best partitions


def edges_of(ties: pd.DataFrame) -> pd.DataFrame:
    """The ties as an edge table of a signed network.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.

    Returns
    -------
    DataFrame
        One row per tie whose concept has a sign: source, target, sign, concept and support.

    Examples
    --------
    >>> rows = pd.DataFrame({"truster": ["P"], "trustee": ["N"], "concept": ["trust"], "sign": [1],
    ...                      "support": [2]})
    >>> edges_of(rows).values.tolist()
    [['P', 'N', 1, 'trust', 2]]
    """
    named = ties.rename(columns={"truster": "source", "trustee": "target"})
    signed = named[named["sign"] != 0].reset_index(drop=True)
    return signed.reindex(columns=list(EDGES)).astype({"sign": "int64"})


def one_sign(edges: Edges, *, directed: bool) -> pd.DataFrame:
    """The edges of pairs whose ties all have the same sign.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether each direction of a pair counts alone.

    Returns
    -------
    DataFrame
        Those rows of the edge table, with all their columns.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aab"), "target": list("bbc"), "sign": [1, -1, 1]})
    >>> one_sign(table, directed=True).values.tolist()
    [['b', 'c', 1]]
    """
    return split_ambivalent(edges, directed=directed)[0]


def both_signs(edges: Edges) -> pd.DataFrame:
    """The pairs with ties of both signs, and the support of each sign.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie: source, target, sign (1 or −1) and support.

    Returns
    -------
    DataFrame
        One row per truster and trustee: source, target, positive and negative.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"source": "a", "target": "b", "sign": [1, -1], "support": [3, 2]})
    >>> both_signs(table).values.tolist()
    [['a', 'b', 3, 2]]
    """
    mixed = split_ambivalent(edges, directed=True)[1]
    counted = mixed.pivot_table(
        index=["source", "target"], columns="sign", values="support", aggfunc="sum"
    )
    named = counted.reindex(columns=[1, -1]).set_axis(["positive", "negative"], axis=1)
    return named.astype("int64").reset_index()


def connected_parts(edges: Edges) -> list[frozenset[str]]:
    """The stakeholders of each part of the network that ties connect.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.

    Returns
    -------
    list of frozensets
        The largest part first.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("abx"), "target": list("bcy"), "sign": 1})
    >>> [sorted(part) for part in connected_parts(table)]
    [['a', 'b', 'c'], ['x', 'y']]
    """
    table = edge_table(edges, directed=False)
    graph = nx.Graph(list(zip(table["source"], table["target"], strict=True)))
    parts = (frozenset(part) for part in nx.connected_components(graph))
    return sorted(parts, key=lambda part: (-len(part), sorted(part)))


def within_part(edges: pd.DataFrame, part: Collection[str]) -> pd.DataFrame:
    """The edges between stakeholders of the part."""
    return edges[edges["source"].isin(part) & edges["target"].isin(part)].reset_index(drop=True)


def answered_ties(edges: Edges, rows: pd.DataFrame) -> pd.DataFrame:
    """How many ties of each sign the other side answers in kind.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    rows : DataFrame
        The incidence of the ties (`incidence`): source, target, sign and unit.

    Returns
    -------
    DataFrame
        One row per sign with ties: sign, of (ties), answered, share, expected, corrected and apart
        (how many are still answered when the sources that state both directions of a pair are set
        aside). Expected is the share of the possible ties that there are, where two stakeholders of
        different connected parts cannot be tied; corrected is 0 as at random and 1 when all are
        answered.

    Raises
    ------
    EdgeError
        Where a column is missing, an end or a sign is missing, or a tie has both signs.

    References
    ----------
    Garlaschelli & Loffredo (2004), Physical Review Letters 93, 268701, doi
    10.1103/PhysRevLett.93.268701.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("ab"), "target": list("ba"), "sign": 1})
    >>> answered_ties(table, table.assign(unit="p1"))[["of", "answered", "apart"]].values.tolist()
    [[2, 2, 0]]
    """
    table = edge_table(edges, directed=True)
    possible = sum(len(part) * (len(part) - 1) for part in connected_parts(table))
    lines = []
    for sign in (1, -1):
        own = table[table["sign"] == sign]
        if own.empty:
            continue
        row = reciprocity(own).iloc[0]
        of, answered, share = (float(row[c]) for c in ("of", "reciprocated", "reciprocity"))
        expected = of / possible if possible else np.nan
        corrected = (share - expected) / (1 - expected) if expected < 1 else np.nan
        apart = _answered_apart(rows[rows["sign"] == sign])
        lines.append((sign, int(of), int(answered), share, expected, corrected, apart))
    columns = ["sign", "of", "answered", "share", "expected", "corrected", "apart"]
    return pd.DataFrame(lines, columns=columns)


def stakeholder_standing(edges: Edges) -> pd.DataFrame:
    """Positive and negative ties received and given by each stakeholder, and PN centrality.

    A pair with ties of both signs counts one of each, so that neither is lost.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.

    Returns
    -------
    DataFrame
        One row per stakeholder: node, then positive, negative and polarity, each `_received` and
        `_given`, pn_in and pn_out.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Everett & Borgatti (2014), Social Networks 38, 111–120, doi 10.1016/j.socnet.2014.03.005.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "c"], "target": ["b", "b"], "sign": [1, -1]})
    >>> rows = stakeholder_standing(table)[["node", "positive_received", "polarity_received"]]
    >>> rows.values.tolist()
    [['a', 0, nan], ['b', 1, 0.0], ['c', 0, nan]]
    """
    table = edge_table(edges, directed=True)
    names = sorted({*table["source"], *table["target"]})
    parts = [
        signed_degree(table[table["sign"] == sign], directed=True, nodes=names).set_index("node")
        for sign in (1, -1)
    ]
    ways = {"received": "in", "given": "out"}
    columns: dict[str, object] = {"node": names}
    for way, suffix in ways.items():
        plus, minus = parts[0][f"positive_{suffix}"], parts[1][f"negative_{suffix}"]
        every = (plus + minus).where(plus + minus > 0)
        columns |= {
            f"positive_{way}": plus.array,
            f"negative_{way}": minus.array,
            f"polarity_{way}": ((plus - minus) / every).array,
        }
    score = pn_centrality(table, directed=True, nodes=names)
    return pd.DataFrame(columns).assign(pn_in=score["pn_in"], pn_out=score["pn_out"])


def level_layers(
    relations: pd.DataFrame, *, segments: pd.DataFrame, concepts: pd.DataFrame, min_support: int
) -> pd.DataFrame:
    """The edges of every level, with the level of each."""
    layers = ties_by(
        relations, by="level", segments=segments, concepts=concepts, min_support=min_support
    )
    signed = layers[layers["sign"] != 0].rename(columns={"truster": "source", "trustee": "target"})
    return signed.reindex(columns=[*EDGES, "level"]).reset_index(drop=True)


def organisations(stakeholders: pd.DataFrame) -> Mapping[str, str]:
    """The organisation of each stakeholder that has one."""
    rows = stakeholders.dropna(subset=["organisation"])
    return dict(zip(rows["stakeholder"], rows["organisation"], strict=True))


def edges_of_relations(
    relations: pd.DataFrame, *, segments: pd.DataFrame, concepts: pd.DataFrame
) -> pd.DataFrame:
    """The edge table of the ties that these relations make."""
    return edges_of(ties(relations, segments=segments, concepts=concepts))


def sway_of_each_pair(edges: Edges) -> pd.DataFrame:
    """What is left of balance when each pair that it is counted on is left out.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.

    Returns
    -------
    DataFrame
        One row per pair with one sign: source, target and balance, the share of balanced triangles
        without the pair, missing when none is left.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Balance: Cartwright & Harary (1956), Psychological Review 63, 277–293, doi 10.1037/h0046049.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("abaa"), "target": list("bccd"), "sign": 1})
    >>> sway_of_each_pair(table)["balance"].tolist()
    [nan, nan, 1.0, nan]
    """
    pairs = one_sign(edges, directed=False)
    ends = [tuple(sorted(row)) for row in zip(pairs["source"], pairs["target"], strict=True)]
    rows = []
    for one, other in sorted(set(ends)):
        rest = pairs[[end != (one, other) for end in ends]]
        rows.append((one, other, triangle_balance(rest, directed=False).value))
    return pd.DataFrame(rows, columns=["source", "target", "balance"])


def _answered_apart(rows: pd.DataFrame) -> int:
    """How many ties are answered when sources that state both directions are set aside."""
    units_of: dict[tuple[str, str], set[str]] = {}
    for source, target, unit in rows[["source", "target", "unit"]].itertuples(index=False):
        if source != target:
            units_of.setdefault((source, target), set()).add(unit)
    return sum(
        bool(units - back) and bool(back - units)
        for (source, target), units in units_of.items()
        for back in [units_of.get((target, source), set())]
    )
