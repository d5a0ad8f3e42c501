"""Every cell of the reference corpus is missed when it changes, or its column says why it is not.

The frozen reference misses a cell that it shows in one row with what names the row of the cell. A
sample of the others is changed, in memory: then a chapter has to say something else, or a check has
to find a fault. Which, and what nothing misses, is in `unshown_cells.yml`, column by column.
"""

import ast
import random
import re
from bisect import bisect_right
from collections import defaultdict
from functools import cache
from itertools import accumulate, zip_longest
from pathlib import Path

import pytest
import yaml

import trustbook
from trustbook.book.notebooks import chapter_paths, read_notebook
from trustbook.book.outputs import csv_text, outputs_of
from trustbook.checking.corpora import check_tables
from trustbook.corpus.cells import typed
from trustbook.corpus.numbers import month_name, number
from trustbook.corpus.reading import Corpus, read_sheet
from trustbook.corpus.schema import LIST_SEPARATOR, TABLES, Field

ROOT = Path(__file__).parents[2]
UNSHOWN = yaml.safe_load((Path(__file__).parent / "unshown_cells.yml").read_text("utf-8"))
SHOW_NO_DATA = {"colophon", "dictionary", "functions"}
LABELLED = {"studies.study", "stakeholders.stakeholder", "codes.code", "concepts.concept"}
NAMED_BY = {  # what a page shows beside a cell, where that is not the key
    "material": ("study", "data_type", "participants"),
    "codings": ("segment", "code"),
    "recodings": ("anchor", "code"),
    "contradictions": ("segment", "code"),
    "relations": ("segment", "truster", "trustee", "concept"),
    "relation_recodings": ("segment", "truster", "trustee", "concept"),
    "strategies": ("segment", "truster", "trustee", "code"),
    "barriers": ("aspect", "obstacle", "strategy"),
}
SAMPLE = 1  # cells of a column


class Pages:
    """What the rows of the frozen outputs show."""

    def __init__(self, sheets):
        self.rows = [
            " | ".join("" if cell is None else str(cell).casefold() for cell in row)
            for name, path in chapter_paths(ROOT / "tests" / "reference").items()
            if name not in SHOW_NO_DATA
            for output in outputs_of(read_notebook(path), chapter=name)
            for row in output.rows
        ]
        self.text = "\n".join(self.rows)
        self.starts = list(accumulate((len(row) + 1 for row in self.rows), initial=0))
        self.labels = {
            place: dict(zip(sheets[table][column], sheets[table]["label"], strict=True))
            for place in LABELLED
            for table, column in [place.split(".")]
        }
        self.showing = cache(self._showing)

    def show(self, table, row, column):
        """Whether a row of an output shows the cell beside what names its row."""
        names = [name for name in NAMED_BY.get(table, TABLES[table].key) if row.get(name)]
        beside = [self.showing(table, name, row[name]) for name in names if name != column]
        places = frozenset.intersection(*beside) if beside else range(len(self.rows))
        parts = [self.forms(table, column, part) for part in row[column].split(LIST_SEPARATOR)]
        return all(any(self._stands_in(n, part) for n in places) for part in parts)

    def _showing(self, table, column, value):
        """In which rows the value is."""
        places = (
            at for form in self.forms(table, column, value) for at in places_in(form, self.text)
        )
        return frozenset(bisect_right(self.starts, at) - 1 for at in places)

    def _stands_in(self, place, forms):
        return any(any(True for _ in places_in(form, self.rows[place])) for form in forms)

    @cache  # noqa: B019 - as long as the module
    def forms(self, table, column, value):
        """How pages may write a value: as it is, by its label, as a number or a month."""
        place = field_of(table, column).references or f"{table}.{column}"
        forms = {value, self.labels.get(place, {}).get(value, value)}
        if re.fullmatch(r"\d{4}-\d\d", value):
            forms.add(month_name(value))
        if re.fullmatch(r"-?\d+(\.\d+)?", value):
            forms |= {number(float(value)), number(float(value), decimals=1), str(float(value))}
        return frozenset(form.casefold() for form in forms if form)


def places_in(form, text):
    """Where the form is in the text, not as a part of a longer word or number."""
    at = text.find(form)
    while at >= 0:
        if (
            not text[at - 1 : at].isalnum()
            and not text[at + len(form) : at + len(form) + 1].isalnum()
        ):
            yield at
        at = text.find(form, at + 1)


def field_of(table, column):
    is_declared = column in TABLES[table].columns
    return TABLES[table].field(column) if is_declared else Field(name=column, description="")


def other_value(value, field, cells):
    """Another value that the column may hold, so that no check of the cell alone refuses it."""
    if field.allowed:
        return next(each for each in field.allowed if each != value)
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return str(int(float(value)) + 1)
    if field.type == "month":
        return f"{int(value[:4]) + 1}{value[4:]}"
    if field.references:
        return next((cell for cell in cells if cell and cell != value), f"{value}-anew")
    return f"{value}-anew"


def what_a_chapter_shows(name, tables):
    """The values and sentences of one cell after another, without those that draw.

    Where a cell is named behind the chapter, what this cell shows.
    """
    name, _, only = name.partition(" ")
    corpus = Corpus(name="ibbis", folder=ROOT / "data" / "ibbis", _tables=dict(tables))
    names = {}
    for cell in read_notebook(ROOT / "chapters" / f"{name}.ipynb").cells:
        if cell.cell_type == "code" and "figure" not in cell.id:
            *body, last = ast.parse(cell.source).body
            body += [] if isinstance(last, ast.Expr) else [last]
            with pytest.MonkeyPatch.context() as monkeypatch:
                monkeypatch.setattr(trustbook, "read_corpus", lambda *_, **__: corpus)
                exec(compile(ast.Module(body, []), cell.id, "exec"), names)
            names |= {"resamples": 100} if "resamples" in names else {}
            if isinstance(last, ast.Expr) and only in ("", cell.id):
                view = eval(compile(ast.Expression(last.value), cell.id, "eval"), names)
                yield [view.text, *map(csv_text, getattr(view, "outputs", ()))]


@pytest.fixture(scope="module")
def sheets():
    return {name: read_sheet(ROOT / "data" / "ibbis", name).cells for name in TABLES}


@pytest.fixture(scope="module")
def tables(sheets):
    return {name: typed(sheet, TABLES[name]) for name, sheet in sheets.items()}


@pytest.fixture(scope="module")
def unshown(sheets):
    """The rows of cells that hold something and that no row of an output shows, by column."""
    pages, rows = Pages(sheets), defaultdict(list)
    for table, sheet in sheets.items():
        for number_of_row, row in zip(sheet.index, sheet.to_dict("records"), strict=True):
            for column in (name for name in row if row[name]):
                if table != "anchors" and not pages.show(table, row, column):
                    rows[f"{table}.{column}"].append(number_of_row)
    return rows


@pytest.fixture(scope="module")
def says(sheets, tables):
    """What the checks find, or a chapter shows, for the corpus as it is or with another sheet."""

    def words_of(guard, **changed):
        if guard == "check":
            return check_tables(sheets | changed)
        typed_anew = {name: typed(sheet, TABLES[name]) for name, sheet in changed.items()}
        return what_a_chapter_shows(guard, tables | typed_anew)

    return words_of


@pytest.fixture(scope="module")
def sound(says):
    """What a guard says of the corpus as it is."""
    return cache(lambda guard: list(says(guard)))


def with_another_value(sheet, place, row):
    table, column = place.split(".")
    cells = list(sheet[column])
    other = other_value(sheet.loc[row, column], field_of(table, column), cells)
    sheet = sheet.copy()
    sheet.loc[row, column] = other
    return sheet


@pytest.mark.slow
def test_every_column_with_cells_that_no_page_shows_says_what_misses_them(sheets, unshown):
    """A new one: let a page show it, or say in unshown_cells.yml what misses it, or why nothing."""
    explained = {*UNSHOWN["missed by"], *UNSHOWN["missed by nothing here"]}
    assert {
        place: [" ".join(sheets[table].loc[row, list(TABLES[table].key)]) for row in rows[:SAMPLE]]
        for place, rows in unshown.items()
        for table in [place.split(".")[0]]
        if place not in explained
    } == {}
    assert explained - {*unshown, "anchors"} == set(), "pages show them all: take these out"


@pytest.mark.slow
@pytest.mark.parametrize("place", UNSHOWN["missed by"])
def test_a_cell_that_no_page_shows_is_missed_all_the_same(sheets, unshown, says, sound, place):
    guard, rows, table = UNSHOWN["missed by"][place], unshown[place], place.split(".")[0]
    for row in random.Random(place).sample(rows, min(SAMPLE, len(rows))):
        changed = {table: with_another_value(sheets[table], place, row)}
        pairs = zip_longest(says(guard, **changed), sound(guard))
        misses = any(now != before for now, before in pairs)  # up to the first cell that differs
        assert misses, f"{guard} says the same with another {place} in row {row}"


def test_a_cell_that_a_page_shows_beside_its_row_is_missed_and_no_other(sheets):
    pages = Pages(sheets)
    (row,) = (each for each in sheets["segments"].to_dict("records") if each["segment"] == "it-012")
    assert pages.show("segments", row, "meaning_unit")
    assert not pages.show("segments", {**row, "meaning_unit": "invented"}, "meaning_unit")
    assert not pages.show("segments", {**row, "segment": "it-999"}, "meaning_unit")
