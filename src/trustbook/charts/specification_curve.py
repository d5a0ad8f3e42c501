"""A result under every setting, in order, and below it the choices that make each setting."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from trustbook.charts.canvas import LINE, SIZE, at, between, drawn, raw, rules, texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.network_style import COLOURS
from trustbook.charts.theme import INK, MUTED, NEUTRAL

WIDTH = 400.0  # of the columns on a page
PHONE = 350.0  # of the whole on a phone
MOST = 100  # columns; more settings than that share them
HEIGHT = 150.0  # of the curve
ROW = 17.0
GAP = 14.0
SMALLEST = 0.08  # share of a column's settings that can be seen


def specification_curve(  # noqa: PLR0913 - all but two are named
    values: pd.Series,
    settings: pd.DataFrame,
    *,
    axis: str,
    headings: Mapping[str, str],
    title: str,
    subtitle: str,
    description: str,
    is_wide: bool = True,
) -> Any:
    """The values of settings from the lowest to the highest, and how each option is spread.

    Parameters
    ----------
    values
        The result under each setting, a signed number; no missing ones.
    settings
        One row per value and one column per choice, the options in words.
    axis
        What the value is.
    headings
        The choices to draw, each with its name in words.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    order = np.argsort(values.to_numpy(), kind="stable")
    columns = np.array_split(order, min(MOST, len(order)))
    options = [
        (name, option) for name in headings for option in dict.fromkeys(settings[name].astype(str))
    ]
    left = 8 + max(text_width(str(option), size=SIZE) for _, option in options)
    right = left + WIDTH if is_wide else PHONE
    step = (right - left) / len(columns)
    curve = _curve(values.to_numpy(), columns, left=left, step=step)
    rows = _rows(options)
    bottom = max(rows.values()) + ROW
    return drawn(
        [
            *_axis(curve, left=left, right=right, axis=axis),
            _dots(curve),
            *_names(rows, headings, left=left, right=right),
            _marks(settings, columns, rows, left=left, step=step),
        ],
        width=right,
        height=bottom,
        title=title,
        subtitle=subtitle,
        description=description,
    )


def _curve(values: Any, columns: Sequence[Any], *, left: float, step: float) -> pd.DataFrame:
    """One dot per column: the middle value of the settings in it."""
    middle = np.array([np.median(values[column]) for column in columns])
    low, high = min(0.0, float(middle.min())), max(0.0, float(middle.max()))
    scale = (HEIGHT - 24) / max(high - low, 1)
    frame = pd.DataFrame({"value": middle, "n": [len(column) for column in columns]})
    return frame.assign(
        x=left + (np.arange(len(columns)) + 0.5) * step,
        y=12 + (high - middle) * scale,
        zero=12 + high * scale,
        colour=[COLOURS[int(np.sign(value))] if value else NEUTRAL for value in middle],
    )


def _axis(curve: pd.DataFrame, *, left: float, right: float, axis: str) -> list[Any]:
    zero = float(curve["zero"].iloc[0])
    ends = curve.loc[[curve["value"].idxmin(), curve["value"].idxmax()]]
    marks = {0.0: zero} | dict(zip(ends["value"], ends["y"], strict=True))
    lines = [(left, y, right, y) for y in marks.values()]
    numbers = [(left - 6, y, f"{value:g}".replace("-", "−")) for value, y in marks.items()]
    return [
        rules(lines),
        texts(numbers, align="right", color=MUTED),
        texts([(left, -4.0, axis)], color=MUTED),
    ]


def _dots(curve: pd.DataFrame) -> Any:
    return (
        at(curve)
        .mark_point(filled=True, size=22, opacity=1, shape="circle")
        .encode(
            fill=raw(alt.Fill, "colour", kind="N"),
            tooltip=[alt.Tooltip("value:Q", title="Result"), alt.Tooltip("n:Q", title="Settings")],
        )
    )


def _rows(options: Sequence[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """The middle of the row of each option, in pixels; a heading is above each choice."""
    places, y, before = {}, HEIGHT + 6.0, ""
    for name, option in options:
        y += (GAP + LINE) if name != before else 0
        places[name, option] = y
        y, before = y + ROW, name
    return places


def _names(
    rows: Mapping[tuple[str, str], float],
    headings: Mapping[str, str],
    *,
    left: float,
    right: float,
) -> list[Any]:
    first: dict[str, float] = {}
    for (name, _), y in rows.items():
        first.setdefault(name, y)
    return [
        rules((left, y + ROW / 2, right, y + ROW / 2) for y in rows.values()),
        texts([(left - 6, y, option) for (_, option), y in rows.items()], align="right"),
        texts([(left, first[name] - LINE - 2, text) for name, text in headings.items()
               if name in first], weight=700),
    ]  # fmt: skip


def _marks(
    settings: pd.DataFrame,
    columns: Sequence[Any],
    rows: Mapping[tuple[str, str], float],
    *,
    left: float,
    step: float,
) -> Any:
    """A bar in each column and row: the darker, the more of its settings take the option."""
    cells = []
    for (name, option), y in rows.items():
        takes = (settings[name].astype(str) == option).to_numpy()
        for at_column, column in enumerate(columns):
            part = float(takes[column].mean())
            if part >= SMALLEST:
                x = left + at_column * step
                cells.append((x, y - 5, x + step, y + 5, round(part, 2)))
    frame = pd.DataFrame(cells, columns=["x", "y", "x2", "y2", "part"])
    return between(frame).mark_rect(fill=INK, aria=False).encode(opacity=raw(alt.Opacity, "part"))
