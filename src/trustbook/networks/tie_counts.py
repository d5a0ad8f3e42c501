"""What ties add up to: the network, its parts, and what each stakeholder receives and returns."""

from typing import TYPE_CHECKING

import pandas as pd

from trustbook.corpus.reading import distinct_labels
from trustbook.corpus.schema import TIE_KEY
from trustbook.networks.tie_tables import NODE_FACTS

if TYPE_CHECKING:
    import networkx as nx


def trust_graph(ties: pd.DataFrame, stakeholders: pd.DataFrame) -> "nx.MultiDiGraph[str]":
    """The signed, directed network of the ties.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.
    stakeholders : DataFrame
        The stakeholders of the corpus: stakeholder, label, kind, organisation, level.

    Returns
    -------
    MultiDiGraph
        Nodes are stakeholders with label (told apart where several have the same), kind,
        organisation and level; edges are ties keyed by concept, with sign, support and stability.

    Examples
    --------
    >>> tie = {"truster": "P", "trustee": "N", "concept": "trust", "sign": 1, "support": 2,
    ...        "stability": 1.0}
    >>> people = pd.DataFrame({"stakeholder": ["P", "N"], "label": ["Patient", "Nurse"]})
    >>> list(trust_graph(pd.DataFrame([tie]), people).edges(keys=True))
    [('P', 'N', 'trust')]
    """
    import networkx as nx  # noqa: PLC0415 - slow, and few need a graph

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    label = stakeholders["stakeholder"].map(distinct_labels(stakeholders, "stakeholder"))
    rows = stakeholders.assign(label=label).to_dict("records")
    facts = {row["stakeholder"]: row for row in rows}
    for name in stakeholders_of(ties, stakeholders):
        own = facts.get(name, {})
        graph.add_node(name, **{key: own.get(key) for key in NODE_FACTS})
    for tie in ties.to_dict("records"):
        graph.add_edge(
            tie["truster"],
            tie["trustee"],
            key=tie["concept"],
            sign=tie["sign"],
            support=tie["support"],
            stability=tie["stability"],
        )
    return graph


def stakeholders_of(ties: pd.DataFrame, stakeholders: pd.DataFrame) -> list[str]:
    """The stakeholders that have ties, in the order in which the corpus names them."""
    named = {*ties["truster"], *ties["trustee"]}
    in_order = [name for name in stakeholders["stakeholder"] if name in named]
    return in_order + sorted(named - set(in_order))


def components(ties: pd.DataFrame) -> list[list[str]]:
    """The parts of the network that no tie connects.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.

    Returns
    -------
    list of lists of str
        The stakeholders of each part by name, the largest part first.

    Examples
    --------
    >>> components(pd.DataFrame({"truster": list("abx"), "trustee": list("bcy")}))
    [['a', 'b', 'c'], ['x', 'y']]
    """
    import networkx as nx  # noqa: PLC0415 - slow, and few need a graph

    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(zip(ties["truster"], ties["trustee"], strict=True))
    parts = [sorted(part) for part in nx.connected_components(graph)]
    return sorted(parts, key=lambda part: (-len(part), part))


def ties_received(ties: pd.DataFrame) -> pd.DataFrame:
    """How many sources and trusters direct each concept at each stakeholder.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.

    Returns
    -------
    DataFrame
        One row per stakeholder and concept directed at it: stakeholder, concept, sign, support
        (each independent source once, however many trusters it speaks of) and trusters; the best
        supported first.

    Examples
    --------
    >>> rows = pd.DataFrame({"truster": ["P", "D"], "trustee": "N", "concept": "trust", "sign": 1,
    ...                      "sources": [["p1"], ["p1", "p2"]]})
    >>> ties_received(rows).values.tolist()
    [['N', 'trust', 1, 2, 2]]
    """
    columns = ["stakeholder", "concept", "sign", "support", "trusters"]
    if ties.empty:
        return pd.DataFrame(columns=columns)
    rows = ties.explode("sources")
    grouped = rows.groupby(["trustee", "concept", "sign"], sort=True)
    counts = grouped.agg(support=("sources", "nunique"), trusters=("truster", "nunique"))
    named = counts.reset_index().rename(columns={"trustee": "stakeholder"})
    order = ["support", "stakeholder", "concept"]
    ordered = named.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return ordered[columns]


def received_by_sign(ties: pd.DataFrame) -> pd.DataFrame:
    """How many independent sources speak for and against each stakeholder; a self-tie counts.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.

    Returns
    -------
    DataFrame
        One row per stakeholder of the ties: stakeholder, positive and negative.

    Examples
    --------
    >>> rows = pd.DataFrame({"truster": ["P", "D"], "trustee": "N", "sign": [1, -1],
    ...                      "sources": [["p1", "p2"], ["p1"]]})
    >>> received_by_sign(rows).values.tolist()
    [['D', 0, 0], ['N', 2, 1], ['P', 0, 0]]
    """
    names = sorted({*ties["truster"], *ties["trustee"]})
    rows = ties.explode("sources")
    counted = {
        word: rows[rows["sign"] == sign].groupby("trustee")["sources"].nunique()
        for word, sign in (("positive", 1), ("negative", -1))
    }
    return pd.DataFrame(
        {"stakeholder": names}
        | {w: [int(n.get(name, 0)) for name in names] for w, n in counted.items()}
    )


def reciprocal_ties(ties: pd.DataFrame) -> pd.DataFrame:
    """The pairs with a concept that runs both ways.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.

    Returns
    -------
    DataFrame
        One row per pair and concept: one, other, concept, sign, support and support_back; the best
        supported first.

    Examples
    --------
    >>> rows = pd.DataFrame({"truster": ["P", "N"], "trustee": ["N", "P"], "concept": "trust",
    ...                      "sign": 1, "support": [2, 3]})
    >>> reciprocal_ties(rows).values.tolist()
    [['N', 'P', 'trust', 1, 3, 2]]
    """
    back = ties.rename(columns={"truster": "trustee", "trustee": "truster", "support": "back"})
    both = ties.merge(back[[*TIE_KEY, "back"]], on=TIE_KEY)
    once = both[both["truster"] < both["trustee"]].rename(
        columns={"truster": "one", "trustee": "other", "back": "support_back"}
    )
    order = ["support", "one", "other", "concept"]
    ordered = once.sort_values(order, ascending=[False, True, True, True], ignore_index=True)
    return ordered[["one", "other", "concept", "sign", "support", "support_back"]]


def disagreeing_pairs(ties: pd.DataFrame) -> pd.DataFrame:
    """The positive ties that are met by a negative one in the opposite direction.

    Parameters
    ----------
    ties : DataFrame
        One row per tie, as `ties` returns them.

    Returns
    -------
    DataFrame
        One row per such two ties: truster, trustee, concept and support of the positive one,
        concept_back and support_back of the negative one; the best supported first.

    Examples
    --------
    >>> rows = pd.DataFrame({"truster": ["P", "N"], "trustee": ["N", "P"], "sign": [1, -1],
    ...                      "concept": ["trust", "distrust"], "support": [2, 1]})
    >>> disagreeing_pairs(rows).values.tolist()
    [['P', 'N', 'trust', 2, 'distrust', 1]]
    """
    columns = ["truster", "trustee", "concept", "support"]
    against = ties.loc[ties["sign"] < 0, columns].rename(
        columns={
            "truster": "trustee",
            "trustee": "truster",
            "concept": "concept_back",
            "support": "support_back",
        }
    )
    pairs = ties.loc[ties["sign"] > 0, columns].merge(against, on=["truster", "trustee"])
    order = ["support", "support_back", "truster", "trustee", "concept", "concept_back"]
    different = pairs[pairs["truster"] != pairs["trustee"]]
    ascending = [False, False, True, True, True, True]
    ordered = different.sort_values(order, ascending=ascending, ignore_index=True)
    return ordered[[*columns, "concept_back", "support_back"]]


def most_named(ties: pd.DataFrame, *, sign: int) -> list[str]:
    """The stakeholder(s) towards whom most independent sources state ties of this sign."""
    rows = ties[ties["sign"] == sign].explode("sources")
    if rows.empty:
        return []
    counted = rows.groupby("trustee")["sources"].nunique()
    return sorted(counted[counted == counted.max()].index)
