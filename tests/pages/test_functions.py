"""The reference page of the functions meant for others."""

from html.parser import HTMLParser

import pytest

from trustbook import coding, signed
from trustbook.pages.functions import function_reference, sections_of

TEXT = """The first of two.

What it does, with `two` and doi 10.1000/abc.1.

Parameters
----------
one, two : int
    Any.
    More of it.
three
    Whatever.

Returns
-------
list of int
    The first.

Examples
--------
Only this:

>>> 1 < 2
True
"""


class Outline(HTMLParser):
    """The tags that are open at the end, and the ids."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_docstring_falls_into_its_sections():
    parts = sections_of(TEXT)
    assert list(parts) == ["", "Parameters", "Returns", "Examples"]
    assert parts["Returns"] == "list of int\n    The first.\n\n"


@pytest.mark.parametrize("room", ["agreement", "coding", "exchange", "networks", "signed"])
def test_every_name_of_a_room_has_its_fold(room):
    page = function_reference(room)
    outline = Outline(page.html)
    assert not outline.open
    assert len(outline.ids) == len(set(outline.ids)) == len(page.text.splitlines())


def test_a_fold_says_what_the_docstring_says():
    page = function_reference("signed").html
    fold = page[page.index('id="signed.triangle_balance"') :].partition("</details>")[0]
    assert "triangle_balance(edges, *, directed)" in fold
    assert "<dt><code>directed</code> bool</dt>" in fold
    assert "<dt><code>TriangleBalance</code></dt>" in fold
    assert '<a href="https://doi.org/10.1037/h0046049">10.1037/h0046049</a>.' in fold
    assert "&gt;&gt;&gt; triangle_balance(table, directed=False).value\n1.0</code>" in fold


def test_an_error_of_the_room_is_described_too():
    assert "signed.EdgeError" in function_reference("signed").text
    assert set(coding.__all__) == {
        line.partition(":")[0].removeprefix("coding.")
        for line in function_reference("coding").text.splitlines()
    }
    assert len(signed.__all__) == len(function_reference("signed").text.splitlines())
