"""The search box and the choices of a table, in a browser."""

from pathlib import Path

import pandas as pd
import pytest

from trustbook.pages.tables import View, table

ASSETS = Path(__file__).parents[2] / "assets" / "trustbook"

pytestmark = pytest.mark.slow


@pytest.fixture
def page(browser, tmp_path):
    frame = pd.DataFrame(
        {
            "theme": ["Trust", "Trust", "Power"],
            "unit": ["Größe <b> und Zeit", "a promise", "a promise"],
            "codes": ["x\ny", "y", "z"],
        }
    )
    view = table(frame, name="t", title="Units", group="theme", filters=["codes"])
    assert isinstance(view, View)
    css, js = (
        (ASSETS / "tables.css").read_text(),
        "".join((ASSETS / name).read_text() for name in ("parts.js", "tables.js")),
    )
    file = tmp_path / "page.html"
    file.write_text(
        f'<!doctype html><meta charset="utf-8"><style>{css}</style>{view.html}<script>{js}</script>'
    )
    opened = browser.new_page()
    opened.goto(file.as_uri())
    yield opened
    opened.close()


def _left(page) -> str:
    page.wait_for_timeout(250)
    return page.locator("output").inner_text()


def test_all_rows_are_shown_at_first(page):
    assert _left(page) == "3 of 3 rows"


def test_a_table_in_a_closed_fold_gets_its_box_when_the_fold_opens(browser, tmp_path):
    frame = pd.DataFrame({"unit": ["a", "b"]})
    view = table(frame, name="t", title="Units", filters=["unit"])
    script = "".join((ASSETS / name).read_text() for name in ("parts.js", "tables.js"))
    file = tmp_path / "page.html"
    file.write_text(
        '<!doctype html><meta charset="utf-8"><details><summary>More</summary>'
        f"{view.html}</details><script>{script}</script>"
    )
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.locator("input").count() == 0
    page.get_by_text("More").click()
    page.get_by_label("Search this table").fill("b")
    assert _left(page) == "1 of 2 rows"
    page.close()


def test_words_are_found_whatever_their_accents_and_case(page):
    page.get_by_label("Search this table").fill("große ZEIT")
    assert _left(page) == "1 of 3 rows"
    page.get_by_label("Search this table").fill("<b>")
    assert _left(page) == "1 of 3 rows"


def test_a_choice_keeps_rows_that_hold_the_value_in_any_line(page):
    page.get_by_label("Codes").select_option("y")
    assert _left(page) == "2 of 3 rows"


def test_a_group_without_rows_is_hidden_with_its_heading(page):
    page.get_by_label("Codes").select_option("y")
    assert not page.get_by_text("Power").is_visible()
    assert page.get_by_text("Trust", exact=True).is_visible()


def test_everything_can_be_shown_again(page):
    page.get_by_label("Codes").select_option("z")
    page.get_by_role("button", name="Show all").click()
    assert _left(page) == "3 of 3 rows"


def test_the_number_of_rows_left_is_read_out(page):
    assert page.locator("output").get_attribute("aria-live") == "polite"


def test_choices_stand_in_the_address_and_outlast_the_page(page):
    page.get_by_label("Codes").select_option("y")
    page.get_by_label("Search this table").fill("promise")
    assert _left(page) == "1 of 3 rows"
    page.reload()
    assert _left(page) == "1 of 3 rows"
    assert page.get_by_label("Codes").input_value() == "y"
    page.get_by_role("button", name="Show all").click()
    assert "?" not in page.url
