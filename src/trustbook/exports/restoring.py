"""Reading back a corpus from a REFI-QDA project that trustbook wrote."""

import hashlib
from pathlib import Path

from trustbook.exports.archive import Archive, open_archive
from trustbook.exports.markup import LARGEST_XML
from trustbook.exports.own_tables import MANIFEST, restored_files
from trustbook.exports.qdpx_out import PROJECT_FILE

_CHUNK = 1 << 20


def read_own_files(path: Path) -> dict[str, bytes] | None:
    """The files of the corpus in a project of our own, by name, unchanged since the export.

    None for any other file, and for a project that was changed in the meantime. ExportError where
    the archive is damaged or not safe to read.
    """
    if path.suffix.casefold() != ".qdpx":
        return None
    with open_archive(path) as archive:
        if not (archive.has(MANIFEST) and archive.has(PROJECT_FILE)):
            return None
        digest = _digest(archive)
        return restored_files(lambda name: _member(archive, name), qde_digest=digest)


def _digest(archive: Archive) -> str:
    found = hashlib.sha256()
    with archive.open(PROJECT_FILE, at_most=LARGEST_XML) as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _member(archive: Archive, name: str) -> bytes | None:
    return archive.read(name) if archive.has(name) else None
