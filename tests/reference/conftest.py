"""`pytest --nbval tests/reference` compares words and data, and says in words what differs."""

import difflib

import pytest

from trustbook.book.changes import output_changes
from trustbook.book.outputs import PART, outputs_in
from trustbook.book.reference import frozen_display

MOST_LINES = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Freeze what a cell shows now before it is compared, as what it showed was frozen."""
    for item in items:
        if hasattr(item, "compare_outputs"):
            item.compare_outputs = frozen_comparison(item.compare_outputs)


def frozen_comparison(compare):
    return lambda now, reference: compare([frozen_display(each) for each in now], reference)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Which words or values of a reference are no longer what the chapter says."""
    if op != "==" or type(left) is not type(right) or not isinstance(left, str | dict):
        return None
    lines = (
        changed_lines(left.splitlines(), right.splitlines())
        if isinstance(left, str)
        else output_changes(outputs_in({PART: left}), outputs_in({PART: right}))
    )
    more = len(lines) - MOST_LINES
    rest = [f"… and {more} more lines"] if more > 0 else []
    advice = "if this is right, `trustbook freeze` makes it the new reference"
    return [
        "the chapter no longer says what its reference says",
        *lines[:MOST_LINES],
        *rest,
        advice,
    ]


def changed_lines(before: list[str], now: list[str]) -> list[str]:
    words = {"- ": "was: ", "+ ": "now: "}
    compared = difflib.ndiff(before, now)
    return [words[line[:2]] + line[2:] for line in compared if line[:2] in words]
