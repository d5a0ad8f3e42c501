"""Whether what stakeholders receive and give is rather positive or rather negative."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, lines_around, texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import pixel
from trustbook.charts.theme import INK, MUTED, PAPER, RULE, themed

ROW = 44.0
TOP = 40.0
PLOT = 200.0
NUMBERS = 84.0
WIDEST_LABEL = 210.0
GAP = 44.0
APART = 8.0  # pixels between what is received and what is given
HEADS = ("● received", "◇ given")
WAYS = (("received", "circle", -APART), ("given", "diamond", APART))


def polarity_plot(found: pd.DataFrame, *, title: str, subtitle: str, description: str) -> Any:
    """Two marks a stakeholder from −1 (only negative ties) to +1 (only positive ties).

    A full circle is what is received and an open diamond what is given; the numbers of ties stand
    beside them. `found` is the result of `structure.standing` with a column `label`.
    """
    left = min(WIDEST_LABEL, max((text_width(x, size=SIZE) for x in found["label"]), default=0.0))
    left += 40
    placed = found.reset_index(drop=True).assign(y=lambda d: TOP + (d.index + 0.5) * ROW)
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
    chart = alt.layer(*layers).properties(width=width, height=height)
    return themed(chart, title=title, subtitle=subtitle, description=description, width=int(width))


def _columns(left: float) -> tuple[float, float]:
    """Where the numbers of what is received and of what is given begin."""
    return left + PLOT + GAP, left + PLOT + GAP + NUMBERS


def _frame(left: float, height: float, width: float, rows: int) -> list[Any]:
    """Lines at −1, 0 and +1 and between rows, with what they are called."""
    down = pd.DataFrame(
        {"x": [left, left + PLOT / 2, left + PLOT], "y": TOP - 4, "x2": 0.0, "y2": height}
    ).assign(x2=lambda d: d["x"])
    places = [TOP + i * ROW for i in range(rows + 1)]
    across = pd.DataFrame({"x": 0.0, "y": places, "x2": width, "y2": places})
    lines = (
        alt.Chart(pd.concat([down, across]).round() + 0.5)
        .mark_rule(color=RULE, opacity=1, aria=False)
        .encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), x2="x2:Q", y2="y2:Q")
    )
    ends = [
        (left, 10.0, "only"), (left, 24.0, "negative"),
        (left + PLOT / 2, 24.0, "as many"),
        (left + PLOT, 10.0, "only"), (left + PLOT, 24.0, "positive"),
    ]  # fmt: skip
    heads = [(x, 24.0, name) for x, name in zip(_columns(left), HEADS, strict=True)]
    return [lines, texts(ends, align="center", color=MUTED), texts(heads, color=MUTED)]


def _labels(placed: pd.DataFrame, left: float) -> list[tuple[float, float, str]]:
    return [
        line
        for y, label in zip(placed["y"], placed["label"], strict=True)
        for line in lines_around(0.0, y, label, room=left - 36, most=2)
    ]


def _marks(placed: pd.DataFrame, way: str, shape: str, shift: float, left: float) -> Any:
    shown = placed.dropna(subset=[f"polarity_{way}"])
    marks = pd.DataFrame(
        {
            "x": (left + (shown[f"polarity_{way}"].astype(float) + 1) / 2 * PLOT).round(1),
            "y": shown["y"] + shift,
            "label": shown["label"],
            "said": [
                f"{x}, {way}: {n}" for x, n in zip(shown["label"], _words(shown, way), strict=True)
            ],
        }
    )
    mark = alt.Chart(marks).mark_point(
        shape=shape,
        size=110,
        filled=True,
        fill=INK if way == "received" else PAPER,
        stroke=INK,
        strokeWidth=1.8,
        opacity=1,
    )
    return mark.encode(
        x=pixel(alt.X, "x"),
        y=pixel(alt.Y, "y"),
        description="said:N",
        tooltip=[alt.Tooltip("said:N", title="Ties")],
    )


def _numbers(placed: pd.DataFrame, way: str, x: float) -> list[tuple[float, float, str]]:
    return [(x, y, words) for y, words in zip(placed["y"], _words(placed, way), strict=True)]


def _words(frame: pd.DataFrame, way: str) -> list[str]:
    """How many ties of each sign, as charts print them."""
    pairs = zip(frame[f"positive_{way}"], frame[f"negative_{way}"], strict=True)
    return ["none" if not plus + minus else f"+{plus}  −{minus}" for plus, minus in pairs]
