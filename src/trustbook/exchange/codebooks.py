"""Codebooks alone: tables of codes and what they mean, as programs export them.

Met: ATLAS.ti `Code, Comment, Code Group 1, …` (CSV, XLSX); MAXQDA `Parent code, Code, Code memo, …`
(XLSX), and as DOCX the tree in a table with the memos below it; NVivo `Name, Description, Files,
References` (DOCX, XLSX); Taguette `tag, description, …`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from trustbook.corpus.spellings import folded
from trustbook.exchange.account import Account, Row
from trustbook.exchange.headings import PARTIAL, meaning_of, plain
from trustbook.exchange.model import Project, frame
from trustbook.exchange.sheets import NamedSheet, read_sheets
from trustbook.exchange.word_tables import SUFFIX, Cell, tables_of_document

MOST_CODES = 20_000
_SYSTEM = ("list of codes", "liste der codes", "code system", "codesystem", "kodesystem")
_NAMES = (
    "code",
    "codes",
    "code name",
    "codename",
    "tag",
    "node",
    "kode",
    "codigo",
    "name",
    "navn",
    *_SYSTEM,
)
_NOT_SURE = ("name", "navn")  # the name of anything
_DEFINITIONS = re.compile(
    r"(code )?(comment|memo|description|definition)s?|beschreibung|kommentar|beskrivelse|"
    r"meaning|betydning|bedeutung|signification|significado|significato|betekenis|"
    r"descripcion|comentario|definicion|description du code|descrizione|descricao|omschrijving"
)
_COUNTS = re.compile(
    r"files|sources|references|grounded|density|documents|frequency|number of highlights|"
    r"(all )?coded segments( .*)?|cod seg .*|quotations|dateien|quellen|referenzen"
)
_SAYS_OF_CODES = re.compile(
    rf"({_COUNTS.pattern})$|(anker)?(example|beispiel|eksempel|exempel|exemple|ejemplo|exemplo|"
    "voorbeeld|esempio|typical|anchor)"
)
_GROUPS = re.compile(r"(code )?groups?( \d+)?|kodegruppen?( \d+)?|codegruppen?( \d+)?")
_ABOVE = ("parent code", "parent", "obercode", "overkode", "codigo padre")
_LEVELS = re.compile(r"\\+| > ")
_MOST_REPEATED = 0.1
_NUMBERED = re.compile(r"^\d+(\.\d+)*\.?\s+")
_OTHER_ROLES = ("words", "document", "case")


class _Table(NamedTuple):
    """The rows of a codebook: the place of each, and its cells by the meaning of their column."""

    file: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def column(self, names: re.Pattern[str] | Sequence[str]) -> int | None:
        """The first column that is called so."""
        titles = map(plain, self.header)
        are_so = (bool(names.fullmatch(one)) if isinstance(names, re.Pattern) else one in names
                  for one in titles)  # fmt: skip
        return next((at for at, is_so in enumerate(are_so) if is_so), None)


def read_codebook(path: Path, sheets: Sequence[NamedSheet] | None = None) -> Project | None:
    r"""The codes of a codebook in a table; None for a table of something else.

    Parameters
    ----------
    path
        A CSV, XLSX or ODS file, or a DOCX file in which a table is the codebook.
    sheets
        The sheets of the file, where they have been read.

    Returns
    -------
    Project or None
        Its codes, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where the file is damaged.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "codes.csv"
    >>> _ = path.write_text("Code,Comment\nTrust,Relies on\n")
    >>> read_codebook(path).codes["description"].to_list()
    ['Relies on']
    """
    tables = [table for table in _tables(path, sheets) if _is_codebook(table)]
    if not tables:
        return None
    account = Account(format="codebook in a table", origin=_program(tables[0]))
    account.columns_read = _columns_read(tables[0])
    codes = _Codes(account)
    for table in tables:
        codes.add(table)
    return Project(
        file=path.name, account=account, name=path.stem, codes=frame("codes", codes.rows)
    )


def codebooks_in(path: Path, sheets: Sequence[NamedSheet]) -> dict[str, Project]:
    """The codebook in each sheet that is one, where coded sheets are beside it."""
    if len(sheets) < 2:  # noqa: PLR2004
        return {}
    return {one.name: book for one in sheets if (book := read_codebook(path, [one]))}


def with_definitions(project: Project, books: Mapping[str, Project]) -> Project:
    """The project of coded sheets with the definitions of codebooks that are beside them."""
    definitions = {
        folded(code): text
        for book in books.values()
        for code, text in zip(book.codes["name"], book.codes["description"], strict=True)
        if isinstance(text, str)
    }
    if not definitions:
        return project
    account, codes = project.account.copy(), project.codes.copy()
    meanings = codes["name"].map(lambda name: definitions.get(folded(name)))
    codes["description"] = codes["description"].fillna(meanings.astype("str"))
    for name in books:
        unread = [line for line in account.warnings if f"the sheet {name} has no coded" in line]
        account.warnings = [line for line in account.warnings if line not in unread]
        account.warnings.append(
            f"The sheet {name} is a codebook: it defines {meanings.notna().sum()} of the codes. "
            "Codes that no row has are not taken from it."
        )
    return replace(project, account=account, codes=codes)


def _tables(path: Path, sheets: Sequence[NamedSheet] | None) -> Iterator[_Table]:
    if path.suffix.casefold() == SUFFIX:
        tables, below = tables_of_document(path)
        for rows in tables:
            header = [cell.words.strip() for cell in rows[0]]
            is_tree = plain(header[0]) in _SYSTEM
            yield (
                _with_memos(path.name, header, rows[1:], below)
                if is_tree
                else _Table(path.name, header, rows[1:])
            )
        return
    sheets = read_sheets(path) if sheets is None else sheets
    headers = [[str(name) for name in sheet.cells.columns] for sheet in sheets]
    if any(map(_codes_something, headers)):
        return  # it codes something, beside which a codebook may be
    for sheet, names in zip(sheets, headers, strict=True):
        cells = sheet.cells.head(MOST_CODES + 1).itertuples(index=False)
        yield _Table(path.name, names, [[Cell(str(cell)) for cell in row] for row in cells])


def _with_memos(
    file: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], below: Sequence[str]
) -> _Table:
    """The tree of a codebook with the memo of each code, which is below the name of the code.

    The codes come in the same order there; some may be missing.
    """
    codes = [row for row in rows if plain(row[0].words) not in _SYSTEM]
    names = [row[0].words.strip() for row in codes]
    memos: dict[int, list[str]] = {}
    at = -1
    for line in below:
        name, later = _NUMBERED.sub("", line), names[at + 1 :]
        if name in later:
            at += 1 + later.index(name)
        elif at >= 0:
            memos.setdefault(at, []).append(line)
    with_memos = [[*row, Cell("\n".join(memos.get(n, ())))] for n, row in enumerate(codes)]
    return _Table(file, [*header, "Memo"], with_memos)


def _is_codebook(table: _Table) -> bool:
    """Whether a table lists each code once, says something of it, and codes nothing."""
    code = table.column(_NAMES)
    if code is None or not 0 < len(table.rows) <= MOST_CODES or _codes_something(table.header):
        return False
    columns_about_codes = [table.column(one) for one in (_DEFINITIONS, _COUNTS, _GROUPS, _ABOVE)]
    is_sure = plain(table.header[code]) not in _NOT_SURE or any(
        at is not None for at in columns_about_codes[1:]
    )
    above = columns_about_codes[3]
    names = [(row[code].words, row[above].words if above is not None else "")
             for row in table.rows if row[code].words.strip()]  # fmt: skip
    is_tree = plain(table.header[code]) in _SYSTEM
    few_repeated = is_tree or len(names) - len(set(names)) <= _MOST_REPEATED * len(names)
    return (
        is_sure
        and any(at is not None for at in columns_about_codes)
        and bool(names)
        and few_repeated
    )


def _codes_something(header: Sequence[str]) -> bool:
    """Whether a column holds words, documents or cases: then it is no codebook."""
    names = [name for name in header if not _SAYS_OF_CODES.match(plain(name))]
    meanings = [one for name in names if (one := meaning_of(name))]
    return any(one.role in _OTHER_ROLES and one.rank < PARTIAL for one in meanings)


def _program(table: _Table) -> str:
    titles = {plain(name) for name in table.header}
    if titles & {"parent code", "obercode", "overkode", *_SYSTEM}:
        return "MAXQDA"
    if {"files", "references"} <= titles or {"sources", "references"} <= titles:
        return "NVivo"
    if titles & {"grounded", "density", "code group 1", "code groups"}:
        return "ATLAS.ti"
    return "Taguette" if {"tag", "description"} <= titles else "a table"


def _columns_read(table: _Table) -> str:
    read = {
        "code": table.column(_NAMES),
        "definition": table.column(_DEFINITIONS),
        "the code above": table.column(_ABOVE),
    }
    parts = [f"{table.header[at]} as {what}" for what, at in read.items() if at is not None]
    rest = [name for at, name in enumerate(table.header) if name and at not in read.values()]
    return "; ".join([", ".join(parts), *([f"not read: {', '.join(rest)}"] if rest else [])])


class _Codes:
    """The codes of codebooks, each below what its path, its column of parents or its indent says.

    Codes are few: they are looked up one by one.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.rows: list[Row] = []
        self._by_path: dict[tuple[str, ...], str] = {}

    def add(self, table: _Table) -> None:
        """Add the codes of a table."""
        code, above = table.column(_NAMES) or 0, table.column(_ABOVE)
        definition = table.column(_DEFINITIONS)
        by_name = above is not None and _parents_are_names(table, code, above)
        line: list[tuple[int, tuple[str, ...]]] = []
        for number, row in enumerate(table.rows, start=2):
            name, path = row[code], _path(row[code].words)
            meaning = row[definition].words.strip() if definition is not None else ""
            if not path:
                self._leave_out(table, number, row)
                continue
            if above is not None:
                parent = row[above].words.strip()
                path = (*(_LEVELS.split(parent) if parent and not by_name else ()), *path)
            line = [one for one in line if one[0] < name.indent]
            path = (*(line[-1][1] if line else ()), *path)
            line.append((name.indent, path))
            self._add(path, meaning)
        if above is not None and by_name:
            self._place_by_name(table, code, above)

    def _place_by_name(self, table: _Table, code: int, above: int) -> None:
        """Put each code below the one that its column names; a circle stays for others to cut."""
        for row in table.rows:
            path, parent = _path(row[code].words), row[above].words.strip()
            if not path or not parent:
                continue
            if (parent,) not in self._by_path:
                self._append((parent,), None, is_codable=False)
            guid = self._by_path[path]
            next(one for one in self.rows if one["guid"] == guid)["parent"] = self._by_path[parent,]

    def _leave_out(self, table: _Table, number: int, row: Sequence[Cell]) -> None:
        if any(cell.words.strip() for cell in row):
            self.account.find("codes")
            place = f"{table.file}, row {number} of the table"
            self.account.leave_out("codes", place=place, reason="without a name")

    def _add(self, path: tuple[str, ...], definition: str) -> None:
        """Add a code, and those above it that have no row of their own so far."""
        for depth in range(1, len(path)):
            if path[:depth] not in self._by_path:
                self._append(path[:depth], None, is_codable=False)
        guid = self._by_path.get(path)
        row = next((one for one in self.rows if one["guid"] == guid), None)
        if row is not None and not row["is_codable"]:
            row |= {"description": definition or None, "is_codable": True}
        else:
            self._append(path, definition or None, is_codable=True)

    def _append(self, path: tuple[str, ...], definition: str | None, *, is_codable: bool) -> None:
        self.account.find("codes")
        guid = f"c{len(self.rows) + 1}"
        self.rows.append(
            {"guid": guid, "name": path[-1], "parent": self._by_path.get(path[:-1]),
             "description": definition, "is_codable": is_codable}
        )  # fmt: skip
        self._by_path.setdefault(path, guid)


def _parents_are_names(table: _Table, code: int, above: int) -> bool:
    """Whether the column of parents holds names of codes, each of which comes once, not paths."""
    names = [row[code].words.strip() for row in table.rows if row[code].words.strip()]
    parents = {row[above].words.strip() for row in table.rows} - {""}
    return len(set(names)) == len(names) and (
        parents <= set(names) or not any(map(_LEVELS.search, parents))
    )


def _path(name: str) -> tuple[str, ...]:
    r"""The codes that a name holds, from the top down.

    >>> _path("Nodes\\\\Trust\\Grows"), _path("Trust > Grows"), _path("Trust/Care")
    (('Trust', 'Grows'), ('Trust > Grows',), ('Trust/Care',))
    """
    folder, _, rest = name.strip().partition("\\\\")
    parts = (rest if rest and "\\" not in folder else name).split("\\")
    return tuple(part.strip() for part in parts if part.strip())
