"""What studies say side by side, on frames small enough to count by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.corpus.language import speaking
from trustbook.studies.synthesis import (
    NO_FAMILY,
    coded_segments,
    families_of_segments,
    findings,
    matrix,
    said_by_one_study,
    side_by_side,
    support,
    theme_table,
    with_segments,
    with_silence,
)

CODES = pd.DataFrame(
    [
        ("time", "Time", "theme", None),
        ("wait", "Waiting", "category", "time"),
        ("long", "Long waits", "code", "wait"),
        ("short", "Short waits", "code", "wait"),
        ("money", "Money", "theme", None),
        ("paid", "Paid for", "code", "money"),
    ],
    columns=["code", "label", "kind", "parent"],
)
SEGMENTS = pd.DataFrame(
    [
        ("a", "one", "PA", None, "A"),
        ("b", "one", None, "a", "B"),
        ("c", "two", None, "a", "C"),
        ("d", "two", "NU", None, "D"),
    ],
    columns=["segment", "study", "speaker", "same_source_as", "meaning_unit"],
).assign(case=None, kind="finding")
CODINGS = pd.DataFrame(
    [
        ("a", "long", "x"),
        ("a", "long", "y"),
        ("b", "long", "x"),
        ("c", "long", "x"),
        ("d", "paid", "x"),
    ],
    columns=["segment", "code", "coder"],
)
STAKEHOLDERS = pd.DataFrame(
    {"stakeholder": ["PA", "NU", "XX"], "family": ["Patients", "Staff", None]}
)
NO_RELATIONS = pd.DataFrame(columns=["segment", "truster", "trustee"], dtype="str")
NO_STRATEGIES = pd.DataFrame(columns=["segment", "actor", "truster", "trustee"], dtype="str")


def coded() -> pd.DataFrame:
    return coded_segments(CODINGS, CODES, segments=SEGMENTS)


def test_a_segment_is_counted_under_its_theme_and_category() -> None:
    row = coded().iloc[0]
    assert (row["theme"], row["category"], row["code"]) == ("Time", "Waiting", "Long waits")


def test_a_code_without_a_category_stands_under_its_theme() -> None:
    assert coded().iloc[-1][["theme", "category"]].tolist() == ["Money", "Money"]


def test_support_counts_segments_and_independent_sources() -> None:
    """In study one a and b are one source; in study two c rests on a, one source."""
    table = support(coded(), by=["theme", "study"])
    assert table.values.tolist() == [
        ["Time", "one", 2, 1],
        ["Time", "two", 1, 1],
        ["Money", "two", 1, 1],
    ]


def test_silence_is_zero_in_the_matrix() -> None:
    counted = support(coded(), by=["theme", "study"])
    wide = matrix(
        counted, rows=["theme"], column="study", columns=["one", "two", "three"], value="segments"
    )
    assert wide.values.tolist() == [["Time", 2, 1, 0], ["Money", 0, 1, 0]]


def test_the_theme_table_writes_both_counts() -> None:
    counted = support(coded(), by=["theme", "study"])
    assert theme_table(counted, studies=["one", "two"]).values.tolist() == [
        ["Time", "2 / 1", "1 / 1"],
        ["Money", "0", "1 / 1"],
    ]


def test_a_family_is_in_a_segment_by_speaking_or_being_spoken_of() -> None:
    """PA speaks in a; in b NU trusts XX, who has no family; NU speaks in d."""
    relations = pd.DataFrame({"segment": ["b"], "truster": ["NU"], "trustee": ["XX"]})
    table = families_of_segments(
        SEGMENTS, STAKEHOLDERS, relations=relations, strategies=NO_STRATEGIES
    )
    assert table.values.tolist() == [
        ["a", "Patients"],
        ["b", NO_FAMILY],
        ["b", "Staff"],
        ["d", "Staff"],
    ]


def test_a_segment_that_repeats_its_own_study_is_no_finding_of_its_own() -> None:
    """b repeats a of the same study; c repeats a of another study and stays."""
    assert findings(coded(), SEGMENTS)["segment"].tolist() == ["a", "c", "d"]


def test_findings_name_the_other_studies_with_the_code() -> None:
    assert findings(coded(), SEGMENTS)["also_in"].tolist() == ["two", "one", ""]


def test_a_code_of_two_studies_is_shown_side_by_side() -> None:
    table = side_by_side(findings(coded(), SEGMENTS), studies=["one", "two"])
    assert table.values.tolist() == [["Time", "Long waits", "• A", "• C"]]


def test_a_full_cell_says_how_many_more_there_are() -> None:
    more = pd.concat([SEGMENTS, SEGMENTS.head(1).assign(segment="e", meaning_unit="E")])
    codings = pd.concat([CODINGS, CODINGS.head(1).assign(segment="e")])
    result = findings(coded_segments(codings, CODES, segments=more), more)
    cells = side_by_side(result, studies=["one", "two"], most=1).iloc[0]
    assert (cells["one"], cells["two"]) == ("• A\n… and 1 more", "• C")
    with speaking("da"):
        cells = side_by_side(result, studies=["one"], most=1).iloc[0]
    assert cells["one"] == "• A\n… og 1 til"


def test_the_segments_behind_a_row_are_those_of_its_theme() -> None:
    counts = support(coded(), by=["theme", "study"])
    wide = matrix(counts, rows=["theme"], column="study", columns=["one", "two"], value="sources")
    behind = with_segments(wide, coded())
    assert behind[["theme", "segments"]].values.tolist() == [["Time", "a, b, c"], ["Money", "d"]]


def test_a_row_without_segments_says_nothing() -> None:
    wide = pd.DataFrame({"theme": ["Care"], "one": [0]})
    assert with_segments(wide, coded())["segments"].tolist() == [""]


def test_a_code_of_one_study_is_said_by_one_study() -> None:
    assert said_by_one_study(findings(coded(), SEGMENTS))["segment"].tolist() == ["d"]


@pytest.mark.slow
@settings(max_examples=25)
@given(st.permutations(range(len(CODINGS))))
def test_shuffling_codings_changes_nothing(order: list[int]) -> None:
    shuffled = coded_segments(CODINGS.iloc[order], CODES, segments=SEGMENTS)
    pd.testing.assert_frame_equal(shuffled.reset_index(drop=True), coded().reset_index(drop=True))


def test_no_rows_give_no_rows_and_no_error() -> None:
    nothing = coded_segments(CODINGS.head(0), CODES, segments=SEGMENTS)
    counted = support(nothing, by=["theme", "study"])
    result = findings(nothing, SEGMENTS)
    empty = SEGMENTS.head(0).assign(speaker=None)
    assert nothing.empty
    assert theme_table(counted, studies=["one"]).empty
    assert matrix(counted, rows=["theme"], column="study", columns=["one"], value="sources").empty
    assert side_by_side(result, studies=["one"]).empty
    assert said_by_one_study(result).empty
    assert families_of_segments(
        empty, STAKEHOLDERS, relations=NO_RELATIONS, strategies=NO_STRATEGIES
    ).empty


def test_silence_gets_a_row_of_zeros() -> None:
    counted = support(coded(), by=["theme", "study"])
    table = with_silence(counted, rows=coded()[["theme"]], column="study", columns=["one", "two"])
    assert table.values.tolist() == [
        ["Time", "one", 2, 1],
        ["Time", "two", 1, 1],
        ["Money", "one", 0, 0],
        ["Money", "two", 1, 1],
    ]


def test_where_nothing_is_coded_there_is_no_silence_either():
    nothing = coded().iloc[:0]
    counted = support(nothing, by=["theme", "study"])
    assert with_silence(counted, rows=nothing[["theme"]], column="study", columns=["one"]).empty
    assert with_silence(counted, rows=nothing[["theme"]], column="study", columns=[]).empty
