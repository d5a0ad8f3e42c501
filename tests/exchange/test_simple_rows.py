"""Rows that are read without a tree of elements are what the tree says that they are."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.errors import ExportError
from trustbook.exchange.members import open_inner_archive
from trustbook.exchange.sheets import read_sheets
from trustbook.exchange.simple_rows import WithoutSimpleRows
from trustbook.exchange.xlsx import xlsx_sheets

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = st.text(st.sampled_from("aé信😀 &<>\n\t_x000D_'\""), max_size=6)
CELLS = st.one_of(st.none(), TEXTS, st.integers(-9, 10**6), st.floats(-9, 9), st.booleans(),
                  st.dates(dt.date(2001, 1, 1)), st.just("=1+1"))  # fmt: skip


def workbook(rows, *, streams):
    """The bytes of a workbook; one that is streamed holds its texts within the cells."""
    book = openpyxl.Workbook(write_only=streams)
    sheet = book.create_sheet("S", 0)
    for row in rows:
        sheet.append(row)
    if not streams:
        sheet["B2"].number_format = "000"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data, change):
    """The workbook whose sheet has other XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            member = old.read(name)
            new.writestr(name, change(member.decode()) if name == SHEET else member)
    return stream.getvalue()


def sheet_in(data):
    with open_inner_archive(data, file="t.xlsx") as archive:
        one = next(xlsx_sheets(archive))
    return list(one.rows.items()), one.dates, one.formulas, one.hidden_rows


@settings(max_examples=20)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=5), st.booleans())
def test_simple_rows_are_what_the_tree_of_elements_says(rows, streams):
    """A comment in front of the rows makes the parser read all of them."""
    data = workbook(rows, streams=streams)
    by_tree = changed(data, lambda xml: xml.replace("<sheetData>", "<!-- --><sheetData>"))
    assert sheet_in(data) == sheet_in(by_tree)


def test_only_rows_that_hold_more_than_texts_and_numbers_are_left_to_the_parser():
    rows = ['<row r="1" spans="1:2"><c r="A1" t="s"><v>3</v></c><c r="C1" s="2"/></row>',
            '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>',
            '<row r="3"><c r="A3"><f>B1</f><v>1</v></c></row>', '<row r="4"/>']  # fmt: skip
    rows_passed_on = {}
    stream = WithoutSimpleRows(io.BytesIO("".join(rows).encode()), rows_passed_on.__setitem__)
    assert stream.read(9).decode() == "".join(rows[1:])
    assert stream.read(9) == b""
    assert rows_passed_on == {1: [("A", "", "", "3", ""), ("C", "2", "", "", "")]}


def test_a_sheet_that_ends_early_is_refused(tmp_path):
    data = workbook([["Document", "Text", "Code"], ["D", "One", "a"]], streams=True)
    path = tmp_path / "t.xlsx"
    path.write_bytes(changed(data, lambda xml: xml.partition("</sheetData>")[0]))
    with pytest.raises(ExportError, match="not a workbook that can be read"):
        read_sheets(path)


def test_a_row_in_a_comment_is_no_row():
    data = workbook([["Document", "Text", "Code"]], streams=True)
    hidden = '<!-- <row r="7"><c r="A7"><v>1</v></c></row> --><sheetData>'
    assert len(sheet_in(changed(data, lambda xml: xml.replace("<sheetData>", hidden)))[0]) == 1
