"""The codes of a project as a codebook of themes, categories and codes."""

import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

from trustbook.corpus.findings import nearest_of, question
from trustbook.corpus.schema import TABLES
from trustbook.exchange.mapping import ImportMap, is_named, parts_of_name
from trustbook.exchange.model import Project

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
    """For each code the codes from the top down to itself; circles are cut."""
    above, _ = tree_of(codes)
    lines: dict[str, list[str]] = {}
    for guid in codes["guid"]:
        line = [guid]
        while line[-1] not in lines and (parent := above.get(line[-1])):
            line.append(parent)
        for node in reversed(line):
            lines.setdefault(node, [*lines.get(above.get(node, ""), []), node])
    return lines


def tree_of(codes: pd.DataFrame) -> tuple[dict[str, str], list[list[str]]]:
    """The code above each code that has one, and the circles that were cut to make it a tree.

    The code of a circle that comes first in the file is put at the top; its circle is told from it
    upwards.

    >>> codes = pd.DataFrame({"guid": ["1", "2", "3"], "parent": ["2", "1", "3"]})
    >>> tree_of(codes)
    ({'2': '1'}, [['1', '2'], ['3']])
    """
    guids = set(codes["guid"])
    above = {
        guid: parent
        for guid, parent in zip(codes["guid"], codes["parent"], strict=True)
        if isinstance(parent, str) and parent in guids
    }
    circles: list[list[str]] = []
    in_tree: set[str] = set()
    for guid in codes["guid"]:
        line, node = dict.fromkeys([guid]), guid
        while (node := above.get(node, "")) and node not in line and node not in in_tree:
            line[node] = None
        if node and node in line:
            circles.append(_circle(list(line), node, order=codes["guid"]))
            del above[circles[-1][0]]
        in_tree.update(line)
    return above, circles


def _circle(line: list[str], closing: str, *, order: "pd.Series[str]") -> list[str]:
    """The codes of a circle that the line upwards ends in, from the first of the file on."""
    circle = line[line.index(closing) :]
    first = circle.index(next(guid for guid in order if guid in circle))
    return circle[first:] + circle[:first]


def codebook(codes: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str], int]:
    """The table `codes`, the short name of each guid, and how many codes are higher than before.

    What is at the top and holds others is a theme, what is below a theme and holds others
    a category, all else a code. A code deeper than the third level is below its category, and
    its label says what was between.
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
    unique: dict[str, None] = {}
    for name in names:
        short = _slug(name) or otherwise
        one, number = short, 1
        while one in unique:
            number += 1
            one = f"{short}-{number}"
        unique[one] = None
    return list(unique)


def _slug(name: str) -> str:
    plain_name = unicodedata.normalize("NFKC", name).casefold()
    signs = [c if c.isalnum() or unicodedata.category(c)[0] == "M" else "-" for c in plain_name]
    return re.sub("-+", "-", "".join(signs)).strip("-")[:80]


def codes_without_match(
    project: Project, mapping: ImportMap, *, sheet: pd.DataFrame | None = None
) -> list[str]:
    """A line for each code of the map that the file does not have, with the code perhaps meant.

    A code of the map may also be called so within the names of codes that the patterns of the map
    take apart, by a link, or in the `sheet` of relations.
    """
    names, paths = project.codes["name"].dropna(), code_paths(project.codes)
    codes = dict.fromkeys([*names, *paths])
    every_name = [*codes, *_parts(codes, mapping), *_elsewhere(project, mapping, sheet)]
    owners = [
        *((one.stakeholder, one.codes) for one in mapping.stakeholders),
        *((one.concept, one.codes) for one in mapping.concepts),
    ]
    by_name, by_path = nearest_of(names), nearest_of(paths)
    return [
        f"The map gives {owner} the code {code}, but the file has no such code; "
        + question(
            (by_path if "\\" in code else by_name)(code),
            otherwise="correct it in the map, or delete it there",
        )
        for owner, codes_of_owner in owners
        for code in codes_of_owner
        if not any(is_named(name, [code]) for name in every_name)
    ]


def _parts(codes: Iterable[str], mapping: ImportMap) -> list[str]:
    """What is in the names of codes at the places that the patterns of the map name."""
    return [
        part
        for name in codes
        for pattern in mapping.patterns
        for part in (parts_of_name(name, pattern) or {}).values()
    ]


def _elsewhere(project: Project, mapping: ImportMap, sheet: pd.DataFrame | None) -> list[str]:
    """The names of links, where the map uses them, and the words of tables of relations."""
    links = project.links["name"].dropna().unique().tolist() if mapping.links else []
    cells = [] if sheet is None else [cell for name in sheet for cell in sheet[name].unique()]
    concepts = project.relations["concept"].dropna().unique()
    return [*links, *map(str, cells), *concepts]
