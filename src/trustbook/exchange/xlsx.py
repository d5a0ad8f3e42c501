"""The sheets of an XLSX workbook, read from its XML: fast, and with merged and hidden cells.

openpyxl's reader for large files says nothing of merged cells, hidden rows and formulas, and takes
five times as long.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from posixpath import join, normpath

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from trustbook.errors import ExportError
from trustbook.exchange.members import Archive
from trustbook.exchange.raw_sheets import (
    MOST_COLUMNS,
    Cells,
    Range,
    RawSheet,
    RowsWithin,
    column_number,
    elements_in,
    range_of,
    text_of,
)
from trustbook.exchange.simple_rows import WithoutSimpleRows

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER_FORMAT = re.compile(r'(?:"([^"]*)")?(0+)(?:"([^"]*)")?')
_DIGITS = "0123456789"
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Styles:
    """Which styles of cells show a number as a date, and which as digits between what words."""

    dates: frozenset[str]
    digits: Mapping[str, tuple[str, int, str]]
    epoch: datetime


@dataclass(slots=True, kw_only=True)
class _Marks:
    """What a sheet says of its cells beside their text."""

    dates: set[tuple[int, int]] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def xlsx_sheets(archive: Archive) -> Iterator[RawSheet]:
    """The worksheets of a workbook, one after the other, in its order."""
    book = _member_of_kind("_rels/.rels", "", archive, kind="officeDocument")
    folder, _, leaf = book.rpartition("/")
    members = _targets(join(folder, "_rels", f"{leaf}.rels"), folder, archive)
    tree = _tree(book, archive)
    shared = _shared_strings(members, archive)
    properties = tree.find("{*}workbookPr")
    is_of_1904 = properties is not None and properties.get("date1904") in _TRUE
    styles = _styles(members, archive, is_of_1904=is_of_1904)
    for one in tree.iterfind("{*}sheets/{*}sheet"):
        reference = next((v for k, v in one.attrib.items() if str(k).endswith("}id")), "")
        kind, member = members.get(str(reference), ("", ""))
        if kind == "worksheet":
            yield _sheet(
                archive,
                member,
                name=str(one.get("name", "Sheet")),
                visibility=str(one.get("state", "visible")),
                shared=shared,
                styles=styles,
            )


def _member_of_kind(rels: str, folder: str, archive: Archive, *, kind: str) -> str:
    for other, member in _targets(rels, folder, archive).values():
        if other == kind:
            return member
    raise ExportError(f"{archive.file}: not a workbook that can be read (no {kind} in it)")


def _targets(rels: str, folder: str, archive: Archive) -> dict[str, tuple[str, str]]:
    """The kind and the member of each relation that a file of relations names."""
    return {
        str(one.get("Id")): (
            str(one.get("Type")).rpartition("/")[2],
            normpath(join("/", folder, str(one.get("Target")))).lstrip("/"),
        )
        for one in _tree(rels, archive)
        if isinstance(one.tag, str) and one.get("TargetMode") != "External"
    }


def _tree(member: str, archive: Archive) -> etree._Element:
    with archive.zip.open(member) as content:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root: etree._Element = etree.parse(content, parser).getroot()
    if root.getroottree().docinfo.internalDTD is not None:
        raise ExportError(f"{archive.file}: declares a document type, which no workbook needs")
    return root


def _shared_strings(members: Mapping[str, tuple[str, str]], archive: Archive) -> list[str]:
    for kind, member in members.values():
        if kind == "sharedStrings":
            with archive.zip.open(member) as content:
                return [_words(one) for one in elements_in(content, ["{*}si"], file=archive.file)]
    return []


def _words(element: etree._Element) -> str:
    """The text of a shared or an inline string, without its phonetic reading."""
    if len(element) == 1 and len(element[0]) == 0:
        return _unescaped(element[0].text or "")
    parts = []
    for child in element:
        if child.tag.endswith("}t"):
            parts.append(child.text or "")
        elif child.tag.endswith("}r"):
            parts += [part.text or "" for part in child.iterfind("{*}t")]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """The text with the signs for which XML has no place, such as _x000D_."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _styles(
    members: Mapping[str, tuple[str, str]], archive: Archive, *, is_of_1904: bool
) -> _Styles:
    dates, digits = set[str](), dict[str, tuple[str, int, str]]()
    for kind, member in members.values():
        if kind != "styles":
            continue
        tree = _tree(member, archive)
        formats = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        formats |= {
            str(one.get("numFmtId")): str(one.get("formatCode"))
            for one in tree.iterfind("{*}numFmts/{*}numFmt")
        }
        for number, style in enumerate(tree.iterfind("{*}cellXfs/{*}xf")):
            code = formats.get(str(style.get("numFmtId", "0")), "General")
            if is_date_format(code):
                dates.add(str(number))
            elif (match := _NUMBER_FORMAT.fullmatch(code)) and code != "0":
                digits[str(number)] = (match[1] or "", len(match[2]), match[3] or "")
    epoch = CALENDAR_MAC_1904 if is_of_1904 else CALENDAR_WINDOWS_1900
    return _Styles(dates=frozenset(dates), digits=digits, epoch=epoch)


def _sheet(  # noqa: PLR0913
    archive: Archive,
    member: str,
    *,
    name: str,
    visibility: str,
    shared: list[str],
    styles: _Styles,
) -> RawSheet:
    rows, marks = RowsWithin(archive.file), _Marks()
    hidden_columns: set[int] = set()
    merged_ranges: list[Range] = []
    number = 0
    read = _Cells(shared=shared, styles=styles, marks=marks)
    with archive.zip.open(member) as content:
        others = WithoutSimpleRows(
            content, lambda at, row: rows.add(at, read.of_simple_row(row, at))
        )
        for one in elements_in(others, ["{*}row", "{*}mergeCell", "{*}col"], file=archive.file):
            if one.tag.endswith("}row"):
                number = int(one.get("r") or number + 1)
                if one.get("hidden") in _TRUE:
                    marks.hidden_rows.add(number)
                rows.add(number, read.of_row(one, number))
            elif one.tag.endswith("}mergeCell"):
                merged_ranges += filter(None, [range_of(str(one.get("ref", "")))])
            elif one.get("hidden") in _TRUE:
                last = min(int(one.get("max") or 0), MOST_COLUMNS)
                hidden_columns.update(range(int(one.get("min") or 1) - 1, last))
    return RawSheet(
        name=name,
        rows=dict(sorted(rows.rows.items())),
        visibility=visibility,
        merged_ranges=merged_ranges,
        hidden_rows=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        dates=frozenset(marks.dates),
        formulas=marks.formulas,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """Reads the cells of rows, with the strings and the styles of their workbook."""

    shared: list[str]
    styles: _Styles
    marks: _Marks
    _columns: dict[str, int] = field(default_factory=dict)

    def of_row(self, row: etree._Element, number: int) -> Cells:
        cells: Cells = []
        for cell in row:
            reference = cell.get("r")
            column = len(cells) if reference is None else self._column(reference.rstrip(_DIGITS))
            text = self._text_alone(cell)
            if text is None:
                text = self._text(cell, number, column)
            _put(text, cells, column)
            if reference is None and not text:
                cells.append("")
        return cells

    def of_simple_row(self, row: Sequence[tuple[str, ...]], number: int) -> Cells:
        cells: Cells = []
        for letters, style, words, number_of_words, value in row:
            column = self._column(letters)
            if number_of_words:
                words = self.shared[int(number_of_words)]  # noqa: PLW2901
            elif value:
                words = self._number(value, style or "0", (number, column))  # noqa: PLW2901
            elif "_x" in words:
                words = _unescaped(words)  # noqa: PLW2901
            _put(words, cells, column)
        return cells

    def _text_alone(self, cell: etree._Element) -> str | None:
        """The text of a cell that holds a text and nothing else, as most do; None for others."""
        if len(cell) != 1:
            return None
        kind, content = cell.get("t"), cell[0]
        if kind == "s":
            return self.shared[int(content.text or "")]
        if kind == "inlineStr" and len(content) == 1 and len(content[0]) == 0:
            return _unescaped(content[0].text or "")
        return None

    def _column(self, letters: str) -> int:
        if letters not in self._columns:
            self._columns[letters] = column_number(letters)
        return self._columns[letters]

    def _text(self, cell: etree._Element, row: int, column: int) -> str:
        kind = cell.get("t", "n")
        value = formula = None
        for child in cell:
            tag = child.tag.rpartition("}")[2]
            if tag == "v":
                value = child.text
            elif tag == "is":
                return _words(child)
            elif tag == "f":
                formula = child.text or "a shared formula"
        if value is None:
            if formula is not None and kind != "str":
                self.marks.formulas[row, column] = formula
            return ""
        if kind == "s":
            return self.shared[int(value)]
        if kind == "n":
            return self._number(value, cell.get("s", "0"), (row, column))
        if kind == "d":
            self.marks.dates.add((row, column))
            return value.removesuffix("T00:00:00")
        return _unescaped(value)

    def _number(self, value: str, style: str, place: tuple[int, int]) -> str:
        number = float(value)
        if style in self.styles.dates:
            self.marks.dates.add(place)
            try:
                return text_of(from_excel(number, self.styles.epoch))
            except (ValueError, OverflowError):
                return text_of(number)
        if style in self.styles.digits and number.is_integer() and number >= 0:
            before, width, after = self.styles.digits[style]
            return f"{before}{int(number):0{width}}{after}"
        return text_of(number)


def _put(text: str, cells: Cells, column: int) -> None:
    """Put a text that is not empty into its column of a row."""
    if text and column == len(cells) < MOST_COLUMNS:
        cells.append(text)
    elif text:
        if column >= MOST_COLUMNS:
            raise ValueError("a row with too many cells")
        cells += [""] * (column - len(cells))
        cells[column:] = (text,)
