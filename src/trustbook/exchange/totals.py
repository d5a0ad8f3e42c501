"""The rows at the end of a sheet that only count what stands above them."""

import re
from collections.abc import Iterator, Sequence

from trustbook.corpus.spreadsheet import clean
from trustbook.exchange.marks import marks_nothing
from trustbook.exchange.raw_sheets import RawSheet

_MOST_ROWS = 3
_COUNTING = re.compile(
    r"(?:of:)?=?\s*(?:_xlfn\.)?(COUNT|SUM|SUBTOTAL|AVERAGE|MIN|MAX)", re.IGNORECASE
)


def rows_of_totals(raw: RawSheet, rows: Sequence[int]) -> list[int]:
    """Those of the last of the `rows` that hold a label at most and counts of the marks above."""
    totals: list[int] = []
    for row in reversed(rows[1:][-_MOST_ROWS:]):
        above = [one for one in rows if one < row]
        if not (_is_of_formulas(raw, row) or _is_of_counts(raw, row, above)):
            break
        totals.insert(0, row)
    return totals


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
