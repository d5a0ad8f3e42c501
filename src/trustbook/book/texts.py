"""Texts: Markdown of the authors in `text/`, for the opening and end of chapters and as pages.

A text cites what the chapters compute, by a name between two braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from trustbook.book.notebooks import markdown_cell, node
from trustbook.corpus.findings import Finding, as_warnings, suggestion
from trustbook.corpus.language import ENGLISH, is_language

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEXTS = "text"  # the folder of a compendium
OPENING, END, PAGE = "opens", "ends", "is"
_END = "-end"  # after the name of a chapter
_NO_TEXT = "README"
_CITED = re.compile(r"\{\{([^{}]*)\}\}")
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:\{\{([^{}]*)\}\}|([\w./-]+)\.(?:md|ipynb|html))\)")
_PARTS = re.compile(r"\s*([^|]+?)\s*(?:\|\s*(\w+)\s*([^|]*?)\s*)?")
_ITEM = re.compile(r"^\s*(?:[-*+>#]+|\d+[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*(?:[-*+|>#]|\d+[.)]))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file of `text/`: its name without the suffix, its page, its role there, its words."""

    name: str
    page: str
    role: str
    source: str
    language: str = ENGLISH

    @property
    def file(self) -> str:
        """Its place in the compendium."""
        return f"{TEXTS}/{self.name}.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A name between two braces, the form that its value is to have, and where it is."""

    name: str
    form: str = ""
    noun: str = ""
    start: int = 0
    line: int = 1

    @property
    def key(self) -> str:
        """The citation in its one spelling.

        >>> Citation(name="networks.ties", form="count", noun="tie").key
        'networks.ties | count tie'
        """
        form = f"{self.form} {self.noun}".strip()
        return f"{self.name} | {form}" if form else self.name

    @property
    def chapter(self) -> str:
        """The chapter, where the name is one of a value or an output: CHAPTER.NAME, CHAPTER/NAME.

        >>> Citation(name="networks/ties").chapter, Citation(name="it-001").chapter
        ('networks', '')
        """
        chapter, *rest = re.split(r"[./]", self.name, maxsplit=1)
        return chapter if rest else ""


def read_texts(
    folder: Path, places: Iterable[str], *, language: str = ENGLISH
) -> tuple[list[Text], list[Finding]]:
    """The texts in a folder, for pages at these places in the contents, and faults of its files.

    A text that a folder named after the language has, such as `da/networks.md`, stands for that of
    its name.
    """
    places = list(places)
    names = [place.rpartition("/")[2] for place in places]
    texts: list[Text] = []
    findings: list[Finding] = []
    both = sorted(folder.glob("*.md")), sorted((folder / language).glob("*.md"))
    for path in {path.name: path for paths in both for path in paths}.values():
        page, role = _page_of(path.stem, places, names)
        name = path.relative_to(folder).with_suffix("").as_posix()
        if role and (source := _source(path)) is not None:
            text = Text(name=name, page=page, role=role, source=source, language=language)
            texts.append(text)
        elif role:
            findings.append(_not_utf_8(name))
        elif path.stem != _NO_TEXT:
            findings += as_warnings([_of_no_page(name, names)])
    return texts, findings


def translations(folder: Path, texts: Iterable[Text]) -> list[Text]:
    """The same texts in the other languages that the folder has them in.

    A text is in the language of its folder, English where it is in none.
    """
    return [
        replace(text, name=name, source=source, language=language)
        for text in texts
        for path in sorted(folder.rglob(text.name.rpartition("/")[2] + ".md"))
        if (name := path.relative_to(folder).with_suffix("").as_posix()) != text.name
        and is_language(language := name.rpartition("/")[0] or ENGLISH)
        and (source := _source(path)) is not None
    ]


def _page_of(name: str, places: Sequence[str], names: Sequence[str]) -> tuple[str, str]:
    """The page that a text is for and its role there; empty where it is for none."""
    if f"{TEXTS}/{name}" in places:
        return name, PAGE
    if name in names:
        return name, OPENING
    chapter = name.removesuffix(_END)
    return (chapter, END) if chapter in names else ("", "")


def _source(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig").strip() + "\n"
    except UnicodeDecodeError:
        return None


def _not_utf_8(name: str) -> Finding:
    return Finding(
        id="files.unreadable",
        file=f"{TEXTS}/{name}.md",
        value="a file that is not UTF-8",
        allowed="plain text UTF-8",
        remedy="save it as plain text UTF-8",
    )


def _of_no_page(name: str, names: Sequence[str]) -> Finding:
    otherwise = f"name it after a chapter, or write `- file: {TEXTS}/{name}` into _toc.yml"
    return Finding(
        id="text.no-page",
        file=f"{TEXTS}/{name}.md",
        value="a text that belongs to no page",
        allowed=f"CHAPTER.md, CHAPTER{_END}.md, or a page that _toc.yml names",
        remedy=suggestion(name.rpartition("/")[2].removesuffix(_END), names, otherwise=otherwise),
    )


def citations(source: str) -> list[Citation]:
    """What a text cites, in its order.

    >>> [each.key for each in citations("{{n.x|words}} and {{ it-001 }}")]
    ['n.x | words', 'it-001']
    """
    return [_citation(match) for match in _CITED.finditer(source)]


def _citation(match: re.Match[str]) -> Citation:
    parts = _PARTS.fullmatch(match[1])
    whole = (match[1], "", "")
    name, form, noun = (" ".join(part.split()) for part in (parts.groups("") if parts else whole))
    line = match.string.count("\n", 0, match.start()) + 1
    return Citation(name=name, form=form, noun=noun, start=match.start(), line=line)


def without_citations(source: str, word: str) -> str:
    """The text with a word in place of each citation, on the same lines."""
    return _CITED.sub(lambda match: word + "\n" * match[0].count("\n"), source)


def sentence_of(source: str, citation: Citation, words: Callable[[Citation], str]) -> str:
    """The sentence around a citation, with the words that stand for each citation in it.

    >>> text = "One. Of {{a.b}} ties few hinge.  Three."
    >>> sentence_of(text, citations(text)[0], lambda citation: "12")
    'Of 12 ties few hinge.'
    """
    blanks = [match.span() for match in _SENTENCE.finditer(source)]
    ends = [(0, 0), *blanks, (len(source), len(source))]
    for (_, start), (end, _) in pairwise(ends):
        if start <= citation.start < end:
            sentence = _CITED.sub(lambda match: words(_citation(match)), source[start:end])
            return " ".join(_ITEM.sub("", sentence).split())
    return ""


def filled(
    source: str,
    *,
    cited: Callable[[Citation, str], str],
    page_link: Callable[[str, str], str | None],
) -> str:
    """The text as Jupyter Book gets it.

    Parameters
    ----------
    source
        The text.
    cited
        The HTML for a citation; its second argument is the words that an author links to it.
    page_link
        The HTML of a link to a page of the book by its name, around such words; none where there is
        no such page, as in an example or a comment.
    """

    def link(match: re.Match[str]) -> str:
        words, name, page = match.groups()
        if page:
            return page_link(page.rpartition("/")[2], words) or match[0]
        return cited(citations(f"{{{{{name}}}}}")[0], words)

    return _CITED.sub(lambda match: cited(_citation(match), ""), _LINK.sub(link, source))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsOfAuthors:
    """What the authors wrote for a chapter, as Jupyter Book gets it: its opening and its end."""

    opening: str = ""
    end: str = ""
    is_landing: bool = False


def with_texts(notebook: NotebookNode, texts: WordsOfAuthors) -> NotebookNode:
    """The chapter with the words of its authors: an opening, and an end.

    The first paragraph of an opening is below the title, where the chapter says what was
    found; what follows is below the first screen, as all of it does on the landing page.
    """
    first, *others = notebook.cells
    opening = texts.opening
    lead, rest = ("", opening) if texts.is_landing else _lead_and_rest(opening)
    sections = [n for n, cell in enumerate(others) if cell.source.startswith("## ")]
    place = [*sections, len(others)][0]
    title, _, below = first.source.partition("\n")
    if lead:
        first = node({**first, "source": title})
    cells = [
        first,
        *(_cells(lead, "text-lead") + _cells(below.strip(), "below-title") if lead else []),
        *others[:place],
        *_cells(rest, "text-opening"),
        *others[place:],
        *_cells(texts.end, "text-end"),
    ]
    return node({**notebook, "cells": cells})


def _lead_and_rest(opening: str) -> tuple[str, str]:
    """The first paragraph of a text, and the others; no first one where it begins with a list."""
    lead, _, rest = opening.partition("\n\n")
    return (lead, rest) if re.match(r"[^\W\d]|[\[<“‘\"'*_]\S", lead) else ("", opening)


def _cells(source: str, name: str) -> list[NotebookNode]:
    return [markdown_cell(source, id=name)] if source.strip() else []
