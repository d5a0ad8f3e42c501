"""Whose book it is."""

import json
from pathlib import Path

from trustbook.book.citation import (
    NO_TERMS,
    book_config,
    book_description,
    made_with,
    package_citation,
)
from trustbook.book.staging import read_config
from trustbook.corpus.reading import Corpus, read_corpus
from trustbook.pages.colophon import terms_in_words

ROOT = Path(__file__).parents[2]
PACKAGE = {
    "title": "Trust on a ward",
    "contributors": [{"title": "Ana Silva"}, {"title": "Nurses <of> B"}],
    "licenses": [{"name": "CC-BY-NC-4.0", "title": "Non-commercial use"}],
}


def test_a_corpus_without_a_package_claims_neither_authors_nor_terms():
    config = book_config(read_config(ROOT), {}, name="mine")
    assert (config["title"], config["author"]) == ("mine", "")
    assert config["html"]["extra_footer"] == f"<p>{NO_TERMS} {made_with()}</p>"
    assert not [word for word in ("Poulsen", "CC BY") if word in str(config)]


def test_a_package_says_whose_book_it_is_and_on_what_terms():
    config = book_config(read_config(ROOT), PACKAGE, name="mine")
    assert (config["title"], config["author"]) == ("Trust on a ward", "Ana Silva, Nurses ‹of› B")
    assert "Text, data and pictures of this book: Non-commercial use." in str(config["html"])


def test_all_else_stays_as_the_project_has_it():
    ours = read_config(ROOT)
    theirs = book_config(ours, PACKAGE, name="mine")
    assert {k: v for k, v in theirs.items() if k not in ("title", "author", "html")} == {
        k: v for k, v in ours.items() if k not in ("title", "author", "html")
    }
    assert theirs["html"] | {"extra_footer": ours["html"]["extra_footer"]} == ours["html"]


def test_machines_are_told_what_the_package_says_and_no_more():
    description = book_description(
        package_citation(PACKAGE, name="mine"), title="T", package=PACKAGE
    )
    assert [each["name"] for each in description["author"]] == ["Ana Silva", "Nurses <of> B"]
    assert description["license"] == ["https://spdx.org/licenses/CC-BY-NC-4.0"]
    nothing = book_description(package_citation({}, name="mine"), title="mine", package={})
    assert not {"author", "license", "version"} & set(nothing)


def test_the_pages_say_the_terms_of_their_corpus(tmp_path):
    package = tmp_path / "mine" / "datapackage.json"
    package.parent.mkdir()
    book = Corpus(name="mine", folder=package.parent)
    assert terms_in_words(book).plain == f"{NO_TERMS} {made_with()}"
    package.write_text(json.dumps(PACKAGE), encoding="utf-8")
    assert terms_in_words(book).plain.startswith("Text, data and pictures of this book: Non-comm")
    assert terms_in_words(read_corpus(ROOT / "data" / "ibbis")).plain.startswith(
        "Text, data and pictures of this book: Creative Commons Attribution 4.0 International."
    )
