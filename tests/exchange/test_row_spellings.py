"""Rows of which names are spelled in several ways."""

from trustbook.exchange.excerpts import Excerpt
from trustbook.exchange.row_spellings import in_one_spelling


def excerpt(document, number, *, row):
    """A row whose passage is named by its document and a number."""
    return Excerpt(
        document=document, words="Yes", codes=(("Trust",),), cells={}, further={}, sheet=1,
        row=row, first_row=None, key=(document, "", number), rule="key",
    )  # fmt: skip


def test_passages_of_one_number_stay_one_and_of_two_stay_two_however_a_document_is_spelled():
    rows = [excerpt("One", "7", row=2), excerpt("ONE", "7", row=3), excerpt("one", "8", row=4)]
    same, changes = in_one_spelling(rows, {})
    assert [one.key for one in same] == [("One", "", "7"), ("One", "", "7"), ("One", "", "8")]
    assert changes == 2


def test_rows_that_spell_each_name_in_one_way_stay_and_none_is_counted():
    rows = [excerpt("One", "7", row=2), excerpt("One", "8", row=3)]
    assert in_one_spelling(rows, {}) == (rows, 0)
