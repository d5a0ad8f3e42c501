"""Several codes in one cell, by the count that the file has of them."""

import pytest

from trustbook.exchange.questions import Reading
from trustbook.exchange.split_codes import parts_of_cells


def parts_and_questions(**numbers):
    cells = {cell: {number} for cell, number in numbers.items()}
    return parts_of_cells(cells, Reading(), several=True)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Trust\nTime, lack of", ("Trust", "Time, lack of")),
        ("Time, lack of\nTrust; early", ("Time, lack of", "Trust; early")),
        ("Time, lack of; Trust", ("Time, lack of", "Trust")),
    ],
)
def test_a_line_break_and_a_semicolon_come_before_a_comma(cell, parts):
    assert parts_and_questions(**{cell: 2}) == ({cell: parts}, [])


def test_a_slash_stands_between_codes_or_above_one_or_in_a_name():
    """Where a cell holds several codes; where it holds one, only the code above is asked about."""
    cells = {"Trust / Time": set(), "Trust": set(), "and/or": set()}
    parts, (question,) = parts_of_cells(cells, Reading(), several=True)
    assert not parts
    assert (question.default, question.has_safe_default) == (["/"], False)
    assert "between a code and the one above it (code_paths)" in question.text
    split, _ = parts_of_cells(cells, Reading(split_codes=["/"]), several=True)
    assert split == {"Trust / Time": ("Trust", "Time")}
    for reading, several in ((Reading(code_paths=[" / "]), True), (Reading(), False)):
        assert parts_of_cells(cells, reading, several=several) == ({}, [])
    both = cells | {"Time": set()}
    assert parts_of_cells(both, Reading(), several=True)[0] == {"Trust / Time": ("Trust", "Time")}


def test_two_ways_to_the_number_are_a_question():
    parts, (question,) = parts_and_questions(**{"Time|lack, of": 2})
    assert (parts, question.key) == ({}, "split_codes")


def test_a_comma_in_a_name_is_told_by_the_codes_that_stand_alone():
    cell = "Time, lack of, Trust"
    parts, questions = parts_and_questions(**{cell: 2, "Trust": 1})
    assert (parts, questions) == ({cell: ("Time, lack of", "Trust")}, [])


def test_a_comma_in_a_name_is_a_question_where_no_code_stands_alone():
    _, (question,) = parts_and_questions(**{"Time, lack of, Trust": 2})
    assert question.key == "split_codes"


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("['Trust', 'Time, lack of']", ("Trust", "Time, lack of")),
        ('["Trust"]', ("Trust",)),
        ('c("Trust", "Time")', ("Trust", "Time")),
        ("#trust #time", ("trust", "time")),
    ],
)
@pytest.mark.parametrize("several", [True, False])
def test_lists_of_programming_languages_and_tags_are_taken_apart(cell, parts, several):
    assert parts_of_cells({cell: set()}, Reading(), several=several) == ({cell: parts}, [])


@pytest.mark.parametrize("cell", ["[sic]", "Trust (high)", "(Trust)", "C# code", "it's [a 'list']"])
def test_brackets_and_hashes_in_names_stay(cell):
    assert parts_of_cells({cell: set()}, Reading(), several=False) == ({}, [])
