"""Columns that come again in one row, as in `alter1, rating1, alter2, rating2`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trustbook.exchange.headings import meaning_of
from trustbook.exchange.raw_sheets import Cells

_AT_THE_END = re.compile(r"(?P<before>.*?[^\W\d].*?\D??)[\s_.#-]*(?P<number>\d{1,2})")
_WITHIN = re.compile(r"(?P<before>\D+?)[\s_.#-]*(?P<number>\d{1,2})[\s_.:-]*(?P<after>\D+)")
_ALTERS = {"name", "person", "contact", "nominee", "friend", "colleague", "peer", "kontakt"}
_ALTERS |= {"navn", "kollega", "namn", "nom", "nombre", "nome", "naam", "kontaktperson"}
_ROLES = {"role", "rolle", "roll", "function", "funktion", "position", "stilling", "beruf", "rôle"}
_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetitions:
    """The headings of a row whose columns come again, and where each is each time.

    `own` are the numbers of the headings that come again; the others are for all of them.
    """

    header: Cells
    places: Sequence[Sequence[int]]
    own: Sequence[int] = ()

    def repeats(self, heading: str) -> bool:
        """Whether a heading comes again, where any does."""
        return not self.own or self.header.index(heading) in self.own

    def headings_of(self, cells: Cells) -> Cells:
        """The headings as they stand of the columns that come again."""
        return [cells[one[at]] for one in self.places for at in self.own if one[at] >= 0]

    def filled_in(self, cells: Cells) -> list[Cells]:
        """The cells of each repetition that has any; one for a row that has none in them."""
        if not any(cells):
            return []
        each = [
            [cells[at] if 0 <= at < len(cells) else "" for at in places] for places in self.places
        ]
        filled = [one for one in each if not self.own or any(one[at] for at in self.own)]
        return filled or each[:1]

    def place(self, number: int) -> str:
        """Which repetition of a row it is, where there are several."""
        return f", number {number + 1}" if self.own else ""


def once(header: Cells) -> Repetitions:
    """Headings none of which comes again."""
    return Repetitions(header=header, places=[range(len(header))])


def repetitions_in(header: Cells) -> Iterator[Repetitions]:
    """The headings without the numbers of those that come again; also with `alter` for names.

    >>> [one.header for one in repetitions_in(["Ego", "Name 1", "Trust 1", "Name 2", "Trust 2"])]
    [['Ego', 'Name', 'Trust'], ['Ego', 'alter', 'Trust']]
    >>> list(repetitions_in(["Ego", "Alter", "Trust"]))
    []
    """
    times = Counter(header)
    seen = Counter[str]()
    places: dict[str, dict[int, int]] = {}
    for at, heading in enumerate(header):
        seen[heading] += 1
        base, number = _parts(heading) if times[heading] == 1 else (heading, seen[heading])
        if base:
            places.setdefault(base, {})[number] = at
    own = {base: at for base, at in places.items() if len(at) >= _LEAST}
    if not own:
        return
    columns_of_contacts = {at for one in own.values() for at in one.values()}
    shared = [at for at, heading in enumerate(header) if heading and at not in columns_of_contacts]
    numbers = sorted({number for one in own.values() for number in one})
    positions = [[*shared, *(one.get(number, -1) for one in own.values())] for number in numbers]
    names = [header[at] for at in shared]
    alters = [_as_alter(base) for base in own]
    egos = _as_ego(names) if "alter" in alters else names
    for headings in dict.fromkeys(((*names, *own), (*names, *alters), (*egos, *alters))):
        if len(set(headings)) < len(headings):
            continue
        yield Repetitions(
            header=list(headings),
            places=positions,
            own=range(len(shared), len(shared) + len(own)),
        )


def _parts(heading: str) -> tuple[str, int]:
    """The heading without its number, and that; none where it has none."""
    match = _WITHIN.fullmatch(heading) or _AT_THE_END.fullmatch(heading)
    if not match:
        return "", 0
    parts = (match["before"].strip(" _.-"), match.groupdict().get("after"))
    return " ".join(filter(None, parts)), int(match["number"])


def _as_ego(names: Sequence[str]) -> list[str]:
    """The headings for all repetitions, with `ego` for the first that identifies who answers."""
    ids = (name for name in names if (one := meaning_of(name)) and one.role in ("id", "case"))
    ego = next(ids, "")
    return ["ego" if name == ego and name.casefold() != "ego" else name for name in names]


def _as_alter(base: str) -> str:
    """The heading with `alter` for a word for a person who is named, or before that of a role."""
    first, *rest = base.split()
    if first.casefold() in _ROLES:
        return f"alter {base}"
    return " ".join(["alter", *rest]) if first.casefold() in _ALTERS else base
