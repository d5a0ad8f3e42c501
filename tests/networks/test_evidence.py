"""What is behind ties, in words."""

import pandas as pd

from trustbook.networks.evidence import (
    finding,
    labels_of,
    listed_segments,
    signed_number,
    tie_anchor,
    tie_evidence,
    tie_rows,
)
from trustbook.networks.tie_tables import ties

PEOPLE = pd.DataFrame({"stakeholder": ["U", "M", "E"], "label": ["Users", "Managers", None]})
CONCEPTS = pd.DataFrame(
    {"concept": ["trust", "distrust"], "label": ["Trust", "Distrust"], "sign": [1, -1]}
)
STUDIES = pd.DataFrame({"study": ["s"], "label": ["The study"]})
SEGMENTS = pd.DataFrame(
    {
        "segment": ["a", "b"],
        "study": "s",
        "same_source_as": None,
        "case": None,
        "meaning_unit": ["One thing", "Another"],
        "memo": [None, "Why"],
    }
)


def relations(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["segment", "truster", "trustee", "concept"])
    numbers = [f"r{i}" for i in range(len(rows))]
    return frame.assign(relation=numbers, level="micro", memo=None, coder="C1")


def ties_of(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return ties(relations(*rows), segments=SEGMENTS, concepts=CONCEPTS)


def finding_of(*rows: tuple[str, str, str, str]) -> str:
    return finding(ties_of(*rows), stakeholders=PEOPLE, concepts=CONCEPTS)


def test_the_anchor_of_a_tie_tells_its_direction_and_concept():
    anchors = {tie_anchor(*t) for t in (("a", "b", "c"), ("b", "a", "c"), ("a", "b", "d"))}
    assert len(anchors) == 3


def test_a_number_has_the_sign_of_its_concept():
    assert [signed_number(sign, 2) for sign in (1, -1, 0)] == ["+2", "−2", "2"]


def test_a_row_without_a_label_is_called_by_its_key():
    assert labels_of(PEOPLE, "stakeholder") == {"U": "Users", "M": "Managers", "E": "E"}


def test_ties_are_told_in_words():
    rows = tie_rows(
        ties_of(("a", "U", "M", "trust"), ("b", "U", "M", "trust")),
        stakeholders=PEOPLE,
        concepts=CONCEPTS,
        studies=STUDIES,
    )
    assert rows.values.tolist() == [
        ["Users", "Managers", "Trust", 2, "no", "stated", 2, "The study"]
    ]


def test_the_finding_names_who_stands_out_for_each_sign():
    rows = [("a", "U", "M", "trust"), ("a", "M", "E", "distrust")]
    assert finding_of(*rows) == "Trust is stated most often towards managers, distrust towards E"


def test_the_finding_joins_what_is_stated_about_one():
    rows = [("a", "U", "M", "trust"), ("a", "E", "M", "distrust")]
    assert finding_of(*rows) == "Trust and distrust are stated most often towards managers"


def test_the_finding_names_a_concept_without_a_sign_after_the_others():
    concepts = pd.concat(
        [CONCEPTS, pd.DataFrame({"concept": ["doubt"], "label": ["Doubt"], "sign": [0]})]
    )
    rows = relations(("a", "U", "M", "trust"), ("a", "M", "E", "doubt"))
    neutral = ties(rows, segments=SEGMENTS, concepts=concepts)
    assert finding(neutral, stakeholders=PEOPLE, concepts=concepts) == (
        "Trust is stated most often towards managers, doubt towards E"
    )


def test_concepts_of_one_sign_are_joined_by_or():
    further = pd.DataFrame({"concept": ["faith"], "label": ["Faith"], "sign": [1]})
    concepts = pd.concat([CONCEPTS, further])
    rows = relations(("a", "U", "M", "trust"), ("a", "E", "M", "faith"))
    positive = ties(rows, segments=SEGMENTS, concepts=concepts)
    assert finding(positive, stakeholders=PEOPLE, concepts=concepts) == (
        "Trust or faith is stated most often towards managers"
    )


def test_names_written_from_right_to_left_keep_their_places():
    """The mark U+200E closes each such name, so that comma and further names follow it."""
    people = pd.DataFrame({"stakeholder": ["U", "M"], "label": ["ممرضون", "Managers"]})
    rows = ties_of(("a", "U", "M", "trust"), ("b", "M", "U", "distrust"))
    assert finding(rows, stakeholders=people, concepts=CONCEPTS) == (
        "Trust is stated most often towards managers, distrust towards ممرضون\u200e"
    )


def test_two_share_a_finding_and_three_make_none():
    two = [("a", "U", "M", "trust"), ("a", "M", "U", "trust")]
    assert finding_of(*two) == "Trust is stated most often towards managers and users"
    three = [*two, ("a", "U", "E", "trust")]
    assert finding_of(*three) == "Who trusts whom, and who does not"


def test_evidence_lists_each_segment_of_a_tie_once():
    """Two coders state the same tie in segment a: it is listed once."""
    rows = relations(
        ("a", "U", "M", "trust"), ("a", "U", "M", "trust"), ("b", "U", "M", "trust")
    ).assign(coder=["C1", "C2", "C1"])
    tied = ties(rows, segments=SEGMENTS, concepts=CONCEPTS)
    behind = tie_evidence(tied, relations=rows, segments=SEGMENTS)
    assert list(behind["segment"]) == ["a", "b"]
    assert list(behind["meaning_unit"]) == ["One thing", "Another"]
    assert {"level", "memo", "relation_memo"} <= set(behind.columns)


def test_one_segment_too_many_is_counted_like_several():
    assert listed_segments(pd.Series(["a", "b"]), most=1) == "a, … and 1 more"
