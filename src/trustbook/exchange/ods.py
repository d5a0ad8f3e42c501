"""The sheets of an ODS workbook, read from its XML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from trustbook.exchange.members import Archive
from trustbook.exchange.raw_sheets import (
    MOST_COLUMNS,
    Cells,
    Place,
    Range,
    RawSheet,
    RowsWithin,
    elements_in,
    text_of,
)

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_HIDDEN = ("collapse", "filter")
_TAGS = [f"{_TABLE}{tag}" for tag in ("table-row", "table-column", "table")]


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """What was read of a sheet so far."""

    rows: RowsWithin
    merged_ranges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    dates: set[Place] = field(default_factory=set)
    formulas: dict[Place, str] = field(default_factory=dict)
    next_row: int = 1
    next_column: int = 0

    def add_column(self, column: etree._Element) -> None:
        repeated = int(column.get(f"{_TABLE}number-columns-repeated", "1"))
        if column.get(f"{_TABLE}visibility") in _HIDDEN:
            last = min(self.next_column + repeated, MOST_COLUMNS)
            self.hidden_columns.update(range(self.next_column, last))
        self.next_column += repeated

    def add_row(self, row: etree._Element) -> None:
        """Add a row as often as it is repeated, with what its cells say."""
        times = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = self._cells(row)
        self.rows.add(self.next_row, cells, times=times)
        if cells and row.get(f"{_TABLE}visibility") in _HIDDEN:
            self.hidden_rows.update(range(self.next_row, self.next_row + times))
        self.next_row += times

    def _cells(self, row: etree._Element) -> Cells:
        """The cells of a row; repeated empty cells at its end are left out."""
        cells: Cells = []
        empty = 0
        for cell in row:
            repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            text = _text(cell)
            place = (self.next_row, len(cells) + empty)
            self._remark(cell, place, has_text=bool(text))
            if not text:
                empty += repeated
                continue
            if empty + repeated + len(cells) > MOST_COLUMNS:
                raise ValueError("a row with too many cells")
            cells += [""] * empty + [text] * repeated
            empty = 0
        return cells

    def _remark(self, cell: etree._Element, place: Place, *, has_text: bool) -> None:
        row, column = place
        rows = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        columns = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
        if has_text and rows * columns > 1:
            self.merged_ranges.append(Range(row, column, row + rows - 1, column + columns - 1))
        if cell.get(f"{_OFFICE}value-type") == "date":
            self.dates.add(place)
        formula = cell.get(f"{_TABLE}formula")
        if formula and not has_text and cell.get(f"{_OFFICE}value-type") is None:
            self.formulas[place] = formula


def ods_sheets(archive: Archive) -> Iterator[RawSheet]:
    """The sheets of a workbook, one after the other, in its order."""
    is_shown: dict[str, bool] = {}
    sheet = _Sheet(rows=RowsWithin(archive.file))
    with archive.zip.open("content.xml") as content:
        tags = [*_TAGS, f"{_STYLE}style"]
        for element in elements_in(content, tags, file=archive.file):
            if element.tag == f"{_TABLE}table":
                yield _raw_sheet(sheet, element, is_shown)
                sheet = _Sheet(rows=RowsWithin(archive.file))
            elif element.tag == f"{_TABLE}table-row":
                sheet.add_row(element)
            elif element.tag == f"{_TABLE}table-column":
                sheet.add_column(element)
            else:
                displays = [one.get(f"{_TABLE}display") for one in element]
                is_shown[str(element.get(f"{_STYLE}name"))] = "false" not in displays


def _raw_sheet(sheet: _Sheet, element: etree._Element, is_shown: Mapping[str, bool]) -> RawSheet:
    style = str(element.get(f"{_TABLE}style-name"))
    return RawSheet(
        name=str(element.get(f"{_TABLE}name", "Sheet")),
        rows=sheet.rows.rows,
        visibility="visible" if is_shown.get(style, True) else "hidden",
        merged_ranges=sheet.merged_ranges,
        hidden_rows=frozenset(sheet.hidden_rows),
        hidden_columns=frozenset(sheet.hidden_columns),
        dates=frozenset(sheet.dates),
        formulas=sheet.formulas,
    )


def _text(cell: etree._Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        return (cell.get(f"{_OFFICE}date-value") or "").removesuffix("T00:00:00")
    if kind == "boolean":
        return str(int(cell.get(f"{_OFFICE}boolean-value") == "true"))
    if kind in ("float", "percentage", "currency"):
        return _number(cell)
    return "\n".join(_words(paragraph) for paragraph in cell.iterchildren(f"{_TEXT}p"))


def _number(cell: etree._Element) -> str:
    """A number; with zeros in front where it is shown with them."""
    plain = text_of(float(cell.get(f"{_OFFICE}value") or "0"))
    words = "".join(_words(one) for one in cell.iterchildren(f"{_TEXT}p"))
    return words if words.isdecimal() and words.lstrip("0") == plain.lstrip("0") else plain


def _words(element: etree._Element) -> str:
    """The words of a paragraph, with its runs of blanks, its tabs and its line breaks."""
    parts = [element.text or ""]
    for child in element:
        blanks = {
            f"{_TEXT}s": " " * min(int(child.get(f"{_TEXT}c", "1")), 1000),
            f"{_TEXT}tab": "\t",
            f"{_TEXT}line-break": "\n",
        }
        parts += [blanks.get(str(child.tag)) or _words(child), child.tail or ""]
    return "".join(parts)
