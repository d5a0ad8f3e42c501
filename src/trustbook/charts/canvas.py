"""Drawing in pixels: layers of paths and words whose coordinates are data.

A path is one datum: the shape of a point mark at the origin. The y axis points down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from trustbook.charts.geometry.lettering import lines
from trustbook.charts.grid import Align, pixel
from trustbook.charts.theme import INK, PAPER, themed

Encodings = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """An area of `width` × `height` pixels that is drawn on in layers."""

    width: float
    height: float

    def x(self, column: str = "x") -> Any:
        """The horizontal position given by a column, in pixels from the left."""
        return alt.X(f"{column}:Q", scale=self._across, axis=None)

    def y(self, column: str = "y") -> Any:
        """The vertical position given by a column, in pixels from the top."""
        return alt.Y(f"{column}:Q", scale=self._down, axis=None)

    def paths(
        self, data: pd.DataFrame, *, column: str, mark: Mapping[str, Any], encode: Encodings
    ) -> Any:
        """A layer of SVG paths, one a row of `data`."""
        settings: dict[str, Any] = {"size": 4, "opacity": 1, "filled": False} | dict(mark)
        origin = {
            "x": alt.XDatum(0, scale=self._across, axis=None),
            "y": alt.YDatum(0, scale=self._down, axis=None),
        }
        shape = alt.Shape(f"{column}:N", scale=None, legend=None)
        return alt.Chart(data).mark_point(**settings).encode(shape=shape, **origin, **encode)

    def words(
        self, data: pd.DataFrame, *, mark: Mapping[str, Any], encode: Encodings | None = None
    ) -> Any:
        """A layer of words: the column `text` at the columns `x` and `y`."""
        settings: dict[str, Any] = {"aria": False, "color": INK, "baseline": "middle"} | dict(mark)
        places = {"x": self.x(), "y": self.y(), "text": alt.Text("text:N")}
        return alt.Chart(data).mark_text(**settings).encode(**places, **(encode or {}))

    def words_on_paper(
        self,
        data: pd.DataFrame,
        *,
        mark: Mapping[str, Any],
        encode: Encodings | None = None,
        colour: Any = None,
    ) -> Any:
        """Words with a rim of paper around them, so that lines beneath do not touch them."""
        rim = {**mark, "stroke": PAPER, "strokeWidth": 4.5, "strokeJoin": "round", "color": PAPER}
        inked = dict(encode or {}) | ({"color": colour} if colour is not None else {})
        return alt.layer(
            self.words(data, mark=rim, encode=encode), self.words(data, mark=mark, encode=inked)
        )

    def drawn(self, layers: list[Any], *, title: str, subtitle: str, description: str) -> Any:
        """The chart made of the layers, with title, subtitle and alt text."""
        chart = alt.layer(*layers, width=self.width, height=self.height)
        chart.padding = {"left": 6, "right": 6, "top": 6, "bottom": 10}
        whole = themed(
            chart, title=title, subtitle=subtitle, description=description, width=round(self.width)
        )
        whole.config.view = alt.ViewConfig(stroke=None, clip=False)
        return whole

    @property
    def _across(self) -> Any:
        return alt.Scale(domain=[0, self.width], nice=False, zero=False)

    @property
    def _down(self) -> Any:
        return alt.Scale(domain=[self.height, 0], nice=False, zero=False)


def raw(channel: Any, column: str, *, kind: str = "Q") -> Any:
    """The channel with the column's values as they are: widths, opacities, colours, dashes."""
    return channel(f"{column}:{kind}", scale=None, legend=None)


def while_true(channel: Any, test: str, *, otherwise: float) -> Any:
    """The channel (a class such as `OpacityValue`) at 1 while the test holds, else as given."""
    return channel(otherwise, condition={"test": test, "value": 1})


def words_layer(
    canvas: Canvas,
    words: Sequence[Mapping[str, Any]],
    *,
    size: float,
    colour: str,
    weight: int = 400,
) -> Any:
    """Words at places, on paper so that lines do not touch them; None where there are no words."""
    if not words:
        return None
    data = pd.DataFrame(words)[["x", "y", "text"]]
    mark = {"align": "left", "fontSize": size, "fontWeight": weight}
    return canvas.words_on_paper(data, mark=mark, colour=alt.ColorValue(colour))


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
