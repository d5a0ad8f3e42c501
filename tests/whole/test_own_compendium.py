"""A compendium of one's own: how it is made, and what is refused."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from trustbook.book.edition import edition_of
from trustbook.book.new_compendium import About, new_compendium
from trustbook.book.staging import read_config
from trustbook.cli import main
from trustbook.errors import CompendiumError

ROOT = Path(__file__).parents[2]
ABOUT = About(
    title="Exercise: a “pilot”",
    authors=["A. Ørsted", "B. Person"],
    licence="CC-BY-4.0",
    created="2024-05-31",
)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A new compendium, in which the test works."""
    folder = new_compendium(tmp_path / "My study æ", ABOUT)
    monkeypatch.chdir(folder)
    return folder


def invoke(*arguments):
    return CliRunner().invoke(main, arguments)


def test_a_new_compendium_is_about_its_corpus_and_uses_the_chapters_of_the_package(own):
    edition = edition_of()
    assert (edition.name, edition.corpus) == ("my-study-æ", own / "data" / "my-study-æ")
    assert edition.is_own
    assert edition.pages["networks"] == ROOT / "chapters" / "networks.ipynb"


def test_its_settings_are_those_of_the_package_with_its_title_and_authors(own):
    ours, theirs = read_config(ROOT), read_config(own)
    assert (theirs["title"], theirs["author"]) == (ABOUT.title, "A. Ørsted, B. Person")
    assert "extra_footer" not in theirs["html"]
    assert theirs["sphinx"] == ours["sphinx"]


def test_its_data_package_says_title_authors_licence_and_day(own):
    package = json.loads((own / "data" / "my-study-æ" / "datapackage.json").read_text("utf-8"))
    assert (package["title"], package["created"]) == (ABOUT.title, "2024-05-31")
    assert [each["title"] for each in package["contributors"]] == list(ABOUT.authors)
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]


def test_no_mark_of_the_template_is_left(own):
    texts = {path: path.read_text("utf-8") for path in own.rglob("*") if path.is_file()}
    assert [path for path, text in texts.items() if "@name@" in text or "@title@" in text] == []
    workflow = yaml.safe_load((own / ".github" / "workflows" / "book.yml").read_text("utf-8"))
    assert "_build/book/my-study-æ" in str(workflow)


def test_its_corpus_has_no_fault(own):
    done = invoke("check", "--json")
    assert (done.exit_code, json.loads(done.stdout)["findings"]) == (0, [])


@pytest.mark.parametrize("file", ["thesis.txt", "_toc.yml"])
def test_a_folder_with_something_in_it_is_refused(tmp_path, file):
    (tmp_path / file).write_text("years of work", encoding="utf-8")
    done = invoke("init", str(tmp_path))
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_an_empty_repository_becomes_a_compendium(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    done = invoke("init", ".")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == "Next: trustbook check"
    assert (tmp_path / "_toc.yml").is_file()


def test_nothing_is_left_of_a_compendium_whose_corpus_could_not_be_written(tmp_path):
    def interrupt(corpus):
        corpus.mkdir(parents=True)
        (corpus / "studies.csv").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        new_compendium(tmp_path / "mine", ABOUT, write_corpus=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_that_is_there_comes_along_without_what_does_not_belong_to_it(tmp_path):
    corpus = ROOT / "tests" / "corpora" / "clinic"
    done = invoke("init", str(tmp_path / "mine"), "--from", str(corpus))
    assert done.exit_code == 0, done.output
    names = {path.name for path in (tmp_path / "mine" / "data" / "mine").iterdir()}
    assert names == {path.name for path in corpus.iterdir()} | {"datapackage.json"}


def test_a_folder_without_tables_is_no_corpus_to_begin_from(tmp_path):
    (tmp_path / "empty").mkdir()
    done = invoke("init", str(tmp_path / "mine"), "--from", str(tmp_path / "empty"))
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert not (tmp_path / "mine").exists()


def test_an_export_is_imported(tmp_path):
    export = tmp_path / "excerpts.csv"
    export.write_text("Text,Code\nShe listens,Trust\n", encoding="utf-8")
    done = invoke("init", str(tmp_path / "mine"), "--from", str(export))
    assert done.exit_code == 0, done.output
    assert (tmp_path / "mine" / "data" / "mine" / "import-report.md").is_file()
    assert "mine/data/mine holds 1 segment" in done.stdout.replace(str(tmp_path), "")


def test_two_compendia_do_not_share_a_folder(own):
    with pytest.raises(CompendiumError, match="is a compendium already"):
        new_compendium(own, ABOUT)
