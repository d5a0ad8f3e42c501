"""Ties, support and what networks add up to, on frames small enough to count by hand."""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.networks.tie_counts import (
    components,
    disagreeing_pairs,
    most_named,
    received_by_sign,
    reciprocal_ties,
    stakeholders_of,
    ties_received,
    trust_graph,
)
from trustbook.networks.tie_tables import (
    TIES,
    at_least,
    leading_concepts,
    selected_relations,
    source_unit,
    sources,
    sources_of,
    ties,
    ties_by,
)

CONCEPTS = pd.DataFrame({"concept": ["trust", "distrust", "doubt"], "sign": [1, -1, -1]})


def segments(*rows: tuple[str, str | None], study: str = "s") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["segment", "same_source_as"])
    return frame.assign(study=study, case=None)


def relations(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["segment", "truster", "trustee", "concept"])
    return frame.assign(relation=[f"r{i}" for i in range(len(frame))], level="micro", coder="C1")


SEGMENTS = segments(("a", None), ("b", "a"), ("c", None), ("d", "b"))
RELATIONS = relations(
    ("a", "U", "M", "trust"),
    ("b", "U", "M", "trust"),
    ("c", "U", "M", "trust"),
    ("c", "M", "U", "distrust"),
    ("d", "M", "U", "trust"),
    ("d", "U", "E", "doubt"),
)


def all_ties(min_support: int = 1) -> pd.DataFrame:
    return ties(RELATIONS, segments=SEGMENTS, concepts=CONCEPTS, min_support=min_support)


def test_a_chain_of_segments_is_one_source():
    """d rests on b, b rests on a: all three are source a; c is its own."""
    assert sources(SEGMENTS).to_dict() == {"a": "a", "b": "a", "c": "c", "d": "a"}


def test_what_no_segment_states_stands_for_itself():
    """Two relations of one case, one of another, none in a segment: support 2 and 1."""
    rows = relations(
        (None, "U", "M", "trust"), (None, "U", "M", "trust"), (None, "M", "U", "trust")
    )
    alone = rows.assign(case=["P1", "P2", "P1"], study="s", encounter=None, memo=["Said so", *"ab"])
    none = SEGMENTS.head(0)
    table = ties(alone, segments=none, concepts=CONCEPTS)
    assert table[["truster", "support", "segments"]].values.tolist() == [
        ["U", 2, ["r0", "r1"]],
        ["M", 1, ["r2"]],
    ]
    without_cases = ties(alone.assign(case=None), segments=none, concepts=CONCEPTS)
    assert without_cases["sources"].tolist() == [["r0", "r1"], ["r2"]]
    assert without_cases["studies"].tolist() == [["s"], ["s"]]


def test_segments_and_relations_without_one_are_statements_side_by_side():
    rows = relations(("a", "U", "M", "trust"), (None, "U", "M", "trust"))
    rows = rows.assign(case=None, study="s", encounter=None, memo=None)
    assert ties(rows, segments=SEGMENTS, concepts=CONCEPTS)["segments"].tolist() == [["a", "r1"]]


def test_a_circle_of_segments_is_one_source():
    assert set(sources(segments(("a", "b"), ("b", "c"), ("c", "a")))) == {"a"}


def test_a_chain_that_ends_in_a_circle_rests_on_the_smallest_name_of_the_circle():
    """A leads to b, b and c lead to each other: all three rest on b, and not on A or c."""
    assert sources(segments(("A", "b"), ("b", "c"), ("c", "b"))).tolist() == ["b", "b", "b"]


def test_a_source_outside_the_selection_still_joins():
    assert sources(segments(("b", "a"), ("c", "a"))).to_dict() == {"b": "a", "c": "a"}


def test_cases_are_sources_only_where_all_segments_have_one():
    with_cases = SEGMENTS.assign(case=["P1", "P1", "P2", "P1"])
    assert source_unit(with_cases) == "cases"
    assert sources(with_cases).to_dict() == {"a": "P1", "b": "P1", "c": "P2", "d": "P1"}
    one_without = SEGMENTS.assign(case=["P1", "P1", None, "P1"])
    assert source_unit(one_without) == "segments"
    assert sources(one_without)["c"] == "c"


def test_documents_are_sources_where_not_every_segment_has_a_case():
    """D rests on b, and b on a: what d says in d2 is what a says in d1."""
    documents = SEGMENTS.assign(encounter=["d1", "d1", "d2", "d2"], case=["P1", None, None, None])
    assert source_unit(documents) == "documents"
    assert sources(documents).to_dict() == {"a": "d1", "b": "d1", "c": "d2", "d": "d1"}


def test_cases_come_before_documents():
    both = SEGMENTS.assign(encounter="d1", case=["P1", "P1", "P2", "P1"])
    assert source_unit(both) == "cases"
    assert sources(both).nunique() == 2


def test_segments_known_to_be_of_one_document_or_case_count_once():
    """Nothing is known of g, so segments are sources: a and b are of d1, c and e of P1."""
    frame = pd.DataFrame(
        {
            "segment": list("abceg"),
            "encounter": ["d1", "d1", None, None, None],
            "case": [None, "P2", "P1", "P1", None],
        }
    )
    assert source_unit(frame) == "segments"
    assert sources(frame).to_dict() == {"a": "a", "b": "a", "c": "c", "e": "c", "g": "g"}


def test_a_count_takes_its_unit_from_the_whole_corpus():
    """Only a and b state a tie and both have a case, but c has none: documents are the sources."""
    frame = segments(("a", None), ("b", None), ("c", None)).assign(
        case=["P1", "P2", None], encounter=["d1", "d1", "d2"]
    )
    stated = relations(("a", "U", "M", "trust"), ("b", "U", "M", "trust"))
    assert sources_of(stated, frame).to_dict() == {"a": "d1", "b": "d1"}
    assert list(ties(stated, segments=frame, concepts=CONCEPTS)["support"]) == [1]


def test_support_counts_a_source_once():
    """U → M trust: segments a, b (one source) and c (another) make support 2."""
    tie = all_ties().iloc[0]
    assert (tie["truster"], tie["trustee"], tie["concept"]) == ("U", "M", "trust")
    assert tie["support"] == 2
    assert tie["segments"] == ["a", "b", "c"]
    assert tie["sources"] == ["a", "c"]
    assert tie["studies"] == ["s"]


def test_a_tie_with_one_source_hinges_on_it():
    """Support 2 keeps one source when either is left out; support 1 keeps none."""
    by_support = dict(zip(all_ties()["support"], all_ties()["stability"], strict=True))
    assert by_support == {2: 1.0, 1: 0.0}


def test_a_tie_at_the_threshold_hinges_on_each_of_its_sources():
    assert list(all_ties(min_support=2)["stability"]) == [0.0]


def test_fewer_sources_than_wanted_leave_a_tie_out():
    assert len(at_least(all_ties(), 1)) == 4
    assert len(at_least(all_ties(), 2)) == 1
    assert list(at_least(all_ties(), 2)) == list(TIES)
    assert at_least(all_ties(), 3).empty


def test_an_undeclared_concept_has_no_sign():
    odd = relations(("a", "U", "M", "hope"))
    assert list(ties(odd, segments=SEGMENTS, concepts=CONCEPTS)["sign"]) == [0]


def test_relations_are_chosen_by_level_and_concept():
    mixed = RELATIONS.assign(level=["micro", "micro", "meso", "meso", "micro", "micro"])
    assert list(selected_relations(mixed, level="meso")["segment"]) == ["c", "c"]
    assert list(selected_relations(mixed, concepts="distrust, doubt")["segment"]) == ["c", "d"]
    assert len(selected_relations(mixed)) == 6


def test_the_first_concept_of_each_sign_leads():
    assert leading_concepts(CONCEPTS) == ["trust", "distrust"]
    assert leading_concepts(CONCEPTS.head(0)) == []


def test_received_counts_sources_not_ties():
    """M receives trust from a and c: 2 sources, 1 truster."""
    rows = ties_received(all_ties()).set_index(["stakeholder", "concept"])
    assert tuple(rows.loc[("M", "trust"), ["support", "trusters"]]) == (2, 1)
    signs = received_by_sign(all_ties()).set_index("stakeholder")
    assert signs.loc["U"].to_dict() == {"positive": 1, "negative": 1}
    assert signs.loc["E"].to_dict() == {"positive": 0, "negative": 1}


def test_of_what_is_received_the_best_supported_comes_first_and_equals_by_name():
    rows = [
        ("P", "N", "trust", ["a"]),
        ("P", "M", "trust", ["a"]),
        ("P", "M", "doubt", ["a"]),
        ("P", "Z", "trust", ["a", "b"]),
    ]
    frame = pd.DataFrame(rows, columns=["truster", "trustee", "concept", "sources"])
    received = ties_received(frame.assign(sign=1))[["stakeholder", "concept"]]
    order = [("Z", "trust"), ("M", "doubt"), ("M", "trust"), ("N", "trust")]
    assert list(received.itertuples(name=None)) == [(i, *row) for i, row in enumerate(order)]


def test_mutual_trust_counts_a_pair_once():
    """U and M trust each other: one row, named in alphabetical order."""
    rows = reciprocal_ties(all_ties())
    assert rows[["one", "other", "concept"]].values.tolist() == [["M", "U", "trust"]]
    assert rows[["support", "support_back"]].values.tolist() == [[1, 2]]


def test_mutual_ties_that_more_state_come_first():
    rows = [("A", "B", 1), ("B", "A", 4), ("C", "D", 2), ("D", "C", 1)]
    tied = pd.DataFrame(rows, columns=["truster", "trustee", "support"])
    mutual = reciprocal_ties(tied.assign(concept="trust", sign=1))
    assert mutual[["one", "support"]].values.tolist() == [["C", 2], ["A", 1]]


def test_mutual_ties_that_equally_many_state_come_by_name():
    rows = [("B", "C", "trust"), ("A", "D", "trust"), ("A", "C", "trust"), ("A", "C", "power")]
    there = pd.DataFrame(rows, columns=["truster", "trustee", "concept"])
    back = there.rename(columns={"truster": "trustee", "trustee": "truster"})
    mutual = reciprocal_ties(pd.concat([there, back]).assign(sign=1, support=1))
    order = [("A", "C", "power"), ("A", "C", "trust"), ("A", "D", "trust"), ("B", "C", "trust")]
    named = mutual[["one", "other", "concept"]]
    assert list(named.itertuples(name=None)) == [(i, *row) for i, row in enumerate(order)]


def test_trust_met_by_distrust_is_a_disagreement():
    """U trusts M (2), M distrusts U (1)."""
    rows = disagreeing_pairs(all_ties())
    assert rows.values.tolist() == [["U", "M", "trust", 2, "distrust", 1]]


def test_disagreements_come_by_support_either_way_and_then_by_name():
    """Each pair answers trust with doubt; A trusts C on two sources, and doubts C on two."""
    pairs = [("B", "A", 1, 1), ("A", "B", 1, 1), ("C", "A", 1, 2), ("A", "C", 2, 1)]
    there = [(one, other, n, "trust", 1) for one, other, n, _ in pairs]
    back = [(other, one, n, "doubt", -1) for one, other, _, n in pairs]
    columns = ["truster", "trustee", "support", "concept", "sign"]
    both = pd.DataFrame([*there, *back], columns=columns)
    rows = disagreeing_pairs(both)[["truster", "trustee"]]
    order = [("A", "C"), ("C", "A"), ("A", "B"), ("B", "A")]
    assert list(rows.itertuples(name=None)) == [(i, *row) for i, row in enumerate(order)]


def test_a_tie_is_directed_where_any_source_states_its_direction():
    """U trusts M in a (read) and b (stated); M trusts U in a alone (read)."""
    rows = relations(("a", "U", "M", "trust"), ("b", "U", "M", "trust"), ("a", "M", "U", "trust"))
    rows = rows.assign(direction=["read", "stated", "read"])
    tied = ties(rows, segments=SEGMENTS, concepts=CONCEPTS).set_index(["truster", "trustee"])
    assert tied["is_directed"].to_dict() == {("U", "M"): True, ("M", "U"): False}
    unsaid = ties(rows.drop(columns="direction"), segments=SEGMENTS, concepts=CONCEPTS)
    assert unsaid["is_directed"].all()


def test_trust_and_distrust_in_oneself_is_no_disagreement_of_a_pair():
    own = relations(("a", "U", "U", "trust"), ("a", "U", "U", "distrust"))
    assert disagreeing_pairs(ties(own, segments=SEGMENTS, concepts=CONCEPTS)).empty


def test_the_most_named_share_the_place_when_equal():
    assert most_named(all_ties(), sign=1) == ["M"]
    assert most_named(all_ties(), sign=-1) == ["E", "U"]
    assert most_named(all_ties(), sign=0) == []


def test_the_graph_has_an_edge_for_each_tie():
    people = pd.DataFrame(
        [["M", "Managers", "role", "Centre", "micro"]],
        columns=["stakeholder", "label", "kind", "organisation", "level"],
    )
    graph = trust_graph(all_ties(), people)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.number_of_edges() == 4
    assert graph.edges["U", "M", "trust"]["support"] == 2
    assert graph.nodes["M"]["label"] == "Managers"


def test_nodes_with_one_label_are_told_apart():
    people = pd.DataFrame({"stakeholder": ["M", "E", "U"], "label": ["Staff", "Staff", "Users"]})
    nodes = trust_graph(all_ties(), people).nodes
    assert [nodes[name]["label"] for name in "MEU"] == ["Staff (M)", "Staff (E)", "Users"]


def test_stakeholders_come_in_the_order_of_the_corpus():
    people = pd.DataFrame({"stakeholder": ["U", "X", "M"]})
    assert stakeholders_of(all_ties(), people) == ["U", "M", "E"]


def test_parts_without_ties_between_them_are_components():
    two = relations(("a", "A", "B", "trust"), ("a", "C", "D", "trust"), ("a", "D", "E", "trust"))
    assert components(ties(two, segments=SEGMENTS, concepts=CONCEPTS)) == [
        ["C", "D", "E"],
        ["A", "B"],
    ]


def test_parts_come_in_the_given_order():
    mixed = RELATIONS.assign(level=["micro", "micro", "meso", "meso", "micro", "macro"])
    parts = ties_by(
        mixed, by="level", segments=SEGMENTS, concepts=CONCEPTS, order=("macro", "meso", "micro")
    )
    assert list(dict.fromkeys(parts["level"])) == ["macro", "meso", "micro"]
    assert len(parts) == 5


def test_no_relations_make_no_ties():
    none = RELATIONS.head(0)
    empty = ties(none, segments=SEGMENTS, concepts=CONCEPTS)
    assert list(empty.columns) == list(TIES)
    for result in (
        ties_received(empty),
        received_by_sign(empty),
        reciprocal_ties(empty),
        disagreeing_pairs(empty),
        ties_by(none, by="level", segments=SEGMENTS, concepts=CONCEPTS),
    ):
        assert result.empty
    assert components(empty) == []


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from("UME"),
        st.sampled_from("UME"),
        st.sampled_from(["trust", "distrust", "doubt"]),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@given(rows=ROWS, order=st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_rows_changes_nothing(rows, order):
    shuffled = list(rows)
    order.shuffle(shuffled)
    drop = ["relations"]  # numbered by row in this test
    first, second = (
        ties(relations(*r), segments=SEGMENTS, concepts=CONCEPTS).drop(columns=drop)
        for r in (rows, shuffled)
    )
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.slow
@given(rows=ROWS)
@settings(max_examples=30)
def test_relabelling_stakeholders_commutes(rows):
    other = {"U": "zU", "M": "yM", "E": "xE"}
    before = ties(relations(*rows), segments=SEGMENTS, concepts=CONCEPTS)
    renamed = relations(*((s, other[a], other[b], c) for s, a, b, c in rows))
    after = ties(renamed, segments=SEGMENTS, concepts=CONCEPTS)
    key = ["truster", "trustee", "concept", "support"]
    mapped = before.assign(
        truster=before["truster"].map(other), trustee=before["trustee"].map(other)
    )
    assert sorted(mapped[key].values.tolist()) == sorted(after[key].values.tolist())
