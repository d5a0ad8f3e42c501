"""The page for reviewers: one number followed to its place, one fault made and caught."""

import pandas as pd

from trustbook.checking.corpora import check_tables
from trustbook.corpus.numbers import count
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES
from trustbook.networks.evidence import labels_of, tie_anchor, tie_evidence
from trustbook.networks.tie_tables import sources, ties
from trustbook.pages.labels import statements_of
from trustbook.pages.prose import Prose, notice, prose, source_in_words
from trustbook.pages.tables import View, table

NO_TIE = "This corpus has no relations between stakeholders, so there is no number to follow here."

NO_SEGMENT = "No segment states the tie, so there is no line of one to delete."


def best_supported_tie(corpus: Corpus) -> pd.DataFrame:
    """The tie with the most independent sources, as one row; no row where there are no ties."""
    segments, concepts = statements_of(corpus), corpus.table("concepts")
    return ties(corpus.table("relations"), segments=segments, concepts=concepts).head(1)


def tie_in_words(corpus: Corpus) -> Prose:
    """The number to follow, with a link to where the book shows it."""
    rows = best_supported_tie(corpus)
    if rows.empty:
        return notice(NO_TIE)
    tie = rows.iloc[0]
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    what = labels_of(corpus.table("concepts"), "concept")
    place = tie_anchor(tie["truster"], tie["trustee"], tie["concept"])
    return prose(
        "The tie from {truster} to {trustee} for *{concept}* rests on **{support}**. Open "
        "{link} on the page *Stakeholder networks*: below the pictures the same number "
        "stands above {segments}. They are listed here; each must say what the tie "
        "says. In this book {source}.",
        truster=who.get(tie["truster"], tie["truster"]),
        trustee=who.get(tie["trustee"], tie["trustee"]),
        concept=what.get(tie["concept"], tie["concept"]).lower(),
        support=count(int(tie["support"]), "independent source"),
        link=Prose(f"[its evidence](networks.html#{place})", "its evidence"),
        source=source_in_words(corpus),
        segments=count(len(tie["segments"]), "segment" if corpus.has("segments") else "relation"),
    )


def trail_table(corpus: Corpus) -> View | Prose:
    """The segments behind the tie, with their place in the source."""
    segments, relations = statements_of(corpus), corpus.table("relations")
    rows = tie_evidence(best_supported_tie(corpus), relations=relations, segments=segments)
    letters = corpus.table("anchors").drop_duplicates("anchor").set_index("anchor")["start"]
    rows = rows.assign(
        study=rows["study"].map(labels_of(corpus.table("studies"), "study")),
        source=rows["segment"].map(sources(segments)),
        letters_before=rows["anchor"].map(letters).astype("Int64"),
    )
    return table(
        rows[["segment", "study", "section", "meaning_unit", "source", "letters_before"]],
        name="table-trail",
        title="The segments behind the tie, and where they stand",
        subtitle="Segments with the same source count once.",
        labels={"letters_before": "Letters before it", "meaning_unit": "What it says"},
        notes=["Letters before it: letters and digits of the source up to the segment."],
        empty=NO_TIE,
    )


def check_table(corpus: Corpus) -> View | Prose:
    """What `trustbook check` says where the first segment behind the tie is missing.

    The fault is made in memory, and the check is the one that the command makes.
    """
    tie = best_supported_tie(corpus)
    if tie.empty:
        return notice(NO_TIE)
    segment = tie.iloc[0]["segments"][0]
    tables = {name: corpus.table(name) for name in TABLES if corpus.has(name)}
    if segment not in set(corpus.table("segments")["segment"]):
        return notice(NO_SEGMENT)
    tables["segments"] = tables["segments"].query("segment != @segment")
    findings = [finding for finding in check_tables(tables) if segment in finding.value]
    rows = [(finding.file, finding.row, finding.column, finding.value) for finding in findings]
    return table(
        pd.DataFrame(rows, columns=["file", "row", "column", "found"]),
        name="table-caught",
        title=f"What the check says when the line of {segment} is deleted from segments.csv",
        empty="Nothing in this corpus refers to the segment.",
    )
