"""Printed values: what a text holds, how it is printed, how far another is from it."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.corpus.language import speaking
from trustbook.studies.printed import Printed, agrees, gap, printed_items, printed_value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("48", (48,)),
        (" 2.5 ", (2.5,)),
        ("4|10", (4, 10)),
        ("12–22", (12, 22)),
        ("12-22", (12, 22)),
        ("55 (27–93)", (55, 27, 93)),
        ("8|1|3", (8, 1, 3)),
    ],
)
def test_numbers_are_read_however_they_are_joined(text, values):
    result = printed_value(text)
    assert (result.values, result.are_months) == (values, False)


@pytest.mark.parametrize(
    "text", ["", "about ten", "most", "2016/679", "4|", "2016-04–9", None, 48, "1,234"]
)
def test_what_is_no_value_is_none(text):
    assert printed_value(text) is None


def test_months_are_counted_from_the_year_0():
    """April 2016 is month 2016 · 12 + 3 = 24195; December 2018 is 32 months later."""
    assert printed_value("2016-04–2018-12") == Printed(values=(24195, 24227), are_months=True)


def test_a_month_that_the_year_has_not_is_two_numbers():
    assert printed_value("2016-13").values == (2016, 13)


@pytest.mark.parametrize(
    ("text", "in_print"),
    [
        ("48", "48"),
        ("4|10", "4–10"),
        ("10|4", "10, 4"),
        ("55 (27–93)", "55 (27–93)"),
        ("8|1|3", "8, 1, 3"),
        (">50", "more than 50"),
        ("<2.50", "less than 2.5"),
        ("2019-06", "June 2019"),
        ("123456", "123456"),
    ],
)
def test_a_value_is_shown_as_print_has_it(text, in_print):
    assert str(printed_value(text)) == in_print


def test_the_gap_of_several_values_is_their_largest_difference():
    assert gap(Printed(values=(56.25, 27, 93)), Printed(values=(55, 27, 93))) == 1.25
    assert gap(printed_value("2016-05–2018-11"), printed_value("2016-04–2018-12")) == 1


def test_months_and_numbers_and_ranges_and_numbers_have_no_gap():
    assert gap(printed_value("2016-04"), printed_value("24195")) is None
    assert gap(printed_value("4"), printed_value("4–10")) is None


@pytest.mark.parametrize(
    ("computed_cell", "expected", "tolerance", "agreeing"),
    [
        ("16", "16", 0, True),
        ("17", "16", 0, False),
        ("17", "16", 1, True),
        ("51", ">50", 0, True),
        ("50", ">50", 9, False),
        ("1", "<2", 0, True),
        ("2", "<2", 9, False),
        ("4", "4–10", 9, False),
    ],
)
def test_a_value_agrees_within_its_tolerance_or_bound(computed_cell, expected, tolerance, agreeing):
    assert (
        agrees(printed_value(computed_cell), printed_value(expected), tolerance=tolerance)
        is agreeing
    )


def test_nothing_agrees_with_nothing():
    assert not agrees(None, printed_value("3"))
    assert not agrees(printed_value("3"), None)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=2).map(sorted))
def test_what_is_shown_is_read_back(numbers):
    value = Printed(values=tuple(numbers))
    assert printed_value(str(value)) == value


def test_a_claim_without_a_measure_says_nothing_of_the_printed_table():
    columns = ["study", "measure", "section"]
    rows = [("a", "barriers_n", "Table 2"), ("a", None, "Table 1"), ("b", None, "Table 1")]
    claims = pd.DataFrame(rows, columns=columns)
    assert printed_items(claims, measure="barriers_") == {"a": "Table 2"}


def test_a_bound_is_said_in_the_language_of_the_page():
    with speaking("da"):
        assert str(Printed(values=(50,), bound=">")) == "mere end 50"
