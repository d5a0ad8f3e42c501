"""The account of an import: what a file holds, what becomes of it, and what stays open.

A reader begins it, the making of the tables goes on with it, and `report` writes it down.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal

VERIFIED_FROM = 0.8  # share of quotations that agree

_IN_WORDS = {
    "selections of text": "passages",
    "members of cases": "assignments to cases",
    "texts": "documents",
}

Row = dict[str, object]
Fate = Literal["changed", "dropped", "remarked"]


def in_the_corpus(element: str) -> str:
    """What an element is called where the corpus holds another number of them than the project."""
    return f"in the corpus: {element}"


def in_words(element: str) -> str:
    """The element in words of a researcher."""
    return _IN_WORDS.get(element, element)


def noun_for(element: str, number: int) -> str:
    """The element in the singular where there is one of it.

    >>> noun_for("values of variables", 1), noun_for("codings", 2)
    ('value of variables', 'codings')
    """
    head, of, rest = element.partition(" of ")
    singular = head.removesuffix("es") if head.endswith("ches") else head.removesuffix("s")
    return f"{singular}{of}{rest}" if number == 1 else element


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
    files
        Where several files are joined: a line on what each holds.
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
    files: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    _totals: Counter[str] = field(init=False, default_factory=Counter)
    _notes: Counter[tuple[str, Fate, str]] = field(init=False, default_factory=Counter)

    def find(self, element: str, number: int = 1) -> None:
        """Count so many more of an element."""
        self._totals[element] += number

    def add(self, other: "Account", *, prefix: str, file: str) -> None:
        """Add what the account of one of several files says; `prefix` is before its sources."""
        self._totals.update(other._totals)
        self._notes.update(other._notes)
        self.offsets += [{**row, "source": f"{prefix}{row['source']}"} for row in other.offsets]
        self.left_out += other.left_out
        self.warnings += [f"{file}: {line}" for line in other.warnings]
        columns = f"{file}: {other.columns_read}" if other.columns_read else ""
        self.columns_read = "; ".join(filter(None, [self.columns_read, columns]))
        for element, number in other.counted.items():
            self.count(element, number)
        numbers = ", ".join(
            f"{number:,} {noun_for(in_words(element), number)}"
            for element, number in other._totals.items()
            if number
        )
        self.files.append(f"{file} ({other.origin}): {numbers or 'nothing'}")

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

    def number_dropped(self, element: str, *, reason: str) -> int:
        """How many of those found were counted as not kept for this reason."""
        return self._notes[element, "dropped", reason]

    def leave_out(self, element: str, *, place: str, reason: str) -> None:
        """List one thing as not kept, where it is (file, sheet, row, column) and why."""
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
        self.find(in_the_corpus(element), number)
        return in_the_corpus(element)

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
            are = "quotation is not" if number == 1 else "quotations are not"
            self.warnings.append(f"{number} {are} where the file says; see the report.")

    @property
    def elements(self) -> list[Row]:
        """One row per kind of element: element, found, kept, changed, dropped, reason."""
        return [self._row(element, total) for element, total in self._totals.items() if total]

    def _row(self, element: str, total: int) -> Row:
        omissions = self._number_of(element, "dropped")
        reasons = [
            f"{number} {reason}"
            for (of, _, reason), number in self._notes.items()
            if of == element and reason
        ]
        return {
            "element": element,
            "found": total,
            "kept": total - omissions,
            "changed": min(total - omissions, self._number_of(element, "changed")),
            "dropped": omissions,
            "reason": "; ".join(reasons) or None,
        }

    def reasons(self, element: str, fate: Fate) -> list[str]:
        """Why so many of an element were changed, dropped or remarked, the most first."""
        notes = [
            (n, why) for (of, what, why), n in self._notes.items() if (of, what) == (element, fate)
        ]
        return [f"{n:,} {why}" for n, why in sorted(notes, key=lambda note: -note[0]) if n]

    def _number_of(self, element: str, fate: Fate) -> int:
        return sum(n for (of, what, _), n in self._notes.items() if (of, what) == (element, fate))

    @property
    def texts(self) -> list[str]:
        """Every text of the account that may hold words of the file."""
        reasons = [text for element, _, reason in self._notes for text in (element, reason)]
        places = [str(cell) for row in self.left_out for cell in row.values()]
        lines = [*self.left_open, *self.warnings, *self.files, *reasons, *places]
        return [self.origin, self.columns_read, *self._totals, *lines]

    def with_texts(self, change: Callable[[str], str]) -> "Account":
        """An account with every one of its texts changed."""
        account = self.copy()
        account.origin, account.columns_read = change(self.origin), change(self.columns_read)
        account.left_open = [change(line) for line in self.left_open]
        account.warnings = [change(line) for line in self.warnings]
        account.files = [change(line) for line in self.files]
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
