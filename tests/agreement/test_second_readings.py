"""Ties that two coders read in the same texts, side by side."""

import pandas as pd
import pytest

from trustbook.agreement import overall_agreement, shared_ties
from trustbook.agreement.second_readings import read_by_both, segments_compared

TIE = ["truster", "trustee", "concept"]
SEGMENTS = pd.DataFrame(
    {"segment": list("abcd"), "study": ["s", "s", "s", "t"], "encounter": None, "anchor": None}
)


def relations(*rows):
    return pd.DataFrame(
        [(place, "P", trustee, concept) for place, trustee, concept in rows],
        columns=["segment", *TIE],
    )


FIRST = relations(("a", "N", "trust"), ("a", "N", "trust"), ("b", "D", "distrust"))
SECOND = relations(("a", "N", "trust"), ("c", "D", "distrust"), (None, "D", "trust"))


def test_ties_are_shared_where_both_read_them_in_one_segment():
    ties = read_by_both(FIRST, SECOND, unit=["segment"], content=TIE)
    assert ties["coders"].tolist() == [["first", "second"], ["first"], ["second"]]
    assert shared_ties(ties, coders=("first", "second")) == pytest.approx(0.5)


def test_ties_of_a_study_are_shared_wherever_they_are_read():
    codings = [rows.assign(study="s") for rows in (FIRST, SECOND)]
    ties = read_by_both(*codings, unit=["study"], content=TIE)
    by_tie = {(row.trustee, row.concept): row.coders for row in ties.itertuples()}
    assert by_tie == {
        ("N", "trust"): ["first", "second"],
        ("D", "distrust"): ["first", "second"],
        ("D", "trust"): ["second"],
    }


def test_a_segment_in_which_neither_reads_a_tie_is_one_on_which_both_agree():
    comparison = segments_compared(FIRST, SECOND, segments=SEGMENTS, content=TIE)
    assert comparison.codes == ("P D distrust", "P N trust")
    distrust = dict(zip(comparison.units["unit"], comparison.values[:, :, 0].tolist(), strict=True))
    assert distrust == {"a": [0, 0], "b": [1, 0], "c": [0, 1], "d": [0, 0]}
    overall = overall_agreement(comparison, seed=1, resamples=5).set_index("coefficient")
    assert overall["value"]["Percent agreement"] == pytest.approx(6 / 8)


def test_a_second_coder_who_reads_nothing_differs_wherever_the_first_reads_something():
    comparison = segments_compared(FIRST, SECOND.iloc[:0], segments=SEGMENTS, content=TIE)
    assert comparison.values.sum(axis=(0, 2)).tolist() == [2, 0]
