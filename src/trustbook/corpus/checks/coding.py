"""Checks of the codebook: a tree from codes up to themes, every part of it used."""

import pandas as pd

from trustbook.corpus.checks.references import cycles
from trustbook.corpus.checks.tables import Cells, Tables, column, has
from trustbook.corpus.findings import Finding, as_warnings, findings_at

_PARENT_KINDS = {"theme": (), "category": ("theme",), "code": ("category", "theme")}
_PLACE = ("codes.csv", "parent")


def check_codebook(tables: Cells) -> list[Finding]:
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
            value=lambda parent: f'"{parent}", a {kinds[parent]}',
            id="codes.parent-kind",
            allowed=f"{may_be} above a {kind}",
            remedy="point at another one, or correct the kind of one of the two",
        )
    return findings


def _cycles(codes: pd.DataFrame) -> list[Finding]:
    rows = pd.Series(codes.index, index=codes["code"])
    parents = codes.dropna(subset=["parent"]).drop_duplicates("code").set_index("code")["parent"]
    return [
        Finding(
            id="codes.circle",
            file=_PLACE[0],
            row=int(rows[cycle[0]].min() if rows.index.duplicated().any() else rows[cycle[0]]),
            column=_PLACE[1],
            value="a circle: " + " under ".join([*cycle, cycle[0]]),
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
            value=lambda code: f'"{code}" under nothing',
            id="codes.without-parent",
            allowed="a parent for every category and every code",
            remedy="name the category or theme it belongs to; tables show it without a theme",
        )
    )


def _unused_codes(codes: pd.DataFrame, tables: Cells) -> list[Finding]:
    if not has(tables, "codings", "code"):
        return []
    used = tables.different("codings", "code") | tables.different("strategies", "code")
    orphans = (codes["kind"] == "code") & ~codes["code"].isin(used)
    return as_warnings(
        findings_at(
            codes["code"][orphans],
            ("codes.csv", "code"),
            id="codes.unused",
            allowed="codes that a coding uses",
            remedy="nothing to do if that is meant; else code a segment with it, or delete it",
        )
    )


def _themes_without_segments(codes: pd.DataFrame, tables: Cells) -> list[Finding]:
    if not has(tables, "codings", "code"):
        return []
    reached = set(tables.different("codings", "code"))
    parents = codes.dropna(subset=["parent"])
    while above := set(parents["parent"][parents["code"].isin(reached)]) - reached:
        reached |= above
    empty = (codes["kind"] == "theme") & ~codes["code"].isin(reached)
    return as_warnings(
        findings_at(
            codes["code"][empty],
            ("codes.csv", "code"),
            id="themes.without-segment",
            allowed="themes that reach a segment through their codes",
            remedy="code a segment with one of its codes, or delete the theme",
        )
    )


_SEGMENT_PLACE = ("segments.csv", "same_source_as")


def check_segments(tables: Cells) -> list[Finding]:
    """Findings for segments without a coding and for circles and chains of `same_source_as`."""
    return [*_without_coding(tables), *_circles_of_sources(tables), *_chains_of_sources(tables)]


def _without_coding(tables: Cells) -> list[Finding]:
    if not has(tables, "codings", "segment"):
        return []
    segments = column(tables, "segments", "segment")
    coded, stated = (tables.different(table, "segment") for table in ("codings", "relations"))
    unused = segments[[one not in coded and one not in stated for one in segments.tolist()]]
    return as_warnings(
        findings_at(
            unused,
            ("segments.csv", "segment"),
            value=lambda segment: f'"{segment}" without a coding',
            id="segments.without-coding",
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
            id="segments.circle",
            file=_SEGMENT_PLACE[0],
            row=rows[circle[0]],
            column=_SEGMENT_PLACE[1],
            value="a circle: " + " as ".join([*circle, circle[0]]),
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
            _SEGMENT_PLACE,
            value=lambda segment: f'"{segment}", which itself points at another segment',
            id="segments.chain",
            allowed="the root, a segment whose own cell is empty",
            remedy="point at the root; support is counted by it either way",
        )
    )


_RELATION = ("relations.csv", "segment")


def check_relations(tables: Tables) -> list[Finding]:
    """Findings for relations without a segment that have no place, or the name of a segment."""
    if not has(tables, "relations", "relation"):
        return []
    columns = ["relation", "segment", "study", "encounter", "case"]
    relations = tables["relations"].reindex(columns=columns)
    alone = relations[relations["segment"].isna()]
    return [*_without_study(alone, tables), *_named_as_segments(alone, tables),
            *_without_source(alone, tables)]  # fmt: skip


def _without_study(alone: pd.DataFrame, tables: Tables) -> list[Finding]:
    if len(column(tables, "studies", "study")) < 2:  # noqa: PLR2004
        return []
    return findings_at(
        alone["relation"][alone["study"].isna()],
        _RELATION,
        value=lambda relation: f'"{relation}" without a segment and without a study',
        id="relations.without-study",
        allowed="a segment, or else a study",
        remedy="fill in the column segment or the column study",
    )


def _named_as_segments(alone: pd.DataFrame, tables: Tables) -> list[Finding]:
    names = column(tables, "segments", "segment")
    return findings_at(
        alone["relation"][alone["relation"].isin(names)],
        ("relations.csv", "relation"),
        id="relations.named-as-segment",
        allowed="another name than that of a segment, where the relation has no segment",
        remedy="rename the relation, or fill in its segment",
    )


def _without_source(alone: pd.DataFrame, tables: Tables) -> list[Finding]:
    if not has(tables, "segments"):
        return []
    faulty = alone[alone[["encounter", "case"]].isna().all(axis="columns")]
    return as_warnings(
        findings_at(
            faulty["relation"],
            _RELATION,
            value=lambda relation: f'"{relation}" without a segment, an encounter and a case',
            id="relations.without-source",
            allowed="one of the three, as it counts as a source of its own without",
            remedy="fill in which segment, encounter or case states it",
        )
    )


FILE = "recodings.csv"


def check_recodings(tables: Tables) -> list[Finding]:
    """Findings for coders who also made the first coding, and for what a coder gave twice."""
    return [*_same_coder(tables), *_given_twice(tables)]


def _same_coder(tables: Tables) -> list[Finding]:
    findings: list[Finding] = []
    if not has(tables, "segments", "segment", "study"):
        return findings
    for first, second in (("codings", "recodings"), ("relations", "relation_recodings")):
        if has(tables, first, "segment", "coder") and has(tables, second, "study", "coder"):
            findings += _coders_of_both(tables, first, second)
    return findings


def _coders_of_both(tables: Tables, first: str, second: str) -> list[Finding]:
    study = tables["segments"].drop_duplicates("segment").set_index("segment")["study"]
    codings = tables[first][["segment", "coder"]].dropna()
    coders = set(zip(codings["segment"].map(study), codings["coder"], strict=True))
    rows = tables[second][["study", "coder"]].dropna()
    both = pd.Series(
        [pair in coders for pair in rows.itertuples(index=False, name=None)], index=rows.index
    )
    return findings_at(
        rows["coder"][both.astype("bool")],
        (f"{second}.csv", "coder"),
        id="recodings.same-coder",
        allowed=f"a coder who has no row in {first}.csv for the same study",
        remedy="give the independent pass a coder of its own",
    )


def _given_twice(tables: Tables) -> list[Finding]:
    if not has(tables, "recodings", "anchor", "coder", "code"):
        return []
    rows = tables["recodings"][["anchor", "coder", "code"]].dropna(subset=["anchor", "coder"])
    code = rows["code"].fillna("no code")
    return findings_at(
        code[rows.duplicated()],
        (FILE, "code"),
        value=lambda cell: f"{cell} a second time for the same unit and coder",
        id="recodings.repeated",
        allowed="each code once",
        remedy="delete one of the two rows",
    )
