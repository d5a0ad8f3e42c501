"""What a picture says beside what it shows: its description, author, camera, comment, position.

Formats: PNG (ISO/IEC 15948, chunks tEXt, zTXt, iTXt, eXIf), JPEG (ISO/IEC 10918-1, the segments
before the picture), Exif 2.3 (CIPA DC-008). Of other files that are no text only long runs of
letters are read.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress

_PNG, _JPEG, _TIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", (b"II*\0", b"MM\0*")
_START_OF_PICTURE = 0xDA
_POSITION, _LATITUDE, _LONGITUDE = 0x8825, 2, 4  # tags of Exif
_LETTERS = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
_WIDE_LETTERS = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\0){4,}")
_LONG_RUN = re.compile(rb"[\x20-\x7e]{12,}")


def picture_texts(data: bytes) -> Iterator[str]:
    """Every text in the metadata of a picture, and its position where it has one."""
    if data.startswith(_PNG):
        for kind, content in _chunks(data):
            yield from _texts_of_chunk(kind, content)
    elif data.startswith(_JPEG):
        for content in _segments(data):
            yield from _texts_of_metadata(content.removeprefix(b"Exif\0\0"))
    elif data.startswith(_TIFF):
        yield from _texts_of_metadata(data)
    yield from (run.decode("ascii") for run in _LONG_RUN.findall(data))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def _texts_of_chunk(kind: bytes, content: bytes) -> Iterator[str]:
    if kind == b"tEXt":
        yield content.replace(b"\0", b" ").decode("latin-1")
    elif kind == b"eXIf":
        yield from _texts_of_metadata(content)
    elif kind in (b"zTXt", b"iTXt"):
        name, _, rest = content.partition(b"\0")
        if kind == b"zTXt":
            is_packed, text = True, rest[1:]
        else:
            is_packed, text = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
        with suppress(zlib.error):
            text = zlib.decompressobj().decompress(text) if is_packed else text
        yield _decoded(name + b" " + text)


def _segments(data: bytes) -> Iterator[bytes]:
    at = len(_JPEG)
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _START_OF_PICTURE:  # noqa: PLR2004
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        yield data[at + 4 : at + 2 + length]
        at += 2 + length


def _texts_of_metadata(data: bytes) -> Iterator[str]:
    """The runs of letters, in one or two bytes each, and the position; no preview within."""
    with suppress(struct.error, ZeroDivisionError):
        yield from _position(data)
    text = data.partition(_JPEG)[0]
    yield from map(_decoded, _LETTERS.findall(text))
    for shift in (0, 1):  # the first byte of a letter may be either
        yield from (run.decode("utf-16-le") for run in _WIDE_LETTERS.findall(text[shift:]))


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _position(exif: bytes) -> Iterator[str]:
    order = "<" if exif.startswith(b"II") else ">"

    def entries(at: int) -> dict[int, int]:
        number = struct.unpack_from(f"{order}H", exif, at)[0]
        each = (struct.unpack_from(f"{order}HHII", exif, at + 2 + 12 * n) for n in range(number))
        return {tag: value for tag, _, _, value in each}

    if not exif.startswith(_TIFF):
        return
    first = entries(struct.unpack_from(f"{order}I", exif, 4)[0])
    place = entries(first[_POSITION]) if _POSITION in first else {}
    for name, tag in (("latitude", _LATITUDE), ("longitude", _LONGITUDE)):
        if tag in place:
            parts = struct.unpack_from(f"{order}6I", exif, place[tag])
            degrees = sum(parts[2 * n] / parts[2 * n + 1] / 60**n for n in range(3))
            yield f"{name} {degrees:.5f}"
