"""Printed values: numbers, bounds, ranges, means with their range, and months."""

import re
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import month_name

EXPECTED = "a number, > or < with a number, a range, a mean with its range, or months as YYYY-MM"


_MONTH = r"\d{4}-(?:0[1-9]|1[0-2])(?!\d)"
_VALUE = re.compile(rf"{_MONTH}|\d+(?:\.\d+)?")
_FORM = re.compile(rf"([<>]?)\s*((?:{_VALUE.pattern})(?:\s*[|(–-]\s*(?:{_VALUE.pattern}))*)\s*\)?")
_PAIR, _MEAN_AND_RANGE = 2, 3
_ITEM = r"\b((?:Table|Figure) \d+)"
_SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What is at one place: its numbers in order, or months counted from the year 0."""

    values: tuple[float, ...]
    are_months: bool = False
    bound: Literal["", "<", ">"] = ""

    def __str__(self) -> str:
        """The value as print has it.

        >>> str(Printed(values=(55, 27, 93))), str(Printed(values=(50,), bound=">"))
        ('55 (27–93)', 'more than 50')
        >>> str(Printed(values=(8, 1, 3)))
        '8, 1, 3'
        """
        words = [_word(value, is_month=self.are_months) for value in self.values]
        if self._is_mean_within_range:
            return f"{words[0]} ({words[1]}–{words[2]})"
        is_range = len(words) == _PAIR and self.values[0] <= self.values[1]
        value = ("–" if is_range else ", ").join(words)
        if not self.bound:
            return value
        form = "less than {value}" if self.bound == "<" else "more than {value}"
        return sentence(form, value=value)

    @property
    def _is_mean_within_range(self) -> bool:
        if len(self.values) != _MEAN_AND_RANGE or self.are_months:
            return False
        mean, low, high = self.values
        return low <= mean <= high


def printed_value(text: object) -> Printed | None:
    """The value of a text; None where it holds none.

    >>> printed_value("4|10") == printed_value("4–10") == Printed(values=(4, 10))
    True
    >>> str(printed_value("2016-04–2018-12")), printed_value("about ten")
    ('April 2016–December 2018', None)
    """
    form = _FORM.fullmatch(text.strip()) if isinstance(text, str) else None
    if form is None:
        return None
    texts = _VALUE.findall(form[2])
    is_month = {re.fullmatch(_MONTH, text) is not None for text in texts}
    if len(is_month) > 1:
        return None
    are_months = True in is_month
    bound: Literal["", "<", ">"] = "<" if form[1] == "<" else ">" if form[1] else ""
    values = tuple(month_number(v) if are_months else float(v) for v in texts)
    return Printed(values=values, are_months=are_months, bound=bound)


def month_number(month: str) -> float:
    """The month counted from January of the year 0.

    >>> month_number("2018-11") - month_number("2016-05")
    30.0
    """
    return float(int(month[:4]) * 12 + int(month[5:7]) - 1)


def gap(computed: Printed, expected: Printed) -> float | None:
    """How far `computed` is from `expected`: the largest signed difference of their values.

    None where the two cannot be compared: numbers with months, or more values with fewer.

    >>> gap(Printed(values=(12, 21)), Printed(values=(12, 22)))
    -1.0
    """
    alike = computed.are_months == expected.are_months
    if not alike or len(computed.values) != len(expected.values):
        return None
    each = [float(c - e) for c, e in zip(computed.values, expected.values, strict=True)]
    return max(each, key=abs)


def agrees(computed: Printed | None, expected: Printed | None, *, tolerance: float = 0) -> bool:
    """Whether `computed` is what is expected, or is on the right side of its bound.

    >>> [agrees(Printed(values=(n,)), printed_value(">50")) for n in (51, 50)]
    [True, False]
    """
    distance = gap(computed, expected) if computed and expected else None
    if distance is None or expected is None:
        return False
    if expected.bound:
        return distance > 0 if expected.bound == ">" else distance < 0
    return abs(distance) <= tolerance + _SLACK


def _word(value: float, *, is_month: bool) -> str:
    if is_month:
        return month_name(f"{int(value // 12):04d}-{int(value % 12) + 1:02d}")
    return f"{round(value, 2):g}" if value < 1e5 else f"{value:.0f}"  # noqa: PLR2004


def printed_items(claims: pd.DataFrame, *, measure: str) -> dict[str, str]:
    """For each study the printed table or figure in which most of its claims of a measure are.

    `measure` is how the name of the measure begins.

    >>> claims = pd.DataFrame(
    ...     {"study": "a", "measure": "barriers_n", "section": ["Methods: Table 1", "Results"]}
    ... )
    >>> printed_items(claims, measure="barriers_")
    {'a': 'Table 1'}
    """
    of_measure = claims[claims["measure"].str.startswith(measure, na=False)]
    items = of_measure["section"].str.extract(_ITEM, expand=False).dropna()
    by_study = items.groupby(of_measure["study"])
    return {str(study): str(each.mode().iloc[0]) for study, each in by_study}
