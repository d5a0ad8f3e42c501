"""What must hold in any signed network, and the same counts made the slow, obvious way."""

from itertools import combinations, permutations, product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook import signed
from trustbook.signed import bipartition, cycle_bound, side_search

NAMES = "abcdef"


@st.composite
def networks(draw, *, directed):
    pairs = list(permutations(NAMES, 2) if directed else combinations(NAMES, 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=12))
    signs = draw(st.lists(st.sampled_from([1, -1]), min_size=len(chosen), max_size=len(chosen)))
    rows = [(*pair, sign) for pair, sign in zip(chosen, signs, strict=True)]
    return pd.DataFrame(rows, columns=["source", "target", "sign"])


UNDIRECTED, DIRECTED = networks(directed=False), networks(directed=True)


def numbers(edges, *, directed):
    """Everything about a network that names of nodes do not enter."""
    frustration = signed.frustration_index(edges, directed=directed)
    clusters = signed.k_clusters(edges, directed=directed)
    values = [
        frustration.index,
        frustration.n_partitions,
        clusters.violations,
        clusters.n_partitions,
        signed.triangle_balance(edges, directed=directed).value,
        signed.walk_balance(edges, directed=directed).value,
        signed.smallest_laplacian_eigenvalue(edges, directed=directed),
        *signed.signed_triad_census(edges, directed=directed)["count"],
        *signed.signed_dyad_census(edges, directed=directed)["count"],
    ]
    if directed:
        values += [signed.transitive_balance(edges).value, *signed.reciprocity(edges)["corrected"]]
    return np.array(values, dtype=float)


def same(one, other):
    return np.allclose(one, other, atol=1e-7, equal_nan=True)


@pytest.mark.slow
@settings(max_examples=20)
@given(DIRECTED, st.randoms())
def test_order_and_repetition_of_rows_change_nothing(edges, random):
    rows = [*edges.index, *random.sample(list(edges.index), k=1)]
    random.shuffle(rows)
    assert same(numbers(edges, directed=True), numbers(edges.loc[rows], directed=True))


@pytest.mark.slow
@settings(max_examples=20)
@given(DIRECTED, st.permutations("uvwxyz"))
def test_other_names_change_no_number(edges, names):
    other = dict(zip(NAMES, names, strict=True))
    renamed = edges.assign(source=edges["source"].map(other), target=edges["target"].map(other))
    assert same(numbers(edges, directed=True), numbers(renamed, directed=True))


@pytest.mark.slow
@settings(max_examples=20)
@given(UNDIRECTED)
def test_the_ends_of_an_undirected_tie_may_be_swapped(edges):
    swapped = edges.rename(columns={"source": "target", "target": "source"})
    assert same(numbers(edges, directed=False), numbers(swapped, directed=False))


@pytest.mark.slow
@settings(max_examples=20)
@given(UNDIRECTED, st.sets(st.sampled_from(NAMES)))
def test_flipping_the_signs_across_a_cut_leaves_balance_as_it_is(edges, side):
    across = edges["source"].isin(side) != edges["target"].isin(side)
    flipped = edges.assign(sign=edges["sign"].where(~across, -edges["sign"]))
    for measure in (
        lambda e: signed.frustration_index(e, directed=False).index,
        lambda e: signed.frustration_index(e, directed=False).n_partitions,
        lambda e: signed.triangle_balance(e, directed=False).value,
        lambda e: signed.walk_balance(e, directed=False).value,
        lambda e: signed.smallest_laplacian_eigenvalue(e, directed=False),
    ):
        assert same(measure(edges), measure(flipped))


@given(DIRECTED)
def test_flipping_all_signs_swaps_what_is_balanced_in_every_triangle(edges):
    flipped = edges.assign(sign=-edges["sign"])
    one = signed.triangle_balance(edges, directed=True)
    other = signed.triangle_balance(flipped, directed=True)
    assert one.balanced + other.balanced == one.triangles == other.triangles
    assert signed.signed_degree(flipped, directed=True)["net_in"].tolist() == [
        -net for net in signed.signed_degree(edges, directed=True)["net_in"]
    ]
    before, after = signed.reciprocity(edges), signed.reciprocity(flipped)
    assert (
        before["reciprocated"].tolist()
        == after["reciprocated"].tolist()[:1] + (after["reciprocated"].tolist()[:0:-1])
    )


@given(UNDIRECTED)
def test_each_measure_calls_a_balanced_network_balanced(edges):
    frustration = signed.frustration_index(edges, directed=False)
    lowest = signed.smallest_laplacian_eigenvalue(edges, directed=False)
    walks = signed.walk_balance(edges, directed=False).value
    assert (frustration.index == 0) == (walks > 1 - 1e-9)
    assert frustration.index > 0 or lowest < 1e-7
    assert 0 <= frustration.normalised <= 1


def tied(edges):
    return sorted({*edges["source"], *edges["target"]})


def violations(edges, label):
    inside = edges["source"].map(label) == edges["target"].map(label)
    return int((inside == (edges["sign"] < 0)).sum())


@pytest.mark.slow
@settings(max_examples=20)
@given(DIRECTED, st.sampled_from([20, 2]))
def test_the_frustration_index_is_the_least_over_all_ways_to_part(edges, enumerated):
    nodes = tied(edges)
    costs = {
        sides: violations(edges, dict(zip(nodes, (0, *sides), strict=True)))
        for sides in product((0, 1), repeat=len(nodes) - 1)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bipartition, "ENUMERATED", enumerated)
        frustration = signed.frustration_index(edges, directed=True)
    least = min(costs.values())
    assert (frustration.index, frustration.exact, frustration.all_found) == (least, True, True)
    assert (
        frustration.n_partitions == len(frustration.partitions) == list(costs.values()).count(least)
    )
    assert len(set(frustration.partitions)) == len(frustration.partitions)
    for sides in frustration.partitions:
        assert len(signed.frustrated_ties(edges, sides, directed=True)) == least


@pytest.mark.slow
@settings(max_examples=50)
@given(UNDIRECTED)
def test_the_search_of_large_networks_and_its_bound_hold_the_least_between_them(edges):
    nodes = tied(edges)
    pulls = [(nodes.index(a), nodes.index(b), s) for a, b, s in edges.itertuples(index=False)]
    least = signed.frustration_index(edges, directed=False).index - (edges["sign"] < 0).sum()
    sides = side_search.good_sides(len(nodes), pulls)
    assert side_search.cost_bound(len(nodes), pulls) <= least
    assert cycle_bound.cycle_bound(len(nodes), pulls, sides, seconds=5) <= least
    assert side_search.cost_of(sides, pulls) == least


def labellings(nodes, k=None):
    """Every way to put the nodes into clusters, each once."""
    for label in product(range(len(nodes)), repeat=len(nodes)):
        firsts = list(dict.fromkeys(label))
        if firsts == list(range(len(firsts))) and k in {None, len(firsts)}:
            yield dict(zip(nodes, label, strict=True))


@settings(max_examples=20)
@given(networks(directed=False).filter(lambda e: len(tied(e)) < 6), st.sampled_from([None, 2, 3]))
def test_clusters_are_the_best_of_all(edges, k):
    nodes = tied(edges)
    if k is not None and k > len(nodes):
        return
    costs = [violations(edges, label) for label in labellings(nodes, k)]
    clusters = signed.k_clusters(edges, directed=False, k=k)
    assert (clusters.violations, clusters.exact, clusters.all_found) == (min(costs), True, True)
    assert clusters.n_partitions == costs.count(min(costs))


@given(DIRECTED)
def test_triads_are_those_that_networkx_counts(edges):
    graph = nx.DiGraph(zip(edges["source"], edges["target"], strict=True))
    census = nx.triadic_census(graph)
    by_type = signed.transitive_balance(edges).by_type.set_index("type")["triads"]
    assert by_type.to_dict() == {name: census[name] for name in by_type.index}


@given(DIRECTED)
def test_semicycles_are_those_of_a_loop_over_all_triples(edges):
    sign = {(a, b): s for a, b, s in edges.itertuples(index=False)}
    transitive = [
        sign[a, b] * sign[b, c] * sign[a, c]
        for a, b, c in permutations(NAMES, 3)
        if (a, b) in sign and (b, c) in sign and (a, c) in sign
    ]
    cyclic = [
        sign[a, b] * sign[b, c] * sign[c, a]
        for a, b, c in permutations(NAMES, 3)
        if (a, b) in sign and (b, c) in sign and (c, a) in sign
    ]
    census = signed.signed_triad_census(edges, directed=True)
    for kind, result, times in (("transitive", transitive, 1), ("cyclic", cyclic, 3)):
        own = census[census["kind"] == kind]
        assert times * own["count"].sum() == len(result)
        assert times * own.loc[own["balanced"], "count"].sum() == result.count(1)


@given(UNDIRECTED)
def test_balanced_triangles_are_those_of_a_loop_over_all_triples(edges):
    sign = {frozenset(e[:2]): e[2] for e in edges.itertuples(index=False, name=None)}
    products = [
        np.prod([sign[frozenset(pair)] for pair in combinations(three, 2)])
        for three in combinations(NAMES, 3)
        if all(frozenset(pair) in sign for pair in combinations(three, 2))
    ]
    balance = signed.triangle_balance(edges, directed=False)
    assert (balance.triangles, balance.balanced) == (len(products), products.count(1))


@given(DIRECTED, st.lists(st.sampled_from("xyz"), min_size=6, max_size=6))
def test_brokers_are_those_of_a_loop_over_all_triples(edges, given_groups):
    group = dict(zip(NAMES, given_groups, strict=True))
    trust = {(a, b) for a, b, s in edges.itertuples(index=False) if s > 0}
    expected = dict.fromkeys(NAMES, 0)
    for a, b, c in permutations(NAMES, 3):
        if (a, b) in trust and (b, c) in trust and (a, c) not in trust:
            expected[b] += 1
    table = signed.brokerage(edges, group).set_index("node")
    assert table["total"].to_dict() == expected
    roles = table[["coordinator", "itinerant", "gatekeeper", "representative", "liaison"]]
    assert (roles.sum(axis=1) == table["total"]).all()


@given(DIRECTED, st.lists(st.sampled_from("xyz"), min_size=6, max_size=6))
def test_the_ei_index_stays_within_what_it_can_reach(edges, given_groups):
    index = signed.ei_index(edges, dict(zip(NAMES, given_groups, strict=True)), directed=True)
    assert index.lowest - 1e-12 <= index.value <= index.highest + 1e-12


@settings(max_examples=20)
@given(DIRECTED)
def test_exact_shares_of_relabellings_are_whole_numbers_of_them(edges):
    correlation = signed.qap_correlation(edges, edges, directed=True)
    if not np.isnan(correlation.correlation):
        assert correlation.correlation == pytest.approx(1)
        assert correlation.share_at_least == pytest.approx(correlation.smallest_share)
        assert (correlation.share_at_least * correlation.permutations) % 1 == pytest.approx(
            0, abs=1e-6
        )
