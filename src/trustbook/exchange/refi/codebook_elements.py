"""The elements around the material: codes, cases, variables, memos, links, sets, words."""

from trustbook.exchange.refi.gathered import (
    DIRECTIONS,
    MEMBERS,
    VALUES,
    Attributes,
    Gathered,
    Opened,
    plain_colour,
    plain_guid,
)


def project(found: Gathered, attributes: Attributes, name: str) -> None:
    """The project or codebook begins."""
    if not found.stack:
        found.root = {key: attributes[key] for key in ("name", "origin") if attributes.get(key)}
    if attributes.get("basePath"):
        found.ledger.find("base path")
        found.ledger.drop("base path", reason="names a folder of a computer")
    found.stack.append(Opened("project", ""))


def user(found: Gathered, attributes: Attributes, name: str) -> None:
    """A user, kept as a pseudonym."""
    found.ledger.find("users")
    found.ledger.change("users", 1, reason="are C1, C2, … instead of their names")
    found.pseudonym(attributes.get("guid") or f"user-{len(found.coders)}")


def code(found: Gathered, attributes: Attributes, name: str) -> None:
    """A code begins, below the one that is open."""
    found.ledger.find("codes")
    guid = found.unique("codes", attributes)
    parent = found.top.guid if found.top.kind == "code" else None
    codable = attributes.get("isCodable", "true").strip().casefold() not in ("false", "0")
    label = attributes.get("name", "").strip() or None
    row = found.tables["codes"].add(
        guid, label, parent, None, False, codable, plain_colour(attributes.get("color"))
    )
    found.stack.append(Opened("code", guid, row))


def case(found: Gathered, attributes: Attributes, name: str) -> None:
    """A case begins."""
    found.ledger.find("cases")
    guid = found.unique("cases", attributes)
    row = found.tables["cases"].add(guid, attributes.get("name", "").strip() or None, None)
    found.stack.append(Opened("case", guid, row))


def variable(found: Gathered, attributes: Attributes, name: str) -> None:
    """A variable is declared."""
    found.ledger.find("variables")
    guid = plain_guid(attributes.get("guid"))
    found.names_of_variables[guid] = attributes.get("name", "").strip() or guid
    found.stack.append(Opened("variable", guid))


def value_begins(found: Gathered, attributes: Attributes, name: str) -> None:
    """The value of a variable begins."""
    found.ledger.find("values of variables")
    found.value = {}


def variable_ref(found: Gathered, attributes: Attributes, name: str) -> None:
    """Which variable has the value."""
    found.value["variable"] = plain_guid(attributes.get("targetGUID"))


def value_ends(found: Gathered, name: str) -> None:
    """The value itself."""
    found.value |= {"value": found.words() or "", "type": VALUES[name]}


def variable_value_ends(found: Gathered, name: str) -> None:
    """The value of a variable has been told: it belongs to what is open."""
    owner, value = found.top, found.value
    if owner.kind not in ("case", "source") or not value.get("value"):
        reason = "are empty" if owner.kind in ("case", "source") else "belong to nothing"
        found.ledger.drop("values of variables", reason=reason)
        return
    variable = found.names_of_variables.get(value.get("variable", ""))
    found.tables["variables"].add(
        owner.kind,
        owner.guid,
        variable or value.get("variable") or None,
        value["value"],
        value["type"],
    )


def case_ref(found: Gathered, attributes: Attributes, name: str) -> None:
    """A source or a selection that belongs to a case."""
    guid = plain_guid(attributes.get("targetGUID"))
    if found.top.kind == "case":
        source, selection = (guid, None) if name == "SourceRef" else (None, guid)
        found.add_member(found.top.guid, source, selection, None)


def memo(found: Gathered, attributes: Attributes, name: str) -> None:
    """A memo begins."""
    found.ledger.find("memos")
    guid = found.unique("memos", attributes)
    row = found.tables["notes"].add(
        guid,
        found.shown_name(attributes, "memos"),
        None,
        attributes.get("plainTextPath"),
        found.coder(attributes),
        found.created(attributes),
    )
    found.stack.append(Opened("memo", guid, row))


def memo_ref(found: Gathered, attributes: Attributes, name: str) -> None:
    """A memo is about what is open."""
    found.noted.append((plain_guid(attributes.get("targetGUID")), found.top.kind, found.top.guid))


def link(found: Gathered, attributes: Attributes, name: str) -> None:
    """A link between two things."""
    found.ledger.find("links")
    direction = attributes.get("direction", "").strip().casefold()
    guid = found.unique("links", attributes)
    found.tables["links"].add(
        guid,
        attributes.get("name", "").strip() or None,
        DIRECTIONS.get(direction, "none"),
        None,
        plain_guid(attributes.get("originGUID")),
        None,
        plain_guid(attributes.get("targetGUID")),
        found.coder(attributes),
    )
    found.stack.append(Opened("link", guid))


def set_begins(found: Gathered, attributes: Attributes, name: str) -> None:
    """A set begins."""
    found.ledger.find("sets")
    guid = found.unique("sets", attributes)
    row = found.tables["sets"].add(guid, attributes.get("name", "").strip() or None, None, None)
    found.stack.append(Opened("set", guid, row))


def set_member(found: Gathered, attributes: Attributes, name: str) -> None:
    """A member of a set."""
    if found.top.kind != "set":
        return
    found.ledger.find("members of sets")
    sets, guid = found.tables["sets"].columns, plain_guid(attributes.get("targetGUID"))
    row = found.top.row
    if sets["member"][row] is None:
        sets["member_kind"][row], sets["member"][row] = MEMBERS[name], guid
    else:
        found.tables["sets"].add(sets["guid"][row], sets["name"][row], MEMBERS[name], guid)


def drawing(found: Gathered, attributes: Attributes, name: str) -> None:
    """A drawing or a part of one."""
    element = {"Graph": "drawings", "Vertex": "nodes of drawings", "Edge": "lines of drawings"}
    found.ledger.find(element[name])
    found.ledger.drop(element[name], reason="are pictures of the program; links are read")


def text_begins(found: Gathered, attributes: Attributes, name: str) -> None:
    """Words begin that are wanted."""
    found.text, found.length = [], 0


def description_ends(found: Gathered, name: str) -> None:
    """The description of what is open."""
    text, top = found.words(), found.top
    if text is None:
        return
    if top.kind in ("code", "case", "source", "selection"):
        found.tables[f"{top.kind}s"].columns["description"][top.row] = text.strip()
    elif top.kind == "project":
        found.description = text.strip()
    else:
        found.ledger.find("descriptions of variables, sets and memos")
        found.ledger.drop("descriptions of variables, sets and memos", reason="have no place")


def content_ends(found: Gathered, name: str) -> None:
    """The words of a source, a memo or a selection."""
    text, top = found.words(), found.top
    if top.kind == "source":
        found.tables["sources"].columns["text"][top.row] = text
    elif top.kind == "memo":
        found.tables["notes"].columns["text"][top.row] = text
    elif top.kind == "words of a selection":
        found.tables["selections"].columns["quotation"][top.row] = text
