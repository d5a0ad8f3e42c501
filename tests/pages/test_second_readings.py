"""What two coders read of ties and strategies, side by side."""

import pandas as pd
import pytest

from trustbook.pages import second_readings as show

SEGMENTS = pd.DataFrame(
    [("a", "s", None), ("b", "s", "a"), ("c", "s", None), ("d", "t", None)],
    columns=["segment", "study", "same_source_as"],
)
LABELS = {
    "stakeholders": pd.DataFrame({"stakeholder": ["P", "N"], "label": ["Patients", "Nurses"]}),
    "concepts": pd.DataFrame({"concept": ["trust", "doubt", "power"], "sign": ["1", "-1", "0"]}),
}


def relations(*rows, **columns):
    frame = pd.DataFrame(rows, columns=["segment", "truster", "trustee", "concept"])
    return frame.assign(relation=frame.index.astype("str"), **columns)


@pytest.fixture
def corpus(corpus_of):
    first = relations(
        ("a", "P", "N", "trust"), ("c", "N", "P", "doubt"), ("c", "N", "P", "power"), coder="C1"
    )
    second = relations(
        ("b", "P", "N", "trust"),
        ("c", "N", "P", "trust"),
        (None, "P", "N", "doubt"),
        coder="C3",
        study="s",
    ).rename(columns={"relation": "recoding"})
    return corpus_of(segments=SEGMENTS, relations=first, relation_recodings=second, **LABELS)


def test_ties_are_compared_by_segment_by_source_and_by_study(corpus):
    view = show.second_readings_table(corpus, show.second_readings(corpus), seed=1, resamples=10)
    lines = [line.split(" | ") for line in view.text.splitlines()[3:6]]
    assert [line[:7] for line in lines] == [
        ["Ties", "in the same segment", "C3", "0", "2", "2", "0%"],
        ["Ties", "on the same source", "C3", "1", "1", "1", "50%"],
        ["Ties", "anywhere in the study", "C3", "1", "1", "2", "40%"],
    ]
    assert "C3 never entered power: ties of these are not compared." in view.text


def test_a_segment_read_with_opposite_signs_is_named(corpus):
    text = show.second_readings_in_words(corpus, show.second_readings(corpus)).plain
    assert "the corpus has 2 ties; C3 read 1 of them too, and 2 that the corpus does not" in text
    assert "In c one reads a positive concept" in text


def test_each_tie_of_a_study_says_who_read_it(corpus):
    text = show.tie_differences_table(corpus, show.second_readings(corpus)).text
    assert "s | C3 | Patients | Nurses | trust | Both coders | a | b" in text
    assert "s | C3 | Nurses | Patients | doubt | Only the corpus | c | " in text


def test_studies_that_the_second_coder_did_not_read_are_left_out(corpus):
    (reading,) = show.second_readings(corpus)
    assert set(reading.segments["study"]) == {"s"}


def test_without_a_second_reading_it_is_said_how_to_get_one(corpus_of):
    corpus = corpus_of(segments=SEGMENTS, relations=relations(coder="C1"), **LABELS)
    text = show.second_readings_in_words(corpus, show.second_readings(corpus)).plain
    assert "relation_recodings.csv" in text


def test_strategies_of_the_one_who_read_any_are_compared(corpus_of):
    strategies = pd.DataFrame(
        [("x", "a", "N", "P", "N", "care")],
        columns=["strategy", "segment", "actor", "truster", "trustee", "code"],
    )
    again = strategies.rename(columns={"strategy": "recoding"}).assign(study="s", coder="C4")
    ties = relations(("a", "P", "N", "trust"), coder="C3", study="s")
    corpus = corpus_of(
        segments=SEGMENTS,
        strategies=strategies,
        strategy_recodings=again,
        relation_recodings=ties.rename(columns={"relation": "recoding"}),
        relations=relations(("a", "P", "N", "trust"), coder="C1"),
        **LABELS,
    )
    readings = show.second_readings(corpus)
    assert [(each.what, each.coder) for each in readings] == [("ties", "C3"), ("strategies", "C4")]
    view = show.second_readings_table(corpus, readings, seed=1, resamples=10)
    assert "Strategies | in the same segment | C4 | 1 | 0 | 0 | 100%" in view.text


def test_ties_of_two_coders_are_stated_with_the_rule(corpus_of):
    relations = pd.DataFrame(
        [("g1", "P", "N", "trust", "A"), ("g1", "P", "N", "trust", "B")],
        columns=["segment", "truster", "trustee", "concept", "coder"],
    )
    assert "A and B 100%" in show.ties_in_words(corpus_of(relations=relations)).plain
    alone = show.ties_in_words(corpus_of(relations=relations.iloc[:1])).plain
    assert "No segment has relations of two coders" in alone
