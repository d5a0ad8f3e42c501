"""What a reader can search for: sections, terms, tables and pictures, and where each is."""

import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from trustbook.book.entries import PAGE, TERM, VIEW, as_data, entries_in, entries_of, view_entry
from trustbook.book.outputs import PART, output_of, part_of

PAGE_OF_TEXT = """# Words

Opening with a [link](networks.ipynb#ties) and `code`.

## Two *kinds*

First.

## Two kinds

Second.

```{glossary}
E/I index
  Ties within
  and between.

weak tie
  One on a single source.
```
"""


def test_a_page_is_found_by_its_sections_and_terms():
    entries = entries_in(PAGE_OF_TEXT, page="words")
    assert [(each.kind, each.title, each.place) for each in entries] == [
        (PAGE, "Words", ""),
        (PAGE, "Two kinds", "two-kinds"),
        (PAGE, "Two kinds", ""),  # only the first of a name has an id that is known
        (TERM, "E/I index", "term-E-I-index"),
        (TERM, "weak tie", "term-weak-tie"),
    ]
    assert entries[0].words == "Opening with a link and code."
    assert entries[3].words == "Ties within and between."


def view(rows=2, **more):
    frame = pd.DataFrame({"who": ["Users"] * rows, "n": range(rows), **more})
    return output_of(frame, name="table-1", title="Who", subtitle="2 lines of Table 1")


def test_a_short_table_is_found_by_its_cells_too():
    entry = view_entry(view(), page="material")
    assert (entry.kind, entry.place, entry.words) == (VIEW, "table-1", "2 lines of Table 1")
    assert entry.cells == "table 1 Who N Users"


def test_tables_with_cards_or_pages_of_their_own_are_found_by_their_headings():
    assert view_entry(view(rows=50), page="p").cells == "table 1 Who N"
    assert view_entry(view(segments=["a", "b"]), page="p").cells == "table 1 Who N Segments"


def test_what_a_chapter_computed_is_found():
    displays = [
        new_output("display_data", {"text/markdown": "Ten **ties**.", "text/plain": "Ten ties."}),
        new_output("display_data", {"text/html": "<table>", PART: part_of([view()])}),
    ]
    cells = [new_markdown_cell("# Networks"), new_code_cell("show()", outputs=displays, id="c")]
    page, table = as_data(entries_of(new_notebook(cells=cells), page="networks"))
    assert page == {"kind": PAGE, "page": "networks", "title": "Networks", "words": "Ten ties."}
    assert table["title"] == "Who"


def test_two_drawings_of_one_picture_are_found_once():
    outputs = [
        output_of(pd.DataFrame({"n": [1]}), name=name, title="Ties") for name in ("wide", "narrow")
    ]
    display = new_output("display_data", {"text/html": "", PART: part_of(outputs)})
    notebook = new_notebook(cells=[new_code_cell("", outputs=[display], id="c")])
    assert [each.place for each in entries_of(notebook, page="p")] == ["wide"]
