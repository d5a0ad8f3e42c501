"""Groups compared with the participant as the unit."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.coding.groups import MENTIONS, mentions, n_of_n, participants, shared_and_own
from trustbook.errors import TableError

CASES = pd.DataFrame({"case": ["K1", "K2", "K3", "K4"], "stakeholder": ["P", "P", "N", "D"]})
SEGMENTS = pd.DataFrame(
    {"segment": ["s1", "s2", "s3", "s4", "s5"], "case": ["K1", "K1", "K2", "K3", None]}
)
CODINGS = pd.DataFrame(
    [
        *(("s1", "a", "x"), ("s1", "a", "y"), ("s2", "a", "x"), ("s3", "a", "x")),
        *(("s3", "b", "x"), ("s4", "a", "x"), ("s5", "b", "x")),
    ],
    columns=["segment", "code", "coder"],
)


def test_a_participant_counts_once_and_those_who_say_nothing_are_in_the_denominator():
    """a: K1 (three codings) and K2 of two P, K3 of one N, nobody of one D. b: K2; s5 is nobody's.

    K4 has no segment at all and is still the one participant of D.
    """
    counts = mentions(CODINGS, segments=SEGMENTS, cases=CASES)
    assert list(counts.columns) == list(MENTIONS)
    assert counts.values.tolist() == [
        *(["D", "a", 0, 1], ["N", "a", 1, 1], ["P", "a", 2, 2]),
        *(["D", "b", 0, 1], ["N", "b", 0, 1], ["P", "b", 1, 2]),
    ]


def test_a_group_without_a_participant_has_no_row():
    assert participants(CASES).to_dict() == {"D": 1, "N": 1, "P": 2}


def test_small_groups_are_printed_without_a_percentage():
    assert n_of_n(3, 9) == "3 of 9"
    assert n_of_n(3, 10) == "3 of 10 (30%)"
    assert n_of_n(0, 0) == "0 of 0"
    assert n_of_n(1, 3, fewest=2) == "1 of 3 (33%)"


def test_it_is_told_how_many_groups_mention_a_code():
    table = shared_and_own(mentions(CODINGS, segments=SEGMENTS, cases=CASES))
    assert table.set_index("code")["groups"].to_dict() == {"a": 2, "b": 1}


def test_without_cases_or_codings_there_is_nothing_to_compare():
    assert mentions(CODINGS, segments=SEGMENTS, cases=CASES.head(0)).empty
    nothing = mentions(CODINGS.head(0), segments=SEGMENTS, cases=CASES)
    assert list(nothing.columns) == list(MENTIONS)
    assert nothing.empty
    assert shared_and_own(nothing).empty


coded = st.lists(
    st.tuples(st.sampled_from([f"s{n}" for n in range(1, 6)]), st.sampled_from("ab")), max_size=12
).map(lambda rows: pd.DataFrame(rows, columns=["segment", "code"], dtype="str"))


@given(coded)
def test_neither_the_order_of_rows_nor_a_second_coder_changes_a_count(codings):
    twice = pd.concat([codings[::-1], codings], ignore_index=True)
    counts = mentions(codings, segments=SEGMENTS, cases=CASES)
    assert mentions(twice, segments=SEGMENTS[::-1], cases=CASES[::-1]).equals(counts)
    assert (counts["mentioned_by"] <= counts["participants"]).all()


def test_codings_that_name_the_case_themselves_are_taken_by_their_segments():
    codings = pd.DataFrame({"segment": ["s1"], "code": ["x"], "case": ["other"]})
    segments = pd.DataFrame({"segment": ["s1"], "case": ["k1"]})
    cases = pd.DataFrame({"case": ["k1"], "stakeholder": ["NU"]})
    counts = mentions(codings, segments=segments, cases=cases)
    assert counts[["stakeholder", "mentioned_by"]].values.tolist() == [["NU", 1]]
    with pytest.raises(TableError, match="cases has no column stakeholder"):
        mentions(codings, segments=segments, cases=cases[["case"]])
