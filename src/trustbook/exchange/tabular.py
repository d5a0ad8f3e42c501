"""Tables of coded excerpts (CSV, XLSX, ODS).

One row per coding, columns `Code 1 … n`, or one column per code.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from trustbook.errors import ExportError
from trustbook.exchange.account import Account, Row
from trustbook.exchange.columns import (
    Header,
    account_for_columns,
    columns_in_words,
    header_of,
    headers_of,
    questions_without_excerpts,
    require_roles,
    unique_columns,
    without_excerpts,
)
from trustbook.exchange.headings import program_of
from trustbook.exchange.model import Project, frame, pseudonym, pseudonyms
from trustbook.exchange.paths import separators_of, with_codes_above
from trustbook.exchange.questions import UNDECIDED, Question, Reading
from trustbook.exchange.relation_tables import is_table_of_relations, relation_project
from trustbook.exchange.roles import is_mark
from trustbook.exchange.sheets import SUFFIXES, NamedSheet, read_sheets

LEVELS_BY = "\\"  # MAXQDA writes the codes above a code in front of it
NOT_VERIFIED = "a table holds no text to compare its quotations with"
_T = TypeVar("_T")
CodePath = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Excerpt:
    """A row of a table: where it stands, its words, the paths of its codes, what else it says.

    `cells` has the cell of each meaning, `further` those of columns without a known meaning.
    """

    document: str
    words: str
    codes: tuple[tuple[str, ...], ...]
    cells: Mapping[str, str]
    place: tuple[str, ...]
    further: Mapping[str, str]


def tables_in(path: Path) -> list[Path]:
    """The tables that `path` names: itself, or those in the folder, by name."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.casefold() in SUFFIXES)


def read_tabular(path: Path, reading: Reading = UNDECIDED) -> Project:
    r"""The coded excerpts in a table, or in all tables of a folder.

    Parameters
    ----------
    path
        A CSV, TSV, XLSX or ODS file, or a folder of such files.
    reading
        How the map says that it is to be read.

    Returns
    -------
    Project
        Its tables, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where no sheet has excerpts and codes.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "excerpts.csv"
    >>> _ = path.write_text("Text,Code 1,Code 2\nShe listens,Trust,Time\n")
    >>> read_tabular(path).codes["name"].to_list()
    ['Trust', 'Time']
    """
    sheets = [(file.name, file.stem, one) for file in tables_in(path) for one in read_sheets(file)]
    if project := _project_of_relations([one for *_, one in sheets], reading, path=path):
        return project
    tables = [one.cells for *_, one in sheets]
    roles = require_roles(reading.columns or {}, tables, file=path.name)
    headers = headers_of(tables, roles)
    account = Account(format="table of coded excerpts")
    if not any(header.has_excerpts for header in headers):
        return _project_without_excerpts(path, tables, headers, account=account)
    excerpts: list[_Excerpt] = []
    for (file, stem, one), header in zip(sheets, headers, strict=True):
        if not header.has_excerpts:
            account.warnings.append(
                f"{file}: the sheet {one.name} has no coded excerpts; it was not read"
            )
            continue
        if not excerpts:
            account.origin = _origin(one.cells)
        excerpts += _excerpts(one, header, document=stem)
    coded = [(one, header) for (*_, one), header in zip(sheets, headers, strict=True)
             if header.has_excerpts]  # fmt: skip
    account.warnings += [line for one, _ in coded for line in one.warnings]
    excerpts, asked = _with_codes_above(excerpts, reading, [header for _, header in coded])
    project = _project(excerpts, account, file=path.name, headers=[header for _, header in coded])
    names = {one.name: "sheet" for *_, one in sheets}
    names |= {name: "file" for file, stem, _ in sheets for name in (file, stem)}
    return replace(
        project,
        withheld=names | dict(project.withheld),
        columns=unique_columns(header for _, header in coded),
        questions=(*(one for _, header in coded for one in header.questions), *asked),
    )


def _project_of_relations(
    sheets: Sequence[NamedSheet], reading: Reading, *, path: Path
) -> Project | None:
    """The relations, where some sheets are tables of them and no other one has excerpts."""
    related = {id(one) for one in sheets if is_table_of_relations(one, reading)}
    others = (header_of(one.cells) for one in sheets if id(one) not in related)
    if not related or any(header.has_excerpts for header in others):
        return None
    return relation_project(sheets, reading, file=path.name, name=path.stem)


def _project_without_excerpts(
    path: Path, tables: Sequence[pd.DataFrame], headers: Sequence[Header], *, account: Account
) -> Project:
    """A project of tables in which nothing is known to be words and codes: all that is asked."""
    if not any(len(cells) for cells in tables):
        raise ExportError(
            f"{path.name}: no table of coded excerpts; it needs a column with the words "
            "(text, segment, content, …) and one with the code, or a column for each code; "
            f"{without_excerpts(headers)}"
        )
    return Project(
        file=path.name,
        account=account,
        name=path.stem,
        columns=unique_columns(headers),
        questions=questions_without_excerpts(headers, file=path.name),
    )


def _with_codes_above(
    excerpts: Sequence[_Excerpt], reading: Reading, headers: Sequence[Header]
) -> tuple[list[_Excerpt], list[Question]]:
    """The excerpts with the codes above a code that its name holds, and what is asked of these."""
    names = (name for one in excerpts for path in one.codes for name in path)
    separators, questions = separators_of(
        names, reading, writes_paths=all(header.writes_paths for header in headers)
    )
    above = [
        replace(one, codes=tuple(with_codes_above(path, separators) for path in one.codes))
        for one in excerpts
    ]
    return above if separators else list(excerpts), questions


def read_table(path: Path, *, sheet: str = "") -> pd.DataFrame:
    """The cells of the sheet called `sheet` of a file, else of its first sheet, as text."""
    sheets = read_sheets(path)
    matches = [one for one in sheets if not sheet or one.name.casefold() == sheet.casefold()]
    if not matches:
        names = ", ".join(one.name for one in sheets)
        raise ExportError(f"{path.name}: no sheet {sheet}; there are {names}")
    return matches[0].cells


def _origin(cells: pd.DataFrame) -> str:
    return program_of(list(cells.columns))[0]


def _excerpts(sheet: NamedSheet, header: Header, *, document: str) -> Iterable[_Excerpt]:
    """The rows of a sheet; without a column for the document, the file is the document."""
    marks = {name: is_mark(sheet.cells[name]).tolist() for name in header.mark_columns}
    has_ids = _ids_name_excerpts(sheet.cells, header.by_meaning)
    for number, row in enumerate(sheet.cells.to_dict("records")):
        cells = {meaning: str(row[name]).strip() for meaning, name in header.by_meaning.items()}
        codes = [str(row[name]) for name in header.code_columns]
        codes += [code for name, code in header.mark_columns.items() if marks[name][number]]
        words = cells.get("words", "")
        yield _Excerpt(
            document=cells.get("document") or document,
            words=words,
            codes=tuple(_paths(cells, codes, above=_path_in(row, header.category_columns),
                               level=_path_in(row, header.level_columns))),
            cells=cells,
            place=(cells["id"],) if has_ids else (words, cells.get("begin", ""),
                                                  cells.get("end", "")),
            further={n: cell for n in header.other_columns if (cell := str(row[n]).strip())},
        )  # fmt: skip


def _ids_name_excerpts(cells: pd.DataFrame, by_meaning: Mapping[str, str]) -> bool:
    """Whether the ids name excerpts: each has one text in its document, and every row has one.

    In a report of QualCoder each coding has its own.
    """
    if "id" not in by_meaning or _origin(cells) == "QualCoder":
        return False
    by = [by_meaning[name] for name in ("document", "id") if name in by_meaning]
    is_filled = cells[by_meaning["id"]].str.strip() != ""
    texts = cells.groupby(by)[by_meaning["words"]].nunique()
    return bool(is_filled.all() and (texts == 1).all())


def _paths(
    cells: Mapping[str, str], names: Sequence[str], *, above: CodePath, level: CodePath
) -> Iterable[CodePath]:
    """The codes of a row, each with the codes above it in front."""
    several = [part for line in cells.get("codes", "").splitlines() for part in line.split(";")]
    code = _path(cells.get("code", ""))
    if code:
        yield (*above, *level, *code)
    elif level:
        yield (*above, *level)
    for name in [*several, *names]:
        path = _path(name)
        if path:
            yield path


def _path_in(row: Mapping[Hashable, object], columns: Sequence[str]) -> CodePath:
    """The codes that the cells of several columns name, from the top down."""
    return tuple(part for name in columns for part in _path(str(row[name])))


def _path(name: str) -> CodePath:
    return tuple(part.strip() for part in name.split(LEVELS_BY) if part.strip())


class _Tables:
    """The tables of a project, made of the excerpts that have words."""

    def __init__(self, excerpts: Sequence[_Excerpt]) -> None:
        self.excerpts = excerpts
        self.documents = _guids("d", (row.document for row in excerpts))
        self.paths = _guids("c", (path[:n] for row in excerpts for path in row.codes
                                  for n in range(1, len(path) + 1)))  # fmt: skip
        self.places = _guids("s", ((row.document, *row.place) for row in excerpts))
        self.cases = _guids("k", (row.cells["case"] for row in excerpts if row.cells.get("case")))
        self.coders = pseudonyms(row.cells.get("coder") for row in excerpts)
        self.selections = [self.places[row.document, *row.place] for row in excerpts]

    def _selected(self) -> Iterable[tuple[str, _Excerpt, str | None]]:
        """The selection, the excerpt and the coder of each row."""
        for guid, row in zip(self.selections, self.excerpts, strict=True):
            yield guid, row, pseudonym(row.cells.get("coder"), self.coders)

    def source_rows(self) -> list[Row]:
        return [{"guid": g, "name": name, "kind": "text"} for name, g in self.documents.items()]

    def code_rows(self) -> list[Row]:
        coded = {path for row in self.excerpts for path in row.codes}
        return [
            {
                "guid": guid,
                "name": path[-1],
                "parent": self.paths.get(path[:-1]),
                "is_codable": path in coded,
            }
            for path, guid in self.paths.items()
        ]

    def selection_rows(self) -> list[Row]:
        rows: dict[str, Row] = {}
        for guid, excerpt, coder in self._selected():
            first: Row = {
                "guid": guid,
                "source": self.documents[excerpt.document],
                "quotation": excerpt.words,
                "name": excerpt.place[0] if len(excerpt.place) == 1 else None,
                "coder": coder,
            }
            row = rows.setdefault(guid, first)
            row["description"] = row.get("description") or excerpt.cells.get("meaning_unit") or None
        return list(rows.values())

    def coding_rows(self) -> list[Row]:
        rows: dict[tuple[object, ...], Row] = {}
        for guid, excerpt, coder in self._selected():
            source = self.documents[excerpt.document]
            for code in map(self.paths.__getitem__, excerpt.codes):
                row: Row = {"selection": guid, "source": source, "code": code, "coder": coder}
                rows.setdefault((guid, code, coder), row)
        return list(rows.values())

    def member_rows(self) -> list[Row]:
        members = {
            (self.cases[row.cells["case"]], self.documents[row.document], guid): None
            for guid, row, _ in self._selected()
            if row.cells.get("case")
        }
        return [{"case": case, "source": source, "selection": s} for case, source, s in members]

    def variable_rows(self) -> list[Row]:
        """What further columns say, of cases where they agree within a case, else of documents."""
        rows = _values_of(
            "source",
            self.documents,
            "Document group",
            ((row.document, row.cells.get("group", "")) for row in self.excerpts),
        )
        for name in dict.fromkeys(name for row in self.excerpts for name in row.further):
            of_cases = [(e.cells.get("case", ""), e.further.get(name, "")) for e in self.excerpts]
            of_documents = [(e.document, e.further.get(name, "")) for e in self.excerpts]
            rows += _values_of("case", self.cases, name, of_cases) or _values_of(
                "source", self.documents, name, of_documents
            )
        return rows

    def memo_rows(self) -> list[Row]:
        memos = {
            (guid, text): coder
            for guid, row, coder in self._selected()
            if (text := row.cells.get("memo"))
        }
        return [
            {
                "guid": f"m{n}",
                "text": text,
                "about_kind": "selection",
                "about": guid,
                "coder": coder,
            }
            for n, ((guid, text), coder) in enumerate(memos.items(), start=1)
        ]

    def offset_rows(self) -> list[Row]:
        numbers = Counter(document for document, *_ in self.places)
        return [
            {"source": guid, "rule": "none: the words stand in the table", "score": None,
             "n": numbers[document], "verified": False, "reason": NOT_VERIFIED}
            for document, guid in self.documents.items()
        ]  # fmt: skip


def _guids(letter: str, things: Iterable[_T]) -> dict[_T, str]:
    """A guid for each thing, in the order in which the things come first."""
    return {thing: f"{letter}{n}" for n, thing in enumerate(dict.fromkeys(things), start=1)}


def _values_of(
    kind: str, owners: Mapping[str, str], variable: str, values: Iterable[tuple[str, str]]
) -> list[Row]:
    """One value per owner, where no owner has two of them; else nothing."""
    value_of: dict[str, str] = {}
    for owner, value in values:
        if value and owner in owners and value_of.setdefault(owner, value) != value:
            return []
    return [
        {"owner_kind": kind, "owner": owners[owner], "variable": variable, "value": value,
         "type": "text"}
        for owner, value in value_of.items()
    ]  # fmt: skip


def _project(
    excerpts: Sequence[_Excerpt], account: Account, *, file: str, headers: Sequence[Header]
) -> Project:
    tables = _Tables([row for row in excerpts if row.words])
    codings, variables, memos = tables.coding_rows(), tables.variable_rows(), tables.memo_rows()
    number_of_codings = sum(len(row.codes) for row in tables.excerpts)
    account.find("rows", len(excerpts))
    account.drop("rows", len(excerpts) - len(tables.excerpts), reason="without words")
    account.find("texts", len(tables.documents))
    account.find("selections of text", len(tables.places))
    account.find("codes", len(tables.paths))
    account.find("codings", number_of_codings)
    repeated = "with the same code for the same words by the same coder"
    account.drop("codings", number_of_codings - len(codings), reason=repeated)
    account.find("cases", len(tables.cases))
    account.find("memos", len(memos))
    account.offsets += tables.offset_rows()
    further = dict.fromkeys(name for one in headers for name in one.other_columns)
    kinds = {str(row["variable"]): row["owner_kind"] for row in variables}
    names = {kind: [n for n in further if kinds.get(n) == kind] for kind in ("case", "source")}
    account_for_columns(account, headers, variables=names)
    account.columns_read = columns_in_words(headers, variables=names)
    return Project(
        file=file,
        account=account,
        name=Path(file).stem,
        withheld=dict.fromkeys(tables.coders, "user"),
        sources=frame("sources", tables.source_rows()),
        codes=frame("codes", tables.code_rows()),
        selections=frame("selections", tables.selection_rows()),
        codings=frame("codings", codings),
        cases=frame("cases", ({"guid": g, "name": name} for name, g in tables.cases.items())),
        members=frame("members", tables.member_rows()),
        variables=frame("variables", variables),
        memos=frame("memos", memos),
        coder_names={coder: name for name, coder in tables.coders.items()},
        users=frame("users", ({"coder": coder} for coder in tables.coders.values())),
    )
