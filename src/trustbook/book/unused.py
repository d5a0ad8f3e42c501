"""Files of the theme and of the book's own scripts that nothing in a finished book asks for.

What a page needs of style sheets, scripts and fonts is in bundles; the files that these were
made of, translations of the theme and maps for debugging would be published for nobody.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

_OWN = "trustbook"
_FOLDERS = ("_static", _OWN)  # of style sheets, scripts, fonts and icons
_REFERENCES = tuple(  # each begins with plain letters, which makes it four times as fast as one
    re.compile(pattern)
    for pattern in (
        r'href="([^"]+)',
        r'src="([^"]+)',
        r'content="([^"]+)',
        r"""url\(\s*["']?([^"')]+)""",
    )
)
_NAMED = re.compile(rf'"({_OWN}/[^"]+)"')
_NAMED_FOLDER = re.compile(rf"`({_OWN}/[^`$]*)/\$")
_LICENCE = "LICENSE"  # in the name of a file that stays beside what it is the licence of


def drop_unused(book: Path) -> None:
    """Remove what no page, style sheet or script of a finished book leads to."""
    needed = needed_files(book)
    for path in sorted(_files_of_folders(book)):
        place = path.relative_to(book).as_posix()
        beside = posixpath.dirname(place)
        is_licence = _LICENCE in path.name and any(posixpath.dirname(n) == beside for n in needed)
        if place not in needed and not is_licence:
            path.unlink()
    for name in _FOLDERS:
        for folder in sorted((book / name).rglob("*/"), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def needed_files(book: Path) -> set[str]:
    """The places of the pages and of all that they, their style sheets and scripts lead to."""
    pages = (path for path in book.rglob("*.html") if path.relative_to(book).parts[0] != "_static")
    own = [path.relative_to(book).as_posix() for path in (book / _OWN).rglob("*")]
    needed: set[str] = set()
    waiting = [path.relative_to(book).as_posix() for path in pages]
    while waiting:
        place = waiting.pop()
        if place not in needed and (book / place).is_file():
            needed.add(place)
            waiting += _targets(place, book, own)
    return needed


def _targets(place: str, book: Path, own: Sequence[str]) -> Iterator[str]:
    """The files to which a page or a style sheet leads, and those that a script can load."""
    suffix = posixpath.splitext(place)[1]
    if suffix not in (".html", ".css", ".js"):
        return
    text = (book / place).read_text(encoding="utf-8")
    if suffix == ".js":
        yield from _loaded_files(text, own)
        return
    for target in {target for pattern in _REFERENCES for target in pattern.findall(text)}:
        split = urlsplit(target)
        if split.scheme or split.netloc:  # the card of a book whose address is known
            yield f"{_OWN}/{split.path.rpartition(f'/{_OWN}/')[2]}"
        elif split.path:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(split.path)))


def _loaded_files(script: str, own: Sequence[str]) -> Iterator[str]:
    """The files that a script names, or of which it names the folder: `trustbook/vega/${name}`."""
    yield from _NAMED.findall(script)
    folders = {*_NAMED_FOLDER.findall(script)}
    yield from (place for place in own if posixpath.dirname(place) in folders)


def _files_of_folders(book: Path) -> Iterator[Path]:
    for name in _FOLDERS:
        yield from (path for path in (book / name).rglob("*") if path.is_file())
