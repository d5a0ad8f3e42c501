"""The cells of a sheet as text, as they stand in its file, and what the program says of them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple, Protocol

from lxml import etree

from trustbook.errors import ExportError

MOST_ROWS = 1_100_000
MOST_CELLS = 30_000_000
MOST_COLUMNS = 2_000
_LETTERS_IN_ALPHABET = 26
_KEPT = 1_000  # empty elements that are kept at a time

Cells = list[str]
Place = tuple[int, int]  # the number of the row from 1, that of the column from 0


class Range(NamedTuple):
    """Cells that were merged into one: numbers of rows from 1, of columns from 0, ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """One sheet.

    Parameters
    ----------
    name
        Its name.
    rows
        The cells of each row that has any, by its number in the spreadsheet.
    visibility
        `visible`, `hidden` or `veryHidden`.
    merged_ranges
        Cells that were merged into one; the text is in the first.
    hidden_rows, hidden_columns
        The numbers of rows and columns that the program does not show.
    dates
        The cells that hold a date, which the program may have made of something else.
    formulas
        The formulas of cells that have no stored value.
    """

    name: str
    rows: Mapping[int, Cells]
    visibility: str = "visible"
    merged_ranges: Sequence[Range] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    dates: frozenset[Place] = frozenset()
    formulas: Mapping[Place, str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> str:
        """The text of a cell; empty where there is none."""
        cells = self.rows.get(row, [])
        return cells[column] if column < len(cells) else ""


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """So many of the next bytes; empty at the end."""


class RowsWithin:
    """The rows of a sheet by number, as many as a table of excerpts may have."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: dict[int, Cells] = {}
        self._cells = 0

    def add(self, number: int, row: Cells, *, times: int = 1) -> None:
        """Add a row at `number`, so many `times`, where it has a cell."""
        if not any(map(str.strip, row)):
            return
        self._cells += len(row) * times
        if number + times - 1 > MOST_ROWS or self._cells > MOST_CELLS or len(row) > MOST_COLUMNS:
            raise ExportError(f"{self.file}: more rows or columns than a table of excerpts has")
        for one in range(number, number + times):
            self.rows[one] = row


def elements_in(content: Readable, tags: Sequence[str], *, file: str) -> Iterator[etree._Element]:
    """Each element of these tags once it is complete; it is emptied afterwards."""
    events = etree.iterparse(
        content,
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for number, (_, element) in enumerate(events):
        if number == 0 and element.getroottree().docinfo.doctype:
            raise ExportError(f"{file}: declares a document type, which no workbook needs")
        yield element
        element.clear()
        if number % _KEPT == 0:
            _forget_before(element)


def _forget_before(element: etree._Element) -> None:
    """Take what is before an element out of its parent."""
    parent = element.getparent()
    if parent is not None and element.getprevious() is not None:
        del parent[: parent.index(element)]


def text_of(value: object) -> str:
    """A value as a person sees it: whole numbers without decimals, days without midnight.

    >>> text_of(7.0), text_of(datetime(2026, 9, 2)), text_of(None)
    ('7', '2026-09-02', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value)


def column_letters(column: int) -> str:
    """The letters of a column by which a spreadsheet calls it.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    above, rest = divmod(column, _LETTERS_IN_ALPHABET)
    return (column_letters(above - 1) if above else "") + chr(ord("A") + rest)


def column_number(letters: str) -> int:
    """The number from 0 of the column of these letters.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * _LETTERS_IN_ALPHABET + ord(letter.upper()) - ord("A") + 1
    return number - 1


def range_of(reference: str) -> Range | None:
    """The range that a reference such as A2:B4 means; None where it is none.

    >>> range_of("A2:B4")
    Range(first_row=2, first_column=0, last_row=4, last_column=1)
    """
    match = re.fullmatch(r"([A-Za-z]+)(\d+):([A-Za-z]+)(\d+)", reference)
    if match is None:
        return None
    return Range(int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3]))


def rows_of(merged: Range, numbers: Sequence[int]) -> Sequence[int]:
    """Those of the sorted `numbers` of rows that a merged range covers."""
    return numbers[bisect_left(numbers, merged.first_row) : bisect_right(numbers, merged.last_row)]
