"""How a book and its pages are cited: in words and for reference managers."""

import re
from dataclasses import replace

import pytest

from trustbook.book.citation import Author, Citation, cff_citation
from trustbook.book.references import (
    Reference,
    bibtex,
    cite_pages,
    read_reference,
    reference_data,
    reference_text,
    ris,
)
from trustbook.corpus.language import speaking

PERSON = {"family-names": "Dam", "given-names": "Åse", "name-particle": "van"}
CITATION = cff_citation(
    {
        "title": "T",
        "authors": [PERSON, {"name": "The 100% Group & Co"}],
        "version": "1.2",
        "date-released": "2026-03-04",
    }
)
BOOK = Reference(citation=CITATION, book="Trust & {care}", address="https://example.org/trust")
PAGE = Reference(
    citation=CITATION,
    book="Trust & {care}",
    page="Who trusts whom?",
    name="networks",
    address="https://example.org/trust/chapters/networks.html",
)


def test_a_page_is_cited_as_a_part_of_its_book():
    assert reference_text(PAGE) == (
        "Åse van Dam and The 100% Group & Co (2026). Who trusts whom? In: Trust & {care} "
        "(version 1.2). https://example.org/trust/chapters/networks.html"
    )


def test_bibtex_has_no_letter_that_tex_reads_as_something_else():
    assert bibtex(PAGE) == (
        "@incollection{dam2026networks,\n"
        "  author = {van Dam, Åse and {The 100\\% Group \\& Co}},\n"
        "  title = {{Who trusts whom?}},\n"
        "  booktitle = {{Trust \\& \\{care\\}}},\n"
        "  year = {2026},\n"
        "  note = {Version 1.2},\n"
        "  url = {https://example.org/trust/chapters/networks.html},\n"
        "}\n"
    )


def test_ris_has_a_field_per_line_and_ends():
    lines = ris(BOOK).split("\r\n")
    assert lines[0] == "TY  - BOOK"
    assert lines[1:3] == ["AU  - van Dam, Åse", "AU  - The 100% Group & Co"]
    assert "PY  - 2026" in lines and "DA  - 2026/03/04" in lines
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])


@pytest.mark.parametrize("form", [reference_text, bibtex, ris])
def test_what_nobody_stated_is_not_made_up(form):
    bare = Reference(citation=Citation(title="T", authors=()), book="Trust")
    text = form(bare)
    assert "Trust" in text and "None" not in text and "version" not in text.lower()


def test_authors_of_a_name_in_other_letters_have_a_key():
    author = Author(name="Ομάδα", is_person=False)
    citation = Citation(title="T", authors=(author,))
    assert bibtex(Reference(citation=citation, book="Δ")).startswith("@book{book,")


def test_the_reference_comes_back_from_a_stage(tmp_path):
    path = tmp_path / "cited.json"
    path.write_text(reference_data(BOOK), encoding="utf-8")
    assert read_reference(path) == BOOK


def test_each_page_says_how_it_is_cited_and_leads_to_files(tmp_path):
    page = tmp_path / "chapters" / "networks.html"
    page.parent.mkdir()
    heading = '<h1>Who <em>trusts</em> <b>A &amp; B</b>?<a class="headerlink" href="#x">#</a></h1>'
    page.write_text(f"<main><article>{heading}</article><footer></footer></main>", encoding="utf-8")
    cite_pages(tmp_path, BOOK)
    text = page.read_text(encoding="utf-8")
    assert "Who trusts A &amp; B? In: Trust &amp; {care}" in text
    assert "https://example.org/trust/chapters/networks.html</p>" in text
    for link in re.findall(r'href="\.\./(cite/[^"]+)"', text):
        assert (tmp_path / link).is_file(), link
    names = {path.name for path in (tmp_path / "cite").iterdir()}
    assert names == {"book.bib", "book.ris", "networks.bib", "networks.ris"}


def test_the_fold_is_in_the_language_of_the_book(tmp_path):
    (tmp_path / "chapters").mkdir()
    page = tmp_path / "chapters" / "networks.html"
    page.write_text("<article><h1>Hvem?</h1></article>", encoding="utf-8")
    with speaking("da"):
        cite_pages(tmp_path, replace(BOOK, citation=replace(CITATION, released="")))
    text = page.read_text(encoding="utf-8")
    assert "<summary>Citér denne side</summary>" in text
    assert "Co (u.å.). Hvem? I: Trust &amp; {care} (version 1.2)." in text
