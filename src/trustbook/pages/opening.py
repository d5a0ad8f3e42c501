"""How a chapter opens: what was found, the picture, and how sure that is.

A chapter shows the three in this order, before anything else: a cell tagged `opening` with the
sentences on what was found, the cell of the picture, and a cell tagged `sure`.
"""

from collections.abc import Iterable

from trustbook.corpus.reading import Corpus
from trustbook.pages.prose import Prose, prose, source_unit_of

_UNIT = {
    "cases": "Here a source is a case.",
    "documents": "Here a source is a document.",
    "segments": "Here a source is a segment.",
    "relations": "Here a source is a relation.",
}
COUNTING = "introduction.html#what-a-number-counts"


def how_sure(*parts: Prose, of: Corpus | None = None) -> Prose:
    """On how much a finding rests, as one paragraph that leads to what a number counts.

    Parts without words are left out; no words where none has any. Where sources `of` a corpus are
    counted it says what a source is.

    >>> how_sure(prose("One tie hinges on a single source."), prose("")).markdown
    '**How sure?** One tie hinges on a single source. [What a number counts](introduction.html#what-a-number-counts).'
    """  # noqa: E501 - the doctest shows one line of Markdown
    if of is not None and any(part.markdown for part in parts):
        parts = (*parts, prose(_UNIT[source_unit_of(of)]))
    with_words = [part for part in parts if part.markdown]
    if not with_words:
        return prose("")
    together = Prose(
        _one_line(p.markdown for p in with_words), _one_line(p.plain for p in with_words)
    )
    return prose(
        "**How sure?** {together} [What a number counts]({counting}).",
        together=together,
        counting=Prose(COUNTING),
    )


def _one_line(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())
