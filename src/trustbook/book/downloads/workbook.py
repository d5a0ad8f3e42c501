"""A table as a workbook (XLSX): the rows on one sheet, and on another what they are."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from trustbook.book.downloads.plain import Source, plain_notes, plain_words
from trustbook.book.outputs import NUMERIC, Cell, Column, Output, decimals_of
from trustbook.corpus.language import gettext
from trustbook.corpus.packing import members_of_zip, zip_bytes
from trustbook.corpus.template import LONGEST_CELL
from trustbook.corpus.workbook_file import workbook_file, written_sheet

Sheet = Any  # one that is only written, of which the stubs lack half
TABLE, ABOUT = "Table", "About"
MOST_ROWS = 1_048_575  # of a sheet, below its headings
_WIDEST, _NARROWEST = 60, 9
_SAMPLE = 500  # rows by which the width of a column is judged
_ROWS_SHEET = "xl/worksheets/sheet1.xml"
_PATTERN = re.compile(r'<row r="2">.*?</row>')  # which has a cell of each look
_LOOK = re.compile(r' s="(\d+)"')
_HEAD = PatternFill("solid", fgColor="FFDDE6EE")
_LINE = Border(bottom=Side(style="thin", color="FF1F4E79"))
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def workbook_bytes(output: Output, source: Source) -> bytes:
    """The workbook of an output, the same bytes for the same values."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = output.title, source.authors or source.title
    book.properties.language = source.language
    _write_table(written_sheet(book, gettext(TABLE)), output)
    _write_about(written_sheet(book, gettext(ABOUT)), output, source)
    members = members_of_zip(workbook_file(book))
    pattern = members[_ROWS_SHEET].decode()
    members[_ROWS_SHEET] = _PATTERN.sub(lambda match: _rows(output, match[0]), pattern).encode()
    return zip_bytes(members)


def _write_table(sheet: Sheet, output: Output) -> None:
    """The headings, and below them a pattern of how the cells of each column look."""
    rows = output.rows[:MOST_ROWS]
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    columns = [[row[place] for row in rows] for place in range(len(output.columns))]
    for place, (column, cells) in enumerate(zip(output.columns, columns, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column, cells)
    forms = [_form(column, cells) for column, cells in zip(output.columns, columns, strict=True)]
    sheet.append([_head(sheet, column.label) for column in output.columns])
    sheet.append([*(_number(sheet, form) for form in forms), _text(sheet, TABLE)])
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


def _number(sheet: Sheet, form: str) -> SheetCell:
    cell = WriteOnlyCell(sheet, 0)
    cell.number_format = form
    cell.alignment = _TOP
    return cell


def _rows(output: Output, pattern: str) -> str:
    """The rows as the sheet has them; openpyxl itself takes two seconds for ten thousand."""
    *numbers, text = _LOOK.findall(pattern)
    letters = [get_column_letter(place) for place, _ in enumerate(numbers, start=1)]
    looks = list(zip(letters, numbers, strict=True))
    return "".join(
        f'<row r="{n}">{"".join(_cells(row, n, looks, text=text))}</row>'
        for n, row in enumerate(output.rows[:MOST_ROWS], start=2)
    )


def _cells(
    row: Sequence[Cell], n: int, looks: Sequence[tuple[str, str]], *, text: str
) -> Iterator[str]:
    """The cells of row `n` that hold something; a text is never a formula."""
    for value, (letter, number) in zip(row, looks, strict=True):
        if isinstance(value, str):
            words = escape(plain_words(value)[:LONGEST_CELL], {"\r": "&#13;"})
            yield (
                f'<c r="{letter}{n}" s="{text}" t="inlineStr">'
                f'<is><t xml:space="preserve">{words}</t></is></c>'
            )
        elif value is not None:
            kind = "b" if isinstance(value, bool) else "n"
            yield f'<c r="{letter}{n}" s="{number}" t="{kind}"><v>{value + 0!r}</v></c>'


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
