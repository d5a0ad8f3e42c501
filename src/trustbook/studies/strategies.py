"""Needs for trust and compensating strategies: what makes trust needed and who does what to win it.

A need for trust is a relation whose concept has a negative sign: distrust, vulnerability,
uncertainty, or whatever a corpus declares with sign −1.
"""

import pandas as pd

from trustbook.corpus.schema import ALL, EFFECTS, TIE_KEY
from trustbook.networks.tie_tables import selected_relations, sources, stated, statements, ties

STRATEGY = ["actor", "code", "truster", "trustee"]
NEED_CODES = ("concept", "code", "support", "segments")
NEED_EVIDENCE = (*TIE_KEY, "level", "meaning_unit", "codes", "study", "segment")
STRATEGY_EFFECTS = (*STRATEGY, "effect", "support", "segments")
STRATEGY_EVIDENCE = (*STRATEGY, "effect", "meaning_unit", "study", "segment")
STRATEGY_KINDS = ("actor", "code", *EFFECTS)


def relations_of_need(
    relations: pd.DataFrame, concepts: pd.DataFrame, *, level: str = ALL, only: object = ALL
) -> pd.DataFrame:
    """The relations that say why trust is needed: those of a concept with a negative sign.

    `level` and `only` (the names of concepts) select as the parameters of a chapter do.
    """
    needed = concepts.loc[concepts["sign"] < 0, "concept"]
    relations = selected_relations(relations, level=level, concepts=only)
    return relations[relations["concept"].isin(needed)]


def needs_for_trust(
    needs: pd.DataFrame, concepts: pd.DataFrame, *, segments: pd.DataFrame, min_support: int = 1
) -> pd.DataFrame:
    """The ties of `needs` as `networks.ties` counts them, with their support and segments."""
    return ties(needs, segments=segments, concepts=concepts, min_support=min_support)


def codes_of_needs(
    needs: pd.DataFrame, codings: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """One row per concept and code of its segments, with the support of the two together.

    Columns are those of `NEED_CODES`, concepts in the order of the alphabet, best supported first.
    """
    pairs = needs[["segment", "concept"]].merge(codings[["segment", "code"]], on="segment")
    counts = _support(pairs, ["concept", "code"], segments=segments)
    ordered = counts.sort_values(["concept", "support", "code"], ascending=[True, False, True])
    return ordered.reindex(columns=list(NEED_CODES))


def need_evidence(
    needs: pd.DataFrame, *, segments: pd.DataFrame, codings: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """One row per relation of `needs` with the meaning unit that states it and the codes of it.

    Columns are those of `NEED_EVIDENCE`; `codes` holds labels with semicolons between them.
    """
    labels = codings.drop_duplicates(["segment", "code"]).merge(codes[["code", "label"]], on="code")
    codes_of_segments = labels.sort_values("label").groupby("segment")["label"].agg("; ".join)
    every = statements(needs, segments)[["segment", "study", "meaning_unit"]]
    rows = stated(needs).drop(columns="study", errors="ignore")
    evidence = rows.merge(every, on="segment")
    evidence = evidence.drop_duplicates([*TIE_KEY, "level", "segment"])
    evidence = evidence.assign(codes=evidence["segment"].map(codes_of_segments))
    return evidence.sort_values([*TIE_KEY, "segment"]).reindex(columns=list(NEED_EVIDENCE))


def supported_needs(needs: pd.DataFrame, supported_ties: pd.DataFrame) -> pd.DataFrame:
    """The relations of `needs` that belong to one of the `supported_ties`."""
    return needs.merge(supported_ties[TIE_KEY], on=TIE_KEY)


def supported_strategies(
    strategies: pd.DataFrame, segments: pd.DataFrame, *, min_support: int = 1
) -> pd.DataFrame:
    """The rows of `strategies` whose strategy and effect rest on enough independent sources."""
    source = _sources(strategies, segments)
    cell = [strategies[column] for column in (*STRATEGY, "effect")]
    return strategies[source.groupby(cell).transform("nunique") >= min_support]


def strategy_effects(strategies: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """One row per actor, kind of strategy, truster, trustee and effect, with its support.

    Columns are those of `STRATEGY_EFFECTS`, ordered by actor, code, pair and effect.
    """
    counts = _support(strategies, [*STRATEGY, "effect"], segments=segments)
    order = counts["effect"].map({effect: i for i, effect in enumerate(EFFECTS)})
    ordered = counts.assign(order=order).sort_values([*STRATEGY, "order"])
    return ordered.reindex(columns=list(STRATEGY_EFFECTS))


def strategy_evidence(strategies: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The rows of `strategies`, each with the meaning unit that shows it.

    Columns are those of `STRATEGY_EVIDENCE`.
    """
    evidence = strategies.merge(segments[["segment", "study", "meaning_unit"]], on="segment")
    return evidence.sort_values([*STRATEGY, "segment"]).reindex(columns=list(STRATEGY_EVIDENCE))


def strategy_kinds(strategies: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """One row per actor and kind of strategy, with the independent sources of each effect.

    Columns are those of `STRATEGY_KINDS`. One source may show more than one effect.
    """
    counts = _support(strategies, ["actor", "code", "effect"], segments=segments)
    wide = counts.pivot_table(
        index=["actor", "code"], columns="effect", values="support", fill_value=0, aggfunc="sum"
    )
    wide = wide.reindex(columns=list(EFFECTS), fill_value=0).astype(int)
    return wide.reset_index().rename_axis(columns=None).reindex(columns=list(STRATEGY_KINDS))


def _sources(rows: pd.DataFrame, segments: pd.DataFrame) -> pd.Series:
    """The independent source of each row: of its segment."""
    return rows["segment"].map(sources(segments))


def _support(rows: pd.DataFrame, by: list[str], *, segments: pd.DataFrame) -> pd.DataFrame:
    """The independent sources of the rows by `by`, with their segments in one text."""
    grouped = rows.assign(source=_sources(rows, segments)).groupby(by)
    counts = grouped.agg(support=("source", "nunique"), segments=("segment", _joined_names))
    return counts.reset_index()


def _joined_names(segments: pd.Series) -> str:
    return ", ".join(sorted(segments.unique()))
