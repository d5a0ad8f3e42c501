"""How much room words take: widths in Arial and its metric twins, lines and initials."""

import unicodedata
from collections.abc import Sequence
from math import fsum

_NARROW = frozenset("iIjl.,:;'|![]()ft/ -r")
_BROAD = frozenset("mMwW@%—")
_SHARE = {"narrow": 0.31, "broad": 0.88, "capital": 0.7, "other": 0.54, "wide": 1.0}


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """The width of a line in pixels, a little on the safe side.

    >>> text_width("im", size=10)
    11.9
    """
    width = fsum(_SHARE[_class(character)] for character in unicodedata.normalize("NFC", text))
    return round(width * size * (1.07 if bold else 1.0), 1)


def lines(text: str, *, size: float, width: float, most: int = 3, bold: bool = False) -> list[str]:
    """The text in at most `most` lines no wider than `width` pixels, the last cut with an ellipsis.

    A word that is too long, or a script without spaces, is broken between characters.

    >>> lines("Employment consultants of the city", size=10, width=80)
    ['Employment', 'consultants of', 'the city']
    """
    broken: list[str] = []
    for word in text.split():
        joined = f"{broken[-1]} {word}" if broken else word
        if broken and text_width(joined, size=size, bold=bold) <= width:
            broken[-1] = joined
        else:
            broken.extend(_pieces(word, size=size, width=width, bold=bold))
    if len(broken) <= most:
        return broken
    return [*broken[: most - 1], broken[most - 1].rstrip(".,;:")[:-1] + "…"]


def short_name(name: str, *, label: str, size: float, width: float) -> str:
    """The short name where it fits into `width` pixels, else initials of the label, else a cut.

    >>> short_name("service-users", label="Service users", size=13, width=44)
    'SU'
    """
    initials = "".join(word[0] for word in label.split() if word[0].isalnum())[:3].upper()
    candidates = [name, *([initials] if len(initials) > 1 else []), name[:3], name[:2]]
    fitting = [c for c in candidates if text_width(c, size=size, bold=True) <= width]
    return (fitting or [name[:1]])[0]


def initials_of(labels: Sequence[str]) -> list[str]:
    """The shortest beginnings that tell the labels apart, in capitals at the front.

    >>> initials_of(["Distrust", "Vulnerability", "Uncertainty", "Dependence"])
    ['Di', 'V', 'U', 'De']
    """
    return [_initial(label, [other for other in labels if other != label]) for label in labels]


def _initial(label: str, others: Sequence[str]) -> str:
    for length in range(1, len(label)):
        if not any(other.casefold().startswith(label[:length].casefold()) for other in others):
            return label[:1].upper() + label[1:length]
    return label


def _pieces(word: str, *, size: float, width: float, bold: bool) -> list[str]:
    pieces = [""]
    for character in word:
        longer = pieces[-1] + character
        if pieces[-1] and text_width(longer, size=size, bold=bold) > width:
            pieces.append(character)
        else:
            pieces[-1] = longer
    return pieces


def _class(character: str) -> str:
    if unicodedata.combining(character):
        return "narrow"
    if unicodedata.east_asian_width(character) in "WF":
        return "wide"
    if character in _NARROW:
        return "narrow"
    if character in _BROAD:
        return "broad"
    return "capital" if character.isupper() else "other"
