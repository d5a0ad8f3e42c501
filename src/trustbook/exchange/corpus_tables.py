"""The tables of a corpus made from a project and a map, confidential unless asked otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from trustbook.corpus.numbers import form_for, joined
from trustbook.corpus.schema import OBLIGATORY, TABLES, UNLESS_RELATIONS
from trustbook.exchange.account import Account
from trustbook.exchange.assignments import assignment_rows, silent_coders
from trustbook.exchange.codes import codebook, codes_without_match, short_names
from trustbook.exchange.confidential import keyed_anchors, memos_of_segments, part_to_keep
from trustbook.exchange.conservation import REPEATED, require_conserved
from trustbook.exchange.mapping import ImportMap
from trustbook.exchange.model import ELEMENT_OF_SOURCE, Project
from trustbook.exchange.relations import Relations, level_between, level_of, relations_of
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
    lines_on,
    owners_of_several_values,
    stakeholder_of_case,
    stakeholder_of_source,
    stakeholders_of,
    with_variables,
)
from trustbook.exchange.stated_relations import is_of_relations, stated_rows, with_names

NOT_KEPT = "not among what the map keeps (keep)"
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

    `source_text` is the text in which the anchors are. What the map leaves open is in the account
    with cases and documents named as in the corpus, in `open_by_name` as in the program.
    """

    tables: Mapping[str, pd.DataFrame]
    account: Account
    open_by_name: tuple[str, ...] = field(default=(), repr=False)
    source_text: str = field(default="", repr=False)


def corpus_tables(
    project: Project,
    mapping: ImportMap,
    *,
    key: bytes,
    include_text: bool = False,
    sheet: pd.DataFrame | None = None,
) -> CorpusTables:
    """The corpus that a project and a map give.

    Parameters
    ----------
    project
        What a reader returned; its account is left as it is.
    mapping
        The map; an empty one decides nothing.
    key
        The secret key of the anchors.
    include_text
        Whether quotations and the names of cases and documents are kept.
    sheet
        The table of relations that the map names.

    Returns
    -------
    CorpusTables
        The tables, and the account that goes on from that of the project.
    """
    account = project.account.copy()
    public = part_to_keep(project, mapping.reading)
    study = _study_row(public, mapping)
    encounters = _encounter_names(project, include_text=include_text)
    codes, code_of, deeper = codebook(project.codes)
    segments = segments_of(project)
    of_case, open_cases = stakeholder_of_case(project, mapping)
    of_source, open_sources = stakeholder_of_source(project, mapping)
    case_of, several = case_of_segment(segments, project)
    segments["case"] = mapped(segments["segment"], case_of)
    of_document = mapped(segments["source"], of_source)
    segments["speaker"] = mapped(segments["case"], of_case).where(
        segments["case"].notna(), of_document
    )
    codings = codings_of(project, segments)
    segments["same_source_as"] = mapped(segments["segment"], same_passages(segments, codings))
    relations = relations_of(
        segments, codings, project, mapping=mapping, stakeholder_of_case=of_case, sheet=sheet
    )
    cases = cases_of(public, of_case, include_text=include_text)
    anchors, source_text = keyed_anchors(segments, project, study=study["study"], key=key)
    memos, repeated_memos = memos_of_segments(segments, public, include_text=include_text)
    rows = segment_rows(
        segments,
        study=study["study"],
        encounters=encounters,
        cases=cases,
        anchors=anchors,
        memos=memos,
        kinds=kinds_of(segments, project, mapping),
        include_text=include_text,
    )
    link_rows, relation_rows = _relation_rows(
        relations,
        mapping,
        cases,
        study=study["study"],
        documents=_documents_of(relations, segments).map(encounters),
    )
    if len(project.relations):
        rows_of_project = stated_rows(
            project,
            public=public,
            mapping=mapping,
            cases=cases,
            encounters=encounters,
            account=account,
        )
        relation_rows = with_names([relation_rows, rows_of_project])
    encounter_rows = _encounters(public, segments, encounters, study=study["study"])
    every_table = {
        "studies": pd.DataFrame([study]),
        "encounters": encounter_rows,
        "stakeholders": stakeholders_of(mapping, cases),
        "cases": cases.drop(columns="guid"),
        "anchors": anchors,
        "segments": pd.concat([rows, link_rows], ignore_index=True) if len(link_rows) else rows,
        "codes": codes,
        "codings": codings.assign(code=codings["code"].map(code_of)),
        "assignments": assignment_rows(project, encounter_rows, names=encounters),
        "concepts": _concepts(mapping),
        "relations": relation_rows,
    }
    obligatory = OBLIGATORY if is_of_relations(project) else (*OBLIGATORY, *UNLESS_RELATIONS)
    tables = {
        name: _in_order(name, table)
        for name, table in every_table.items()
        if len(table) or name in obligatory
    }
    _account_for_material(account, project, encounters, segments=segments, codings=codings)
    require_conserved(account, codings=len(codings), file=project.file)
    _account_for_codes_and_cases(account, project, deeper=deeper, cases=cases)
    _account_for_variables(account, project, public)
    _account_for_memos(account, project, public, segments=segments, repeated=repeated_memos)
    links = account.in_corpus("links", len(project.links))
    only_one_way = "other than one-way links between cases named after a concept of the map"
    account.drop(links, len(project.links) - relations.used_links, reason=only_one_way)
    sets = account.in_corpus("members of sets", len(project.sets))
    account.drop(sets, len(project.sets), reason="without a place in a corpus, which has no sets")
    rest = [*_open_of_map(mapping), *_open_of_coders(project, codings), *_silent(project)]
    rest += relations.left_open
    if several:
        rest.append(
            f"segments that belong to several cases, so that no speaker is known: {several}"
        )
    persons = [*open_cases, *open_sources] if mapping.stakeholders else []
    name_of = dict(zip(cases["guid"], cases["case"], strict=True)) | encounters
    account.left_open = [*lines_on(persons, name_of), *rest]
    account.documents = encounters
    account.tables = {name: len(table) for name, table in tables.items()}
    account.warnings += codes_without_match(project, mapping, sheet=sheet)
    account.warnings += _several_values(project, name_of)
    account.warnings += [*_warnings(project, mapping, cases, include_text=include_text),
                         *([] if include_text else _texts_to_read(tables))]  # fmt: skip
    return CorpusTables(
        tables=tables,
        account=account,
        open_by_name=(
            *lines_on(persons, {one.guid: one.name for one in persons}),
            *_several_values_by_name(project),
            *rest,
        ),
        source_text=source_text,
    )


def _account_for_codes_and_cases(
    account: Account, project: Project, *, deeper: int, cases: pd.DataFrame
) -> None:
    codes = account.in_corpus("codes", len(project.codes))
    account.change(codes, deeper, reason="deeper than three levels, put below their category and "
                   "named by their path")  # fmt: skip
    element = account.in_corpus("cases", len(project.cases))
    pseudonyms = int((~cases["case"].isin(set(project.cases["name"].dropna()))).sum())
    account.change(element, pseudonyms, reason="named P01, P02, … instead of by their names")


def _account_for_variables(account: Account, project: Project, public: Project) -> None:
    values = account.in_corpus("values of variables", len(project.variables))
    not_kept = len(project.variables) - len(public.variables)
    account.drop(values, not_kept, reason=NOT_KEPT)
    for kind, what in (("case", "case"), ("source", "document")):
        of_kind = public.variables[public.variables["owner_kind"] == kind]
        repeated = of_kind.duplicated(["owner", "variable", "value"])
        account.drop(values, int(repeated.sum()), reason="that repeat another one")
        several = of_kind[~repeated].duplicated(["owner", "variable"], keep=False)
        reason = f"of a variable of which the {what} has several"
        account.drop(values, int(several.sum()), reason=reason)


def _account_for_material(
    account: Account,
    project: Project,
    encounters: Mapping[str, str],
    *,
    segments: pd.DataFrame,
    codings: pd.DataFrame,
) -> None:
    for kind, element in ELEMENT_OF_SOURCE.items():
        guids = project.sources["guid"][project.sources["kind"] == kind]
        sources = account.in_corpus(element, len(guids))
        number = int(guids.isin({*segments["source"].unique(), *project.relations["source"]}).sum())
        account.drop(sources, len(guids) - number, reason="without coded text")
        account.change(sources, number, reason="kept by number alone, without the words")
    selections = account.in_corpus("selections of text", len(project.selections))
    sizes = pd.Series(list(map(len, segments["selection"])), dtype="int64")
    guids = project.selections["guid"]
    is_coded = guids.isin(project.codings["selection"].dropna())
    of_case = int((~is_coded & guids.isin(project.members["selection"].dropna())).sum())
    uncoded = int((~is_coded).sum())
    empty = len(project.selections) - int(sizes.sum()) - uncoded
    account.drop(selections, of_case, reason="without a code, saying what belongs to a case")
    account.drop(selections, uncoded - of_case, reason="without a code")
    account.drop(selections, empty, reason="without text")
    account.change(selections, int(sizes[sizes > 1].sum()), reason="at the place of another one, "
                   "joined with it into one segment")  # fmt: skip
    overlapping = int(segments["same_source_as"].notna().sum())
    account.remark(selections, overlapping, reason="overlapping one of another coder by half or "
                   "more, counted as the same source")  # fmt: skip
    element = account.in_corpus("codings", len(project.codings))
    without_segment = _codings_without_segment(project, segments)
    for place in _places(project, without_segment, encounters):
        account.leave_out(element, place=place, reason="at a place without text")
    repeated = len(project.codings) - len(without_segment) - len(codings)
    account.drop(element, repeated, reason=REPEATED)
    whole = int(project.codings["selection"].isna().sum())
    account.change(element, whole, reason="of a whole document, put in a segment of kind document")


def _codings_without_segment(project: Project, segments: pd.DataFrame) -> pd.DataFrame:
    """The codings of selections that no segment is made of."""
    selections = project.codings["selection"]
    of_segments = {guid for guids in segments["selection"] for guid in guids}
    return project.codings[selections.notna() & ~selections.isin(of_segments)]


def _places(
    project: Project, codings: pd.DataFrame, encounters: Mapping[str, str]
) -> Iterable[str]:
    """Where each coding is: the short name of its document, and the positions in the file."""
    rows = project.selections[project.selections["guid"].isin(codings["selection"])]
    spans = dict(zip(rows["guid"], zip(rows["start"], rows["end"], strict=True), strict=True))
    for selection, source in zip(codings["selection"], codings["source"], strict=True):
        place = f"document {encounters.get(source, 'not known')}"
        start, end = spans.get(selection, (pd.NA, pd.NA))
        yield place if pd.isna(start) else f"{place}, positions {start} to {end}"


def _account_for_memos(
    account: Account, project: Project, public: Project, *, segments: pd.DataFrame, repeated: int
) -> None:
    memos = account.in_corpus("memos", len(project.memos))
    if project.memos.empty:
        return
    guids = {guid for guids in segments["selection"] for guid in guids}
    is_placed = public.memos["about_kind"].isin(("selection", "coding"))
    is_placed &= public.memos["about"].isin(guids) & public.memos["text"].notna()
    is_placed |= public.memos["about_kind"] == "relation"
    account.drop(memos, len(project.memos) - len(public.memos), reason=NOT_KEPT)
    account.drop(memos, int((~is_placed).sum()), reason="about something other than a segment")
    account.drop(memos, repeated, reason="repeating words of the material")


def is_codebook(project: Project) -> bool:
    """Whether a project holds codes and nothing that they could code."""
    return len(project.codes) > 0 and project.sources.empty and project.selections.empty


def codebook_tables(project: Project, mapping: ImportMap) -> dict[str, pd.DataFrame]:
    """The tables of a corpus that a codebook fills: its study and its codes."""
    row = _study_row(part_to_keep(project, mapping.reading), mapping)
    tables = {"studies": pd.DataFrame([row]), "codes": codebook(project.codes)[0]}
    return {name: table.reindex(columns=TABLES[name].columns) for name, table in tables.items()}


def _in_order(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The declared columns that hold something or must be there, then others."""
    schema_columns = TABLES[name].columns
    obligatory = {one.name for one in TABLES[name].fields if one.required}
    full = table.reindex(
        columns=[*schema_columns, *(c for c in table.columns if c not in schema_columns)]
    )
    columns = [c for c in full.columns if c in obligatory or full[c].notna().any()]
    return full[columns].reset_index(drop=True)


def _study_row(project: Project, mapping: ImportMap) -> dict[str, str]:
    name = project.name or "Imported material"
    row = {key: value for key, value in mapping.study.items() if value}
    title = row.get("title") or row.get("label") or name
    study = row.get("study") or short_names([name], otherwise="study")[0]
    return {**row, "study": study, "title": title, "label": row.get("label") or title[:60]}


def _encounter_names(project: Project, *, include_text: bool) -> dict[str, str]:
    """The short name of each source: its own where names are kept, else d01, d02, … ."""
    guids = project.sources["guid"].to_list()
    if include_text:
        names = short_names(project.sources["name"].fillna("").to_list(), otherwise="document")
        return dict(zip(guids, names, strict=True))
    width = max(2, len(str(len(guids))))
    return {guid: f"d{number:0{width}}" for number, guid in enumerate(guids, start=1)}


def _relation_rows(
    relations: Relations,
    mapping: ImportMap,
    cases: pd.DataFrame,
    *,
    study: str,
    documents: "pd.Series[str]",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Segments for relations that name none, and the table `relations`."""
    rows = relations.rows.sort_values("segment", kind="stable", ignore_index=True)
    without = rows["segment"].isna()
    width = max(3, len(str(int(without.sum()))))
    rows.loc[without, "segment"] = [
        f"l{number:0{width}}" for number in range(1, int(without.sum()) + 1)
    ]
    label = {one.concept: one.row["label"] for one in mapping.concepts}
    link_rows = rows[without]
    segments = pd.DataFrame(
        {
            "segment": link_rows["segment"],
            "study": study,
            "encounter": documents.to_numpy(),
            "case": link_rows["case"].map(dict(zip(cases["guid"], cases["case"], strict=True))),
            "kind": "finding",
            "meaning_unit": [
                f"{label[c]}: {a} towards {b} (stated by the researcher, not in a segment)"
                for a, b, c in zip(
                    link_rows["truster"], link_rows["trustee"], link_rows["concept"], strict=True
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


def _documents_of(relations: Relations, segments: pd.DataFrame) -> "pd.Series[str]":
    """The document of each relation that names no segment: the one of its case, or the only one."""
    sources = segments.dropna(subset=["case"]).groupby("case")["source"].unique()
    document_of = {case: own[0] for case, own in sources.items() if len(own) == 1}
    only = segments["source"].unique()
    rows = relations.rows.sort_values("segment", kind="stable", ignore_index=True)
    documents = rows["case"][rows["segment"].isna()].map(document_of).astype("str")
    return documents.fillna(only[0]) if len(only) == 1 else documents


def _encounters(
    project: Project, segments: pd.DataFrame, names: Mapping[str, str], *, study: str
) -> pd.DataFrame:
    """One row per source that a segment or a relation comes from."""
    used = {*segments["source"].unique(), *project.relations["source"]}
    sources = project.sources[project.sources["guid"].isin(used)]
    speakers_of = segments.dropna(subset=["speaker"]).groupby("source")["speaker"]
    participants = speakers_of.agg(lambda speakers: "|".join(sorted(set(speakers))))
    rows = pd.DataFrame(
        {
            "guid": sources["guid"],
            "encounter": sources["guid"].map(names),
            "study": study,
            "data_type": sources["kind"].map(_DATA_TYPES).fillna("Documents"),
            "participants": sources["guid"].map(participants),
        },
        dtype="object",
    )
    return with_variables(rows, project, "source", table="encounters").drop(columns="guid")


def _concepts(mapping: ImportMap) -> pd.DataFrame:
    rows = [{k: v or None for k, v in one.row.items()} for one in mapping.concepts if one.has_sign]
    return pd.DataFrame(rows, columns=list(TABLES["concepts"].columns))


def _open_of_map(mapping: ImportMap) -> list[str]:
    if not mapping.stakeholders:
        remedy = (f"{mapping.file} names none" if mapping.file
                  else "give a map (trustbook import FILE --draft-map)")  # fmt: skip
        return [f"no stakeholder, speaker or relation is known: {remedy}"]
    levels = [f"{one.stakeholder} {level_of(one.row)}"
              for one in mapping.stakeholders if not one.row.get("level")]  # fmt: skip
    line = f"levels that follow from the kind of a stakeholder: {', '.join(levels)}"
    return [*([line] if levels else []), *_unsigned(mapping)]


def _unsigned(mapping: ImportMap) -> list[str]:
    """A line on the concepts to which the map gives no sign."""
    names = [one.concept for one in mapping.concepts if not one.has_sign]
    if not names:
        return []
    give = "concept without a sign, which gives" if len(names) == 1 else (
        f"{len(names)} concepts without a sign, which give")  # fmt: skip
    return [f"{give} no relation: {', '.join(names)}"]


def _open_of_coders(project: Project, codings: pd.DataFrame) -> list[str]:
    """What a file does not say of its coders."""
    unnamed = coder_not_named(project)
    numbers = list(codings["coder"].value_counts().sort_index(kind="stable").items())
    if [coder for coder, _ in numbers] == [FIRST_CODER] and unnamed == FIRST_CODER:
        n = len(codings)
        entries = "one coding is entered as that" if n == 1 else f"{n} codings are entered as those"
        return [f"the file names no coder: its {entries} of {FIRST_CODER}"]
    if len(numbers) < 2:  # noqa: PLR2004
        return []
    (first, n), *others = numbers
    coders = [
        f"{first} ({n} codings)",
        *(f"{c} ({n}{', coder not named' if c == unnamed else ''})" for c, n in others),
    ]
    return [
        f"whether the coders {', '.join(coders[:-1])} and {coders[-1]} worked without seeing each "
        "other's codes: only then does their agreement say anything"
    ]


def _silent(project: Project) -> list[str]:
    """That it is not known what coders read who coded nothing."""
    coders = silent_coders(project)
    if not coders:
        return []
    return [
        f"what {joined(coders)} read, {form_for(len(coders), 'a coder', 'coders')} of the file "
        "without a coding: name them under assignments: in the map if they read anything, and "
        "they are compared with the others"
    ]


def _several_values(project: Project, name_of: Mapping[str, str]) -> list[str]:
    """Who has several values of a variable, by the names in the corpus."""
    return [
        f"{variable}: {what} {', '.join(name_of[guid] for guid in guids if guid in name_of)} "
        f"{'has' if len(guids) == 1 else 'have'} several values, of which none was kept; correct "
        "them in the file"
        for kind, what in (("case", "case"), ("source", "document"))
        for variable, guids in owners_of_several_values(project, kind).items()
    ]


def _several_values_by_name(project: Project) -> list[str]:
    """The same by the names in the file, each with its values: for the terminal only."""
    tables = (project.cases, project.sources)
    names = {g: n for table in tables for g, n in zip(table["guid"], table["name"], strict=True)}
    variables = project.variables
    lines = []
    for kind, what in (("case", "case"), ("source", "document")):
        for variable, guids in owners_of_several_values(project, kind).items():
            for guid in guids:
                is_its = variables["owner"].eq(guid) & variables["owner_kind"].eq(kind)
                values = variables["value"][is_its & variables["variable"].eq(variable)]
                values_listed = joined([f'"{value}"' for value in values.dropna().unique()])
                lines.append(f"{variable}: {what} {names.get(guid, guid)} has {values_listed} in "
                             "the file")  # fmt: skip
    return lines


def _without_coder(project: Project) -> list[str]:
    """How many codings name no coder in a file that names coders, and who stands for theirs."""
    unnamed, number = coder_not_named(project), int(project.codings["coder"].isna().sum())
    if unnamed == FIRST_CODER or not number:
        return []
    verb, entered = ("names", "it is entered") if number == 1 else ("name", "they are entered")
    return [
        f"{number} of {len(project.codings)} codings {verb} no coder; {entered} as {unnamed}, the "
        "coder not named, who is nobody in particular and may be several people. Fill in the "
        f"coder in the file and import it again, or leave {unnamed} out where coders are compared."
    ]


_FREE_TEXTS = {
    "meanings of passages": ("segments", "meaning_unit"),
    "memos": ("segments", "memo"),
    "definitions of codes": ("codes", "definition"),
}


def _texts_to_read(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """What the researcher wrote in words of their own, and the corpus has as it stands."""
    numbers = {
        what: int(tables[table][column].notna().sum())
        for what, (table, column) in _FREE_TEXTS.items()
        if table in tables and column in tables[table]
    }
    texts = ", ".join(f"{what} ({number:,})" for what, number in numbers.items() if number)
    return [f"Read what you wrote yourself once more, for anything that could identify a person: "
    f"{texts}."
            ] if texts else []  # fmt: skip


def _warnings(
    project: Project, mapping: ImportMap, cases: pd.DataFrame, *, include_text: bool
) -> list[str]:
    lines = _without_coder(project)
    attributes = [name for name in cases.columns if name not in ("guid", "case", "stakeholder")]
    if attributes:
        noun = "variable" if len(attributes) == 1 else "variables"
        lines.append(
            f"cases.csv has the {noun} {', '.join(attributes)}: check whether they could "
            "identify a person, and delete those that could."
        )
    if include_text:
        lines.append("Quotations and the names of cases and documents are kept, as requested.")
    return lines
