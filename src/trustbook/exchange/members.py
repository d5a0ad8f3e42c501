"""An archive (zip) of an export, read member by member and never written to disk.

An export comes from somebody else. Members are found by the last part of their name, whatever the
folder, the capitals and the way of writing accents and blanks, so that `../` leads nowhere; what is
read is bounded in number, in size and in how far it was compressed (files of real programs shrink
to a sixth at most). Doubles that a Mac adds (`__MACOSX`, `._NAME`) are no members.
"""

import io
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import unquote

from trustbook.errors import ExportError

MEGABYTE = 1_000_000
MOST_MEMBERS = 50_000
LONGEST_DIRECTORY = 32 * MEGABYTE
LONGEST_TEXT = 64 * MEGABYTE
GREATEST_RATIO = 200
SMALL = MEGABYTE


_BEGINNING = b"PK\3\4"
_LEADS_OUT = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
_ENCRYPTED = 0x1
_NAMED_IN_UTF_8 = 0x800
_OLE = b"\xd0\xcf\x11\xe0"
_PROTECTED = (
    "but locked by a password, or of an older form; open it in its program, remove the password, "
    "save it in the newer form, and give that file"
)
_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An open archive: its file's name and its members by name."""

    file: str
    zip: zipfile.ZipFile
    members: dict[str, list[zipfile.ZipInfo]]

    def has(self, name: str) -> bool:
        """Whether there is a member whose name ends in the last part of `name`."""
        return bool(self.members.get(leaf(name)))

    def is_doubtful(self, name: str) -> bool:
        """Whether `name` may mean several members of different contents."""
        return len({(one.CRC, one.file_size) for one in self._candidates(name)}) > 1

    @property
    def names(self) -> list[str]:
        """The names of the members, with their folders."""
        return sorted(_slashed(one.filename) for infos in self.members.values() for one in infos)

    def highest(self, suffix: str) -> list[str]:
        """The names of the members that end in `suffix`, of those in the fewest folders.

        A name that leads out of the archive is none.
        """
        names = [
            name
            for name in self.names
            if name.casefold().endswith(suffix) and not _LEADS_OUT.search(name)
        ]
        depth = min((name.count("/") for name in names), default=0)
        return [name for name in names if name.count("/") == depth]

    def read(self, name: str, *, at_most: int = LONGEST_TEXT) -> bytes:
        """The bytes of the first member that `name` means."""
        with self.open(name, at_most=at_most) as member:
            return member.read(at_most)

    @contextmanager
    def open(self, name: str, *, at_most: int) -> Iterator[IO[bytes]]:
        """The first member that `name` means, to be read; ExportError where it is not safe."""
        info = self._candidates(name)[0]
        self._require_safe(info, at_most=at_most)
        try:
            with self.zip.open(info) as member:
                yield member
        except _FAULTS as error:
            raise ExportError(
                f"{self.file}: {info.filename!r} in it is damaged ({error}); export it again"
            ) from None

    def _candidates(self, name: str) -> list[zipfile.ZipInfo]:
        """The members that `name` may mean: those of just that path, else those called alike."""
        alike = self.members.get(leaf(name), [])
        return [one for one in alike if _slashed(one.filename) == name] or alike

    def _require_safe(self, info: zipfile.ZipInfo, *, at_most: int) -> None:
        if info.flag_bits & _ENCRYPTED:
            raise ExportError(f"{self.file}: it is protected by a password; export it without one")
        if info.file_size > at_most:
            raise ExportError(
                f"{self.file}: {info.filename!r} in it has {info.file_size / MEGABYTE:,.0f} MB; "
                f"at most {at_most / MEGABYTE:,.0f} MB are read"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The files of an archive that somebody unpacked, by name; no link is followed."""

    file: str
    files: dict[str, list[Path]]

    def has(self, name: str) -> bool:
        """Whether there is a file that `name` means."""
        return leaf(name) in self.files

    def is_doubtful(self, name: str) -> bool:
        """Whether `name` may mean several files."""
        return len(self.files[leaf(name)]) > 1

    def read(self, name: str) -> bytes:
        """The bytes of the file that `name` means."""
        path = self.files[leaf(name)][0]
        if path.stat().st_size > LONGEST_TEXT:
            raise ExportError(
                f"{self.file}: {path.name!r} beside it has more than "
                f"{LONGEST_TEXT / MEGABYTE:,.0f} MB, which is not read"
            )
        return path.read_bytes()


def unpacked(path: Path, *, folder: str) -> Folder:
    """The files in the folder called `folder`, whatever its capitals, that is beside `path`."""
    places = [one for one in path.parent.iterdir() if one.name.casefold() == folder]
    files: dict[str, list[Path]] = {}
    for place in places:
        for one in sorted(place.iterdir()) if place.is_dir() and not place.is_symlink() else ():
            if one.is_file() and not one.is_symlink() and not _is_double(one.name):
                files.setdefault(leaf(one.name), []).append(one)
    return Folder(file=path.name, files=files)


def is_archive(path: Path) -> bool:
    """Whether the file begins as a zip archive does."""
    with path.open("rb") as file:
        return file.read(len(_BEGINNING)) == _BEGINNING


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive in the file `path`; ExportError where it is none or not safe to read."""
    with path.open("rb") as raw, _opened(raw, file=path.name, size=path.stat().st_size) as archive:
        yield archive


@contextmanager
def open_inner_archive(data: bytes, *, file: str) -> Iterator[Archive]:
    """The archive in bytes, such as a member of another; ExportError as for a file."""
    with _opened(io.BytesIO(data), file=file, size=len(data)) as archive:
        yield archive


@contextmanager
def _opened(raw: BinaryIO, *, file: str, size: int) -> Iterator[Archive]:
    try:
        archive = zipfile.ZipFile(_ShortReads(raw))
    except (*_FAULTS, ValueError, struct.error) as error:
        raw.seek(0)
        remedy = _PROTECTED if raw.read(len(_OLE)) == _OLE else f"({error}); export it again"
        raise ExportError(f"{file}: not a whole zip archive {remedy}") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _require_no_bomb(file, infos, size=size)
        yield Archive(file=file, zip=archive, members=_by_leaf(infos))


def leaf(name: str) -> str:
    r"""The last part of a member's name or path, case-folded, composed, without percent signs.

    >>> leaf("../Sources\\A1.TXT"), leaf("internal://A%201.txt")
    ('a1.txt', 'a 1.txt')
    """
    last = unquote(unquote(_slashed(name).rpartition("/")[2]))
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", last).casefold())


def _slashed(name: str) -> str:
    return name.replace("\\", "/")


def _by_leaf(infos: list[zipfile.ZipInfo]) -> dict[str, list[zipfile.ZipInfo]]:
    members: dict[str, list[zipfile.ZipInfo]] = {}
    for info in infos:
        if not _is_double(info.filename):
            members.setdefault(leaf(_written_name(info)), []).append(info)
    return members


def _is_double(name: str) -> bool:
    """Whether a member is what a Mac packs beside each file."""
    *folders, last = _slashed(name).split("/")
    return "__MACOSX" in folders or last.startswith("._")


def _written_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; UTF-8 also where the archive does not say so, as a Mac packs it."""
    if info.flag_bits & _NAMED_IN_UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _require_no_bomb(file: str, infos: list[zipfile.ZipInfo], *, size: int) -> None:
    if len(infos) > MOST_MEMBERS:
        raise ExportError(
            f"{file}: it holds {len(infos):,} files; at most {MOST_MEMBERS:,} are read"
        )
    _require_real_ratio(file, (sum(info.file_size for info in infos), size))
    for info in infos:
        _require_real_ratio(f"{file}, {info.filename!r}", (info.file_size, info.compress_size))


def _require_real_ratio(what: str, sizes: tuple[int, int]) -> None:
    whole, in_zip = sizes
    if whole > SMALL and whole > GREATEST_RATIO * in_zip:
        raise ExportError(
            f"{what}: it swells to {whole / max(in_zip, 1):,.0f} times its size, as no real export "
            f"does (at most {GREATEST_RATIO} times); it was not read"
        )


class _ShortReads:
    """A file that is never read in one long piece: a zip's directory is read at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size if 0 <= size <= LONGEST_DIRECTORY else LONGEST_DIRECTORY + 1)
        if len(data) > LONGEST_DIRECTORY:
            raise zipfile.BadZipFile("its list of files is too long")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
