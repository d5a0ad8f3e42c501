"""The codes that the map of an import names and the file does not have."""

from collections.abc import Iterable

import pandas as pd

from trustbook.exports.codes import code_paths
from trustbook.exports.mapping import ImportMap, is_named, parts_of_name
from trustbook.exports.model import Export
from trustbook.suggestions import nearest_of, question

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
