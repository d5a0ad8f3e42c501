"""What the chapter on segments shows: every segment and its place in the source."""

from trustbook.corpus.contents import segment_list
from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import count_at_start
from trustbook.corpus.reading import Corpus
from trustbook.pages.prose import Prose, is_worded, prose, wording
from trustbook.pages.tables import View, table

_PLACE = (
    "A place is counted in letters and digits of the source; spaces, punctuation, line breaks and "
    "hyphens do not count, so that it is the same in every edition of the text. A segment that is "
    "put together from several passages has the place of the first and the length of all."
)


def places_in_words(corpus: Corpus) -> Prose:
    """How the place of a segment is found again; no words where the corpus has no anchors."""
    if not corpus.has("anchors"):
        return prose("")
    return prose(
        "The line says where in its source a segment is. Whoever has the text can find the "
        "place again: `trustbook verify --step anchors --sources FOLDER` looks for every one."
    )


def segments_table(corpus: Corpus) -> View | Prose:
    """Every segment with what it says and where it is."""
    segments = segment_list(
        corpus.table("segments"),
        corpus.table("anchors"),
        studies=corpus.table("studies"),
        stakeholders=corpus.table("stakeholders"),
    )
    has_places = corpus.has("anchors")
    return table(
        segments.dropna(axis="columns", how="all"),
        name="table-segments",
        title="Every segment and its place in the source" if has_places else "Every segment",
        subtitle=sentence(
            "{segments} in the order of the text of each study",
            segments=count_at_start(len(segments), "segment"),
        ),
        labels={
            "letters_before": "Letters before",
            "letters": "Letters in it",
            "percent": "% of the text",
        },
        group="study",
        filters=["section", "kind"],
        ids="segment",
        notes=[
            *[sentence("A meaning unit is {words}.", words=wording(corpus))] * is_worded(corpus),
            *[_PLACE] * has_places,
        ],
        empty="No segments in this selection.",
    )
