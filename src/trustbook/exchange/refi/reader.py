"""Reading REFI-QDA: a project (.qdpx, or its .qde alone) or a codebook (.qdc) as a `Project`.

REFI-QDA project exchange and codebook exchange, standard 1.5. What programs write differs from it
and from each other; see `offsets` for how they count characters.
"""

from pathlib import Path
from typing import IO

from trustbook.corpus.numbers import joined
from trustbook.corpus.spreadsheet import UTF_8, decoded
from trustbook.errors import CorpusError, ExportError
from trustbook.exchange.members import Archive, Folder, is_archive, leaf, open_archive, unpacked
from trustbook.exchange.model import Project
from trustbook.exchange.refi.elements import Elements
from trustbook.exchange.refi.markup import LARGEST_XML, CountedTags, read_markup
from trustbook.exchange.refi.qde import project_of
from trustbook.exchange.refi.state import State

SUFFIXES = (".qdpx", ".qde", ".qdc")
PROJECT_SUFFIX = ".qde"
SOURCES = "sources"  # the folder of texts, also where an archive was unpacked
MOST_TEXT = 512_000_000
_PACKED = (".qdpx", ".zip")
_BOM = "\ufeff"
_NAMESPACE, _BEGINNING = b"urn:QDA-XML:", 4_096


def read_refi(path: Path) -> Project:
    """The project or codebook in a REFI-QDA file.

    Parameters
    ----------
    path
        A file .qdpx, .qde or .qdc, whatever program wrote it.

    Returns
    -------
    Project
        Its tables, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where it is no such file, damaged or not safe to read.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "codes.qdc"
    >>> _ = path.write_text('<CodeBook><Codes><Code guid="1" name="Trust"/></Codes></CodeBook>')
    >>> read_refi(path).codes["name"].to_list()
    ['Trust']
    """
    if not path.is_file():
        raise ExportError(f"no file at {path}: give a .qdpx, .qde or .qdc file")
    elements = Elements(file=path.name)
    if is_archive(path) or path.suffix.casefold() == ".qdpx":
        with open_archive(path) as archive:
            with archive.open(_project_member(archive), at_most=LARGEST_XML) as stream:
                _read_elements(stream, elements)
            _fill_texts(elements.state, archive)
    else:
        with path.open("rb") as stream:
            _read_elements(stream, elements)
        _fill_texts(elements.state, unpacked(path, folder=SOURCES))
    return project_of(elements.state, file=path.name)


def is_refi_xml(path: Path) -> bool:
    """Whether a file begins as the XML of a project or codebook does, whatever its ending."""
    with path.open("rb") as file:
        return _NAMESPACE in file.read(_BEGINNING).replace(b"\0", b"")


def _read_elements(stream: IO[bytes], elements: Elements) -> None:
    """Read the elements, and count the codings apart from that."""
    tags = CountedTags(stream, "Coding")
    read_markup(tags, elements, file=elements.file)
    elements.state.account.count("codings", tags.number)


def _project_member(archive: Archive) -> str:
    """The one project of the archive, whatever its name: at the root, or packed in a folder."""
    names = archive.highest(PROJECT_SUFFIX)
    if len(names) != 1:
        what = f"{len(names)} projects ({', '.join(names)})" if names else "no project (.qde)"
        inner = [name for name in archive.members if name.endswith(_PACKED)]
        remedy = f"unpack it, and give {joined(inner)} in it" if inner else "export it again"
        raise ExportError(f"{archive.file}: {what} in it, where one is expected; {remedy}")
    return names[0]


def _fill_texts(state: State, archive: Archive | Folder) -> None:
    """Fill in the texts of sources and memos that are in files of the archive, or unpacked."""
    size = 0
    for table in ("sources", "notes"):
        columns = state.tables[table].columns
        for row, path in enumerate(columns["path"]):
            if columns["text"][row] is None and path:
                columns["text"][row], warning = _text(str(path), archive=archive)
                if warning:
                    state.warn(warning)
            size += len(str(columns["text"][row] or ""))
            if size > MOST_TEXT:
                raise ExportError(f"{state.file}: its texts are too large to be read at once")


def _text(path: str, *, archive: Archive | Folder) -> tuple[str | None, str]:
    """The text in the member that `path` names, and what is odd; no path leads elsewhere."""
    if not archive.has(path):
        return None, "texts that are not in the file: their quotations cannot be shown"
    if archive.is_doubtful(path):
        return None, "texts that the file holds several times: none was read"
    try:
        text, encoding = decoded(archive.read(path), name=leaf(path))
    except CorpusError:
        return None, "texts in an unknown encoding: their quotations cannot be shown"
    is_usual = encoding.removesuffix("-sig") == UTF_8
    return text.removeprefix(_BOM), "" if is_usual else f"texts in {encoding} instead of UTF-8"
