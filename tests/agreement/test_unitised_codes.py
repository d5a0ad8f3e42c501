"""One code alone, where a place can have several, against letters counted one by one."""

import numpy as np
import pandas as pd
import pytest
from tests.agreement.test_unitising import book, spans

from trustbook.agreement.unitised_codes import unitised_by_code
from trustbook.agreement.unitising import unitised_by_value
from trustbook.errors import AgreementError


def random_spans(random, *, codes, n_coders, size):
    """Units of random coders and codes in a text of 60 letters; they may overlap."""
    start = random.integers(0, 50, size)
    return pd.DataFrame(
        {"coder": random.choice(list("ABC")[:n_coders], size), "start": start,
         "end": start + random.integers(1, 10, size), "value": random.choice(codes, size)}
    )  # fmt: skip


def by_letters(rows, code):
    """(k)ᵤα of a code: letters that another coder marked too, unlike each other or not."""
    coders = sorted(set(rows["coder"]))
    units = {}  # the letters of each unit of the code; those that overlap are one
    has, marks = {c: set() for c in coders}, {c: set() for c in coders}
    for row in rows.sort_values(["start", "end"]).to_dict("records"):
        letters = set(range(row["start"], row["end"]))
        marks[row["coder"]] |= letters
        if row["value"] == code:
            has[row["coder"]] |= letters
            last = units.setdefault(row["coder"], [])
            if last and last[-1] & letters:
                last[-1] |= letters
            else:
                last.append(letters)
    others = {c: [d for d in coders if d != c] for c in coders}

    def weight(coder, letter):
        return sum(letter in marks[d] for d in others[coder]) / (len(coders) - 1)

    n = sum(weight(c, x) for c in coders for x in marks[c])
    of_code = sum(weight(c, x) for c in coders for x in has[c])
    same = sum((x in has[d]) / (len(coders) - 1) for c in coders for x in has[c] for d in others[c])
    own = sum(sum(weight(c, x) for x in unit) ** 2 for c in units for unit in units[c])
    if of_code == 0 or of_code * n - own <= 0 or of_code == n:
        return np.nan
    return 1 - (1 - same / of_code) / ((of_code * n - of_code**2) / (of_code * n - own))


@pytest.mark.slow
@pytest.mark.parametrize("n_coders", [2, 3])
def test_each_code_is_that_of_letters_counted_one_by_one(n_coders):
    """Every code of every text is a case: more than a hundred for each number of coders."""
    for seed in range(15):
        rows = random_spans(np.random.default_rng(seed), codes=list("klmnopqr"),
                            n_coders=n_coders, size=22)  # fmt: skip
        if rows["coder"].nunique() == n_coders:
            alpha = unitised_by_code(rows).set_index("value")["alpha"]
            for code, value in alpha.items():
                assert value == pytest.approx(by_letters(rows, code), nan_ok=True), (seed, code)


def test_units_that_touch_are_two_and_those_that_overlap_are_one():
    """B gives k to the first six of eight letters and m to the rest."""
    others = [("B", 0, 6, "k"), ("B", 6, 8, "m")]
    for start in (3, 4):
        rows = spans(("A", 0, 4, "k"), ("A", start, 8, "k"), *others)
        alpha = unitised_by_code(rows).set_index("value")["alpha"]["k"]
        assert alpha == pytest.approx(by_letters(rows, "k"))


def test_codes_that_do_not_overlap_are_as_krippendorff_prints():
    """1, 5 and 6 of figure 12.11 are used alike; 2, 3 and 4 stand for each other."""
    alpha = unitised_by_code(book()).set_index("value")
    assert alpha["alpha"][["1", "5", "6"]].tolist() == pytest.approx([1, 1, 1])
    assert alpha["alpha"][["2", "3", "4"]].tolist() == pytest.approx([0, 0, 0])
    assert np.isnan(alpha["alpha"]["7"])
    sets = unitised_by_value(book(), length=60).set_index("value")
    pd.testing.assert_frame_equal(alpha, sets, check_index_type=False)


def test_another_code_at_the_place_of_one_coder_changes_nothing_for_the_first():
    """As a set k + c is unlike k; asked for alone, both gave k."""
    rows = spans(("A", 0, 4, "k"), ("A", 0, 4, "c"), ("B", 0, 4, "k"), ("A", 6, 9, "m"),
                 ("B", 6, 9, "m"))  # fmt: skip
    assert unitised_by_code(rows).set_index("value")["alpha"]["k"] == 1
    assert "k" not in unitised_by_value(rows).dropna()["value"].tolist() or (
        unitised_by_value(rows).set_index("value")["alpha"]["k"] < 1
    )


def test_texts_are_kept_apart_and_one_coder_is_compared_with_nobody():
    rows = spans(("A", 0, 4, "k"), ("B", 0, 4, "c"), ("A", 0, 4, "c"))
    assert unitised_by_code(rows.assign(text=["s", "t", "s"])).empty
    both = pd.concat([rows.assign(text="s"), rows.assign(text="t")])
    assert unitised_by_code(both)["value"].tolist() == ["c", "k"]


def test_a_missing_column_is_named():
    with pytest.raises(AgreementError, match="no column value"):
        unitised_by_code(book().drop(columns="value"))
