"""Room for words."""

from hypothesis import given
from hypothesis import strategies as st

from trustbook.charts.geometry.lettering import disc_letters, initials_of, lines, text_width


def test_wide_scripts_take_a_square_a_character():
    assert text_width("信頼", size=10) == 20


def test_combining_marks_take_little_room():
    assert text_width("é", size=10) == text_width("é", size=10)


def test_a_script_without_spaces_is_broken_between_characters():
    assert lines("信頼関係者", size=10, width=30) == ["信頼関", "係者"]


def test_too_much_text_ends_in_an_ellipsis():
    """It takes the place of the last letter."""
    text = "one two three four five six"
    assert lines(text, size=10, width=30, most=99)[:3] == ["one", "two", "three"]
    assert lines(text, size=10, width=30, most=3) == ["one", "two", "thre…"]


@given(text=st.text(max_size=60), width=st.floats(min_value=30, max_value=200))
def test_no_line_is_wider_than_allowed(text, width):
    for line in lines(text, size=10, width=width, most=99):
        assert text_width(line, size=10) <= width or len(line) == 1


def written(names, labels):
    return disc_letters(names, labels, width=34, sizes=(13, 11.5, 10.5))


def test_a_short_name_stays_and_a_long_one_becomes_initials():
    labels = ["Care managers", "Supervisors (health)", "管理者"]
    assert written(["CM", "supervisors-health", "管理者連絡会"], labels) == [
        ("CM", 13), ("sup", 13), ("管理者", 10.5)
    ]  # fmt: skip


def test_a_name_that_is_a_little_too_long_is_written_smaller():
    assert written(["nurse"], ["Nurse"]) == [("nurse", 11.5)]


def test_a_disc_too_small_for_any_name_has_the_beginning_in_the_smallest_letters():
    assert disc_letters(["nurse"], ["Nurse"], width=1, sizes=[13, 11]) == [("nu", 11)]


def test_a_name_exactly_as_wide_as_its_disc_fits():
    width = text_width("nurse", size=13, bold=True)
    assert disc_letters(["nurse"], ["Nurse"], width=width, sizes=[13, 11]) == [("nurse", 13)]


def test_names_that_begin_alike_are_told_apart():
    """Both begin with for; the fourth letter parts them."""
    names = ["forælder", "forvaltning"]
    assert [text for text, _ in written(names, names)] == ["foræ", "forv"]


def test_names_that_begin_with_the_same_letters_get_fewer_and_fewer():
    names = ["parent-council", "parent-group", "parent-school"]
    assert [text for text, _ in written(names, [""] * 3)] == ["par", "pa", "p"]


def test_no_two_discs_have_the_same_letters_while_there_is_another_way():
    labels = ["General practitioner", "General public"]
    assert [text for text, _ in written(["general-practitioner", "general-public"], labels)] == [
        "GP", "gen"
    ]  # fmt: skip


def test_equal_initials_grow_until_they_differ():
    assert initials_of(["Distrust", "Doubt"]) == ["Di", "Do"]
