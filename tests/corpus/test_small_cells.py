"""Counts of persons that are not shown, and those that would give them back."""

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from trustbook.corpus.small_cells import explained, hidden_cells


def hidden(rows, fewest=5):
    counts = pd.DataFrame(rows, columns=["code", "n", "of"])
    return list(hidden_cells(counts, line="code", n="n", of="of", fewest=fewest))


def test_a_small_count_and_a_small_rest_are_hidden_and_a_zero_is_not():
    assert hidden([("a", 4, 20), ("b", 18, 20), ("c", 0, 20), ("d", 20, 20), ("e", 5, 20)]) == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_second_count_of_the_line_is_hidden_so_that_its_total_gives_nothing_back():
    """2 + 9 + 7 = 18: without the 7 a total of 18 would give the 2 back."""
    assert hidden([("a", 2, 20), ("a", 9, 20), ("a", 7, 20)]) == [True, False, True]
    assert hidden([("a", 2, 20), ("a", 3, 20), ("a", 7, 20)]) == [True, True, False]


def test_the_second_count_is_rather_neither_nobody_nor_everybody():
    """0 of 3 and 0 of 20 together would be nobody of 23: the 9 is hidden with the first."""
    assert hidden([("a", 0, 3), ("a", 0, 20), ("a", 9, 20)]) == [True, False, True]


def test_counts_are_hidden_until_their_total_is_not_that_of_everybody():
    """3 of 3 and 2 of 2 are hidden; their total, 5 of 5, would give both back without the 9."""
    assert hidden([("a", 3, 3), ("a", 2, 2), ("a", 20, 20), ("a", 9, 20)]) == [
        True,
        True,
        False,
        True,
    ]


def test_nothing_is_hidden_where_nothing_is_chosen():
    assert hidden([("a", 1, 2)], fewest=0) == [False]
    assert (explained(0), "fewer than 5 participants" in explained(5)) == ("", True)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30)), min_size=1, max_size=12),
    st.integers(2, 6),
)
def test_no_line_has_one_hidden_count_unless_it_has_one_alone(cells, fewest):
    counts = pd.DataFrame([(code, n, 30) for code, n in cells], columns=["code", "n", "of"])
    counts["hidden"] = hidden_cells(counts, line="code", n="n", of="of", fewest=fewest)
    for _, line in counts.groupby("code"):
        assert line["hidden"].sum() != 1 or len(line) == 1
    assert counts.loc[counts["n"].between(1, fewest - 1), "hidden"].all()


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=6),
    st.integers(2, 6),
)
def test_the_total_of_a_line_leaves_every_hidden_count_more_than_one_value(cells, fewest):
    """All that is shown of a line and its total bound a hidden count from below and above."""
    rows = [("a", min(n, of), of) for n, of in cells]
    counts = pd.DataFrame(rows, columns=["code", "n", "of"])
    own = counts[hidden_cells(counts, line="code", n="n", of="of", fewest=fewest)]
    total = own["n"].sum()
    assume(len(own) < len(counts) or 0 < total < own["of"].sum())  # or the total itself says it
    for _, cell in own.iterrows():
        lowest = max(0, total - (own["of"].sum() - cell["of"]))
        assert lowest < min(cell["of"], total)
