"""Which rows of tables are about one passage: a passage is a row, not its words."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

from trustbook.exchange.excerpts import Excerpt


def passages(excerpts: Sequence[Excerpt]) -> list[Hashable]:
    """What identifies the passage of each excerpt.

    Rows that share the cell with the words are one passage. Else, as the `rule` of the excerpt
    says: rows of one key are one passage; or the n-th row (run of rows) of one coder with a key is
    the same passage as the n-th of another coder; or each row is its own.
    """
    numbers = _Numbers()
    return [numbers.passage(one) for one in excerpts]


class _Numbers:
    """How often each coder has had each key so far."""

    def __init__(self) -> None:
        self._times: defaultdict[Hashable, int] = defaultdict(int)
        self._last: dict[Hashable, Excerpt] = {}
        self._codes: dict[Hashable, set[Hashable]] = {}

    def passage(self, one: Excerpt) -> Hashable:
        if one.rule == "row" or (one.first_row is not None and one.rule != "key"):
            return ("row", one.sheet, one.row if one.first_row is None else one.first_row)
        if one.rule == "key":
            return one.key
        coder = one.cells.get("coder", "")
        of_coder = (one.key, coder)
        if one.rule == "coder" or not self._goes_on(one, coder):
            self._times[of_coder] += 1
            self._codes[coder] = set()
        self._last[coder] = one
        self._codes[coder].update(one.codes)
        return (one.key, self._times[of_coder])

    def _goes_on(self, one: Excerpt, coder: str) -> bool:
        """Whether a row adds codes to the passage of the row before it of the same coder."""
        last = self._last.get(coder)
        return (
            last is not None
            and last.key == one.key
            and last.sheet == one.sheet
            and last.further == one.further
            and self._codes[coder].isdisjoint(one.codes)
            and bool(one.codes)
        )
