"""Balance beside that of shuffled signs, against the measures themselves and by hand."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from trustbook import signed
from trustbook.errors import EdgeError
from trustbook.signed import baseline


def random_ties(random, *, directed, most=9):
    n = int(random.integers(3, 7))
    every = [(i, j) for i in range(n) for j in range(n) if (i != j if directed else i < j)]
    chosen = random.permutation(len(every))[: int(random.integers(3, most + 1))]
    signs = random.choice([1, -1], len(chosen))
    rows = [(*every[k], sign) for k, sign in zip(chosen, signs, strict=True)]
    return pd.DataFrame(rows, columns=["source", "target", "sign"])


def value_of(name, edges, *, directed):
    measures = getattr(signed, name)(edges, directed=directed)
    return measures.index if name == "frustration_index" else measures.value


def every_placing(edges):
    """The same ties with as many negative ones among them, in every way."""
    for negative in combinations(range(len(edges)), int((edges["sign"] < 0).sum())):
        yield edges.assign(sign=[-1 if k in negative else 1 for k in range(len(edges))])


@pytest.mark.slow
@pytest.mark.parametrize("directed", [True, False])
def test_expectation_and_share_are_those_of_every_placing_of_the_signs(directed):
    """200 random networks in all, one measure after the other for every placing of its signs."""
    random = np.random.default_rng(int(directed))
    for trial in range(100):
        edges = random_ties(random, directed=directed, most=5)
        measures = signed.balance_baseline(edges, directed=directed).set_index("measure")
        assert measures["exact"].all()
        for name, row in list(measures.iterrows())[trial % len(measures) :][:1]:
            own = value_of(name, edges, directed=directed)
            values = [value_of(name, other, directed=directed) for other in every_placing(edges)]
            if np.isnan(own):
                assert np.isnan(row["value"])
                continue
            way = -1 if name == "frustration_index" else 1
            as_balanced = [way * value >= way * own - 1e-9 for value in values]
            expected = [own, np.mean(values), np.mean(as_balanced), len(values)]
            numbers = row[["value", "expected", "share_as_balanced", "shuffles"]].astype(float)
            assert numbers.tolist() == pytest.approx(expected, abs=1e-9)


def test_drawn_shuffles_keep_the_ties_and_the_number_of_negative_ones(monkeypatch):
    monkeypatch.setattr(baseline, "EXACT_PLACINGS", 0)
    edges = random_ties(np.random.default_rng(5), directed=False)
    measures = signed.balance_baseline(edges, directed=False, shuffles=4000, seed=2)
    again = signed.balance_baseline(edges, directed=False, shuffles=4000, seed=2)
    pd.testing.assert_frame_equal(measures, again)
    assert not measures["exact"].any()
    monkeypatch.undo()
    exact = signed.balance_baseline(edges, directed=False)
    assert measures["expected"].tolist() == pytest.approx(exact["expected"].tolist(), abs=0.05)
    assert (measures["share_as_balanced"] >= 1 / 4000).all()


def test_few_negative_ties_are_balanced_by_chance():
    """94 % positive: three positive or two negative ties, .94³ + 3 × .94 × .06² = .841."""
    random = np.random.default_rng(1)
    i, j = np.triu_indices(40, 1)
    sign = np.where(np.arange(len(i)) < 0.06 * len(i), -1, 1)
    edges = pd.DataFrame({"source": i, "target": j, "sign": random.permutation(sign)})
    measures = signed.balance_baseline(edges, directed=False, measures=["triangle_balance"])
    assert measures["expected"].tolist() == pytest.approx([0.841], abs=0.005)


def test_a_network_of_two_camps_is_more_balanced_than_its_shuffles():
    camp = np.arange(24) % 2
    i, j = np.triu_indices(24, 1)
    edges = pd.DataFrame({"source": i, "target": j, "sign": np.where(camp[i] == camp[j], 1, -1)})
    measures = signed.balance_baseline(edges, directed=False, shuffles=200).set_index("measure")
    assert measures.loc["frustration_index", ["value", "searched"]].tolist() == [0, True]
    assert measures["share_as_balanced"].tolist() == pytest.approx([1 / 200] * 3)


@pytest.mark.slow
def test_a_search_meets_what_trying_all_sides_finds(monkeypatch):
    random = np.random.default_rng(3)
    for _ in range(20):
        edges = random_ties(random, directed=True, most=14)
        tried = signed.balance_baseline(
            edges, directed=True, measures=["frustration_index"], shuffles=50
        )
        with monkeypatch.context() as patch:
            patch.setattr(baseline, "ENUMERATED", 1)
            searched = signed.balance_baseline(
                edges, directed=True, measures=["frustration_index"], shuffles=50
            )
        assert searched["searched"].all()
        assert searched["value"].tolist() == pytest.approx(tried["value"].tolist())
        assert searched["expected"].tolist() == pytest.approx(tried["expected"].tolist(), abs=0.05)


def test_a_tie_with_both_signs_keeps_both():
    """a → b is frustrated by one whatever the sides; the positive and the negative rest suit."""
    rows = [("a", "b", 1), ("a", "b", -1), ("b", "c", 1), ("c", "d", -1)]
    edges = pd.DataFrame(rows, columns=["source", "target", "sign"])
    measures = signed.balance_baseline(edges, directed=True, measures=["frustration_index"])
    assert measures[["value", "expected", "shuffles"]].values.tolist() == [[1, 1, 2]]
    with pytest.raises(EdgeError, match="needs one for each tie"):
        signed.balance_baseline(edges, directed=True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"measures": ["balance"]}, "no measure balance; allowed are triangle_balance, "),
        ({"measures": ["transitive_balance"]}, "transitive balance needs directed ties"),
        ({"shuffles": 0}, "shuffles is 0"),
    ],
)
def test_what_cannot_be_compared_is_said(options, words):
    edges = random_ties(np.random.default_rng(1), directed=False)
    with pytest.raises(EdgeError, match=words):
        signed.balance_baseline(edges, directed=False, **options)


def test_walks_are_left_out_of_large_networks():
    ring = np.arange(200)
    edges = pd.DataFrame({"source": ring, "target": (ring + 1) % 200, "sign": 1})
    measures = signed.balance_baseline(edges, directed=False, shuffles=2)
    assert measures["measure"].tolist() == ["triangle_balance", "frustration_index"]
    with pytest.raises(EdgeError, match="walks are counted up to 150 nodes, and 200 have ties"):
        signed.balance_baseline(edges, directed=False, measures=["walk_balance"])
