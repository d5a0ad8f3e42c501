"""What goes into an archive, what must not, and that it works where it is unpacked."""

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml

from trustbook.archive.deposit import (
    OUTPUT_COLUMNS,
    _commit,
    _confidential,
    _project,
    _tracked_files,
)
from trustbook.archive.files import check_archive
from trustbook.book.notebooks import chapter_paths, write_text

AGAIN = {"introduction", "agreement", "claims", "teams", "colophon"}
DAY = "2024-05-31"
KEY = "0f" * 32 + "\n"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("secret.key", "x", "a key"),
        ("plain.txt", KEY, "a key"),
        (".env", "TOKEN=x", "a key"),
        ("mine.qdpx", "x", "a project or export of QDA software"),
        ("Interview 3.M4A", "x", "a recording"),
        ("memo.docx", "x", "a text of a word processor"),
        ("my-study.txt", "words", "the text of a source"),
        ("requirements.txt", "numpy==2", ""),
        ("segments.csv", "segment,study\n", ""),
    ],
)
def test_what_could_hold_words_or_a_key_is_told_apart(tmp_path, name, text, why):
    path = write_text(tmp_path / name, text)
    assert _confidential(path, studies={"my-study"}) == why


def test_a_link_to_elsewhere_is_no_file_of_the_project(tmp_path):
    write_text(tmp_path / "transcript", "words")
    (tmp_path / "notes.md").symlink_to(tmp_path / "transcript")
    assert _confidential(tmp_path / "notes.md", studies=set()) == "a link to a file elsewhere"


@pytest.mark.skipif(not shutil.which("git"), reason="git is not on the path")
def test_in_a_checkout_the_project_is_what_git_tracks(tmp_path):
    """Committed one hour before midnight west of Greenwich: the day is that of UTC, the next."""
    write_text(tmp_path / "kept ä.md", "x")
    write_text(tmp_path / "scratch.md", "x")
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    late = {"GIT_COMMITTER_DATE": "2024-05-30T23:00:00-0500"}
    for step in (("init", "-q"), ("add", "kept ä.md"), (*who, "commit", "-qm", "One")):
        subprocess.run(["git", *step], cwd=tmp_path, check=True, env={**os.environ, **late})
    assert _tracked_files(tmp_path) == [tmp_path / "kept ä.md"]
    commit, day = _commit(tmp_path)
    assert (len(commit), day) == (40, DAY)


def test_without_a_checkout_there_is_no_commit(tmp_path):
    assert (_tracked_files(tmp_path), _commit(tmp_path)) == ([], ("", ""))


def test_of_a_compendium_the_usual_files_are_archived_and_others_are_named(tmp_path, monkeypatch):
    for name in ("_toc.yml", "README.md", "chapters/one.md", "diary/kim.md"):
        write_text(tmp_path / name, "x")
    for step in (("init", "-q"), ("add", ".")):
        subprocess.run(["git", *step], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    paths, left_out = _project(tmp_path, is_whole=False)
    assert {path.relative_to(tmp_path).as_posix() for path in paths} == {
        *("_toc.yml", "README.md", "chapters/one.md")
    }
    assert left_out == ["diary/kim.md: not a part that every compendium has (--whole archives it)"]
    assert len(_project(tmp_path, is_whole=True)[0]) == 4


@pytest.fixture(scope="module")
def one(project, tmp_path_factory):
    """A copy of the built project with a day of publication, and with files that must stay out."""
    folder = tmp_path_factory.mktemp("archives") / "one"
    shutil.copytree(project, folder)
    with (folder / "CITATION.cff").open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"date-released: {DAY}\n")
    corpus = folder / "data" / "ibbis"
    write_text(corpus / "secret.key", KEY)
    write_text(corpus / "interpersonal-trust.txt", "words of a source")
    write_text(folder / "tests" / "left.key", "x")
    write_text(folder / "data" / "other" / "studies.csv", "study,label,title\n")
    return folder


@pytest.fixture(scope="module")
def archive(one, python):
    """The archive that the command made, and what it reported."""
    process = python(one, "-m", "trustbook", "archive", "--json")
    assert process.returncode == 0, process.stderr
    report = json.loads(process.stdout)
    return Path(report["archive"]), report


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked") / "clean machine"
    with zipfile.ZipFile(archive[0]) as opened:
        opened.extractall(folder)
    return folder


@pytest.mark.slow
def test_without_a_day_there_is_no_archive_and_the_remedy_is_said(project, python):
    process = python(project, "-m", "trustbook", "archive")
    assert "date-released: 2024-05-31" in process.stderr
    assert process.returncode == 2


@pytest.mark.slow
def test_keys_and_sources_are_left_out_and_named(archive):
    path, report = archive
    assert report["left_out"] == [
        "tests/left.key: a key",
        "data/ibbis/interpersonal-trust.txt: not a part of a corpus",
        "data/ibbis/secret.key: not a part of a corpus",
    ]
    with zipfile.ZipFile(path) as opened:
        names = opened.namelist()
    assert not [name for name in names if name.endswith(".key") or name.startswith("data/other")]
    assert "data/ibbis/interpersonal-trust.txt" not in names


def members(path):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture
def _drawn_anew(monkeypatch):
    """No picture is one that was drawn for another test."""
    monkeypatch.delenv("TRUSTBOOK_DRAWING", raising=False)


@pytest.mark.slow
@pytest.mark.usefixtures("_drawn_anew")
def test_another_build_in_another_folder_with_other_times_gives_the_same_bytes(
    one, archive, copy_of_project, python, tmp_path
):
    """Pages and all files beside them are made twice, and the chapters with every kind of output.

    What the other chapters show is made twice, too: nbval compares it with their reference.
    """
    two = copy_of_project(tmp_path / "two", project=one)
    runs, others = (each / "_build" / "runs" / "ibbis" for each in (one, two))
    names = {*chapter_paths(runs)}
    assert names > AGAIN
    others.mkdir(parents=True)
    for name in names - AGAIN:
        for suffix in (".ipynb", ".json"):
            shutil.copy2(runs / f"{name}{suffix}", others)
    for path in two.rglob("*"):
        os.utime(path, (10**9, 10**9))
    again = tmp_path / "again.zip"
    process = python(two, "-m", "trustbook", "archive", "--into", str(again))
    assert process.returncode == 0, process.stderr
    first, second = members(archive[0]), members(again)
    assert [name for name in {*first, *second} if first.get(name) != second.get(name)] == []
    assert again.read_bytes() == archive[0].read_bytes()
    assert archive[1]["sha256"] in process.stdout


@pytest.mark.slow
def test_unpacked_the_book_opens_and_the_corpus_is_sound(unpacked, python):
    assert check_archive(unpacked)[1] == []
    assert (unpacked / "_build" / "book" / "ibbis" / "index.html").is_file()
    checked = python(unpacked, "-m", "trustbook", "check")
    assert checked.returncode == 0, checked.stdout
    whole = python(unpacked, "-m", "trustbook", "archive", "--check", ".")
    assert whole.returncode == 0, whole.stdout
    assert "are as they were archived" in whole.stdout


@pytest.mark.slow
def test_unpacked_no_chapter_has_to_run_again(unpacked, python):
    assert json.loads(python(unpacked, "-m", "trustbook", "run", "--json").stdout)["run"] == []


@pytest.mark.slow
def test_a_changed_file_is_named_with_exit_code_1(unpacked, python, tmp_path):
    changed = tmp_path / "changed"
    shutil.copytree(unpacked, changed)
    path = changed / "data" / "ibbis" / "relations.csv"
    path.write_bytes(path.read_bytes().replace(b"trust", b"truss", 1))
    process = python(unpacked, "-m", "trustbook", "archive", "--check", str(changed))
    assert process.returncode == 1
    assert "data/ibbis/relations.csv: its content is not what was archived" in process.stdout


@pytest.mark.slow
def test_the_crate_speaks_of_files_that_are_there(unpacked):
    text = (unpacked / "ro-crate-metadata.json").read_text(encoding="utf-8")
    graph = {entity["@id"]: entity for entity in json.loads(text)["@graph"]}
    files = [name for name, entity in graph.items() if "File" in entity["@type"]]
    assert files
    assert all((unpacked / name).is_file() for name in files)
    assert graph["./"]["datePublished"] == DAY
    runs = [entity for entity in graph.values() if entity["@type"] == "CreateAction"]
    in_book = list((Path(__file__).parents[1] / "reference").glob("*.ipynb"))
    assert len(runs) == len(in_book) + 1


@pytest.mark.slow
def test_the_codecheck_names_every_output_on_a_page_that_shows_it(unpacked):
    described = yaml.safe_load((unpacked / "codecheck.yml").read_text(encoding="utf-8"))
    for entry in described["manifest"]:
        page = (unpacked / entry["file"]).read_text(encoding="utf-8")
        assert f'id="{entry["comment"].partition(":")[0]}"' in page
    assert len(described["manifest"]) > len(OUTPUT_COLUMNS)


@pytest.mark.slow
def test_the_landing_page_describes_the_book_to_machines(unpacked):
    page = unpacked / "_build" / "book" / "ibbis" / "chapters" / "introduction.html"
    text = page.read_text(encoding="utf-8").partition('<script type="application/ld+json">')[2]
    report = json.loads(text.partition("</script>")[0])
    assert (report["@type"], report["datePublished"]) == ("Book", DAY)
    assert report["hasPart"]["@type"] == "Dataset"
