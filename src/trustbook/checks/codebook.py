"""Checks of the codebook: a tree from codes up to themes, every part of it used."""

import pandas as pd

from trustbook.checks.columns import Tables, column, has
from trustbook.checks.trees import cycles
from trustbook.findings import Finding, as_warnings, findings_at

_PARENT_KINDS = {"theme": (), "category": ("theme",), "code": ("category", "theme")}
_PLACE = ("codes.csv", "parent")


def check_codebook(tables: Tables) -> list[Finding]:
    """Findings for parents of the wrong kind, cycles, and codes or themes that nothing uses."""
    if not has(tables, "codes", "code", "kind"):
        return []
    codes = tables["codes"].reindex(columns=["code", "kind", "parent"]).dropna(subset=["code"])
    return [
        *_wrong_parents(codes),
        *_cycles(codes),
        *_without_parent(codes),
        *_unused_codes(codes, tables),
        *_themes_without_segments(codes, tables),
    ]


def _wrong_parents(codes: pd.DataFrame) -> list[Finding]:
    kinds = codes.drop_duplicates("code").set_index("code")["kind"]
    parent_kinds = codes["parent"].map(kinds)
    findings: list[Finding] = []
    for kind, allowed in _PARENT_KINDS.items():
        faulty = (codes["kind"] == kind) & parent_kinds.notna() & ~parent_kinds.isin(allowed)
        may_be = f"a {' or a '.join(allowed)}" if allowed else "nothing"
        findings += findings_at(
            codes["parent"][faulty],
            _PLACE,
            found=lambda parent: f'"{parent}", a {kinds[parent]}',
            allowed=f"{may_be} above a {kind}",
            remedy="point at another one, or correct the kind of one of the two",
        )
    return findings


def _cycles(codes: pd.DataFrame) -> list[Finding]:
    rows = pd.Series(codes.index, index=codes["code"])
    parents = codes.dropna(subset=["parent"]).drop_duplicates("code").set_index("code")["parent"]
    return [
        Finding(
            file=_PLACE[0],
            row=int(rows[cycle[0]].min() if rows.index.duplicated().any() else rows[cycle[0]]),
            column=_PLACE[1],
            found="a circle: " + " under ".join([*cycle, cycle[0]]),
            allowed="a tree",
            remedy="leave the parent of the highest one empty",
        )
        for cycle in cycles(parents)
    ]


def _without_parent(codes: pd.DataFrame) -> list[Finding]:
    loose = (codes["kind"] != "theme") & codes["parent"].isna()
    return as_warnings(
        findings_at(
            codes["code"][loose],
            _PLACE,
            found=lambda code: f'"{code}" under nothing',
            allowed="a parent for every category and every code",
            remedy="name the category or theme it belongs to; tables show it without a theme",
        )
    )


def _unused_codes(codes: pd.DataFrame, tables: Tables) -> list[Finding]:
    if not has(tables, "codings", "code"):
        return []
    used = set(column(tables, "codings", "code").unique()) | set(
        column(tables, "strategies", "code")
    )
    orphans = (codes["kind"] == "code") & ~codes["code"].isin(used)
    return as_warnings(
        findings_at(
            codes["code"][orphans],
            ("codes.csv", "code"),
            allowed="codes that a coding uses",
            remedy="nothing to do if that is meant; else code a segment with it, or delete it",
        )
    )


def _themes_without_segments(codes: pd.DataFrame, tables: Tables) -> list[Finding]:
    if not has(tables, "codings", "code"):
        return []
    reached = set(column(tables, "codings", "code").unique())
    parents = codes.dropna(subset=["parent"])
    while above := set(parents["parent"][parents["code"].isin(reached)]) - reached:
        reached |= above
    empty = (codes["kind"] == "theme") & ~codes["code"].isin(reached)
    return as_warnings(
        findings_at(
            codes["code"][empty],
            ("codes.csv", "code"),
            allowed="themes that reach a segment through their codes",
            remedy="code a segment with one of its codes, or delete the theme",
        )
    )
