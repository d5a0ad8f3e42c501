"""Leaving sources out, and what a comparison rests on, checked against every possible choice."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.networks import leave_out
from trustbook.networks.leave_out import (
    COMPARISONS,
    LOST_TIES,
    MEASURES_WITHOUT_EACH,
    RECEIVED_WITHOUT_EACH,
    comparisons,
    lost_ties,
    measures_without_each,
    received_without_each,
)

COLUMNS = ["source", "target", "sign", "unit"]
ROWS = pd.DataFrame(
    [
        ("U", "A", 1, "a"), ("U", "A", 1, "b"), ("U", "A", 1, "c"),
        ("U", "B", 1, "a"), ("U", "B", -1, "d"),
    ],
    columns=COLUMNS,
)  # fmt: skip


def test_ties_of_one_source_vanish_without_it():
    """d alone states U→B negative, a alone U→B positive; b and c leave U→A behind."""
    table = lost_ties(ROWS).set_index("unit")
    assert table["vanishing"].to_dict() == {
        "a": [("U", "B", "")], "d": [("U", "B", "")], "b": [], "c": [],
    }  # fmt: skip
    assert list(table.index) == ["a", "d", "b", "c"]
    assert table["ties"].to_dict() == {"a": 2, "d": 1, "b": 1, "c": 1}


def test_at_a_threshold_every_source_of_a_tie_counts():
    """U→A rests on three: at a threshold of three each of a, b and c is needed."""
    table = lost_ties(ROWS, min_support=3).set_index("unit")
    assert table["vanish"].to_dict() == {"a": 1, "b": 1, "c": 1, "d": 0}
    assert table["ties"].to_dict() == {"a": 1, "b": 1, "c": 1, "d": 0}


def test_a_measure_moves_by_what_is_left_out():
    """Three ties, two of them positive: without d two of two, without a one of two."""
    table = measures_without_each(ROWS).set_index(["measure", "unit"])["change"].round(3)
    assert table["positive_share"].to_dict() == {"a": -0.167, "b": 0, "c": 0, "d": 0.333}
    assert table["ties"].to_dict() == {"a": -1, "b": 0, "c": 0, "d": -1}
    assert table["triad_balance"].isna().all()


def test_what_is_received_ranges_between_the_sources_left_out():
    """B has 1 for and 1 against: net 0, −1 without a and 1 without d."""
    table = received_without_each(ROWS).set_index("stakeholder")
    assert table.loc["B"].tolist() == [0, -1, 1]
    assert table.loc["A"].tolist() == [3, 2, 3]


def test_who_receives_most_comes_first_and_equals_by_name():
    """A has 3, C and D have 1 each, B and U nothing on balance."""
    more = pd.DataFrame([("U", "D", 1, "a"), ("U", "C", 1, "a")], columns=COLUMNS)
    table = received_without_each(pd.concat([ROWS, more]))
    assert list(table["stakeholder"].items()) == list(enumerate("ACDBU"))


def test_what_a_comparison_rests_on():
    """A has 3, B has 0. b, c and d speak for A over B with 1 each, a is even: 3 to end it.

    Nothing speaks for B over A, so no choice of sources turns it round.
    """
    table = comparisons(ROWS, seed=1).set_index(["more", "less"]).loc["A", "B"]
    assert (table["net_more"], table["net_less"]) == (3, 0)
    assert table["to_end"] == 3
    assert pd.isna(table["to_reverse"])
    assert table["needed"] == ["b", "c", "d"]
    assert table["any_of"] == []
    assert table["holds"] + table["equal"] == 1
    assert abs(table["equal"] - (1 / 4) ** 4) < 0.004  # a drawn four times


def test_stakeholders_that_no_tie_connects_are_not_compared():
    apart = pd.DataFrame([("U", "A", 1, "a"), ("V", "B", -1, "b")], columns=COLUMNS)
    assert comparisons(apart, seed=1).empty


def test_nobody_is_compared_with_someone_of_whom_nothing_is_said():
    assert "U" not in {*comparisons(ROWS, seed=1)["more"], *comparisons(ROWS, seed=1)["less"]}


def test_of_many_stakeholders_those_of_whom_most_is_said_are_compared(monkeypatch):
    """A has three voices, B two and C one: with room for two, C is compared with nobody."""
    monkeypatch.setattr(leave_out, "MOST_COMPARED", 2)
    rows = pd.concat([ROWS, pd.DataFrame([("U", "C", 1, "a")], columns=COLUMNS)])
    table = comparisons(rows, seed=1, resamples=10)
    assert table[["more", "less"]].values.tolist() == [["A", "B"]]


def test_nothing_gives_tables_with_columns():
    nothing = ROWS.head(0)
    assert list(lost_ties(nothing)) == list(LOST_TIES)
    assert list(measures_without_each(nothing)) == list(MEASURES_WITHOUT_EACH)
    assert list(received_without_each(nothing)) == list(RECEIVED_WITHOUT_EACH)
    assert list(comparisons(nothing, seed=1)) == list(COMPARISONS)


def net(stated: set[tuple[str, int, str]], name: str, without: tuple[str, ...]) -> int:
    """Units for the stakeholder less units against it, each once, without some units."""
    return sum(sign for target, sign, unit in stated if target == name and unit not in without)


rows_of_ties = st.lists(
    st.tuples(
        st.just("U"), st.sampled_from("AB"), st.sampled_from([1, 1, -1]), st.sampled_from("abcdef")
    ),
    min_size=1,
    max_size=12,
).map(lambda rows: pd.DataFrame(rows, columns=COLUMNS))


@pytest.mark.slow
@given(rows_of_ties)
@settings(deadline=None, max_examples=80)
def test_no_smaller_choice_of_sources_ends_or_reverses_a_comparison(rows):
    """All subsets of the sources, the smallest first, against the closed form."""
    units = sorted(rows["unit"].unique())
    stated = set(rows[["target", "sign", "unit"]].itertuples(index=False, name=None))
    for row in comparisons(rows, seed=1, resamples=5).to_dict("records"):
        differences = {
            choice: net(stated, row["more"], choice) - net(stated, row["less"], choice)
            for size in range(len(units) + 1)
            for choice in combinations(units, size)
        }
        ending = [set(choice) for choice, d in differences.items() if d <= 0]
        fewest = min(map(len, ending))
        smallest = [choice for choice in ending if len(choice) == fewest]
        assert row["to_end"] == fewest
        assert set(row["needed"]) == set.intersection(*smallest)
        assert set(row["any_of"]) == set.union(*smallest) - set.intersection(*smallest)
        reversing = [len(choice) for choice, d in differences.items() if d < 0]
        assert (min(reversing) if reversing else None) == (
            None if pd.isna(row["to_reverse"]) else row["to_reverse"]
        )


def test_any_of_three_equal_sources_may_be_one_of_the_two_that_end_a_comparison():
    """a, b and c speak for A over B, d against it: 3 − 1, so any two of the three end it."""
    rows = [("U", "A", 1, "a"), ("U", "A", 1, "b"), ("U", "A", 1, "c"), ("U", "B", 1, "d")]
    table = comparisons(pd.DataFrame(rows, columns=COLUMNS), seed=1).set_index(["more", "less"])
    assert table.loc[("A", "B"), ["to_end", "needed", "any_of"]].tolist() == [
        2, [], ["a", "b", "c"],
    ]  # fmt: skip
