"""What the columns of a table hold: texts, names, numbers, marks."""

import re
from collections.abc import Sequence

import pandas as pd

from trustbook.exchange.marks import NO, YES, says_no_code

_CHINESE = re.compile(r"[\u3040-\u9fff]")
_SHORT = 60  # letters that a code has at most, on average
_AGREEMENT = 0.25  # share of rows in which coders agree, and several codes of a row do not
_MOST_COUNTED = 40  # times that a document has a code
_HALF = 0.5
_MANY = 3  # cases, by which a property of cases is recognised


class Contents:
    """The columns of a table, by their names.

    >>> contents = Contents(pd.DataFrame({"Trust": ["1", "0", "1"], "Age": ["41", "", "41"]}))
    >>> contents.values("Age"), contents.marks(["Trust", "Age"])
    (['41'], ['Trust'])
    """

    def __init__(self, cells: pd.DataFrame) -> None:
        self._cells = cells
        self._values: dict[str, list[str]] = {}

    def values(self, name: str) -> list[str]:
        """The different values of a column, without blanks."""
        if name not in self._values:
            values = dict.fromkeys(
                str(value).strip() for value in self._cells[name].unique().tolist()
            )
            self._values[name] = [value for value in values if value]
        return self._values[name]

    def length(self, name: str) -> float:
        """The average length of what a column holds; a sign of Chinese counts as three letters."""
        values = self.values(name)
        signs = sum(len(value) + 2 * len(_CHINESE.findall(value)) for value in values)
        return signs / len(values) if values else 0

    def has_letters(self, name: str) -> bool:
        """Whether a column holds any letter, or nothing at all."""
        values = self.values(name)
        return not values or any(re.search(r"[^\W\d_]", value) for value in values)

    def is_like_codes(self, name: str) -> bool:
        """Whether a column holds short texts."""
        return bool(self.values(name)) and self.has_letters(name) and self.length(name) <= _SHORT

    def are_counts(self, name: str) -> bool:
        """Whether a column has noughts, and else small numbers."""
        values = self.values(name)
        return "0" in values and all(re.fullmatch(r"\d", value) for value in values)

    def are_small_counts(self, name: str) -> bool:
        """Whether a column holds small whole numbers or marks, as of a table of counts."""
        values = self.values(name)
        return bool(values) and all(
            value.casefold() in YES | NO or re.fullmatch(r"\d{1,3}(?:[.,]0+)?", value)
            for value in values
        )

    def has_only_marks(self, name: str) -> bool:
        """Whether a column holds nothing but marks; a blank one, too."""
        return all(value.casefold() in YES | NO for value in self.values(name))

    def are_labels(self, name: str) -> bool:
        """Whether a column has another text in each row, as labels of rows are."""
        values = self.values(name)
        has_texts = all(any(map(str.isalpha, value)) for value in values)
        return len(values) == len(self._cells) > 0 and has_texts

    def are_like_counts(self, names: Sequence[str]) -> bool:
        """Whether numbers are as low as those of codes, with a nought in every other column."""
        counts = [int(re.split("[.,]", value)[0]) for name in names for value in self.values(name)
                  if value[0].isdecimal()]  # fmt: skip
        with_nought = sum(bool((self._cells[name].isin(NO)).any()) for name in names)
        return 2 * with_nought >= len(names) and max(counts, default=1) <= _MOST_COUNTED

    def marks(self, names: Sequence[str]) -> list[str]:
        """The columns that hold marks and nothing else, one of them at least a yes."""
        return [name for name in names if self.has_only_marks(name) and self._has_a_yes(name)]

    def _has_a_yes(self, name: str) -> bool:
        return any(value.casefold() in YES for value in self.values(name))

    def constant_in(self, case: str, names: Sequence[str]) -> set[str]:
        """The columns that say the same in all rows of each case, where the others do not."""
        several = self._cells[self._cells[case].duplicated(keep=False)]
        constant = {name for name in names if (several.groupby(case)[name].nunique() == 1).all()}
        return constant if several[case].nunique() >= _MANY and constant < set(names) else set()

    def tell_same_apart(self, one: str, other: str) -> bool:
        """Whether two columns tell the same rows apart."""
        pairs = self._cells[[one, other]].drop_duplicates()
        return len(pairs) == pairs[one].nunique() == pairs[other].nunique()

    def come_again(self, one: str, other: str) -> bool:
        """Whether a value of a column comes again with another one of the other column."""
        return bool(self._cells[[one, other]].drop_duplicates()[one].duplicated().any())

    def differ_within(self, one: str, other: str) -> bool:
        """Whether most values of a column that come again do so with others of another column."""
        rows = self._cells.loc[(self._cells[one] != "") & (self._cells[other] != ""), [one, other]]
        again = rows[rows[other].duplicated(keep=False)].groupby(other)[one].nunique()
        return bool(len(again)) and bool((again > 1).mean() > _HALF)

    def stands_below(self, one: str, other: str) -> bool:
        """Whether each value of a column has one value of the other column."""
        pairs = self._cells.loc[self._cells[one] != "", [one, other]].drop_duplicates()
        return not pairs[one].duplicated().any()

    def share_values(self, one: str, other: str) -> bool:
        """Whether two columns hold much the same."""
        values, others = (
            {value for value in self.values(name) if not says_no_code(value)}
            for name in (one, other)
        )
        return 2 * len(values & others) >= min(len(values), len(others)) > 0

    def often_agree(self, one: str, other: str) -> bool:
        """Whether two columns say the same in many rows."""
        cells, others = self._cells[one], self._cells[other]
        has_code = cells.map(lambda cell: bool(cell) and not says_no_code(cell)).astype(bool)
        return ((cells == others) & has_code).sum() >= _AGREEMENT * max(has_code.sum(), 1)
