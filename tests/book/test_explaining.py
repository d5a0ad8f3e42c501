"""Terms and studies that lead to what explains them, from their first mention on a page."""

import pytest

from trustbook.book.bibliography import bibliography_text
from trustbook.book.explaining import explained, explained_words
from trustbook.corpus.reading import read_corpus

WORDS = {
    "tie": "glossary.html#term-tie",
    "trust tie": "glossary.html#term-trust-tie",
    "R&D study 2020": "bibliography.html#study-r",
}
GLOSSARY = "# Words\n\n```{glossary}\ntie\n  A line.\n```\n"


def article(inner):
    return f"<nav><p>tie</p></nav><article>{inner}</article>"


def test_the_first_mention_is_linked_and_the_longest_term_wins():
    page = explained(article("<p>Trust ties, and a tie.</p><p>A tie.</p>"), WORDS)
    assert page == article(
        '<p><a class="tb-term" href="glossary.html#term-trust-tie">Trust ties</a>, and a '
        '<a class="tb-term" href="glossary.html#term-tie">tie</a>.</p><p>A tie.</p>'
    )


def test_a_label_of_a_code_that_holds_a_term_means_something_else():
    page = explained(
        article("<p>Influence and ties; a tie.</p>"), WORDS | {"Influence and ties": ""}
    )
    linked = '<a class="tb-term" href="glossary.html#term-tie">tie</a>'
    assert page == article(f"<p>Influence and ties; a {linked}.</p>")
    support = "# Words\n\n```{glossary}\nsupport\n  How many.\n```\n"
    words = explained_words(read_corpus("data/ibbis"), support, {"glossary": "g"})
    assert words["Influence and support"] == ""
    assert "Caring" not in words


@pytest.mark.parametrize(
    "inner",
    [
        "<h2>A tie</h2>",
        '<p><a href="x">tie</a></p>',
        "<p><code>tie</code></p>",
        "<p>neck-tie, tied</p>",
        "<svg><text>tie</text></svg>",
        "<p><svg><svg><text>tie</text></svg><text>tie</text></svg></p>",
        "<figure><p>tie</p></figure>",
        "<table><tr><td>tie</td></tr></table>",
        "<div>tie</div>",
        "<p>Made for Ties, a shop, and (see below) sold by Ties.</p>",
        "<p><strong>A tie</strong> and <em>a tie</em></p>",
    ],
)
def test_titles_links_code_and_pictures_stay_as_they_are(inner):
    assert explained(article(inner), WORDS) == article(inner)


@pytest.mark.parametrize(
    ("inner", "is_meant"),
    [
        ("<p>What a run of a chapter says</p>", True),
        ("<p>Each code of the codebook</p>", True),
        ("<p>An arrow runs; run it again</p>", False),
        ("<p>The exit code is 0</p>", False),
        ("<p>What is open, with their code</p>", False),
        ("<p>A concept is a layer of the network</p>", True),
        ("<p>Layers of that program are codes</p>", False),
    ],
)
def test_terms_that_are_everyday_words_are_linked_where_one_of_their_kind_is_meant(inner, is_meant):
    words = {term: f"glossary.html#term-{term}" for term in ("code", "layer", "run")}
    assert ("tb-term" in explained(article(inner), words)) is is_meant


def test_a_study_is_linked_in_the_text_and_once_in_each_table():
    table = "<table><tr><td>R&amp;D study 2020</td><td>R&amp;D study 2020</td></tr></table>"
    page = explained(article(f"<p>The R&amp;D study 2020<br>says.</p>{table}{table}"), WORDS)
    assert page.count('class="tb-study"') == 3


def test_words_lead_to_the_glossary_and_the_bibliography_of_the_book():
    corpus = read_corpus("tests/corpora/clinic")
    pages = {"glossary": "chapters/glossary", "bibliography": "chapters/bibliography"}
    words = explained_words(corpus, GLOSSARY, pages)
    assert words["tie"] == "chapters/glossary.html#term-tie"
    assert words["Discharge study"] == "chapters/bibliography.html#study-discharge"
    assert explained_words(corpus, "", {}) == {}


def test_the_bibliography_says_what_is_known_of_each_study():
    text = bibliography_text(read_corpus("data/ibbis"))
    assert '<li id="study-interpersonal-trust"><strong>Trust article 2021</strong>' in text
    assert 'href="https://doi.org/10.5334/ijic.5599"' in text
    assert "Poulsen RM. <em>Trust in intersectoral" in text
    village = bibliography_text(read_corpus("tests/corpora/village"))
    assert "<strong>Village</strong> <em>Who helps whom in a village</em>.</li>" in village


def test_a_word_that_running_text_uses_in_another_sense_is_not_linked():
    """An arrow runs, a tie records: these are no runs and no records."""
    glossary = "# Words\n\n```{glossary}\nrun\n  One chapter.\n\ntie\n  A line.\n```\n"
    words = explained_words(read_corpus("data/ibbis"), glossary, {"glossary": "g"})
    assert "tie" in words and "run" not in words
