"""The trust network of a corpus as GraphML and GEXF, for Gephi, Cytoscape, igraph and others.

Nodes are stakeholders with label, kind, organisation and level. Edges are ties, several between two
nodes where several concepts are stated, with label, concept, sign (−1, 0, 1), support (independent
sources; also the weight), stability, and what a source is. The same ties give the same text.
"""

import re

import networkx as nx
import pandas as pd

from trustbook.networks import segments_of, source_unit, ties, trust_graph

_MODIFIED = re.compile(r' lastmodifieddate="[^"]*"')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def network(
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> "nx.MultiDiGraph[str]":
    """The network of all relations as other programs read it: plain attributes, none missing."""
    found = ties(relations, segments=segments, concepts=concepts)
    labels = dict(zip(concepts["concept"], concepts["label"], strict=True))
    counted = source_unit(segments_of(relations, segments))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    told = trust_graph(found, stakeholders)
    for name, facts in told.nodes(data=True):
        known = {key: _plain(str(value)) for key, value in facts.items() if pd.notna(value)}
        graph.add_node(_plain(name), **({"label": _plain(name)} | known))
    for number, (truster, trustee, concept, facts) in enumerate(told.edges(keys=True, data=True)):
        graph.add_edge(
            *(_plain(truster), _plain(trustee)),
            key=f"e{number}",
            label=_plain(str(labels.get(concept, concept))),
            concept=_plain(str(concept)),
            sign=int(facts["sign"]),
            support=int(facts["support"]),
            weight=int(facts["support"]),
            support_counts=counted,
            stability=float(facts["stability"]),
        )
    return graph


def graphml_text(graph: "nx.MultiDiGraph[str]") -> str:
    """The network as GraphML."""
    return _document("\n".join(nx.generate_graphml(graph)))


def gexf_text(graph: "nx.MultiDiGraph[str]") -> str:
    """The network as GEXF, without the day on which it was written."""
    return _document(_MODIFIED.sub("", "\n".join(nx.generate_gexf(graph))))


def _document(text: str) -> str:
    body = text.removeprefix("<?xml version='1.0' encoding='utf-8'?>").strip()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _plain(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
