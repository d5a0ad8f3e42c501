"""What the introduction shows: the studies, what was coded, the concepts and the stakeholders."""

from trustbook.corpus.contents import segment_kinds, studies_overview, table_sizes
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count, joined
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES
from trustbook.pages.prose import Prose, is_worded, prose, wording
from trustbook.pages.tables import View, table, values


def size_in_words(corpus: Corpus) -> Prose:
    """How many studies, segments, codings and relations the corpus holds."""
    n = {name: len(corpus.table(name)) for name in ("studies", "segments", "codings", "relations")}
    sizes = {
        "studies": count(n["studies"], "study"),
        "segments": count(n["segments"], "segment"),
        "codings": count(n["codings"], "coding"),
        "relations": count(
            n["relations"],
            "relation between stakeholders",
            plural="relations between stakeholders",
        ),
    }
    return prose(
        "The corpus *{name}* holds {sizes}.",
        name=corpus.name,
        sizes=joined(size for table, size in sizes.items() if n[table]),
    )


def studies_table(corpus: Corpus) -> View | Prose:
    """The studies, and how much of each was coded."""
    segments = corpus.table("segments")
    studies = studies_overview(corpus.table("studies"), segments).dropna(axis="columns", how="all")
    coded = sentence("Segments: coded pieces of a study, each with {words}.", words=wording(corpus))
    return table(
        studies if len(segments) else studies.drop(columns="segments"),
        name="table-studies",
        title="The studies, and how much of each was coded",
        labels={"coded_part": "What was coded"},
        notes=[coded] * is_worded(corpus),
        empty="This corpus lists no studies.",
    )


def segments_table(corpus: Corpus) -> View | Prose:
    """How many segments of each kind each study gave."""
    segments = corpus.table("segments")
    kinds = segment_kinds(segments, corpus.table("studies"))
    return table(
        kinds if len(segments) else kinds.head(0),
        name="table-segments",
        title="Segments by study and kind",
        labels={"all": "All"},
        empty="This corpus has no segments.",
    )


def concepts_table(corpus: Corpus) -> View | Prose:
    """The concepts that a relation can be about."""
    return table(
        corpus.table("concepts"),
        name="table-concepts",
        title="The concepts a relation can be about",
        empty="This corpus declares no concepts, so it has no relations.",
    )


def stakeholders_table(corpus: Corpus) -> View | Prose:
    """Who can be truster or trustee of a relation."""
    return table(
        corpus.table("stakeholders").drop(columns="description").dropna(axis="columns", how="all"),
        name="table-stakeholders",
        title="The stakeholders",
        labels={"stakeholder": "Short name", "label": "Name"},
        empty="This corpus lists no stakeholders.",
    )


def contents_table(corpus: Corpus) -> View | Prose:
    """The tables of the corpus that have rows."""
    sizes = table_sizes({name: len(corpus.table(name)) for name in TABLES})
    words = {column: sizes[column].map(gettext) for column in ("title", "meaning")}
    return table(
        sizes.assign(**words).loc[sizes["rows"] > 0, ["title", "meaning", "rows"]],
        name="table-contents",
        title="The tables of this corpus",
        labels={"title": "Table", "meaning": "Meaning", "rows": "Rows"},
        folded=True,
        notes=["The data dictionary says what every column means."],
        empty="This corpus has no tables with rows.",
    )


def named_values(corpus: Corpus) -> View:
    """What texts can cite of the corpus."""
    return values(
        studies=len(corpus.table("studies")),  # studies
        segments=len(corpus.table("segments")),  # coded segments
        codes=int((corpus.table("codes")["kind"] == "code").sum()),  # codes of the codebook
        codings=len(corpus.table("codings")),  # codes given to segments
        relations=len(corpus.table("relations")),  # relations between stakeholders
        stakeholders=len(corpus.table("stakeholders")),  # stakeholders
    )
