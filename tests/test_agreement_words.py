"""What the chapter on agreement says and draws."""

import numpy as np
import pandas as pd
import pytest

from trustbook.charts.dot_interval import Key, dot_interval
from trustbook.codebook import code_tree, nodes_above
from trustbook.comparison import by_segment
from trustbook.disagreements import codes_side_by_side, ties_of_coders
from trustbook.passes import SPANS
from trustbook.show import agreement_words as words
from trustbook.show.figures import specification

CODES = pd.DataFrame(
    [("t", "Time", "theme", None), ("k", "Waiting", "code", "t"), ("c", "Hurry", "code", "t")],
    columns=["code", "label", "kind", "parent"],
)
OVERALL = pd.DataFrame(
    {
        "coefficient": ["Percent agreement", "Cohen’s kappa", "Krippendorff’s alpha", "Gwet’s AC1"],
        "value": [0.9, 0.5, 0.51, 0.88],
        "lower": [0.8, 0.2, 0.2, np.nan],
        "upper": [1.0, 0.7, 0.7, np.nan],
        "observed": 0.9,
        "expected": [np.nan, 0.8, 0.8, 0.2],
        "n_units": 20,
        "n_codes": 2,
        "n_coders": 2,
    }
)
BY_CODE = pd.DataFrame(
    {
        "code": ["c", "k"],
        "given_by_all": [1.0, 4.0],
        "given_by_some": [2.0, 4.0],
        "percent": [0.9, 1.0],
        "krippendorff": [-0.3, 1.0],
        "krippendorff_lower": [np.nan, 1.0],
        "krippendorff_upper": [np.nan, 1.0],
        "gwet": [0.95, 1.0],
    }
)


def spans(*rows):
    found = pd.DataFrame(rows, columns=["unit", "coder", "code"])
    return found.assign(study="s", text="s", start=np.nan, end=np.nan)[list(SPANS)]


def rows():
    return words.code_rows(BY_CODE, code_tree(CODES), unit="segment")


def test_one_coder_is_told_how_to_add_a_second():
    alone = spans(("g1", "A", "k"))
    told = words.coders_in_words(alone, by_segment(alone)).plain
    assert told.startswith("This corpus has one coder")
    assert "recodings.csv" in told


def test_coders_of_different_texts_have_nothing_to_compare():
    apart = spans(("g1", "A", "k"), ("g2", "B", "k")).assign(text=["s", "z"], study=["s", "z"])
    assert "nothing to compare" in words.coders_in_words(apart, by_segment(apart)).plain


def test_a_coder_of_given_segments_is_named():
    found = spans(("g1", "A", "k"), ("g2", "A", "k"), ("g1", "B", "c"))
    told = words.coders_in_words(found, by_segment(found)).plain
    assert "A and B are compared" in told
    assert "B made no unit that nobody else made" in told


def test_the_overlap_counts_kinds_of_agreement():
    found = pd.DataFrame({"agreement": ["same codes", "other codes", "not marked by B"]})
    told = words.overlap_in_words(found).plain
    assert "Of 3 units compared, 1 have the same codes, 0 have some codes the same" in told
    assert "1 were marked by one coder and not by another" in told


def test_the_title_says_what_is_left_of_percent_agreement():
    title = words.overall_title(OVERALL)
    assert title == "The coders agree in 90.0% of decisions; alpha, less chance, is 0.51"


def test_rare_codes_are_explained_with_the_numbers_at_hand():
    told = words.rare_in_words(OVERALL).plain
    assert "agree in 80.0% of all decisions" in told
    assert "Cohen’s kappa counts 0.50 as agreed" in told
    assert "(20.0%)" in told


def test_codes_come_in_the_order_of_the_codebook_with_their_counts():
    assert rows()[["group", "label", "count"]].values.tolist() == [
        ["Time", "Hurry", "1 of 2 units"],
        ["Time", "Waiting", "4 of 4 units"],
    ]


def test_the_title_of_codes_names_the_lowest():
    title = words.code_title(rows(), what="codes")
    assert title == "Least agreement on “Hurry” (−0.30); no difference on 1 of 2"


def test_codes_too_rare_for_an_interval_are_counted():
    assert "1 code is too rare for an interval" in words.codes_in_words(rows()).plain


def test_the_figures_have_a_twin_and_say_where_nothing_is_compared():
    assert "Krippendorff’s alpha" in words.overall_figure(OVERALL, unit="segment").text
    assert "Hurry" in words.code_figure(rows(), name="by-code", what="codes").text
    empty = words.code_figure(rows().iloc[:0], name="by-code", what="codes")
    assert empty.plain == "Nothing to compare."


def test_a_code_without_a_value_is_drawn_as_undefined():
    undefined = rows().assign(value=np.nan, lower=np.nan, upper=np.nan)
    chart = dot_interval(undefined, Key(value="a"), title="t", subtitle="s", description="d")
    assert "undefined" in str(specification(chart))


@pytest.mark.parametrize(("lowest", "first"), [(0.3, "0.0"), (-0.01, "0.0"), (-0.3, "-0.4")])
def test_the_scale_begins_at_nought_or_below_the_lowest_number(lowest, first):
    drawn = rows().assign(value=[lowest, 1.0], lower=np.nan, upper=np.nan, other=1.0)
    chart = dot_interval(drawn, Key(value="a"), title="t", subtitle="s", description="d")
    numbers = [
        row["number"]
        for data in specification(chart)["datasets"].values()
        for row in data
        if "number" in row
    ]
    assert numbers[-1] == first


def test_the_list_of_differences_has_meaning_units_places_and_memos():
    """g1 has words; b2, which only B marked, has its place; g3 is the same and left out."""
    found = spans(("g1", "A", "k"), ("g1", "B", "c"), ("b2", "B", None), ("g3", "A", "k"))
    found = pd.concat([found, spans(("g3", "B", "k"), ("g4", "A", "c"))])
    found.loc[found["unit"] == "b2", ["start", "end"]] = (1200.0, 1290.0)
    segments = pd.DataFrame(
        {"segment": ["g1", "g3"], "meaning_unit": ["Waits long", "x"], "memo": ["Or hurry?", None]}
    )
    recodings = pd.DataFrame({"anchor": ["b2"], "memo": ["No code fits"]})
    listed = words.disagreement_rows(
        codes_side_by_side(found),
        segments=segments,
        recodings=recodings,
        spans=found,
        labels={"k": "Waiting", "c": "Hurry"},
    ).set_index("unit")
    assert listed.index.tolist() == ["g1", "g4", "b2"]
    assert listed.loc["g1"].tolist() == [
        "s", "Waits long", "other codes", "", "Waiting", "Hurry", "g1: Or hurry?",
    ]  # fmt: skip
    assert (
        listed.loc["b2", "meaning_unit"] == "(no words kept: letters 1,200 to 1,290 of the source)"
    )
    assert listed.loc["b2", "memo"] == "b2: No code fits"


def test_ties_of_two_coders_are_told_with_the_rule():
    relations = pd.DataFrame(
        [("g1", "P", "N", "trust", "A"), ("g1", "P", "N", "trust", "B")],
        columns=["segment", "truster", "trustee", "concept", "coder"],
    )
    assert "A and B 100%" in words.ties_in_words(ties_of_coders(relations), relations).plain
    alone = relations.iloc[:1]
    assert (
        "No segment has relations of two coders"
        in words.ties_in_words(ties_of_coders(alone), alone).plain
    )


def test_codes_have_the_theme_above_them():
    assert nodes_above(CODES, kind="theme").values.tolist() == [["t", "t"], ["k", "t"], ["c", "t"]]
