"""The segments of a corpus made of the selections of a project, and their codings."""

from collections.abc import Mapping

import pandas as pd

from trustbook.exchange.confidential import meaning_unit
from trustbook.exchange.mapping import ImportMap, is_named
from trustbook.exchange.model import Project

FIRST_CODER = "C1"
HALF = 0.5  # of the shorter of two selections, as in the comparison of coders


def segments_of(project: Project) -> pd.DataFrame:
    """One row per coded place: segment, selection (guids), source, start_cp, end_cp, words.

    Selections of the same place are one segment; a source that is coded as a whole is one too.
    """
    is_coded = project.selections["guid"].isin(project.codings["selection"].dropna())
    selections = project.selections[is_coded & ~_is_empty(project.selections)]
    is_placed = selections["start_cp"].notna() & selections["end_cp"].notna()
    place = selections["start_cp"].astype("str") + "-" + selections["end_cp"].astype("str")
    selections = selections.assign(place=place.where(is_placed, selections["guid"]))
    by = ["source", "place"]
    columns = ["start_cp", "end_cp", "quotation", "description", "coder"]
    groups = selections.groupby(by, sort=False)
    rows, number = groups[columns].first().reset_index(), groups.ngroup()
    rows["selection"] = _grouped(selections["guid"], number)
    rows["name"] = _grouped(selections["name"], number)
    whole = project.codings[project.codings["selection"].isna()]["source"].dropna().unique()
    nothing: list[list[str]] = [[] for _ in whole]
    documents = pd.DataFrame({"source": whole, "selection": nothing, "name": nothing})
    every = pd.concat([rows.assign(whole=False), documents.assign(whole=True)], ignore_index=True)
    order = {guid: number for number, guid in enumerate(project.sources["guid"])}
    every["order"] = every["source"].map(order)
    every = every.sort_values(["order", "start_cp"], kind="stable", ignore_index=True)
    width = max(4, len(str(len(every))))
    every["segment"] = [f"s{number:0{width}}" for number in range(1, len(every) + 1)]
    return every


def _grouped(texts: "pd.Series[str]", number: "pd.Series[int]") -> list[list[str]]:
    """The texts of each group, groups by their number, in their order."""
    groups: list[list[str]] = [[] for _ in range(number.max() + 1)] if len(number) else []
    for text, group in zip(texts.tolist(), number.tolist(), strict=True):
        if isinstance(text, str):
            groups[group].append(text)
    return groups


def _is_empty(selections: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a selection holds nothing: it ends where it begins."""
    return (selections["end"] == selections["start"]).fillna(value=False) & (
        selections["quotation"].fillna("").str.strip() == ""
    )


def codings_of(project: Project, segments: pd.DataFrame) -> pd.DataFrame:
    """Segment, code (guid) and coder of each coding of a segment, each once.

    A coding that names no coder is one of `coder_not_named`.
    """
    parts = segments[["segment", "selection"]].explode("selection").dropna()
    of_selection = dict(zip(parts["selection"].tolist(), parts["segment"].tolist(), strict=True))
    whole = segments[segments["whole"].astype("bool")]
    of_source = dict(zip(whole["source"], whole["segment"], strict=True))
    codings = project.codings
    segment = codings["selection"].map(of_selection)
    segment = segment.where(codings["selection"].notna(), codings["source"].map(of_source))
    rows = pd.DataFrame(
        {
            "segment": segment,
            "code": codings["code"],
            "coder": codings["coder"].fillna(coder_not_named(project)),
        }
    )
    rows = rows[rows["segment"].notna() & rows["code"].isin(project.codes["guid"])]
    return rows.drop_duplicates().sort_values("segment", kind="stable", ignore_index=True)


def coder_not_named(project: Project) -> str:
    """The pseudonym for codings that name no coder: the first that no coder of the file has."""
    coders = pd.concat([project.users["coder"], project.codings["coder"]]).drop_duplicates()
    numbers = coders.dropna().str.extract(r"^C(\d+)$", expand=False).dropna().astype("int64")
    return f"C{numbers.max() + 1}" if len(numbers) else FIRST_CODER


def same_passages(segments: pd.DataFrame, codings: pd.DataFrame) -> dict[str, str]:
    """For segments that mark the passage of an earlier one, but end elsewhere: that earlier one.

    `segments` are in their order in each source. Two are one passage where they overlap by `HALF`
    of the shorter one, and no coder coded both: what one coder cut in two stays two.
    """
    passage_of: dict[str, str] = {}
    with_place = segments.dropna(subset=["start_cp", "end_cp"])
    of_placed = codings[codings["segment"].isin(with_place["segment"])]
    coders = of_placed.groupby("segment")["coder"].agg(set).to_dict()
    for _, rows in with_place.groupby("source", sort=False):
        starts, ends = (rows[name].astype("int64") for name in ("start_cp", "end_cp"))
        near: list[tuple[str, int, int]] = []
        for segment, start, end in zip(rows["segment"], starts, ends, strict=True):
            near = [one for one in near if one[2] > start]
            for other, begin, stop in near:
                shared = min(end, stop) - start
                enough = shared >= HALF * min(end - start, stop - begin)
                if enough and coders.get(segment, set()).isdisjoint(coders.get(other, set())):
                    passage_of[segment] = passage_of.get(other, other)
                    break
            near.append((segment, start, end))
    return passage_of


def kinds_of(segments: pd.DataFrame, project: Project, mapping: ImportMap) -> "pd.Series[str]":
    """The kind of each segment: as the map says of its document, else a quotation."""
    names = dict(zip(project.sources["guid"], project.sources["name"], strict=True))
    kind_of_source = {
        guid: kind
        for kind, patterns in mapping.kinds.items()
        for guid, name in names.items()
        if isinstance(name, str) and is_named(name, patterns)
    }
    usual = segments["whole"].map({True: "document", False: "quotation"})
    kinds = mapped(segments["source"], kind_of_source)
    return kinds.where(kinds.notna(), usual)


def segment_rows(  # noqa: PLR0913
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
    """The table `segments`; `kinds` has the kind of each, `memos` the memos about some."""
    has_speaker = (kinds == "quotation") | segments["case"].notna()
    return pd.DataFrame(
        {
            "segment": segments["segment"],
            "study": study,
            "encounter": segments["source"].map(encounters),
            "speaker": segments["speaker"].where(has_speaker),
            "case": segments["case"].map(dict(zip(cases["guid"], cases["case"], strict=True))),
            "kind": kinds,
            "same_source_as": segments["same_source_as"],
            "meaning_unit": [
                meaning_unit(*units, include_text=include_text)
                for units in zip(
                    segments["description"].tolist(), segments["quotation"].tolist(), strict=True
                )
            ],
            "anchor": segments["segment"].where(segments["segment"].isin(anchors["anchor"])),
            "memo": segments["segment"].map(memos),
        },
        dtype="object",
    )


def mapped(names: "pd.Series[str]", mapping: Mapping[str, str]) -> "pd.Series[str]":
    """What the mapping has for each name, as text; missing where it has nothing."""
    return names.map(dict(mapping)).astype("str")
