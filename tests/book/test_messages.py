"""Messages of pages, gathered from their sources, and the catalogues that translate them."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from trustbook.book.messages import (
    faults_of,
    messages,
    messages_of_code,
    of_corpus,
    read_catalogue,
    untold,
    updated_catalogue,
    write_catalogue,
)
from trustbook.book.notebooks import write_text
from trustbook.book.texts import citations, read_texts
from trustbook.book.translation import (
    places_in_language,
    script_of_messages,
    translated_notebook,
    with_places,
)
from trustbook.corpus.language import FOLDER, PACKAGED, speaking
from trustbook.project import package_root

PAGES = package_root() / "chapters"
TERM = re.compile(r"(?m)^(\S.*)\n  \S")
COMPLETE = ("da",)  # languages that every message is translated into


@pytest.fixture(scope="module")
def ids():
    return messages(package_root())


def test_messages_are_what_shows_words():
    source = """
NO = "None."
_HEADINGS = {"n": "Number"}
table(rows, empty=NO, title="All", labels=_HEADINGS | {"m": "Mean"}, notes=["One", f"{n} more"])
prose("{ties} {hinge}.", ties=count(2, "tie"), hinge=form_for(2, "hinges", "hinge"))
count(1, "person", plural="people")
values["not a message"]
"""
    assert messages_of_code(source) == [
        *("None.", "All", "Number", "Mean", "One"),
        *(("tie", "ties"), ("hinges", "hinge"), ("person", "people")),
    ]


def test_texts_that_a_function_chooses_from_and_headings_in_words_are_messages():
    source = """
def show(rows, many):
    title = "Many" if many else "Few"
    columns = {"label": "Tie"}
    return table(pd.DataFrame({"than for": rows, "low": rows}), title=title, labels=columns)
"""
    assert messages_of_code(source) == ["Many", "Few", "Tie", "Than for"]


def test_a_constant_of_another_page_is_a_message_where_it_is_a_heading():
    source = "from trustbook.pages.networks import IDS\npd.DataFrame({IDS['segment']: rows})"
    assert messages_of_code(source) == ["Segment ids", "Relation ids"]


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path):
    former = read_catalogue(tmp_path / "none.po")
    for id, string, context in [
        ("Why", "Hvorfor", None),
        ("one", "én", None),
        ("one", "ét", "segment"),
        ("Gone", "Væk", None),
    ]:
        former.add(id, string, context=context)
    ids = {"Why": ["a.py"], "one": ["b.py"], ("tie", "ties"): ["b.py"]}
    path = write_catalogue(updated_catalogue(former, ids, language="da"), tmp_path / "da.po")
    catalogue = read_catalogue(path)
    assert {(m.id, m.context): m.string for m in catalogue if m.id} == {
        ("Why", None): "Hvorfor",
        ("one", None): "én",
        ("one", "segment"): "ét",
        (("tie", "ties"), None): ("", ""),
    }
    assert [(each.place, each.message) for each in untold(catalogue)] == [("b.py", "tie")]


def test_names_in_braces_that_a_message_lacks_are_named():
    catalogue = read_catalogue(PACKAGED / "none.po")
    catalogue.add("{n} of {every}", "{n} af {alle}")
    assert faults_of(catalogue) == ["“{n} of {every}”: no {alle} there; allowed: every, n"]


@pytest.mark.slow
@pytest.mark.parametrize("language", COMPLETE)
def test_every_message_is_translated(language, ids):
    """A sentence that is new is to be translated: `trustbook messages LANGUAGE`."""
    former = read_catalogue(PACKAGED / f"{language}.po")
    catalogue = updated_catalogue(former, ids, language=language)
    assert not faults_of(catalogue)
    assert not untold(catalogue), "translate them: trustbook messages " + language


@pytest.mark.parametrize("language", COMPLETE)
def test_a_word_of_the_glossary_is_the_one_that_headings_have(language):
    """Else nobody who reads a heading finds the word, and no word of a page leads to the glossary.

    A run of the chapter on saturation is another thing.
    """
    words = {
        message.id: message.string
        for message in read_catalogue(PACKAGED / f"{language}.po")
        if isinstance(message.id, str) and not message.context
    }
    terms = set(TERM.findall((PAGES / "glossary.md").read_text("utf-8")))
    both = {term for term in terms & set(words) if term.capitalize() in words} - {"run"}
    assert both
    assert {t: words[t].lower() for t in both} == {t: words[t.capitalize()].lower() for t in both}


@pytest.mark.parametrize("language", COMPLETE)
def test_texts_of_our_own_cite_the_same_in_every_language(language):
    folder = package_root() / "text"
    for path in sorted((folder / language).glob("*.md")):
        english, other = (
            sorted(each.name for each in citations(text.read_text(encoding="utf-8")))
            for text in (folder / path.name, path)
        )
        assert english == other, path.name


@pytest.mark.parametrize("language", COMPLETE)
def test_every_word_of_the_reference_corpus_that_pages_show_is_translated(language):
    catalogue = read_catalogue(package_root() / FOLDER / f"{language}.po")
    ids = of_corpus(package_root())
    assert untold(updated_catalogue(catalogue, ids, language=language)) == []


def test_a_text_of_another_language_stands_for_that_of_its_name(tmp_path):
    write_text(tmp_path / "networks.md", "Who trusts whom.")
    write_text(tmp_path / "teams.md", "Who works with whom.")
    write_text(tmp_path / "da" / "networks.md", "Hvem stoler på hvem.")
    texts, faults = read_texts(tmp_path, ["chapters/networks", "chapters/teams"], language="da")
    assert not faults
    assert [(text.name, text.page) for text in texts] == [
        ("da/networks", "networks"),
        ("teams", "teams"),
    ]
    assert texts[0].source == "Hvem stoler på hvem.\n"


def test_a_chapter_is_translated_heading_by_heading():
    chapter = new_notebook(
        cells=[new_markdown_cell("## As printed\n\nNobody wrote this."), new_code_cell("1")]
    )
    with speaking("da"):
        cells = translated_notebook(chapter).cells
    assert [cell.source for cell in cells] == ["## Som trykt\n\nNobody wrote this.", "1"]


def test_links_lead_to_translated_headings():
    with speaking("da"):
        places = places_in_language(["What a number counts", "Nobody wrote this"])
    page = "[a](introduction.html#what-a-number-counts), [b](introduction.ipynb#nobody-wrote-this)"
    assert with_places(page, places) == (
        "[a](introduction.html#hvad-et-tal-taeller), [b](introduction.ipynb#nobody-wrote-this)"
    )


def test_scripts_get_their_messages_with_all_forms():
    script = script_of_messages("da")
    assert '"Close": ["Luk"]' in script
    assert '"segment": ["segment", "segmenter"]' in script
