"""Reporting checklists: answers from the tables and from reporting.yml, never a mark."""

from pathlib import Path

import pandas as pd
import pytest

from trustbook.book.notebooks import write_text
from trustbook.checking.corpora import check_corpus
from trustbook.corpus.reading import read_corpus
from trustbook.corpus.reporting import (
    CHECKLISTS,
    ITEMS,
    NOT_REPORTED,
    NOWHERE,
    OWN,
    checklist,
    held_studies,
    reported_answers,
    reporting_template,
)
from trustbook.pages.checklists import checklist_table, left_out_in_words
from trustbook.studies.checklists import COMPUTED_COLUMNS

ROOT = Path(__file__).parents[2]
CORPORA = ("data/ibbis", "tests/corpora/clinic", "tests/corpora/ten-segments")
NOTHING = pd.DataFrame(columns=list(COMPUTED_COLUMNS), dtype="str")


def answers(text):
    result, faults = reported_answers(text, studies=["one", "two"])
    assert faults == []
    return result.values.tolist()


def faults(text):
    return [fault.message for fault in reported_answers(text, studies=["one", "two"])[1]]


def test_the_checklists_have_the_published_number_of_items():
    assert {name: len(items) for name, items in CHECKLISTS.items()} == {"COREQ": 32, "SRQR": 21}
    assert len({item.asks for item in ITEMS.values()}) == 32 + 21


def test_an_answer_is_a_text_or_has_a_place():
    text = "one:\n  C1: Ana.\n  S9: {answer: Approved, place: Methods}\nthis-coding:\n  C2:\n"
    assert answers(text) == [["one", "C1", "Ana.", ""], ["one", "S9", "Approved", "Methods"]]


def test_nothing_in_the_file_is_no_answer_and_no_fault():
    assert answers("") == answers("# only words\n") == answers("one:\n") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ones:\n  C1: x\n", 'reporting.yml, line 1: found "ones"'),
        (
            "one:\n  C33: x\n",
            'reporting.yml, line 2, one: found "C33", allowed C1 to C32, S1 to S21',
        ),
        (
            "one:\n  C1: x\n  C1: y\n",
            "reporting.yml, line 3, one, C1: found the name again (first in line 2)",
        ),
        ("one:\n  C1: {anwser: x}\n", 'reporting.yml, line 2, one, C1: found "anwser"'),
        ("one:\n  C1: [x]\n", "reporting.yml, line 2, one, C1: found a list"),
        ("- one\n", "reporting.yml, line 1: found a list, allowed lines of"),
        ("one:\n  C1: he said: no\n", "reporting.yml, line 2: found `C1: he said: no`, allowed"),
    ],
)
def test_a_fault_names_its_line_and_what_is_allowed(text, message):
    (lines,) = faults(text)
    assert lines.startswith(message)


def test_the_check_of_a_corpus_finds_a_fault_in_the_file(tmp_path):
    write_text(tmp_path / "studies.csv", "study,label,title\none,One,Title\n")
    write_text(tmp_path / "reporting.yml", "two:\n  C1: x\n")
    result = [each for each in check_corpus(tmp_path) if each.file == "reporting.yml"]
    assert [(each.line, each.value) for each in result] == [(1, '"two"')]


def test_an_answer_from_the_tables_and_a_written_one_are_told_together():
    computed = pd.DataFrame([["one", "C1", "Ana.", "[M](m.html)"]], columns=COMPUTED_COLUMNS)
    reported = reported_answers("one: {C1: {answer: At home, place: p. 3}}", studies=["one"])[0]
    rows = checklist("COREQ", studies=["one", OWN], reported=reported, computed=computed)
    assert rows.loc[0, ["answer", "place", "from"]].tolist() == [
        *("Ana.\nAt home", "[M](m.html)\np. 3"),
        "data and reporting.yml",
    ]
    assert rows.loc[1, ["study", "answer", "from"]].tolist() == [OWN, NOT_REPORTED, NOWHERE]
    assert len(rows) == 2 * 32


def test_without_the_file_every_item_still_has_a_row():
    nothing = reported_answers("", studies=[])[0]
    rows = checklist("SRQR", studies=["one"], reported=nothing, computed=NOTHING)
    assert rows["item"].tolist() == [f"S{number}" for number in range(1, 22)]
    assert set(rows["answer"]) == {NOT_REPORTED}


def test_a_study_of_which_only_an_abstract_was_coded_is_left_out_until_somebody_answers():
    studies = pd.DataFrame(
        {"study": ["one", "two", "three"], "coded_part": ["full text", "abstract", None]}
    )
    nothing = reported_answers("", studies=[])[0]
    assert list(held_studies(studies, nothing)["study"]) == ["one", "three"]
    answered = reported_answers("two: {C1: x}", studies=["two"])[0]
    assert list(held_studies(studies, answered)["study"]) == ["one", "two", "three"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "corpus", ["data/ibbis", "tests/corpora/clinic", "tests/corpora/ten-segments"]
)
def test_every_corpus_has_its_checklists_and_no_mark_in_them(corpus):
    corpus = read_corpus(ROOT / corpus)
    for name in CHECKLISTS:
        text = checklist_table(name, corpus).text
        assert "This coding" in text
        assert "%" not in text


def test_every_place_of_the_reference_leads_to_a_page_that_is_there():
    answered = reported_answers(
        (ROOT / "data/ibbis/reporting.yml").read_text(encoding="utf-8"),
        studies=["interpersonal-trust", "normative-integration"],
    )
    assert answered[1] == []
    assert answered[0].loc[answered[0]["item"] != "read", "place"].ne("").all()


def test_the_studies_that_are_left_out_are_named():
    assert "Trust abstract" in left_out_in_words(read_corpus(ROOT / "data/ibbis")).plain
    assert left_out_in_words(read_corpus(ROOT / "tests/corpora/ten-segments")).markdown == ""


def test_a_template_answers_nothing_and_asks_for_every_item():
    text = reporting_template()
    assert answers(text) == []
    assert all(f"#   {item}:" in text for item in ITEMS)
    filled = text.replace("# my-study:", "one:").replace("#   C6:  #", "  C6: None. #")
    assert answers(filled) == [["one", "C6", "None.", ""]]
