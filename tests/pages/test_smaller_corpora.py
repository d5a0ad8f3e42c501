"""Chapters about a corpus that has one study, no segments, or little of what they speak of."""

from shutil import copytree

import pandas as pd
import pytest

from trustbook.corpus.reading import read_corpus
from trustbook.networks.resampling import resampled_measures
from trustbook.pages import (
    coding,
    colophon,
    conclusions,
    framework,
    introduction,
    material,
    network_tables,
    networks,
    review,
    saturation,
    segments,
    structure,
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
    assert figure.plain.startswith("One study states all the ties")


def test_a_source_without_segments_is_a_relation(village):
    relations = village.table("relations")
    rows = uncertainty.stated_by(relations, village)
    text = uncertainty.sources_table(rows, village, name="t", lead=rows, relations=relations).html
    assert "Village: a relation stated without a segment" in text
    words = uncertainty.stability_in_words(rows).plain.replace("*", "")
    assert words.startswith("All 5 ties hinge on a single source: ")


def test_places_are_spoken_of_where_there_are_anchors():
    exercise, ibbis = read_corpus("tests/corpora/exercise"), read_corpus("data/ibbis")
    assert segments.places_in_words(exercise).plain == ""
    assert "place" not in segments.segments_table(exercise).html
    assert "--step anchors" in segments.places_in_words(ibbis).plain
    assert "A place is counted in letters" in segments.segments_table(ibbis).html


@pytest.mark.slow
def test_ties_without_segments_count_relations(village):
    relations = village.table("relations")
    figure = networks.network_figure(relations, village, name="n")
    assert {"Relations", "Relation ids"} < {*columns_of(figure)}
    assert "Segments" not in columns_of(figure)


def test_no_source_can_be_left_out_where_each_holds_a_tie_alone(village):
    rows = uncertainty.stated_by(village.table("relations"), village)
    title = "No source can be left out without losing a tie"
    assert title in uncertainty.sources_figure(rows, village, name="f").html


def test_a_checklist_counts_no_segments_where_there_are_none(village):
    answers = answers_from_data(village.table)
    assert not answers["answer"].str.contains("no segments|0 of 0").any()


@pytest.mark.slow
def test_a_picture_of_one_tie_speaks_of_one_tie(village):
    relations = village.table("relations").head(1)
    figure = networks.network_figure(relations, village, name="n", by="concept")
    assert "network of 2 stakeholders and 1 tie. " in figure.html


def test_nobody_stands_between_others_where_no_tie_is_positive(village):
    relations = village.table("relations").head(1)
    edges = structure.edges_with(relations, village, 1).assign(sign=-1)
    view = structure.brokers_table(edges, village, name="b")
    assert view.plain.startswith("Nobody stands between two others")


def test_stakeholders_with_one_label_are_told_apart_in_the_structure(tmp_path):
    corpus = read_corpus(copytree("tests/corpora/village", tmp_path / "village"))
    path = tmp_path / "village" / "stakeholders.csv"
    pd.read_csv(path).assign(label="Villagers").to_csv(path, index=False)
    edges = structure.edges_with(corpus.table("relations"), corpus, 1)
    figure = structure.standing_figure(edges, corpus, name="s")
    assert all(f"Villagers ({name})" in figure.html for name in edges["source"])


def test_a_line_of_material_without_participants_has_no_empty_brackets():
    figure = material.timeline_figure(read_corpus("tests/corpora/newspapers"))
    assert "()" not in figure.html


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


def test_sizes_name_only_what_a_corpus_has(village):
    words = introduction.size_in_words(village).plain
    assert words == "The corpus *village* holds 1 study and 5 relations between stakeholders."


def test_what_states_a_tie_without_segments_is_called_a_relation(village):
    view = network_tables.received_table(village.table("relations"), village, name="r")
    assert [column.label for column in view.outputs[0].columns][-1] == "Relation ids"
    trail = review.trail_table(village)
    assert columns_of(trail) == ["segment", "study", "source"]
    assert trail.outputs[0].title == "The relations behind the tie"


def test_a_reviewer_without_segments_deletes_the_line_of_a_truster(village):
    """The best supported tie is the council's, and three relations name it."""
    assert "`stakeholders.csv` the line of CO." in review.fault_in_words(village).plain
    (output,) = review.check_table(village).outputs
    assert {row[0] for row in output.rows} == {"relations.csv"}


def test_a_column_that_nothing_fills_is_left_out():
    exercise = read_corpus("tests/corpora/exercise")
    assert not {"category", "include", "exclude", "origin"} & set(
        columns_of(coding.codebook_table(exercise))
    )
    assert columns_of(material.material_table(exercise)) == [
        "study", "data_type", "participants", "n"
    ]  # fmt: skip


def test_too_few_interviews_for_a_base_and_a_run_give_no_table_of_runs():
    units = saturation.unit_sequence(read_corpus("tests/corpora/exercise"))
    assert saturation.runs_in_words(units).plain.startswith("There are too few encounters")
    assert saturation.runs_table(units).plain == ""


def test_columns_of_a_codebook_without_categories_are_themes_or_codes():
    exercise, sleep = (read_corpus(f"tests/corpora/{name}") for name in ("exercise", "sleep"))
    words = [
        framework.finding_in_words(framework.cells_of(each), each).plain
        for each in (exercise, sleep)
    ]
    assert "(3 documents by 2 themes)." in words[0]
    assert "(1 study by 2 codes)." in words[1]
