"""One style sheet and a few scripts in place of the many that the head of each page asks for.

A browser draws a page when all its style sheets are there, and four in five rules of the theme are
for things that no page of a book has. The name of a bundle stands for the sheets that it is made
of, so that pages that did not change need not be written again when another page changes.
"""

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from trustbook.book.notebooks import write_text
from trustbook.book.policy import INLINE

_SHEET = re.compile(
    r'\s*<link\b(?=[^>]*\brel="stylesheet")(?![^>]*\bmedia=)[^>]*\bhref="([^":?]*)[^>]*>'
)
_SCRIPT = re.compile(r'\s*<script defer(?:="defer")? src="([^":?]*)[^"]*"></script>')
_AT_ONCE = re.compile(r'\s*<script src="[^"]*"></script>')  # it says how the page looks
_AHEAD = re.compile(r'\s*<link rel="preload" as="script"[^>]*>')  # it delays the style sheet
_IMPORT = re.compile(r'@import\s+"([^"]+)"\s*;')
_CHARSET = re.compile(r'@charset\s+"[^"]*"\s*;')
_ADDRESS = re.compile(r"url\((['\"]?)(?!data:|https?:|[#/])([^'\")]+)\1\)")
_WORDS_OF_SPHINX = "_static/translations.js"  # not in use here: they evaluate a rule for plurals
_BUNDLE = "all-"  # how the name of a bundle of style sheets begins
_BEGIN = (
    "/*! {} */\nx {{}}\n"  # of a sheet: a brace too many in the one before spoils no more than x
)
_OF_SPHINX = re.compile(r"(?s)(?<=/\*! _static/)([^\n]*\n)(.*?)(?=/\*! (?:_static|trustbook)/|\Z)")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_EMPTY = re.compile(r"@media[^{}]*\{\s*\}")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NAME = re.compile(r"[.#]([A-Za-z_][\w-]*)")
_IN_PAGES = (re.compile(r'class="([^"]*)"'), re.compile(r'id="([^"]*)"'))  # faster than one
_IN_SCRIPTS = re.compile(r"[A-Za-z_][\w-]*")
_ICONS = "Font Awesome"  # letters of its font: icons are drawn in the pages
_DIGEST_LENGTH = 8


def bundle_files(book: Path) -> None:
    """Let the pages in a folder, some or all of a finished book, ask for few files."""
    sheet_at = cache(partial(_sheet, book=book))
    for path in sorted(book.rglob("*.html")):
        place = path.relative_to(book)
        if place.parts[0] != "_static":
            page, here = path.read_text(encoding="utf-8"), place.parent.as_posix()
            write_text(path, _bundled_page(page, book, here, sheet_at=sheet_at))


def _bundled_page(page: str, book: Path, here: str, *, sheet_at: Callable[[str], str]) -> str:
    """The page (HTML), which is in the folder `here` of a book; its bundles are written.

    The script that says how a page looks follows the style sheet: a browser that has met a policy
    asks for nothing else while it waits for one.
    """
    head, body, rest = page.partition("<body")

    def place_of(match: re.Match[str]) -> str:
        return posixpath.normpath(posixpath.join(here, match[1]))

    def address(name: str) -> str:
        return posixpath.relpath(f"{INLINE}/{name}", here)

    sheets = [each for each in _SHEET.finditer(head) if (book / place_of(each)).is_file()]
    sheets = [each for each in sheets if not place_of(each).startswith(INLINE)]
    if not sheets:
        return page
    text = "".join(sheet_at(place_of(each)) for each in sheets)
    name = _write(f"{_BUNDLE}{{}}.css", text, book)
    looks = "".join(_AT_ONCE.findall(head))
    start = f'\n    <link rel="stylesheet" href="{address(name)}">{looks}'
    head = _replaced(_AT_ONCE.sub("", _AHEAD.sub("", head)), _SHEET, sheets, start)
    scripts = [each for each in _SCRIPT.finditer(head) if (book / place_of(each)).is_file()]
    for _, group in groupby(scripts, key=lambda each: place_of(each).partition("/")[0]):
        several = list(group)
        places = [place for each in several if (place := place_of(each)) != _WORDS_OF_SPHINX]
        code = "\n;\n".join((book / place).read_text(encoding="utf-8") for place in places)
        name = _write("s{}.js", code, book)
        script = f'\n    <script defer src="{address(name)}"></script>'
        head = _replaced(head, _SCRIPT, several, script)
    return head + body + rest


def _replaced(head: str, pattern: re.Pattern[str], several: list[re.Match[str]], one: str) -> str:
    """The head with one element at the place of several."""
    elements = [each[0] for each in several]

    def element(match: re.Match[str]) -> str:
        if match[0] not in elements:
            return match[0]
        return one if match[0] == elements[0] else ""

    return pattern.sub(element, head)


def _sheet(place: str, *, book: Path) -> str:
    """A style sheet of a book as a part of one in another folder, with those that it imports."""
    folder = posixpath.dirname(place)

    def imported(match: re.Match[str]) -> str:
        other = posixpath.normpath(posixpath.join(folder, match[1]))
        return _sheet(other, book=book) if (book / other).is_file() else ""

    def addressed(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, match[2]))
        return f'url("{posixpath.relpath(target, INLINE)}")'

    text = _CHARSET.sub("", (book / place).read_text(encoding="utf-8"))
    text += "}" * (text.count("{") - text.count("}"))
    return _IMPORT.sub(imported, _BEGIN.format(place) + _ADDRESS.sub(addressed, text)) + "\n"


def _write(name: str, text: str, book: Path) -> str:
    """The name of a file with the text, which has its digest in it, after a letter.

    A digest alone could be taken for a telephone number.
    """
    name = name.format(hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH])
    if not (book / INLINE / name).is_file():
        write_text(book / INLINE / name, text)
    return name


def shorten_bundles(book: Path) -> None:
    """Leave out of the style sheets of a whole book the rules of Sphinx that no page can use."""
    is_usable = _usable(book)
    for path in sorted((book / INLINE).glob(f"{_BUNDLE}*.css")):
        text = path.read_text(encoding="utf-8")
        write_text(
            path, _OF_SPHINX.sub(lambda sheet: sheet[1] + shortened(sheet[2], is_usable), text)
        )


def _usable(book: Path) -> Callable[[str], bool]:
    """Whether a page could have an element with a class or an id: from a page or by a script."""
    names = {name for page in book.rglob("*.html") for name in _names(page)}
    scripts = [*(book / "_static").rglob("*.js"), *(book / "trustbook").glob("*.js")]
    names |= {
        name for path in scripts for name in _IN_SCRIPTS.findall(path.read_text(encoding="utf-8"))
    }
    beginnings = tuple(name for name in names if name.endswith("-") and name[1:-1])
    return lambda name: name in names or name.startswith(beginnings)


def _names(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    for names in {names for pattern in _IN_PAGES for names in pattern.findall(text)}:
        yield from names.split()


def shortened(sheet: str, is_usable: Callable[[str], bool]) -> str:
    """A style sheet without the rules of which every selector asks for a name that is not used.

    >>> shortened(".a .b{top:0}.a,.b{top:1px}a:not(.b){top:2px}", lambda name: name == "a")
    '.a,.b{top:1px}a:not(.b){top:2px}'
    """

    def rule(match: re.Match[str]) -> str:
        selectors, previous = match[1].rpartition("*/")[2], ""
        while selectors != previous:
            selectors, previous = _IN_BRACKETS.sub("", selectors), selectors
        is_font = "@font-face" in selectors and _ICONS in match[2]
        is_used = ";" in selectors or any(
            all(map(is_usable, _NAME.findall(each))) for each in selectors.split(",")
        )
        return match[0] if is_used and not is_font else ""

    return _EMPTY.sub("", _RULE.sub(rule, sheet))
