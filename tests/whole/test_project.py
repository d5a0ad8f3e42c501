"""Where things are: corpora, what a build makes, and how a place is written."""

import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from trustbook import project
from trustbook.errors import CompendiumError, CorpusError
from trustbook.project import (
    argument,
    book_file,
    build_folder,
    compendium,
    corpus_folder,
    corpus_name,
    is_corpus_place,
    is_workbook,
    move,
    package_root,
    portable_path,
    private_folder,
    project_root,
    require_compendium,
    require_corpus,
    short_path,
    write_all,
    write_whole,
)

ROOT = Path(__file__).parents[2]


def test_the_compendium_is_the_nearest_folder_with_a_table_of_contents(tmp_path, monkeypatch):
    assert compendium() == project_root() == package_root() == ROOT
    assert build_folder("runs") == ROOT / "_build" / "runs"
    inner = tmp_path / "my study" / "data" / "mine"
    inner.mkdir(parents=True)
    (tmp_path / "my study" / "_toc.yml").write_text("root: a\n", encoding="utf-8")
    monkeypatch.chdir(inner)
    assert require_compendium() == project_root() == tmp_path / "my study"


def test_outside_a_compendium_one_line_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (compendium(), project_root()) == (None, tmp_path)
    with pytest.raises(CompendiumError, match=r"no compendium here: go to .* trustbook init my-"):
        require_compendium()


def test_a_file_of_the_compendium_comes_before_the_one_that_the_package_carries(
    tmp_path, monkeypatch
):
    (tmp_path / "_toc.yml").write_text("root: a\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert book_file("_toc.yml") == tmp_path / "_toc.yml"
    assert book_file("_config.yml") == ROOT / "_config.yml"


def test_a_corpus_is_looked_up_from_the_working_directory_and_then_from_the_root(
    tmp_path, monkeypatch
):
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    assert corpus_folder("mine") == tmp_path / "mine"
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "chapters").mkdir()
    monkeypatch.chdir(tmp_path / "chapters")
    assert corpus_folder("mine") == tmp_path / "mine"


def test_the_reference_corpus_is_there_in_every_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
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
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    assert short_path(tmp_path / "data") == "data"
    assert short_path(tmp_path.parent) == tmp_path.parent.as_posix()


def test_a_path_elsewhere_is_written_without_the_folders_of_the_machine(tmp_path):
    assert portable_path(tmp_path / "mine") == "mine"
    assert portable_path(ROOT / "data" / "mine") == "data/mine"


def test_a_place_with_a_space_stands_in_quotation_marks():
    assert (argument("data/mine"), argument(Path("my ward"))) == ("data/mine", '"my ward"')


def test_a_file_that_does_not_fit_leaves_what_was_there_and_nothing_else(tmp_path, full_disk):
    write_whole(tmp_path / "a", b"former")
    with full_disk(), pytest.raises(OSError, match="large"):
        write_whole(tmp_path / "a", b"longer than it may be")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"former")]


def test_several_files_are_written_all_or_none(tmp_path, full_disk):
    with full_disk(), pytest.raises(OSError, match="large"):
        write_all({tmp_path / "a": b"fits", tmp_path / "b": b"longer than it may be"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("refusals", "is_moved"), [(2, True), (3, False)])
def test_what_a_scanner_holds_open_for_a_moment_is_moved_after_it(
    tmp_path, monkeypatch, refusals, is_moved
):
    """As on Windows, with two pauses that take no time."""
    path, place = tmp_path / "new", tmp_path / "old"
    path.touch()
    refused = iter(range(refusals))
    replace = Path.replace

    def refuse_first(self, target):
        if next(refused, None) is not None:
            raise PermissionError(13, "in use", str(self))
        return replace(self, target)

    monkeypatch.setattr(project, "_PAUSES", (0, 0))
    monkeypatch.setattr(Path, "replace", refuse_first)
    with nullcontext() if is_moved else pytest.raises(PermissionError):
        move(path, place)
    assert place.exists() == is_moved


def test_a_private_folder_goes_at_once_but_after_a_kill_when_what_was_started_has_ended(tmp_path):
    """A kernel that is starting and finds its folder gone makes one that nobody removes."""
    with private_folder() as folder:
        (folder / "interview.txt").write_text("She listens to me")
    assert not folder.exists()
    killed, begun = tmp_path / "of one that was killed", time.monotonic()
    killed.mkdir()
    subprocess.run([sys.executable, "-c", project._REMOVE, killed], input=b"", check=True)
    assert time.monotonic() - begun > 0.5
    assert not killed.exists()
