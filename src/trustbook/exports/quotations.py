"""Quotations as a file stores them, compared with the words that stand at a place of a text."""

import re
from collections.abc import Sequence

SHORTEST_QUOTATION = 20
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")


def is_quotation(found: str, stored: str) -> bool:
    r"""Whether `found` is the quotation that is stored, white space apart.

    >>> is_quotation("they never\n called me back", "they never called me back")
    True
    """
    return found == stored or _plain(found) == _plain(stored)


def is_beginning(found: str, stored: str) -> bool:
    """Whether `found` begins with a quotation that was stored cut short.

    >>> is_beginning("they never called me back", "they never called…")
    True
    """
    return _plain(found).startswith(_uncut(stored))


def _uncut(stored: str) -> str:
    return _plain(_CUT_OFF.sub("", stored))


def _plain(text: str) -> str:
    return " ".join(text.split())


def quotations_among(names: Sequence[str | None], text: str) -> list[str | None]:
    """The names that are quotations from `text`, missing for the others.

    Programs fill the name of a selection with its words, with a number or with anything else;
    only a longer name whose words stand in the text is evidence of what was selected.
    """
    long = [name if name and len(name) >= SHORTEST_QUOTATION else None for name in names]
    if not any(long):
        return []
    plain = _plain(text)
    return [name if name and _uncut(name) in plain else None for name in long]
