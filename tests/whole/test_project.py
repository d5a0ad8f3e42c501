"""Where things are: corpora, what a build makes, and how a place is written."""

from pathlib import Path

import pytest

from trustbook.errors import CorpusError
from trustbook.project import (
    argument,
    build_folder,
    corpus_folder,
    corpus_name,
    is_corpus_place,
    is_workbook,
    portable_path,
    project_root,
    require_corpus,
    short_path,
)

ROOT = Path(__file__).parents[2]


def test_the_root_is_the_folder_with_the_table_of_contents():
    assert project_root() == ROOT
    assert build_folder("runs") == ROOT / "_build" / "runs"


def test_a_corpus_is_looked_up_from_the_working_directory_and_then_from_the_root(
    tmp_path, monkeypatch
):
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    assert corpus_folder("mine") == tmp_path / "mine"
    assert corpus_folder("data/ibbis") == ROOT / "data" / "ibbis"


def test_a_place_without_a_corpus_gets_a_remedy():
    with pytest.raises(CorpusError, match=r"no corpus at data/nowhere: give a folder with studies"):
        corpus_folder("data/nowhere")


def test_a_workbook_is_a_corpus_that_is_called_as_its_file(tmp_path):
    path = tmp_path / "mine.XLSX"
    path.write_bytes(b"")
    assert is_workbook(path) and is_corpus_place(path)
    assert require_corpus(path, place="mine.XLSX") == path
    assert corpus_name(path) == "mine"


def test_a_folder_may_be_called_like_a_workbook(tmp_path):
    folder = tmp_path / "mine.xlsx"
    folder.mkdir()
    assert not is_workbook(folder)
    assert is_corpus_place(folder)
    assert corpus_name(folder) == "mine.xlsx"


def test_a_file_that_is_no_workbook_is_no_corpus(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(b"")
    assert not is_corpus_place(path)


def test_a_path_is_written_from_where_the_person_is_or_from_the_root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert short_path(tmp_path / "a" / "b") == "a/b"
    assert short_path(ROOT / "data") == "data"
    assert short_path(tmp_path.parent) == tmp_path.parent.as_posix()


def test_a_path_elsewhere_is_written_without_the_folders_of_the_machine(tmp_path):
    assert portable_path(tmp_path / "mine") == "mine"
    assert portable_path(ROOT / "data" / "mine") == "data/mine"


def test_a_place_with_a_space_stands_in_quotation_marks():
    assert (argument("data/mine"), argument(Path("my ward"))) == ("data/mine", '"my ward"')
