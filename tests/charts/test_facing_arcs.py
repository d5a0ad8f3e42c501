"""Two facing arcs: order, places, curves and what is said of them."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from trustbook.charts.facing_arcs import facing_arcs
from trustbook.charts.geometry.curves import point_at, samples
from trustbook.charts.geometry.facing import Frame, _bow, facing_arcs_layout, facing_curve
from trustbook.pages.figures import figure, specification

NODES = pd.DataFrame(
    [
        ("a1", "Manager 1", "Centre", "Large", "manager", False),
        ("a2", "Manager 2", "Centre", "Large", "manager", False),
        ("a0", "Leader", "Centre", "Large", "leader", True),
        ("b1", "Consultant 1", "Jobcentre", "Large", "consultant", False),
        ("b2", "Consultant 2", "Jobcentre", "Large", "consultant", False),
        ("c1", "Manager 3", "Centre", "Small", "manager", False),
        ("d1", "相談員", "Jobcentre", "Small", "consultant", False),
    ],
    columns=["id", "label", "side", "group", "role", "lead"],
)
TIES = pd.DataFrame(
    [("a1", "b2"), ("a2", "b1"), ("c1", "d1"), ("a1", "a2")], columns=["source", "target"]
)

FRAME = Frame(width=800, step=34, heading=62, gap=64, depth=100)


def places(nodes: pd.DataFrame = NODES, ties: pd.DataFrame = TIES):
    result = facing_arcs_layout(nodes, ties, frame=FRAME).nodes
    return {row["id"]: (row["x"], row["y"]) for row in result.to_dict("records")}


def drawn(ties: pd.DataFrame = TIES):
    return facing_arcs(NODES, ties, title="T", subtitle="S", description="D")


def test_sides_face_each_other_and_groups_stand_below_each_other():
    where = places()
    assert where["a1"][0] < 400 < where["b1"][0]
    assert where["a1"][0] + where["b1"][0] == pytest.approx(800, abs=3)
    assert where["c1"][1] > max(where[name][1] for name in ("a0", "a1", "a2", "b1", "b2"))


def test_ties_within_the_two_sides_bow_alike_towards_the_middle():
    left = _bow((250, 80), (250, 250), FRAME, 6)
    right = _bow((550, 80), (550, 250), FRAME, 6)
    assert right == tuple((FRAME.width - x, y) for x, y in left)
    assert left[0][0] < left[1][0] < FRAME.width / 2


def test_a_tie_within_a_side_looks_the_same_from_both_ends():
    down = facing_curve((250, 80), (250, 250), frame=FRAME, radius=10, lane=0)
    up = facing_curve((250, 250), (250, 80), frame=FRAME, radius=10, lane=0)
    assert np.array(up) == pytest.approx(np.array(down[::-1]))


def test_the_order_within_a_side_avoids_crossings():
    """a1 belongs to b2 and a2 to b1: one side turns, so that the two ties do not cross."""
    where = places()
    assert (where["a1"][1] < where["a2"][1]) == (where["b2"][1] < where["b1"][1])


def test_ties_within_a_side_change_no_order():
    within = pd.DataFrame([("a2", "a1"), ("b2", "b1")], columns=["source", "target"])
    across = TIES.head(2)
    assert places(ties=pd.concat([across, within])) == places(ties=across)


def test_groups_stand_in_the_order_of_the_corpus():
    where = places(NODES.replace({"Large": "Zealand", "Small": "Aarhus"}))
    assert where["a1"][1] < where["c1"][1]


def test_leads_come_last_on_their_side():
    where = places()
    assert where["a0"][1] > max(where["a1"][1], where["a2"][1])


def test_the_same_tables_give_the_same_places():
    assert places() == places()


def test_a_side_may_be_empty():
    alone = NODES[NODES["side"] == "Centre"]
    assert len(places(alone, TIES.head(0))) == 4


def test_a_curve_ends_at_the_discs_and_stays_between_the_arcs():
    where = places()
    for pair in (("a1", "b2"), ("a1", "a2")):
        start, end = (where[name] for name in pair)
        curve = facing_curve(start, end, frame=FRAME, radius=10, lane=9)
        assert abs(math.dist(curve[0], start) - 10) < 0.1
        assert abs(math.dist(curve[-1], end) - 10) < 0.1
    assert point_at(curve, 0.5)[0] > start[0]


def test_the_longest_tie_within_a_side_bows_and_stays_on_it():
    edge = FRAME.width / 2 - FRAME.gap
    curve = facing_curve((edge, 0), (edge, 2000), frame=FRAME, radius=10, lane=9)
    assert edge < max(x for x, _ in samples(curve)) < FRAME.width / 2


def test_ties_across_keep_to_the_left_of_their_direction():
    """From left to right that is up."""
    there = facing_curve((200, 100), (600, 100), frame=FRAME, radius=10, lane=9)
    back = facing_curve((600, 100), (200, 100), frame=FRAME, radius=10, lane=9)
    assert point_at(there, 0.5)[1] < 100 < point_at(back, 0.5)[1]


def test_a_curve_across_turns_back_nowhere():
    """Its ends are at 200 and 600, and every further point is further to the right."""
    curve = facing_curve((200, 100), (600, 300), frame=FRAME, radius=10, lane=9)
    xs = [x for x, _ in samples(curve)]
    assert xs == sorted(xs)


def test_unsigned_ties_are_counted_across():
    text = json.dumps(specification(drawn()), ensure_ascii=False)
    assert "Manager 1, manager, Centre: 1 tie to the other side" in text
    assert "lines across" in text
    assert "works with" in text


def test_signed_ties_have_colour_dash_and_words():
    signed = TIES.assign(sign=[1, -1, 1, 1], n=[3, 1, 2, 1])
    text = json.dumps(specification(drawn(signed)), ensure_ascii=False)
    assert "Manager 2 to Consultant 1: distrust, 1 source" in text
    assert "received" in text


def test_the_picture_can_be_shown():
    page = figure(drawn(), TIES, name="teams").html
    assert "相談員" in page
    assert "Large" in page


def test_a_side_bows_outwards_alike_above_and_below_its_middle():
    """Three nodes of one group are on the arc on the left."""
    nodes = NODES[NODES["group"] == NODES["group"].iloc[0]]
    arc = sorted((y, x) for x, y in places(nodes, TIES.iloc[:2]).values() if x < 400)
    assert len(arc) == 3
    assert arc[0][1] == arc[-1][1] > arc[1][1]


def test_nothing_of_it_is_wider_than_a_phone():
    chart = facing_arcs(NODES, TIES, title="T", subtitle="S", description="D", is_wide=False)
    sets = specification(chart)["datasets"].values()
    assert chart.width == 350
    assert all(0 <= row["x"] <= 350 for rows in sets for row in rows if "x" in row)
