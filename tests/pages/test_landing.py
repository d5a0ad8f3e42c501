"""The first screen of a book: worded from the labels of a corpus, with the parts that it has."""

import pandas as pd
import pytest

from trustbook.pages import landing
from trustbook.pages.prose import Prose

STUDIES = pd.DataFrame({"study": ["s"], "title": ["A study"]})
PEOPLE = pd.DataFrame(
    [("F", "Farmers", "role", "micro"), ("B", "Bakers", "role", "micro"),
     ("C", "The council", "organisation", "meso")],
    columns=["stakeholder", "label", "kind", "level"],
)  # fmt: skip
CONCEPTS = pd.DataFrame(
    [("help", "Help", "1", "Lends a hand"), ("envy", "Envy", "-1", "Begrudges")],
    columns=["concept", "label", "sign", "definition"],
)
SEGMENTS = pd.DataFrame(
    [(name, "s", "quotation", "Says so.") for name in "abcd"],
    columns=["segment", "study", "kind", "meaning_unit"],
)
RELATIONS = pd.DataFrame(
    [("r1", "a", "F", "B", "help"), ("r2", "b", "F", "B", "help"),
     ("r3", "c", "F", "C", "envy"), ("r4", "d", "B", "C", "envy")],
    columns=["relation", "segment", "truster", "trustee", "concept"],
).assign(level="micro", coder="x")  # fmt: skip
NETWORK = {
    "studies": STUDIES,
    "stakeholders": PEOPLE,
    "concepts": CONCEPTS,
    "segments": SEGMENTS,
    "relations": RELATIONS,
}
CODES = pd.DataFrame(
    [("c1", "Time", "code"), ("c2", "A *gift*", "code")], columns=["code", "label", "kind"]
)
CODINGS = pd.DataFrame(
    [("a", "c1", "x"), ("b", "c1", "x"), ("c", "c2", "x")], columns=["segment", "code", "coder"]
)
STRATEGIES = pd.DataFrame(
    [("t1", "a", "F", "c1", "supports"), ("t2", "b", "B", "c1", "supports"),
     ("t3", "c", "F", "c2", "backfires")],
    columns=["strategy", "segment", "actor", "code", "effect"],
).assign(truster="B", trustee="F")  # fmt: skip


def findings(corpus):
    return landing.findings_in_words(corpus).markdown.splitlines()


def ways(corpus):
    return landing.ways_in_words(corpus, whole=corpus).plain


def test_findings_speak_in_the_labels_of_the_corpus(corpus_of):
    """Farmers' help to bakers is on a and b; both other ties on one segment each."""
    network, sure = findings(corpus_of(**NETWORK))
    assert network == (
        "- **Help is stated most often towards bakers, envy towards the council.** "
        "Best supported: help of farmers towards bakers, on 2 independent sources. "
        "In the picture, both ties towards organisations are of envy. "
        "[How they see one another](networks.html)"
    )
    assert sure == (
        "- **Two of 3 ties hinge on a single source.** The other stands whichever source is left "
        "out. [How sure that is](uncertainty.html)"
    )


def test_three_findings_at_most_and_how_sure_they_are_is_one(corpus_of):
    """Time was tried by two actors and is one kind of strategy."""
    corpus = corpus_of(**NETWORK, codes=CODES, codings=CODINGS, strategies=STRATEGIES)
    _, strategies, sure = findings(corpus)
    assert strategies == (
        "- **One of 2 kinds of strategy backfired at least once.** Helped on the most sources: "
        r"“Time” (2 sources). Backfired: “A \*gift\*”. "
        "[What was tried, and what came of it](strategies.html)"
    )
    assert "single source" in sure


def test_codes_are_a_finding_where_there_are_no_strategies(corpus_of):
    corpus = corpus_of(studies=STUDIES, segments=SEGMENTS, codes=CODES, codings=CODINGS)
    (codes,) = findings(corpus)
    assert codes.startswith("- **“Time” rests on the most sources of all codes.**")
    assert landing.network_picture(corpus) == Prose("")


def test_codes_with_as_many_sources_are_named_together(corpus_of):
    """Each of the three codes is in the words of both persons."""
    segments = SEGMENTS.head(2).assign(case=["a", "b"])
    pairs = [(segment, code) for segment in segments["segment"] for code in ("x", "y", "z")]
    codings = pd.DataFrame(pairs, columns=["segment", "code"]).assign(coder="c")
    codes = pd.DataFrame({"code": ["x", "y", "z"], "label": ["X", "Y", "Z"], "kind": "code"})
    (line,) = findings(corpus_of(studies=STUDIES, segments=segments, codes=codes, codings=codings))
    assert line.startswith(
        "- **“X”, “Y” and one more rest on the most sources of all codes.** Most independent "
        "sources: “X”, “Y” and one more (2 sources each)."
    )


def test_several_coders_are_counted(corpus_of):
    rows = RELATIONS.assign(coder=["x", "y", "x", "y"])
    *_, sure = findings(corpus_of(**NETWORK | {"relations": rows}))
    assert "Two of 3 ties were read by one coder alone." in sure


def test_a_corpus_without_tables_has_no_findings_and_one_way_in(corpus_of):
    corpus = corpus_of(studies=STUDIES)
    assert findings(corpus) == []
    assert ways(corpus).startswith("- **[Use your own data]")
    assert landing.lead_in_words(corpus) == Prose("")


def test_the_way_to_read_names_chapters_that_the_book_has(corpus_of):
    assert "Two chapters: [how stakeholders see one another](networks.html) and [how sure" in ways(
        corpus_of(**NETWORK)
    )


@pytest.mark.parametrize(
    ("package", "title"),
    [
        ({"question": "Who helps\n*whom*?", "title": "T"}, r"Who helps \*whom\*?"),
        ({"title": "Helping"}, "Helping"),
        ({}, "mini"),
    ],
)
def test_the_question_is_the_title_else_that_of_the_corpus(package, title):
    assert landing.title_of(package, name="mini") == title


def test_a_title_has_no_tag_for_every_page_repeats_it_as_it_is():
    assert landing.title_of({"question": "<script>x</script>"}, name="mine") == "‹script›x‹/script›"


@pytest.mark.slow
def test_the_picture_is_drawn_twice_for_the_page_and_for_the_phone(corpus_of):
    view = landing.network_picture(corpus_of(**NETWORK))
    assert [output.name for output in view.outputs] == ["network"]
    assert "tb-for-phone" in view.html
    assert {output.title for output in view.outputs} == {"Help and envy between stakeholders"}
