"""How many codes the cells of a sheet hold, counted apart from reading it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from trustbook.exchange.columns import Header
from trustbook.exchange.count_tables import count_in
from trustbook.exchange.marks import coders_in, marks_nothing
from trustbook.exchange.raw_sheets import rows_of
from trustbook.exchange.sheets import NamedSheet


def number_of_codings(
    sheet: NamedSheet,
    header: Header,
    parts: Mapping[str, Sequence[str]],
    *,
    fill_down: Sequence[str] = (),
) -> int:
    """How many codes are in the cells of a sheet, straight over its raw cells.

    A merged cell counts in each row that it covers, one that is filled down in each blank one.
    """
    if header.count_columns:
        cells = (cell for name in header.count_columns for cell in _column(sheet, name, fill_down))
        counts = map(count_in, cells)
        return sum(1 if count is None else count for count in counts)
    single = [header.by_meaning[one] for one in ("code", "codes") if one in header.by_meaning]
    number = 0
    for column in (*single, *header.code_columns, *header.coder_columns):
        for cell in _column(sheet, column, fill_down):
            number += len(parts.get(cell, (cell,))) if cell else 0
    for column in header.mark_columns:
        number += sum(not marks_nothing(cell) for cell in _column(sheet, column, fill_down))
    if header.level_columns:
        levels = [_column(sheet, column, fill_down) for column in header.level_columns]
        code = header.by_meaning.get("code")
        codes = _column(sheet, code, fill_down) if code else iter([""] * len(sheet.rows))
        for name, *above in zip(codes, *levels, strict=True):
            number += not name and any(re.sub(r"[\\\s]", "", level) for level in above)
    for column in header.columns_of_coders:
        number += sum(len(coders_in(cell)) for cell in _column(sheet, column, fill_down))
    return number


def _column(sheet: NamedSheet, column: str, fill_down: Sequence[str]) -> Iterator[str]:
    """The cells of a column, row after row, each as it counts."""
    at = sheet.places[column]
    merged = {
        row: sheet.raw.cell(one.first_row, one.first_column)
        for one in sheet.raw.merged_ranges
        if at in sheet.columns_covered(one)
        for row in rows_of(one, sheet.rows)
    }
    above = ""
    for row in sheet.rows:
        cells = sheet.raw.rows[row]
        own = cells[at].strip() if at < len(cells) else ""
        cell = own or merged.get(row, "").strip()
        above = cell or above
        yield above if column in fill_down else cell
