"""Coders who cut the text into units of their own."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.agreement.unitising import stretches, unitised_alpha, unitised_by_value
from trustbook.errors import AgreementError

# Krippendorff 2019, Content Analysis, 4th ed., figure 12.11: first and last of 60 positions, value
BOOK = {
    "Alex": [(1, 7, 1), (8, 13, 2), (31, 32, 5), (33, 37, 6), (38, 44, 6), (45, 60, 7)],
    "Paul": [(1, 7, 1), (8, 13, 3), (14, 21, 5), (33, 44, 6)],
    "Suzan": [(1, 7, 1), (8, 13, 4), (14, 21, 5), (33, 37, 6), (38, 41, 6), (42, 44, 6)],
}


def spans(*rows):
    return pd.DataFrame(rows, columns=["coder", "start", "end", "value"])


def book():
    return spans(
        *(
            (coder, first - 1, last, f"{value}")
            for coder, units in BOOK.items()
            for first, last, value in units
        )
    )


def test_the_three_observers_agree_as_krippendorff_prints():
    """Printed: .510, .413 (from rounded coincidences; exactly .4136) and .724."""
    alpha = unitised_alpha(book(), length=60).set_index("coefficient")
    assert alpha["value"]["ᵤα"] == pytest.approx(0.510, abs=5e-4)
    assert alpha["value"]["|ᵤα"] == pytest.approx(0.413, abs=1e-3)
    assert alpha["value"]["cᵤα"] == pytest.approx(0.724, abs=5e-4)
    assert alpha["n_units"].iloc[0] == 16
    assert alpha["n_letters"].iloc[0] == 60


def test_each_value_is_told_from_the_others_as_krippendorff_prints():
    """1, 5, 6 are used alike; 2, 3, 4 stand for each other; where 7 is nobody else marked."""
    table = unitised_by_value(book(), length=60).set_index("value")
    assert table["alpha"][["1", "5", "6"]].tolist() == pytest.approx([1, 1, 1])
    assert table["alpha"][["2", "3", "4"]].tolist() == pytest.approx([0, 0, 0])
    assert np.isnan(table["alpha"]["7"])
    assert table["coverage"]["5"] == pytest.approx(8 / 18)
    assert table["coverage"]["7"] == 0


def by_hand(marked, length):
    """ᵤα of two coders, letter by letter: pairs of letters of different origin are compared."""
    values = {
        c: [next((v for s, e, v in units if s <= x < e), "") for x in range(length)]
        for c, units in marked.items()
    }
    own = {
        c: [next((s for s, e, _ in units if s <= x < e), -1 - x) for x in range(length)]
        for c, units in marked.items()
    }
    one, other = values
    observed = sum(a != b for a, b in zip(values[one], values[other], strict=True)) / length
    letters = [(c, own[c][x], values[c][x]) for c in values for x in range(length)]
    pairs = [(a, b) for a in letters for b in letters if (a[0], a[1]) != (b[0], b[1])]
    return 1 - observed / (sum(a[2] != b[2] for a, b in pairs) / len(pairs))


units = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from("kc")), min_size=1, max_size=3
)


@given(units, units)
def test_alpha_is_that_of_all_pairs_of_letters(first, second):
    marked = {}
    for coder, gaps in (("A", first), ("B", second)):
        marked[coder], at = [], 0
        for gap, size, value in gaps:
            marked[coder].append((at + gap, at + gap + size, value))
            at += gap + size
    length = 1 + max(units[-1][1] for units in marked.values())
    rows = [(c, s, e, v) for c, all_units in marked.items() for s, e, v in all_units]
    alpha = unitised_alpha(spans(*rows), length=length)["value"][0]
    assert alpha == pytest.approx(by_hand(marked, length))


def test_a_coder_compared_with_a_copy_agrees_fully():
    one = [(0, 4, "k"), (4, 6, "c"), (9, 12, "k")]
    alpha = unitised_alpha(spans(*(("A", *u) for u in one), *(("B", *u) for u in one)), length=20)
    assert alpha["value"].tolist() == pytest.approx([1, 1, 1])


def test_names_and_order_change_nothing():
    named = book().assign(coder=lambda f: f["coder"].str[::-1], value=lambda f: "v" + f["value"])
    shuffled = unitised_alpha(named.iloc[::-1], length=60)["value"]
    assert shuffled.tolist() == pytest.approx(unitised_alpha(book(), length=60)["value"].tolist())


def test_overlapping_units_have_the_set_of_their_values():
    """A: k 0–4, c 2–6, so k, k + c, c. B marks the same three places as such."""
    overlapping = spans(("A", 0, 4, "k"), ("A", 2, 6, "c"), ("B", 0, 4, "k"), ("B", 2, 6, "c"))
    values = unitised_by_value(overlapping)["value"].tolist()
    assert values == ["c", "c + k", "k"]
    assert unitised_alpha(overlapping, length=9)["value"].tolist() == pytest.approx([1, 1, 1])


def test_a_unit_without_a_value_is_not_unmarked_text():
    """Both mark 0–4; only A gives it a value: |ᵤα is 1, ᵤα is not."""
    alpha = unitised_alpha(spans(("A", 0, 4, "k"), ("B", 0, 4, None)), length=8)["value"]
    assert alpha[1] == pytest.approx(1)
    assert alpha[0] < 1


def test_texts_are_kept_apart():
    """The same places in two texts; nothing of one text meets the other."""
    rows = spans(("A", 0, 4, "k"), ("B", 0, 4, "k"), ("A", 2, 4, "c"), ("B", 5, 7, "c"))
    alpha = unitised_alpha(rows.assign(text=["s", "s", "t", "t"]), length={"s": 10, "t": 8})
    assert alpha["n_letters"].iloc[0] == 18
    assert alpha["observed"][0] == pytest.approx(14 / 18)


def test_a_text_is_not_shorter_than_its_units():
    rows = spans(("A", 0, 4, "k"), ("B", 2, 10, "k"))
    with pytest.raises(AgreementError, match=r"has a length of 3 letters, but a unit ends at 10"):
        unitised_alpha(rows, length=3)
    with pytest.raises(AgreementError, match="the text t has a length of 9 letters"):
        unitised_by_value(rows.assign(text="t"), length={"t": 9})
    assert unitised_alpha(rows, length=10)["n_letters"].iloc[0] == 10


def test_texts_may_have_numbers_for_names():
    rows = spans(("A", 0, 4, "k"), ("B", 0, 4, "k")).assign(text=1)
    for length in ({1: 40}, {"1": 40}):
        assert unitised_alpha(rows, length=length)["n_letters"].iloc[0] == 40


@pytest.mark.parametrize(("start", "end"), [(5, 2), (None, 4), (0, None), (-1, 4), ("a", 4)])
def test_a_span_that_is_no_place_is_refused_with_its_row(start, end):
    rows = spans(("A", 0, 4, "k"), ("B", start, end, "k"))
    with pytest.raises(AgreementError, match="row 1 of the spans goes from"):
        unitised_alpha(rows, length=9)


@pytest.mark.parametrize("column", ["coder", "start", "end", "value"])
def test_a_missing_column_is_named(column):
    rows = book().rename(columns={column: "other"})
    for alpha in (unitised_alpha, unitised_by_value):
        with pytest.raises(AgreementError, match=f"no column {column}; .* need coder, start, "):
            alpha(rows)


def test_one_coder_is_undefined_and_says_so():
    alpha = unitised_alpha(spans(("A", 0, 4, "k")), length=9, seed=1, resamples=100)
    assert alpha["value"].isna().all()
    assert alpha["undefined"].str.startswith("one coder").all()


def test_a_text_that_is_all_one_value_is_undefined():
    alpha = unitised_alpha(spans(("A", 0, 9, "k"), ("B", 0, 9, "k")), length=9)
    assert alpha["undefined"].str.startswith("nothing varies").all()


def test_coders_who_never_meet_have_no_values_to_compare():
    alpha = unitised_alpha(spans(("A", 0, 3, "k"), ("B", 5, 8, "k")), length=9)
    assert alpha["undefined"][2] == "no unit was rated by two coders"


def test_intervals_hold_the_value_and_depend_on_the_seed():
    rows = [
        (c, 10 * i, 10 * i + 4 + (c == "B" and i % 3 == 0), "kc"[i % 2])
        for i in range(30)
        for c in "AB"
    ]
    first = unitised_alpha(spans(*rows), length=300, seed=1, resamples=500)
    again = unitised_alpha(spans(*rows), length=300, seed=1, resamples=500)
    pd.testing.assert_frame_equal(first, again)
    sure = first[first["value"] < 1]  # where coders never differ there is no interval
    assert first["lower"].isna().tolist() == (first["value"] == 1).tolist()
    assert (sure["lower"] <= sure["value"]).all()
    assert (sure["value"] <= sure["upper"] + 1e-9).all()


def test_a_stretch_runs_from_a_marked_piece_to_the_next_and_never_into_another_text():
    """What is unmarked before the first stretch of a text belongs to it."""
    text = pd.Series(list("aaaabb"))
    marked = np.array([False, True, False, True, True, False])
    assert stretches(text, marked).tolist() == [1, 1, 1, 2, 3, 3]
