"""A reader's own copy held against anchors, in a browser: the same letters and digests as here."""

import re
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from trustbook.book.index import index_files
from trustbook.book.notebooks import write_text
from trustbook.book.own_copy import ANCHORS, anchors_text, case_folding
from trustbook.claims.anchors import anchor_rows, fingerprint, letters_of
from trustbook.corpus.reading import read_corpus

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
KEY = b"0123456789abcdef"
BEGINNING = "officials helped every client find the first flat and afterwards nobody could say"
END = "which office had offered confidence or simply effective coordination across both sectors"
WORDS = f"{BEGINNING} {END}".split()
SENTENCES = [
    f"{' '.join(WORDS[n % 7 :])} in case {n} on ward {n * 37 % 101}".capitalize() + "."
    for n in range(120)
]
SPANS = {f"x-{n:03}": SENTENCES[n] for n in range(3, 120, 9)}
ODD = [
    "“Straße”, ﬁnd\nco-\noperate ½!",
    "ΌΣΟΣ Ὀδυσσεύς ᾳ",
    "cafe\u0301 naïve İstanbul ǅ ŉ",
    "\u1100\u1161\u11a8 한국어 ㎏ Ⅷ ①",
    "ꭰ Ꭰ 𝔘𝔫𝔦 𐐀 👍🏽 a\u0308\u0323",
    "الثقة שלום ข้อ हिन्दी",
]


def written_page(folder, *, key=None):
    """The page for a corpus of invented sentences, as the book has it."""
    corpus = folder / "corpus"
    spans = pd.DataFrame({"anchor": list(SPANS), "text": list(SPANS.values())})
    rows = anchor_rows(spans.assign(part=1, study="s"), {"s": " ".join(SENTENCES)}, key=key)
    segments = pd.DataFrame({"segment": list(SPANS), "study": "s", "kind": "finding"})
    segments = segments.assign(meaning_unit="In our words", anchor=list(SPANS))
    studies = pd.DataFrame({"study": ["s"], "label": ["A study"], "title": ["A study"]})
    corpus.mkdir()
    for name, table in {"anchors": rows, "segments": segments, "studies": studies}.items():
        table.to_csv(corpus / f"{name}.csv", index=False)
    shutil.copytree(ROOT / "assets" / "trustbook", folder / "trustbook")
    source = (ROOT / "chapters" / "own-copy.md").read_text(encoding="utf-8")
    block = source.partition("```{raw} html\n")[2].partition("```")[0]
    page = write_text(
        folder / "chapters" / "own-copy.html",
        '<!doctype html><html lang="en" data-content_root="../">'
        '<meta charset="utf-8"><title>A page</title>'
        '<script defer src="../trustbook/parts.js"></script>' + block,
    )
    pages = {"chapters/own-copy": ROOT / "chapters" / "own-copy.md"}
    read = read_corpus(corpus)
    for place, text in index_files(read, pages, parameters={}, entries={"own-copy": []}).items():
        write_text(folder / place, text)
    write_text(folder / ANCHORS, anchors_text(read))
    return page


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    path = written_page(tmp_path_factory.mktemp("own copy"))
    page = browser.new_page()
    page.set_default_timeout(30_000)
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.goto(path.as_uri())
    yield page
    assert all(url.startswith("file:") for url in page.asked)
    assert page.said == []
    page.close()


def outcome(page, name, content):
    """What the page says of a file."""
    file = {"name": name, "mimeType": "", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(file)
    status = page.locator("[role=status]")
    status.get_by_text(re.compile(rf"^{re.escape(name)}")).wait_for()
    return status.inner_text()


def printed(browser, body, **settings):
    """The PDF of a page with this body."""
    window = browser.new_page()
    window.set_content(f'<html lang="en"><body style="font: 11pt/1.5 serif">{body}')
    pdf = window.pdf(**({"format": "A5"} | settings))
    window.close()
    return pdf


def test_letters_are_those_of_python(page):
    page.evaluate("folding => { window.folding = folding }", case_folding())
    for text in ODD:
        ours = letters_of(text)
        theirs = page.evaluate(
            """text => {
              const { letters, begins, ends } = trustbook.letters.lettersOf(text, folding);
              return [letters.join(""), begins.map((from, at) => text.slice(from, ends[at]))];
            }""",
            text,
        )
        pieces = [text[a:b] for a, b in zip(ours.begins, ours.ends, strict=True)]
        assert theirs == [ours.letters, pieces]


def test_every_letter_of_unicode_is_folded():
    every = (chr(point) for point in range(sys.maxunicode + 1))
    folded = {each: each.casefold() for each in every if each.casefold() != each.lower()}
    assert case_folding() == folded


@pytest.mark.parametrize("key", [None, KEY])
def test_fingerprints_are_those_of_python(page, key):
    digest = page.evaluate(
        """async key => (await trustbook.letters.digester(key && new TextEncoder().encode(key)))(
          "größe12", 32)""",
        key and key.decode(),
    )
    assert digest == fingerprint("größe12", key=key)


def test_a_text_is_found_where_it_was_and_moved_behind_a_new_beginning(page):
    text = " ".join(SENTENCES)
    assert f"{len(SPANS)} found" in outcome(page, "same.txt", text.encode())
    assert f"{len(SPANS)} moved" in outcome(
        page, "other.txt", f"A preface. {text}".encode("utf-16")
    )
    page.locator("summary").first.click()
    assert page.locator("tbody tr").count() == len(SPANS)
    assert page.locator(".tb-passage").first.inner_text() == SENTENCES[3].removesuffix(".")


def test_a_changed_word_is_not_found(page):
    text = " ".join(SENTENCES).replace(SENTENCES[12], SENTENCES[12].replace("offered", "refused"))
    assert f"{len(SPANS) - 1} found, 1 not found" in outcome(page, "changed.txt", text.encode())


def test_what_is_no_study_of_the_book_is_said(page):
    assert "no passage of any study" in outcome(page, "novel.txt", b"Once upon a time." * 50)


def paragraphs(sentences):
    return "".join(f"<p>{' '.join(sentences[n : n + 5])}</p>" for n in range(0, len(sentences), 5))


def hyphenated(text):
    """Every long word with a hyphen at which a line may end, and ligatures as one letter."""
    return re.sub(r"(\w{5})(\w{4,})", "\\1\u00ad\\2", text).replace("fi", "ﬁ").replace("fl", "ﬂ")


def side_by_side():
    """Lines of two columns that the file has one after the other, as some programs write them."""
    lines = [line for each in SENTENCES for line in re.findall(r".{1,30}(?: |$)", f"{each} ")]
    half = -(-len(lines) // 2)
    row = '<tr style="break-inside:avoid"><td>{}</td><td style="padding-left:3em">{}</td></tr>'
    rows = (row.format(*pair) for pair in zip(lines[:half], [*lines[half:], ""], strict=False))
    style = "font-size:5pt;line-height:1;white-space:nowrap"
    return f'<table cellpadding="0" cellspacing="0" style="{style}">{"".join(rows)}</table>'


LAYOUTS = {
    "one column": (paragraphs(SENTENCES), {}),
    "hyphens and ligatures in two columns": (
        '<div style="columns:2;text-align:justify">' + hyphenated(paragraphs(SENTENCES)) + "</div>",
        {},
    ),
    "heads and feet of pages": (
        paragraphs(SENTENCES),
        {
            "display_header_footer": True,
            "header_template": '<b style="font-size:9px">Journal of Tests, volume 4</b>',
            "footer_template": '<i style="font-size:9px">Page <b class="pageNumber"></b></i>',
            "margin": {"top": "2cm", "bottom": "2cm"},
        },
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_passages_are_found_in_pdfs_of_several_layouts(browser, page, layout):
    body, settings = LAYOUTS[layout]
    text = outcome(page, f"{layout}.pdf", printed(browser, body, **settings))
    assert "not found" not in text
    assert sum(map(int, re.findall(r"(\d+) (?:found|moved)", text))) == len(SPANS)


def test_columns_that_a_file_has_line_by_line_are_read_one_after_the_other(browser, page):
    text = outcome(page, "rows.pdf", printed(browser, side_by_side(), format="A2"))
    assert "not found" not in text


def test_keyed_anchors_ask_for_the_key(browser, tmp_path):
    page = browser.new_page()
    page.goto(written_page(tmp_path, key=KEY).as_uri())
    text = " ".join(SENTENCES).encode()
    assert f"{len(SPANS)} needs the key" in outcome(page, "text.txt", text)
    keys = page.get_by_label("Key of the corpus")
    keys.set_input_files({"name": "key", "mimeType": "", "buffer": KEY + b"\n"})
    page.get_by_text(f"{len(SPANS)} found").first.wait_for()
    page.close()
