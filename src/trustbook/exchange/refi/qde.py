"""The elements of a REFI-QDA project as a `Project`: references resolved, doubles and cases sorted.

A program may write its cases as codes too (NVivo does, mostly with the same GUID); their codings
then say which stretches belong to a case and are no thematic coding.
"""

from array import array
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import TypeAlias

import pandas as pd

from trustbook.corpus.numbers import count, form_for
from trustbook.corpus.spellings import folded
from trustbook.exchange.account import VERIFIED_FROM
from trustbook.exchange.conservation import AS_MEMBERS
from trustbook.exchange.model import COLUMNS, Project, from_columns
from trustbook.exchange.offsets import (
    Resolution,
    Selections,
    offset_row,
    quotations_among,
    resolutions,
    rule_of_origin,
)
from trustbook.exchange.ordinary import is_role
from trustbook.exchange.refi.pdf_regions import RULE, regions_of
from trustbook.exchange.refi.state import OF_TEXT, REGION, SELECTIONS, Rows, State

_WRITES_CASES_AS_CODES = "nvivo"
_CASES_AS_CODES = "cases that the program writes as codes too, kept as cases"
Columns = dict[str, list[object]]
Places: TypeAlias = "array[int]"  # code points of the selections by row, -1 where unknown


def project_of(state: State, *, file: str) -> Project:
    """The project that the elements make; nothing is lost without being counted."""
    tables = state.tables
    state.account.origin = state.root.get("origin", "unknown")
    starts, ends = _places(state)
    cases = {str(guid) for guid in tables["cases"].columns["guid"]}
    if state.account.origin.casefold().startswith(_WRITES_CASES_AS_CODES):
        _give_codes_numbers_of_cases(state)
    _move_cases(state, cases=cases, codes=set(map(str, tables["codes"].columns["guid"])))
    _nest_cases(state, cases=cases)
    _complete_members(state)
    kinds = _kinds(state)
    memos = _memos(state)
    selections = _selections(tables.pop("selections").columns, starts, ends)
    del starts, ends  # with the columns of before, most of what reading a project holds
    coders = [f"C{n}" for n in range(1, state.number_of_coders + 1)]
    project = Project(
        file=file,
        account=state.account,
        name=state.root.get("name", ""),
        description=state.description or "",
        withheld=state.withheld,
        sources=from_columns("sources", tables["sources"].columns),
        codes=from_columns("codes", tables["codes"].columns),
        selections=selections,
        codings=_codings(state),
        cases=from_columns("cases", tables["cases"].columns),
        members=from_columns("members", tables["members"].columns),
        variables=from_columns("variables", tables["variables"].columns),
        memos=memos,
        links=_links(state, kinds),
        sets=_sets(state, kinds),
        coder_names=state.names_of_users,
        users=from_columns("users", {"coder": coders}),
    )
    state.account.warnings += _warnings(state)
    return project


def _places(state: State) -> tuple[Places, Places]:
    """Where each selection starts and ends; selections get their quotations on the way."""
    sources, selections = state.tables["sources"].columns, state.tables["selections"].columns
    starts = array("q", [-1]) * len(selections["guid"])
    ends = array("q", starts)
    rows_of: dict[object, list[int]] = {}
    for row, source in enumerate(selections["source"]):
        if selections["start"][row] is not None:
            rows_of.setdefault(source, []).append(row)
    text_of = dict(zip(sources["guid"], sources["text"], strict=True))
    selections_of = {
        guid: _selections_of(text, rows_of[guid], selections)
        for guid, text in text_of.items()
        if guid in rows_of and isinstance(text, str)
    }
    prior = rule_of_origin(state.account.origin)
    resolution_of = dict(
        zip(selections_of, resolutions(list(selections_of.values()), prior=prior), strict=True)
    )
    for guid in filter(rows_of.__contains__, text_of):
        rows, resolution = rows_of[guid], resolution_of.get(guid)
        if resolution:
            places = zip(rows, resolution.starts.tolist(), resolution.ends.tolist(), strict=True)
            for row, start, end in places:
                starts[row], ends[row] = start, end
                if start >= 0:
                    selections["quotation"][row] = str(text_of[guid])[start:end] or None
        outside = "pointing outside their text or into the middle of a character"
        reason = outside if resolution else "pointing into a text that is not in the file"
        _note(state, [row for row in rows if starts[row] < 0], reason=reason)
        empty = [row for row in rows if starts[row] == ends[row] >= 0]
        _note(state, empty, reason="without length")
        state.account.offsets.append(_offset_row(guid, resolution, rows))
    _note_wordless(state, _place_regions(state, starts, ends))
    return starts, ends


def _place_regions(state: State, starts: Places, ends: Places) -> set[int]:
    """The rows of regions of PDF pages that have words by their names; some get a place too."""
    sources, selections = state.tables["sources"].columns, state.tables["selections"].columns
    text_of = dict(zip(sources["guid"], sources["text"], strict=True))
    rows_of: dict[object, list[int]] = {}
    for row, element in enumerate(selections["element"]):
        if element == REGION and selections["start"][row] is None:
            rows_of.setdefault(selections["source"][row], []).append(row)
    with_words: set[int] = set()
    for source, rows in rows_of.items():
        text = str(text_of.get(source) or "")
        names = [str(selections["quotation"][row] or selections["name"][row] or "") for row in rows]
        regions = regions_of(names, text, origin=state.account.origin)
        matches = {row: one for row, one in zip(rows, regions, strict=True) if one}
        for row, region in matches.items():
            selections["quotation"][row] = region.words
            starts[row], ends[row] = region.start, region.end
        with_words |= matches.keys()
        with_place = [row for row in matches if starts[row] >= 0]
        _note(state, with_place, reason="found in the text of the PDF by the words of their name")
        without_place = [row for row in matches if starts[row] < 0]
        _note(
            state, without_place, reason="with the words of their name, without a place in a text"
        )
        if matches:
            state.account.offsets.append(
                _region_row(source, n_with_place=len(with_place), n=len(matches))
            )
    return with_words


def _region_row(source: object, *, n_with_place: int, n: int) -> dict[str, object]:
    score = n_with_place / n
    doubt = f"{n - n_with_place} of {n} do not occur in the text just once"
    return {
        "source": source,
        "rule": RULE,
        "score": score,
        "n": n,
        "verified": score >= VERIFIED_FROM,
        "reason": doubt if n_with_place < n else None,
    }


def _selections_of(text: str, rows: Sequence[int], selections: Columns) -> Selections:
    starts = array("q", [int(str(selections["start"][row])) for row in rows])
    ends = [end if (end := selections["end"][row]) is not None else -1 for row in rows]
    names = [str(name) if (name := selections["name"][row]) else None for row in rows]
    return Selections(
        text, starts, array("q", map(int, map(str, ends))), quotations_among(names, text)
    )


def _note(state: State, rows: Sequence[int], *, reason: str) -> None:
    elements = state.tables["selections"].columns["element"]
    for element, number in Counter(elements[row] for row in rows).items():
        state.account.change(SELECTIONS[str(element)], number, reason=reason)


def _note_wordless(state: State, with_words: set[int]) -> None:
    """Note the selections that are not in a text, but those that have words."""
    selections = state.tables["selections"].columns
    elements, starts = selections["element"], selections["start"]
    pictures = [
        row
        for row, element in enumerate(elements)
        if element not in OF_TEXT and row not in with_words
    ]
    without_beginning = [
        row for row, element in enumerate(elements) if element in OF_TEXT and starts[row] is None
    ]
    _note(state, pictures, reason="with a place, but not in a text")
    _note(state, without_beginning, reason="without a beginning")


def _selections(columns: Columns, starts: Places, ends: Places) -> pd.DataFrame:
    table = from_columns("selections", {**columns, "start_cp": starts, "end_cp": ends})
    for name in ("start_cp", "end_cp"):
        table[name] = table[name].mask(table[name] < 0)
    return table


def _offset_row(
    guid: object, resolution: Resolution | None, rows: Sequence[int]
) -> dict[str, object]:
    if resolution is None:
        missing = {"n": len(rows), "verified": False, "reason": "its text is not in the file"}
        return {"source": guid, "rule": None, "score": None, **missing}
    return offset_row(guid, resolution)


def _keep(columns: Columns, rows: Sequence[int]) -> None:
    """Keep only `rows` of a table."""
    for name, cells in columns.items():
        columns[name] = [cells[row] for row in rows]


def _give_codes_numbers_of_cases(state: State) -> None:
    """Give codes that are called like a person among the cases the number of that case."""
    codes, codings = state.tables["codes"].columns, state.tables["codings"].columns
    person_of = _cases_by_name(state)
    case_of = {
        guid: person
        for guid, name in zip(codes["guid"], codes["name"], strict=True)
        if (person := person_of.get(folded(str(name or "")))) and guid != person
    }
    for columns, name in ((codes, "guid"), (codes, "parent"), (codings, "code")):
        columns[name] = [case_of.get(guid, guid) for guid in columns[name]]
    if n := len(case_of):
        is_called = form_for(
            n, "has the name of a case and was", "have the names of cases and were"
        )
        state.account.warnings.append(
            f"{count(n, 'code')} {is_called} read as that: a coding with it says whose words a "
            "passage is. Where one is a theme, rename it in the program and export again."
        )


def _cases_by_name(state: State) -> dict[str, object]:
    """The case of each name that one case alone has, and that is no name of a role."""
    cases = state.tables["cases"].columns
    names = [folded(str(name or "")) for name in cases["name"]]
    times = Counter(names)
    return {
        name: guid
        for name, guid in zip(names, cases["guid"], strict=True)
        if name and times[name] == 1 and not is_role(name)
    }


def _move_cases(state: State, *, cases: set[str], codes: set[str]) -> None:
    """Codings with a case become members of it; those with no code of the file go."""
    tables = state.tables
    codings = tables["codings"].columns
    thematic, number = [], 0
    for row, code in enumerate(codings["code"]):
        if code in cases:
            number += 1
            tables["members"].add(code, codings["source"][row], codings["selection"][row], None)
        elif code in codes:
            thematic.append(row)
        else:
            place = state.places_of_codings[row]
            state.leave_out_coding(place, reason="with a code that is not in the file")
    state.account.change("codings", number, reason=AS_MEMBERS)
    if len(thematic) < len(codings["code"]):
        _keep(codings, thematic)
        state.places_of_codings = array("L", (state.places_of_codings[row] for row in thematic))


def _nest_cases(state: State, *, cases: set[str]) -> None:
    """Take the cases out of the codes, with the codes that only hold cases; cases keep their tree.

    What is below a case and is none itself moves up to the next code that stays.
    """
    codes, table = state.tables["codes"].columns, state.tables["cases"].columns
    guids = [str(guid) for guid in codes["guid"]]
    above = {
        guid: str(parent)
        for guid, parent in zip(guids, codes["parent"], strict=True)
        if parent is not None
    }
    table["parent"] = [_next_above(str(guid), above, among=cases) for guid in table["guid"]]
    holders = _holders_of_cases(guids, above, cases=cases) - set(
        map(str, state.tables["codings"].columns["code"])
    )
    staying = set(guids) - cases - holders
    below = sum(_next_above(guid, above, among=cases) is not None for guid in staying)
    if below:
        state.account.warnings.append(
            f"{count(below, 'code')} below a case, but no case of the file, stayed in the "
            "codebook: check whether it names people, and make these cases in the program."
        )
    codes["parent"] = [_next_above(guid, above, among=staying) for guid in guids]
    state.account.drop("codes", len(cases.intersection(guids)), reason=_CASES_AS_CODES)
    state.account.drop("codes", len(holders), reason="only holding cases")
    _keep(codes, [row for row, guid in enumerate(guids) if guid in staying])


def _next_above(guid: str, above: Mapping[str, str], *, among: Container[str]) -> str | None:
    """The next one above in the tree of codes that is one of `among`."""
    chain = {guid}
    while (parent := above.get(guid)) and parent not in chain:
        if parent in among:
            return parent
        chain.add(guid := parent)
    return None


def _holders_of_cases(
    guids: Sequence[str], above: Mapping[str, str], *, cases: set[str]
) -> set[str]:
    """The codes that are no cases and have nothing but cases below them."""
    below: dict[str, list[str]] = {}
    for guid, parent in above.items():
        below.setdefault(parent, []).append(guid)
    holders: set[str] = set()
    for guid in reversed(guids):
        inside = below.get(guid, [])
        if inside and guid not in cases and all(g in cases or g in holders for g in inside):
            holders.add(guid)
    return holders


def _codings(state: State) -> pd.DataFrame:
    """The codings: the same code by the same coder on the same selection counts once."""
    table = from_columns("codings", state.tables["codings"].columns)
    twice = table.duplicated(["selection", "source", "code", "coder"])
    for row in twice[twice].index:
        state.leave_out_coding(state.places_of_codings[row], reason="in the file twice")
    return table[~twice].reset_index(drop=True) if twice.any() else table


def _complete_members(state: State) -> None:
    """Give a member that is a selection its source; drop doubles and what is not in the file."""
    tables, account = state.tables, state.account
    members, selections = tables["members"].columns, tables["selections"].columns
    in_table = set(members["selection"])
    source_of = {
        guid: source
        for guid, source in zip(selections["guid"], selections["source"], strict=True)
        if guid in in_table
    }
    sources = set(tables["sources"].columns["guid"])
    codes = set(tables["codes"].columns["guid"])
    rows = []
    for row, selection in enumerate(members["selection"]):
        source = state.aliases.get(str(members["source"][row]), members["source"][row])
        members["source"][row] = source_of.get(selection) if selection else source
        if members["source"][row] in sources or members["code"][row] in codes:
            rows.append(row)
    missing = len(members["case"]) - len(rows)
    account.drop("members of cases", missing, reason="not in the file")
    _keep(members, rows)


def _kinds(state: State) -> dict[str, str]:
    """What each GUID that a link, a set or a memo points at is."""
    tables = state.tables
    targets = {str(guid) for name in ("origin", "target") for guid in tables["links"].columns[name]}
    targets |= {str(guid) for guid in tables["sets"].columns["member"]}
    kinds = {guid: "source" for guid in state.aliases if guid in targets}
    for table, kind in _KIND_OF_TABLE.items():
        for guid in tables[table].columns["guid"]:
            if guid in targets:
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


def _links(state: State, kinds: dict[str, str]) -> pd.DataFrame:
    links = state.tables["links"].columns
    for end in ("origin", "target"):
        links[f"{end}_kind"] = [kinds.get(str(guid)) for guid in links[end]]
        links[end] = [state.aliases.get(str(guid), guid) for guid in links[end]]
    table = from_columns("links", links)
    whole = table["origin_kind"].notna() & table["target_kind"].notna()
    missing = int((~whole).sum())
    state.account.drop("links", missing, reason="to something that is not in the file")
    return table[whole].reset_index(drop=True)


def _sets(state: State, kinds: dict[str, str]) -> pd.DataFrame:
    table = from_columns("sets", state.tables["sets"].columns)
    is_missing = table["member"].notna() & ~table["member"].isin(set(kinds))
    state.account.drop("members of sets", int(is_missing.sum()), reason="not in the file")
    table.loc[is_missing, ["member_kind", "member"]] = None
    table["member"] = table["member"].map(lambda guid: state.aliases.get(guid, guid))
    doubles = table["member"].isna() & table.duplicated("guid", keep=False)
    has_members = table["guid"].isin(table.loc[table["member"].notna(), "guid"])
    spare = (doubles & has_members) | (table["member"].isna() & table.duplicated("guid"))
    return table[~spare].astype({"member": "str"}).reset_index(drop=True)


def _memos(state: State) -> pd.DataFrame:
    """The notes, a row for each thing one is about, and descriptions of uncoded selections."""
    notes = state.tables["notes"].columns
    about: dict[str, list[tuple[str, str]]] = {}
    for note, kind, guid in state.noted:
        about.setdefault(note, []).append((kind, guid))
    memos = Rows(*COLUMNS["memos"])
    names = ("guid", "name", "text", "coder", "created")
    for guid, name, text, coder, created in zip(*(notes[n] for n in names), strict=True):
        for kind, thing in about.get(str(guid), [("project", "")]):
            memos.add(guid, name, text, kind, thing or None, coder, created)
    _add_descriptions(state, memos)
    return from_columns("memos", memos.columns)


def _add_descriptions(state: State, memos: Rows) -> None:
    """Selections with a description and no coding are memos (MAXQDA and Quirkos write so)."""
    coded = set(state.tables["codings"].columns["selection"])
    columns = state.tables["selections"].columns
    names = ("guid", "name", "description", "coder", "created")
    for guid, name, text, coder, created in zip(*(columns[n] for n in names), strict=True):
        if text and guid not in coded:
            memos.add(guid, name, text, "selection", guid, coder, created)
            state.account.find("memos at a selection")


def _warnings(state: State) -> list[str]:
    """Each warning once, with the number of times it was raised."""
    warnings = [
        f"{message} ({number} times)" if number > 1 else message
        for message, number in state.warnings.items()
    ]
    verified = [row["verified"] for row in state.account.offsets]
    if doubtful := verified.count(False):
        warnings.append(
            f"quotations not verified in {doubtful} of {len(verified)} sources with selections; "
            "the report says why"
        )
    return warnings
