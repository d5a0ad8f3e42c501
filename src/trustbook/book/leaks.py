"""Looking for words that must not leave: in every byte of what is about to be published.

Looked through are texts as they stand and as HTML, JSON and addresses escape them, what zip, gzip
and base64 hold, what pictures say beside what they show, and the names of files.
"""

import base64
import binascii
import gzip
import html
import io
import re
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from trustbook.book.picture_texts import picture_texts
from trustbook.corpus.packing import Member

DEEPEST = 4  # of a zip archive in a gzip file in base64 in a notebook
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_UNSEEN = {n: None for n in range(0x10000) if unicodedata.category(chr(n)) == "Cf"}
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_INVENTORY = b"# Sphinx inventory"
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1f]")
_FAULTS = (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error, binascii.Error)


def normal(text: str) -> str:
    r"""The text in one Unicode form, in small letters, with single blanks, without what is unseen.

    >>> normal("Kim\n  HO\u00adLM")
    'kim holm'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    return " ".join(text.casefold().split())


def leaks(files: Mapping[str, Member], secrets: Mapping[str, str]) -> list[str]:
    """Each place at which a secret is, with what the secret is.

    `secrets` says what each normal text is that must not be anywhere; `files` are those that
    are to be published, by their place.
    """
    lines: dict[str, None] = {}
    inner_words = {secret: _inner_word(secret) for secret in secrets}
    for place, member in files.items():
        data = member if isinstance(member, bytes) else member.read_bytes()
        for text in (place, *_texts(data)):
            plain = normal(text)
            words = {"", *_WORD.findall(plain)}
            lines |= {
                f"{place}: {secrets[secret]}": None
                for secret, word in inner_words.items()
                if word in words and secret in plain
            }
    return list(lines)


def text_of(data: bytes) -> str | None:
    r"""The text that the bytes are, in whichever coding; None where they are no text.

    >>> text_of("Ærø".encode()), text_of("Ærø".encode("latin-1")), text_of(b"\x89PNG\0")
    ('Ærø', 'Ærø', None)
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="ignore")
    if _CONTROL.search(data):
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _inner_word(secret: str) -> str:
    """A word that a text must have as a whole to have the secret; empty where there is none.

    >>> _inner_word("kim.holm@example.org"), _inner_word("kim holm")
    ('example', '')
    """
    return max(_WORD.findall(secret)[1:-1], key=len, default="")


def _texts(data: bytes, depth: int = 0) -> Iterator[str]:
    """Every reading of the bytes, and of what is packed in them."""
    for text in dict.fromkeys((text_of(data) or "", data.decode("utf-8", errors="ignore"))):
        readings = (
            text,
            html.unescape(text),
            html.unescape(_TAG.sub("", text)),
            _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text),
            urllib.parse.unquote(text),
        )
        yield from dict.fromkeys(readings)
    if depth < DEEPEST:
        for inner in packed(data):
            yield from _texts(inner, depth + 1)


def packed(data: bytes) -> Iterator[bytes]:
    """What is packed in the bytes: in zip, gzip, base64, in the metadata of pictures.

    Of a zip archive also the names and comments.
    """
    try:
        if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield archive.comment
                for info in archive.infolist():
                    yield info.filename.encode("utf-8", errors="replace")
                    yield info.comment
                    yield archive.read(info)
        elif data.startswith(b"\x1f\x8b"):
            yield gzip.decompress(data)
        elif data.startswith(_INVENTORY):
            yield zlib.decompress(data.split(b"\n", 4)[-1])
        elif text_of(data) is None:
            yield from (text.encode() for text in picture_texts(data))
    except _FAULTS:
        return
    for match in _BASE64.finditer(data):
        run = match[0]
        try:
            yield base64.b64decode(run + b"=" * (-len(run) % 4))
        except _FAULTS:
            continue
