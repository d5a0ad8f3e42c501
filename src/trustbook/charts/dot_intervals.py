"""Numbers with the interval in which they lie when sources are drawn anew."""

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import pixel
from trustbook.charts.hinges import hinge_key, hinge_marks, with_hinges_told
from trustbook.charts.theme import INK, MUTED, RULE, themed
from trustbook.numbers import number

ROW = 40.0
GROUP = 30.0
HEAD = 64.0
LEFT = 4.0
PLOT = 300.0
ABOVE = 17.0  # pixels between a label and its row
_FEW_TICKS = 9


def dot_intervals(  # noqa: PLR0913 - all but one are named
    rows: pd.DataFrame,
    *,
    axis: str,
    beside: str,
    interval: str,
    title: str,
    subtitle: str,
    description: str,
) -> Any:
    """A dot a row on the line of its interval; an open diamond where it hinges on one source.

    `rows` has the columns group (its heading, may be empty), label, value, low, high, colour,
    hinges and note, which is printed on the right under the heading `beside`; `axis` says what
    the numbers are and `interval` what the lines are. Rows stand in the order given, those of a
    group together.
    """
    placed = _placed(rows)
    scale, right = _scale(placed, LEFT), LEFT + PLOT + 16
    bottom = float(placed["y"].max()) + ROW
    layers = [
        *_frame(scale, bottom=bottom, axis=axis),
        _labels(placed),
        *_marks(placed, scale),
        texts([(right, 9.0, beside)], color=MUTED),
        texts([(right, y, note) for y, note in zip(placed["y"], placed["note"], strict=True)]),
        *_key(placed, bottom + 24, interval=interval),
    ]
    notes = [beside, *rows["note"]]
    width = right + 6 + max(text_width(note, size=12) for note in notes)
    chart = alt.layer(*layers).properties(width=width, height=bottom + 60)
    return themed(
        chart,
        title=title,
        subtitle=subtitle,
        description=with_hinges_told(description, list(rows["hinges"]), noun="row"),
        width=int(width),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From numbers to pixels, zero included."""

    low: int
    high: int
    left: float

    def at(self, values: Any) -> Any:
        """The numbers in pixels from the left."""
        return self.left + 8 + (values - self.low) / (self.high - self.low) * (PLOT - 16)

    @property
    def ticks(self) -> list[int]:
        """Whole numbers, few enough to be read."""
        step = 1
        while (self.high - self.low) / step > _FEW_TICKS:
            step = step * 2 if str(step)[0] in "15" else step * 5 // 2
        return list(range(math.ceil(self.low / step) * step, self.high + 1, step))


def _scale(rows: pd.DataFrame, left: float) -> Scale:
    ends = rows[["value", "low", "high"]].to_numpy(dtype="float64")
    low, high = math.floor(min(0.0, ends.min())), math.ceil(max(1.0, ends.max()))
    return Scale(low=low, high=high, left=left)


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    y, before = HEAD, ""
    places, heads = [], []
    for group in rows["group"].astype(str):
        new = group not in ("", before)
        y += GROUP if new else 0.0
        places.append(y)
        heads.append(y - ABOVE - 22.0 if new else math.nan)
        y, before = y + ROW, group
    return rows.assign(y=places, head=heads).reset_index(drop=True)


def _frame(scale: Scale, *, bottom: float, axis: str) -> list[Any]:
    """The vertical lines with their numbers above them, and what the numbers are."""
    ticks = scale.ticks
    colours = [MUTED if tick == 0 else RULE for tick in ticks]
    lines = pd.DataFrame({"x": [scale.at(tick) for tick in ticks], "colour": colours})
    rules = (
        alt.Chart(lines.assign(y=35.0, y2=bottom - 20))
        .mark_rule(strokeWidth=1, opacity=1, aria=False)
        .encode(
            x=pixel(alt.X, "x"),
            y=pixel(alt.Y, "y"),
            y2="y2:Q",
            stroke=alt.Stroke("colour:N", scale=None),
        )
    )
    numbers = [(scale.at(tick), 28.0, number(tick)) for tick in ticks]
    heading = texts([(0.0, 9.0, axis)], color=MUTED)
    return [rules, texts(numbers, align="center", color=MUTED), heading]


def _labels(rows: pd.DataFrame) -> Any:
    """The labels above their rows, so that the marks are seen on a narrow screen."""
    places = [(16.0, y - ABOVE, label) for y, label in zip(rows["y"], rows["label"], strict=True)]
    heads = rows.dropna(subset=["head"])
    bold = [(0.0, y, text) for y, text in zip(heads["head"], heads["group"], strict=True)]
    return alt.layer(texts(places), *([texts(bold, weight=700)] if bold else []))


def _marks(rows: pd.DataFrame, scale: Scale) -> list[Any]:
    names = [
        f"{group}, {label}" if group else label
        for group, label in zip(rows["group"].astype(str), rows["label"].astype(str), strict=True)
    ]
    said = [
        f"{name}: {row['value']}, interval {row['low']} to {row['high']}; {row['note']}"
        for name, row in zip(names, rows.to_dict("records"), strict=True)
    ]
    ends = {name: scale.at(rows[of]) for name, of in (("x", "low"), ("x2", "high"))}
    bars = _bars(rows[["y", "colour"]].assign(**ends))
    return [bars, hinge_marks(rows.assign(x=scale.at(rows["value"]), words=said))]


def _bars(bars: pd.DataFrame) -> Any:
    return (
        alt.Chart(bars)
        .mark_rule(strokeWidth=3.5, opacity=1, strokeCap="round", aria=False)
        .encode(
            x=pixel(alt.X, "x"),
            x2="x2:Q",
            y=pixel(alt.Y, "y"),
            stroke=alt.Stroke("colour:N", scale=None),
        )
    )


def _key(rows: pd.DataFrame, y: float, *, interval: str) -> list[Any]:
    """The legend: what a filled mark, an open mark and a line are."""
    layers = hinge_key(list(rows["hinges"]), x=8.0, y=y)
    below = y + 20
    line = pd.DataFrame({"x": [4.0], "x2": [30.0], "y": [below], "colour": [INK]})
    return [*layers, _bars(line), texts([(38.0, below, interval)], color=MUTED)]
