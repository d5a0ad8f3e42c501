"""New codes unit by unit, on tables small enough to count by hand."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.coding.saturation import (
    expected_codes,
    first_runs,
    new_codes,
    random_orders,
    runs,
    stated_order,
    unit_codings,
    unit_of,
)
from trustbook.errors import TableError

CODINGS = pd.DataFrame(
    [("A", "x"), ("A", "y"), ("B", "y"), ("C", "z"), ("C", "z")], columns=["unit", "code"]
)
EMPTY = CODINGS.head(0)


def counted(*new: int) -> pd.DataFrame:
    return pd.DataFrame({"new_codes": new})


def test_new_codes_are_those_of_no_earlier_unit():
    """A brings x and y, B nothing, C brings z; D was never coded."""
    table = new_codes(CODINGS, order=["A", "B", "C", "D"])
    assert table["new_codes"].tolist() == [2, 0, 1, 0]
    assert table["known_codes"].tolist() == [2, 2, 3, 3]
    assert table["codes"].tolist() == [2, 1, 1, 0]
    assert table["place"].tolist() == [1, 2, 3, 4]


def test_another_order_brings_the_new_codes_elsewhere():
    assert new_codes(CODINGS, order=["B", "C", "A"])["new_codes"].tolist() == [1, 1, 1]


def test_units_that_are_not_in_the_order_are_left_out():
    assert new_codes(CODINGS, order=["C"])["known_codes"].tolist() == [1]


def test_the_expectation_over_all_orders_by_hand():
    """Colwell, Mao & Chang 2004, Mao Tau by hand: 3 units, x in 1, y in 2, z in 1.

    h = 1: (1 + 2 + 1) / 3. h = 2: x and z are missed in 1 of 3 pairs, y in none: 2/3 + 1 + 2/3.
    """
    table = expected_codes(CODINGS, units=3)
    assert table.tolist() == pytest.approx([4 / 3, 7 / 3, 3])
    assert table.index.tolist() == [1, 2, 3]


codings = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("uvwxyz")), max_size=14).map(
    lambda rows: pd.DataFrame(rows, columns=["unit", "code"], dtype="str")
)


@pytest.mark.slow
@given(codings)
def test_the_exact_expectation_is_the_mean_over_all_orders(codings):
    """24 orders of four units, some perhaps without a code."""
    every = [new_codes(codings, order=order)["known_codes"] for order in permutations("ABCD")]
    assert np.allclose(expected_codes(codings, units=4), np.mean(every, axis=0))


@given(codings, st.integers(0, 5))
def test_random_orders_depend_on_the_seed_alone(codings, seed):
    shuffled = codings.sample(frac=1, random_state=seed)
    once, again = (random_orders(c, units=4, seed=seed, orders=20) for c in (codings, shuffled))
    assert once.equals(again)
    assert (once["least"] <= once["most"]).all()
    assert once["most"].iloc[-1] == codings["code"].nunique()


def test_the_envelope_holds_what_all_orders_hold():
    """Of six orders of A, B, C the first unit has 1 or 2 codes, the first two 2 or 3."""
    table = random_orders(CODINGS, units=3, seed=1, orders=300, share=1)
    assert table[["least", "most"]].values.tolist() == [[1, 2], [2, 3], [3, 3]]


def test_only_the_places_asked_for_are_told():
    some = random_orders(CODINGS, units=3, seed=1, orders=50, places=[1, 3])
    every = random_orders(CODINGS, units=3, seed=1, orders=50)
    assert some.equals(every.iloc[[0, 2]].reset_index(drop=True))


def test_the_printed_example_of_guest_namey_and_chen():
    """Guest, Namey & Chen 2020: 7 new themes in the first run over 37 of the base, 19 %.

    How the 37 and the 7 spread over the encounters is ours.
    """
    new = counted(16, 9, 7, 5, 3, 4, 0, 1)
    table = runs(new, base_size=4, run_length=2)
    assert table["base_codes"].iloc[0] == 37
    assert table[["first", "last", "new_codes"]].iloc[0].tolist() == [5, 6, 7]
    assert round(100 * table["new_information"].iloc[0]) == 19


def test_runs_overlap_and_each_begins_one_encounter_later():
    """Base 2: 10 codes. Runs of two: 3 + 4, 4 + 0, 0 + 1."""
    table = runs(counted(6, 4, 3, 4, 0, 1), base_size=2, run_length=2)
    assert table["first"].tolist() == [3, 4, 5]
    assert table["last"].tolist() == [4, 5, 6]
    assert table["new_information"].tolist() == pytest.approx([0.7, 0.4, 0.1])


def test_the_first_run_at_or_below_a_threshold_is_named():
    """Base 4: 20 codes. Runs: 2 (10 %), 1 (5 %), 0: at 5 % before 5 + 2, at 0 % 6 + 2."""
    table = first_runs(counted(10, 5, 3, 2, 1, 1, 0, 0), base_sizes=[4], run_lengths=[2])
    assert table["threshold"].tolist() == [0, 0.05]
    assert table["before"].tolist() == [6, 5]
    assert table["last"].tolist() == [8, 7]


def test_too_few_units_or_an_empty_base_have_no_run_below_a_threshold():
    for new in (counted(), counted(5), counted(0, 0, 0, 0, 0, 0, 0)):
        table = first_runs(new)
        assert len(table) == 12
        assert table["last"].isna().all()


def test_encounters_are_strung_before_cases_and_cases_before_sources():
    segments = pd.DataFrame({"segment": ["s1"], "encounter": ["e"], "case": ["K"]})
    assert unit_of(segments) == "encounter"
    assert unit_of(segments.assign(encounter=None)) == "case"
    assert unit_of(segments.assign(encounter=None, case=None)) == "source"


def test_segments_joined_by_a_source_are_one_unit():
    segments = pd.DataFrame(
        {"segment": ["s1", "s2", "s3"], "study": "x", "same_source_as": [None, None, "s1"]}
    )
    codings = pd.DataFrame({"segment": ["s3", "s2", "s1"], "code": ["c", "b", "a"]})
    table = unit_codings(codings, segments=segments)
    assert table.values.tolist() == [["s1", "a"], ["s2", "b"], ["s1", "c"]]


def test_a_segment_without_an_encounter_is_left_out_where_others_have_one():
    segments = pd.DataFrame(
        {"segment": ["s1", "s2"], "study": "x", "encounter": ["e1", None], "case": None}
    )
    codings = pd.DataFrame({"segment": ["s1", "s2", "s1"], "code": ["a", "b", "a"], "coder": "x"})
    assert unit_codings(codings, segments=segments).values.tolist() == [["e1", "a"]]


def test_encounters_stand_by_date_where_each_has_one():
    """e2 has a month only, which comes before the days of the same month."""
    encounters = pd.DataFrame(
        {
            "encounter": ["e1", "e2", "e3"],
            "date": ["2021-03-05", None, "2021-02-01"],
            "month": [None, "2021-03", None],
        }
    )
    assert stated_order(encounters) == ["e3", "e2", "e1"]
    assert stated_order(encounters.assign(month=None)) == ["e1", "e2", "e3"]
    assert stated_order(encounters.head(0)) == []


def test_without_codings_nothing_is_new_and_one_unit_has_all():
    assert new_codes(EMPTY, order=["A"])["known_codes"].tolist() == [0]
    assert new_codes(EMPTY, order=[]).empty
    assert expected_codes(EMPTY, units=2).tolist() == [0, 0]
    assert expected_codes(EMPTY, units=0).empty
    assert random_orders(EMPTY, units=0, seed=1).empty
    assert expected_codes(CODINGS.head(1), units=1).tolist() == [1]


def test_more_units_in_a_code_than_there_are_is_an_error():
    with pytest.raises(TableError, match="the codings have 3 units, but units is 1"):
        expected_codes(CODINGS, units=1)


def test_rows_without_a_unit_or_a_code_count_nowhere():
    """A has x; y has no unit, and B's second row no code: one code in one of two units."""
    codings = pd.DataFrame({"unit": ["A", None, "B"], "code": ["x", "y", None]})
    assert expected_codes(codings, units=2).tolist() == [0.5, 1.0]
    drawn = random_orders(codings, units=2, seed=1, orders=20)
    assert drawn.iloc[-1][["least", "most"]].tolist() == [1, 1]
    table = new_codes(codings, order=["A", "B"])
    assert table["codes"].tolist() == table["new_codes"].tolist() == [1, 0]


def test_what_cannot_be_strung_together_is_said():
    codings = pd.DataFrame({"unit": ["A", "B"], "code": ["x", "y"]})
    with pytest.raises(TableError, match="codings has no column unit; it has case, code"):
        new_codes(codings.rename(columns={"unit": "case"}), order=["A"])
    with pytest.raises(TableError, match="names a unit twice"):
        new_codes(codings, order=["A", "B", "A"])
    with pytest.raises(TableError, match="2 units, but units is 1"):
        random_orders(codings, units=1, seed=1)


@pytest.mark.parametrize("choice", [{"base_sizes": [0]}, {"run_lengths": [0]}, {"thresholds": [5]}])
def test_a_base_a_run_and_a_threshold_have_a_range(choice):
    with pytest.raises(ValueError, match=r"at least 1 encounter|a share from 0 to 1"):
        first_runs(pd.DataFrame({"new_codes": [3, 1, 0, 0, 0, 0]}), **choice)
