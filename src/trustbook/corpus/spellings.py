"""Spellings of a name: which are certainly one name, and which are perhaps."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

_NUMBER = re.compile(r"\d+")
_WHOLE_NUMBER = re.compile(r"(\d+)[.,]0{1,6}")
_WHOLE_NUMBER_IN_LINE = re.compile(rf"^{_WHOLE_NUMBER.pattern}$", re.MULTILINE)
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
_ACCENT = re.compile("[\u0300-\u036f]")  # the marks of European letters; others make words


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    r"""The name without what cannot tell two names apart: capitals, blanks, composed letters.

    A whole number is the same with noughts behind its point.

    >>> folded(" ANNA\u00a0Berg ") == folded("Anna Berg"), folded("A\u0301sa") == folded("Ása")
    (True, True)
    >>> folded("7.0"), folded("1.10")
    ('7', '1.10')
    """
    return _folded(name)


def _folded(name: str) -> str:
    if name.isascii():
        words = " ".join(name.split()).lower()
    else:
        visible = _visible(unicodedata.normalize("NFKC", name))
        words = unicodedata.normalize("NFKC", " ".join(visible.split()).casefold())
    whole = _WHOLE_NUMBER.fullmatch(words)
    return whole[1] if whole else words


def _folds(names: Sequence[str]) -> list[str]:
    """The folded names: all at once where every blank and sign in them is a plain one."""
    text = unicodedata.normalize("NFKC", "\n".join(names))
    lines = f"\n{text}\n"
    has_odd_blanks = any(blank in lines for blank in ("  ", " \n", "\n "))
    folds = unicodedata.normalize("NFKC", text.casefold()).split("\n")
    is_plain = text.replace("\n", "").isprintable() and not has_odd_blanks
    if not is_plain or len(folds) != len(names) or _WHOLE_NUMBER_IN_LINE.search(lines):
        return list(map(_folded, names))
    return folds


def _visible(text: str) -> str:
    """The text without signs that only steer how it is shown."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def bare(name: str, *, accents: bool = False) -> str:
    """The folded name without signs, blanks, zeros in front of a number, and without `accents`.

    >>> bare("P-01") == bare("p 1"), bare("José") == bare("Jose"), bare("P01") == bare("P02")
    (True, True, False)
    """
    letters = unicodedata.normalize("NFKD", folded(name))
    letters = letters if accents else _ACCENT.sub("", letters)
    numbers = _NUMBER.sub(lambda digits: f" {int(digits[0])} ", letters)
    words = "".join(letter for letter in numbers if letter == " " or _is_of_word(letter))
    return unicodedata.normalize("NFC", _joined(words)) or folded(name)


def _is_of_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"


def _joined(words: str) -> str:
    """The words without blanks but between two numbers, which would become another one."""
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(words.split()))


def one_spelling(
    names: Iterable[str], same: Mapping[str, Sequence[str]] | None = None
) -> dict[str, str]:
    """For each name the spelling that stands for it: the first that folds alike.

    `same` has names with other spellings of them, as a researcher gives them.

    >>> one_spelling(["Anna", "Bo", "anna ", "A. B."], {"Bo": ["a. b."]})
    {'Anna': 'Anna', 'Bo': 'Bo', 'anna ': 'Anna', 'A. B.': 'Bo'}
    """
    every_name = list(dict.fromkeys(names))
    folds = dict(zip(every_name, _folds(every_name), strict=True))
    if not same and len(set(folds.values())) == len(folds):
        return dict(zip(every_name, every_name, strict=True))
    first: dict[str, str] = {}
    for name, fold in folds.items():
        first.setdefault(fold, name)
    meant = {
        folded(other): first.get(folded(name), name)
        for name, others in (same or {}).items()
        for other in others
    }
    return {name: meant.get(fold, first[fold]) for name, fold in folds.items()}


def near_spellings(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The names that fold apart and are alike but for accents, signs, blanks and zeros.

    >>> near_spellings(["007", "Bo", "7", "bo", "P01", "P02"])
    [('007', '7')]
    """
    return alike(dict.fromkeys(one_spelling(names).values()))


def alike(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The names that are alike but for capitals, accents, signs, blanks and zeros, in groups.

    So are those with a letter such as ü or å and those with the two letters written for it.

    >>> alike(["Ana", "bo", "ana", "ana ", "bo"]), alike(["Müller", "Samuel", "Mueller", "Samul"])
    ([('Ana', 'ana', 'ana ')], [('Müller', 'Mueller')])
    """
    names = list(dict.fromkeys(names))
    bare_of = {name: bare(name) for name in names}
    in_two_letters = {
        bare(folded(name).translate(_TWO_LETTERS)): key
        for name, key in bare_of.items()
        if not name.isascii()
    }
    groups: dict[str, list[str]] = {}
    for name, key in bare_of.items():
        groups.setdefault(in_two_letters.get(key, key), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]
