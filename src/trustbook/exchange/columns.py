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
from trustbook.exchange.account import Account

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
_MOST_COLUMNS = 20
_ALWAYS_MENTIONED = ("document", "coder", "case")
_UNUSED = {"colour", "color", "farve", "farbe", "weight score", "area", "coverage %", "modified on"}
_NUMBERED = re.compile(r"(?:code|tag|kode) ?[-_#]?(\d{1,3})")
_MARKS = {"0", "1", "0.0", "1.0", "", "x", "yes", "no", "true", "false"}
YES = {"1", "1.0", "x", "yes", "true"}


def meanings(header: Sequence[str]) -> dict[str, str]:
    """The column of each meaning in NAMES that the header has; the first name of a row wins.

    >>> meanings(["id", "document", "tag", "content"])
    {'document': 'document', 'words': 'content', 'code': 'tag', 'id': 'id'}
    """
    plain = {_plain(name): name for name in reversed(header)}
    first = {
        meaning: next((plain[name] for name in names if name in plain), "")
        for meaning, names in NAMES.items()
    }
    return {meaning: column for meaning, column in first.items() if column}


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", " ", name.strip().casefold())


def numbered_code_columns(header: Sequence[str]) -> list[str]:
    """The columns `Code 1`, `Code 2`, … in the order of their numbers.

    >>> numbered_code_columns(["Code 2", "Text", "code1"])
    ['code1', 'Code 2']
    """
    matches = [(_NUMBERED.fullmatch(_plain(name)), name) for name in header]
    return [name for _, name in sorted((int(match[1]), name) for match, name in matches if match)]


def _mark_columns(cells: pd.DataFrame) -> list[str]:
    """The columns that say with 1 or 0 (x, yes, true) whether a row has the code of that name.

    A column without any mark that means yes is none.
    """
    folded = {name: set(cells[name].str.strip().str.casefold()) for name in cells.columns}
    return [
        name
        for name, values in folded.items()
        if _plain(name) not in _UNUSED and values <= _MARKS and values & YES
    ]


def is_mark(cells: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether each cell is a mark that means yes."""
    return cells.str.strip().str.casefold().isin(YES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of a table: by meaning, those that hold or mark codes, others, and all."""

    by_meaning: Mapping[str, str]
    code_columns: Sequence[str]
    mark_columns: Sequence[str]
    other_columns: Sequence[str]
    columns: Sequence[str]

    @property
    def has_excerpts(self) -> bool:
        """Whether it has words, and codes in one of the three ways."""
        has_codes = {"code", "codes"} & set(self.by_meaning)
        return "words" in self.by_meaning and bool(
            has_codes or self.code_columns or self.mark_columns
        )

    @property
    def used_columns(self) -> list[str]:
        """The columns that say something about codings."""
        return [*self.code_columns, *self.mark_columns, *self.by_meaning.values()]


def header_of(cells: pd.DataFrame) -> Header:
    """What each column of a table is; columns of marks are codes where no other column is.

    >>> header_of(pd.DataFrame({"Text": ["One"], "Trust": ["x"], "Age": ["41"]})).mark_columns
    ['Trust']
    """
    columns = list(cells.columns)
    by_meaning, code_columns = meanings(columns), numbered_code_columns(columns)
    with_meaning = [*by_meaning.values(), *code_columns]
    has_codes = code_columns or {"code", "codes"} & set(by_meaning)
    marks = [] if has_codes else _mark_columns(cells.drop(columns=with_meaning))
    return Header(
        by_meaning=by_meaning,
        code_columns=code_columns,
        mark_columns=marks,
        other_columns=[
            name
            for name in columns
            if name not in (*with_meaning, *marks) and _plain(name) not in _UNUSED
        ],
        columns=columns,
    )


def columns_in_words(headers: Sequence[Header], *, variables: Mapping[str, Sequence[str]]) -> str:
    """Which column was read as what, which are variables, and which were not used at all.

    `variables` has the names of those of a `case` and of a `source`.
    """
    meanings_met = {meaning for one in headers for meaning in one.by_meaning}
    pairs = dict.fromkeys(f"{m} = {name}" for one in headers for m, name in one.by_meaning.items())
    codes = dict.fromkeys(
        name for one in headers for name in (*one.code_columns, *one.mark_columns)
    )
    parts = {
        "codes": list(codes),
        "variables of cases": variables["case"],
        "variables of documents": variables["source"],
        "not used": _unused_columns(headers, variables),
    }
    missing = [meaning for meaning in _ALWAYS_MENTIONED if meaning not in meanings_met]
    phrases = [
        ", ".join(pairs),
        *(f"{what}: {', '.join(names)}" for what, names in parts.items() if names),
        *([f"no column for {', '.join(missing)}"] if missing else []),
    ]
    return " ".join("; ".join(phrases).split())


def _unused_columns(headers: Sequence[Header], variables: Mapping[str, Sequence[str]]) -> list[str]:
    used = {name for one in headers for name in one.used_columns}
    used |= {*variables["case"], *variables["source"]}
    return list(dict.fromkeys(name for one in headers for name in one.columns if name not in used))


def columns_meant(header: Header) -> dict[str, str]:
    """For each column without a known meaning the nearest name of a meaning that no column has.

    >>> columns_meant(header_of(pd.DataFrame(columns=["Text", "Code", "Codr", "Age"])))
    {'Codr': 'coder'}
    """
    free = [name for meaning, names in NAMES.items() if meaning not in header.by_meaning
            for name in names]  # fmt: skip
    nearest_names = {name: nearest(_plain(name), free) for name in header.other_columns}
    return {name: near for name, near in nearest_names.items() if near}


def without_excerpts(headers: Iterable[Header]) -> str:
    """Why tables have no coded excerpts: the columns they have, and what was perhaps meant."""
    lines = []
    for one in headers:
        more = ", …" if len(one.columns) > _MOST_COLUMNS else ""
        names = ", ".join(one.columns[:_MOST_COLUMNS]) + more
        questions = [f'{name}: did you mean "{near}"?' for name, near in columns_meant(one).items()]
        lines.append("; ".join([f"its columns are {names or 'none'}", *questions]))
    return " ".join("; ".join(dict.fromkeys(lines)).split())


def account_for_columns(
    account: Account, headers: Sequence[Header], *, variables: Mapping[str, Sequence[str]]
) -> None:
    """Add to the account how many columns there are, and which say nothing that is carried over.

    `variables` has the names of those of a `case` and of a `source`.
    """
    unused, of_documents = _unused_columns(headers, variables), variables["source"]
    account.find("columns", len({name for one in headers for name in one.columns}))
    account.drop("columns", len(unused), reason=f"not used: {', '.join(unused)}")
    only_a_map = f"of documents, which only a map can use: {', '.join(of_documents)}"
    account.drop("columns", len(of_documents), reason=only_a_map)
