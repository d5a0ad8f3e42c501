"""Workbooks (XLSX) written in memory: no sheet lies on a disk, where a killed process leaves it."""

import io
import zipfile
from functools import partial
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from trustbook.corpus.packing import timeless_office_file


def workbook_file(book: Workbook) -> bytes:
    """The workbook as a file, the same bytes for the same sheets.

    Where its sheets are only written, each is a `written_sheet`.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        _Writer(book, archive).write_data()
    return timeless_office_file(content.getvalue())


def written_sheet(book: Workbook, title: str) -> Any:
    """A new sheet of a workbook whose sheets are only written, not read."""
    sheet: Any = book.create_sheet(title)
    sheet._get_writer = partial(_begin, sheet)
    return sheet


def _begin(sheet: Any) -> None:
    """Let the sheet have what its rows are written with, before the first of them."""
    if sheet._writer is None:
        sheet._writer = WorksheetWriter(sheet, io.BytesIO())
        sheet._writer.write_top()


class _Writer(ExcelWriter):
    """openpyxl's writer, but for the temporary file of each sheet."""

    _archive: zipfile.ZipFile

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet into the archive."""
        ws._drawing = SpreadsheetDrawing()  # of no picture
        if self.workbook.write_only:
            ws.close()
            writer = ws._writer
        else:
            writer = WorksheetWriter(ws, io.BytesIO())
            writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)
