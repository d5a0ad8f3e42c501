"""The page for reviewers: one number followed to its place, one fault made and caught."""

import re

import pandas as pd

from trustbook.checking.corpora import check_tables
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count, within
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES
from trustbook.networks.evidence import labels_of, tie_anchor, tie_evidence
from trustbook.networks.tie_tables import sources, ties
from trustbook.pages.labels import piece_of, statements_of
from trustbook.pages.prose import Prose, notice, prose, source_in_words
from trustbook.pages.tables import View, table

NO_TIE = "This corpus has no relations between stakeholders, so there is no number to follow here."

_PIECE = {"segment": "Segment", "relation": "Relation"}
_BEHIND = {
    "segment": "The segments behind the tie, and where they are",
    "relation": "The relations behind the tie",
}
_REPEATS = {
    "segment": "Segments with the same source count once.",
    "relation": "Relations with the same source count once.",
}
_LETTERS = "Letters before it: letters and digits of the source up to the segment."
NO_ROW = "Nothing in this corpus refers to the line."


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
    evidence = gettext("its evidence")
    return prose(
        "The tie from {truster} to {trustee} for *{concept}* rests on **{support}**. Open "
        "{link} on the page *Stakeholder networks*: below the pictures the same number "
        "is above {segments}. They are listed here; each must say what the tie "
        "says. In this book {source}.",
        truster=within(who.get(tie["truster"], tie["truster"])),
        trustee=within(who.get(tie["trustee"], tie["trustee"])),
        concept=what.get(tie["concept"], tie["concept"]).lower(),
        support=count(int(tie["support"]), "independent source"),
        link=Prose(f"[{evidence}](networks.html#{place})", evidence),
        source=source_in_words(corpus),
        segments=count(len(tie["segments"]), piece_of(corpus)),
    )


def trail_table(corpus: Corpus) -> View | Prose:
    """What states the tie, with its place in the source where the corpus has anchors."""
    segments, relations = statements_of(corpus), corpus.table("relations")
    rows = tie_evidence(best_supported_tie(corpus), relations=relations, segments=segments)
    letters = corpus.table("anchors").drop_duplicates("anchor").set_index("anchor")["start"]
    rows = rows.assign(
        study=rows["study"].map(labels_of(corpus.table("studies"), "study")),
        source=rows["segment"].map(sources(segments)),
        letters_before=rows["anchor"].map(letters).astype("Int64"),
    )
    piece, columns = piece_of(corpus), ["segment", "study", "section", "meaning_unit"]
    return table(
        rows[[*columns, "source", "letters_before"]].dropna(axis="columns", how="all"),
        name="table-trail",
        title=_BEHIND[piece],
        subtitle=_REPEATS[piece],
        labels={
            "segment": _PIECE[piece],
            "letters_before": "Letters before it",
            "meaning_unit": "What it says",
        },
        notes=[_LETTERS] * bool(rows["letters_before"].notna().any()),
        empty=NO_TIE,
    )


def expectation_in_words(corpus: Corpus) -> Prose:
    """What the table shows when all is well, and how a place is found where there are anchors."""
    if best_supported_tie(corpus).empty:
        return prose("")
    names = prose(
        "**Expect** as many different names in the column *Source* as the tie has sources."
    )
    if not corpus.has("anchors"):
        return names
    return prose(
        "{names} With the text of a study at hand, count that many letters to find the place; or "
        "let `trustbook verify --step anchors --sources FOLDER` find every segment of the corpus.",
        names=names,
    )


def _line_to_delete(corpus: Corpus) -> tuple[str, str]:
    """A table and its first line behind the tie: a segment, or the truster of a relation."""
    tie = best_supported_tie(corpus).iloc[0]
    if corpus.has("segments") and tie["segments"][0] in set(corpus.table("segments")["segment"]):
        return "segments", tie["segments"][0]
    return "stakeholders", tie["truster"]


def fault_in_words(corpus: Corpus) -> Prose:
    """Which line to delete from which table."""
    if best_supported_tie(corpus).empty:
        return notice(NO_TIE)
    name, line = _line_to_delete(corpus)
    return prose(
        "Make a copy of the folder of the corpus, `data/copy`, and delete from its `{file}` the "
        "line of {line}. Then",
        file=f"{name}.csv",
        line=line,
    )


def check_table(corpus: Corpus) -> View | Prose:
    """What `trustbook check` says where one line behind the tie is missing.

    The fault is made in memory, and the check is the one that the command makes.
    """
    if best_supported_tie(corpus).empty:
        return notice(NO_TIE)
    file, line = _line_to_delete(corpus)
    tables = {name: corpus.table(name) for name in TABLES if corpus.has(name)}
    tables[file] = tables[file][tables[file].iloc[:, 0] != line]
    word = re.compile(rf"(?<!\w){re.escape(line)}(?!\w)")
    findings = [finding for finding in check_tables(tables) if word.search(finding.value)]
    rows = [(finding.file, finding.row, finding.column, finding.value) for finding in findings]
    return table(
        pd.DataFrame(rows, columns=["file", "row", "column", "found"]),
        name="table-caught",
        title=sentence(
            "What the check says when the line of {line} is deleted from {file}",
            line=line,
            file=f"{file}.csv",
        ),
        labels={"file": "File", "row": "Row", "column": "Column", "found": "Found"},
        empty=NO_ROW,
    )
