"""Without segments marked `restricted`, and without what rests on them alone or is there."""

from collections.abc import Iterator

import pandas as pd

from trustbook.corpus.disclosure import Disclosure
from trustbook.corpus.published import Withheld

Tables = dict[str, pd.DataFrame]

_RESTRICTED = "restricted"
_RESTING = (
    ("barriers", "barrier"),
    ("codes", "code"),
)  # on the rows that name them, with their key
_SMALLER = "its numbers are those of the whole corpus, and this one is smaller"


def without_restricted(tables: Tables, _: Disclosure) -> tuple[Tables, list[Withheld]]:
    """The tables without restricted segments and without what rests on them."""
    segments = tables.get("segments", pd.DataFrame())
    if _RESTRICTED not in segments:
        return tables, []
    is_marked = segments[_RESTRICTED].str.strip().str.casefold().eq("yes")
    anchors = _values(segments[is_marked], "anchor")
    is_there = _cells(segments, "anchor").isin(anchors) & ~is_marked
    names = _values(segments[is_marked | is_there], "segment")
    lines = [
        line_of(is_marked, "segment", "segments.csv", "it is marked as restricted"),
        line_of(is_there, "segment", "segments.csv", "it is at the place of a restricted segment"),
    ]
    rest = {**tables, "segments": segments[~(is_marked | is_there)].drop(columns=_RESTRICTED)}
    places = _places(tables, anchors)
    for table, cells in tables.items():
        if table in ("segments", "anchors"):
            continue
        if table == "material":  # what was collected stays, without the place
            places_here = _cells(cells, "anchor")
            rest[table] = cells.assign(anchor=places_here.mask(places_here.isin(anchors), ""))
            continue
        rests = _cells(cells, "segment").isin(names) | _cells(cells, "anchor").isin(places)
        rest[table] = cells[~rests]
        lines.append(line_of(rests, "row", f"{table}.csv", "it rests on a restricted segment"))
    if "same_source_as" in rest["segments"]:
        links = rest["segments"]["same_source_as"]
        rest["segments"] = rest["segments"].assign(same_source_as=links.mask(links.isin(names), ""))
    for step in (_without_what_nothing_names, _without_loose_anchors):
        rest, more = step(tables, rest)
        lines += more
    rest, claims = without_claims(rest) if names else (rest, [])
    return rest, [line for line in (*lines, *claims) if line.n]


def _cells(cells: pd.DataFrame, name: str) -> "pd.Series[str]":
    """A column; empty cells where there is none."""
    return cells[name] if name in cells else pd.Series("", cells.index, dtype="str")


def _values(cells: pd.DataFrame, name: str) -> set[str]:
    return {value for value in _cells(cells, name) if value}


def _places(tables: Tables, names: set[str]) -> set[str]:
    """These anchors, and all that share letters with them."""
    if not names or "anchors" not in tables:
        return names
    spans = tables["anchors"].assign(
        **{name: pd.to_numeric(tables["anchors"][name], "coerce") for name in ("start", "length")}
    )
    pairs = spans[spans["anchor"].isin(names)].merge(spans, on="study")
    share = (pairs["start_x"] < pairs["start_y"] + pairs["length_y"]) & (
        pairs["start_y"] < pairs["start_x"] + pairs["length_x"]
    )
    return names | set(pairs.loc[share, "anchor_y"])


def _without_what_nothing_names(before: Tables, tables: Tables) -> tuple[Tables, list[Withheld]]:
    """The tables without barriers and codes that restricted segments alone speak for."""
    rest, lines = {**tables}, []
    why = "it rests on restricted segments alone"
    for table, key in _RESTING:
        is_lost = pd.Series([True])
        while is_lost.any() and table in rest:
            lost = set(_naming(before, table, key)) - set(_naming(rest, table, key))
            is_lost = rest[table][key].isin(lost)
            rest[table] = rest[table][~is_lost]
            lines.append(line_of(is_lost, "row", f"{table}.csv", why))
    barriers, evidence = (
        rest.get(name, pd.DataFrame()) for name in ("barriers", "barrier_evidence")
    )
    if "barrier" in evidence:
        rest["barrier_evidence"] = evidence[evidence["barrier"].isin(_values(barriers, "barrier"))]
    if not barriers.empty:  # the lines of a study are numbered without gaps
        order = barriers.assign(line=pd.to_numeric(barriers["line"], "coerce")).sort_values("line")
        numbers = order.groupby("study").cumcount() + 1
        rest["barriers"] = barriers.assign(line=numbers.astype("str"))
    return rest, lines


def _naming(tables: Tables, table: str, key: str) -> Iterator[str]:
    """What rows of other tables, or codes below it, name by this key."""
    for name, cells in tables.items():
        yield from _values(cells, "parent" if name == table else key)


def _without_loose_anchors(before: Tables, tables: Tables) -> tuple[Tables, list[Withheld]]:
    """The tables without the anchors of rows that are no longer there."""
    if "anchors" not in tables:
        return tables, []
    is_lost = tables["anchors"]["anchor"].isin(_anchors_named(before) - _anchors_named(tables))
    why = "it is the fingerprint of a restricted segment"
    rest = {**tables, "anchors": tables["anchors"][~is_lost]}
    return rest, [line_of(is_lost, "row", "anchors.csv", why)]


def _anchors_named(tables: Tables) -> set[str]:
    return {
        value
        for name, cells in tables.items()
        if name != "anchors"
        for value in _values(cells, "anchor")
    }


def without_claims(tables: Tables) -> tuple[Tables, list[Withheld]]:
    """The tables without claims, which rest on the whole corpus."""
    if "claims" not in tables:
        return tables, []
    rest = {name: cells for name, cells in tables.items() if name != "claims"}
    return rest, [Withheld(n=1, what="table", where="claims.csv", why=_SMALLER)]


def line_of(rows: "pd.Series[bool]", what: str, where: str, why: str) -> Withheld:
    """How many of these rows are withheld, and why."""
    return Withheld(n=int(rows.sum()), what=what, where=where, why=why)
