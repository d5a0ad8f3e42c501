"""What a corpus holds, and what its tables mean."""

from collections.abc import Mapping

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import within, yes_no
from trustbook.corpus.reading import labelled
from trustbook.corpus.schema import LIST_SEPARATOR, SEGMENT_KINDS, TABLES, Field

_TYPES: Mapping[str, str] = {
    "text": "text",
    "integer": "whole number",
    "number": "number",
    "month": "month as YYYY-MM",
    "date": "day as YYYY-MM-DD",
    "list": "names joined by {separator}",
}

NOT_STATED, NOT_GIVEN = "not stated", "not given in the text we had"
NOT_GIVEN_BRIEFLY = "not given"  # in a narrow column beside one that says where
_NO_YEAR = "year not given in the text we had"


def studies_overview(studies: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """One row per study in the order of the corpus: what it is, and how many segments it gave.

    Columns: study (label), authors, year, title, design, coded_part, segments.
    """
    counts = segments["study"].value_counts()
    return pd.DataFrame(
        {
            "study": studies["label"],
            "authors": _or_missing(studies, "authors"),
            "year": _or_missing(studies, "year").replace(
                gettext(NOT_GIVEN), gettext(NOT_GIVEN_BRIEFLY)
            ),
            "title": studies["title"],
            "design": studies["design"],
            "coded_part": studies["coded_part"],
            "segments": studies["study"].map(counts).fillna(0).astype("int64"),
        }
    ).reset_index(drop=True)


def _or_missing(studies: pd.DataFrame, column: str) -> "pd.Series[str]":
    """The column as text; where a publication was coded that does not give it, that it does not."""
    words = {True: gettext(NOT_GIVEN), False: gettext(NOT_STATED)}
    missing = (studies["coded_part"].notna() & studies["source"].notna()).map(words)
    return studies[column].astype("str").where(studies[column].notna(), missing)


def study_credits(studies: pd.DataFrame) -> pd.DataFrame:
    """One row per study in the order of the corpus: whose work it is and on what terms.

    Columns: study (label), authors, title, source (with the year), address, licence.
    """
    years = _or_missing(studies, "year").replace(gettext(NOT_GIVEN), gettext(_NO_YEAR))
    year = (" (" + years + ")").replace(f" ({gettext(NOT_STATED)})", "")
    source = studies["source"].fillna(gettext(NOT_STATED))
    return pd.DataFrame(
        {
            "study": studies["label"],
            "authors": _or_missing(studies, "authors"),
            "title": studies["title"],
            "source": source + year,
            "address": "https://doi.org/" + studies["doi"],
            "licence": studies["licence"].fillna(gettext(NOT_STATED)),
        }
    ).reset_index(drop=True)


def segment_kinds(segments: pd.DataFrame, studies: pd.DataFrame) -> pd.DataFrame:
    """How many segments of each kind each study gave, by label in the order of the corpus."""
    kinds = [kind for kind in SEGMENT_KINDS if (segments["kind"] == kind).any()]
    counts = pd.crosstab(segments["study"], segments["kind"])
    counts = counts.reindex(index=studies["study"], columns=kinds, fill_value=0)
    counts.columns.name = None
    total = counts.sum(axis="columns")
    kinds_of_studies = counts.assign(all=total).reset_index()
    return kinds_of_studies.assign(study=list(studies["label"]))


def table_sizes(sizes: Mapping[str, int]) -> pd.DataFrame:
    """One row per table of a corpus: table, title, meaning, must_have, rows."""
    return pd.DataFrame(
        {
            "table": list(TABLES),
            "title": [table.title for table in TABLES.values()],
            "meaning": [gettext(table.description) for table in TABLES.values()],
            "must_have": [gettext(table.needed, about="answer") for table in TABLES.values()],
            "rows": [sizes.get(name, 0) for name in TABLES],
        }
    )


def columns_of(table: str) -> pd.DataFrame:
    """One row per column of the table: column, meaning, holds, needed, example."""
    fields = TABLES[table].fields
    return pd.DataFrame(
        {
            "column": [field.name for field in fields],
            "meaning": [gettext(field.description) for field in fields],
            "holds": [_holds(field) for field in fields],
            "needed": [_needed(field, table) for field in fields],
            "example": [field.example for field in fields],
        }
    )


def study_labels(frame: pd.DataFrame, studies: pd.DataFrame) -> pd.DataFrame:
    """The frame with its column `study` in labels, its rows in the order of the studies."""
    order = {study: place for place, study in enumerate(studies["study"])}
    placed = frame.assign(_place=frame["study"].map(order)).sort_values("_place", kind="stable")
    with_labels = labelled(placed, studies, key="study", columns=["study"])
    return with_labels.drop(columns="_place").reset_index(drop=True)


def _needed(field: Field, table: str) -> str:
    if field.name in TABLES[table].key:
        return gettext("yes, part of the key" if len(TABLES[table].key) > 1 else "yes, the key")
    return yes_no(True) if field.required else ""


def _holds(field: Field) -> str:
    parts = [sentence(_TYPES[field.type], separator=LIST_SEPARATOR)]
    if field.allowed:
        parts.append(sentence("one of {words}", words=", ".join(field.allowed)))
    if field.minimum is not None:
        parts.append(sentence("{n} or more", n=f"{field.minimum:g}"))
    if field.references:
        parts.append(sentence("a value of {column}", column=field.references))
    return "; ".join(parts)


SEGMENT_LIST = (
    *("study", "segment", "meaning_unit", "section", "kind"),
    *("letters_before", "letters", "percent"),
)


def segment_list(
    segments: pd.DataFrame,
    anchors: pd.DataFrame,
    *,
    studies: pd.DataFrame,
    stakeholders: pd.DataFrame,
) -> pd.DataFrame:
    """One row per segment, by study in the order of the corpus and by place in the source.

    Columns are those of `SEGMENT_LIST`: study as its label; kind with whose words they are;
    letters and digits of the source before the segment's anchor and within all its parts; percent
    of the source's letters that are before it (rounded down), where the study says how many
    letters it has. What has no anchor has no place and comes last in its study.
    """
    place = anchors.groupby("anchor").agg(
        letters_before=("start", "min"), letters=("length", "sum")
    )
    rows = segments.merge(place, left_on="anchor", right_index=True, how="left")
    total = rows["study"].map(studies.set_index("study")["letters"])
    order = {study: number for number, study in enumerate(studies["study"])}
    rows = rows.assign(
        percent=(rows["letters_before"] * 100 // total).astype("Int64"),
        order=rows["study"].map(order),
    ).sort_values(["order", "letters_before", "segment"])
    rows = labelled(rows, studies, key="study", columns=["study"])
    rows = labelled(rows, stakeholders, key="stakeholder", columns=["speaker"])
    pairs = zip(rows["kind"], rows["speaker"], strict=True)
    rows = rows.assign(kind=[_kind_of_speaker(*pair) for pair in pairs])
    return rows.reindex(columns=list(SEGMENT_LIST)).reset_index(drop=True)


def _kind_of_speaker(kind: str, speaker: object) -> str:
    """The kind of a segment, and whose words it has."""
    if pd.isna(speaker):  # type: ignore[call-overload]
        return kind
    return sentence("{kind} of {speaker}", kind=gettext(kind), speaker=within(str(speaker)))
