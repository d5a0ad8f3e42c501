"""Identifiers of persons in files that are about to be published, whatever the files are.

Read are the texts between and within tags, comments, the names and values of JSON (notebooks,
records, data of charts, the index for the search), the paragraphs of other texts, all that is
packed in these (zip archives, workbooks and documents, gzip, base64, what pictures say beside what
they show), and the names of the files.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from pathlib import PurePosixPath

from trustbook.book.leaks import DEEPEST, normal, packed, text_of
from trustbook.corpus.checks.publication import texts_in
from trustbook.corpus.identifiers import KINDS, Identifier, identifiers
from trustbook.corpus.packing import Member

_TABLES = (".csv", ".tsv")
_ASSIGNED = re.compile(r"(?s)^[^\n]*? = (.*);\s*$")  # where a script gives a page its data
_CODE = re.compile(r"(?is)<(script|style)\b[^>]*>(.*?)</\1>|<!--(.*?)-->|<!doctype[^>]*>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|i|mark|q|s|small|span|strong|tspan|u)\b[^<>]*>"
)
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(
    r"\s(?!(?:d|points|\w*transform|viewBox|[xyr][12xy]?|[cdfr][xyr]|width|height|integrity)=)"
    r"[\w:-]+=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))"
)
_RANDOM = re.compile(
    r"<w\d*:(?:nsid|tmpl|rsid|sig|docId)\b[^<>]*>"
)  # numbers that a word processor makes up
_PICTURE = re.compile(r"^(?:image/(?!svg)|application/pdf)")
_LONGEST_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]{200,}")
_ENTRIES = re.compile(r"(?:, entry \d+)+$")

Text = tuple[str, str]  # what it is under, and the text itself


def identifying(
    files: Mapping[str, Member], *, names: Collection[str] = (), allowed: Collection[str] = ()
) -> list[str]:
    """Each place at which an identifier is, with what it is; never the identifier itself.

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


def texts_of(place: str, member: Member) -> Iterator[Text]:
    """Every text of a file, below what it is under, and first the parts of its place."""
    path = PurePosixPath(place)
    yield from (("", part) for part in (*path.parent.parts, path.stem))
    data = member if isinstance(member, bytes) else member.read_bytes()
    yield from _texts_of_bytes(data, suffix=path.suffix.casefold())


def _texts_of_bytes(data: bytes, *, suffix: str = "", depth: int = 0) -> Iterator[Text]:
    """The texts in the bytes, whatever these are, and in what is packed in them."""
    for inner in packed(data) if depth < DEEPEST else ():
        yield from _texts_of_bytes(inner, depth=depth + 1)
    text = (text_of(data) or "").strip()
    if assigned := _ASSIGNED.match(text) if suffix == ".js" else None:
        yield from _texts_of_json(assigned[1])
    elif text.startswith(("{", "[")):
        yield from _texts_of_json(text)
    elif text.startswith("<"):
        yield from (("", each) for each in _texts_of_markup(text))
    else:
        yield from (("", each) for each in text.split("\n" if suffix in _TABLES else "\n\n"))


def _texts_of_markup(text: str) -> Iterator[str]:
    """The comments, scripts, attributes and paragraphs."""
    for _, code, comment in _CODE.findall(text):
        yield from (each for each in (code, comment) if each)
    text = _CODE.sub("\n\n", text)
    for tag in _TAG.findall(_RANDOM.sub("", text)):
        values = (unescape("".join(several)) for several in _ATTRIBUTE.findall(tag))
        yield from (value for value in values if not value.startswith("data:"))
    paragraphs = _TAG.sub("\n\n", _INLINE.sub("", text)).split("\n\n")
    yield from (unescape(each) for each in paragraphs if each.strip())


def _texts_of_json(text: str) -> Iterator[Text]:
    """The names and values; what is markup in them as such, and pictures left out."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        yield from (("", each) for each in text.split("\n\n"))
        return
    for place, value in texts_in(content):
        label = _ENTRIES.sub("", place).rpartition(", ")[2]
        if _PICTURE.match(label) or _LONGEST_BASE64.fullmatch(value):
            continue
        if "<" in value:
            yield from ((label, each) for each in _texts_of_markup(value))
        else:
            yield from ((label, each) for each in value.split("\n\n"))
