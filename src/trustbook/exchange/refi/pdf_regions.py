"""Regions of PDF pages, found in the text of the PDF by the words that are in their names.

ATLAS.ti gives a quotation in a PDF no place in the text, but the beginning of its words (70
characters) as its name. Words that are in the text once have a place; others are kept as words.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trustbook.claims.anchors import Letters, letters_of
from trustbook.exchange.offsets import SHORTEST_QUOTATION

FEWEST_LETTERS = 8  # fewer may be in any text by chance, as a number does
_NUMBER_OF_QUOTATION = re.compile(r"\d+:\d+(?:\s|$)")  # as ATLAS.ti names one without words
RULE = "words of the names of regions, found in the text of the PDF"


class Region(NamedTuple):
    """The words of a region, and where they are in the text: -1 where that is unknown."""

    words: str
    start: int = -1
    end: int = -1


def regions_of(
    names: Sequence[str | None], text: str | None, *, origin: str
) -> Iterator[Region | None]:
    r"""The region that each name stands for; None for a name that is no quotation.

    Only ATLAS.ti is known to name regions by their words; the names of other programs are taken for
    words where they are long and are in the text.

    >>> list(regions_of(["she\ncalled…", "Page 2"], "And she called", origin="ATLAS.ti 9"))
    [Region(words='she called', start=4, end=14), Region(words='Page 2', start=-1, end=-1)]
    >>> list(regions_of(["1:3 p 4 in Talk"], "And she called", origin="ATLAS.ti 9"))
    [None]
    """
    letters = letters_of(text or "")
    names_quote = "atlas" in origin.casefold()
    for name in names:
        places = _places(name or "", letters)
        is_known = names_quote or (len(name or "") >= SHORTEST_QUOTATION and bool(places))
        is_number = bool(_NUMBER_OF_QUOTATION.match(name or "")) and not places
        if not name or not is_known or is_number or not any(map(str.isalnum, name)):
            yield None
        elif len(places) == 1:
            ((start, end),) = places
            yield Region(letters.text[start:end], start, end)
        else:
            yield Region(name)


def _places(name: str, letters: Letters) -> list[tuple[int, int]]:
    """Where the letters of a name are in those of a text: nowhere, once, or twice or more."""
    letters_of_name = letters_of(name).letters
    if len(letters_of_name) < FEWEST_LETTERS:
        return []
    places: list[tuple[int, int]] = []
    at = letters.letters.find(letters_of_name)
    while at >= 0 and len(places) <= 1:
        last = at + len(letters_of_name) - 1
        places.append((int(letters.begins[at]), int(letters.ends[last])))
        at = letters.letters.find(letters_of_name, at + 1)
    return places
