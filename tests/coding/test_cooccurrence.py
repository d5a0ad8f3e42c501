"""Which codes occur together, on frames small enough to count by hand."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.coding.associations import (
    PAIRS,
    association_strength,
    code_pairs,
    cooccurrence_graph,
    expected_cooccurrence,
    expected_in_window,
    inclusion,
    jaccard,
    times_expected,
    with_sources,
)
from trustbook.coding.cooccurrence import (
    coarser_codings,
    cooccurrence_counts,
    cooccurrence_counts_in_window,
    pair_segments,
    segment_order,
    window_sizes,
)
from trustbook.errors import TableError

CODINGS = pd.DataFrame(
    [
        *(("s1", "a", "K1"), ("s1", "b", "K1"), ("s2", "a", "K1"), ("s2", "b", "K1")),
        *(("s3", "a", "K2"), ("s4", "c", "K2"), ("s5", "a", None)),
    ],
    columns=["segment", "code", "case"],
)
ORDER = pd.DataFrame({"segment": ["s1", "s2", "s3", "s4", "s5"], "stretch": [0, 0, 0, 0, 1]})
EMPTY = CODINGS.head(0)


def rows(segments: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"segment": segments, "case": None, "same_source_as": None})


def test_two_codes_occur_together_in_the_segments_that_hold_both():
    """a in s1 s2 s3 s5, b in s1 s2, c in s4: a and b meet in s1 and s2."""
    counts = cooccurrence_counts(CODINGS)
    assert counts.index.tolist() == counts.columns.tolist() == ["a", "b", "c"]
    assert counts.values.tolist() == [[4, 2, 0], [2, 2, 0], [0, 0, 1]]


def test_within_a_case_codes_of_different_segments_meet():
    """K1 has a and b, K2 has a and c; the coding without a case is left out."""
    counts = cooccurrence_counts(CODINGS, unit="case")
    assert counts.values.tolist() == [[2, 1, 1], [1, 1, 0], [1, 0, 1]]


def test_codes_that_no_coder_gave_together_do_not_meet():
    """s1: C1 a and b, C2 a and c; s2: C1 b, C2 c. b and c never meet; the codes keep their units.

    In a window of two s2 has the a of s1 within reach: for C1 with its b, for C2 with its c.
    """
    coded = ["s1 a C1", "s1 b C1", "s1 a C2", "s1 c C2", "s2 b C1", "s2 c C2"]
    codings = pd.DataFrame([row.split() for row in coded], columns=["segment", "code", "coder"])
    counts = cooccurrence_counts(codings, by="coder")
    assert counts.to_numpy().tolist() == [[1, 1, 1], [1, 2, 0], [1, 0, 2]]
    assert cooccurrence_counts(codings).loc["b", "c"] == 2
    segments = pd.DataFrame({"segment": ["s1", "s2"], "study": "x"})
    held = pair_segments(codings, segments=segments, codes=list("abc"), by="coder")
    assert held[["one", "other"]].to_numpy().tolist() == [["a", "b"], ["a", "c"]]
    order = pd.DataFrame({"segment": ["s1", "s2"], "stretch": 0})
    near = cooccurrence_counts_in_window(codings, order=order, window=2, by="coder")
    assert near.to_numpy().tolist() == [[1, 2, 2], [2, 2, 0], [2, 0, 2]]


def test_codings_without_a_coder_are_those_of_one():
    codings = pd.DataFrame({"segment": [1, 1, 1], "code": list("abc"), "coder": [None, None, "C1"]})
    counts = cooccurrence_counts(codings, by="coder")
    assert (counts.loc["a", "b"], counts.loc["a", "c"]) == (1, 0)


GIVEN = st.tuples(st.integers(1, 4), st.sampled_from("abc"), st.sampled_from(["C1", "C2", "C3"]))


@given(rows=st.lists(GIVEN, min_size=1, max_size=30), window=st.integers(1, 3))
def test_codes_meet_where_some_coder_alone_has_them_meet(rows, window):
    """The units in which two codes meet, counted in a loop over the tables of single coders."""
    codings = pd.DataFrame(rows, columns=["segment", "code", "coder"])
    order = pd.DataFrame({"segment": [1, 2, 3, 4], "stretch": 0})
    near = cooccurrence_counts_in_window(
        codings, order=order, window=window, by="coder", codes=list("abc")
    )
    for one, other in product("abc", repeat=2):
        meet = {
            here
            for here, there in product(range(1, 5), repeat=2)
            for coder in ("C1", "C2", "C3")
            if 0 <= here - there < window
            and (
                {(here, one, coder), (there, other, coder)} <= set(rows)
                or {(here, other, coder), (there, one, coder)} <= set(rows)
            )
        }
        assert near.loc[one, other] == len(meet)
    within = cooccurrence_counts_in_window(codings, order=order, window=1, by="coder")
    assert within.equals(cooccurrence_counts(codings, by="coder"))


def test_a_code_without_coding_stands_in_the_matrix_where_it_is_asked_for():
    counts = cooccurrence_counts(CODINGS, codes=["z", "b", "a"])
    assert counts.values.tolist() == [[0, 0, 0], [0, 2, 2], [0, 2, 4]]


def test_a_window_reaches_back_to_the_segments_before():
    """Window 2: s1 ab, s2 ab (after s1), s3 a (after s2 with b), s4 c (after s3 with a).

    a–b: s1, s2, s3 refer to both; a–c: s4; b–c: none, since s4 reaches s3 only.
    """
    counts = cooccurrence_counts_in_window(CODINGS, order=ORDER, window=2)
    assert counts.values.tolist() == [[4, 3, 1], [3, 2, 0], [1, 0, 1]]


def test_a_wider_window_reaches_further_but_not_beyond_its_stretch():
    """Window 3: s4 now reaches s2 with b. s5 is in a stretch of its own."""
    counts = cooccurrence_counts_in_window(CODINGS, order=ORDER, window=3)
    assert counts.loc["b", "c"] == 1
    assert cooccurrence_counts_in_window(CODINGS, order=ORDER, window=10**9).equals(
        cooccurrence_counts_in_window(CODINGS, order=ORDER, window=4)
    )


def test_a_pair_counts_once_for_each_segment_that_refers_back():
    """a, then b, then ab: s2 refers to s1; s3 holds both itself; s1 refers to nothing."""
    codings = pd.DataFrame({"segment": [1, 2, 3, 3], "code": ["a", "b", "a", "b"]})
    order = pd.DataFrame({"segment": [1, 2, 3], "stretch": 0})
    assert cooccurrence_counts_in_window(codings, order=order, window=3).loc["a", "b"] == 2


def test_a_window_of_one_is_the_segment_itself():
    within = cooccurrence_counts_in_window(CODINGS, order=ORDER, window=1)
    assert within.equals(cooccurrence_counts(CODINGS))


def test_a_window_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1 segment, found 0"):
        cooccurrence_counts_in_window(CODINGS, order=ORDER, window=0)


def test_the_segments_stand_by_encounter_and_then_as_in_the_table():
    segments = pd.DataFrame(
        [("s3", "x", "e2"), ("s1", "x", "e1"), ("s2", "x", "e1"), ("s4", "x", None)],
        columns=["segment", "study", "encounter"],
    )
    result = segment_order(segments)
    assert result["segment"].tolist() == ["s3", "s1", "s2", "s4"]
    assert result["stretch"].nunique() == 3


def test_anchors_order_a_study_where_each_of_its_segments_has_one():
    """x: s2 begins at 5 and s1 at 90 (its first part); y keeps its order: s4 has no anchor."""
    segments = pd.DataFrame(
        [("s1", "x", "a1"), ("s2", "x", "a2"), ("s3", "y", "a3"), ("s4", "y", None)],
        columns=["segment", "study", "anchor"],
    )
    anchors = pd.DataFrame({"anchor": ["a1", "a1", "a2", "a3"], "start": [120, 90, 5, 70]})
    assert segment_order(segments, anchors)["segment"].tolist() == ["s2", "s1", "s3", "s4"]


def test_association_strength_is_the_count_over_the_product_of_both_codes():
    """Van Eck & Waltman 2009, by hand: c = 2, s(a) = 4, s(b) = 2 in 5 units.

    Association strength 2 / 8 = 0.25, expected 8 / 5 = 1.6, observed over expected 1.25 = 5 × 0.25;
    Jaccard 2 / (4 + 2 − 2) = 0.5, inclusion 2 / 2 = 1.
    """
    counts = cooccurrence_counts(CODINGS)
    expected = expected_cooccurrence(counts, units=5)
    assert association_strength(counts).loc["a", "b"] == 0.25
    assert expected.loc["a", "b"] == 1.6
    assert times_expected(counts, expected).loc["b", "a"] == 1.25
    assert jaccard(counts).loc["a", "b"] == 0.5
    assert inclusion(counts).loc["a", "b"] == 1


def test_a_code_without_units_has_no_measure():
    counts = cooccurrence_counts(CODINGS, codes=["a", "z"])
    for result in (association_strength(counts), jaccard(counts), inclusion(counts)):
        assert result.loc[["a"], ["z"]].map(lambda x: not x > 0).all(axis=None)
    assert np.isnan(association_strength(counts).loc["a", "z"])


@pytest.mark.parametrize("measure", [jaccard, inclusion])
def test_shares_of_units_are_refused_for_counts_of_windows(measure):
    """a and b alternate: s2 to s4 refer to both, three times, though each code has two segments."""
    codings = pd.DataFrame({"segment": [1, 2, 3, 4], "code": list("abab")})
    order = pd.DataFrame({"segment": [1, 2, 3, 4], "stretch": 0})
    counts = cooccurrence_counts_in_window(codings, order=order, window=2)
    assert counts.loc["a", "b"] == 3
    with pytest.raises(ValueError, match="counts of windows"):
        measure(counts)


def mean_over_all_placements(sizes: list[int], n_a: int, n_b: int, window: int) -> float:
    """The mean count of a and b over all ways to strew them over stretches of these sizes."""
    order = pd.DataFrame({"stretch": np.repeat(range(len(sizes)), sizes)})
    order = order.assign(segment=order.index)
    result = []
    for ones, others in product(
        combinations(order["segment"], n_a), combinations(order["segment"], n_b)
    ):
        rows = [(segment, "a") for segment in ones] + [(segment, "b") for segment in others]
        codings = pd.DataFrame(rows, columns=["segment", "code"])
        result.append(
            cooccurrence_counts_in_window(codings, order=order, window=window).loc["a", "b"]
        )
    return float(np.mean(result))


@pytest.mark.slow
@pytest.mark.parametrize("window", [1, 2, 3])
def test_the_expectation_of_a_window_is_the_mean_over_all_placements(window):
    """Two stretches of three and two segments, a in two and b in three of them: 100 placements."""
    order = pd.DataFrame({"segment": range(5), "stretch": [0, 0, 0, 1, 1]})
    counts = pd.DataFrame([[2, 0], [0, 3]], index=["a", "b"], columns=["a", "b"])
    expected = expected_in_window(counts, sizes=window_sizes(order, window=window))
    assert expected.loc["a", "b"] == pytest.approx(mean_over_all_placements([3, 2], 2, 3, window))
    if window == 1:
        assert np.allclose(expected, expected_cooccurrence(counts, units=5))


def test_the_pairs_that_occur_are_listed_once():
    counts = cooccurrence_counts(CODINGS, unit="case")
    pairs = code_pairs(counts, expected=expected_cooccurrence(counts, units=2))
    assert list(pairs.columns) == list(PAIRS)
    assert pairs[["one", "other", "together", "one_alone", "other_alone"]].values.tolist() == [
        ["a", "b", 1, 1, 0],
        ["a", "c", 1, 1, 0],
    ]


def test_sources_of_a_pair_are_counted_once():
    """a and b meet in s1 and s2, and s2 rests on s1: two segments, one source."""
    segments = rows(["s1", "s2", "s3", "s4", "s5"]).assign(
        same_source_as=[None, "s1", None, None, None]
    )
    counts = cooccurrence_counts(CODINGS)
    held = pair_segments(CODINGS, segments=segments, codes=list(counts.index))
    assert held[["one", "other", "segment"]].values.tolist() == [["a", "b", "s1"], ["a", "b", "s2"]]
    pairs = code_pairs(counts, expected=expected_cooccurrence(counts, units=5))
    assert with_sources(pairs, held)[["together", "sources"]].values.tolist() == [[2, 1]]


def test_the_network_has_every_code_and_an_edge_for_each_pair():
    counts = cooccurrence_counts(CODINGS)
    pairs = code_pairs(counts, expected=expected_cooccurrence(counts, units=5))
    graph = cooccurrence_graph(pairs, counts)
    assert dict(graph.nodes(data="units")) == {"a": 4, "b": 2, "c": 1}
    assert list(graph.edges(data="together")) == [("a", "b", 2)]


def test_codes_are_raised_to_the_node_above_them():
    codes = pd.DataFrame(
        [("t", "theme", None), ("k", "category", "t"), ("a", "code", "k"), ("b", "code", None)],
        columns=["code", "kind", "parent"],
    )
    codings = pd.DataFrame({"segment": [1, 1, 2, 3], "code": ["a", "b", "k", "t"]})
    assert coarser_codings(codings, codes, kind="category")["code"].tolist() == ["k", "b", "k", "t"]
    assert coarser_codings(codings, codes, kind="theme")["code"].tolist() == ["t", "b", "t", "t"]


def test_without_codings_there_is_nothing_and_one_coding_has_no_pair():
    for codings, size in ((EMPTY, 0), (CODINGS.head(1), 1)):
        counts = cooccurrence_counts(codings)
        windowed = cooccurrence_counts_in_window(codings, order=ORDER, window=2)
        nowhere = cooccurrence_counts_in_window(codings, order=ORDER.head(0), window=2)
        assert counts.shape == windowed.shape == nowhere.shape == (size, size)
        pairs = code_pairs(counts, expected=expected_cooccurrence(counts, units=0))
        assert list(pairs.columns) == list(PAIRS)
        assert pairs.empty
        assert with_sources(pairs, pair_segments(codings, segments=rows([]), codes=[])).empty
        sizes = window_sizes(ORDER.head(0), window=2)
        assert expected_in_window(counts, sizes=sizes).isna().all(axis=None)


coded = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from("abcd"), st.sampled_from("xy")), max_size=25
).map(lambda rows: pd.DataFrame(rows, columns=["segment", "code", "coder"]))
stretches = st.lists(st.integers(0, 2), min_size=7, max_size=7).map(
    lambda found: pd.DataFrame({"segment": range(7), "stretch": found})
)


def by_hand(codings: pd.DataFrame, order: pd.DataFrame, window: int) -> dict[tuple[str, str], int]:
    """The same counts, segment by segment."""
    held = codings.groupby("segment")["code"].agg(set).to_dict()
    result: dict[tuple[str, str], int] = {}
    for _, members in order.groupby("stretch"):
        names = list(members["segment"])
        for i, name in enumerate(names):
            here = held.get(name, set())
            near = set().union(*(held.get(n, set()) for n in names[max(0, i - window + 1) : i + 1]))
            for a, b in combinations("abcd", 2):
                if (a in here and b in near) or (b in here and a in near):
                    result[a, b] = result.get((a, b), 0) + 1
    return result


@given(coded, stretches, st.integers(1, 5))
def test_the_counts_are_those_found_segment_by_segment(codings, order, window):
    counts = cooccurrence_counts_in_window(codings, order=order, window=window, codes=list("abcd"))
    wanted = by_hand(codings, order, window)
    for a, b in combinations("abcd", 2):
        assert counts.loc[a, b] == counts.loc[b, a] == wanted.get((a, b), 0)


@given(coded, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_a_second_coder_changes_a_count(codings, chance):
    order = chance.sample(range(len(codings)), len(codings))
    twice = pd.concat([codings.iloc[order], codings.assign(coder="z")], ignore_index=True)
    assert cooccurrence_counts(twice).equals(cooccurrence_counts(codings))
    as_categories = twice.astype({"segment": "category", "code": "category"})
    assert cooccurrence_counts(as_categories).equals(cooccurrence_counts(codings))


@given(coded)
def test_other_names_for_codes_change_only_the_names(codings):
    renamed = cooccurrence_counts(codings.assign(code="信" + codings["code"].astype("str")))
    assert np.array_equal(renamed.to_numpy(), cooccurrence_counts(codings).to_numpy())


@given(coded, stretches, st.integers(1, 4))
def test_a_wider_window_never_finds_less(codings, order, window):
    narrow, wide = (
        cooccurrence_counts_in_window(codings, order=order, window=w, codes=list("abcd"))
        for w in (window, window + 1)
    )
    assert (wide >= narrow).all(axis=None)


def test_a_missing_column_and_a_code_named_twice_are_said():
    with pytest.raises(TableError, match="codings has no column code; it has segment, case"):
        cooccurrence_counts(CODINGS.drop(columns="code"))
    with pytest.raises(TableError, match="codings has no column coder"):
        cooccurrence_counts_in_window(CODINGS, order=ORDER, window=2, by="coder")
    with pytest.raises(TableError, match="names a code twice"):
        cooccurrence_counts(CODINGS, codes=["a", "a"])
