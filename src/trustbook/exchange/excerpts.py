"""The coded excerpts in the rows of a sheet: where each is, its words, its codes."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from trustbook.exchange.columns import Header
from trustbook.exchange.count_tables import NO_NUMBER, count_in, label_of
from trustbook.exchange.headings import program_of
from trustbook.exchange.marks import coders_in, is_mark, says_no_code
from trustbook.exchange.raw_sheets import column_letters
from trustbook.exchange.sheets import NamedSheet

LEVELS_BY = "\\"  # MAXQDA writes the codes above a code in front of it
_LEVELS_OF_CATMA = "/"  # it begins each path with it, too
CodePath = tuple[str, ...]
_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)")
WITHOUT_NAME = "a code without a name"
ERROR_IN_PLACE = "an error of the spreadsheet instead of a code"


class Excerpt(NamedTuple):
    """A row of a table.

    Parameters
    ----------
    document, words
        The name of its document, and its words, which may be missing.
    codes
        The path of each code of the row.
    cells, further
        The cell of each meaning, and those of columns without a known meaning.
    sheet, row
        The number of its sheet among all, and that of the row in the spreadsheet.
    first_row
        The first of the rows that share the cell with the words; missing where none do.
    key
        What names the passage, beside its row.
    rule
        What tells passages of one key apart: `key` nothing, `coder` how often a coder has it, `run`
        whether its rows follow each other, `row` each row.
    """

    document: str
    words: str
    codes: tuple[CodePath, ...]
    cells: Mapping[str, str]
    further: Mapping[str, str]
    sheet: int
    row: int
    first_row: int | None
    key: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A code of the file that is in no excerpt: its place and why."""

    place: str
    reason: str


def _no_code(cell: str) -> str:
    return f"saying that there is no code ({cell})"


def place_in(sheet: NamedSheet, row: int, column: str) -> str:
    """Where a cell is: file, sheet, row and column."""
    of_sheet = f", sheet {sheet.name}" if sheet.is_of_workbook else ""
    return f"{sheet.file}{of_sheet}, row {row}, column {column}"


def cell_called(row: int, column: int) -> str:
    """The name that a spreadsheet gives a cell.

    >>> cell_called(2, 3)
    'D2'
    """
    return f"{column_letters(column)}{row}"


def code_columns(header: Header) -> list[str]:
    """The columns whose cells name codes, one or several."""
    single = [header.by_meaning[one] for one in ("code", "codes") if one in header.by_meaning]
    return [*single, *header.code_columns, *header.coder_columns]


class RowsOfSheet:
    """Makes the excerpts of a sheet; `parts` has the codes that each cell of codes names.

    `blanks` are what such cells hold where they name no code.
    """

    def __init__(
        self,
        sheet: NamedSheet,
        header: Header,
        parts: Mapping[str, Sequence[str]],
        *,
        blanks: Collection[str] = (),
        number: int,
    ) -> None:
        self._sheet, self._header, self._number, self._parts = sheet, header, number, parts
        self._blanks = blanks
        self._columns = {
            name: sheet.texts(name)
            for name in (*header.used_columns, *header.other_columns)
            if name not in header.mark_columns
        }
        self._marks = {name: is_mark(sheet.cells[name]).tolist() for name in header.mark_columns}
        self._paths: dict[str, CodePath] = {}
        self._cell_paths: dict[str, CodePath] = {}
        self._codes_of_cells: dict[tuple[object, ...], tuple[CodePath, ...]] = {}
        self.left_out: list[LeftOut] = []

    def excerpts(self, *, document: str, names_document: bool) -> Iterator[Excerpt]:
        """The rows; `document` is theirs where none is named, or all of them `names_document`."""
        meanings = {meaning: self._columns[c] for meaning, c in self._header.by_meaning.items()}
        further = {name: self._columns[name] for name in self._header.other_columns}
        first_rows = self._first_rows()
        has_ids = ids_name_excerpts(self._sheet.cells, self._header.by_meaning)
        has_document = "document" in meanings and not names_document
        number = len(self._sheet.rows)
        of_rows = (_dicts(meanings, number), _dicts(further, number))
        rows = zip(self._sheet.rows, self._cells_of_codes(), *of_rows, strict=True)
        rules = [
            self._rule(has_ids=has_ids, has_document=has_document, has_words=has_words)
            for has_words in (False, True)
        ]
        has_counts = bool(self._header.count_columns)
        has_coders = bool(self._header.coder_columns or self._header.columns_of_coders)
        for at, (row, of_codes, cells, variables) in enumerate(rows):
            cell = cells.get
            words, case = cell("words", ""), cell("case", "")
            own = (cell("document") if has_document else "") or document
            excerpt = Excerpt(
                own,
                words,
                () if has_counts else self._codes_of(of_codes, at, row),
                cells,
                variables,
                self._number,
                row,
                first_rows.get(row),
                (own, case, cells["id"]) if has_ids
                else (own, case, cell("begin", ""), cell("end", ""), words),
                rules[bool(words)],
            )  # fmt: skip
            if has_counts:
                yield from self._counted(excerpt, at)
            elif has_coders:
                yield from self._by_coders(excerpt, at)
            else:
                yield excerpt

    def _counted(self, excerpt: Excerpt, at: int) -> Iterator[Excerpt]:
        """An excerpt without words for each time that a code is counted; of the row if never."""
        code = self._header.by_meaning.get("code")
        row_path = (
            *self._path_in(at, self._header.category_columns),
            *(self._path(label_of(self._columns[code][at])) if code else ()),
        )
        case = excerpt.cells.get("case", "")
        own = label_of(excerpt.document) if "document" in excerpt.cells else excerpt.document
        number = 0
        for column in self._header.count_columns:
            heading = label_of(self._sheet.labels.get(column, column))
            document, path = (heading, row_path) if code else (own, self._path(heading))
            count = count_in(self._columns[column][at])
            if count is None or (count and not path):
                place = place_in(self._sheet, excerpt.row, column)
                reason = NO_NUMBER if count is None else WITHOUT_NAME
                self.left_out += [LeftOut(place=place, reason=reason)] * (count or 1)
                continue
            for n in range(count):
                number += 1
                key = (document, case, "count", f"{self._number}/{excerpt.row}/{column}/{n}")
                yield excerpt._replace(document=document, codes=(path,), key=key, rule="key")
        if not number and not code:
            yield excerpt._replace(document=own)

    def _by_coders(self, excerpt: Excerpt, at: int) -> Iterator[Excerpt]:
        """An excerpt for each coder who has a column, or is in one; the row is the passage."""
        excerpt = excerpt._replace(rule="row")
        codes_of: dict[str, list[CodePath]] = {}
        for column in self._header.coder_columns:
            coder = self._sheet.labels.get(column, column)
            codes_of.setdefault(coder, []).extend(self._codes_in_cell(column, at, excerpt.row))
        for column in self._header.columns_of_coders:
            for coder in coders_in(self._columns[column][at]):
                codes_of.setdefault(coder, []).append(self._path_of_heading(column))
        if excerpt.codes or not codes_of:
            yield excerpt
        for coder, codes in codes_of.items():
            yield excerpt._replace(codes=tuple(codes), cells={**excerpt.cells, "coder": coder})

    def _rule(self, *, has_ids: bool, has_document: bool, has_words: bool) -> str:
        if has_ids:
            return "key"
        if not has_words:
            return "row"
        if self._header.code_columns or self._header.mark_columns:
            return "coder"
        return "key" if has_document else "run"

    def _first_rows(self) -> dict[int, int]:
        column = self._header.by_meaning.get("words")
        return self._sheet.first_rows(column) if column else {}

    def _cells_of_codes(self) -> Iterator[tuple[object, ...]]:
        """For each row the cells that say which codes it has."""
        header = self._header
        names = dict.fromkeys((*header.level_columns, *header.category_columns,
                               *(header.by_meaning.get(one) for one in ("code", "codes")),
                               *header.code_columns))  # fmt: skip
        texts = [self._columns[name] for name in names if name]
        columns = [*texts, *map(self._marks.__getitem__, header.mark_columns)]
        return zip(*columns, strict=True) if columns else iter([()] * len(self._sheet.rows))

    def _codes_of(self, cells: tuple[object, ...], at: int, row: int) -> tuple[CodePath, ...]:
        """The codes of a row with these cells, looked for once unless some are left out."""
        codes = self._codes_of_cells.get(cells)
        if codes is None:
            number = len(self.left_out)
            codes = tuple(self._codes(at, row))
            if len(self.left_out) == number:
                self._codes_of_cells[cells] = codes
        return codes

    def _codes(self, at: int, row: int) -> Iterator[CodePath]:
        """The codes of a row, each with the codes above it in front."""
        header = self._header
        level = self._path_in(at, header.level_columns)
        above = self._path_in(at, header.category_columns)
        code = header.by_meaning.get("code")
        if code and self._columns[code][at]:
            for path in self._codes_in_cell(code, at, row):
                yield (*above, *level, *path)
        elif level:
            yield (*above, *level)
        elif says_none := next(filter(says_no_code, self._levels(at)), ""):
            place = place_in(self._sheet, row, header.level_columns[0])
            self.left_out.append(LeftOut(place=place, reason=_no_code(says_none)))
        for column in (header.by_meaning.get("codes"), *header.code_columns):
            if column:
                yield from self._codes_in_cell(column, at, row)
        for column in header.mark_columns:
            if self._marks[column][at]:
                yield self._path_of_heading(column)

    def _levels(self, at: int) -> Iterator[str]:
        return (self._columns[name][at] for name in self._header.level_columns)

    def _path_of_heading(self, column: str) -> CodePath:
        """The code that a heading names, with what is above it."""
        name = self._header.mark_columns.get(column, column)
        theme = self._sheet.themes.get(column, "")
        return (*self._path(theme), *self._path(self._sheet.labels.get(column, name)))

    def _codes_in_cell(self, column: str, at: int, row: int) -> Iterator[CodePath]:
        """The codes that a cell names; those that are none are listed as left out."""
        cell = self._columns[column][at]
        for part in self._parts.get(cell, (cell,)) if cell else ():
            path = self._path(part)
            if part in self._blanks:
                reason = _no_code(part)
            elif path and not _ERROR.fullmatch(part):
                yield path
                continue
            else:
                reason = ERROR_IN_PLACE if path else WITHOUT_NAME
            self.left_out.append(LeftOut(place=place_in(self._sheet, row, column), reason=reason))

    def _path_in(self, at: int, columns: Iterable[str]) -> CodePath:
        """The codes that the cells of several columns name, from the top down."""
        return tuple(part for name in columns for part in self._path_of(self._columns[name][at]))

    def _path_of(self, cell: str) -> CodePath:
        """The codes that a cell names, from the top down; none where it says that there is none."""
        if cell not in self._cell_paths:
            self._cell_paths[cell] = () if says_no_code(cell) else self._path(cell)
        return self._cell_paths[cell]

    def _path(self, name: str) -> CodePath:
        if name not in self._paths:
            between = _LEVELS_OF_CATMA if name.startswith(_LEVELS_OF_CATMA) else LEVELS_BY
            parts = (part.strip() for part in name.split(between))
            self._paths[name] = tuple(part for part in parts if part)
        return self._paths[name]


def _dicts(columns: Mapping[str, Sequence[str]], length: int) -> Iterator[dict[str, str]]:
    """For each row the cells that are not blank, by the names of their columns.

    Rows that follow each other with the same cells share them.
    """
    names = list(columns)
    last: tuple[str, ...] | None = None
    row: dict[str, str] = {}
    for cells in zip(*columns.values(), strict=True) if names else [()] * length:
        if cells != last:
            row = dict(zip(names, cells))  # noqa: B905 - as long as each other, and many
            row = row if all(cells) else {name: cell for name, cell in row.items() if cell}
            last = cells
        yield row


def ids_name_excerpts(cells: pd.DataFrame, by_meaning: Mapping[str, str]) -> bool:
    """Whether the ids name excerpts: each has one text in its document, and every row has one.

    In a report of QualCoder each coding has its own.
    """
    if not {"id", "words"} <= set(by_meaning) or program_of(list(cells.columns))[0] == "QualCoder":
        return False
    by = [by_meaning[name] for name in ("document", "id") if name in by_meaning]
    is_filled = cells[by_meaning["id"]].str.strip() != ""
    texts = cells.groupby(by)[by_meaning["words"]].nunique()
    return bool(is_filled.all() and (texts == 1).all())
