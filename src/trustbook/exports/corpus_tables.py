"""The tables of a corpus made from an export and a map, confidential unless asked otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from trustbook.exports.codes import codebook, short_names
from trustbook.exports.confidential import kept_memos, keyed_anchors, meaning_unit
from trustbook.exports.mapping import ImportMap, is_named
from trustbook.exports.model import Export
from trustbook.exports.outcomes import outcome_counts
from trustbook.exports.relations import Relations, level_between, level_of, relations_found
from trustbook.exports.speakers import (
    case_of_segment,
    stakeholder_of_case,
    stakeholder_of_source,
)
from trustbook.schema import TABLES

UNASSIGNED = "unassigned"
_FIRST_CODER = "C1"
_DATA_TYPES = {
    "text": "Documents",
    "pdf": "PDF documents",
    "picture": "Pictures",
    "audio": "Audio recordings",
    "video": "Video recordings",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusTables:
    """The tables of a corpus by name, and the account of how they were made.

    `counts` has the columns of `Export.counts`, for what became of the export; `encounters` gives
    the short name of each source (by guid); `source_text` is the text in which the anchors stand.
    `left_open` names cases and documents as the corpus does, `named_open` as the program does.
    """

    tables: Mapping[str, pd.DataFrame]
    counts: pd.DataFrame
    encounters: Mapping[str, str]
    left_open: tuple[str, ...] = ()
    named_open: tuple[str, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()
    source_text: str = field(default="", repr=False)


def corpus_tables(
    export: Export,
    mapping: ImportMap,
    *,
    key: bytes,
    include_text: bool = False,
    sheet: pd.DataFrame | None = None,
) -> CorpusTables:
    """The corpus that an export and a map give.

    Without `include_text` no quotation is kept, and neither are the names of cases and documents;
    `sheet` is the table of relations that the map names.
    """
    study = _study_row(export, mapping)
    encounters = _encounter_names(export, include_text=include_text)
    book, code_of, deeper = codebook(export.codes)
    segments = _segments(export)
    of_case, open_cases = stakeholder_of_case(export, mapping)
    of_source, open_sources = stakeholder_of_source(export, mapping)
    case_of, several = case_of_segment(segments, export)
    segments["case"] = _mapped(segments["segment"], case_of)
    of_document = _mapped(segments["source"], of_source)
    segments["speaker"] = _mapped(segments["case"], of_case).where(
        segments["case"].notna(), of_document
    )
    codings = _codings(export, segments)
    found = relations_found(
        segments, codings, export, mapping=mapping, stakeholder_of_case=of_case, sheet=sheet
    )
    cases = _cases(export, of_case, include_text=include_text)
    anchors, source_text = keyed_anchors(segments, export, study=study["study"], key=key)
    memos, dropped_memos = kept_memos(segments, export, include_text=include_text)
    rows = _segment_rows(
        segments,
        study=study["study"],
        encounters=encounters,
        cases=cases,
        anchors=anchors,
        memos=memos,
        kinds=_kinds(segments, export, mapping),
        include_text=include_text,
    )
    coding_rows = codings.assign(code=codings["code"].map(code_of))
    linked, relations = _relation_rows(found, mapping, study=study["study"])
    tables = {
        "studies": pd.DataFrame([study]),
        "encounters": _encounters(export, segments, encounters, study=study["study"]),
        "stakeholders": _stakeholders(mapping, cases),
        "cases": cases.drop(columns="guid"),
        "anchors": anchors,
        "segments": pd.concat([rows, linked], ignore_index=True) if len(linked) else rows,
        "codes": book,
        "codings": coding_rows,
        "concepts": _concepts(mapping),
        "relations": relations,
    }
    left = [*_open_of_map(mapping), *found.left_open]
    if several:
        left.append(f"segments that belong to several cases, so that nobody speaks: {several}")
    persons = [*open_cases, *open_sources] if mapping.stakeholders else []
    name_of = dict(zip(cases["guid"], cases["case"], strict=True)) | encounters
    return CorpusTables(
        tables={
            name: _in_order(name, table) for name, table in tables.items() if _is_kept(name, table)
        },
        counts=outcome_counts(export, segments, codings, found, deeper, cases, dropped_memos),
        encounters=encounters,
        left_open=(*(one.told(name_of[one.guid]) for one in persons), *left),
        named_open=(*(one.told(one.name) for one in persons), *left),
        warnings=_warnings(export, mapping, cases, include_text=include_text),
        source_text=source_text,
    )


def _mapped(names: "pd.Series[str]", mapping: Mapping[str, str]) -> "pd.Series[str]":
    """What the mapping has for each name, as text; missing where it has nothing."""
    return names.map(dict(mapping)).astype("str")


def _is_kept(name: str, table: pd.DataFrame) -> bool:
    return len(table) > 0 or TABLES[name].obligatory


def _in_order(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The declared columns that hold something or must be there, then others."""
    declared = TABLES[name].columns
    required = {one.name for one in TABLES[name].fields if one.required}
    full = table.reindex(columns=[*declared, *(c for c in table.columns if c not in declared)])
    kept = [c for c in full.columns if c in required or full[c].notna().any()]
    return full[kept].reset_index(drop=True)


def _study_row(export: Export, mapping: ImportMap) -> dict[str, str]:
    name = export.name or "Imported material"
    given = {key: value for key, value in mapping.study.items() if value}
    title = given.get("title") or given.get("label") or name
    study = given.get("study") or short_names([name], otherwise="study")[0]
    part = f"all that was coded in {export.origin}" if export.origin != "unknown" else "all coded"
    return {"coded_part": part, **given, "study": study, "title": title,
            "label": given.get("label") or title[:60]}  # fmt: skip


def _encounter_names(export: Export, *, include_text: bool) -> dict[str, str]:
    """The short name of each source: its own where names are kept, else d01, d02, … ."""
    guids = export.sources["guid"].to_list()
    if include_text:
        named = short_names(export.sources["name"].fillna("").to_list(), otherwise="document")
        return dict(zip(guids, named, strict=True))
    width = max(2, len(str(len(guids))))
    return {guid: f"d{number:0{width}}" for number, guid in enumerate(guids, start=1)}


def _segments(export: Export) -> pd.DataFrame:
    """One row a coded place: segment, selection (guids), source, start_cp, end_cp, words.

    Selections of the same place are one segment; a source that is coded as a whole is one too.
    """
    coded = export.codings["selection"].dropna().unique()
    chosen = export.selections[export.selections["guid"].isin(coded)]
    chosen = chosen[~_is_empty(chosen)]
    placed = chosen["start_cp"].notna() & chosen["end_cp"].notna()
    place = chosen["start_cp"].astype("str") + "-" + chosen["end_cp"].astype("str")
    grouped = chosen.assign(place=place.where(placed, chosen["guid"]))
    rows = grouped.groupby(["source", "place"], sort=False, as_index=False).agg(
        selection=("guid", list),
        start_cp=("start_cp", "first"),
        end_cp=("end_cp", "first"),
        quotation=("quotation", "first"),
        description=("description", "first"),
        coder=("coder", "first"),
        name=("name", lambda names: [name for name in names if isinstance(name, str)]),
    )
    whole = export.codings[export.codings["selection"].isna()]["source"].dropna().unique()
    documents = pd.DataFrame({"source": whole, "selection": [[] for _ in whole]})
    every = pd.concat([rows.assign(whole=False), documents.assign(whole=True)], ignore_index=True)
    every["name"] = every["name"].map(lambda names: names if isinstance(names, list) else [])
    order = {guid: number for number, guid in enumerate(export.sources["guid"])}
    every["order"] = every["source"].map(order)
    every = every.sort_values(["order", "start_cp"], kind="stable", ignore_index=True)
    width = max(4, len(str(len(every))))
    every["segment"] = [f"s{number:0{width}}" for number in range(1, len(every) + 1)]
    return every


def _is_empty(selections: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a selection holds nothing: it ends where it begins."""
    return (selections["end"] == selections["start"]).fillna(value=False) & (
        selections["quotation"].fillna("").str.strip() == ""
    )


def _codings(export: Export, segments: pd.DataFrame) -> pd.DataFrame:
    """Segment, code (guid) and coder of each coding of a segment, each once."""
    exploded = segments[["segment", "selection"]].explode("selection").dropna()
    of_selection = dict(zip(exploded["selection"], exploded["segment"], strict=True))
    whole = segments[segments["whole"].astype("bool")]
    of_source = dict(zip(whole["source"], whole["segment"], strict=True))
    codings = export.codings
    segment = codings["selection"].map(of_selection)
    segment = segment.where(codings["selection"].notna(), codings["source"].map(of_source))
    rows = pd.DataFrame(
        {
            "segment": segment,
            "code": codings["code"],
            "coder": codings["coder"].fillna(_FIRST_CODER),
        }
    )
    known = rows[rows["segment"].notna() & rows["code"].isin(export.codes["guid"])]
    return known.drop_duplicates().sort_values("segment", kind="stable", ignore_index=True)


def _cases(export: Export, of_case: Mapping[str, str], *, include_text: bool) -> pd.DataFrame:
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


def _kinds(segments: pd.DataFrame, export: Export, mapping: ImportMap) -> "pd.Series[str]":
    """The kind of each segment: as the map says of its document, else a quotation."""
    names = dict(zip(export.sources["guid"], export.sources["name"], strict=True))
    said = {
        guid: kind
        for kind, patterns in mapping.kinds.items()
        for guid, name in names.items()
        if isinstance(name, str) and is_named(name, patterns)
    }
    usual = segments["whole"].map({True: "document", False: "quotation"})
    kinds = _mapped(segments["source"], said)
    return kinds.where(kinds.notna(), usual)


def _segment_rows(  # noqa: PLR0913
    segments: pd.DataFrame,
    *,
    study: str,
    encounters: Mapping[str, str],
    cases: pd.DataFrame,
    anchors: pd.DataFrame,
    memos: Mapping[str, str],
    kinds: "pd.Series[str]",
    include_text: bool,
) -> pd.DataFrame:
    case_name = dict(zip(cases["guid"], cases["case"], strict=True))
    anchored = set(anchors["anchor"])
    spoken = kinds == "quotation"
    return pd.DataFrame(
        {
            "segment": segments["segment"],
            "study": study,
            "encounter": segments["source"].map(encounters),
            "speaker": segments["speaker"].where(spoken | segments["case"].notna()),
            "case": segments["case"].map(case_name),
            "kind": kinds,
            "meaning_unit": [
                meaning_unit(said, words, include_text=include_text)
                for said, words in zip(segments["description"], segments["quotation"], strict=True)
            ],
            "anchor": segments["segment"].where(segments["segment"].isin(anchored)),
            "memo": segments["segment"].map(memos),
        },
        dtype="object",
    )


def _relation_rows(
    found: Relations, mapping: ImportMap, *, study: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Segments for relations that name none, and the table `relations`."""
    rows = found.rows.sort_values("segment", kind="stable", ignore_index=True)
    without = rows["segment"].isna()
    width = max(3, len(str(int(without.sum()))))
    named = [f"l{number:0{width}}" for number in range(1, int(without.sum()) + 1)]
    rows.loc[without, "segment"] = named
    label = {one.concept: one.row["label"] for one in mapping.concepts}
    linked = rows[without]
    segments = pd.DataFrame(
        {
            "segment": linked["segment"],
            "study": study,
            "kind": "finding",
            "meaning_unit": [
                f"{label[c]}: {a} towards {b} (stated by the researcher, not in a segment)"
                for a, b, c in zip(
                    linked["truster"], linked["trustee"], linked["concept"], strict=True
                )
            ],
        },
        dtype="object",
    )
    width = max(4, len(str(len(rows))))
    rows["relation"] = [f"r{number:0{width}}" for number in range(1, len(rows) + 1)]
    pairs = zip(rows["truster"], rows["trustee"], strict=True)
    rows["level"] = [level_between(a, b, mapping) for a, b in pairs]
    return segments, rows


def _encounters(
    export: Export, segments: pd.DataFrame, names: Mapping[str, str], *, study: str
) -> pd.DataFrame:
    """One row a source that a segment comes from."""
    used = export.sources[export.sources["guid"].isin(segments["source"])]
    spoken = segments.dropna(subset=["speaker"]).groupby("source")["speaker"]
    participants = spoken.agg(lambda speakers: "|".join(sorted(set(speakers))))
    return pd.DataFrame(
        {
            "encounter": used["guid"].map(names),
            "study": study,
            "data_type": used["kind"].map(_DATA_TYPES).fillna("Documents"),
            "participants": used["guid"].map(participants),
        },
        dtype="object",
    )


def _stakeholders(mapping: ImportMap, cases: pd.DataFrame) -> pd.DataFrame:
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


def _concepts(mapping: ImportMap) -> pd.DataFrame:
    rows = [{k: v or None for k, v in one.row.items()} for one in mapping.concepts if one.has_sign]
    return pd.DataFrame(rows, columns=list(TABLES["concepts"].columns))


def _open_of_map(mapping: ImportMap) -> list[str]:
    if not mapping.stakeholders:
        return ["no stakeholder is known: give a map (trustbook import FILE --draft-map)"]
    left = [f"stakeholder {one.stakeholder}: no level; {level_of(one.row)} follows from its kind"
            for one in mapping.stakeholders if not one.row.get("level")]  # fmt: skip
    return [*left, *(f"concept {one.concept}: the map gives it no sign"
                     for one in mapping.concepts if not one.has_sign)]  # fmt: skip


def _warnings(
    export: Export, mapping: ImportMap, cases: pd.DataFrame, *, include_text: bool
) -> tuple[str, ...]:
    said = []
    attributes = [name for name in cases.columns if name not in ("guid", "case", "stakeholder")]
    if attributes:
        said.append(
            f"cases.csv has the variables {', '.join(attributes)}: look whether they could "
            "identify a person, and delete those that do."
        )
    if include_text:
        said.append("Quotations and the names of cases and documents are kept, as asked for.")
    if not mapping.stakeholders:
        said.append("No map was given, so no stakeholder, speaker or relation is known.")
    if export.codings.empty:
        said.append("The file has no coded text: a book needs segments and codings.")
    return tuple(said)
