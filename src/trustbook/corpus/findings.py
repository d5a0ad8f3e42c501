"""Findings: faults of a corpus, each with its place, what was found, what is allowed, a remedy."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Literal

import pandas as pd

from trustbook.errors import TableError

SHOWN = 20


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: `row` as a spreadsheet shows it (the header is row 1), None for the whole file.

    `more` counts further rows with the same fault that are not listed one by one.
    """

    file: str
    row: int | None = None
    column: str = ""
    found: str
    allowed: str
    remedy: str
    severity: Severity = "error"
    more: int = 0

    @property
    def place(self) -> str:
        """The file, row and column, as far as the fault has them."""
        row = f", row {self.row}" if self.row is not None else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}"

    @property
    def message(self) -> str:
        """The fault in one line.

        >>> Finding(file="codes.csv", row=3, column="kind", found='"thme"',
        ...         allowed="theme, category or code", remedy='did you mean "theme"?').message
        'codes.csv, row 3, column kind: found "thme", allowed theme, category or code; \
did you mean "theme"?'
        """
        warning = "warning: " if self.severity == "warning" else ""
        return f"{self.place}: {warning}found {self.found}, allowed {self.allowed}; {self.remedy}"

    def as_json(self) -> dict[str, object]:
        """The fields and the message, for machines."""
        return {**asdict(self), "message": self.message}


def quoted(value: object) -> str:
    """The value in quotation marks; `an empty cell` where there is none.

    >>> quoted("CM"), quoted(None)
    ('"CM"', 'an empty cell')
    """
    if value is None or pd.isna(value) or value == "":  # type: ignore[call-overload]
        return "an empty cell"
    text = str(value)
    return f'"{text[:80]}…"' if len(text) > 80 else f'"{text}"'  # noqa: PLR2004


def findings_at(
    faulty: "pd.Series[str]",
    place: tuple[str, str],
    *,
    allowed: str,
    remedy: str | Callable[[str], str],
    found: Callable[[str], str] = quoted,
) -> list[Finding]:
    """A finding for each of the first twenty faulty cells; the last one counts the others.

    `faulty` holds the cells by row; `place` is the file and the column; `remedy` and `found` may
    depend on the cell.
    """
    file, column = place
    return [
        Finding(
            file=file,
            row=int(str(row)),
            column=column,
            found=found(cell),
            allowed=allowed,
            remedy=remedy(cell) if callable(remedy) else remedy,
            more=max(0, len(faulty) - SHOWN) if number == min(SHOWN, len(faulty)) else 0,
        )
        for number, (row, cell) in enumerate(faulty.iloc[:SHOWN].items(), start=1)
    ]


def as_warnings(findings: list[Finding]) -> list[Finding]:
    """The findings as warnings: worth a look, but the corpus can be used."""
    return [replace(finding, severity="warning") for finding in findings]


def number_of_faults(findings: list[Finding], *, severity: Severity) -> int:
    """How many faults there are, listed or only counted."""
    return sum(1 + finding.more for finding in findings if finding.severity == severity)


def require_columns(given: pd.DataFrame, wanted: Iterable[str], *, table: str) -> None:
    """Raise TableError that names each column of `wanted` that the table called `table` lacks.

    >>> require_columns(pd.DataFrame(columns=["id", "code"]), ["unit", "code"], table="codings")
    Traceback (most recent call last):
    trustbook.errors.TableError: codings has no column unit; it has id, code: rename the one meant
    """
    missing = [name for name in wanted if name not in given.columns]
    if not missing:
        return
    noun = "column" if len(missing) == 1 else "columns"
    has = ", ".join(map(str, given.columns)) or "none"
    raise TableError(
        f"{table} has no {noun} {' and no '.join(missing)}; it has {has}: rename the one meant"
    )


_COMPARED = 2000


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name nearest to `name`; empty where none is near.

    >>> nearest("tim-to-know", ["time-to-know", "clear-roles"])
    'time-to-know'
    """
    return nearest_of(known)(name)


def nearest_of(known: Iterable[str]) -> Callable[[str], str]:
    """The function that gives the known name nearest to a name; empty where none is near.

    Among more than 2,000 names only capitals, signs and zeros may differ.
    """

    @cache
    def spellings() -> dict[str, str]:
        names = list(known)
        fold = str.casefold if len(names) <= _COMPARED else _bare
        return {fold(name): name for name in reversed(names)}

    def find(name: str) -> str:
        names = spellings()
        if len(names) > _COMPARED:
            return names.get(_bare(name), "")
        matches = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.7)
        return names[matches[0]] if matches else ""

    return find


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold())).replace("0", "")


def suggestion(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """The question `did you mean …?`, or `otherwise` where nothing known is near.

    >>> suggestion("CN", ["CM", "EC"], otherwise="correct it")
    'correct it'
    """
    return question(nearest(name, known), otherwise=otherwise)


def question(near: str, *, otherwise: str) -> str:
    """The question `did you mean …?` for a name, or `otherwise` for no name."""
    return f'did you mean "{near}"?' if near else otherwise
