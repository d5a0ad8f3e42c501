"""What pages say of their findings under other choices."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trustbook import read_corpus
from trustbook.networks.settings import every_setting
from trustbook.networks.tie_tables import leading_relations
from trustbook.pages import choices, settings
from trustbook.pages.settings import Choices, Finding, Findings, leading, leads_instead


@pytest.fixture(scope="module")
def corpus():
    return read_corpus("data/ibbis")


@pytest.fixture(scope="module")
def findings(corpus):
    every = choices.of_every_page(corpus.table("relations"), corpus)
    return {page.chapter: page for page in every}


def page_of(corpus, *holds):
    """A page with three settings, the sources that a line needs, and these findings."""
    rows = every_setting({"min_support": [1, 2, 3]})
    there = np.ones(3, dtype=bool)
    every = [
        Finding(words=f"that {name}", holds=np.array(row, dtype=bool), there=there)
        for name, row in zip("ABC", holds, strict=False)
    ]
    return Findings(chapter="barriers", choices=Choices(corpus, rows, "line"), every=every)


def test_a_page_names_the_finding_that_fewest_settings_leave(corpus_of):
    """A survives all three settings, B one, C two."""
    page = page_of(corpus_of(), [1, 1, 1], [1, 0, 0], [1, 1, 0])
    assert settings.survival_in_words(page).plain == (
        "What this page finds was counted again in 3 ways, which differ in how many sources a "
        "line needs. One of 3 findings survives them all. Least sure: that B. It survives 1 of 3 "
        "settings and falls when a line needs 2 sources."
    )


def test_settings_in_which_a_finding_cannot_be_asked_are_not_counted(corpus_of):
    """A holds in one of two; under the third setting there is nothing to ask it of."""
    every = Finding(
        words="that A", holds=np.array([True, False, False]), there=np.array([True, True, False])
    )
    choices = page_of(corpus_of(), [1, 1, 1]).choices
    assert settings.finding_in_words(every, choices).startswith(
        "that A. It survives 1 of the 2 in which it can be asked and falls when"
    )


def test_a_page_without_choices_says_so(corpus_of):
    every = [Finding(words="that A", holds=np.array([True]), there=np.array([True]))]
    page = Findings(
        chapter="barriers", choices=Choices(corpus_of(), every_setting({}), "line"), every=every
    )
    assert "No other choice would change" in settings.survival_in_words(page).plain
    assert settings.survival_in_words(Findings(**{"chapter": "x", "choices": page.choices,
                                                  "every": []})).plain == ""  # fmt: skip


def test_who_comes_first_in_place_of_the_first_is_named():
    """b leads alone under the last two settings; under the first it ties with a."""
    numbers = np.array([[2.0, 2.0, 0.0], [1.0, 3.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    assert leading(numbers, 0).tolist() == [True, False, False, False]
    assert leads_instead(numbers, 0, ["a", "b", "c"]) == "then “b” comes first most often (2)"
    assert leads_instead(numbers[:1], 0, ["a", "b", "c"]) == ""


@pytest.mark.slow
def test_every_finding_holds_in_this_book(findings):
    for page in findings.values():
        assert all(one.holds[0] and one.there[0] for one in page.every), page.chapter


@pytest.mark.slow
def test_the_findings_are_those_that_the_pages_open_with(corpus, findings):
    """Four kinds of strategy backfired; one category is in all studies, one in only one."""
    words = [one.words for one in findings["strategies"].every]
    assert sum(word.endswith("backfired") for word in words) == 4
    assert sum(word.endswith("in all studies") for word in [o.words for o in
               findings["synthesis"].every]) == 1  # fmt: skip
    assert len(findings["barriers"].every) == len(corpus.table("barriers"))


def test_signs_that_turn_and_ranks_that_change_are_named(findings):
    assert any("the other sign comes out in" in one.instead for one in findings["structure"].every)
    assert any("comes first" in one.instead for one in findings["strategies"].every)
    assert any("the other way round" in one.instead for one in findings["uncertainty"].every)


def test_the_networks_say_towards_whom_most_is_stated_and_how_many_ties_stand(corpus):
    lead = leading_relations(corpus.table("relations"), corpus.table("concepts"))
    page = choices.of_networks(lead, corpus)
    named = [one.words for one in page.every]
    assert any("positive ties towards care managers" in words for words in named)
    assert any("negative ties towards jobcentres" in words for words in named)
    assert "of 10 ties stand whichever single choice is changed" in page.spread


def test_where_one_coder_read_it_is_said_that_this_is_no_choice(findings):
    note = choices.not_asked(list(findings.values()))
    assert "Barriers and strategies" in note
    assert "side by side" not in note


def test_pages_are_called_by_their_titles():
    for name, title in choices.TITLES.items():
        notebook = json.loads(Path(f"chapters/{name}.ipynb").read_text(encoding="utf-8"))
        assert "".join(notebook["cells"][0]["source"]) == f"# {title}"


def test_the_table_has_a_row_for_each_finding(findings):
    [output] = choices.findings_table(list(findings.values()), name="table-findings").outputs
    assert len(output.rows) == sum(len(page.every) for page in findings.values())


def test_a_corpus_without_strategies_or_codes_has_what_it_can(corpus_of):
    relations = pd.DataFrame(
        {"relation": ["r1", "r2"], "segment": ["a", "b"], "truster": "P", "trustee": ["N", "M"],
         "concept": "trust"}
    )  # fmt: skip
    mini = corpus_of(
        relations=relations,
        segments=pd.DataFrame({"segment": ["a", "b"], "study": ["s", "t"]}),
        studies=pd.DataFrame({"study": ["s", "t"], "label": ["S", "T"]}),
        concepts=pd.DataFrame({"concept": ["trust"], "label": ["Trust"], "sign": ["1"]}),
        stakeholders=pd.DataFrame({"stakeholder": ["P", "N", "M"], "label": ["p", "n", "m"]}),
    )
    every = choices.of_every_page(mini.table("relations"), mini)
    assert [page.chapter for page in every] == ["networks", "uncertainty", "structure"]
    assert "ways" in settings.survival_in_words(every[2]).plain


def test_codes_that_stand_on_equally_many_sources_are_all_named():
    """Names above articles and Putting errors right have two sources each."""
    every = choices.of_coding(read_corpus("tests/corpora/newspapers")).every
    assert [finding.words for finding in every] == [
        "that “Names above articles” rests on the most sources",
        "that “Putting errors right” rests on the most sources",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["clinic", "exercise", "newspapers", "sleep", "ten-segments"])
def test_every_kind_of_corpus_is_counted_in_other_ways(name):
    """Corpora without themes, with one study, with two coders, or without relations."""
    corpus = read_corpus(f"tests/corpora/{name}")
    words = [
        settings.survival_in_words(page).plain
        for page in (
            choices.of_coding(corpus),
            choices.of_synthesis(corpus),
            choices.of_strategies(corpus),
            choices.of_barriers(corpus),
        )
    ]
    assert "was counted again in" in words[0]
    assert all(text == "" or "find" in text for text in words)
