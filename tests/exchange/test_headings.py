"""What a heading of several words says that its column holds."""

import pandas as pd
import pytest

from trustbook.exchange.headings import COMPOSED_STRONG, PARTIAL, meaning_of, near_name
from trustbook.exchange.roles import columns_of


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
    assert near_name("Memmo") == "memo"  # not as it is spelled with an accent


@pytest.mark.parametrize(
    ("names", "by_content"), [(["Passage", "Code"], False), (["x", "y"], True)]
)
def test_a_column_says_whether_its_heading_or_its_content_gives_it_its_role(names, by_content):
    """Headings of the first kind may be in a report, those of the other may name somebody."""
    rows = [("She listens when I speak to her", "Trust"), ("They never answer my calls", "Doubt")]
    columns = columns_of(pd.DataFrame(rows, columns=names))
    assert [(one.role, one.by_content) for one in columns] == [
        ("words", by_content),
        ("code", by_content),
    ]
