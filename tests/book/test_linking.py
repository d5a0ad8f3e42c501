"""Links that a book puts below its outputs, and only where they lead somewhere."""

import re

import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from trustbook.book.linking import Places, linked_notebook, row_ids
from trustbook.book.outputs import PART, outputs_of
from trustbook.pages import table, value

PAGE = "chapters/networks"
FRAME = pd.DataFrame({"n": ["x"], "segments": ["s1, s2"]})


def executed(*views, tags=()):
    displays = [new_output("display_data", view._repr_mimebundle_()) for view in views]
    cell = new_code_cell("", id="table-1", outputs=displays, metadata={"tags": list(tags)})
    return new_notebook(cells=[cell])


def ties(frame=FRAME, **options):
    return table(frame, **{"name": "ties", "title": 'The "ties"', **options})


def page(places, *, tags=()):
    cells = linked_notebook(executed(ties(), tags=tags), places).cells
    return cells, cells[-1].outputs[0].data["text/html"]


def links(html):
    anchors = re.findall(r'<a class="tb-made"([^>]*)>([^<]+)<', html)
    return [(*(_attribute(a, n) for n in ("href", "aria-label")), words) for a, words in anchors]


def _attribute(attributes, name):
    return re.search(rf'{name}="([^"]*)"', attributes)[1]


def test_an_output_leads_to_its_data_its_record_and_its_code_and_says_whose():
    cells, view = page(Places(page=PAGE, records="chapters/outputs"))
    assert '<summary aria-label="Download: The &quot;ties&quot;">Download</summary>' in view
    assert links(view) == [
        ("../tables/networks/ties.csv", "CSV: The &quot;ties&quot;", "CSV"),
        ("../tables/networks/ties.xlsx", "Excel: The &quot;ties&quot;", "Excel"),
        ("../tables/networks/ties.docx", "Word: The &quot;ties&quot;", "Word"),
        ("outputs.html#networks/ties", "Record: The &quot;ties&quot;", "Record"),
        ("#cell-table-1", "Code: The &quot;ties&quot;", "Code"),
    ]
    assert 'id="cell-table-1"' in cells[0].source


def test_links_come_from_the_data_and_not_from_the_words_of_a_page():
    """A title that looks like a mark is no mark, and a segment of no output is no segment."""
    view = ties(title='<p class="tb-downloads" data-output="ties"></p>')
    places = Places(page=PAGE, segments="chapters/segments", segment_rows={"s1", "s9"})
    notebook = executed(view)
    data = notebook.cells[0].outputs[0].data
    data["text/html"] += '<span class="tb-segment">s9</span>'
    text = linked_notebook(notebook, places).cells[-1].outputs[0].data["text/html"]
    assert len(links(text)) == 4
    assert '<span class="tb-segment">s9</span>' in text


def test_a_book_holds_no_structured_part_and_no_data_in_its_addresses():
    cells, view = page(Places(page=PAGE))
    assert PART in executed(ties()).cells[0].outputs[0].data
    assert PART not in cells[-1].outputs[0].data
    assert "data:" not in view


def test_a_named_value_shows_nothing_in_a_book():
    """Neither a link to its code nor an empty output; the table beside it stays."""
    (alone,) = linked_notebook(executed(value("n", 5)), Places(page=PAGE)).cells
    assert alone.outputs == []
    both = linked_notebook(executed(value("n", 5), ties()), Places(page=PAGE)).cells[-1]
    assert len(both.outputs) == 1


def test_without_a_page_of_records_there_is_no_link_to_it():
    assert "Record" not in page(Places(page=PAGE))[1]


def test_a_cell_whose_code_is_not_shown_has_no_link_to_it():
    cells, view = page(Places(page=PAGE), tags=["remove-input"])
    assert "Code" not in view
    assert len(cells) == 1


def test_segments_that_the_book_lists_are_links_and_others_are_not():
    places = Places(page=PAGE, segments="chapters/segments", segment_rows={"s1"})
    view = page(places)[1]
    assert '<a class="tb-segment" href="segments.html#s1">s1</a>, ' in view
    assert '<span class="tb-segment">s2</span>' in view


def test_a_long_table_leads_to_all_of_its_rows():
    frame = pd.DataFrame({"segment": [f"s{n}" for n in range(3_000)]})
    places = Places(page=PAGE, segments="chapters/segments")
    view = linked_notebook(executed(ties(frame)), places).cells[-1].outputs[0].data["text/html"]
    line = re.search(r'<p class="tb-note tb-rows"[^>]*>.*?</p>', view)[0]
    assert 'data-rows="tables/networks/ties.js" data-every="3000"' in line
    assert 'data-segments="segments.html"' in line
    assert 'download href="../tables/networks/ties.csv">All of them as CSV</a>' in line


def test_rows_with_ids_are_named_as_links_name_them():
    frame = pd.DataFrame({"segment": ["s 1", "<ü>"], "n": [1, 2]})
    outputs = outputs_of(executed(ties(frame, ids="segment")), chapter="segments")
    assert row_ids(outputs) == {"s%201", "%3C%C3%BC%3E"}
    assert row_ids(outputs_of(executed(ties(frame)), chapter="segments")) == frozenset()


def test_a_chapter_without_outputs_stays_as_it_is():
    notebook = new_notebook(cells=[new_code_cell("1", id="one")])
    assert linked_notebook(notebook, Places(page=PAGE)) == notebook


def test_a_chapter_can_compute_its_title():
    notebook = executed(value("heading", "Who helps \\*whom\\*?"))
    notebook.cells.insert(0, new_markdown_cell("# What was found\n\nWords.", id="title"))
    title = linked_notebook(notebook, Places(page=PAGE)).cells[0]
    assert title.source == "# Who helps \\*whom\\*?\n\nWords."
    assert title.id == "title"
