"""What the columns of a table of coded excerpts mean, whichever program named them.

Met: Taguette `id, document, tag, content`; QualCoder's report `File, Coder, Coded, Id, Codename,
Coded_Memo, Category`; MAXQDA `Document group, Document name, Code, …, Segment`; ATLAS.ti `ID,
Document, Codes, Quotation Content`; and tables made by hand.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.corpus.findings import nearest
from trustbook.exchange.account import Row, tally

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
_SHOWN = 20
_ALWAYS_TOLD = ("document", "coder", "case")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of a table: by meaning, those that are codes, those left, and all of them."""

    known: Mapping[str, str]
    numbered: tuple[str, ...]
    marked: tuple[str, ...]
    further: tuple[str, ...]
    every: tuple[str, ...]

    @property
    def has_excerpts(self) -> bool:
        """Whether it has words, and codes in one of the three ways."""
        single = "code" in self.known or "codes" in self.known
        return "words" in self.known and bool(single or self.numbered or self.marked)


def header_of(cells: pd.DataFrame) -> Header:
    """What each column of a table is; columns of marks are codes where no other column is.

    >>> header_of(pd.DataFrame({"Text": ["One"], "Trust": ["x"], "Age": ["41"]})).marked
    ('Trust',)
    """
    every = list(cells.columns)
    known, numbered = meanings(every), numbered_codes(every)
    taken = [*known.values(), *numbered]
    single = {"code", "codes"} & set(known)
    marked = [] if single or numbered else marked_codes(cells, known=taken)
    further = [name for name in every if name not in (*taken, *marked) and not is_unused(name)]
    return Header(
        known=known,
        numbered=tuple(numbered),
        marked=tuple(marked),
        further=tuple(further),
        every=tuple(every),
    )


def columns_in_words(headers: Sequence[Header], *, variables: Mapping[str, Sequence[str]]) -> str:
    """Which column was read as what, which are variables, and which were not used at all.

    `variables` has the names of those of a `case` and of a `source`.
    """
    read = dict.fromkeys(f"{m} = {name}" for one in headers for m, name in one.known.items())
    codes = dict.fromkeys(name for one in headers for name in (*one.numbered, *one.marked))
    met = {meaning for one in headers for meaning in one.known}
    used = {*codes, *variables["case"], *variables["source"]}
    used |= {name for one in headers for name in one.known.values()}
    rest = dict.fromkeys(name for one in headers for name in one.every if name not in used)
    parts = {
        "codes": codes,
        "variables of cases": variables["case"],
        "variables of documents": variables["source"],
        "not used": rest,
    }
    told = [f"{what}: {', '.join(names)}" for what, names in parts.items() if names]
    missing = [meaning for meaning in _ALWAYS_TOLD if meaning not in met]
    lacking = [f"no column for {', '.join(missing)}"] if missing else []
    return " ".join("; ".join([", ".join(read), *told, *lacking]).split())


def columns_meant(header: Header) -> dict[str, str]:
    """For each column without a known meaning the nearest name of a meaning that no column has.

    >>> columns_meant(header_of(pd.DataFrame(columns=["Text", "Code", "Codr", "Age"])))
    {'Codr': 'coder'}
    """
    free = [name for meaning, names in NAMES.items() if meaning not in header.known
            for name in names]  # fmt: skip
    found = {name: nearest(_plain(name), free) for name in header.further}
    return {name: near for name, near in found.items() if near}


def without_excerpts(headers: Iterable[Header]) -> str:
    """Why tables have no coded excerpts: the columns they have, and what was perhaps meant."""
    told = []
    for one in headers:
        names = ", ".join(one.every[:_SHOWN]) + (", …" if len(one.every) > _SHOWN else "")
        meant = [f'{name}: did you mean "{near}"?' for name, near in columns_meant(one).items()]
        told.append("; ".join([f"its columns are {names or 'none'}", *meant]))
    return " ".join("; ".join(dict.fromkeys(told)).split())


def column_counts(headers: Sequence[Header], variables: Mapping[str, Sequence[str]]) -> Row:
    """How many columns there are, and which of them say nothing that is carried over.

    `variables` has the names of those of a `case` and of a `source`.
    """
    every = dict.fromkeys(name for one in headers for name in one.every)
    kept = {name for one in headers for name in (*one.numbered, *one.marked, *one.known.values())}
    kept |= set(variables["case"])
    of_files = variables["source"]
    rest = [name for name in every if name not in kept and name not in of_files]
    reasons = [
        f"not used: {', '.join(rest)}" if rest else "",
        f"only a map can use variables of documents: {', '.join(of_files)}" if of_files else "",
    ]
    return tally(
        "columns",
        found=len(every),
        kept=sum(name in kept for name in every),
        reason="; ".join(filter(None, reasons)),
    )
