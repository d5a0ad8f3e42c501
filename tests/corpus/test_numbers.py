"""Numbers as readers see them, and the grammar that hangs on them."""

import math

import numpy as np
import pandas as pd
import pytest

from trustbook.corpus.numbers import (
    coefficient,
    count,
    form_for,
    in_words,
    interval,
    joined,
    month_name,
    number,
    number_range,
    share,
    signed,
    span,
    yes_no,
)


@pytest.mark.parametrize(
    ("n", "noun", "text"),
    [
        (0, "interview", "no interviews"),
        (1, "interview", "1 interview"),
        (2, "study", "2 studies"),
        (2, "day", "2 days"),
        (2, "class", "2 classes"),
        (2, "branch", "2 branches"),
    ],
)
def test_nouns_agree_with_their_number(n, noun, text):
    assert count(n, noun) == text


def test_numbers_above_twelve_are_figures():
    assert [in_words(n) for n in (0, 12, 13, -1)] == ["no", "twelve", "13", "−1"]


def test_the_last_of_an_enumeration_is_joined_with_and():
    assert [joined(""), joined("a"), joined("ab"), joined("abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (9999, 0, "9999"),
        (10_000, 0, "10,000"),
        (-1234567.5, 1, "−1,234,567.5"),
        (2.675, 2, "2.67"),  # the double below 2.675
        (0.125, 2, "0.12"),  # a tie goes to the even digit
        (-0.004, 2, "0.00"),
        (np.int64(7), 0, "7"),
        (math.inf, 0, "∞"),
    ],
)
def test_numbers_are_rounded_and_grouped_at_the_edge(value, decimals, text):
    assert number(value, decimals=decimals) == text


@pytest.mark.parametrize("value", [None, math.nan, pd.NA])
def test_a_missing_number_is_no_text_or_the_one_asked_for(value):
    assert (number(value), number(value, missing="–")) == ("", "–")
    assert (share(value), share(value, missing="–")) == ("", "–")
    assert yes_no(value) == ""


def test_a_number_that_rounds_to_nothing_has_no_sign():
    texts = ["0.0", "0.0", "+0.1", "−2.0"]
    assert [signed(x, decimals=1) for x in (0.04, -0.04, 0.05001, -2)] == texts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0%"),
        (0.0099, "under 1%"),
        (0.01, "1%"),
        (0.99, "99%"),
        (0.991, "over 99%"),
        (1, "100%"),
    ],
)
def test_a_share_is_whole_or_nothing_only_when_it_is(value, text):
    assert share(value) == text


def test_small_shares_keep_two_figures_on_request():
    values = (0.00014, 0.0083, 0.05, 0.1, 0.125, 1)
    texts = ["0.014%", "0.83%", "5%", "10%", "12%", "100%"]
    assert [share(value, figures=True) for value in values] == texts


def test_ranges_have_one_end_where_both_read_the_same_and_intervals_keep_two():
    assert number_range("a", "a") == "a"
    assert span(0.001, 0.002, form=coefficient) == "0.00"
    assert interval(0.001, 0.002, form=coefficient) == "0.00 to 0.00"


def test_forms_agree_as_english_has_it():
    assert [form_for(n, "is", "are") for n in (0, 1, 2, 1.5)] == ["are", "is", "are", "are"]


def test_large_counts_are_grouped():
    assert (count(12_345, "tie"), in_words(12_345)) == ("12,345 ties", "12,345")


def test_a_month_is_named_in_words():
    assert [month_name(f"2021-{n:02}").split()[0][:3] for n in (1, 5, 12)] == ["Jan", "May", "Dec"]
