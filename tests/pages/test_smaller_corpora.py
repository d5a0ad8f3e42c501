"""Chapters about a corpus that has one study, no segments, or little of what they speak of."""

import pytest

from trustbook.corpus.reading import read_corpus
from trustbook.networks.resampling import resampled_measures
from trustbook.pages import (
    colophon,
    conclusions,
    introduction,
    material,
    networks,
    segments,
    uncertainty,
)
from trustbook.studies.checklists import answers_from_data


@pytest.fixture(scope="module")
def village():
    """One study of relations alone, without segments."""
    return read_corpus("tests/corpora/village")


def columns_of(view):
    return [column.name for column in view.outputs[0].columns]


def test_columns_and_tables_of_what_a_corpus_has_none_of_are_left_out(village):
    assert columns_of(introduction.studies_table(village)) == ["study", "authors", "year", "title"]
    assert introduction.segments_table(village).plain == "This corpus has no segments."
    assert "family" not in columns_of(introduction.stakeholders_table(village))
    assert "address" not in columns_of(colophon.credit_table(village))


def test_one_study_is_not_set_beside_itself(village):
    figure = networks.network_figure(village.table("relations"), village, name="n", by="study")
    assert figure.plain.startswith("One study states all ties")


def test_a_source_without_segments_is_a_relation(village):
    relations = village.table("relations")
    rows = uncertainty.stated_by(relations, village)
    text = uncertainty.sources_table(rows, village, name="t", lead=rows, relations=relations).html
    assert "Village: a relation stated without a segment" in text
    words = uncertainty.stability_in_words(rows).plain.replace("*", "")
    assert words.startswith("All 5 ties hinge on a single source: ")


def test_a_checklist_counts_no_segments_where_there_are_none(village):
    answers = answers_from_data(village.table)
    assert not answers["answer"].str.contains("no segments|0 of 0").any()


def test_a_single_study_did_not_collect_so_much_each():
    words = material.finding_in_words(read_corpus("tests/corpora/exercise")).plain
    assert "The only study says how much it collected: 3 encounters or documents." in words


def test_a_measure_that_no_resample_has_has_no_interval(village):
    rows = uncertainty.stated_by(village.table("relations"), village)
    measures = resampled_measures(rows, resamples=50, seed=1)
    text = conclusions.measures_table(measures, rows, name="m", resamples=50).html
    assert "–" in text and "– to –" not in text


def test_places_stand_with_segments_that_have_anchors_alone():
    ten = segments.segments_table(read_corpus("tests/corpora/ten-segments"))
    assert not {"letters_before", "letters", "percent"} & set(columns_of(ten))
    assert ten.outputs[0].notes == ("A meaning unit is a summary in the coders' own words.",)
