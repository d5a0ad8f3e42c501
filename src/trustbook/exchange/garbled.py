"""Names whose letters a wrong encoding garbled (TillidsfÃ¸lelse) or lost (Tillidsf?lelse)."""

import re
from collections.abc import Iterable, Sequence

import ftfy
from ftfy.badness import is_bad

from trustbook.exchange.model import Project
from trustbook.exchange.questions import Question, Reading

_LOST = re.compile("\ufffd|(?<=[^\\W\\d_])\\?(?=[^\\W\\d_])")
_MOST_NAMED = 5


def garbled_names(names: Iterable[str]) -> dict[str, str]:
    """The names whose letters were garbled by a wrong encoding, each as it probably was.

    >>> garbled_names(["TillidsfÃ¸lelse", "Tillid"])
    {'TillidsfÃ¸lelse': 'Tillidsfølelse'}
    """
    bad = [name for name in dict.fromkeys(names) if not name.isascii() and is_bad(name)]
    return {name: name_meant for name in bad if (name_meant := ftfy.fix_encoding(name)) != name}


def question_of_garbled(names: Iterable[str], reading: Reading) -> Question | None:
    """Whether garbled names in a table are to be repaired, where the map does not say it."""
    names = list(names)
    garbled = garbled_names(names).items()
    readings = {bad: good for bad, good in garbled if not reading.settles(bad)}
    if not readings:
        return None
    return Question(
        key="same",
        about=_pairs(readings.items()),
        text="are these letters garbled, and should the names be repaired?",
        default={
            name: [bad for bad, good in readings.items() if good == name]
            for name in readings.values()
        },
        decides=bool(set(readings.values()) & set(names)),
    )


def remarks_on_letters(project: Project) -> list[str]:
    """A line on names whose letters were garbled, and one on those whose letters were lost."""
    tables = (project.codes, project.sources, project.cases)
    names = [name for table in tables for name in table["name"].dropna().unique()]
    lost = [name for name in names if _LOST.search(name)]
    garbled = garbled_names(names)
    remarks = []
    if garbled:
        remedy = "--draft-map repairs them" if project.columns else "repair them in the program"
        pairs = _pairs(garbled.items())
        remarks.append(f"Letters of names are garbled by a wrong encoding ({pairs}); {remedy}.")
    if lost:
        more = ", …" if lost[_MOST_NAMED:] else ""
        remarks.append(
            f"Letters of names were lost when the file was saved ({', '.join(lost[:_MOST_NAMED])}"
            f"{more}): export it again from the program, as UTF-8 or as a workbook."
        )
    return remarks


def _pairs(garbled: Iterable[tuple[str, str]]) -> str:
    pairs: Sequence[str] = [f'"{bad}" for "{good}"' for bad, good in garbled]
    return ", ".join(pairs[:_MOST_NAMED]) + (", …" if pairs[_MOST_NAMED:] else "")
