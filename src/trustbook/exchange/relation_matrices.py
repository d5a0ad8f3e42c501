"""Sheets that are matrices of relations: trusters in the first column, trustees above."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trustbook.corpus.spellings import folded
from trustbook.corpus.spreadsheet import clean
from trustbook.exchange.headings import is_known
from trustbook.exchange.marks import says_no_code
from trustbook.exchange.questions import Question, Reading
from trustbook.exchange.raw_sheets import column_letters
from trustbook.exchange.relation_rows import (
    HEADER_WITHIN,
    NO_TIE,
    Grid,
    RelationRow,
    are_marks,
    are_signs,
    fault_of_sides,
    grid_of,
    is_number,
    name_of_sheet,
    without_dashes,
)
from trustbook.exchange.relation_words import (
    TRUSTER,
    calls_truster,
    concept_of,
    is_no,
    is_yes,
    plain,
    sign_in_title,
    sign_said,
    sign_written,
)
from trustbook.exchange.roles import Column
from trustbook.exchange.sheets import NamedSheet
from trustbook.exchange.totals import SUMS

IN_CELL = "value"  # the variable of what is in a cell of a matrix
SUM = "that are sums of others"
_SMALLEST_MATRIX = 2
_ALIKE = 2 / 3  # share of the names of rows and columns of a square matrix that must be the same
_LONGEST_NAME = 60
_BETWEEN_SIDES = re.compile(r"[\\/|→↓>]|->")


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """A sheet with a row of its trustees and a column of its trusters."""

    sheet: NamedSheet
    grid: Grid
    header_row: int
    column: int
    document: str = ""
    is_beside_signs: bool = False

    def questions(self) -> list[Question]:
        """Nothing: what a matrix states is asked of the concepts."""
        return []

    @property
    def says_document(self) -> bool:
        """Whether it says who states it: it does not."""
        return False

    def columns(self) -> list[Column]:
        """Nothing: it has no columns with roles."""
        return []

    def columns_in_words(self) -> list[str]:
        """How the matrix was read."""
        return ["who trusts = the first column of the matrix; who is trusted = its first row"]

    @property
    def has_signs(self) -> bool:
        """Whether its cells hold 1 and -1."""
        return are_signs([value for one, other, value, _ in self.cells()
                          if folded(one) != folded(other)])  # fmt: skip

    def number_in_sheet(self) -> int:
        """How many cells are filled, counted apart from reading them."""
        return sum(
            bool(clean(cell))
            for row, cells in self.sheet.raw.rows.items()
            if row > self.header_row
            for cell in cells[self.column + 1 :]
        )

    def cells(self) -> Iterator[tuple[str, str, str, str]]:
        """Truster, trustee, what is in the cell, and where that is."""
        widest = max(map(len, self.grid.values()))
        trustees = [*self.grid[self.header_row], *[""] * widest][:widest]
        for number in sorted(row for row in self.grid if row > self.header_row):
            cells = [*self.grid[number], *[""] * len(trustees)]
            for at, trustee in enumerate(trustees):
                if at > self.column and cells[at]:
                    place = f"row {number}, column {column_letters(at)}"
                    yield cells[self.column], trustee, cells[at], place

    def relations(self) -> Iterator[RelationRow]:
        """The relation of each cell that is filled; one with a fault where the cell says none."""
        cells = list(self.cells())
        values = [
            value
            for one, other, value, _ in cells
            if not {folded(one), folded(other)} & SUMS and folded(one) != folded(other)
        ]
        ties = without_dashes(values)
        are_signed = self.is_beside_signs or self.has_signs
        are_marked = are_marks(ties) and not are_signed
        are_ratings = not are_marked and not are_signed and all(map(is_number, ties))
        has_noughts = not {"0", ""}.isdisjoint(ties)
        corner = self.grid[self.header_row][self.column]
        titles = (corner, self.sheet.name, self.sheet.file.rpartition(".")[0])
        title = next(filter(None, map(sign_in_title, titles)), "")
        for truster, trustee, value, place in cells:
            relation = RelationRow(
                truster=truster,
                trustee=trustee,
                place=f"{self.sheet.file}, sheet {self.sheet.name}, {place}",
                document=self.document,
            )
            fault = fault_of_sides(relation) or _fault_of_cell(relation, value, ties)
            relation = replace(relation, fault=fault)
            if are_ratings and title and has_noughts:  # nought is none, and all else so much of it
                concept, sign = concept_of(title), sign_said(title)
                yield replace(relation, concept=concept, sign=sign, weight=value)
            elif are_ratings:
                yield replace(relation, weight=value, further={IN_CELL: value})
            elif are_marked:
                word = title or name_of_sheet(self.sheet, self.document)
                yield replace(relation, concept=concept_of(word), sign=sign_said(word))
            else:
                yield replace(relation, concept=concept_of(value), sign=sign_said(value))


def _fault_of_cell(relation: RelationRow, value: str, ties: Sequence[str]) -> str:
    if {folded(relation.truster), folded(relation.trustee)} & SUMS:
        return SUM
    if is_no(value):
        return NO_TIE
    if folded(relation.truster) == folded(relation.trustee):
        return "on the diagonal of a matrix"
    is_dash = value not in ties or (says_no_code(value) and not sign_written(value))
    return f"saying that there is none ({value})" if is_dash else ""


def matrix_in(sheet: NamedSheet, reading: Reading) -> Matrix | None:
    """The matrix that a sheet is; None where it is none.

    It has the same names, or most of them, in its rows and columns; or its corner, its cells or the
    map say that its rows are trusters.
    """
    widest = max(map(len, sheet.raw.rows.values()), default=0)
    if len(sheet.raw.rows) > 2 * widest + HEADER_WITHIN:
        return None
    grid = grid_of(sheet.raw)
    for number in sorted(grid)[:HEADER_WITHIN]:
        for column in (0, 1):
            matrix = Matrix(sheet=sheet, grid=grid, header_row=number, column=column)
            if _is_square(matrix) or (column == 0 and _is_said_to_be_one(matrix, reading)):
                return matrix
    return None


def _is_square(matrix: Matrix) -> bool:
    trustees, trusters = set(map(folded, _trustees(matrix))), set(map(folded, _trusters(matrix)))
    enough = _ALIKE * max(len(trustees), len(trusters), _SMALLEST_MATRIX)
    return len(trustees & trusters) >= enough and not any(map(is_number, trustees))


def _trustees(matrix: Matrix) -> list[str]:
    return [cell for cell in matrix.grid[matrix.header_row][matrix.column + 1 :] if cell]


def _trusters(matrix: Matrix) -> list[str]:
    below = (cells for row, cells in matrix.grid.items() if row > matrix.header_row)
    return [cells[matrix.column] for cells in below if cells[matrix.column : matrix.column + 1]
            and cells[matrix.column]]  # fmt: skip


def _is_said_to_be_one(matrix: Matrix, reading: Reading) -> bool:
    """Whether a sheet with other names in its rows than in its columns is a matrix all the same."""
    trustees, trusters = _trustees(matrix), _trusters(matrix)
    names = [*trustees, *trusters]
    if len(trustees) < _SMALLEST_MATRIX or not trusters or len(set(trusters)) < len(trusters):
        return False
    above = (cells for row, cells in matrix.grid.items() if row < matrix.header_row)
    if any(sum(map(bool, cells)) > 1 for cells in above) or any(map(is_yes, trustees)):
        return False
    if any(is_number(name) or len(name) > _LONGEST_NAME for name in names):
        return False
    corner = matrix.grid[matrix.header_row][0]
    roles = {plain(name): role for name, role in (reading.columns or {}).items()}
    role = roles.get(plain(corner or f"column {column_letters(0)}"), "")
    if role:
        return role == TRUSTER
    values = [value for _, _, value, _ in matrix.cells()]
    if calls_truster(_BETWEEN_SIDES.split(corner)[0]) or sign_in_title(corner):
        return all(is_number(one) or is_yes(one) or is_no(one) or sign_said(one) for one in values)
    return not is_known(corner) and _says_relations(values)


def _says_relations(values: Sequence[str]) -> bool:
    """Whether cells are words for trust and distrust, or signs of both kinds."""
    are_words = all(is_no(one) or (sign_said(one) and not sign_written(one)) for one in values)
    has_words = any(sign_said(one) and not sign_written(one) for one in values)
    return are_signs(values) or (are_words and has_words)
