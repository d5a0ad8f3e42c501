"""Findings under every setting, in words: what survives, what falls, and what comes instead."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    count,
    form_for,
    joined,
    number,
    part_of,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.settings import (
    AS_CODED,
    CODER,
    CONCEPTS,
    DIRECTION,
    DOCUMENTS,
    EVERY,
    LEADING,
    LEVEL,
    NONE,
    SEGMENTS,
    SOURCE,
    STATED,
    STUDIES,
    SUPPORT,
    WITHOUT,
    Option,
    falls_when,
)
from trustbook.networks.tie_tables import leading_concepts
from trustbook.pages.labels import labels
from trustbook.pages.prose import Prose, prose
from trustbook.signed.edge_tables import Floats, Truths

HEADINGS = {
    SOURCE: "What counts as one source",
    SUPPORT: "Sources that a {what} needs",
    CODER: "Whose reading counts",
    DIRECTION: "Which directions count",
    LEVEL: "Level",
    CONCEPTS: "What counts for and against",
    WITHOUT: "Study left out",
}
_NAMED = {
    (SOURCE, AS_CODED): "as on every page",
    (SOURCE, SEGMENTS): "each segment",
    (SOURCE, DOCUMENTS): "each document",
    (SOURCE, STUDIES): "each study",
    (CODER, EVERY): "the corpus",
    (DIRECTION, EVERY): "stated and read",
    (DIRECTION, STATED): "stated only",
    (LEVEL, EVERY): "all",
    (CONCEPTS, EVERY): "all with a sign",
}
_ENDINGS = {
    SOURCE: "{option} is one source",
    SUPPORT: "a {what} needs {option}",
    CODER: "{option} reads",
    DIRECTION: "only stated directions count",
    LEVEL: "only the {option} level counts",
    CONCEPTS: "every concept with a sign counts",
    WITHOUT: "{option} is left out",
}
_DIFFERENCES = {
    SOURCE: "what counts as one source",
    SUPPORT: "how many sources a {what} needs",
    CODER: "whose reading counts",
    DIRECTION: "which directions count",
    LEVEL: "which level counts",
    CONCEPTS: "which concepts count for and against",
    WITHOUT: "which study is left out",
}
PAGE = "choices.html"


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices that settings are made of, in words; `what` is what needs sources."""

    corpus: Corpus
    settings: pd.DataFrame
    what: str = "tie"

    @property
    def names(self) -> list[str]:
        """The choices with more than one option."""
        options = self.settings.nunique()
        return [name for name in HEADINGS if options[name] > 1]

    def heading(self, name: str) -> str:
        """A choice as a picture and a sentence name it."""
        return sentence(HEADINGS[name], what=gettext(self.what))

    def difference(self, name: str) -> str:
        """A choice as a sentence names what settings differ in."""
        return sentence(_DIFFERENCES[name], what=gettext(self.what))

    def option_in_words(self, name: str, option: Option) -> str:
        """An option as a row of the picture names it."""
        if name == SUPPORT:
            return count(int(option), "source")
        if name == WITHOUT:
            return gettext("none") if option == NONE else labels(self.corpus, "study")[str(option)]
        if name == CONCEPTS and option == LEADING:
            concepts = labels(self.corpus, "concept")
            leading = leading_concepts(self.corpus.table("concepts"))
            return joined(within(concepts[one]) for one in leading)
        return gettext(_NAMED.get((name, str(option)), str(option)))

    def ending(self, name: str, option: Option) -> str:
        """An option as what ends a result."""
        return sentence(
            _ENDINGS[name], option=self.option_in_words(name, option), what=gettext(self.what)
        )

    def endings(self, pairs: Sequence[tuple[str, Option]]) -> list[str]:
        """What alone ends a result; of several numbers of sources the smallest only."""
        least = min((int(option) for name, option in pairs if name == SUPPORT), default=0)
        telling_pairs = [one for one in pairs if one[0] != SUPPORT or one[1] == least]
        return [self.ending(*one) for one in telling_pairs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A statement of a page, the settings under which it holds, and what comes instead.

    `holds` and `there` have one entry per setting: whether the statement holds, and whether it can
    be asked there at all.
    """

    words: str
    holds: Truths
    there: Truths
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The findings of a page that a choice could move, and what the choices are."""

    chapter: str
    choices: Choices
    every: Sequence[Finding]
    spread: str = ""

    @property
    def moving(self) -> list[Finding]:
        """The findings that do not hold under every setting, the least sure first."""
        moving = [one for one in self.every if not _survives(one)]
        return sorted(moving, key=_part)


def leading(numbers: Floats, at: int) -> Truths:
    """Under which settings no other column has more, where it has any."""
    return np.asarray((numbers[:, at] >= numbers.max(axis=1)) & (numbers[:, at] > 0), dtype=bool)


def leads_instead(numbers: Floats, at: int, names: Sequence[str]) -> str:
    """Which other column has most where this one has not, most often."""
    lost = ~leading(numbers, at) & (numbers.max(axis=1) > 0)
    if not lost.any():
        return ""
    first = numbers[lost].argmax(axis=1)
    places, times = np.unique(first, return_counts=True)
    best = int(times.argmax())
    return sentence(
        "then “{name}” comes first most often ({n})",
        name=names[places[best]],
        n=number(int(times[best])),
    )


def survival_in_words(findings: Findings) -> Prose:
    """How many findings of a page survive every setting, and what ends the least sure of them."""
    every, choices = findings.every, findings.choices
    if not every:
        return prose("")
    if not choices.names:
        return prose("No other choice would change what is counted here.")
    firm = len(every) - len(findings.moving)
    return prose(
        "What this page finds was counted again in {ways}. {firm} {survive} them all.{least}"
        "{spread}",
        ways=_ways(findings),
        firm=part_of(firm, len(every), "finding"),
        survive=form_for(firm or 1, "survives", "survive"),
        least=_least_sure(findings),
        spread=f" {findings.spread}" if findings.spread else "",
    )


def _least_sure(findings: Findings) -> str:
    """The finding that fewest settings leave standing, in a sentence."""
    if not findings.moving:
        return ""
    least = finding_in_words(findings.moving[0], findings.choices)
    return sentence(" Least sure: {finding}.", finding=least)


def _ways(findings: Findings) -> Prose:
    """The number of settings; it leads to the page on them, or says in what they differ."""
    choices = findings.choices
    corpus, ways = choices.corpus, count(len(choices.settings), "way")
    if corpus.has("relations") and corpus.has("concepts"):
        return prose(f"[{{ways}}]({PAGE}#what-the-other-pages-say)", ways=ways)
    return prose(
        "{ways}, which differ in {choices}",
        ways=ways,
        choices=joined(choices.difference(name) for name in choices.names),
    )


def finding_in_words(one: Finding, choices: Choices) -> str:
    """A finding with the settings that it survives, what ends it, and what comes instead."""
    falls = joined(endings_of(one, choices), choice=True)
    survival = sentence(
        "{finding}. It survives {n} of {settings} and falls when {endings}"
        if falls
        else "{finding}. It survives {n} of {settings}; no single choice ends it",
        finding=one.words,
        n=number(int((one.holds & one.there).sum())),
        settings=count(int(one.there.sum()), "setting")
        if one.there.all()
        else sentence("the {n} in which it can be asked", n=number(int(one.there.sum()))),
        endings=falls,
    )
    return "; ".join(filter(None, (survival, one.instead)))


def endings_of(one: Finding, choices: Choices) -> list[str]:
    """What alone ends a finding, in words."""
    return choices.endings(falls_when(choices.settings, one.holds | ~one.there))


def _survives(one: Finding) -> bool:
    return bool((one.holds | ~one.there).all())


def _part(one: Finding) -> float:
    return float((one.holds & one.there).sum() / max(one.there.sum(), 1))
