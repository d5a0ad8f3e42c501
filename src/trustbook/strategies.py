"""Needs for trust and compensating strategies: what makes trust needed and who does what to win it.

A need for trust is a relation whose concept has no positive sign: distrust, vulnerability,
uncertainty, or whatever a corpus declares with sign −1 or 0.
"""

import pandas as pd

from trustbook.networks import sources
from trustbook.parameters import chosen_names
from trustbook.schema import EFFECTS
from trustbook.selection import ALL

TIE = ["truster", "trustee", "concept"]
STRATEGY = ["actor", "code", "truster", "trustee"]

NEEDS = (*TIE, "support", "segments")
NEED_CODES = ("concept", "code", "support", "segments")
NEED_EVIDENCE = (*TIE, "level", "meaning_unit", "codes", "study", "segment")
STRATEGY_EFFECTS = (*STRATEGY, "effect", "support", "segments")
STRATEGY_EVIDENCE = (*STRATEGY, "effect", "meaning_unit", "study", "segment")
STRATEGY_KINDS = ("actor", "code", *EFFECTS)


def relations_of_need(  # noqa: PLR0913 - all but two are named
    relations: pd.DataFrame,
    concepts: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    level: str = ALL,
    only: object = ALL,
    min_support: int = 1,
) -> pd.DataFrame:
    """The relations that say why trust is needed: those of a concept without a positive sign.

    `only` names concepts as a parameter does (all, names with commas, or a list); ties that rest
    on fewer than `min_support` independent sources are left out.
    """
    wanted = concepts.loc[concepts["sign"] <= 0, "concept"]
    names = chosen_names(only)
    chosen = relations["concept"].isin(wanted[wanted.isin(names)] if names else wanted)
    if level != ALL:
        chosen &= relations["level"] == level
    return _supported(relations[chosen], TIE, segments=segments, min_support=min_support)


def needs_for_trust(needs: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """One row a truster, a trustee and a concept of `needs`, the best supported first.

    Columns are those of `NEEDS`: `support` counts independent sources, `segments` lists them.
    """
    return _counted(needs, TIE, segments=segments).reindex(columns=list(NEEDS))


def codes_of_needs(
    needs: pd.DataFrame, codings: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """One row a concept and a code given to its segments, with the support of the two together.

    Columns are those of `NEED_CODES`.
    """
    pairs = needs[["segment", "concept"]].merge(codings[["segment", "code"]], on="segment")
    return _counted(pairs, ["concept", "code"], segments=segments)


def need_evidence(
    needs: pd.DataFrame, *, segments: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """One row a relation of `needs` with the meaning unit that states it and the codes given to it.

    Columns are those of `NEED_EVIDENCE`; `codes` holds labels with semicolons between them.
    """
    labels = codings.drop_duplicates(["segment", "code"]).merge(codes[["code", "label"]], on="code")
    given = labels.sort_values("label").groupby("segment")["label"].agg("; ".join)
    found = needs.merge(segments[["segment", "study", "meaning_unit"]], on="segment")
    found = found.drop_duplicates([*TIE, "level", "segment"])
    found = found.assign(codes=found["segment"].map(given))
    return found.sort_values([*TIE, "segment"]).reindex(columns=list(NEED_EVIDENCE))


def supported_strategies(
    strategies: pd.DataFrame, segments: pd.DataFrame, *, min_support: int = 1
) -> pd.DataFrame:
    """The rows of `strategies` whose strategy and effect rest on enough independent sources."""
    return _supported(strategies, [*STRATEGY, "effect"], segments=segments, min_support=min_support)


def strategy_effects(strategies: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """One row an actor, a kind of strategy, a truster, a trustee and an effect, with its support.

    Columns are those of `STRATEGY_EFFECTS`, ordered by actor, code, pair and effect.
    """
    counted = _counted(strategies, [*STRATEGY, "effect"], segments=segments)
    order = counted["effect"].map({effect: i for i, effect in enumerate(EFFECTS)})
    by = [*STRATEGY, "order"]
    return counted.assign(order=order).sort_values(by).reindex(columns=list(STRATEGY_EFFECTS))


def strategy_evidence(strategies: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """One row a row of `strategies` with the meaning unit that shows it.

    Columns are those of `STRATEGY_EVIDENCE`.
    """
    found = strategies.merge(segments[["segment", "study", "meaning_unit"]], on="segment")
    return found.sort_values([*STRATEGY, "segment"]).reindex(columns=list(STRATEGY_EVIDENCE))


def strategy_kinds(strategies: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """One row an actor and a kind of strategy, with the independent sources of each effect.

    Columns are those of `STRATEGY_KINDS`. One source may show more than one effect.
    """
    counted = _counted(strategies, ["actor", "code", "effect"], segments=segments)
    wide = counted.pivot_table(
        index=["actor", "code"], columns="effect", values="support", fill_value=0, aggfunc="sum"
    )
    wide = wide.reindex(columns=list(EFFECTS), fill_value=0).astype(int)
    return wide.reset_index().rename_axis(columns=None).reindex(columns=list(STRATEGY_KINDS))


def backfiring(kinds: pd.DataFrame) -> pd.DataFrame:
    """The rows of `strategy_kinds` that backfired at least once."""
    return kinds[kinds["backfires"] > 0]


def _supported(
    rows: pd.DataFrame, by: list[str], *, segments: pd.DataFrame, min_support: int
) -> pd.DataFrame:
    source = rows["segment"].map(sources(segments)).fillna(rows["segment"])
    support = source.groupby([rows[column] for column in by]).transform("nunique")
    return rows[support >= min_support]


def _counted(rows: pd.DataFrame, by: list[str], *, segments: pd.DataFrame) -> pd.DataFrame:
    """The rows counted by independent sources, most first."""
    source = rows["segment"].map(sources(segments)).fillna(rows["segment"])
    counted = (
        rows.assign(source=source)
        .groupby(by)
        .agg(support=("source", "nunique"), segments=("segment", _listed))
        .reset_index()
    )
    return counted.sort_values(["support", *by], ascending=[False] + [True] * len(by))


def _listed(segments: pd.Series) -> str:
    return ", ".join(sorted(segments.unique()))
