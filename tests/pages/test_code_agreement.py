"""What the chapter on agreement says and draws of codes and themes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.pages.conftest import BY_CODE, CODES
from tests.pages.test_agreement import coded

from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.coding.codebook import nodes_above
from trustbook.pages import agreement
from trustbook.pages import code_agreement as show
from trustbook.pages.figures import specification


@pytest.fixture
def rows(passes):
    return show.code_rows(passes())


def test_codes_come_in_the_order_of_the_codebook_with_their_counts(rows):
    assert rows[["group", "label", "note"]].values.tolist() == [
        ["Time", "Hurry", "1 of 2"],
        ["Time", "Waiting", "4 of 4"],
    ]


def test_the_title_of_codes_names_the_lowest_where_intervals_are_narrow(rows):
    title = show.code_title(rows, noun="code")
    assert title == "Least agreement on “Hurry” (−0.30); no difference on 1 of 2 codes"


def test_the_title_of_codes_says_how_wide_the_intervals_are(rows):
    """One interval, 0.7 wide; Waiting, never differed on, rests on three units."""
    wide = rows.assign(lower=[-0.5, np.nan], upper=[0.2, np.nan], few=[True, True])
    title = show.code_title(wide, noun="code")
    assert title == (
        "Half of the intervals are wider than 0.70; "
        "no difference on 1 of 2 codes, 1 of them on 3 units or fewer"
    )


def test_few_units_are_three_or_less_and_letters_are_never_few(rows, passes):
    assert rows["few"].tolist() == [True, False]
    letters = show.code_rows(replace(passes(), unit="text"))
    assert letters["few"].tolist() == [False, False]


def test_codes_without_an_interval_are_counted_by_their_reason(passes):
    """Hurry is too rare; on Waiting the coders never differed."""
    text = show.codes_in_words(passes()).plain
    assert "One further code is too rare for an interval" in text
    assert "On 1 code the coders never differed. Where coders never differed" in text
    assert "which is no sign of certainty" in text


@pytest.mark.slow
def test_the_figures_have_a_twin_and_say_where_nothing_is_compared(passes, monkeypatch):
    assert "Krippendorff’s alpha" in agreement.overall_figure(passes()).text
    assert "Time | Hurry | 1 of 2" in show.code_figure(passes()).text
    monkeypatch.setattr(show, "MOST_ROWS", 1)
    assert "1 of 2 least agreed on are drawn" in show.code_figure(passes()).text
    nothing = passes(by_code=BY_CODE.iloc[:0])
    assert show.code_figure(nothing).plain == "Nothing to compare."


@pytest.mark.slow
def test_themes_stand_under_theme_and_no_column_is_empty(corpus_of):
    """Both coders marked g1 and g2; k and c are under the one theme Time."""
    coded = [("g1", "k", "A"), ("g1", "c", "B"), ("g2", "k", "A")]
    corpus = corpus_of(
        codes=CODES,
        segments=pd.DataFrame({"segment": ["g1", "g2"], "study": "s"}),
        codings=pd.DataFrame(coded, columns=["segment", "code", "coder"]),
    )
    themes = show.theme_figure(
        agreement.passes(corpus, unit="segment", uncoded="include", seed=1, resamples=9)
    ).text
    assert "\nTheme | Units given by all, of those given by any | Percent" in themes
    assert "\nTime | 1 of " in themes


def test_a_label_of_two_lines_has_a_higher_row_and_a_diamond_stands_under_its_dot(rows):
    long = rows.assign(
        label=["A label that is far too long for one line of a chart, whatever its page", "Short"],
        note="",
    )
    key = Key(interval="a", other="b", note="c")
    words = {"title": "t", "subtitle": "s", "description": "d"}
    chart = dot_intervals(long, key, **words, step=0.2, is_wide=True)
    sets = specification(chart)["datasets"].values()
    dots = [r["y"] for data in sets for r in data if "words" in r]
    assert len(dots) == 2
    assert dots[1] - dots[0] == 30
    diamonds = [r["y"] for data in sets for r in data if r.get("shape") == "diamond"]
    assert {dots[0] + 8, dots[1] + 8} <= set(diamonds)


def test_a_long_key_is_broken_on_a_phone(rows):
    key = Key(interval="alpha with its interval", note="3 of 4: what all marked, of any " * 2)
    words = {"title": "t", "subtitle": "s", "description": "d"}
    chart = dot_intervals(rows.assign(note=""), key, **words)
    assert specification(chart)["width"] == 350


def test_a_code_without_a_value_is_drawn_as_undefined(rows):
    undefined = rows.assign(value=np.nan, lower=np.nan, upper=np.nan, note="")
    chart = dot_intervals(undefined, Key(interval="a"), title="t", subtitle="s", description="d")
    assert "undefined" in str(specification(chart))


@pytest.mark.slow
@pytest.mark.parametrize(("lowest", "first"), [(0.3, "0.0"), (-0.01, "0.0"), (-0.3, "−0.4")])
def test_the_scale_begins_at_nought_or_below_the_lowest_number(rows, lowest, first):
    numbers = rows.assign(value=[lowest, 1.0], lower=np.nan, upper=np.nan, other=1.0, note="")
    chart = dot_intervals(
        numbers, Key(interval="a"), title="t", subtitle="s", description="d", step=0.2
    )
    sets = specification(chart)["datasets"].values()
    ticks = next(data for data in sets if {"0.4", "0.6"} <= {row.get("text") for row in data})
    assert ticks[0]["text"] == first


def test_codes_have_the_theme_above_them():
    assert nodes_above(CODES, kind="theme").values.tolist() == [["t", "t"], ["k", "t"], ["c", "t"]]


def test_codes_that_are_all_alike_are_not_ranked_in_the_title(rows):
    alike = rows.assign(value=-0.02, whole=False, lower=-0.04, upper=0.0)
    assert show.code_title(alike, noun="theme") == f"Alpha is −0.02 on each of {len(alike)} themes"


@pytest.mark.slow
def test_where_nothing_varies_alpha_is_called_undefined(corpus_of):
    """Two coders, one code, three units, never a difference."""
    passes = coded(corpus_of, *((f"g{n}", "k", coder) for n in range(3) for coder in "AB"))
    assert "their agreement is undefined (" in agreement.finding_in_words(passes).plain
    assert "One code that somebody gave" in show.code_figure(passes).html


def test_one_unit_is_said_to_allow_no_interval(corpus_of):
    """A gave k and B gave c to the one segment: no draw can differ from another."""
    passes = coded(corpus_of, ("g", "k", "A"), ("g", "c", "B"))
    assert show.codes_in_words(passes).plain == show.ONE_BLOCK
