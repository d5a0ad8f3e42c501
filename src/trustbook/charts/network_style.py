"""How concepts and support look in a network: colour, dash, letter and width."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.charts.geometry.lettering import initials_of
from trustbook.charts.theme import DISTRUST, DISTRUST_TEXT, MUTED, NEUTRAL, TRUST
from trustbook.corpus.language import gettext
from trustbook.networks.evidence import labels_of, signed_number

COLOURS: Mapping[int, str] = {1: TRUST, -1: DISTRUST, 0: NEUTRAL}
TEXT_COLOURS: Mapping[int, str] = {1: TRUST, -1: DISTRUST_TEXT, 0: MUTED}
DASHES: Mapping[int, Sequence[Sequence[float]]] = {
    1: ([1, 0], [11, 3], [14, 3, 3, 3]),
    -1: ([6, 4], [1.5, 3], [10, 3, 2, 3], [3.5, 2]),
    0: ([12, 3, 2, 3, 2, 3], [2, 5], [16, 5]),
}
LEVEL_WORDS: Mapping[str, str] = {
    "macro": "rules and systems",
    "meso": "organisations and managers",
    "micro": "persons and teams",
}
CORE = 1.5  # the light core of a tie whose direction was read, not stated
PALE = 0.76  # three times as dark as the page, as graphics must be that have to be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How concepts look and are called: dash, letter, label and sign of each."""

    dash: Mapping[str, Sequence[float]]
    letter: Mapping[str, str]
    label: Mapping[str, str]
    sign: Mapping[str, int]

    def number(self, concept: str, support: int, *, among: frozenset[str]) -> str:
        """What is printed on a tie of this concept in a network `among` whose concepts it is."""
        sign = self.sign[concept]
        letter = f" {self.letter[concept]}" if self.needs_letter(concept, among) else ""
        return signed_number(sign, support) + letter

    def needs_letter(self, concept: str, among: frozenset[str]) -> bool:
        """Whether another concept of the same network has the same sign."""
        return any(c != concept and self.sign[c] == self.sign[concept] for c in among)


def words_of_level(level: str) -> str:
    """What the level covers; no words for one of another name."""
    return gettext(LEVEL_WORDS.get(level, ""))


def style_of(ties: pd.DataFrame, concepts: pd.DataFrame) -> Style:
    """The style of every concept, the same whichever of them are drawn."""
    drawn = set(ties["concept"])
    declared = [name for name in concepts["concept"] if name in drawn]
    names = [*concepts["concept"], *sorted(drawn - set(declared))]
    sign = dict.fromkeys(names, 0) | dict(zip(ties["concept"], ties["sign"], strict=True))
    sign |= dict(zip(concepts["concept"], concepts["sign"].astype(int), strict=True))
    label = {name: name for name in names} | labels_of(concepts, "concept")
    dash: dict[str, Sequence[float]] = {}
    for each in (1, -1, 0):
        same = [name for name in names if sign[name] == each]
        dash |= {name: DASHES[each][i % len(DASHES[each])] for i, name in enumerate(same)}
    letters = dict(zip(names, initials_of([label[name] for name in names]), strict=True))
    return Style(dash=dash, letter=letters, label=label, sign=sign)


def stroke_width(support: int) -> float:
    """The width of a tie in pixels: it grows with the square root of the support.

    >>> stroke_width(1), stroke_width(9)
    (2.1, 4.5)
    """
    return round(min(0.9 + 1.2 * math.sqrt(support), 8.0), 2)
