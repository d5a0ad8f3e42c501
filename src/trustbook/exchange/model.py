"""An export of QDA software as one neutral value, whatever program wrote it.

Every reader returns an `Export`; the mapping, the tables of the corpus and the import report are
made from it alone. Identifiers (`guid`) are text that is unique within its table: GUIDs case-folded
and without braces where the file has them, made by the reader where it has none or gives one twice.
A cell that a file leaves out is missing, never an empty text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

Kind = Literal["str", "Int64", "float64", "bool"]


SOURCE_KINDS = ("text", "pdf", "picture", "audio", "video")
DIRECTIONS = ("one-way", "both", "none")
OWNER_KINDS = ("case", "source")
THING_KINDS = ("project", "source", "selection", "coding", "code", "case", "set", "memo", "link")


COLUMNS: Mapping[str, Mapping[str, tuple[Kind, str]]] = {
    "sources": {
        "guid": ("str", "Identifier of the source."),
        "name": ("str", "Its name in the program; a folder is joined in front with /."),
        "kind": ("str", f"One of {', '.join(SOURCE_KINDS)}."),
        "text": ("str", "Its plain text as code points; missing where the file holds none."),
        "description": ("str", "What the researcher wrote about it."),
        "created": ("str", "Date (YYYY-MM-DD) on which it was made."),
    },
    "codes": {
        "guid": ("str", "Identifier of the code."),
        "name": ("str", "Its name, without the names of its parents."),
        "parent": ("str", "The `guid` of the code above it; missing at the top."),
        "description": ("str", "Its definition."),
        "is_case": ("bool", "Whether the program writes a case as a code (same guid in `cases`)."),
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
    },
    "members": {
        "case": ("str", "The `guid` of the case."),
        "source": ("str", "The `guid` of a source that belongs to it; of the selection's source."),
        "selection": ("str", "The `guid` of the selection; missing where the source is whole."),
        "code": ("str", "The `guid` of a code that belongs to it; then the others are missing."),
    },
    "variables": {
        "owner_kind": ("str", f"What has the value: {' or '.join(OWNER_KINDS)}."),
        "owner": ("str", "The `guid` of the case or source."),
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
    "users": {
        "coder": ("str", "Pseudonym C1, C2, … in the order of the file; names are never kept."),
    },
    "counts": {
        "element": ("str", "Kind of element of the file, in plain words."),
        "found": ("Int64", "How many the file has: kept + dropped."),
        "kept": ("Int64", "How many are in this export."),
        "changed": ("Int64", "How many of those kept are not as in the file."),
        "dropped": ("Int64", "How many are not in this export."),
        "reason": ("str", "Why some were changed or dropped; missing where none was."),
    },
    "offsets": {
        "source": ("str", "The `guid` of the source."),
        "rule": ("str", "How the file counts characters there, in plain words."),
        "score": ("float64", "Share of quotations that begin and end where they should."),
        "n": ("Int64", "On how many selections this rests."),
        "verified": ("bool", "Whether the quotations of this source can be relied on."),
        "reason": ("str", "Why not, or why not the rule of the program; missing where as usual."),
    },
}


def frame(table: str, rows: Iterable[Mapping[str, object]] = ()) -> pd.DataFrame:
    """The rows as the table of an export, with every declared column and its type.

    >>> frame("cases", [{"guid": "1", "name": "Ada"}]).columns.to_list()
    ['guid', 'name', 'description']
    """
    rows = list(rows)
    return from_columns(table, {name: [row.get(name) for row in rows] for name in COLUMNS[table]})


def from_columns(table: str, columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """The columns (lists of equal length; absent ones are missing) as the table of an export."""
    length = len(next(iter(columns.values()), ()))
    typed = {
        name: _column(columns.get(name), kind=kind, length=length)
        for name, (kind, _) in COLUMNS[table].items()
    }
    return pd.DataFrame(typed, index=pd.RangeIndex(length))


def _column(values: Sequence[object] | None, *, kind: Kind, length: int) -> "pd.Series":
    cells = [None] * length if values is None else values
    if kind == "bool":
        return pd.Series([bool(cell) for cell in cells], dtype="bool")
    return pd.Series(cells, dtype=kind)


def _empty(table: str) -> pd.DataFrame:
    return from_columns(table, {})


@dataclass(frozen=True, kw_only=True)
class Export:
    """What one file of QDA software holds; a table for each field, columns as in COLUMNS."""

    file: str
    format: str
    origin: str = "unknown"
    name: str = ""
    description: str = ""
    sources: pd.DataFrame = field(default_factory=lambda: _empty("sources"))
    codes: pd.DataFrame = field(default_factory=lambda: _empty("codes"))
    selections: pd.DataFrame = field(default_factory=lambda: _empty("selections"))
    codings: pd.DataFrame = field(default_factory=lambda: _empty("codings"))
    cases: pd.DataFrame = field(default_factory=lambda: _empty("cases"))
    members: pd.DataFrame = field(default_factory=lambda: _empty("members"))
    variables: pd.DataFrame = field(default_factory=lambda: _empty("variables"))
    memos: pd.DataFrame = field(default_factory=lambda: _empty("memos"))
    links: pd.DataFrame = field(default_factory=lambda: _empty("links"))
    sets: pd.DataFrame = field(default_factory=lambda: _empty("sets"))
    users: pd.DataFrame = field(default_factory=lambda: _empty("users"))
    counts: pd.DataFrame = field(default_factory=lambda: _empty("counts"))
    offsets: pd.DataFrame = field(default_factory=lambda: _empty("offsets"))
    columns_read: str = ""  # of a table: which column was read as what
    warnings: tuple[str, ...] = ()

    def table(self, name: str) -> pd.DataFrame:
        """The table called `name`, one of COLUMNS."""
        found: pd.DataFrame = getattr(self, name)
        return found
