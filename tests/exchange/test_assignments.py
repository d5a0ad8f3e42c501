"""Who read what: from the file, from the map, and what is open."""

import json

import pandas as pd
import pytest

from trustbook.errors import ExportError
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.mapping import import_map
from trustbook.exchange.reading import read_project

TABLE = "Document,Coder,Segment,Code\nI1,ana,Alpha,Trust\nI2,ana,Beta,Trust\nI2,bo,Beta,Distrust\n"


def imported(folder, text, map_text):
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    (folder / "m.yml").write_text(map_text, encoding="utf-8")
    into = folder / "into"
    import_corpus(path, into=into, map_file=folder / "m.yml")
    file = into / "assignments.csv"
    rows = pd.read_csv(file, dtype="str").values.tolist() if file.is_file() else []
    return rows, json.loads((into / "import-report.json").read_text(encoding="utf-8"))


def test_the_map_says_what_each_coder_read(tmp_path):
    rows, _ = imported(tmp_path, TABLE, "assignments: {Ana: ['*'], bo: [I2]}")
    assert rows == [["C1", "d01"], ["C1", "d02"], ["C2", "d02"]]


def test_a_coder_whom_only_the_map_names_is_one_more(tmp_path):
    rows, report = imported(tmp_path, TABLE, "assignments: {Cy Carlsen: [I1, I2]}")
    assert rows == [["C3", "d01"], ["C3", "d02"]]
    assert any("not in the file; here it is C3" in line for line in report["warnings"])
    everything = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "into").iterdir())
    assert "Carlsen" not in everything


def test_a_document_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ExportError, match="assignments of bo in the map: no document is called I9"):
        imported(tmp_path, TABLE, "assignments: {bo: [I9]}")


def test_rows_without_a_code_say_what_a_coder_read(tmp_path):
    """Ana coded I1 and read I2, where Bo found something; Bo read no more than I2."""
    path = tmp_path / "t.csv"
    text = "Document,Coder,Segment,Code\nI1,ana,Alpha,Trust\nI2,ana,Beta,\nI2,bo,Beta,Trust\n"
    path.write_text(text, encoding="utf-8")
    project = read_project(path)
    assert project.assignments.values.tolist() == [["C1", "d1"], ["C1", "d2"], ["C2", "d2"]]
    assert project.questions == ()


def test_a_coder_whose_rows_have_no_code_is_a_coder(tmp_path):
    text = "Document,Coder,Segment,Code\nI1,ana,Alpha,Trust\nI1,bo,Alpha,\n"
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    import_corpus(path, into=tmp_path / "into")
    rows = pd.read_csv(tmp_path / "into" / "assignments.csv", dtype="str")
    assert rows.values.tolist() == [["C1", "d01"], ["C2", "d01"]]


def test_without_a_map_nothing_is_said_of_what_anybody_read(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    assert read_project(path).assignments.empty


def test_a_coder_who_coded_nothing_is_asked_about_and_stops_nothing(project_of_two):
    (question,) = read_project(project_of_two).questions
    assert (question.key, question.about, question.decides) == ("assignments", "Bo", False)


def test_the_map_answers_for_a_coder_who_coded_nothing(project_of_two):
    mapping = import_map("assignments: {Bo: ['*']}", file="m.yml")
    project = read_project(project_of_two, mapping)
    assert project.assignments.values.tolist() == [["C2", "d"]]
    assert project.questions == ()


@pytest.fixture
def project_of_two(tmp_path):
    """A project of Ana and Bo in which Ana alone coded."""
    path = tmp_path / "p.qde"
    path.write_text(
        '<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Users><User guid="u1" name="Ana"/>'
        '<User guid="u2" name="Bo"/></Users><CodeBook><Codes><Code guid="c" name="Trust"/></Codes>'
        '</CodeBook><Sources><TextSource guid="d" name="Visit" plainTextContent="">'
        "<PlainTextContent>She listens to me.</PlainTextContent>"
        '<PlainTextSelection guid="s" startPosition="0" endPosition="11">'
        '<Coding guid="k" creatingUser="u1"><CodeRef targetGUID="c"/></Coding>'
        "</PlainTextSelection></TextSource></Sources></Project>",
        encoding="utf-8",
    )
    return path
