"""A project of QDA software as one neutral value, whatever program wrote it.

Every reader returns a `Project`; the draft of a map and the tables of a corpus are made from it
alone. Identifiers (`guid`) are text that is unique within its table: GUIDs case-folded and without
braces where the file has them, made by the reader where it has none or gives one twice. A cell that
a file leaves out is missing, never an empty text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Literal

import pandas as pd

from trustbook.exchange.account import Account
from trustbook.exchange.questions import Question
from trustbook.exchange.roles import Column

Kind = Literal["str", "Int64", "float64", "bool"]


ELEMENT_OF_SOURCE = {
    "text": "texts",
    "pdf": "PDF documents",
    "picture": "pictures",
    "audio": "audio recordings",
    "video": "video recordings",
}
DIRECTIONS = ("one-way", "both", "none")
OWNER_KINDS = ("case", "source", "relation")
THING_KINDS = (
    *("project", "source", "selection", "coding", "code", "case", "set", "memo", "link"),
    "relation",
)


COLUMNS: Mapping[str, Mapping[str, tuple[Kind, str]]] = {
    "sources": {
        "guid": ("str", "Identifier of the source."),
        "name": ("str", "Its name in the program; a folder is joined in front with /."),
        "kind": ("str", f"One of {', '.join(ELEMENT_OF_SOURCE)}."),
        "text": ("str", "Its plain text as code points; missing where the file holds none."),
        "description": ("str", "What the researcher wrote about it."),
        "created": ("str", "Date (YYYY-MM-DD) on which it was made."),
    },
    "codes": {
        "guid": ("str", "Identifier of the code; never of a case that is written as a code too."),
        "name": ("str", "Its name, without the names of its parents."),
        "parent": ("str", "The `guid` of the code above it; missing at the top."),
        "description": ("str", "Its definition."),
        "is_codable": ("bool", "Whether it is used for coding; else it only holds other codes."),
        "colour": ("str", "Its colour, #rrggbb."),
    },
    "selections": {
        "guid": ("str", "Identifier of the selection: a stretch of text of a source."),
        "source": ("str", "The `guid` of the source."),
        "start": ("Int64", "Start as the file says."),
        "end": ("Int64", "End as the file says."),
        "start_cp": (
            "Int64",
            "Start in `sources.text`, code points from 0; missing if unresolved.",
        ),
        "end_cp": ("Int64", "End in `sources.text`, exclusive."),
        "quotation": ("str", "The words selected: from the text, else as stored in the file."),
        "name": ("str", "Its name in the program (often the quotation, cut short)."),
        "description": ("str", "What the researcher wrote about it."),
        "coder": ("str", "Who made it: C1, C2, …"),
        "created": ("str", "Date (YYYY-MM-DD) on which it was made."),
    },
    "codings": {
        "selection": ("str", "The `guid` of the selection; missing where a whole source is coded."),
        "source": ("str", "The `guid` of the source."),
        "code": ("str", "The `guid` of the code; never of a case, for which see `members`."),
        "coder": ("str", "Who coded it: C1, C2, …"),
        "created": ("str", "Date (YYYY-MM-DD) of the coding."),
    },
    "cases": {
        "guid": ("str", "Identifier of the case."),
        "name": ("str", "Its name; missing where the program writes none."),
        "description": ("str", "What the researcher wrote about it."),
        "parent": ("str", "The `guid` of the case above it, where the file nests cases."),
    },
    "members": {
        "case": ("str", "The `guid` of the case."),
        "source": ("str", "The `guid` of a source that belongs to it; of the selection's source."),
        "selection": ("str", "The `guid` of the selection; missing where the source is whole."),
        "code": ("str", "The `guid` of a code that belongs to it; then the others are missing."),
    },
    "variables": {
        "owner_kind": ("str", f"What has the value: {' or '.join(OWNER_KINDS)}."),
        "owner": ("str", "The `guid` of the case, source or relation."),
        "variable": ("str", "The name of the variable."),
        "value": ("str", "The value as text."),
        "type": ("str", "text, integer, number, date, datetime or boolean."),
    },
    "memos": {
        "guid": ("str", "Identifier of the memo."),
        "name": ("str", "Its title."),
        "text": ("str", "Its words."),
        "about_kind": ("str", f"What it is about: one of {', '.join(THING_KINDS)}."),
        "about": ("str", "The `guid` of that (of a coding: of its selection); missing: project."),
        "coder": ("str", "Who wrote it: C1, C2, …"),
        "created": ("str", "Date (YYYY-MM-DD) on which it was written."),
    },
    "links": {
        "guid": ("str", "Identifier of the link."),
        "name": ("str", "What the link says."),
        "direction": ("str", f"One of {', '.join(DIRECTIONS)}; `one-way` is origin to target."),
        "origin_kind": ("str", "What the origin is: see `memos.about_kind`."),
        "origin": ("str", "The `guid` of the origin."),
        "target_kind": ("str", "What the target is."),
        "target": ("str", "The `guid` of the target."),
        "coder": ("str", "Who made it: C1, C2, …"),
    },
    "sets": {
        "guid": ("str", "Identifier of the set (one row for each member)."),
        "name": ("str", "Its name."),
        "member_kind": ("str", "What the member is: see `memos.about_kind`; missing: empty set."),
        "member": ("str", "The `guid` of the member."),
    },
    "relations": {
        "guid": ("str", "Identifier of a relation that a table states without a segment."),
        "truster": ("str", "What the file calls the stakeholder that trusts."),
        "trustee": ("str", "What it calls the stakeholder that is trusted."),
        "concept": ("str", "What it calls what is stated; missing where variables say it."),
        "sign": ("str", "1, -1 or 0, where the file says it."),
        "weight": ("str", "How strong it is, a number."),
        "case": ("str", "The `guid` of the case that states it."),
        "source": ("str", "The `guid` of the source that states it."),
        "coder": ("str", "Who coded it: C1, C2, …"),
        "place": ("str", "Where it stands: file, sheet, row."),
    },
    "assignments": {
        "coder": ("str", "Who read a source, with codes or without: C1, C2, …"),
        "source": ("str", "The `guid` of the source."),
    },
    "users": {
        "coder": ("str", "Pseudonym C1, C2, … in the order of the file; names are never kept."),
    },
}


def frame(table: str, rows: Iterable[Mapping[str, object]] = ()) -> pd.DataFrame:
    """The rows as a table of a project, with every declared column and its type.

    >>> frame("cases", [{"guid": "1", "name": "Ada"}]).columns.to_list()
    ['guid', 'name', 'description', 'parent']
    """
    rows = list(rows)
    return from_columns(table, {name: [row.get(name) for row in rows] for name in COLUMNS[table]})


def from_columns(table: str, columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """The columns (lists of equal length; absent ones are missing) as a table of a project."""
    length = len(next(iter(columns.values()), ()))
    if not length:
        return _without_rows(table).copy()
    cells = {
        name: _column(columns.get(name), kind=kind, length=length)
        for name, (kind, _) in COLUMNS[table].items()
    }
    return pd.DataFrame(cells, index=pd.RangeIndex(length))


@cache
def _without_rows(table: str) -> pd.DataFrame:
    """The table as most projects have it, copied because constructing it takes far longer."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, (kind, _) in COLUMNS[table].items()},
                        index=pd.RangeIndex(0))  # fmt: skip


def _column(values: Sequence[object] | None, *, kind: Kind, length: int) -> "pd.Series":
    if kind == "bool":
        return pd.Series([bool(cell) for cell in values or [None] * length], dtype="bool")
    if values is None:
        return pd.Series(None, index=pd.RangeIndex(length), dtype=kind)
    return pd.Series(values, dtype=kind)


@dataclass(frozen=True, kw_only=True)
class Project:
    """What one file of QDA software holds: a table per field, columns as in COLUMNS.

    Parameters
    ----------
    file
        The name of the file.
    account
        What the reader has to say about the file.
    name, description
        Of the project, as the researcher wrote them.
    questions
        What the file leaves uncertain.
    withheld
        Names in the file that no table has and a corpus must not have, each with what it is: user,
        account, path or sheet.
    columns
        The columns of a table, each with its role.
    coder_names
        The name of each coder by pseudonym, to tell spellings apart; no table has it.
    sources, codes, selections, codings, cases, members, variables, memos, links, sets, relations,
    assignments, users
        The tables, with the columns of COLUMNS.
    """

    file: str
    account: Account
    name: str = ""
    description: str = ""
    questions: tuple[Question, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    coder_names: Mapping[str, str] = field(default_factory=dict, repr=False)
    sources: pd.DataFrame = field(default_factory=partial(from_columns, "sources", {}))
    codes: pd.DataFrame = field(default_factory=partial(from_columns, "codes", {}))
    selections: pd.DataFrame = field(default_factory=partial(from_columns, "selections", {}))
    codings: pd.DataFrame = field(default_factory=partial(from_columns, "codings", {}))
    cases: pd.DataFrame = field(default_factory=partial(from_columns, "cases", {}))
    members: pd.DataFrame = field(default_factory=partial(from_columns, "members", {}))
    variables: pd.DataFrame = field(default_factory=partial(from_columns, "variables", {}))
    memos: pd.DataFrame = field(default_factory=partial(from_columns, "memos", {}))
    links: pd.DataFrame = field(default_factory=partial(from_columns, "links", {}))
    sets: pd.DataFrame = field(default_factory=partial(from_columns, "sets", {}))
    relations: pd.DataFrame = field(default_factory=partial(from_columns, "relations", {}))
    assignments: pd.DataFrame = field(default_factory=partial(from_columns, "assignments", {}))
    users: pd.DataFrame = field(default_factory=partial(from_columns, "users", {}))


def pseudonyms(names: Iterable[object]) -> dict[str, str]:
    """The pseudonym C1, C2, … of each name, in the order in which the names come first.

    >>> pseudonyms(["Ann", None, "Bo", "Ann"])
    {'Ann': 'C1', 'Bo': 'C2'}
    """
    unique = dict.fromkeys(str(name) for name in names if name not in (None, ""))
    return {name: f"C{number}" for number, name in enumerate(unique, start=1)}


def pseudonym(name: object, coders: Mapping[str, str]) -> str | None:
    """The pseudonym of a name; None where there is no name."""
    return coders.get(str(name)) if name else None
