"""XML from somebody else, read as a stream of elements: no tree, no entities, no network.

What is in front of the first element is read here, before a parser sees it, because a document
type there can make any parser grow without bound. The encoding found is the one the parser is told.
"""

import codecs
import re
from collections.abc import Mapping
from typing import Any, Protocol, cast

from lxml import etree

from trustbook.errors import ExportError

PIECE = 1 << 16
_LONGEST_TAG = 256  # bytes of the beginning of a tag, up to its name
MEGABYTE = 1_000_000
LARGEST_XML = 512 * MEGABYTE


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
    (b"<\0", "UTF-16LE"),
    (b"\0<", "UTF-16BE"),
)
_DECLARED = re.compile(r"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_READ_AS = {
    "": "utf-8",
    "utf-8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "iso-8859-1",
    "windows-1252": "windows-1252",
}
_BEFORE_ROOT = re.compile(r"\s+|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->", re.DOTALL)
_PARSER_PLACE = re.compile(r"\(<string>, line \d+\)$")


class Target(Protocol):
    """What is told of each element and each piece of text between them."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """A piece of text."""

    def close(self) -> None:
        """The last element has ended."""


class Stream(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


class CountedTags:
    """A stream that counts, while it is read, how often an element begins in its bytes.

    Examples
    --------
    >>> import io
    >>> stream = CountedTags(io.BytesIO(b'<q:Coding a=""/><Codings/><Coding>'), "Coding")
    >>> [len(stream.read(size)) for size in (5, 100, 100)], stream.number
    ([5, 29, 0], 2)
    """

    def __init__(self, stream: Stream, name: str) -> None:
        self.number = 0
        self._stream = stream
        self._begins = re.compile(rf"<(?:{name}|[\w.-]++:{name})[\s/>]".encode())
        self._rest = b""

    def read(self, size: int) -> bytes:
        """The next bytes; a tag that they cut in two is counted once."""
        piece = self._stream.read(size)
        text = self._rest + piece.replace(b"\0", b"")
        last = text.rfind(b"<", -_LONGEST_TAG)
        cut = last if piece and last >= 0 else len(text)
        self.number += len(self._begins.findall(text[:cut]))
        self._rest = text[cut:]
        return piece


def read_markup(stream: Stream, target: Target, *, file: str) -> None:
    """Tell `target` of every element in `stream`.

    ExportError in one line, which calls it `file`, where it is not XML or not safe to read.
    """
    first = stream.read(PIECE)
    parser = etree.XMLParser(
        target=cast(Any, target),
        encoding=_required_encoding(first, file=file),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    try:
        _feed(parser, first, stream, file=file)
    except etree.XMLSyntaxError as error:
        raise ExportError(f"{file}: not well-formed XML ({_in_words(error)})") from None
    except (LookupError, UnicodeError, AssertionError) as error:
        raise ExportError(f"{file}: not readable as XML ({error})") from None


def _feed(parser: etree.XMLParser, piece: bytes, stream: Stream, *, file: str) -> None:
    size = 0
    while piece:
        size += len(piece)
        if size > LARGEST_XML:
            raise ExportError(
                f"{file}: more than {LARGEST_XML / MEGABYTE:,.0f} MB of XML; export it in parts"
            )
        parser.feed(piece)
        piece = stream.read(PIECE)
    parser.close()


def _in_words(error: etree.XMLSyntaxError) -> str:
    return " ".join(_PARSER_PLACE.sub("", str(error)).split())


def _required_encoding(start: bytes, *, file: str) -> str:
    """The encoding of XML that begins with `start`, of which the beginning is harmless."""
    by_mark = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    text = start.decode(by_mark or "latin-1", "replace").lstrip("\ufeff")
    text = text.removeprefix("ï»¿")
    declaration = _DECLARED.match(text)
    encoding = by_mark or _READ_AS.get(declaration.group(1).casefold() if declaration else "", "")
    if not encoding:
        raise ExportError(
            f"{file}: XML in the encoding {declaration.group(1) if declaration else ''}; "
            "export it as UTF-8"
        )
    _require_harmless(text, file=file)
    return encoding


def _require_harmless(text: str, *, file: str) -> None:
    place = 0
    while match := _BEFORE_ROOT.match(text, place):
        place = match.end()
    rest = text[place : place + 9]
    if rest.startswith("<!"):
        raise ExportError(
            f"{file}: it declares a document type (DTD), which no export of QDA software does; "
            "it was not read"
        )
    if not re.match(r"<[^\W\d]", rest):
        raise ExportError(f"{file}: not an XML document of QDA software")
