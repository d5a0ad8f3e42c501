"""How much room words take: widths in Arial and its metric twins, lines and initials."""

import unicodedata
from collections.abc import Sequence
from math import fsum

_NARROW = frozenset("iIjl.,:;'‘’|![]()ft/ -r")
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


def disc_letters(
    names: Sequence[str], labels: Sequence[str], *, width: float, sizes: Sequence[float]
) -> list[tuple[str, float]]:
    """What is written on each of several discs, `width` pixels wide, and in which size.

    That is the short name where it fits in one of the `sizes`, else the initials of its label,
    else a beginning of the name: of three letters, or as many more as tell it from all others.

    >>> disc_letters(["care-managers"], ["Care managers"], width=34, sizes=[13, 11])
    [('CM', 13)]
    >>> disc_letters(["parents", "parliament"], ["", ""], width=34, sizes=[13, 11])
    [('pare', 13), ('parl', 13)]
    """
    written: list[tuple[str, float]] = []
    for name, label in zip(names, labels, strict=True):
        others = [other for other in names if other != name]
        candidates = [name, *_initials(label), *_beginnings(name, others)]
        sized = [(text, _fitting(text, width=width, sizes=sizes)) for text in candidates]
        used_texts = {text for text, _ in written}
        fitting = [(text, size) for text, size in sized if size and text not in used_texts]
        written.append(fitting[0] if fitting else (name[:2], sizes[-1]))
    return written


def _initials(label: str) -> list[str]:
    initials = "".join(word[0] for word in label.split() if word[0].isalnum())[:3].upper()
    return [initials] if len(initials) > 1 else []


def _beginnings(name: str, others: Sequence[str]) -> list[str]:
    """The first letters that no other name begins with, then simply the first ones."""
    own = [name[:n] for n in (3, 4, 5) if not any(o.startswith(name[:n]) for o in others)]
    return [*own, name[:3], name[:2], name[:1]]


def _fitting(text: str, *, width: float, sizes: Sequence[float]) -> float:
    """The first of the sizes in which the text fits; 0 where it fits in none."""
    return next((one for one in sizes if text_width(text, size=one, bold=True) <= width), 0)


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
