"""The pages of a book made by Jupyter Book: those alone that changed, or all where in doubt."""

import gc
import shutil
from pathlib import Path

import pytest
import yaml

from trustbook.book import making
from trustbook.book.jupyter_book import jupyter_book_in_waiting
from trustbook.book.making import make_pages
from trustbook.book.notebooks import write_text
from trustbook.book.policy import INLINE
from trustbook.book.remaking import (
    _are_remade,
    _former_state,
    is_seen_elsewhere,
)
from trustbook.book.staging import page_sources, pages_of, read_config, stage
from trustbook.book.workers import in_the_background
from trustbook.errors import BookError

ROOT = Path(__file__).parents[2]
TOC = {
    "format": "jb-book",
    "root": "chapters/introduction",
    "parts": [
        {
            "caption": "Yours",
            "chapters": [{"file": "chapters/networks"}, {"file": "chapters/glossary"}],
        }
    ],
}


@pytest.fixture
def project(tmp_path):
    """A project of three plain pages with the configuration and the assets of the real one."""
    folder = tmp_path / "project"
    write_text(folder / "_toc.yml", yaml.safe_dump(TOC, sort_keys=False))
    write_text(folder / "_config.yml", (ROOT / "_config.yml").read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "assets", folder / "assets")
    for page in pages_of(TOC):
        name = page.rpartition("/")[2]
        write_text(folder / f"{page}.md", f"# The page {name}\n\nWords.\n")
    return folder


def pages_made(project, work, *, meanwhile=()):
    """The finished pages of a project, made in a folder that may hold those of before.

    What is done meanwhile is begun in the background.
    """
    sources = {f"chapters/{name}": path for name, path in page_sources(project).items()}
    config, stage_folder = read_config(project), project / "_build" / "stage"
    folder = stage(project, stage_folder, pages=sources, config=config, private=[])
    with jupyter_book_in_waiting() as jupyter_book, in_the_background(jobs=1) as files:
        for thunk in meanwhile:
            files.begin(thunk)
        log = project / "_build" / "log.txt"
        return make_pages(folder, work=work, log=log, jupyter_book=jupyter_book, files=files)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_pages_made_alone_are_those_of_a_clean_build_and_a_fault_is_told(project, tmp_path):
    """Also where a kept page was damaged; and the others are not made again, unless they were.

    Every other page is finished in the background there, and in the clean build.
    """
    work, glossary = tmp_path / "work", project / "chapters" / "glossary.md"
    pages_made(project, work)
    made_at_first = contents(pages_made(project, work))  # as where a disk was full afterwards
    other = work / "_build" / "html" / "chapters" / "networks.html"
    moment = other.stat().st_mtime_ns
    damaged = work / "kept" / "chapters" / "introduction.html"
    damaged.write_bytes(damaged.read_bytes()[:1000])
    write_text(glossary, "# The page glossary\n\nOther words.\n")
    made_alone = contents(pages_made(project, work, meanwhile=[gc.collect]))
    assert other.stat().st_mtime_ns == moment
    made_clean = contents(pages_made(project, tmp_path / "clean", meanwhile=[gc.collect]))
    assert {*made_at_first} == {*made_alone} == {*made_clean}
    assert [name for name in made_clean if made_alone[name] != made_clean[name]] == []
    assert b"Other words." in made_alone["chapters/glossary.html"]
    assert b'lang="en"' in made_alone["chapters/glossary.html"]
    assert b"url=chapters/introduction.html" in made_alone["index.html"]
    stage_folder = project / "_build" / "stage"
    write_text(stage_folder / "chapters" / "glossary.md", "# The page glossary\n\nDamage.\n")
    other.write_bytes(other.read_bytes()[:1000])
    former = _former_state(work / "state.json")
    assert not _are_remade(stage_folder, work, pytest.fail, strict=True, former=former)
    write_text(glossary, "# The page glossary\n\n[gone](nowhere.md)\n")
    with pytest.raises(BookError, match=r"glossary\.md:3: WARNING") as error:
        pages_made(project, work)
    assert str(project / "_build" / "stage") not in str(error.value)
    assert "nowhere.md" in (project / "_build" / "log.txt").read_text(encoding="utf-8")


def test_what_is_laid_beside_pages_finished_in_the_background_is_in_the_book(tmp_path, monkeypatch):
    pages = tmp_path / "finished"
    for name in ("short", "longer"):
        write_text(pages / f"{name}.html", name)

    def lay_beside(_folder, _plain, some):
        if (some / "longer.html").is_file():
            write_text(some / INLINE / "s.js", "")

    monkeypatch.setattr(making, "_finish", lay_beside)
    with in_the_background(jobs=0) as files:
        making._finish_in_two_processes(tmp_path, tmp_path, pages, files)
    assert {*contents(pages)} == {"short.html", "longer.html", f"{INLINE}/s.js"}


@pytest.mark.parametrize(
    ("change", "is_seen"),
    [
        (("Words", "Other words"), False),
        (("<title>A", "<title>B"), True),
        (("<h2>Ties", "<h2>Links"), True),
        (('id="linked"', 'id="renamed"'), True),
        (('id="unlinked"', 'id="renamed"'), False),
        (("_images/a.png", "_images/b.png"), True),
    ],
)
def test_what_other_pages_show_or_lead_to_is_seen_elsewhere(tmp_path, change, is_seen):
    page = (
        '<title>A</title><h2>Ties</h2><p id="linked">Words <b id="unlinked"></b>'
        '<img src="../_images/a.png"></p>'
    )
    write_text(tmp_path / "a.html", page.replace(*change))
    write_text(tmp_path / "b.html", '<a href="a.html#linked">it</a>')
    assert is_seen_elsewhere(tmp_path, {"a": page}, ["b"]) == is_seen
