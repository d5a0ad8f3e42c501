"""Measures that take a tie of each sign per pair, on random networks, against their definitions."""

import numpy as np
import pandas as pd
import pytest

from trustbook import signed

CASES = 60


def random_networks():
    """Directed networks of up to eight nodes; a third of the tied pairs have ties of both signs."""
    random = np.random.default_rng(7)
    for _ in range(CASES):
        n = int(random.integers(3, 9))
        plus, minus = (random.random((n, n)) < 0.35 for _ in range(2))
        for matrix in (plus, minus):
            np.fill_diagonal(matrix, val=False)
        if (plus & minus).any():
            yield plus, minus


def edges_of(plus, minus):
    rows = [(f"n{i}", f"n{j}", sign) for sign, matrix in ((1, plus), (-1, minus))
            for i, j in np.argwhere(matrix)]  # fmt: skip
    return pd.DataFrame(rows, columns=["source", "target", "sign"])


@pytest.fixture(scope="module")
def networks():
    every = [(plus, minus, edges_of(plus, minus)) for plus, minus in random_networks()]
    assert len(every) > CASES / 2
    return every


def test_pn_centrality_is_that_of_its_dense_formula(networks):
    """(I − b² AᵀA)⁻¹ (I + b Aᵀ) 1 and its transpose, with A = P − 2N and b = 1 / (2 (n − 1))."""
    for plus, minus, edges in networks:
        n = len(plus)
        a = (plus - 2.0 * minus) / (2 * (n - 1))
        one, unit = np.ones(n), np.eye(n)
        table = signed.pn_centrality(edges, directed=True, nodes=[f"n{i}" for i in range(n)])
        scores = table.set_index("node").loc[[f"n{i}" for i in range(n)]]
        inward = np.linalg.solve(unit - a.T @ a, one + a.T @ one)
        outward = np.linalg.solve(unit - a @ a.T, one + a @ one)
        assert scores["pn_in"].to_numpy() == pytest.approx(inward)
        assert scores["pn_out"].to_numpy() == pytest.approx(outward)


def test_degrees_count_each_sign_of_a_pair(networks):
    for plus, minus, edges in networks:
        names = [f"n{i}" for i in range(len(plus))]
        degree = signed.signed_degree(edges, directed=True, nodes=names).set_index("node")
        degree = degree.loc[names]
        assert degree["positive_in"].tolist() == plus.sum(axis=0).tolist()
        assert degree["negative_in"].tolist() == minus.sum(axis=0).tolist()
        assert degree["positive_out"].tolist() == plus.sum(axis=1).tolist()
        assert degree["negative_out"].tolist() == minus.sum(axis=1).tolist()


def test_reciprocity_counts_answers_pair_by_pair(networks):
    for plus, minus, edges in networks:
        rows = signed.reciprocity(edges)
        expected = [(matrix.sum(), (matrix & matrix.T).sum())
                    for matrix in (plus | minus, plus, minus)]  # fmt: skip
        counted = rows[["of", "reciprocated"]].values.tolist()
        assert [tuple(row) for row in counted] == [tuple(map(int, row)) for row in expected]
