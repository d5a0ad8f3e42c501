"""Room for words."""

from hypothesis import given
from hypothesis import strategies as st

from trustbook.lettering import initials_of, lines, short_name, text_width


def test_wide_scripts_take_a_square_a_character():
    assert text_width("信頼", size=10) == 20


def test_combining_marks_take_little_room():
    assert text_width("é", size=10) == text_width("é", size=10)


def test_a_script_without_spaces_is_broken_between_characters():
    assert lines("信頼関係者", size=10, width=30) == ["信頼関", "係者"]


def test_too_much_text_ends_in_an_ellipsis():
    found = lines("one two three four five six", size=10, width=30, most=2)
    assert len(found) == 2
    assert found[-1].endswith("…")


@given(text=st.text(max_size=60), width=st.floats(min_value=30, max_value=200))
def test_no_line_is_wider_than_allowed(text, width):
    for line in lines(text, size=10, width=width, most=99):
        assert text_width(line, size=10) <= width or len(line) == 1


def test_a_short_name_stays_and_a_long_one_becomes_initials():
    assert short_name("CM", label="Care managers", size=13, width=42) == "CM"
    assert short_name("care-managers", label="Care managers", size=13, width=42) == "CM"
    assert short_name("管理者連絡会", label="管理者", size=13, width=42) == "管理者"


def test_equal_initials_grow_until_they_differ():
    assert initials_of(["Distrust", "Doubt"]) == ["Di", "Do"]
