"""`pytest --nbval tests/reference` compares words, and says in words what differs."""

import difflib
import re
from pathlib import Path

import pytest

TOLD_LINES = 20
DRAWING = re.compile(r'<figure id="([^"]*)" data-digest="[^"]*"></figure>')


def pytest_configure(config: pytest.Config) -> None:
    if getattr(config.option, "nbval_sanitize_with", "") is None:
        config.option.nbval_sanitize_with = str(Path(__file__).with_name("sanitize.cfg"))


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Which lines of a reference are no longer what the chapter says."""
    if not (op == "==" and isinstance(left, str) and isinstance(right, str)):
        return None
    drawing = DRAWING.fullmatch(left)
    if drawing:
        return [f"the drawing of {drawing[1]} changed, though its words and numbers did not"]
    lines = changed_lines(left.splitlines(), right.splitlines())
    more = len(lines) - TOLD_LINES
    rest = [f"… and {more} more lines"] if more > 0 else []
    advice = "if this is right, `trustbook freeze` makes it the new reference"
    return [
        "the chapter no longer says what its reference says",
        *lines[:TOLD_LINES],
        *rest,
        advice,
    ]


def changed_lines(before: list[str], now: list[str]) -> list[str]:
    words = {"- ": "was: ", "+ ": "now: "}
    compared = difflib.ndiff(before, now)
    return [words[line[:2]] + line[2:] for line in compared if line[:2] in words]
