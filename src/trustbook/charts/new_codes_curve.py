"""How many codes are known after each unit: in the stated order and over all orders."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import fixed, raw, words_on_paper
from trustbook.charts.theme import INK, MUTED, NEUTRAL, themed
from trustbook.corpus.language import gettext, sentence

PAGE, PHONE, HEIGHT = 400, 300, 300
_TICKS = {"x": 8, "y": 6}


def new_codes_curve(  # noqa: PLR0913 - all but one are named
    curve: pd.DataFrame,
    *,
    unit: str,
    title: str,
    subtitle: str,
    description: str,
    borders: Sequence[tuple[int, str]] = (),
    is_wide: bool = True,
) -> Any:
    """A step line of the known codes, a dashed line of the mean and a band over all orders.

    `curve` has place, known_codes, mean, least and most; `unit` names the horizontal axis, in the
    plural. `borders` are the places where something named begins, such as a study. It is narrower
    for a phone, where it is not `is_wide`.
    """
    width = PAGE if is_wide else PHONE
    base = alt.Chart(curve).encode(x=_across(curve, unit))
    layers = [
        *_borders(curve, borders, width),
        base.mark_area(fill=NEUTRAL, fillOpacity=0.2, aria=False).encode(
            y=_up(curve, "least"), y2=alt.Y2("most:Q")
        ),
        base.mark_line(stroke=MUTED, strokeWidth=2, strokeDash=[6, 4], aria=False).encode(
            y=_up(curve, "mean")
        ),
        base.mark_line(stroke=INK, strokeWidth=2.6, interpolate="step-after", aria=False).encode(
            y=_up(curve, "known_codes")
        ),
        _points(base, curve, unit),
        _key(width),
    ]
    chart = alt.layer(*layers).properties(width=width, height=HEIGHT)
    return themed(chart, title=title, subtitle=subtitle, description=description, width=width)


def _borders(curve: pd.DataFrame, borders: Sequence[tuple[int, str]], width: int) -> list[Any]:
    """A dotted line where each begins, with its number; the names are below the axis."""
    if not borders:
        return []
    span = max(2, int(curve["place"].max())) - 1
    frame = pd.DataFrame(
        {
            "x": [round(width * (place - 1) / span, 1) for place, _ in borders],
            "number": [str(i + 1) for i in range(len(borders))],
            "up": -10,
        }
    )
    named = pd.DataFrame(
        {
            "text": [
                sentence("{n} from {place}: {name}", n=i + 1, place=place, name=name)
                for i, (place, name) in enumerate(borders)
            ],
            "up": [HEIGHT + 58 + i * 17 for i in range(len(borders))],
        }
    )
    base = alt.Chart(frame).encode(x=alt.X("x:Q", scale=None, axis=None))
    rule = base.mark_rule(stroke=MUTED, strokeDash=[1, 4], aria=False)
    above = base.mark_text(fontSize=12, color=MUTED, aria=False).encode(
        y=alt.Y("up:Q", scale=None, axis=None), text=alt.Text("number:N")
    )
    below = alt.Chart(named).mark_text(align="left", fontSize=12, color=MUTED, aria=False)
    at = {
        "x": fixed(alt.XValue, 0),
        "y": alt.Y("up:Q", scale=None, axis=None),
        "text": alt.Text("text:N"),
    }
    return [rule, above, below.encode(**at)]


def _across(curve: pd.DataFrame, unit: str) -> Any:
    last = int(curve["place"].max())
    axis = _whole_numbers("x", 1, last, grid=False)
    return alt.X("place:Q", title=unit, axis=axis, scale=alt.Scale(domain=[1, max(2, last)]))


def _whole_numbers(side: str, first: int, last: int, **options: Any) -> Any:
    """An axis that has each number once: few numbers all, of many some."""
    if last - first < _TICKS[side]:
        return alt.Axis(values=list(range(first, last + 1)), format="d", **options)
    return alt.Axis(tickMinStep=1, tickCount=_TICKS[side], format="d", **options)


def _up(curve: pd.DataFrame, column: str) -> Any:
    axis = _whole_numbers("y", 0, int(curve[["known_codes", "most"]].max().max()))
    return alt.Y(f"{column}:Q", title="Codes known", axis=axis, scale=alt.Scale(zero=True))


def _points(base: Any, curve: pd.DataFrame, unit: str) -> Any:
    """A point for each unit, or where there are many none that can be seen, with its numbers."""
    few = len(curve) <= 40  # noqa: PLR2004
    return base.mark_point(
        filled=True, fill=INK, opacity=1 if few else 0, size=36, shape="circle"
    ).encode(
        y=_up(curve, "known_codes"),
        description=alt.Description("words:N"),
        tooltip=[
            alt.Tooltip("place:Q", title=unit),
            alt.Tooltip("name:N", title="Which"),
            alt.Tooltip("known_codes:Q", title="Codes known"),
            alt.Tooltip("mean:Q", title="Mean over all orders", format=".1f"),
        ],
    )


def _key(width: int) -> Any:
    """The lines named in the lower right corner, which a rising curve leaves free."""
    key_texts = (
        gettext("▬ in the stated order"),
        gettext("╍ mean over all orders"),
        gettext("▒ 90 of 100 random orders"),
    )
    keys = pd.DataFrame({"text": key_texts, "up": [HEIGHT - 58, HEIGHT - 38, HEIGHT - 18]})
    keys = keys.assign(colour=[INK, MUTED, MUTED])
    keys = keys.assign(x=float(width - 8)).rename(columns={"up": "y"})
    mark = {"align": "right", "fontSize": 12}
    return words_on_paper(keys, mark=mark, colour=raw(alt.Color, "colour", kind="N"))
