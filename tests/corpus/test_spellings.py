"""Spellings that are one name, that may be one, and that are two."""

import unicodedata

import pytest

from trustbook.corpus.spellings import alike, bare, folded, near_spellings, one_spelling


@pytest.mark.parametrize(
    "other",
    ["anna åberg", " Anna  Åberg ", "ANNA\u00a0ÅBERG", "Anna\u200b Åberg",
     unicodedata.normalize("NFD", "Anna Åberg"), "Ａnna Åberg"],
)  # fmt: skip
def test_capitals_blanks_and_composition_tell_no_names_apart(other):
    assert folded(other) == folded("Anna Åberg")


@pytest.mark.parametrize(
    ("one", "other"), [("007", "7"), ("P-01", "p1"), ("José", "Jose"), ("A. B.", "AB")]
)
def test_zeros_signs_and_accents_leave_names_near(one, other):
    assert folded(one) != folded(other)
    assert near_spellings([one, other]) == [(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("P01", "P02"), ("Anna", "Anne"), ("1.10", "11"), ("Interview 1", "Interview 11"),
     ("か", "が"), ("कि", "का"), ("ثقة", "ثقه"), ("!", "?")],
)  # fmt: skip
def test_other_letters_and_numbers_are_other_names(one, other):
    assert bare(one) != bare(other)


def test_the_first_spelling_stands_for_all_and_a_researcher_may_join_more():
    spelling = one_spelling(["anna", "Anna", "A.", "Bo"], {"Anna": ["a."]})
    assert spelling == {"anna": "anna", "Anna": "anna", "A.": "anna", "Bo": "Bo"}


def test_names_that_are_alike_come_in_groups():
    assert alike(["Ana", "bo", "ana", "Bo ", "cy"]) == [("Ana", "ana"), ("bo", "Bo ")]


@pytest.mark.parametrize(
    "names",
    [
        ["Anna", "anna"],
        ["a  b", "A b"],
        ["7", "7.0"],
        ["e\u0301", "é"],
        ["a\nb", "A b"],
        ["ß", "SS"],
    ],
)
def test_names_fold_alike_alone_and_among_others(names):
    assert set(one_spelling(names)) == set(names)
    assert (
        set(one_spelling(names).values())
        == {names[0]}
        == {one_spelling([names[0], other])[other] for other in names}
    )
    assert all(folded(one) == folded(names[0]) for one in names)
