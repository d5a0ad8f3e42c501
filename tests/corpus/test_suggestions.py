"""The known name that somebody probably meant."""

from trustbook.corpus.findings import nearest, suggestion


def test_the_nearest_of_very_many_names_differs_in_zeros_or_signs_only():
    names = [f"seg-{number:06}" for number in range(50_000)]
    assert nearest("seg-00004", names) == "seg-000004"
    assert nearest("something else", names) == ""


def test_capitals_do_not_matter():
    assert nearest("Trust", ["distrust", "trust"]) == "trust"


def test_where_nothing_is_near_the_remedy_says_so():
    assert suggestion("zebra", ["trust"], otherwise="choose one") == "choose one"


def test_another_number_is_another_thing():
    """Whoever deleted a segment did not mean the one with a number like it."""
    assert nearest("s0003", ["s0039", "s0030"]) == ""
    assert nearest("s003", ["s0039", "s0003"]) == "s0003"
