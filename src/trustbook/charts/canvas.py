"""Drawing in pixels: every place on a chart is data, with no scale in between.

The y axis points down. A path is one datum: the shape of a point mark at the origin.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from trustbook.charts.geometry.lettering import lines
from trustbook.charts.theme import INK, MUTED, PAPER, RULE, themed

SIZE = 12
LINE = 14.0  # pixels from line to line
Align = Literal["left", "center", "right"]
Weight = Literal[400, 600, 700]
Encodings = Mapping[str, Any]
Place = tuple[float, float, str]
"""Pixels from the left, pixels from the top, and what stands there."""


def pixel(channel: Any, column: str) -> Any:
    """The position channel for a column of pixels."""
    return channel(f"{column}:Q", scale=None, axis=None)


def fixed(channel: Any, value: float) -> Any:
    """The channel (a class such as `XValue`) at the same value for every mark."""
    return channel(value)


def raw(channel: Any, column: str, *, kind: str = "Q") -> Any:
    """The channel with the column's values as they are: widths, opacities, colours, dashes."""
    return channel(f"{column}:{kind}", scale=None, legend=None)


def while_true(channel: Any, test: str, *, otherwise: float, then: float | str = 1) -> Any:
    """The channel (a class such as `OpacityValue`) at one value while a test holds, else another.

    `then` is a value or the name of a column with values.
    """
    of_column = {"field": then, "type": "quantitative", "scale": None, "legend": None}
    met = of_column if isinstance(then, str) else {"value": then}
    return channel(otherwise, condition={"test": test, **met})


def at(data: Any, *, x: str = "x", y: str = "y", mark: Any = alt.Undefined) -> Any:
    """A chart of the data at the pixels of two columns, ready for its mark or with it."""
    return alt.Chart(data, mark=mark).encode(x=pixel(alt.X, x), y=pixel(alt.Y, y))


def between(data: pd.DataFrame) -> Any:
    """A chart of the data from the columns x and y to x2 and y2, ready for its mark."""
    return at(data).encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))


def rules(ends: Iterable[tuple[float, float, float, float]], *, color: str = RULE) -> Any:
    """Thin lines, each from x and y to x2 and y2, on half pixels so that they are crisp."""
    places = np.array(list(ends), dtype="float64").reshape(-1, 4).round() + 0.5
    frame = pd.DataFrame(places, columns=["x", "y", "x2", "y2"])
    return between(frame).mark_rule(color=color, strokeWidth=1, opacity=1, aria=False)


def paths(
    data: pd.DataFrame, *, column: str, mark: Mapping[str, Any], encode: Encodings | None = None
) -> Any:
    """A layer of SVG paths, one per row of `data`."""
    settings: dict[str, Any] = {"size": 4, "opacity": 1, "filled": False} | dict(mark)
    shape = alt.Shape(f"{column}:N", scale=None, legend=None)
    origin = {"x": fixed(alt.XValue, 0), "y": fixed(alt.YValue, 0)}
    chart = alt.Chart(data, mark=_mark("point", settings))
    return chart.encode(shape=shape, **origin, **(encode or {}))


def words(
    data: Any = alt.Undefined, *, mark: Mapping[str, Any], encode: Encodings | None = None
) -> Any:
    """A layer of words: the column `text` at the columns `x` and `y`."""
    settings: dict[str, Any] = {"aria": False, "color": INK, "baseline": "middle"} | dict(mark)
    chart = at(data, mark=_mark("text", settings))
    return chart.encode(text=alt.Text("text:N"), **(encode or {}))


def _mark(kind: str, settings: Mapping[str, Any]) -> Any:
    """A mark as a dictionary: of Altair's own, layers copy every setting there could be."""
    return {"type": kind, **dict(sorted(settings.items()))}


def words_on_paper(
    data: pd.DataFrame,
    *,
    mark: Mapping[str, Any],
    encode: Encodings | None = None,
    colour: Any = None,
) -> Any:
    """Words with a rim of paper around them, so that lines beneath do not touch them."""
    rim = {**mark, "stroke": PAPER, "strokeWidth": 4.5, "strokeJoin": "round", "color": PAPER}
    ink = dict(encode or {}) | ({} if colour is None else {"color": colour})
    return layered([words(mark=rim, encode=encode), words(mark=mark, encode=ink)], data=data)


def texts(  # noqa: PLR0913 - all but one are named
    places: Iterable[Place],
    *,
    align: Align = "left",
    weight: Weight = 400,
    color: str = INK,
    size: float = SIZE,
    on_paper: bool = False,
) -> Any:
    """The layer that writes each text at its place."""
    x, y, text = zip(*places, strict=True) if (places := list(places)) else ((), (), ())
    points = {"x": np.array(x, dtype="float64"), "y": np.array(y, dtype="float64")}
    frame = pd.DataFrame({**points, "text": text})  # eight times as fast as from rows
    mark = {"align": align, "fontSize": size, "fontWeight": weight, "color": color}
    return words_on_paper(frame, mark=mark) if on_paper else words(frame, mark=mark)


def upright(places: Iterable[Place]) -> Any:
    """The layer that writes each text upwards from its place, as the name of a column."""
    frame = pd.DataFrame(list(places), columns=["x", "y", "text"])
    return words(frame, mark={"align": "left", "angle": 270, "fontSize": SIZE, "color": MUTED})


def lines_around(x: float, middle: float, text: str, *, room: float, most: int) -> list[Place]:
    """The text in at most `most` lines that fit into `room` pixels, centred on `middle`."""
    broken = lines(text, size=SIZE, width=room, most=most)
    return lines_from(x, middle - (len(broken) - 1) / 2 * LINE, broken)


def lines_from(x: float, y: float, broken: Sequence[str]) -> list[Place]:
    """Lines of text below each other, the middle of the first at the place."""
    return [(x, y + i * LINE, line) for i, line in enumerate(broken)]


class _Layers(alt.LayerChart):
    """Layers that stay as they are, where none has parameters, as what answers to a pointer has.

    Altair copies each several times, whenever it makes or writes such a chart, in search of them.
    """

    def __init__(self, data: Any = alt.Undefined, layer: Sequence[Any] = (), **kwargs: Any) -> None:
        super(alt.LayerChart, self).__init__(data=data, layer=list(layer), **kwargs)


def layered(layers: Sequence[Any], **properties: Any) -> Any:
    """The layers in one chart, the lowest first; those that were given data keep it."""
    have_parameters = any(each.params is not alt.Undefined for each in layers)
    return (alt.LayerChart if have_parameters else _Layers)(layer=layers, **properties)


def drawn(  # noqa: PLR0913 - all but one are named
    layers: Sequence[Any],
    *,
    width: float,
    height: float,
    title: str,
    subtitle: str,
    description: str,
) -> Any:
    """The chart made of the layers, with title, subtitle and alt text.

    Parameters
    ----------
    layers
        What is drawn, the lowest first; places are pixels.
    width, height
        The area in pixels; long titles are broken into lines that fit its width.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    """
    chart = layered(layers, width=width, height=height)
    return themed(chart, title=title, subtitle=subtitle, description=description, width=int(width))
