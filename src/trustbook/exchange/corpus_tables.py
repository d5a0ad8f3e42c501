"""The tables of a corpus made from an export and a map, confidential unless asked otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from trustbook.corpus.schema import TABLES
from trustbook.exchange.account import outcome_counts
from trustbook.exchange.codes import codebook, codes_named_in_vain, short_names
from trustbook.exchange.confidential import kept_memos, keyed_anchors
from trustbook.exchange.mapping import ImportMap
from trustbook.exchange.model import Export
from trustbook.exchange.relations import Relations, level_between, level_of, relations_found
from trustbook.exchange.segments import (
    FIRST_CODER,
    coder_not_named,
    codings_of,
    kinds_of,
    mapped,
    same_passages,
    segment_rows,
    segments_of,
)
from trustbook.exchange.speakers import (
    case_of_segment,
    cases_of,
    stakeholder_of_case,
    stakeholder_of_source,
    stakeholders_of,
)

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
    segments = segments_of(export)
    of_case, open_cases = stakeholder_of_case(export, mapping)
    of_source, open_sources = stakeholder_of_source(export, mapping)
    case_of, several = case_of_segment(segments, export)
    segments["case"] = mapped(segments["segment"], case_of)
    of_document = mapped(segments["source"], of_source)
    segments["speaker"] = mapped(segments["case"], of_case).where(
        segments["case"].notna(), of_document
    )
    codings = codings_of(export, segments)
    segments["same_source_as"] = mapped(segments["segment"], same_passages(segments, codings))
    found = relations_found(
        segments, codings, export, mapping=mapping, stakeholder_of_case=of_case, sheet=sheet
    )
    cases = cases_of(export, of_case, include_text=include_text)
    anchors, source_text = keyed_anchors(segments, export, study=study["study"], key=key)
    memos, dropped_memos = kept_memos(segments, export, include_text=include_text)
    rows = segment_rows(
        segments,
        study=study["study"],
        encounters=encounters,
        cases=cases,
        anchors=anchors,
        memos=memos,
        kinds=kinds_of(segments, export, mapping),
        include_text=include_text,
    )
    coding_rows = codings.assign(code=codings["code"].map(code_of))
    linked, relations = _relation_rows(found, mapping, cases, study=study["study"])
    tables = {
        "studies": pd.DataFrame([study]),
        "encounters": _encounters(export, segments, encounters, study=study["study"]),
        "stakeholders": stakeholders_of(mapping, cases),
        "cases": cases.drop(columns="guid"),
        "anchors": anchors,
        "segments": pd.concat([rows, linked], ignore_index=True) if len(linked) else rows,
        "codes": book,
        "codings": coding_rows,
        "concepts": _concepts(mapping),
        "relations": relations,
    }
    left = [*_open_of_map(mapping), *_open_of_coders(export, codings), *found.left_open]
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
        warnings=(
            *codes_named_in_vain(export, mapping, sheet=sheet),
            *_warnings(export, mapping, cases, include_text=include_text),
        ),
        source_text=source_text,
    )


def is_codebook(export: Export) -> bool:
    """Whether an export holds codes and nothing that they could code."""
    return len(export.codes) > 0 and export.sources.empty and export.selections.empty


def codebook_tables(export: Export) -> dict[str, pd.DataFrame]:
    """The tables of a corpus that a codebook fills: its study and its codes."""
    study = pd.DataFrame([_study_row(export, ImportMap())]).drop(columns="coded_part")
    tables = {"studies": study, "codes": codebook(export.codes)[0]}
    return {name: table.reindex(columns=TABLES[name].columns) for name, table in tables.items()}


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


def _relation_rows(
    found: Relations, mapping: ImportMap, cases: pd.DataFrame, *, study: str
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
            "case": linked["case"].map(dict(zip(cases["guid"], cases["case"], strict=True))),
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
    return segments, rows.drop(columns="case")


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


def _concepts(mapping: ImportMap) -> pd.DataFrame:
    rows = [{k: v or None for k, v in one.row.items()} for one in mapping.concepts if one.has_sign]
    return pd.DataFrame(rows, columns=list(TABLES["concepts"].columns))


def _open_of_map(mapping: ImportMap) -> list[str]:
    if not mapping.stakeholders:
        return ["no stakeholder is known: give a map (trustbook import FILE --draft-map)"]
    levels = [f"{one.stakeholder} {level_of(one.row)}"
              for one in mapping.stakeholders if not one.row.get("level")]  # fmt: skip
    told = [f"levels that follow from the kind of a stakeholder: {', '.join(levels)}"]
    return [*(told if levels else []),
            *(f"concept {one.concept}: the map gives it no sign"
              for one in mapping.concepts if not one.has_sign)]  # fmt: skip


def _open_of_coders(export: Export, codings: pd.DataFrame) -> list[str]:
    """What a file does not say of its coders."""
    loose = coder_not_named(export)
    numbers = list(codings["coder"].value_counts().sort_index(kind="stable").items())
    if [coder for coder, _ in numbers] == [FIRST_CODER] and loose == FIRST_CODER:
        n = len(codings)
        told = "one coding stands as that" if n == 1 else f"{n} codings stand as those"
        return [f"the file names no coder: its {told} of {FIRST_CODER}"]
    if len(numbers) < 2:  # noqa: PLR2004
        return []
    (first, n), *others = numbers
    named = [
        f"{first} ({n} codings)",
        *(f"{c} ({n}{', coder not named' if c == loose else ''})" for c, n in others),
    ]
    return [
        f"whether the coders {', '.join(named[:-1])} and {named[-1]} worked without seeing each "
        "other's codes: only then does their agreement say anything"
    ]


def _without_coder(export: Export) -> list[str]:
    """How many codings name no coder in a file that names coders, and to whom they were given."""
    loose, number = coder_not_named(export), int(export.codings["coder"].isna().sum())
    if loose == FIRST_CODER or not number:
        return []
    verb, stand = ("names", "it stands") if number == 1 else ("name", "they stand")
    return [
        f"{number} of {len(export.codings)} codings {verb} no coder; {stand} as {loose}, the coder "
        "not named, who is nobody in the file and may be several persons. Fill in the coder in the "
        f"file and import it again, or leave {loose} out where coders are compared."
    ]


def _warnings(
    export: Export, mapping: ImportMap, cases: pd.DataFrame, *, include_text: bool
) -> tuple[str, ...]:
    said = _without_coder(export)
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
