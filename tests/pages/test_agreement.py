"""What the chapter on agreement says and draws."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from trustbook.agreement.differences import by_segment
from trustbook.agreement.passes import SPANS
from trustbook.agreement.side_by_side import codes_side_by_side
from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.coding.codebook import nodes_above
from trustbook.pages import agreement as show
from trustbook.pages import margins
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


UNITS = pd.DataFrame({"agreement": ["same codes", "other codes", "not marked by B"]})


def spans(*rows):
    frame = pd.DataFrame(rows, columns=["unit", "coder", "code"])
    return frame.assign(study="s", text="s", start=np.nan, end=np.nan)[list(SPANS)]


@pytest.fixture
def passes(corpus_of):
    """Passes of nobody over a corpus with a codebook, with parts put in."""

    def with_parts(corpus=None, **parts):
        empty = show.passes(
            corpus or corpus_of(codes=CODES), unit="segment", uncoded="include", seed=1, resamples=9
        )
        return (
            replace(empty, overall=OVERALL, units=UNITS, by_code=BY_CODE)
            if not parts
            else (replace(empty, **parts))
        )

    return with_parts


@pytest.fixture
def rows(passes):
    return show.code_rows(passes())


def of_spans(marks):
    return {"spans": marks, "comparison": by_segment(marks), "units": codes_side_by_side(marks)}


def test_what_texts_can_cite_is_named_where_coders_are_compared(passes):
    """One of three units has the same codes; alone, a coder agrees with nobody."""
    named = {output.name: output.values for output in show.named_values(passes()).outputs}
    assert named["units_with_same_codes"] == {"units_with_same_codes": 1}
    assert named["alpha"] == {"alpha": 0.51}
    alone = passes(**of_spans(spans(("g1", "A", "k"))))
    assert show.named_values(alone).outputs == ()


def test_one_coder_is_shown_how_to_add_a_second(passes):
    text = show.coders_in_words(passes(**of_spans(spans(("g1", "A", "k"))))).plain
    assert text.startswith("This corpus has one coder")
    assert "recodings.csv" in text


def test_coders_of_different_texts_have_nothing_to_compare(passes):
    apart = spans(("g1", "A", "k"), ("g2", "B", "k")).assign(text=["s", "z"], study=["s", "z"])
    text = show.coders_in_words(passes(spans=apart, comparison=by_segment(apart))).plain
    assert "nothing to compare: A and B coded" in text


def test_a_coder_of_prescribed_segments_is_named(passes):
    marks = spans(("g1", "A", "k"), ("g2", "A", "k"), ("g1", "B", "c"))
    text = show.coders_in_words(passes(**of_spans(marks))).plain
    assert "Two coders are compared: A and B." in text
    assert "B made no unit that nobody else made" in text


def test_the_overlap_counts_kinds_of_agreement(passes):
    text = show.overlap_in_words(passes()).plain
    assert "Of 3 units compared, 1 has the same codes, 0 have some codes in common" in text
    assert "1 was marked by one coder and not by another" in text


def test_the_chapter_opens_with_whole_units_and_alpha(passes):
    assert show.finding_in_words(passes()).plain.endswith(
        "gave the same codes to 1 of 3 units.** Corrected for what chance would give, their "
        "agreement is 0.51 (Krippendorff’s alpha: full at 1, at 0 what chance gives)."
    )


def test_rare_codes_are_explained_with_the_numbers_at_hand(passes):
    text = show.rare_in_words(passes()).plain
    assert "Chance alone gives 80.00 of 100; it leaves 20.00 open" in text
    assert "of these 10.00 were agreed: 10.00 ÷ 20.00 = 0.50" in text
    assert "AC1 puts 20.0 of 100 down to chance" in text


def test_a_kappa_that_does_not_exist_is_no_sum(passes):
    """Where nothing varies chance leaves nothing open."""
    assert "undefined" in show.rare_in_words(passes(overall=OVERALL.assign(value=np.nan))).plain


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


def test_the_figures_have_a_twin_and_say_where_nothing_is_compared(passes, monkeypatch):
    assert "Krippendorff’s alpha" in show.overall_figure(passes()).text
    assert "Time | Hurry | 1 of 2" in show.code_figure(passes()).text
    monkeypatch.setattr(show, "MOST_ROWS", 1)
    assert "1 of 2 least agreed on are drawn" in show.code_figure(passes()).text
    nothing = passes(by_code=BY_CODE.iloc[:0])
    assert show.code_figure(nothing).plain == "Nothing to compare."


def test_sets_of_codes_that_coders_never_share_are_counted_and_the_others_listed(passes):
    """Both give k to the first ten letters; A gives c to the next ten, to which B gives d."""
    rows = [("a1", "A", "k", 0, 10), ("b1", "B", "k", 0, 10)]
    rows += [("a2", "A", "c", 10, 20), ("b2", "B", "d", 10, 20)]
    frame = pd.DataFrame(rows, columns=["unit", "coder", "code", "start", "end"])
    marked = frame.assign(study="s", text="s")[list(SPANS)]
    text = show.unitised_codes_table(passes(spans=marked)).text
    assert "Two of 3 sets of codes were never given to the same letters by two coders" in text
    assert "1.00 | 100%" in text
    assert not show.unitised_codes_table(passes(spans=marked[marked["coder"] == "A"])).plain


def test_themes_stand_under_theme_and_no_column_is_empty(corpus_of):
    """Both coders marked g1 and g2; k and c lie under the one theme Time."""
    coded = [("g1", "k", "A"), ("g1", "c", "B"), ("g2", "k", "A")]
    corpus = corpus_of(
        codes=CODES,
        segments=pd.DataFrame({"segment": ["g1", "g2"], "study": "s"}),
        codings=pd.DataFrame(coded, columns=["segment", "code", "coder"]),
    )
    themes = show.theme_figure(
        show.passes(corpus, unit="segment", uncoded="include", seed=1, resamples=9)
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


def test_a_code_without_a_value_is_drawn_as_undefined(rows):
    undefined = rows.assign(value=np.nan, lower=np.nan, upper=np.nan, note="")
    chart = dot_intervals(undefined, Key(interval="a"), title="t", subtitle="s", description="d")
    assert "undefined" in str(specification(chart))


@pytest.mark.parametrize(("lowest", "first"), [(0.3, "0.0"), (-0.01, "0.0"), (-0.3, "−0.4")])
def test_the_scale_begins_at_nought_or_below_the_lowest_number(rows, lowest, first):
    numbers = rows.assign(value=[lowest, 1.0], lower=np.nan, upper=np.nan, other=1.0, note="")
    chart = dot_intervals(
        numbers, Key(interval="a"), title="t", subtitle="s", description="d", step=0.2
    )
    sets = specification(chart)["datasets"].values()
    ticks = next(data for data in sets if {"0.4", "0.6"} <= {row.get("text") for row in data})
    assert ticks[0]["text"] == first


def test_the_list_of_differences_has_meaning_units_places_and_memos(corpus_of, passes):
    """g1 has words; b2, which only B marked, has its place; g3 is the same and left out."""
    marks = spans(
        ("g1", "A", "k"), ("g1", "B", "c"), ("b2", "B", None), ("g3", "A", "k"), ("g3", "B", "k"),
        ("g4", "A", "c"),
    )  # fmt: skip
    marks.loc[marks["unit"] == "b2", ["start", "end"]] = (1200.0, 12900.0)
    corpus = corpus_of(
        codes=CODES,
        segments=pd.DataFrame(
            {"segment": ["g1", "g3"], "meaning_unit": ["Waits long", "x"], "memo": ["Hurry?", None]}
        ),
        recodings=pd.DataFrame(
            {"anchor": ["b2"], "study": "s", "coder": "B", "memo": ["No code fits"]}
        ),
    )
    text = show.differences_table(passes(corpus, **of_spans(marks))).text
    assert [line.split(" | ") for line in text.splitlines()[4:]] == [
        ["g1", "s", "Waits long", "other codes", "only A: Waiting; only B: Hurry", "g1: Hurry?"],
        ["g4", "s", "(no meaning unit)", "not marked by B", "only A: Hurry", ""],
        ["b2", "s", "(no meaning unit; letters 1200 to 12,900 of the source)", "not marked by A",
         "", "b2: No code fits"],
    ]  # fmt: skip


def test_ties_of_two_coders_are_stated_with_the_rule(corpus_of):
    relations = pd.DataFrame(
        [("g1", "P", "N", "trust", "A"), ("g1", "P", "N", "trust", "B")],
        columns=["segment", "truster", "trustee", "concept", "coder"],
    )
    assert "A and B 100%" in show.ties_in_words(corpus_of(relations=relations)).plain
    alone = show.ties_in_words(corpus_of(relations=relations.iloc[:1])).plain
    assert "No segment has relations of two coders" in alone


def test_codes_have_the_theme_above_them():
    assert nodes_above(CODES, kind="theme").values.tolist() == [["t", "t"], ["k", "t"], ["c", "t"]]


def test_codes_that_are_all_alike_are_not_ranked_in_the_title(rows):
    alike = rows.assign(value=-0.02, whole=False, lower=-0.04, upper=0.0)
    assert show.code_title(alike, noun="theme") == f"Alpha is −0.02 on each of {len(alike)} themes"


def coded(corpus_of, *codings):
    """The passes over a corpus of these codings, each segment of one study and known no further."""
    frame = pd.DataFrame(codings, columns=["segment", "code", "coder"])
    segments = pd.DataFrame({"segment": frame["segment"].unique(), "study": "s"})
    corpus = corpus_of(codings=frame, segments=segments, codes=CODES)
    return show.passes(corpus, unit="segment", uncoded="include", seed=1, resamples=50)


def test_where_nothing_varies_alpha_is_called_undefined(corpus_of):
    """Two coders, one code, three units, never a difference."""
    passes = coded(corpus_of, *((f"g{n}", "k", coder) for n in range(3) for coder in "AB"))
    assert "their agreement is undefined (" in show.finding_in_words(passes).plain
    assert "One code that somebody gave" in show.code_figure(passes).html


def test_kappa_stands_beside_what_it_owes_to_how_often_coders_give_a_code(corpus_of):
    """k: A on g1, g2, g3 and B on g1, g2, of four; c: A on g4, B on g3 and g4.

    B gives k only where A does and A gives c only where B does: kappas are as high as they can be.
    Sets agree on g1, g2, g4 of four units.
    """
    rows = [(f"g{n}", "k", "A") for n in (1, 2, 3)] + [(f"g{n}", "k", "B") for n in (1, 2)]
    passes = coded(corpus_of, *rows, ("g4", "c", "A"), ("g3", "c", "B"), ("g4", "c", "B"))
    text = margins.margins_table(passes).text
    assert "how readily they give the code on both codes" in text
    assert "Waiting | 0.50 | 0.50 | 0.50 | +0.25 | +0.250" in text
    assert "for exact sets" in margins.sets_table(passes).text
    alone = coded(corpus_of, ("g1", "k", "A"))
    assert "Needs two coders" in margins.margins_table(alone).plain
    assert "Needs two coders" in margins.sets_table(alone).plain


def test_one_unit_is_said_to_allow_no_interval(corpus_of):
    """A gave k and B gave c to the one segment: no draw can differ from another."""
    passes = coded(corpus_of, ("g", "k", "A"), ("g", "c", "B"))
    assert show.codes_in_words(passes).plain == show.ONE_BLOCK


def test_it_is_said_whose_reading_is_stated(corpus_of):
    corpus = corpus_of(
        codings=pd.DataFrame([("g", "k", "A")], columns=["segment", "code", "coder"]),
        segments=pd.DataFrame({"segment": ["g"], "study": "s", "encounter": "e"}),
        codes=CODES,
        assignments=pd.DataFrame({"coder": ["B"], "encounter": ["e"]}),
    )
    passes = show.passes(corpus, unit="segment", uncoded="include", seed=1, resamples=50)
    text = show.coders_in_words(passes).plain
    assert "What B read is stated (assignments): any other coder who marked anything" in text
    assert "prescribed" not in text


def test_ac1_is_said_to_stay_closer_to_the_percentage_only_where_it_does(corpus_of):
    """One unit, other codes: 0 of 2 decisions agree, kappa is 0 and AC1 is -1."""
    text = show.rare_in_words(coded(corpus_of, ("g", "k", "A"), ("g", "c", "B"))).plain
    assert "AC1 puts 50.0 of 100 down to chance, the less the rarer codes are. Neither" in text


def test_other_ways_to_compare_are_tried_one_at_a_time(corpus_of):
    """Two studies: in s the coders agree on both units, in t on one of two."""
    corpus = corpus_of(
        studies=pd.DataFrame({"study": ["s", "t"], "label": ["First", "Second"]}),
        segments=pd.DataFrame({"segment": ["s0", "s1", "t1", "t2"], "study": list("sstt")}),
    )
    same = [(f"s{i}", coder, code) for i, code in enumerate("kc") for coder in "AB"]
    other = [("t1", "A", "k"), ("t1", "B", "k"), ("t2", "A", "c"), ("t2", "B", "k")]
    rows = pd.concat([spans(*same), spans(*other).assign(study="t", text="t")], ignore_index=True)
    every = show.Passes(
        corpus=corpus,
        spans=rows,
        comparison=by_segment(rows),
        units=codes_side_by_side(rows),
        overall=OVERALL,
        by_code=BY_CODE,
        unit="segment",
        uncoded="include",
        bootstrap={"seed": 1, "resamples": 1},
    )
    words = show.other_ways_in_words(every).plain
    assert "(First left out) and 1.00 (Second left out)" in words
    assert "one choice changed at a time" in words
