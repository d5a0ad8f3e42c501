"""Which stakeholder each case is, and who speaks in each segment, by the map of an import."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trustbook.corpus.schema import TABLES
from trustbook.exchange.mapping import ImportMap, Stakeholder, is_named
from trustbook.exchange.model import Export
from trustbook.exchange.relations import level_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A case or a document of which the map does not say who it is, or says it twice."""

    what: str
    guid: str
    name: str
    fault: str

    def told(self, name: str) -> str:
        """The fault in a line that calls the case or document `name`."""
        return f"{self.what} {name}: {self.fault}"


def stakeholder_of_case(export: Export, mapping: ImportMap) -> tuple[dict[str, str], list[Open]]:
    """The stakeholder of each case (by guid) that the map settles, and what it leaves open.

    A case belongs to a stakeholder by its name or the values of its variables, else by the
    documents that belong to it.
    """
    of_source, _ = stakeholder_of_source(export, mapping)
    values = _values(export, "case")
    sources = export.members.groupby("case")["source"].agg(list).to_dict()
    settled: dict[str, str] = {}
    left: list[Open] = []
    for guid, name in zip(export.cases["guid"], export.cases["name"], strict=True):
        called = name if isinstance(name, str) else None
        direct = [
            one.stakeholder
            for one in mapping.stakeholders
            if is_named(called, one.cases) or _has_value(one, values.get(guid, {}))
        ]
        found = set(direct) or {of_source[s] for s in sources.get(guid, []) if s in of_source}
        if len(found) == 1:
            settled[guid] = found.pop()
        else:
            left.append(_open("case", guid, called, found))
    return settled, left


def stakeholder_of_source(export: Export, mapping: ImportMap) -> tuple[dict[str, str], list[Open]]:
    """The stakeholder of each document (by guid) that the map settles, and conflicts."""
    values = _values(export, "source")
    settled: dict[str, str] = {}
    left: list[Open] = []
    for guid, name in zip(export.sources["guid"], export.sources["name"], strict=True):
        called = name if isinstance(name, str) else None
        found = {
            one.stakeholder
            for one in mapping.stakeholders
            if is_named(called, one.documents) or _has_value(one, values.get(guid, {}))
        }
        if len(found) == 1:
            settled[guid] = found.pop()
        elif found:
            left.append(_open("document", guid, called, found))
    return settled, left


def _values(export: Export, kind: str) -> dict[str, dict[str, str]]:
    rows = export.variables[export.variables["owner_kind"] == kind].dropna(subset=["value"])
    found: dict[str, dict[str, str]] = {}
    for owner, variable, value in zip(rows["owner"], rows["variable"], rows["value"], strict=True):
        found.setdefault(owner, {})[str(variable).casefold()] = value
    return found


def _has_value(stakeholder: Stakeholder, values: Mapping[str, str]) -> bool:
    return any(
        is_named(values.get(variable.casefold()), wanted)
        for variable, wanted in stakeholder.variables.items()
    )


def _open(what: str, guid: str, name: str | None, found: Iterable[str]) -> Open:
    several = " and ".join(sorted(found))
    fault = f"the map makes it {several}; keep one" if several else "the map does not say who it is"
    return Open(what=what, guid=guid, name=name or guid, fault=fault)


def case_of_segment(segments: pd.DataFrame, export: Export) -> tuple[dict[str, str], int]:
    """The case (guid) of each segment that has exactly one, and how many have several.

    `segments` has the columns segment, selection (a list of guids), source, start_cp, end_cp. The
    smallest part of a document that belongs to a case and holds the segment decides, else the
    case that the whole document belongs to.
    """
    members = export.members.dropna(subset=["source"])
    whole = members[members["selection"].isna()].groupby("source")["case"].agg(set).to_dict()
    parts = members.dropna(subset=["selection"])
    exact = parts.groupby("selection")["case"].agg(set).to_dict()
    spans = _spans(parts, export.selections)
    settled: dict[str, str] = {}
    several = 0
    columns = (segments[name] for name in ("segment", "selection", "source", "start_cp", "end_cp"))
    for segment, guids, source, start, end in zip(*columns, strict=True):
        found = set().union(*(exact.get(guid, set()) for guid in guids))
        found = found or _around(start, end, spans.get(source, [])) or whole.get(source, set())
        if len(found) == 1:
            settled[segment] = next(iter(found))
        several += len(found) > 1
    return settled, several


def _spans(parts: pd.DataFrame, selections: pd.DataFrame) -> dict[str, list[tuple[int, int, str]]]:
    """For each source the resolved parts that belong to a case, the smallest first."""
    placed = selections.dropna(subset=["start_cp", "end_cp"])[["guid", "start_cp", "end_cp"]]
    rows = parts.merge(placed, left_on="selection", right_on="guid")
    found: dict[str, list[tuple[int, int, str]]] = {}
    for source, start, end, case in zip(
        rows["source"], rows["start_cp"], rows["end_cp"], rows["case"], strict=True
    ):
        found.setdefault(source, []).append((int(start), int(end), case))
    return {s: sorted(spans, key=lambda one: one[1] - one[0]) for s, spans in found.items()}


def _around(start: Any, end: Any, spans: list[tuple[int, int, str]]) -> set[str]:
    """The cases of the smallest part that holds a place."""
    if pd.isna(start):
        return set()
    holding = [one for one in spans if one[0] <= start and end <= one[1]]
    smallest = holding[0][1] - holding[0][0] if holding else 0
    return {case for begin, stop, case in holding if stop - begin == smallest}


UNASSIGNED = "unassigned"


def cases_of(export: Export, of_case: Mapping[str, str], *, include_text: bool) -> pd.DataFrame:
    """The table `cases` with a column for each variable, and the guids."""
    guids = export.cases["guid"].to_list()
    width = max(2, len(str(len(guids))))
    numbered = [f"P{number:0{width}}" for number in range(1, len(guids) + 1)]
    names = export.cases["name"].fillna("").to_list()
    unique = len(set(names)) == len(names) and all(names)
    rows = pd.DataFrame(
        {
            "guid": pd.Series(guids, dtype="str"),
            "case": names if include_text and unique else numbered,
            "stakeholder": [of_case.get(guid, UNASSIGNED) for guid in guids],
        },
        dtype="object",
    )
    values = export.variables[export.variables["owner_kind"] == "case"]
    for variable, said in values.dropna(subset=["variable"]).groupby("variable", sort=False):
        column = _free_column(str(variable), list(rows.columns))
        known = said.drop_duplicates("owner").set_index("owner")["value"]
        rows[column] = rows["guid"].map(known)
    return rows


def _free_column(variable: str, taken: Sequence[str]) -> str:
    """The name of the variable as a column that no other one has."""
    plain = " ".join(variable.split()) or "attribute"
    folded = {name.casefold().replace(" ", "_") for name in (*taken, *TABLES["cases"].columns)}
    while plain.casefold().replace(" ", "_") in folded:
        plain += "_"
    return plain


def stakeholders_of(mapping: ImportMap, cases: pd.DataFrame) -> pd.DataFrame:
    """The table `stakeholders` of the map; one more where it does not say who a case is."""
    rows: list[dict[str, str | None]] = [
        {key: value or None for key, value in one.row.items()} | {"level": level_of(one.row)}
        for one in mapping.stakeholders
    ]
    if not rows or (cases["stakeholder"] == UNASSIGNED).any():
        rows.append(
            {
                "stakeholder": UNASSIGNED,
                "label": "Not assigned",
                "kind": "role",
                "level": "micro",
                "description": "Stands for every case of which the map does not say who it is.",
            }
        )
    return pd.DataFrame(rows)
