import json

import pytest
from click.testing import CliRunner

from trustbook.cli import main

TABLE = "id,document,tag,content\n1,SU1,Trust,Hun er her\n1,SU1,Nurse,Hun er her\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["import", *arguments])


def test_an_import_says_what_was_kept_what_is_open_and_what_to_do_next():
    result = run("t.csv", "--into", "data/mine")
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert any(line.startswith("Came in: all 2 codings") for line in lines)
    assert any(
        line.startswith("open: no stakeholder, speaker or relation is known") for line in lines
    )
    assert any("t.key. Keep it" in line for line in lines)
    assert lines[-1] == "Next: trustbook check data/mine"
    assert CliRunner().invoke(main, ["check", "data/mine"]).exit_code == 0


def test_a_draft_is_written_once_and_the_last_line_says_how_to_use_it(folder):
    result = run("t.csv", "--draft-map")
    assert result.exit_code == 0
    assert "trustbook import t.csv --into data/NAME --map" in result.output
    assert "trustbook init NAME --from t.csv --map" in result.output
    assert (folder / "t.map.yml").is_file()
    assert "holds names" in result.output
    assert run("t.csv", "--draft-map").exit_code == 1
    assert not (folder / "data").exists()


def test_a_draft_is_written_beside_the_export_and_never_into_a_corpus(folder, monkeypatch):
    (folder / "project").mkdir()
    monkeypatch.chdir(folder / "project")
    assert run("../t.csv", "--draft-map").exit_code == 0
    assert (folder / "t.map.yml").is_file()
    run("../t.csv", "--into", "mine")
    refused = run("../t.csv", "--draft-map", "--map", "mine/t.map.yml")
    assert (refused.exit_code, "is in a corpus" in refused.output) == (1, True)


def test_what_is_not_taken_in_is_listed_with_the_way_to_take_it_in(folder):
    text = "Text,Code,Speaker,Home,Memo\nHun,Trust,A,Ribe,Think\nHan,Trust,B,Thy,\n"
    (folder / "v.csv").write_text(text, encoding="utf-8")
    result = run("v.csv", "--into", "data/mine")
    for line in ("  variables of cases: Home (2 values)", "  memos: 1", "  title: v"):
        assert line in result.stderr.splitlines()
    cases = (folder / "data/mine/cases.csv").read_text(encoding="utf-8")
    assert "Ribe" not in cases
    (folder / "m.yml").write_text("keep: [home, memos, title]", encoding="utf-8")
    result = run("v.csv", "--into", "data/all", "--map", "m.yml")
    assert not result.stderr
    assert "Ribe" in (folder / "data/all/cases.csv").read_text(encoding="utf-8")
    assert "Think" in (folder / "data/all/segments.csv").read_text(encoding="utf-8")
    assert "v,v,v" in (folder / "data/all/studies.csv").read_text(encoding="utf-8")


def test_texts_written_by_an_import_verify_it(folder):
    result = run("t.csv", "--into", "data/mine", "--sources-into", "texts")
    assert result.exit_code == 0
    text = next(
        line
        for line in result.output.splitlines()
        if line.startswith("texts/imported-material.txt is")
    )
    command = text.partition("trustbook ")[2].split()
    verified = CliRunner().invoke(main, command)
    assert verified.exit_code == 0
    assert "all 1 anchored rows are found" in verified.output
    (folder / "texts" / "imported-material.txt").write_text("Something else", encoding="utf-8")
    assert CliRunner().invoke(main, command).exit_code == 1


def test_a_codebook_says_what_comes_next(folder):
    codes = '<Codes><Code guid="1" name="Trust"/></Codes>'
    book = f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0">{codes}</CodeBook>'
    (folder / "c.qdc").write_text(book, encoding="utf-8")
    result = run("c.qdc", "--into", "data/mine")
    assert result.exit_code == 0
    assert "data/mine holds a codebook of 1 codes" in result.output
    checked = CliRunner().invoke(main, ["check", "data/mine"]).output
    assert "So far it holds no coded material" in checked
    assert "fill in stakeholders, segments, codings" in checked


def test_machines_get_one_object():
    result = json.loads(run("t.csv", "--into", "data/mine", "--json").output)
    assert result["tables"]["codings"] == 2
    assert result["elements"][0]["element"] == "rows"


@pytest.mark.parametrize(
    "arguments",
    [("t.csv",), ("t.csv", "--into", "data/mine", "--map", "nowhere.yml"),
     ("t.csv", "--into", "a", "--key", "nowhere.key")],
)  # fmt: skip
def test_wrong_usage_ends_with_2(arguments):
    assert run(*arguments).exit_code == 2


def test_what_steers_a_terminal_is_not_printed(folder):
    (folder / "e.csv").write_text("Text,Code,Co\x1b[31mlour\nHun,Trust,x\n", encoding="utf-8")
    assert "\x1b" not in run("e.csv", "--into", "data/mine").output


def test_a_file_that_is_not_there_ends_with_1():
    result = run("nowhere.qdpx", "--into", "data/mine")
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1


def test_help_fits_one_screen_and_has_an_example():
    lines = run("--help").output.splitlines()
    assert len(lines) <= 24
    assert any("Example: trustbook import" in line for line in lines)


def test_a_table_says_which_column_was_read_as_what(folder):
    (folder / "m.csv").write_text("Segment,Code,Age\nHun,Trust,1\nHan,Trust,2\n", encoding="utf-8")
    lines = run("m.csv", "--into", "data/mine").output.splitlines()
    phrase = (
        "Columns read: words = Segment, code = Code; not used: Age; "
        "no column for document, coder, case."
    )
    assert phrase in lines
    report = (folder / "data/mine/import-report.md").read_text(encoding="utf-8")
    assert "Columns read: words = Segment, code = Code; not used: Age" in report
    data = json.loads((folder / "data/mine/import-report.json").read_text(encoding="utf-8"))
    assert f"Columns read: {data['columns_read']}." == phrase


def test_a_question_about_a_column_stops_an_import_and_an_option_answers_it(folder):
    text = "Segment,Code,Codr\nHun,Trust,anna\nHan,Trust,bo\n"
    (folder / "m.csv").write_text(text, encoding="utf-8")
    result = run("m.csv", "--into", "data/mine")
    assert result.exit_code == 1
    assert "Codr: does it say who coded" in result.output
    assert "--column coder=Codr" in result.output
    assert not (folder / "data").exists()
    assert run("m.csv", "--into", "data/mine", "--column", "coder=Codr").exit_code == 0


@pytest.mark.parametrize("value", ["words", "speech=Segment", "words="])
def test_a_role_that_there_is_not_is_refused_with_the_list_of_roles(value):
    result = run("t.csv", "--into", "data/mine", "--column", value)
    assert result.exit_code == 2
    assert "words (the words of the passage)" in " ".join(result.output.split())


def test_a_column_that_there_is_not_is_refused_with_those_that_there_are():
    result = run("t.csv", "--into", "data/mine", "--column", "words=passage")
    assert result.exit_code == 2
    assert "t.csv has no column passage; it has id, document, tag, content" in result.output
