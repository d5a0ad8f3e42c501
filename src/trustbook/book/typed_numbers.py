"""Numbers that somebody typed into the prose of pages, where no cell computes them.

Digits and number words count. “One” is left out, which English has in too many other meanings,
and so are ordinals, years, names with digits in them, references such as Table 1, numbers of
headings and list items, code and addresses.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from trustbook.book.notebooks import chapter_paths, read_notebook
from trustbook.corpus.settings import read_typed_settings

ALLOWED = "numbers.yml"
_UNITS = "two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
_TENS = f"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ](?:one|{_UNITS}))?"
_NUMBER = re.compile(
    r"(?<![\w.,/-])[-−]?\d+(?:[.,]\d+)*%?(?![\w/-])"
    rf"|(?<![^\W_])(?:{_TENS}|{_TEENS}|{_UNITS}|(?:dozen|hundred|thousand|million)s?)(?![^\W_])",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(
    r"""
      ^```.*?^```                        # blocks of code
    | `[^`\n]*`                          # code within a line
    | \]\([^)]*\)(?:[^()\s]*\))?         # the address of a link
    | https?://\S+ | \bdoi\s\S+          # addresses
    | <[^>]+>                            # HTML
    | ^\#*\s*\d+\.\s                     # the number of a heading or of an item
    | \b(?:1[6-9]|20)\d\d\b              # years
    | \b(?:Tables?|Figures?|steps?)\s\d+ # references
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_ADVICE = f"let a cell compute it, or allow it with its reason in {ALLOWED}"
_FORM = f"{ALLOWED}: below each reason a list of phrases is expected, each of them a text"


def typed_number_faults(chapters: Path, *, carried: Path | None = None) -> list[str]:
    """The numbers in the prose of the pages that nothing allows, and what allows nothing.

    `carried` allows what the chapters of the package say, where some were copied from there.
    """
    own, others = (
        read_typed_settings(path) if path and path.is_file() else {}
        for path in (chapters / ALLOWED, carried)
    )
    if not all(map(_are_texts, own.values())):
        return [_FORM]
    texts = dict(_texts(chapters))
    every = re.sub(r"\s+", " ", " ".join(texts.values()))
    phrases = [phrase for several in own.values() for phrase in several]
    allowed = [*phrases, *(phrase for several in others.values() for phrase in several)]
    return [
        *(fault for place, text in texts.items() for fault in _faults(place, text, allowed)),
        *(
            f"{ALLOWED}: no page has the words “{phrase}”; take them out of it"
            for phrase in phrases
            if phrase not in every
        ),
    ]


def _are_texts(phrases: object) -> bool:
    return isinstance(phrases, list) and all(isinstance(phrase, str) for phrase in phrases)


def _texts(chapters: Path) -> Iterator[tuple[str, str]]:
    """The prose of every page by its place: cells of chapters, and whole pages of Markdown."""
    for path in chapter_paths(chapters).values():
        for cell in read_notebook(path).cells:
            if cell.cell_type == "markdown":
                yield f"{path.name}, cell {cell.id}", cell.source
    for path in sorted(chapters.glob("*.md")):
        yield path.name, path.read_text(encoding="utf-8")


def _faults(place: str, text: str, phrases: list[str]) -> list[str]:
    return [
        f"{place}, line {line}: the number “{number}” is typed; {_ADVICE}"
        for line, number in typed_numbers(text, allowed=phrases)
    ]


def typed_numbers(text: str, *, allowed: list[str] | None = None) -> list[tuple[int, str]]:
    r"""The numbers in a text of Markdown, each with its line, but for those in allowed phrases.

    >>> typed_numbers("# Ties\n\nSeventeen studies, of 2021, have 3 ties.")
    [(3, 'Seventeen'), (3, '3')]
    >>> typed_numbers("Write 1 or 0 there.", allowed=["1 or 0"])
    []
    """
    prose = _NO_PROSE.sub(_blanks, text)
    if allowed:
        prose = _any_of(tuple(allowed)).sub(_blanks, prose)
    return [
        (prose.count("\n", 0, match.start()) + 1, match.group())
        for match in _NUMBER.finditer(prose)
    ]


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases, also where it runs on in the next line."""
    forms = [r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def _blanks(match: re.Match[str]) -> str:
    """As many blanks as the match has letters, so that lines stay what they are."""
    return re.sub(r"[^\n]", " ", match.group())
