"""A chart that comes alive on its page, in a browser."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from trustbook.charts.stakeholder_network import stakeholder_network
from trustbook.networks.evidence import tie_anchor
from trustbook.pages.figures import figure

pytestmark = pytest.mark.slow

ASSETS = Path(__file__).parents[2] / "assets" / "trustbook"


def page_of_one_tie(folder: Path) -> Path:
    """A page with a network of one tie and its evidence, beside a copy of the assets."""
    ties = pd.DataFrame([{"truster": "U", "trustee": "M", "concept": "trust", "sign": 1}]).assign(
        support=2, stability=1.0, relations=[["r"]], segments=[["a"]], sources=[["a", "b"]]
    )
    people = pd.DataFrame(
        {"stakeholder": ["U", "M"], "label": ["Users", "Managers"], "kind": "role"}
    ).assign(organisation=None, level="micro")
    concepts = pd.DataFrame({"concept": ["trust"], "label": ["Trust"], "sign": [1]})
    studies = pd.DataFrame(columns=["study", "label"])
    chart = stakeholder_network(
        ties.assign(studies=[[]]), people, concepts=concepts, studies=studies, n_sources=2
    )
    view = figure(chart, ties[["truster", "trustee"]], name="net").html
    anchor = tie_anchor("U", "M", "trust")
    fold = f'<details class="tb-evidence" id="{anchor}"><summary>Tie</summary>Why</details>'
    shutil.copytree(ASSETS, folder / "trustbook")
    page = folder / "page.html"
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>'
        '<link rel="stylesheet" href="trustbook/book.css">'
        '<script defer src="trustbook/parts.js"></script>'
        f'<script defer src="trustbook/book.js"></script>{view}{fold}',
        encoding="utf-8",
    )
    return page


@pytest.fixture
def opened(browser, tmp_path):
    """The page in a browser, with the list of everything it asked for."""
    page = browser.new_page(viewport={"width": 390, "height": 800})
    questions = []
    page.on("request", lambda request: questions.append(request.url))
    page.asked, page.path = questions, page_of_one_tie(tmp_path)
    yield page
    page.close()


def live_tie(page):
    page.goto(page.path.as_uri())
    assert not any("vega" in url for url in page.asked)  # before anybody turns to a chart
    page.locator(".tb-drawing:visible").hover()
    page.wait_for_selector(".tb-is-live")
    return page.locator(".tb-live path[role=link]")


def test_a_chart_comes_alive_without_asking_any_host(opened):
    tie = live_tie(opened)
    assert tie.get_attribute("aria-label").startswith("Trust of Users towards Managers")
    assert all(url.startswith(("file:", "data:")) for url in opened.asked)


def test_a_tie_opens_its_evidence_by_pointer_and_by_key(opened):
    tie = live_tie(opened)
    fold = opened.locator("details.tb-evidence")
    for choose in (lambda: tie.click(force=True), lambda: (tie.focus(), tie.press("Enter"))):
        opened.evaluate("document.querySelector('details.tb-evidence').open = false")
        choose()
        opened.wait_for_function("document.querySelector('details.tb-evidence').open")
        assert fold.get_attribute("open") is not None


def test_a_wide_chart_scrolls_within_its_figure_on_a_phone(opened):
    live_tie(opened)
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.evaluate(
        "(box => box.scrollWidth > box.clientWidth && box.tabIndex === 0)"
        "(document.querySelector('.tb-picture'))"
    )


def test_the_keyboard_stays_at_the_tie_at_which_a_chart_comes_alive(opened):
    opened.goto(opened.path.as_uri())
    opened.locator(".tb-picture:visible svg a").first.focus()
    opened.locator(".tb-live path[role=link]:focus").wait_for(timeout=5_000)


def test_the_picture_stays_where_the_library_does_not_load(opened):
    (opened.path.parent / "trustbook" / "vega" / "vega.min.js").unlink()
    opened.goto(opened.path.as_uri())
    opened.locator(".tb-drawing:visible").hover()
    opened.wait_for_timeout(500)
    assert opened.locator(".tb-is-live").count() == 0
    assert opened.locator(".tb-picture:visible > svg").is_visible()


def test_a_dark_page_recolours_the_chart(opened):
    tie = live_tie(opened)
    assert tie.count() == 1
    ink = "getComputedStyle(document.querySelector('.tb-live [stroke=\"#1f77b4\"]')).stroke"
    light = opened.evaluate(ink)
    opened.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert opened.evaluate(ink) != light
