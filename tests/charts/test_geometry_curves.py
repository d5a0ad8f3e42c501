"""Curves, arrows and rings in pixel space."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.charts.geometry.curves import (
    arc,
    arrow,
    chord_length,
    loop,
    part,
    point_at,
    ring,
    samples,
    trimmed,
)

FAR = st.floats(min_value=100, max_value=600)
BEND = st.floats(min_value=-90, max_value=90)


def test_an_arc_bends_to_the_left_of_its_direction():
    """Up on a screen is a smaller y: left of someone who walks to the right."""
    assert point_at(arc((0, 0), (100, 0), bend=10), 0.5) == (50, -10)
    assert point_at(arc((100, 0), (0, 0), bend=10), 0.5) == (50, 10)


def test_a_part_of_a_curve_lies_on_it():
    whole = arc((0, 0), (90, 30), bend=20)
    middle = part(whole, 0.25, 0.75)
    assert math.dist(middle[0], point_at(whole, 0.25)) < 1e-9
    assert math.dist(middle[-1], point_at(whole, 0.75)) < 1e-9
    assert math.dist(point_at(middle, 0.5), point_at(whole, 0.5)) < 1e-9


@given(x=FAR, y=FAR, bend=BEND)
def test_a_trimmed_curve_begins_and_ends_at_the_discs(x, y, bend):
    curve = trimmed(arc((0, 0), (x, y), bend=bend), leave=((0, 0), 20), enter=((x, y), 30))
    assert abs(math.dist(curve[0], (0, 0)) - 20) < 0.01
    assert abs(math.dist(curve[-1], (x, y)) - 30) < 0.01


def test_a_curve_within_a_disc_stays_whole():
    curve = arc((0, 0), (10, 0), bend=1)
    assert trimmed(curve, leave=((0, 0), 20), enter=((10, 0), 20)) == curve


@given(x=FAR, y=FAR, bend=BEND, width=st.floats(min_value=1, max_value=8))
def test_an_arrowhead_points_at_the_end_of_its_curve(x, y, bend, width):
    curve = arc((0, 0), (x, y), bend=bend)
    tip = re.match(r"M(-?[\d.]+),(-?[\d.]+)L", arrow(curve, width=width).head)
    assert math.dist((float(tip[1]), float(tip[2])), (x, y)) < 0.1


def test_the_body_of_an_arrow_runs_from_its_start_into_its_head():
    straight = arrow(((0, 0), (50, 0), (100, 0)), width=2)
    start, *_, end = re.findall(r"([\d.]+),0", straight.body)
    xs = [float(x) for x in re.findall(r"[ML]([\d.]+),", straight.head)]
    assert float(start) == 0
    assert min(xs) < float(end) < max(xs)


def test_the_head_of_a_short_arrow_is_short():
    short = arrow(arc((0, 0), (10, 0), bend=1), width=4)
    xs = [float(x) for x in re.findall(r"[ML](-?[\d.]+),", short.head)]
    assert max(xs) - min(xs) < 8


def test_a_loop_leaves_and_enters_its_disc():
    curve = loop((50, 50), radius=30, angle=90, size=26)
    assert abs(math.dist(curve[0], (50, 50)) - 30) < 1e-9
    assert abs(math.dist(curve[-1], (50, 50)) - 30) < 1e-9
    assert point_at(curve, 0.5)[1] > 90
    assert np.array(curve) == pytest.approx(np.array([(100 - x, y) for x, y in curve[::-1]]))


def test_a_whole_ring_is_drawn_in_two_halves():
    assert ring((0, 0), radius=10, start=0, end=1) == "M0,-10A10,10 0 0 1 0,10A10,10 0 0 1 0,-10"


def test_a_large_part_of_a_ring_goes_the_long_way():
    assert " 1 1 " in ring((0, 0), radius=10, start=0, end=0.7)


def test_points_along_a_curve_include_its_ends():
    points = samples(arc((0, 0), (9, 0), bend=2), n=4)
    assert (points[0], points[-1], len(points)) == ((0, 0), (9, 0), 5)
    assert chord_length(arc((0, 0), (9, 0), bend=0)) == 9


def test_an_arc_bends_to_the_left_of_a_way_down_too():
    """The middle of (0, 0) to (0, 100) moves 10 to the side, its handle twice as far."""
    assert arc((0, 0), (0, 100), bend=10)[1] == (20.0, 50.0)
