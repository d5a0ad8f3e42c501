import csv

import pytest

from trustbook.corpus.spreadsheet import sheet
from trustbook.errors import CorpusError

COLUMNS = ("code", "label", "parent")
TABLE = [["code", "label", "parent"], ["a", "Å, æ", ""], ["b", "Ø", "a"]]


def read(text: str, encoding: str = "utf-8"):
    return sheet(text.encode(encoding), file="codes.csv", columns=COLUMNS)


def as_lists(cells) -> list[list[str]]:
    return [list(cells), *cells.values.tolist()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_dialect_is_read_alike(encoding, separator, end):
    lines = [separator.join(f'"{cell}"' for cell in row) for row in TABLE]
    assert as_lists(read(end.join(lines) + end, encoding).cells) == TABLE


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"code,label\na,\0A\n", 2),
        (b'code,label\na,A\nb,"B\0"\n', 3),
        (b"code,label\na,A\n" + bytes(5000), 3),
    ],
    ids=["in a cell", "in quotation marks", "at the end"],
)
def test_a_nul_character_is_called_by_its_name(data, line):
    with pytest.raises(CorpusError, match=f"^codes.csv, line {line}: a NUL character"):
        sheet(data, file="codes.csv", columns=COLUMNS)


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    """Row 3 is blank and row 5 follows a cell with a line break, which is one row."""
    table = read('code,label\na,A\n,\nb,"two\nlines"\nc,C\n').cells
    assert dict(table["code"]) == {2: "a", 4: "b", 5: "c"}


def test_blank_rows_above_the_header_count_as_rows():
    assert dict(read("\n,,\ncode,label,parent\na,A,\n").cells["code"]) == {4: "a"}


def test_the_separator_line_of_excel_is_no_row():
    assert dict(read("sep=;\r\ncode;label\r\na;A\r\n").cells["code"]) == {2: "a"}


def test_blanks_around_cells_and_names_are_dropped():
    table = read("\u00a0code , Label\ufeff,PARENT\n a\u200b,\u202fone\u00a0two ,\u00a0\n").cells
    assert as_lists(table) == [["code", "label", "parent"], ["a", "one two", ""]]


def test_one_declared_name_at_the_front_tells_the_separator():
    read_sheet = sheet(b"code;shelf\na;1\n", file="codes.csv", columns=COLUMNS)
    assert (read_sheet.separator, list(read_sheet.cells)) == (";", ["code", "shelf"])


def test_declared_names_are_known_with_blanks_or_capitals():
    read_sheet = sheet(
        b"Segment;Meaning unit\ns1;x\n", file="segments.csv", columns=("meaning_unit",)
    )
    assert list(read_sheet.cells) == ["Segment", "meaning_unit"]
    assert read_sheet.separator == ";"


def test_blank_columns_and_rows_at_the_end_are_dropped():
    table = read("code;label;;\na;A;;\n;;;\n;;;\n")
    assert as_lists(table.cells) == [["code", "label"], ["a", "A"]]
    assert not table.findings


def test_rows_with_fewer_cells_are_filled_up():
    assert as_lists(read("code,label,parent\na\n").cells)[1] == ["a", "", ""]


def test_words_such_as_na_stay_words():
    assert as_lists(read("code,label\nNA,null\n").cells)[1] == ["NA", "null"]


@pytest.mark.parametrize("content", ["", "\n\n", "code,label,parent\n", "code,label,parent"])
def test_a_table_without_rows_is_empty(content):
    table = read(content)
    assert table.cells.empty
    assert not table.findings


@pytest.mark.parametrize("extra", [",x", ",x,y", ",,,x"])
def test_rows_with_too_many_cells_are_named(extra):
    table = read(f"code,label,parent\na,A,\nb,B,a{extra}\n")
    assert [(f.row, f.severity) for f in table.findings] == [(3, "error")]
    assert "cells" in table.findings[0].value
    assert "holds a comma" in table.findings[0].remedy
    assert as_lists(table.cells)[1:] == [["a", "A", ""], ["b", "B", "a"]]


def test_a_quotation_mark_that_is_never_closed_is_named():
    table = read('code,label\na,A\nb,"B\nc,C\n')
    assert [(f.row, f.value) for f in table.findings] == [
        (3, "a quotation mark that is never closed")
    ]


def test_cells_under_no_name_are_named():
    table = read("code,,label\na,,A\nb,x,B\n")
    assert [(f.row, f.value, f.allowed) for f in table.findings] == [
        (3, '"x"', "nothing: column 2 has no name")
    ]
    assert list(table.cells) == ["code", "label"]


def test_a_name_that_comes_twice_is_named():
    table = read("code,label,Code\na,A,x\n")
    assert [(f.column, f.value) for f in table.findings] == [("code", "2 columns of this name")]
    assert as_lists(table.cells)[1] == ["a", "A"]


def test_a_file_that_is_not_utf_8_is_named():
    (finding,) = read("code,label\na,Ø\n", "cp1252").findings
    assert finding.severity == "warning"
    assert "Windows-1252" in finding.value


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(CorpusError, match="not a text file"):
        sheet(b"PK\x03\x04\x81\x8d\xff", file="codes.csv", columns=COLUMNS)


def test_a_quotation_mark_opened_in_the_header_of_a_long_file_is_refused():
    """frictionless, when it was imported, has lifted the limit of all of Python."""
    limit = csv.field_size_limit(131_072)
    try:
        with pytest.raises(CorpusError, match="not a table"):
            read('code,"label\n' + "a,A\n" * 50_000)
    finally:
        csv.field_size_limit(limit)


def test_a_quotation_mark_unclosed_in_the_first_row_is_named():
    table = read('code,label\na,"A\nb,B\n')
    assert table.cells.empty
    assert [f.row for f in table.findings] == [2]


def test_rows_before_an_unclosed_quotation_mark_are_read():
    assert as_lists(read('code,label\na,A\nb,"B\nc,C\n').cells)[1:] == [["a", "A"]]
