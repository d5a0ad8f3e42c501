"""Curves in pixel space: arcs, loops and arrows as SVG paths.

A curve is a Bézier curve given by its three or four control points. The y axis points down, as on
a screen, and "left" is the left hand of someone who travels along the curve.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Curve = tuple[Point, ...]
NOTCH = 0.7  # where the notch of an arrowhead lies between its tip and its barbs
_STEPS = 64
_HALF_TURN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """An arrow along a curve: the paths of its body and of its head, and the curve it covers."""

    body: str
    head: str
    curve: Curve


def point_at(curve: Curve, t: float) -> Point:
    """The point of the curve at `t`, from 0 at its start to 1 at its end.

    >>> point_at(((0, 0), (10, 10), (20, 0)), 0.5)
    (10.0, 5.0)
    """
    points: Sequence[Point] = curve
    while len(points) > 1:
        points = [_between(a, b, t) for a, b in pairwise(points)]
    return points[0]


def part(curve: Curve, start: float, end: float) -> Curve:
    """The part of the curve between two of its parameters, by de Casteljau's algorithm.

    >>> part(((0, 0), (10, 0), (20, 0)), 0.5, 1)
    ((10.0, 0.0), (15.0, 0.0), (20.0, 0.0))
    """
    tail = _after(curve, start)
    return _before(tail, (end - start) / (1 - start) if start < 1 else 0.0)


def arc(start: Point, end: Point, *, bend: float) -> Curve:
    """An arc whose middle is `bend` pixels to the left of the straight way.

    >>> arc((0, 0), (100, 0), bend=10)
    ((0, 0), (50.0, -20.0), (100, 0))
    """
    ux, uy = direction(start, end)
    middle = _between(start, end, 0.5)
    return start, (middle[0] + uy * 2 * bend, middle[1] - ux * 2 * bend), end


def loop(centre: Point, *, radius: float, angle: float, size: float) -> Curve:
    """A loop that leaves a disc and comes back to it; `angle` in degrees, 90 is downwards."""
    spread, reach = math.radians(32), radius + size * 1.75
    turn = math.radians(angle)
    return (
        polar(centre, radius, turn - spread),
        polar(centre, reach, turn - spread),
        polar(centre, reach, turn + spread),
        polar(centre, radius, turn + spread),
    )


def trimmed(curve: Curve, *, leave: tuple[Point, float], enter: tuple[Point, float]) -> Curve:
    """The curve from where it leaves one disc for good to where it first enters another.

    A disc is its centre and its radius. A curve that never gets out of the discs stays whole.
    """
    t0 = _last_inside(curve, *leave)
    t1 = 1 - _last_inside(curve[::-1], *enter)
    return part(curve, t0, t1) if t0 < t1 else curve


def arrow(curve: Curve, *, width: float, head: float = 1.0) -> Arrow:
    """An arrow that covers the curve, with a notched head that follows it.

    `width` is the width of the stroke and `head` enlarges the head.
    """
    length, breadth = head * (6.5 + 1.9 * width), head * (6 + 1.9 * width)
    length = min(length, 0.6 * chord_length(curve))
    tip = curve[-1]
    base = point_at(curve, _reach_back(curve, length))
    ux, uy = direction(base, tip)
    notch = _reach_back(curve, length * NOTCH * 0.96)
    return Arrow(
        body=path(part(curve, 0, notch)), head=_head(tip, ux, uy, length, breadth), curve=curve
    )


def path(curve: Curve) -> str:
    """The curve as the text of an SVG path.

    >>> path(((0, 0), (10.04, 5), (20, 0)))
    'M0,0Q10,5 20,0'
    """
    start, *rest = (f"{number(x)},{number(y)}" for x, y in curve)
    return f"M{start}{'LQC'[len(rest) - 1]}{' '.join(rest)}"


def ring(centre: Point, *, radius: float, start: float, end: float) -> str:
    """The SVG path of a part of a ring; `start` and `end` are turns, clockwise from the top.

    >>> ring((0, 0), radius=10, start=0, end=0.5)
    'M0,-10A10,10 0 0 1 0,10'
    """
    if end - start >= 1 - 1e-9:
        half = ring(centre, radius=radius, start=0, end=0.5)
        return half + _ring_to(centre, radius, 1, is_large=False)
    first = polar(centre, radius, (start - 0.25) * math.tau)
    rest = _ring_to(centre, radius, end, is_large=end - start > _HALF_TURN)
    return f"M{number(first[0])},{number(first[1])}{rest}"


def samples(curve: Curve, *, n: int = 24) -> list[Point]:
    """`n` + 1 points along the curve, its ends included."""
    return [point_at(curve, step / n) for step in range(n + 1)]


def chord_length(curve: Curve, *, n: int = 24) -> float:
    """The length of the curve in pixels, measured along `n` chords.

    >>> chord_length(((0, 0), (10, 0), (20, 0)))
    20.0
    """
    points = samples(curve, n=n)
    return math.fsum(math.dist(a, b) for a, b in pairwise(points))


def direction(start: Point, end: Point) -> Point:
    """The unit vector from one point to another; (1, 0) between equal points.

    >>> direction((0, 0), (0, 5))
    (0.0, 1.0)
    """
    length = math.dist(start, end)
    if length == 0:
        return 1.0, 0.0
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def polar(centre: Point, radius: float, angle: float) -> Point:
    """The point of a circle at `angle` in radians, clockwise from the right."""
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def number(value: float) -> str:
    """A coordinate with at most one decimal.

    >>> number(10.04), number(-0.01), number(2.55)
    ('10', '0', '2.5')
    """
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _before(curve: Curve, t: float) -> Curve:
    corners, points = [curve[0]], list(curve)
    while len(points) > 1:
        points = [_between(a, b, t) for a, b in pairwise(points)]
        corners.append(points[0])
    return tuple(corners)


def _after(curve: Curve, t: float) -> Curve:
    return _before(curve[::-1], 1 - t)[::-1]


def _last_inside(curve: Curve, centre: Point, radius: float) -> float:
    """The parameter at which the curve, which starts in a disc, first gets out of it."""
    low = 0.0
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        if math.dist(point_at(curve, t), centre) >= radius:
            return _crossing(curve, centre, radius, low, t)
        low = t
    return 1.0


def _crossing(curve: Curve, centre: Point, radius: float, low: float, high: float) -> float:
    for _ in range(20):
        middle = (low + high) / 2
        outside = math.dist(point_at(curve, middle), centre) >= radius
        low, high = (low, middle) if outside else (middle, high)
    return high


def _reach_back(curve: Curve, length: float) -> float:
    """The parameter of the point that is `length` pixels before the end, as the crow flies."""
    return 1 - _last_inside(curve[::-1], curve[-1], length)


def _head(tip: Point, ux: float, uy: float, length: float, breadth: float) -> str:
    back = (tip[0] - ux * length, tip[1] - uy * length)
    notch = (tip[0] - ux * length * NOTCH, tip[1] - uy * length * NOTCH)
    side = (-uy * breadth / 2, ux * breadth / 2)
    corners = (
        tip,
        (back[0] + side[0], back[1] + side[1]),
        notch,
        (back[0] - side[0], back[1] - side[1]),
    )
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in corners) + "Z"


def _ring_to(centre: Point, radius: float, end: float, *, is_large: bool) -> str:
    x, y = polar(centre, radius, (end - 0.25) * math.tau)
    r = number(radius)
    return f"A{r},{r} 0 {is_large:d} 1 {number(x)},{number(y)}"
