"""Titles and sentences on needs for trust and on strategies, computed from the tables."""

import pandas as pd

from trustbook.schema import EFFECTS
from trustbook.show.prose import Prose, count, in_words, joined, paragraphs, prose

_DID = {"supports": "supported trust", "backfires": "backfired", "mixed": "had a mixed effect"}


def needs_title(needs: pd.DataFrame) -> str:
    """The need that most independent sources state: concept, truster and trustee.

    `needs` is what `strategies.needs_for_trust` returns, with labels in place of short names.
    """
    if needs.empty:
        return "No need for trust with these settings"
    first = needs.iloc[0]
    return f"Best supported: {first['concept'].lower()} of {first['truster']} towards {first['trustee']}"


def needs_sentence(needs: pd.DataFrame, *, sources: int) -> Prose:
    """One sentence that says how many relations, pairs and sources the needs rest on."""
    if needs.empty:
        return prose("No relation here says why trust is needed.")
    pairs = needs[["truster", "trustee"]].drop_duplicates()
    concepts = needs.groupby("concept", sort=False)["support"].size()
    parts = joined(f"{concept.lower()} in {n}" for concept, n in concepts.items())
    return prose(
        "{sources} speak of {pairs} of a truster and a trustee between whom trust is needed: "
        "{parts} of them.",
        sources=count(sources, "independent source").capitalize(),
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
        "Of the {what} told here, each by its actor, **{n} backfired** at least once:",
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


def _told(row: dict[str, object]) -> str:
    """Each effect with the number of its independent sources, backfiring first."""
    order = ("backfires", *(effect for effect in EFFECTS if effect != "backfires"))
    return joined(f"{_DID[effect]} in {row[effect]}" for effect in order if row[effect])


def _others(rest: pd.DataFrame) -> Prose:
    if rest.empty:
        return prose("")
    mixed = int((rest["mixed"] > 0).sum())
    only = len(rest) - mixed
    return prose(
        "The numbers count independent sources. Of the {n} others, {only} only supported trust, as "
        "far as the sources tell, and {mixed} had a mixed effect.",
        n=in_words(len(rest)),
        only=in_words(only),
        mixed=in_words(mixed),
    )
