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
    if len(names) > _COMPARED:  # too many to compare each: those that end alike and are as bare
        names = [n for n in names if n[-1:] == name[-1:] and _bare(n) == _bare(name)]
    folded = {n.casefold(): n for n in reversed(names)}
    matches = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
    return folded[matches[0]] if matches else ""


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold())).replace("0", "")


def suggestion(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """The question `did you mean …?`, or `otherwise` where nothing known is near.

    >>> suggestion("CN", ["CM", "EC"], otherwise="correct it")
    'correct it'
    """
    near = nearest(name, known)
    return f'did you mean "{near}"?' if near else otherwise
