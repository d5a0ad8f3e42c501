"""A table of which the page has the first rows, in a browser: all rows are in a file beside it."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from trustbook.book.downloads.files import Shelf, write_downloads
from trustbook.book.downloads.plain import Source
from trustbook.book.linking import Places, linked_notebook
from trustbook.book.outputs import outputs_of
from trustbook.pages import table

ASSETS = Path(__file__).parents[2] / "assets" / "trustbook"
SCRIPTS = ("parts.js", "tables.js")
ROWS = 3_000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A book of one page with a table of 3,000 rows in three groups that alternate."""
    folder = tmp_path_factory.mktemp("a book")
    frame = pd.DataFrame(
        {
            "study": ["One", "Two", "Three"] * (ROWS // 3),
            "unit": [f"Unit {n} of `Größe` <b>" for n in range(ROWS)],
            "segment": [f"s-{n:04}" for n in range(ROWS)],
            "kind": ["finding\nquotation", "quotation", "finding"] * (ROWS // 3),
            "n": [(n * 7) % ROWS for n in range(ROWS)],
        }
    )
    view = table(frame, name="t", title="Units", group="study", filters=["kind"], ids="segment")
    cell = new_code_cell(outputs=[new_output("display_data", view._repr_mimebundle_())])
    notebook = new_notebook(cells=[cell])
    places = Places(page="chapters/one", segments="chapters/segments", segment_rows={"s-0000"})
    page = linked_notebook(notebook, places).cells[-1].outputs[0].data["text/html"]
    outputs = outputs_of(notebook, chapter="one")
    shelf = Shelf(folder=folder / "kept", source=Source(title="T"))
    write_downloads(folder, outputs, drawings={}, shelf=shelf)
    shutil.copytree(ASSETS, folder / "trustbook", ignore=shutil.ignore_patterns("vega", "fonts"))
    scripts = "".join(f'<script src="../trustbook/{name}"></script>' for name in SCRIPTS)
    (folder / "chapters").mkdir()
    (folder / "chapters" / "one.html").write_text(
        '<!doctype html><html lang="en" data-content_root="../">'
        '<meta charset="utf-8"><title>One</title>'
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'self' 'unsafe-eval'\">"
        f'<link rel="stylesheet" href="../trustbook/tables.css"><main><h1>One</h1>{page}</main>'
        f"{scripts}",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def page(browser, folder):
    opened = browser.new_page()
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.goto((folder / "chapters" / "one.html").as_uri())
    wait_for_message(opened, "100 of 3,000 rows")
    yield opened
    opened.close()


def wait_for_message(page, words):
    page.locator("output", has_text=re.compile(f"^{re.escape(words)}$")).wait_for(timeout=5_000)


def first(page, column=1):
    return page.locator(f"tbody tr:not(.tb-group) :nth-child({column})").first.inner_text()


def test_the_rows_are_loaded_when_somebody_turns_over(page):
    assert not any("tables/one" in url for url in page.asked)
    assert page.get_by_role("button", name="Previous rows").is_disabled()
    page.get_by_role("button", name="Next rows").focus()
    page.keyboard.press("Enter")
    wait_for_message(page, "Rows 101 to 200 of 3,000; 3,000 in all")
    assert first(page) == "Unit 300 of Größe <b>"  # the rows of the first group come first
    assert "t.from=101" in page.url
    assert page.evaluate("document.activeElement.textContent") == "Next rows"
    page.reload()
    wait_for_message(page, "Rows 101 to 200 of 3,000; 3,000 in all")
    page.get_by_label("From row").fill("2950")
    page.get_by_label("From row").press("Enter")
    wait_for_message(page, "Rows 2,950 to 3,000 of 3,000; 3,000 in all")
    assert page.locator(".tb-group").all_inner_texts() == ["Three"]
    page.get_by_role("button", name="Show all").click()
    wait_for_message(page, "Rows 1 to 100 of 3,000; 3,000 in all")
    assert "?" not in page.url


def test_words_are_searched_for_in_all_rows(page):
    page.get_by_label("Search this table").fill("nowhere")
    wait_for_message(page, "0 of 3,000 rows")
    page.get_by_label("Search this table").fill("GROßE s-2999")
    wait_for_message(page, "Rows 1 to 1 of 1; 3,000 in all")
    assert page.locator("tbody code").inner_text() == "Größe"
    assert page.locator("tbody a.tb-segment").get_attribute("href") == "segments.html#s-2999"


def test_a_choice_keeps_rows_that_hold_the_value_in_any_line(page):
    page.get_by_label("Search this table").focus()
    page.get_by_label("Kind").select_option("quotation")
    wait_for_message(page, "Rows 1 to 100 of 2,000; 3,000 in all")
    assert "t.Kind=quotation" in page.url


def test_a_heading_puts_the_rows_of_each_group_in_its_order(page):
    heading = page.get_by_role("button", name="N", exact=True)
    heading.click()
    wait_for_message(page, "Rows 1 to 100 of 3,000; 3,000 in all")
    page.locator("th[aria-sort=ascending]").wait_for()
    assert first(page, 4) == "0"
    heading.click()
    page.locator("th[aria-sort=descending]").wait_for()
    assert first(page, 4) == "2997"
    assert "t.sort=-N" in page.url


def test_a_link_to_a_row_turns_to_it(page):
    page.goto(f"{page.url}#s-2000")
    page.locator("tr:target").wait_for()
    assert page.locator("tr:target th").inner_text() == "Unit 2000 of Größe <b>"


def test_the_turned_table_has_no_fault_of_accessibility(page, axe):
    page.get_by_label("Search this table").fill("s-2999")
    wait_for_message(page, "Rows 1 to 1 of 1; 3,000 in all")
    assert axe(page, "main") == []


def test_without_scripts_the_first_rows_and_the_file_are_there(browser, folder):
    page = browser.new_page(java_script_enabled=False)
    page.goto((folder / "chapters" / "one.html").as_uri())
    line = page.locator(".tb-rows")
    assert line.inner_text().startswith("The first 100 of 3,000 rows are shown")
    address = line.get_by_role("link", name="All of them as CSV").get_attribute("href")
    assert len(pd.read_csv(folder / "chapters" / address)) == ROWS
    page.close()
