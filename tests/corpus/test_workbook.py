"""Workbooks as corpora: what a spreadsheet makes of cells is read right or named."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from trustbook.checking.corpora import check_corpus
from trustbook.corpus.packing import members_of_zip, zip_bytes
from trustbook.corpus.reading import read_corpus
from trustbook.corpus.workbook import workbook
from trustbook.errors import CorpusError
from trustbook.project import corpus_folder

SHEETS = {
    "studies": [["study *", "Label*", "title"], ["s", "S", "A study"]],
    "stakeholders": [["stakeholder", "label", "kind", "level"], ["SU", "Users", "role", "micro"]],
    "segments": [["segment", "study", "speaker", "kind"], ["g1", "s", "SU", "quotation"]],
    "codes": [["code", "label", "kind", "parent"], ["t", "T", "theme"], [7.0, "K", "code", "t"]],
    "codings": [["segment", "code", "coder"], ["g1", 7, "C1"]],
}


def book_of(sheets: dict[str, list[list[object]]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    return book


def bytes_of(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def saved(folder: Path, book: openpyxl.Workbook) -> Path:
    path = folder / "mine.xlsx"
    book.save(path)
    return path


def sheet(rows: list[list[object]], table: str):
    return workbook(bytes_of(book_of({table: rows})), file="mine.xlsx").sheets[table]


def messages(path: Path) -> list[str]:
    return [finding.message for finding in check_corpus(path)]


def test_a_workbook_is_a_corpus(tmp_path):
    path = saved(tmp_path, book_of(SHEETS))
    corpus = read_corpus(path)
    assert (corpus.name, corpus.folder) == ("mine", path)
    assert corpus.table("codings")["code"].tolist() == ["7"]
    assert corpus.table("studies")["label"].tolist() == ["S"]
    assert not corpus.has("relations")
    assert corpus.text("coding.md") == ""
    assert messages(path) == []


def test_a_workbook_is_seen_from_the_working_directory(tmp_path, monkeypatch):
    path = saved(tmp_path, book_of(SHEETS))
    monkeypatch.chdir(tmp_path)
    assert corpus_folder("mine.xlsx") == path


def test_a_file_that_is_no_workbook_is_no_corpus(tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match="no corpus at"):
        read_corpus(tmp_path / "mine.txt")


def test_a_workbook_that_changed_is_read_again(tmp_path):
    path = saved(tmp_path, book_of(SHEETS))
    assert len(read_corpus(path).table("codes")) == 2
    book = book_of(SHEETS)
    book["codes"].append(["m", "M", "code", "t"])
    saved(tmp_path, book)
    assert len(read_corpus(path).table("codes")) == 3


def test_findings_name_sheet_row_and_column(tmp_path):
    book = book_of(SHEETS)
    book["codings"].append(["g9", 7, "C1"])
    assert messages(saved(tmp_path, book)) == [
        'mine.xlsx, sheet codings, row 3, column segment: found "g9", allowed a segment of the '
        "sheet segments; correct it, or add the row it points at"
    ]


def test_a_cell_of_the_wrong_type_stops_reading_and_names_the_sheet(tmp_path):
    book = book_of(SHEETS)
    book["studies"]["D1"], book["studies"]["D2"] = "year", "last year"
    with pytest.raises(CorpusError, match='sheet studies, row 2, column year: found "last year"'):
        read_corpus(saved(tmp_path, book)).table("studies")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7.0, "7"),
        (55.5, "55.5"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (" \u00a0Anna ", "Anna"),
        (datetime(2017, 4, 21), "2017-04-21"),
        (date(2017, 4, 21), "2017-04-21"),
        (datetime(2017, 4, 21, 9, 30), "2017-04-21 09:30:00"),
        (time(9, 30), "09:30:00"),
        ("_x0007_bell", "\x07bell"),
    ],
)
def test_cells_are_read_as_a_person_would_type_them(value, text):
    rows = [["case", "stakeholder", "age"], ["P1", "SU", value]]
    assert sheet(rows, "cases").cells["age"].tolist() == [text]


def test_zeros_in_front_that_only_a_format_shows_are_kept():
    book = book_of({"cases": [["case", "stakeholder"], [7, "SU"]]})
    book["cases"]["A2"].number_format = "000"
    cells = workbook(bytes_of(book), file="mine.xlsx").sheets["cases"].cells
    assert cells["case"].tolist() == ["007"]


def test_a_month_that_became_a_day_is_that_month(tmp_path):
    book = book_of(SHEETS)
    page = book.create_sheet("material")
    page.append(["study", "line", "data_type", "unit", "first_month", "n"])
    page.append(["s", 1.0, "Interviews", "interview", datetime(2017, 4, 1), 12.0])
    (row,) = read_corpus(saved(tmp_path, book)).table("material").to_dict("records")
    assert (row["first_month"], row["n"]) == ("2017-04", 12)


def test_a_month_that_became_another_day_is_named(tmp_path):
    """Typing Apr-17 may give the 17th of April of this year."""
    book = book_of(SHEETS)
    page = book.create_sheet("material")
    page.append(["study", "line", "data_type", "unit", "first_month"])
    page.append(["s", 1, "Interviews", "interview", datetime(2026, 4, 17)])
    (result,) = messages(saved(tmp_path, book))
    assert (
        'sheet material, row 2, column first_month: found "2026-04-17", allowed a month' in result
    )


def test_a_month_stored_as_a_number_is_named():
    """2017.10 and 2017.1 are one number."""
    (finding,) = sheet([["study", "first_month"], ["s", 2017.1]], "material").findings
    assert (finding.row, finding.column, finding.severity) == (2, "first_month", "error")
    assert "1 and 10 look alike" in finding.value


def test_a_day_in_a_column_of_text_is_a_warning():
    """A short name such as 3-4 becomes the 3rd of April."""
    rows = [["segment", "meaning_unit"], [datetime(2026, 4, 3), "Waits"]]
    (finding,) = sheet(rows, "segments").findings
    assert (finding.row, finding.column, finding.severity) == (2, "segment", "warning")
    assert finding.value == 'a day ("2026-04-03")'


def test_a_formula_without_a_value_is_named():
    """openpyxl saves formulas without what they give, as some programs do."""
    (finding,) = sheet([["segment", "code"], ["g1", "=A2"]], "codings").findings
    assert (finding.row, finding.column) == (2, "code")
    assert finding.value == "a formula without a value"


def test_blank_rows_and_columns_do_not_count():
    table = sheet([[], ["code", None, "label"], [None, None], ["a", None, "A"], [" "]], "codes")
    assert dict(table.cells["code"]) == {4: "a"}
    assert list(table.cells) == ["code", "label"]
    assert not table.findings


def test_cells_under_no_name_and_names_that_come_twice_are_named():
    table = sheet([["code", "label", "Code"], ["a", "A", "b", "stray"]], "codes")
    assert sorted(f.value for f in table.findings) == ['"stray"', "2 columns of this name"]


def test_sheets_are_known_by_name_or_title_however_spelled():
    titles = {"Barrier evidence": "barrier_evidence", " CODES ": "codes", "Codebook": "codes"}
    for title, table in titles.items():
        read = workbook(bytes_of(book_of({title: [["code"]]})), file="mine.xlsx")
        assert list(read.sheets) == [table]


def test_sheets_that_are_no_table_are_named():
    sheets = {"Read me": [["x"]], "codings": [["code"]], "relation": [["x"]], "Sheet1": [["x"]]}
    read = workbook(bytes_of(book_of(sheets)), file="mine.xlsx")
    assert [(f.file, f.severity, f.remedy[:12]) for f in read.findings] == [
        ("mine.xlsx, sheet relation", "error", "rename it re"),
        ("mine.xlsx, sheet Sheet1", "warning", "nothing to d"),
    ]


def test_two_sheets_of_one_table_are_named():
    sheets = {"codes": [["code"], ["a"]], "Codebook": [["code"], ["b"]]}
    read = workbook(bytes_of(book_of(sheets)), file="mine.xlsx")
    assert read.sheets["codes"].cells["code"].tolist() == ["a"]
    assert [f.value for f in read.findings] == ["a second sheet of one table"]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"study,label\n", zip_bytes({"a.txt": b"x"}), zip_bytes({})]
)
def test_a_file_that_is_no_workbook_is_told_in_a_line(tmp_path, data):
    path = tmp_path / "mine.xlsx"
    path.write_bytes(data)
    (finding,) = check_corpus(path)
    assert finding.value == "a file that cannot be read"
    with pytest.raises(CorpusError, match="not a workbook") as text:
        read_corpus(path).table("codes")
    assert "\n" not in str(text.value)


def test_a_truncated_workbook_is_told_in_a_line():
    data = bytes_of(book_of(SHEETS))
    with pytest.raises(CorpusError, match="not a workbook"):
        workbook(data[: len(data) // 2], file="mine.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_document_type_declaration_is_refused(encoding):
    members = members_of_zip(bytes_of(book_of(SHEETS)))
    entity = '<!DOCTYPE x [<!ENTITY a "b">]>'.encode(encoding)
    members["xl/worksheets/sheet1.xml"] = entity + members["xl/worksheets/sheet1.xml"]
    with pytest.raises(CorpusError, match="document type declaration"):
        workbook(zip_bytes(members), file="mine.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("trustbook.corpus.workbook._MOST_BYTES", 1_000_000)
    members = members_of_zip(bytes_of(book_of(SHEETS))) | {"xl/media/image1.png": b"\0" * 2_000_000}
    with pytest.raises(CorpusError, match="unpacked; refused"):
        workbook(zip_bytes(members), file="mine.xlsx")


def test_a_size_that_an_archive_lies_about_does_not_help_it(monkeypatch):
    monkeypatch.setattr("trustbook.corpus.workbook._MOST_BYTES", 1_000_000)
    data = zip_bytes({"xl/workbook.xml": b" " * 3_000_000})
    size = (3_000_000).to_bytes(4, "little")
    lying = data.replace(size, (10).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(CorpusError):
        workbook(lying, file="mine.xlsx")


def test_too_many_members_are_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}.xml", "")
    with pytest.raises(CorpusError, match="2,001 parts"):
        workbook(content.getvalue(), file="mine.xlsx")
