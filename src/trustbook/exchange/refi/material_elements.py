"""The elements that hold material: sources, their texts, selections, codings."""

from trustbook.exchange.refi.gathered import (
    OF_TEXT,
    SELECTIONS,
    SOURCES,
    Attributes,
    Gathered,
    Opened,
    plain_guid,
    whole_number,
)


def source(found: Gathered, attributes: Attributes, name: str) -> None:
    """A source begins."""
    kind, element = SOURCES[name]
    found.ledger.find(element)
    _add_source(found, attributes, kind=kind, element=element)


def _add_source(found: Gathered, attributes: Attributes, *, kind: str, element: str) -> None:
    guid = found.unique("sources", attributes)
    row = found.tables["sources"].add(
        guid,
        found.shown_name(attributes, element),
        kind,
        None,
        attributes.get("plainTextPath"),
        None,
        found.created(attributes),
    )
    if not attributes.get("name"):
        found.warn("sources without a name")
    found.stack.append(Opened("source", guid, row))


def rendition(found: Gathered, attributes: Attributes, name: str) -> None:
    """A text that stands for a picture, a PDF document, or what is selected in one."""
    top = found.top
    if top.kind == "source":
        found.aliases[plain_guid(attributes.get("guid"))] = top.guid
        paths = found.tables["sources"].columns["path"]
        paths[top.row] = attributes.get("plainTextPath") or paths[top.row]
    kind = "source" if top.kind == "source" else f"words of a {top.kind}"
    found.stack.append(Opened(kind, top.guid, top.row))


def transcript(found: Gathered, attributes: Attributes, name: str) -> None:
    """The first transcript is the text of its recording, a further one a source of its own."""
    found.ledger.find("transcripts")
    top = found.top
    if top.row not in found.filled:
        found.filled.add(top.row)
        rendition(found, attributes, name)
        return
    kind = str(found.tables["sources"].columns["kind"][top.row])
    _add_source(found, attributes, kind=kind, element="transcripts")
    found.filled.add(found.top.row)


def time_mark(found: Gathered, attributes: Attributes, name: str) -> None:
    """A mark that ties a place of a transcript to a time."""
    found.ledger.find("time marks")
    found.ledger.drop("time marks", reason="serve to place selections only")
    found.positions[plain_guid(attributes.get("guid"))] = whole_number(attributes.get("position"))


def selection(found: Gathered, attributes: Attributes, name: str) -> None:
    """A selection begins; with a guid told before, it is the place of that one."""
    element, top = SELECTIONS[name], found.top
    found.ledger.find(element)
    if top.kind != "source":
        found.ledger.drop(element, reason="lie in a memo")
        found.stack.append(Opened("in a memo", ""))
        return
    row = _same_selection(found, attributes, name)
    if row is None:
        row = _add_selection(found, attributes, name)
    guid = str(found.tables["selections"].columns["guid"][row])
    found.stack.append(Opened("selection", guid, row))


def _same_selection(found: Gathered, attributes: Attributes, name: str) -> int | None:
    """The row of the region of a PDF page that has this text, or the reverse."""
    guid = plain_guid(attributes.get("guid"))
    row = found.guids.setdefault("selections", {}).get(guid)
    columns = found.tables["selections"].columns
    if row is None or (columns["element"][row] in OF_TEXT) == (name in OF_TEXT):
        return None
    if name in OF_TEXT:
        columns["start"][row], columns["end"][row] = _span(found, attributes, name)
        columns["element"][row], name = name, str(columns["element"][row])
    found.ledger.drop(SELECTIONS[name], reason="are the place of a selection of text")
    return row


def _add_selection(found: Gathered, attributes: Attributes, name: str) -> int:
    guid = found.unique("selections", attributes)
    label = attributes.get("name", "").strip() or None
    start, end = _span(found, attributes, name)
    coder, created = found.coder(attributes), found.created(attributes)
    return found.tables["selections"].add(
        guid, found.top.guid, start, end, label, None, None, coder, created, name
    )


def _span(found: Gathered, attributes: Attributes, name: str) -> tuple[int | None, int | None]:
    if name == "PlainTextSelection":
        return whole_number(attributes.get("startPosition")), whole_number(
            attributes.get("endPosition")
        )
    if name == "TranscriptSelection":
        marks = (attributes.get(key) for key in ("fromSyncPoint", "toSyncPoint"))
        start, end = (found.positions.get(plain_guid(mark)) for mark in marks)
        return start, end
    return None, None


def coding_begins(found: Gathered, attributes: Attributes, name: str) -> None:
    """A coding begins, of a selection or of a whole source."""
    found.ledger.find("codings")
    top = found.top
    found.coding = (found.coder(attributes) or _maker(found), found.created(attributes))
    found.coded = False
    kind = "coding" if top.kind in ("selection", "source") else "in a memo"
    found.stack.append(Opened(kind, top.guid, top.row))


def _maker(found: Gathered) -> str | None:
    """Who made the selection that is open; missing where none is."""
    if found.top.kind != "selection":
        return None
    maker = found.tables["selections"].columns["coder"][found.top.row]
    return str(maker) if maker else None


def coding_ends(found: Gathered, name: str) -> None:
    """A coding has been told."""
    if found.top.kind == "in a memo":
        found.ledger.drop("codings", reason="lie in a memo")
    elif not found.coded:
        found.ledger.drop("codings", reason="name no code")


def code_ref(found: Gathered, attributes: Attributes, name: str) -> None:
    """The code of a coding, or one that belongs to a case."""
    code, top = plain_guid(attributes.get("targetGUID")), found.top
    if top.kind == "coding" and not found.coded:
        found.coded = True
        found.tables["codings"].add(*_coded_place(found), code, *found.coding)
    elif top.kind == "case":
        found.add_member(top.guid, None, None, code)


def _coded_place(found: Gathered) -> tuple[str | None, str]:
    """The selection, if any, and the source that are being coded."""
    place = found.stack[-2]
    if place.kind == "selection":
        return place.guid, str(found.tables["selections"].columns["source"][place.row])
    return None, place.guid
