"""The codes of an export as a codebook of themes, categories and codes."""

import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

from trustbook.schema import TABLES

_THIRD = 2  # depth of the third level, the last that a codebook has


def code_paths(codes: pd.DataFrame) -> list[str]:
    r"""The name of each code with the names of the codes above it, joined by \.

    >>> codes = pd.DataFrame({"guid": ["1", "2"], "name": ["Trust", "early"],
    ...                       "parent": [None, "1"]})
    >>> code_paths(codes)
    ['Trust', 'Trust\\early']
    """
    names = dict(zip(codes["guid"], codes["name"], strict=True))
    lines = lines_of(codes)
    return ["\\".join(_name(names[guid]) for guid in lines[code]) for code in codes["guid"]]


def lines_of(codes: pd.DataFrame) -> dict[str, list[str]]:
    """For each code the codes from the top down to itself; a circle is cut at its first code."""
    known = set(codes["guid"])
    above = {
        guid: parent
        for guid, parent in zip(codes["guid"], codes["parent"], strict=True)
        if isinstance(parent, str) and parent in known
    }
    lines: dict[str, list[str]] = {}
    for guid in codes["guid"]:
        line, seen = [guid], {guid}
        while (parent := above.get(line[-1])) and parent not in seen:
            if parent in lines:
                line += reversed(lines[parent])
                break
            line.append(parent)
            seen.add(parent)
        lines[guid] = line[::-1]
    return lines


def codebook(codes: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str], int]:
    """The table `codes`, the short name of each guid, and how many codes stand higher than before.

    What stands at the top and holds others is a theme, what stands below a theme and holds others
    a category, all else a code. A code deeper than the third level stands below its category, and
    its label says what stood between.
    """
    lines = lines_of(codes)
    names = {g: _name(n) for g, n in zip(codes["guid"], codes["name"], strict=True)}
    holders = {line[-2] for line in lines.values() if len(line) > 1}
    short = short_names([names[guid] for guid in codes["guid"]])
    ids = dict(zip(codes["guid"], short, strict=True))
    rows = []
    for guid, description in zip(codes["guid"], codes["description"], strict=True):
        line = lines[guid]
        depth = len(line) - 1
        between = [names[node] for node in line[_THIRD:]] or [names[guid]]
        rows.append(
            {
                "code": ids[guid],
                "label": " › ".join(between),
                "kind": _kind(depth, holds=guid in holders),
                "parent": ids[line[min(depth, _THIRD) - 1]] if depth else None,
                "definition": description,
            }
        )
    deeper = sum(len(line) > _THIRD + 1 for line in lines.values())
    table = pd.DataFrame(rows, columns=list(TABLES["codes"].columns), dtype="object")
    return table, ids, deeper


def _kind(depth: int, *, holds: bool) -> str:
    if not holds or depth >= _THIRD:
        return "code"
    return ("theme", "category")[depth]


def _name(name: object) -> str:
    text = " ".join(name.split()) if isinstance(name, str) else ""
    return text or "Unnamed code"


def short_names(names: Iterable[str], *, otherwise: str = "unnamed") -> list[str]:
    """A short name for each name: letters of any script and digits by hyphens, each once.

    >>> short_names(["Time to know", "Time to know", "ثقة", "!"])
    ['time-to-know', 'time-to-know-2', 'ثقة', 'unnamed']
    """
    taken: set[str] = set()
    made = []
    for name in names:
        short = _slug(name) or otherwise
        one, number = short, 1
        while one in taken:
            number += 1
            one = f"{short}-{number}"
        taken.add(one)
        made.append(one)
    return made


def _slug(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = [c if c.isalnum() or unicodedata.category(c)[0] == "M" else "-" for c in folded]
    return re.sub("-+", "-", "".join(kept)).strip("-")[:80]
