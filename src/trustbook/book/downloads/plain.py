"""The words of an output without the marks that pages turn into links and code."""

import re
from dataclasses import dataclass

from trustbook.book.outputs import Output, shortening_note

_PAGE = re.compile(r"\[([^\]\n]+)\]\([^()\s]+\)")
_CODE = re.compile(r"`([^`\n]+)`")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a file says of the book it was taken from: its title, who made it, the terms."""

    title: str
    authors: str = ""
    terms: str = ""
    language: str = "en"

    def words(self, output: Output) -> str:
        """From where an output was taken."""
        parts = (f"{self.title}, {output.id}", self.authors, self.terms)
        return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def plain_words(text: str) -> str:
    """The text without marks of links and code, and without letters that no document may hold.

    >>> plain_words("See [Codebook](coding.html#codes) and `kappa`")
    'See Codebook and kappa'
    """
    return _CONTROLS.sub("", _CODE.sub(r"\1", _PAGE.sub(r"\1", text)))


def plain_notes(output: Output, *, rows: int) -> list[str]:
    """The notes below an output in a file that has so many of its rows."""
    return [plain_words(note) for note in (*output.notes, *shortening_note(output, rows=rows))]
