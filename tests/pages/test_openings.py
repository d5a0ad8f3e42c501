"""How chapters open: what was found and how sure that is, with every table and with none."""

import pytest

from trustbook.corpus.reading import read_corpus
from trustbook.pages import (
    Prose,
    agreement,
    barriers,
    claims,
    coding,
    cooccurrence,
    how_sure,
    material,
    networks,
    prose,
    saturation,
    strategies,
    structure,
    synthesis,
    teams,
    uncertainty,
)
from trustbook.project import package_root

CLINIC = package_root() / "tests" / "corpora" / "clinic"
RESAMPLES = {"unit": "segment", "uncoded": "include", "seed": 1, "resamples": 20}


def finding(chapter, corpus):
    relations = corpus.table("relations")
    openings = {
        "agreement": lambda: agreement.finding_in_words(agreement.passes(corpus, **RESAMPLES)),
        "barriers": lambda: barriers.finding_in_words(corpus),
        "claims": lambda: claims.finding_in_words(claims.claims(corpus, whole=corpus)),
        "coding": lambda: coding.finding_in_words(corpus),
        "cooccurrence": lambda: cooccurrence.finding_in_words(cooccurrence.code_pairs(corpus)),
        "material": lambda: material.finding_in_words(corpus),
        "networks": lambda: networks.finding_in_words(relations, corpus),
        "saturation": lambda: saturation.finding_in_words(saturation.unit_sequence(corpus), seed=1),
        "strategies": lambda: strategies.finding_in_words(corpus.table("strategies"), corpus),
        "structure": lambda: structure.finding_in_words(relations, corpus, min_support=1),
        "synthesis": lambda: synthesis.finding_in_words(synthesis.coded_segments(corpus), corpus),
        "teams": lambda: teams.finding_in_words(corpus),
        "uncertainty": lambda: uncertainty.stability_in_words(
            uncertainty.stated_by(relations, corpus)
        ),
    }
    return openings[chapter]()


@pytest.fixture(scope="module")
def clinic():
    return read_corpus(CLINIC)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chapter", "start"),
    [
        ("agreement", "**ana and ben gave the same codes to 12 of 23 units.** Corrected for chan"),
        ("barriers", "**Three barriers were met by three kinds of strategy.** The barriers belong"),
        ("claims", "**Of 5 printed statements that can be checked, 4 agree with the tables or"),
        ("coding", "**The codebook has 2 themes, 4 categories and 11 codes.** The most independen"),
        ("cooccurrence", "**“A promise” and “Money decides” go together most often, on 2 indepen"),
        ("material", "**Two of 3 studies say how much they collected: 4 to 5 encounters or docu"),
        ("saturation", "**Half of the encounters, in any order, bring 8 of 11 codes on average; "),
        ("strategies", "**Two of 5 kinds of strategy backfired at least once.** Helped on the mos"),
        ("structure", "**Eight of 20 ties are answered, six by sources of their own.** (A tie is "),
        ("synthesis", "**All 4 categories appear in all three studies, none in only one.** No seg"),
        ("teams", "**In the whole team a professional works with eight colleagues of another sec"),
        (
            "uncertainty",
            "**Of 26 ties, 25 hinge on a single source**: leave that source out, and the",
        ),
    ],
)
def test_a_chapter_opens_with_what_was_found(clinic, chapter, start):
    assert finding(chapter, clinic).plain.startswith(start)


@pytest.mark.slow
@pytest.mark.parametrize(
    "chapter",
    [
        *("agreement", "barriers", "claims", "coding", "cooccurrence", "material", "networks"),
        *("saturation", "strategies", "structure", "synthesis", "teams", "uncertainty"),
    ],
)
def test_a_chapter_without_rows_opens_with_one_line(corpus_of, chapter):
    opening = finding(chapter, corpus_of())
    assert isinstance(opening, Prose)
    assert "\n" not in opening.markdown
    assert "**" not in opening.markdown


def test_how_sure_is_one_paragraph_that_leads_to_what_a_number_counts():
    parts = (prose("One tie.\n\nNo more."), prose(""))
    assert how_sure(*parts).markdown == (
        "**How sure?** One tie. No more. "
        "[What a number counts](introduction.html#what-a-number-counts)."
    )
    assert how_sure(prose("")).markdown == ""
