"""The account of an import: what a file holds, what becomes of it, and what stays open.

A reader begins it, the making of the tables goes on with it, and `report_files` writes it for
people and for machines.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal

REPORT, REPORT_DATA = "import-report.md", "import-report.json"
VERIFIED_FROM = 0.8  # share of quotations that agree
_MOST_LINES = 200
_MARKUP = re.compile(r"([\\`*_\[\]<>&$|])")

Row = dict[str, object]
Fate = Literal["changed", "dropped", "remarked"]


@dataclass(slots=True, kw_only=True)
class Account:
    """What there is to say about an import; kept and dropped elements add up to those found.

    Parameters
    ----------
    format, origin
        The kind of file, and the program that wrote it.
    columns_read
        For a table of excerpts: which column was read as what.
    offsets
        One row per source with quotations: source (guid), rule, score, n, verified, reason.
    documents
        The name in the corpus of each source.
    tables
        The number of rows of each table of the corpus.
    left_open
        What the map does not decide.
    warnings
        What a researcher should look at.
    left_out
        One row per thing left out, each with its place: element, place, reason.
    counted
        How many of an element the file holds, counted in another way than by reading it.

    Examples
    --------
    >>> account = Account(format="REFI-QDA")
    >>> account.find("codes", 3)
    >>> account.drop("codes", reason="in the file twice")
    >>> [(row["found"], row["kept"], row["reason"]) for row in account.elements]
    [(3, 2, '1 in the file twice')]
    """

    format: str
    origin: str = "unknown"
    columns_read: str = ""
    offsets: list[Row] = field(default_factory=list)
    documents: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    left_open: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    left_out: list[Row] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    _totals: Counter[str] = field(init=False, default_factory=Counter)
    _notes: Counter[tuple[str, Fate, str]] = field(init=False, default_factory=Counter)

    def find(self, element: str, number: int = 1) -> None:
        """Count so many more of an element."""
        self._totals[element] += number

    def count(self, element: str, number: int) -> None:
        """Note how many of an element the file holds, counted in another way than by reading it."""
        self.counted[element] = self.counted.get(element, 0) + number

    def change(self, element: str, number: int = 1, *, reason: str) -> None:
        """Count so many of those kept as not the same as in the file; `reason` follows a number."""
        if number:
            self._notes[element, "changed", reason] += number

    def number_changed(self, element: str, *, reason: str) -> int:
        """How many of those kept were counted as changed for this reason."""
        return self._notes[element, "changed", reason]

    def drop(self, element: str, number: int = 1, *, reason: str) -> None:
        """Count so many of those found as not kept; `reason` follows a number."""
        if number:
            self._notes[element, "dropped", reason] += number

    def leave_out(self, element: str, *, place: str, reason: str) -> None:
        """List one thing as not kept, where it stands (file, sheet, row, column) and why."""
        self.left_out.append({"element": element, "place": place, "reason": reason})
        self.drop(element, reason=reason)

    def remark(self, element: str, number: int, *, reason: str) -> None:
        """Say something of so many of those kept as they are; `reason` follows a number."""
        if number:
            self._notes[element, "remarked", reason] += number

    def in_corpus(self, element: str, number: int) -> str:
        """The element under which `number` of them are followed from the reading to the corpus.

        It stays the same where reading kept as many; else each has a row of its own.
        """
        if number == self._totals[element] - self._number_of(element, "dropped"):
            return element
        self.find(f"in the corpus: {element}", number)
        return f"in the corpus: {element}"

    def compare_quotations(self, are_equal: Mapping[str, Sequence[bool]], *, rule: str) -> None:
        """Add to `offsets` how many quotations of each source are the words that the file stores.

        `are_equal` says for each quotation of a source whether it is; a warning counts the others.
        """
        for source, equal in are_equal.items():
            n, differing = len(equal), equal.count(False)
            score = (n - differing) / n if n else None
            doubt = f"{differing} of {n} are not the words that the file stores"
            self.offsets.append(
                {
                    "source": source,
                    "rule": rule,
                    "score": score,
                    "n": n,
                    "verified": score is not None and score >= VERIFIED_FROM,
                    "reason": doubt if differing else None if n else "no quotation to compare with",
                }
            )
        if number := sum(equal.count(False) for equal in are_equal.values()):
            stand = "quotation does not stand" if number == 1 else "quotations do not stand"
            self.warnings.append(f"{number} {stand} where the file says; see the report.")

    @property
    def elements(self) -> list[Row]:
        """One row per kind of element: element, found, kept, changed, dropped, reason."""
        return [self._row(element, total) for element, total in self._totals.items() if total]

    def _row(self, element: str, total: int) -> Row:
        dropped = self._number_of(element, "dropped")
        reasons = [
            f"{number} {reason}"
            for (of, _, reason), number in self._notes.items()
            if of == element and reason
        ]
        return {
            "element": element,
            "found": total,
            "kept": total - dropped,
            "changed": min(total - dropped, self._number_of(element, "changed")),
            "dropped": dropped,
            "reason": "; ".join(reasons) or None,
        }

    def _number_of(self, element: str, fate: Fate) -> int:
        return sum(n for (of, what, _), n in self._notes.items() if (of, what) == (element, fate))

    @property
    def texts(self) -> list[str]:
        """Every text of the account that may hold words of the file."""
        reasons = [text for element, _, reason in self._notes for text in (element, reason)]
        places = [str(cell) for row in self.left_out for cell in row.values()]
        lines = [*self.left_open, *self.warnings, *reasons, *places]
        return [self.origin, self.columns_read, *self._totals, *lines]

    def with_texts(self, change: Callable[[str], str]) -> "Account":
        """An account with every one of its texts changed."""
        account = self.copy()
        account.origin, account.columns_read = change(self.origin), change(self.columns_read)
        account.left_open = [change(line) for line in self.left_open]
        account.warnings = [change(line) for line in self.warnings]
        account.left_out = [
            {name: change(str(cell)) for name, cell in row.items()} for row in self.left_out
        ]
        account._totals, account._notes = Counter(), Counter()
        for element, number in self._totals.items():
            account._totals[change(element)] += number
        for (element, fate, reason), number in self._notes.items():
            account._notes[change(element), fate, change(reason)] += number
        return account

    def copy(self) -> "Account":
        """An account that goes on from this one and leaves it as it is."""
        return deepcopy(self)


def report_files(account: Account) -> dict[str, bytes]:
    """The files of the report by name: Markdown for people, JSON for machines."""
    data = json.dumps(report_data(account), ensure_ascii=False, indent=1) + "\n"
    return {REPORT: _report_text(account).encode(), REPORT_DATA: data.encode()}


def report_data(account: Account) -> dict[str, object]:
    """The account as values that JSON can hold, documents named as in the corpus."""
    return {
        "format": account.format,
        "origin": account.origin,
        "columns_read": account.columns_read or None,
        "elements": account.elements,
        "offsets": _offsets(account),
        "tables": dict(account.tables),
        "left_open": list(account.left_open),
        "warnings": list(account.warnings),
        "left_out": list(account.left_out),
    }


def _offsets(account: Account) -> list[Row]:
    return [
        {
            "document": account.documents.get(str(row["source"])),
            "rule": row["rule"],
            "share": None if row["score"] is None else round(float(str(row["score"])), 3),
            "n": row["n"],
            "verified": "yes" if row["verified"] else "quotations not verified",
            "reason": row["reason"],
        }
        for row in account.offsets
    ]


def _report_text(account: Account) -> str:
    columns_read = f"Columns read: {_escaped(account.columns_read)}."
    parts = [
        "# Import report",
        f"Read from a file of {_escaped(account.origin)} ({_escaped(account.format)}).",
        columns_read if account.columns_read else "",
        "## What became of each kind of element",
        "Kept and dropped add up to found. *Changed* counts those kept that are not in the "
        "corpus as they were in the file.",
        _table(
            account.elements,
            element="Element",
            found="Found",
            kept="Kept",
            changed="Changed",
            dropped="Dropped",
            reason="Why",
        ),
        "## Where quotations stand",
        "Programs count characters differently. For each document: the rule that its "
        "quotations follow, the share of them that stand where they should, and on how many "
        "this rests.",
        _table(
            _offsets(account)[:_MOST_LINES],
            document="Document",
            rule="Rule",
            share="Share",
            n="Quotations",
            verified="Verified",
            reason="Why",
        ),
        _more(len(account.offsets)),
        "## What the map leaves open",
        _list(account.left_open) or "Nothing.",
        "## Warnings",
        _list(account.warnings) or "None.",
        "## What was left out, one by one" if account.left_out else "",
        _list([f"{row['place']}: {row['element']} ({row['reason']})" for row in account.left_out]),
        "## What the corpus holds",
        _list([f"{name}: {rows}" for name, rows in account.tables.items()]),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _table(rows: Sequence[Row], **headings: str) -> str:
    if not rows:
        return "Nothing."
    lines = [" | ".join(headings.values()), " | ".join("---" for _ in headings)]
    for row in rows:
        lines.append(" | ".join("" if row[c] is None else _escaped(str(row[c])) for c in headings))
    return "\n".join(f"| {line} |" for line in lines)


def _list(lines: Sequence[str]) -> str:
    items = [f"- {_escaped(line)}" for line in lines[:_MOST_LINES]]
    return "\n".join([*items, *filter(None, [_more(len(lines))])])


def _more(number: int) -> str:
    more = number - _MOST_LINES
    return f"… and {more} more; all are in {REPORT_DATA}." if more > 0 else ""


def _escaped(text: str) -> str:
    """The text on one line, so written that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
