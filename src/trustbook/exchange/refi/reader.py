"""Reading REFI-QDA: a project (.qdpx, or its .qde alone) or a codebook (.qdc) as an `Export`.

REFI-QDA project exchange and codebook exchange, standard 1.5. What programs write differs from it
and from each other; see `offsets` for how they count characters.
"""

from dataclasses import dataclass
from pathlib import Path

from trustbook.corpus.spreadsheet import UTF_8, decoded
from trustbook.errors import CorpusError, ExportError
from trustbook.exchange.members import Archive, leaf, open_archive
from trustbook.exchange.model import Export
from trustbook.exchange.refi.elements import Elements
from trustbook.exchange.refi.gathered import Gathered
from trustbook.exchange.refi.markup import LARGEST_XML, read_markup
from trustbook.exchange.refi.qde import export_of

SUFFIXES = (".qdpx", ".qde", ".qdc")
MOST_TEXT = 512_000_000


_ZIP = b"PK"
_BOM = "\ufeff"


def read_refi(path: Path) -> Export:
    """The project or codebook in the file `path`.

    ExportError, in one line, where it is none, damaged or not safe to read.
    """
    if not path.is_file():
        raise ExportError(f"no file at {path}: give a .qdpx, .qde or .qdc file")
    with path.open("rb") as file:
        is_zip = file.read(len(_ZIP)) == _ZIP
    if is_zip or path.suffix.casefold() == ".qdpx":
        return _read_archive(path)
    elements = Elements(file=path.name)
    with path.open("rb") as stream:
        read_markup(stream, elements, file=path.name)
    return export_of(_with_texts(elements.found, None), file=path.name)


def _read_archive(path: Path) -> Export:
    with open_archive(path) as archive:
        elements = Elements(file=path.name)
        with archive.open(_project_member(archive), at_most=LARGEST_XML) as stream:
            read_markup(stream, elements, file=path.name)
        return export_of(_with_texts(elements.found, archive), file=path.name)


def _project_member(archive: Archive) -> str:
    """The one project at the root of the archive, whatever its name."""
    found = archive.at_root(".qde")
    if len(found) != 1:
        what = f"{len(found)} projects ({', '.join(found)})" if found else "no project (.qde)"
        raise ExportError(f"{archive.file}: {what} in it, where one is wanted; export it again")
    return found[0]


def _with_texts(found: Gathered, archive: Archive | None) -> Gathered:
    """What was found, with the texts of sources and memos that lie in files of the archive."""
    size = 0
    for table in ("sources", "notes"):
        columns = found.tables[table].columns
        for row, path in enumerate(columns["path"]):
            if columns["text"][row] is None and path:
                read = _text(str(path), archive=archive)
                columns["text"][row] = read.text
                if read.warning:
                    found.warn(read.warning)
            size += len(str(columns["text"][row] or ""))
            if size > MOST_TEXT:
                raise ExportError(f"{found.file}: its texts are larger than can be read at once")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A text that was looked for, and what was odd about it."""

    text: str | None = None
    warning: str = ""


def _text(path: str, *, archive: Archive | None) -> _Found:
    """The text in the member that `path` names; a path to elsewhere is never followed."""
    if archive is None or not archive.has(path):
        return _Found(warning="texts that are not in the file: their quotations cannot be shown")
    if archive.is_doubtful(path):
        return _Found(warning="texts of which the file holds several: none was taken")
    try:
        text, encoding = decoded(archive.read(path), name=leaf(path))
    except CorpusError:
        return _Found(warning="texts in no known encoding: their quotations cannot be shown")
    odd = encoding.removesuffix("-sig") != UTF_8
    warning = f"texts that are {encoding} instead of UTF-8" if odd else ""
    return _Found(text=text.removeprefix(_BOM), warning=warning)
