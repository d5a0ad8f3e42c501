"""The book: chapters that have run are staged, turned into pages and swapped into place."""

import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from trustbook.book.citation import CITATION_FILE, Citation, cff_citation
from trustbook.book.digests import digest_of, environment_digests, file_digest, package_digest
from trustbook.book.notebooks import write_text
from trustbook.book.numbering import referenced
from trustbook.book.translation import (
    SCRIPT,
    catalogue_of_theme,
    headings_of,
    places_in_language,
    script_of_messages,
    settings_in_language,
    translated_contents,
    translated_markdown,
    translated_settings,
    with_places,
)
from trustbook.corpus.language import ENGLISH, language_of
from trustbook.corpus.settings import read_typed_settings
from trustbook.errors import BookError
from trustbook.project import move, package_root

STAMP = "build.json"
FILES = "files"
ABOUT = "about.json"  # in a stage: what the landing page tells machines
CITED = "cited.json"  # in a stage: how the book is cited
BESIDE = "beside"  # in a stage: files of data and downloads, which Jupyter Book need not see
ASSETS = "assets/trustbook"
PAGE_SUFFIXES = (".ipynb", ".md")
_PARAGRAPH = r"""\A|(?<=\n\n)|(?<=\[\n {4}")|(?<="\\n",\n {4}")"""  # begins here, or in a notebook
_BEGINNING = rf"(?:{_PARAGRAPH}|(?<=[.?!]\s))(?:[\w*]+ ){{0,3}}"  # of a sentence, to its link
_REST = r"""(?:[^.?!\\"]|\.(?=\w))*[.?!](?: |(?=\s|\\n|"|\Z))"""


def read_toc(project: Path) -> dict[str, Any]:
    """The table of contents of the project as `_toc.yml` has it."""
    return read_typed_settings(project / "_toc.yml")


def read_config(project: Path) -> dict[str, Any]:
    """The settings of the book as `_config.yml` has them."""
    return read_typed_settings(project / "_config.yml")


def read_citation(project: Path) -> Citation:
    """What `CITATION.cff` of the project says; BookError where the file is missing."""
    if not (project / CITATION_FILE).is_file():
        raise BookError(f"there is no {CITATION_FILE}, which says whose work this is")
    return cff_citation(read_typed_settings(project / CITATION_FILE))


def pages_of(toc: Mapping[str, Any]) -> list[str]:
    """The pages of a table of contents in reading order, the root first.

    >>> pages_of({"root": "a", "parts": [{"caption": "P", "chapters": [{"file": "b"}]}]})
    ['a', 'b']
    """
    return [toc["root"], *_files(toc)]


def _files(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for entry in node:
            yield from _files(entry)
    elif isinstance(node, Mapping):
        if "file" in node:
            yield str(node["file"])
        for value in node.values():
            yield from _files(value)


def page_sources(project: Path) -> dict[str, Path]:
    """The file of each page in `_toc.yml`, by its name; BookError where one is missing.

    A page that the project does not have is the one that the package carries.
    """
    sources: dict[str, Path] = {}
    missing = []
    for page in pages_of(read_toc(project)):
        roots = (project, package_root())
        files = [root / f"{page}{suffix}" for root in roots for suffix in PAGE_SUFFIXES]
        existing = [file for file in files if file.is_file()]
        if not existing:
            missing.append(f"_toc.yml names {page}, but there is neither {page}.ipynb nor .md")
        sources |= {file.stem: file for file in existing[:1]}
    if missing:
        raise BookError("\n".join(missing))
    return sources


def toc_of(toc: Mapping[str, Any], pages: Sequence[str]) -> dict[str, Any]:
    """The table of contents with its root and those of its pages that are in `pages`.

    >>> toc_of({"root": "a", "parts": [{"chapters": [{"file": "b"}, {"file": "c"}]}]}, ["c"])
    {'root': 'a', 'parts': [{'chapters': [{'file': 'c'}]}]}
    >>> toc_of({"root": "a", "parts": [{"chapters": [{"file": "b"}]}]}, ["a"])
    {'root': 'a'}
    """
    parts = [
        part | {"chapters": [entry for entry in part["chapters"] if entry["file"] in pages]}
        for part in toc.get("parts", [])
    ]
    parts = [part for part in parts if part["chapters"]]
    whole = {key: value for key, value in toc.items() if key != "parts"}
    return {**whole, "parts": parts} if parts else whole


def stage(  # noqa: PLR0913 - all but two are named
    project: Path,
    folder: Path,
    *,
    pages: Mapping[str, Path],
    config: Mapping[str, Any],
    private: Sequence[Path],
    numbers: Mapping[str, str] | None = None,
    unchanged: Collection[str] = (),
) -> Path:
    """The folder, filled with all that Jupyter Book needs and nothing that it has to execute.

    `pages` gives the file of each page by its place in `_toc.yml`, `config` the settings,
    `numbers` what tables and figures are called; BookError where a page holds the path of one of
    the `private` folders. Chapters that are `unchanged` stay as they are, with the files beside
    them.
    """
    _clear(folder, unchanged)
    absent = absent_pages(project, pages)
    language = language_of(config)
    places = translated_places(project, language)
    for page, source in pages.items():
        if page in unchanged:
            continue
        text = source.read_text(encoding="utf-8")
        text = translated_markdown(text) if source.suffix == ".md" else text
        text = with_places(unlinked(text, absent), places)
        text = referenced(text, page=source.stem, numbers=numbers or {})
        _require_no_path(page, text, private)
        write_text(folder / f"{page}{source.suffix}", text)
    for root in dict.fromkeys((package_root(), project)):  # those of the project win
        if (assets := root / ASSETS).is_dir():
            shutil.copytree(assets, folder / ASSETS, dirs_exist_ok=True)
    toc = translated_contents(toc_of(read_toc(project), list(pages)))
    write_text(folder / "_toc.yml", yaml.safe_dump(toc, sort_keys=False, allow_unicode=True))
    config = translated_settings(config)
    if language != ENGLISH:
        write_text(folder / ASSETS / SCRIPT, script_of_messages(language))
        place = f"../{Path(ASSETS).name}/{SCRIPT}"
        config = settings_in_language(config, language, script=place)
        path = folder / "locales" / language / "LC_MESSAGES" / "sphinx.mo"  # where Sphinx looks
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(catalogue_of_theme())
    write_text(folder / "_config.yml", _staged_config(config))
    return folder


def entries_of_stage(folder: Path, page: str) -> Path:
    """Where a stage has what can be found on a page."""
    return folder / "entries" / f"{page}.json"


def _clear(folder: Path, unchanged: Collection[str]) -> None:
    """Remove all from a stage but some chapters and their downloads."""
    stay = {folder / f"{page}.ipynb" for page in unchanged}
    stay |= {entries_of_stage(folder, page) for page in unchanged}
    stay |= {folder / BESIDE / "tables" / page.rpartition("/")[2] for page in unchanged}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):  # it is not empty
                path.rmdir()
        elif not {path, path.parent} & stay:
            path.unlink()


def unnamed_pages(project: Path) -> dict[str, Path]:
    """The file of each page that the project or the package has and `_toc.yml` does not name."""
    roots = dict.fromkeys((package_root(), project))
    files = {path.stem: path for root in roots for path in root.glob("chapters/*.[im]*")}
    named = {page.rpartition("/")[2] for page in pages_of(read_toc(project))}
    return {name: path for name, path in sorted(files.items()) if name not in named}


def unnamed_links(project: Path, pages: Iterable[Path]) -> list[str]:
    """The pages that `_toc.yml` does not name and to which some of these files link."""
    texts = [path.read_text(encoding="utf-8") for path in pages]
    return [name for name in unnamed_pages(project) if any(unlinked(t, [name]) != t for t in texts)]


def absent_pages(project: Path, pages: Mapping[str, Path]) -> list[str]:
    """The names of pages that a page may link to and that are not in the book."""
    named = {page.rpartition("/")[2] for page in pages_of(read_toc(project))}
    return sorted({*unnamed_pages(project), *named} - {page.rpartition("/")[2] for page in pages})


def translated_places(project: Path, language: str) -> dict[str, tuple[str, str]]:
    """The places on pages that are called otherwise in the language of the book."""
    if language == ENGLISH:
        return {}
    texts = [path.read_text(encoding="utf-8") for path in page_sources(project).values()]
    return places_in_language(heading for text in texts for heading in headings_of(text))


def unlinked(text: str, absent: Sequence[str]) -> str:
    """The text of a page without its links to pages that are absent from the book.

    A sentence that begins with such a link says nothing without it, and is left out.

    >>> unlinked("See [the ties](networks.ipynb#ties) and [codes](coding.ipynb).", ["coding"])
    'See [the ties](networks.ipynb#ties) and codes.'
    >>> unlinked("One. The [Explorer](explorer.md) counts again. Two.", ["explorer"])
    'One. Two.'
    >>> unlinked('See <a href="networks.html#ties">the <b>ties</b></a>.', ["networks"])
    'See the <b>ties</b>.'
    """
    linked = [name for name in absent if f"{name}." in text]  # long texts name few of them
    if not linked:
        return text
    page = rf"(?:{'|'.join(map(re.escape, linked))})\.(?:ipynb|md|html)"
    link = rf"\[([^\[\]]+)\]\({page}(?:#[^)\s]*)?\)"
    text = re.sub(rf"{_BEGINNING}{link}{_REST}", "", text)
    text = re.sub(link, r"\1", text)
    opening = rf"""<a\b[^<>]*\bhref=\\?["']{page}(?:#[^"'<>\\]*)?\\?["'][^<>]*>"""
    return re.sub(rf"(?s){opening}(.*?)</a>", r"\1", text)


def _staged_config(config: Mapping[str, Any]) -> str:
    staged = {**config, "execute": {**config["execute"], "execute_notebooks": "off"}}
    return yaml.safe_dump(staged, sort_keys=False, allow_unicode=True)


def _require_no_path(page: str, text: str, private: Sequence[Path]) -> None:
    folders = [path for path in private if path != Path(path.anchor)]  # a root names nobody
    spellings = {spelling for path in folders for spelling in (str(path), path.as_posix())}
    for spelling in {*spellings, *(json.dumps(each)[1:-1] for each in spellings)}:
        whole = rf"(?<![\w.~-]){re.escape(spelling)}(?![\w.-])"
        if spelling in text and re.search(whole, text):  # the first is much faster
            raise BookError(
                f"{page}: shows a path of this computer ({spelling}), which does not belong in "
                "a published book; change the cell that shows it"
            )


def stamp_of(folder: Path) -> dict[str, Any]:
    """What stands for everything a book is made from: the stage, the code and the environment."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    staged = [f"{path.relative_to(folder).as_posix()} {file_digest(path)}" for path in files]
    return {
        "stage": digest_of("\n".join(staged).encode()),
        "package": package_digest(),
        "environment": environment_digests(),
    }


def is_current(book: Path, stamp: Mapping[str, Any]) -> bool:
    """Whether the book was made from just this and has not been changed since."""
    former = read_stamp(book)
    return {**stamp, FILES: former.get(FILES)} == former and not changed_files(book)


def read_stamp(book: Path) -> dict[str, Any]:
    """What a finished book keeps about its making; empty where it keeps nothing readable."""
    try:
        stamp = dict(json.loads((book / STAMP).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return {}
    return stamp if isinstance(stamp.get(FILES, {}), dict) else {}


def file_digests(book: Path) -> dict[str, str]:
    """The digest of every file of a book, by its place in it, without the stamp."""
    files = (path for path in sorted(book.rglob("*")) if path.is_file() and path != book / STAMP)
    return {path.relative_to(book).as_posix(): file_digest(path) for path in files}


def changed_files(book: Path) -> list[str]:
    """The files of a finished book that are not as they were made, each in words."""
    former, now = read_stamp(book).get(FILES, {}), file_digests(book)
    lines = [f"{name} is gone" for name in former if name not in now]
    lines += [f"{name} was added" for name in now if name not in former]
    changed = [name for name in former if name in now and now[name] != former[name]]
    return [*lines, *(f"{name} was changed after the book was made" for name in changed)]


def is_replaceable(book: Path) -> bool:
    """Whether there is nothing at `book`, or a book made by trustbook, so that no work is lost."""
    if not book.exists():
        return True
    return book.is_dir() and ((book / STAMP).is_file() or not any(book.iterdir()))


def require_replaceable(book: Path) -> None:
    """Raise BookError unless a new book may take this place."""
    if not is_replaceable(book):
        raise BookError(
            f"{book} holds something that is not a book made by trustbook, and it would be "
            "lost; give --output an empty or a new folder"
        )


def base_address(config: Mapping[str, Any]) -> str:
    """Where the book is published, as the settings have it; empty where they don't say.

    >>> base_address({"html": {"baseurl": "https://example.org/trust"}}), base_address({})
    ('https://example.org/trust', '')
    """
    return str(config.get("html", {}).get("baseurl", "") or "")


def swap(pages: Path, book: Path, *, stamp: Mapping[str, Any]) -> Path:
    """The book, after the finished pages took the place of what was there.

    The former book is moved aside first and comes back when the new one cannot be moved in.
    """
    require_replaceable(book)
    whole_stamp = {**stamp, FILES: file_digests(pages)}
    write_text(pages / STAMP, json.dumps(whole_stamp, indent=1, ensure_ascii=False) + "\n")
    book.parent.mkdir(parents=True, exist_ok=True)
    incoming, former = _beside(book)
    put_right(book)
    try:
        shutil.move(pages, incoming)
        _exchange(incoming, book, former=former)
    finally:
        put_right(book)
    return book


def put_right(book: Path) -> None:
    """Move back, or remove, what a build that was killed left beside a book."""
    incoming, former = _beside(book)
    if former.exists() and not book.exists():
        move(former, book)
    for remains in (incoming, former):
        shutil.rmtree(remains, ignore_errors=True)


def _beside(book: Path) -> tuple[Path, Path]:
    """Where the incoming and the former book are while they change places."""
    return book.with_name(f".{book.name}.new"), book.with_name(f".{book.name}.old")


def _exchange(incoming: Path, book: Path, *, former: Path) -> None:
    try:
        if book.exists():
            move(book, former)
        move(incoming, book)
    except OSError as error:
        raise BookError(
            f"the new book could not be moved to {book} ({error.strerror}); close the programs "
            "that have the old one open, then build again"
        ) from None
    finally:
        if former.exists() and not book.exists():
            move(former, book)
