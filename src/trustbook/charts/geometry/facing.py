"""Two facing arcs: positions and curves for larger pictures of ties between two sides."""

import math
from dataclasses import dataclass

import pandas as pd

from trustbook.charts.geometry.curves import Curve, Point, trimmed

_SWEEPS = 24
_MIDDLE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The pixels of facing arcs: how wide, from node to node, and around them.

    `gap` lies between the middle and the ends of an arc, which bows by at most `depth`; `heading`
    above the nodes of a group.
    """

    width: float
    step: float
    heading: float
    gap: float
    depth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """Where nodes are on facing arcs: one row per node, one row per heading, and the height."""

    nodes: pd.DataFrame
    headings: pd.DataFrame
    height: float


def facing_arcs_layout(nodes: pd.DataFrame, ties: pd.DataFrame, *, frame: Frame) -> Arcs:
    """Positions of `nodes` on two facing arcs a group, groups below each other.

    `nodes` has the columns id, side, group, lead; `ties` has source, target. The first side that
    `nodes` names is on the left, all others on the right. Within an arc the order is the
    barycentre of a node's ties to the other side, leads last and equals in the order of the rows,
    so that the same tables always give the same picture.
    """
    first = nodes["side"].iloc[0] if len(nodes) else ""
    left = dict(zip(nodes["id"], nodes["side"] == first, strict=True))
    top, placed, headings = 0.0, [], []
    for group, members in nodes.groupby("group", sort=False):
        ids = list(members["id"])
        lead = dict(zip(ids, members["lead"], strict=True))
        arcs = _ordered([i for i in ids if left[i]], [i for i in ids if not left[i]], lead, ties)
        height = frame.heading + frame.step * max(len(arc) for arc in arcs)
        placed += _places(arcs, top=top + frame.heading, frame=frame)
        headings.append({"group": group, "y": top + 16})
        top += height + 18
    where = pd.DataFrame(placed, columns=["id", "x", "y", "left"])
    return Arcs(
        nodes=nodes.merge(where, on="id", how="left"),
        headings=pd.DataFrame(headings, columns=["group", "y"]),
        height=top,
    )


def facing_curve(start: Point, end: Point, *, frame: Frame, radius: float, lane: float) -> Curve:
    """The curve between two nodes of facing arcs, trimmed at their discs.

    Ties across run level into their ends, ties within a side bow towards the middle. `lane` lifts
    the curve a little, so that there and back keep apart.
    """
    same_side = (start[0] < frame.width / 2) == (end[0] < frame.width / 2)
    curve = _bow(start, end, frame, lane) if same_side else _across(start, end, lane)
    return trimmed(curve, leave=(start, radius), enter=(end, radius))


def _ordered(
    left: list[str], right: list[str], lead: dict[str, bool], ties: pd.DataFrame
) -> tuple[list[str], list[str]]:
    across = [
        (s, t)
        for s, t in zip(ties["source"], ties["target"], strict=True)
        if (s in left and t in right) or (s in right and t in left)
    ]
    arcs = (left, right)
    rank = {node: i / max(len(arc), 1) for arc in arcs for i, node in enumerate(arc)}
    first_order = dict(rank)
    for _ in range(_SWEEPS):
        for arc in arcs:
            centre = {node: _barycentre(node, across, rank) for node in arc}
            arc.sort(key=lambda node: (bool(lead[node]), centre[node], first_order[node]))
            rank.update({node: i / len(arc) for i, node in enumerate(arc)})
    return arcs


def _barycentre(node: str, across: list[tuple[str, str]], rank: dict[str, float]) -> float:
    ranks = [rank[t if s == node else s] for s, t in across if node in (s, t)]
    return round(sum(ranks) / len(ranks), 6) if ranks else _MIDDLE


def _places(
    arcs: tuple[list[str], list[str]], *, top: float, frame: Frame
) -> list[tuple[str, float, float, bool]]:
    most = max(len(arc) for arc in arcs)
    depth = min(frame.depth, 8.0 * most)
    places = []
    for arc, sign in zip(arcs, (-1, 1), strict=True):
        for i, node in enumerate(arc):
            y = top + frame.step * ((most - len(arc)) / 2 + i + 0.5)
            v = (y - top) / (frame.step * most) * 2 - 1
            x = frame.width / 2 + sign * (frame.gap + depth * math.sqrt(1 - (0.9 * v) ** 2))
            places.append((node, round(x, 1), round(y, 1), sign < 0))
    return places


def _across(start: Point, end: Point, lane: float) -> Curve:
    reach = (end[0] - start[0]) * 0.5
    lift = -lane if reach > 0 else lane
    return start, (start[0] + reach, start[1] + lift), (end[0] - reach, end[1] + lift), end


def _bow(start: Point, end: Point, frame: Frame, lane: float) -> Curve:
    inwards = 1 if start[0] < frame.width / 2 else -1
    drop = end[1] - start[1]
    reach = inwards * (min(20 + 0.3 * abs(drop), 0.9 * frame.gap) + (lane if drop > 0 else 0))
    return (
        start,
        (start[0] + reach, start[1] + drop * 0.12),
        (end[0] + reach, end[1] - drop * 0.12),
        end,
    )
