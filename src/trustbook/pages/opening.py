"""How a chapter opens: what was found, the picture, and how sure that is.

A chapter shows the three in this order, before anything else: a cell tagged `opening` with the
sentences on what was found, the cell of the picture, and a cell tagged `sure`.
"""

from collections.abc import Iterable

from trustbook.pages.prose import Prose, prose

COUNTING = "introduction.html#what-a-number-counts"


def how_sure(*parts: Prose) -> Prose:
    """On how much a finding rests, as one paragraph that leads to what a number counts.

    Parts without words are left out; no words where none has any.

    >>> how_sure(prose("One tie hinges on a single source."), prose("")).markdown
    '**How sure?** One tie hinges on a single source. [What a number counts](introduction.html#what-a-number-counts).'
    """  # noqa: E501 - the doctest shows one line of Markdown
    said = [part for part in parts if part.markdown]
    if not said:
        return prose("")
    together = Prose(_one_line(p.markdown for p in said), _one_line(p.plain for p in said))
    return prose(
        "**How sure?** {together} [What a number counts]({counting}).",
        together=together,
        counting=Prose(COUNTING),
    )


def _one_line(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())
