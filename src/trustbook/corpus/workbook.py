"""The tables of a corpus that is one workbook (XLSX): one sheet per table, as Excel left it.

Read correctly: dates (a day at midnight is that day), whole numbers stored as 7.0, numbers shown
with zeros in front, white space around cells, column names with an asterisk, capitals or spaces,
blank rows and columns, what a formula last gave. Named as findings: sheets that are no table, cells
under no column name, column names that come twice, days in columns of text, months stored as
numbers (2017.1 is January and October), formulas without a value.

A workbook may come from anywhere, so its size is bounded before it is opened and a document type
declaration is refused.
"""

import io
import math
import re
import zipfile
import zlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import pandas as pd

from trustbook.corpus.findings import Finding, as_warnings, findings_at, nearest
from trustbook.corpus.schema import TABLES, Type
from trustbook.corpus.spreadsheet import Sheet, known_names, sheet_of_rows
from trustbook.errors import CorpusError

EXPLAINING_SHEET = "Read me"
REQUIRED_MARK = "*"


_MOST_MEMBERS = 2_000
_MOST_BYTES = 600_000_000
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 1_000
_EXACT = 10**15
_CHUNK = 1 << 20
_DECLARATIONS = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ESCAPED = re.compile("(?i)_x(00[01][0-9A-F]|FFF[EF])_")  # openpyxl leaves no other escape
_ZEROS = re.compile("0+")
_NOT_READ = (OSError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """The sheets of a corpus by table, and the findings about sheets that are no table."""

    sheets: Mapping[str, Sheet]
    findings: tuple[Finding, ...] = ()


class _Words(NamedTuple):
    """What a finding says about one kind of cell that a spreadsheet may have changed."""

    value: str
    allowed: str
    remedy: str
    is_warning: bool = False


_ODD = {
    "values.day-as-text": _Words(
        value='a day ("{}")',
        allowed="text",
        remedy="if you typed something else, format the column as text and type it again",
        is_warning=True,
    ),
    "values.decimal-month": _Words(
        value='the number "{}", in which 1 and 10 look alike',
        allowed="a month as YYYY-MM or a day as YYYY-MM-DD",
        remedy="format the column as text and type it again, for example 2017-10",
    ),
    "values.formula-without-value": _Words(
        value="a formula without a value",
        allowed="a value",
        remedy="open the workbook in a spreadsheet and save it again, or type the value",
    ),
}


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What is noted while the rows of one sheet go by."""

    types: Mapping[str, Type]
    formulas: Container[tuple[int, int]]
    header: list[str] = field(default_factory=list)
    odd: dict[tuple[str, str], dict[int, str]] = field(default_factory=dict)

    def note(self, number: int, row: Sequence[Any]) -> None:
        """Note each cell of the row that a spreadsheet may have changed."""
        for place, (cell, column) in enumerate(zip(row, self.header, strict=False)):
            kind = self._kind(cell.value, column, place=(number, place))
            if kind:
                self.odd.setdefault((column, kind), {})[number] = _text(cell)

    def _kind(self, value: object, column: str, *, place: tuple[int, int]) -> str:
        type_ = self.types.get(column)
        if value is None:
            return "values.formula-without-value" if place in self.formulas else ""
        if isinstance(value, date | time | timedelta) and type_ in ("text", "list"):
            return "values.day-as-text"
        if isinstance(value, float) and type_ in ("month", "date") and not value.is_integer():
            return "values.decimal-month"
        return ""


def workbook(data: bytes, *, file: str) -> Workbook:
    """The workbook in `data`; findings name a sheet as `FILE, sheet NAME`.

    Raises CorpusError, which names `file`, when it is no workbook or might do harm.
    """
    import openpyxl  # noqa: PLC0415 (heavy, and most corpora are folders)
    from lxml.etree import LxmlError  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    _require_harmless(data, file=file)
    formulas = _has_formulas(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        plain = openpyxl.load_workbook(io.BytesIO(data), read_only=True) if formulas else None
        return _workbook(book, plain, file=file)
    except (*_NOT_READ, zipfile.BadZipFile, InvalidFileException, LxmlError, SyntaxError):
        raise CorpusError(
            f"{file}: not a workbook that can be read; open it in a spreadsheet and save it again "
            "as an Excel workbook (.xlsx)"
        ) from None


def sheet_place(file: str, table: str) -> str:
    """How a finding calls the sheet of a table."""
    return f"{file}, sheet {table}"


def in_words_of_sheets(finding: Finding, *, file: str) -> Finding:
    """The finding about a table with the sheets of the workbook `file` in place of CSV files."""

    def spoken(text: str) -> str:
        return _TABLE_FILE.sub(r"the sheet \1", text)

    name = finding.file.removesuffix(".csv")
    value = finding.value.replace("no such file", "no such sheet")
    return replace(
        finding,
        file=sheet_place(file, name) if name in TABLES else finding.file,
        value=spoken(value),
        allowed=spoken(finding.allowed),
        remedy=spoken(finding.remedy),
    )


_TABLE_FILE = re.compile(rf"\b({'|'.join(sorted(TABLES, key=len, reverse=True))})\.csv\b")


def _require_harmless(data: bytes, *, file: str) -> None:
    """Raise CorpusError for an archive too large to open or with declarations in its XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise CorpusError(f"{file}: {len(members):,} parts in one workbook; refused")
            left = _MOST_BYTES
            for member in members:
                left -= _read_through(archive, member, most=left, file=file)
    except (*_NOT_READ, zipfile.BadZipFile, zlib.error, RuntimeError):
        raise CorpusError(
            f"{file}: not a workbook, or damaged; save it again as an Excel workbook (.xlsx) "
            "without a password, or its sheets as CSV UTF-8"
        ) from None


def _read_through(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, most: int, file: str
) -> int:
    """How many bytes the member really has; CorpusError past `most` or at a declaration."""
    size, tail = 0, b""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise CorpusError(f"{file}: more than {_MOST_BYTES:,} bytes unpacked; refused")
            plain = chunk.replace(b"\0", b"")  # UTF-16 spells the same with zeros between
            if is_xml and _DECLARATIONS.search(tail + plain):
                raise CorpusError(f"{file}: a document type declaration in a workbook; refused")
            tail = plain[-16:]
    return size


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_holds(archive, name, b"<f") for name in names if name.endswith(".xml"))


def _holds(archive: zipfile.ZipFile, name: str, start: bytes) -> bool:
    tail = b""
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            if re.search(re.escape(start) + rb"[\s>/]", tail + chunk):
                return True
            tail = chunk[-8:]
    return False


def _workbook(book: Any, plain: Any, *, file: str) -> Workbook:
    sheets: dict[str, Sheet] = {}
    findings: list[Finding] = []
    for page in book.worksheets:
        name = _table_name(page.title)
        if name is None or name in sheets:
            if page.sheet_state == "visible" and page.title != EXPLAINING_SHEET:
                findings += _unread(page.title, file=file, twice=name in sheets)
            continue
        formulas = _formulas(plain[page.title]) if plain else set()
        sheets[name] = _sheet(page, formulas, name=name, place=sheet_place(file, page.title))
    return Workbook(sheets=sheets, findings=tuple(findings))


def _table_name(title: str) -> str | None:
    """The table that a sheet of this title holds: by its name or its title, however spelled."""
    plain = re.sub(r"[\s_-]+", "_", title.strip().casefold())
    names = {_plain(table.title): name for name, table in TABLES.items()}
    names |= {name: name for name in TABLES}
    return names.get(plain)


def _plain(title: str) -> str:
    return re.sub(r"[\s_-]+", "_", title.casefold())


def _unread(title: str, *, file: str, twice: bool) -> list[Finding]:
    near = nearest(_plain(title), TABLES)
    if twice:
        remedy = "put the rows of both into one sheet, or delete one of the two"
    elif near:
        remedy = f"rename it {near}"
    else:
        remedy = "nothing to do if it holds no table; else name it after its table"
    return [
        Finding(
            id="sheets.repeated" if twice else "sheets.not-read",
            file=sheet_place(file, title),
            value="a second sheet of one table" if twice else "a sheet that is not read",
            allowed="a sheet named after a table",
            remedy=remedy,
            severity="error" if twice or near else "warning",
        )
    ]


def _formulas(page: Any) -> set[tuple[int, int]]:
    """The rows (from 1) and columns (from 0) of the cells that hold a formula."""
    page.reset_dimensions()
    return {
        (number, place)
        for number, row in enumerate(page.iter_rows(max_row=_MOST_ROWS), start=1)
        for place, cell in enumerate(row[:_MOST_COLUMNS])
        if cell.data_type == "f"
    }


def _sheet(page: Any, formulas: Container[tuple[int, int]], *, name: str, place: str) -> Sheet:
    page.reset_dimensions()
    reading = _Reading(types=_types(name), formulas=formulas)
    sheet = sheet_of_rows(_rows(page, reading), file=place, columns=tuple(TABLES[name].columns))
    return Sheet(cells=sheet.cells, findings=(*sheet.findings, *_findings(reading.odd, place)))


def _types(name: str) -> Mapping[str, Type]:
    return {field.name: field.type for field in TABLES[name].fields}


def _rows(page: Any, reading: _Reading) -> Iterator[list[str]]:
    """The rows of a sheet as text; what is odd about a cell is noted in `reading`."""
    for number, row in enumerate(page.iter_rows(max_row=_MOST_ROWS), start=1):
        cells = [_text(cell) for cell in row[:_MOST_COLUMNS]]
        if not reading.header and any(cells):
            cells = [cell.rstrip(f" {REQUIRED_MARK}") for cell in cells]
            reading.header = known_names(cells, tuple(reading.types))
        elif any(cells) or reading.formulas:
            reading.note(number, row)
        yield cells


def _text(cell: Any) -> str:
    """What the cell holds, as a person would type it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, shown_as=cell.number_format)
    if isinstance(value, datetime):
        return _day(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), str(value))


def _number(value: float, *, shown_as: str) -> str:
    """The number without the `.0` of a whole one, with the zeros in front that a format shows.

    >>> _number(7.0, shown_as="General"), _number(7, shown_as="000"), _number(0.1, shown_as="0%")
    ('7', '007', '0.1')
    """
    if not math.isfinite(value):
        return str(value)
    if float(value).is_integer() and abs(value) < _EXACT:
        whole = str(int(value))
        return whole.zfill(len(shown_as)) if _ZEROS.fullmatch(shown_as or "") else whole
    return f"{value:.15g}"


def _day(moment: datetime) -> str:
    at_midnight = moment.time() == time()
    return moment.date().isoformat() if at_midnight else moment.isoformat(sep=" ")


def _findings(odd: Mapping[tuple[str, str], Mapping[int, str]], place: str) -> list[Finding]:
    findings: list[Finding] = []
    for (column, kind), cells in odd.items():
        words = _ODD[kind]
        series = pd.Series(list(cells.values()), index=list(cells), dtype="str")
        of_kind = findings_at(
            series,
            (place, column),
            id=kind,
            value=words.value.format,
            allowed=words.allowed,
            remedy=words.remedy,
        )
        findings += as_warnings(of_kind) if words.is_warning else of_kind
    return findings
