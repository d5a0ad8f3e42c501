"""The meaning units of a large book on shelves: many small files, of which a page loads a few.

One shelf has the cards of so many segments, another the places of so many words, in the order of
the alphabet. All are scripts, so that a page opened as a file can load them too;
`assets/trustbook/shelves.js` is what reads them.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CARDS_ON_A_SHELF = 100
LETTERS_ON_A_SHELF = 50_000  # of words and their places
PLACES = 1_024  # of words in a meaning unit; the last one is that of all further words
_WORD = re.compile(r"[^\W_]+")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

Card = Mapping[str, Any]


def shelves(
    segments: Mapping[str, Card], codes: Mapping[str, Card]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What the index says of the shelves, and the shelves themselves by their place in the book.

    Parameters
    ----------
    segments, codes
        The cards of the segments and codes of a book.
    """
    numbered = list(segments.items())
    files = {
        f"find/cards/{start // CARDS_ON_A_SHELF}.js": numbered[start : start + CARDS_ON_A_SHELF]
        for start in range(0, len(numbered), CARDS_ON_A_SHELF)
    }
    words = list(_shelved(_places(segments, codes)))
    about = {
        "cards": CARDS_ON_A_SHELF,
        "places": PLACES,
        "words": [next(iter(each)) for each in words],
    }
    on_shelves = files | {f"find/words/{n}.js": each for n, each in enumerate(words)}
    return about, {place: _script(place, content) for place, content in on_shelves.items()}


def _script(place: str, content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f'(window.trustbookShelves ??= {{}})["{place}"] = {text};\n'


def _places(segments: Mapping[str, Card], codes: Mapping[str, Card]) -> dict[str, list[int]]:
    """Where each word is, and each segment and code, whose keys no word begins like.

    Segments are counted in steps of `PLACES`.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for number, (name, card) in enumerate(segments.items()):
        start = number * PLACES
        places[f":segment:{folded(name)}"].append(start)
        for code in card.get("codes", ()):
            places[f":code:{code}"].append(start)
        for place, word in enumerate(_words(name, card, codes)):
            places[word].append(start + min(place, PLACES - 1))
    return places


def _words(name: str, card: Card, codes: Mapping[str, Card]) -> list[str]:
    """The words of a meaning unit, its codes, memo and section: those that a hit shows."""
    labels = [str(codes.get(code, {}).get("label", code)) for code in card.get("codes", ())]
    parts = [card.get("meaning_unit", name), *labels, card.get("memo"), card.get("section")]
    return _WORD.findall(folded(" ".join(str(each) for each in parts if each)))


def folded(text: str) -> str:
    """The text as it is searched, without accents and capitals, as `ranking.js` folds it.

    >>> folded("Tillid på Nørrebro, Café")
    'tillid pa nørrebro, cafe'
    """
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text)
    return "".join(each for each in letters if unicodedata.category(each)[0] != "M").lower()


def _shelved(places: Mapping[str, Sequence[int]]) -> Iterator[dict[str, str]]:
    """The words in the order in which a browser compares them, parted into shelves."""
    shelf: dict[str, str] = {}
    room = LETTERS_ON_A_SHELF
    for word in sorted(places, key=lambda each: each.encode("utf-16-be")):
        shelf[word] = _steps(places[word])
        room -= len(word) + len(shelf[word])
        if room < 0:
            yield shelf
            shelf, room = {}, LETTERS_ON_A_SHELF
    if shelf:
        yield shelf


def _steps(places: Sequence[int]) -> str:
    """Rising places as the steps from one to the next, in digits and letters.

    >>> _steps([35, 71, 72])
    'z 10 1'
    """
    steps = (b - a for a, b in zip([0, *places], places, strict=False))
    return " ".join(map(_in_letters, steps))


def _in_letters(number: int) -> str:
    text = _DIGITS[number % 36]
    while number := number // 36:
        text = _DIGITS[number % 36] + text
    return text
