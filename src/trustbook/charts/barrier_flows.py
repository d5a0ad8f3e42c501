"""How barriers, kinds of strategy and implications connect, line by line of the printed table."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import Align, at, between, drawn, lines_around, raw, texts
from trustbook.charts.hinges import OPEN, OUTLINE, with_hinges
from trustbook.charts.theme import MUTED, NEUTRAL, ORGANISATIONS, PAPER
from trustbook.corpus.language import gettext, sentence
from trustbook.studies.barriers import NOT_STATED, barrier_nodes, barrier_ribbons

LINE = 40.0  # pixels of one printed line
HEAD = 48.0
TEXT = 196.0
REACH = 84.0
POINTS = 13
WIDTHS = (10.0, 150.0, 10.0)  # of the boxes of each stage
LEFTS = (TEXT, TEXT + 10 + REACH, TEXT + 10 + REACH + 150 + REACH)


def barrier_flows(barriers: pd.DataFrame) -> Any:
    """A ribbon for each printed line, from barrier over kind of strategy to what may follow.

    Hue and the first column tell the aspect; a ribbon is as wide as one line, and open where the
    column `support` (`barriers.with_support`) says that the line rests on one independent source.
    """
    nodes, ribbons = barrier_nodes(barriers), barrier_ribbons(barriers)
    hues = _hues(barriers)
    height = HEAD + float(nodes["bottom"].max()) * LINE + 8
    width = LEFTS[2] + WIDTHS[2] + TEXT
    hinges = barriers["support"] == 1
    ribbons["open"] = ribbons["barrier"].isin(barriers.loc[hinges, "barrier"])
    layers = [_ribbons(ribbons, hues), *_boxes(nodes, hues), _words(nodes), *_heads(nodes)]
    layers += _key(height + 12) if hinges.any() else []
    height += 26 if hinges.any() else 0
    return drawn(
        layers,
        width=width,
        height=height,
        title="How barriers, strategies and implications connect",
        subtitle=sentence(
            "One ribbon per line of the printed table ({n} lines). "
            "Kinds of strategy without what stands in brackets.",
            n=len(barriers),
        ),
        description=with_hinges(_description(barriers), list(hinges), noun="line"),
    )


def _hues(barriers: pd.DataFrame) -> dict[str, str]:
    aspects = barriers.sort_values(["study", "line"])["aspect"].drop_duplicates()
    return {a: ORGANISATIONS[i % len(ORGANISATIONS)] for i, a in enumerate(aspects)}


def _ribbons(ribbons: pd.DataFrame, hues: dict[str, str]) -> Any:
    start = ribbons["step"].map(lambda step: LEFTS[step] + WIDTHS[step])
    ends = ribbons.assign(
        x0=start,
        x1=start + REACH,
        y0=HEAD + ribbons["source_top"] * LINE,
        y1=HEAD + ribbons["target_top"] * LINE,
        hue=ribbons["aspect"].map(hues),
        paint=ribbons["open"].map({True: 0.0, False: 0.42}),
        words=ribbons["aspect"] + ": " + ribbons["source"] + " → " + ribbons["target"],
    )
    points = ends.merge(pd.DataFrame({"t": [i / (POINTS - 1) for i in range(POINTS)]}), how="cross")
    ease = points["t"] ** 2 * (3 - 2 * points["t"])
    points["x"] = (points["x0"] + (points["x1"] - points["x0"]) * points["t"]).round(1)
    points["y"] = (points["y0"] + (points["y1"] - points["y0"]) * ease + 1).round(1)
    points["y2"] = points["y"] + LINE - 2
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


def _boxes(nodes: pd.DataFrame, hues: dict[str, str]) -> list[Any]:
    left = nodes["stage"].map(dict(enumerate(LEFTS)))
    boxes = nodes.assign(
        x=left,
        x2=left + nodes["stage"].map(dict(enumerate(WIDTHS))),
        y=HEAD + nodes["top"] * LINE,
        y2=HEAD + nodes["bottom"] * LINE,
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


def _words(nodes: pd.DataFrame) -> Any:
    """The texts of the boxes, in lines that fit beside or into them."""
    places: dict[int, tuple[float, float, Align]] = {
        0: (0.0, TEXT - 10, "left"),
        1: (LEFTS[1] + WIDTHS[1] / 2, WIDTHS[1] - 10, "center"),
        2: (LEFTS[2] + WIDTHS[2] + 8, TEXT - 8, "left"),
    }
    layers = []
    for stage, (x, room, align) in places.items():
        boxes = nodes[nodes["stage"] == stage]
        middles = HEAD + (boxes["top"] + boxes["bottom"]) / 2 * LINE
        words = [
            place
            for middle, text, lines in zip(middles, boxes["text"], boxes["lines"], strict=True)
            for place in lines_around(x, middle, text, room=room, most=4 if lines > 1 else 3)
        ]
        layers.append(texts(words, align=align))
    return alt.layer(*layers)


def _heads(nodes: pd.DataFrame) -> list[Any]:
    """The names of the three columns, and of each aspect above its first barrier."""
    barrier, strategy = gettext("Barrier"), gettext("Kind of strategy")
    implication = gettext("Possible implication")
    first = nodes[nodes["stage"] == 0].drop_duplicates("aspect")
    above = HEAD + first["top"] * LINE - 9
    return [
        texts([(0.0, 8.0, barrier), (LEFTS[2], 8.0, implication)], color=MUTED),
        texts([(LEFTS[1] + WIDTHS[1] / 2, 8.0, strategy)], color=MUTED, align="center"),
        texts([(0.0, y, text) for y, text in zip(above, first["aspect"], strict=True)], weight=700),
    ]


def _description(barriers: pd.DataFrame) -> str:
    lines = barriers.sort_values(["study", "line"]).fillna(
        {"strategy_type": gettext(NOT_STATED), "implication": gettext(NOT_STATED)}
    )
    chains = "; ".join(
        f"{b.obstacle} → {b.strategy_type} → {b.implication}" for b in lines.itertuples()
    )
    return sentence(
        "Ribbons from barriers over kinds of strategy to implications. {chains}.", chains=chains
    )
