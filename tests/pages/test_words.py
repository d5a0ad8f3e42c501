"""Computed sentences: they say what the tables hold, in the singular and the plural."""

import pandas as pd

from trustbook.pages import strategies as strategy_words
from trustbook.pages import synthesis as synthesis_words
from trustbook.pages import team_splits
from trustbook.pages import teams as team_words
from trustbook.studies.teams import split_effects

KINDS = pd.DataFrame(
    [("Nurses", "Call", 2, 1, 0), ("Doctors", "Promise", 0, 0, 1), ("Nurses", "Write", 3, 0, 0)],
    columns=["actor", "code", "supports", "backfires", "mixed"],
)
NEEDS = pd.DataFrame(
    [("Patients", "Nurses", "Fear", 3), ("Patients", "Nurses", "Doubt", 1)],
    columns=["truster", "trustee", "concept", "support"],
)
RELATIONSHIPS = pd.DataFrame(
    [("Large", "Nurses", 5, 10, 10, 8, False), ("Large", "Carers", 10, 5, 5, None, None)],
    columns=["team", "position", "n", "partners_min", "partners_max", "reported", "agrees"],
)
TOTALS = pd.DataFrame(
    [("Large", 15, "5 A, 10 B", 1, 50, 100 / 15), ("Both", 0, "", 2, 0, 0.0)],
    columns=[
        *("team", "professionals", "by_sector", "supervising", "relationships", "partners_mean")
    ],
)
RANGES = pd.DataFrame({"claim": ["c"], "smallest": [4], "largest": [10]})
WIDE = pd.DataFrame(
    [("Time", "Waiting", 2, 1), ("Time", "Calling", 1, 0)],
    columns=["theme", "category", "one", "two"],
)
SPLITS = split_effects({"A": 5, "B": 10})


def test_what_backfired_is_told_with_what_else_came_of_it() -> None:
    text = strategy_words.backfiring_sentences(KINDS).plain
    assert "Of 3 strategies, each counted once per actor, **one backfired**" in text
    assert "- **Nurses**, Call: backfired (1) and helped (2)." in text
    assert "Of the two others, as far as the sources go, one only helped" in text


def test_nothing_that_backfired_is_said_as_such() -> None:
    text = strategy_words.backfiring_sentences(KINDS[KINDS["backfires"] == 0]).plain
    assert ", each counted once per actor, backfired." in text


def test_a_label_with_marks_is_shown_as_it_is_written() -> None:
    text = strategy_words.backfiring_sentences(KINDS.head(1).assign(code="Call *now*"))
    assert r"Call \*now\*" in text.markdown


def test_the_title_of_needs_names_the_best_supported() -> None:
    assert strategy_words.needs_title(NEEDS) == "Best supported: fear of patients towards nurses"


def test_the_sentence_on_needs_counts_pairs_and_sources() -> None:
    assert strategy_words.needs_sentence(NEEDS, sources=4).plain == (
        "Four independent sources state a need, between 1 pair of "
        "stakeholders: fear in 1 and doubt in 1 of them."
    )


def test_concepts_keep_the_order_of_the_corpus() -> None:
    assert strategy_words.concepts_of(NEEDS, ["Doubt", "Hope", "Fear"]) == ["Doubt", "Fear"]


def test_a_printed_number_that_differs_is_named_with_the_computed_one() -> None:
    text = team_words.agreement_sentences(RELATIONSHIPS).plain
    assert "the printed number is 8, the persons in the table give 10" in text


def test_printed_numbers_that_agree_are_counted() -> None:
    agreeing = RELATIONSHIPS.head(1).assign(reported=10, agrees=True)
    assert "(1) agree with" in team_words.agreement_sentences(agreeing).plain


def test_the_title_of_teams_leaves_out_teams_without_professionals() -> None:
    title = team_words.relationships_title(TOTALS)
    assert title == "Colleagues of another sector: about seven in Large"


def test_the_chapter_on_teams_opens_with_how_many_colleagues_a_professional_has() -> None:
    """Two persons of the pair have one colleague each."""
    small = TOTALS.head(1).assign(team="The pair", professionals=2, partners_mean=1.0)
    finding = team_words.finding_sentences(pd.concat([TOTALS, small]), split="Two groups")
    assert finding.plain == (
        "**In Large a professional works with about seven colleagues of another sector, in the "
        "pair with one.** Two groups."
    )
    nobody = team_words.finding_sentences(TOTALS.tail(1), split="")
    assert nobody.plain == team_words.NONE


def test_the_title_of_teams_says_what_print_has_instead() -> None:
    """Five nurses with ten partners each make the 50 that are drawn; with eight each, 40."""
    title = team_words.relationships_title(TOTALS, RELATIONSHIPS)
    assert title.endswith("about seven in Large (print: up to 8 for nurses)")
    assert team_words.drawn_instead(TOTALS, RELATIONSHIPS) == (
        "In Large 50 are drawn; the printed 8 for each of 5 nurses would make at most 40."
    )
    agreeing = RELATIONSHIPS.assign(agrees=True)
    assert "print" not in team_words.relationships_title(TOTALS, agreeing)
    assert team_words.drawn_instead(TOTALS, agreeing) == ""


def test_what_was_not_available_is_said_of_the_studies_with_teams() -> None:
    studies = pd.DataFrame(
        [("a", "First", "the drawing"), ("b", "Second", None), ("c", "Third", "notes")],
        columns=["study", "label", "parts_not_available"],
    )
    text = team_words.drawn_from(pd.DataFrame({"study": ["a", "b", "a"]}), studies).plain
    assert text == "Drawn from the text of First. Not available to us: the drawing."


def test_the_title_of_splits_names_the_first_recommended_one() -> None:
    assert team_splits.split_title(SPLITS, ranges=RANGES, team="Large") == (
        "Two groups of 7 or 8 have a recommended size and keep 25 of 50 relationships"
    )


def test_without_a_recommendation_the_title_tells_of_two_groups() -> None:
    title = team_splits.split_title(SPLITS, ranges=RANGES.head(0), team="Large")
    assert title == "Two groups of 7 or 8 keep 25 of 50 relationships"


def test_the_sentences_on_splits_name_all_that_fit() -> None:
    text = team_splits.split_sentences(SPLITS, ranges=RANGES, team="Large").plain
    assert "The splits into two and three groups" in text
    assert "four persons are without a partner" in text


def test_the_spread_of_categories_is_counted() -> None:
    title = synthesis_words.spread_title(WIDE, columns=["one", "two"], among="studies")
    assert title == "One of 2 categories appears in both studies, one in only one"
    alone = synthesis_words.spread_title(WIDE, columns=["one"], among="studies")
    assert alone == "2 categories are coded for one"


def test_what_is_spoken_against_is_a_code_and_how_many_of_how_many_sources() -> None:
    disputed = pd.DataFrame(
        [("Time", "Waiting", "Long waits", 3, 1)],
        columns=["theme", "category", "code", "for_it", "against_it"],
    )
    categories = pd.Series([{"both", "silent"}, {"supported"}])
    assert synthesis_words.verdicts_title(categories, disputed, 9) == (
        "One of 2 categories has something that a segment speaks against, one of 9 codes"
    )
    assert "Long waits (1 of 4)" in synthesis_words.disputed_in_words(disputed).plain
    assert synthesis_words.disputed_in_words(disputed.head(0)).plain == ""


def test_silence_is_counted_for_each_study() -> None:
    text = synthesis_words.silence_sentence(WIDE, columns=["one", "two"]).plain
    assert text.startswith("Where a study is silent: two on 1 category.")


def test_empty_tables_give_short_sentences() -> None:
    nothing = split_effects({})
    assert strategy_words.needs_sentence(NEEDS.head(0), sources=0).plain
    assert strategy_words.needs_title(NEEDS.head(0)) == "No need with these settings"
    assert strategy_words.backfiring_sentences(KINDS.head(0)).plain == "No strategy is coded here."
    assert "No number" in team_words.agreement_sentences(RELATIONSHIPS.head(0)).plain
    assert team_splits.split_title(nothing, ranges=RANGES, team="") == "No team to split"
    assert "nothing to split" in team_splits.split_sentences(nothing, ranges=RANGES, team="").plain
    assert synthesis_words.silence_sentence(WIDE.head(0), columns=[]).plain == ""
