"""Where stakeholders are in a network: the band is the level, the column the organisation.

Positions follow from the tables alone and mean something: organisations are side by side in the
order in which the corpus names them, stakeholders without one are in the middle on rows of their
own, so that ties between organisations do not run through them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from trustbook.charts.geometry.curves import Point
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.corpus.schema import LEVELS

RADIUS = 26.0
RING = 29.0
ROW = 136.0
BAND_PAD = 14.0
_LIFTED = 16.0  # more above a row on a phone, so that a name clears that of its level
WIDE = 720.0
HALF = 346.0
PHONE = 338.0  # of a picture whose text a phone shows as large as it is drawn
NAME_SIZE = 13.5
PLACE_SIZE = 11.5
NAME_LEADING = 16.0
PLACE_LEADING = 14.0
_SIDE_ROOM = 168.0  # room for names beside the outermost columns
_EDGE_ROOM = 68.0  # room at the edge where names are above or below
_SPACING = 150.0  # between stakeholders that share a row of one column
_COLUMN = 105.0  # the least distance between columns
_STAGGER = 66.0
_CROWDS = (4, 8, 15)  # more than so many in one cell are two, three, four abreast
_CROWD_SPACING = 124.0
_FEW_COLUMNS = 3
_KINDS = ("system", "organisation", "role")
_GAP = 8.0
_SLIM = 90.0  # room for the lines of a name that would meet another
_ROUNDS = 3  # in which names that meet are placed anew
_CHORD = np.linspace(0.12, 0.88, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box", *, margin: float = 0.0) -> bool:
        """Whether the two rectangles come closer than `margin`."""
        return (
            self.left < other.right + margin
            and other.left < self.right + margin
            and self.top < other.bottom + margin
            and other.top < self.bottom + margin
        )

    def grown(self, margin: float) -> "Box":
        """The rectangle with a margin on every side."""
        return Box(
            left=self.left - margin,
            top=self.top - margin,
            right=self.right + margin,
            bottom=self.bottom + margin,
        )

    def contains(self, points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> int:
        """How many of the points lie within."""
        x, y = points[:, 0], points[:, 1]
        within = (x > self.left) & (x < self.right) & (y > self.top) & (y < self.bottom)
        return int(within.sum())

    def touches_disc(self, centre: Point, radius: float) -> bool:
        """Whether the rectangle and a disc overlap."""
        x = min(max(centre[0], self.left), self.right)
        y = min(max(centre[1], self.top), self.bottom)
        return (x - centre[0]) ** 2 + (y - centre[1]) ** 2 < radius**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The name of a stakeholder beside its disc: lines, where they are and what they cover."""

    name: tuple[str, ...]
    place: tuple[str, ...]
    x: float
    y: float
    align: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The area of one network: positions of stakeholders, bands of levels and the outline."""

    places: dict[str, Point]
    bands: tuple[tuple[str, float, float], ...]
    outline: Box


def by_sum(keys: pd.Series, n: pd.Series) -> list[Any]:
    """The different keys, those with the largest sums first, of equal ones the first."""
    sums = n.groupby(keys, sort=False).sum()
    return list(sums.sort_values(ascending=False, kind="stable").index)


def staged(
    stakeholders: pd.DataFrame, *, left: float = 0.0, top: float = 0.0, width: float = WIDE
) -> Stage:
    """The stage on which the stakeholders are, no narrower than `width`.

    `stakeholders` has the columns stakeholder, kind, organisation and level, in the order of the
    corpus. A level without stakeholders takes no room. Positions are whole pixels.
    """
    people = _grouped(stakeholders)
    columns = _columns(people, width)
    wide = max([width, *(column.end for column in columns.values())])
    lifted = BAND_PAD + (_LIFTED if width < HALF else 0)
    places: dict[str, Point] = {}
    bands: list[tuple[str, float, float]] = []
    bottom = top
    present = [level for level in reversed(LEVELS) if (people["level"] == level).any()]
    for number, level in enumerate(present):
        band = people[people["level"] == level]
        rows = _rows(band, columns, wide, middle_first=number == 0 and len(present) > 1)
        for row, cells in enumerate(rows):
            for name, x in cells:
                places[name] = (round(left + x), round(bottom + lifted + ROW * (row + 0.5)))
        bands.append((level, bottom, bottom + lifted + BAND_PAD + ROW * len(rows)))
        bottom = bands[-1][2]
    outline = Box(left=left, top=top, right=left + wide, bottom=bottom)
    return Stage(places=places, bands=tuple(bands), outline=outline)


def labelled(
    stage: Stage,
    stakeholders: pd.DataFrame,
    *,
    pairs: Sequence[tuple[str, str]],
    occupied: Sequence[Box] = (),
) -> dict[str, Label]:
    """The names of the stakeholders, where they hide the least of the ties between `pairs`.

    Names are outside of the outermost columns where there is room, else above or below. They
    keep clear of each other, of discs and of `occupied` boxes unless no other place is left; those
    that meet are placed again, in narrower lines where that helps.
    """
    chords = _chords(stage, pairs)
    facts = {row["stakeholder"]: row for row in stakeholders.to_dict("records")}
    order = sorted(stage.places, key=lambda n: (stage.places[n][1], stage.places[n][0], n))
    done: dict[str, Label] = {}
    for name in order:
        candidates = _candidates(stage, name, facts[name])
        done[name] = _best(candidates, name, stage, [*occupied, *_boxes(done, name)], chords)
    for name in _ROUNDS * order:
        blocked = [*occupied, *_boxes(done, name)]
        if _meets(done[name].box, name, stage, blocked):
            candidates = [
                label
                for slim in (False, True)
                for label in _candidates(stage, name, facts[name], slim=slim)
            ]
            done[name] = _best(candidates, name, stage, blocked, chords)
    return done


def _boxes(done: Mapping[str, Label], name: str) -> list[Box]:
    """What the other names cover."""
    return [label.box for other, label in done.items() if other != name]


def _best(
    candidates: Sequence[Label],
    name: str,
    stage: Stage,
    blocked: Sequence[Box],
    chords: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
) -> Label:
    """The candidate that hides least; an earlier one is a little better."""
    costs = [
        _hidden(label, name, stage, blocked, chords) + 2.5 * rank
        for rank, label in enumerate(candidates)
    ]
    return candidates[costs.index(min(costs))]


def _grouped(stakeholders: pd.DataFrame) -> pd.DataFrame:
    kinds = stakeholders["kind"].map({kind: rank for rank, kind in enumerate(_KINDS)})
    levels = stakeholders["level"].where(stakeholders["level"].isin(LEVELS), LEVELS[0])
    return stakeholders.assign(
        organisation=stakeholders["organisation"].fillna(""), level=levels, rank=kinds
    ).sort_values("rank", kind="stable")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column of the stage: its middle, how many are side by side in it, and how far apart."""

    centre: float
    abreast: int
    step: float
    end: float


def _columns(people: pd.DataFrame, width: float) -> dict[str, _Column]:
    """The organisations from left to right, "" for the middle where anybody is there."""
    by_corpus = people.sort_index()["organisation"]
    named = [name for name in dict.fromkeys(by_corpus) if name]
    middle = [""] if (people["organisation"] == "").any() else []
    half = (len(named) + 1) // 2
    order = named[:half] + middle + named[half:]
    crowd = people.groupby(["organisation", "level"]).size()
    abreast = [_abreast(int(crowd[name].max())) for name in order]
    if max(abreast, default=1) > 1:
        return _broad_columns(order, abreast, width)
    return _slim_columns(order, width)


def _abreast(crowd: int) -> int:
    """How many of a crowd in one cell are side by side."""
    return sum(crowd > most for most in _CROWDS) + 1


def _slim_columns(order: list[str], width: float) -> dict[str, _Column]:
    """Columns in which one stakeholder is above the other; the middle has what room is left."""
    wide = max(width, 2 * _EDGE_ROOM + _COLUMN * (len(order) - 1))
    if len(order) == 1:
        room = int((wide - 2 * _EDGE_ROOM) // _SPACING) + 1
        abreast = room if order == [""] else 1
        return {order[0]: _Column(centre=wide / 2, abreast=abreast, step=_SPACING, end=wide)}
    edge = _SIDE_ROOM + RING if len(order) <= _FEW_COLUMNS and width >= WIDE else _EDGE_ROOM
    gap = (wide - 2 * edge) / (len(order) - 1)
    free = max(1, int((2 * gap - _SPACING) // _SPACING) + 1)
    return {
        name: _Column(centre=edge + gap * i, abreast=1 if name else free, step=_SPACING, end=wide)
        for i, name in enumerate(order)
    }


def _broad_columns(order: list[str], abreast: list[int], width: float) -> dict[str, _Column]:
    """Columns in which crowds are side by side."""
    total = sum(abreast)
    step = max((width - 2 * _EDGE_ROOM) / max(total - 1, 1), _CROWD_SPACING)
    columns, left = {}, _EDGE_ROOM
    for name, n in zip(order, abreast, strict=True):
        end = 2 * _EDGE_ROOM + step * (total - 1)
        columns[name] = _Column(centre=left + step * (n - 1) / 2, abreast=n, step=step, end=end)
        left += step * n
    return columns


def _rows(
    band: pd.DataFrame, columns: Mapping[str, _Column], width: float, *, middle_first: bool
) -> list[list[tuple[str, float]]]:
    """The rows of a band from the top, each a list of names with their horizontal positions."""
    cells = {
        str(org): _cell(list(cell["stakeholder"]), columns[str(org)], width)
        for org, cell in band.groupby("organisation")
    }
    alone = cells.pop("", [])
    height = max((len(cell) for cell in cells.values()), default=0)
    rows: list[list[tuple[str, float]]] = [[] for _ in range(height)]
    for organisation in sorted(cells, key=lambda name: columns[name].centre):
        start = (height - len(cells[organisation])) // 2
        for i, row in enumerate(cells[organisation]):
            rows[start + i] += row
    return alone + rows if middle_first else rows + alone


def _cell(names: list[str], column: _Column, width: float) -> list[list[tuple[str, float]]]:
    """The rows of one cell; every second row steps aside, so that nobody hides somebody else."""
    most = column.abreast
    rows = [names[i : i + most] for i in range(0, len(names), most)]
    inward = 1 if column.centre <= width / 2 else -1
    aside = (_STAGGER if most == 1 else column.step / 4) * inward
    return [
        [
            (name, _x(column, i, len(row)) + (aside if number % 2 and len(row) == most else 0.0))
            for i, name in enumerate(row)
        ]
        for number, row in enumerate(rows)
    ]


def _x(column: _Column, i: int, n: int) -> float:
    return column.centre + column.step * (i - (n - 1) / 2)


def _chords(
    stage: Stage, pairs: Sequence[tuple[str, str]]
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Points on the straight ways between the pairs, and a little to either side of them."""
    points = []
    for a, b in sorted({tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]}):
        start = np.array(stage.places[a])
        way = np.array(stage.places[b]) - start
        line = start + np.outer(_CHORD, way)
        across = np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1.0)
        points += [line, line + 14 * across, line - 14 * across]
    return np.vstack(points) if points else np.zeros((0, 2))


def _candidates(
    stage: Stage, name: str, facts: Mapping[Any, Any], *, slim: bool = False
) -> list[Label]:
    """The label at each side of the disc, the best side first; a slim one has shorter lines."""
    x, y = stage.places[name]
    outline = stage.outline
    middle = (outline.left + outline.right) / 2
    beside = ["left", "right"] if x < middle else ["right", "left"]
    upright = ["above", "below"] if y < (outline.top + outline.bottom) / 2 else ["below", "above"]
    outermost = x - outline.left > _SIDE_ROOM and abs(x - middle) > _STAGGER
    sides = [beside[0], *upright, beside[1]] if outermost else [*upright, *beside]
    edges = {"left": x - outline.left, "right": outline.right - x}
    return [
        _label((x, y), side, facts, room=_room(edges.get(side), slim=slim), most=4 if slim else 3)
        for side in sides
    ]


def _room(edge: float | None, *, slim: bool) -> float:
    """The longest line of a name; `edge` is how far that of the stage is, for a name beside."""
    if edge is None:
        return _SLIM if slim else _SPACING - 18
    return max(_SLIM, min(_SIDE_ROOM, edge - RING) - _GAP) if slim else _SIDE_ROOM - _GAP


def _label(centre: Point, side: str, facts: Mapping[Any, Any], *, room: float, most: int) -> Label:
    name = lines(str(facts["label"]), size=NAME_SIZE, width=room, most=most, bold=True)
    organisation = facts["organisation"] if facts["kind"] == "role" else ""
    place_name = organisation if isinstance(organisation, str) else ""
    place = lines(place_name, size=PLACE_SIZE, width=room, most=2)
    height = NAME_LEADING * len(name) + PLACE_LEADING * len(place)
    widths = [text_width(line, size=NAME_SIZE, bold=True) for line in name]
    width = max(widths + [text_width(line, size=PLACE_SIZE) for line in place], default=0.0)
    away = RING + _GAP
    x, y = centre
    top = {"above": y - away - height, "below": y + away - 2}.get(side, y - height / 2)
    left = {"left": x - away - width, "right": x + away}.get(side, x - width / 2)
    anchor = {"left": x - away, "right": x + away}.get(side, x)
    align = {"left": "right", "right": "left"}.get(side, "center")
    box = Box(left=left, top=top, right=left + width, bottom=top + height)
    return Label(name=tuple(name), place=tuple(place), x=anchor, y=top, align=align, box=box)


def _hidden(
    label: Label,
    name: str,
    stage: Stage,
    blocked: Sequence[Box],
    chords: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
) -> float:
    """How much a label at this place would hide or overlap."""
    box, outline = label.box, stage.outline
    cost = float(box.contains(chords)) + 60 * _meets(box, name, stage, blocked)
    outside = max(outline.left - box.left, 0) + max(box.right - outline.right, 0)
    outside += max(outline.top - box.top, 0) + max(box.bottom - outline.bottom, 0)
    return cost + 4 * outside


def _meets(box: Box, name: str, stage: Stage, blocked: Sequence[Box]) -> int:
    """How many other names and discs a label comes too close to."""
    discs = [place for other, place in stage.places.items() if other != name]
    return sum(box.overlaps(other, margin=3) for other in blocked) + sum(
        box.touches_disc(place, RING + 3) for place in discs
    )
