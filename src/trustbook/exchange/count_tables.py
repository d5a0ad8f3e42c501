"""Tables that count how often each document has each code: their labels and the counts in cells."""

import re

from trustbook.exchange.marks import YES, marks_nothing
from trustbook.exchange.totals import SUMS

_WHOLE = re.compile(r"(\d{1,6})(?:[.,]0+)?")
_BEFORE = re.compile(r"^(?:(?:[A-Z]{1,2}|\d{1,3}) : |[○●◯◇◆•]\s*)")  # NVivo, ATLAS.ti
_BEHIND = re.compile(r"\s*\b(?:Gr=\d+|GS=\d+)(?:[;\s]+(?:Gr=\d+|GS=\d+))*$")  # ATLAS.ti
_MOSTLY = 0.6
NO_PASSAGES = (
    "The table counts codes and holds no passages: each count is a segment without words, and it "
    "is not known which codes were given to one passage, so nothing can be said about codes "
    "that go together."
)
NO_NUMBER = "no number, in a table of counts"


def label_of(text: str) -> str:
    r"""The name of a code or document without what programs write around it.

    >>> label_of("A : Interview 1"), label_of("○ Trust\nGr=12; GS=2"), label_of("Interview 1")
    ('Interview 1', 'Trust', 'Interview 1')
    """
    plain = " ".join(text.split())
    return _BEHIND.sub("", _BEFORE.sub("", plain)) or plain


def count_in(cell: str) -> int | None:
    """The count in a cell: a whole number, or a mark; None where it is neither.

    >>> count_in("3"), count_in("2,0"), count_in("x"), count_in(""), count_in("20%")
    (3, 2, 1, 0, None)
    """
    if whole := _WHOLE.fullmatch(cell.strip()):
        return int(whole[1])
    if marks_nothing(cell):
        return 0
    return 1 if cell.strip().casefold() in YES else None


def is_sum(heading: str) -> bool:
    """Whether a heading is that of a column of sums.

    >>> is_sum("SUM"), is_sum("Totals Gr=9"), is_sum("Summer")
    (True, True, False)
    """
    return label_of(heading).casefold().rstrip(":") in SUMS


def are_like_documents(names: list[str]) -> bool:
    """Whether most names have a number, as those of documents have and those of codes have not.

    >>> are_like_documents(["Int 1", "Int 2"]), are_like_documents(["Trust", "Time"])
    (True, False)
    """
    numbered = sum(bool(re.search(r"\d", label_of(name))) for name in names)
    return numbered > _MOSTLY * max(len(names), 1)
