"""Cells that a spreadsheet changed, hides or has no value for: refused, asked about or said."""

import re
from collections.abc import Iterator, Sequence

from trustbook.errors import ExportError
from trustbook.exchange.columns import Header
from trustbook.exchange.excerpts import cell_called, code_columns
from trustbook.exchange.headings import is_known
from trustbook.exchange.questions import Question, Reading
from trustbook.exchange.sheets import NamedSheet
from trustbook.exchange.totals import counts_cells

_MOST_CELLS = 10
_NUMBER = re.compile(r"\d+")
_MONTHS = (
    r"(?:jan|ene|gen|f[eé][bv]|mar|m[aä]r|mrz|a[bpv]r|ma[ijy]|mag|ju[nl]|juin|juil|giu|lug|aug|ago"
    r"|ao[uû]|sep|set|o[ck]t|ott|out|nov|d[eé][cz]|dic)[a-zäéû]*\.?"
)
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d(?:[T ][\d:.]+)?|\d{{1,2}}(?:[-. ]|\. ){_MONTHS}(?:[- ]\d{{2,4}})?"
    rf"|{_MONTHS}[- ]\d{{2,4}}|(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日",
    re.IGNORECASE,
)
_BETWEEN_CELLS = (";", ",", "|", "\t", "^", "~")
_NAMING = ("document", "case", "id", "coder")


def require_headings(sheet: NamedSheet) -> None:
    """Refuse a sheet without a row of names: all in one column, turned over, or like the others."""
    _require_columns(sheet)
    _require_upright(sheet)
    if any(map(is_known, sheet.places)):
        return
    for heading in (name for name in sheet.places if any(map(str.isdecimal, name))):
        cells = [cell for cell in dict.fromkeys(sheet.texts(heading)) if cell]
        if len(cells) > 1 and {_NUMBER.sub("0", cell) for cell in [heading, *cells]} == {
            _NUMBER.sub("0", heading)
        }:
            raise ExportError(
                f"{sheet.file}, row {sheet.header_row}: no names of columns: {heading} looks "
                f"like a value, as {cells[0]} and {cells[1]} do below it; write a row of names "
                "above it, such as Document, Text, Code"
            )


def _require_columns(sheet: NamedSheet) -> None:
    """Refuse a sheet that has the names of several columns in one."""
    for heading in sheet.places:
        for sign in _BETWEEN_CELLS:
            if len(sheet.places) == 1 and sum(map(is_known, heading.split(sign))) > 1:
                raise ExportError(
                    f"{sheet.file}, row {sheet.header_row}: all cells are in one column, separated "
                    f"by {sign if sign.strip() else 'tabs'}; in the spreadsheet, separate them "
                    "with Data > Text to Columns, save the file, and import it again"
                )


def _require_upright(sheet: NamedSheet) -> None:
    """Refuse a sheet whose names of columns are below each other."""
    first, *others = [*sheet.places] or [""]
    names = [first, *filter(None, sheet.texts(first) if first else ())]
    if len(names) > 1 and all(map(is_known, names)) and not any(map(is_known, others)):
        raise ExportError(
            f"{sheet.file}: the names of its columns ({', '.join(names[:_MOST_CELLS])}) are "
            "below each other; in the spreadsheet, copy the table, turn it over with Paste Special "
            "> Transpose, save the file, and import it again"
        )


def require_codes(sheet: NamedSheet, header: Header) -> None:
    """Refuse a sheet whose codes are written as JSON."""
    for column in code_columns(header):
        if any(text.startswith(("[{", '{"')) for text in sheet.texts(column)):
            raise ExportError(
                f"{sheet.file}, column {column}: JSON, as Label Studio writes it in a table; "
                "export the project as JSON, and give that file"
            )


def require_stored_values(sheet: NamedSheet, header: Header) -> None:
    """Refuse a sheet in which cells that are read have a formula and no value."""
    used = {sheet.places[name] for name in header.used_columns}
    cells = [
        cell_called(row, column)
        for (row, column), formula in sorted(sheet.raw.formulas.items())
        if column in used and row > sheet.header_row and row not in (*sheet.totals, *sheet.units)
        and not (row not in sheet.raw.rows and counts_cells(formula))
    ]  # fmt: skip
    if cells:
        one = len(cells) == 1
        what = "cell has a formula" if one else "cells have formulas"
        raise ExportError(
            f"{sheet.file}, sheet {sheet.name}: {len(cells)} {what} without a stored value "
            f"({_cell_list(cells)}); open the file in the spreadsheet program, save it there, and "
            "import it again"
        )


def question_of_hidden(
    sheet: NamedSheet, header: Header, is_coded: Sequence[bool]
) -> Question | None:
    """Whether hidden rows and columns are read, where they hold codes."""
    rows = [row for row, coded in zip(sheet.rows, is_coded, strict=True)
            if coded and row in sheet.raw.hidden_rows]  # fmt: skip
    columns = hidden_code_columns(sheet, header)
    if not rows and not columns:
        return None
    parts = [f"{len(rows)} hidden (perhaps filtered) rows with codes" if len(rows) > 1 else
             f"the hidden (perhaps filtered) row {rows[0]} with codes"] if rows else []  # fmt: skip
    parts += [f"the hidden columns {', '.join(columns)}"] if columns else []
    return Question(
        key="hidden",
        about=f"{sheet.file}, sheet {sheet.name}" if sheet.is_of_workbook else sheet.file,
        text=f"are {' and '.join(parts)} to be read?",
        default="read",
    )


def hidden_code_columns(sheet: NamedSheet, header: Header) -> list[str]:
    """The hidden columns that hold or mark codes."""
    marks = (*header.mark_columns, *header.columns_of_coders, *header.count_columns)
    names = (*code_columns(header), *marks, *header.level_columns)
    return [name for name in names if sheet.places[name] in sheet.raw.hidden_columns]


def hidden_columns_in_words(sheet: NamedSheet, header: Header) -> Iterator[str]:
    """What to say of hidden columns that hold no codes and are read all the same."""
    asked = hidden_code_columns(sheet, header)
    hidden = [
        name for name in header.used_columns if sheet.places[name] in sheet.raw.hidden_columns
    ]
    if names := [name for name in dict.fromkeys(hidden) if name not in asked]:
        place = f"{sheet.file}, sheet {sheet.name}" if sheet.is_of_workbook else sheet.file
        what = "hidden columns are" if len(names) > 1 else "a hidden column is"
        yield (
            f"{place}: {what} read, too: {', '.join(names)}. Where that is not meant, delete it in "
            "a copy of the table."
        )


def question_of_dates(sheet: NamedSheet, header: Header, reading: Reading) -> Question | None:
    """What the codes and names are of which a spreadsheet made dates, where the map is silent."""
    dates: dict[str, list[str]] = {}
    for column in _columns_of_names(sheet, header):
        texts = sheet.texts(column)
        are_dates = _are_dates(sheet, column, texts)
        if not any(are_dates):
            continue
        if column not in code_columns(header) and all(
            is_date or not text for is_date, text in zip(are_dates, texts, strict=True)
        ):
            continue
        for row, text, is_date in zip(sheet.rows, texts, are_dates, strict=True):
            if is_date and not reading.settles(text):
                dates.setdefault(text, []).append(cell_called(row, sheet.places[column]))
    for heading in (*header.mark_columns, *header.count_columns, *header.columns_of_coders):
        if _DATE.fullmatch(heading) and not reading.settles(heading):
            place = cell_called(sheet.header_row, sheet.places[heading])
            dates.setdefault(heading, []).append(place)
    if not dates:
        return None
    cells = [cell for cells in dates.values() for cell in cells]
    return Question(
        key="same",
        about=f"{', '.join(list(dates)[:_MOST_CELLS])} ({sheet.file}, {_cell_list(cells)})",
        text="has a spreadsheet turned a code or a name into a date here, and what did it say "
        "before?",
        default={date: [date] for date in dates},
        has_safe_default=False,
    )


def _columns_of_names(sheet: NamedSheet, header: Header) -> list[str]:
    names = [header.by_meaning[one] for one in _NAMING if one in header.by_meaning]
    return [*code_columns(header), *header.category_columns, *header.level_columns, *names]


def _are_dates(sheet: NamedSheet, column: str, texts: Sequence[str]) -> list[bool]:
    """Which cells of a column hold a date, as the file or their words say."""
    has_digits = {text: any(map(str.isdigit, text)) for text in dict.fromkeys(texts)}
    is_date = {text: has and bool(_DATE.fullmatch(text)) for text, has in has_digits.items()}
    dates, place = sheet.raw.dates, sheet.places[column]
    if not dates:
        return [is_date[text] for text in texts]
    return [is_date[text] or (has_digits[text] and (row, place) in dates)
            for row, text in zip(sheet.rows, texts, strict=True)]  # fmt: skip


def _cell_list(cells: Sequence[str]) -> str:
    more = len(cells) - _MOST_CELLS
    return ", ".join(cells[:_MOST_CELLS]) + (f" and {more} more" if more > 0 else "")
