"""The book: what is staged, what is refused, and how a finished book takes its place."""

import shutil
from gettext import GNUTranslations
from pathlib import Path

import pytest
import yaml

from trustbook.book.notebooks import write_text
from trustbook.book.staging import (
    STAMP,
    changed_files,
    is_current,
    is_replaceable,
    page_sources,
    pages_of,
    put_right,
    read_config,
    read_toc,
    require_replaceable,
    stage,
    stamp_of,
    swap,
    toc_of,
)
from trustbook.corpus.language import speaking
from trustbook.errors import BookError

ROOT = Path(__file__).parents[2]
TOC = {
    "format": "jb-book",
    "root": "chapters/introduction",
    "parts": [
        {"caption": "Findings", "chapters": [{"file": "chapters/networks"}]},
        {"caption": "Yours", "chapters": [{"file": "chapters/glossary"}]},
    ],
}


@pytest.fixture
def project(tmp_path):
    """A project of three plain pages with the configuration and the assets of the real one."""
    folder = tmp_path / "project"
    write_text(folder / "_toc.yml", yaml.safe_dump(TOC, sort_keys=False))
    write_text(folder / "_config.yml", (ROOT / "_config.yml").read_text(encoding="utf-8"))
    for name in ("book.css", "book.js", "tables.css", "tables.js"):
        write_text(folder / "assets" / "trustbook" / name, "/* nothing */\n")
    shutil.copy(ROOT / "assets" / "trustbook" / "icon.svg", folder / "assets" / "trustbook")
    for page in pages_of(TOC):
        write_text(folder / f"{page}.md", f"# The page {page.rpartition('/')[2]}\n\nWords.\n")
    return folder


def staged(project, *, pages=None, private=(), unchanged=()):
    sources = page_sources(project)
    chosen = {f"chapters/{name}": sources[name] for name in pages or sources}
    folder, config = project / "_build" / "stage", read_config(project)
    return stage(project, folder, pages=chosen, config=config, private=private, unchanged=unchanged)


def test_a_page_is_translated_also_where_it_loses_a_link(project):
    shutil.copy(ROOT / "chapters" / "bibliography.md", project / "chapters" / "glossary.md")
    with speaking("da"):
        text = (staged(project) / "chapters" / "glossary.md").read_text(encoding="utf-8")
    assert "bruger dem, i kapitlet om funktioner." in text


def test_the_theme_speaks_the_language_of_the_book(project):
    path = project / "_config.yml"
    path.write_text(path.read_text("utf-8").replace("language: en", "language: da"), "utf-8")
    with speaking("da"):
        folder = staged(project)
    with (folder / "locales" / "da" / "LC_MESSAGES" / "sphinx.mo").open("rb") as file:
        words = GNUTranslations(file)
    assert words.gettext("Link to this heading") == "Link til denne overskrift"


def test_every_page_of_the_real_book_exists():
    assert page_sources(ROOT)


def test_every_chapter_and_page_is_in_the_book():
    files = [*(ROOT / "chapters").glob("*.ipynb"), *(ROOT / "chapters").glob("*.md")]
    assert {path.stem for path in files} == set(page_sources(ROOT))


def test_a_page_that_is_missing_is_named(project):
    toc = project / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8").replace("/glossary", "/no"), encoding="utf-8")
    with pytest.raises(BookError, match=r"_toc\.yml names chapters/no, but there is neither"):
        page_sources(project)


def test_the_root_comes_first():
    assert pages_of(TOC)[0] == "chapters/introduction"


def test_a_part_without_pages_leaves_the_contents():
    parts = toc_of(TOC, ["chapters/networks"])["parts"]
    assert [part["caption"] for part in parts] == ["Findings"]


def test_a_stage_differs_from_the_project_only_in_not_executing(project):
    folder = staged(project)
    config = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8"))
    assert config["execute"].pop("execute_notebooks") == "off"
    own = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))
    assert own["execute"].pop("execute_notebooks") == "force"
    assert config == own
    assert read_toc(folder) == TOC


def test_a_stage_has_the_pictures_and_styles_of_the_compendium(project):
    write_text(project / "assets" / "trustbook" / "logo.svg", "<svg/>")
    assert (staged(project) / "assets" / "trustbook" / "logo.svg").read_text() == "<svg/>"


def test_a_link_to_a_chapter_that_the_contents_lack_is_none(project):
    """Such as one to the first page, in a compendium whose contents begin with another."""
    page = project / "chapters" / "glossary.md"
    write_text(page, "# Glossary\n\nAll but one of the [barriers](barriers.ipynb#x).\n")
    staged_page = staged(project) / "chapters" / "glossary.md"
    assert "All but one of the barriers." in staged_page.read_text(encoding="utf-8")


def test_a_stage_holds_nothing_of_the_one_before(project):
    staged(project)
    folder = staged(project, pages=["introduction", "networks"])
    assert not (folder / "chapters" / "glossary.md").exists()


def test_chapters_that_did_not_change_stay_with_their_downloads_and_nothing_else(project):
    folder = staged(project)
    places = ("chapters/{}.ipynb", "entries/chapters/{}.json", "beside/tables/{}/ties.csv")
    own = [place.format("networks") for place in places]
    others = [*(place.format("teams") for place in places), "beside/records.json"]
    for place in (*own, *others):
        write_text(folder / place, "as it was")
    before = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    staged(project, unchanged=["chapters/networks"])
    after = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert before - after == {"beside/tables/teams", "chapters/networks.md", *others}
    assert {(folder / place).read_text(encoding="utf-8") for place in own} == {"as it was"}


def test_a_page_that_shows_a_path_of_the_computer_is_not_staged(project):
    page = project / "chapters" / "glossary.md"
    write_text(page, f"# Glossary\n\nRead from {project.as_posix()}/data\n")
    with pytest.raises(BookError, match="chapters/glossary: shows a path of this computer"):
        staged(project, private=[project])


@pytest.mark.parametrize("private", ["/", "/ward", "/srv/study/dat"])
def test_in_a_container_only_whole_paths_count(project, private):
    page = project / "chapters" / "glossary.md"
    write_text(page, "# Glossary\n\nSee ../ward/x, https://example.org/ward and /srv/study/data\n")
    assert staged(project, private=[Path(private)]).is_dir()


def test_the_stamp_changes_with_any_page(project):
    before = stamp_of(staged(project))
    assert stamp_of(staged(project)) == before
    write_text(project / "chapters" / "networks.md", "# Networks\n\nOther words.\n")
    assert stamp_of(staged(project)) != before


def test_a_book_is_current_only_with_its_own_stamp(tmp_path):
    book = swap(pages(tmp_path / "a"), tmp_path / "book", stamp={"stage": "a"})
    assert is_current(book, {"stage": "a"})
    assert not is_current(book, {"stage": "b"})
    assert not is_current(tmp_path / "none", {"stage": "a"})


def test_a_book_whose_files_were_changed_is_not_current_and_names_them(tmp_path):
    folder = pages(tmp_path / "a")
    write_text(folder / "gone.html", "")
    book = swap(folder, tmp_path / "book", stamp={"stage": "a"})
    assert changed_files(book) == []
    write_text(book / "index.html", "by hand")
    write_text(book / "more.html", "")
    (book / "gone.html").unlink()
    assert changed_files(book) == [
        "gone.html is gone",
        "more.html was added",
        "index.html was changed after the book was made",
    ]
    assert not is_current(book, {"stage": "a"})


def pages(folder, text="new"):
    write_text(folder / "index.html", text)
    return folder


def test_a_new_book_takes_the_place_of_the_old_one_whole(tmp_path):
    book = tmp_path / "book"
    swap(pages(tmp_path / "a", "old"), book, stamp={"stage": "a"})
    write_text(book / "left-over.html", "old")
    swap(pages(tmp_path / "b"), book, stamp={"stage": "b"})
    assert (book / "index.html").read_text(encoding="utf-8") == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book"]
    assert sorted(path.name for path in book.iterdir()) == [STAMP, "index.html"]


@pytest.mark.parametrize("is_moved", [True, False])
def test_what_a_killed_build_left_beside_a_book_is_moved_back_or_goes(tmp_path, is_moved):
    book = swap(pages(tmp_path / "a", "former"), tmp_path / "book", stamp={"stage": "a"})
    pages(tmp_path / ".book.new", "half")
    if is_moved:
        book.rename(tmp_path / ".book.old")
    else:
        pages(tmp_path / ".book.old", "older")
    put_right(book)
    assert [path.name for path in tmp_path.iterdir()] == ["book"]
    assert (book / "index.html").read_text(encoding="utf-8") == "former"


def test_a_folder_that_is_no_book_is_never_replaced(tmp_path):
    documents = tmp_path / "documents"
    write_text(documents / "thesis.txt", "years of work")
    with pytest.raises(BookError, match="is not a book made by trustbook"):
        swap(pages(tmp_path / "a"), documents, stamp={})
    assert (documents / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_an_empty_or_a_new_folder_may_hold_a_book(tmp_path):
    assert is_replaceable(tmp_path)
    require_replaceable(tmp_path / "new")
    write_text(tmp_path / "file", "")
    assert not is_replaceable(tmp_path / "file")
