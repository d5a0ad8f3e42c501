"""Published worked examples of signed networks.

Read (1954), Cultures of the central highlands, New Guinea: alliances and enmities of 16 tribes,
with the results printed in Hage & Harary (1983), Doreian & Mrvar (1996), Aref & Wilson (2018) and
the documentation of the R package signnet; and the network with equal signed degrees by which that
documentation shows the PN centrality of Everett & Borgatti (2014). The network of that article
itself, with both signs on ten arcs, could not be had: `test_both_signs` computes such networks by
its formula.
"""

from pathlib import Path

import pandas as pd
import pytest

from trustbook import signed
from trustbook.signed import bipartition

READ = pd.read_csv(Path(__file__).with_name("read-1954.csv"))
WEST = {1, 2, 15, 16}
EQUAL_DEGREES = (
    "0+1 0+3 0-7 0-8 1+2 1-3 1+4 1-5 1-6 2+3 2-4 2-8 3+4 3-5 3-6 4+5 4-7 4-9 5+6 5+8 5-9 "
    "6+7 6-8 6+9 7+8 8+9"
)


def both_ways(edges):
    back = edges.rename(columns={"source": "target", "target": "source"})
    return pd.concat([edges, back], ignore_index=True)


def test_59_of_68_triangles_of_the_tribes_are_balanced():
    balance = signed.triangle_balance(READ, directed=False)
    assert (balance.balanced, balance.triangles) == (59, 68)
    assert balance.value == pytest.approx(0.8676471, abs=5e-8)
    census = signed.signed_triad_census(READ, directed=False)
    assert census["count"].sum() == 68
    assert census.loc[census["balanced"], "count"].sum() == 59


def test_walk_balance_of_the_tribes():
    assert signed.walk_balance(READ, directed=False).value == pytest.approx(0.3575761, abs=5e-8)


def test_the_smallest_eigenvalue_of_the_signed_laplacian_of_the_tribes():
    result = signed.smallest_laplacian_eigenvalue(READ, directed=False)
    assert result == pytest.approx(1.04029, abs=5e-6)


@pytest.mark.parametrize("enumerated", [20, 3], ids=["enumeration", "integer program"])
def test_seven_ties_of_the_tribes_are_frustrated(enumerated, monkeypatch):
    monkeypatch.setattr(bipartition, "ENUMERATED", enumerated)
    frustration = signed.frustration_index(READ, directed=False)
    assert (frustration.index, frustration.ties, frustration.n_partitions) == (7, 58, 1)
    assert frustration.normalised == pytest.approx(0.7586207, abs=5e-8)
    assert frustration.partitions[0][0] == WEST
    assert frustration.exact
    assert frustration.all_found
    assert frustration.lower_bound == pytest.approx(7)


def test_ties_both_ways_are_frustrated_twice():
    frustration = signed.frustration_index(both_ways(READ), directed=True)
    assert (frustration.index, frustration.ties) == (14, 116)
    assert frustration.normalised == pytest.approx(0.7586207, abs=5e-8)
    assert frustration.partitions[0][0] == WEST


def test_triad_level_balance_equals_triangle_balance_where_all_ties_run_both_ways():
    """Every triangle is then a 300, all of whose semicycles have the sign of the triangle."""
    balance = signed.transitive_balance(both_ways(READ))
    assert (balance.balanced, balance.triads) == (59, 68)
    assert balance.by_type.set_index("type")["triads"].to_dict() == {
        "030T": 0, "120D": 0, "120U": 0, "300": 68,
    }  # fmt: skip


@pytest.mark.parametrize("k", [3, None])
def test_three_clusters_of_tribes_leave_two_violations(k):
    clusters = signed.k_clusters(READ, directed=False, k=k)
    assert (clusters.violations, clusters.criterion) == (2, 1.0)
    assert [set(part) for part in clusters.partitions[0]] == [
        {3, 4, 6, 7, 8, 11, 12},
        {5, 9, 10, 13, 14},
        WEST,
    ]
    assert (clusters.n_partitions, clusters.all_found, clusters.exact) == (1, True, True)


def test_two_clusters_are_the_best_two_sides():
    profile = signed.k_cluster_profile(READ, directed=False, most_k=3)
    assert profile["violations"].tolist() == [29, 7, 2]
    assert profile["exact"].all()


def test_pn_centrality_parts_nodes_whose_signed_degrees_are_equal():
    rows = [(int(tie[0]), int(tie[2]), 1 if tie[1] == "+" else -1) for tie in EQUAL_DEGREES.split()]
    edges = pd.DataFrame(rows, columns=["source", "target", "sign"])
    assert signed.signed_degree(edges, directed=False)["ratio"].eq(0.5).all()
    assert signed.pn_centrality(edges, directed=False)["pn"].round(7).tolist() == [
        0.9009747, 0.8613482, 0.9076997, 0.8613482, 0.8410658,
        0.8496558, 0.8617321, 0.9015909, 0.8509848, 0.9072930,
    ]  # fmt: skip
