"""What a corpus holds, and what its tables mean."""

import pandas as pd

from trustbook.corpus.contents import (
    columns_of,
    segment_kinds,
    studies_overview,
    study_credits,
    study_labels,
    table_sizes,
)
from trustbook.corpus.schema import TABLES

STUDIES = pd.DataFrame(
    [
        {"study": "b", "label": "Second", "year": 2021, "source": "A journal", "doi": "10.1/x"},
        {"study": "a", "label": "First", "year": None},
    ],
    columns=list(TABLES["studies"].columns),
).astype({name: "Int64" if name == "year" else "str" for name in TABLES["studies"].columns})
SEGMENTS = pd.DataFrame(
    [{"study": "b", "kind": "finding"}, {"study": "b", "kind": "quotation"}],
    columns=list(TABLES["segments"].columns),
)


def test_studies_keep_the_order_of_the_corpus_and_count_their_segments():
    overview = studies_overview(STUDIES, SEGMENTS)
    assert list(zip(overview["study"], overview["segments"], strict=True)) == [
        ("Second", 2),
        ("First", 0),
    ]


def test_credit_says_what_is_not_stated():
    credit = study_credits(STUDIES)
    assert list(credit["source"]) == ["A journal (2021)", "not stated"]
    assert set(credit["licence"]) == {"not stated"}


def test_what_a_coded_publication_does_not_give_is_told_from_what_nobody_stated():
    coded = STUDIES.assign(coded_part=[None, "abstract"], source=[None, "A meeting"])
    overview = studies_overview(coded, SEGMENTS)
    assert list(overview["year"]) == ["2021", "not given"]
    assert list(overview["authors"]) == ["not stated", "not given in the text we had"]
    assert list(study_credits(coded)["source"]) == [
        "not stated (2021)",
        "A meeting (year not given in the text we had)",
    ]
    imported = STUDIES.assign(coded_part=[None, "all that was coded in NVivo"], source=None)
    assert list(studies_overview(imported, SEGMENTS)["year"]) == ["2021", "not stated"]


def test_kinds_are_counted_by_study_with_their_sum():
    kinds = segment_kinds(SEGMENTS, STUDIES)
    assert kinds.to_dict("records") == [
        {"study": "Second", "quotation": 1, "finding": 1, "all": 2},
        {"study": "First", "quotation": 0, "finding": 0, "all": 0},
    ]


def test_every_table_of_the_schema_is_listed():
    sizes = table_sizes({"segments": 2})
    assert list(sizes["table"]) == list(TABLES)
    assert sizes.set_index("table")["rows"]["segments"] == 2


def test_every_column_of_every_table_has_a_meaning():
    for name, declared in TABLES.items():
        columns = columns_of(name)
        assert list(columns["column"]) == list(declared.columns)
        assert (columns["meaning"].str.len() > 5).all()


def test_a_column_says_what_it_holds():
    columns = columns_of("teams").set_index("column")["holds"]
    assert columns["n"] == "whole number; 0 or more"
    assert columns["works_with"] == "text; one of all, one, none"
    assert columns["stakeholder"] == "text; a value of stakeholders.stakeholder"


def test_labels_put_rows_in_the_order_of_the_studies():
    frame = pd.DataFrame({"study": ["a", "b", "unknown"], "n": [1, 2, 3]})
    assert study_labels(frame, STUDIES).values.tolist() == [
        ["Second", 2],
        ["First", 1],
        ["unknown", 3],
    ]


def test_an_empty_corpus_is_no_fault():
    assert studies_overview(STUDIES.iloc[:0], SEGMENTS.iloc[:0]).empty
    assert segment_kinds(SEGMENTS.iloc[:0], STUDIES.iloc[:0]).empty
    assert study_credits(STUDIES.iloc[:0]).empty
