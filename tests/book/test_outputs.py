"""Outputs of a chapter: the structured part, the CSV file, and what changes a digest."""

import csv
import io
import json
import re
from dataclasses import replace

import altair as alt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from trustbook.book.outputs import (
    PART,
    VALUE,
    Column,
    column_texts,
    csv_frame,
    csv_text,
    output_of,
    outputs_in,
    outputs_of,
    part_of,
    rows_in_document,
    rows_on_page,
)
from trustbook.charts.theme import themed
from trustbook.errors import ChapterError
from trustbook.pages import figure, table, together, value

FRAME = pd.DataFrame({"label": ["Øre–æ", None], "n": [1, 2], "share": [0.123456789012345, -2.5]})


def table_of(frame, **options):
    return table(frame, **{"name": "t", "title": "T & co", **options})


def figure_of(frame, **options):
    chart = themed(
        alt.Chart(frame).mark_point().encode(x="n:Q"), title="F", subtitle="s", description="d"
    )
    return figure(chart, frame, name="f", **options)


def output(frame):
    return output_of(frame, name="t")


def cell_of(*views, name="cell"):
    displays = [new_output("display_data", view._repr_mimebundle_()) for view in views]
    return new_code_cell("", id=name, outputs=displays)


@pytest.mark.slow
def test_the_structured_part_comes_back_from_a_notebook_as_it_was():
    view = together([table_of(FRAME, notes=["One."], ids="label"), figure_of(FRAME)], empty="")
    data = json.loads(json.dumps(view._repr_mimebundle_()))
    assert tuple(outputs_in(data)) == view.outputs


def test_a_browser_may_write_a_whole_number_without_its_point():
    (part,) = part_of([output(pd.DataFrame({"x": [3.0]}))])["outputs"]
    part["rows"] = [[3]]
    (again,) = outputs_in({PART: {"outputs": [part]}})
    assert repr(again.rows) == "((3.0,),)"


def test_an_output_has_typed_columns_with_labels_and_units():
    frame = pd.DataFrame({"who_else": ["x"], "n": [1], "m": [0.5], "is_new": [True]})
    (view,) = table_of(frame, labels={"n": "N"}, units={"m": "minutes"}).outputs
    assert view.columns == (
        Column(name="who_else", label="Who else", type="string"),
        Column(name="n", label="N", type="integer"),
        Column(name="m", label="M", type="number", unit="minutes"),
        Column(name="is_new", label="Is new", type="boolean"),
    )
    assert (view.kind, view.title, view.rows) == ("table", "T & co", (("x", 1, 0.5, True),))


def test_a_figure_has_its_values_and_the_digest_of_its_drawing():
    (view,) = figure_of(FRAME).outputs
    assert (view.kind, view.title, view.description) == ("figure", "F", "d")
    assert view.rows[0] == ("Øre–æ", 1, 0.123456789012345)
    assert len(view.drawing) == 12


def test_tables_that_stand_together_are_outputs_of_one_cell():
    both = together([table_of(FRAME, name=name) for name in ("t1", "t2")], empty="")
    outputs = outputs_of(new_notebook(cells=[cell_of(both, name="both")]), chapter="ch")
    assert [(each.id, each.cell) for each in outputs] == [("ch/t1", "both"), ("ch/t2", "both")]


def test_two_outputs_of_one_name_are_refused_with_their_cells():
    """Also where only capitals tell them apart: on Windows they would be one file."""
    notebook = new_notebook(
        cells=[
            cell_of(table_of(FRAME, name=t), name=name)
            for t, name in (("T", "first"), ("t", "second"))
        ]
    )
    with pytest.raises(ChapterError, match="ch: cell second shows an output named 't', as cell fi"):
        outputs_of(notebook, chapter="ch")


def test_a_named_value_is_published_and_shows_nothing():
    view = value("ties_on_one_source", 5)
    assert (view.html, view.text) == ("", "")
    (published,) = outputs_in(view._repr_mimebundle_())
    assert (published.kind, published.values) == (VALUE, {"ties_on_one_source": 5})


def test_segments_are_those_that_a_view_names_each_once_and_row_by_row():
    frame = pd.DataFrame({"n": [2, 1, 0], "segments": ["s1, s2", "s1, … and 2 more", None]})
    (view,) = table_of(frame).outputs
    assert view.segments == ("s1", "s2")
    assert view.row_segments == [["s1", "s2"], ["s1"], []]


def test_a_column_of_counts_names_no_segments():
    assert table_of(pd.DataFrame({"segments": [1, 2]})).outputs[0].segments == ()
    against = pd.DataFrame({"segments_against": ["s3"]})
    assert table_of(against).outputs[0].segments == ("s3",)


@pytest.mark.parametrize("view_of", [table_of, figure_of])
def test_tables_and_figures_have_one_form_of_csv(view_of):
    """A figure's had no byte order mark and six digits, a table's had one and twelve."""
    assert csv_text(view_of(FRAME).outputs[0]) == (
        "\ufefflabel,n,share\nØre–æ,1,0.123456789012345\n,2,-2.5\n"
    )


def test_a_large_number_stays_a_number():
    """It was written as 1.23457e+06."""
    frame = pd.DataFrame({"n": [1], "x": [1234567.0]})
    for view in (table_of(frame), figure_of(frame)):
        assert csv_text(view.outputs[0]).splitlines()[1] == "1,1234567.0"


numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), numbers), min_size=1))
def test_a_csv_file_gives_back_every_text_and_number(rows):
    """Line ends within a text are of one kind, as those of the file are."""
    content = csv_text(output(pd.DataFrame(rows, columns=["text", "number"])))
    cells = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))[1:]
    expected = [("\n".join(re.split("\r\n|\r", text)), number) for text, number in rows]
    assert [(text, float(number)) for text, number in cells] == expected


def test_a_csv_file_is_read_as_text():
    frame = csv_frame(csv_text(output(pd.DataFrame({"a": ["x\ny", None], "n": [1, 2]}))))
    assert frame.to_dict("list") == {"a": ["x\ny", ""], "n": ["1", "2"]}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"a": ["x"], "n": [0.30000000000000004]}, True),
        ({"a": ["x"], "n": [0.3000000001]}, False),
        ({"a": ["y"], "n": [0.3]}, False),
        ({"b": ["x"], "n": [0.3]}, False),
        ({"n": [0.3], "a": ["x"]}, False),
    ],
)
def test_a_digest_changes_with_a_value_a_heading_or_their_order_only(other, same):
    digest = output(pd.DataFrame({"a": ["x"], "n": [0.3]})).digest
    assert (output(pd.DataFrame(other)).digest == digest) is same


def test_a_digest_of_a_figure_sees_twelve_digits():
    """It saw six."""
    one, other = (figure_of(pd.DataFrame({"n": [n]})) for n in (0.1234567, 0.1234568))
    assert one.outputs[0].digest != other.outputs[0].digest


def test_a_digest_is_of_the_values_and_not_of_their_title_and_picture():
    one, other = (table_of(FRAME, title=title).outputs[0] for title in ("A", "B"))
    assert one.digest == other.digest
    assert one.digest == replace(one, drawing="other").digest


def test_cells_cannot_run_into_each_other():
    one, other = (pd.DataFrame([row], columns=["a", "b"]) for row in (["x,", "y"], ["x", ",y"]))
    assert output(one).digest != output(other).digest


def test_no_sign_of_nothing_changes_a_digest():
    one, other = (output(pd.DataFrame({"n": [n]})) for n in (0.0, -0.0))
    assert one.digest == other.digest


@given(numbers)
def test_the_digest_of_a_number_is_that_of_its_neighbours(number):
    """A processor may differ in the last digit of a sum; rounding once is rounding for good."""
    (once,) = output(pd.DataFrame({"n": [number]})).rows
    assert once[0] == number
    exact = float(f"{number:.12g}")
    assert (
        output(pd.DataFrame({"n": [exact]})).digest == output(pd.DataFrame({"n": [number]})).digest
    )


def test_a_document_has_as_many_rows_as_are_not_too_heavy():
    short = [("word",)] * 3_000
    assert rows_in_document(short) == 2_000
    assert rows_in_document(short[:5]) == 5
    long = [("x" * 980,)] * 3_000
    assert rows_in_document(long) == 260
    assert rows_in_document([("x" * 10**6,)] * 100) == 1
    assert rows_in_document([(", ".join(["s1"] * 900),)] * 3_000) == 20
    assert rows_in_document([]) == 0


def test_a_page_holds_a_table_whole_or_its_first_rows():
    assert rows_on_page([("word",)] * 2_000) == 2_000
    assert rows_on_page([("word",)] * 2_001) == 100
    assert rows_on_page([("x" * 980,)] * 3_000) == 60
    assert rows_on_page([(", ".join(["s1"] * 900),)] * 3_000) == 47
    assert rows_on_page([(", ".join(["s-0001"] * 200),)] * 25) == 25  # with fewer ids in each
    assert rows_on_page([]) == 0


def test_thousands_are_set_apart_in_all_of_a_column_or_in_none():
    """Beside 14,497 a reader takes 1120 for another kind of number; alone it may be a year."""
    column = Column(name="letters", type="integer", label="Letters")
    assert column_texts(column, [1120, 14_497]) == ["1,120", "14,497"]
    assert column_texts(column, [1120, 2021]) == ["1120", "2021"]
