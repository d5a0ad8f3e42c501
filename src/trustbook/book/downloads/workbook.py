"""A table as a workbook (XLSX): the rows on one sheet, and on another what they are."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from trustbook.book.downloads.plain import Source, plain_notes, plain_words
from trustbook.book.outputs import NUMERIC, Cell, Column, Output, decimals_of
from trustbook.corpus.language import gettext
from trustbook.corpus.packing import timeless_office_file
from trustbook.corpus.template import LONGEST_CELL

Sheet = Any  # one that is only written, of which the stubs lack half
TABLE, ABOUT = "Table", "About"
MOST_ROWS = 1_048_575  # of a sheet, below its headings
_WIDEST, _NARROWEST = 60, 9
_SAMPLE = 500  # rows by which the width of a column is judged
_HEAD = PatternFill("solid", fgColor="FFDDE6EE")
_LINE = Border(bottom=Side(style="thin", color="FF1F4E79"))
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def workbook_bytes(output: Output, source: Source) -> bytes:
    """The workbook of an output, the same bytes for the same values."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = output.title, source.authors or source.title
    book.properties.language = source.language
    _write_table(book.create_sheet(gettext(TABLE)), output)
    _write_about(book.create_sheet(gettext(ABOUT)), output, source)
    content = io.BytesIO()
    book.save(content)
    return timeless_office_file(content.getvalue())


def _write_table(sheet: Sheet, output: Output) -> None:
    rows = output.rows[:MOST_ROWS]
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    columns = [[row[place] for row in rows] for place in range(len(output.columns))]
    for place, (column, cells) in enumerate(zip(output.columns, columns, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column, cells)
    forms = [_form(column, cells) for column, cells in zip(output.columns, columns, strict=True)]
    sheet.append([_head(sheet, column.label) for column in output.columns])
    for row in rows:
        sheet.append([_cell(sheet, *each) for each in zip(row, forms, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"


def _width(column: Column, cells: Sequence[Cell]) -> float:
    lines = (line for cell in cells[:_SAMPLE] for line in str(cell or "").splitlines())
    longest = max(map(len, (*lines, plain_words(column.label))), default=0)
    return max(_NARROWEST, min(_WIDEST, longest + 3))


def _form(column: Column, cells: Sequence[Cell]) -> str:
    """How the numbers of a column are shown; they are kept as exact as they are."""
    if column.type not in NUMERIC:
        return "General"
    decimals = decimals_of(cells)
    return f"0.{'0' * decimals}" if decimals else "0"


def _cell(sheet: Sheet, value: Cell, form: str) -> SheetCell | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _text(sheet, plain_words(value))
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = form
    cell.alignment = _TOP
    return cell


def _text(sheet: Sheet, text: str) -> SheetCell:
    """A cell with the text, which is never a formula."""
    cell = WriteOnlyCell(sheet, text[:LONGEST_CELL])
    cell.data_type = "s"
    cell.alignment = _WRAPPED
    return cell


def _head(sheet: Sheet, text: str) -> SheetCell:
    cell = _text(sheet, plain_words(text))
    cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _LINE
    return cell


def _write_about(sheet: Sheet, output: Output, source: Source) -> None:
    for letter, width in zip("ABCD", (24, 60, 12, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    for what, words in _about(output, source):
        sheet.append([_head(sheet, what), _text(sheet, words)])
    sheet.append([])
    headings = gettext("Column"), gettext("Heading"), gettext("Type"), gettext("Unit")
    sheet.append([_head(sheet, each) for each in headings])
    for column in output.columns:
        cells = (column.name, plain_words(column.label), column.type, column.unit)
        sheet.append([_text(sheet, each) for each in cells])


def _about(output: Output, source: Source) -> Iterator[tuple[str, str]]:
    yield gettext("Title"), plain_words(output.title)
    if output.subtitle:
        yield gettext("What is counted"), plain_words(output.subtitle)
    if output.description:
        yield gettext("Description"), plain_words(output.description)
    for note in plain_notes(output, rows=MOST_ROWS):
        yield gettext("Note"), note
    yield gettext("Source"), source.words(output)
