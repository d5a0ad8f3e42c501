"""How ties run between stakeholders on a stage: lanes, ways around discs and names, and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trustbook.charts.geometry.curves import (
    Curve,
    Point,
    arc,
    chord_length,
    direction,
    loop,
    point_at,
    samples,
    trimmed,
)
from trustbook.charts.geometry.layout import RING, Box, Label, Stage
from trustbook.charts.geometry.lettering import text_width

GAP = 5.0
NAMES = 6.0
CLEAR = 4.0  # pixels between a tie and a name
NUMBER_SIZE = 12.5
NUMBER_HEIGHT = 15.0
_LANE = 30.0
_MOST_SPREAD = 150.0
_LONE_BEND = 16.0
_DOOR = 15.0
_CLOSE = 9.0
_SHIFTS = (0.0, 45.0, -45.0, 90.0, -90.0, 140.0, -140.0, 190.0, -190.0)
_LOOP_ANGLES = (115, 65, 160, 20, -115, -65, -160, -20)
_LOOP_SIZE = 26.0
_ALONG = (0.5, 0.43, 0.57, 0.36, 0.64, 0.29, 0.71, 0.22, 0.78)
Points = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A tie on the stage: its curve, trimmed at the rings, and where its number is.

    `bend` is how far to the left all ties of the pair run, to get around what is in their way, as
    seen from the one that is further left or higher up.
    """

    curve: Curve
    number: Point
    number_box: Box
    bend: float


def ways(
    stage: Stage,
    labels: Mapping[str, Label],
    ties: pd.DataFrame,
    *,
    numbers: Sequence[str],
    occupied: Sequence[Box] = (),
) -> list[Way]:
    """The way of each tie, in the order of the rows of `ties`.

    `ties` has the columns truster, trustee, support and concept; `numbers` is what is printed on
    each. Ties of a pair take lanes side by side, each bent to the left of its own direction, the
    best supported outside. A pair whose straight way is blocked by others bends around them; ties
    keep clear of what is `occupied` where they can.
    """
    columns = ["truster", "trustee", "support", "concept"]
    rows = list(ties[columns].itertuples(index=False, name=None))
    blocked = [*(label.box for label in labels.values()), *occupied]
    clear = [box.grown(CLEAR) for box in blocked]
    drawn: dict[int, Curve] = {}
    bends: dict[int, float] = {}
    for pair in _pairs(stage, [(row[0], row[1]) for row in rows]):
        members = [i for i, row in enumerate(rows) if {row[0], row[1]} == set(pair)]
        lanes = _lanes(pair, [(i, rows[i]) for i in members])
        bend, routed = _routed(stage, clear, pair, lanes, list(drawn.values()))
        drawn |= routed
        bends |= dict.fromkeys(members, bend)
    for i, row in enumerate(rows):
        if row[0] == row[1]:
            drawn[i] = _loop(stage, clear, row[0], list(drawn.values()))
    curves = [drawn[i] for i in range(len(rows))]
    boxes = _number_boxes(stage, blocked, curves, numbers)
    return [
        Way(curve=curve, number=_centre(box), number_box=box, bend=bends.get(i, 0.0))
        for i, (curve, box) in enumerate(zip(curves, boxes, strict=True))
    ]


def _pairs(stage: Stage, rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs with ties, near ones first, each read from the left or the top."""
    pairs = {tuple(sorted(row, key=lambda n: (stage.places[n], n))) for row in rows}
    apart = [(a, b) for a, b in pairs if a != b]
    return sorted(apart, key=lambda p: (_distance(stage, p), p))


def _distance(stage: Stage, pair: tuple[str, str]) -> float:
    a, b = (stage.places[name] for name in pair)
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lane:
    """The lane of one tie of a pair: how far left of the way it runs, and in which direction."""

    tie: int
    offset: float
    forward: bool


def _lanes(
    pair: tuple[str, str], members: list[tuple[int, tuple[str, str, int, str]]]
) -> list[_Lane]:
    """The lanes of a pair from left to right, as seen from its first stakeholder."""
    by_support = sorted(members, key=lambda member: (-member[1][2], member[1][3]))
    there = [(i, True) for i, row in by_support if row[0] == pair[0]]
    back = [(i, False) for i, row in by_support if row[0] != pair[0]]
    order = there + back[::-1]
    if len(order) == 1:
        tie, forward = order[0]
        return [_Lane(tie=tie, offset=_LONE_BEND if forward else -_LONE_BEND, forward=forward)]
    gap = min(_LANE, _MOST_SPREAD / (len(order) - 1))
    middle = (len(order) - 1) / 2
    return [
        _Lane(tie=tie, offset=gap * (middle - rank), forward=forward)
        for rank, (tie, forward) in enumerate(order)
    ]


def _routed(
    stage: Stage,
    blocked: Sequence[Box],
    pair: tuple[str, str],
    lanes: Sequence[_Lane],
    done: Sequence[Curve],
) -> tuple[float, dict[int, Curve]]:
    """The bend of one pair that meets the fewest discs, names and other ties, and its curves."""
    start, end = (stage.places[name] for name in pair)
    reach = 0.62 * _distance(stage, pair) ** 0.5
    others = [place for name, place in stage.places.items() if name not in pair]
    occupied = _points(done)
    best: tuple[float, dict[int, Curve]] = (0.0, {})
    least = float("inf")
    for shift in (s for s in _SHIFTS if abs(s) <= reach):
        curves = {lane.tie: _curve(start, end, lane, shift) for lane in lanes}
        met = _met(_points(list(curves.values())), others, blocked, occupied, stage.outline)
        cost = met + abs(shift) / 10
        if cost < least:
            best, least = (shift, curves), cost
    return best


def _curve(start: Point, end: Point, lane: _Lane, shift: float) -> Curve:
    """The curve of a lane; it leaves and enters the discs a little aside of their middles."""
    aside = max(-_DOOR, min(_DOOR, 0.3 * lane.offset))
    ux, uy = direction(start, end)
    first = (start[0] + uy * aside, start[1] - ux * aside)
    last = (end[0] + uy * aside, end[1] - ux * aside)
    whole = arc(first, last, bend=lane.offset + shift - aside)
    radius = RING + GAP
    curve = trimmed(whole, leave=(start, radius), enter=(end, radius))
    return curve if lane.forward else curve[::-1]


def _loop(stage: Stage, blocked: Sequence[Box], name: str, done: Sequence[Curve]) -> Curve:
    """A self-tie on the side of the disc where it meets the least."""
    centre, outline = stage.places[name], stage.outline
    others = [place for other, place in stage.places.items() if other != name]
    is_left = centre[0] <= (outline.left + outline.right) / 2
    best: Curve = ()
    least = float("inf")
    for rank, angle in enumerate(_LOOP_ANGLES):
        facing = angle if is_left else 180 - angle
        curve = loop(centre, radius=RING + GAP, angle=facing, size=_LOOP_SIZE)
        cost = _met(_points([curve]), others, blocked, _points(done), outline) + 0.8 * rank
        if cost < least:
            best, least = curve, cost
    return best


def _points(curves: Sequence[Curve]) -> Points:
    return np.array([point for curve in curves for point in samples(curve)]).reshape(-1, 2)


def _met(
    points: Points, discs: Sequence[Point], boxes: Sequence[Box], occupied: Points, outline: Box
) -> float:
    """How much of the points is in discs, in names, outside or close to other ties."""
    cost = 10.0 * sum(
        int((np.hypot(*(points - np.array(disc)).T) < RING + 12).sum()) for disc in discs
    )
    cost += NAMES * sum(box.contains(points) for box in boxes)
    cost += 10.0 * (len(points) - outline.contains(points))
    if len(occupied):
        apart = np.abs(points[:, None, :] - occupied[None, :, :]).max(axis=2)
        cost += 0.5 * float((apart < _CLOSE).any(axis=1).sum())
    return cost


def _number_boxes(
    stage: Stage, blocked: Sequence[Box], curves: Sequence[Curve], numbers: Sequence[str]
) -> list[Box]:
    """Where the numbers are, each on its curve, clear of names, discs, ties and each other."""
    discs = list(stage.places.values())
    points = np.array([samples(curve, n=60) for curve in curves])
    order = sorted(range(len(curves)), key=lambda i: (round(chord_length(curves[i])), i))
    placed: dict[int, Box] = {}
    for i in order:
        around = np.delete(points, i, axis=0).reshape(-1, 2)
        candidates = [_number_box(point_at(curves[i], t), numbers[i]) for t in _ALONG]
        costs = [
            10 * abs(t - 0.5)
            + 25 * sum(box.overlaps(other, margin=2) for other in placed.values())
            + 25 * sum(box.overlaps(other, margin=1) for other in blocked)
            + 25 * sum(box.touches_disc(disc, RING + 2) for disc in discs)
            + 1.5 * box.contains(around)
            for t, box in zip(_ALONG, candidates, strict=True)
        ]
        placed[i] = candidates[costs.index(min(costs))]
    return [placed[i] for i in range(len(curves))]


def _number_box(centre: Point, text: str) -> Box:
    half = text_width(text, size=NUMBER_SIZE, bold=True) / 2 + 2
    return Box(
        left=centre[0] - half,
        top=centre[1] - NUMBER_HEIGHT / 2,
        right=centre[0] + half,
        bottom=centre[1] + NUMBER_HEIGHT / 2,
    )


def _centre(box: Box) -> Point:
    return round((box.left + box.right) / 2, 1), round((box.top + box.bottom) / 2, 1)
