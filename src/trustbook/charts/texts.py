"""Words placed in a chart by the pixel."""

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd

from trustbook.charts.grid import Align, pixel
from trustbook.charts.theme import INK
from trustbook.lettering import lines

SIZE = 12
LINE = 14.0

Weight = Literal[400, 600, 700]
Place = tuple[float, float, str]
"""Pixels from the left, pixels from the top, and what stands there."""


def texts(
    places: Sequence[Place],
    *,
    align: Align = "left",
    weight: Weight = 400,
    color: str = INK,
) -> Any:
    """The layer that writes each text at its place."""
    frame = pd.DataFrame(list(places), columns=["x", "y", "text"])
    mark = alt.Chart(frame.astype({"x": "float64", "y": "float64"})).mark_text(
        align=align, baseline="middle", fontSize=SIZE, fontWeight=weight, color=color, aria=False
    )
    return mark.encode(x=pixel(alt.X, "x"), y=pixel(alt.Y, "y"), text="text:N")


def lines_around(x: float, middle: float, text: str, *, room: float, most: int) -> list[Place]:
    """The text in at most so many lines that fit into `room` pixels, centred on `middle`."""
    found = lines(text, size=SIZE, width=room, most=most)
    first = middle - (len(found) - 1) / 2 * LINE
    return [(x, first + i * LINE, line) for i, line in enumerate(found)]
