"""What the chapter on agreement says of the places that coders marked, and where they differ."""

import pandas as pd
from tests.pages.conftest import CODES
from tests.pages.test_agreement import of_spans, spans

from trustbook.agreement.passes import SPANS
from trustbook.pages import unit_agreement as show


def test_the_overlap_counts_kinds_of_agreement(passes):
    text = show.overlap_in_words(passes()).plain
    assert "Of 3 units compared, 1 has the same codes, 0 have some codes in common" in text
    assert "1 was marked by one coder and not by another" in text


def test_sets_of_codes_that_coders_never_share_are_counted_and_the_others_listed(passes):
    """Both give k to the first ten letters; A gives c to the next ten, to which B gives d."""
    rows = [("a1", "A", "k", 0, 10), ("b1", "B", "k", 0, 10)]
    rows += [("a2", "A", "c", 10, 20), ("b2", "B", "d", 10, 20)]
    frame = pd.DataFrame(rows, columns=["unit", "coder", "code", "start", "end"])
    marked = frame.assign(study="s", text="s")[list(SPANS)]
    text = show.unitised_codes_table(passes(spans=marked)).text
    assert "Two of 3 sets of codes were never given to the same letters by two coders" in text
    assert "1.00 | 100%" in text
    assert not show.unitised_codes_table(passes(spans=marked[marked["coder"] == "A"])).plain


def test_the_list_of_differences_has_meaning_units_places_and_memos(corpus_of, passes):
    """g1 has words; b2, which only B marked, has its place; g3 is the same and left out."""
    marks = spans(
        ("g1", "A", "k"), ("g1", "B", "c"), ("b2", "B", None), ("g3", "A", "k"), ("g3", "B", "k"),
        ("g4", "A", "c"),
    )  # fmt: skip
    marks.loc[marks["unit"] == "b2", ["start", "end"]] = (1200.0, 12900.0)
    corpus = corpus_of(
        codes=CODES,
        segments=pd.DataFrame(
            {"segment": ["g1", "g3"], "meaning_unit": ["Waits long", "x"], "memo": ["Hurry?", None]}
        ),
        recodings=pd.DataFrame(
            {"anchor": ["b2"], "study": "s", "coder": "B", "memo": ["No code fits"]}
        ),
    )
    text = show.differences_table(passes(corpus, **of_spans(marks))).text
    assert [line.split(" | ") for line in text.splitlines()[4:]] == [
        ["g1", "s", "Waits long", "other codes", "only A: Waiting; only B: Hurry", "g1: Hurry?"],
        ["g4", "s", "(no meaning unit)", "not marked by B", "only A: Hurry", ""],
        ["b2", "s", "(no meaning unit; letters 1200 to 12,900 of the source)", "not marked by A",
         "", "b2: No code fits"],
    ]  # fmt: skip
