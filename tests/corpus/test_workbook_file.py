"""Workbooks are written in memory."""

import io
import tempfile

from openpyxl import load_workbook

from trustbook.corpus.workbook_file import new_workbook


def test_no_sheet_lies_on_a_disk_where_a_full_one_fails_it_and_a_kill_leaves_it(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    content = io.BytesIO()
    with new_workbook(content, title="Talks", author="K. Pii") as book:
        book.add_worksheet("Quotations").write_row(0, 0, ["=1+1", "https://host.org", 7])
        book.add_worksheet("Empty")
    read = load_workbook(content)
    assert read.sheetnames == ["Quotations", "Empty"]
    assert [cell.data_type for cell in read["Quotations"][1]] == ["s", "s", "n"]
    assert read["Quotations"]["B1"].hyperlink is None
