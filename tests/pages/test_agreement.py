"""What the chapter on agreement says and draws."""

import numpy as np
import pandas as pd
import pytest

from trustbook.agreement.differences import by_segment, codes_side_by_side, ties_of_coders
from trustbook.agreement.passes import SPANS
from trustbook.charts.dot_interval import Key, dot_interval
from trustbook.coding.codebook import code_tree, nodes_above
from trustbook.pages import agreement as difference_words
from trustbook.pages import agreement as words
from trustbook.pages.figures import specification

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
        "krippendorff_lower": [np.nan, np.nan],
        "krippendorff_upper": [np.nan, np.nan],
        "gwet": [0.95, 1.0],
    }
)


FOUND = pd.DataFrame({"agreement": ["same codes", "other codes", "not marked by B"]})


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
    assert "2 coders are compared: A and B." in told
    assert "B made no unit that nobody else made" in told


def test_the_overlap_counts_kinds_of_agreement():
    told = words.overlap_in_words(FOUND).plain
    assert "Of 3 units compared, 1 have the same codes, 0 have some codes the same" in told
    assert "1 were marked by one coder and not by another" in told


def test_the_title_leads_with_whole_units_and_ends_with_what_flatters():
    title = words.overall_title(OVERALL, FOUND)
    assert title == "Same codes on 1 of 3 units; alpha 0.51 (90.0 % of single yes/no decisions)"


def test_rare_codes_are_explained_with_the_numbers_at_hand():
    told = words.rare_in_words(OVERALL).plain
    assert "Chance alone gives 80.00 of 100; it leaves 20.00 open" in told
    assert "of these 10.00 were agreed: 10.00 ÷ 20.00 = 0.50" in told
    assert "AC1 takes 20.0 of 100 for chance" in told


def test_a_kappa_that_does_not_exist_is_no_sum():
    """Where nothing varies chance leaves nothing open."""
    assert "undefined" in words.rare_in_words(OVERALL.assign(value=np.nan)).plain


def test_codes_come_in_the_order_of_the_codebook_with_their_counts():
    assert rows()[["group", "label", "count"]].values.tolist() == [
        ["Time", "Hurry", "1 of 2"],
        ["Time", "Waiting", "4 of 4"],
    ]


def test_the_title_of_codes_names_the_lowest_where_intervals_are_narrow():
    title = words.code_title(rows(), what="codes")
    assert title == "Least agreement on “Hurry” (−0.30); no difference on 1 of 2 codes"


def test_the_title_of_codes_says_how_wide_the_intervals_are():
    """One interval, 0.7 wide; Waiting, never differed on, rests on three units."""
    wide = rows().assign(lower=[-0.5, np.nan], upper=[0.2, np.nan], few=[True, True])
    title = words.code_title(wide, what="codes")
    assert title == (
        "Half of the intervals are wider than 0.70; "
        "no difference on 1 of 2 codes, 1 of them on 3 units or fewer"
    )


def test_few_units_are_three_or_less_and_letters_are_never_few():
    assert rows()["few"].tolist() == [True, False]
    letters = words.code_rows(BY_CODE, code_tree(CODES), unit="text")
    assert letters["few"].tolist() == [False, False]


def test_codes_without_an_interval_are_counted_by_their_reason():
    """Hurry is too rare; on Waiting the coders never differed."""
    told = words.codes_in_words(rows()).plain
    assert "1 further code is too rare for an interval" in told
    assert "On 1 code the coders never differed. Where coders never differed" in told
    assert "no width is not certainty" in told


def test_the_figures_have_a_twin_and_say_where_nothing_is_compared():
    assert "Krippendorff’s alpha" in words.overall_figure(OVERALL, FOUND, unit="segment").text
    shown = words.code_figure(rows(), name="by-code", what="codes", unit="segment").text
    assert "Time | Hurry | 1 of 2" in shown
    empty = words.code_figure(rows().iloc[:0], name="by-code", what="codes", unit="segment")
    assert empty.plain == "Nothing to compare."


def test_themes_stand_under_theme_and_no_column_is_empty():
    themes = words.code_rows(BY_CODE.assign(code=["t", "u"]), code_tree(CODES), unit="segment")
    shown = words.code_figure(themes, name="by-theme", what="themes", unit="segment").text
    assert "\nTheme | Units given by all, of those given by any | Percent" in shown
    assert "\nTime | 1 of 2" in shown


def test_a_label_of_two_lines_has_a_higher_row_and_a_diamond_stands_under_its_dot():
    long = rows().assign(label=["A label that is far too long for one line", "Short"])
    key = Key(value="a", other="b", count="c")
    chart = dot_interval(long, key, title="t", subtitle="s", description="d")
    sets = specification(chart)["datasets"].values()
    dots = [r["y"] for rows in sets for r in rows if "words" in r]
    assert len(dots) == 2
    assert dots[1] - dots[0] == 30
    diamonds = [r["y"] for rows in sets if rows and set(rows[0]) == {"x", "y"} for r in rows]
    assert {dots[0] + 8, dots[1] + 8} <= set(diamonds)


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
    listed = difference_words.disagreement_rows(
        codes_side_by_side(found),
        segments=segments,
        recodings=recodings,
        spans=found,
        labels={"k": "Waiting", "c": "Hurry"},
    ).set_index("unit")
    assert listed.index.tolist() == ["g1", "g4", "b2"]
    assert listed.loc["g1"].tolist() == [
        "s", "Waits long", "other codes", "only A: Waiting\nonly B: Hurry", "g1: Or hurry?",
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
    assert (
        "A and B 100%" in difference_words.ties_in_words(ties_of_coders(relations), relations).plain
    )
    alone = relations.iloc[:1]
    assert (
        "No segment has relations of two coders"
        in difference_words.ties_in_words(ties_of_coders(alone), alone).plain
    )


def test_codes_have_the_theme_above_them():
    assert nodes_above(CODES, kind="theme").values.tolist() == [["t", "t"], ["k", "t"], ["c", "t"]]


def test_codes_that_are_all_alike_are_not_ranked_in_the_title():
    alike = rows().assign(value=-0.02, whole=False, lower=-0.04, upper=0.0)
    assert (
        words.code_title(alike, what="themes") == f"Alpha is −0.02 on each of {len(alike)} themes"
    )
