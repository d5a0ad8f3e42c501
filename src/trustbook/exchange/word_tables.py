"""The tables of a Word document (.docx), read within bounds: the words and the indent of cells.

What is below them is given as paragraphs.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from trustbook.exchange.members import LONGEST_TEXT, open_archive
from trustbook.exchange.refi.markup import read_markup

SUFFIX = ".docx"
_DOCUMENT = "word/document.xml"
_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_COLUMNS = 63  # of a table of Word
_VALUE = f"{_NAMESPACE}val"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n"}


class Cell(NamedTuple):
    """The words of a cell, how far its first paragraph is indented, and whether it is merged.

    A cell that `goes_on` is one with the cell above it.
    """

    words: str
    indent: int = 0
    goes_on: bool = False


class _Tables:
    """Receives the elements of a document, and keeps its tables and the paragraphs below them."""

    def __init__(self) -> None:
        self.tables: list[list[list[Cell]]] = []
        self.paragraphs: list[str] = []
        self._depth = 0
        self._words: list[str] | None = None
        self._indent: int | None = None
        self._span = 1
        self._goes_on = False
        self._is_text = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in the beginning of an element."""
        name = tag.removeprefix(_NAMESPACE)
        if name == "tbl":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif name == "tr" and self._depth == 1:
            self.tables[-1].append([])
        elif name == "tc" and self._depth == 1:
            self._words, self._indent, self._span, self._goes_on = [], None, 1, False
        elif name == "gridSpan" and self._depth == 1:
            number = attributes.get(_VALUE, "")
            self._span = min(int(number), _MOST_COLUMNS) if number.isdecimal() else 1
        elif name == "vMerge" and self._depth == 1:
            self._goes_on = attributes.get(_VALUE, "continue") == "continue"
        elif name == "ind" and self._indent is None:
            left = attributes.get(f"{_NAMESPACE}left") or attributes.get(f"{_NAMESPACE}start")
            self._indent = int(left) if left and left.isdecimal() else 0
        elif name == "p" and not self._depth:
            self._words = []
        elif name in _SIGNS and self._words is not None:
            self._words.append(_SIGNS[name])
        self._is_text = name == "t"

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        name = tag.removeprefix(_NAMESPACE)
        self._is_text = False
        if name == "p" and not self._depth:
            words = "".join(self._words or ()).strip()
            if self.tables and words:
                self.paragraphs.append(words)
            self._words = None
        elif name == "p" and self._words is not None:
            self._words.append("\n")
        elif name == "tc" and self._depth == 1 and self.tables[-1]:
            words = "".join(self._words or ()).rstrip("\n")
            blanks = len(words) - len(words.lstrip(" \t\u00a0"))
            cell = Cell(words, (self._indent or 0) + blanks, self._goes_on)
            self.tables[-1][-1] += [cell, *[Cell("")] * (self._span - 1)]
            self._words = None
        elif name == "tbl":
            self._depth -= 1

    def data(self, text: str) -> None:
        """Take in a piece of text."""
        if self._is_text and self._words is not None:
            self._words.append(text)

    def close(self) -> None:
        """Nothing is left to do."""


def tables_of_document(path: Path) -> tuple[list[list[list[Cell]]], list[str]]:
    """The tables of a Word document: rows of as many cells as the longest has; what is below.

    Parameters
    ----------
    path
        A file .docx.

    Returns
    -------
    list of list of list of Cell
        The rows of each table; none where the archive holds no document of Word.
    list of str
        The paragraphs below the first table.

    Raises
    ------
    ExportError
        In one line, where it is damaged or not safe to read.

    Examples
    --------
    >>> import tempfile, zipfile
    >>> path = Path(tempfile.mkdtemp()) / "a.docx"
    >>> with zipfile.ZipFile(path, "w") as archive:
    ...     archive.writestr("readme.txt", "")
    >>> tables_of_document(path)
    ([], [])
    """
    target = _Tables()
    with open_archive(path) as archive:
        if _DOCUMENT not in archive.names:
            return [], []
        with archive.open(_DOCUMENT, at_most=LONGEST_TEXT) as stream:
            read_markup(stream, target, file=path.name)
    tables = [_even(rows) for rows in target.tables if rows and rows[0]]
    return tables, target.paragraphs


def _even(rows: list[list[Cell]]) -> list[list[Cell]]:
    width = max(map(len, rows))
    return [[*row, *[Cell("")] * (width - len(row))] for row in rows]
