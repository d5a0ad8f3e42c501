"""Two reports of one study, on frames small enough to compare by hand."""

import pandas as pd

from trustbook.claims.reports import compared_numbers, joined_reports, placed_statements

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
    rows = compared_numbers(CLAIMS, MATERIAL, first="abstract", other="article")
    assert rows[["printed_first", "printed_in_other", "changed", "claims"]].values.tolist() == [
        ["17", "16", True, "c1, c2"]
    ]


MATERIAL = pd.DataFrame(
    [
        ("abstract", 1, "talk", "A"),
        ("abstract", 2, "talk", "B"),
        ("abstract", 3, "visit", "A|B"),
        ("article", 1, "visit", "A|B"),
        ("article", 2, "talk", "A"),
        ("article", 3, "talk", "A"),
        ("article", 4, "talk", "B"),
    ],
    columns=["study", "line", "unit", "participants"],
)


def compared(*pairs):
    """The pairs of claims among those with these studies and arguments, all of one measure."""
    rows = [(f"c{i}", study, f"study={study}|{more}") for i, (study, more) in enumerate(pairs)]
    claims = pd.DataFrame(rows, columns=["claim", "study", "arguments"])
    claims = claims.assign(measure="material_n", expected="12", statement=claims["claim"])
    result = compared_numbers(claims, MATERIAL, first="abstract", other="article")
    return result["claims"].tolist()


def test_lines_are_compared_by_what_they_are_not_by_their_number():
    """Line 4 of the article is all talks with B, lines 2 and 3 those with A, line 1 all visits."""
    assert compared(("abstract", "unit=talk|participants=B"), ("article", "lines=4")) == ["c0, c1"]
    assert compared(("abstract", "lines=1"), ("article", "lines=2,3")) == ["c0, c1"]
    assert compared(("abstract", "unit=visit"), ("article", "lines=1")) == ["c0, c1"]
    assert compared(("abstract", "lines=1"), ("article", "lines=1")) == []


def test_a_line_that_only_its_number_names_is_compared_with_nothing():
    """Line 3 of the article is one of two on talks with A."""
    assert compared(("abstract", "lines=1"), ("article", "lines=3")) == []
    assert compared(("abstract", "lines=3"), ("article", "lines=3")) == []


def test_nothing_joined_gives_empty_tables():
    assert placed_statements(SEGMENTS.head(0), first="", other="").empty
    assert compared_numbers(CLAIMS.head(0), MATERIAL.head(0), first="", other="").empty
