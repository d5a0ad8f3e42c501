"""Numbers with the intervals they are in: a dot on a line in each row."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import LINE, SIZE, at, drawn, rules, texts
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.hinges import hinge_key, hinge_marks, points, with_hinges
from trustbook.charts.theme import DISTRUST_TEXT, INK, MUTED, PAPER, TRUST
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import interval, number

GROUP = 30.0  # above the first row of a group, for its heading
ABOVE = 17.0  # pixels between a label above its row and the row
UNDER = 8.0  # a diamond is under the dot, which it would cover
WIDEST = 280.0  # of a label beside its row
LINES = 2  # of a label
PAGE, PHONE = 700.0, 350.0  # pixels of the whole
MOST_STEPS = 9
KEY_LINE = 20.0
KEY_LINES = 3  # at most, for one mark
KEY_MARK = 38.0  # before what the key says of a mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What the marks mean, and the headings of the numbers and of the notes.

    `interval` says what the lines and their dots are, `other` what the diamonds, `note` what
    is behind a row; `axis` and `beside` head the numbers and the notes. Empty texts are left
    out; without `interval` there are dots only.
    """

    interval: str = ""
    other: str = ""
    note: str = ""
    axis: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From numbers to pixels, zero included."""

    low: float
    high: float
    step: float
    left: float
    length: float

    @property
    def right(self) -> float:
        """Where the numbers end."""
        return self.left + self.length

    @property
    def ticks(self) -> "pd.Series[float]":
        """Multiples of the step or of a rounder one, few enough to be read."""
        rounder = (self.step * n * 10**power for power in count() for n in (1, 2, 5))
        step = next(s for s in rounder if (self.high - self.low) / s <= MOST_STEPS)
        first, last = (round(end / step, 6) for end in (self.low, self.high))
        return pd.Series([n * step for n in range(math.ceil(first), math.floor(last) + 1)])

    @property
    def decimals(self) -> int:
        """How many decimals the numbers of the axis have."""
        return 1 if self.step < 1 else 0

    def pixels(self, numbers: "pd.Series[float]") -> "pd.Series[float]":
        """The numbers in pixels from the left."""
        share = (numbers.astype("float64") - self.low) / (self.high - self.low)
        return (self.left + self.length * share).round(1)


def dot_intervals(  # noqa: PLR0913 - all but two are named
    rows: pd.DataFrame,
    key: Key,
    *,
    title: str,
    subtitle: str,
    description: str,
    step: float = 1.0,
    is_wide: bool = False,
) -> Any:
    """A dot in each row on the line of its interval, and a diamond under it for a second number.

    Labels are beside the rows on a page, where the chart `is_wide`, and above them on a phone.

    Parameters
    ----------
    rows
        One row per dot with the columns group (its heading, may be empty), label, value, lower,
        upper and note, those of a group together. Optional are other (the second number), colour,
        and hinges (whether the dot hinges on one source and is open). A row without a value says
        that it is undefined; one without an interval has a dot only.
    key
        What the marks mean.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    step
        The least distance of two numbers on the axis, which ends at multiples of it.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    hinges = list(rows["hinges"]) if "hinges" in rows else []
    legend = _legend(key, hinges, room=(PAGE if is_wide else PHONE) - KEY_MARK)
    top = 14.0 + KEY_LINE * (len(legend) + bool(key.axis))
    placed = _placed(rows, top=top + 20, is_wide=is_wide)
    notes = max(text_width(note, size=SIZE) for note in (key.beside, *rows["note"]))
    scale = _scale(placed, step=step, notes=notes, is_wide=is_wide)
    bottom = float(placed["y"].max()) + 18
    layers = [
        *_frame(scale, key, top=top, bottom=bottom),
        *_words(placed, scale, above=not is_wide),
        *_marks(placed, scale, lines=bool(key.interval)),
        *(layer for line in legend for layer in line),
    ]
    return drawn(
        layers,
        width=scale.right + 20 + notes,
        height=bottom,
        title=title,
        subtitle=subtitle,
        description=with_hinges(description, hinges, noun="row"),
    )


def _placed(rows: pd.DataFrame, *, top: float, is_wide: bool) -> pd.DataFrame:
    """The rows with the lines of their labels, the optional columns, and where they are."""
    room = WIDEST if is_wide else PHONE - 40
    labels = [lines(label, size=SIZE, width=room, most=LINES) for label in rows["label"]]
    n = pd.Series([len(label) for label in labels], index=rows.index)
    high = 15 + 10.0 * n if is_wide else 26 + LINE * n
    group = rows["group"].fillna("").astype("str")
    begins = group.ne(group.shift()) & group.ne("")
    end = top + high.cumsum() + begins.cumsum() * GROUP
    return rows.assign(
        colour=rows.get("colour", TRUST),
        hinges=rows.get("hinges", False),
        other=rows.get("other", math.nan),
        group=group,
        lines=pd.Series(labels, index=rows.index),
        y=end - (high / 2 if is_wide else 10),
        head=(end - high - 12).where(begins),
    )


def _scale(rows: pd.DataFrame, *, step: float, notes: float, is_wide: bool) -> Scale:
    """The scale that shows all numbers; one that is just below a multiple needs no other."""
    ends = rows[["value", "lower", "upper", "other"]].astype("float64")
    low, high = float(ends.min().min()), float(ends.max().max())
    widest = max(text_width(line, size=SIZE) for label in rows["lines"] for line in label)
    left = widest + 38 if is_wide else 12.0  # the lowest lines reach into the gap
    return Scale(
        low=step * min(0, math.floor(low / step + 0.2)) if low < 0 else 0.0,
        high=max(1.0, step * math.ceil(round(high / step, 6))) if high > 0 else 1.0,
        step=step,
        left=left,
        length=(PAGE if is_wide else PHONE) - left - 20 - notes,
    )


def _frame(scale: Scale, key: Key, *, top: float, bottom: float) -> list[Any]:
    """The lines of the numbers with the numbers above them, and the headings."""
    ticks = scale.ticks.round(6)
    places = list(zip(scale.pixels(ticks), ticks, strict=True))
    numbers = [(x, top, number(tick, decimals=scale.decimals)) for x, tick in places]
    beside = [(scale.right + 16, top - KEY_LINE * bool(key.axis), key.beside)]
    return [
        rules((x, top + 8, x, bottom - 8) for x, tick in places if tick),
        rules(((x, top + 8, x, bottom - 8) for x, tick in places if not tick), color=MUTED),
        texts(numbers, align="center", color=MUTED),
        texts([(0.0, top - KEY_LINE, key.axis)] * bool(key.axis), color=MUTED),
        texts(beside * bool(key.beside), color=MUTED),
    ]


def _words(rows: pd.DataFrame, scale: Scale, *, above: bool) -> list[Any]:
    """The headings of groups, the labels above or beside their rows, and the notes behind them."""
    shift, last = (-ABOVE, 1.0) if above else (0.0, 0.5)
    labels = [
        (scale.left + 4 if above else 8.0, y + shift + LINE * (i - (len(label) - 1) * last), line)
        for y, label in zip(rows["y"], rows["lines"], strict=True)
        for i, line in enumerate(label)
    ]
    heads = rows.dropna(subset=["head"])
    undefined = rows.loc[rows["value"].isna(), "y"]
    notes = zip(rows["y"], rows["note"], strict=True)
    return [
        texts(
            ((0.0, y, g) for y, g in zip(heads["head"], heads["group"], strict=True)),
            weight=700,
            on_paper=above,
        ),
        texts(labels, on_paper=above),
        texts(((scale.right + 16, y, note) for y, note in notes), color=MUTED),
        texts(((scale.left, y, gettext("undefined")) for y in undefined), color=MUTED),
    ]


def _marks(rows: pd.DataFrame, scale: Scale, *, lines: bool) -> list[Any]:
    dots = rows.dropna(subset=["value"])
    dots = dots.assign(
        x=scale.pixels(dots["value"]),
        words=[_in_words(row, scale.decimals, lines=lines) for row in dots.to_dict("records")],
    )
    between = dots.dropna(subset=["lower"])
    bars = between[["y", "colour"]].assign(
        x=scale.pixels(between["lower"]), x2=scale.pixels(between["upper"])
    )
    others = rows.dropna(subset=["other"])
    diamonds = pd.DataFrame({"x": scale.pixels(others["other"]), "y": others["y"] + UNDER})
    return [*[_bars(bars)] * lines, hinge_marks(dots), _diamonds(diamonds)]


def _in_words(row: Mapping[Any, Any], decimals: int, *, lines: bool) -> str:
    """What a screen reader reads of a dot: one decimal more than those of the axis, if any."""
    form = partial(number, decimals=2 * decimals)
    name = f"{row['group']}, {row['label']}" if row["group"] else row["label"]
    ends = (row["lower"], row["upper"])
    between = (
        gettext("no interval")
        if math.isnan(ends[0])
        else sentence("interval {ends}", ends=interval(*ends, form=form))
    )
    return f"{name}: {form(row['value'])}{f', {between}' if lines else ''}; {row['note']}"


def _bars(bars: pd.DataFrame) -> Any:
    mark = at(bars).mark_rule(strokeWidth=3.5, opacity=1, strokeCap="round", aria=False)
    return mark.encode(x2=alt.X2("x2:Q"), stroke=alt.Stroke("colour:N", scale=None))


def _diamonds(places: pd.DataFrame) -> Any:
    return points(places.assign(shape="diamond", fill=PAPER, colour=DISTRUST_TEXT), area=50)


def _legend(key: Key, hinges: list[bool], *, room: float) -> list[list[Any]]:
    """The lines of the legend, each with its layers, from the top of the chart downwards."""
    x, colour = 15.0, INK if hinges else TRUST
    marks = [hinge_key(hinges, x=8.0, y=10.0)] if hinges else []
    if key.interval:
        y = 10.0 + KEY_LINE * len(marks)
        bar = [_bars(pd.DataFrame({"x": [0.0], "x2": [30.0], "y": [y], "colour": [colour]}))]
        if not hinges:
            dot = {"x": [x], "y": [y], "shape": ["circle"], "fill": [colour], "colour": [colour]}
            bar.append(points(pd.DataFrame(dot)))
        marks += _explained(key.interval, bar, y=y, room=room)
    for text, is_mark in ((key.other, True), (key.note, False)):
        y = 10.0 + KEY_LINE * len(marks)
        mark = [_diamonds(pd.DataFrame({"x": [x], "y": [y]}))] if is_mark else []
        marks += _explained(text, mark, y=y, room=room) if text else []
    return marks


def _explained(text: str, mark: list[Any], *, y: float, room: float) -> list[list[Any]]:
    """The lines of a legend that say what a mark is, the mark in the first of them."""
    broken = lines(text, size=SIZE, width=room, most=KEY_LINES)
    words = [
        texts([(KEY_MARK, y + KEY_LINE * i, line)], color=MUTED) for i, line in enumerate(broken)
    ]
    return [[*mark, words[0]], *([line] for line in words[1:])]
