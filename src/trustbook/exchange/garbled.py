"""Names whose letters were garbled by a wrong encoding, such as TillidsfÃ¸lelse."""

from collections.abc import Iterable

import ftfy
from ftfy.badness import is_bad

from trustbook.exchange.questions import Question, Reading


def garbled_names(names: Iterable[str]) -> dict[str, str]:
    """The names whose letters were garbled by a wrong encoding, each as it probably was.

    >>> garbled_names(["TillidsfÃ¸lelse", "Tillid"])
    {'TillidsfÃ¸lelse': 'Tillidsfølelse'}
    """
    bad = [name for name in dict.fromkeys(names) if not name.isascii() and is_bad(name)]
    return {name: name_meant for name in bad if (name_meant := ftfy.fix_encoding(name)) != name}


def question_of_garbled(names: Iterable[str], reading: Reading) -> Question | None:
    """Whether garbled names of codes are to be repaired, where the map does not say it."""
    names = list(names)
    garbled = garbled_names(names).items()
    readings = {bad: good for bad, good in garbled if not reading.settles(bad)}
    if not readings:
        return None
    pairs = ", ".join(f'"{bad}" for "{good}"' for bad, good in readings.items())
    return Question(
        key="same",
        about=pairs,
        text="are these letters garbled, and the names to be repaired?",
        default={
            name: [bad for bad, good in readings.items() if good == name]
            for name in readings.values()
        },
        decides=bool(set(readings.values()) & set(names)),
    )
