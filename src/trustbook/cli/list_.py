"""The command that lists the chapters of a compendium."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from trustbook.book.chapters import LEFT_OUT_PAGE, NEEDS_OF_PAGES, chapter_needs
from trustbook.book.edition import edition_of
from trustbook.book.ejection import ejections
from trustbook.book.notebooks import read_sources
from trustbook.book.staging import page_sources
from trustbook.book.withheld import WITHHELD_PAGE
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.needs import needs_in_words
from trustbook.project import DISCLOSURE_FILE, package_root, require_compendium

_SUFFIXES = (".ipynb", ".md")


@click.command("list", cls=ReportCommand)
@options.corpus
def list_(*, corpus: str) -> Report:
    """List the chapters: where each comes from, what it needs, whether it is in the book.

    The book is that of CORPUS (default: your own). A chapter is in it when _toc.yml
    names it and the corpus has what it needs.

    \b
    Example: trustbook list
    Exit code 0: listed; 2: wrong usage.
    """
    root = require_compendium()
    edition = edition_of(corpus)
    pages = page_sources(root)
    beyond = {name: path for name, path in _files(root).items() if name not in pages}
    chapters = [
        {
            "chapter": name,
            "from": _origin(path, root),
            "needs": _needs(name, path),
            "in_book": name in edition.pages,
            "why_not": ""
            if name in edition.pages
            else _why_not(name, pages, edition.left_out.get(name) or _needs(name, path)),
        }
        for name, path in {**pages, **beyond}.items()
    ]
    return Report(
        lines=_lines(chapters),
        values={"corpus": corpus, "chapters": chapters},
        next="trustbook build; trustbook eject CHAPTER copies one of the package, to change it",
    )


def _files(root: Path) -> dict[str, Path]:
    """The chapters that there are, those of the compendium before those of the package."""
    folders = (package_root() / "chapters", root / "chapters")
    files = [path for folder in folders for path in sorted(folder.glob("*"))]
    return {path.stem: path for path in files if path.suffix in _SUFFIXES and path.stem != "README"}


def _needs(name: str, path: Path) -> list[str]:
    """What a chapter, or a page, cannot do without."""
    if path.suffix == ".ipynb":
        return list(chapter_needs(read_sources(path)))
    return list(NEEDS_OF_PAGES.get(name, ()))


def _origin(path: Path, root: Path) -> str:
    if not path.is_relative_to(root):
        return "package"
    copied = {each.file for each in ejections(root)}
    return "yours, copied" if path.relative_to(root).as_posix() in copied else "yours"


def _why_not(name: str, pages: Mapping[str, Path], unmet: Sequence[str]) -> str:
    if name == LEFT_OUT_PAGE:
        return "nothing is left out"
    if name == WITHHELD_PAGE:
        return f"nothing prepares a public edition: there is no {DISCLOSURE_FILE}"
    if name not in pages:
        return "_toc.yml does not name it"
    return f"it needs {needs_in_words(unmet)}"


def _lines(chapters: Sequence[Mapping[str, Any]]) -> list[str]:
    widths = [max(len(each[key]) for each in chapters) for key in ("chapter", "from")]
    return [
        f"{each['chapter']:<{widths[0]}}  {each['from']:<{widths[1]}}  {_state(each)}"
        for each in chapters
    ]


def _state(chapter: Mapping[str, Any]) -> str:
    if not chapter["in_book"]:
        return f"not in the book: {chapter['why_not']}"
    needs = needs_in_words(chapter["needs"])
    return f"in the book; needs {needs}" if needs else "in the book"
