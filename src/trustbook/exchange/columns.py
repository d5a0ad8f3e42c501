"""The columns of a table of coded excerpts: what was read as what, and what was not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from trustbook.corpus.findings import suggestion
from trustbook.errors import ParameterError
from trustbook.exchange.account import Account
from trustbook.exchange.column_names import ROLES, SINGLE_ROLES
from trustbook.exchange.headings import code_number, level_in, plain
from trustbook.exchange.questions import Question
from trustbook.exchange.roles import Column, columns_of, role_called, roles_in_words

_MOST_COLUMNS = 20
_WITHOUT_WORDS = (
    "which column holds the words of the passages? In a table of who trusts whom, name the two "
    "sides instead: --column truster=… --column trustee=…"
)
_ALWAYS_MENTIONED = ("document", "coder", "case")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of a table: by meaning, those that hold or mark codes, others, and all.

    Parameters
    ----------
    by_meaning
        The column of each role that one column has.
    code_columns
        The columns that hold one code each, where there are several.
    mark_columns
        The columns of marks, each with the name of the code that it marks.
    category_columns
        The columns with the codes above the code, from the top down.
    level_columns
        The columns with the levels of one code, from the top down.
    coder_columns
        The columns with what one coder gave, called after the coder.
    columns_of_coders
        The columns with those who gave a code, called after the code.
    count_columns
        The columns of counts, called after a code or a document.
    other_columns
        The variables.
    columns
        The names of all columns.
    roles
        Each column with its role.
    """

    by_meaning: Mapping[str, str]
    code_columns: Sequence[str] = ()
    mark_columns: Mapping[str, str] = field(default_factory=dict)
    category_columns: Sequence[str] = ()
    level_columns: Sequence[str] = ()
    coder_columns: Sequence[str] = ()
    columns_of_coders: Sequence[str] = ()
    count_columns: Sequence[str] = ()
    other_columns: Sequence[str] = ()
    columns: Sequence[str] = ()
    roles: Sequence[Column] = ()

    @property
    def has_excerpts(self) -> bool:
        """Whether it has words, and codes in one of the ways; or counts of codes."""
        if self.count_columns:
            return bool({"code", "document", "case"} & set(self.by_meaning))
        return "words" in self.by_meaning and self.has_codes

    @property
    def has_codes(self) -> bool:
        """Whether it has codes, in one of the ways but counts."""
        several = (self.code_columns, self.mark_columns, self.level_columns, self.coder_columns,
                   self.columns_of_coders)  # fmt: skip
        return bool({"code", "codes"} & set(self.by_meaning)) or any(several)

    @property
    def is_guess(self) -> bool:
        """Whether what a column holds, and not its heading, makes it one of words or codes."""
        return any(one.by_content for one in self.roles)

    @property
    def used_columns(self) -> list[str]:
        """The columns that say something about codings."""
        several = (*self.code_columns, *self.mark_columns, *self.level_columns)
        of_coders = (*self.coder_columns, *self.columns_of_coders, *self.count_columns,
                     *self.category_columns)  # fmt: skip
        return [*several, *of_coders, *self.by_meaning.values()]

    @property
    def writes_paths(self) -> bool:
        """Whether it has the columns of MAXQDA, which writes ` > ` between codes since 2022."""
        return set(self.by_meaning) >= {"group", "document", "code", "words", "begin", "end"}

    @property
    def questions(self) -> list[Question]:
        """What is asked of its columns, each with the likeliest role."""
        return [
            Question(
                key="columns",
                about=one.name,
                text=one.question,
                default={one.name: one.role},
                has_safe_default=not one.is_open,
            )
            for one in self.roles
            if one.question
        ]


def header_of(cells: pd.DataFrame, roles: Mapping[str, str] | None = None) -> Header:
    """What each column of a table is; `roles` are those that the map gives.

    >>> header_of(pd.DataFrame({"Text": ["One"], "Trust": ["x"], "Age": ["41"]})).mark_columns
    {'Trust': 'Trust'}
    """
    columns = columns_of(cells, roles)

    def of(role: str) -> list[str]:
        return [one.name for one in columns if one.role == role]

    codes = sorted(of("code"), key=lambda name: code_number(name) or 0)
    single = {role: of(role)[0] for role in SINGLE_ROLES if of(role)}
    with_number = [name for name in codes if code_number(name) is not None]
    several = codes if len(codes) > 1 else with_number
    by_meaning = single | ({"code": codes[0]} if codes and not several else {})
    return Header(
        by_meaning={role: by_meaning[role] for role in ROLES if role in by_meaning},
        code_columns=several,
        mark_columns={one.name: one.code for one in columns if one.role == "mark"},
        category_columns=[
            one.name for one in sorted(columns, key=lambda one: one.depth) if one.role == "category"
        ],
        level_columns=sorted(of("level"), key=lambda name: level_in(name) or 0),
        coder_columns=of("coded_by"),
        columns_of_coders=of("coders"),
        count_columns=of("count"),
        other_columns=of("variable"),
        columns=[one.name for one in columns],
        roles=columns,
    )


def headers_of(
    tables: Sequence[pd.DataFrame], roles: Mapping[str, str] | None = None
) -> list[Header]:
    """The header of each table; beside tables with known headings others are not guessed at.

    Such as a codebook or a list of participants: a guess needs a column of codes that come again.
    """
    headers = [header_of(cells, roles) for cells in tables]
    if not any(one.has_excerpts and not one.is_guess for one in headers):
        return headers
    return [
        _without_guesses(header) if header.is_guess and not _has_codings(header, cells) else header
        for header, cells in zip(headers, tables, strict=True)
    ]


def _has_codings(header: Header, cells: pd.DataFrame) -> bool:
    """Whether a column that its heading calls one of codes has one twice."""
    codes = [one.name for one in header.roles
             if one.role in ("code", "codes") and not one.by_content]  # fmt: skip
    return any(cells.loc[cells[name] != "", name].duplicated().any() for name in codes)


def _without_guesses(header: Header) -> Header:
    guesses = {one.name for one in header.roles if one.by_content}
    return replace(
        header,
        by_meaning={role: c for role, c in header.by_meaning.items() if c not in guesses},
        code_columns=[name for name in header.code_columns if name not in guesses],
        count_columns=[name for name in header.count_columns if name not in guesses],
    )


def require_roles(
    roles: Mapping[str, str], tables: Sequence[pd.DataFrame], *, file: str
) -> dict[str, str]:
    """The role of each column that a map names, in the one spelling of both.

    ParameterError with every role and every column that there is not, and every role of one column
    that the map gives to two of a table.
    """
    names = {plain(str(name)): str(name) for cells in tables for name in cells.columns}
    faults = [*_unknown_roles(roles), *_unknown_columns(roles, names, file=file)]
    role_of = {names[plain(c)]: role_called(r) for c, r in roles.items() if plain(c) in names}
    faults += [fault for cells in tables for fault in _repeated_roles(role_of, cells.columns)]
    if faults:
        raise ParameterError("\n".join(dict.fromkeys(faults)))
    return role_of


def _unknown_roles(roles: Mapping[str, str]) -> list[str]:
    return [
        f"column {column}: there is no role {role}; the roles are {roles_in_words()}"
        for column, role in roles.items()
        if role_called(role) not in ROLES
    ]


def _unknown_columns(roles: Iterable[str], names: Mapping[str, str], *, file: str) -> list[str]:
    first_columns = ", ".join(list(names.values())[:_MOST_COLUMNS])
    return [
        f"{file} has no column {column}; "
        + suggestion(column, names.values(), otherwise=f"it has {first_columns}")
        for column in roles
        if plain(column) not in names
    ]


def _repeated_roles(roles: Mapping[str, str], columns: Iterable[str]) -> list[str]:
    by_role = {role: [name for name in columns if roles.get(name) == role] for role in SINGLE_ROLES}
    return [
        f"the columns {' and '.join(names)} cannot all be {role}: give it to one of them"
        for role, names in by_role.items()
        if len(names) > 1
    ]


def unique_columns(headers: Iterable[Header]) -> tuple[Column, ...]:
    """The columns of all tables, each name once."""
    return tuple({one.name: one for header in headers for one in header.roles}.values())


def questions_without_excerpts(headers: Sequence[Header], *, file: str) -> tuple[Question, ...]:
    """What is asked of tables in which nothing is known to be both words and codes."""
    questions = [one for header in headers for one in header.questions]
    has_words = any("words" in one.by_meaning for one in headers)
    has_codes = any(one.has_codes for one in headers)
    missing = [
        *([_WITHOUT_WORDS] * (not has_words)),
        *(["which columns hold or mark the codes?"] * (not has_codes)),
    ]
    questions += [
        Question(key="columns", about=f"{file} ({_column_list(headers)})", text=text, default={})
        for text in missing
    ]
    return tuple(questions)


def _column_list(headers: Sequence[Header]) -> str:
    names = list(dict.fromkeys(name for header in headers for name in header.columns))
    return ", ".join(names[:_MOST_COLUMNS]) + (", …" if len(names) > _MOST_COLUMNS else "")


def columns_in_words(headers: Sequence[Header], *, variables: Mapping[str, Sequence[str]]) -> str:
    """Which column was read as what, which are variables, and which were not used at all.

    `variables` has the names of those of a `case` and of a `source`.
    """
    meanings_met = {meaning for one in headers for meaning in one.by_meaning}
    pairs = dict.fromkeys(f"{m} = {name}" for one in headers for m, name in one.by_meaning.items())
    several = {
        "categories": [name for one in headers for name in one.category_columns],
        "what each coder gave": [name for one in headers for name in one.coder_columns],
        "counts": [name for one in headers for name in one.count_columns],
        "who gave the code": [name for one in headers for name in one.columns_of_coders],
        "levels of codes": [name for one in headers for name in one.level_columns],
        "codes": [name for one in headers for name in (*one.code_columns, *one.mark_columns)],
    }
    parts = {
        **{what: list(dict.fromkeys(names)) for what, names in several.items()},
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


def without_excerpts(headers: Iterable[Header]) -> str:
    """Why tables have no coded excerpts: the columns they have, and what was perhaps meant."""
    lines = []
    for one in headers:
        more = ", …" if len(one.columns) > _MOST_COLUMNS else ""
        names = ", ".join(one.columns[:_MOST_COLUMNS]) + more
        questions = [f"{column.name}: {column.question}" for column in one.roles if column.question]
        lines.append("; ".join([f"its columns are {names or 'none'}", *questions]))
    return " ".join("; ".join(dict.fromkeys(lines)).split())


def account_for_columns(
    account: Account, headers: Sequence[Header], *, variables: Mapping[str, Sequence[str]]
) -> None:
    """Add to the account how many columns there are, and which say nothing that is carried over.

    `variables` has the names of those of a `case` and of a `source`.
    """
    unused_columns = _unused_columns(headers, variables)
    account.find("columns", len({name for one in headers for name in one.columns}))
    account.drop("columns", len(unused_columns), reason=f"not used: {', '.join(unused_columns)}")
