"""Titles and sentences on needs for trust and on strategies, computed from the tables."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from trustbook.corpus.schema import EFFECTS
from trustbook.numbers import count, in_words, joined
from trustbook.pages.prose import Prose, paragraphs, prose

HEADINGS = {
    "truster": "Truster",
    "trustee": "Trustee",
    "concept": "Concept",
    "actor": "Actor",
    "code": "Strategy",
    "effect": "Effect",
    "level": "Level",
    "support": "Independent sources",
    "segments": "Segments",
    "meaning_unit": "Meaning unit",
    "codes": "Codes",
    "study": "Study",
    "segment": "Segment",
    "hinges": "Hinges on one source",
}
NONE = "There are no strategies with these settings."
NO_NEED = "There are no relations that say why trust is needed with these settings."
NEED_TWIN = ["truster", "trustee", "concept", "support", "segments"]
_DID = {"supports": "supported trust", "backfires": "backfired", "mixed": "had a mixed effect"}
_BACKFIRING_FIRST = ("backfires", *(effect for effect in EFFECTS if effect != "backfires"))


def with_hinges(rows: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """The table twin of a picture with what hinges on one source: just the `least` it needs."""
    return rows.assign(hinges=(rows["support"] == least).map({True: "yes", False: "no"}))


def needs_title(needs: pd.DataFrame) -> str:
    """The need that most independent sources state: concept, truster and trustee.

    `needs` is what `strategies.needs_for_trust` returns, with labels in place of short names.
    """
    if needs.empty:
        return "No need for trust with these settings"
    first = needs.iloc[0]
    what = f"{first['concept'].lower()} of {first['truster']} towards {first['trustee']}"
    return f"Best supported: {what}"


def columns_of(needs: pd.DataFrame, concepts: pd.DataFrame) -> list[str]:
    """The labels of the concepts among the needs, in the order in which a corpus declares them."""
    return [str(label) for label in concepts["label"] if label in set(needs["concept"])]


def needs_description(needs: pd.DataFrame) -> str:
    """The needs in words: the three best supported and how many there are."""
    best = [
        f"{row['concept']} of {row['truster']} towards {row['trustee']} ({row['support']})"
        for row in needs.head(3).to_dict("records")
    ]
    return (
        f"Matrix of {len(needs)} needs for trust, pairs by concepts, with the number of "
        f"independent sources. Best supported: {joined(best) or 'none'}."
    )


def needs_sentence(needs: pd.DataFrame, *, sources: int) -> Prose:
    """One sentence that says how many relations, pairs and sources the needs rest on."""
    if needs.empty:
        return prose("No relation here says why trust is needed.")
    pairs = needs[["truster", "trustee"]].drop_duplicates()
    concepts = needs.groupby("concept", sort=False)["support"].size()
    parts = joined(f"{str(concept).lower()} in {n}" for concept, n in concepts.items())
    return prose(
        "{sources} {tell} why trust is needed between {pairs} of a truster and a trustee: {parts} "
        "of them.",
        sources=count(sources, "independent source").capitalize(),
        tell="tells" if sources == 1 else "tell",
        pairs=count(len(pairs), "pair"),
        parts=parts,
    )


def strategies_title(kinds: pd.DataFrame) -> str:
    """How many strategies of how many backfired at least once.

    `kinds` is what `strategies.strategy_kinds` returns.
    """
    if kinds.empty:
        return "No strategies with these settings"
    n = int((kinds["backfires"] > 0).sum())
    return f"{in_words(n).capitalize()} of {len(kinds)} strategies backfired at least once"


def strategies_subtitle(effects: pd.DataFrame) -> str:
    """What the marks count, out of how many."""
    n = len(effects)
    return (
        f"{count(n, 'observation')}: who does what, for whose trust in whom, with which effect. "
        "A number beside a mark counts independent sources where there is more than one."
    )


def strategies_description(effects: pd.DataFrame) -> str:
    """The strategies in words: how many marks of each effect, and what backfires."""
    counts = joined(f"{(effects['effect'] == e).sum()} {e}" for e in EFFECTS)
    struck = effects[effects["effect"] == "backfires"].to_dict("records")
    told = [f"{row['code']} by {row['actor']} towards {row['truster']}" for row in struck]
    return (
        f"Matrix of strategies by actor and of pairs of truster and trustee; marks: {counts}. "
        f"Backfires: {joined(told) or 'none'}."
    )


def backfiring_sentences(kinds: pd.DataFrame) -> Prose:
    """What backfired, in whose hands, and what else came of it; then what the others did.

    `kinds` is what `strategies.strategy_kinds` returns, with labels in place of short names.
    """
    if kinds.empty:
        return prose("No strategy is coded here.")
    struck = kinds[kinds["backfires"] > 0]
    rest = kinds[kinds["backfires"] == 0]
    return paragraphs(_opening(struck, len(kinds)), _bullets(struck), _others(rest))


def _opening(struck: pd.DataFrame, n: int) -> Prose:
    what = count(n, "strategy")
    if struck.empty:
        return prose("Of the {what} told here, each by its actor, none backfired.", what=what)
    return prose(
        "Of the {what} told here, each by its actor, **{n} backfired** at least once (in brackets "
        "the independent sources):",
        what=what,
        n=in_words(len(struck)),
    )


def _bullets(struck: pd.DataFrame) -> Prose:
    lines = [
        prose(
            "- **{actor}**, {code}: {told}.", actor=row["actor"], code=row["code"], told=_told(row)
        )
        for row in struck.to_dict("records")
    ]
    return Prose("\n".join(x.markdown for x in lines), "\n".join(x.plain for x in lines))


def _told(row: Mapping[Hashable, Any]) -> str:
    """Each effect with the number of its independent sources, backfiring first."""
    return joined(f"{_DID[effect]} ({row[effect]})" for effect in _BACKFIRING_FIRST if row[effect])


def _others(rest: pd.DataFrame) -> Prose:
    if rest.empty:
        return prose("")
    mixed = int((rest["mixed"] > 0).sum())
    only = len(rest) - mixed
    return prose(
        "Of the {n} others, {only} only supported trust, as "
        "far as the sources tell, and {mixed} had a mixed effect.",
        n=in_words(len(rest)),
        only=in_words(only),
        mixed=in_words(mixed),
    )
