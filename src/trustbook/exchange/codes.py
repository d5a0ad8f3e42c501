"""The codes of an export as a codebook of themes, categories and codes."""

import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

from trustbook.corpus.findings import nearest_of, question
from trustbook.corpus.schema import TABLES
from trustbook.exchange.mapping import ImportMap, is_named, parts_of_name
from trustbook.exchange.model import Export

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


_OTHERWISE = "correct it in the map, or delete it there"


def codes_named_in_vain(
    export: Export, mapping: ImportMap, *, sheet: pd.DataFrame | None = None
) -> list[str]:
    """A line for each code of the map that nothing is called, with the code perhaps meant.

    A code of the map may also be called so within the names of codes that the patterns of the map
    take apart, by a link, or in the `sheet` of relations.
    """
    names, paths = export.codes["name"].dropna(), code_paths(export.codes)
    codes = dict.fromkeys([*names, *paths])
    known = [*codes, *_parts(codes, mapping), *_elsewhere(export, mapping, sheet)]
    by_name, by_path = nearest_of(names), nearest_of(paths)
    return [
        f"The map gives {owner} the code {code}, but the file has no such code; "
        + question((by_path if "\\" in code else by_name)(code), otherwise=_OTHERWISE)
        for owner, code in _named(mapping)
        if not any(is_named(name, [code]) for name in known)
    ]


def _named(mapping: ImportMap) -> list[tuple[str, str]]:
    """Each stakeholder and concept of the map with each of its codes."""
    owners = [
        *((one.stakeholder, one.codes) for one in mapping.stakeholders),
        *((one.concept, one.codes) for one in mapping.concepts),
    ]
    return [(owner, code) for owner, codes in owners for code in codes]


def _parts(codes: Iterable[str], mapping: ImportMap) -> list[str]:
    """What stands in the names of codes at the places that the patterns of the map name."""
    return [
        part
        for name in codes
        for pattern in mapping.patterns
        for part in (parts_of_name(name, pattern) or {}).values()
    ]


def _elsewhere(export: Export, mapping: ImportMap, sheet: pd.DataFrame | None) -> list[str]:
    """The names of links, where the map uses them, and the cells of the sheet of relations."""
    links = export.links["name"].dropna().unique().tolist() if mapping.links else []
    cells = [] if sheet is None else [cell for name in sheet for cell in sheet[name].unique()]
    return [*links, *map(str, cells)]
