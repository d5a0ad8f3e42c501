"""The passes of coders as one table, and the units of different coders beside each other."""

import numpy as np
import pandas as pd
import pytest

from trustbook.agreement import coefficients
from trustbook.agreement.coefficients import draws
from trustbook.agreement.differences import (
    NOT_SEEN,
    by_letter,
    by_segment,
    coder_comparison,
    drawn_by_source,
    ends_of,
    marked_by_all,
    overlaps,
    same_places,
)
from trustbook.agreement.passes import (
    SPANS,
    coarser_spans,
    coded_spans,
    coders_of,
    codings_to_compare,
    texts_of_coders,
    unit_makers,
)
from trustbook.agreement.per_code import agreement_by_code, overall_agreement
from trustbook.agreement.side_by_side import (
    codes_side_by_side,
    shared_ties,
    ties_of_coders,
    units_of_coders,
)
from trustbook.agreement.unitising import unitised_alpha

SEGMENTS = pd.DataFrame(
    [("g1", "s", None, "a1"), ("g2", "s", None, "a2"), ("g3", "s", None, "a3")],
    columns=["segment", "study", "encounter", "anchor"],
)
ANCHORS = pd.DataFrame(
    [
        ("a1", 1, "s", 0, 10),
        ("a2", 1, "s", 10, 10),
        ("a3", 1, "s", 30, 10),
        ("b1", 1, "s", 0, 8),
        ("b2", 1, "s", 9, 11),
        ("b3", 1, "s", 50, 10),
        ("b3", 2, "s", 65, 5),
    ],
    columns=["anchor", "part", "study", "start", "length"],
)
CODINGS = pd.DataFrame(
    [("g1", "k", "C1"), ("g2", "k", "C1"), ("g2", "c", "C1"), ("g3", "k", "C1")],
    columns=["segment", "code", "coder"],
)
RECODINGS = pd.DataFrame(
    [("n1", "s", "b1", "k", "C2"), ("n2", "s", "b2", "c", "C2"), ("n3", "s", "b3", None, "C2")],
    columns=["recoding", "study", "anchor", "code", "coder"],
)
NO_RECODINGS = RECODINGS.iloc[:0]


def spans(codings=CODINGS, recodings=RECODINGS):
    return coded_spans(codings, segments=SEGMENTS, anchors=ANCHORS, recodings=recodings)


def on_segments(*rows):
    return spans(pd.DataFrame(rows, columns=["segment", "code", "coder"]), NO_RECODINGS)


def test_both_passes_become_spans_and_the_coders_of_codings_come_first():
    """Four codings, two recodings with a code, one unit without in two parts."""
    marks = spans()
    assert coders_of(marks) == ["C1", "C2"]
    assert marks.groupby("coder").size().to_dict() == {"C1": 4, "C2": 4}
    assert marks.iloc[0].tolist() == ["g1", "s", "s", "C1", 0.0, 10.0, "k"]


def test_a_code_that_one_coder_never_had_is_not_compared():
    codes = pd.DataFrame({"code": ["k", "c"], "added_after": [None, "second coding"]})
    rows = codings_to_compare(CODINGS, codes)
    assert list(rows["segment"] + rows["code"]) == ["g1k", "g2k", "g3k"]


def test_a_segment_that_nobody_coded_was_left_without_a_code_by_all():
    marks = on_segments(("g1", "k", "A"), ("g1", "k", "B"))
    uncoded = marks[marks["code"].isna()]
    assert uncoded[["unit", "coder"]].values.tolist() == [
        ["g2", "A"],
        ["g2", "B"],
        ["g3", "A"],
        ["g3", "B"],
    ]


IN_TWO = SEGMENTS.assign(encounter=["e1", "e1", "e2"])


def assigned(*pairs, codings=CODINGS):
    assignments = pd.DataFrame(pairs, columns=["coder", "encounter"])
    return coded_spans(
        codings, segments=IN_TWO, anchors=ANCHORS, recodings=NO_RECODINGS, assignments=assignments
    )


def test_a_coder_who_read_everything_and_coded_nothing_is_compared():
    """C2 read e1 and e2: nothing of k on g1, g2 and g3, nothing of c on g2."""
    spans = assigned(("C2", "e1"), ("C2", "e2"))
    comparison = by_segment(spans)
    assert comparison.coders == ("C1", "C2")
    assert comparison.values[:, 1, :].tolist() == [[0, 0], [0, 0], [0, 0]]
    assert set(codes_side_by_side(spans)["agreement"]) == {"not marked by C2"}
    amounts = units_of_coders(spans).set_index("coder")
    assert amounts["units"].to_dict() == {"C1": 3, "C2": 0}


def test_documents_that_others_did_not_read_are_not_compared():
    """C2 read e1 alone, so that g3 of e2 is compared with nobody."""
    comparison = by_segment(assigned(("C2", "e1")))
    assert comparison.units["unit"].tolist() == ["g1", "g2"]


def test_what_a_coder_read_comes_before_what_the_marks_let_one_think():
    """C2 coded g1 and was given e1: g2 was read as well, though C2 made no unit of their own."""
    codings = pd.concat([CODINGS, pd.DataFrame([("g1", "k", "C2")], columns=CODINGS.columns)])
    comparison = by_segment(assigned(("C2", "e1"), codings=codings))
    assert comparison.units["unit"].tolist() == ["g1", "g2"]
    passes = by_segment(assigned(codings=codings))
    assert passes.units["unit"].tolist() == ["g1"]


def test_an_assigned_coder_leaves_uncoded_what_nobody_coded():
    codings = CODINGS[CODINGS["segment"] != "g3"]
    comparison = by_segment(assigned(("C1", "e2"), ("C2", "e2"), codings=codings))
    assert comparison.units["unit"].tolist() == ["g3"]
    assert comparison.codes == ()


def test_overlap_counts_the_letters_of_all_parts():
    """b2 covers the last letter of a1 and all of a2."""
    one = spans().query("coder == 'C1'")
    other = spans().query("coder == 'C2'")
    assert overlaps(one, other).values.tolist() == [
        ["g1", "b1", 8.0],
        ["g1", "b2", 1.0],
        ["g2", "b2", 10.0],
    ]


def test_units_are_the_same_place_from_half_of_the_shorter_on():
    """b1 is in g1; of b2 one letter of ten does not count; b3 is a place of its own."""
    places = same_places(spans())
    assert places[["unit", "coder", "own"]].values.tolist() == [
        ["g1", "C1", "g1"],
        ["g1", "C2", "b1"],
        ["g2", "C1", "g2"],
        ["g2", "C2", "b2"],
        ["g3", "C1", "g3"],
        ["b3", "C2", "b3"],
    ]


@pytest.mark.parametrize(("length", "is_same"), [(5, True), (4, False)])
def test_exactly_half_is_enough(length, is_same):
    """The unit begins ten letters before g3 ends its first `length` letters."""
    anchors = pd.concat(
        [ANCHORS, pd.DataFrame([("b9", 1, "s", 30 + length - 10, 10)], columns=ANCHORS.columns)]
    )
    recodings = pd.DataFrame([("n9", "s", "b9", "k", "C2")], columns=RECODINGS.columns)
    marks = coded_spans(CODINGS, segments=SEGMENTS, anchors=anchors, recodings=recodings)
    assert ("g3" in set(same_places(marks).query("coder == 'C2'")["unit"])) is is_same


def test_segments_are_compared_code_by_code():
    """Units g1, g2, g3, b3; codes c, k. C2 did not mark g3, C1 did not mark b3."""
    comparison = by_segment(spans())
    assert comparison.codes == ("c", "k")
    assert comparison.values[:, 0, :].tolist() == [[0, 1], [1, 1], [0, 1], [0, 0]]
    assert comparison.values[:, 1, :].tolist() == [[0, 1], [1, 0], [0, 0], [0, 0]]


def test_what_nobody_gave_a_code_is_left_out_when_asked():
    """b3 has no code of anyone: percent agreement falls from 6 of 8 to 4 of 6 decisions."""
    percents = [
        overall_agreement(by_segment(spans(), uncoded=choice), seed=1, resamples=100)["value"][0]
        for choice in ("include", "exclude")
    ]
    assert percents == pytest.approx([6 / 8, 4 / 6])


def test_each_coefficient_corrects_the_mean_agreement_for_the_mean_chance():
    table = overall_agreement(by_segment(spans()), seed=1, resamples=100).iloc[1:]
    observed, chance = table["observed"], table["expected"]
    assert (chance > 0).all()
    assert table["value"].tolist() == pytest.approx(((observed - chance) / (1 - chance)).tolist())


def test_where_both_marked_is_what_every_coder_marked():
    comparison = marked_by_all(by_segment(spans()), spans())
    assert comparison.units["unit"].tolist() == ["g1", "g2"]


def test_a_coder_without_units_of_their_own_was_given_a_sample():
    """B coded g1 and g2, which A has too: g3 was not given to B."""
    marks = on_segments(
        *[(g, "k", "A") for g in ("g1", "g2", "g3")], ("g1", "k", "B"), ("g2", "c", "B")
    )
    assert unit_makers(marks) == ["A"]
    assert by_segment(marks).units["unit"].tolist() == ["g1", "g2"]


def test_a_text_that_one_coder_never_opened_is_not_compared():
    segments = SEGMENTS.assign(encounter=["e1", "e1", "e2"])
    codings = pd.DataFrame(
        [("g1", "k", "A"), ("g3", "k", "A"), ("g2", "k", "B")],
        columns=["segment", "code", "coder"],
    )
    marks = coded_spans(codings, segments=segments, anchors=ANCHORS, recodings=NO_RECODINGS)
    assert texts_of_coders(marks).values.tolist() == [["e1", "A"], ["e2", "A"], ["e1", "B"]]
    assert by_segment(marks).units["unit"].tolist() == ["g1", "g2"]


def test_three_coders_are_compared_where_two_of_them_looked():
    rows = [
        ("g1", "k", "A"),
        ("g1", "k", "B"),
        ("g1", "c", "C"),
        ("g2", "k", "A"),
        ("g3", "c", "B"),
    ]
    comparison = by_segment(on_segments(*rows))
    assert comparison.values[0, :, :].tolist() == [[0, 1], [0, 1], [1, 0]]
    assert (comparison.values[1:, 2, :] == NOT_SEEN).all()
    assert "Fleiss’ kappa" in set(
        overall_agreement(comparison, seed=1, resamples=100)["coefficient"]
    )


def test_letters_are_compared_up_to_the_end_of_the_text():
    """70 letters; k: C1 0–20 and 30–40, C2 0–8: 22 letters differ; c: C1 10–20, C2 9–20: one."""
    comparison = by_letter(spans(), ends=ends_of(ANCHORS))
    assert comparison.units["letters"].sum() == 70
    table = agreement_by_code(comparison, seed=1, resamples=100).set_index("code")
    assert table["percent"].to_dict() == pytest.approx({"c": 69 / 70, "k": 48 / 70})
    assert table.loc["k", ["given_by_all", "given_by_some"]].tolist() == [8, 30]


def test_alpha_of_letters_is_that_of_unitising():
    ends = ends_of(ANCHORS)
    table = agreement_by_code(by_letter(spans(), ends=ends), seed=1, resamples=100)
    for code, alpha in zip(table["code"], table["krippendorff"], strict=True):
        own = spans().query("code == @code").assign(value=code, text="s")
        oracle = unitised_alpha(own, length={"s": 70}).set_index("coefficient")
        assert alpha == pytest.approx(oracle["value"]["|ᵤα"])


def test_the_unit_of_comparison_is_a_choice():
    chosen = [coder_comparison(spans(), anchors=ANCHORS, unit=unit) for unit in ("segment", "text")]
    assert [result.units["letters"].sum() for result in chosen] == [4, 70]


def test_order_of_rows_and_names_of_codes_and_coders_change_nothing():
    shuffled = spans(CODINGS.iloc[::-1], RECODINGS.iloc[::-1])
    renamed = shuffled.assign(
        code=shuffled["code"].map({"k": "x", "c": "y"}),
        coder=shuffled["coder"].map({"C1": "Z", "C2": "Y"}),
    )
    one = overall_agreement(by_segment(spans()), seed=1, resamples=100)
    other = overall_agreement(by_segment(renamed), seed=1, resamples=100)
    pd.testing.assert_series_equal(one["value"], other["value"])


def test_a_coder_compared_with_a_copy_agrees_fully():
    rows = CODINGS.merge(SEGMENTS, on="segment").assign(coder="C2", recoding="n")
    copy = rows[["recoding", "study", "anchor", "code", "coder"]]
    for unit in ("segment", "text"):
        comparison = coder_comparison(spans(CODINGS, copy), anchors=ANCHORS, unit=unit)
        assert overall_agreement(comparison, seed=1, resamples=100)[
            "value"
        ].tolist() == pytest.approx([1.0] * 6)


def test_one_coder_and_no_rows_leave_nothing_to_compare():
    for few in (spans(CODINGS, NO_RECODINGS), spans(CODINGS.iloc[:0], NO_RECODINGS)):
        for unit in ("segment", "text"):
            comparison = coder_comparison(few, anchors=ANCHORS, unit=unit)
            assert overall_agreement(comparison, seed=1, resamples=100).empty
            assert agreement_by_code(comparison, seed=1, resamples=100).empty
        assert codes_side_by_side(few).empty


def test_one_segment_has_a_value_but_nothing_that_an_interval_could_show():
    """Two decisions on one segment, both different; every draw is the same segment."""
    codings = on_segments(("g1", "k", "A"), ("g1", "c", "B"))
    table = overall_agreement(by_segment(codings, uncoded="exclude"), seed=1, resamples=100)
    assert table.loc[0, "value"] == 0
    assert table.loc[0, ["lower", "upper"]].isna().all()


def test_the_list_says_what_all_gave_and_what_only_one_gave():
    table = codes_side_by_side(spans()).set_index("unit")
    assert table["agreement"].to_dict() == {
        "g1": "same codes",
        "g2": "some codes the same",
        "g3": "not marked by C2",
        "b3": "not marked by C1",
    }
    assert table.loc["g2", ["both", "C1", "C2"]].tolist() == [["c"], ["k"], []]
    assert table.loc["g2", "own_units"] == ["g2", "b2"]


def test_how_much_each_coder_marked():
    """C2: three units, one without a code, 8 + 11 + 15 letters, b3 where C1 marked nothing."""
    table = units_of_coders(spans()).set_index("coder")
    assert table.loc["C2"].tolist() == [3, 1, 0.67, 34, 1]
    assert table.loc["C1"].tolist() == [3, 0, 1.33, 30, 1]


def test_a_code_is_raised_to_what_lies_above():
    above = pd.DataFrame({"code": ["k", "c"], "node": ["t", "t"]})
    marks = coarser_spans(spans(), above)
    assert len(marks.query("unit == 'g2'")) == 1
    assert set(marks["code"].dropna()) == {"t"}


def test_ties_are_compared_where_two_coders_stated_any():
    """g1: both state PA → NU trust, B also NU → PA: 2 × 1 / (1 + 2). g2 has one coder."""
    relations = pd.DataFrame(
        [
            ("g1", "PA", "NU", "trust", "A"),
            ("g1", "PA", "NU", "trust", "B"),
            ("g1", "NU", "PA", "trust", "B"),
            ("g2", "PA", "NU", "trust", "A"),
        ],
        columns=["segment", "truster", "trustee", "concept", "coder"],
    )
    ties = ties_of_coders(relations)
    assert shared_ties(ties, coders=("A", "B")) == pytest.approx(2 / 3)
    assert shared_ties(ties.iloc[:0], coders=("A", "B")) is None


def test_the_bootstrap_of_codes_is_that_of_a_loop():
    """Percent agreement of k on the same draws, unit by unit."""
    comparison = by_segment(spans())
    table = agreement_by_code(comparison, seed=3, resamples=400).set_index("code")
    same = (comparison.values[:, 0, 1] == comparison.values[:, 1, 1]).astype("float64")
    weights = np.random.default_rng(3).multinomial(4, [0.25] * 4, size=400)
    expected = np.quantile(weights @ same / 4, [0.025, 0.975])
    assert table.loc["k", ["percent_lower", "percent_upper"]].tolist() == pytest.approx(expected)


def repeated(times):
    """Four units, on one of which A and B differ, each `times` times; and the source of each."""
    kinds = [("k", "k"), ("k", "c"), ("c", "c"), ("k", "k")]
    rows = [
        (f"g{kind}-{copy}", coder, code)
        for kind, codes in enumerate(kinds)
        for copy in range(times)
        for coder, code in zip("AB", codes, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["unit", "coder", "code"])
    source = table["unit"].str.split("-").str[0].set_axis(table["unit"])
    spans = table.assign(study="s", text="s", start=np.nan, end=np.nan)[list(SPANS)]
    return by_segment(spans), source[~source.index.duplicated()]


def test_units_of_one_source_are_drawn_together():
    """Nine repeats of each unit in one source say as much as the unit once, and no more."""
    once, _ = repeated(1)
    many, source = repeated(9)
    columns = ["value", "lower", "upper"]
    drawn = {"seed": 1, "resamples": 400}
    alone = overall_agreement(once, **drawn).loc[0, columns]
    joined = overall_agreement(drawn_by_source(many, source), **drawn).loc[0, columns]
    apart = overall_agreement(many, **drawn).loc[0, columns]
    assert joined["value"] == pytest.approx(0.75)
    assert joined["upper"] - joined["lower"] == pytest.approx(alone["upper"] - alone["lower"])
    assert apart["upper"] - apart["lower"] < 0.7 * (joined["upper"] - joined["lower"])


def test_units_that_are_drawn_together_are_still_counted_one_by_one():
    many, source = repeated(9)
    table = overall_agreement(drawn_by_source(many, source), seed=1, resamples=10)
    assert set(table["n_units"]) == {len(many.units)}


def test_a_place_that_is_no_segment_is_a_block_of_its_own():
    result, source = repeated(2)
    blocks = drawn_by_source(result, source.drop(["g0-0", "g0-1"])).units["block"]
    assert blocks.nunique() == 5


def test_coders_who_never_differ_have_no_interval():
    """On k of the two units of A and B nothing was coded otherwise; no draw can differ."""
    result, _ = repeated(3)
    alike = result.only((result.units["unit"].str.startswith(("g0", "g2"))).to_numpy())
    by_code = agreement_by_code(alike, seed=1, resamples=200)
    assert by_code["percent"].tolist() == [1, 1]
    assert by_code[["percent_lower", "percent_upper"]].isna().all(axis=None)
    assert overall_agreement(alike, seed=1, resamples=200)["lower"].isna().all()


def test_units_that_are_drawn_again_are_those_of_before_and_stay_as_they_are(monkeypatch):
    counts = np.array([2, 1, 4])
    first, again = (list(draws(counts, resamples=50, seed=3)) for _ in range(2))
    assert first[0] is again[0]
    assert not first[0].flags.writeable
    monkeypatch.setattr(coefficients, "MOST_REMEMBERED", 0)
    monkeypatch.setattr(coefficients, "CHUNK", 20 * len(counts))
    anew = list(draws(counts, resamples=50, seed=3))
    assert [len(each) for each in anew] == [20, 20, 10]
    assert (np.vstack(anew) == np.vstack(first)).all()
