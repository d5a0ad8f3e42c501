"""The sheets of a CSV, XLSX or ODS file as cells of text, read within bounds."""

import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO

import openpyxl
import pandas as pd
from lxml import etree

from trustbook.corpus.spreadsheet import sheet
from trustbook.errors import ExportError
from trustbook.exchange.columns import NAMES
from trustbook.exchange.members import Archive, open_archive

SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm", ".ods")
LARGEST_FILE = 256 * 2**20
LARGEST_CONTENT = 512 * 2**20
MOST_ROWS = 1_100_000
MOST_CELLS = 30_000_000
MOST_COLUMNS = 2_000
_HEADER_WITHIN = 20  # rows in which the names of columns are looked for


_DAMAGE = (
    *(OSError, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError),
    *(NotImplementedError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError),
)
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


Cells = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSheet:
    """One sheet: its name, its cells below the row of column names, and what is odd about it."""

    name: str
    cells: pd.DataFrame
    warnings: tuple[str, ...] = ()


def read_sheets(path: Path) -> list[NamedSheet]:
    """The sheets of a file that have any row; ExportError in a line where it cannot be read."""
    if path.stat().st_size > LARGEST_FILE:
        raise ExportError(f"{path.name}: larger than {LARGEST_FILE >> 20} MB; split the table")
    if path.suffix.casefold() in (".csv", ".tsv"):
        return [_csv_sheet(path)]
    try:
        with open_archive(path) as archive, path.open("rb") as file:
            _require_modest(archive)
            sheets = _ods_sheets if path.suffix.casefold() == ".ods" else _xlsx_sheets
            return [_named_sheet(name, rows) for name, rows in sheets(file, name=path.name)]
    except _DAMAGE as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ExportError(f"{path.name}: not a workbook that can be read ({why})") from None


def _csv_sheet(path: Path) -> NamedSheet:
    columns = sorted({name.replace(" ", "_") for names in NAMES.values() for name in names})
    table = sheet(path.read_bytes(), file=path.name, columns=columns)
    return NamedSheet(
        name=path.stem,
        cells=table.cells.reset_index(drop=True),
        warnings=tuple(f"{one.place}: {one.remedy}" for one in table.findings),
    )


def _require_modest(archive: Archive) -> None:
    """Refuse a workbook that unpacks to more than a workbook of coded excerpts ever does."""
    size = sum(member.file_size for member in archive.zip.infolist())
    if size > LARGEST_CONTENT:
        raise ExportError(f"{archive.file}: unpacks to {size >> 20} MB; split the workbook")


def _xlsx_sheets(file: IO[bytes], *, name: str) -> Iterator[tuple[str, list[Cells]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            for one in book.worksheets:
                one.reset_dimensions()
                rows = ([_text(cell) for cell in row] for row in one.iter_rows(values_only=True))
                yield str(one.title), _bounded(rows, name=name)
        finally:
            book.close()


def _text(cell: object) -> str:
    """A cell as a person sees it: whole numbers without decimals, days without midnight."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell)


def _bounded(rows: Iterable[Cells], *, name: str) -> list[Cells]:
    """The rows that have a cell; ExportError where there are too many."""
    filled: list[Cells] = []
    cells = 0
    for number, row in enumerate(rows):
        cells += len(row)
        if number > MOST_ROWS or cells > MOST_CELLS or len(row) > MOST_COLUMNS:
            raise ExportError(f"{name}: more rows or columns than a table of excerpts has")
        if any(cell.strip() for cell in row):
            filled.append(row)
    return filled


def _ods_sheets(file: IO[bytes], *, name: str) -> Iterator[tuple[str, list[Cells]]]:
    with zipfile.ZipFile(file) as archive, archive.open("content.xml") as content:
        events = etree.iterparse(
            content,
            events=("end",),
            tag=(f"{_TABLE}table-row", f"{_TABLE}table"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        rows: list[Cells] = []
        for _, element in events:
            if element.getroottree().docinfo.doctype:
                raise ExportError(f"{name}: declares a document type, which no ODS file needs")
            if element.tag == f"{_TABLE}table":
                yield element.get(f"{_TABLE}name", "Sheet"), _bounded(rows, name=name)
                rows = []
            else:
                rows.append(_ods_row(element))
                if len(rows) > MOST_ROWS:
                    raise ExportError(f"{name}: more rows than a table of excerpts has")
            element.clear()


def _ods_row(row: etree._Element) -> Cells:
    """The cells of a row; repeated empty cells at its end are left out."""
    cells: Cells = []
    empty = 0
    for cell in row:
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        text = _ods_cell(cell)
        if not text:
            empty += repeated
            continue
        if empty + repeated + len(cells) > MOST_COLUMNS:
            raise ValueError("a row with too many cells")
        cells += [""] * empty + [text] * repeated
        empty = 0
    return cells


def _ods_cell(cell: etree._Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        return (cell.get(f"{_OFFICE}date-value") or "").removesuffix("T00:00:00")
    if kind == "boolean":
        return str(int(cell.get(f"{_OFFICE}boolean-value") == "true"))
    if kind in ("float", "percentage", "currency"):
        return _text(float(cell.get(f"{_OFFICE}value") or "0"))
    return "\n".join(_ods_words(paragraph) for paragraph in cell.iterchildren(f"{_TEXT}p"))


def _ods_words(element: etree._Element) -> str:
    """The words of a paragraph, with its runs of blanks, its tabs and its line breaks."""
    parts = [element.text or ""]
    for child in element:
        blanks = {
            f"{_TEXT}s": " " * min(int(child.get(f"{_TEXT}c", "1")), 1000),
            f"{_TEXT}tab": "\t",
            f"{_TEXT}line-break": "\n",
        }
        parts += [blanks.get(str(child.tag)) or _ods_words(child), child.tail or ""]
    return "".join(parts)


def _named_sheet(name: str, rows: Sequence[Cells]) -> NamedSheet:
    """The rows below the column names; titles above those are left out."""
    place = _header_place(rows)
    header = [cell.strip() for cell in rows[place]] if rows else []
    width = len(header)
    below = [[*row, *[""] * (width - len(row))][:width] for row in rows[place + 1 :]]
    places = [at for at, column in enumerate(header) if column and header.index(column) == at]
    cells = pd.DataFrame(
        {header[at]: pd.Series([row[at] for row in below], dtype="str") for at in places},
        index=pd.RangeIndex(len(below)),
    )
    repeated = sorted({column for column in header if column and header.count(column) > 1})
    doubts = (f"{name}: the column {one} comes twice; the first was read" for one in repeated)
    return NamedSheet(name=name, cells=cells, warnings=tuple(doubts))


def _header_place(rows: Sequence[Cells]) -> int:
    """The row that holds most of the names that tables of excerpts have."""
    every_name = {name for names in NAMES.values() for name in names}

    def names(place: int) -> int:
        return len({cell.strip().casefold().replace("_", " ") for cell in rows[place]} & every_name)

    return max(range(len(list(islice(rows, _HEADER_WITHIN)))), key=names, default=0)
