"""Resampling sources, on incidences so small that every resample can be written down."""

from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.corpus.reading import read_corpus
from trustbook.errors import TableError
from trustbook.networks.resampling import (
    RESAMPLED_MEASURES,
    RESAMPLED_RECEIVED,
    RESAMPLED_TIES,
    incidence,
    incidence_matrix,
    members,
    percentiles,
    resampled_measures,
    resampled_received,
    resampled_ties,
    unit_draws,
)
from trustbook.networks.tie_counts import received_by_sign
from trustbook.networks.tie_tables import ties
from trustbook.networks.whole_network import network_measures, tied_pairs

COLUMNS = ["source", "target", "sign", "unit"]
TWO = pd.DataFrame([("A", "B", 1, "u"), ("A", "B", 1, "v"), ("B", "A", -1, "v")], columns=COLUMNS)


def every_draw(n: int) -> np.ndarray:
    """The weights of all equally likely resamples of n units: n to the power of n rows."""
    return np.array([np.bincount(draw, minlength=n) for draw in product(range(n), repeat=n)])


def test_two_sources_have_four_equally_likely_resamples():
    """uu, uv, vu, vv: A→B is stated twice in all of them, B→A by v alone: 0, 1, 1 and 2 times."""
    matrix = incidence_matrix(TWO)
    counts = every_draw(2) @ matrix.entries
    assert matrix.units == ("u", "v")
    assert matrix.ties[["source", "target"]].values.tolist() == [["A", "B"], ["B", "A"]]
    assert counts.tolist() == [[2, 0], [2, 1], [2, 1], [2, 2]]


def test_shares_of_ties_are_those_of_the_four_resamples():
    """B→A is present in 3 of the 4, exactly: nothing is drawn."""
    table = resampled_ties(TWO)
    assert table["presence"].tolist() == pytest.approx([1, 0.75])
    assert table[["low", "high"]].values.tolist() == [[2, 2], [0, 2]]


@pytest.mark.parametrize(("n", "k"), [(1, 1), (5, 1), (24, 1), (24, 3)])
def test_a_tie_of_k_of_n_sources_is_absent_with_one_minus_k_nths_to_the_nth(n: int, k: int):
    rows = pd.DataFrame([("A", "B", 1, f"u{i:02}") for i in range(k)], columns=COLUMNS)
    table = resampled_ties(rows, units=[f"u{i:02}" for i in range(n)])
    assert 1 - table["presence"][0] == pytest.approx((1 - k / n) ** n)


def test_ties_agree_with_drawing_them():
    """Three of eight: share and interval of 20,000 draws, within 4 standard errors (.012)."""
    units = [f"u{i}" for i in range(8)]
    rows = pd.DataFrame([("A", "B", 1, unit) for unit in units[:3]], columns=COLUMNS)
    table = resampled_ties(rows, units=units, min_support=2).iloc[0]
    counts = np.vstack(list(unit_draws(8, resamples=20_000, seed=1)))[:, :3].sum(axis=1)
    assert table["presence"] == pytest.approx((counts >= 2).mean(), abs=0.012)
    low, high = percentiles(counts[:, None], 0.95)
    assert (table["low"], table["high"]) == (low[0], high[0])


def test_a_single_source_comes_back_in_every_resample():
    one = resampled_ties(TWO[TWO["unit"] == "v"])
    assert one[["presence", "low", "high"]].values.tolist() == [[1, 1, 1], [1, 1, 1]]


def test_support_threshold_and_sources_to_leave_out():
    """A→B rests on 2: without 2 it is gone, and below a threshold of 2 without 1."""
    assert resampled_ties(TWO)["leave_out"].tolist() == [2, 1]
    raised = resampled_ties(TWO, min_support=2)
    assert raised[["source", "leave_out"]].values.tolist() == [["A", 1]]


def test_a_source_speaks_once_for_a_stakeholder_however_many_ties_it_states():
    """u states A→C and B→C, v states B→C and D→C negative: C has 2 for, 1 against, net 1."""
    rows = pd.DataFrame(
        [("A", "C", 1, "u"), ("B", "C", 1, "u"), ("B", "C", 1, "v"), ("D", "C", -1, "v")],
        columns=COLUMNS,
    )
    table = resampled_received(rows, seed=1).set_index("stakeholder").loc["C"]
    assert table[["positive", "negative", "net"]].tolist() == [2, 1, 1]
    assert table["above_zero"] == pytest.approx(0.75, abs=0.02)  # all but v drawn twice
    assert table[["low", "high"]].tolist() == [0, 2]


def test_a_measure_of_no_triangles_does_not_exist():
    """A triangle of three ties with a source each: all three are drawn in 3! of 27 resamples."""
    rows = pd.DataFrame(
        [("A", "B", 1, "u"), ("B", "C", 1, "v"), ("C", "A", -1, "w")], columns=COLUMNS
    )
    table = resampled_measures(rows, seed=1).set_index("measure").loc["triad_balance"]
    assert table[["value", "low", "high"]].tolist() == [0, 0, 0]
    assert table["defined"] == pytest.approx(6 / 27, abs=0.02)


def test_triad_balance_of_the_reference_corpus_can_be_anything():
    """37 sources state 28 ties: the interval of balance by majority is [0, 1]."""
    corpus = read_corpus("data/ibbis")
    result = ties(
        corpus.table("relations"),
        segments=corpus.table("segments"),
        concepts=corpus.table("concepts"),
    )
    balance = resampled_measures(incidence(result), seed=1).set_index("measure")
    assert balance.loc["majority_balance", ["low", "high"]].tolist() == [0, 1]


def test_percentiles_are_values_that_were_drawn():
    """Of 1 … 40 the 2.5th and the 97.5th percentile are the 1st and the 39th value."""
    low, high = percentiles(np.arange(1.0, 41.0)[:, None], 0.95)
    assert (low[0], high[0]) == (1, 39)


def test_draws_do_not_depend_on_how_many_come_at_a_time():
    at_once = np.vstack(list(unit_draws(7, resamples=50, seed=4)))
    in_parts = np.vstack(list(unit_draws(7, resamples=50, seed=4, rows=3)))
    assert (at_once == in_parts).all()
    assert (at_once.sum(axis=1) == 7).all()
    assert (at_once != np.vstack(list(unit_draws(7, resamples=50, seed=5)))).any()


def test_nothing_gives_tables_with_columns():
    nothing = TWO.head(0)
    assert list(resampled_ties(nothing)) == list(RESAMPLED_TIES)
    assert list(resampled_received(nothing, seed=1)) == list(RESAMPLED_RECEIVED)
    assert list(resampled_measures(nothing, seed=1)) == list(RESAMPLED_MEASURES)


rows_of_ties = st.lists(
    st.tuples(
        st.sampled_from("ABCD"), st.sampled_from("ABCD"), st.sampled_from([1, -1]),
        st.sampled_from("uvwxy"),
    ),
    min_size=1,
    max_size=14,
).map(lambda rows: pd.DataFrame(rows, columns=COLUMNS))  # fmt: skip


@pytest.mark.slow
@given(rows_of_ties, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_the_order_of_rows_and_repeats_of_rows_change_nothing(rows, random):
    mixed = pd.concat([rows, rows]).sample(frac=1, random_state=random.randrange(99))
    pd.testing.assert_frame_equal(resampled_ties(mixed), resampled_ties(rows))
    for function in (resampled_received, resampled_measures):
        before = function(rows, seed=2, resamples=30)
        pd.testing.assert_frame_equal(function(mixed, seed=2, resamples=30), before)


@pytest.mark.slow
@given(rows_of_ties, st.permutations("ABCD"))
@settings(deadline=None, max_examples=25)
def test_other_names_for_stakeholders_give_the_same_numbers(rows, names):
    other = dict(zip("ABCD", names, strict=True))
    renamed = rows.assign(source=rows["source"].map(other), target=rows["target"].map(other))
    before = resampled_received(rows, seed=2, resamples=30)
    after = resampled_received(renamed, seed=2, resamples=30).set_index("stakeholder")
    expected = before.assign(stakeholder=before["stakeholder"].map(other))
    pd.testing.assert_frame_equal(
        after.sort_index(), expected.set_index("stakeholder").sort_index()
    )


@pytest.mark.slow
@given(rows_of_ties)
@settings(deadline=None, max_examples=25)
def test_the_same_seed_gives_the_same_bytes(rows):
    once, again = (resampled_received(rows, seed=9, resamples=40).to_csv() for _ in range(2))
    assert once == again


@given(rows_of_ties, st.integers(1, 2))
@settings(deadline=None, max_examples=20)
def test_counts_and_measures_equal_the_slow_loop_with_the_same_weights(rows, least):
    """The obvious way: repeat the rows of the sources drawn, group, build a graph, count."""
    matrix = incidence_matrix(rows)
    weights = np.vstack(list(unit_draws(len(matrix.units), resamples=8, seed=6)))
    fast = network_measures(tied_pairs(matrix.ties), weights @ matrix.entries, min_support=least)
    for i, weight in enumerate(weights):
        slow = slow_measures(rows, dict(zip(matrix.units, weight, strict=True)), least)
        for name, value in slow.items():
            np.testing.assert_allclose(fast[name][i], value, err_msg=name)


def slow_measures(rows: pd.DataFrame, weight: dict[str, float], least: int) -> dict[str, float]:
    counts: dict[tuple[str, str, int], float] = {}
    for source, target, sign, unit in set(rows.itertuples(index=False, name=None)):
        counts[source, target, sign] = counts.get((source, target, sign), 0) + weight[unit]
    rest = {key: n for key, n in counts.items() if n >= least and key[0] != key[1]}
    graph: nx.Graph[str] = nx.Graph()
    for source, target, sign in rest:
        before = graph.get_edge_data(source, target, {"signs": frozenset()})["signs"]
        graph.add_edge(source, target, signs=before | {sign})
    signed = nx.Graph([(a, b, d) for a, b, d in graph.edges(data=True) if len(d["signs"]) == 1])
    triangles = [c for c in nx.enumerate_all_cliques(signed) if len(c) == 3]
    plus = {(a, b) for a, b, sign in rest if sign == 1}
    minus = {(a, b) for a, b, sign in rest if sign == -1}
    even = [
        np.prod([next(iter(signed[a][b]["signs"])) for a, b in ((x, y), (y, z), (x, z))]) > 0
        for x, y, z in triangles
    ]
    return {
        "ties": len(rest),
        "positive_share": len(plus) / len(rest) if rest else np.nan,
        "reciprocity": np.mean([(b, a) in plus for a, b in plus]) if plus else np.nan,
        "disagreement": np.mean([(b, a) in minus for a, b in plus]) if plus else np.nan,
        "triad_balance": np.mean(even) if even else np.nan,
    }


def test_what_stakeholders_receive_agrees_with_the_networks_chapter():
    corpus = read_corpus("data/ibbis")
    result = ties(
        corpus.table("relations"),
        segments=corpus.table("segments"),
        concepts=corpus.table("concepts"),
    )
    mine = resampled_received(incidence(result), seed=1, resamples=10).set_index("stakeholder")
    theirs = received_by_sign(result).set_index("stakeholder")
    assert mine["positive"].sort_index().tolist() == theirs["positive"].sort_index().tolist()
    assert mine["negative"].sort_index().tolist() == theirs["negative"].sort_index().tolist()
    assert members(incidence_matrix(incidence(result)).ties) == sorted(theirs.index)


def test_what_does_not_exist_in_the_network_has_no_interval():
    """a and b state opposite signs of each other: no pair of one sign closes a triangle."""
    rows = [("a", "b", 1, "u1"), ("b", "a", -1, "u3"), ("c", "a", 1, "u1"), ("c", "b", 1, "u4")]
    ties = pd.DataFrame(rows, columns=["source", "target", "sign", "unit"])
    table = resampled_measures(ties, seed=1, resamples=200).set_index("measure")
    balance = table.loc["triad_balance"]
    assert balance[["value", "low", "high"]].isna().all()
    assert 0 < balance["defined"] < 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sign": 3}, "a sign that is none of"),
        ({"unit": None}, "rows without a unit"),
    ],
)
def test_an_incidence_that_is_none_is_said(change, words):
    tie = {"source": "a", "target": "b", "sign": 1, "unit": "u1"} | change
    with pytest.raises(TableError, match=words):
        resampled_ties(pd.DataFrame([tie]))
    with pytest.raises(TableError, match="no column unit"):
        resampled_ties(pd.DataFrame([tie]).drop(columns="unit"))


def test_ties_of_equal_support_stand_in_the_order_of_their_names():
    rows = pd.DataFrame({"source": list("bac"), "target": "z", "sign": 1, "unit": list("uuv")})
    more = pd.DataFrame({"source": ["c"], "target": "z", "sign": 1, "unit": ["u"]})
    ordered = resampled_ties(pd.concat([rows, more]))
    assert ordered["source"].tolist() == ["c", "a", "b"]
