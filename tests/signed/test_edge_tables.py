"""What counts as a tie, and what every measure makes of edge tables at the edge."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from trustbook import signed
from trustbook.errors import EdgeError


def table(*rows, columns=("source", "target", "sign")):
    return pd.DataFrame(rows, columns=list(columns))


MEASURES = {
    "signed_degree": lambda e: signed.signed_degree(e, directed=True),
    "signed_network": lambda e: signed.signed_network(e, directed=True),
    "pn_centrality": lambda e: signed.pn_centrality(e, directed=True),
    "pn_undirected": lambda e: signed.pn_centrality(e, directed=False),
    "reciprocity": lambda e: signed.reciprocity(e, directed=True),
    "disagreeing_dyads": signed.disagreeing_dyads,
    "signed_dyad_census": lambda e: signed.signed_dyad_census(e, directed=True),
    "triad_census": lambda e: signed.signed_triad_census(e, directed=False),
    "directed_triad_census": lambda e: signed.signed_triad_census(e, directed=True),
    "triangle_balance": lambda e: signed.triangle_balance(e, directed=False),
    "transitive_balance": signed.transitive_balance,
    "walk_balance": lambda e: signed.walk_balance(e, directed=True),
    "smallest_eigenvalue": lambda e: signed.smallest_laplacian_eigenvalue(e, directed=False),
    "frustration_index": lambda e: signed.frustration_index(e, directed=True),
    "subgroup_balance": lambda e: signed.subgroup_balance(e, directed=True),
    "balance_baseline": lambda e: signed.balance_baseline(e, directed=True),
    "k_clusters": lambda e: signed.k_clusters(e, directed=True),
    "k_cluster_profile": lambda e: signed.k_cluster_profile(e, directed=True),
    "layer_overlap": lambda e: signed.layer_overlap(e.assign(l="x"), layer="l", directed=True),
    "difference": lambda e: signed.positive_minus_negative(e.assign(l="x"), by="l", directed=True),
    "tie_change": lambda e: signed.tie_change(e, e.head(0), directed=True),
    "qap_correlation": lambda e: signed.qap_correlation(e, e, directed=True),
    "mrqap": lambda e: signed.mrqap(e, {"x": e}, directed=True),
    "brokerage": lambda e: signed.brokerage(e, {}),
    "ei_index": lambda e: signed.ei_index(e, {}, directed=True),
}


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_takes_an_empty_table(measure):
    assert MEASURES[measure](table()) is not None


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_takes_one_row(measure):
    assert MEASURES[measure](table(("a", "b", -1))) is not None


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_takes_a_single_self_tie(measure):
    assert MEASURES[measure](table(("a", "a", 1))) is not None


def test_every_public_function_is_tried_on_small_tables():
    tried = {name for call in MEASURES.values() for name in call.__code__.co_names}
    tried |= {call.__name__ for call in MEASURES.values()}
    helpers = {"frustrated_ties", "cohesiveness", "divisiveness", "split_ambivalent", "edge_table"}
    functions = {name for name in signed.__all__ if name.islower()}
    assert functions - tried == helpers


TIES = table(("a", "b", 1), ("b", "c", -1), ("c", "a", -1), ("b", "a", 1), ("c", "d", 1))
ONCE = table(("a", "b", 1), ("b", "c", -1), ("c", "a", -1), ("c", "d", 1))
GROUPS = {"a": "x", "b": "x", "c": "y", "d": "y"}
SIDES = [{"a", "b"}, {"c", "d"}]
OF_NETWORKS = {
    "balance_baseline": lambda e: signed.balance_baseline(e, directed=True),
    "brokerage": lambda e: signed.brokerage(e, GROUPS),
    "cohesiveness": lambda e: signed.cohesiveness(e, SIDES, directed=True),
    "disagreeing_dyads": signed.disagreeing_dyads,
    "divisiveness": lambda e: signed.divisiveness(e, SIDES, directed=True),
    "edge_table": lambda e: signed.edge_table(e, directed=True),
    "ei_index": lambda e: signed.ei_index(e, GROUPS, directed=True),
    "frustrated_ties": lambda e: signed.frustrated_ties(e, SIDES, directed=True),
    "frustration_index": lambda e: signed.frustration_index(e, directed=True),
    "k_cluster_profile": lambda e: signed.k_cluster_profile(e, directed=True),
    "k_clusters": lambda e: signed.k_clusters(e, directed=True),
    "layer_overlap": lambda e: signed.layer_overlap(e, layer="level", directed=True),
    "mrqap": lambda e: signed.mrqap(e, {"x": e}, directed=True),
    "pn_centrality": lambda e: signed.pn_centrality(e, directed=True),
    "positive_minus_negative": lambda e: signed.positive_minus_negative(
        e, by="level", directed=True
    ),
    "qap_correlation": lambda e: signed.qap_correlation(e, e, directed=True),
    "reciprocity": signed.reciprocity,
    "signed_degree": lambda e: signed.signed_degree(e, directed=True),
    "signed_dyad_census": lambda e: signed.signed_dyad_census(e, directed=True),
    "signed_network": lambda e: signed.signed_network(e, directed=True).signs.toarray().tolist(),
    "signed_triad_census": lambda e: signed.signed_triad_census(e, directed=True),
    "smallest_laplacian_eigenvalue": lambda e: signed.smallest_laplacian_eigenvalue(
        e, directed=True
    ),
    "split_ambivalent": lambda e: signed.split_ambivalent(e, directed=True)[0],
    "subgroup_balance": lambda e: signed.subgroup_balance(e, directed=True),
    "tie_change": lambda e: signed.tie_change(e, e, directed=True),
    "transitive_balance": lambda e: signed.transitive_balance(e).by_type,
    "triangle_balance": lambda e: signed.triangle_balance(e, directed=True),
    "walk_balance": lambda e: signed.walk_balance(e, directed=True),
}


def same(one, other):
    frame = pd.DataFrame
    if isinstance(one, frame):
        keys = [name for name in ("source", "target") if name in one]
        other = other.drop(columns="key", errors="ignore")
        if keys:
            one, other = (rows.sort_values(keys, ignore_index=True) for rows in (one, other))
        pd.testing.assert_frame_equal(one, other)
        return True
    return one == other


def test_every_function_of_the_room_is_tried_with_a_graph():
    assert set(OF_NETWORKS) == {name for name in signed.__all__ if name.islower()}


@pytest.mark.slow
@pytest.mark.parametrize("kind", [nx.DiGraph, nx.MultiDiGraph])
@pytest.mark.parametrize("measure", OF_NETWORKS)
def test_a_measure_takes_a_graph_for_an_edge_table(measure, kind):
    rows = TIES.assign(level=list("xyxyx"))
    graph = nx.from_pandas_edgelist(rows, edge_attr=True, create_using=kind)
    assert same(OF_NETWORKS[measure](rows), OF_NETWORKS[measure](graph))


def test_an_undirected_graph_has_no_directions():
    graph = nx.from_pandas_edgelist(ONCE, edge_attr=True)
    whole = signed.triangle_balance(ONCE, directed=False)
    assert signed.triangle_balance(graph, directed=False) == whole
    with pytest.raises(EdgeError, match="the graph has no directions, and directed is True"):
        signed.triangle_balance(graph, directed=True)


def test_parallel_edges_of_a_graph_are_rows_of_their_own():
    """Trust and distrust of one pair: a layer each, told apart by the key of the edge."""
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", key="trust", sign=1, source="an attribute of this name is dropped")
    graph.add_edge("a", "b", key="distrust", sign=-1)
    rows = signed.edge_table(graph, directed=True)
    assert rows.values.tolist() == [["a", "b", "trust", 1], ["a", "b", "distrust", -1]]
    overlap = signed.layer_overlap(graph, layer="key", directed=True)
    assert overlap[["one", "other", "shared"]].values.tolist() == [["trust", "distrust", 1]]
    assert len(signed.split_ambivalent(graph, directed=True)[1]) == 2


def test_nodes_of_a_graph_need_no_tie():
    """Three nodes and one tie: density 1 / 6, and a third node in every table of nodes."""
    graph = nx.DiGraph()
    graph.add_nodes_from("abc")
    assert signed.signed_network(graph, directed=True).nodes == ("a", "b", "c")
    graph.add_edge("a", "b", sign=1)
    assert signed.reciprocity(graph)["density"].iloc[0] == pytest.approx(1 / 6)
    assert signed.signed_degree(graph, directed=True)["node"].tolist() == ["a", "b", "c"]
    assert signed.qap_correlation(graph, graph, directed=True).nodes == 3


def test_a_graph_without_signs_is_named():
    with pytest.raises(EdgeError, match="the edge table has no column sign; it has source, target"):
        signed.signed_degree(nx.DiGraph([("a", "b")]), directed=True)


def test_weights_count_by_their_sign():
    weighted = table(("a", "b", 2.5), ("b", "c", -0.1), columns=("source", "target", "weight"))
    net = signed.signed_network(weighted, directed=True)
    assert net.signs.toarray().tolist() == [[0, 1, 0], [0, 0, -1], [0, 0, 0]]


def test_what_is_left_out_is_counted():
    """A zero, a self-tie and a repeated tie are left out; their nodes stay."""
    rows = table(("a", "b", 1), ("b", "a", 1), ("c", "c", -1), ("d", "a", 0))
    net = signed.signed_network(rows, directed=False)
    assert (net.ties, net.zeros, net.self_ties, net.repeated) == (1, 1, 1, 1)
    assert net.nodes == ("a", "b", "c", "d")


def test_a_tie_with_both_signs_raises():
    both = table(("b", "c", 1), ("b", "c", -1))
    with pytest.raises(EdgeError, match=r"both signs are given for b → c \(1 in all\)"):
        signed.triangle_balance(both, directed=True)


def test_ties_that_answer_each_other_otherwise_are_no_contradiction_in_a_directed_network():
    answered = table(("b", "c", 1), ("c", "b", -1))
    assert signed.signed_network(answered, directed=True).ties == 2
    with pytest.raises(EdgeError, match="b – c"):
        signed.triangle_balance(answered, directed=False)


@pytest.mark.parametrize(
    "measure",
    [
        signed.triangle_balance,
        signed.walk_balance,
        signed.signed_triad_census,
        signed.signed_dyad_census,
    ],
)
def test_only_a_measure_that_needs_one_sign_asks_for_it(measure):
    with pytest.raises(EdgeError, match="this measure needs one for each tie"):
        measure(BOTH_SIGNS, directed=True)


BOTH_SIGNS = table(("a", "b", 1), ("a", "b", -1), ("b", "c", 1), ("c", "a", -1))


def test_a_tie_with_both_signs_counts_once_as_each():
    net = signed.signed_network(BOTH_SIGNS, directed=True)
    assert (net.ties, net.n_positive, net.n_negative) == (4, 2, 2)
    degree = signed.signed_degree(BOTH_SIGNS, directed=True).set_index("node").loc["b"]
    assert (degree["positive_in"], degree["negative_in"], degree["polarity_in"]) == (1, 1, 0)


def test_pn_centrality_with_both_signs_is_that_of_its_formula():
    """P − 2N of a → b is 1 − 2; (I − b² AᵀA)⁻¹ (I + b Aᵀ) 1 as in Everett & Borgatti (2014)."""
    a = np.array([[0, -1, 0], [0, 0, 1], [-2, 0, 0]]) / 4
    expected = np.linalg.solve(np.eye(3) - a.T @ a, np.ones(3) + a.T @ np.ones(3))
    score = signed.pn_centrality(BOTH_SIGNS, directed=True)
    assert score["pn_in"].tolist() == pytest.approx(expected.tolist())


def test_reciprocity_takes_a_tie_with_both_signs_for_one_in_all_and_for_one_of_each_sign():
    rows = signed.reciprocity(table(("a", "b", 1), ("a", "b", -1), ("b", "a", 1)))
    assert rows[["of", "reciprocated"]].values.tolist() == [[2, 2], [2, 2], [1, 0]]


def test_the_laplacian_counts_both_signs_of_a_tie():
    """Degree 2 and no pull: the matrix is twice the identity, and so is each eigenvalue."""
    rows = table(("a", "b", 1), ("b", "a", -1))
    assert signed.smallest_laplacian_eigenvalue(rows, directed=False) == pytest.approx(2)


def test_one_of_both_signs_is_always_frustrated():
    best = signed.frustration_index(BOTH_SIGNS, directed=True)
    ways = [
        sum((sign < 0) == (sides[i] == sides[j]) for i, j, sign in
            (("a", "b", 1), ("a", "b", -1), ("b", "c", 1), ("c", "a", -1)))
        for sides in ({"a": x, "b": y, "c": 0} for x in (0, 1) for y in (0, 1))
    ]  # fmt: skip
    assert (best.index, best.ties) == (min(ways), 4)
    for partition in best.partitions:
        assert len(signed.frustrated_ties(BOTH_SIGNS, partition, directed=True)) == best.index


def test_a_pair_with_both_signs_one_way_disagrees_where_the_answer_differs_from_either():
    rows = table(("a", "b", 1), ("a", "b", -1), ("b", "a", 1))
    assert signed.disagreeing_dyads(rows).values.tolist() == [["b", "a", 1, -1]]


def test_a_tie_with_both_signs_counts_once_in_the_ei_index_of_all_and_once_in_each_sign():
    rows = table(("a", "b", 1), ("a", "b", -1), ("b", "c", 1))
    groups = {"a": "x", "b": "y", "c": "y"}
    result = [signed.ei_index(rows, groups, directed=True, sign=sign) for sign in (None, 1, -1)]
    assert [(one.external, one.internal) for one in result] == [(1, 1), (1, 1), (1, 0)]


def test_ambivalent_ties_part_from_the_rest():
    rows = table(("a", "b", 1), ("a", "b", -1), ("b", "a", 1), ("c", "c", 1), ("c", "c", -1))
    plain, ambivalent = signed.split_ambivalent(rows, directed=True)
    assert plain.index.tolist() == [2, 3, 4]
    assert ambivalent.index.tolist() == [0, 1]
    assert signed.signed_network(plain, directed=True).ties == 1


@pytest.mark.parametrize("sign", [1, -1])
def test_a_neutral_row_makes_no_tie_ambivalent(sign):
    rows = table(("a", "b", 0), ("a", "b", sign))
    plain, ambivalent = signed.split_ambivalent(rows, directed=True)
    assert (len(plain), len(ambivalent)) == (2, 0)


def test_a_row_without_a_sign_makes_no_tie_ambivalent_and_is_itself_none():
    rows = table(*((*"ab", sign) for sign in (1, 0)), *((*"cd", sign) for sign in (1, -1, 0)))
    plain, ambivalent = signed.split_ambivalent(rows, directed=True)
    assert (plain.index.tolist(), ambivalent.index.tolist()) == ([0, 1, 4], [2, 3])
    net = signed.signed_network(table(*rows.to_numpy().tolist(), ("e", "e", 0)), directed=True)
    assert (net.ties, net.zeros, net.self_ties) == (3, 3, 0)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (table(("a", "b"), columns=("source", "sign")), "no column target"),
        (
            table(("a", "b"), columns=("source", "target")),
            "no column sign; it has source, target: .* weight, whose sign",
        ),
        ({"source": ["a"]}, "a pandas DataFrame or a networkx graph is needed, this is a dict"),
        (table(("a", None, 1)), "row 0 lacks a source, a target or a number as sign"),
        (table(("a", "b", np.nan)), "row 0 lacks"),
        (table(("a", "b", "+")), r"a, b, \+ .* with 1 for a positive tie, −1 for a negative one"),
        (table(("a", "b", np.inf)), "row 0 lacks"),
    ],
)
def test_a_table_that_is_no_signed_network_is_named(rows, words):
    with pytest.raises(EdgeError, match=words):
        signed.signed_network(rows, directed=True)


@pytest.mark.parametrize(
    "measure", [signed.reciprocity, signed.disagreeing_dyads, signed.transitive_balance]
)
def test_a_measure_of_directions_refuses_undirected_ties(measure):
    with pytest.raises(EdgeError, match="needs directed ties"):
        measure(table(("a", "b", 1)), directed=False)


def test_names_of_every_script_and_kind_are_nodes():
    rows = table(("家长", "Δήμος", 1), (3, "家长", -1))
    assert set(signed.signed_network(rows, directed=True).nodes) == {"家长", "Δήμος", 3}


@pytest.mark.parametrize("rest", [("d", "e", 0), ("z", "z", 1)], ids=["no tie", "self-tie"])
def test_a_row_that_is_no_tie_changes_no_measure_of_the_whole_network(rest):
    """Three enemies: L has 2 on the diagonal and 1 elsewhere, eigenvalues 4, 1, 1."""
    enemies = [("a", "b", -1), ("b", "c", -1), ("a", "c", -1)]
    for measure in (signed.smallest_laplacian_eigenvalue, signed.walk_balance):
        plain = measure(table(*enemies), directed=False)
        assert measure(table(*enemies, rest), directed=False) == plain
    assert signed.smallest_laplacian_eigenvalue(table(*enemies, rest), directed=False) == (
        pytest.approx(1)
    )
    assert np.isnan(signed.walk_balance(table(rest), directed=False).value)


ENEMIES = table(("a", "b", -1), ("b", "c", -1), ("a", "c", -1))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"k": 5}, "k is 5, and 3 nodes have ties"),
        ({"k": 0}, "k is 0"),
        ({"k": -1}, "k is -1"),
        ({"alpha": 2}, "alpha is 2; it is a weight from 0 to 1"),
        ({"most": 0}, "most is 0; at least 1"),
    ],
)
def test_clusters_that_cannot_be_made_are_refused(wrong, words):
    with pytest.raises(EdgeError, match=words):
        signed.k_clusters(ENEMIES, directed=False, **wrong)


def test_without_ties_there_are_no_clusters():
    clusters = signed.k_clusters(ENEMIES.head(0), directed=False)
    assert (clusters.violations, clusters.n_partitions, clusters.partitions) == (0, 0, ())


def test_a_search_needs_time_and_room_for_one_partition():
    with pytest.raises(EdgeError, match="seconds is 0; it has to be above 0"):
        signed.frustration_index(ENEMIES, directed=False, seconds=0)
    with pytest.raises(EdgeError, match="most is 0; at least 1"):
        signed.frustration_index(ENEMIES, directed=False, most=0)


def test_qap_looks_at_the_weights_it_uses():
    """With both columns the weight is used: one that is missing is named, a sign that is not."""
    rows = pd.DataFrame(
        {"source": list("aab"), "target": list("bcc"), "sign": 1, "weight": [3, np.nan, 2]}
    )
    with pytest.raises(EdgeError, match=r"row 1 lacks .* a number as weight: a, c, nan"):
        signed.qap_correlation(rows, rows, directed=False)
    with pytest.raises(EdgeError, match="row 1 lacks"):
        signed.mrqap(rows, {"x": rows}, directed=False)
    whole = rows.assign(weight=[3, 1, 2], sign=np.nan)
    correlation = signed.qap_correlation(whole, whole, directed=False)
    assert correlation.correlation == pytest.approx(1)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (lambda: signed.ei_index(ENEMIES, {}, directed=False, sign="+"), "sign is '\\+'; allowed"),
        (lambda: signed.brokerage(ENEMIES, {}, sign=0), "sign is 0; allowed are 1"),
        (lambda: signed.brokerage(ENEMIES, ENEMIES), "this is a DataFrame; of a table make dict"),
        (
            lambda: signed.mrqap(ENEMIES, ENEMIES, directed=False),
            "predictors are named edge tables, .* this is a DataFrame",
        ),
        (
            lambda: signed.layer_overlap(ENEMIES, layer="level", directed=True),
            "the edge table has no column level; it has source, target, sign",
        ),
        (
            lambda: signed.positive_minus_negative(ENEMIES, by="level", directed=True),
            "no column level",
        ),
    ],
    ids=[
        "sign in words",
        "sign 0",
        "groups as a table",
        "predictors as a table",
        "no layer",
        "no level",
    ],
)
def test_what_a_measure_cannot_take_is_said_with_the_remedy(measure, words):
    with pytest.raises(EdgeError, match=words):
        measure()


def test_groups_may_be_a_series():
    groups = pd.Series({"a": "x", "b": "x", "c": "y"})
    assert signed.ei_index(ENEMIES, groups, directed=False).value == pytest.approx(1 / 3)


def test_names_that_read_alike_are_different_nodes_and_layers():
    """1 and "1" are two nodes with one undirected tie; layers 1 and "1" share the pair a, b."""
    early, late = table((1, "1", 1)), table(("1", 1, 1))
    assert signed.tie_change(early, late, directed=False)["change"].tolist() == ["both"]
    layers = pd.DataFrame({"source": "a", "target": list("bbc"), "sign": 1, "layer": [1, "1", "1"]})
    result = signed.layer_overlap(layers, layer="layer", directed=True)
    assert result[["one", "other", "shared"]].values.tolist() == [[1, "1", 1]]
