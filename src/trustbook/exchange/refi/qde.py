"""The elements of a REFI-QDA project as an `Export`: references resolved, doubles and cases sorted.

A program may write its cases as codes too (NVivo for Mac does, under one GUID); their codings then
say which stretches belong to a case and are no thematic coding.
"""

from array import array
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from trustbook.exchange.account import Ledger
from trustbook.exchange.model import COLUMNS, Export, from_columns
from trustbook.exchange.offsets import (
    Resolution,
    Selected,
    quotations_among,
    resolutions,
    rule_of_origin,
)
from trustbook.exchange.refi.gathered import OF_TEXT, SELECTIONS, Gathered, Rows

Columns = dict[str, list[object]]


def export_of(gathered: Gathered, *, file: str) -> Export:
    """The export that the elements make, of which nothing is lost without being counted."""
    origin = gathered.root.get("origin", "unknown")
    ledger, tables = gathered.ledger, gathered.tables
    resolved = _resolve(tables, ledger, origin=origin)
    cases = {str(guid) for guid in tables["cases"].columns["guid"]}
    codes = from_columns("codes", tables["codes"].columns)
    codes["is_case"] = codes["guid"].isin(cases)
    _move_cases(tables, ledger, cases=cases, codes=set(codes["guid"]))
    _complete_members(gathered)
    kinds = _kinds(gathered)
    memos = _memos(gathered)
    selections = _selections(tables.pop("selections").columns, resolved)
    return Export(
        file=file,
        format="REFI-QDA",
        origin=origin,
        name=gathered.root.get("name", ""),
        description=gathered.description or "",
        sources=from_columns("sources", tables["sources"].columns),
        codes=codes,
        selections=selections,
        codings=_codings(gathered),
        cases=from_columns("cases", tables["cases"].columns),
        members=from_columns("members", tables["members"].columns),
        variables=from_columns("variables", tables["variables"].columns),
        memos=memos,
        links=_links(gathered, kinds),
        sets=_sets(gathered, kinds),
        users=from_columns(
            "users", {"coder": [f"C{n}" for n in range(1, gathered.number_of_coders + 1)]}
        ),
        counts=_counts(ledger),
        offsets=from_columns("offsets", resolved.offsets),
        warnings=_warnings(gathered, resolved.offsets),
    )


class _Resolved:
    """Where every selection stands (code points, -1 unknown) and the offset table."""

    def __init__(self, number: int) -> None:
        self.starts = array("q", [-1]) * number
        self.ends = array("q", [-1]) * number
        self.offsets: Columns = {name: [] for name in COLUMNS["offsets"]}


def _resolve(tables: dict[str, Rows], ledger: Ledger, *, origin: str) -> _Resolved:
    """The places of the selections, which get their quotations."""
    sources, selections = tables["sources"].columns, tables["selections"].columns
    resolved = _Resolved(len(selections["guid"]))
    rows_of: dict[object, list[int]] = {}
    for row, source in enumerate(selections["source"]):
        if selections["start"][row] is not None:
            rows_of.setdefault(source, []).append(row)
    text_of = dict(zip(sources["guid"], sources["text"], strict=True))
    selected = {
        guid: _selected(text, rows_of[guid], selections)
        for guid, text in text_of.items()
        if guid in rows_of and isinstance(text, str)
    }
    judged = resolutions(list(selected.values()), prior=rule_of_origin(origin))
    found_of = dict(zip(selected, judged, strict=True))
    for guid in filter(rows_of.__contains__, text_of):
        rows, found = rows_of[guid], found_of.get(guid)
        if found:
            _place(found, rows, selections, resolved, text=str(text_of[guid]))
        _account_for_places(rows, selections, resolved, ledger, has_text=found is not None)
        for name, cell in _offset_row(guid, found, rows).items():
            resolved.offsets[name].append(cell)
    _account_for_wordless(selections, ledger)
    return resolved


def _selected(text: str, rows: Sequence[int], selections: Columns) -> Selected:
    starts = array("q", [int(str(selections["start"][row])) for row in rows])
    ends = [end if (end := selections["end"][row]) is not None else -1 for row in rows]
    stored = quotations_among([_words(selections["name"][row]) for row in rows], text)
    return Selected(text, starts, array("q", map(int, map(str, ends))), stored)


def _place(
    found: Resolution, rows: Sequence[int], selections: Columns, resolved: _Resolved, *, text: str
) -> None:
    """Note where the selections stand, and give them their quotations."""
    for row, start, end in zip(rows, found.starts.tolist(), found.ends.tolist(), strict=True):
        resolved.starts[row], resolved.ends[row] = start, end
        if start >= 0:
            selections["quotation"][row] = text[start:end] or None


def _account_for_places(
    rows: Sequence[int], selections: Columns, resolved: _Resolved, ledger: Ledger, *, has_text: bool
) -> None:
    lost = [row for row in rows if resolved.starts[row] < 0]
    empty = [row for row in rows if resolved.starts[row] == resolved.ends[row] >= 0]
    outside = "point outside their text or into a character"
    reason = outside if has_text else "point into a text that is not in the file"
    _note(selections, lost, ledger, reason=reason)
    _note(selections, empty, ledger, reason="have no length")


def _words(cell: object) -> str | None:
    return str(cell) if cell else None


def _note(selections: Columns, rows: Sequence[int], ledger: Ledger, *, reason: str) -> None:
    for element, number in Counter(selections["element"][row] for row in rows).items():
        ledger.change(SELECTIONS[str(element)], number, reason=reason)


def _account_for_wordless(selections: Columns, ledger: Ledger) -> None:
    """Note the selections that do not lie in a text."""
    elements, starts = selections["element"], selections["start"]
    pictures = [row for row, element in enumerate(elements) if element not in OF_TEXT]
    unmarked = [
        row for row, element in enumerate(elements) if element in OF_TEXT and starts[row] is None
    ]
    _note(selections, pictures, ledger, reason="have a place, but no place in a text")
    _note(selections, unmarked, ledger, reason="do not say where they begin")


def _selections(columns: Columns, resolved: _Resolved) -> pd.DataFrame:
    places = {"start_cp": resolved.starts, "end_cp": resolved.ends}
    table = from_columns("selections", {**columns, **places})
    for name in places:
        table[name] = table[name].mask(table[name] < 0)
    return table


def _offset_row(guid: object, found: Resolution | None, rows: Sequence[int]) -> dict[str, object]:
    if found is None:
        found_not = {"n": len(rows), "verified": False, "reason": "its text is not in the file"}
        return {"source": guid, "rule": None, "score": None, **found_not}
    return {
        "source": guid,
        "rule": found.rule.label,
        "score": found.score if found.n else None,
        "n": found.n,
        "verified": found.verified,
        "reason": found.reason or None,
    }


def _keep(columns: Columns, rows: Sequence[int]) -> None:
    """Keep only `rows` of a table."""
    for name, cells in columns.items():
        columns[name] = [cells[row] for row in rows]


def _move_cases(
    tables: dict[str, Rows], ledger: Ledger, *, cases: set[str], codes: set[str]
) -> None:
    """Codings with a case become members of it; those with no code of the file go."""
    codings = tables["codings"].columns
    thematic, moved, lost = [], 0, 0
    for row, code in enumerate(codings["code"]):
        if code in cases:
            moved += 1
            tables["members"].add(code, codings["source"][row], codings["selection"][row], None)
        elif code in codes:
            thematic.append(row)
        else:
            lost += 1
    ledger.change("codings", moved, reason="name a case and say what belongs to it")
    ledger.drop("codings", lost, reason="name a code that is not in the file")
    if len(thematic) < len(codings["code"]):
        _keep(codings, thematic)


def _codings(gathered: Gathered) -> pd.DataFrame:
    """The codings: the same code by the same coder on the same selection counts once."""
    table = from_columns("codings", gathered.tables["codings"].columns)
    twice = table.duplicated(["selection", "source", "code", "coder"])
    gathered.ledger.drop("codings", int(twice.sum()), reason="are there twice")
    return table[~twice].reset_index(drop=True) if twice.any() else table


def _complete_members(gathered: Gathered) -> None:
    """Give a member that is a selection its source; drop doubles and what is not in the file."""
    tables, ledger = gathered.tables, gathered.ledger
    members, selections = tables["members"].columns, tables["selections"].columns
    wanted = set(members["selection"])
    source_of = {
        guid: source
        for guid, source in zip(selections["guid"], selections["source"], strict=True)
        if guid in wanted
    }
    known = set(tables["sources"].columns["guid"])
    codes = set(tables["codes"].columns["guid"])
    kept = []
    for row, selection in enumerate(members["selection"]):
        source = gathered.aliases.get(str(members["source"][row]), members["source"][row])
        members["source"][row] = source_of.get(selection) if selection else source
        if members["source"][row] in known or members["code"][row] in codes:
            kept.append(row)
    lost = len(members["case"]) - len(kept)
    ledger.drop("members of cases", lost, reason="are not in the file")
    _keep(members, kept)


def _kinds(gathered: Gathered) -> dict[str, str]:
    """What each GUID that a link, a set or a memo points at is."""
    tables = gathered.tables
    wanted = {str(guid) for name in ("origin", "target") for guid in tables["links"].columns[name]}
    wanted |= {str(guid) for guid in tables["sets"].columns["member"]}
    kinds = {guid: "source" for guid in gathered.aliases if guid in wanted}
    for table, kind in _KIND_OF_TABLE.items():
        for guid in tables[table].columns["guid"]:
            if guid in wanted:
                kinds[str(guid)] = kind
    return kinds


_KIND_OF_TABLE = {
    "links": "link",
    "sets": "set",
    "notes": "memo",
    "selections": "selection",
    "sources": "source",
    "codes": "code",
    "cases": "case",
}


def _links(gathered: Gathered, kinds: dict[str, str]) -> pd.DataFrame:
    links = gathered.tables["links"].columns
    for end in ("origin", "target"):
        links[f"{end}_kind"] = [kinds.get(str(guid)) for guid in links[end]]
        links[end] = [gathered.aliases.get(str(guid), guid) for guid in links[end]]
    table = from_columns("links", links)
    whole = table["origin_kind"].notna() & table["target_kind"].notna()
    lost = int((~whole).sum())
    gathered.ledger.drop("links", lost, reason="join something that is not in the file")
    return table[whole].reset_index(drop=True)


def _sets(gathered: Gathered, kinds: dict[str, str]) -> pd.DataFrame:
    table = from_columns("sets", gathered.tables["sets"].columns)
    lost = table["member"].notna() & ~table["member"].isin(set(kinds))
    gathered.ledger.drop("members of sets", int(lost.sum()), reason="are not in the file")
    table.loc[lost, ["member_kind", "member"]] = None
    table["member"] = table["member"].map(lambda guid: gathered.aliases.get(guid, guid))
    doubles = table["member"].isna() & table.duplicated("guid", keep=False)
    has_members = table["guid"].isin(table.loc[table["member"].notna(), "guid"])
    spare = (doubles & has_members) | (table["member"].isna() & table.duplicated("guid"))
    return table[~spare].astype({"member": "str"}).reset_index(drop=True)


def _memos(gathered: Gathered) -> pd.DataFrame:
    """The notes, a row for each thing one is about, and descriptions of uncoded selections."""
    notes = gathered.tables["notes"].columns
    about: dict[str, list[tuple[str, str]]] = {}
    for note, kind, guid in gathered.noted:
        about.setdefault(note, []).append((kind, guid))
    memos: Columns = {
        name: [] for name in ("guid", "name", "text", "about_kind", "about", "coder", "created")
    }
    names = ("guid", "name", "text", "coder", "created")
    for guid, name, text, coder, created in zip(*(notes[n] for n in names), strict=True):
        for kind, thing in about.get(str(guid), [("project", "")]):
            row = (guid, name, text, kind, thing or None, coder, created)
            for column, cell in zip(memos.values(), row, strict=True):
                column.append(cell)
    _add_described(gathered, memos)
    return from_columns("memos", memos)


def _add_described(gathered: Gathered, memos: Columns) -> None:
    """Selections with a description and no coding are memos (MAXQDA and Quirkos write so)."""
    selections = gathered.tables["selections"].columns
    if not any(selections["description"]):
        return
    coded = set(gathered.tables["codings"].columns["selection"])
    number = 0
    for row, text in enumerate(selections["description"]):
        guid = selections["guid"][row]
        if text and guid not in coded:
            number += 1
            coder, created = selections["coder"][row], selections["created"][row]
            cells = (guid, selections["name"][row], text, "selection", guid, coder, created)
            for column, cell in zip(memos.values(), cells, strict=True):
                column.append(cell)
    if number:
        gathered.ledger.find("memos at a selection", number)


def _counts(ledger: Ledger) -> pd.DataFrame:
    rows = ledger.rows()
    return from_columns(
        "counts", {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    )


def _warnings(gathered: Gathered, offsets: Columns) -> tuple[str, ...]:
    """Each warning once, with how often it was met."""
    met = [f"{message} ({number} times)" for message, number in gathered.warnings.items()]
    doubtful = offsets["verified"].count(False)
    if doubtful:
        met.append(
            f"quotations not verified in {doubtful} of {len(offsets['verified'])} sources "
            "with selections; see the offsets"
        )
    return tuple(met)
