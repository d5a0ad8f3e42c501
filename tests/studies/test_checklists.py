"""What the tables of a corpus answer of the reporting checklists."""

import pandas as pd

from trustbook.corpus.schema import TABLES
from trustbook.studies.checklists import answers_from_data


def tables_with(**rows):
    """The tables of a corpus of which some have the rows that are given."""

    def table(name):
        return pd.DataFrame(rows.get(name, []), columns=list(TABLES[name].columns))

    return table


def test_amounts_are_added_up_by_unit_and_a_missing_number_is_said():
    """Two lines of interviews, 3 + 4 = 7; observations without a number."""
    lines = [
        {"study": "s", "line": 1, "data_type": "Early", "unit": "interview", "n": 3},
        {"study": "s", "line": 2, "data_type": "Late", "unit": "interview", "n": 4},
        {"study": "s", "line": 3, "data_type": "Watching", "unit": "observation", "n": None},
    ]
    result = answers_from_data(tables_with(studies=[{"study": "s"}], material=lines))
    answer_of = result.set_index(["study", "item"])["answer"]
    assert answer_of["s", "C12"] == "7 interviews, observation (number not stated)."
    assert ("s", "C21") not in answer_of.index


def test_the_coding_itself_is_answered_from_codings_and_codebook():
    """Segment g1 has two coders, g2 one: one segment is coded by more than one."""
    codings = [
        {"segment": "g1", "code": "k", "coder": "A"},
        {"segment": "g1", "code": "k", "coder": "B"},
        {"segment": "g2", "code": "k", "coder": "A"},
    ]
    codes = [
        {"code": "t", "label": "Time", "kind": "theme"},
        {"code": "k", "label": "Long waits", "kind": "code", "parent": "t"},
    ]
    tables = tables_with(codings=codings, codes=codes)
    result = answers_from_data(tables).set_index("item")["answer"]
    assert result["C24"] == "2 coders (A, B); 1 segment coded by more than one."
    assert result["C25"] == "1 theme, 1 code, each with its definition and place in the tree."
    assert result["C31"] == "Time."


def test_speakers_with_one_label_are_told_apart():
    segments = [
        {"segment": "a", "study": "s", "kind": "quotation", "speaker": "N"},
        {"segment": "b", "study": "s", "kind": "quotation", "speaker": "M"},
    ]
    people = [{"stakeholder": "N", "label": "Nurses"}, {"stakeholder": "M", "label": "Nurses"}]
    tables = tables_with(studies=[{"study": "s"}], segments=segments, stakeholders=people)
    answers = answers_from_data(tables).set_index("item")["answer"]
    assert answers["C29"] == "2 quotations coded here, of Nurses (M), Nurses (N)."


def test_quotations_are_counted_by_study_with_who_speaks():
    """Two quotations of study s and an observation; one of t, of somebody without a label."""
    segments = [
        {"segment": "a", "study": "s", "kind": "quotation", "speaker": "P"},
        {"segment": "b", "study": "s", "kind": "quotation", "speaker": "N"},
        {"segment": "c", "study": "s", "kind": "observation", "anchor": "x"},
        {"segment": "d", "study": "t", "kind": "quotation", "speaker": "X"},
    ]
    people = [{"stakeholder": "N", "label": "Nurses"}, {"stakeholder": "P", "label": "Patients"}]
    tables = tables_with(
        studies=[{"study": "s"}, {"study": "t"}], segments=segments, stakeholders=people
    )
    result = answers_from_data(tables).set_index(["study", "item"])["answer"]
    assert result["s", "C29"] == "2 quotations coded here, of Nurses, Patients."
    assert result["t", "C29"] == "1 quotation coded here, of X."
    assert result["this-coding", "S17"] == "1 of 4 segments lead to their place."
