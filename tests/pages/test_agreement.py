"""What the chapter on agreement says and draws of all codes together."""

import numpy as np
import pandas as pd
from tests.pages.conftest import BY_CODE, CODES, OVERALL

from trustbook.agreement.differences import by_segment
from trustbook.agreement.passes import SPANS
from trustbook.agreement.side_by_side import codes_side_by_side
from trustbook.pages import agreement as show


def spans(*rows):
    frame = pd.DataFrame(rows, columns=["unit", "coder", "code"])
    return frame.assign(study="s", text="s", start=np.nan, end=np.nan)[list(SPANS)]


def of_spans(marks):
    return {"spans": marks, "comparison": by_segment(marks), "units": codes_side_by_side(marks)}


def coded(corpus_of, *codings):
    """The passes over a corpus of these codings, each segment of one study and known no further."""
    frame = pd.DataFrame(codings, columns=["segment", "code", "coder"])
    segments = pd.DataFrame({"segment": frame["segment"].unique(), "study": "s"})
    corpus = corpus_of(codings=frame, segments=segments, codes=CODES)
    return show.passes(corpus, unit="segment", uncoded="include", seed=1, resamples=50)


def test_what_texts_can_cite_is_named_where_coders_are_compared(passes):
    """One of three units has the same codes; alone, a coder agrees with nobody."""
    named = {output.name: output.values for output in show.named_values(passes()).outputs}
    assert named["units_with_same_codes"] == {"units_with_same_codes": 1}
    assert named["alpha"] == {"alpha": 0.51}
    alone = passes(**of_spans(spans(("g1", "A", "k"))))
    assert show.named_values(alone).outputs == ()


def test_one_coder_is_shown_how_to_add_a_second(passes):
    text = show.coders_in_words(passes(**of_spans(spans(("g1", "A", "k"))))).plain
    assert text.startswith("This corpus has one coder")
    assert "recodings.csv" in text


def test_coders_of_different_texts_have_nothing_to_compare(passes):
    apart = spans(("g1", "A", "k"), ("g2", "B", "k")).assign(text=["s", "z"], study=["s", "z"])
    text = show.coders_in_words(passes(spans=apart, comparison=by_segment(apart))).plain
    assert "nothing to compare: A and B coded" in text


def test_a_coder_of_prescribed_segments_is_named(passes):
    marks = spans(("g1", "A", "k"), ("g2", "A", "k"), ("g1", "B", "c"))
    text = show.coders_in_words(passes(**of_spans(marks))).plain
    assert "Two coders are compared: A and B." in text
    assert "B made only units that other coders made too" in text


def test_the_chapter_opens_with_whole_units_and_alpha(passes):
    assert show.finding_in_words(passes()).plain.endswith(
        "gave the same codes to 1 of 3 units.** Corrected for chance, their "
        "agreement is 0.51 (Krippendorff’s alpha: 1 is full agreement, 0 no more than chance)."
    )


def test_rare_codes_are_explained_with_the_numbers_at_hand(passes):
    text = show.rare_in_words(passes()).plain
    assert "Chance alone gives 80.00 of 100; it leaves 20.00 open" in text
    assert "of these 10.00 were agreed: 10.00 ÷ 20.00 = 0.50" in text
    assert "AC1 puts 20.0 of 100 down to chance" in text


def test_a_kappa_that_does_not_exist_is_no_sum(passes):
    """Where nothing varies chance leaves nothing open."""
    assert "undefined" in show.rare_in_words(passes(overall=OVERALL.assign(value=np.nan))).plain


def test_it_is_said_whose_reading_is_stated(corpus_of):
    corpus = corpus_of(
        codings=pd.DataFrame([("g", "k", "A")], columns=["segment", "code", "coder"]),
        segments=pd.DataFrame({"segment": ["g"], "study": "s", "encounter": "e"}),
        codes=CODES,
        assignments=pd.DataFrame({"coder": ["B"], "encounter": ["e"]}),
    )
    passes = show.passes(corpus, unit="segment", uncoded="include", seed=1, resamples=50)
    text = show.coders_in_words(passes).plain
    assert "What B read is stated (assignments): any other coder who marked anything" in text
    assert "prescribed" not in text


def test_ac1_is_said_to_stay_closer_to_the_percentage_only_where_it_does(corpus_of):
    """One unit, other codes: 0 of 2 decisions agree, kappa is 0 and AC1 is -1."""
    text = show.rare_in_words(coded(corpus_of, ("g", "k", "A"), ("g", "c", "B"))).plain
    assert "AC1 puts 50.0 of 100 down to chance, and fewer the rarer the codes are. Neither" in text


def test_other_ways_to_compare_are_tried_one_at_a_time(corpus_of):
    """Two studies: in s the coders agree on both units, in t on one of two."""
    corpus = corpus_of(
        studies=pd.DataFrame({"study": ["s", "t"], "label": ["First", "Second"]}),
        segments=pd.DataFrame({"segment": ["s0", "s1", "t1", "t2"], "study": list("sstt")}),
    )
    same = [(f"s{i}", coder, code) for i, code in enumerate("kc") for coder in "AB"]
    other = [("t1", "A", "k"), ("t1", "B", "k"), ("t2", "A", "c"), ("t2", "B", "k")]
    rows = pd.concat([spans(*same), spans(*other).assign(study="t", text="t")], ignore_index=True)
    every = show.Passes(
        corpus=corpus,
        spans=rows,
        comparison=by_segment(rows),
        units=codes_side_by_side(rows),
        overall=OVERALL,
        by_code=BY_CODE,
        unit="segment",
        uncoded="include",
        bootstrap={"seed": 1, "resamples": 1},
    )
    words = show.other_ways_in_words(every).plain
    assert "(First left out) and 1.00 (Second left out)" in words
    assert "one choice changed at a time" in words
