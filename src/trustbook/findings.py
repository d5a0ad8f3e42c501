"""Findings: faults of a corpus, each with its place, what was found, what is allowed, a remedy."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Literal

import pandas as pd

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
