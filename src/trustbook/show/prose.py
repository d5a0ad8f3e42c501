"""Sentences whose numbers a cell computes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that a notebook renders; its plain text is the same words."""

    markdown: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


def prose(template: str, /, **values: object) -> Prose:
    """The sentence(s) of `template` with `values` put in, by the rules of `str.format`.

    >>> prose("The study has {n} interviews.", n=48).markdown
    'The study has 48 interviews.'
    """
    return Prose(template.format(**values))


def notice(text: str) -> Prose:
    """One line that says why there is nothing to show.

    >>> notice("This corpus has no relations.").markdown
    '*This corpus has no relations.*'
    """
    return Prose(f"*{text}*")
