"""The sentences and tables of the chapter on claims."""

import pandas as pd
import pytest

from trustbook.pages import claims as show

STUDIES = pd.DataFrame({"study": ["s", "t"], "label": ["Study S", "Study T"]})
ANCHORS = pd.DataFrame({"anchor": ["a1", "a2", "a2"], "start": [50, 90, 10]})
TABLES = {
    "studies": STUDIES,
    "anchors": ANCHORS,
    "material": pd.DataFrame({"study": ["s"], "line": [1], "unit": ["interview"], "n": [16]}),
    "claims": pd.DataFrame(
        [
            ("c1", "s", "p. 1", "Sixteen", "material_n", "16", "a1", None, None, None, None),
            (
                "c2",
                "s",
                "p. 2",
                "Seventeen",
                "material_n",
                "17",
                "a2",
                "c1|c3",
                "16",
                "Early",
                "not settled",
            ),
            ("c3", "t", None, "Most came", "none", "most", None, None, None, "Unknown", None),
        ],
        columns=[
            *("claim", "study", "section", "statement", "measure", "expected", "anchor"),
            *("against", "elsewhere", "note", "judgement"),
        ],
    ),
}


@pytest.fixture
def claims(corpus_of):
    """The claims of the tables above, with other tables put in."""

    def with_tables(**tables):
        corpus = corpus_of(**{**TABLES, **tables})
        return show.claims(corpus, whole=corpus)

    return with_tables


def rows_of(table):
    """The cells of a table without its title and headings."""
    lines = table.text.splitlines()
    return [line.split(" | ") for line in lines[lines.index(next(filter(is_rule, lines))) + 1 :]]


def is_rule(line):
    return set(line) <= set("-| ")


def test_the_sentence_counts_each_verdict(claims):
    assert show.verdicts_in_words(claims()).plain == (
        "Of 3 claims, **3** say something about the studies: 0 are recomputed from tables, 3 "
        "compare print with print. Of these, **1** agrees and **2** belong to a disagreement "
        "between places in print, which is listed above with our judgement. The others carry no "
        "verdict about a study: 0 count what we coded, 0 repeat the cell that was entered from the "
        "same place, and 0 can be compared with nothing here."
    )
    assert rows_of(show.verdicts_table(claims())) == [
        ["Study S", "1", "1", "0", "0", "0", "2"],
        ["Study T", "0", "1", "0", "0", "0", "1"],
    ]


def test_the_sentence_names_what_failed(claims):
    failed = claims(material=TABLES["material"].assign(n=15))
    assert show.verdicts_in_words(failed).plain.endswith(
        "**2 failed**: the tables contradict what is printed (c1 and c2)."
    )


def test_claims_stand_in_the_order_of_print(claims):
    """Anchor a2 begins at letter 10, before a1 at 50; c3 is of the second study."""
    rows = rows_of(show.claims_table(claims()))
    assert [[row[0], row[1], row[-1]] for row in rows] == [
        ["Study S, p. 2", "c2", "Early; `material_n`: material s 1"],
        ["Study S, p. 1", "c1", "`material_n`: material s 1"],
        ["Study T", "c3", "Unknown"],
    ]


def test_failed_claims_say_what_is_wrong(claims):
    failed = claims(material=TABLES["material"].assign(n=15))
    assert rows_of(show.failed_table(failed))[0] == [
        "c1", "Sixteen", "printed: 16; the tables give 15, 1 too low", "Study S, p. 1",
        "material s 1",
    ]  # fmt: skip


def test_what_cannot_be_computed_says_why(claims):
    alone = TABLES["claims"].assign(against=None, elsewhere=None)
    rows = rows_of(show.open_table(claims(claims=alone)))
    assert [[row[0], row[3], row[-1]] for row in rows] == [["c3", "Study T", "Unknown"]]


def test_the_kinds_that_carry_a_verdict_lead(claims):
    """All three are compared in print, c3 because c2 names it."""
    rows = rows_of(show.kinds_table(claims()))
    assert [[row[0], *row[2:]] for row in rows] == [
        ["print against print", "1", "2", "0", "0", "0", "3"]
    ]


def test_a_disagreement_has_either_place_and_all_others_in_one_row(claims):
    assert rows_of(show.disagreements_table(claims())) == [
        [
            "Seventeen: 17; (Study S, p. 2; c2)",
            "Sixteen: 16; (Study S, p. 1; c1); Most came; (Study T; c3)",
            "between two studies",
            "not settled",
            "Early",
        ]
    ]


def test_disagreements_are_counted_within_and_between_studies(claims):
    assert show.disagreements_in_words(claims()).plain == (
        "One disagreement between what two studies print. Where numbers disagree, the tables "
        "follow one of the two places."
    )


def test_many_rows_are_named_and_counted(claims):
    material = pd.DataFrame({"study": "s", "line": range(1, 11), "unit": "interview", "n": 1})
    rows = rows_of(show.claims_table(claims(material=material)))
    assert rows[1][-1] == "`material_n`: material s 1, s 2, s 3, s 4, s 5, s 6, s 7, s 8 and 2 more"


def test_no_claims_say_nothing(claims):
    nothing = claims(claims=TABLES["claims"].head(0))
    assert show.verdicts_in_words(nothing).plain == ""
    for table in (show.verdicts_table, show.claims_table):
        assert table(nothing).plain == show.NO_CLAIMS
    assert show.failed_table(nothing).plain == "There is no failed claim to list."
    assert show.open_table(nothing).plain == "There is nothing that could not be computed."
    assert show.disagreements_table(nothing).plain == "There is no disagreement to list."
    words = show.disagreements_in_words(nothing).plain
    assert words == "No two places in print are known to disagree."
