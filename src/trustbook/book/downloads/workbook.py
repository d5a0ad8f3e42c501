"""A table as a workbook (XLSX): the rows on one sheet, and on another what they are."""

import io
from collections.abc import Iterator, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from trustbook.book.downloads.plain import Source, plain_notes, plain_words
from trustbook.book.outputs import NUMERIC, Cell, Column, Output, decimals_of
from trustbook.corpus.language import gettext
from trustbook.corpus.workbook_file import LONGEST_CELL, new_workbook

TABLE, ABOUT = "Table", "About"
MOST_ROWS = 1_048_575  # of a sheet, below its headings
_WIDEST, _NARROWEST = 60, 9
_SAMPLE = 500  # rows by which the width of a column is judged
_CELL = {"valign": "top"}
_TEXT = {**_CELL, "text_wrap": True}
_HEAD = {**_TEXT, "bold": True, "bg_color": "#DDE6EE", "bottom": 1, "bottom_color": "#1F4E79"}


def workbook_bytes(output: Output, source: Source) -> bytes:
    """The workbook of an output, the same bytes for the same values."""
    content = io.BytesIO()
    with new_workbook(content, title=output.title, author=source.authors or source.title) as book:
        _write_table(book, output)
        _write_about(book, output, source)
    return content.getvalue()


def _write_table(book: Workbook, output: Output) -> None:
    sheet, rows = book.add_worksheet(gettext(TABLE)), output.rows[:MOST_ROWS]
    text, looks = book.add_format(_TEXT), []
    for place, column in enumerate(output.columns):
        cells = [row[place] for row in rows]
        sheet.set_column(place, place, _width(column, cells))
        looks.append(book.add_format({**_CELL, "num_format": _form(column, cells)}))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(rows), len(output.columns) - 1)
    headings = [plain_words(column.label) for column in output.columns]
    _write_texts(sheet, 0, headings, [book.add_format(_HEAD)] * len(headings))
    for number, row in enumerate(rows, start=1):
        for place, (value, look) in enumerate(zip(row, looks, strict=True)):
            if isinstance(value, str):
                sheet.write_string(number, place, plain_words(value)[:LONGEST_CELL], text)
            elif isinstance(value, bool):
                sheet.write_boolean(number, place, value, look)
            elif value is not None:
                sheet.write_number(number, place, value, look)


def _write_texts(sheet: Worksheet, row: int, texts: Sequence[str], looks: Sequence[Format]) -> None:
    """Write texts into a row; a text is never a formula."""
    for place, (text, look) in enumerate(zip(texts, looks, strict=True)):
        sheet.write_string(row, place, text[:LONGEST_CELL], look)


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


def _write_about(book: Workbook, output: Output, source: Source) -> None:
    sheet = book.add_worksheet(gettext(ABOUT))
    text, head = book.add_format(_TEXT), book.add_format(_HEAD)
    for place, width in enumerate((24, 60, 12, 14)):
        sheet.set_column(place, place, width)
    about = list(_about(output, source))
    for row, words in enumerate(about):
        _write_texts(sheet, row, words, [head, text])
    headings = gettext("Column"), gettext("Heading"), gettext("Type"), gettext("Unit")
    _write_texts(sheet, len(about) + 1, headings, [head] * len(headings))
    for row, column in enumerate(output.columns, start=len(about) + 2):
        cells = column.name, plain_words(column.label), column.type, column.unit
        _write_texts(sheet, row, cells, [text] * len(cells))


def _about(output: Output, source: Source) -> Iterator[tuple[str, str]]:
    yield gettext("Title"), plain_words(output.title)
    if output.subtitle:
        yield gettext("What is counted"), plain_words(output.subtitle)
    if output.description:
        yield gettext("Description"), plain_words(output.description)
    for note in plain_notes(output, rows=MOST_ROWS):
        yield gettext("Note"), note
    yield gettext("Source"), source.words(output)
