"""The index of a large book, in a browser: segments are read from shelves as they are needed."""

import re
import shutil
from pathlib import Path

import pytest

from trustbook.book import index, shelves
from trustbook.book.notebooks import write_text
from trustbook.corpus.reading import read_corpus

ROOT = Path(__file__).parents[2]
SCRIPTS = ("parts.js", "cards.js", "search.js")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def corpus():
    return read_corpus(ROOT / "data" / "ibbis")


@pytest.fixture(scope="module")
def files(corpus):
    """The reference corpus as if it were a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "MANY_SEGMENTS", 10)
        patch.setattr(shelves, "CARDS_ON_A_SHELF", 8)
        patch.setattr(shelves, "LETTERS_ON_A_SHELF", 2_000)
        pages = {"chapters/segments": ROOT / "chapters" / "glossary.md"}
        return index.index_files(corpus, pages, parameters={}, entries={"segments": []})


@pytest.fixture(scope="module")
def folder(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("a large book")
    ignored = shutil.ignore_patterns("vega", "fonts", "pdfjs")
    shutil.copytree(ROOT / "assets" / "trustbook", folder / "trustbook", ignore=ignored)
    for place, text in files.items():
        write_text(folder / place, text)
    scripts = "".join(f'<script src="../trustbook/{name}"></script>' for name in SCRIPTS)
    links = "".join(f'<p><a class="tb-segment" href="{to}">{to}</a>' for to in LINKS)
    write_text(
        folder / "chapters" / "one.html",
        '<!doctype html><html lang="en" data-content_root="../"><meta charset="utf-8">'
        f"<title>One</title><main>{links}<div class='bd-search-container'><form>"
        '<input type="search" aria-label="Search"></form><div id="search-results"></div></div>'
        f"</main>{scripts}",
    )
    return folder


LINKS = ("segments.html#it-044", "coding.html#code-confidentiality")


@pytest.fixture(scope="module")
def window(browser):
    window = browser.new_page()
    window.said, window.asked = [], []
    window.set_default_timeout(10_000)
    window.on("pageerror", lambda error: window.said.append(str(error)))
    window.on("request", lambda request: window.asked.append(request.url))
    yield window
    window.close()


@pytest.fixture
def page(window, folder):
    """The page as it is before anything was loaded for it."""
    window.goto("about:blank")
    window.asked.clear()
    window.goto((folder / "chapters" / "one.html").as_uri())
    yield window
    assert window.said == []


def shelves_read(page, kind):
    return len({url for url in page.asked if f"/find/{kind}/" in url})


def answer_to(page, question):
    page.get_by_label("Search").fill(question)
    page.locator("[role=status]").get_by_text(f"“{question}”").wait_for()
    return page.locator(".tb-results section").filter(has_text="Meaning units")


def texts_of(corpus):
    """Whatever is searched of each segment, folded and with single spaces."""
    codes = corpus.table("codes").set_index("code")["label"]
    labels = corpus.table("codings").drop_duplicates(["segment", "code"])
    labels = (
        labels.assign(label=labels["code"].map(codes)).groupby("segment")["label"].agg(" ".join)
    )
    rows = corpus.table("segments").fillna("").set_index("segment")
    parts = rows["meaning_unit"] + " " + labels.reindex(rows.index, fill_value="")
    parts += " " + rows["memo"] + " " + rows["section"]
    return {
        name: " " + " ".join(re.findall(r"[^\W_]+", shelves.folded(text)))
        for name, text in parts.items()
    }


@pytest.mark.parametrize(
    "question", ["segment", "latent distrust", "confid", "care manager", "death row"]
)
def test_a_search_has_the_segments_with_every_word_and_first_those_of_the_phrase(
    page, corpus, question
):
    texts = texts_of(corpus)
    words = [f" {word}" for word in question.split()]
    holding = [name for name, text in texts.items() if all(word in text for word in words)]
    of_the_phrase = [name for name in holding if f" {question}" in texts[name]]
    section = answer_to(page, question)
    assert section.locator("h2").inner_text() == f"Meaning units {len(holding)}"
    first = section.locator("a").first.get_attribute("href").rpartition("#")[2]
    assert first == [*of_the_phrase, *holding][0]


def test_only_the_shelves_that_a_search_needs_are_read(page, files):
    answer_to(page, "confidentiality").locator("a").first.wait_for()
    assert 1 <= shelves_read(page, "words") <= 3
    assert 1 <= shelves_read(page, "cards") <= 5
    assert len([place for place in files if place.startswith("find/words/")]) > 20


def test_more_hits_come_from_further_shelves(page):
    section = answer_to(page, "trust")
    section.get_by_role("button", name="Show 20 more").click()
    section.locator("li").nth(24).wait_for()
    titles = section.locator(".tb-hit-title").all_inner_texts()
    assert len(titles) == 25
    assert all(titles)


def test_an_id_finds_its_segment_first(page, corpus):
    unit = corpus.table("segments").set_index("segment").loc["it-044", "meaning_unit"]
    assert answer_to(page, "it-044").locator(".tb-hit-title").first.inner_text() == unit


def test_an_id_that_begins_like_a_link_to_a_card_is_the_id_of_its_row(page):
    page.evaluate(
        "trustbook.index().then(book => { book.segment = async id => "
        "id === 'segment-1' ? { meaning_unit: 'The first' } : undefined })"
    )
    page.locator("a.tb-segment").first.evaluate("link => link.href = 'segments.html#segment-1'")
    page.locator("a.tb-segment").first.click()
    page.locator(".tb-panel .tb-words").get_by_text("The first").wait_for()
    assert page.locator("#tb-panel-name").inner_text() == "segment-1"


def test_a_card_reads_its_own_shelf(page, corpus):
    page.locator("a.tb-segment").first.click()
    page.get_by_role("heading", name="it-044").wait_for()
    unit = corpus.table("segments").set_index("segment").loc["it-044", "meaning_unit"]
    assert page.locator(".tb-panel .tb-words").first.inner_text() == unit
    assert (shelves_read(page, "words"), shelves_read(page, "cards")) == (1, 1)


def test_the_card_of_a_code_has_its_segments(page, corpus):
    codings = corpus.table("codings")
    coded = codings.loc[codings["code"].eq("confidentiality"), "segment"].unique()
    page.locator("a.tb-segment").nth(1).click()
    page.get_by_role("heading", name="Promise of confidentiality").wait_for()
    assert page.locator(".tb-panel .tb-cards > li").count() == min(50, len(coded))
    assert f"{len(coded)} segments" in page.locator(".tb-panel .tb-facts").inner_text()
