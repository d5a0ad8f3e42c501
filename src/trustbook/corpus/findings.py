"""Findings: each fault with its id, its place, the value there, what is allowed, and a remedy."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Literal

import pandas as pd

from trustbook.errors import TableError, TrustbookError

LISTED = 20  # findings of one kind, or lines of one message, before the others are only counted

Severity = Literal["error", "warning"]

FAULTS: Mapping[str, str] = {
    "files.unreadable": "A file of the corpus cannot be read at all.",
    "files.link": "A file of the corpus is a link that leads elsewhere.",
    "files.not-read": "A file looks like a table, but no table has its name.",
    "files.repeated": "Two files hold the same table.",
    "files.not-utf-8": "A file is not UTF-8 and was read as Windows-1252.",
    "sheets.not-read": "A sheet of the workbook has the name of no table.",
    "sheets.repeated": "Two sheets of the workbook hold the same table.",
    "tables.missing": "A table that every corpus needs is missing.",
    "tables.empty": "A table that every corpus needs has no rows.",
    "tables.unknown": "A table is not in the data dictionary.",
    "columns.missing": "A table lacks a column that it needs.",
    "columns.unknown": "A table has a column that is not in the data dictionary.",
    "columns.repeated": "Two columns of a table have the same name.",
    "columns.unnamed": "Cells have no column name above them.",
    "rows.too-long": "A row has more cells than there are column names.",
    "rows.unclosed-quotation-mark": "A quotation mark is opened and never closed.",
    "keys.repeated": "Two rows of a table have the same key.",
    "values.missing": "A cell that must be filled in is empty.",
    "values.not-integer": "A cell holds no whole number where one is expected.",
    "values.not-number": "A cell holds no number where one is expected.",
    "values.not-month": "A cell holds no month where one is expected.",
    "values.not-date": "A cell holds no day where one is expected.",
    "values.not-allowed": "A cell holds none of the values that its column allows.",
    "values.too-small": "A number is smaller than its column allows.",
    "values.spreadsheet-error": "A cell holds an error of a spreadsheet, such as #REF!.",
    "values.control-character": "A text has a tab or a line end in it where none can be meant.",
    "values.formula": "A spreadsheet that opens the table would compute the cell.",
    "values.day-as-text": "A spreadsheet has turned a cell that should hold text into a date.",
    "values.decimal-month": "A month was stored as a decimal number, in which 1 and 10 look alike.",
    "values.formula-without-value": "A formula of the workbook was saved without its value.",
    "references.unknown": "A cell points at a row that is not there.",
    "references.missing-table": "A cell points at a table that the corpus lacks.",
    "references.disagreement": "Two rows that belong together contradict each other.",
    "names.spelling": "Two names differ only in capitals, blanks, accents, signs or zeros.",
    "stakeholders.unused": "No other table names the stakeholder.",
    "codes.circle": "Codes form a circle, each above the next.",
    "codes.parent-kind": "A code, category or theme is under one of the wrong kind.",
    "codes.without-parent": "A code or category is under no other.",
    "codes.unused": "No coding uses the code.",
    "themes.without-segment": "No code of the theme is given to a segment.",
    "segments.without-coding": "A segment has neither a code nor a relation.",
    "segments.circle": "Segments name each other as their source in a circle.",
    "segments.chain": "The source of a segment itself points at another segment.",
    "recodings.same-coder": "The coder of an independent pass also coded the study first.",
    "recodings.repeated": "A coder gave a unit the same code twice.",
    "material.range": "A smallest or first value exceeds the largest or last one.",
    "material.parts-of-n": "The two parts of n do not add up to n.",
    "material.disagrees-with-encounters": "The material table contradicts the encounters.",
    "encounters.without-line": "An encounter belongs to no line of the material table.",
    "barriers.line-numbers": "The lines of a printed table are not numbered 1, 2, 3, ….",
    "barriers.without-evidence": "No segment supports the line of the table of barriers.",
    "claims.unknown-measure": "A claim names a measure that does not exist.",
    "claims.unknown-argument": "A claim gives its measure an argument that it does not take.",
    "claims.missing-argument": "A claim does not give its measure an argument that it needs.",
    "claims.unknown-name": "An argument of a claim names a row that is not there.",
    "claims.not-comparable": "A value of a claim cannot be compared with a computed one.",
    "claims.elsewhere-alone": "A claim has a value from elsewhere, but does not say from where.",
    "claims.unexplained": "A claim that cannot be computed does not say why.",
    "claims.unjudged": "Two places disagree, and nothing says what to make of it.",
    "package.unreadable": "datapackage.json is not a JSON object.",
    "package.outdated": "datapackage.json no longer describes the tables.",
    "disclosure.identifier": "A text that would be published may identify a person.",
    "disclosure.few-alike": "Too few participants are alike in what is published of them.",
    "disclosure.same-value": "Participants who are alike share a value that is sensitive.",
    "disclosure.ethics": "The ethical terms on which the material was collected are not stated.",
    "disclosure.unused-exception": "An exception in disclosure.yml applies to nothing.",
    "text.no-page": "A file of text/ is for no page of the book.",
    "text.markup": "A text holds more than plain Markdown.",
    "text.heading": "A heading of a text does not fit the page that the text is for.",
    "text.link": "A text links to a page that the book does not have.",
    "text.unknown-name": "A text cites what no chapter and no table has.",
    "text.form": "A text asks for a value in a form that it cannot have.",
    "text.left-out": "A text cites a chapter that is not in the book.",
    "text.unread": "A text cites a value with which nobody has read it yet.",
    "text.moved": "A sentence of a text was written when a value was different.",
    "yaml.unreadable": "A file of settings is not YAML.",
    "yaml.too-long": "A file of settings is too long for one that a person wrote.",
    "yaml.repeated-name": "A name occurs twice in the same part of a file of settings.",
    "yaml.ambiguous": "A word such as no is written without quotes where it may mean false.",
    "settings.not-names": "A part of the settings needs lines of `name: value`.",
    "settings.not-list": "A part of the settings needs a list.",
    "settings.not-text": "A setting needs one text.",
    "settings.unknown-name": "A name in the settings has no meaning there.",
    "settings.missing-name": "An item of the settings lacks its short name.",
    "settings.repeated-item": "Two items of the settings have the same short name.",
    "map.pattern": "A pattern for names of codes does not say where its parts are.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: which of `FAULTS`, where, the value there, what is allowed and what to do.

    `row` counts as a spreadsheet shows it (the header is row 1), `line` as an editor does; both
    are None for the whole file. `column` is a column of a table, or the name of a setting. `more`
    counts further rows with the same fault that are not listed one by one.
    """

    id: str
    file: str
    row: int | None = None
    line: int | None = None
    column: str = ""
    value: str
    allowed: str
    remedy: str
    severity: Severity = "error"
    more: int = 0

    @property
    def place(self) -> str:
        """The file, line or row, and column, as far as the fault has them."""
        line = f", line {self.line}" if self.line is not None else ""
        row = f", row {self.row}" if self.row is not None else ""
        noun = "" if self.line is not None else "column "
        column = f", {noun}{self.column}" if self.column else ""
        return f"{self.file}{line}{row}{column}"

    @property
    def message(self) -> str:
        """The fault in one line.

        >>> Finding(id="values.not-allowed", file="codes.csv", row=3, column="kind",
        ...         value='"thme"', allowed="theme, category or code",
        ...         remedy='did you mean "theme"?').message
        'codes.csv, row 3, column kind: found "thme", allowed theme, category or code; \
did you mean "theme"?'
        """
        warning = "warning: " if self.severity == "warning" else ""
        return f"{self.place}: {warning}found {self.value}, allowed {self.allowed}; {self.remedy}"

    def as_json(self) -> dict[str, object]:
        """The fields, the message and what the id means, for machines."""
        return {**asdict(self), "message": self.message, "meaning": FAULTS[self.id]}


def require_none(
    findings: Iterable[Finding], *, error: type[TrustbookError], advice: str = ""
) -> None:
    """Raise `error` with the first twenty errors among the findings, a line each, and the advice.

    Warnings raise nothing.
    """
    lines = [finding.message for finding in findings if finding.severity == "error"]
    if lines:
        more = [f"… and {len(lines) - LISTED} more"] if len(lines) > LISTED else []
        raise error("\n".join([*lines[:LISTED], *more, *filter(None, [advice])]))


def in_quotes(value: object) -> str:
    r"""The value in quotation marks; `an empty cell` where there is none.

    >>> in_quotes("CM"), in_quotes(None)
    ('"CM"', 'an empty cell')
    >>> print(in_quotes("a\u202eb"))
    "a\u202eb"
    """
    if value is None or pd.isna(value) or value == "":  # type: ignore[call-overload]
        return "an empty cell"
    text = str(value)
    short = f"{text[:80]}…" if len(text) > 80 else text  # noqa: PLR2004
    return f'"{"".join(map(_printable, short))}"'


def _printable(letter: str) -> str:
    """The letter, or its number where it would not be seen or would turn what is around it."""
    return letter if letter.isprintable() else f"\\u{ord(letter):04x}"


def findings_at(  # noqa: PLR0913
    faulty: "pd.Series[str]",
    place: tuple[str, str],
    *,
    id: str,
    allowed: str,
    remedy: str | Callable[[str], str],
    value: Callable[[str], str] = in_quotes,
) -> list[Finding]:
    """A finding for each of the first twenty faulty cells; the last one counts the others.

    `faulty` holds the cells by row; `place` is the file and the column; `remedy` and `value` may
    depend on the cell.
    """
    if faulty.empty:
        return []
    file, column = place
    return [
        Finding(
            id=id,
            file=file,
            row=int(str(row)),
            column=column,
            value=value(cell),
            allowed=allowed,
            remedy=remedy(cell) if callable(remedy) else remedy,
            more=max(0, len(faulty) - LISTED) if number == min(LISTED, len(faulty)) else 0,
        )
        for number, (row, cell) in enumerate(faulty.iloc[:LISTED].items(), start=1)
    ]


def as_warnings(findings: list[Finding]) -> list[Finding]:
    """The findings as warnings: worth a look, but the corpus can be used."""
    return [replace(finding, severity="warning") for finding in findings]


def number_of_faults(findings: list[Finding], *, severity: Severity) -> int:
    """How many faults there are, listed or only counted."""
    return sum(1 + finding.more for finding in findings if finding.severity == severity)


def require_columns(
    frame: pd.DataFrame,
    names: Iterable[str],
    *,
    table: str,
    error: type[TrustbookError] = TableError,
    remedy: str = "rename the one meant",
) -> None:
    """Raise `error` that names each column of `names` that the table called `table` lacks.

    >>> require_columns(pd.DataFrame(columns=["id", "code"]), ["unit", "code"], table="codings")
    Traceback (most recent call last):
    trustbook.errors.TableError: codings has no column unit; it has id, code: rename the one meant
    """
    missing = [name for name in names if name not in frame.columns]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        has = ", ".join(map(str, frame.columns)) or "none"
        raise error(f"{table} has no {noun} {' and no '.join(missing)}; it has {has}: {remedy}")


_COMPARED = 2000
_TRIED = 5  # of those that are near
_DIGITS = re.compile(r"[0-9]+")


def nearest(name: str, names: Iterable[str]) -> str:
    """The one of the names that is nearest to `name`; empty where none is near.

    >>> nearest("tim-to-know", ["time-to-know", "clear-roles"])
    'time-to-know'
    """
    return nearest_of(names)(name)


def nearest_of(names: Iterable[str]) -> Callable[[str], str]:
    """The function that gives the one of the names nearest to a name; empty where none is near.

    Among more than 2,000 names only capitals, signs and zeros may differ.
    """

    @cache
    def spellings() -> dict[str, str]:
        several = list(names)
        fold = str.casefold if len(several) <= _COMPARED else _bare
        return {fold(name): name for name in reversed(several)}

    def find(name: str) -> str:
        by_spelling = spellings()
        if len(by_spelling) > _COMPARED:
            return by_spelling.get(_bare(name), "")
        matches = difflib.get_close_matches(name.casefold(), by_spelling, n=_TRIED, cutoff=0.7)
        return next((by_spelling[m] for m in matches if not _has_other_number(name, m)), "")

    return find


def _has_other_number(name: str, other: str) -> bool:
    """Whether two names differ in a number alone, and so stand for different things.

    >>> _has_other_number("s0003", "s0039"), _has_other_number("s003", "S0003")
    (True, False)
    """
    one, two = name.casefold(), other.casefold()
    has_same_words = _DIGITS.sub("0", one) == _DIGITS.sub("0", two)
    return has_same_words and _numbers(one) != _numbers(two)


def _numbers(name: str) -> list[int]:
    return [int(digits) for digits in _DIGITS.findall(name)]


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold())).replace("0", "")


def suggestion(name: str, names: Iterable[str], *, otherwise: str) -> str:
    """The question `did you mean …?`, or `otherwise` where no name is near.

    >>> suggestion("CN", ["CM", "EC"], otherwise="correct it")
    'correct it'
    """
    return question(nearest(name, names), otherwise=otherwise)


def question(near: str, *, otherwise: str) -> str:
    """The question `did you mean …?` for a name, or `otherwise` for no name."""
    return f'did you mean "{near}"?' if near else otherwise
