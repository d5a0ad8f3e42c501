"""Whether what stakeholders receive and give is rather positive or rather negative."""

from typing import Any

import pandas as pd

from trustbook.charts.canvas import SIZE, Place, drawn, lines_around, rules, texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.hinges import points
from trustbook.charts.theme import INK, MUTED, PAPER

ROW = 44.0
TOP = 40.0
PLOT = 200.0
NUMBERS = 84.0
WIDEST_LABEL = 210.0
GAP = 44.0
APART = 8.0  # pixels between what is received and what is given
HEADS = ("● received", "◇ given")
WAYS = (("received", "circle", -APART), ("given", "diamond", APART))


def polarity_plot(standing: pd.DataFrame, *, title: str, subtitle: str, description: str) -> Any:
    """Two marks per stakeholder from −1 (only negative ties) to +1 (only positive ties).

    A full circle is what is received and an open diamond what is given; the numbers of ties stand
    beside them. `standing` is the result of `structure.standing` with a column `label`.
    """
    widest = max((text_width(label, size=SIZE) for label in standing["label"]), default=0.0)
    left = min(WIDEST_LABEL, widest) + 40
    placed = standing.reset_index(drop=True).assign(y=lambda d: TOP + (d.index + 0.5) * ROW)
    width, height = left + PLOT + GAP + 2 * NUMBERS, TOP + ROW * len(placed)
    layers = [
        *_frame(left, height, width, len(placed)),
        texts(_labels(placed, left)),
        *[_marks(placed, way, shape, shift, left) for way, shape, shift in WAYS],
        *[
            texts(_numbers(placed, way, x))
            for (way, _, _), x in zip(WAYS, _columns(left), strict=True)
        ],
    ]
    return drawn(
        layers,
        width=width,
        height=height,
        title=title,
        subtitle=subtitle,
        description=description,
    )


def _columns(left: float) -> tuple[float, float]:
    """Where the numbers of what is received and of what is given begin."""
    return left + PLOT + GAP, left + PLOT + GAP + NUMBERS


def _frame(left: float, height: float, width: float, rows: int) -> list[Any]:
    """Lines at −1, 0 and +1 and between rows, with what they are called."""
    down = [(x, TOP - 4, x, height) for x in (left, left + PLOT / 2, left + PLOT)]
    across = [(0.0, y, width, y) for y in (TOP + i * ROW for i in range(rows + 1))]
    ends = [
        (left, 10.0, "only"), (left, 24.0, "negative"),
        (left + PLOT / 2, 24.0, "as many"),
        (left + PLOT, 10.0, "only"), (left + PLOT, 24.0, "positive"),
    ]  # fmt: skip
    heads = [(x, 24.0, name) for x, name in zip(_columns(left), HEADS, strict=True)]
    return [
        rules([*down, *across]),
        texts(ends, align="center", color=MUTED),
        texts(heads, color=MUTED),
    ]


def _labels(placed: pd.DataFrame, left: float) -> list[Place]:
    return [
        line
        for y, label in zip(placed["y"], placed["label"], strict=True)
        for line in lines_around(0.0, y, label, room=left - 36, most=2)
    ]


def _marks(placed: pd.DataFrame, way: str, shape: str, shift: float, left: float) -> Any:
    rows = placed.dropna(subset=[f"polarity_{way}"])
    marks = pd.DataFrame(
        {
            "x": (left + (rows[f"polarity_{way}"].astype(float) + 1) / 2 * PLOT).round(1),
            "y": rows["y"] + shift,
            "words": [
                f"{label}, {way}: {n}"
                for label, n in zip(rows["label"], _words(rows, way), strict=True)
            ],
        }
    )
    fill = INK if way == "received" else PAPER
    return points(marks.assign(shape=shape, fill=fill, colour=INK), called="Ties", area=110)


def _numbers(placed: pd.DataFrame, way: str, x: float) -> list[Place]:
    return [(x, y, words) for y, words in zip(placed["y"], _words(placed, way), strict=True)]


def _words(frame: pd.DataFrame, way: str) -> list[str]:
    """How many ties of each sign, as charts print them."""
    pairs = zip(frame[f"positive_{way}"], frame[f"negative_{way}"], strict=True)
    return ["none" if not plus + minus else f"+{plus}  −{minus}" for plus, minus in pairs]
