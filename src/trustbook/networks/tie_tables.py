"""Stakeholder trust networks: ties, their support, and what they add up to.

A tie is everything coded about one truster, one trustee and one concept. Its support is the number
of independent sources it rests on.
"""

from collections.abc import Mapping, Sequence

import networkx as nx
import pandas as pd

from trustbook.corpus.parameters import chosen_names
from trustbook.corpus.schema import ALL

TIE_KEY = ["truster", "trustee", "concept"]
TIES = (*TIE_KEY, "sign", "support", "stability", "relations", "segments", "sources", "studies")
NODE_FACTS = ("label", "kind", "organisation", "level")
RECEIVED = ("stakeholder", "concept", "sign", "support", "trusters")
RECIPROCAL = ("one", "other", "concept", "sign", "support", "support_back")
DISAGREEING = (
    *("truster", "trustee", "concept", "support"),
    *("concept_back", "support_back"),
)


def sources(segments: pd.DataFrame) -> pd.Series:
    """The independent source each segment rests on, indexed by segment.

    Where every segment has a case, the source is the case. Otherwise it is the first segment of
    the chain that `same_source_as` leads back to, which may be one that `segments` does not hold.
    `source_unit` says which of the two it is; the two are never mixed.

    >>> sources(pd.DataFrame({"segment": ["a", "b"], "same_source_as": [None, "a"]})).to_dict()
    {'a': 'a', 'b': 'a'}
    """
    names = segments["segment"].astype("str")
    if source_unit(segments) == "cases":
        found = list(segments["case"])
    else:
        links = segments.reindex(columns=["same_source_as"])["same_source_as"]
        above = {n: to for n, to in zip(names, links, strict=True) if pd.notna(to)}
        found = [_root(name, above) for name in names]
    index = pd.Index(names, name="segment")
    return pd.Series(found, index=index, name="source", dtype="str")


def source_unit(segments: pd.DataFrame) -> str:
    """What a source is in these segments: "cases" where every segment has one, else "segments"."""
    cases = segments.reindex(columns=["case"])["case"]
    return "cases" if len(segments) and bool(cases.notna().all()) else "segments"


def segments_of(relations: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The segments that state any of the relations."""
    return segments[segments["segment"].isin(relations["segment"])]


def selected_relations(
    relations: pd.DataFrame, *, level: str = ALL, concepts: object = ALL
) -> pd.DataFrame:
    """The relations at one level and of the chosen concepts; `all` chooses everything.

    `concepts` is written as the parameter is: all, a list, or names with commas between them.
    """
    names = chosen_names(concepts)
    chosen = relations["concept"].isin(names) if names else relations["concept"].notna()
    if level != ALL:
        chosen &= relations["level"] == level
    return relations[chosen]


def leading_concepts(concepts: pd.DataFrame) -> list[str]:
    """The first concept a corpus declares with a positive sign and the first with a negative one.

    >>> leading_concepts(pd.DataFrame({"concept": list("abc"), "sign": [-1, 1, -1]}))
    ['b', 'a']
    """
    return [
        str(found.iloc[0])
        for sign in (1, -1)
        if len(found := concepts.loc[concepts["sign"] == sign, "concept"])
    ]


def leading_relations(relations: pd.DataFrame, concepts: pd.DataFrame) -> pd.DataFrame:
    """The relations of the leading concepts; all of them where none of those is among them."""
    lead = relations[relations["concept"].isin(leading_concepts(concepts))]
    return relations if lead.empty else lead


def ties(
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    min_support: int = 1,
) -> pd.DataFrame:
    """One row a truster, a trustee and a concept that at least `min_support` sources state.

    `support` counts independent sources (`sources`), `stability` is the share of the tie's own
    sources that can each be left out while the tie keeps `min_support` others: 0 for a tie that
    hinges on every one of its sources, as a tie with a single source does, 1 for one that hinges
    on none. Lists of `relations`, `segments`, `sources` and `studies` lead back to the material.
    The best supported ties come first; a concept that `concepts` does not declare has sign 0.
    """
    return _tied(_sourced(relations, segments), concepts, min_support)


def at_least(ties: pd.DataFrame, min_support: int) -> pd.DataFrame:
    """The ties that rest on at least `min_support` independent sources."""
    return ties[ties["support"] >= min_support].reindex(columns=list(TIES)).reset_index(drop=True)


def ties_by(  # noqa: PLR0913 - all but one are named
    relations: pd.DataFrame,
    *,
    by: str,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    min_support: int = 1,
    order: Sequence[str] = (),
) -> pd.DataFrame:
    """The ties of each part of the relations, with the part in a column called as `by` is.

    `by` is level, concept or study; parts come in the order of `order`, then of their names. What
    a source is, a case or a segment, is the same in all parts.
    """
    parted = _sourced(relations, segments)
    names = sorted(parted[by].dropna().unique(), key=lambda part: (_place(part, order), part))
    found = [
        _tied(parted[parted[by] == name], concepts, min_support).assign(**{by: name})
        for name in names
    ]
    kept = [part for part in found if len(part)]
    return pd.concat(kept, ignore_index=True) if kept else _no_parts(by)


def trust_graph(ties: pd.DataFrame, stakeholders: pd.DataFrame) -> "nx.MultiDiGraph[str]":
    """The signed, directed network: nodes are stakeholders, edges are ties keyed by concept.

    Nodes carry label, kind, organisation and level, edges sign, support and stability.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    facts = {row["stakeholder"]: row for row in stakeholders.to_dict("records")}
    for name in stakeholders_of(ties, stakeholders):
        known = facts.get(name, {})
        graph.add_node(name, **{key: known.get(key) for key in NODE_FACTS})
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
    known = [name for name in stakeholders["stakeholder"] if name in named]
    return known + sorted(named - set(known))


def components(ties: pd.DataFrame) -> list[list[str]]:
    """The parts of the network that no tie connects, largest first, each a list of stakeholders."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(zip(ties["truster"], ties["trustee"], strict=True))
    parts = [sorted(part) for part in nx.connected_components(graph)]
    return sorted(parts, key=lambda part: (-len(part), part))


def ties_received(ties: pd.DataFrame) -> pd.DataFrame:
    """One row a stakeholder and a concept directed at it, with the sources and trusters behind it.

    `support` counts each independent source once, however many trusters it speaks of.
    """
    if ties.empty:
        return pd.DataFrame(columns=list(RECEIVED))
    rows = ties.explode("sources")
    grouped = rows.groupby(["trustee", "concept", "sign"], sort=True)
    found = grouped.agg(support=("sources", "nunique"), trusters=("truster", "nunique"))
    named = found.reset_index().rename(columns={"trustee": "stakeholder"})
    order = ["support", "stakeholder", "concept"]
    return named.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)[
        list(RECEIVED)
    ]


def received_by_sign(ties: pd.DataFrame) -> pd.DataFrame:
    """One row a stakeholder of the ties: independent sources that speak for and against it.

    Columns are stakeholder, positive and negative. A self-tie counts.
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
    """One row a pair and a concept that runs both ways, with the support of either direction."""
    back = ties.rename(columns={"truster": "trustee", "trustee": "truster", "support": "back"})
    both = ties.merge(back[[*TIE_KEY, "back"]], on=TIE_KEY)
    once = both[both["truster"] < both["trustee"]].rename(
        columns={"truster": "one", "trustee": "other", "back": "support_back"}
    )
    order = ["support", "one", "other", "concept"]
    return once.sort_values(order, ascending=[False, True, True, True]).reset_index(drop=True)[
        list(RECIPROCAL)
    ]


def disagreeing_pairs(ties: pd.DataFrame) -> pd.DataFrame:
    """One row a positive tie that is met by a negative one in the opposite direction."""
    columns = ["truster", "trustee", "concept", "support"]
    against = ties.loc[ties["sign"] < 0, columns].rename(
        columns={
            "truster": "trustee",
            "trustee": "truster",
            "concept": "concept_back",
            "support": "support_back",
        }
    )
    met = ties.loc[ties["sign"] > 0, columns].merge(against, on=["truster", "trustee"])
    order = ["support", "support_back", "truster", "trustee", "concept", "concept_back"]
    ascending = [False, False, True, True, True, True]
    different = met[met["truster"] != met["trustee"]]
    return different.sort_values(order, ascending=ascending).reset_index(drop=True)[
        list(DISAGREEING)
    ]


def most_named(ties: pd.DataFrame, *, sign: int) -> list[str]:
    """The stakeholder(s) towards whom most independent sources state ties of this sign."""
    rows = ties[ties["sign"] == sign].explode("sources")
    if rows.empty:
        return []
    counted = rows.groupby("trustee")["sources"].nunique()
    return sorted(counted[counted == counted.max()].index)


def _sourced(relations: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The relations whose segment is known, with their source and study."""
    stated = segments_of(relations, segments)
    return relations[relations["segment"].isin(stated["segment"])].assign(
        source=lambda d: d["segment"].map(sources(stated)),
        study=lambda d: d["segment"].map(stated.set_index("segment")["study"]),
    )


def _tied(sourced: pd.DataFrame, concepts: pd.DataFrame, min_support: int) -> pd.DataFrame:
    if sourced.empty:
        return pd.DataFrame(columns=list(TIES))
    lists = {
        "relations": "relation",
        "segments": "segment",
        "sources": "source",
        "studies": "study",
    }
    found = pd.DataFrame({to: _distinct(sourced, of) for to, of in lists.items()}).reset_index()
    found["support"] = found["sources"].map(len)
    found["stability"] = (found["support"] > min_support).astype(float)
    found["sign"] = found["concept"].map(_signs(concepts)).fillna(0).astype(int)
    return _ordered(at_least(found, min_support))


def _root(name: str, above: Mapping[str, str]) -> str:
    """The end of the chain above `name`; of a chain that runs in a circle, its smallest name."""
    seen = [name]
    while seen[-1] in above:
        nxt = above[seen[-1]]
        if nxt in seen:
            return min(seen[seen.index(nxt) :])
        seen.append(nxt)
    return seen[-1]


def _signs(concepts: pd.DataFrame) -> dict[str, int]:
    return dict(zip(concepts["concept"], concepts["sign"], strict=True))


def _distinct(sourced: pd.DataFrame, column: str) -> pd.Series:
    """The distinct values of the column in a sorted list, by tie."""
    once = sourced[[*TIE_KEY, column]].drop_duplicates().sort_values(column)
    return once.groupby(TIE_KEY)[column].agg(list)


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    order = ["support", *TIE_KEY]
    return found.sort_values(order, ascending=[False, True, True, True]).reset_index(drop=True)


def _place(part: str, order: Sequence[str]) -> int:
    return list(order).index(part) if part in order else len(order)


def _no_parts(by: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(dict.fromkeys([*TIES, by])))
