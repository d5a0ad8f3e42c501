"""The elements of REFI-QDA project exchange and codebook exchange (1.0, 1.5) as rows.

Told of one element after the other, this keeps rows and no tree, whatever the order of elements.
Names of users, the base path and the paths of files are never kept.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from trustbook.errors import ExportError
from trustbook.exports.ledger import Ledger
from trustbook.exports.model import COLUMNS
from trustbook.exports.vocabulary import (
    DIRECTIONS,
    MEMBERS,
    OF_TEXT,
    RENDITIONS,
    SELECTIONS,
    SOURCES,
    VALUES,
    plain_colour,
    plain_guid,
    whole_number,
)

DEEPEST = 200
MOST_ELEMENTS = 4_000_000
LONGEST_TEXT = 64_000_000

_HOLDERS = frozenset(
    ("Users", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
)
_NAMESPACES = ("urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0", "")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\|/|file:|~/).*[\\/]")

Attributes = Mapping[str, str]


class Opened(NamedTuple):
    """An element that has begun: what it is, its guid and the row it fills."""

    kind: str
    guid: str
    row: int = -1


class Rows:
    """The rows of a table, column by column."""

    def __init__(self, *columns: str) -> None:
        self.columns: dict[str, list[object]] = {name: [] for name in columns}
        self._lists = list(self.columns.values())

    def __len__(self) -> int:
        return len(self._lists[0])

    def add(self, *cells: object) -> int:
        """The number of the row that now holds the cells."""
        for column, cell in zip(self._lists, cells, strict=True):
            column.append(cell)
        return len(self._lists[0]) - 1


class Elements:
    """What a project or codebook holds, gathered while its elements go by."""

    def __init__(self, *, file: str) -> None:
        self.file = file
        self.root: dict[str, str] = {}
        self.description: str | None = None
        self.ledger = Ledger()
        self.tables = {name: Rows(*COLUMNS[name]) for name in ("codes", "cases", "links", "sets")}
        self.tables["sources"] = Rows(
            "guid", "name", "kind", "text", "path", "description", "created"
        )
        self.tables["selections"] = Rows(
            "guid",
            "source",
            "start",
            "end",
            "name",
            "description",
            "quotation",
            "coder",
            "created",
            "element",
        )
        self.tables["codings"] = Rows("selection", "source", "code", "coder", "created")
        self.tables["members"] = Rows("case", "source", "selection", "code")
        self.tables["variables"] = Rows("owner_kind", "owner", "variable", "value", "type")
        self.tables["notes"] = Rows("guid", "name", "text", "path", "coder", "created")
        self.noted: list[tuple[str, str, str]] = []
        self.names_of_variables: dict[str, str] = {}
        self.coders: dict[str, str] = {}
        self.number_of_coders = 0
        self.aliases: dict[str, str] = {}
        self.warnings: dict[str, int] = {}
        self._stack: list[Opened] = []
        self._local: dict[str, str] = {}
        self._text: list[str] | None = None
        self._length = self._depth = self._elements = 0
        self._guids: dict[str, dict[str, int]] = {}
        self._dates: dict[str, str] = {}
        self._positions: dict[str, int | None] = {}
        self._coding: tuple[str | None, str | None] = (None, None)
        self._value: dict[str, str] = {}
        self._filled: set[int] = set()
        self._coded = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take in the beginning of an element."""
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            self._refuse()
        name = self._local.get(tag) or self._name(tag)
        begin = _BEGIN.get(name)
        if begin:
            begin(self, attributes, name)
        elif name not in _HOLDERS:
            self.ledger.find(f"unknown elements {name}")
            self.ledger.drop(f"unknown elements {name}", reason="not part of the standard")

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        self._depth -= 1
        name = self._local[tag]
        finish = _FINISH.get(name)
        if finish:
            finish(self, name)
        if name in _STACKED:
            self._stack.pop()

    def data(self, text: str) -> None:
        """Take in a piece of text, where it is wanted."""
        if self._text is not None:
            self._length += len(text)
            if self._length > LONGEST_TEXT:
                raise ExportError(f"{self.file}: a text in it is longer than any that can be read")
            self._text.append(text)

    def close(self) -> None:
        """Forget what only served to tell elements apart."""
        self._guids.clear()

    def _refuse(self) -> None:
        what = (
            f"its elements are nested more than {DEEPEST} deep"
            if self._depth > DEEPEST
            else f"it has more than {MOST_ELEMENTS:,} elements"
        )
        raise ExportError(f"{self.file}: {what}, as no real export does; it was not read")

    def _name(self, tag: str) -> str:
        """The name of a tag without its namespace; the first one must be that of a project."""
        namespace, _, name = tag.rpartition("}")
        if not self._local and (
            name not in ("Project", "CodeBook") or namespace.removeprefix("{") not in _NAMESPACES
        ):
            raise ExportError(
                f"{self.file}: its first element is <{name[:40]}>, not a REFI-QDA project or "
                "codebook; export it as REFI-QDA (.qdpx or .qdc)"
            )
        self._local[tag] = name
        return name

    def warn(self, message: str) -> None:
        """Keep a warning, once, with how often it was given."""
        self.warnings[message] = self.warnings.get(message, 0) + 1

    @property
    def _top(self) -> Opened:
        return self._stack[-1] if self._stack else Opened("project", "")

    def _unique(self, table: str, attributes: Attributes) -> str:
        """The guid of an element, made unique in its table."""
        given = self._guids.setdefault(table, {})
        guid = plain_guid(attributes.get("guid")) or f"{table}-{len(given) + 1}"
        if guid in given:
            self.warn(f"several {table} have one GUID; they were told apart")
            guid = f"{guid}-{len(given) + 1}"
        given[guid] = len(given)
        return guid

    def _coder(self, attributes: Attributes) -> str | None:
        user = attributes.get("creatingUser")
        return self._pseudonym(user) if user else None

    def _pseudonym(self, user: str) -> str:
        return self.coders.get(user) or self.coders.setdefault(
            user, self.coders.get(plain_guid(user)) or self._next_coder(plain_guid(user))
        )

    def _next_coder(self, guid: str) -> str:
        self.number_of_coders += 1
        return self.coders.setdefault(guid, f"C{self.number_of_coders}")

    def _created(self, attributes: Attributes) -> str | None:
        date = attributes.get("creationDateTime", "")[:10]
        if date not in self._dates:
            self._dates[date] = date if _DATE.fullmatch(date) else ""
        return self._dates[date] or None

    def _shown_name(self, attributes: Attributes, element: str) -> str | None:
        """The name, of which a path keeps the last part only."""
        name = attributes.get("name", "").strip()
        if _PATH.match(name):
            self.ledger.change(element, 1, reason="were named by the path of a file")
            name = re.split(r"[\\/]", name)[-1]
        return name or None

    def _root(self, attributes: Attributes, name: str) -> None:
        if not self._stack:
            self.root = {key: attributes[key] for key in ("name", "origin") if attributes.get(key)}
        if attributes.get("basePath"):
            self.ledger.find("base path")
            self.ledger.drop("base path", reason="names a folder of a computer")
        self._stack.append(Opened("project", ""))

    def _user(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("users")
        self.ledger.change("users", 1, reason="are C1, C2, … instead of their names")
        self._pseudonym(attributes.get("guid") or f"user-{len(self.coders)}")

    def _code(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("codes")
        guid = self._unique("codes", attributes)
        parent = self._top.guid if self._top.kind == "code" else None
        codable = attributes.get("isCodable", "true").strip().casefold() not in ("false", "0")
        label = attributes.get("name", "").strip() or None
        row = self.tables["codes"].add(
            guid, label, parent, None, False, codable, plain_colour(attributes.get("color"))
        )
        self._stack.append(Opened("code", guid, row))

    def _case(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("cases")
        guid = self._unique("cases", attributes)
        row = self.tables["cases"].add(guid, attributes.get("name", "").strip() or None, None)
        self._stack.append(Opened("case", guid, row))

    def _variable(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("variables")
        guid = plain_guid(attributes.get("guid"))
        self.names_of_variables[guid] = attributes.get("name", "").strip() or guid
        self._stack.append(Opened("variable", guid))

    def _variable_value(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("values of variables")
        self._value = {}

    def _variable_ref(self, attributes: Attributes, name: str) -> None:
        self._value["variable"] = plain_guid(attributes.get("targetGUID"))

    def _end_value(self, name: str) -> None:
        self._value |= {"value": self._words() or "", "type": VALUES[name]}

    def _end_variable_value(self, name: str) -> None:
        owner, value = self._top, self._value
        if owner.kind not in ("case", "source") or not value.get("value"):
            reason = "are empty" if owner.kind in ("case", "source") else "belong to nothing"
            self.ledger.drop("values of variables", reason=reason)
            return
        variable = self.names_of_variables.get(value.get("variable", ""))
        self.tables["variables"].add(
            owner.kind,
            owner.guid,
            variable or value.get("variable") or None,
            value["value"],
            value["type"],
        )

    def _source(self, attributes: Attributes, name: str) -> None:
        kind, element = SOURCES[name]
        self.ledger.find(element)
        self._add_source(attributes, kind=kind, element=element)

    def _add_source(self, attributes: Attributes, *, kind: str, element: str) -> None:
        guid = self._unique("sources", attributes)
        row = self.tables["sources"].add(
            guid,
            self._shown_name(attributes, element),
            kind,
            None,
            attributes.get("plainTextPath"),
            None,
            self._created(attributes),
        )
        if not attributes.get("name"):
            self.warn("sources without a name")
        self._stack.append(Opened("source", guid, row))

    def _rendition(self, attributes: Attributes, name: str) -> None:
        """A text that stands for a picture, a PDF document, or what is selected in one."""
        top = self._top
        if top.kind == "source":
            self.aliases[plain_guid(attributes.get("guid"))] = top.guid
            paths = self.tables["sources"].columns["path"]
            paths[top.row] = attributes.get("plainTextPath") or paths[top.row]
        kind = "source" if top.kind == "source" else f"words of a {top.kind}"
        self._stack.append(Opened(kind, top.guid, top.row))

    def _transcript(self, attributes: Attributes, name: str) -> None:
        """The first transcript is the text of its recording, a further one a source of its own."""
        self.ledger.find("transcripts")
        top = self._top
        if top.row not in self._filled:
            self._filled.add(top.row)
            self._rendition(attributes, name)
            return
        kind = str(self.tables["sources"].columns["kind"][top.row])
        self._add_source(attributes, kind=kind, element="transcripts")
        self._filled.add(self._top.row)

    def _sync_point(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("time marks")
        self.ledger.drop("time marks", reason="serve to place selections only")
        self._positions[plain_guid(attributes.get("guid"))] = whole_number(
            attributes.get("position")
        )

    def _selection(self, attributes: Attributes, name: str) -> None:
        element, top = SELECTIONS[name], self._top
        self.ledger.find(element)
        if top.kind != "source":
            self.ledger.drop(element, reason="lie in a memo")
            self._stack.append(Opened("in a memo", ""))
            return
        row = self._same_selection(attributes, name)
        if row is None:
            row = self._add_selection(attributes, name)
        guid = str(self.tables["selections"].columns["guid"][row])
        self._stack.append(Opened("selection", guid, row))

    def _same_selection(self, attributes: Attributes, name: str) -> int | None:
        """The row of the region of a PDF page that has this text, or the reverse."""
        guid = plain_guid(attributes.get("guid"))
        row = self._guids.setdefault("selections", {}).get(guid)
        columns = self.tables["selections"].columns
        if row is None or (columns["element"][row] in OF_TEXT) == (name in OF_TEXT):
            return None
        if name in OF_TEXT:
            columns["start"][row], columns["end"][row] = self._span(attributes, name)
            columns["element"][row], name = name, str(columns["element"][row])
        self.ledger.drop(SELECTIONS[name], reason="are the place of a selection of text")
        return row

    def _add_selection(self, attributes: Attributes, name: str) -> int:
        guid = self._unique("selections", attributes)
        label = attributes.get("name", "").strip() or None
        start, end = self._span(attributes, name)
        coder, created = self._coder(attributes), self._created(attributes)
        return self.tables["selections"].add(
            guid, self._top.guid, start, end, label, None, None, coder, created, name
        )

    def _span(self, attributes: Attributes, name: str) -> tuple[int | None, int | None]:
        if name == "PlainTextSelection":
            return whole_number(attributes.get("startPosition")), whole_number(
                attributes.get("endPosition")
            )
        if name == "TranscriptSelection":
            marks = (attributes.get(key) for key in ("fromSyncPoint", "toSyncPoint"))
            start, end = (self._positions.get(plain_guid(mark)) for mark in marks)
            return start, end
        return None, None

    def _begin_coding(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("codings")
        top = self._top
        self._coding = (self._coder(attributes), self._created(attributes))
        self._coded = False
        kind = "coding" if top.kind in ("selection", "source") else "in a memo"
        self._stack.append(Opened(kind, top.guid, top.row))

    def _end_coding(self, name: str) -> None:
        if self._top.kind == "in a memo":
            self.ledger.drop("codings", reason="lie in a memo")
        elif not self._coded:
            self.ledger.drop("codings", reason="name no code")

    def _code_ref(self, attributes: Attributes, name: str) -> None:
        code, top = plain_guid(attributes.get("targetGUID")), self._top
        if top.kind == "coding" and not self._coded:
            self._coded = True
            self.tables["codings"].add(*self._coded_place(), code, *self._coding)
        elif top.kind == "case":
            self._add_member(top.guid, None, None, code)

    def _coded_place(self) -> tuple[str | None, str]:
        """The selection, if any, and the source that are being coded."""
        place = self._stack[-2]
        if place.kind == "selection":
            return place.guid, str(self.tables["selections"].columns["source"][place.row])
        return None, place.guid

    def _case_ref(self, attributes: Attributes, name: str) -> None:
        guid = plain_guid(attributes.get("targetGUID"))
        if self._top.kind == "case":
            source, selection = (guid, None) if name == "SourceRef" else (None, guid)
            self._add_member(self._top.guid, source, selection, None)

    def _add_member(self, *cells: str | None) -> None:
        self.ledger.find("members of cases")
        self.tables["members"].add(*cells)

    def _note(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("memos")
        guid = self._unique("memos", attributes)
        row = self.tables["notes"].add(
            guid,
            self._shown_name(attributes, "memos"),
            None,
            attributes.get("plainTextPath"),
            self._coder(attributes),
            self._created(attributes),
        )
        self._stack.append(Opened("memo", guid, row))

    def _note_ref(self, attributes: Attributes, name: str) -> None:
        self.noted.append(
            (plain_guid(attributes.get("targetGUID")), self._top.kind, self._top.guid)
        )

    def _link(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("links")
        direction = attributes.get("direction", "").strip().casefold()
        guid = self._unique("links", attributes)
        self.tables["links"].add(
            guid,
            attributes.get("name", "").strip() or None,
            DIRECTIONS.get(direction, "none"),
            None,
            plain_guid(attributes.get("originGUID")),
            None,
            plain_guid(attributes.get("targetGUID")),
            self._coder(attributes),
        )
        self._stack.append(Opened("link", guid))

    def _set(self, attributes: Attributes, name: str) -> None:
        self.ledger.find("sets")
        guid = self._unique("sets", attributes)
        row = self.tables["sets"].add(guid, attributes.get("name", "").strip() or None, None, None)
        self._stack.append(Opened("set", guid, row))

    def _set_member(self, attributes: Attributes, name: str) -> None:
        if self._top.kind != "set":
            return
        self.ledger.find("members of sets")
        sets, guid = self.tables["sets"].columns, plain_guid(attributes.get("targetGUID"))
        row = self._top.row
        if sets["member"][row] is None:
            sets["member_kind"][row], sets["member"][row] = MEMBERS[name], guid
        else:
            self.tables["sets"].add(sets["guid"][row], sets["name"][row], MEMBERS[name], guid)

    def _graph(self, attributes: Attributes, name: str) -> None:
        element = {"Graph": "drawings", "Vertex": "nodes of drawings", "Edge": "lines of drawings"}
        self.ledger.find(element[name])
        self.ledger.drop(element[name], reason="are pictures of the program; links are read")

    def _begin_text(self, attributes: Attributes, name: str) -> None:
        self._text, self._length = [], 0

    def _words(self) -> str | None:
        """The text since it was wanted; missing where there is none but white space."""
        text, self._text = "".join(self._text or ()), None
        return text if text.strip() else None

    def _end_description(self, name: str) -> None:
        text, top = self._words(), self._top
        if text is None:
            return
        if top.kind in ("code", "case", "source", "selection"):
            self.tables[f"{top.kind}s"].columns["description"][top.row] = text.strip()
        elif top.kind == "project":
            self.description = text.strip()
        else:
            self.ledger.find("descriptions of variables, sets and memos")
            self.ledger.drop("descriptions of variables, sets and memos", reason="have no place")

    def _end_content(self, name: str) -> None:
        text, top = self._words(), self._top
        if top.kind == "source":
            self.tables["sources"].columns["text"][top.row] = text
        elif top.kind == "memo":
            self.tables["notes"].columns["text"][top.row] = text
        elif top.kind == "words of a selection":
            self.tables["selections"].columns["quotation"][top.row] = text


_BEGIN: dict[str, Callable[[Elements, Attributes, str], None]] = {
    "Project": Elements._root,
    "CodeBook": Elements._root,
    "User": Elements._user,
    "Code": Elements._code,
    "Case": Elements._case,
    "Variable": Elements._variable,
    "VariableValue": Elements._variable_value,
    "VariableRef": Elements._variable_ref,
    "Transcript": Elements._transcript,
    "SyncPoint": Elements._sync_point,
    "Coding": Elements._begin_coding,
    "CodeRef": Elements._code_ref,
    "SourceRef": Elements._case_ref,
    "SelectionRef": Elements._case_ref,
    "Note": Elements._note,
    "NoteRef": Elements._note_ref,
    "Link": Elements._link,
    "Set": Elements._set,
    "Description": Elements._begin_text,
    "PlainTextContent": Elements._begin_text,
    **dict.fromkeys(SOURCES, Elements._source),
    **dict.fromkeys(SELECTIONS, Elements._selection),
    **dict.fromkeys(RENDITIONS, Elements._rendition),
    **dict.fromkeys(VALUES, Elements._begin_text),
    **dict.fromkeys(MEMBERS, Elements._set_member),
    **dict.fromkeys(("Graph", "Vertex", "Edge"), Elements._graph),
}
_FINISH: dict[str, Callable[[Elements, str], None]] = {
    "Coding": Elements._end_coding,
    "VariableValue": Elements._end_variable_value,
    "Description": Elements._end_description,
    "PlainTextContent": Elements._end_content,
    **dict.fromkeys(VALUES, Elements._end_value),
}
_STACKED = frozenset(
    ("Project", "CodeBook", "Code", "Case", "Variable", "Transcript", "Coding", "Note", "Link")
).union(("Set",), SOURCES, SELECTIONS, RENDITIONS)
