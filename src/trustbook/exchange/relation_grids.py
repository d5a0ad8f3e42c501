"""Sheets that are lists of relations: where their headings are, and what their rows say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trustbook.corpus.spellings import folded
from trustbook.corpus.spreadsheet import clean
from trustbook.exchange.guesses import MOST_EXAMPLES
from trustbook.exchange.marks import says_no_code
from trustbook.exchange.questions import COLUMNS, Question, Reading
from trustbook.exchange.raw_sheets import Cells, column_letters
from trustbook.exchange.relation_rows import (
    HEADER_WITHIN,
    NO_TIE,
    RelationRow,
    are_marks,
    are_signs,
    fault_of_sides,
    grid_of,
    is_number,
    is_zero,
    name_of_sheet,
    without_dashes,
)
from trustbook.exchange.relation_words import (
    ROLES,
    TRUSTEE,
    TRUSTER,
    are_degrees,
    are_persons,
    concept_of,
    is_yes,
    plain,
    roles_of,
    sign_in_title,
    sign_said,
    sign_written,
)
from trustbook.exchange.repeated_columns import Repetitions, once, repetitions_in
from trustbook.exchange.roles import Column
from trustbook.exchange.sheets import NamedSheet

HIDDEN = "hidden, which the map says to skip"
NEITHER = "neither"
_MOST_ROWS = 10  # named in a question
_UNDIRECTED = {"undirected", "mutual", "ungerichtet", "non dirigé", "no dirigido"}
_DIRECTED = {"directed", "gerichtet", "dirigé", "dirigido"}
_FILLED = (TRUSTER, "truster_role", "case", "document", "coder")  # columns that go on downwards


@dataclass(frozen=True, kw_only=True)
class RelationList:
    """A sheet with one row per relation, or one per pair with columns of marks or ratings.

    Or several relations in a row, in columns that come again; `rows` has the number of each row
    and of its repetition.
    """

    sheet: NamedSheet
    reading: Reading
    header_row: int
    header: Cells
    repetitions: Repetitions
    rows: Mapping[tuple[int, int], Mapping[str, str]]
    roles: Mapping[str, str]
    document: str = ""

    def values(self, column: str) -> list[str]:
        """What a column holds, without blanks."""
        return [cell for row in self.rows.values() if (cell := row[column])]

    @cached_property
    def open_columns(self) -> list[str]:
        """The columns without a role that hold anything."""
        return [one for one in self.header if one not in self.roles.values() and self.values(one)]

    @cached_property
    def marks(self) -> list[str]:
        """The columns of marks, each a concept; none where a column holds the concepts."""
        if {"concept", "sign"} & set(self.roles):
            return []
        return [one for one in self.open_columns if are_marks(self.values(one))]

    @cached_property
    def ratings(self) -> list[str]:
        """The columns of numbers or degrees from which alone it can follow what is stated."""
        if {"concept", "sign"} & set(self.roles) or self.marks:
            return []
        degrees = [one for one in self.open_columns if are_degrees(self.values(one))]
        if self.heading:
            return degrees
        weights = [name for role, name in self.roles.items() if role == "weight"
                   and any(cell.startswith(("-", "−")) for cell in self.values(name))]  # fmt: skip
        return [one for one in (*self.open_columns, *weights)
                if one in degrees or all(map(is_number, self.values(one)))]  # fmt: skip

    @cached_property
    def heading(self) -> str:
        """The word for trust or distrust in the heading of a side, as in `Who trusts`."""
        headings = [plain(self.roles.get(side, "")) for side in (TRUSTER, TRUSTEE)]
        words = [one if sign_said(one) else sign_in_title(one) for one in headings]
        return next(filter(None, words), "")

    @cached_property
    def states_relations(self) -> bool:
        """Whether anything but its two sides says that its rows are relations.

        Messages, too, have somebody from whom and to whom they go.
        """
        column_roles = {"concept", "sign", "weight", "truster_role", "trustee_role"} & set(
            self.roles
        )
        return bool(
            column_roles or self.marks or self.ratings or self.title or not self.open_columns
        )

    @cached_property
    def title(self) -> str:
        """The word for trust or distrust in a heading, else in the name of the sheet or file."""
        file = self.sheet.file.rpartition(".")[0]
        return self.heading or sign_in_title(self.sheet.name) or sign_in_title(file)

    @cached_property
    def variables(self) -> list[str]:
        """The columns of what else is known of a relation."""
        rest = [one for one in self.open_columns if one not in self.marks]
        return list(dict.fromkeys([*rest, *self.ratings]))

    def questions(self) -> list[Question]:
        """What is asked of its columns."""
        fill_down = self.reading.fill_down
        blank = [name for role, name in self.roles.items()
                 if role in _FILLED and self._has_blanks(name)]  # fmt: skip
        questions = [
            Question(
                key="fill_down",
                about=name,
                text="do its blank cells repeat the cell above?",
                default=[name],
            )
            for name in blank
            if fill_down is None
        ]
        hidden = sorted({row for row, _ in self.rows} & self.sheet.raw.hidden_rows)
        if hidden and self.reading.hidden is None:
            questions.append(
                Question(
                    key="hidden",
                    about=f"{self.sheet.file}, sheet {self.sheet.name}",
                    text=f"are its hidden (perhaps filtered) rows {_rows_of(hidden)} to be read?",
                    default="read",
                )
            )
        numbers = [one for one in self.open_columns if one not in self.ratings
                   and all(map(is_number, self.values(one)))]  # fmt: skip
        if numbers and "weight" not in self.roles:
            questions.append(
                Question(
                    key="columns",
                    about=numbers[0],
                    text="is it the weight, that is how strong a relation is?",
                    default={numbers[0]: "weight"},
                    decides=False,
                )
            )
        return questions

    def _has_blanks(self, name: str) -> bool:
        """Whether a column is named in some rows and blank below these."""
        cells = [row[name] for row in self.rows.values()]
        return bool(cells and cells[0]) and "" in cells

    @cached_property
    def says_document(self) -> bool:
        """Whether a column says which document or participant states a relation."""
        return bool({"document", "case", "truster_role"} & set(self.roles))

    def columns_in_words(self) -> list[str]:
        """Which column was read as what."""
        parts = [f"{ROLES[role]} = {name}" for role, name in self.roles.items()]
        parts += [f"a concept that is marked = {name}" for name in self.marks]
        parts += [f"a rating = {name}" for name in self.ratings]
        rest = [one for one in self.variables if one not in self.ratings]
        return [*parts, *([f"variables of relations: {', '.join(rest)}"] if rest else [])]

    def columns(self) -> list[Column]:
        """Its columns with their roles, those that are asked about with the likeliest."""
        roles = {name: role for role, name in self.roles.items()}
        question_of = {one.about: one for one in self.questions() if one.key == COLUMNS}
        return [
            Column(
                name=name,
                role=roles.get(name) or ("weight" if name in question_of else ""),
                why="by its heading" if name in roles else "",
                examples=tuple(dict.fromkeys(self.values(name)))[:MOST_EXAMPLES],
                question=question_of[name].text if name in question_of else "",
            )
            for name in self.header
        ]

    def relations(self) -> Iterator[RelationRow]:
        """The relations of its rows; one with a fault where a row says none."""
        signs_of, egos = self._signs_of_concepts(), self._roles_of_egos()
        last: dict[str, str] = {}
        hidden = self.sheet.raw.hidden_rows if self.reading.hidden == "skip" else ()
        for (number, repetition), cells in self.rows.items():
            row = self._filled_down(cells, last)
            place = f"row {number}{self.repetitions.place(repetition)}"
            sides = self._sides(place, row, egos)
            sides = replace(sides, fault=HIDDEN) if number in hidden else sides
            yield from self._relations_in_row(sides, row, signs_of)

    def number_in_sheet(self) -> int:
        """How many relations its cells hold, counted apart from reading them."""
        below = [cells for row, cells in self.sheet.raw.rows.items() if row > self.header_row]
        return sum(map(self._number_in_row, below))

    def _number_in_row(self, cells: Cells) -> int:
        number = 0
        for own in self.repetitions.filled_in([clean(cell) for cell in cells]):
            marks = sum(is_yes(own[self.header.index(name)]) for name in self.marks)
            number += marks or 1
        return number

    def _filled_down(self, row: Mapping[str, str], last: dict[str, str]) -> dict[str, str]:
        """The row with blanks of the columns that the map fills downwards."""
        columns = {plain(one) for one in self.reading.fill_down or ()}
        cells = {
            name: cell or (last.get(name, "") if plain(name) in columns else "")
            for name, cell in row.items()
        }
        last.update({name: cell for name, cell in cells.items() if cell})
        return cells

    def _roles_of_egos(self) -> dict[str, str]:
        """The role of each truster that has one, by name."""
        if not {TRUSTER, "truster_role"} <= set(self.roles):
            return {}
        name, role = self.roles[TRUSTER], self.roles["truster_role"]
        return {folded(row[name]): row[role] for row in self.rows.values() if row[role]}

    def _sides(self, place: str, row: Mapping[str, str], egos: Mapping[str, str]) -> RelationRow:
        """What a row says of the two sides, and beside the relation."""

        def cell(role: str) -> str:
            return row.get(self.roles.get(role, ""), "")

        ego, alter = ("" if says_no_code(one) else one for one in (cell(TRUSTER), cell(TRUSTEE)))
        has_roles = "truster_role" in self.roles
        persons = has_roles or are_persons(self.roles.get(TRUSTER, ""))
        role = cell("truster_role") or egos.get(folded(ego), "")
        relation = RelationRow(
            place=f"{self.sheet.file}, sheet {self.sheet.name}, {place}",
            truster=role if has_roles else ego,
            trustee=cell("trustee_role")
            or egos.get(folded(alter), "")
            or ("" if has_roles else alter),
            weight=cell("weight"),
            case=cell("case") or (ego if persons else ""),
            role=role if has_roles else "",
            ego=ego if persons else "",
            alter=alter if persons or "trustee_role" in self.roles else "",
            document=cell("document") or self.document,
            coder=cell("coder"),
            memo=cell("memo"),
            further={one: row[one] for one in self.variables if row[one]},
        )
        is_nought = self.roles.get("weight") not in self.ratings and is_zero(relation.weight)
        return replace(relation, fault=fault_of_sides(relation) or NO_TIE * is_nought)

    def _signs_of_concepts(self) -> dict[str, set[str]]:
        """The signs that the column of signs gives to each concept."""
        if not {"concept", "sign"} <= set(self.roles):
            return {}
        signs: dict[str, set[str]] = {}
        for row in self.rows.values():
            word, sign = row[self.roles["concept"]], sign_written(row[self.roles["sign"]])
            signs.setdefault(folded(word), set()).add(sign)
        return signs

    def _relations_in_row(
        self, relation: RelationRow, row: Mapping[str, str], signs_of: Mapping[str, set[str]]
    ) -> Iterator[RelationRow]:
        """A relation for each concept that the row states."""
        if self.marks:
            yield from self._by_marks(relation, row)
            return
        concept, sign = self._concept(row, signs_of)
        fault = relation.fault
        if folded(row.get(self.roles.get("concept", ""), "")) in _UNDIRECTED:
            fault = fault or "without a direction"
        elif not concept and not any(row[one] for one in self.ratings):
            fault = fault or "without a concept"
        yield replace(relation, concept=concept, sign=sign, fault=fault)

    def _by_marks(self, relation: RelationRow, row: Mapping[str, str]) -> Iterator[RelationRow]:
        names = [one for one in self.marks if is_yes(row[one])]
        for name in names:
            word, place = plain(name).removeprefix("alter "), f"{relation.place}, column {name}"
            yield replace(relation, concept=concept_of(word), sign=sign_said(word), place=place)
        if not names:
            yield replace(relation, fault=relation.fault or "without a mark")

    @cached_property
    def _words(self) -> list[str]:
        """The words for what is stated; none where all of them are signs."""
        words = self.values(self.roles["concept"]) if "concept" in self.roles else []
        return words if all(map(sign_written, words)) else []

    def _concept(self, row: Mapping[str, str], signs_of: Mapping[str, set[str]]) -> tuple[str, str]:
        """What a row states, and the sign that the table says it has."""
        word = row.get(self.roles.get("concept", ""), "")
        sign_cell = row.get(self.roles.get("sign", ""), "")
        sign = sign_written(sign_cell)
        if word and says_no_code(word) and word not in without_dashes(self._words):
            return "", ""
        if "concept" in self.roles and folded(word) not in _DIRECTED:
            if len(signs_of.get(folded(word), ())) > 1:
                return f"{word} ({sign_cell})" if word else "", sign
            return concept_of(word), sign or sign_said(word)
        if "sign" in self.roles:
            name = NEITHER if sign == "0" else concept_of(sign_cell)
            return (name if sign else "", sign)
        if self.ratings:
            return "", ""
        return concept_of(self.title or name_of_sheet(self.sheet, self.document)), sign_said(
            self.title
        )


def _rows_of(rows: Sequence[int]) -> str:
    more = ", …" if len(rows) > _MOST_ROWS else ""
    return ", ".join(map(str, rows[:_MOST_ROWS])) + more


def relation_list_in(sheet: NamedSheet, reading: Reading) -> RelationList | None:
    """The list that a sheet is; None where no row of it has headings of such a list."""
    for number in sorted(sheet.raw.rows)[:HEADER_WITHIN]:
        cells = [clean(cell) for cell in sheet.raw.rows[number]]
        columns = set(map(plain, reading.columns or {}))
        for repetitions in (*repetitions_in(cells), once(_unique(cells))):
            if repetitions.own and columns.intersection(map(plain, repetitions.headings_of(cells))):
                continue  # the map speaks of the columns as they stand
            roles = roles_of(repetitions.header, in_map=reading.columns)
            if roles and repetitions.repeats(roles.get(TRUSTEE) or roles["trustee_role"]):
                table = _list_below(sheet, reading, number, repetitions, roles)
                return table if table.states_relations or reading.columns else None
    return None


def _list_below(
    sheet: NamedSheet,
    reading: Reading,
    header_row: int,
    repetitions: Repetitions,
    roles: Mapping[str, str],
) -> RelationList:
    grid = grid_of(sheet.raw)
    rows = {
        (row, number): dict(zip(repetitions.header, own, strict=True))
        for row in sorted(grid)
        if row > header_row
        for number, own in enumerate(repetitions.filled_in(grid[row]))
    }
    table = RelationList(
        sheet=sheet,
        reading=reading,
        header_row=header_row,
        header=repetitions.header,
        repetitions=repetitions,
        rows=rows,
        roles=roles,
    )
    return replace(table, roles=_with_content(table))


def _unique(header: Cells) -> Cells:
    """The headings; one that comes again, or is empty, is named after its column."""
    return [
        name if name and header.index(name) == at else f"{name} {column_letters(at)}".strip()
        for at, name in enumerate(header)
    ]


def _with_content(table: RelationList) -> dict[str, str]:
    """The roles, with columns of words for trust or of signs by what they hold."""
    roles = dict(table.roles)
    if "concept" in roles and set(map(folded, table.values(roles["concept"]))) <= _DIRECTED:
        del roles["concept"]
    if "weight" in roles and are_degrees(table.values(roles["weight"])):
        del roles["weight"]
    for name in table.open_columns:
        values = table.values(name)
        if "sign" not in roles and "concept" not in roles and are_signs(values):
            roles["sign"] = name
        elif (
            "concept" not in roles
            and not are_marks(values)
            and all(sign_said(value) and not sign_written(value) for value in values)
        ):
            roles["concept"] = name
    return {role: roles[role] for role in ROLES if role in roles}
