"""What the columns of a table of coded excerpts mean, whichever program named them.

Met: Taguette `id, document, tag, content`; QualCoder's report `File, Coder, Coded, Id, Codename,
Coded_Memo, Category`; MAXQDA `Document group, Document name, Code, …, Segment`; ATLAS.ti `ID,
Document, Codes, Quotation Content`; and tables made by hand.
"""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

NAMES: Mapping[str, tuple[str, ...]] = {
    "document": (
        *("document name", "document", "file", "filename", "file name", "source", "transcript"),
        *("interview", "dokument", "dokumentname", "fil"),
    ),
    "group": ("document group", "dokumentgruppe"),
    "words": (
        *("segment", "content", "coded", "quotation content", "quotation", "quote", "excerpt"),
        *("coded text", "text", "citat", "zitat"),
    ),
    "code": ("code", "codename", "code name", "tag", "kode"),
    "codes": ("codes", "tags", "koder"),
    "category": ("category", "kategori", "kategorie"),
    "id": ("id", "segment id", "segment_id"),
    "coder": ("coder", "coded by", "modified by", "created by", "owner", "koder af"),
    "case": ("case", "participant", "speaker", "respondent", "informant", "person", "deltager"),
    "memo": ("coded memo", "memo", "comment", "comments", "note", "kommentar"),
    "meaning_unit": (
        *("meaning unit", "condensed meaning unit", "condensed meaning", "paraphrase", "summary"),
        *("meningsenhed",),
    ),
    "begin": ("beginning", "begin", "start", "anfang"),
    "end": ("end", "ende", "slut"),
}
_UNUSED = {"colour", "color", "farve", "farbe", "weight score", "area", "coverage %", "modified on"}
_NUMBERED = re.compile(r"(?:code|tag|kode) ?[-_#]?(\d{1,3})")
_MARKS = {"0", "1", "0.0", "1.0", "", "x", "yes", "no", "true", "false"}
_MARKED = {"1", "1.0", "x", "yes", "true"}


def meanings(header: Sequence[str]) -> dict[str, str]:
    """The column of each meaning in NAMES that the header has; the first name of a row wins.

    >>> meanings(["id", "document", "tag", "content"])
    {'document': 'document', 'words': 'content', 'code': 'tag', 'id': 'id'}
    """
    plain = {_plain(name): name for name in reversed(header)}
    found = {
        meaning: next((plain[name] for name in names if name in plain), "")
        for meaning, names in NAMES.items()
    }
    return {meaning: column for meaning, column in found.items() if column}


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", " ", name.strip().casefold())


def numbered_codes(header: Sequence[str]) -> list[str]:
    """The columns `Code 1`, `Code 2`, … in the order of their numbers.

    >>> numbered_codes(["Code 2", "Text", "code1"])
    ['code1', 'Code 2']
    """
    found = [
        (int(match[1]), name) for name in header if (match := _NUMBERED.fullmatch(_plain(name)))
    ]
    return [name for _, name in sorted(found)]


def marked_codes(cells: pd.DataFrame, *, known: Sequence[str]) -> list[str]:
    """The columns that say with 1 or 0 (x, yes, true) whether a row has the code of that name.

    Columns in `known` mean something else; a column without any mark has none.
    """
    candidates = [
        name for name in cells.columns if name not in known and _plain(name) not in _UNUSED
    ]
    return [
        name
        for name in candidates
        if set(folded := cells[name].str.strip().str.casefold().unique()) <= _MARKS
        and set(folded) & _MARKED
    ]


def is_marked(cells: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether each cell is a mark that means yes."""
    return cells.str.strip().str.casefold().isin(_MARKED)


def is_unused(column: str) -> bool:
    """Whether a column says nothing that a corpus has a place for."""
    return _plain(column) in _UNUSED


def is_coded_table(header: Sequence[str]) -> bool:
    """Whether a header names words and either codes or columns that could be codes.

    >>> is_coded_table(["Text", "Code 1"]), is_coded_table(["Name", "Address"])
    (True, False)
    """
    known = meanings(header)
    return "words" in known and (
        len(set(header) - set(known.values())) > 0 or "code" in known or "codes" in known
    )
