"""Where stakeholders stand in a network: the band is the level, the column the organisation.

Positions follow from the tables alone and mean something: organisations stand side by side in the
order in which the corpus names them, stakeholders without one stand in the middle on rows of their
own, so that ties between organisations do not run through them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from trustbook.curves import Point
from trustbook.lettering import lines, text_width
from trustbook.schema import LEVELS

RADIUS = 26.0
RING = 29.0
ROW = 136.0
BAND_PAD = 10.0
WIDE = 800.0
HALF = 386.0
NAME_SIZE = 13.5
PLACE_SIZE = 11.5
NAME_LEADING = 16.0
PLACE_LEADING = 14.0

_SIDE_ROOM = 176.0  # room for names beside the outermost columns
_EDGE_ROOM = 68.0  # room at the edge where names stand above or below
_SPACING = 150.0  # between stakeholders that share a row of one column
_STAGGER = 66.0
_FEW_COLUMNS = 3
_KINDS = ("system", "organisation", "role")
_GAP = 8.0
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
    """The name of a stakeholder beside its disc: lines, where they stand and what they cover."""

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


def staged(
    stakeholders: pd.DataFrame, *, left: float = 0.0, top: float = 0.0, width: float = WIDE
) -> Stage:
    """The stage on which the stakeholders stand, no narrower than `width`.

    `stakeholders` has the columns stakeholder, kind, organisation and level, in the order of the
    corpus. A level without stakeholders takes no room. Positions are whole pixels.
    """
    people = _grouped(stakeholders)
    columns = _columns(people)
    wide = max(width, 2 * _EDGE_ROOM + 112.0 * (len(columns) - 1))
    centres = dict(zip(columns, _centres(len(columns), wide), strict=True))
    places: dict[str, Point] = {}
    bands: list[tuple[str, float, float]] = []
    bottom = top
    present = [level for level in reversed(LEVELS) if (people["level"] == level).any()]
    for number, level in enumerate(present):
        band = people[people["level"] == level]
        rows = _rows(band, centres, wide, middle_first=number == 0 and len(present) > 1)
        for row, cells in enumerate(rows):
            for name, x in cells:
                places[name] = (round(left + x), round(bottom + BAND_PAD + ROW * (row + 0.5)))
        bands.append((level, bottom, bottom + 2 * BAND_PAD + ROW * len(rows)))
        bottom = bands[-1][2]
    outline = Box(left=left, top=top, right=left + wide, bottom=bottom)
    return Stage(places=places, bands=tuple(bands), outline=outline)


def labelled(
    stage: Stage,
    stakeholders: pd.DataFrame,
    *,
    pairs: Sequence[tuple[str, str]],
    taken: Sequence[Box] = (),
) -> dict[str, Label]:
    """The names of the stakeholders, where they hide the least of the ties between `pairs`.

    Names stand outside of the outermost columns where there is room, else above or below. They
    keep clear of each other, of discs and of what is `taken` unless no other place is left.
    """
    chords = _chords(stage, pairs)
    facts = {row["stakeholder"]: row for row in stakeholders.to_dict("records")}
    done: dict[str, Label] = {}
    for name in sorted(stage.places, key=lambda n: (stage.places[n][1], stage.places[n][0], n)):
        blocked = [*taken, *(label.box for label in done.values())]
        candidates = _candidates(stage, name, facts[name])
        costs = [
            _hidden(label, name, stage, blocked, chords) + 2.5 * rank
            for rank, label in enumerate(candidates)
        ]
        done[name] = candidates[costs.index(min(costs))]
    return done


def _grouped(stakeholders: pd.DataFrame) -> pd.DataFrame:
    kinds = stakeholders["kind"].map({kind: rank for rank, kind in enumerate(_KINDS)})
    levels = stakeholders["level"].where(stakeholders["level"].isin(LEVELS), LEVELS[0])
    return stakeholders.assign(
        organisation=stakeholders["organisation"].fillna(""), level=levels, rank=kinds
    ).sort_values("rank", kind="stable")


def _columns(people: pd.DataFrame) -> list[str]:
    """The organisations from left to right, "" for the middle where anybody stands there."""
    by_corpus = people.sort_index()["organisation"]
    named = [name for name in dict.fromkeys(by_corpus) if name]
    middle = [""] if (people["organisation"] == "").any() else []
    half = (len(named) + 1) // 2
    return named[:half] + middle + named[half:]


def _centres(n: int, width: float) -> list[float]:
    if n == 1:
        return [width / 2]
    edge = _SIDE_ROOM + RING if n <= _FEW_COLUMNS and width >= WIDE else _EDGE_ROOM
    return [edge + (width - 2 * edge) * i / (n - 1) for i in range(n)]


def _rows(
    band: pd.DataFrame, centres: dict[str, float], width: float, *, middle_first: bool
) -> list[list[tuple[str, float]]]:
    """The rows of a band from the top, each a list of names with their horizontal positions."""
    cells = {str(org): list(cell["stakeholder"]) for org, cell in band.groupby("organisation")}
    alone = _side_by_side(cells.pop("", []), centres.get("", width / 2), centres, width)
    height = max((len(cell) for cell in cells.values()), default=0)
    rows: list[list[tuple[str, float]]] = [[] for _ in range(height)]
    for organisation in sorted(cells, key=lambda name: centres[name]):
        cell = cells[organisation]
        start = (height - len(cell)) // 2
        inward = _STAGGER if centres[organisation] < width / 2 else -_STAGGER
        for i, name in enumerate(cell):
            shift = inward if i % 2 else 0.0
            rows[start + i].append((name, centres[organisation] + shift))
    return alone + rows if middle_first else rows + alone


def _side_by_side(
    names: list[str], centre: float, centres: dict[str, float], width: float
) -> list[list[tuple[str, float]]]:
    """Rows of stakeholders without an organisation, spread around the middle column."""
    others = [abs(x - centre) for x in centres.values() if x != centre]
    room = 2 * (min(others) - _SPACING / 2) if others else width - 2 * _EDGE_ROOM
    most = max(1, int(room // _SPACING) + 1)
    rows = [names[i : i + most] for i in range(0, len(names), most)]
    return [
        [
            (name, centre + _SPACING * (i - (len(row) - 1) / 2) + _half_step(number, row, most))
            for i, name in enumerate(row)
        ]
        for number, row in enumerate(rows)
    ]


def _half_step(number: int, row: list[str], most: int) -> float:
    """Every second full row steps aside, so that nobody stands right above somebody else."""
    if number % 2 == 0 or len(row) != most:
        return 0.0
    return _SPACING / 4 if most > 1 else _STAGGER


def _chords(
    stage: Stage, pairs: Sequence[tuple[str, str]]
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Points on the straight ways between the pairs, and a little to either side of them."""
    points = []
    for a, b in sorted({tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]}):
        start, end = np.array(stage.places[a]), np.array(stage.places[b])
        line = start + np.outer(_CHORD, end - start)
        across = np.array([-(end - start)[1], (end - start)[0]])
        across = across / max(float(np.hypot(*across)), 1.0)
        points += [line, line + 14 * across, line - 14 * across]
    return np.vstack(points) if points else np.zeros((0, 2))


def _candidates(stage: Stage, name: str, facts: Mapping[Any, Any]) -> list[Label]:
    x, y = stage.places[name]
    outline = stage.outline
    middle = (outline.left + outline.right) / 2
    beside = ["left", "right"] if x < middle else ["right", "left"]
    upright = ["above", "below"] if y < (outline.top + outline.bottom) / 2 else ["below", "above"]
    outermost = x - outline.left > _SIDE_ROOM and abs(x - middle) > _STAGGER
    sides = [beside[0], *upright, beside[1]] if outermost else [*upright, *beside]
    return [_label((x, y), side, facts) for side in sides]


def _label(centre: Point, side: str, facts: Mapping[Any, Any]) -> Label:
    level = side in ("left", "right")
    room = _SIDE_ROOM - _GAP if level else _SPACING - 18
    name = lines(str(facts["label"]), size=NAME_SIZE, width=room, bold=True)
    organisation = facts["organisation"] if facts["kind"] == "role" else ""
    known = organisation if isinstance(organisation, str) else ""
    place = lines(known, size=PLACE_SIZE, width=room, most=2)
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
    cost = float(box.contains(chords))
    cost += 60 * sum(box.overlaps(other, margin=3) for other in blocked)
    cost += 60 * sum(
        box.touches_disc(place, RING + 3) for other, place in stage.places.items() if other != name
    )
    outside = max(outline.left - box.left, 0) + max(box.right - outline.right, 0)
    outside += max(outline.top - box.top, 0) + max(box.bottom - outline.bottom, 0)
    return cost + 4 * outside
