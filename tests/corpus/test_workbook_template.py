"""The workbook of a corpus: drop-downs, notes, marks, and every value as it was."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from trustbook.corpus.cells import typed
from trustbook.corpus.reading import read_corpus, table_file
from trustbook.corpus.schema import TABLES
from trustbook.corpus.template import workbook_of_tables
from trustbook.corpus.workbook import workbook
from trustbook.errors import CorpusError

ROOT = Path(__file__).parents[2]
CORPORA = [ROOT / "data" / "ibbis", ROOT / "tests" / "corpora" / "clinic"]


def opened(tables: dict[str, pd.DataFrame]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_of_tables(tables, corpus="data/mine.xlsx")))


@pytest.fixture(scope="module")
def empty() -> openpyxl.Workbook:
    return opened({})


def read_back(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    read = workbook(workbook_of_tables(tables, corpus="x.xlsx"), file="x.xlsx")
    assert not read.findings
    return {name: typed(result.cells, TABLES[name]) for name, result in read.sheets.items()}


def codes(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str").reindex(columns=list(TABLES["codes"].columns))


def rules(empty: openpyxl.Workbook, table: str, column: str):
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[TABLES[table].columns.index(column)]
    result = empty[table].data_validations.dataValidation
    return [rule for rule in result if str(rule.sqref).startswith(f"{letter}2")]


def test_there_is_a_sheet_a_table_behind_one_that_explains(empty):
    assert empty.sheetnames == ["Read me", *TABLES]
    words = " ".join(str(c.value) for row in empty["Read me"].iter_rows() for c in row if c.value)
    assert "trustbook check data/mine.xlsx" in words
    assert all(table.description in words for table in TABLES.values())


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_its_name_and_a_note(empty, name):
    for field, cell in zip(TABLES[name].fields, empty[name][1], strict=True):
        assert cell.value == (f"{field.name} *" if field.required else field.name)
        assert cell.comment.text.startswith(field.description)
        assert ("Every row needs a value." in cell.comment.text) == field.required


@pytest.mark.parametrize("name", TABLES)
def test_allowed_values_and_references_are_offered(empty, name):
    for field in TABLES[name].fields:
        if field.allowed:
            (rule,) = rules(empty, name, field.name)
            assert rule.formula1.strip('"').split(",") == list(field.allowed)
            assert len(rule.formula1) <= 255
        elif field.referenced:
            (rule,) = rules(empty, name, field.name)
            assert f"OFFSET({field.referenced[0]}!$" in rule.formula1
            assert rule.errorStyle == "warning" or field.type == "list"


def test_a_reference_points_at_the_column_of_the_key(empty):
    (rule,) = rules(empty, "relations", "segment")
    letter = "ABC"[TABLES["segments"].columns.index("segment")]
    assert f"segments!${letter}$2" in rule.formula1


def test_columns_that_a_spreadsheet_might_change_are_text(empty):
    page = empty["material"]
    letters = {field: chr(65 + n) for n, field in enumerate(TABLES["material"].columns)}
    assert page.column_dimensions[letters["first_month"]].number_format == "@"
    assert page.column_dimensions[letters["n"]].number_format == "General"


@pytest.mark.slow
@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_a_filled_workbook_is_the_same_corpus(folder):
    corpus = read_corpus(folder)
    tables = {name: corpus.table(name) for name in TABLES if table_file(folder, name)}
    back = read_back(tables)
    for name in TABLES:
        pd.testing.assert_frame_equal(back[name], corpus.table(name))


def test_the_same_tables_give_the_same_bytes():
    assert workbook_of_tables({}, corpus="x") == workbook_of_tables({}, corpus="x")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["=1+1", "+45", "@SUM(A1)", "007", "3-4", "TRUE", "#N/A", "a\nb", "bell\x07", "_x0041_"]
)
def test_words_stay_words(text):
    back = read_back({"codes": codes(code=["a"], label=[text])})
    assert back["codes"]["label"].tolist() == [text]


def test_words_that_begin_like_a_formula_are_none():
    cell = opened({"codes": codes(code=["a"], label=["=cmd|' /C calc'!A0"])})["codes"]["B2"]
    assert (cell.data_type, cell.value) == ("s", "=cmd|' /C calc'!A0")


def test_further_columns_of_cases_are_kept():
    cases = pd.DataFrame({"case": ["P1"], "stakeholder": ["SU"], "age": ["34"]}, dtype="str")
    assert read_back({"cases": cases})["cases"]["age"].tolist() == ["34"]


def test_a_cell_too_long_for_a_sheet_is_refused():
    with pytest.raises(CorpusError, match=r"sheet codes, row 2: a cell of 40,000 characters"):
        workbook_of_tables({"codes": codes(code=["a"], definition=["x" * 40_000])}, corpus="x")


def test_a_table_too_long_for_a_sheet_is_refused(monkeypatch):
    monkeypatch.setattr("trustbook.corpus.template._LAST_ROW", 3)
    with pytest.raises(CorpusError, match="codes: 3 rows, and a sheet has room for 2"):
        workbook_of_tables({"codes": codes(code=["a", "b", "c"])}, corpus="x")
