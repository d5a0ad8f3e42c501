"""The search of the finished book and the cards that its hits and ids lead to, in a browser."""

import json
import re

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def index(book):
    text = (book / "find" / "index.js").read_text(encoding="utf-8")
    return json.loads(text.partition(" = ")[2].rstrip(";\n"))


def answer_to(window, place, question):
    """The place of the results, after those for the question have come."""
    window.locator(f"{place} input").fill(question)
    status = window.locator(f"{place} [role=status]")
    status.get_by_text(f"“{question}”").wait_for()
    return window.locator(f"{place} .tb-results")


@pytest.fixture(scope="module")
def search_page(opened):
    page = opened("search.html")
    yield page
    assert page.said == []
    page.close()


@pytest.mark.parametrize(
    ("question", "kind", "answer"),
    [
        ("jobcentre", "Stakeholders", "Jobcentres"),
        ("it-044", "Meaning units", "Against this background of distrust"),
        ("latent distrust", "Codes", "Latent distrust"),
        ("Table 1", "Tables and pictures", "Overview of empirical material"),
        ("death row", "Meaning units", "A care manager told of an anxious user"),
        ("confidentiality", "Codes", "Promise of confidentiality"),
        ("care manager", "Stakeholders", "Care managers"),
        ("backfire", "Pages", "What backfires"),
        ("kappa", "Tables and pictures", "The coders differ"),
        ("NVivo", "Pages", "NVivo"),
        ("candour is the riskiest", "Pages", "Needs and compensating strategies"),  # of the authors
    ],
)
def test_what_a_reader_wants_comes_first(search_page, question, kind, answer):
    results = answer_to(search_page, ".bd-search-container", question)
    first = results.locator("section").first
    assert first.locator("h2").inner_text().startswith(kind)
    assert first.locator(".tb-hit-title").first.inner_text().startswith(answer)


@pytest.mark.parametrize("number", ["Table 12", "Figure 3"])
def test_a_number_leads_to_the_table_or_figure_that_has_it(search_page, index, number):
    (entry,) = (each for each in index["entries"] if each.get("number") == number)
    first = answer_to(search_page, ".bd-search-container", number).locator("a").first
    assert first.inner_text().startswith(entry["title"])
    assert number in first.locator(".tb-hit-page").inner_text()
    assert first.get_attribute("href").endswith(f"{entry['page']}.html#{entry['place']}")


def test_what_is_not_there_is_said_with_what_to_do(search_page):
    results = answer_to(search_page, ".bd-search-container", "xylophone")
    assert results.locator("a").count() == 0


def test_whatever_is_found_stands_where_the_search_leads(book, index):
    ids = {
        page: set(re.findall(r' id="([^"]*)"', (book / file).read_text(encoding="utf-8")))
        for page, file in index["pages"].items()
    }
    lost = [
        (entry["page"], entry["place"])
        for entry in index["entries"]
        if "place" in entry and entry["place"] not in ids[entry["page"]]
    ]
    assert lost == []
    assert {*index["cards"]["ties"]} <= ids["networks"]
    assert {*index["cards"]["claims"]} <= ids["claims"]
    assert {*index["cards"]["segments"]} == ids["segments"] & {*index["cards"]["segments"]}


def test_the_search_is_used_by_keyboard_alone_and_loads_nothing_before(opened):
    page = opened()
    assert not any("find/index.js" in url for url in page.asked)
    page.keyboard.press("Control+k")
    page.keyboard.type("death row")
    page.locator("#pst-search-dialog").get_by_text("1 hit for “death row”").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="it-024").wait_for()
    assert page.evaluate("document.activeElement.id") == "tb-panel-name"
    page.keyboard.press("Escape")
    assert not page.locator(".tb-panel").is_visible()
    assert page.evaluate("document.activeElement.matches('.search-button__button')")
    assert page.said == []
    page.close()


def test_a_tie_opens_its_evidence_beside_the_picture_and_leads_back(opened):
    page = opened()
    tie = page.locator("figure svg a[href*=tie-]:visible").first
    tie.scroll_into_view_if_needed()
    before = page.evaluate("scrollY"), page.url
    tie.dispatch_event("click")
    page.get_by_role("heading", name="→").wait_for()
    assert abs(page.evaluate("scrollY") - before[0]) < 900
    assert page.locator(".tb-panel .tb-words").count() > 0
    page.locator(".tb-panel .tb-cards a").first.click()
    page.get_by_role("heading", name=re.compile(r"^[a-z]+-\d+$")).wait_for()
    page.get_by_role("button", name="Back").click()
    page.get_by_role("heading", name="→").wait_for()
    page.get_by_role("button", name="Close").click()
    assert (page.url, page.locator(".tb-panel").is_visible()) == (before[1], False)
    assert page.said == []
    page.close()


def test_pointing_at_an_id_shows_what_it_says(opened):
    page = opened()
    link = page.locator("a.tb-segment:visible").first
    link.hover()
    page.wait_for_timeout(300)  # what scrolls under the pointer hides it
    link.hover(position={"x": 3, "y": 3})
    page.locator(".tb-hover").get_by_text(link.inner_text()).wait_for()
    page.keyboard.press("Escape")
    assert not page.locator(".tb-hover").is_visible()
    page.close()


@pytest.mark.parametrize("fragment", ["segments.html#it-044", "coding.html#code-latent-distrust"])
def test_an_address_opens_its_card_again(opened, book, fragment):
    page = opened(f"chapters/{fragment}")
    page.locator(".tb-panel .tb-words").first.wait_for()
    address = page.locator(".tb-panel a[data-leave]").get_attribute("href")
    assert address == f"{book.as_uri()}/chapters/{fragment}"
    page.close()


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark", "viewport": (390, 844)}])
def test_cards_and_search_have_no_fault_of_accessibility(opened, axe, look):
    if "viewport" in look:
        look = look | {"viewport": dict(zip(("width", "height"), look["viewport"], strict=True))}
    page = opened("chapters/segments.html#it-044", **look)
    page.locator(".tb-panel .tb-words").first.wait_for()
    assert axe(page, ".tb-panel") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    answer_to(page, "#pst-search-dialog", "trust")
    assert axe(page, "#pst-search-dialog") == []
    page.close()


def test_a_term_and_a_study_are_explained_where_a_page_first_names_them(opened):
    """By keyboard and by pointer; Escape puts the words away, and the link leads there, too."""
    page = opened("chapters/introduction.html")
    term = page.locator("article a.tb-term:visible").first
    page.keyboard.press("Tab")
    term.focus()
    page.locator(".tb-hover").get_by_text(term.inner_text()[:5]).first.wait_for()
    assert term.get_attribute("aria-describedby") == "tb-hover"
    page.keyboard.press("Escape")
    assert not page.locator(".tb-hover").is_visible()
    study = page.locator("article a.tb-study:visible").first
    study.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # what scrolls under the pointer hides it
    study.hover()
    page.locator(".tb-hover").get_by_text("doi").wait_for()
    study.click()
    page.wait_for_url("**/bibliography.html#study-*")
    assert page.said == []
    page.close()
