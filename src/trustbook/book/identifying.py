"""Identifiers of persons in files that are about to be published, whatever the files are.

Read are the texts between and within tags, the names and values of JSON (notebooks, records, data
of charts, the index for the search), the lines of other texts, what is packed in zip archives (also
workbooks and documents), and the names of the files.
"""

import base64
import io
import json
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from pathlib import PurePosixPath

from trustbook.book.leaks import normal
from trustbook.corpus.checks.publication import texts_in
from trustbook.corpus.identifiers import KINDS, Identifier, identifiers
from trustbook.corpus.packing import Member

_MARKUP = (".html", ".svg", ".xml", ".rels")
_LINES = (".md", ".txt", ".csv", ".yml", ".yaml", ".cff", ".toml", ".bib", ".ris", ".cfg", ".tex")
_JSON = (".json", ".ipynb", ".jsonld")
_SCRIPT = ".js"  # where it gives a page its data
_ASSIGNED = re.compile(r"(?s)^[^\n]*? = (.*);\s*$")
_ARCHIVES = (".zip", ".xlsx", ".docx", ".ods")
_DEEPEST = 2  # of archives within each other
_NO_TEXT = re.compile(r"(?is)<(script|style)\b(?![^>]*json)[^>]*>.*?</\1>|<!doctype[^>]*>")
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(
    r"\b(?:href|title|alt|content|value|label|aria-[\w-]+|data-[\w-]+)=(?:\"([^\"]*)\"|'([^']*)')"
)
_IMAGE = re.compile(r"^(?:image/(?!svg)|application/pdf)")
_TEXT_IN_ADDRESS = re.compile(r"data:(?:text|application/json)[^,]*;base64,")
_LONGEST_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]{200,}")

Text = tuple[str, str]  # what it stands under, and the text itself


def identifying(
    files: Mapping[str, Member], *, names: Collection[str] = (), allowed: Collection[str] = ()
) -> list[str]:
    """Each place at which an identifier stands, with what it is; never the identifier itself.

    `allowed` are those, in their normal form, that may be published: what was granted, and what
    the package itself has.
    """
    lines: dict[str, None] = {}
    judged: dict[Text, list[Identifier]] = {}
    for place, member in files.items():
        for text in texts_of(place, member):
            if text not in judged:
                judged[text] = [
                    one
                    for one in identifiers(text[1], label=text[0], names=names)
                    if normal(one.value) not in allowed
                ]
            lines |= {f"{place}: {KINDS[one.kind]}, {one.masked}": None for one in judged[text]}
    return list(lines)


def texts_of(place: str, member: Member, depth: int = 0) -> Iterator[Text]:
    """Every text of a file, below what it stands under, and first the parts of its place."""
    path = PurePosixPath(place)
    yield from (("", part) for part in (*path.parent.parts, path.stem))
    suffix = path.suffix.casefold()
    if suffix not in (*_MARKUP, *_LINES, *_JSON, *_ARCHIVES, _SCRIPT):
        return
    data = member if isinstance(member, bytes) else member.read_bytes()
    if suffix in _ARCHIVES:
        yield from _texts_of_archive(data, depth)
        return
    text = data.decode("utf-8-sig", errors="replace")
    if suffix in _MARKUP:
        yield from (("", each) for each in _texts_of_markup(text))
    elif suffix == _SCRIPT:
        yield from _texts_of_json(assigned[1]) if (assigned := _ASSIGNED.match(text)) else ()
    elif suffix in _JSON:
        yield from _texts_of_json(text)
    else:
        yield from (("", line) for line in text.splitlines())


def _texts_of_archive(data: bytes, depth: int) -> Iterator[Text]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist() if depth < _DEEPEST else ():
                yield from texts_of(name, archive.read(name), depth + 1)
    except zipfile.BadZipFile:
        return


def _texts_of_markup(text: str) -> Iterator[str]:
    text = _NO_TEXT.sub("", text)
    for tag in _TAG.findall(text):
        for double, single in _ATTRIBUTE.findall(tag):
            yield from _texts_of_address(unescape(double or single))
    yield from (unescape(each) for each in _TAG.sub("\n", text).splitlines() if each.strip())


def _texts_of_address(text: str) -> Iterator[str]:
    """The lines of what an address holds itself (`data:`), or the address."""
    if not text.startswith("data:"):
        yield text
    elif packed := _TEXT_IN_ADDRESS.match(text):
        data = base64.b64decode(text[packed.end() :] + "==", validate=False)
        yield from data.decode("utf-8", errors="replace").splitlines()


def _texts_of_json(text: str) -> Iterator[Text]:
    """The names and values; what is markup in them as such, and pictures left out."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        yield from (("", line) for line in text.splitlines())
        return
    for place, value in texts_in(content):
        label = place.rpartition(", ")[2]
        if _IMAGE.match(label) or _LONGEST_BASE64.fullmatch(value):
            continue
        if "<" in value:
            yield from ((label, each) for each in _texts_of_markup(value))
        else:
            yield from ((label, line) for line in value.splitlines())
