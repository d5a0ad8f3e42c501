"""Projects of QualCoder: a folder `NAME.qda` with `data.qda` in it, or that database alone.

Positions are code points, the end exclusive; each coding also stores its words, against which its
positions are checked.
"""

import sqlite3
from pathlib import Path

from trustbook.errors import ExportError
from trustbook.exchange.account import ELEMENT_OF_SOURCE, agreement, pseudonym, pseudonyms, tally
from trustbook.exchange.database import Row, day, number, opened, rows_of, tables_of, words
from trustbook.exchange.model import Export, frame

RULE = "code points, end exclusive"
DATABASE = "data.qda"
_TABLES = {"source", "code_name", "code_cat", "code_text", "cases", "case_text"}
_KINDS = {"images": "picture", "audio": "audio", "video": "video"}
_LOST = "they point at something that the file does not hold"
_UNLIKE = "their positions do not lead to the stored words; the stored words are kept"


def is_qualcoder(database: sqlite3.Connection) -> bool:
    """Whether the database has the tables of QualCoder."""
    return tables_of(database) >= _TABLES


def read_qualcoder(path: Path) -> Export:
    """The project in a folder or a database of QualCoder.

    ExportError in a line where it is none.
    """
    file = path / DATABASE if path.is_dir() else path
    if not file.is_file():
        raise ExportError(f"{path.name}: no {DATABASE} in this folder; give a QualCoder project")
    with opened(file) as database:
        if not is_qualcoder(database):
            raise ExportError(f"{path.name}: a database, but not one of QualCoder")
        return _Project(database).export(file=path.name)


class _Project:
    """The rows of the tables of a project, and what they become."""

    def __init__(self, database: sqlite3.Connection) -> None:
        def rows(table: str, *columns: str) -> list[Row]:
            return rows_of(database, table, columns=columns)

        self.sources = rows("source", "id", "name", "fulltext", "mediapath", "memo", "date")
        self.categories = rows("code_cat", "catid", "name", "memo", "supercatid")
        self.codes = rows("code_name", "cid", "name", "memo", "catid", "color", "supercid")
        self.codings = rows(
            "code_text", "ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo"
        )
        self.cases = rows("cases", "caseid", "name", "memo")
        self.members = rows("case_text", "caseid", "fid", "pos0", "pos1")
        self.attributes = rows("attribute", "name", "attr_type", "value", "id")
        self.types = rows("attribute_type", "name", "valuetype")
        self.annotations = rows("annotation", "anid", "fid", "memo", "owner", "date")
        self.journals = rows("journal", "jid", "name", "jentry", "owner", "date")
        self.project = rows("project", "memo")
        self.pictures = len(rows("code_image", "imid"))
        self.recordings = len(rows("code_av", "avid"))
        owners = (self.codings, self.annotations, self.journals)
        self.coders = pseudonyms(row["owner"] for rows_ in owners for row in rows_)
        self.texts = {
            f"f{row['id']}": str(row["fulltext"]) for row in self.sources if row["fulltext"]
        }
        self.known = {f"f{row['id']}" for row in self.sources}

    def export(self, *, file: str) -> Export:
        """The project as an export."""
        selections, codings, agreed = self._selections_and_codings()
        members = self._members(selections)
        memos = self._memos(selections)
        variables = self._variables()
        return Export(
            file=file,
            format="QualCoder project",
            origin="QualCoder",
            name=file.removesuffix(".qda"),
            sources=frame("sources", self._source_rows()),
            codes=frame("codes", self._code_rows()),
            selections=frame("selections", selections.values()),
            codings=frame("codings", codings),
            cases=frame("cases", self._case_rows()),
            members=frame("members", members),
            variables=frame("variables", variables),
            memos=frame("memos", memos),
            users=frame("users", [{"coder": coder} for coder in self.coders.values()]),
            offsets=frame(
                "offsets", [agreement(s, rule=RULE, agreed=a) for s, a in agreed.items()]
            ),
            counts=frame("counts", self._counts(selections, codings, members, memos, variables)),
            warnings=_warnings(agreed),
        )

    def _source_rows(self) -> list[Row]:
        return [
            {
                "guid": f"f{row['id']}",
                "name": words(row["name"]),
                "kind": _kind(str(row["mediapath"] or "")),
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

    def _selections_and_codings(
        self,
    ) -> tuple[dict[str, Row], list[Row], dict[str, list[bool]]]:
        """Selections by guid, codings, and for each source whether quotations agree."""
        codes = {row["cid"] for row in self.codes}
        selections: dict[str, Row] = {}
        codings: list[Row] = []
        agreed: dict[str, list[bool]] = {guid: [] for guid in self.texts}
        for row in self.codings:
            source = f"f{row['fid']}"
            if source not in self.known or row["cid"] not in codes:
                continue
            coder = pseudonym(row["owner"], self.coders)
            selection = self._selection(source, row["pos0"], row["pos1"], stored=row["seltext"])
            guid = str(selection["guid"])
            if guid not in selections:
                selections[guid] = selection | {"coder": coder, "created": day(row["date"])}
                if source in agreed and row["seltext"]:
                    agreed[source].append("start_cp" in selection)
            codings.append(
                {
                    "selection": guid,
                    "source": source,
                    "code": f"c{row['cid']}",
                    "coder": coder,
                    "created": day(row["date"]),
                }
            )
        return selections, codings, agreed

    def _selection(self, source: str, pos0: object, pos1: object, *, stored: object = None) -> Row:
        start, end = number(pos0), number(pos1)
        text, kept = self.texts.get(source, ""), str(stored or "")
        row: Row = {"guid": f"{source}-{start}-{end}", "source": source, "start": start, "end": end}
        inside = start is not None and end is not None and 0 <= start <= end <= len(text)
        if inside and (not kept or text[start:end] == kept):
            return row | {"start_cp": start, "end_cp": end, "quotation": text[start:end]}
        return row | {"quotation": words(kept)}

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
            if row["caseid"] not in cases or source not in self.known:
                continue
            member: Row = {"case": f"k{row['caseid']}", "source": source}
            whole = not number(row["pos0"]) and end >= len(self.texts.get(source, "")) - 1
            if not whole:
                part = self._selection(source, row["pos0"], row["pos1"])
                selections.setdefault(str(part["guid"]), part)
                member["selection"] = part["guid"]
            members.append(member)
        return members

    def _variables(self) -> list[Row]:
        kinds = {row["name"]: row["valuetype"] for row in self.types}
        owners = {"case": ("case", "k"), "file": ("source", "f")}
        known = self.known | {f"k{row['caseid']}" for row in self.cases}
        rows: list[Row] = []
        for row in self.attributes:
            kind, letter = owners.get(str(row["attr_type"]), ("", ""))
            if f"{letter}{row['id']}" not in known or words(row["value"]) is None:
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

    def _memos(self, selections: dict[str, Row]) -> list[Row]:
        rows: list[Row] = [
            {
                "guid": f"memo-{row['ctid']}",
                "text": words(row["memo"]),
                "about_kind": "coding",
                "about": guid,
                "coder": pseudonym(row["owner"], self.coders),
                "created": day(row["date"]),
            }
            for row in self.codings
            if words(row["memo"]) and (guid := self._guid(row)) in selections
        ]
        rows += [
            {"guid": f"memo-f{row['id']}", "text": row["memo"], "about_kind": "source",
             "about": f"f{row['id']}"}
            for row in self.sources
            if words(row["memo"])
        ]  # fmt: skip
        rows += [
            {
                "guid": f"memo-a{row['anid']}",
                "text": words(row["memo"]),
                "about_kind": "source",
                "about": f"f{row['fid']}",
                "coder": pseudonym(row["owner"], self.coders),
                "created": day(row["date"]),
            }
            for row in self.annotations
            if words(row["memo"])
        ]
        rows += [
            {
                "guid": f"memo-j{row['jid']}",
                "name": words(row["name"]),
                "text": words(row["jentry"]),
                "about_kind": "project",
                "coder": pseudonym(row["owner"], self.coders),
                "created": day(row["date"]),
            }
            for row in self.journals
        ]
        project = [row["memo"] for row in self.project if words(row["memo"])]
        return rows + [
            {"guid": "memo-project", "text": text, "about_kind": "project"} for text in project
        ]

    def _guid(self, row: Row) -> str:
        return f"f{row['fid']}-{number(row['pos0'])}-{number(row['pos1'])}"

    def _counts(
        self,
        selections: dict[str, Row],
        codings: list[Row],
        members: list[Row],
        memos: list[Row],
        variables: list[Row],
    ) -> list[Row]:
        coded = {str(row["selection"]) for row in codings}
        moved = sum("start_cp" not in selections[guid] for guid in coded)
        lost = len(self.codings) - len(codings)
        filled = sum(words(row["value"]) is not None for row in self.attributes)
        rows = [
            *_source_counts(self.sources),
            tally("codes", found=len(self.codes) + len(self.categories)),
            tally(
                "selections of text",
                found=len(selections),
                changed=moved,
                reason=_UNLIKE if moved else "",
            ),
            tally(
                "codings",
                found=len(self.codings),
                kept=len(codings),
                reason=_LOST if lost else "",
            ),
            tally("cases", found=len(self.cases)),
            tally(
                "members of cases",
                found=len(self.members),
                kept=len(members),
                reason=_LOST if len(self.members) > len(members) else "",
            ),
            tally(
                "values of variables",
                found=filled,
                kept=len(variables),
                reason="they belong to nothing that the file holds"
                if filled > len(variables)
                else "",
            ),
            tally("memos", found=len(memos)),
            tally(
                "codings of pictures",
                found=self.pictures,
                kept=0,
                reason="a corpus holds coded text only",
            ),
            tally(
                "codings of audio and video",
                found=self.recordings,
                kept=0,
                reason="a corpus holds coded text only",
            ),
        ]
        return [row for row in rows if row["found"]]


def _source_counts(sources: list[Row]) -> list[Row]:
    kinds = [_kind(str(row["mediapath"] or "")) for row in sources]
    return [tally(name, found=kinds.count(kind)) for kind, name in ELEMENT_OF_SOURCE.items()]


def _kind(place: str) -> str:
    """The kind of a source by the folder or the link of its file."""
    folder = place.lstrip("/").replace(":", "/").split("/")[0]
    if place.casefold().endswith(".pdf"):
        return "pdf"
    return _KINDS.get(folder, "text")


def _warnings(agreed: dict[str, list[bool]]) -> tuple[str, ...]:
    moved = sum(not agrees for known in agreed.values() for agrees in known)
    if not moved:
        return ()
    return (f"{moved} quotations do not stand where the file says; see the offset table.",)
