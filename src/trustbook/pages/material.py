"""What the chapter on material shows: the printed tables, the timeline, whether totals agree."""

from collections.abc import Iterable

import pandas as pd

from trustbook.charts.material_timeline import material_timeline
from trustbook.claims.claims import REPRODUCED
from trustbook.corpus.contents import columns_of, study_labels
from trustbook.corpus.schema import LIST_SEPARATOR, TABLES
from trustbook.numbers import count, joined
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, paragraphs, prose
from trustbook.pages.tables import TableView, table, together
from trustbook.studies.material import (
    NOT_STATED,
    collection_periods,
    fully_described,
    material_disagreements,
    printed_material,
)

LABELS = {
    "data_type": "Data type",
    "n": "N",
    "minutes": "Average length in minutes (min–max)",
    "analysis": "Primary or secondary analysis",
}
MERGED = ("data_type", "participants", "characteristics", "researcher", "period", "minutes")


def printed_tables(
    material: pd.DataFrame, *, studies: pd.DataFrame, stakeholders: pd.DataFrame
) -> TableView | Prose:
    """The material table of each study that describes its material in full, as it is printed."""
    full = fully_described(material)
    known = studies[studies["study"].isin(full["study"])]
    parts = [
        table(
            printed_material(lines).drop(columns="study"),
            name=f"table-printed-{number}",
            title=f"Overview of empirical material: {label}",
            subtitle=f"{count(len(lines), 'line')} of the table as printed",
            labels=LABELS,
            merge=MERGED,
            notes=abbreviations(lines, stakeholders),
        )
        for number, (study, label) in enumerate(_pairs(known), start=1)
        for lines in [full[full["study"] == study]]
    ]
    return together(parts, empty="No study states participants, number and period of all lines.")


def all_material(
    material: pd.DataFrame, *, studies: pd.DataFrame, stakeholders: pd.DataFrame
) -> TableView | Prose:
    """The material of every study in the form of the printed table."""
    return table(
        study_labels(printed_material(material), studies),
        name="table-material",
        title="Empirical material of all studies",
        subtitle=f"{count(len(material), 'line')} of {count(material['study'].nunique(), 'study')}",
        labels=LABELS,
        group="study",
        merge=MERGED,
        notes=abbreviations(material, stakeholders),
        empty="No material is known.",
    )


def abbreviations(material: pd.DataFrame, stakeholders: pd.DataFrame) -> list[str]:
    """A note that spells out the short names of the participants; none where nobody is named."""
    named = {n for ids in material["participants"].dropna() for n in ids.split(LIST_SEPARATOR)}
    known = stakeholders[stakeholders["stakeholder"].isin(named)]
    words = [f"{short}: {label}" for short, label in known[["stakeholder", "label"]].values]
    dash = (
        [f"{NOT_STATED}: not stated."]
        if material.drop(columns="memo").isna().any(axis=None)
        else []
    )
    return [*([f"{'; '.join(words)}."] if words else []), *dash]


def timeline(material: pd.DataFrame, *, studies: pd.DataFrame) -> Figure | Prose:
    """The periods of collection as a picture."""
    periods = collection_periods(material)
    empty = "No line of material states its first and last month."
    twin = study_labels(periods, studies).drop(columns=["start", "end"])
    chart = material_timeline(periods, studies=studies) if len(periods) else None
    return figure(chart, twin, name="figure-timeline", empty=empty)


def agreement(claims: pd.DataFrame, material: pd.DataFrame, encounters: pd.DataFrame) -> Prose:
    """Sentences that say which totals agree, with each other and with single encounters.

    `claims` are verified claims about material.
    """
    return paragraphs(
        _claims_in_words(claims),
        _analyses_in_words(material),
        _encounters_in_words(material_disagreements(material, encounters), encounters),
    )


def _claims_in_words(claims: pd.DataFrame) -> Prose:
    if claims.empty:
        return Prose("")
    differ = claims[claims["verdict"] != REPRODUCED]
    numbers = count(len(claims), "printed number")
    if differ.empty:
        return prose("All {numbers} agree with the lines.", numbers=numbers)
    return prose(
        "{agreeing} of {numbers} agree with the lines. Not so: {differing}.",
        agreeing=len(claims) - len(differ),
        numbers=numbers,
        differing=joined(differ["statement"]),
    )


def _analyses_in_words(material: pd.DataFrame) -> Prose:
    stated = material.dropna(subset=["n", "n_primary", "n_secondary"])
    if stated.empty:
        return Prose("")
    wrong = stated[stated["n_primary"] + stated["n_secondary"] != stated["n"]]
    template = "In {right} of {lines} that state both, primary and secondary analysis add up to N."
    lines = count(len(stated), "line")
    return prose(template, right=len(stated) - len(wrong), lines=lines)


def _encounters_in_words(differences: pd.DataFrame, encounters: pd.DataFrame) -> Prose:
    if encounters.empty:
        return Prose("")
    if differences.empty:
        return prose("The lines agree with the single encounters of this corpus.")
    rows = zip(differences["data_type"], differences["stated"], differences["counted"], strict=True)
    said = joined(f"{kind} (stated {_number(n)}, counted {_number(m)})" for kind, n, m in rows)
    return prose("The lines disagree with the single encounters of this corpus: {said}.", said=said)


def _number(n: object) -> str:
    return "none" if n is pd.NA else str(n)


def _pairs(studies: pd.DataFrame) -> Iterable[tuple[str, str]]:
    return zip(studies["study"], studies["label"], strict=True)


def column_tables() -> TableView | Prose:
    """The columns of every table, one table each."""
    parts = [
        table(
            columns_of(name),
            name=f"columns-{name.replace('_', '-')}",
            title=f"{declared.title} ({name}.csv)",
            subtitle=declared.description,
        )
        for name, declared in TABLES.items()
    ]
    return together(parts, empty="No tables are declared.")
