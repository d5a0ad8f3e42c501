"""An archive whose bytes depend on what it holds alone, with a list of checksums in it.

The list is written as BagIt has it (RFC 8493, section 2.1.3: SHA-512, two spaces, place), so that
`sha512sum --check` verifies an unpacked archive anywhere. It is not a bag: the files of a
compendium stay where its commands look for them, not in a folder `data/`.
"""

import hashlib
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import IO

from trustbook.corpus.packing import PIECE, Member, pieces_of, write_zip
from trustbook.errors import ArchiveError

MANIFEST = "manifest-sha512.txt"
LEVEL = 9
_LINE = re.compile(r"([0-9a-f]{128}) [ *](.+)")
_COMMENT = "the archive has a comment, which is no part of what was archived"
_LONGEST_LIST = 64 << 20
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def digests_of(member: Member) -> tuple[str, str, int]:
    """The SHA-512, the SHA-256 and the size in bytes of a file or of bytes, read piece by piece."""
    long, short, size = hashlib.sha512(), hashlib.sha256(), 0
    for piece in pieces_of(member):
        long.update(piece)
        short.update(piece)
        size += len(piece)
    return long.hexdigest(), short.hexdigest(), size


def manifest_text(checksums: Mapping[str, str]) -> str:
    r"""The list of checksums, one line per file in the order of their places.

    >>> manifest_text({"b.txt": "02", "a.txt": "01"})
    '01  a.txt\n02  b.txt\n'
    """
    return "".join(f"{checksums[name]}  {name}\n" for name in sorted(checksums))


def write_archive(members: Mapping[str, Member], path: Path) -> Path:
    """The zip archive of the members by their place, with the list of their checksums.

    Members are sorted, without time or owner, compressed at LEVEL, and never held in memory whole.
    ArchiveError where a file changes while it is written.
    """
    checksums = {name: digests_of(member)[0] for name, member in members.items()}
    with_manifest = {**members, MANIFEST: manifest_text(checksums).encode()}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.partial")
    try:
        in_order = {name: with_manifest[name] for name in sorted(with_manifest)}
        for name, digest in write_zip(in_order, unfinished, level=LEVEL).items():
            if digest != checksums.get(name, digest):
                raise ArchiveError(f"{name} changed while it was archived; archive again")
        return unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def check_archive(path: Path) -> tuple[int, list[str]]:
    """How many files the archive at `path` lists, and what is wrong with it, one line each.

    `path` is a zip archive or the folder into which it was unpacked; what was added to a folder
    later is no fault. In a zip archive a place that comes twice, a link, and whatever is not in
    the list are faults. ArchiveError where there is no list of checksums.
    """
    if path.is_dir():
        return _check_members(_in_folder(path), place=path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            files, faults = _check_members(_in_zip(archive), place=path.name)
            return files, [*faults, *_faults_of_zip(archive)]
    except _FAULTS as error:
        raise ArchiveError(f"{path.name}: not a whole zip archive ({error})") from None


Opener = Callable[[], IO[bytes]]


def _in_folder(folder: Path) -> dict[str, Opener]:
    """The files that the list in the folder names, as far as they are there."""
    manifest = folder / MANIFEST
    checksums = _read_list(manifest.read_bytes()) if manifest.is_file() else {}
    root = folder.resolve()
    return {
        name: _opener(root / name)
        for name in (*checksums, MANIFEST)
        if (root / name).is_file() and (root / name).resolve() == root / name
    }


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


def _in_zip(archive: zipfile.ZipFile) -> dict[str, Opener]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    return {info.filename: partial(archive.open, info) for info in infos}


def _faults_of_zip(archive: zipfile.ZipFile) -> list[str]:
    """What a list of checksums cannot tell of a zip archive, one line each."""
    infos = archive.infolist()
    first_of = {_spelling(info.filename): info.filename for info in reversed(infos)}
    times = Counter(_spelling(info.filename) for info in infos)
    files = [info.filename for info in infos if not info.is_dir()]
    return [
        *(
            f"{first_of[spelling]}: {number} members have this place, and one would hide the other"
            for spelling, number in times.items()
            if number > 1
        ),
        *(f"{info.filename}: it is a link" for info in infos if _is_link(info)),
        *(
            f"{info.filename}: it is an empty folder, which is not in {MANIFEST}"
            for info in infos
            if info.is_dir() and not any(name.startswith(info.filename) for name in files)
        ),
        *([_COMMENT] if archive.comment else []),
    ]


def _spelling(place: str) -> str:
    """What two places share of which some systems make one file."""
    return unicodedata.normalize("NFC", place).casefold()


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _check_members(members: Mapping[str, Opener], *, place: str) -> tuple[int, list[str]]:
    if MANIFEST not in members:
        raise ArchiveError(
            f"{place}: there is no {MANIFEST} in it; `trustbook archive` makes one that has it"
        )
    with members[MANIFEST]() as file:
        checksums = _read_list(file.read(_LONGEST_LIST))
    faults = [_fault(name, digest, members) for name, digest in checksums.items()]
    more = sorted(set(members) - set(checksums) - {MANIFEST})
    strangers = [f"{name}: it is in the archive, but not in {MANIFEST}" for name in more]
    return len(checksums), [*filter(None, faults), *strangers]


def _read_list(content: bytes) -> dict[str, str]:
    """The SHA-512 of each file by its place."""
    lines = content.decode("utf-8", errors="replace").splitlines()
    matches = [_LINE.fullmatch(line) for line in lines]
    if not lines or not all(matches):
        number = next((n for n, match in enumerate(matches, start=1) if not match), 1)
        raise ArchiveError(
            f"{MANIFEST}, line {number}: a SHA-512, two spaces and the place of a file are expected"
        )
    places = Counter(match[2] for match in matches if match)
    if repeated := [place for place, number in places.items() if number > 1]:
        raise ArchiveError(f"{MANIFEST}: {repeated[0]} is listed twice; each file is listed once")
    return {match[2]: match[1] for match in matches if match}


def _fault(name: str, digest: str, members: Mapping[str, Opener]) -> str:
    if name not in members:
        return f"{name}: it is in {MANIFEST}, but missing, or a link"
    hasher = hashlib.sha512()
    try:
        with members[name]() as file:
            for piece in iter(lambda: file.read(PIECE), b""):
                hasher.update(piece)
    except _FAULTS as error:
        return f"{name}: it cannot be read ({error})"
    return "" if hasher.hexdigest() == digest else f"{name}: its content is not what was archived"
