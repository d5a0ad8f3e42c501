"""The relations in rows of tables, and what cells of such tables are: numbers, signs, marks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trustbook.corpus.spellings import folded
from trustbook.corpus.spreadsheet import clean
from trustbook.exchange.marks import says_no_code
from trustbook.exchange.raw_sheets import Cells, RawSheet
from trustbook.exchange.relation_words import is_no, is_yes, sign_written
from trustbook.exchange.sheets import NamedSheet

NO_TIE = "saying that there is none (0)"
HEADER_WITHIN = 20
_NUMBER = re.compile(r"[-+−]?\d+(?:[.,]\d+)?")
_DASHES = ("-", "–", "—")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """One relation as a table has it.

    `truster` and `trustee` are the words of the table for the two stakeholders, `concept` that for
    what is stated (empty where ratings say it), `sign` what the table says of it, `ego` and `alter`
    the persons behind the two where they are named; `further` has the cells of other columns, and
    `fault` says why it is left out.
    """

    place: str
    truster: str = ""
    trustee: str = ""
    concept: str = ""
    sign: str = ""
    weight: str = ""
    case: str = ""
    role: str = ""
    ego: str = ""
    alter: str = ""
    document: str = ""
    coder: str = ""
    memo: str = ""
    further: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


Grid = Mapping[int, Cells]


def grid_of(raw: RawSheet) -> dict[int, Cells]:
    """The cells of a sheet by the number of the row, merged ones filled downwards."""
    grid = {number: [clean(cell) for cell in cells] for number, cells in raw.rows.items()}
    for merged in raw.merged_ranges:
        text = clean(raw.cell(merged.first_row, merged.first_column))
        for number in range(merged.first_row, merged.last_row + 1):
            if number not in grid:
                continue
            cells = grid[number]
            cells += [""] * (merged.first_column + 1 - len(cells))
            cells[merged.first_column] = cells[merged.first_column] or text
    return grid


def is_number(cell: str) -> bool:
    """Whether a cell holds a number.

    >>> is_number("4,5"), is_number("-1"), is_number("x")
    (True, True, False)
    """
    return bool(_NUMBER.fullmatch(cell))


def is_zero(cell: str) -> bool:
    """Whether a cell holds the number nought.

    >>> is_zero("0,0"), is_zero("10"), is_zero("")
    (True, False, False)
    """
    return bool(re.fullmatch(r"[-+−]?0+(?:[.,]0+)?", cell))


def are_signs(values: Sequence[str]) -> bool:
    """Whether values are -1, 0 and 1, and not marks alone; a dash is a sign beside a plus only."""
    signs = {sign_written(value) for value in without_dashes(values)}
    return "-1" in signs and "" not in signs


def without_dashes(values: Sequence[str]) -> list[str]:
    """The values without dashes that only say that there is nothing."""
    return [value for value in values if "+" in values or value not in _DASHES]


def are_marks(values: Sequence[str]) -> bool:
    """Whether values are marks, and some of them mean yes."""
    return any(map(is_yes, values)) and all(
        is_yes(value) or is_no(value) or says_no_code(value) for value in values
    )


def fault_of_sides(relation: RelationRow) -> str:
    """Why a row is no relation, as far as its two sides say."""
    if not relation.truster:
        return "without a truster"
    if not relation.trustee:
        return "without a trustee"
    if relation.ego and folded(relation.ego) == folded(relation.alter):
        return "of a person who names themself"
    return ""


def name_of_sheet(sheet: NamedSheet, document: str) -> str:
    """What a sheet is about by its name; by that of its file where its own is a document."""
    return sheet.file.rpartition(".")[0] if document else sheet.name
