"""The known name that somebody probably meant."""

import difflib
from collections.abc import Callable, Iterable
from functools import cache

_COMPARED = 2000


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name nearest to `name`; empty where none is near.

    >>> nearest("tim-to-know", ["time-to-know", "clear-roles"])
    'time-to-know'
    """
    return nearest_of(known)(name)


def nearest_of(known: Iterable[str]) -> Callable[[str], str]:
    """The function that gives the known name nearest to a name; empty where none is near.

    Among more than 2,000 names only capitals, signs and zeros may differ.
    """

    @cache
    def spellings() -> dict[str, str]:
        names = list(known)
        fold = str.casefold if len(names) <= _COMPARED else _bare
        return {fold(name): name for name in reversed(names)}

    def find(name: str) -> str:
        names = spellings()
        if len(names) > _COMPARED:
            return names.get(_bare(name), "")
        matches = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.7)
        return names[matches[0]] if matches else ""

    return find


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold())).replace("0", "")


def suggestion(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """The question `did you mean …?`, or `otherwise` where nothing known is near.

    >>> suggestion("CN", ["CM", "EC"], otherwise="correct it")
    'correct it'
    """
    return question(nearest(name, known), otherwise=otherwise)


def question(near: str, *, otherwise: str) -> str:
    """The question `did you mean …?` for a name, or `otherwise` for no name."""
    return f'did you mean "{near}"?' if near else otherwise
