"""Two reports of one study, on frames small enough to compare by hand."""

import pandas as pd

from trustbook.reports import compared_numbers, joined_reports, placed_statements

SEGMENTS = pd.DataFrame(
    [
        ("x1", "abstract", "a1", "Short"),
        ("x2", "abstract", None, "Only here"),
        ("a1", "article", None, "Long"),
        ("a2", "article", "a1", "Quoted"),
        ("a3", "article", None, "More"),
        ("z1", "third", None, "Else"),
    ],
    columns=["segment", "study", "same_source_as", "meaning_unit"],
).assign(case=None)
CLAIMS = pd.DataFrame(
    [
        ("c1", "abstract", "n", "study=abstract|unit=talk", "17", "Talks"),
        ("c2", "article", "n", "unit=talk|study=article", "16", "Talks held"),
        ("c3", "article", "n", "study=article|unit=visit", "12", "Visits"),
        ("c4", "abstract", "n", "study=article|unit=visit", "12", "Visits of the other"),
        ("c5", "abstract", "none", None, "3", "Ways"),
    ],
    columns=["claim", "study", "measure", "arguments", "expected", "statement"],
)


def test_a_study_whose_segments_lead_to_another_reports_the_same():
    assert joined_reports(SEGMENTS).values.tolist() == [["abstract", "article", 1]]
    assert joined_reports(SEGMENTS.assign(same_source_as=None)).empty


def test_statements_stand_in_both_or_in_one():
    """a1 is in both (with x1 and a2), x2 in the abstract only, a3 in the article only."""
    rows = placed_statements(SEGMENTS, first="abstract", other="article")
    assert rows[["place", "segments"]].values.tolist() == [
        ["both", "a1, a2, x1"],
        ["first", "x2"],
        ["other", "a3"],
    ]
    assert rows["said_first"].tolist()[:2] == ["Short", "Only here"]
    assert rows["said_in_other"].tolist()[0::2] == ["Long", "More"]


def test_a_number_that_both_print_is_compared():
    """c1 and c2 ask alike but for the study; c4 speaks of the other report and is left out."""
    rows = compared_numbers(CLAIMS, first="abstract", other="article")
    assert rows[["printed_first", "printed_in_other", "changed", "claims"]].values.tolist() == [
        ["17", "16", True, "c1, c2"]
    ]


def test_nothing_joined_gives_empty_tables():
    assert placed_statements(SEGMENTS.head(0), first="", other="").empty
    assert compared_numbers(CLAIMS.head(0), first="", other="").empty
