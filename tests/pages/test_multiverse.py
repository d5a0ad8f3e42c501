"""Results under every choice, on the page."""

import pandas as pd
import pytest

from trustbook import read_corpus
from trustbook.pages import multiverse as show


@pytest.fixture(scope="module")
def results():
    corpus = read_corpus("data/ibbis")
    return show.Results(corpus.table("relations"), corpus)


@pytest.mark.slow
def test_the_picture_of_ties_has_every_tie_and_says_what_ends_it(results):
    [output] = show.ties_figure(results, name="figure-ties").outputs
    assert len(output.rows) == len(results.ties)
    endings = [row[-1] for row in output.rows]
    firm = (results.ties["falls_when"].map(len) == 0).sum()
    assert endings.count("") == firm
    assert any("only stated directions count" in text for text in endings)
    assert all("a tie needs 2 sources; a tie needs 3 sources" not in text for text in endings)


@pytest.mark.slow
def test_the_curve_is_of_the_balance_that_keeps_its_sign_least(results):
    [output] = show.curve_figure(results, name="figure-curve").outputs
    columns = ["choice", "option", "settings", "above", "zero", "below", "median"]
    by_choice = pd.DataFrame(output.rows, columns=columns)
    sums = by_choice.groupby("choice")["settings"].sum()
    assert set(sums) == {results.least_sure["settings"]}
    assert (by_choice[["above", "zero", "below"]].sum(axis=1) == by_choice["settings"]).all()


def test_the_sentences_name_what_stands_and_what_turns(results):
    words = show.findings_in_words(results).plain
    assert "whichever single choice is changed" in words
    assert "of the opposite sign" in words
    assert f"{len(results.counted.settings)} settings" in show.settings_in_words(
        results
    ).plain.replace(",", "")


def test_without_relations_each_part_says_so_in_a_line():
    corpus = read_corpus("data/ibbis")
    nothing = show.Results(corpus.table("relations").iloc[:0], corpus)
    assert show.findings_in_words(nothing).plain == show.NOTHING
    assert show.ties_figure(nothing, name="figure-ties").plain == show.NOTHING
    assert "several settings" in show.curve_figure(nothing, name="figure-curve").plain
