"""Codings in are codings out and codings listed or repeated: for any table, however odd."""

import csv
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.exchange.conservation import REPEATED
from trustbook.exchange.importing import import_corpus
from trustbook.exchange.questions import Reading
from trustbook.exchange.reading import read_project
from trustbook.exchange.tabular import read_tabular

NAMES = ["Trust", "Doubt", "Time", "Trust; Time", "Doubt|Time", "Trust, Doubt", "Needs\\Time"]
NAMES += ["\\", "#N/A", "Time; Time"]
PARTS = {"Trust; Time": 2, "Doubt|Time": 2, "Trust, Doubt": 2, "Time; Time": 2}
MARKS = ["x", "x", "", "0"]
blank = st.just("")
codes = st.one_of(blank, st.sampled_from(NAMES))
words = st.one_of(blank, st.sampled_from(["Yes, that is so", "No, never was it so", "ok"]))
labels = {
    "Document": st.one_of(blank, st.sampled_from(["I1", "I2"])),
    "Case": st.one_of(blank, st.sampled_from(["P1", "P2"])),
    "Coder": st.one_of(blank, st.sampled_from(["ana", "bo"])),
    "Ward": st.one_of(blank, st.sampled_from(["north", "south"])),
}
SETTLED = {"split_codes": (";", "|", ","), "sheets": "documents", "code_paths": ()}


@st.composite
def tables(draw):
    """The rows of a long table, one of numbered codes or one of marks, with what its cells hold."""
    kind = draw(st.sampled_from(["long", "numbered", "wide"]))
    others = draw(st.lists(st.sampled_from(list(labels)), unique=True))
    coded = {
        "long": {"Code": codes},
        "numbered": {"Code 1": codes, "Code 2": codes},
        "wide": {name: st.sampled_from(MARKS) for name in ("Trust", "Doubt", "Time")},
    }[kind]
    columns = {name: labels[name] for name in others} | {"Text": words} | coded
    rows = draw(st.lists(st.tuples(*columns.values()), min_size=1, max_size=12))
    rows.append(tuple({"Text": "A last passage"}.get(name, "") for name in columns))
    rows[-1] = (*rows[-1][: -len(coded)], *(("x",) if kind == "wide" else ("Trust",)) * len(coded))
    repeats = draw(st.lists(st.sampled_from(rows), max_size=3))
    return list(columns), [*repeats, *rows], list(coded), kind == "wide"


def read_with_answers(path, reading):
    """The project, read again with columns as its questions propose them where it has any."""
    project = read_tabular(path, reading)
    answers = [one.default for one in project.questions if one.key == "columns"]
    if not answers:
        return project
    roles = {name: role for one in answers for name, role in one.items()}
    again = read_tabular(path, replace(reading, columns=roles))
    return replace(again, questions=project.questions)


@st.composite
def merges(draw, columns, rows):
    """Ranges that do not overlap: a column, and its first and last row among the rows."""
    chosen = []
    for at in range(len(columns)):
        first = draw(st.integers(0, len(rows) - 1))
        last = draw(st.integers(first, len(rows) - 1))
        if draw(st.booleans()) and last > first:
            chosen.append((at, first, last))
    return chosen


def filled(rows, ranges):
    """The rows with merged cells as a person sees them."""
    cells = [list(row) for row in rows]
    for at, first, last in ranges:
        for row in range(first, last + 1):
            cells[row][at] = rows[first][at]
    return cells


def number_of_codes(columns, rows, coded, *, wide):
    cells = [row[columns.index(name)] for row in rows for name in coded]
    if wide:
        return sum(cell == "x" for cell in cells)
    return sum(PARTS.get(cell, 1) for cell in cells if cell)


def accounted(project):
    account = project.account
    omissions = sum(row["element"] == "codings" for row in account.left_out)
    return len(project.codings) + omissions + account.number_dropped("codings", reason=REPEATED)


def write_workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, (columns, rows, ranges) in enumerate(sheets, start=1):
        page = book.create_sheet(f"Sheet {number}")
        for row in (columns, *rows):
            page.append([cell or None for cell in row])
        for at, first, last in ranges:
            page.merge_cells(
                start_row=first + 2, end_row=last + 2, start_column=at + 1, end_column=at + 1
            )
    book.save(path)
    return path


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_codes_of_random_workbooks_are_read_listed_or_repeated(tmp_path_factory, data):
    number, sheets = 0, []
    for columns, rows, coded, wide in data.draw(st.lists(tables(), min_size=1, max_size=3)):
        ranges = data.draw(merges(columns, rows))
        seen = filled(rows, ranges)
        covered = {(row, at) for at, first, last in ranges for row in range(first + 1, last + 1)}
        stored = [
            [cell for at, cell in enumerate(cells) if (row, at) not in covered]
            for row, cells in enumerate(rows)
        ]
        view = [row for row, cells in zip(seen, stored, strict=True) if any(cells)]
        number += number_of_codes(columns, view, coded, wide=wide)
        sheets.append((columns, rows, ranges))
    path = write_workbook(tmp_path_factory.mktemp("t") / "t.xlsx", sheets)
    fill_down = data.draw(st.sampled_from([(), ("Document",), ("Text", "Case")]))
    project = read_with_answers(path, Reading(**SETTLED, fill_down=fill_down))
    assert accounted(project) == project.account.counted["codings"]
    assert project.questions or project.account.counted == {"codings": number}


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(table=tables(), separator=st.sampled_from(",;\t"))
def test_codes_of_random_texts_are_read_listed_or_repeated(tmp_path_factory, table, separator):
    columns, rows, coded, wide = table
    path = tmp_path_factory.mktemp("t") / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=separator).writerows([columns, *rows])
    project = read_with_answers(path, Reading(**SETTLED, fill_down=()))
    number = number_of_codes(columns, rows, coded, wide=wide)
    assert accounted(project) == project.account.counted["codings"]
    assert project.questions or project.account.counted == {"codings": number}
    places = {row["place"] for row in project.account.left_out}
    assert all("row" in place and "column" in place for place in places)


def test_repeated_codes_are_counted_and_two_rows_of_a_chat_are_not(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Document,Text,Code\nD,ok,Trust\nD,ok,Trust\n")
    assert read_project(path).account.number_dropped("codings", reason=REPEATED) == 1
    path.write_text("Text,Code\nok,Trust\nok,Trust\n")
    assert len(read_project(path).codings) == 2


def test_one_value_that_disagrees_costs_one_value_and_names_the_case_by_its_pseudonym(tmp_path):
    rows = ("Document,Case,Role,Site,Text,Code", "I1,Ada,Patient,north,One,Trust")
    rows += (
        "I2,Bo,Nurse,south,Two,Trust",
        "I3,Cy,GP,west,Three,Doubt",
        "I3,Cy,Cook,west,Four,Doubt",
    )
    rows += ("I3,Bo,Nurse,west,Five,Doubt",)
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "m.yml").write_text("keep: [Role, Site]\n")
    result = import_corpus(tmp_path / "t.csv", into=tmp_path / "c", map_file=tmp_path / "m.yml")
    cases = (tmp_path / "c" / "cases.csv").read_text().splitlines()
    assert [line.rpartition(",")[2] for line in cases] == ["Role", "Patient", "Nurse", ""]
    encounters = (tmp_path / "c" / "encounters.csv").read_text().splitlines()
    assert [line.rpartition(",")[2] for line in encounters] == ["Site", "north", "south", "west"]
    text = [
        line for line in result.account.warnings if line.startswith("Role: case P03 has several")
    ]
    assert len(text) == 1
    assert len((tmp_path / "c" / "codings.csv").read_text().splitlines()) == 1 + 5
