"""The frustration index of larger and of weighted networks, and what it cannot fall below."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from trustbook import signed
from trustbook.errors import EdgeError
from trustbook.signed import bipartition


def two_camps(nodes, ties, *, noise, seed):
    """Two camps with trust inside and distrust between, but for a share of ties drawn at random."""
    random = np.random.default_rng(seed)
    ends = np.sort(random.integers(0, nodes, (3 * ties, 2)), axis=1)
    pairs = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    pairs = pairs[random.permutation(len(pairs))[:ties]]
    camp = random.integers(0, 2, nodes)
    suits = np.where(camp[pairs[:, 0]] == camp[pairs[:, 1]], 1, -1)
    signs = np.where(random.random(len(pairs)) < noise, -suits, suits)
    return pd.DataFrame(pairs, columns=["source", "target"]).assign(sign=signs)


@pytest.mark.slow
def test_a_thousand_ties_are_proved_by_cycles():
    """45 of 1,000 ties of two camps do not fit, and so many unbalanced cycles share no tie."""
    frustration = signed.frustration_index(two_camps(300, 1000, noise=0.05, seed=1), directed=False)
    assert frustration.exact
    assert frustration.lower_bound == frustration.index
    assert 0 < frustration.index <= 60


def test_cycles_reach_the_bound_that_eigenvalues_miss():
    """A wheel of 30 triangles whose rim is negative: every second triangle shares no tie."""
    rim = [f"r{i:02d}" for i in range(30)]
    rows = [("hub", node, 1) for node in rim]
    rows += [(one, other, -1) for one, other in zip(rim, [*rim[1:], rim[0]], strict=True)]
    frustration = signed.frustration_index(
        pd.DataFrame(rows, columns=["source", "target", "sign"]), directed=False, most=5
    )
    assert (frustration.index, frustration.lower_bound, frustration.exact) == (15, 15, True)


def least_weight(edges):
    """The least weight that does not fit, over all ways to part the nodes."""
    nodes = sorted({*edges["source"], *edges["target"]})
    ties = list(edges.itertuples(index=False, name=None))
    costs = []
    for sides in product((0, 1), repeat=len(nodes)):
        side = dict(zip(nodes, sides, strict=True))
        costs.append(sum(w for a, b, sign, w in ties if (side[a] == side[b]) == (sign < 0)))
    return min(costs)


def random_weights(random, *, whole):
    n, ties = int(random.integers(3, 8)), int(random.integers(3, 15))
    ends = random.integers(0, n, (ties, 2))
    frame = pd.DataFrame(ends[ends[:, 0] != ends[:, 1]], columns=["source", "target"])
    weights = random.integers(0, 6, len(frame)) if whole else random.random(len(frame)).round(3)
    return frame.assign(sign=random.choice([1, -1], len(frame)), support=weights)


@pytest.mark.slow
@pytest.mark.parametrize("enumerated", [20, 2], ids=["enumeration", "search"])
def test_the_weighted_index_is_the_least_over_all_ways_to_part(enumerated, monkeypatch):
    """200 networks of up to 7 nodes, ties of both signs and repeated ones among them."""
    monkeypatch.setattr(bipartition, "ENUMERATED", enumerated)
    random = np.random.default_rng(enumerated)
    for trial in range(200 if enumerated > 2 else 40):
        edges = random_weights(random, whole=trial % 2 == 0)
        frustration = signed.frustration_index(edges, directed=True, weight="support")
        if frustration.ties:
            assert frustration.index == pytest.approx(least_weight(edges))
            assert frustration.exact
            assert frustration.lower_bound == pytest.approx(frustration.index)


def test_a_strong_tie_outweighs_two_weak_ones():
    """A triangle with one negative tie, of support 5: it stays, and the weakest of trust goes."""
    edges = pd.DataFrame(
        {"source": list("aba"), "target": list("bcc"), "sign": [1, 1, -1], "support": [3, 2, 5]}
    )
    frustration = signed.frustration_index(edges, directed=False, weight="support")
    assert (frustration.index, frustration.n_partitions) == (2, 1)
    assert frustration.normalised == pytest.approx(1 - 4 / 10)
    assert frustration.normalisation == "1 − 2 × index / sum of support"


def test_a_weight_below_zero_is_refused_and_one_of_zero_is_no_tie():
    edges = pd.DataFrame({"source": ["a"], "target": ["b"], "sign": [1], "support": [-1.0]})
    with pytest.raises(EdgeError, match="column support has a weight below 0"):
        signed.frustration_index(edges, directed=False, weight="support")
    with pytest.raises(EdgeError, match=r"number as support: a, b, nan .* or complete them$"):
        signed.frustration_index(edges.assign(support=np.nan), directed=False, weight="support")
    none = signed.frustration_index(edges.assign(support=0), directed=False, weight="support")
    assert none.ties == 0
