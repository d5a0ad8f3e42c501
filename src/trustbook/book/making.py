"""The finished pages of a book: what Jupyter Book makes of a stage, and what is added to it."""

import html
import json
import os
import posixpath
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from trustbook.book.bundling import bundle_files, shorten_bundles
from trustbook.book.citation import described_page
from trustbook.book.descriptions import describe_pages, description_of
from trustbook.book.digests import (
    digest_of,
    environment_digests,
    file_digest,
    package_digest,
)
from trustbook.book.explaining import EXPLAINED, explain_pages, read_words
from trustbook.book.icons import draw_icons
from trustbook.book.jupyter_book import JupyterBook
from trustbook.book.notebooks import write_text
from trustbook.book.policy import INLINE, keep_to_policy
from trustbook.book.references import FOLDER as FOLDER_OF_REFERENCES
from trustbook.book.references import cite_pages, read_reference
from trustbook.book.remaking import plain_pages
from trustbook.book.social_card import write_card
from trustbook.book.staging import ABOUT, BESIDE, CITED, base_address, read_config, read_toc
from trustbook.book.still_made import forget_made, still_made, write_made
from trustbook.book.unused import drop_unused
from trustbook.book.workers import Background
from trustbook.corpus.language import language_of, locale_of, speaking

_FOLDERS = (FOLDER_OF_REFERENCES, INLINE)  # of what finishing lays beside pages
_BESIDE = re.compile(rf'(?:href|src)="([^":]*(?:{"|".join(_FOLDERS)})/[^"/]+)"')
_HEADING_OF_PART = '<p aria-level="2" class="caption" role="heading">'


def make_pages(  # noqa: PLR0913 - all but one are named
    folder: Path,
    *,
    work: Path,
    log: Path,
    jupyter_book: JupyterBook,
    files: Background,
    strict: bool = True,
) -> Path:
    """The folder with the finished pages, made from a stage; `work` is kept for the next time.

    What is begun in the background puts the files beside the pages into the stage. BookError with
    every warning and error when there is one; the whole output is in `log`.
    """
    plain = plain_pages(folder, work=work, log=log, strict=strict, jupyter_book=jupyter_book)
    pages, former_pages = work / "finished", work / "kept"
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(plain, pages, copy_function=shutil.copyfile)  # Sphinx writes over its files
    made_from = _made_from(folder, plain)
    unchanged = still_made(former_pages, made_from)
    for page in unchanged:
        (pages / page).unlink()
    if files.has_begun:
        _finish_in_two_processes(folder, plain, pages, files)
    else:
        _finish(folder, plain, pages)
    for page in unchanged:
        _put_back(page, former_pages, pages)
    _keep(former_pages, pages, made_from)
    if (folder / BESIDE).is_dir():
        shutil.copytree(folder / BESIDE, pages, dirs_exist_ok=True, copy_function=_link)
    shorten_bundles(pages)
    drop_unused(pages)
    return pages


def _finish_in_two_processes(folder: Path, plain: Path, pages: Path, files: Background) -> None:
    """Finish every other page in the background, in a folder of its own, and the others here."""
    theirs = pages.with_name("finished meanwhile")
    shutil.rmtree(theirs, ignore_errors=True)
    shutil.copytree(pages, theirs, copy_function=_link)
    by_size = sorted(pages.rglob("*.html"), key=lambda page: (page.stat().st_size, page))
    for number, page in enumerate(by_size):
        place = page.relative_to(pages)
        ((pages if number % 2 else theirs) / place).unlink()
    files.begin(partial(_finish, folder, plain, theirs))
    _finish(folder, plain, pages)
    files.finish()
    beside = [path for name in _FOLDERS for path in (theirs / name).glob("*")]
    for path in (*theirs.rglob("*.html"), *beside):
        place = pages / path.relative_to(theirs)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)


def _finish(folder: Path, plain: Path, pages: Path) -> None:
    """Add to the pages in a folder, some or all of a book, what Jupyter Book does not."""
    write_text(pages / "index.html", _front_door(folder))
    config, root = read_config(folder), f"{read_toc(folder)['root']}.html"
    if (folder / ABOUT).is_file() and (landing := pages / root).is_file():
        description = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        write_text(landing, described_page(landing.read_text(encoding="utf-8"), description))
    _name_parts(pages)
    _turn_leftward(pages, language_of(config))
    finding = description_of((plain / root).read_text(encoding="utf-8"))
    write_card(pages, title=str(config["title"]), finding=finding)
    describe_pages(pages, base=base_address(config))
    if (folder / CITED).is_file():
        with speaking(language_of(config)):
            cite_pages(pages, read_reference(folder / CITED))
    if (folder / EXPLAINED).is_file():
        explain_pages(pages, read_words(folder / EXPLAINED))
    draw_icons(pages)
    keep_to_policy(pages)
    bundle_files(pages)


def _made_from(folder: Path, plain: Path) -> dict[str, str]:
    """What stands for each page as Jupyter Book made it, and below no name for all the rest."""
    files = [folder / name for name in ("_config.yml", ABOUT, CITED, EXPLAINED)]
    rest = [package_digest(), environment_digests(), *map(file_digest, files)]
    pages = {path.relative_to(plain).as_posix(): path for path in sorted(plain.rglob("*.html"))}
    digests = {page: file_digest(path) for page, path in pages.items()}
    return {"": digest_of(json.dumps(rest).encode()), **digests}


def _put_back(page: str, former_pages: Path, pages: Path) -> None:
    """Put a page that was finished before into a book, with what finishing laid beside it."""
    text = (former_pages / page).read_text(encoding="utf-8")
    here = posixpath.dirname(page)
    places = {posixpath.normpath(posixpath.join(here, way)) for way in _BESIDE.findall(text)}
    beside = [place for place in places if posixpath.dirname(place) in _FOLDERS]
    for name in (page, *beside):
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        if not (pages / name).exists():
            _link(former_pages / name, pages / name)


def _keep(former_pages: Path, pages: Path, made_from: Mapping[str, str]) -> None:
    """Keep the finished pages, and what finishing laid beside them, for the next time."""
    forget_made(former_pages)
    shutil.rmtree(former_pages, ignore_errors=True)
    for page in filter(None, made_from):
        (former_pages / page).parent.mkdir(parents=True, exist_ok=True)
        _link(pages / page, former_pages / page)
    for name in _FOLDERS:
        if (pages / name).is_dir():
            shutil.copytree(pages / name, former_pages / name, copy_function=_link)
    write_made(former_pages, made_from)


def _link(file: str | Path, place: str | Path) -> None:
    """Let a place lead to a file, of which this makes no copy where the system can do without.

    What writes files puts a new one in the place of the old, so that the other place keeps its own.
    """
    if os.name == "posix":  # Windows keeps all places of a file that a program has open
        Path(place).unlink(missing_ok=True)
        with suppress(OSError):
            os.link(file, place)
            return
    shutil.copyfile(file, place)


def _name_parts(pages: Path) -> None:
    """Let the names of the parts be mere words, for the first heading of a page is its title."""
    for path in sorted(pages.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        write_text(path, page.replace(_HEADING_OF_PART, '<p class="caption">'))


def _turn_leftward(pages: Path, language: str) -> None:
    """Let the pages of a language that is written from right to left begin at the right."""
    if locale_of(language).text_direction == "rtl":
        for path in sorted(pages.rglob("*.html")):
            page = path.read_text(encoding="utf-8")
            write_text(path, page.replace("<html ", '<html dir="rtl" ', 1))


def _front_door(folder: Path) -> str:
    """A page that leads to the first chapter, also where nothing redirects."""
    config = read_config(folder)
    title, language = html.escape(config["title"]), html.escape(language_of(config))
    first = f"{read_toc(folder)['root']}.html"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={first}">\n</head>\n'
        f'<body>\n<p><a href="{first}">{title}</a></p>\n</body>\n</html>\n'
    )
