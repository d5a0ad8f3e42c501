"""Which stakeholder each case is, and who speaks in each segment, by the map of an import."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trustbook.corpus.schema import TABLES
from trustbook.exchange.mapping import ImportMap, Stakeholder, is_named
from trustbook.exchange.model import Project
from trustbook.exchange.relations import level_of

_MOST_NAMES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A case or a document of which the map does not say who it is, or says it twice."""

    what: str
    guid: str
    name: str
    fault: str


def lines_on(left_open: Iterable[Open], names: Mapping[str, str]) -> list[str]:
    """A line on each kind of fault, with the cases or documents called by `names` (by guid).

    >>> from dataclasses import replace
    >>> one = Open(what="case", guid="1", name="Ann", fault="the map does not say who {it} is")
    >>> lines_on([one, replace(one, guid="2")], {"1": "P1", "2": "P2"})
    ['2 cases (P1, P2): the map does not say who each is']
    """
    alike: dict[tuple[str, str], list[str]] = {}
    for one in left_open:
        alike.setdefault((one.what, one.fault), []).append(names[one.guid])
    return [_line_on(what, fault, called) for (what, fault), called in alike.items()]


def _line_on(what: str, fault: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{what} {names[0]}: {fault.replace('{it}', 'it')}"
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    called = f"{', '.join(names[:_MOST_NAMES])}{more}"
    return f"{len(names):,} {what}s ({called}): {fault.replace('{it}', 'each')}"


def stakeholder_of_case(project: Project, mapping: ImportMap) -> tuple[dict[str, str], list[Open]]:
    """The stakeholder of each case (by guid) that the map settles, and what it leaves open.

    A case belongs to a stakeholder by its name or the values of its variables, else by the
    documents that belong to it.
    """
    of_source, _ = stakeholder_of_source(project, mapping)
    values = _values(project, "case")
    sources = project.members.groupby("case")["source"].agg(list).to_dict()
    stakeholder_of: dict[str, str] = {}
    left_open: list[Open] = []
    for guid, name in zip(project.cases["guid"], project.cases["name"], strict=True):
        own_name = name if isinstance(name, str) else None
        candidates = {
            one.stakeholder
            for one in mapping.stakeholders
            if is_named(own_name, one.cases) or _has_value(one, values.get(guid, {}))
        } or {of_source[s] for s in sources.get(guid, []) if s in of_source}
        if len(candidates) == 1:
            stakeholder_of[guid] = candidates.pop()
        else:
            left_open.append(_open("case", guid, own_name, candidates))
    return stakeholder_of, left_open


def stakeholder_of_source(
    project: Project, mapping: ImportMap
) -> tuple[dict[str, str], list[Open]]:
    """The stakeholder of each document (by guid) that the map settles, and conflicts."""
    values = _values(project, "source")
    stakeholder_of: dict[str, str] = {}
    left_open: list[Open] = []
    for guid, name in zip(project.sources["guid"], project.sources["name"], strict=True):
        own_name = name if isinstance(name, str) else None
        candidates = {
            one.stakeholder
            for one in mapping.stakeholders
            if is_named(own_name, one.documents) or _has_value(one, values.get(guid, {}))
        }
        if len(candidates) == 1:
            stakeholder_of[guid] = candidates.pop()
        elif candidates:
            left_open.append(_open("document", guid, own_name, candidates))
    return stakeholder_of, left_open


def _values(project: Project, kind: str) -> dict[str, dict[str, str]]:
    rows = project.variables[project.variables["owner_kind"] == kind].dropna(subset=["value"])
    values: dict[str, dict[str, str]] = {}
    for owner, variable, value in zip(rows["owner"], rows["variable"], rows["value"], strict=True):
        values.setdefault(owner, {})[str(variable).casefold()] = value
    return values


def _has_value(stakeholder: Stakeholder, values: Mapping[str, str]) -> bool:
    return any(
        is_named(values.get(variable.casefold()), patterns)
        for variable, patterns in stakeholder.variables.items()
    )


def _open(what: str, guid: str, name: str | None, candidates: Iterable[str]) -> Open:
    several = " and ".join(sorted(candidates))
    says_not = "the map does not say who {it} is"
    fault = f"the map makes {{it}} {several}; keep one" if several else says_not
    return Open(what=what, guid=guid, name=name or guid, fault=fault)


def case_of_segment(segments: pd.DataFrame, project: Project) -> tuple[dict[str, str], int]:
    """The case (guid) of each segment that has exactly one, and how many have several.

    `segments` has the columns segment, selection (a list of guids), source, start_cp, end_cp. The
    smallest part of a document that belongs to a case and holds the segment decides, else the
    case that the whole document belongs to.
    """
    members = project.members.dropna(subset=["source"])
    whole = members[members["selection"].isna()].groupby("source")["case"].agg(set).to_dict()
    parts = members.dropna(subset=["selection"])
    exact: dict[str, set[str]] = {}
    pairs = zip(parts["selection"].tolist(), parts["case"].tolist(), strict=True)
    for selection, case in pairs:
        exact.setdefault(selection, set()).add(case)
    spans = _spans(parts, project.selections)
    case_of: dict[str, str] = {}
    several = 0
    names = ("segment", "selection", "source", "start_cp", "end_cp")
    columns = (segments[name].astype("object").tolist() for name in names)
    for segment, guids, source, start, end in zip(*columns, strict=True):
        cases = (
            _cases_in(exact, guids)
            or _around(start, end, spans.get(source, []))
            or whole.get(source, set())
        )
        if len(cases) == 1:
            case_of[segment] = next(iter(cases))
        several += len(cases) > 1
    return case_of, several


def _cases_in(exact: Mapping[str, set[str]], guids: Sequence[str]) -> set[str]:
    if len(guids) == 1:
        return exact.get(guids[0], set())
    return set().union(*(exact.get(guid, set()) for guid in guids))


def _spans(parts: pd.DataFrame, selections: pd.DataFrame) -> dict[str, list[tuple[int, int, str]]]:
    """For each source the resolved parts that belong to a case, the smallest first."""
    with_place = selections.dropna(subset=["start_cp", "end_cp"])[["guid", "start_cp", "end_cp"]]
    rows = parts.merge(with_place, left_on="selection", right_on="guid")
    spans: dict[str, list[tuple[int, int, str]]] = {}
    columns = (rows[name] for name in ("source", "start_cp", "end_cp", "case"))
    for source, start, end, case in zip(*columns, strict=True):
        spans.setdefault(source, []).append((int(start), int(end), case))
    return {s: sorted(parts, key=lambda one: one[1] - one[0]) for s, parts in spans.items()}


def _around(start: Any, end: Any, spans: list[tuple[int, int, str]]) -> set[str]:
    """The cases of the smallest part that holds a place."""
    if pd.isna(start):
        return set()
    holding = [one for one in spans if one[0] <= start and end <= one[1]]
    smallest = holding[0][1] - holding[0][0] if holding else 0
    return {case for begin, stop, case in holding if stop - begin == smallest}


UNASSIGNED = "unassigned"


def cases_of(project: Project, of_case: Mapping[str, str], *, include_text: bool) -> pd.DataFrame:
    """The table `cases` with a column for each variable, and the guids."""
    guids = project.cases["guid"].to_list()
    width = max(2, len(str(len(guids))))
    pseudonyms = [f"P{number:0{width}}" for number in range(1, len(guids) + 1)]
    names = project.cases["name"].fillna("").to_list()
    unique = len(set(names)) == len(names) and all(names)
    rows = pd.DataFrame(
        {
            "guid": pd.Series(guids, dtype="str"),
            "case": names if include_text and unique else pseudonyms,
            "stakeholder": [of_case.get(guid, UNASSIGNED) for guid in guids],
        },
        dtype="object",
    )
    return with_variables(rows, project, "case", table="cases")


def with_variables(rows: pd.DataFrame, project: Project, kind: str, *, table: str) -> pd.DataFrame:
    """The rows, which have guids, with a column for each variable of cases or of sources.

    What has several values of a variable has none.
    """
    values = _different_values(project, kind)
    single = values[~values.duplicated(["owner", "variable"], keep=False)]
    for variable, cells in single.groupby("variable", sort=False):
        column = free_column(str(variable), list(rows.columns), table=table)
        rows[column] = rows["guid"].map(cells.set_index("owner")["value"])
    return rows


def owners_of_several_values(project: Project, kind: str) -> dict[str, list[str]]:
    """For each variable the cases or sources (guids) that have several values of it."""
    values = _different_values(project, kind)
    several = values[values.duplicated(["owner", "variable"])].drop_duplicates(
        ["owner", "variable"]
    )
    return {str(name): rows["owner"].to_list() for name, rows in several.groupby("variable")}


def _different_values(project: Project, kind: str) -> pd.DataFrame:
    values = project.variables[project.variables["owner_kind"] == kind]
    complete = values.dropna(subset=["variable", "value"])
    return complete.drop_duplicates(["owner", "variable", "value"])


def free_column(variable: str, columns: Sequence[str], *, table: str) -> str:
    """The name of the variable as a column of the table that no other one has."""
    plain = " ".join(variable.split()) or "attribute"
    plain_names = {name.casefold().replace(" ", "_") for name in (*columns, *TABLES[table].columns)}
    while plain.casefold().replace(" ", "_") in plain_names:
        plain += "_"
    return plain


def stakeholders_of(mapping: ImportMap, cases: pd.DataFrame) -> pd.DataFrame:
    """The table `stakeholders` of the map, with one for all cases that it does not assign."""
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
