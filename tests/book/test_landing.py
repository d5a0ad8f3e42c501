"""What the landing page tells machines."""

import json
import re

from trustbook.book.citation import Author, Citation, book_description, described_page

CITED = Citation(
    title="T",
    authors=(Author(name="Ute Bültmann", is_person=True),),
    licences=("BSD-3-Clause", "CC-BY-4.0"),
)
PACKAGE = {
    "title": "Coded corpus",
    "licenses": [{"name": "CC-BY-4.0"}],
    "sources": [{"title": "An article", "path": "https://doi.org/10.1/x"}, {"title": "A report"}],
    "resources": [{"title": "Segments"}],
}


def test_a_book_is_described_with_its_authors_terms_data_and_studies():
    book = book_description(CITED, title="Trust", package=PACKAGE)
    assert (book["@type"], book["name"]) == ("Book", "Trust")
    assert book["author"] == [{"@type": "Person", "name": "Ute Bültmann"}]
    assert book["license"][1] == "https://spdx.org/licenses/CC-BY-4.0"
    assert book["hasPart"]["license"] == ["https://spdx.org/licenses/CC-BY-4.0"]
    assert book["isBasedOn"] == [
        {"@type": "ScholarlyArticle", "@id": "https://doi.org/10.1/x", "name": "An article"},
        {"@type": "CreativeWork", "name": "A report"},
    ]


def test_what_is_not_known_is_not_said():
    book = book_description(CITED, title="Trust", package={})
    assert not {"hasPart", "isBasedOn", "datePublished", "description"} & set(book)


def test_words_of_the_data_cannot_end_the_script():
    page = described_page("<html><head></head></html>", {"name": "</script><b>"})
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(script) == {"name": "</script><b>"}
