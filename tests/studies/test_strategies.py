"""Needs for trust and strategies, on frames small enough to count by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.studies.strategies import (
    NEED_CODES,
    NEED_EVIDENCE,
    STRATEGY_EFFECTS,
    STRATEGY_EVIDENCE,
    STRATEGY_KINDS,
    codes_of_needs,
    need_evidence,
    needs_for_trust,
    relations_of_need,
    strategy_effects,
    strategy_evidence,
    strategy_kinds,
    supported_needs,
    supported_strategies,
)

CONCEPTS = pd.DataFrame({"concept": ["trust", "fear", "reliance"], "sign": [1, -1, -1]})
SEGMENTS = pd.DataFrame(
    {
        "segment": ["a", "b", "c", "d"],
        "study": "s",
        "case": None,
        "same_source_as": [None, "a", None, None],
        "meaning_unit": ["A happens", "A again", "C happens", None],
    }
)
RELATIONS = pd.DataFrame(
    [
        ("r1", "a", "PA", "NU", "fear", "micro"),
        ("r2", "b", "PA", "NU", "fear", "micro"),
        ("r3", "c", "PA", "NU", "fear", "meso"),
        ("r4", "c", "NU", "PA", "reliance", "micro"),
        ("r5", "d", "PA", "NU", "trust", "micro"),
    ],
    columns=["relation", "segment", "truster", "trustee", "concept", "level"],
)
CODINGS = pd.DataFrame(
    [("a", "night", "x"), ("a", "night", "y"), ("b", "night", "x"), ("c", "power", "x")],
    columns=["segment", "code", "coder"],
)
CODES = pd.DataFrame({"code": ["night", "power"], "label": ["At night", "Power"]})
STRATEGIES = pd.DataFrame(
    [
        ("s1", "a", "NU", "PA", "NU", "call", "supports"),
        ("s2", "b", "NU", "PA", "NU", "call", "supports"),
        ("s3", "c", "NU", "PA", "NU", "call", "supports"),
        ("s4", "d", "NU", "PA", "NU", "call", "backfires"),
        ("s5", "d", "DO", "PA", "NU", "promise", "mixed"),
    ],
    columns=["strategy", "segment", "actor", "truster", "trustee", "code", "effect"],
)


def needs(**selection: object) -> pd.DataFrame:
    return relations_of_need(RELATIONS, CONCEPTS, **selection)


def test_a_concept_without_a_sign_is_no_need_for_trust() -> None:
    without = CONCEPTS.assign(sign=[1, -1, 0])
    assert set(relations_of_need(RELATIONS, without)["concept"]) == {"fear"}


def test_concepts_with_a_negative_sign_say_why_trust_is_needed() -> None:
    assert needs()["relation"].tolist() == ["r1", "r2", "r3", "r4"]


def test_a_level_and_concepts_choose_needs() -> None:
    assert needs(level="meso")["relation"].tolist() == ["r3"]
    assert needs(only="reliance, trust")["relation"].tolist() == ["r4"]


def test_a_repeated_segment_counts_once_as_support() -> None:
    """Fear rests on a, b (same source as a) and c: two independent sources, three segments."""
    fear = needs_for_trust(needs(), CONCEPTS, segments=SEGMENTS).iloc[0]
    assert (fear["concept"], fear["support"], fear["segments"]) == ("fear", 2, ["a", "b", "c"])


def test_needs_of_weak_ties_are_left_out() -> None:
    rest = needs_for_trust(needs(), CONCEPTS, segments=SEGMENTS, min_support=2)
    assert supported_needs(needs(), rest)["relation"].tolist() == ["r1", "r2", "r3"]


def test_two_coders_of_one_code_count_one_source() -> None:
    """At night is coded in a (by two) and b, one source; power in c, for fear and for reliance."""
    counted = codes_of_needs(needs(), CODINGS, segments=SEGMENTS)
    assert counted[["concept", "code", "support"]].values.tolist() == [
        ["fear", "night", 1],
        ["fear", "power", 1],
        ["reliance", "power", 1],
    ]


def test_the_evidence_of_a_need_holds_its_meaning_unit_and_codes() -> None:
    result = need_evidence(needs(), segments=SEGMENTS, codings=CODINGS, codes=CODES)
    assert result[["segment", "meaning_unit", "codes"]].iloc[-1].tolist() == [
        "c",
        "C happens",
        "Power",
    ]
    assert len(result) == 4


def test_an_effect_counts_independent_sources() -> None:
    """Calling supports in a, b (one source) and c, and backfires in d."""
    effects = strategy_effects(STRATEGIES, SEGMENTS)
    assert effects[["actor", "code", "effect", "support"]].values.tolist() == [
        ["DO", "promise", "mixed", 1],
        ["NU", "call", "supports", 2],
        ["NU", "call", "backfires", 1],
    ]


def test_little_supported_effects_are_left_out() -> None:
    rest = supported_strategies(STRATEGIES, SEGMENTS, min_support=2)
    assert rest["strategy"].tolist() == ["s1", "s2", "s3"]


def test_a_kind_of_strategy_holds_all_its_effects() -> None:
    kinds = strategy_kinds(STRATEGIES, SEGMENTS).set_index("code")
    assert kinds.loc["call", ["supports", "backfires", "mixed"]].tolist() == [2, 1, 0]


def test_evidence_of_strategies_keeps_segments_without_a_meaning_unit() -> None:
    result = strategy_evidence(STRATEGIES, SEGMENTS)
    assert len(result) == len(STRATEGIES)
    assert result["meaning_unit"].isna().sum() == 2


@pytest.fixture(scope="module")
def in_order() -> tuple[pd.DataFrame, pd.DataFrame]:
    effects, kinds = (count(STRATEGIES, SEGMENTS) for count in (strategy_effects, strategy_kinds))
    return effects.reset_index(drop=True), kinds


@pytest.mark.slow
@settings(max_examples=25)
@given(st.permutations(range(len(STRATEGIES))))
def test_shuffling_rows_changes_nothing(
    in_order: tuple[pd.DataFrame, pd.DataFrame], order: list[int]
) -> None:
    effects, kinds = in_order
    shuffled = STRATEGIES.iloc[order]
    pd.testing.assert_frame_equal(
        strategy_effects(shuffled, SEGMENTS).reset_index(drop=True), effects
    )
    pd.testing.assert_frame_equal(strategy_kinds(shuffled, SEGMENTS), kinds)


def test_relabelling_stakeholders_commutes() -> None:
    renamed = STRATEGIES.replace({"NU": "ZZ"})
    direct = strategy_kinds(renamed, SEGMENTS)
    after = strategy_kinds(STRATEGIES, SEGMENTS).replace({"NU": "ZZ"})
    pd.testing.assert_frame_equal(direct, after.sort_values("actor").reset_index(drop=True))


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (NEED_CODES, codes_of_needs(RELATIONS.head(0), CODINGS, segments=SEGMENTS)),
        (
            NEED_EVIDENCE,
            need_evidence(RELATIONS.head(0), segments=SEGMENTS, codings=CODINGS, codes=CODES),
        ),
        (STRATEGY_EFFECTS, strategy_effects(STRATEGIES.head(0), SEGMENTS)),
        (STRATEGY_EVIDENCE, strategy_evidence(STRATEGIES.head(0), SEGMENTS)),
        (STRATEGY_KINDS, strategy_kinds(STRATEGIES.head(0), SEGMENTS)),
    ],
)
def test_no_rows_give_no_rows_with_all_columns(
    columns: tuple[str, ...], rows: pd.DataFrame
) -> None:
    assert rows.empty
    assert list(rows.columns) == list(columns)
