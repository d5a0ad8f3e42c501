"""How every chart marks what hinges on one source: its mark is open, all other marks are filled.

An open mark is an outline in its own colour around the colour of the page; an arrow has an open
head. The same words stand in every legend and end every description.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import pixel
from trustbook.charts.theme import INK, MUTED, PAPER
from trustbook.numbers import count, form_for

OPEN = "open: hinges on one source"
FILLED = "filled: rests on several"
OUTLINE = 1.8  # pixels
AREA = 95
SHAPES = ("circle", "diamond")  # of a filled and of an open mark
_APART = 17.0  # pixels between the marks of one kind in a legend


def fills(colours: pd.Series, hinges: pd.Series) -> pd.Series:
    """The fill of each mark: the colour of the page where it hinges on one source, else its own."""
    return colours.where(~hinges.astype(bool), PAPER)


def hinge_marks(marks: pd.DataFrame) -> Any:
    """The layer of the marks: columns x, y, colour, hinges and words, which say what each is."""
    drawn = marks[["x", "y", "colour", "hinges", "words"]].assign(
        fill=fills(marks["colour"], marks["hinges"]),
        shape=marks["hinges"].map(dict(zip((False, True), SHAPES, strict=True))),
    )
    return points(drawn, called="Mark")


def points(marks: pd.DataFrame, *, called: str = "", area: float = AREA) -> Any:
    """Points of any shape, with an outline in their own colour.

    `marks` has the columns x, y, shape, fill, colour and, where the points are `called` something,
    words; the others are hidden from a screen reader.
    """
    drawn = (
        alt.Chart(marks)
        .mark_point(size=area, opacity=1, filled=False, strokeWidth=OUTLINE, aria=bool(called))
        .encode(
            x=pixel(alt.X, "x"),
            y=pixel(alt.Y, "y"),
            shape=alt.Shape("shape:N", scale=None, legend=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
        )
    )
    if not called:
        return drawn
    return drawn.encode(description="words:N", tooltip=alt.Tooltip("words:N", title=called))


def hinge_key(
    hinges: Sequence[bool],
    *,
    x: float,
    y: float,
    shapes: Sequence[Sequence[str]] = (SHAPES[:1], SHAPES[1:]),
    area: float = AREA,
) -> list[Any]:
    """The layers of a legend that explains the marks that are drawn.

    `shapes` are those of filled and of open marks.
    """
    there = {bool(found) for found in hinges}
    marks, words = [], []
    for wanted, several, text in zip((False, True), shapes, (FILLED, OPEN), strict=True):
        if wanted in there:
            fill, last = PAPER if wanted else INK, x + _APART * (len(several) - 1)
            marks += [
                {"x": x + _APART * i, "y": y, "shape": shape, "colour": INK, "fill": fill}
                for i, shape in enumerate(several)
            ]
            words.append((last + 13, y, text))
            x = last + 38 + text_width(text, size=12)
    if not marks:
        return []
    return [points(pd.DataFrame(marks), area=area), texts(words, color=MUTED)]


def with_hinges_told(description: str, hinges: Sequence[bool], *, noun: str = "tie") -> str:
    """The description of a chart with a sentence on how many of its marks are open.

    >>> with_hinges_told("Two ties.", [True, False])
    'Two ties. 1 of 2 ties hinges on one source.'
    """
    open_ones, n = sum(map(bool, hinges)), len(hinges)
    if not n:
        return description
    if not open_ones:
        return f"{description} No {noun} hinges on one source."
    hinge = form_for(open_ones, "hinges", "hinge")
    return f"{description} {open_ones} of {count(n, noun)} {hinge} on one source."


def hinging_names(wide: pd.DataFrame, columns: Sequence[str], *, least: int = 1) -> pd.Series:
    """For each row of a matrix of counts the names of the columns that hinge on one source.

    A cell hinges when it holds just the `least` sources that it needs to be shown.

    >>> hinging_names(pd.DataFrame({"a": [1, 2], "b": [1, 0]}), ["a", "b"]).tolist()
    ['a, b', '']
    """
    named = [
        ", ".join(column for column in columns if row[column] == least)
        for row in wide.to_dict("records")
    ]
    return pd.Series(named, index=wide.index, dtype="str")
