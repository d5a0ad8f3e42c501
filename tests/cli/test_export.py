"""The commands that make, check and export a corpus."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustbook.cli import main

CLINIC = Path(__file__).parents[1] / "corpora" / "clinic"


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A copy of a sound corpus at data/mine, seen from its project."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(CLINIC, tmp_path / "data" / "mine"))


def run(*arguments: str):
    return CliRunner().invoke(main, arguments)


def test_a_new_corpus_says_what_to_do_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    process = run("new", "data/mine")
    assert (process.exit_code, process.output.splitlines()[-1]) == (
        0,
        "Next: trustbook check data/mine",
    )
    assert run("new", "data/mine").exit_code == 1


def test_a_new_workbook_can_be_checked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report = json.loads(run("new", "data/mine", "--xlsx", "--json").output)
    assert report["corpus"] == "data/mine.xlsx"
    process = run("check", "data/mine.xlsx")
    assert process.exit_code == 1
    assert process.output.startswith("data/mine.xlsx, sheet studies: found no rows")


@pytest.mark.slow
@pytest.mark.parametrize("format", ["qdpx", "xlsx", "graphml", "gexf"])
def test_a_corpus_is_exported(corpus, format):
    process = run("export", "data/mine", "--as", format)
    assert process.exit_code == 0, process.output
    assert process.output.startswith(f"data/mine is in mine.{format}\nNext: ")
    assert run("export", "data/mine", "--as", format).exit_code == 1
    assert run("export", "data/mine", "--as", format, "--overwrite").exit_code == 0


@pytest.mark.slow
def test_an_exported_workbook_is_checked_as_it_is(corpus):
    run("export", "data/mine", "--as", "xlsx", "--into", "data/book.xlsx")
    assert run("check", "data/book.xlsx").output == (
        "data/book.xlsx: 0 errors, 0 warnings.\nNext: trustbook build data/book.xlsx\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("format", ["qdpx", "xlsx"])
def test_an_export_is_imported_as_the_corpus_it_was(corpus, format):
    run("export", "data/mine", "--as", format)
    process = run("import", f"mine.{format}", "--into", "data/again")
    assert process.exit_code == 0, process.output
    assert "0 errors, 0 warnings" in run("check", "data/again").output


def test_a_corpus_with_faults_is_not_exported(corpus):
    with (corpus / "codings.csv").open("a", encoding="utf-8") as file:
        file.write("nowhere,no-code,C1\n")
    process = run("export", "data/mine", "--as", "qdpx")
    assert process.exit_code == 1
    assert "no-code" in process.stderr
    assert not Path("mine.qdpx").exists()


def test_an_unknown_format_is_wrong_usage(corpus):
    assert run("export", "data/mine", "--as", "docx").exit_code == 2


def test_a_workbook_is_not_described(corpus):
    run("export", "data/mine", "--as", "xlsx")
    process = run("describe", "mine.xlsx")
    assert process.exit_code == 1
    assert "trustbook import mine.xlsx --into mine" in process.stderr
