"""Workbooks are written in memory."""

import io
import tempfile

import pytest
from openpyxl import Workbook, load_workbook

from trustbook.corpus.workbook_file import workbook_file, written_sheet


@pytest.mark.parametrize("write_only", [False, True])
def test_no_sheet_lies_on_a_disk_where_a_full_one_fails_it_and_a_kill_leaves_it(
    tmp_path, monkeypatch, write_only
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    book = Workbook(write_only=write_only)
    sheet = written_sheet(book, "Quotations") if write_only else book.active
    for row in (["s1", "She listens to me"], ["s2", 7]):
        sheet.append(row)
    rows = load_workbook(io.BytesIO(workbook_file(book))).worksheets[0].values
    assert list(rows) == [("s1", "She listens to me"), ("s2", 7)]


def test_a_sheet_without_rows_is_written():
    book = Workbook(write_only=True)
    written_sheet(book, "Empty")
    assert load_workbook(io.BytesIO(workbook_file(book))).sheetnames == ["Empty"]
