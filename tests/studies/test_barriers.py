"""Barriers: the printed table, its evidence and its flows."""

from itertools import permutations

import pandas as pd
import pytest

from trustbook.corpus.schema import TABLES
from trustbook.studies.barriers import (
    NOT_STATED,
    barrier_nodes,
    barrier_ribbons,
    barrier_segments,
    printed_barriers,
)

_KEYS = ("barrier", "line", "aspect", "obstacle", "strategy_type", "implication")


def _frame(table: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLES[table].columns)).astype("str")


def _barriers(*rows: tuple[object, ...]) -> pd.DataFrame:
    named = [{"study": "a", **dict(zip(_KEYS, row, strict=True))} for row in rows]
    return _frame("barriers", named).astype({"line": "Int64"})


BARRIERS = _barriers(
    ("b1", 1, "Culture", "o1", "law (as printed)", "i1"),
    ("b2", 2, "Culture", "o1", "talk", "i2"),
    ("b3", 10, "Goals", "o2", "law", None),
)
EVIDENCE = _frame(
    "barrier_evidence",
    [{"barrier": "b3", "segment": "s1"}, {"barrier": "b1", "segment": "s2"}],
)
SEGMENTS = _frame(
    "segments",
    [{"segment": "s1", "kind": "quotation", "speaker": "P"}, {"segment": "s2", "kind": "finding"}],
)
STAKEHOLDERS = _frame("stakeholders", [{"stakeholder": "P", "label": "Patients"}])


def test_lines_stand_in_the_order_of_the_print():
    view = printed_barriers(BARRIERS.iloc[::-1])
    assert list(view["obstacle"]) == ["o1", "o1", "o2"]


def test_each_line_has_its_segments_in_the_order_of_the_print():
    rows = barrier_segments(BARRIERS, EVIDENCE, segments=SEGMENTS, stakeholders=STAKEHOLDERS)
    assert list(rows["segment"]) == ["s2", "s1"]
    assert rows["speaker"].iloc[1] == "Patients"


def test_boxes_of_a_stage_do_not_overlap_and_are_as_high_as_their_lines():
    nodes = barrier_nodes(BARRIERS)
    assert nodes.index.is_unique
    assert list((nodes["bottom"] - nodes["top"]).round(3)) == list(nodes["lines"])
    for _, stage in nodes.groupby("stage"):
        ordered = stage.sort_values("top")
        assert (ordered["top"].iloc[1:].values >= ordered["bottom"].iloc[:-1].values).all()


def test_kinds_of_strategy_are_joined_without_what_stands_in_brackets():
    kinds = barrier_nodes(BARRIERS).query("stage == 1")
    assert dict(zip(kinds["text"], kinds["lines"], strict=True)) == {"law": 2, "talk": 1}


def test_a_box_has_an_aspect_only_when_all_its_lines_do():
    kinds = barrier_nodes(BARRIERS).query("stage == 1").set_index("text")["aspect"]
    assert kinds["talk"] == "Culture"
    assert pd.isna(kinds["law"])


def test_what_is_not_stated_has_a_box_of_its_own():
    assert NOT_STATED in set(barrier_nodes(BARRIERS).query("stage == 2")["text"])


def test_ribbons_fill_their_boxes_without_overlap():
    ribbons, nodes = barrier_ribbons(BARRIERS), barrier_nodes(BARRIERS)
    assert len(ribbons) == 2 * len(BARRIERS)
    tops = nodes.set_index(["stage", "text"])["top"]
    for (step, source), result in ribbons.groupby(["step", "source"]):
        places = sorted(result["source_top"] - tops[(step, source)])
        assert [round(place) for place in places] == list(range(len(result)))


def test_no_barriers_are_no_picture():
    none = BARRIERS.iloc[:0]
    assert printed_barriers(none).empty
    assert barrier_nodes(none).empty
    assert barrier_ribbons(none).empty


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_the_order_of_the_rows_changes_nothing(order):
    shuffled = BARRIERS.iloc[list(order)]
    pd.testing.assert_frame_equal(barrier_nodes(shuffled), barrier_nodes(BARRIERS))
    pd.testing.assert_frame_equal(barrier_ribbons(shuffled), barrier_ribbons(BARRIERS))
