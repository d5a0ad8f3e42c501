"""How every chart marks what hinges on one source: its mark is open, all other marks are filled.

An open mark is an outline in its own colour around the colour of the page; an arrow has an open
head. The same words are in every legend and end every description.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, Place, at, texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.theme import INK, MUTED, PAPER
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import form_for, part_of

OPEN = "open: hinges on one source"
FILLED = "filled: rests on several"
OUTLINE = 1.8  # pixels
AREA = 95
SHAPES = ("circle", "diamond")  # of a filled and of an open mark
APART = 17.0  # pixels between the marks of one kind in a legend
LINE_OF_KEY = 22.0  # pixels from line to line of a legend
Entry = tuple[Sequence[Mapping[str, Any]], str]
"""Marks in a legend, each with its shape, fill and colour, and what they mean."""


def fills(colours: pd.Series, hinges: pd.Series) -> pd.Series:
    """The fill of each mark: the colour of the page where it hinges on one source, else its own."""
    return colours.where(~hinges.astype(bool), PAPER)


def hinge_marks(marks: pd.DataFrame) -> Any:
    """The layer of the marks: columns x, y, colour, hinges and words, which say what each is."""
    data = marks[["x", "y", "colour", "words"]].assign(
        fill=fills(marks["colour"], marks["hinges"]),
        shape=marks["hinges"].map(dict(zip((False, True), SHAPES, strict=True))),
    )
    return points(data, called="Mark")


def points(marks: pd.DataFrame, *, called: str = "", area: float = AREA) -> Any:
    """Points of any shape, with an outline in their own colour.

    `marks` has the columns x, y, shape, fill, colour and, where the points are `called` something,
    words; the others are hidden from a screen reader.
    """
    layer = at(marks).mark_point(
        size=area, opacity=1, filled=False, strokeWidth=OUTLINE, aria=bool(called)
    )
    layer = layer.encode(
        shape=alt.Shape("shape:N", scale=None, legend=None),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("colour:N", scale=None),
    )
    if not called:
        return layer
    return layer.encode(
        description=alt.Description("words:N"), tooltip=alt.Tooltip("words:N", title=called)
    )


def hinge_key(hinges: Sequence[bool], *, x: float, y: float) -> list[Any]:
    """The layers of a legend that explains the marks that are drawn.

    `hinges` says of each mark whether it is open.
    """
    return legend(hinge_entries(hinges), x=x, y=y)[0]


def hinge_entries(
    hinges: Sequence[bool], *, shapes: Sequence[Sequence[str]] = (SHAPES[:1], SHAPES[1:])
) -> list[Entry]:
    """What the legend explains: only marks that are drawn, of the `shapes` of filled and of open.

    `hinges` says of each mark whether it is open.
    """
    kinds = ((False, INK, gettext(FILLED)), (True, PAPER, gettext(OPEN)))
    return [
        ([{"shape": shape, "fill": fill, "colour": INK} for shape in several], text)
        for (is_open, fill, text), several in zip(kinds, shapes, strict=True)
        if is_open in map(bool, hinges)
    ]


def legend(
    entries: Sequence[Entry], *, x: float, y: float, room: float = math.inf
) -> tuple[list[Any], float]:
    """The layers of a legend whose entries are side by side in lines that fit, and where it ends.

    The middle of its first line is at `y`.
    """
    marks, words, left = list[dict[str, Any]](), list[Place](), x
    for several, text in entries:
        words_left = left + APART * (len(several) - 1) + 13
        if left > x and words_left + text_width(text, size=SIZE) > room:
            left, words_left, y = x, words_left - left + x, y + LINE_OF_KEY
        marks += [{**mark, "x": left + APART * i, "y": y} for i, mark in enumerate(several)]
        words.append((words_left, y, text))
        left = words_left + 25 + text_width(text, size=SIZE)
    return [points(pd.DataFrame(marks)), texts(words, color=MUTED)] * bool(marks), y + 12


def with_hinges(description: str, hinges: Sequence[bool], *, noun: str = "tie") -> str:
    """The description of a chart with a sentence on how many of its marks are open.

    >>> with_hinges("Two ties.", [True, False])
    'Two ties. One of 2 ties hinges on one source.'
    """
    if not hinges:
        return description
    n = sum(map(bool, hinges))
    some = sentence(
        "{part} {hinge} on one source.",
        part=part_of(n, len(hinges), noun),
        hinge=form_for(n or 1, "hinges", "hinge"),
    )
    return f"{description} {some}"


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
