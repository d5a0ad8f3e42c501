"""The codebook as a tree, and what was coded with it."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.coding.codebook import (
    analytical_table,
    code_counts,
    code_tree,
    codes_above,
    codes_by_speaker,
)
from trustbook.corpus.schema import TABLES


def _frame(table: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLES[table].columns)).astype("str")


def _codes(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    keys = ("code", "kind", "parent")
    named = [dict(zip(keys, row, strict=True)) for row in rows]
    return _frame("codes", [{"label": str(row["code"]).upper(), **row} for row in named])


CODES = _codes(
    ("t", "theme", None),
    ("g", "category", "t"),
    ("y", "code", "g"),
    ("x", "code", "g"),
)
SEGMENTS = _frame(
    "segments",
    [
        {"segment": "s1", "study": "a", "kind": "quotation", "speaker": "P", "meaning_unit": "m"},
        {"segment": "s2", "study": "a", "kind": "finding", "same_source_as": "s1"},
        {"segment": "s3", "study": "a", "kind": "quotation", "speaker": "Q"},
    ],
)
STAKEHOLDERS = _frame("stakeholders", [{"stakeholder": "P", "label": "Patients"}])


def _codings(*rows: tuple[str, str, str]) -> pd.DataFrame:
    keys = ("segment", "code", "coder")
    return _frame("codings", [dict(zip(keys, row, strict=True)) for row in rows])


CODINGS = _codings(
    ("s1", "x", "C1"), ("s1", "x", "C2"), ("s1", "y", "C1"), ("s2", "x", "C1"), ("s3", "y", "C1")
)


def test_codes_stand_below_their_parents_and_siblings_by_label():
    tree = code_tree(CODES)
    assert list(tree["code"]) == ["t", "g", "x", "y"]
    assert list(tree["depth"]) == [0, 1, 2, 2]
    assert list(tree["theme"]) == ["T"] * 4
    assert list(tree["category"].fillna("")) == ["", "G", "G", "G"]


def test_a_code_of_an_unknown_parent_is_a_root():
    assert list(code_tree(_codes(("x", "code", "nowhere")))["depth"]) == [0]


def test_codes_that_lie_under_themselves_are_left_out():
    codes = _codes(("x", "code", "y"), ("y", "code", "x"), ("z", "theme", None))
    assert list(code_tree(codes)["code"]) == ["z"]
    assert len(codes_above(codes)) == 5


def test_a_segment_counts_once_a_node():
    """s1 and s2 reach x, s1 and s3 reach y; s2 rests on the source of s1."""
    counts = code_counts(CODES, CODINGS, segments=SEGMENTS).set_index("code")
    assert counts["segments"].to_dict() == {"t": 3, "g": 3, "x": 2, "y": 2}
    assert counts["sources"].to_dict() == {"t": 2, "g": 2, "x": 1, "y": 2}


def test_codings_of_other_segments_are_not_counted():
    counts = code_counts(CODES, CODINGS, segments=SEGMENTS.iloc[2:]).set_index("code")
    assert counts["segments"].to_dict() == {"t": 1, "g": 1, "x": 0, "y": 1}


def test_only_segments_with_a_speaker_are_counted_by_speaker():
    spoken = codes_by_speaker(CODES, CODINGS, segments=SEGMENTS, stakeholders=STAKEHOLDERS)
    lowest = spoken[spoken["kind"] == "code"][["code", "speaker_label", "segments"]]
    assert lowest.values.tolist() == [["x", "Patients", 1], ["y", "Patients", 1], ["y", "Q", 1]]
    assert spoken["sources"].le(spoken["segments"]).all()


def test_the_way_from_meaning_unit_to_theme_has_a_line_a_segment_and_code():
    table = analytical_table(CODES, CODINGS, segments=SEGMENTS, stakeholders=STAKEHOLDERS)
    assert list(zip(table["segment"], table["code"], strict=True)) == [
        ("s1", "X"), ("s1", "Y"), ("s2", "X"), ("s3", "Y")
    ]  # fmt: skip
    first = table.iloc[0][["meaning_unit", "category", "theme", "speaker"]]
    assert list(first) == ["m", "G", "T", "Patients"]


def test_a_segment_coded_with_a_category_has_no_code():
    table = analytical_table(
        CODES, _codings(("s1", "g", "C1")), segments=SEGMENTS, stakeholders=STAKEHOLDERS
    )
    assert table["code"].isna().all()
    assert list(table["category"]) == ["G"]


def test_nothing_coded_is_nothing_shown():
    none = CODINGS.iloc[:0]
    assert set(code_counts(CODES, none, segments=SEGMENTS)["segments"]) == {0}
    empty = {"segments": SEGMENTS.iloc[:0], "stakeholders": STAKEHOLDERS.iloc[:0]}
    assert codes_by_speaker(CODES.iloc[:0], none, **empty).empty
    assert analytical_table(CODES.iloc[:0], none, **empty).empty
    assert code_counts(CODES.iloc[:0], none, segments=SEGMENTS.iloc[:0]).empty


@pytest.fixture(scope="module")
def counted():
    return code_counts(CODES, CODINGS, segments=SEGMENTS)


@given(st.permutations(range(4)), st.permutations(range(5)), st.permutations(range(3)))
def test_the_order_of_the_rows_changes_nothing(counted, codes, codings, segments):
    shuffled = code_counts(
        CODES.iloc[list(codes)],
        CODINGS.iloc[list(codings)],
        segments=SEGMENTS.iloc[list(segments)],
    )
    pd.testing.assert_frame_equal(shuffled, counted)


def test_a_speaker_that_no_table_names_keeps_the_short_name():
    nobody = STAKEHOLDERS.iloc[:0]
    table = codes_by_speaker(CODES, CODINGS, segments=SEGMENTS, stakeholders=nobody)
    assert list(table["speaker_label"]) == list(table["speaker"])
