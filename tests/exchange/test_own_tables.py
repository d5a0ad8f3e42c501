"""Tables as they travel: CSV that reads back alike, and workbooks that hold a corpus."""

import csv
import io

import openpyxl
import pandas as pd
import pytest

from trustbook.corpus.cells import typed
from trustbook.corpus.schema import OBLIGATORY, TABLES
from trustbook.corpus.spreadsheet import sheet
from trustbook.corpus.template import workbook_of_tables
from trustbook.errors import CorpusError
from trustbook.exchange.own_tables import csv_bytes, files_of_workbook


def codes(labels: list[str]) -> pd.DataFrame:
    cells = pd.DataFrame({"code": [f"c{n}" for n in range(len(labels))], "label": labels})
    return typed(cells, TABLES["codes"])


@pytest.mark.parametrize(
    "label", ["a, b", 'say "no"', "two\nlines", "two\r\nlines", "a\rb", "é 🙂"]
)
def test_a_table_reads_back_alike(label):
    before = codes([label, "plain"])
    read = sheet(csv_bytes(before), file="codes.csv", columns=TABLES["codes"].columns)
    assert not read.findings
    pd.testing.assert_frame_equal(typed(read.cells, TABLES["codes"]), before)


def test_numbers_keep_their_value_and_lose_needless_decimals():
    frame = pd.DataFrame({"a": [55.0, 0.1, 1e300]}).astype("Float64")
    assert csv_bytes(frame) == b"a\n55\n0.1\n1e+300\n"


def test_a_workbook_gives_its_filled_sheets():
    files = files_of_workbook(
        workbook_of_tables({"codes": codes(["A"])}, corpus="x"), file="mine.xlsx"
    )
    assert list(files) == ["codes.csv"]
    assert files["codes.csv"].startswith(b"code,label,kind,parent")


def test_another_workbook_is_none_of_ours():
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    assert files_of_workbook(content.getvalue(), file="tags.xlsx") is None
    assert files_of_workbook(b"PK", file="tags.xlsx") is None


def test_a_workbook_that_cannot_be_read_whole_is_refused():
    book = openpyxl.Workbook()
    for name in OBLIGATORY:
        book.create_sheet(name).append(["code", "label", "code"])
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(CorpusError, match="sheet studies, column code: found 2 columns"):
        files_of_workbook(content.getvalue(), file="mine.xlsx")


@pytest.mark.parametrize("cell", ["plain", "a, b", 'say "no"', "two\nlines", "", " "])
def test_rows_are_written_as_the_csv_module_writes_them(cell):
    frame = pd.DataFrame({"code": ["c1", "c2"], "label": [cell, "x"]})
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows([["code", "label"], ["c1", cell], ["c2", "x"]])
    assert csv_bytes(frame).decode() == lines.getvalue()
