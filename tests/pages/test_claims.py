"""The sentences and tables of the chapter on claims."""

import pandas as pd

from trustbook.claims.claims import differences, verified_claims
from trustbook.pages import claims as words

STUDIES = pd.DataFrame({"study": ["s", "t"], "label": ["Study S", "Study T"]})
ANCHORS = pd.DataFrame({"anchor": ["a1", "a2", "a2"], "start": [50, 90, 10]})
TABLES = {
    "material": pd.DataFrame({"study": ["s"], "line": [1], "unit": ["interview"], "n": [16]}),
    "claims": pd.DataFrame(
        [
            ("c1", "s", "p. 1", "Sixteen", "material_n", "16", "a1", None, None, None),
            ("c2", "s", "p. 2", "Seventeen", "material_n", "17", "a2", "c1|c3", "16", "Early"),
            ("c3", "t", None, "Most came", "none", "most", None, None, None, "Unknown"),
        ],
        columns=[
            *("claim", "study", "section", "statement", "measure", "expected", "anchor"),
            *("against", "elsewhere", "note"),
        ],
    ),
}
CLAIMS = verified_claims(TABLES)


def failed() -> pd.DataFrame:
    return verified_claims({**TABLES, "material": TABLES["material"].assign(n=15)})


def test_the_summary_counts_each_verdict() -> None:
    assert words.summary(CLAIMS).plain == (
        "Of **3 claims**, **1** is reproduced, **1** differs because places in print disagree, and "
        "**1** cannot be computed. **None failed**: all that the tables give is printed somewhere."
    )


def test_the_summary_names_what_failed() -> None:
    assert words.summary(failed()).plain.endswith(
        "**2 failed**: the tables contradict what is printed (c1 and c2)."
    )


def test_claims_stand_in_the_order_of_print() -> None:
    """Anchor a2 begins at letter 10, before a1 at 50; c3 is of the second study."""
    shown = words.all_claims(CLAIMS, studies=STUDIES, anchors=ANCHORS)
    assert list(shown["claim"]) == ["c2", "c1", "c3"]
    assert list(shown["place"]) == ["Study S, p. 2", "Study S, p. 1", "Study T"]
    assert list(shown["note"]) == [
        "Early\n`material_n`: material s 1",
        "`material_n`: material s 1",
        "Unknown",
    ]


def test_failed_claims_say_what_is_wrong() -> None:
    shown = words.failed_claims(failed(), studies=STUDIES)
    assert shown.iloc[0].to_dict() == {
        "claim": "c1",
        "statement": "Sixteen",
        "fault": "print has 16; the tables give 15, 1 too low",
        "place": "Study S, p. 1",
        "rows": "material s 1",
    }


def test_what_cannot_be_computed_says_why() -> None:
    shown = words.open_claims(CLAIMS, studies=STUDIES)
    assert shown[["claim", "study", "why"]].values.tolist() == [["c3", "Study T", "Unknown"]]


def test_a_disagreement_has_either_place_and_all_others_in_one_row() -> None:
    shown = words.disagreements(differences(CLAIMS), studies=STUDIES)
    assert shown.values.tolist() == [
        [
            "Seventeen: 17\n(Study S, p. 2; c2)",
            "Sixteen: 16\n(Study S, p. 1; c1)\nMost came: most\n(Study T; c3)",
            "Early",
        ]
    ]


def test_disagreements_are_counted_within_and_between_studies() -> None:
    assert words.disagreements_sentence(differences(CLAIMS)).plain == (
        "1 printed statement is contradicted by another place: 0 within one study, 1 between two. "
        "The tables follow one of the two places."
    )


def test_many_rows_are_named_and_counted() -> None:
    material = pd.DataFrame({"study": "s", "line": range(1, 11), "unit": "interview", "n": 1})
    shown = words.all_claims(
        verified_claims({**TABLES, "material": material}), studies=STUDIES, anchors=ANCHORS
    )
    assert shown["note"].iloc[1] == (
        "`material_n`: material s 1, s 2, s 3, s 4, s 5, s 6, s 7, s 8 and 2 more"
    )


def test_no_claims_say_nothing() -> None:
    nothing = CLAIMS.head(0)
    assert words.summary(nothing).plain == ""
    assert words.all_claims(nothing, studies=STUDIES, anchors=ANCHORS).empty
    assert words.failed_claims(nothing, studies=STUDIES).empty
    assert words.open_claims(nothing, studies=STUDIES).empty
    assert words.disagreements(differences(nothing), studies=STUDIES).empty
    said = words.disagreements_sentence(differences(nothing)).plain
    assert said == "No two places in print are known to disagree."
