"""Measures of signed networks on frames small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import linalg, stats

from trustbook import signed


def edges(text):
    """Ties from words such as `a+b` and `b-c`."""
    rows = [(tie[0], tie[2], 1 if tie[1] == "+" else -1) for tie in text.split()]
    return pd.DataFrame(rows, columns=["source", "target", "sign"])


def counts(frame, key="type"):
    return {row[key]: row["count"] for row in frame.to_dict("records") if row["count"]}


def test_degrees_by_sign_received_and_given():
    """b receives + from a and d and − from c: net 1, ratio 2/3, polarity 1/3; it gives nothing."""
    table = signed.signed_degree(edges("a+b d+b c-b"), directed=True).set_index("node").loc["b"]
    assert (table["positive_in"], table["negative_in"], table["net_in"]) == (2, 1, 1)
    assert table["ratio_in"] == pytest.approx(2 / 3)
    assert table["polarity_in"] == pytest.approx(1 / 3)
    assert np.isnan(table["polarity_out"])


def test_reciprocity_corrected_for_density():
    """4 of 5 ties are answered; 5 of 12 places are taken: (.8 − .41667) / (1 − .41667) = .65714.

    Of the 3 positive ties the pair a, b answers each other in kind: 2 of 3; density 3/12, so
    (.66667 − .25) / .75 = .55556. No negative tie is answered by a negative one.
    """
    table = signed.reciprocity(edges("a+b b+a a-c c+a b-d")).set_index("ties")
    assert table.loc["all", ["of", "reciprocated"]].tolist() == [5, 4]
    assert table.loc["all", "corrected"] == pytest.approx(0.657142857)
    assert table.loc["positive", "reciprocity"] == pytest.approx(2 / 3)
    assert table.loc["positive", "corrected"] == pytest.approx(0.555555556)
    assert table.loc["negative", "reciprocity"] == 0


def test_nodes_without_ties_thin_a_network():
    sparse = signed.reciprocity(edges("a+b b+a"), nodes=["z"]).set_index("ties")
    assert sparse.loc["all", "density"] == pytest.approx(2 / 6)


def test_a_pair_disagrees_where_trust_meets_distrust():
    table = signed.disagreeing_dyads(edges("a+b b-a a+c c+a b-c"))
    assert table.values.tolist() == [["a", "b", 1, -1]]


def test_dyads_by_their_signs_add_up_to_all_pairs():
    """Four nodes have 6 pairs: ab +−, ac ++, bc −0, the other three have no tie."""
    table = signed.signed_dyad_census(edges("a+b b-a a+c c+a b-c"), directed=True, nodes=["d"])
    assert counts(table) == {"+-": 1, "++": 1, "-0": 1, "00": 3}
    assert counts(signed.signed_dyad_census(edges("a+b b-c"), directed=False)) == {
        "+": 1, "-": 1, "0": 1,
    }  # fmt: skip


def test_semicycles_of_length_three_are_transitive_or_cyclic():
    """a → b → c with a → c is one transitive semicycle ++-; c → a turns ab, bc, ca in a circle."""
    one = signed.signed_triad_census(edges("a+b b+c a-c"), directed=True)
    assert counts(one[one["kind"] == "transitive"]) == {"++-": 1}
    assert counts(one[one["kind"] == "cyclic"]) == {}
    circle = signed.signed_triad_census(edges("a+b b+c c-a"), directed=True)
    assert counts(circle[circle["kind"] == "transitive"]) == {}
    assert counts(circle[circle["kind"] == "cyclic"]) == {"++-": 1}


@pytest.mark.parametrize(
    ("ties", "kind"),
    [
        ("a+b b+c a+c", "030T"),
        ("b+a b+c a+c c+a", "120D"),
        ("a+b c+b a+c c+a", "120U"),
        ("a+b b+a b+c c+b a+c c+a", "300"),
        ("a+b b+c c+a", None),
        ("a+b b+c a+c c+a", None),
        ("a+b b+a b+c c+b a+c", None),
    ],
    ids=["030T", "120D", "120U", "300", "030C", "120C", "210"],
)
def test_only_four_types_of_triads_are_transitive(ties, kind):
    balance = signed.transitive_balance(edges(ties))
    assert balance.triads == (1 if kind else 0)
    assert balance.by_type.loc[balance.by_type["triads"] > 0, "type"].tolist() == [kind] * bool(
        kind
    )


def test_a_triad_is_balanced_when_all_its_semicycles_are():
    """120D: b → a, b → c with a ↔ c holds the semicycles (ba, ac, bc) and (bc, ca, ba)."""
    assert signed.transitive_balance(edges("b+a b+c a+c c+a")).value == 1
    assert signed.transitive_balance(edges("b+a b+c a+c c-a")).value == 0
    assert np.isnan(signed.transitive_balance(edges("a+b")).value)


def test_every_best_partition_has_its_own_cohesiveness():
    """One negative tie in a triangle of friends: whoever is set apart, one tie is frustrated.

    With c apart, ab is inside (+) and ac −, bc +: cohesiveness 1, divisiveness 1/2.
    With nobody apart (all three inside): cohesiveness 2/3, no tie between.
    """
    balance = signed.subgroup_balance(edges("a+b b+c a-c"), directed=False)
    assert balance["smaller"].tolist() == [[], ["a"], ["c"]]
    assert balance["frustrated"].tolist() == [1, 1, 1]
    assert balance["cohesiveness"].round(4).tolist() == [0.6667, 1.0, 1.0]
    assert balance["divisiveness"].fillna(-1).tolist() == [-1, 0.5, 0.5]
    sides = [{"a"}, {"b", "c"}]
    assert signed.cohesiveness(edges("a+b b+c a-c"), sides, directed=False) == 1
    assert signed.divisiveness(edges("a+b b+c a-c"), sides, directed=False) == 0.5
    wrong = signed.frustrated_ties(edges("a+b b+c a-c"), sides, directed=False)
    assert wrong.values.tolist() == [["a", "b", 1, False]]


def test_parts_of_a_network_turn_freely():
    """Two separate enmities: the sides are {a, c} | {b, d} or {a, d} | {b, c}."""
    frustration = signed.frustration_index(edges("a-b c-d"), directed=False)
    assert (frustration.index, frustration.n_partitions, len(frustration.partitions)) == (0, 2, 2)
    assert {"a", "c"} in [set(sides[0]) for sides in frustration.partitions]


def test_answers_that_cancel_out_leave_the_pair_free():
    """a → b + and b → a −: one of the two is frustrated wherever a and b are."""
    frustration = signed.frustration_index(edges("a+b b-a"), directed=True)
    assert (frustration.index, frustration.n_partitions, frustration.normalised) == (1, 2, 0)


def test_a_list_of_partitions_that_is_cut_says_so():
    pairs = " ".join(f"{a}-{b}" for a, b in ("ab", "cd", "ef", "gh"))
    frustration = signed.frustration_index(edges(pairs), directed=False, most=3)
    assert (len(frustration.partitions), frustration.n_partitions, frustration.all_found) == (
        3,
        8,
        False,
    )


@pytest.mark.slow
def test_a_search_that_is_stopped_says_so_and_gives_a_bound():
    random = np.random.default_rng(1)
    i, j = np.triu_indices(25, 1)
    dense = pd.DataFrame({"source": i, "target": j, "sign": random.choice([1, -1], len(i))})
    frustration = signed.frustration_index(dense, directed=False, node_limit=1)
    assert not frustration.exact
    assert frustration.lower_bound <= frustration.index


def ring_of_triangles(n):
    """A ring of triangles a-b-c that share their corners, one tie of each negative."""
    corner, tip = [f"c{i:04d}" for i in range(n)], [f"t{i:04d}" for i in range(n)]
    around = [*corner[1:], corner[0]]
    ties = [(corner, around, -1), (corner, tip, 1), (tip, around, 1)]
    rows = [(a, b, sign) for ones, others, sign in ties for a, b in zip(ones, others, strict=True)]
    return pd.DataFrame(rows, columns=["source", "target", "sign"])


def test_a_block_beyond_enumeration_is_proved_and_its_partitions_listed():
    """Each of 11 triangles (22 nodes) frustrates one tie, which one is free but for the ring.

    Its sides go with their product: 3 ways a triangle, of which 2 part its corners, and an even
    number of them must: ((1 + 2)^11 + (1 − 2)^11) / 2 = 88,573; of these 100 are listed.
    """
    frustration = signed.frustration_index(ring_of_triangles(11), directed=False, most=100)
    assert (frustration.index, frustration.exact, frustration.lower_bound) == (11, True, 11)
    assert (frustration.n_partitions, frustration.all_found) == (100, False)
    assert all(
        len(signed.frustrated_ties(ring_of_triangles(11), sides, directed=False)) == 11
        for sides in frustration.partitions[::10]
    )


@pytest.mark.slow
def test_a_network_of_a_thousand_nodes_has_a_good_partition_and_an_honest_bound():
    """500 triangles that share corners frustrate 500 ties at least: the search is not far off."""
    frustration = signed.frustration_index(ring_of_triangles(500), directed=False, most=5)
    assert frustration.lower_bound <= 500 <= frustration.index <= 505
    assert frustration.exact == (frustration.lower_bound == frustration.index)
    wrong = signed.frustrated_ties(
        ring_of_triangles(500), frustration.partitions[0], directed=False
    )
    assert len(wrong) == frustration.index


def test_a_limit_in_seconds_ends_the_search():
    random = np.random.default_rng(2)
    i, j = np.triu_indices(40, 1)
    dense = pd.DataFrame({"source": i, "target": j, "sign": random.choice([1, -1], len(i))})
    frustration = signed.frustration_index(dense, directed=False, seconds=0.01)
    assert (frustration.exact, frustration.all_found) == (False, False)
    assert frustration.lower_bound < frustration.index


def test_clusters_beyond_the_exact_size_are_searched_with_a_seed():
    """Three camps of nine friends each, enemies of all others: no violation, found by moving."""
    nodes = range(27)
    ties = [(i, j, 1 if i % 3 == j % 3 else -1) for i in nodes for j in nodes if i < j]
    camps = pd.DataFrame(ties, columns=["source", "target", "sign"])
    clusters = signed.k_clusters(camps, directed=False, k=3)
    assert (clusters.violations, clusters.exact) == (0, False)
    assert clusters == signed.k_clusters(camps, directed=False, k=3)


def test_a_long_ring_of_friends_stays_together():
    """Nobody at an end of a piece of the ring would win by moving: no ring is put together so."""
    ring = pd.DataFrame({"source": range(30), "target": [*range(1, 30), 0], "sign": 1})
    clusters = signed.k_clusters(ring, directed=False)
    assert (clusters.violations, clusters.exact, len(clusters.partitions[0])) == (0, False, 1)


def test_alpha_weighs_negative_ties_inside_against_positive_ones_between():
    """Friends a, b who share an enemy only of a: with alpha .9 the negative tie is kept apart."""
    ties = edges("a+b b+c a-c")
    heavy = signed.k_clusters(ties, directed=False, alpha=0.9)
    assert heavy.criterion == pytest.approx(0.1)
    assert all(not {"a", "c"} <= set(part) for p in heavy.partitions for part in p)
    light = signed.k_clusters(ties, directed=False, alpha=0.1)
    assert [len(p) for p in light.partitions] == [1]


def test_overlap_of_layers_counts_pairs():
    """Trust: ab, bc; doubt: ab, ca, cb. Shared: ab. In either: 4 pairs. Signs differ."""
    layers = pd.concat([edges("a+b b+c").assign(l="trust"), edges("a-b c-a c-b").assign(l="doubt")])
    table = signed.layer_overlap(layers, layer="l", directed=True).iloc[0]
    assert table[["one", "other", "shared", "same_sign"]].tolist() == ["trust", "doubt", 1, 0]
    assert table[["jaccard", "share_of_one", "share_of_other"]].tolist() == [1 / 4, 1 / 2, 1 / 3]
    undirected = signed.layer_overlap(layers, layer="l", directed=False).iloc[0]
    assert undirected["shared"] == 2


def test_positive_ties_less_negative_ones_by_level():
    rows = pd.concat([edges("a+b b-c a-c").assign(level="micro"), edges("a+b").assign(level="up")])
    table = signed.positive_minus_negative(rows, by="level", directed=True)
    assert table.values.tolist() == [["micro", 1, 2, -1, -1 / 3], ["up", 1, 0, 1, 1.0]]


def test_change_between_early_and_late():
    early, late = edges("a+b b+c c-a d+a"), edges("a+b b-c c-a c+a a+d")
    table = signed.tie_change(early, late, directed=True)
    assert table.values.tolist() == [
        ["a", "b", "+", "+", "both"],
        ["a", "d", "", "+", "only late"],
        ["b", "c", "+", "-", "sign changed"],
        ["c", "a", "-", "±", "sign changed"],
        ["d", "a", "+", "", "only early"],
    ]


def test_qap_on_three_nodes_cannot_be_rare():
    """A path a–b–c has 6 relabellings, of which 2 give the same network: never below 1/3."""
    path = edges("a+b b+c")
    correlation = signed.qap_correlation(path, path, directed=False)
    assert correlation.correlation == pytest.approx(1)
    assert (correlation.permutations, correlation.exact) == (6, True)
    assert correlation.share_at_least == correlation.smallest_share == pytest.approx(1 / 3)
    assert correlation.share_at_most == 1


def test_the_qap_correlation_is_that_of_all_pairs():
    """Directed: the six pairs ab ac ba bc ca cb are 1 0 0 1 0 −1 and 1 −1 0 0 0 0."""
    correlation = signed.qap_correlation(edges("a+b b+c c-b"), edges("a+b a-c"), directed=True)
    expected = stats.pearsonr([1, 0, 0, 1, 0, -1], [1, -1, 0, 0, 0, 0]).statistic
    assert correlation.correlation == pytest.approx(expected)


def test_random_relabellings_begin_with_a_seed():
    random = np.random.default_rng(3)
    i, j = np.triu_indices(12, 1)
    one, other = (
        pd.DataFrame({"source": i, "target": j, "weight": random.normal(size=len(i))})
        for _ in range(2)
    )
    correlation = signed.qap_correlation(one, other, directed=False, permutations=200, seed=5)
    assert not correlation.exact
    assert correlation.permutations == 201
    assert correlation.smallest_share == pytest.approx(1 / 201)
    assert correlation == signed.qap_correlation(
        one, other, directed=False, permutations=200, seed=5
    )


def test_mrqap_with_one_explanation_is_a_straight_line():
    random = np.random.default_rng(4)
    i, j = np.nonzero(~np.eye(4, dtype=bool))
    y, x = (
        pd.DataFrame({"source": i, "target": j, "weight": random.normal(size=len(i))})
        for _ in range(2)
    )
    line = stats.linregress(x["weight"], y["weight"])
    (regression,) = signed.mrqap(y, {"x": x}, directed=True).to_dict("records")
    assert regression["coefficient"] == pytest.approx(line.slope)
    assert regression["t"] == pytest.approx(line.slope / line.stderr)


@pytest.mark.slow
def test_mrqap_has_the_coefficients_of_least_squares():
    from statsmodels.api import OLS, add_constant  # noqa: PLC0415 (slow to import)

    random = np.random.default_rng(4)
    i, j = np.nonzero(~np.eye(6, dtype=bool))
    y, a, b = (
        pd.DataFrame({"source": i, "target": j, "weight": random.normal(size=len(i))})
        for _ in range(3)
    )
    regression = signed.mrqap(y, {"a": a, "b": b}, directed=True)
    fitted = OLS(y["weight"], add_constant(np.column_stack([a["weight"], b["weight"]]))).fit()
    assert regression["coefficient"].tolist() == pytest.approx(fitted.params.tolist()[1:])
    assert regression["t"].tolist() == pytest.approx(fitted.tvalues.tolist()[1:])
    assert regression["permutations"].tolist() == [720, 720]
    assert regression["share_as_extreme"].between(1 / 720, 1).all()


@pytest.mark.parametrize("directed", [True, False])
def test_the_balance_of_walks_is_that_of_the_exponential_of_the_matrix(directed):
    matrix = np.array([[0.0, 1, 0], [0, 0, 1], [-1, 0, 0]])
    matrix = matrix if directed else matrix + matrix.T
    expected = np.trace(linalg.expm(matrix)) / np.trace(linalg.expm(abs(matrix)))
    balance = signed.walk_balance(edges("a+b b+c c-a"), directed=directed)
    assert balance.value == pytest.approx(expected)


def test_roles_of_brokers_between_groups():
    """b is between a and c; the groups of a, b and c decide the role."""
    path = edges("a+b b+c")
    roles = {
        "xxx": "coordinator", "xyx": "itinerant", "xyy": "gatekeeper", "xxy": "representative",
        "xyz": "liaison",
    }  # fmt: skip
    for groups, role in roles.items():
        table = signed.brokerage(path, dict(zip("abc", groups, strict=True))).set_index("node")
        assert table.loc["b", role] == table["total"].sum() == 1


def test_nobody_brokers_between_two_who_are_tied():
    assert signed.brokerage(edges("a+b b+c a+c"), dict.fromkeys("abc", "x"))["total"].sum() == 0
    distrusted = signed.brokerage(edges("a+b b+c a-c"), dict.fromkeys("abc", "x"))
    assert distrusted["total"].sum() == 1
    assert signed.brokerage(edges("a+b b+a"), dict.fromkeys("ab", "x"))["total"].sum() == 0


def test_a_path_with_a_node_in_no_group_has_no_role():
    table = signed.brokerage(edges("a+b b+c"), {"a": "x", "b": "x", "c": None}).set_index("node")
    assert table.loc["b", ["total", "ungrouped"]].tolist() == [0, 1]


def test_the_ei_index_and_what_it_can_reach():
    """Groups of 2 and 1, directed: 2 places inside, 4 between. Three ties, one inside: 1/3.

    At most 2 of 3 can be inside: (1 − 2) / 3; all 3 can be between: 1; by chance (4 − 2) / 6.
    """
    index = signed.ei_index(edges("a+b a-c c+b"), {"a": 1, "b": 1, "c": 2}, directed=True)
    assert (index.internal, index.external, index.left_out) == (1, 2, 0)
    assert index.value == pytest.approx(1 / 3)
    assert (index.lowest, index.highest) == (pytest.approx(-1 / 3), 1)
    assert index.expected == pytest.approx(1 / 3)
    of_trust = signed.ei_index(
        edges("a+b a-c c+b"), {"a": 1, "b": 1, "c": 2}, directed=True, sign=1
    )
    assert of_trust.value == 0
    unknown = signed.ei_index(edges("a+b a+c"), {"a": 1, "b": 1, "c": None}, directed=True)
    assert (unknown.internal, unknown.external, unknown.left_out) == (1, 0, 1)


def test_pn_centrality_of_a_directed_pair():
    """n = 3, b = 1/4: x gives one good tie. In: y 1 + b; out: x 1 + b, before the rounds of b².

    AᵀA has 1 at y, so y's score is (1 + 1/4) / (1 − 1/16) = 4/3; likewise x's with AAᵀ.
    """
    table = signed.pn_centrality(edges("x+y"), directed=True, nodes=["z"]).set_index("node")
    assert table["pn_in"].tolist() == pytest.approx([1, 4 / 3, 1])
    assert table["pn_out"].tolist() == pytest.approx([4 / 3, 1, 1])


def test_pn_centrality_is_missing_where_everyone_rejects_everyone():
    everyone = edges("a-b b-a b-c c-b a-c c-a")
    assert signed.pn_centrality(everyone, directed=True)["pn_in"].isna().all()
    assert signed.pn_centrality(edges("a-b"), directed=False)["pn"].isna().all()


def test_balanced_networks_have_no_conflict():
    result = edges("a+b b-c a-c")
    assert signed.walk_balance(result, directed=False).value == pytest.approx(1)
    assert signed.smallest_laplacian_eigenvalue(result, directed=False) == pytest.approx(
        0, abs=1e-9
    )


@pytest.mark.slow
def test_a_small_balanced_part_beside_a_large_one_has_the_smallest_eigenvalue():
    """A wheel of 600 nodes whose rim is negative is unbalanced; the pair beside it is balanced."""
    spokes = [(0, i, 1) for i in range(1, 600)]
    rim = [(i, i + 1, -1) for i in range(1, 599)]
    ties = pd.DataFrame([*spokes, *rim, (1000, 1001, 1)], columns=["source", "target", "sign"])
    assert signed.smallest_laplacian_eigenvalue(ties[:-1], directed=False) > 0.5
    assert signed.smallest_laplacian_eigenvalue(ties, directed=False) == pytest.approx(0, abs=1e-9)


@pytest.mark.slow
def test_a_long_balanced_ring_has_the_eigenvalue_nil_although_its_values_are_dense():
    """Its eigenvalues are 2 − 2 cos(2πk/n): the smallest are so near each other that Lanczos'
    method may stop at another; what fails its own equation is computed again."""
    n = 1_500
    ring = pd.DataFrame({"source": range(n), "target": [*range(1, n), 0], "sign": 1})
    value = signed.smallest_laplacian_eigenvalue(ring, directed=False)
    assert value == pytest.approx(0, abs=1e-9)


def test_walk_balance_of_an_unbalanced_triangle():
    """A has the eigenvalues −2, 1, 1 and |A| has 2, −1, −1: K = (e⁻² + 2e) / (e² + 2e⁻¹)."""
    balance = signed.walk_balance(edges("a-b b+c c+a"), directed=False)
    k = (np.exp(-2) + 2 * np.e) / (np.exp(2) + 2 / np.e)
    assert balance.value == pytest.approx(k)
    assert balance.weighted == pytest.approx((k + 1) / 2)
