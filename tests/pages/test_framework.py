"""The framework matrix on the page and in its file."""

import re

import pandas as pd
import pytest

from trustbook.pages import framework as show

CODES = pd.DataFrame(
    [("t", "Time", "theme", None), ("c", "Pace", "category", "t"), ("e", "Empty", "category", "t"),
     ("x", "Hurry", "code", "c"), ("z", "Clock", "code", "t")],
    columns=["code", "label", "kind", "parent"],
)  # fmt: skip


@pytest.fixture
def corpus(corpus_of):
    """Case p speaks 20 times of pace, q once of time; Empty is not coded."""
    n = 21
    names = [f"s{i:02}" for i in range(n)]
    segments = pd.DataFrame(
        {"segment": names, "study": "a", "case": ["p"] * 20 + ["q"],
         "meaning_unit": ["Words <b> & more"] * n}
    )  # fmt: skip
    codings = pd.DataFrame({"segment": names, "code": ["x"] * 20 + ["z"], "coder": "C1"})
    studies = pd.DataFrame({"study": ["a"], "label": ["First"]})
    return corpus_of(segments=segments, codings=codings, codes=CODES, studies=studies)


def test_a_cell_counts_shows_the_first_and_folds_the_others(corpus):
    view = show.matrix_view(show.cells_of(corpus), corpus, name="m")
    assert "<strong>20</strong>" in view.html
    assert "17 more</summary>" in view.html
    assert "… and 5 more in the files" in view.html
    assert "<b>" not in view.html
    assert view.html.count("<details") == 2  # a theme, and a cell with more than is shown
    assert '<table class="tb-cards"' in view.html
    assert set(re.findall(r'data-head="([^"]+)"', view.html)) == {"Pace", "Time"}


def test_the_file_has_every_segment_and_empty_categories_are_named(corpus):
    [output] = show.matrix_view(show.cells_of(corpus), corpus, name="m").outputs
    assert [column.label for column in output.columns] == ["Case", "Time", "Time: Pace", "Segments"]
    rows = {row[0]: row for row in output.rows}
    assert len(rows["p"][2].splitlines()) == 20
    assert len(output.segments) == 21
    assert output.notes == ("Nothing was coded under “Empty”.",)


def test_the_page_says_what_a_row_is_and_how_full_the_matrix_is(corpus):
    cells = show.cells_of(corpus)
    assert show.finding_in_words(cells, corpus).plain.startswith(
        "**Two of 4 cells have something to read** (2 cases by 2 categories). Most widely"
    )
    assert (
        "A row is a case, because every segment has one."
        in show.sureness_in_words(cells, corpus).plain
    )


def test_a_corpus_without_codings_says_so_in_a_line(corpus_of):
    empty = corpus_of(codes=CODES)
    cells = show.cells_of(empty)
    assert show.matrix_view(cells, empty, name="m").plain == show.NOTHING
    assert show.finding_in_words(cells, empty).plain == show.NOTHING
    assert show.sureness_in_words(cells, empty).plain == ""


def test_the_numbers_stand_in_the_plain_text(corpus):
    text = show.matrix_view(show.cells_of(corpus), corpus, name="m").text
    assert "Time | Pace | p | 20" in text
