"""The list of segments and their places."""

import pandas as pd

from trustbook.corpus.contents import segment_list

SEGMENTS = pd.DataFrame(
    {
        "segment": ["b", "a", "c"],
        "study": ["s", "s", "r"],
        "section": ["Results"] * 3,
        "kind": ["quotation", "finding", "finding"],
        "speaker": ["SU", None, None],
        "meaning_unit": ["one", "two", "three"],
        "anchor": ["k1", None, "k2"],
    }
)
ANCHORS = pd.DataFrame(
    {"anchor": ["k1", "k1", "k2"], "part": [1, 2, 1], "start": [40, 10, 5], "length": [5, 3, 2]}
)
STUDIES = pd.DataFrame(
    {"study": ["r", "s"], "label": ["R", "S"], "letters": pd.array([None, 60], dtype="Int64")}
)
PEOPLE = pd.DataFrame({"stakeholder": ["SU"], "label": ["Users"]})


def list_of_segments(segments=SEGMENTS):
    return segment_list(segments, ANCHORS, studies=STUDIES, stakeholders=PEOPLE)


def test_a_place_is_the_first_part_and_its_length_that_of_all():
    """Parts of k1: 3 letters from 10 on and 5 from 40 on, of 60: 10 × 100 / 60 = 16."""
    row = list_of_segments().set_index("segment").loc["b"]
    assert (row["letters_before"], row["letters"], row["percent"]) == (10, 8, 16)


def test_what_is_not_known_is_missing():
    rows = list_of_segments().set_index("segment")
    assert rows.loc["a", ["letters_before", "letters", "percent"]].isna().all()
    assert rows.loc["c", "letters_before"] == 5
    assert pd.isna(rows.loc["c", "percent"])


def test_segments_come_by_study_and_place():
    assert list(list_of_segments()["segment"]) == ["c", "b", "a"]
    assert list(list_of_segments(SEGMENTS.iloc[::-1])["segment"]) == ["c", "b", "a"]


def test_the_kind_tells_whose_words_they_are():
    assert list(list_of_segments()["kind"]) == ["finding", "quotation of users", "finding"]
