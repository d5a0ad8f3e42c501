"""The elements of REFI-QDA project exchange and codebook exchange (1.0, 1.5) as rows.

One element after the other goes by and changes the state of the reading; there is no tree, and the
order of elements does not matter.
"""

from collections.abc import Callable

from trustbook.errors import ExportError
from trustbook.exchange.refi.state import (
    DIRECTIONS,
    MEMBERS,
    OF_TEXT,
    RENDITIONS,
    SELECTIONS,
    SOURCES,
    VALUES,
    Attributes,
    Opened,
    State,
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


class Elements:
    """Receives the elements of a file, one after the other; `state` is what they hold."""

    def __init__(self, *, file: str) -> None:
        self.file = file
        self.state = State(file=file)
        self._local: dict[str, str] = {}
        self._depth = self._elements = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take in the beginning of an element."""
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            self._refuse()
        name = self._local.get(tag) or self._name(tag)
        begin = _BEGIN.get(name)
        if begin:
            begin(self.state, attributes, name)
        elif name not in _HOLDERS:
            self.state.account.find(f"unknown elements {name}")
            self.state.account.drop(f"unknown elements {name}", reason="not part of the standard")

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        self._depth -= 1
        name = self._local[tag]
        finish = _FINISH.get(name)
        if finish:
            finish(self.state, name)
        if name in _STACKED:
            self.state.stack.pop()

    def data(self, text: str) -> None:
        """Take in a piece of text, where there is a place for it."""
        if self.state.text is not None:
            self.state.length += len(text)
            if self.state.length > LONGEST_TEXT:
                raise ExportError(f"{self.file}: a text in it is longer than any that can be read")
            self.state.text.append(text)

    def close(self) -> None:
        """Account for the codings, and forget what served only to tell elements apart."""
        self.state.account.find("codings", self.state.number_of_codings)
        self.state.guids.clear()

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


def _source(state: State, attributes: Attributes, name: str) -> None:
    """A source begins."""
    kind, element = SOURCES[name]
    state.account.find(element)
    _add_source(state, attributes, kind=kind, element=element)


def _add_source(state: State, attributes: Attributes, *, kind: str, element: str) -> None:
    for key in ("path", "currentPath", "richTextPath"):
        state.withhold_path(attributes.get(key))
    guid = state.unique("sources", attributes)
    row = state.tables["sources"].add(
        guid,
        state.name_without_path(attributes, element),
        kind,
        None,
        attributes.get("plainTextPath"),
        None,
        state.created(attributes),
    )
    if not attributes.get("name"):
        state.warn("sources without a name")
    state.stack.append(Opened("source", guid, row))


def _rendition(state: State, attributes: Attributes, name: str) -> None:
    """A text that stands for a picture, a PDF document, or what is selected in one."""
    top = state.top
    if top.kind == "source":
        state.aliases[plain_guid(attributes.get("guid"))] = top.guid
        paths = state.tables["sources"].columns["path"]
        paths[top.row] = attributes.get("plainTextPath") or paths[top.row]
    kind = "source" if top.kind == "source" else f"words of a {top.kind}"
    state.stack.append(Opened(kind, top.guid, top.row))


def _transcript(state: State, attributes: Attributes, name: str) -> None:
    """The first transcript is the text of its recording, a further one a source of its own."""
    state.account.find("transcripts")
    top = state.top
    if top.row not in state.filled:
        state.filled.add(top.row)
        _rendition(state, attributes, name)
        return
    kind = str(state.tables["sources"].columns["kind"][top.row])
    _add_source(state, attributes, kind=kind, element="transcripts")
    state.filled.add(state.top.row)


def _time_mark(state: State, attributes: Attributes, name: str) -> None:
    """A mark that ties a place of a transcript to a time."""
    state.account.find("time marks")
    state.account.drop("time marks", reason="used only to place selections")
    state.positions[plain_guid(attributes.get("guid"))] = whole_number(attributes.get("position"))


def _selection(state: State, attributes: Attributes, name: str) -> None:
    """A selection begins; where its guid is that of an earlier one, it is the place of that."""
    element, top = SELECTIONS[name], state.top
    state.account.find(element)
    if top.kind != "source":
        state.account.drop(element, reason="inside a memo")
        state.stack.append(Opened("in a memo", ""))
        return
    row = _same_selection(state, attributes, name)
    if row is None:
        row = _add_selection(state, attributes, name)
    guid = str(state.tables["selections"].columns["guid"][row])
    state.stack.append(Opened("selection", guid, row))


def _same_selection(state: State, attributes: Attributes, name: str) -> int | None:
    """The row of the region of a PDF page that has this text, or the reverse."""
    guid = plain_guid(attributes.get("guid"))
    row = state.guids.setdefault("selections", {}).get(guid)
    columns = state.tables["selections"].columns
    if row is None or (columns["element"][row] in OF_TEXT) == (name in OF_TEXT):
        return None
    if name in OF_TEXT:
        columns["start"][row], columns["end"][row] = _span(state, attributes, name)
        columns["element"][row], name = name, str(columns["element"][row])
    state.account.drop(SELECTIONS[name], reason="marking the place of a selection of text")
    return row


def _add_selection(state: State, attributes: Attributes, name: str) -> int:
    guid = state.unique("selections", attributes)
    label = attributes.get("name", "").strip() or None
    start, end = _span(state, attributes, name)
    coder, created = state.coder(attributes), state.created(attributes)
    return state.tables["selections"].add(
        guid, state.top.guid, start, end, label, None, None, coder, created, name
    )


def _span(state: State, attributes: Attributes, name: str) -> tuple[int | None, int | None]:
    if name == "PlainTextSelection":
        return whole_number(attributes.get("startPosition")), whole_number(
            attributes.get("endPosition")
        )
    if name == "TranscriptSelection":
        marks = (attributes.get(key) for key in ("fromSyncPoint", "toSyncPoint"))
        start, end = (state.positions.get(plain_guid(mark)) for mark in marks)
        return start, end
    return None, None


def _coding_begins(state: State, attributes: Attributes, name: str) -> None:
    """A coding begins, of a selection or of a whole source."""
    top = state.top
    state.coding = (state.coder(attributes) or _maker(state), state.created(attributes))
    state.coded = False
    state.number_of_codings += 1
    kind = "coding" if top.kind in ("selection", "source") else "in a memo"
    state.stack.append(Opened(kind, top.guid, top.row))


def _maker(state: State) -> str | None:
    """Who made the selection that is open; missing where none is."""
    if state.top.kind != "selection":
        return None
    maker = state.tables["selections"].columns["coder"][state.top.row]
    return str(maker) if maker else None


def _coding_ends(state: State, name: str) -> None:
    """A coding ends."""
    if state.top.kind == "in a memo":
        state.leave_out_coding(state.number_of_codings, reason="inside a memo")
    elif not state.coded:
        state.leave_out_coding(state.number_of_codings, reason="without a code")


def _code_ref(state: State, attributes: Attributes, name: str) -> None:
    """The code of a coding, or one that belongs to a case."""
    code, top = plain_guid(attributes.get("targetGUID")), state.top
    if top.kind == "coding" and not state.coded:
        state.coded = True
        state.tables["codings"].add(*_coded_place(state), code, *state.coding)
        state.places_of_codings.append(state.number_of_codings)
    elif top.kind == "coding":
        state.account.find("further codes of a coding")
        state.account.leave_out(
            "further codes of a coding",
            place=f"Coding {state.number_of_codings}",
            reason="where the standard allows one",
        )
    elif top.kind == "case":
        state.add_member(top.guid, None, None, code)


def _coded_place(state: State) -> tuple[str | None, str]:
    """The selection, if any, and the source that are being coded."""
    place = state.stack[-2]
    if place.kind == "selection":
        return place.guid, str(state.tables["selections"].columns["source"][place.row])
    return None, place.guid


def _project(state: State, attributes: Attributes, name: str) -> None:
    """The project or codebook begins."""
    if not state.stack:
        state.root = {key: attributes[key] for key in ("name", "origin") if attributes.get(key)}
    if attributes.get("basePath"):
        state.withhold_path(attributes["basePath"])
        state.account.find("base path")
        state.account.drop("base path", reason="naming a folder on a computer")
    state.stack.append(Opened("project", ""))


def _user(state: State, attributes: Attributes, name: str) -> None:
    """A user, kept as a pseudonym."""
    state.account.find("users")
    state.account.change("users", reason="named C1, C2, … instead of by their names")
    state.withheld |= {attributes[key]: "user" for key in ("name", "id") if attributes.get(key)}
    coder = state.pseudonym(attributes.get("guid") or f"user-{len(state.coders)}")
    if attributes.get("name"):
        state.names_of_users[coder] = attributes["name"]


def _code(state: State, attributes: Attributes, name: str) -> None:
    """A code begins, below the one that is open."""
    state.account.find("codes")
    guid = state.unique("codes", attributes)
    parent = state.top.guid if state.top.kind == "code" else None
    codable = attributes.get("isCodable", "true").strip().casefold() not in ("false", "0")
    label = attributes.get("name", "").strip() or None
    row = state.tables["codes"].add(
        guid, label, parent, None, codable, plain_colour(attributes.get("color"))
    )
    state.stack.append(Opened("code", guid, row))


def _case(state: State, attributes: Attributes, name: str) -> None:
    """A case begins."""
    state.account.find("cases")
    guid = state.unique("cases", attributes)
    row = state.tables["cases"].add(guid, attributes.get("name", "").strip() or None, None, None)
    state.stack.append(Opened("case", guid, row))


def _variable(state: State, attributes: Attributes, name: str) -> None:
    """A variable is declared."""
    state.account.find("variables")
    guid = plain_guid(attributes.get("guid"))
    state.names_of_variables[guid] = attributes.get("name", "").strip() or guid
    state.stack.append(Opened("variable", guid))


def _value_begins(state: State, attributes: Attributes, name: str) -> None:
    """The value of a variable begins."""
    state.account.find("values of variables")
    state.value = {}


def _variable_ref(state: State, attributes: Attributes, name: str) -> None:
    """Which variable has the value."""
    state.value["variable"] = plain_guid(attributes.get("targetGUID"))


def _value_ends(state: State, name: str) -> None:
    """The value itself."""
    state.value |= {"value": state.words() or "", "type": VALUES[name]}


def _variable_value_ends(state: State, name: str) -> None:
    """The value of a variable ends: it belongs to what is open."""
    owner, value = state.top, state.value
    if owner.kind not in ("case", "source") or not value.get("value"):
        reason = "empty" if owner.kind in ("case", "source") else "belonging to nothing"
        state.account.drop("values of variables", reason=reason)
        return
    variable = state.names_of_variables.get(value.get("variable", ""))
    state.tables["variables"].add(
        owner.kind,
        owner.guid,
        variable or value.get("variable") or None,
        value["value"],
        value["type"],
    )


def _case_ref(state: State, attributes: Attributes, name: str) -> None:
    """A source or a selection that belongs to a case."""
    guid = plain_guid(attributes.get("targetGUID"))
    if state.top.kind == "case":
        source, selection = (guid, None) if name == "SourceRef" else (None, guid)
        state.add_member(state.top.guid, source, selection, None)


def _memo(state: State, attributes: Attributes, name: str) -> None:
    """A memo begins."""
    state.account.find("memos")
    guid = state.unique("memos", attributes)
    row = state.tables["notes"].add(
        guid,
        state.name_without_path(attributes, "memos"),
        None,
        attributes.get("plainTextPath"),
        state.coder(attributes),
        state.created(attributes),
    )
    state.stack.append(Opened("memo", guid, row))


def _memo_ref(state: State, attributes: Attributes, name: str) -> None:
    """A memo is about what is open."""
    state.noted.append((plain_guid(attributes.get("targetGUID")), state.top.kind, state.top.guid))


def _link(state: State, attributes: Attributes, name: str) -> None:
    """A link between two things."""
    state.account.find("links")
    direction = attributes.get("direction", "").strip().casefold()
    guid = state.unique("links", attributes)
    state.tables["links"].add(
        guid,
        attributes.get("name", "").strip() or None,
        DIRECTIONS.get(direction, "none"),
        None,
        plain_guid(attributes.get("originGUID")),
        None,
        plain_guid(attributes.get("targetGUID")),
        state.coder(attributes),
    )
    state.stack.append(Opened("link", guid))


def _set_begins(state: State, attributes: Attributes, name: str) -> None:
    """A set begins."""
    state.account.find("sets")
    guid = state.unique("sets", attributes)
    row = state.tables["sets"].add(guid, attributes.get("name", "").strip() or None, None, None)
    state.stack.append(Opened("set", guid, row))


def _set_member(state: State, attributes: Attributes, name: str) -> None:
    """A member of a set."""
    if state.top.kind != "set":
        return
    state.account.find("members of sets")
    sets, guid = state.tables["sets"].columns, plain_guid(attributes.get("targetGUID"))
    row = state.top.row
    if sets["member"][row] is None:
        sets["member_kind"][row], sets["member"][row] = MEMBERS[name], guid
    else:
        state.tables["sets"].add(sets["guid"][row], sets["name"][row], MEMBERS[name], guid)


def _drawing(state: State, attributes: Attributes, name: str) -> None:
    """A drawing or a part of one."""
    element = {"Graph": "drawings", "Vertex": "nodes of drawings", "Edge": "lines of drawings"}
    state.account.find(element[name])
    state.account.drop(element[name], reason="only drawn in the program, whose links are read")


def _text_begins(state: State, attributes: Attributes, name: str) -> None:
    """Words begin."""
    state.text, state.length = [], 0


def _description_ends(state: State, name: str) -> None:
    """The description of what is open."""
    text, top = state.words(), state.top
    if text is None:
        return
    if top.kind in ("code", "case", "source", "selection"):
        state.tables[f"{top.kind}s"].columns["description"][top.row] = text.strip()
    elif top.kind == "project":
        state.description = text.strip()
    else:
        state.account.find("descriptions of variables, sets and memos")
        state.account.drop(
            "descriptions of variables, sets and memos", reason="without a place in a corpus"
        )


def _content_ends(state: State, name: str) -> None:
    """The words of a source, a memo or a selection."""
    text, top = state.words(), state.top
    if top.kind == "source":
        state.tables["sources"].columns["text"][top.row] = text
    elif top.kind == "memo":
        state.tables["notes"].columns["text"][top.row] = text
    elif top.kind == "words of a selection":
        state.tables["selections"].columns["quotation"][top.row] = text


_BEGIN: dict[str, Callable[[State, Attributes, str], None]] = {
    "Project": _project,
    "CodeBook": _project,
    "User": _user,
    "Code": _code,
    "Case": _case,
    "Variable": _variable,
    "VariableValue": _value_begins,
    "VariableRef": _variable_ref,
    "Transcript": _transcript,
    "SyncPoint": _time_mark,
    "Coding": _coding_begins,
    "CodeRef": _code_ref,
    "SourceRef": _case_ref,
    "SelectionRef": _case_ref,
    "Note": _memo,
    "NoteRef": _memo_ref,
    "Link": _link,
    "Set": _set_begins,
    "Description": _text_begins,
    "PlainTextContent": _text_begins,
    **dict.fromkeys(SOURCES, _source),
    **dict.fromkeys(SELECTIONS, _selection),
    **dict.fromkeys(RENDITIONS, _rendition),
    **dict.fromkeys(VALUES, _text_begins),
    **dict.fromkeys(MEMBERS, _set_member),
    **dict.fromkeys(("Graph", "Vertex", "Edge"), _drawing),
}
_FINISH: dict[str, Callable[[State, str], None]] = {
    "Coding": _coding_ends,
    "VariableValue": _variable_value_ends,
    "Description": _description_ends,
    "PlainTextContent": _content_ends,
    **dict.fromkeys(VALUES, _value_ends),
}
_STACKED = frozenset(
    ("Project", "CodeBook", "Code", "Case", "Variable", "Transcript", "Coding", "Note", "Link")
).union(("Set",), SOURCES, SELECTIONS, RENDITIONS)
