"""Outputs of a chapter: what is read from a page, and what changes a digest."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from trustbook.book.outputs import canonical_cell, outputs_of, outputs_on, values_digest
from trustbook.pages.tables import table, together


def shown(frame, **options):
    return table(frame, **{"name": "t", "title": "T & co", **options}).html


def test_an_output_has_the_values_of_its_download_as_text():
    (found,) = outputs_on(shown(pd.DataFrame({"a": ["x", None], "n": [1, 2]})), chapter="ch")
    assert (found.id, found.name, found.title) == ("ch/t", "t", "T & co")
    assert found.values.to_dict("list") == {"a": ["x", ""], "n": ["1", "2"]}


def test_tables_that_stand_together_are_outputs_of_one_cell():
    frame = pd.DataFrame({"a": ["x"]})
    both = together([table(frame, name=name, title=name) for name in ("t1", "t2")], empty="")
    cell = new_code_cell(
        "", id="both", outputs=[new_output("display_data", {"text/html": both.html})]
    )
    found = outputs_of(new_notebook(cells=[cell]), chapter="ch")
    assert [(each.id, each.cell) for each in found] == [("ch/t1", "both"), ("ch/t2", "both")]


def test_segments_are_those_that_a_view_names_each_once():
    frame = pd.DataFrame({"n": [2, 1], "segments": ["s1, s2", "s1"]})
    (found,) = outputs_on(shown(frame), chapter="ch")
    assert found.segments == ("s1", "s2")


def test_a_column_of_counts_names_no_segments():
    (found,) = outputs_on(shown(pd.DataFrame({"segments": [1, 2]})), chapter="ch")
    assert found.segments == ()


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"a": ["x"], "n": ["0.30000000000000004"]}, True),
        ({"a": ["x"], "n": ["0.3000000001"]}, False),
        ({"a": ["y"], "n": ["0.3"]}, False),
        ({"b": ["x"], "n": ["0.3"]}, False),
        ({"n": ["0.3"], "a": ["x"]}, False),
    ],
)
def test_a_digest_changes_with_a_value_a_heading_or_their_order_only(other, same):
    digest = values_digest(pd.DataFrame({"a": ["x"], "n": ["0.3"]}))
    assert (values_digest(pd.DataFrame(other)) == digest) is same


def test_a_digest_is_of_the_values_and_not_of_their_title_and_picture():
    frame = pd.DataFrame({"a": ["x"]})
    one, other = (outputs_on(shown(frame, title=t), chapter="c")[0] for t in ("A", "B"))
    assert one.digest == other.digest


def test_cells_cannot_run_into_each_other():
    one, other = (pd.DataFrame([row], columns=["a", "b"]) for row in (["x,", "y"], ["x", ",y"]))
    assert values_digest(one) != values_digest(other)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_spelling_of_a_number_is_that_of_its_neighbours(number):
    """A processor may differ in the last digit of a sum; both spellings are one."""
    cell = canonical_cell(repr(number))
    assert canonical_cell(cell) == cell
    assert float(cell) == pytest.approx(number, rel=1e-11)


@pytest.mark.parametrize("text", ["123456789012345", "2017-04-21T00:00", "3.10", "it-001, it-002"])
def test_what_is_no_long_number_stays_as_it_is(text):
    assert canonical_cell(text) == text


def test_a_download_that_cannot_be_read_has_no_values():
    page = '<figure class="tb-table" id="t"><a href="data:text/csv;base64,äö"></a></figure>'
    (found,) = outputs_on(page, chapter="ch")
    assert found.values.empty
