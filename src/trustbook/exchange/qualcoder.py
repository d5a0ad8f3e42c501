"""Projects of QualCoder: a folder `NAME.qda` with `data.qda` in it, or that database alone.

Positions are code points, the end exclusive; each coding also stores its words, against which its
positions are checked.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.database import (
    Row,
    day,
    number,
    open_database,
    rows_of,
    size_of,
    tables_of,
    unsaved_changes,
    words,
)
from trustbook.exchange.model import ELEMENT_OF_SOURCE, Project, frame, pseudonym, pseudonyms
from trustbook.exchange.names import names_in_path

RULE = "code points, end exclusive"
DATABASE = "data.qda"
_TABLES = {"source", "code_name", "code_cat", "code_text", "cases", "case_text"}
_KINDS = {"images": "picture", "audio": "audio", "video": "video"}
_NO_TARGET = "pointing at something that is not in the file"
_DIFFERENT_WORDS = "with positions that do not lead to the stored words, which are kept"


def is_qualcoder(database: sqlite3.Connection) -> bool:
    """Whether the database has the tables of QualCoder."""
    return tables_of(database) >= _TABLES


def read_qualcoder(path: Path) -> Project:
    """The project in a folder or a database of QualCoder.

    Parameters
    ----------
    path
        A folder NAME.qda, or the file data.qda in it.

    Returns
    -------
    Project
        Its tables, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where it is no such project, damaged or not saved whole.

    Examples
    --------
    >>> import tempfile
    >>> read_qualcoder(Path(tempfile.mkdtemp()) / "data.qda")
    Traceback (most recent call last):
    trustbook.errors.ExportError: data.qda: no data.qda in this folder; give a QualCoder project
    """
    file = path / DATABASE if path.is_dir() else path
    if not file.is_file():
        raise ExportError(f"{path.name}: no {DATABASE} in this folder; give a QualCoder project")
    with open_database(file) as database:
        if not is_qualcoder(database):
            raise ExportError(f"{path.name}: a database, but not one of QualCoder")
        account = Account(format="QualCoder project", origin="QualCoder")
        account.warnings += unsaved_changes(file)
        account.count("codings", size_of(database, "code_text"))
        return CodedRows(partial(rows_of, database), account).project(file=path.name)


class CodedRows:
    """The rows of the tables of a project, named as QualCoder does, and what they become.

    `rows` returns the rows of a table with some of its columns.
    """

    def __init__(self, rows: Callable[..., list[Row]], account: Account) -> None:
        self.account = account
        self.sources = rows("source", "id", "name", "fulltext", "mediapath", "memo", "date")
        self.categories = rows("code_cat", "catid", "name", "memo", "supercatid")
        self.codes = rows("code_name", "cid", "name", "memo", "catid", "color", "supercid")
        self.codings = rows(
            "code_text",
            *("ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo", "place"),
        )
        self.cases = rows("cases", "caseid", "name", "memo")
        self.members = rows("case_text", "caseid", "fid", "pos0", "pos1")
        self.attributes = rows("attribute", "name", "attr_type", "value", "id")
        self.types = rows("attribute_type", "name", "valuetype")
        self.annotations = rows("annotation", "anid", "fid", "memo", "owner", "date")
        self.journals = rows("journal", "jid", "name", "jentry", "owner", "date")
        self.project_rows = rows("project", "memo")
        self.pictures = len(rows("code_image", "imid"))
        self.recordings = len(rows("code_av", "avid"))
        rows_with_owner = (*self.codings, *self.annotations, *self.journals)
        coder_rows = rows("coder_names", "name")
        self.coders = pseudonyms(
            [*(row["owner"] for row in rows_with_owner), *(row["name"] for row in coder_rows)]
        )
        self.texts = {
            f"f{row['id']}": str(row["fulltext"]) for row in self.sources if row["fulltext"]
        }
        self.source_guids = {f"f{row['id']}" for row in self.sources}

    def project(self, *, file: str) -> Project:
        """The project, with the account of its rows."""
        account = self.account
        selections, codings = self._selections_and_codings(account)
        members = self._members(selections)
        self._account_for(account, selections=selections, codings=codings)
        account.find("members of cases", len(self.members))
        account.drop("members of cases", len(self.members) - len(members), reason=_NO_TARGET)
        variables = self._variables(account)
        memos = self._memos(selections)
        account.find("memos", len(memos))
        for element, rows in (("pictures", self.pictures), ("audio and video", self.recordings)):
            account.find(f"codings of {element}", rows)
            reason = "without text, which a corpus needs"
            account.drop(f"codings of {element}", rows, reason=reason)
        return Project(
            file=file,
            account=account,
            name=Path(file).stem,
            withheld=self._withheld(),
            sources=frame("sources", self._source_rows()),
            codes=frame("codes", self._code_rows()),
            selections=frame("selections", selections.values()),
            codings=frame("codings", codings),
            cases=frame("cases", self._case_rows()),
            members=frame("members", members),
            variables=frame("variables", variables),
            memos=frame("memos", memos),
            coder_names={coder: name for name, coder in self.coders.items()},
            users=frame("users", [{"coder": coder} for coder in self.coders.values()]),
        )

    def _withheld(self) -> dict[str, str]:
        """The names of coders, and the paths of files outside the project."""
        paths = [str(row["mediapath"]) for row in self.sources if row["mediapath"]]
        places = [path.partition(":")[2] for path in paths if ":" in path[:8]]
        names = {name: what for path in places for name, what in names_in_path(path).items()}
        return names | dict.fromkeys(self.coders, "user")

    def _source_rows(self) -> list[Row]:
        return [
            {
                "guid": f"f{row['id']}",
                "name": words(row["name"]),
                "kind": _kind(row),
                "text": row["fulltext"],
                "description": None,
                "created": day(row["date"]),
            }
            for row in self.sources
        ]

    def _code_rows(self) -> list[Row]:
        categories = {row["catid"] for row in self.categories}
        rows: list[Row] = [
            {
                "guid": f"g{row['catid']}",
                "name": words(row["name"]) or f"Category {row['catid']}",
                "parent": f"g{row['supercatid']}" if row["supercatid"] in categories else None,
                "description": words(row["memo"]),
                "is_codable": False,
            }
            for row in self.categories
        ]
        codes = {row["cid"] for row in self.codes}
        for row in self.codes:
            parent = f"g{row['catid']}" if row["catid"] in categories else None
            parent = f"c{row['supercid']}" if row["supercid"] in codes else parent
            rows.append(
                {
                    "guid": f"c{row['cid']}",
                    "name": words(row["name"]) or f"Code {row['cid']}",
                    "parent": parent,
                    "description": words(row["memo"]),
                    "is_codable": True,
                    "colour": words(row["color"]),
                }
            )
        return rows

    def _selections_and_codings(self, account: Account) -> tuple[dict[str, Row], list[Row]]:
        """Selections by guid, and codings; the account tells whether quotations agree."""
        codes = {row["cid"] for row in self.codes}
        selections: dict[str, Row] = {}
        codings: list[Row] = []
        are_equal: dict[str, list[bool]] = {guid: [] for guid in self.texts}
        for row in self.codings:
            source = f"f{row['fid']}"
            if source not in self.source_guids or row["cid"] not in codes:
                place = row["place"] or f"code_text, row {row['ctid']}"
                account.leave_out("codings", place=str(place), reason=_NO_TARGET)
                continue
            coder = pseudonym(row["owner"], self.coders)
            selection = self._selection(source, row["pos0"], row["pos1"], stored=row["seltext"])
            guid = str(selection["guid"])
            if guid not in selections:
                selections[guid] = selection | {"coder": coder, "created": day(row["date"])}
                if source in are_equal and row["seltext"]:
                    are_equal[source].append("start_cp" in selection)
            codings.append(
                {
                    "selection": guid,
                    "source": source,
                    "code": f"c{row['cid']}",
                    "coder": coder,
                    "created": day(row["date"]),
                }
            )
        account.compare_quotations(are_equal, rule=RULE)
        return selections, codings

    def _selection(self, source: str, pos0: object, pos1: object, *, stored: object = None) -> Row:
        start, end = number(pos0), number(pos1)
        text, quotation = self.texts.get(source, ""), str(stored or "")
        row: Row = {"guid": f"{source}-{start}-{end}", "source": source, "start": start, "end": end}
        inside = start is not None and end is not None and 0 <= start <= end <= len(text)
        if inside and (not quotation or text[start:end] == quotation):
            return row | {"start_cp": start, "end_cp": end, "quotation": text[start:end]}
        return row | {"quotation": words(quotation)}

    def _case_rows(self) -> list[Row]:
        return [
            {
                "guid": f"k{row['caseid']}",
                "name": words(row["name"]),
                "description": words(row["memo"]),
            }
            for row in self.cases
        ]

    def _members(self, selections: dict[str, Row]) -> list[Row]:
        """Which sources, or parts of them, belong to which case; parts become selections."""
        cases = {row["caseid"] for row in self.cases}
        members: list[Row] = []
        for row in self.members:
            source, end = f"f{row['fid']}", number(row["pos1"]) or 0
            if row["caseid"] not in cases or source not in self.source_guids:
                continue
            member: Row = {"case": f"k{row['caseid']}", "source": source}
            whole = not number(row["pos0"]) and end >= len(self.texts.get(source, "")) - 1
            if not whole:
                part = self._selection(source, row["pos0"], row["pos1"])
                selections.setdefault(str(part["guid"]), part)
                member["selection"] = part["guid"]
            members.append(member)
        return members

    def _variables(self, account: Account) -> list[Row]:
        kinds = {row["name"]: row["valuetype"] for row in self.types}
        owners = {"case": ("case", "k"), "file": ("source", "f")}
        guids = self.source_guids | {f"k{row['caseid']}" for row in self.cases}
        rows: list[Row] = []
        for row in self.attributes:
            kind, letter = owners.get(str(row["attr_type"]), ("", ""))
            if words(row["value"]) is None:
                continue
            account.find("values of variables")
            if f"{letter}{row['id']}" not in guids:
                account.drop("values of variables", reason="of something that is not in the file")
                continue
            rows.append(
                {
                    "owner_kind": kind,
                    "owner": f"{letter}{row['id']}",
                    "variable": words(row["name"]),
                    "value": words(row["value"]),
                    "type": "number" if kinds.get(row["name"]) == "numeric" else "text",
                }
            )
        return rows

    def _memos(self, selections: Mapping[str, Row]) -> list[Row]:
        about = [
            *((f"memo-{row['ctid']}", "coding", guid, row) for row in self.codings
              if (guid := self._guid(row)) in selections),
            *((f"memo-f{row['id']}", "source", f"f{row['id']}", {"memo": row["memo"]})
              for row in self.sources),
            *((f"memo-a{row['anid']}", "source", f"f{row['fid']}", row)
              for row in self.annotations),
        ]  # fmt: skip
        rows: list[Row] = [
            {"guid": guid, "text": words(row["memo"]), "about_kind": kind, "about": thing,
             **self._maker(row)}
            for guid, kind, thing, row in about
            if words(row["memo"])
        ]  # fmt: skip
        rows += [
            {"guid": f"memo-j{row['jid']}", "name": words(row["name"]),
             "text": words(row["jentry"]), "about_kind": "project", **self._maker(row)}
            for row in self.journals
        ]  # fmt: skip
        return rows + [
            {"guid": "memo-project", "text": row["memo"], "about_kind": "project"}
            for row in self.project_rows
            if words(row["memo"])
        ]

    def _maker(self, row: Row) -> Row:
        """Who made a row, and when."""
        owner, date = row.get("owner"), row.get("date")
        return {"coder": pseudonym(owner, self.coders), "created": day(date)}

    def _guid(self, row: Row) -> str:
        return f"f{row['fid']}-{number(row['pos0'])}-{number(row['pos1'])}"

    def _account_for(
        self, account: Account, *, selections: Mapping[str, Row], codings: Sequence[Row]
    ) -> None:
        kinds = [_kind(row) for row in self.sources]
        for kind, element in ELEMENT_OF_SOURCE.items():
            account.find(element, kinds.count(kind))
        account.find("codes", len(self.codes) + len(self.categories))
        account.find("selections of text", len(selections))
        coded = {str(row["selection"]) for row in codings}
        number = sum("start_cp" not in selections[guid] for guid in coded)
        account.change("selections of text", number, reason=_DIFFERENT_WORDS)
        account.find("codings", len(self.codings))
        account.find("cases", len(self.cases))


def _kind(source: Row) -> str:
    """The kind of a source by the folder or the link of its file."""
    place = str(source["mediapath"] or "")
    folder = place.lstrip("/").replace(":", "/").split("/")[0]
    if place.casefold().endswith(".pdf"):
        return "pdf"
    return _KINDS.get(folder, "text")
