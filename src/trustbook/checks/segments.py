"""Checks of the segments: each coded, and sources that lead to one root."""

import pandas as pd

from trustbook.checks.columns import Tables, column, has
from trustbook.checks.trees import cycles
from trustbook.findings import Finding, as_warnings, findings_at

_PLACE = ("segments.csv", "same_source_as")


def check_segments(tables: Tables) -> list[Finding]:
    """Findings for segments without a coding and for circles and chains of `same_source_as`."""
    return [*_without_coding(tables), *_circles_of_sources(tables), *_chains_of_sources(tables)]


def _without_coding(tables: Tables) -> list[Finding]:
    if not has(tables, "codings", "segment"):
        return []
    segments = column(tables, "segments", "segment")
    used = {*column(tables, "codings", "segment"), *column(tables, "relations", "segment")}
    unused = segments[~segments.isin(used)]
    return as_warnings(
        findings_at(
            unused,
            ("segments.csv", "segment"),
            found=lambda segment: f'"{segment}" without a coding',
            allowed="at least one coding or relation of every segment",
            remedy="code it in codings.csv",
        )
    )


def _source_of(tables: Tables) -> "pd.Series[str]":
    """The segment that each segment points at, by segment; the rows as a second index level."""
    segments = tables["segments"][["segment", "same_source_as"]].dropna()
    segments = segments.drop_duplicates("segment").reset_index()
    return segments.set_index(["segment", "row"])["same_source_as"]


def _circles_of_sources(tables: Tables) -> list[Finding]:
    if not has(tables, "segments", "segment", "same_source_as"):
        return []
    pointed = _source_of(tables)
    rows = {str(segment): int(row) for segment, row in pointed.index}
    return [
        Finding(
            file=_PLACE[0],
            row=rows[circle[0]],
            column=_PLACE[1],
            found="a circle: " + " as ".join([*circle, circle[0]]),
            allowed="segments that lead to one root, whose own cell is empty",
            remedy="leave the cell of the segment that states it first empty",
        )
        for circle in cycles(pointed.droplevel("row"))
    ]


def _chains_of_sources(tables: Tables) -> list[Finding]:
    if not has(tables, "segments", "segment", "same_source_as"):
        return []
    pointed = _source_of(tables)
    further = pointed.map(pointed.droplevel("row")).notna() & (
        pointed != pointed.index.get_level_values("segment")
    )
    return as_warnings(
        findings_at(
            pointed[further].droplevel("segment"),
            _PLACE,
            found=lambda segment: f'"{segment}", which itself points at another segment',
            allowed="the root, a segment whose own cell is empty",
            remedy="point at the root; support is counted by it either way",
        )
    )
