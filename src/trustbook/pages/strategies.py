"""Needs and strategies on a page: pictures, tables and the sentences about them."""

from collections.abc import Hashable, Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from trustbook.charts.dot_matrix import dot_matrix
from trustbook.charts.strategy_matrix import strategy_matrix
from trustbook.charts.theme import DISTRUST_TEXT
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    count,
    count_at_start,
    form_for,
    in_words,
    joined,
    part_of,
    quoted,
    within,
    yes_no,
)
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import EFFECTS
from trustbook.networks.tie_tables import sources_of
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels, statements_of, with_labels
from trustbook.pages.prose import Prose, paragraphs, prose
from trustbook.pages.tables import View, table, values
from trustbook.studies import strategies as s

NAMED = 2  # codes in a sentence
NO_STRATEGY = "There are no strategies with these settings."
NO_NEED = "No relation states a need with these settings."
_HEADINGS = {
    "truster": "Whom",
    "trustee": "To whom",
    "concept": "Concept",
    "actor": "Actor",
    "code": "Strategy",
    "effect": "Effect",
    "segments": "Segments",
    "support": "Independent sources",
    "hinges": "Hinges on one source",
}
_TIES = _HEADINGS | {"truster": "From", "trustee": "Towards", "code": "Code"}
_CAME_OF_IT = {
    "backfires": "backfired",
    "supports": "helped",
    "mixed": "had a mixed effect",
}


def finding_in_words(strategies: pd.DataFrame, corpus: Corpus) -> Prose:
    """How many kinds of strategy backfired, and which helped."""
    if strategies.empty:
        return prose(NO_STRATEGY)
    first, rest = finding_of(strategies, corpus)
    return prose("**{first}** {rest}", first=first, rest=rest)


def finding_of(strategies: pd.DataFrame, corpus: Corpus) -> tuple[str, str]:
    """Two texts: how many kinds of strategy backfired, whoever tried them, and which are which."""
    kinds = s.strategy_kinds(strategies.assign(actor=""), corpus.table("segments"))
    named = kinds.assign(label=kinds["code"].map(labels(corpus, "code")))
    best = named.sort_values(["supports", "label"], ascending=[False, True])
    best = best[best["supports"] > 0].head(NAMED)
    backfired = named.loc[named["backfires"] > 0, "label"]
    first = sentence(
        "{part} backfired at least once." if len(backfired) else "{part} backfired.",
        part=part_of(len(backfired), len(kinds), "kind of strategy", plural="kinds of strategy"),
    )
    rest = []
    if len(best):
        helped = with_sources(best, "supports")
        rest.append(sentence("Helped on the most sources: {codes}.", codes=helped))
    if len(backfired):
        rest.append(sentence("Backfired: {codes}.", codes=some_quoted(backfired)))
    return first, " ".join(rest)


def with_sources(rows: pd.DataFrame, column: str) -> str:
    """The labels of the rows in quotation marks, with the number of sources of each, or of all."""
    if len(rows) > NAMED:
        sources = count(int(rows[column].iloc[0]), "source")
        return sentence(
            "{names} ({sources} each)", names=some_quoted(rows["label"]), sources=sources
        )
    return joined(
        f"{quoted(row['label'])} ({count(row[column], 'source')})"
        for row in rows.to_dict("records")
    )


def foremost(rows: pd.DataFrame, column: str, n: int = NAMED) -> pd.DataFrame:
    """The first rows by a number, `n` at most, and not some only of those with the same number.

    >>> rows = pd.DataFrame({"code": ["a", "b", "c", "d"], "sources": [3, 1, 1, 1]})
    >>> foremost(rows, "sources")["code"].tolist()
    ['a']
    >>> foremost(rows.tail(3), "sources")["code"].tolist()
    ['b', 'c', 'd']
    """
    several = rows.nlargest(n, column, keep="all")
    above = several[several[column] > several[column].min()]
    return several if len(several) <= n or above.empty else above


def some_quoted(names: "pd.Series[str]") -> str:
    """The names in quotation marks, the first ones if many."""
    more = len(names) - NAMED
    first = [quoted(name) for name in sorted(names)[:NAMED]]
    rest = [sentence("{n} more", n=in_words(more))] if more > 0 else []
    return joined([*first, *rest])


def sureness_in_words(strategies: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Prose:
    """How many observations of the picture hinge, and what an effect is."""
    effects = s.strategy_effects(strategies, corpus.table("segments"))
    if effects.empty:
        return prose("")
    n = int((effects["support"] == min_support).sum()) if min_support == 1 else 0
    return prose(
        "{part} {hinge} on a single source (open marks). An effect is what somebody reported or "
        "observed; nobody measured it.",
        part=part_of(n, len(effects), "observation"),
        hinge=form_for(n or 1, "hinges", "hinge"),
    )


def relations_of_need(corpus: Corpus, *, level: str, concepts: object) -> pd.DataFrame:
    """The relations that state a need, as the parameters of the chapter choose them."""
    return s.relations_of_need(
        corpus.table("relations"), corpus.table("concepts"), level=level, only=concepts
    )


def needs_in_words(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Prose:
    """How many sources state a need, between how many pairs, by concept."""
    return needs_sentence(
        _needs(relations, corpus, min_support), sources=_n_sources(relations, corpus, min_support)
    )


def needs_sentence(needs: pd.DataFrame, *, sources: int) -> Prose:
    """The sentence on needs: one row of `needs` per truster, trustee and concept, with labels."""
    if needs.empty:
        return prose("No relation here states a need.")
    concepts = needs.groupby("concept", sort=False)["support"].size()
    return prose(
        "{sources} {state} a need, between {pairs} of stakeholders: {parts} of them.",
        sources=count_at_start(sources, "independent source"),
        state=form_for(sources, "states", "state"),
        pairs=count(len(needs[["truster", "trustee"]].drop_duplicates()), "pair"),
        parts=joined(
            sentence("{concept} in {n}", concept=str(concept).lower(), n=n)
            for concept, n in concepts.items()
        ),
    )


def needs_figure(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> View | Prose:
    """The needs as a matrix of pairs by concepts, with the number of independent sources."""
    needs = _needs(relations, corpus, min_support)
    draw = partial(
        dot_matrix,
        needs.assign(towards="→ " + needs["trustee"]),
        row=("truster", "towards"),
        column="concept",
        value="support",
        color=DISTRUST_TEXT,
        columns=concepts_of(needs, labels(corpus, "concept").values()),
        least=min_support,
        title=needs_title(needs),
        subtitle=sentence(
            "Independent sources for each pair and concept, of {n} in all.",
            n=_n_sources(relations, corpus, min_support),
        ),
        description=_needs_description(needs),
    )
    twin = needs[["truster", "trustee", "concept", "support", "segments"]]
    twin = _with_hinges(twin, min_support)
    return figure(draw, twin, name="needs", labels=_TIES, empty=NO_NEED)


def needs_title(needs: pd.DataFrame) -> str:
    """The need that most independent sources state: concept, truster and trustee."""
    if needs.empty:
        return gettext("No need with these settings")
    first = needs.iloc[0]
    return sentence(
        "Best supported: {concept} of {truster} towards {trustee}",
        concept=within(first["concept"]),
        truster=within(first["truster"]),
        trustee=within(first["trustee"]),
    )


def concepts_of(needs: pd.DataFrame, names: Iterable[str]) -> list[str]:
    """Those of the names of concepts that are among the needs, in their order."""
    return [name for name in names if name in set(needs["concept"])]


def _needs_description(needs: pd.DataFrame) -> str:
    best = joined(
        sentence(
            "{concept} of {truster} towards {trustee} ({n})",
            concept=within(row["concept"]),
            truster=within(row["truster"]),
            trustee=within(row["trustee"]),
            n=row["support"],
        )
        for row in needs.head(3).to_dict("records")
    )
    return sentence(
        "Matrix of {needs}, pairs by concepts, with the number of independent sources. "
        "Best supported: {best}.",
        needs=count(len(needs), "need"),
        best=best or gettext("none"),
    )


def need_codes_table(
    relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1
) -> View | Prose:
    """The codes of the segments that state a need, by concept."""
    codes = s.codes_of_needs(
        _supported(relations, corpus, min_support),
        corpus.table("codings"),
        segments=corpus.table("segments"),
    )
    return table(
        with_labels(codes[["concept", "code", "support"]], corpus),
        name="needs-codes",
        title="Codes of the segments that state a need",
        subtitle="Independent sources for each concept and code.",
        labels=_TIES,
        filters=["concept"],
        folded=True,
        empty=NO_NEED,
    )


def need_evidence_table(
    relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1
) -> View | Prose:
    """Every relation that states a need, with its meaning unit and its codes."""
    evidence = s.need_evidence(
        _supported(relations, corpus, min_support),
        segments=corpus.table("segments"),
        codings=corpus.table("codings"),
        codes=corpus.table("codes"),
    )
    return table(
        with_labels(evidence, corpus),
        name="needs-evidence",
        title="Relations that state a need",
        labels=_TIES,
        filters=["concept", "truster", "trustee", "study"],
        folded=True,
        empty=NO_NEED,
    )


def supported_strategies(corpus: Corpus, *, min_support: int) -> pd.DataFrame:
    """The strategies whose effect rests on at least `min_support` independent sources."""
    return s.supported_strategies(
        corpus.table("strategies"), corpus.table("segments"), min_support=min_support
    )


def strategies_figure(
    strategies: pd.DataFrame, corpus: Corpus, *, min_support: int = 1
) -> View | Prose:
    """The strategies by actor and by the pair concerned, marked by their effect."""
    effects = with_labels(s.strategy_effects(strategies, corpus.table("segments")), corpus)
    draw = partial(
        strategy_matrix,
        effects,
        least=min_support,
        title="Who does what, and what came of it",
        subtitle=sentence(
            "{observations}: who does what to win whom over to whom, with which effect. A number "
            "beside a mark counts independent sources where there is more than one.",
            observations=count(len(effects), "observation"),
        ),
        description=_strategies_description(effects),
    )
    twin = _with_hinges(effects, min_support)
    return figure(draw, twin, name="strategies", labels=_HEADINGS, empty=NO_STRATEGY)


def _strategies_description(effects: pd.DataFrame) -> str:
    counts = joined(
        f"{(effects['effect'] == effect).sum()} {gettext(effect)}" for effect in EFFECTS
    )
    backfiring = joined(
        sentence(
            "{code} by {actor} towards {truster}",
            code=row["code"],
            actor=row["actor"],
            truster=row["truster"],
        )
        for row in effects[effects["effect"] == "backfires"].to_dict("records")
    )
    return sentence(
        "Matrix of strategies by actor and of pairs of stakeholders; marks: {counts}. "
        "Backfires: {backfiring}.",
        counts=counts,
        backfiring=backfiring or gettext("none"),
    )


def strategies_table(strategies: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """Every strategy with the meaning unit that shows it and the effect that was observed."""
    return table(
        with_labels(s.strategy_evidence(strategies, corpus.table("segments")), corpus),
        name="strategies-evidence",
        title="Who does what to win whom over to whom, and what came of it",
        labels=_HEADINGS,
        filters=["actor", "truster", "trustee", "effect"],
        folded=True,
        empty=NO_STRATEGY,
    )


def backfiring_table(strategies: pd.DataFrame, corpus: Corpus) -> View | Prose:
    """The segments that show a strategy that backfired."""
    evidence = s.strategy_evidence(strategies, corpus.table("segments"))
    backfiring = evidence[evidence["effect"] == "backfires"].drop(columns="effect")
    return table(
        with_labels(backfiring, corpus),
        name="backfires",
        title="Where a strategy backfired",
        labels=_HEADINGS,
        empty="No segment shows a strategy that backfired.",
    )


def backfiring_in_words(strategies: pd.DataFrame, corpus: Corpus) -> Prose:
    """What backfired, in whose hands, and what else came of it; then what the others did."""
    return backfiring_sentences(_kinds(strategies, corpus))


def backfiring_sentences(kinds: pd.DataFrame) -> Prose:
    """The sentences on strategies as `studies.strategy_kinds` counts them, with labels."""
    if kinds.empty:
        return prose("No strategy is coded here.")
    backfired = kinds[kinds["backfires"] > 0]
    others = kinds[kinds["backfires"] == 0]
    every = _others(others, are_all=backfired.empty)
    return paragraphs(_opening(backfired, len(kinds)), _bullets(backfired), every)


def _opening(backfired: pd.DataFrame, n: int) -> Prose:
    what = count(n, "strategy")
    if backfired.empty:
        none = part_of(0, n, "strategy")
        return prose("{none}, each counted once per actor, backfired.", none=none)
    return prose(
        "Of {what}, each counted once per actor, **{n} backfired** at least once (independent "
        "sources in brackets):",
        what=what,
        n=in_words(len(backfired)),
    )


def _bullets(backfired: pd.DataFrame) -> Prose:
    lines = [
        prose(
            "- **{actor}**, {code}: {effects}.",
            actor=row["actor"],
            code=row["code"],
            effects=_effects(row),
        )
        for row in backfired.to_dict("records")
    ]
    return Prose("\n".join(x.markdown for x in lines), "\n".join(x.plain for x in lines))


def _effects(row: Mapping[Hashable, Any]) -> str:
    """Each effect with the number of its independent sources, backfiring first."""
    return joined(
        f"{gettext(_CAME_OF_IT[effect])} ({row[effect]})" for effect in _CAME_OF_IT if row[effect]
    )


def _others(others: pd.DataFrame, *, are_all: bool) -> Prose:
    if others.empty:
        return prose("")
    mixed = int((others["mixed"] > 0).sum())
    if len(others) == 1:
        which = gettext("The only strategy" if are_all else "The other")
        return prose(
            "{which} had a mixed effect, as far as the sources go."
            if mixed
            else "{which} only helped, as far as the sources go.",
            which=which,
        )
    return prose(
        "As far as the sources go, {only} only helped and {mixed} had a mixed effect."
        if are_all
        else "Of the {n} others, as far as the sources go, {only} only helped and {mixed} had "
        "a mixed effect.",
        n=in_words(len(others)),
        only=in_words(len(others) - mixed, zero="none"),
        mixed=in_words(mixed, zero="none"),
    )


def _ties(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    return s.needs_for_trust(
        relations,
        corpus.table("concepts"),
        segments=statements_of(corpus),
        min_support=min_support,
    )


def _needs(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    """The needs on enough sources, one row per truster, trustee and concept, with labels."""
    return with_labels(_ties(relations, corpus, min_support), corpus)


def _supported(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    """The relations behind the needs on enough sources."""
    return s.supported_needs(relations, _ties(relations, corpus, min_support))


def _n_sources(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> int:
    supported = _supported(relations, corpus, min_support)
    return int(sources_of(supported, statements_of(corpus)).nunique())


def _kinds(strategies: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    return with_labels(s.strategy_kinds(strategies, corpus.table("segments")), corpus)


def _with_hinges(rows: pd.DataFrame, least: int) -> pd.DataFrame:
    """The rows of a picture with whether each has just the `least` sources that it needs."""
    return rows.assign(hinges=(rows["support"] == least).map(yes_no))


def named_values(
    relations: pd.DataFrame,
    strategies: pd.DataFrame,
    corpus: Corpus,
    *,
    min_support: int = 1,
) -> View:
    """What texts can cite of needs and strategies."""
    needs, kinds = _ties(relations, corpus, min_support), _kinds(strategies, corpus)
    backfired, mixed = kinds["backfires"] > 0, kinds["mixed"] > 0
    return values(
        pairs_in_need=len(needs[["truster", "trustee"]].drop_duplicates()),  # pairs with a need
        sources_of_need=_n_sources(relations, corpus, min_support),  # sources that state a need
        all_strategies=len(kinds),  # strategies, each counted once per actor
        backfired=int(backfired.sum()),  # strategies that backfired at least once
        mixed=int(
            (mixed & ~backfired).sum()
        ),  # strategies that had a mixed effect but never backfired
        only_supported=int((~mixed & ~backfired).sum()),  # strategies that only helped
        most_sources=max(
            kinds["supports"], default=0
        ),  # sources of the strategy that helped on most
    )
