"""The sheets of a CSV, TSV, XLSX or ODS file as tables: column names and the cells below them."""

import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product, zip_longest
from pathlib import Path

import pandas as pd
from lxml import etree

from trustbook.corpus.spreadsheet import clean, cleaned
from trustbook.errors import ExportError
from trustbook.exchange.delimited import delimited_sheet
from trustbook.exchange.headings import is_known, meaning_of, plain
from trustbook.exchange.marks import NO, YES
from trustbook.exchange.members import Archive, open_archive
from trustbook.exchange.ods import ods_sheets
from trustbook.exchange.raw_sheets import Cells, Range, RawSheet, column_letters, rows_of
from trustbook.exchange.totals import rows_of_headings, rows_of_totals, rows_of_units
from trustbook.exchange.word_tables import SUFFIX as WORD_SUFFIX
from trustbook.exchange.word_tables import Cell, tables_of_document
from trustbook.exchange.xlsx import xlsx_sheets

TEXT_SUFFIX = ".txt"  # a table only where it begins as one
DELIMITED = (".csv", ".tsv", ".tab")
SUFFIXES = (*DELIMITED, ".xlsx", ".xlsm", ".ods")
LARGEST_FILE = 256 * 2**20
MOST_SHEETS = 200
LARGEST_CONTENT = 512 * 2**20
_HEADER_WITHIN = 20  # rows in which the names of columns are looked for


_DAMAGE = (
    *(OSError, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError),
    *(NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NamedSheet:
    """One sheet with its column names.

    Parameters
    ----------
    name, file, number
        Its name, that of its file, and which one of the file it is, from 1.
    cells
        The cells below the column names; merged cells are filled.
    raw
        The sheet as it stands in the file.
    rows
        The number in the spreadsheet of each row of `cells`.
    header_row
        The number of the row of column names.
    places
        The number of each column.
    themes
        What is above the names of columns.
    labels
        The name in the file of columns whose name comes twice.
    totals
        The rows at the end that only count what is above; `cells` is without them.
    units
        The rows that say more of the columns, or name them again; `cells` is without them.
    filled_from
        For columns that were filled down: the first of the rows that share a cell, of each row.
    is_of_workbook
        Whether its file may have several sheets.
    warnings
        What is odd about the sheet.
    """

    name: str
    file: str
    number: int
    cells: pd.DataFrame
    raw: RawSheet
    rows: Sequence[int]
    header_row: int
    places: Mapping[str, int]
    themes: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    totals: Sequence[int] = ()
    units: Sequence[int] = ()
    filled_from: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    is_of_workbook: bool = True
    warnings: tuple[str, ...] = ()
    _texts: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False)

    def texts(self, column: str) -> list[str]:
        """The cells of a column without blanks around them."""
        if column not in self._texts:
            cells = self.cells[column].astype("object")  # text is slow to go through
            self._texts[column] = list(cleaned(cells.tolist()))
        return self._texts[column]

    def first_rows(self, column: str) -> dict[int, int]:
        """For the rows that share a cell of a column, the first of them."""
        place = self.places[column]
        merged_rows = {
            row: merged.first_row
            for merged in self.raw.merged_ranges
            if place in self.columns_covered(merged) and merged.last_row > merged.first_row
            for row in rows_of(merged, self.rows)
        }
        return merged_rows | dict(self.filled_from.get(column, {}))

    def columns_covered(self, merged: Range) -> range:
        """The columns in which a merged cell counts; none where it is a heading."""
        if merged.first_row <= self.header_row:
            return range(0)
        return _columns_of(merged, self.raw.cell(merged.first_row, merged.first_column))

    def columns_among(self, columns: Collection[str]) -> list[str]:
        """Those of its columns that are called so, however they are written."""
        names = set(map(plain, columns))
        return [name for name in self.places if plain(name) in names]

    def without_rows(self, numbers: Collection[int]) -> "NamedSheet":
        """The sheet without some of its rows."""
        keep = [row not in numbers for row in self.rows]
        rows = [row for row in self.rows if row not in numbers]
        return replace(self, cells=self.cells[keep].reset_index(drop=True), rows=rows)

    def emptied(self, columns: Collection[str]) -> "NamedSheet":
        """The sheet with nothing in some of its columns."""
        cells = self.cells.assign(**dict.fromkeys(columns, "")) if columns else self.cells
        return replace(self, cells=cells)

    def filled_down(self, columns: Collection[str]) -> "NamedSheet":
        """The sheet with blank cells of these columns filled with what is above them."""
        cells, filled_from = self.cells.copy(), dict(self.filled_from)
        for name in columns:
            above, first = "", 0
            texts, first_rows = cells[name].tolist(), self.first_rows(name)
            for at, (row, text) in enumerate(zip(self.rows, texts, strict=True)):
                if clean(text):
                    above, first = text, first_rows.get(row, row)
                elif above:
                    texts[at] = above
                    first_rows |= {row: first, first: first}
            cells[name] = pd.Series(texts, dtype="str")
            filled_from[name] = first_rows
        return replace(self, cells=cells, filled_from=filled_from)


def read_sheets(path: Path) -> list[NamedSheet]:
    """The sheets of a file; ExportError in a line where it cannot be read."""
    if path.stat().st_size > LARGEST_FILE:
        raise ExportError(f"{path.name}: larger than {LARGEST_FILE >> 20} MB; split the table")
    suffix = path.suffix.casefold()
    if suffix in (*DELIMITED, TEXT_SUFFIX):
        sheet, doubts = delimited_sheet(
            path.read_bytes(), file=path.name, name=path.stem, names_in=_names_in
        )
        return [_named_sheet(sheet, file=path.name, number=1, doubts=doubts, is_delimited=True)]
    if suffix == WORD_SUFFIX:
        tables, _ = tables_of_document(path)
        return [
            _named_sheet(_sheet_of_word(table, number), file=path.name, number=number)
            for number, table in enumerate(tables, start=1)
        ]
    try:
        with open_archive(path) as archive:
            _require_modest(archive)
            sheets: Iterator[RawSheet] = (ods_sheets if suffix == ".ods" else xlsx_sheets)(archive)
            return [
                _named_sheet(one, file=path.name, number=number)
                for number, one in enumerate(_few(sheets, file=path.name), start=1)
            ]
    except _DAMAGE as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ExportError(f"{path.name}: not a workbook that can be read ({why})") from None


def _sheet_of_word(table: Sequence[Sequence[Cell]], number: int) -> RawSheet:
    """A table of Word as a sheet; each cell that goes on is merged with the one above it."""
    rows = {at: [cell.words for cell in cells] for at, cells in enumerate(table, start=1)}
    ranges: list[Range] = []
    for column, cells in enumerate(zip(*table, strict=True)):
        first = 1
        for row, cell in enumerate(cells, start=1):
            first = first if cell.goes_on else row
            if first < row:
                ranges.append(Range(first, column, row, column))
    return RawSheet(name=f"table {number}", rows=rows, merged_ranges=ranges)


def _few(sheets: Iterator[RawSheet], *, file: str) -> Iterator[RawSheet]:
    """The sheets; ExportError where there are more than anybody fills."""
    for number, one in enumerate(sheets):
        if number == MOST_SHEETS:
            raise ExportError(f"{file}: more than {MOST_SHEETS} sheets; delete those without data")
        yield one


def _require_modest(archive: Archive) -> None:
    """Refuse a workbook that unpacks to more than a workbook of coded excerpts ever does."""
    size = sum(member.file_size for member in archive.zip.infolist())
    if size > LARGEST_CONTENT:
        raise ExportError(f"{archive.file}: unpacks to {size >> 20} MB; split the workbook")


def _named_sheet(
    raw: RawSheet,
    *,
    file: str,
    number: int,
    doubts: Sequence[str] = (),
    is_delimited: bool = False,
) -> NamedSheet:
    """The cells below the column names; titles above those are left out."""
    header_row = _header_row(raw)
    header = _headings(raw, header_row)
    below = [row for row in sorted(raw.rows) if row > header_row]
    totals = rows_of_totals(raw, below)
    units = [*rows_of_units(raw, below), *rows_of_headings(raw, below, header)]
    without_rows = {*totals, *units}
    rows = [row for row in below if row not in without_rows]
    width = max([len(header), *(len(raw.rows[row]) for row in rows)])
    if is_delimited:
        _require_width(raw, rows, width=len(header), file=file)
    columns = {at: [""] * len(rows) for at in range(width)}
    cells_of_columns = zip_longest(*(raw.rows[row] for row in rows), fillvalue="")
    columns |= {at: list(cells) for at, cells in enumerate(cells_of_columns)}
    _fill_merged(columns, raw, rows)
    names = _names(header, columns, raw, header_row)
    cells = pd.DataFrame(
        {name: pd.Series(columns[at], dtype="str") for at, name in names.items()},
        index=pd.RangeIndex(len(rows)),
    )
    places = {name: at for at, name in names.items()}
    labels = {name: header[at] for at, name in names.items() if at < len(header) and header[at]}
    return NamedSheet(
        name=raw.name,
        file=file,
        number=number,
        cells=cells,
        raw=raw,
        rows=rows,
        header_row=header_row,
        places=places,
        themes=_themes(raw, header_row, places),
        labels={name: label for name, label in labels.items() if name != label},
        totals=totals,
        units=units,
        is_of_workbook=not is_delimited,
        warnings=(*doubts, *_odd_names(names, labels, columns, name=raw.name)),
    )


def _require_width(raw: RawSheet, rows: Sequence[int], *, width: int, file: str) -> None:
    """Refuse rows with more cells than there are columns: their cells are shifted."""
    too_long = [row for row in rows if any(map(clean, raw.rows[row][width:]))]
    if too_long:
        row = too_long[0]
        more = f" (and {len(too_long) - 1} more rows)" if too_long[1:] else ""
        raise ExportError(
            f"{file}, row {row}{more}: {len(raw.rows[row])} cells, but there are {width} columns; "
            "put quotation marks around a cell that holds the separator of cells"
        )


def _header_row(raw: RawSheet) -> int:
    """The row that holds most of the names that tables of excerpts have, else most cells.

    Where a name is merged over two rows of column names, the lower one.
    """
    beginning = list(islice(sorted(raw.rows), _HEADER_WITHIN))
    if not beginning:
        return 0
    merged = {row: _with_merges(raw, row) for row in beginning}
    most = max(map(_names_in, merged.values()))
    widths = {row: sum(map(bool, map(clean, raw.rows[row]))) for row in beginning}
    fullest = max(beginning, key=widths.__getitem__)
    best = [row for row in beginning if _names_in(merged[row]) == most]
    if not most or (most == 1 and (best[0] > fullest or widths[best[0]] == 1)):
        return _above_labels(raw, fullest)  # a code or a title may be called like a column
    lower = [row for row in best[1:] if row == best[0] + 1 and _names_in(raw.rows[row]) < most]
    below = best[0] + 1
    if not lower and _headings_above(raw, below) and _has_marks_below(raw, below):
        return below
    return lower[0] if lower else best[0]


def _headings(raw: RawSheet, header_row: int) -> Cells:
    """The names of columns; those of the row above where the row itself has none below them."""
    own, above = ([clean(cell) for cell in _with_merges(raw, row)]
                  for row in (header_row, header_row - 1))  # fmt: skip
    names = _headings_above(raw, header_row) if _has_marks_below(raw, header_row) else {}
    return [cell or names.get(at, "") for at, cell in enumerate([*own, *[""] * len(above)])]


def _headings_above(raw: RawSheet, row: int) -> dict[int, str]:
    """The names of known columns in the row above, where the row is blank below all of these."""
    above, own = ([clean(cell) for cell in raw.rows.get(one, [])] for one in (row - 1, row))
    names = {at: cell for at, cell in enumerate(above) if is_known(cell)}
    is_blank = not any(own[at] for at in names if at < len(own))
    others = [cell for at, cell in enumerate(own) if cell and at not in names]
    are_names = not any(is_known(cell) or cell.casefold() in YES | NO for cell in others)
    return names if is_blank and len(others) > 1 and are_names else {}


def _has_marks_below(raw: RawSheet, row: int) -> bool:
    """Whether all that is below the cells of a row are marks."""
    places = [at for at, cell in enumerate(raw.rows.get(row, [])) if clean(cell)]
    marks: set[str] = set()
    for number, at in product((one for one in raw.rows if one > row), places):
        marks.add(clean(raw.cell(number, at)).casefold())
        if not marks <= YES | NO:
            return False
    return bool(marks & YES)


def _above_labels(raw: RawSheet, fullest: int) -> int:
    """The row above the fullest one where that names all of its columns but the first.

    So do the headings of a table whose first column holds the labels of its rows.
    """
    cells, above = map(clean, raw.rows[fullest]), map(clean, raw.rows.get(fullest - 1, []))
    (label, *others), (corner, *headings) = ([*cells] or [""]), ([*above] or [""])
    are_numbers = any(one.lstrip("-").isdecimal() for one in others)
    are_words = all(one and not one.lstrip("-").isdecimal() for one in headings)
    is_beside = len(headings) == len(others) and bool(headings) and bool(label) and not corner
    return fullest - 1 if is_beside and are_words and are_numbers else fullest


def _names_in(row: Cells) -> int:
    """How many names of columns that tables of excerpts have are in a row."""
    return len({plain(cell) for cell in row if is_known(cell)})


def _with_merges(raw: RawSheet, row: int) -> Cells:
    """The cells of a row, with the text of merged cells in all that they cover."""
    cells = list(raw.rows.get(row, []))
    for merged in raw.merged_ranges:
        if merged.first_row <= row <= merged.last_row:
            cells += [""] * (merged.last_column + 1 - len(cells))
            text = raw.cell(merged.first_row, merged.first_column)
            for at in range(merged.first_column, merged.last_column + 1):
                cells[at] = cells[at] or text
    return cells


def _fill_merged(columns: Mapping[int, Cells], raw: RawSheet, rows: Sequence[int]) -> None:
    """Fill cells merged downwards; to the right only marks, as what else is a heading of rows."""
    position = {row: at for at, row in enumerate(rows)}
    for merged in raw.merged_ranges:
        text = raw.cell(merged.first_row, merged.first_column)
        for at in _columns_of(merged, text):
            cells = columns.get(at, [])
            for row in rows_of(merged, rows) if merged.first_row in position else ():
                cells[position[row]] = cells[position[row]] or text


def _columns_of(merged: Range, text: str) -> range:
    """The columns in which a merged cell counts: the first; all where its text is a mark."""
    is_mark = clean(text).casefold() in YES
    return range(merged.first_column, (merged.last_column if is_mark else merged.first_column) + 1)


def _is_merged_over(raw: RawSheet, header_row: int, column: int) -> bool:
    """Whether a heading to the left of a column is merged over it."""
    return any(
        one.first_row <= header_row <= one.last_row and one.first_column < column <= one.last_column
        for one in raw.merged_ranges
    )


def _names(
    header: Sequence[str], columns: Mapping[int, Cells], raw: RawSheet, header_row: int
) -> dict[int, str]:
    """A name for each column that has a cell or a name of its own in the file; each name once.

    A column without a name beside one of codes, with the same codes, is another one of codes.
    """
    names: dict[int, str] = {}
    names_so_far: list[str] = []
    for at, cells in columns.items():
        name = header[at] if at < len(header) else ""
        comes_again = name in names_so_far and _is_merged_over(raw, header_row, at)
        if any(map(clean, cells)) or (name and not comes_again):
            beside = names_so_far[-1] if names_so_far and at - 1 in names else ""
            if not name and _is_of_codes(beside) and _holds_codes_of(cells, names, columns, beside):
                name = beside
            name = name or f"column {column_letters(at)}"
            times = names_so_far.count(name)
            names[at] = f"{name} ({times + 1})" if times else name
            names_so_far.append(name)
    return names


def _is_of_codes(heading: str) -> bool:
    meaning = meaning_of(heading) if heading else None
    return meaning is not None and meaning.role in ("code", "codes")


def _holds_codes_of(
    cells: Cells, names: Mapping[int, str], columns: Mapping[int, Cells], heading: str
) -> bool:
    """Whether all cells are codes that are under this heading."""
    first = next(at for at, name in names.items() if name == heading)
    return set(map(clean, cells)) <= {"", *map(clean, columns[first])}


def _themes(raw: RawSheet, header_row: int, places: Mapping[str, int]) -> dict[str, str]:
    """What is in the row above the column names, over each column.

    It goes on to the right as far as its cell is merged; without merged cells, to the next one.
    """
    above = [clean(cell) for cell in _with_merges(raw, header_row - 1)]
    first = {at for at, cell in enumerate(above) if cell}
    merges = [one for one in raw.merged_ranges if one.first_row <= header_row - 1 <= one.last_row]
    if (len(set(above)) <= 2 and len(first) <= 1) or _is_title(above, places):  # noqa: PLR2004
        return {}
    if not merges and first:
        for at in range(min(first), max(places.values(), default=0) + 1):
            above += [""] * (at + 1 - len(above))
            above[at] = above[at] or above[at - 1]
    return {name: above[at] for name, at in places.items() if at < len(above) and above[at]}


def _is_title(above: Sequence[str], places: Mapping[str, int]) -> bool:
    """Whether a row is one title that is merged over all columns."""
    return len({above[at] for at in places.values() if at < len(above)}) == 1


def _odd_names(
    names: Mapping[int, str],
    labels: Mapping[str, str],
    columns: Mapping[int, Cells],
    *,
    name: str,
) -> Iterator[str]:
    for at, column in names.items():
        if column not in labels:
            number = sum(map(bool, map(clean, columns[at])))
            noun = "cell" if number == 1 else "cells"
            was = "name it or empty it" if column.startswith("column ") else f"read as {column}"
            yield f"{name}: column {column_letters(at)} has {number} {noun} and no name; {was}"
        elif labels[column] != column:
            yield f"{name}: the column {labels[column]} comes again; it was read as {column}"
