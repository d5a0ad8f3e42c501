"""The page for reviewers: one number followed to its place, one fault made and caught."""

import pandas as pd

from trustbook.checking import check_tables
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES
from trustbook.networks.evidence import labels_of, tie_anchor, tie_evidence
from trustbook.networks.tie_tables import sources, ties
from trustbook.numbers import count
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import TableView, table

NO_TIE = "This corpus has no relations between stakeholders, so there is no number to follow here."


def followed_tie(corpus: Corpus) -> pd.DataFrame:
    """The tie with the most independent sources, as one row; no row where there are no ties."""
    found = ties(
        corpus.table("relations"),
        segments=corpus.table("segments"),
        concepts=corpus.table("concepts"),
    )
    return found.head(1)


def followed_words(corpus: Corpus) -> Prose:
    """The number to follow, with a link to where the book shows it."""
    found = followed_tie(corpus)
    if found.empty:
        return notice(NO_TIE)
    tie = found.iloc[0]
    who, what = labels_of(corpus.table("stakeholders"), "stakeholder"), _concepts(corpus)
    place = tie_anchor(tie["truster"], tie["trustee"], tie["concept"])
    return prose(
        "The tie from {truster} to {trustee} for *{concept}* rests on **{support}**. Open "
        "{link} on the page *Stakeholder trust networks*: below the pictures the same number "
        "stands above {segments}. They are listed here; each must say what the tie says.",
        truster=who.get(tie["truster"], tie["truster"]),
        trustee=who.get(tie["trustee"], tie["trustee"]),
        concept=what.get(tie["concept"], tie["concept"]).lower(),
        support=count(int(tie["support"]), "independent source"),
        link=Prose(f"[its evidence](networks.html#{place})", "its evidence"),
        segments=count(len(tie["segments"]), "segment"),
    )


def _concepts(corpus: Corpus) -> dict[str, str]:
    return labels_of(corpus.table("concepts"), "concept")


def trail_table(corpus: Corpus) -> TableView | Prose:
    """The segments behind the followed tie, with their place in the source."""
    found = followed_tie(corpus)
    rows = tie_evidence(
        found, relations=corpus.table("relations"), segments=corpus.table("segments")
    )
    places = corpus.table("anchors").drop_duplicates("anchor").set_index("anchor")["start"]
    shown = pd.DataFrame(
        {
            "segment": rows["segment"],
            "study": rows["study"].map(labels_of(corpus.table("studies"), "study")),
            "section": rows["section"],
            "meaning_unit": rows["meaning_unit"],
            "source": rows["segment"].map(sources(corpus.table("segments"))),
            "letters_before": rows["anchor"].map(places).astype("Int64"),
        }
    )
    return table(
        shown,
        name="table-trail",
        title="The segments behind the tie, and where they stand",
        subtitle="Segments with the same source count once.",
        labels={
            "letters_before": "Letters before it",
            "meaning_unit": "What it says",
            "source": "Source",
        },
        notes=["Letters before it: letters and digits of the source up to the segment."],
        empty=NO_TIE,
    )


def caught_table(corpus: Corpus) -> TableView | Prose:
    """What `trustbook check` says where the first segment behind the tie is missing.

    The fault is made in memory, and the check is the one that the command makes.
    """
    found = followed_tie(corpus)
    if found.empty:
        return notice(NO_TIE)
    segment = found.iloc[0]["segments"][0]
    tables = {name: corpus.table(name) for name in TABLES if corpus.has(name)}
    kept = tables["segments"]["segment"] != segment
    findings = check_tables({**tables, "segments": tables["segments"][kept]})
    rows = [(f.file, f.row, f.column, f.value) for f in findings if segment in f.value]
    return table(
        pd.DataFrame(rows, columns=["file", "row", "column", "found"]),
        name="table-caught",
        title=f"What the check says when the line of {segment} is deleted from segments.csv",
        empty="Nothing in this corpus refers to the segment.",
    )
