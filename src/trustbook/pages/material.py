"""What the chapter on material shows: the printed tables, the timeline, whether totals agree."""

from functools import partial

import pandas as pd

from trustbook.charts.material_timeline import material_timeline
from trustbook.claims.claims import DIFFERS, FAILED, WITH_VERDICT, about, of_study, verified_claims
from trustbook.corpus.contents import study_labels
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    count,
    form_for,
    joined,
    month_name,
    number,
    part_of,
    part_within,
    quoted,
    span,
)
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import LIST_SEPARATOR
from trustbook.networks.evidence import labels_of
from trustbook.pages import claims as claim_pages
from trustbook.pages.certainty import certainty_notes
from trustbook.pages.claims import tables_as_written
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View, table, together
from trustbook.studies.material import (
    NOT_STATED,
    collection_periods,
    fully_described,
    known_material,
    material_disagreements,
    material_totals,
    printed_material,
    shared_lengths,
)
from trustbook.studies.printed import printed_items

LABELS = {
    "n": "N",
    "minutes": "Average length in minutes (min–max)",
    "analysis": "Primary or secondary analysis",
}
_COLUMNS = {
    "characteristics": "Characteristics",
    "researcher": "Researcher",
    "participants": "Participants",
    "first_month": "Period",
    "last_month": "Period",
    "minutes_mean": "Average length",
    "n_primary": "Primary or secondary analysis",
}
MERGED = ("data_type", "participants", "characteristics", "researcher", "period", "minutes")
EMPTY = "No material is known."


def _material(corpus: Corpus) -> pd.DataFrame:
    return known_material(corpus.table("material"), corpus.table("encounters"))


def finding_in_words(corpus: Corpus) -> Prose:
    """How much the studies say they collected, and when."""
    material = _material(corpus)
    if material.empty:
        return notice(EMPTY)
    studies = corpus.table("studies")["study"]
    amounts = material.groupby("study")["n"].sum(min_count=1).dropna()
    return prose(
        "**{part} {say} how much {they} collected{amounts}.**{when}",
        part=part_of(len(amounts), len(studies), "study"),
        say=form_for(len(amounts) or 1, "says", "say"),
        they=form_for(len(amounts) or 1, "it", "they"),
        amounts=_amounts(amounts),
        when=_when(material),
    )


def _amounts(amounts: "pd.Series[float]") -> str:
    if amounts.empty:
        return ""
    least, most = amounts.min(), amounts.max()
    if len(amounts) == 1:
        n = count(int(most), "encounter or document", plural="encounters or documents")
        return f": {n}"
    return sentence(": {n} encounters or documents each", n=span(least, most))


def _when(material: pd.DataFrame) -> str:
    dated = material.dropna(subset=["first_month", "last_month"])
    if dated.empty:
        return ""
    first, last = month_name(dated["first_month"].min()), month_name(dated["last_month"].max())
    return sentence(
        " Where months are stated, it was collected between {first} and {last}."
        if first != last
        else " Where a month is stated, it was collected in {first}.",
        first=first,
        last=last,
    )


def printed_tables(corpus: Corpus) -> View | Prose:
    """The material table of each study that describes its material in full, as it is printed."""
    full, studies = fully_described(_material(corpus)), corpus.table("studies")
    labels = labels_of(studies[studies["study"].isin(full["study"])], "study")
    items = printed_items(corpus.table("claims"), measure="material_")
    parts = [
        table(
            printed_material(lines).drop(columns="study"),
            name=f"table-printed-{place}",
            title=sentence("Overview of empirical material: {study}", study=label),
            subtitle=sentence(
                "{lines} of {place} as printed",
                lines=count(len(lines), "line"),
                place=items.get(study, gettext("the table")),
            ),
            labels=LABELS,
            merge=MERGED,
            notes=[*_abbreviations(lines, corpus), *_certainty(lines)],
        )
        for place, (study, label) in enumerate(labels.items(), start=1)
        for lines in [full[full["study"] == study]]
    ]
    return together(parts, empty="No study states participants, number and period of all lines.")


def material_table(corpus: Corpus) -> View | Prose:
    """The material of every study in the form of the printed table."""
    material = _material(corpus)
    lines = study_labels(printed_material(material), corpus.table("studies"))
    return table(
        lines.loc[:, (lines != NOT_STATED).any()],
        name="table-material",
        title="Empirical material, line by line",
        subtitle=sentence(
            "{lines} of {studies}",
            lines=count(len(material), "line"),
            studies=count(material["study"].nunique(), "study"),
        ),
        labels=LABELS,
        group="study",
        merge=MERGED,
        notes=[*_abbreviations(material, corpus), *_lengths(material, corpus)],
        empty=EMPTY,
    )


def _abbreviations(material: pd.DataFrame, corpus: Corpus) -> list[str]:
    """A note that spells out the short names of the participants, and one on the dash."""
    ids = material["participants"].dropna().str.split(LIST_SEPARATOR).explode()
    people = corpus.table("stakeholders")[["stakeholder", "label"]]
    words = [f"{short}: {label}" for short, label in people.to_numpy() if short in set(ids)]
    gaps = material.drop(columns="memo").isna().any(axis=None)
    dash = sentence("{dash}: not stated.", dash=NOT_STATED)
    return [f"{'; '.join(words)}."] * bool(words) + [dash] * bool(gaps)


def _certainty(lines: pd.DataFrame) -> list[str]:
    """Notes on what of the printed table is certain; its lines are counted from the top."""
    named = lines.assign(place=[sentence("line {n}", n=n) for n in lines["line"]])
    return certainty_notes(named, _COLUMNS, line="place")


def _lengths(material: pd.DataFrame, corpus: Corpus) -> list[str]:
    """A note for each printed length that several lines of a study share."""
    return shared_lengths(study_labels(material, corpus.table("studies")))


def totals_table(corpus: Corpus) -> View | Prose:
    """How much was collected, by study and kind of encounter."""
    return table(
        study_labels(material_totals(_material(corpus)), corpus.table("studies")),
        name="table-totals",
        title="How much was collected, by study and kind of encounter",
        labels={
            "lines": "Lines",
            "n": "Encounters",
            "n_primary": "Primary analysis",
            "n_secondary": "Secondary analysis",
            "lines_without_n": "Lines without a number",
        },
        group="study",
        notes=["Primary analysis: collected for this study. Secondary: for an earlier one."],
        empty=EMPTY,
    )


def timeline_figure(corpus: Corpus) -> View | Prose:
    """The periods of collection as a picture."""
    periods, studies = collection_periods(_material(corpus)), corpus.table("studies")
    return figure(
        partial(material_timeline, periods, studies=studies),
        study_labels(periods, studies).drop(columns=["start", "end"]),
        name="figure-timeline",
        empty="No line of material states its first and last month.",
    )


def material_claims(corpus: Corpus, *, whole: Corpus) -> pd.DataFrame:
    """The verified claims of `corpus` about material; they may rest on all of the `whole`."""
    verified = verified_claims(tables_as_written(whole), resting_on="material")
    return about(of_study(verified, corpus.table("studies")), "material")


def agreement_in_words(corpus: Corpus, claims: pd.DataFrame) -> Prose:
    """Sentences that say which totals agree, with each other and with single encounters."""
    material, encounters = _material(corpus), corpus.table("encounters")
    return paragraphs(
        _claims_in_words(claims),
        _analyses_in_words(material),
        _encounters_in_words(material_disagreements(material, encounters))
        if len(encounters)
        else prose(""),
    )


def _claims_in_words(claims: pd.DataFrame) -> Prose:
    judged = claims[claims["kind"].isin(WITH_VERDICT) | claims["verdict"].eq(FAILED)]
    if judged.empty:
        return prose("")
    others = judged[judged["verdict"].isin([DIFFERS, FAILED])]
    n = len(judged) - len(others)
    part = part_of(n, len(judged), "number printed elsewhere", plural="numbers printed elsewhere")
    agree = form_for(n or 1, "agrees", "agree")
    if others.empty:
        return prose("{part} {agree} with the lines.", part=part, agree=agree)
    return prose(
        "{part} {agree} with the lines. Not in agreement: {others}.",
        part=part,
        agree=agree,
        others=joined(quoted(statement) for statement in others["statement"]),
    )


def _analyses_in_words(material: pd.DataFrame) -> Prose:
    lines = material.dropna(subset=["n", "n_primary", "n_secondary"])
    if lines.empty:
        return prose("")
    fits = lines["n_primary"] + lines["n_secondary"] == lines["n"]
    return prose(
        "In {part} that state both, primary and secondary analysis add up to N.",
        part=part_within(int(fits.sum()), len(lines), "line"),
    )


def _encounters_in_words(rows: pd.DataFrame) -> Prose:
    if rows.empty:
        return prose("The lines agree with the single encounters of this corpus.")
    lines = zip(rows["data_type"], rows["stated"], rows["counted"], strict=True)
    return prose(
        "The lines disagree with the single encounters of this corpus: {lines}.",
        lines=joined(
            sentence(
                "{kind} (stated {stated}, counted {counted})",
                kind=kind,
                stated=number(stated, missing=gettext("none")),
                counted=number(counted, missing=gettext("none")),
            )
            for kind, stated, counted in lines
        ),
    )


def claims_table(corpus: Corpus, claims: pd.DataFrame) -> View | Prose:
    """Printed numbers of material against the lines."""
    columns = ["study", "kind", "statement", "expected", "computed", "verdict", "note"]
    return table(
        study_labels(claims[columns], corpus.table("studies")),
        name="table-agreement",
        title="Printed numbers of material against the lines",
        labels=claim_pages.HEADINGS,
        group="study",
        empty="No printed number of material is on record for this selection.",
    )
