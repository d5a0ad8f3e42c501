"""A compendium of one's own: how it is made, and what is refused."""

import ast
import json
import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from click.testing import CliRunner

from trustbook.book.edition import edition_of
from trustbook.book.environment import locked_versions
from trustbook.book.new_compendium import About, new_compendium
from trustbook.book.notebooks import check_chapter, read_notebook, require_parameters_cell
from trustbook.book.staging import page_sources, read_config
from trustbook.cli import main
from trustbook.corpus.disclosure import read_disclosure
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


def test_its_readme_shows_what_may_be_published_as_it_is_read(own):
    readme = (own / "README.md").read_text("utf-8")
    corpus = own / "data" / "my-study-æ"
    example = re.search(r"(?s)```yaml\n(.*?)```", readme)[1]
    (corpus / "disclosure.yml").write_text(dedent(example), encoding="utf-8")
    disclosure = read_disclosure(corpus)
    assert (disclosure.findings, list(disclosure.publish)) == ([], ["cases.role"])
    assert [each.fault for each in disclosure.exceptions] == ["few-alike"]


def test_its_requirements_pin_all_that_the_book_is_made_with_and_nothing_else(own):
    lines = (own / "requirements.txt").read_text("utf-8").splitlines()
    pins = locked_versions("\n".join(lines))
    assert all("==" in line for line in lines)
    assert {"trustbook", "altair", "jupyter-book", "sphinx", "nbformat", "numpy"} <= set(pins)
    assert not {"pytest", "ruff", "playwright", "mypy"} & set(pins)
    versions = locked_versions((ROOT / "requirements.txt").read_text("utf-8"))
    assert {name: versions[name] for name in pins if name != "trustbook"} == {
        name: version for name, version in pins.items() if name != "trustbook"
    }


def test_it_has_the_same_bytes_where_git_would_change_the_ends_of_lines(own):
    assert "* text=auto eol=lf" in (own / ".gitattributes").read_text("utf-8").splitlines()


def test_its_corpus_has_no_fault(own):
    done = invoke("check", "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["findings"]) == (0, [])
    assert report["next"] == "trustbook build"


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


def chapter(root, name="networks"):
    return root / "chapters" / f"{name}.ipynb"


def test_a_chapter_that_is_copied_is_used_and_has_the_own_corpus_as_its_default(own):
    done = invoke("eject", "networks")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "copied chapters/networks.ipynb")
    assert edition_of().pages["networks"] == chapter(own)
    assert require_parameters_cell(chapter(own))["corpus"] == "data/my-study-æ"
    assert check_chapter(chapter(own)) == []


@pytest.mark.parametrize(("name", "message"), [("netwroks", "networks"), ("networks", "already")])
def test_what_cannot_be_copied_is_said_in_one_line(own, name, message):
    invoke("eject", "networks")
    done = invoke("eject", name)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert message in done.stderr


def test_everything_can_be_copied_for_other_programs(own):
    chapter(own).write_text("mine", encoding="utf-8")
    done = invoke("eject", "--all")
    assert done.exit_code == 0, done.output
    names = {path.name for path in (own / "chapters").iterdir()}
    assert names >= {path.name for path in page_sources(ROOT).values()} | {"ejected.json"}
    assert (own / "assets" / "trustbook" / "book.css").is_file()
    assert chapter(own).read_text(encoding="utf-8") == "mine"
    chapter(own).unlink()
    assert (
        "this corpus lacks, and of parts without any other: barriers, "
        in invoke("eject", "--all").stdout.splitlines()[-2]
    )


def test_the_chapters_of_the_repository_are_those_of_the_package(monkeypatch):
    monkeypatch.chdir(ROOT)
    done = invoke("eject", "networks")
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)


def test_what_moved_in_the_package_since_is_named_by_part_and_can_be_accepted(own):
    """A cell that the package had in another form, and one that it no longer has."""
    invoke("eject", "networks", "own-data")
    assert invoke("upgrade").exit_code == 0
    file = own / "chapters" / "ejected.json"
    entries = json.loads(file.read_text(encoding="utf-8"))
    entries["chapters/networks.ipynb"]["parts"] |= {"cell load": "other", "cell old": "x"}
    del entries["chapters/own-data.md"]["parts"]["“Use your own data”"]
    file.write_text(json.dumps(entries), encoding="utf-8")
    done = invoke("upgrade")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:3] == [
        "chapters/networks.ipynb, taken from 0.1.0: cell old is gone",
        "chapters/networks.ipynb, taken from 0.1.0: cell load changed",
        "chapters/own-data.md, taken from 0.1.0: “Use your own data” is new",
    ]
    assert invoke("upgrade", "--accept").exit_code == 0
    assert invoke("upgrade").exit_code == 0


def test_the_list_says_where_chapters_come_from_and_which_are_in_the_book(own):
    invoke("eject", "coding")
    assert invoke("new", "chapter", "who-is-asked").exit_code == 0
    rows = {
        each["chapter"]: each for each in json.loads(invoke("list", "--json").stdout)["chapters"]
    }
    assert (rows["coding"]["from"], rows["networks"]["from"]) == ("yours, copied", "package")
    assert (rows["who-is-asked"]["from"], rows["who-is-asked"]["in_book"]) == ("yours", False)
    assert rows["who-is-asked"]["why_not"] == "_toc.yml does not name it"
    assert rows["teams"]["why_not"] == "it needs rows in teams"
    assert rows["own-copy"]["why_not"] == "it needs rows in anchors"
    assert rows["explorer"]["needs"] == ["relations", "concepts"]
    assert rows["networks"]["needs"] == ["relations", "concepts"]
    assert {"README", "ejected", "numbers"} & set(rows) == set()


@pytest.mark.parametrize(
    ("corpus", "words"),
    [
        (None, "12 relations between 5 stakeholders."),
        ("ten-segments", "10 coded segments with 5 codes."),
    ],
)
def test_a_new_chapter_has_no_fault_and_shows_a_table_and_a_figure(own, corpus, words):
    """About relations, or about codes where the corpus has no relations."""
    if corpus:
        shutil.rmtree(own / "data" / "my-study-æ")
        shutil.copytree(ROOT / "tests" / "corpora" / corpus, own / "data" / "my-study-æ")
    done = invoke("new", "chapter", "who-is-asked")
    assert "runs as it is" in done.stdout
    path = chapter(own, "who-is-asked")
    assert check_chapter(path) == []
    names = {}
    cells = [cell for cell in read_notebook(path).cells if cell.cell_type == "code"]
    for cell in cells:
        tree = ast.parse(cell.source)
        last = (
            ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
        )
        exec(compile(tree, cell.id, "exec"), names)
        view = last and eval(compile(last, cell.id, "eval"), names)
        names[cell.id] = view
    assert names["prose-counts"].plain == words
    assert "<table" in names["table-counts"].html
    assert "<svg" in names["figure-counts"].html


def test_texts_are_offered_what_the_chapters_of_the_book_compute(own):
    names = invoke("text", "--names").stdout
    assert "coding.codes_on_one_source " in names
    assert "teams." not in names
    assert "Not in the book: barriers, strategies, teams, " in names


def test_a_new_chapter_for_a_corpus_without_rows_says_what_it_waits_for(own):
    for path in (own / "data" / "my-study-æ").glob("*.csv"):
        path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    done = invoke("new", "chapter", "who-is-asked")
    assert "runs once there are rows in codings" in done.stdout


@pytest.mark.parametrize("name", ["Who is asked", "networks", "../x", "1st", "aux"])
def test_a_name_that_is_none_or_taken_is_refused(own, name):
    done = invoke("new", "chapter", name)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)


NEEDS_A_COMPENDIUM = [
    *(["build"], ["build", "data/x"], ["run"], ["list"], ["eject", "networks"], ["upgrade"]),
    *(["tidy"], ["verify"], ["freeze"], ["archive"], ["serve"], ["check"], ["describe"]),
    *(["export"], ["new", "chapter", "mine"], ["build", "--only", "networks"]),
]


@pytest.mark.parametrize("arguments", NEEDS_A_COMPENDIUM, ids=" ".join)
def test_outside_a_compendium_a_command_says_in_one_line_what_to_do(
    arguments, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    done = invoke(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "there is no compendium here: go to the folder that has _toc.yml, or make one with "
        "trustbook init my-study"
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", main.list_commands(None))
def test_no_command_ends_in_a_traceback_in_an_empty_folder(name, tmp_path, monkeypatch):
    """Without arguments each is done, says in one line what is missing, or how it is used."""
    monkeypatch.chdir(tmp_path)
    done = invoke(name)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == 2
    assert len([line for line in done.stderr.splitlines() if line]) <= 3


@pytest.mark.parametrize("name", ["check", "describe", "export"])
def test_a_corpus_needs_no_compendium(name, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "tests" / "corpora" / "clinic", tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    options = ["--as", "graphml"] if name == "export" else []
    done = invoke(name, "mine", *options)
    assert done.exit_code == 0, done.output
