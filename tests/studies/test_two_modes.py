"""Stakeholders and codes as a network of two modes, against networkx."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from trustbook.networks.tie_tables import sources
from trustbook.studies.two_modes import projection, stakeholders_of_segments, two_mode_ties


def random_ties(seed):
    """Some 150 ties between 20 stakeholders and 30 codes: 190 pairs of stakeholders."""
    random = np.random.default_rng(seed)
    every = pd.DataFrame(
        {"stakeholder": [f"P{i:02}" for i in random.integers(0, 20, 200)],
         "code": [f"c{i:02}" for i in random.integers(0, 30, 200)]}
    )  # fmt: skip
    return every.drop_duplicates(ignore_index=True)


def graph_of(ties):
    graph = nx.Graph()
    graph.add_nodes_from(set(ties["stakeholder"]), bipartite=0)
    graph.add_nodes_from(set(ties["code"]), bipartite=1)
    graph.add_edges_from(ties[["stakeholder", "code"]].itertuples(index=False, name=None))
    assert nx.is_bipartite(graph)
    return graph


@pytest.mark.parametrize("onto", ["stakeholder", "code"])
@pytest.mark.parametrize("seed", range(2))
def test_the_projection_is_that_of_networkx(seed, onto):
    """Each pair of nodes is a case: 190 of stakeholders, 435 of codes."""
    ties = random_ties(seed)
    graph, nodes = graph_of(ties), set(ties[onto])
    shared = nx.bipartite.weighted_projected_graph(graph, nodes)
    overlap = nx.bipartite.overlap_weighted_projected_graph(graph, nodes, jaccard=True)
    pairs = projection(ties, onto=onto)
    counted = {frozenset((row.one, row.other)): (row.shared, row.overlap)
               for row in pairs.itertuples()}  # fmt: skip
    assert set(counted) == {frozenset(edge) for edge in shared.edges}
    for pair, (n, part) in counted.items():
        assert n == shared.edges[tuple(pair)]["weight"]
        assert part == pytest.approx(overlap.edges[tuple(pair)]["weight"])


def test_ties_count_sources_as_a_loop_does():
    random = np.random.default_rng(2)
    names = [f"s{i}" for i in range(60)]
    segments = pd.DataFrame(
        {"segment": names,
         "same_source_as": [f"s{i - 1}" if i and random.random() < 0.5 else None
                            for i in range(60)]}
    )  # fmt: skip
    involved = pd.DataFrame({"segment": random.choice(names, 120),
                             "stakeholder": random.choice(list("PQRSTUV"), 120)})  # fmt: skip
    coded = pd.DataFrame({"segment": random.choice(names, 120),
                          "code": random.choice(list("abcdefghijklmno"), 120)})  # fmt: skip
    involved, coded = involved.drop_duplicates(), coded.drop_duplicates()
    unit = sources(segments).to_dict()
    expected = {}
    for segment, who in involved.values.tolist():
        for other, code in coded.values.tolist():
            if segment == other:
                expected.setdefault((who, code), set()).add(unit[segment])
    ties = two_mode_ties(involved, coded, segments=segments)
    counted = {(row.stakeholder, row.code): row.sources for row in ties.itertuples()}
    assert counted == {pair: len(units) for pair, units in expected.items()}


def test_a_stakeholder_is_in_a_segment_that_it_speaks_or_is_named_in():
    segments = pd.DataFrame({"segment": ["a", "b"], "speaker": ["P", None]})
    relations = pd.DataFrame({"segment": ["b", "x"], "truster": ["P", "Z"], "trustee": ["N", "Z"]})
    strategies = pd.DataFrame(
        {"segment": ["a"], "actor": ["A"], "truster": ["P"], "trustee": [None]}
    )
    rows = stakeholders_of_segments(segments, relations=relations, strategies=strategies)
    assert rows.values.tolist() == [["a", "A"], ["a", "P"], ["b", "N"], ["b", "P"]]


def test_nothing_coded_is_no_tie():
    none = pd.DataFrame(columns=["segment", "stakeholder", "code"], dtype="str")
    segments = pd.DataFrame({"segment": ["a"]})
    ties = two_mode_ties(none[["segment", "stakeholder"]], none[["segment", "code"]],
                         segments=segments)  # fmt: skip
    assert ties.empty
    assert projection(ties, onto="code").empty
