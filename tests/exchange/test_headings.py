"""What a heading of several words says that its column holds."""

import pytest

from trustbook.exchange.headings import COMPOSED_STRONG, PARTIAL, meaning_of, near_name


@pytest.mark.parametrize(
    ("heading", "role", "rank"),
    [
        ("Interview file", "document", COMPOSED_STRONG),
        ("Name of the coder", "coder", COMPOSED_STRONG),
        ("Code participant", "case", COMPOSED_STRONG),
        ("Code document", "document", PARTIAL),
    ],
)
def test_words_that_agree_are_certain_unless_a_code_stands_beside_them(heading, role, rank):
    """A code of participants is a pseudonym; a code beside a document may be anything."""
    meaning = meaning_of(heading)
    assert (meaning.role, meaning.rank) == (role, rank)


def test_a_slip_of_the_pen_shows_in_names_of_four_letters_and_not_in_shorter_ones():
    assert [near_name(heading) for heading in ("Turnn", "idd")] == ["turn", ""]
