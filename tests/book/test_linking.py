"""Links that a book puts below its outputs, and only where they lead somewhere."""

import re

import pandas as pd
from nbformat.v4 import new_code_cell, new_notebook, new_output

from trustbook.book.linking import Places, linked, rows_with_ids
from trustbook.pages.tables import table

PAGE = "chapters/networks"
FRAME = pd.DataFrame({"n": ["x"], "segments": ["s1, s2"]})


def executed(frame=FRAME, *, tags=(), **options):
    view = table(frame, **{"name": "ties", "title": 'The "ties"', **options})
    output = new_output("display_data", {"text/html": view.html})
    return new_notebook(
        cells=[new_code_cell("", id="table-1", outputs=[output], metadata={"tags": list(tags)})]
    )


def page(places, *, tags=()):
    cells = linked(executed(tags=tags), places).cells
    return cells, cells[-1].outputs[0].data["text/html"]


def test_an_output_leads_to_its_record_and_its_code_and_says_whose():
    cells, shown = page(Places(page=PAGE, records="chapters/outputs"))
    links = re.findall(r'<a class="tb-made" href="([^"]*)" aria-label="([^"]*)">(\w+)<', shown)
    assert links == [
        ("outputs.html#networks/ties", "Record: The &quot;ties&quot;", "Record"),
        ("#cell-table-1", "Code: The &quot;ties&quot;", "Code"),
    ]
    assert 'id="cell-table-1"' in cells[0].source


def test_without_a_page_of_records_there_is_no_link_to_it():
    assert "Record" not in page(Places(page=PAGE))[1]


def test_a_cell_whose_code_is_not_shown_has_no_link_to_it():
    cells, shown = page(Places(page=PAGE), tags=["remove-input"])
    assert "tb-made" not in shown
    assert len(cells) == 1


def test_segments_that_the_book_lists_are_links_and_others_are_not():
    places = Places(page=PAGE, segments="chapters/segments", known_segments={"s1"})
    shown = page(places)[1]
    assert '<a class="tb-segment" href="segments.html#s1">s1</a>, ' in shown
    assert '<span class="tb-segment">s2</span>' in shown


def test_rows_with_ids_are_found_as_links_name_them():
    frame = pd.DataFrame({"segment": ["s 1", "<ü>"], "n": [1, 2]})
    assert rows_with_ids(executed(frame, ids="segment")) == {"s%201", "%3C%C3%BC%3E"}


def test_a_chapter_without_outputs_stays_as_it_is():
    notebook = new_notebook(cells=[new_code_cell("1", id="one")])
    assert linked(notebook, Places(page=PAGE)) == notebook
