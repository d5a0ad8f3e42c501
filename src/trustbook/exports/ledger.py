"""What an import found in a file, kept, changed and dropped, kind by kind, and why."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Ledger:
    """An account of the elements of a file; kept and dropped always add up to found."""

    _found: Counter[str] = field(default_factory=Counter)
    _changed: dict[str, Counter[str]] = field(default_factory=dict)
    _dropped: dict[str, Counter[str]] = field(default_factory=dict)

    def find(self, element: str, number: int = 1) -> None:
        """Note that the file has so many of the element."""
        self._found[element] += number

    def change(self, element: str, number: int, *, reason: str) -> None:
        """Note that so many of those kept are not as in the file."""
        self._note(self._changed, element, number, reason=reason)

    def drop(self, element: str, number: int = 1, *, reason: str) -> None:
        """Note that so many of those found are not kept."""
        self._note(self._dropped, element, number, reason=reason)

    def _note(
        self, book: dict[str, Counter[str]], element: str, number: int, *, reason: str
    ) -> None:
        if number:
            book.setdefault(element, Counter())[reason] += number

    def rows(self) -> list[dict[str, object]]:
        """A row of `Export.counts` for each kind of element, in the order they were found.

        >>> ledger = Ledger(); ledger.find("codes", 3); ledger.drop("codes", reason="twice")
        >>> [(row["found"], row["kept"], row["reason"]) for row in ledger.rows()]
        [(3, 2, '1 twice')]
        """
        return [self._row(element) for element, found in self._found.items() if found]

    def _row(self, element: str) -> dict[str, object]:
        changed = self._changed.get(element, Counter[str]())
        dropped = self._dropped.get(element, Counter[str]())
        reasons = [f"{number} {reason}" for reason, number in (changed + dropped).items()]
        return {
            "element": element,
            "found": self._found[element],
            "kept": self._found[element] - dropped.total(),
            "changed": changed.total(),
            "dropped": dropped.total(),
            "reason": "; ".join(reasons) or None,
        }
