"""Numbers up to 1 as dots with their intervals, one a row."""

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, lines_around, texts
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.grid import pixel
from trustbook.charts.theme import DISTRUST_TEXT, MUTED, PAPER, RULE, TRUST, themed
from trustbook.numbers import coefficient, interval

ROW = 25.0
TWO_LINES = 35.0  # a row whose label takes two
HEADING = 30.0
TOP = 66.0  # the first row under a key of one line
KEY_LINE = 18.0
WIDEST = 160.0  # of a label: with it, the numbers and the counts a phone shows the whole
GAP = 30.0  # from labels to numbers: the lowest dots and lines reach into it
LENGTH = 170.0  # pixels from the lowest number to 1
BESIDE = 14.0
UNDER = 8.0  # a diamond stands under the dot, which it would cover
STEP = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What the key says of the dots, of the diamonds (none without a text) and of the counts."""

    value: str
    other: str = ""
    count: str = ""

    @property
    def top(self) -> float:
        """Where the first row stands."""
        return TOP + KEY_LINE * (bool(self.other) + bool(self.count))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """The pixels of numbers from `lowest` to 1."""

    left: float
    lowest: float

    def pixels(self, numbers: pd.Series) -> pd.Series:
        share = (numbers - self.lowest) / (1 - self.lowest)
        return (self.left + LENGTH * share).round(1)

    @property
    def right(self) -> float:
        return self.left + LENGTH


def dot_interval(
    rows: pd.DataFrame, key: Key, *, title: str, subtitle: str, description: str
) -> Any:
    """A filled dot with its interval in each row, and an open diamond for a second number.

    `rows` has the columns group (heading of neighbouring rows, may be empty), label, value, lower,
    upper, other and count (a text behind the row). A row without a value says that it is
    undefined; a row without an interval has a dot only.
    """
    widest = min(WIDEST, max(text_width(label, size=SIZE) for label in rows["label"]))
    scale = _Scale(left=8 + widest + GAP, lowest=_lowest(rows))
    placed = _placed(rows, room=widest + 2, top=key.top)
    behind = max(text_width(text, size=SIZE) for text in rows["count"])
    width = max(scale.right + BESIDE + behind, *(38 + text_width(t, size=SIZE) for t in _said(key)))
    height = float(placed["y"].max()) + ROW
    layers = [
        _lines(scale, height, top=key.top),
        *_words(placed, scale),
        *_intervals(placed, scale),
        *_others(placed, scale, key),
        *_key(key),
    ]
    chart = alt.layer(*layers).properties(width=width, height=height)
    return themed(chart, title=title, subtitle=subtitle, description=description, width=int(width))


def _placed(rows: pd.DataFrame, *, room: float, top: float) -> pd.DataFrame:
    """Adds the lines of each label, where each row stands, and whether a heading is above it."""
    group = rows["group"].fillna("")
    headed = group.ne(group.shift()) & group.ne("")
    said = [lines(label, size=SIZE, width=room, most=2) for label in rows["label"]]
    high = pd.Series([ROW if len(found) == 1 else TWO_LINES for found in said], index=rows.index)
    y = top + high.cumsum() - (high + ROW) / 2 + headed.cumsum() * HEADING
    return rows.assign(y=y.astype("float64"), headed=headed, room=room)


def _lowest(rows: pd.DataFrame) -> float:
    """0, or the step below the lowest number where one lies clearly below 0."""
    below = float((-rows[["value", "lower", "other"]]).max().fillna(0).max()) / STEP
    return -STEP * max(0, math.ceil(below - 0.2))


def _lines(scale: _Scale, height: float, *, top: float) -> Any:
    steps = round((1 - scale.lowest) / STEP)
    numbers = pd.Series([round(1 - i * STEP, 1) for i in range(steps + 1)])
    x = scale.pixels(numbers)
    frame = pd.DataFrame({"x": x, "y": top - 16, "y2": height - 8, "number": numbers.astype("str")})
    base = alt.Chart(frame).encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"))
    rules = base.mark_rule(color=RULE, aria=False).encode(y2="y2:Q")
    labels = base.mark_text(color=MUTED, fontSize=SIZE, dy=-9, aria=False)
    return alt.layer(rules, labels.encode(text="number:N"))


def _words(placed: pd.DataFrame, scale: _Scale) -> list[Any]:
    headings = placed.loc[placed["headed"], ["y", "group"]].to_numpy()
    labels = [
        line
        for y, label, room in placed[["y", "label", "room"]].to_numpy()
        for line in lines_around(8.0, y, label, room=room, most=2)
    ]
    counts = [(scale.right + BESIDE, y, text) for y, text in placed[["y", "count"]].to_numpy()]
    undefined = placed.loc[placed["value"].isna(), "y"]
    return [
        texts([(0.0, y - HEADING + 3, g) for y, g in headings], weight=700),
        texts(labels),
        texts(counts, color=MUTED),
        texts([(scale.left, y, "undefined") for y in undefined], color=MUTED),
    ]


def _intervals(placed: pd.DataFrame, scale: _Scale) -> list[Any]:
    known = placed.dropna(subset=["value"])
    marks = known[["y", "label", "value", "lower", "upper"]].assign(
        x=scale.pixels(known["value"]),
        from_=scale.pixels(known["lower"]),
        to=scale.pixels(known["upper"]),
        words=[_in_words(row) for row in known.to_dict("records")],
    )
    whole = marks.dropna(subset=["lower"])
    bars = alt.Chart(whole).mark_rule(color=TRUST, strokeWidth=3, opacity=0.45, aria=False)
    dots = alt.Chart(marks).mark_point(shape="circle", filled=True, size=95, fill=TRUST, opacity=1)
    tooltip = [alt.Tooltip("words:N", title="Agreement")]
    return [
        bars.encode(x=pixel(alt.X, "from_"), x2="to:Q", y=pixel(alt.Y, "y")),
        dots.encode(
            x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), description="words:N", tooltip=tooltip
        ),
    ]


def _in_words(row: dict[Any, Any]) -> str:
    between = "no interval"
    if not math.isnan(row["lower"]):
        between = interval(row["lower"], row["upper"], form=coefficient)
    return f"{row['label']}: {coefficient(row['value'])} ({between}); {row['count']}"


def _others(placed: pd.DataFrame, scale: _Scale, key: Key) -> list[Any]:
    if not key.other:
        return []
    known = placed.dropna(subset=["other"])
    frame = pd.DataFrame({"x": scale.pixels(known["other"]), "y": known["y"] + UNDER})
    return [_diamonds(frame)]


def _diamonds(frame: pd.DataFrame) -> Any:
    mark = alt.Chart(frame).mark_point(
        shape="diamond",
        filled=True,
        size=50,
        fill=PAPER,
        stroke=DISTRUST_TEXT,
        strokeWidth=1.6,
        opacity=1,
        aria=False,
    )
    return mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"))


def _said(key: Key) -> list[str]:
    """The lines of the key."""
    return [text for text in (f"{key.value}, with its 95 % interval", key.other, key.count) if text]


def _key(key: Key) -> list[Any]:
    """A dot with its bar, a diamond, and what stands behind a row, each with what it is."""
    y, x = 10.0, 0.0
    bar = alt.Chart(pd.DataFrame({"x": [x], "x2": [x + 30], "y": [y]}))
    dot = alt.Chart(pd.DataFrame({"x": [x + 15], "y": [y]}))
    drawn: list[Any] = [
        bar.mark_rule(color=TRUST, strokeWidth=3, opacity=0.45, aria=False).encode(
            x=pixel(alt.X, "x"), x2="x2:Q", y=pixel(alt.Y, "y")
        ),
        dot.mark_point(
            shape="circle", filled=True, size=95, fill=TRUST, opacity=1, aria=False
        ).encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y")),
    ]
    if key.other:
        drawn.append(_diamonds(pd.DataFrame({"x": [x + 15], "y": [y + KEY_LINE]})))
    words = [(x + 38, y + i * KEY_LINE, text) for i, text in enumerate(_said(key))]
    return [*drawn, texts(words, color=MUTED)]
