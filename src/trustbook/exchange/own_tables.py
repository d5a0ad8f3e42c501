"""The tables of a corpus inside an archive of our own, so that importing it restores every one.

A REFI-QDA project has no place for much that a corpus says (material, teams, claims, …). The
standard lets a note be a text file in `sources/`; so each table travels as such a note holding CSV,
which other programs show as a memo. One more note, always the member MANIFEST, lists them with
their digests and that of `project.qde`.

How an import recognises and restores a corpus, with one call: `restored_files(member, …)` gives
the files by name, to be written as they are. It gives None where there is no manifest or
anything was changed after the export, however little (another program that writes the project
again makes another `project.qde`): then the project is read like any other, notes whose names
begin with NOTE_NAME and which tell of an older state being left out. The attribute `origin` of a
project of ours begins with ORIGIN; positions in it are code points, the end exclusive.
"""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID, uuid5

import pandas as pd

from trustbook.corpus.findings import require_none
from trustbook.corpus.schema import OBLIGATORY, TABLES
from trustbook.corpus.workbook import workbook
from trustbook.errors import CorpusError

ORIGIN = "trustbook"
NOTE_NAME = "trustbook file "
FORMAT = 1


_EXACT = 2**53
_LONGEST_LIST = 10_000_000


NAMESPACE = UUID("6f1d3b0e-6f0b-5b43-9c5c-2d1f3f1c9a77")
MANIFEST_GUID = str(uuid5(NAMESPACE, "manifest"))
FOLDER = "sources"
MANIFEST = f"{FOLDER}/{MANIFEST_GUID}.txt"
TEXT_FILES = ("coding.md",)


def file_of(name: str) -> str:
    """The file of the corpus that holds the table `name`."""
    return f"{name}.csv"


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""A typed table as CSV: UTF-8, whole numbers without decimals, empty where missing.

    >>> csv_bytes(pd.DataFrame({"n": [55.0, None], "x": ["a", "b"]}))
    b'n,x\n55,a\n,b\n'
    """
    rows = [tuple(frame.columns), *zip(*(_cells(frame[name]) for name in frame), strict=True)]
    text = _text_without_quotes(rows) or _csv_text(rows, quoting=csv.QUOTE_MINIMAL)
    return (_csv_text(rows, quoting=csv.QUOTE_ALL) if "\r" in text else text).encode()


def _text_without_quotes(rows: Sequence[Sequence[str]]) -> str:
    """The rows as CSV where no cell needs quotation marks, which is fast; else empty."""
    width = len(rows[0])
    text = "".join(f"{line}\n" for line in map(",".join, rows)) if width > 1 else ""
    commas, line_breaks = (width - 1) * len(rows), len(rows)
    is_plain = '"' not in text and "\r" not in text
    fits = text.count(",") == commas and text.count("\n") == line_breaks
    return text if is_plain and fits else ""


def _csv_text(rows: Iterable[Sequence[str]], *, quoting: Literal[0, 1]) -> str:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n", quoting=quoting)
    writer.writerows(rows)
    return lines.getvalue()


def _cells(column: "pd.Series[Any]") -> list[str]:
    """The cells of a column as text."""
    cells = column.astype("object").where(column.notna(), "").tolist()
    return [cell if type(cell) is str else _cell(cell) for cell in cells]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    return str(value)


def manifest_bytes(files: Mapping[str, tuple[str, bytes]], *, qde: bytes) -> bytes:
    """The manifest of `files`, each by name with its member and its content."""
    entries = {
        name: {"member": member, "sha256": digest(data)} for name, (member, data) in files.items()
    }
    content = {"format": FORMAT, "project.qde": digest(qde), "files": entries}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def digest(data: bytes) -> str:
    """The digest by which a manifest knows a file."""
    return hashlib.sha256(data).hexdigest()


def restored_files(
    member: Callable[[str], bytes | None], *, qde_digest: str
) -> dict[str, bytes] | None:
    """The files of the corpus by name, unchanged since the export; None where that is not certain.

    `member` gives the content of a member of the archive by its name, or None; `qde_digest` is the
    SHA-256 of `project.qde` in hexadecimal digits.
    """
    entries = _entries(member(MANIFEST), qde_digest=qde_digest)
    if not entries:
        return None
    files: dict[str, bytes] = {}
    for name, entry in entries.items():
        data = member(str(entry["member"])) if _is_entry(name, entry) else None
        if data is None or digest(data) != entry["sha256"]:
            return None
        files[name] = data
    return files


def files_of_workbook(data: bytes, *, file: str) -> dict[str, bytes] | None:
    """The files of the corpus that a workbook holds, by name; None for any other workbook.

    It holds one where it has a sheet for each table that every corpus must have. Sheets without
    rows are left out. CorpusError with all that keeps the workbook from being read whole.
    """
    if not _may_hold_tables(data):
        return None
    try:
        book = workbook(data, file=file)
    except CorpusError:
        return None
    if not set(OBLIGATORY) <= set(book.sheets):
        return None
    findings = [*book.findings, *(f for one in book.sheets.values() for f in one.findings)]
    require_none(findings, error=CorpusError)
    tables = {name: book.sheets[name].cells for name in TABLES if name in book.sheets}
    return {file_of(name): csv_bytes(cells) for name, cells in tables.items() if len(cells)}


def _may_hold_tables(data: bytes) -> bool:
    """Whether the list of sheets of a workbook names a table that every corpus must have."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("xl/workbook.xml") as book:
            names = book.read(_LONGEST_LIST).lower()
    except (OSError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return True
    return all(name.encode() in names for name in OBLIGATORY)


def _entries(manifest: bytes | None, *, qde_digest: str) -> dict[str, Any]:
    try:
        content = json.loads(manifest or b"")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return {}
    entries = content.get("files")
    is_unchanged = content.get("project.qde") == qde_digest
    return entries if is_unchanged and isinstance(entries, dict) else {}


def _is_entry(name: str, entry: object) -> bool:
    """Whether an entry names a file that a corpus may have, and a member among the sources."""
    readable = {*map(file_of, TABLES), *TEXT_FILES}
    return (
        name in readable
        and isinstance(entry, dict)
        and str(entry.get("member", "")).startswith(f"{FOLDER}/")
    )
