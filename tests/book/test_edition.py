"""An edition: whose book, with which parameters, made of which pages."""

import json
import shutil
from pathlib import Path

import pytest

from trustbook.book.edition import edition_as_built, edition_of, require_sound_corpus
from trustbook.book.notebooks import write_text
from trustbook.errors import BookError, CompendiumError, CorpusError, ParameterError

ROOT = Path(__file__).parents[2]
TEN = ROOT / "tests" / "corpora" / "ten-segments"


def test_the_parameters_file_of_the_compendium_says_what_it_is_about():
    edition = edition_of()
    assert (edition.name, edition.parameters["corpus"]) == ("ibbis", "data/ibbis")
    assert edition.parameters["seed"] == 1
    assert edition.is_own and edition.is_whole


def test_the_parameters_of_the_compendium_are_not_those_of_another_corpus():
    assert edition_of(str(TEN)).parameters == {"corpus": "tests/corpora/ten-segments"}


def test_a_corpus_may_be_named_from_the_working_directory(monkeypatch):
    monkeypatch.chdir(TEN.parent)
    edition = edition_of("ten-segments")
    assert edition.corpus == TEN
    assert edition.parameters["corpus"] == "tests/corpora/ten-segments"


def test_a_corpus_outside_the_project_is_called_by_its_folder(tmp_path):
    write_text(tmp_path / "mine" / "studies.csv", "study,label,title\n")
    edition = edition_of(str(tmp_path / "mine"))
    assert edition.name == "mine"
    assert edition.parameters["corpus"] == (tmp_path / "mine").as_posix()


def test_a_corpus_that_is_not_there_is_said():
    with pytest.raises(CorpusError, match="no corpus at data/mine"):
        edition_of("data/mine")


def settings_in(tmp_path, text):
    return write_text(tmp_path / "mine.yml", text)


def test_parameters_of_the_file_go_to_the_whole_book(tmp_path):
    edition = edition_of(parameters_file=settings_in(tmp_path, "level: micro\nseed: 3\n"))
    assert edition.parameters == {"level": "micro", "seed": 3, "corpus": "data/ibbis"}


def test_the_file_may_name_the_corpus(tmp_path):
    edition = edition_of(parameters_file=settings_in(tmp_path, f"corpus: {TEN.as_posix()}\n"))
    assert edition.name == "ten-segments"


def test_a_study_that_the_corpus_does_not_know_is_said(tmp_path):
    with pytest.raises(
        ParameterError, match=r'mine\.yml, line 1, study: found "artcle", allowed one of all, '
    ):
        edition_of(parameters_file=settings_in(tmp_path, "study: artcle\n"))


def test_all_faults_of_the_file_are_said_at_once(tmp_path):
    with pytest.raises(ParameterError, match=r'(?s)did you mean "level".*a whole number'):
        edition_of(parameters_file=settings_in(tmp_path, "levl: micro\nseed: one\n"))


def test_a_part_keeps_the_order_of_the_book_and_never_replaces_it():
    whole = edition_of()
    last = list(whole.pages)[-1]
    part = edition_of(only=[last])
    assert list(part.pages) == [next(iter(whole.pages)), last]
    assert part.default_output != whole.default_output
    assert part.log != whole.log


def test_a_chapter_that_does_not_exist_gets_a_suggestion():
    first = next(iter(edition_of().pages))
    with pytest.raises(ParameterError, match=f'did you mean "{first}"'):
        edition_of(only=[first[:-1]])


def test_a_corpus_with_errors_keeps_the_book_from_being_built(tmp_path):
    write_text(tmp_path / "mine" / "studies.csv", "study,label,title\na,,\n")
    with pytest.raises(CorpusError, match="Next: trustbook check ") as error:
        require_sound_corpus(tmp_path / "mine")
    assert "studies.csv, row 2" in str(error.value)


@pytest.mark.slow
def test_the_test_corpora_are_sound():
    for folder in TEN.parent.iterdir():
        require_sound_corpus(folder)


@pytest.fixture
def compendium(tmp_path, monkeypatch):
    """A compendium with a corpus of ten segments, and nothing built."""
    shutil.copytree(TEN, tmp_path / "data" / "mine")
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def built(compendium, stamp):
    return write_text(compendium / "_build" / "book" / "mine" / "build.json", json.dumps(stamp))


def test_a_book_is_archived_with_the_parameters_it_was_built_with(compendium):
    built(compendium, {"parameters": {"min_support": 5, "study": "all"}})
    chosen = {"min_support": 5, "study": "all", "corpus": "data/mine"}
    assert edition_as_built("data/mine").parameters == chosen


def test_outside_a_compendium_that_is_said_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CompendiumError, match="trustbook init"):
        edition_as_built("data/nowhere")


def test_where_nothing_is_built_the_parameters_are_those_of_a_build(compendium):
    assert edition_as_built("data/mine") == edition_of("data/mine")


@pytest.mark.parametrize("stamp", [{}, {"stage": "ab"}, {"parameters": "min_support"}, []])
def test_a_book_that_does_not_say_its_parameters_is_refused_with_the_remedy(compendium, stamp):
    built(compendium, stamp)
    with pytest.raises(BookError, match=r"trustbook build data/mine, with --parameters"):
        edition_as_built("data/mine")


def test_parameters_that_no_longer_fit_the_corpus_are_refused(compendium):
    built(compendium, {"parameters": {"study": "gone"}})
    with pytest.raises(ParameterError, match='found "gone"'):
        edition_as_built("data/mine")
