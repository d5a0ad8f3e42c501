"""How barriers, kinds of strategy and implications connect, line by line of the printed table."""

from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import (
    LINE,
    SIZE,
    Align,
    at,
    between,
    drawn,
    layered,
    lines_around,
    raw,
    texts,
)
from trustbook.charts.geometry.lettering import lines
from trustbook.charts.hinges import OPEN, OUTLINE, with_hinges
from trustbook.charts.theme import MUTED, NEUTRAL, ORGANISATIONS, PAPER
from trustbook.corpus.language import gettext, sentence
from trustbook.studies.barriers import NOT_STATED, barrier_nodes, barrier_ribbons

HEAD = 48.0
POINTS = 13
MOST_LINES = 8  # of a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The pixels of one printed line, of the texts on both sides, of ribbons and of boxes."""

    line: float
    text: float
    reach: float
    box: float
    side: float  # the thin boxes of the first and the last stage

    @property
    def widths(self) -> tuple[float, float, float]:
        """The widths of the boxes of each stage."""
        return self.side, self.box, self.side

    @property
    def lefts(self) -> tuple[float, float, float]:
        """Where the boxes of each stage begin."""
        second = self.text + self.side + self.reach
        return self.text, second, second + self.box + self.reach

    @property
    def width(self) -> float:
        """The width of the whole."""
        return self.lefts[2] + self.side + self.text

    @property
    def rooms(self) -> tuple[float, float, float]:
        """The widths of the texts of each stage."""
        return self.text - 10, self.box - 10, self.text - 8


PAGE = Frame(line=40, text=214, reach=66, box=150, side=10)
PHONE = Frame(line=40, text=102, reach=19, box=96, side=6)


def barrier_flows(barriers: pd.DataFrame, *, is_wide: bool = True) -> Any:
    """A ribbon for each printed line, from barrier over kind of strategy to what may follow.

    Hue and the first column tell the aspect; a ribbon is as wide as one line, and open where the
    column `support` (`barriers.with_support`) says that the line rests on one independent source.
    On a phone, where it is not `is_wide`, the texts are narrow and the lines high.
    """
    nodes, ribbons = barrier_nodes(barriers), barrier_ribbons(barriers)
    hues = _hues(barriers)
    frame = _frame(nodes, PAGE if is_wide else PHONE)
    height = HEAD + float(nodes["bottom"].max()) * frame.line + 8
    hinges = barriers["support"] == 1
    ribbons["open"] = ribbons["barrier"].isin(barriers.loc[hinges, "barrier"])
    layers = [
        _ribbons(ribbons, hues, frame),
        *_boxes(nodes, hues, frame),
        _words(nodes, frame),
        *_heads(nodes, frame),
    ]
    layers += _key(height + 12) if hinges.any() else []
    height += 26 if hinges.any() else 0
    return drawn(
        layers,
        width=frame.width,
        height=height,
        title="How barriers, strategies and implications connect",
        subtitle=sentence(
            "One ribbon per line of the printed table ({n} lines). "
            "Kinds of strategy without what is in brackets.",
            n=len(barriers),
        ),
        description=with_hinges(_description(barriers), list(hinges), noun="line"),
    )


def _frame(nodes: pd.DataFrame, frame: Frame) -> Frame:
    """The frame whose lines are high enough for every text."""
    texts_of_stage = zip(nodes["stage"], nodes["text"], strict=True)
    needs = [
        len(lines(text, size=SIZE, width=frame.rooms[stage], most=MOST_LINES)) * LINE + 4
        for stage, text in texts_of_stage
    ]
    return replace(frame, line=max([frame.line, *(needs / (nodes["bottom"] - nodes["top"]))]))


def _hues(barriers: pd.DataFrame) -> dict[str, str]:
    aspects = barriers.sort_values(["study", "line"])["aspect"].drop_duplicates()
    return {a: ORGANISATIONS[i % len(ORGANISATIONS)] for i, a in enumerate(aspects)}


def _ribbons(ribbons: pd.DataFrame, hues: dict[str, str], frame: Frame) -> Any:
    start = ribbons["step"].map(lambda step: frame.lefts[step] + frame.widths[step])
    ends = ribbons.assign(
        x0=start,
        x1=start + frame.reach,
        y0=HEAD + ribbons["source_top"] * frame.line,
        y1=HEAD + ribbons["target_top"] * frame.line,
        hue=ribbons["aspect"].map(hues),
        paint=ribbons["open"].map({True: 0.0, False: 0.42}),
        words=ribbons["aspect"] + ": " + ribbons["source"] + " → " + ribbons["target"],
    )
    points = ends.merge(pd.DataFrame({"t": [i / (POINTS - 1) for i in range(POINTS)]}), how="cross")
    ease = points["t"] ** 2 * (3 - 2 * points["t"])
    points["x"] = (points["x0"] + (points["x1"] - points["x0"]) * points["t"]).round(1)
    points["y"] = (points["y0"] + (points["y1"] - points["y0"]) * ease + 1).round(1)
    points["y2"] = points["y"] + frame.line - 2
    columns = ["barrier", "step", "x", "y", "y2", "hue", "paint", "words"]
    area = at(points[columns]).mark_area(strokeWidth=1, interpolate="monotone")
    return area.encode(
        y2=alt.Y2("y2:Q"),
        detail=[alt.Detail("barrier:N"), alt.Detail("step:N")],
        fill=alt.Fill("hue:N", scale=None),
        fillOpacity=raw(alt.FillOpacity, "paint"),
        stroke=alt.Stroke("hue:N", scale=None),
        tooltip=alt.Tooltip("words:N", title="Line"),
    )


def _key(y: float) -> list[Any]:
    """The legend of an open ribbon."""
    sample = pd.DataFrame({"x": [0.0], "x2": [26.0], "y": [y - 6], "y2": [y + 6]})
    box = between(sample).mark_rect(fillOpacity=0, stroke=MUTED, strokeWidth=OUTLINE, aria=False)
    return [box, texts([(34.0, y, gettext(OPEN))], color=MUTED)]


def _boxes(nodes: pd.DataFrame, hues: dict[str, str], frame: Frame) -> list[Any]:
    left = nodes["stage"].map(dict(enumerate(frame.lefts)))
    boxes = nodes.assign(
        x=left,
        x2=left + nodes["stage"].map(dict(enumerate(frame.widths))),
        y=HEAD + nodes["top"] * frame.line,
        y2=HEAD + nodes["bottom"] * frame.line,
        hue=nodes["aspect"].map(hues).fillna(NEUTRAL),
    )
    columns = ["x", "x2", "y", "y2", "hue"]
    thin, wide = boxes[boxes["stage"] != 1], boxes[boxes["stage"] == 1]
    return [
        between(thin[columns])
        .mark_rect(opacity=1, aria=False)
        .encode(fill=alt.Fill("hue:N", scale=None)),
        between(wide[columns])
        .mark_rect(fill=PAPER, opacity=1, strokeWidth=1.5, cornerRadius=4, aria=False)
        .encode(stroke=alt.Stroke("hue:N", scale=None)),
    ]


def _words(nodes: pd.DataFrame, frame: Frame) -> Any:
    """The texts of the boxes, in lines that fit beside or into them."""
    layers = []
    for stage, (x, align) in enumerate(_columns(frame)):
        boxes = nodes[nodes["stage"] == stage]
        middles = HEAD + (boxes["top"] + boxes["bottom"]) / 2 * frame.line
        words = [
            place
            for middle, text in zip(middles, boxes["text"], strict=True)
            for place in lines_around(x, middle, text, room=frame.rooms[stage], most=MOST_LINES)
        ]
        layers.append(texts(words, align=align))
    return layered(layers)


def _columns(frame: Frame) -> list[tuple[float, Align]]:
    """Where the texts of each stage are."""
    return [
        (0.0, "left"),
        (frame.lefts[1] + frame.box / 2, "center"),
        (frame.lefts[2] + frame.side + 8, "left"),
    ]


def _heads(nodes: pd.DataFrame, frame: Frame) -> list[Any]:
    """The names of the three columns, and of each aspect above its first barrier."""
    names = (gettext("Barrier"), gettext("Kind of strategy"), gettext("Possible implication"))
    first = nodes[nodes["stage"] == 0].drop_duplicates("aspect")
    above = HEAD + first["top"] * frame.line - 9
    heads = [
        texts(lines_around(x, 8.0, name, room=room, most=2), color=MUTED, align=align)
        for (x, align), name, room in zip(_columns(frame), names, frame.rooms, strict=True)
    ]
    aspects = zip(above, first["aspect"], strict=True)
    return [*heads, texts([(0.0, y, text) for y, text in aspects], weight=700)]


def _description(barriers: pd.DataFrame) -> str:
    lines = barriers.sort_values(["study", "line"]).fillna(
        {"strategy_type": gettext(NOT_STATED), "implication": gettext(NOT_STATED)}
    )
    chains = "; ".join(
        f"{b.obstacle} → {b.strategy_type} → {b.implication}" for b in lines.itertuples()
    )
    return sentence(
        "Ribbons from barriers through kinds of strategy to implications. {chains}.", chains=chains
    )
