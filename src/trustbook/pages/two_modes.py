"""Stakeholders and codes on a page: a network of two kinds of nodes, and what it implies."""

import pandas as pd

from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import at_start, count, count_at_start, number, share, within
from trustbook.corpus.reading import Corpus
from trustbook.pages.labels import labels
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.synthesis import spread_figure
from trustbook.pages.tables import View, table
from trustbook.studies.two_modes import projection, stakeholders_of_segments, two_mode_ties

NOTHING = "No coded segment names a stakeholder."
MOST = 40  # pairs in the table
_HEADINGS = {
    "one": "Stakeholder",
    "other": "And stakeholder",
    "shared": "Codes in common",
    "overlap": "Of the codes of either",
}


def two_modes_in_words(corpus: Corpus) -> Prose:
    """How many stakeholders and codes are tied, and which two share most codes."""
    every = _ties(corpus)
    if every.empty:
        return notice(NOTHING)
    pairs = _pairs(every, corpus)
    return prose(
        "{people} and {codes} are tied by the sources that speak of the one and are coded with the "
        "other.{closest}",
        people=count_at_start(every["stakeholder"].nunique(), "stakeholder"),
        codes=count(every["code"].nunique(), "code"),
        closest=_closest(pairs) if len(pairs) else "",
    )


def _closest(pairs: pd.DataFrame) -> str:
    first = pairs.iloc[0]
    return sentence(
        " {one} and {other} have the most codes in common: {shared}, {overlap} of those that "
        "either has.",
        one=at_start(first["one"]),
        other=within(first["other"]),
        shared=number(first["shared"]),
        overlap=share(first["overlap"]),
    )


def two_modes_figure(coded: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """Under which category each stakeholder is spoken of, in how many sources."""
    who = labels(corpus, "stakeholder")
    involved = _involved(corpus)
    behind = coded.merge(
        involved.assign(stakeholder=involved["stakeholder"].map(who)), on="segment"
    )
    if behind.empty:
        return notice(NOTHING)
    spoken_of = set(behind["stakeholder"])
    return spread_figure(
        coded,
        behind,
        column="stakeholder",
        columns=[label for label in dict.fromkeys(who.values()) if label in spoken_of],
        among="stakeholders",
        name="themes-by-stakeholder",
    )


def projection_table(corpus: Corpus, *, name: str) -> View | Prose:
    """Which stakeholders are spoken of under the same codes."""
    pairs = _pairs(_ties(corpus), corpus)
    rows = pairs.head(MOST).assign(overlap=[share(one) for one in pairs["overlap"].head(MOST)])
    return table(
        rows,
        name=name,
        title="Stakeholders that are spoken of under the same codes",
        subtitle="A projection of the network of stakeholders and codes: computed, not stated.",
        labels=_HEADINGS,
        folded=True,
        notes=[
            "Two stakeholders with the same codes need not have anything to do with each other. A "
            "stakeholder that many segments speak of shares more with everybody, so read the "
            "share too."
        ],
        empty=NOTHING,
    )


def _involved(corpus: Corpus) -> pd.DataFrame:
    return stakeholders_of_segments(
        corpus.table("segments"),
        relations=corpus.table("relations"),
        strategies=corpus.table("strategies"),
    )


def _ties(corpus: Corpus) -> pd.DataFrame:
    codings = corpus.table("codings")
    return two_mode_ties(_involved(corpus), codings, segments=corpus.table("segments"))


def _pairs(ties: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """The projection onto stakeholders with their labels, those that share most first."""
    who = labels(corpus, "stakeholder")
    pairs = projection(ties, onto="stakeholder")
    named = pairs.assign(
        one=[who.get(one, one) for one in pairs["one"]],
        other=[who.get(one, one) for one in pairs["other"]],
    )
    order = ["shared", "overlap", "one", "other"]
    return named.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
