"""Which chapters are in the book of a corpus, and what the others would need."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from trustbook.book.chapters import chapter_needs, left_out_text
from trustbook.book.edition import edition_of
from trustbook.book.notebooks import chapter_paths, read_notebook, write_text
from trustbook.book.staging import page_sources, unlinked, unnamed_links
from trustbook.corpus.schema import TABLES
from trustbook.errors import ParameterError

ROOT = Path(__file__).parents[2]
TEN = "tests/corpora/ten-segments"


def test_a_chapter_says_what_it_needs_in_a_cell_of_its_own():
    needs = chapter_needs(read_notebook(ROOT / "chapters" / "networks.ipynb"))
    assert needs == ("relations", "concepts")


@pytest.mark.parametrize("chapter", chapter_paths(ROOT / "chapters"))
def test_every_need_is_a_table_a_number_or_the_report(chapter):
    for need in chapter_needs(read_notebook(ROOT / "chapters" / f"{chapter}.ipynb")):
        words = need.removeprefix("2 ").split(" or ")
        assert set(words) <= {*TABLES, "coders", "import report"}


def test_a_chapter_whose_tables_are_absent_is_not_in_the_book():
    edition = edition_of(TEN)
    assert edition.left_out["networks"] == ["relations", "concepts"]
    assert "networks" not in edition.pages
    assert {"coding", "left-out"} <= set(edition.pages)
    assert edition.is_whole


def test_the_reference_corpus_lacks_nothing_but_an_import():
    edition = edition_of("data/ibbis")
    assert set(edition.left_out) == {"imported"}


def test_asking_for_a_chapter_that_is_left_out_says_what_it_needs():
    with pytest.raises(ParameterError, match="networks is not in the book of this corpus"):
        edition_of(TEN, only=["networks"])


def test_the_page_of_what_is_left_out_names_titles_and_needs():
    text = left_out_text({"networks": ["relations"]}, page_sources(ROOT))
    assert text == "- **Stakeholder networks** would need rows in relations."


def test_links_to_pages_that_are_absent_are_words():
    text = "[ties](networks.html#a), [`x` (b)](networks.ipynb), [codes](coding.ipynb)"
    assert unlinked(text, ["networks"]) == "ties, `x` (b), [codes](coding.ipynb)"


LEADING = "**Look** at [the codes](coding.ipynb#a) for the rules, and at [ties](networks.ipynb)."


@pytest.mark.parametrize(
    ("text", "without"),
    [
        (f"One. {LEADING} Two.", "One. Two."),
        (f"One\n\n{LEADING}\n\nTwo", "One\n\n\n\nTwo"),
        ("Of three\n[codes](coding.md) one is left.", "Of three\ncodes one is left."),
        ("- [codes](coding.md) and more", "- codes and more"),
    ],
)
def test_a_sentence_that_leads_to_an_absent_page_is_left_out(text, without):
    """In a page of Markdown as well as in the source of a cell."""
    assert unlinked(text, ["coding"]) == without
    cell = new_notebook(cells=[new_markdown_cell(text)])
    (made,) = nbformat.reads(unlinked(nbformat.writes(cell), ["coding"]), as_version=4).cells
    assert made.source == without


@pytest.mark.parametrize("quotation", ['"', '\\"', "'"])
def test_links_that_a_cell_wrote_to_absent_pages_are_words_too(quotation):
    def link(page):
        return f"<a class={quotation}x{quotation} href={quotation}{page}{quotation}>It</a>"

    text = f"{link('coding.html#a-b')} {link('networks.html')} {link('#coding.html')}"
    assert unlinked(text, ["coding"]) == text.replace(link("coding.html#a-b"), "It")


def test_pages_that_the_contents_do_not_name_are_said_where_a_page_links_to_them(tmp_path):
    write_text(tmp_path / "_toc.yml", "root: chapters/first\n")
    first = write_text(tmp_path / "chapters" / "first.md", "# One\n\n[Two](explorer.md) [3](x.md)")
    assert unnamed_links(tmp_path, [first]) == ["explorer"]


def test_titles_of_chapters_name_no_concept_of_a_corpus():
    """They are on the page of what is left out of the book of any corpus."""
    needs = dict.fromkeys(chapter_paths(ROOT / "chapters"), ("x",))
    text = left_out_text(needs, page_sources(ROOT))
    assert "trust" not in text
