"""What studies say to a theme, on frames small enough to count by hand."""

import pandas as pd

from trustbook.studies.synthesis import coded_segments
from trustbook.studies.verdicts import contradicting, disputed_codes, verdicts

CODES = pd.DataFrame(
    [
        ("time", "Time", "theme", None),
        ("wait", "Waiting", "category", "time"),
        ("long", "Long waits", "code", "wait"),
        ("call", "Calling", "category", "time"),
        ("soon", "Called soon", "code", "call"),
    ],
    columns=["code", "label", "kind", "parent"],
)
SEGMENTS = pd.DataFrame(
    [("a", "one"), ("b", "one"), ("c", "two"), ("d", "three")], columns=["segment", "study"]
).assign(same_source_as=None, case=None, meaning_unit=["A", "B", "C", "D"])
CODINGS = pd.DataFrame([("a", "long"), ("b", "long"), ("c", "soon")], columns=["segment", "code"])
AGAINST = pd.DataFrame(
    [("b", "long", "C1", "short"), ("c", "wait", "C1", "none waited")],
    columns=["segment", "code", "coder", "memo"],
)


def verdicts_by(by, against=AGAINST):
    coded = coded_segments(CODINGS, CODES, segments=SEGMENTS)
    judged = coded_segments(against, CODES, segments=SEGMENTS)
    rows = verdicts(coded, judged, by=by, studies=["one", "two", "three"])
    return rows.set_index([*by, "study"]).sort_index()


def test_a_segment_that_is_judged_against_does_not_support():
    """Study one: a for and b against waiting; two: c against it by category; three: nothing."""
    waiting = verdicts_by(["theme", "category"]).loc[("Time", "Waiting")]
    assert waiting["verdict"].to_dict() == {
        "one": "both", "two": "against", "three": "silent",
    }  # fmt: skip
    assert waiting.loc["one", ["for_it", "against_it"]].tolist() == [1, 1]
    assert waiting.loc["one", ["segments", "segments_against"]].tolist() == ["a", "b"]


def test_a_code_supports_its_own_category_only():
    calling = verdicts_by(["theme", "category"]).loc[("Time", "Calling"), "verdict"]
    assert calling.to_dict() == {"one": "silent", "two": "supported", "three": "silent"}


def test_a_segment_judged_against_part_of_a_theme_does_not_support_the_theme():
    """c is coded under the theme and judged against another part of it: it counts against."""
    assert verdicts_by(["theme"]).loc[("Time", "two"), "verdict"] == "against"


def test_without_judgements_nothing_is_spoken_against():
    text = verdicts_by(["theme", "category"], AGAINST.head(0))["verdict"]
    assert set(text) == {"supported", "silent"}


def test_a_disputed_code_has_the_sources_for_it_beside_those_against():
    """a is for long waits, b against; c speaks against a category, of which no code is meant."""
    coded, judged = (coded_segments(rows, CODES, segments=SEGMENTS) for rows in (CODINGS, AGAINST))
    assert disputed_codes(coded, judged).values.tolist() == [
        ["Time", "Waiting", "Long waits", 1, 1]
    ]


def test_a_contradiction_keeps_its_reason():
    rows = contradicting(AGAINST, CODES, segments=SEGMENTS)
    assert rows[["code", "study", "memo", "segment"]].values.tolist() == [
        ["Waiting", "two", "none waited", "c"],
        ["Long waits", "one", "short", "b"],
    ]
