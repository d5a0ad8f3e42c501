"""The finished pages: their words and links, and how they behave in a browser without a network."""

import functools
import gzip
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from trustbook.book.policy import POLICY
from trustbook.book.server import address, book_server
from trustbook.book.unused import needed_files

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WIDTHS = ("page", "phone")
PHONE = {"width": 390, "height": 844}


class Page(HTMLParser):
    """What a screen reader and a checker of links need to know of a page."""

    def __init__(self, path):
        super().__init__()
        self.lang = self.title = ""
        self.headings = 0
        self.links, self.ids, self.unnamed = [], set(), []
        self.in_title = self.in_article = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        source = dict(attrs)
        self.in_title = tag == "title" and not self.title
        self.in_article = self.in_article or tag == "article"
        self.headings += tag == "h1" and self.in_article
        self.lang = source.get("lang", "") if tag == "html" else self.lang
        self.ids |= {source["id"]} if source.get("id") else set()
        self.links += [source[name] for name in ("href", "src") if source.get(name)]
        if tag == "img" and "alt" not in source:
            self.unnamed.append(source.get("src"))
        if tag == "svg" and source.get("role") == "img" and "aria-labelledby" not in source:
            self.unnamed.append(source.get("id", "svg"))

    def handle_data(self, data):
        self.title += data if self.in_title else ""


def paths_of_pages(book):
    return [path for path in sorted(book.rglob("*.html")) if "_static" not in path.parts]


@pytest.fixture(scope="module")
def pages(book):
    return {path: Page(path) for path in paths_of_pages(book)}


def test_every_page_has_a_language_a_title_one_heading_and_named_pictures(pages, book):
    for path, page in pages.items():
        assert page.lang == "en", path.name
        assert page.title.strip(), path.name
        assert page.unnamed == [], path.name
        assert page.headings == 1 or path.parent == book, f"{path.name}: {page.headings} headings"


def test_no_page_shows_marks_of_markdown(pages):
    """A value that was put into a sentence as plain words is escaped, and its marks would show."""
    for path in pages:
        article = (
            path.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
        )
        text = re.sub(r"(?s)<(pre|code|script|svg).*?</\1>|<[^>]*>", " ", article)
        assert "**" not in text, path.name


def test_every_link_within_the_book_leads_somewhere(pages, book):
    broken = []
    for path, page in pages.items():
        for link in page.links:
            split = urlsplit(link)
            if split.scheme or split.netloc:
                continue
            target = (path.parent / unquote(split.path)).resolve() if split.path else path
            result = pages.get(target)
            if not target.exists() or (
                result and split.fragment and split.fragment not in result.ids
            ):
                broken.append(f"{path.name} → {link}")
    assert broken == []


NOT_LINKED = {
    "build.json": "what the book was made from, for `verify` and `archive`",
    "records.json": "the records of all outputs, for programs",
    "objects.inv": "what other books made by Sphinx can link to",
    ".buildinfo": "what Sphinx made the pages with",
    "find": "data that scripts load",
    "cite": "how the book is cited, for reference managers",
}


def test_a_page_leads_to_each_file_of_the_book(book):
    """Or it is of the short list above."""
    files = {path.relative_to(book) for path in book.rglob("*") if path.is_file()}
    needed = needed_files(book)
    assert [
        place.as_posix()
        for place in sorted(files)
        if place.as_posix() not in needed
        and place.parts[0] not in NOT_LINKED
        and "LICENSE" not in place.name
    ] == []


@pytest.fixture(scope="module")
def served(book):
    server = book_server(book, port=0)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield address(server)
    server.shutdown()
    server.server_close()


def keep_complaint(page, message):
    if message.type in ("error", "warning"):
        page.said.append(f"{message.type}: {message.text}")


def opened_window(browser, *, scheme="light", viewport=None):
    """An empty page that keeps what it asks for and says."""
    page = browser.new_page(
        color_scheme=scheme,
        viewport=viewport or {"width": 1280, "height": 900},
        reduced_motion="reduce",  # a colour on its way to another is no fault
    )
    page.said, page.asked = [], []
    page.on("console", lambda message: keep_complaint(page, message))
    page.on("pageerror", lambda error: page.said.append(f"error: {error}"))
    page.on("request", lambda request: page.asked.append(request.url))
    return page


POINT = """drawings => drawings.filter(drawing => drawing.checkVisibility())
  .forEach(drawing => drawing.dispatchEvent(new PointerEvent("pointerenter")))"""
ALL_LIVE = """() => [...document.querySelectorAll('.tb-drawing:not(.tb-is-live)')]
  .every(drawing => !drawing.checkVisibility())"""  # one drawn for the other width is not shown


def visit(page, url):
    """Open a page in a window and turn to all its charts."""
    page.goto("about:blank")  # what axe made the page before it say comes late
    page.said.clear()
    page.asked.clear()
    page.goto(url, wait_until="load")
    page.first = set(page.asked)
    page.locator(".tb-drawing").evaluate_all(POINT)
    page.wait_for_function(ALL_LIVE, timeout=20_000)


# lines of a drawing that are cut off, too small to read, or one on top of another
LETTERING = """drawings => drawings.filter(each => each.checkVisibility()).flatMap(drawing => {
  const svg = [...drawing.querySelectorAll(".tb-picture svg")].find(each => each.checkVisibility());
  const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll("text")].filter(each => each.textContent.trim());
  const lines = texts.flatMap(each => each.querySelector("tspan") ? [...each.children] : [each])
    .map(each => ({words: each.textContent, box: each.getBoundingClientRect(),
                   size: parseFloat(getComputedStyle(each).fontSize) * scale}));
  const name = drawing.closest("figure").id;
  const apart = (one, other) => one.words === other.words || !one.words || !other.words ||
    Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left) < 1 ||
    Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) <
      0.3 * Math.min(one.box.height, other.box.height);
  return lines.flatMap((one, place) => [
    ...(one.size < 10.9 ? [`${name}: “${one.words}” is ${one.size.toFixed(1)} pixels high`] : []),
    ...(one.box.left < frame.left - 1 || one.box.right > frame.right + 1 ||
        one.box.top < frame.top - 1 || one.box.bottom > frame.bottom + 1
      ? [`${name}: “${one.words}” is cut off`] : []),
    ...lines.slice(place + 1).filter(other => !apart(one, other))
      .map(other => `${name}: “${one.words}” on “${other.words}”`),
  ]);
})"""


def addresses(book, start):
    """Every page but the front door, which leads to another."""
    pages = [path.relative_to(book).as_posix() for path in paths_of_pages(book)]
    return [start + page for page in pages if page != "index.html"]


def foreign(page, start):
    return [each for each in page.asked if not each.startswith((start, "data:", "blob:"))]


@pytest.mark.parametrize("way", ["file", "phone"])
def test_every_page_is_whole_without_a_network(looks, way):
    for url, look in looks[way].items():
        assert look["said"] == [], url
        assert look["foreign"] == [], url


@pytest.mark.parametrize("way", ["served", "file"])
def test_the_front_door_leads_to_the_first_chapter(browser, book, served, way):
    page = browser.new_page()
    page.goto(served if way == "served" else f"{book.as_uri()}/index.html", wait_until="load")
    page.wait_for_url("**/chapters/introduction.html")
    page.close()


def test_the_landing_page_is_one_screen(browser, book):
    """Question, findings, network, ways in and what counts mean: all seen without scrolling."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto((book / "chapters" / "introduction.html").as_uri(), wait_until="load")
    assert page.locator("article h1").inner_text().endswith("?")
    assert page.locator(".tag_landing-counting p").bounding_box()["y"] < 880
    visible = {name: page.locator(f"#network .tb-for-{name}").is_visible() for name in WIDTHS}
    assert visible == {"page": True, "phone": False}
    page.set_viewport_size(PHONE)
    assert page.locator("#network .tb-for-phone").is_visible()
    page.close()


def test_no_page_scrolls_sideways_on_a_phone(looks):
    for url, look in looks["phone"].items():
        assert look["width"] <= PHONE["width"], f"{url} is {look['width']} pixels wide"


def test_no_table_scrolls_sideways_on_a_phone(looks):
    """Its rows are cards, also where cells are merged."""
    assert {url: look["sideways"] for url, look in looks["phone"].items() if look["sideways"]} == {}


@pytest.mark.parametrize("way", ["served", "file"])
def test_the_search_finds_a_word_of_the_book(browser, book, served, way):
    start = served if way == "served" else f"{book.as_uri()}/"
    page = browser.new_page()
    page.goto(f"{start}search.html?q=trust", wait_until="load")
    page.locator("#search-results li").first.wait_for(timeout=20_000)
    assert page.locator("#search-results li a").count() > 1
    page.close()


AXE = ROOT / "tests" / "vendor" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what differs between light and dark
ON_A_PHONE = [*COLOURS, "target-size", "scope-attr-valid", "td-headers-attr"]
# four stand for all that differ in words and addresses alone: axe takes long
NOTHING_TWICE = """() => {
  const kept = "class|style|role|tabindex|type|scope|lang|aria-(?!label)[a-z]+";
  const free = new RegExp(` (?!(${kept})=)[^ =">]+="[^"]+`, "g");
  const kind = each => each.outerHTML.replace(/>[^<]*[^<\\s][^<]*/g, ">words")
    .replace(free, each => each.replace(/".*/s, '"value'));
  for (const parent of [...document.querySelectorAll("article *")].reverse()) {
    const times = new Map();
    for (const each of parent.children.length > 4 ? [...parent.children] : []) {
      const own = kind(each);
      times.set(own, (times.get(own) ?? 0) + 1);
      if (times.get(own) > 4) each.remove();
    }
  }
}"""
# axe leaves every contrast within a drawing open, after a long search: it need not begin there; and
# words that look like others, down from the same kinds of ground, have the contrast of the others
NO_CONTRAST_ANEW = """() => {
  const looks = new Map(), ids = new Map([[null, 0]]), asked = new Map();
  const look = each => {
    if (!ids.has(each)) {
      const style = getComputedStyle(each), above = look(each.parentElement);
      const own = ["color", "backgroundColor", "backgroundImage", "fontSize", "fontWeight",
        "opacity", "textShadow", "filter"].map(name => style[name]);
      const key = [above, each.tagName, ...own].join("|");
      if (!looks.has(key)) looks.set(key, looks.size + 1);
      ids.set(each, looks.get(key));
    }
    return ids.get(each);
  };
  const hasWords = each => /^(INPUT|SELECT|TEXTAREA)$/.test(each.tagName) ||
    [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const isAnew = each => {
    if (each.closest(".tb-live svg") || !hasWords(each) || !each.checkVisibility()) return false;
    const times = (asked.get(look(each)) ?? 0) + 1;
    asked.set(look(each), times);
    return times <= 3;
  };
  for (const each of document.querySelectorAll("*"))
    if (!isAnew(each)) each.setAttribute("data-seen", "");
  axe.configure({rules: [{id: "color-contrast", selector: ":not([data-seen])"}]});
}"""
FAULTS = """rules => axe.run(
  {runOnly: rules, resultTypes: ["violations"], preload: false}).then(found =>
  found.violations.filter(each => ["serious", "critical"].includes(each.impact))
    .flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 120)}`)))"""


GROUNDS = "boxes => boxes.map(box => getComputedStyle(box).backgroundColor)"
IDS = "figures => figures.map(figure => figure.id)"
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def looks(book, served, browser, chromium):
    """What one look at each page finds, by address: as a file, or in the dark on a phone."""
    starts = {"file": f"{book.as_uri()}/", "phone": served}

    def looked(way, browser, **settings):
        page = opened_window(browser, **settings)
        urls = addresses(book, starts[way])
        result = {url: look(page, url, way, starts[way]) for url in urls}
        page.close()
        return result

    def on_a_phone():
        with chromium() as another:
            return looked("phone", another, scheme="dark", viewport=PHONE)

    with ThreadPoolExecutor() as pool:
        phone = pool.submit(on_a_phone)
        return {"file": looked("file", browser), "phone": phone.result()}


def look(page, url, way, start):
    visit(page, url)
    result = {"said": list(page.said), "foreign": foreign(page, start), "first": page.first}
    result["lettering"] = page.locator(".tb-drawing").evaluate_all(LETTERING)
    result["grounds"] = set(page.locator(".text_html").evaluate_all(GROUNDS))
    result["width"] = page.evaluate(WIDTH)
    result["sideways"] = page.locator("figure:has(> .tb-sideways > table)").evaluate_all(IDS)
    result["faults"] = faults_of(page, ON_A_PHONE if way == "phone" else STANDARDS)
    return result


def faults_of(page, rules):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(NOTHING_TWICE)
    page.evaluate(NO_CONTRAST_ANEW)
    return page.evaluate(FAULTS, rules)


def test_of_rows_alike_a_few_are_asked_and_one_that_differs_is(browser):
    """Of 40 rows one has a picture without words, one a button and one a link without."""
    odd = {20: '<img src="#">', 30: "<button></button>", 35: '<a href="#" tabindex="0"></a>'}
    rows = (f"<tr><td>{odd.get(n, f'Row {n}')}</td></tr>" for n in range(40))
    page = browser.new_page()
    page.set_content(f"<article><table>{''.join(rows)}</table></article>")
    faults = {fault.partition(":")[0] for fault in faults_of(page, STANDARDS)}
    assert faults >= {"image-alt", "button-name", "link-name"}
    assert page.locator("tr").count() == 4 + len(odd)
    page.close()


def test_words_that_look_otherwise_are_asked_for_their_contrast_in_a_long_table(browser):
    """Of 40 rows one has pale words and one a dark ground; words of the other rows are black."""
    cells = {20: "color: #ddd", 30: "background: #333"}
    rows = (f'<tr style="{cells.get(n, "")}"><td>Row {n}</td></tr>' for n in range(40))
    page = browser.new_page()
    page.set_content(f"<article><table>{''.join(rows)}</table></article>")
    assert faults_of(page, COLOURS) == [f"color-contrast: <td>Row {n}</td>" for n in cells]
    page.close()


@pytest.mark.parametrize("way", ["file", "phone"])
def test_no_page_has_a_serious_fault_of_accessibility(looks, way):
    """Axe's rules for WCAG 2.2 A and AA and for good practice; it cannot see every fault.

    In the dark on a phone those about colours, sizes and cards are asked again.
    """
    faults = {url: look["faults"] for url, look in looks[way].items()}
    assert {url: result for url, result in faults.items() if result} == {}


@pytest.mark.parametrize("way", ["file", "phone"])
def test_every_word_of_a_drawing_can_be_read(looks, way):
    """None is below 11 pixels, cut off, or on top of another; the charts are alive."""
    faults = {url: look["lettering"] for url, look in looks[way].items()}
    assert {url: result for url, result in faults.items() if result} == {}


def test_a_page_is_light_until_somebody_turns_to_its_charts(looks):
    """In bytes, compressed as a server sends them: a first visit, and one after the first page."""
    files = {url: look["first"] for url, look in looks["file"].items() if "/chapters/" in url}
    first_load = next(each for url, each in files.items() if url.endswith("introduction.html"))
    assert not any("vega" in name for each in files.values() for name in each)
    assert {url: size for url, each in files.items() if (size := sent(each)) > 450_000} == {}
    later = {url: sent(each - first_load) for url, each in files.items() if each is not first_load}
    assert {url: size for url, size in later.items() if size > 120_000} == {}


def sent(urls):
    paths = (Path(unquote(urlsplit(url).path)) for url in urls)
    return sum(compressed(path) for path in paths if path.is_file())


@functools.cache
def compressed(path):
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content))


def test_dark_words_never_stand_on_a_light_ground(looks):
    """The theme puts output of other tools on a light ground; none of ours may be left there."""
    for url, look in looks["phone"].items():
        assert look["grounds"] <= {"rgba(0, 0, 0, 0)"}, url


def test_a_tie_that_has_the_keyboard_shows_what_pointing_shows(browser, served):
    page = opened_window(browser)
    visit(page, f"{served}chapters/networks.html")
    page.locator(".tb-live path[role=link]").first.focus()
    page.keyboard.press("Tab")
    page.locator("#vg-tooltip-element.visible").wait_for(timeout=5_000)
    page.keyboard.press("Escape")
    page.locator("#vg-tooltip-element.visible").wait_for(state="detached", timeout=5_000)
    page.close()


def test_every_page_declares_the_policy_and_holds_no_script_or_style(book):
    """That nothing violates it is seen by what pages say: browsers call a violation an error."""
    for path in paths_of_pages(book):
        page = path.read_text(encoding="utf-8")
        assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">' in page, path.name
        assert not re.search(r"<script(?![^>]*\b(?:src|type)=)|<style|<[^<>]* style=", page), (
            path.name
        )
