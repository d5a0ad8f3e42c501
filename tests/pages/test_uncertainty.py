"""Sentences on how sure ties are: they say what the tables hold, one source included."""

import pandas as pd

from trustbook.corpus.reading import read_corpus
from trustbook.networks.leave_out import comparisons
from trustbook.networks.resampling import resampled_measures, resampled_ties
from trustbook.pages import conclusions, uncertainty

IBBIS = read_corpus("data/ibbis")
CLINIC = read_corpus("tests/corpora/clinic")


def rows_of(corpus):
    return uncertainty.stated_by(corpus.table("relations"), corpus)


def test_it_is_said_what_a_source_is():
    assert "a source is a segment" in uncertainty.sources_in_words(rows_of(IBBIS), IBBIS).plain


def test_ties_of_one_coder_alone_are_counted():
    """C1 and C2 state that A trusts B, C2 alone that B distrusts A: one of two ties."""
    stated = [("A", "B", "trust", "C1"), ("A", "B", "trust", "C2"), ("B", "A", "distrust", "C2")]
    relations = pd.DataFrame(stated, columns=["truster", "trustee", "concept", "coder"])
    assert "One of 2 ties rests on one coder alone" in uncertainty.coders_in_words(relations).plain
    assert uncertainty.coders_in_words(relations[:1]).plain == ""


def test_a_single_source_is_said_to_have_no_variation():
    one = rows_of(IBBIS).assign(unit="it-013")
    assert "There is only one source." in uncertainty.sources_in_words(one, IBBIS).plain
    assert (
        "There is only one source." not in uncertainty.sources_in_words(rows_of(IBBIS), IBBIS).plain
    )


def test_the_headline_counts_what_hinges():
    every = resampled_ties(rows_of(IBBIS))
    hinging = int((every["leave_out"] == 1).sum())
    text = uncertainty.stability_in_words(rows_of(IBBIS)).plain
    assert hinging == 13
    assert f"Of {len(every)} ties, 13 hinge on a single source" in text
    assert (every["leave_out"] >= 3).sum() == 10
    assert "Ten need three or more sources left out before they go." in text


def test_redrawing_says_one_line_for_all_ties_of_as_many_sources():
    """One source of two: it is missing where both draws take the other, (1/2)² of them."""
    rows = pd.DataFrame(
        [("A", "B", 1, "u"), ("B", "A", 1, "v"), ("A", "C", 1, "u"), ("A", "C", 1, "v")],
        columns=["source", "target", "sign", "unit"],
    )
    view = uncertainty.redrawn_table(rows, name="t").text
    assert "Two of 3 ties are missing from more than one in 20 redrawn networks" in view
    assert "1 | 2 | 75% | 0 to 2" in view
    assert "2 | 1 | 100% | 2 to 2" in view


def test_lines_that_are_too_short_are_called_so():
    """a alone speaks for it, of three sources: (2/3)³ of the draws miss it."""
    rows = pd.DataFrame(
        [("SU", "CM", 1, "a"), ("SU", "EC", 1, "b"), ("SU", "EC", 1, "c")],
        columns=["source", "target", "sign", "unit"],
    )
    text = conclusions.coverage_in_words(rows, IBBIS, seed=1).plain
    assert "Suppose these 3 sources were all there are" in text
    assert "read it as too short" in text


def test_the_least_secure_comparison_is_named():
    rows = pd.DataFrame(
        [("SU", "CM", 1, "a"), ("SU", "CM", 1, "b"), ("SU", "EC", 1, "c")],
        columns=["source", "target", "sign", "unit"],
    )
    pairs = comparisons(rows, seed=1, resamples=200)
    text = conclusions.comparisons_in_words(pairs, IBBIS).plain
    assert "One statement of this kind can be made" in text
    assert "(+2 and +1)" in text
    assert "falls when 1 source is left out" in text


def test_sources_to_choose_from_are_named():
    """a and b speak for it with one each; one of them left out makes both even."""
    rows = pd.DataFrame(
        [("SU", "CM", 1, "a"), ("SU", "CM", 1, "b"), ("SU", "EC", 1, "c")],
        columns=["source", "target", "sign", "unit"],
    )
    pairs = comparisons(rows, seed=1, resamples=200)
    view = conclusions.comparisons_table(pairs, IBBIS, name="t")
    assert "any 1 of a, b" in view.text


def test_a_wide_interval_of_balance_is_called_one():
    rows = rows_of(IBBIS)
    measures = pd.DataFrame({"measure": ["triad_balance"], "value": 1.0, "low": 0.0, "high": 1.0})
    assert "0% to 100%" in conclusions.measures_in_words(measures, rows).plain
    assert "next to nothing" in conclusions.measures_in_words(measures, rows).plain


def test_nothing_is_said_in_one_line():
    nothing = rows_of(IBBIS).head(0)
    assert uncertainty.sources_in_words(nothing, IBBIS).plain == uncertainty.NOTHING
    assert uncertainty.stability_in_words(nothing).plain == uncertainty.NOTHING
    assert (
        uncertainty.support_figure(
            nothing, IBBIS, name="n", relations=IBBIS.table("relations")
        ).plain
        == uncertainty.NOTHING
    )
    assert uncertainty.sources_figure(nothing, IBBIS, name="n").plain == uncertainty.NOTHING


def test_cases_are_described_by_their_stakeholder():
    cases = CLINIC.table("cases")
    rows = rows_of(CLINIC).assign(unit=cases["case"].iloc[0])
    view = uncertainty.sources_table(
        rows, CLINIC, name="t", lead=rows, relations=CLINIC.table("relations")
    )
    label = CLINIC.table("stakeholders").set_index("stakeholder")["label"]
    assert label[cases["stakeholder"].iloc[0]] in view.text


def test_a_single_triangle_is_said_to_leave_nothing_else_to_draw():
    """A→B, B→C and C→A on one source each: the only triangle there can be."""
    rows = pd.DataFrame(
        [("SU", "CM", 1, "a"), ("CM", "EC", 1, "b"), ("EC", "SU", 1, "c")],
        columns=["source", "target", "sign", "unit"],
    )
    measures = resampled_measures(rows, seed=1, resamples=200)
    assert "nothing else to draw" in conclusions.measures_in_words(measures, rows).plain


def test_all_concepts_are_counted_in_a_sentence_of_its_own():
    rows = rows_of(IBBIS)
    few = {"seed": 1, "resamples": 200}
    text = conclusions.all_concepts_in_words(rows, rows.iloc[:1], rows.iloc[:0], **few).plain
    measures = resampled_measures(rows, **few)
    assert (
        conclusions.all_concepts_in_words(rows, rows, measures, seed=0, resamples=0).plain == text
    )
    assert "For comparison only" in text
    assert "from 0% to 100%" in text


def test_the_title_says_whose_lines_leave_zero_out():
    named = pd.DataFrame({"label": ["Care managers", "Jobcentres"], "low": [2, -3], "high": [9, 0]})
    assert conclusions.received_title(named) == (
        "The whole line lies above zero for care managers; for 1 of 2 it touches zero"
    )
    assert conclusions.received_title(named.tail(1)) == "Every line touches zero"


def test_the_segments_that_state_a_tie_are_listed_with_their_source():
    """it-051 is a source whose own segment states nothing; it-052 does."""
    view = uncertainty._stating(IBBIS.table("relations"), IBBIS)
    assert view["it-051"] == "it-052"
