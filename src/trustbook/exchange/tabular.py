"""Tables of coded excerpts (CSV, XLSX, ODS).

One row per coding, columns `Code 1 … n`, or one column per code.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from trustbook.errors import ExportError
from trustbook.exchange.account import Account, Row
from trustbook.exchange.coded_sheets import coded_sheets
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
from trustbook.exchange.conservation import REPEATED
from trustbook.exchange.excerpts import Excerpt
from trustbook.exchange.headings import program_of
from trustbook.exchange.model import Project, frame, from_columns, pseudonyms
from trustbook.exchange.odd_cells import require_headings
from trustbook.exchange.passages import passages
from trustbook.exchange.paths import separators_of, with_codes_above
from trustbook.exchange.questions import UNDECIDED, Question, Reading
from trustbook.exchange.relation_tables import (
    is_table_of_nodes,
    is_table_of_relations,
    relation_project,
)
from trustbook.exchange.row_spellings import in_one_spelling
from trustbook.exchange.sheets import SUFFIXES, NamedSheet, read_sheets
from trustbook.project import OF_PROGRAMS

_SPELT = (
    "with a document, person, coder, code or value that is spelt in another way elsewhere, taken "
    "as one"
)
_ONE_SOURCE = (
    "No column names a document or a case, so that the table stands for one document, and all of "
    "it counts as one source. If it holds several people or documents, add a column that names "
    "them, or say in the map which one does (columns: {NAME: case})."
)
NOT_VERIFIED = "a table holds no text to compare its quotations with"
_WITH_ID = 3  # parts of the key of an excerpt that an id names
_HALF = 0.5
_T = TypeVar("_T")


def tables_in(path: Path) -> list[Path]:
    """The tables that `path` names: itself, or those in the folder, by name.

    What programs leave beside their files (locks, doubles) is none of them.
    """
    if not path.is_dir():
        return [path]
    files = (file for file in path.iterdir() if not file.name.startswith(OF_PROGRAMS))
    return sorted(file for file in files if file.suffix.casefold() in SUFFIXES)


def read_tabular(
    path: Path,
    reading: Reading = UNDECIDED,
    *,
    sheets: Sequence[NamedSheet] | None = None,
    codes: Collection[str] = (),
) -> Project:
    r"""The coded excerpts in a table, or in all tables of a folder.

    Parameters
    ----------
    path
        A CSV, TSV, XLSX or ODS file, or a folder of such files.
    reading
        How the map says that it is to be read.
    sheets
        The sheets of the file, where they have been read.
    codes
        The codes of a codebook that is beside them.

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
    account = Account(format="table of coded excerpts")
    every_sheet = sheets or [one for file in tables_in(path) for one in read_sheets(file)]
    if project := _project_of_relations(every_sheet, reading, path=path):
        return project
    visible = _visible(every_sheet, reading, account)
    _require_more_than_nodes(visible, reading, file=path.name)
    for one in visible:
        require_headings(one)
    tables = [one.cells for one in visible]
    roles = require_roles(reading.columns or {}, tables, file=path.name)
    headers = headers_of(tables, roles)
    _require_rows(tables, account, file=path.name)
    if not any(header.has_excerpts for header in headers):
        return _project_without_excerpts(path, tables, headers, account=account)
    coded = coded_sheets(visible, headers, reading, account, codes=codes)
    account.origin = program_of(list(coded.sheets[0].cells.columns))[0]
    account.warnings += [line for one in coded.sheets for line in one.warnings]
    asked = {sign for one in coded.questions if one.key == "split_codes" for sign in one.default}
    excerpts, path_questions = _with_codes_above(
        coded.excerpts, reading, coded.headers, asked=asked
    )
    in_spelling, number = in_one_spelling(excerpts, reading.same or {})
    project = _project(in_spelling, account, file=path.name, headers=coded.headers)
    account.remark("rows", number, reason=_SPELT)
    account.count("codings", coded.number_of_codings)
    names = {name: "file" for one in every_sheet for name in (one.file, Path(one.file).stem)}
    names |= {one.name: "sheet" for one in every_sheet}
    names |= {one.cells["coder"]: "user" for one in excerpts if "coder" in one.cells}
    names |= {one.cells["case"]: "case" for one in excerpts if "case" in one.cells}
    of_columns = (one for header in coded.headers for one in header.questions)
    return replace(
        project,
        withheld=names | dict(project.withheld),
        columns=unique_columns(coded.headers),
        questions=(*of_columns, *coded.questions, *path_questions),
    )


def _require_rows(tables: Sequence[pd.DataFrame], account: Account, *, file: str) -> None:
    """Refuse names of columns alone; what the account says of hidden sheets comes first."""
    if any(map(len, tables)) or not (tables or account.warnings):
        return
    hidden = [line.removeprefix(f"{file}: ") for line in account.warnings]
    fault = hidden or ["names of columns and no row below them; give the table with its rows"]
    raise ExportError(f"{file}: {fault[0]}")


def _require_more_than_nodes(sheets: Sequence[NamedSheet], reading: Reading, *, file: str) -> None:
    """Refuse a table of nodes alone, unless the map says what its columns are."""
    if sheets and all(map(is_table_of_nodes, sheets)) and not reading.columns:
        raise ExportError(
            f"{file}: a table of nodes (Id, Label), which does not say who trusts whom; export the "
            "table of edges (Source, Target), too, put both into one folder, and give the folder"
        )


def _visible(sheets: Sequence[NamedSheet], reading: Reading, account: Account) -> list[NamedSheet]:
    """The sheets that the program shows; hidden ones only where the map says so."""
    visible = [
        one for one in sheets
        if one.raw.visibility == "visible"
        or (one.raw.visibility == "hidden" and reading.hidden == "read")
    ]  # fmt: skip
    for one in sheets:
        if one not in visible and len(one.cells):
            remedy = (
                "" if one.raw.visibility == "veryHidden" else "; a map with hidden: read reads it"
            )
            account.warnings.append(
                f"{one.file}: the sheet {one.name} is hidden; it was not read{remedy}"
            )
    return visible


def _project_of_relations(
    sheets: Sequence[NamedSheet], reading: Reading, *, path: Path
) -> Project | None:
    """The relations, where some sheets are tables of them and no other one has excerpts."""
    of_relations = {id(one) for one in sheets if is_table_of_relations(one, reading)}
    others = (header_of(one.cells) for one in sheets if id(one) not in of_relations)
    if not of_relations or any(one.has_excerpts and not one.is_guess for one in others):
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
    excerpts: Sequence[Excerpt],
    reading: Reading,
    headers: Sequence[Header],
    *,
    asked: Collection[str],
) -> tuple[list[Excerpt], list[Question]]:
    """The excerpts with the codes above a code that its name holds, and what is asked of these."""
    sets_of_codes = dict.fromkeys(one.codes for one in excerpts)
    names = (name for codes in sets_of_codes for path in codes for name in path)
    separators, questions = separators_of(
        names,
        reading,
        writes_paths=all(header.writes_paths for header in headers),
        asked=asked,
    )
    if not separators:
        return list(excerpts), questions
    above = {
        codes: tuple(with_codes_above(path, separators) for path in codes)
        for codes in sets_of_codes
    }
    return [one._replace(codes=above[one.codes]) for one in excerpts], questions


def read_table(path: Path, *, sheet: str = "") -> pd.DataFrame:
    """The cells of the sheet called `sheet` of a file, else of its first sheet, as text."""
    sheets = read_sheets(path)
    matches = [one for one in sheets if not sheet or one.name.casefold() == sheet.casefold()]
    if not matches:
        names = ", ".join(one.name for one in sheets)
        raise ExportError(f"{path.name}: no sheet {sheet}; there are {names}")
    return matches[0].cells


class _Tables:
    """The tables of a project, made of the excerpts."""

    def __init__(self, excerpts: Sequence[Excerpt]) -> None:
        self.excerpts = excerpts
        self.documents = _guids("d", (row.document for row in excerpts))
        self.paths = _guids("c", (path[:n] for codes in dict.fromkeys(row.codes for row in excerpts)
                                  for path in codes for n in range(1, len(path) + 1)))  # fmt: skip
        places = passages(excerpts)
        self.places = _guids("s", places)
        self.selections = [self.places[place] for place in places]
        self.cases = _guids("k", (row.cells["case"] for row in excerpts if "case" in row.cells))
        coders = [row.cells.get("coder", "") for row in excerpts]
        self.coders = pseudonyms(coders)
        self._coders_of_rows = list(map(self.coders.get, coders))
        self._sources = [self.documents[row.document] for row in excerpts]

    def _selected(self) -> Iterable[tuple[str, Excerpt, str | None, str]]:
        """The selection, the excerpt, the coder and the source of each row."""
        return zip(self.selections, self.excerpts, self._coders_of_rows, self._sources, strict=True)

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

    def selections_frame(self) -> pd.DataFrame:
        rows: dict[str, list[str | None]] = {}
        for guid, one, coder, source in self._selected():
            meaning = one.cells.get("meaning_unit")
            if guid not in rows:
                name = (
                    one.cells.get("id") if one.rule == "key" and len(one.key) == _WITH_ID else None
                )
                rows[guid] = [guid, source, one.words or None, name, coder, meaning]
            elif meaning and not rows[guid][-1]:
                rows[guid][-1] = meaning
        names = ("guid", "source", "quotation", "name", "coder", "description")
        return from_columns("selections", _columns(names, rows.values()))

    def codings_frame(self) -> pd.DataFrame:
        rows = dict.fromkeys(
            (guid, source, self.paths[path], coder)
            for guid, one, coder, source in self._selected()
            for path in one.codes
        )
        return from_columns("codings", _columns(("selection", "source", "code", "coder"), rows))

    def members_frame(self) -> pd.DataFrame:
        rows = dict.fromkeys(
            (self.cases[case], source, guid)
            for guid, row, _, source in self._selected()
            if (case := row.cells.get("case"))
        )
        return from_columns("members", _columns(("case", "source", "selection"), rows))

    def variable_rows(self) -> list[Row]:
        """What further columns say: of cases, or of documents where these agree better."""
        groups = dict.fromkeys((row.document, row.cells.get("group", "")) for row in self.excerpts)
        rows = _values_of("source", self.documents, "Document group", groups)
        for name in dict.fromkeys(name for row in self.excerpts for name in row.further):
            values = dict.fromkeys(
                (one.cells.get("case", ""), one.document, one.further.get(name, ""))
                for one in self.excerpts
            )
            of_cases = [(case, value) for case, _, value in values]
            of_documents = [(document, value) for _, document, value in values]
            kind, pairs = min(
                [("case", of_cases), ("source", of_documents)],
                key=lambda one: _disagreement(one[1]),
            )
            if _disagreement(pairs) <= _HALF:
                owners = self.cases if kind == "case" else self.documents
                rows += _values_of(kind, owners, name, pairs)
        return rows

    def assignments_frame(self) -> pd.DataFrame:
        """The documents of each coder, where rows without a code say that coders read more."""
        if not any(coder for _, row, coder, _ in self._selected() if not row.codes):
            return from_columns("assignments", {})
        rows = dict.fromkeys((coder, source) for _, _, coder, source in self._selected() if coder)
        return from_columns("assignments", _columns(("coder", "source"), rows))

    def memo_rows(self) -> list[Row]:
        memos = {
            (guid, text): coder
            for guid, row, coder, _ in self._selected()
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
        document_of = dict(
            zip(self.selections, (one.document for one in self.excerpts), strict=True)
        )
        numbers = Counter(document_of.values())
        return [
            {"source": guid, "rule": "none: the words are in the table", "score": None,
             "n": numbers[document], "verified": False, "reason": NOT_VERIFIED}
            for document, guid in self.documents.items()
        ]  # fmt: skip


def _columns(names: Sequence[str], rows: Iterable[Sequence[object]]) -> dict[str, list[object]]:
    """The columns of rows of cells in the order of the names."""
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: list(column) for name, column in zip(names, cells, strict=True)}


def _guids(letter: str, things: Iterable[_T]) -> dict[_T, str]:
    """A guid for each thing, in the order in which the things come first."""
    return {thing: f"{letter}{n}" for n, thing in enumerate(dict.fromkeys(things), start=1)}


def _disagreement(values: Iterable[tuple[str, str]]) -> float:
    """The share of owners that have two values, of those that have any."""
    values_of: dict[str, set[str]] = {}
    for owner, value in values:
        if owner and value:
            values_of.setdefault(owner, set()).add(value)
    return sum(len(one) > 1 for one in values_of.values()) / len(values_of) if values_of else 1


def _values_of(
    kind: str, owners: Mapping[str, str], variable: str, values: Iterable[tuple[str, str]]
) -> list[Row]:
    """Every value of each owner."""
    pairs = dict.fromkeys((owner, value) for owner, value in values if owner in owners and value)
    return [
        {"owner_kind": kind, "owner": owners[owner], "variable": variable, "value": value,
         "type": "text"}
        for owner, value in pairs
    ]  # fmt: skip


def _number_of_rows(excerpts: Iterable[Excerpt]) -> int:
    return len({(one.sheet, one.row) for one in excerpts})


def _project(
    excerpts: Sequence[Excerpt], account: Account, *, file: str, headers: Sequence[Header]
) -> Project:
    tables = _Tables([row for row in excerpts if row.words or row.codes])
    codings, variables, memos = tables.codings_frame(), tables.variable_rows(), tables.memo_rows()
    number = sum(len(row.codes) for row in tables.excerpts)
    rows, full_rows = _number_of_rows(excerpts), _number_of_rows(tables.excerpts)
    account.find("rows", rows)
    account.drop("rows", rows - full_rows, reason="without words and codes")
    wordless = _number_of_rows(row for row in tables.excerpts if not row.words)
    account.remark("rows", wordless, reason="with a code and without words, kept as segments")
    account.find("texts", len(tables.documents))
    account.find("selections of text", len(tables.places))
    account.find("codes", len(tables.paths))
    account.find("codings", number + sum(row["element"] == "codings" for row in account.left_out))
    account.drop("codings", number - len(codings), reason=REPEATED)
    account.find("cases", len(tables.cases))
    account.find("memos", len(memos))
    account.offsets += tables.offset_rows()
    if len(tables.documents) == 1 and not any(
        {"document", "case"} & set(one.by_meaning) for one in headers
    ):
        account.warnings.append(_ONE_SOURCE)
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
        selections=tables.selections_frame(),
        codings=codings,
        cases=frame("cases", ({"guid": g, "name": name} for name, g in tables.cases.items())),
        members=tables.members_frame(),
        variables=frame("variables", variables),
        memos=frame("memos", memos),
        assignments=tables.assignments_frame(),
        coder_names={coder: name for name, coder in tables.coders.items()},
        users=frame("users", ({"coder": coder} for coder in tables.coders.values())),
    )
