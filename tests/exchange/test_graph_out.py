"""The trust network as GraphML and GEXF: what networkx reads back is what was written."""

import io

import networkx as nx
import pandas as pd
import pytest
from lxml import etree

from trustbook.exchange.exporting import gexf_text, graphml_text, network

STAKEHOLDERS = pd.DataFrame(
    {
        "stakeholder": ["PA", "NU", "HO"],
        "label": ["Patients", "Sygeplejersker", "Hospital"],
        "kind": ["role", "role", "organisation"],
        "organisation": [None, "Hospital", None],
        "level": ["micro", "micro", "meso"],
    }
)
CONCEPTS = pd.DataFrame({"concept": ["t", "d"], "label": ["Trust", "Distrust"], "sign": [1, -1]})
SEGMENTS = pd.DataFrame(
    {"segment": ["g1", "g2"], "study": ["s", "s"], "same_source_as": [None] * 2}
)
RELATIONS = pd.DataFrame(
    [("r1", "g1", "PA", "NU", "t"), ("r2", "g2", "PA", "NU", "t"), ("r3", "g2", "PA", "NU", "d")],
    columns=["relation", "segment", "truster", "trustee", "concept"],
)


def exported_graph():
    return network(RELATIONS, segments=SEGMENTS, concepts=CONCEPTS, stakeholders=STAKEHOLDERS)


@pytest.fixture(params=["graphml", "gexf"])
def read_back(request):
    if request.param == "graphml":
        return nx.read_graphml(
            io.BytesIO(graphml_text(exported_graph()).encode()), force_multigraph=True
        )
    return nx.read_gexf(io.BytesIO(gexf_text(exported_graph()).encode()))


def test_nodes_keep_what_is_known_of_stakeholders(read_back):
    assert set(read_back) == {"PA", "NU"}
    whole = read_back.nodes["NU"]
    assert (whole["label"], whole["level"]) == ("Sygeplejersker", "micro")
    assert whole["organisation"] == "Hospital"
    assert "organisation" not in read_back.nodes["PA"]


def test_edges_are_ties_with_sign_support_and_stability(read_back):
    """Two segments state trust, so each can be left out; one states distrust."""
    edges = sorted(
        (
            *(facts[key] for key in ("label", "concept", "sign", "support", "stability")),
            *(facts["weight"], facts["support_counts"]),
        )
        for _, _, facts in read_back.edges(data=True)
    )
    assert read_back.is_directed()
    assert edges == [
        ("Distrust", "d", -1, 1, 0.0, 1, "segments"),
        ("Trust", "t", 1, 2, 1.0, 2, "segments"),
    ]


def test_no_day_is_written():
    assert "lastmodified" not in gexf_text(exported_graph())
    assert gexf_text(exported_graph()) == gexf_text(exported_graph())
    assert graphml_text(exported_graph()) == graphml_text(exported_graph())


def test_characters_that_xml_cannot_hold_are_replaced():
    spoiled = STAKEHOLDERS.assign(label=["Bell \x07 & <b>", "N", "H"])
    graph = network(RELATIONS, segments=SEGMENTS, concepts=CONCEPTS, stakeholders=spoiled)
    for text in (gexf_text(graph), graphml_text(graph)):
        words = {*etree.fromstring(text.encode()).itertext()}
        labels = {*etree.fromstring(text.encode()).xpath("//@label")}
        assert "Bell \ufffd & <b>" in words | labels
