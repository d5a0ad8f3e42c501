"""Zip archives whose bytes depend on their content alone: no time, no owner, no system."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

Member = Path | bytes

PIECE = 1 << 20
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_DAYS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_NO_DAY = b"1980-01-01T00:00:00Z"
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def write_zip(
    members: Mapping[str, Member], target: Path | IO[bytes], *, level: int | None = None
) -> dict[str, str]:
    """The SHA-512 of each member, as it was written into a zip archive at `target`.

    Files are read piece by piece and never held in memory whole.

    Parameters
    ----------
    members
        Files or bytes by their place in the archive, in the order in which they are written.
    target
        The file to write, or a binary stream.
    level
        How hard to compress (1 to 9); the default of zlib where missing.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        return {
            name: _write(archive, name, member, level=level) for name, member in members.items()
        }


def _write(archive: zipfile.ZipFile, name: str, member: Member, *, level: int | None) -> str:
    info = zipfile.ZipInfo(name, date_time=_NO_TIME)
    info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
    info.compress_type = zipfile.ZIP_DEFLATED
    info.file_size = len(member) if isinstance(member, bytes) else member.stat().st_size
    info._compresslevel = level  # type: ignore[attr-defined]
    digest = hashlib.sha512()
    with archive.open(info, "w") as file:
        for piece in pieces_of(member):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def pieces_of(member: Member) -> Iterator[bytes]:
    """The bytes of a member, piece by piece."""
    if isinstance(member, bytes):
        yield member
        return
    with member.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """A small zip archive of the members in their order.

    >>> zip_bytes({"a.txt": b"trust"}) == zip_bytes({"a.txt": b"trust"})
    True
    """
    content = io.BytesIO()
    write_zip(members, content)
    return content.getvalue()


def members_of_zip(data: bytes) -> dict[str, bytes]:
    """The members, by name, of an archive that trustbook made itself."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def timeless_office_file(data: bytes) -> bytes:
    """The workbook or document (XLSX, DOCX) without the time at which it was made."""
    members = members_of_zip(data)
    core = "docProps/core.xml"
    members[core] = _DAYS.sub(rb"\g<1>" + _NO_DAY, members[core])
    return zip_bytes(members)
