"""What moved between two runs, in words."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from trustbook.book.changes import chapter_changes, table_changes, word_changes
from trustbook.book.reference import frozen_notebook
from trustbook.pages.prose import prose
from trustbook.pages.tables import View, table, together, value

TIES = pd.DataFrame(
    {
        "truster": ["Users", "Users", "Jobcentre"],
        "trustee": ["Managers", "Jobcentre", "Users"],
        "support": ["6", "3", "5"],
        "segments": ["a, b", "c", "d"],
    }
)


def test_a_changed_cell_is_named_by_row_and_column():
    now = TIES.assign(support=["6", "3", "6"])
    assert table_changes(TIES, now) == ["row Jobcentre · Users, support: 5 → 6"]


def test_a_changed_name_is_a_changed_cell_of_the_row_that_is_like_it():
    now = TIES.replace("Managers", "Care managers")
    assert table_changes(TIES, now) == ["row Users · a, b, trustee: Managers → Care managers"]


def test_rows_that_went_or_came_are_named():
    now = pd.concat([TIES.iloc[1:], pd.DataFrame([["Co", "City", "1", "z"]], columns=TIES.columns)])
    assert table_changes(TIES, now) == ["row Users · Managers is gone", "row Co · City is new"]


def test_a_row_that_went_is_not_taken_for_one_that_changed():
    """The row s1 shares two cells with what s2 became, and s2 itself three."""
    like = pd.DataFrame(
        {"segment": ["s1", "s2"], "section": ["R", "R"], "kind": ["f", "f"], "place": ["1", "5"]}
    )
    assert table_changes(like, like.iloc[1:].replace("5", "6")) == [
        "row s1 · R is gone",
        "row s2 · R, place: 5 → 6",
    ]


def test_a_value_that_is_no_longer_there_is_called_empty():
    assert table_changes(TIES, TIES.replace("a, b", "")) == [
        "row Users · Managers, segments: a, b → empty"
    ]


def test_the_order_of_rows_is_a_change_of_its_own():
    assert table_changes(TIES, TIES.iloc[::-1]) == ["the rows are in another order"]


def test_columns_that_went_or_came_are_named():
    now = TIES.drop(columns="segments").assign(studies="x")
    assert table_changes(TIES, now) == ["column segments is gone", "column studies is new"]


def test_a_repeated_row_that_is_missing_once_is_told():
    twice = pd.concat([TIES, TIES.iloc[:1]])
    assert table_changes(twice, TIES) == ["row Users · Managers is gone"]


def test_numbers_within_the_tolerance_are_equal():
    one, other = (pd.DataFrame({"a": ["x"], "share": [n]}) for n in ("0.1", "0.10000000000000002"))
    assert table_changes(one, other) == []
    assert table_changes(one, other.replace("0.10000000000000002", "0.1001")) == [
        "row x, share: 0.1 → 0.1001"
    ]
    assert table_changes(one, other.replace("0.10000000000000002", "0.1001"), tolerance=0.01) == []


@pytest.mark.slow
def test_so_many_changes_that_nobody_reads_them_are_counted():
    many = pd.DataFrame({"a": [f"x{n}" for n in range(500)], "b": ["1"] * 500})
    assert table_changes(many, many.replace("1", "2")) == [
        "500 of 500 rows are not the same; there are 500 now"
    ]


cells = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12")), max_size=6)


@given(cells, cells)
def test_nothing_moved_exactly_where_the_tables_are_the_same(one, other):
    frames = [pd.DataFrame(rows, columns=["a", "n"], dtype="str") for rows in (one, other)]
    assert (table_changes(*frames) == []) == (one == other)


def test_changed_words_stand_with_the_words_before_them():
    assert word_changes("It has 12 ties in all.", "It has 13 ties in all.") == [
        "“It has”: '12' → '13'"
    ]
    assert word_changes("One two.", "One two. Three.") == ["“One two.”: '' → 'Three.'"]


def cell(name, *views, tags=()):
    outputs = [
        new_output("execute_result", view._repr_mimebundle_(), execution_count=1) for view in views
    ]
    return new_code_cell("x", id=name, outputs=outputs, metadata={"tags": list(tags)})


def chapter(*cells):
    return new_notebook(cells=list(cells))


def view(frame, name="ties", **options):
    return table(frame, **{"name": name, "title": "Ties", **options})


def test_a_chapter_tells_table_row_and_column():
    before = chapter(cell("table-ties", view(TIES)))
    now = chapter(cell("table-ties", view(TIES.replace("5", "6"))))
    assert chapter_changes(before, now, chapter="networks") == [
        "networks/ties: row Jobcentre · Users, Support: 5 → 6"
    ]


def test_a_reference_in_which_pages_are_collapsed_is_compared_alike():
    before = chapter(cell("table-ties", view(TIES)))
    now = chapter(cell("table-ties", view(TIES.replace("5", "6"), title="Bonds")))
    assert chapter_changes(frozen_notebook(before), frozen_notebook(now), chapter="networks") == [
        "networks/ties: 'Ties' → 'Bonds'",
        "networks/ties: row Jobcentre · Users, Support: 5 → 6",
    ]


def test_a_chapter_tells_sentences_and_titles():
    before = chapter(cell("said", prose("{n} ties.", n=12)), cell("t", view(TIES)))
    now = chapter(cell("said", prose("{n} ties.", n=13)), cell("t", view(TIES, title="Bonds")))
    assert chapter_changes(before, now, chapter="networks") == [
        "sentence in chapter networks, cell said: '12' → '13'",
        "networks/ties: 'Ties' → 'Bonds'",
    ]


def test_a_sentence_that_was_changed_in_one_of_its_forms_is_told():
    before, now = (chapter(cell("said", prose("12 ties."))) for _ in range(2))
    now.cells[0].outputs[0].data["text/markdown"] = "13 ties."
    assert chapter_changes(before, now, chapter="c") == [
        "sentence in chapter c, cell said: '12' → '13'"
    ]


def test_notes_below_a_table_are_words_and_not_rows():
    before, now = (chapter(cell("t", view(TIES, notes=[n]))) for n in ("One.", "Two."))
    assert chapter_changes(before, now, chapter="c") == ["c/ties: “Ties”: 'One.' → 'Two.'"]


def test_tables_that_stand_together_are_told_apart():
    frames = (TIES, TIES.replace("5", "6"))
    before, now = (
        chapter(cell("both", together([view(TIES, "t1"), view(last, "t2")], empty="")))
        for last in frames
    )
    assert chapter_changes(before, now, chapter="c") == [
        "c/t2: row Jobcentre · Users, Support: 5 → 6"
    ]


def test_an_output_that_became_one_line_is_told():
    before = chapter(cell("t", view(TIES)))
    now = chapter(cell("t", view(TIES.iloc[:0], empty="Nothing.")))
    lines = chapter_changes(before, now, chapter="c")
    assert "c/ties: a table of 3 rows is gone" in lines


def test_cells_that_went_or_came_are_named():
    one, other = chapter(cell("a")), chapter(cell("b"))
    assert chapter_changes(one, other, chapter="c") == [
        "chapter c, cell a is gone",
        "chapter c, cell b is new",
    ]


def test_what_a_chapter_says_depends_on_the_computer_is_left_out():
    before, now = (
        chapter(cell("v", prose(text), tags=["nbval-ignore-output"])) for text in ("3.11", "3.12")
    )
    assert chapter_changes(before, now, chapter="c") == []


def test_a_drawing_that_changed_alone_is_told():
    (output,) = view(TIES, "f").outputs
    before, now = (
        chapter(cell("f", View("", "", (replace(output, drawing=digest),)))) for digest in "12"
    )
    assert chapter_changes(before, now, chapter="c") == [
        "c/f: its drawing changed, though its words and numbers did not"
    ]


def test_a_named_value_that_moved_is_told():
    before, now = (chapter(cell("v", value("ties_on_one_source", n))) for n in (5, 6))
    assert chapter_changes(before, now, chapter="c") == ["c/ties_on_one_source: 5 → 6"]


def test_a_long_list_of_changes_is_cut_and_counted():
    many = pd.DataFrame({"a": [f"x{n}" for n in range(20)], "b": ["1"] * 20})
    before, now = (chapter(cell("t", view(f))) for f in (many, many.replace("1", "2")))
    lines = chapter_changes(before, now, chapter="c")
    assert len(lines) == 13
    assert lines[-1] == "c/ties: … and 8 more changes"
