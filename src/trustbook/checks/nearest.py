"""The known name that somebody probably meant."""

import difflib
from collections.abc import Iterable

_COMPARED = 2000


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name nearest to `name`; empty where none is near.

    >>> nearest("tim-to-know", ["time-to-know", "clear-roles"])
    'time-to-know'
    """
    names = list(known)
    if len(names) > _COMPARED:  # compare only with what begins alike and is about as long
        alike = (n for n in names if n[:2] == name[:2] and abs(len(n) - len(name)) <= 1)
        names = [n for n, _ in zip(alike, range(_COMPARED), strict=False)]
    folded = {n.casefold(): n for n in reversed(names)}
    matches = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
    return folded[matches[0]] if matches else ""


def suggestion(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """The question `did you mean …?`, or `otherwise` where nothing known is near.

    >>> suggestion("CN", ["CM", "EC"], otherwise="correct it")
    'correct it'
    """
    near = nearest(name, known)
    return f'did you mean "{near}"?' if near else otherwise
