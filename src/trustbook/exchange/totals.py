"""The rows of a sheet that count what is above them, or say what the columns hold."""

import re
from collections.abc import Iterator, Sequence

from trustbook.corpus.spreadsheet import clean
from trustbook.exchange.marks import marks_nothing
from trustbook.exchange.raw_sheets import RawSheet

SUMS = {"total", "totals", "sum", "i alt", "ialt", "summa", "totalt", "gesamt", "insgesamt"}
SUMS |= {"summe", "totaux"}
SUMS |= {"gesamtsumme", "somme", "suma", "totaal", "som", "totale", "somma", "soma", "sum total"}
SUMS |= {"grand total", "sub total", "subtotal", "合计", "总计", "總計", "المجموع", "الإجمالي"}
_MOST_ROWS = 3
_MOST_HEADINGS = 2  # rows below that of the headings
_LONGEST_COUNT = 30
_NAMES = "|".join(sorted(SUMS, key=len, reverse=True))
_LABEL = re.compile(
    rf"(?:{_NAMES})(?P<of> \w+)?\s*[:=]?\s*(?:\(?n?\s*=?\s*\d+.*)?|# .+|# ?n ?=.*|n ?=.*",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\(.*\)|\[.*\]|\{.*\}")
_COUNT = re.compile(r"(?:\w+ ?\w*[:=] ?|\(?n ?= ?)?[\d.,]+ ?(?:%|\w+ ?\w*)?[ ()\d.,%]*")
_COUNTING = re.compile(
    r"(?:of:)?=?\s*(?:_xlfn\.)?(COUNT|SUM|SUBTOTAL|AVERAGE|MIN|MAX)", re.IGNORECASE
)


def rows_of_totals(raw: RawSheet, rows: Sequence[int]) -> list[int]:
    """Those of the last of the `rows` that hold a label at most and counts of what is above."""
    last = rows[1:][-_MOST_ROWS:]
    totals = {row for row in last if _is_called_total(raw, row)}
    for row in reversed(last):
        above = [one for one in rows if one < row]
        if not (row in totals or _is_of_formulas(raw, row) or _is_of_counts(raw, row, above)):
            break
        totals.add(row)
    return sorted(totals)


def rows_of_units(raw: RawSheet, rows: Sequence[int]) -> list[int]:
    """Those of the first of the `rows` that say what columns hold, in brackets.

    Survey programs write the texts of questions and their own names of these below the headings.
    """
    for number, row in enumerate(rows[:_MOST_HEADINGS], start=1):
        cells = [text for cell in raw.rows[row] if (text := clean(cell))]
        if len(cells) > 1 and all(map(_UNIT.fullmatch, cells)):
            return list(rows[:number])
    return []


def rows_of_headings(raw: RawSheet, rows: Sequence[int], header: Sequence[str]) -> list[int]:
    """Those of the `rows` that only repeat the headings, as tables below each other do."""
    headings = [text for text in header if text]
    if len(headings) <= 1:
        return []
    return [row for row in rows if _holds(raw.rows[row], headings)]


def _holds(row: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether the cells of a row that are not blank are these texts."""
    cells = filter(None, map(clean, row))
    return next(cells, "") == texts[0] and [*cells] == [*texts[1:]]


def _is_called_total(raw: RawSheet, row: int) -> bool:
    """Whether a row has one cell that is called a total, and nothing else but counts."""
    cells = [text for cell in raw.rows[row] if (text := clean(cell))]
    labels = [cell for cell in cells if not _is_count(cell)]
    match = _LABEL.fullmatch(labels[0]) if len(labels) == 1 else None
    return match is not None and (not match["of"] or len(cells) > 1)


def _is_count(cell: str) -> bool:
    """Whether a cell holds a number, with a word or two beside it at most.

    >>> _is_count("12"), _is_count("3 segments"), _is_count("Trust: 2"), _is_count("Interview 3")
    (True, True, True, False)
    """
    return len(cell) <= _LONGEST_COUNT and bool(_COUNT.fullmatch(cell))


def _is_of_formulas(raw: RawSheet, row: int) -> bool:
    formulas = [text for (at, _), text in raw.formulas.items() if at == row]
    labels = sum(bool(clean(cell)) for cell in raw.rows[row])
    return bool(formulas) and labels <= 1 and all(map(counts_cells, formulas))


def counts_cells(formula: str) -> bool:
    """Whether a formula counts or sums up other cells.

    >>> counts_cells("COUNTA(E5:E132)"), counts_cells('CONCATENATE("Tr","ust")')
    (True, False)
    """
    return bool(_COUNTING.match(formula))


def _is_of_counts(raw: RawSheet, row: int, above: Sequence[int]) -> bool:
    entries = {at: text for at, cell in enumerate(raw.rows[row]) if (text := clean(cell))}
    counts = {at: int(text) for at, text in entries.items() if text.isdecimal()}
    labels = len(entries) - len(counts)
    if len(counts) < 2 or max(counts.values()) < 2 or labels > 1 or len(above) < 3:  # noqa: PLR2004
        return False
    return all(count in _numbers(raw, above, at) for at, count in counts.items())


def _numbers(raw: RawSheet, rows: Sequence[int], at: int) -> Iterator[int]:
    """How many marks a column has, and the sum of its numbers."""
    cells = [clean(raw.cell(row, at)) for row in rows]
    yield sum(not marks_nothing(cell) for cell in cells)
    yield sum(int(cell) for cell in cells if cell.isdecimal())
