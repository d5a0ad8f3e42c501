"""Workbooks (XLSX) written in memory: no sheet is on a disk, where a killed process leaves it."""

from datetime import datetime
from typing import BinaryIO

from xlsxwriter import Workbook

LONGEST_CELL = 32_767
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_NO_DAY = datetime(1980, 1, 1)


def new_workbook(content: BinaryIO, *, title: str, author: str) -> Workbook:
    """A workbook that is written to `content` when it is closed: the same bytes for the same cells.

    >>> import io
    >>> content = io.BytesIO()
    >>> with new_workbook(content, title="Trust", author="K. Pii") as book:
    ...     _ = book.add_worksheet("Table").write_string("A1", "=1+1")
    >>> content.getvalue()[:2]
    b'PK'
    """
    book = Workbook(content, _OPTIONS)
    book.set_properties({"title": title, "author": author, "created": _NO_DAY})
    return book
