"""How every chart marks what hinges on one source: its mark is open, all other marks are filled.

An open mark is an outline in its own colour around the colour of the page; an arrow has an open
head. The same words stand in every legend and end every description.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, at, texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.theme import INK, MUTED, PAPER
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count, form_for, plural_of

OPEN = "open: hinges on one source"
FILLED = "filled: rests on several"
OUTLINE = 1.8  # pixels
AREA = 95
SHAPES = ("circle", "diamond")  # of a filled and of an open mark
APART = 17.0  # pixels between the marks of one kind in a legend


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


def hinge_key(
    hinges: Sequence[bool],
    *,
    x: float,
    y: float,
    shapes: Sequence[Sequence[str]] = (SHAPES[:1], SHAPES[1:]),
) -> list[Any]:
    """The layers of a legend that explains the marks that are drawn.

    `hinges` says of each mark whether it is open; `shapes` are those of filled and of open marks.
    """
    marks, words = [], []
    texts_of_key = gettext(FILLED), gettext(OPEN)
    for is_open, several, text in zip((False, True), shapes, texts_of_key, strict=True):
        if is_open not in map(bool, hinges):
            continue
        marks += [
            {"x": x + APART * i, "y": y, "shape": shape, "fill": PAPER if is_open else INK}
            for i, shape in enumerate(several)
        ]
        x += APART * (len(several) - 1)
        words.append((x + 13, y, text))
        x += 38 + text_width(text, size=SIZE)
    if not marks:
        return []
    return [points(pd.DataFrame(marks).assign(colour=INK)), texts(words, color=MUTED)]


def with_hinges(description: str, hinges: Sequence[bool], *, noun: str = "tie") -> str:
    """The description of a chart with a sentence on how many of its marks are open.

    >>> with_hinges("Two ties.", [True, False])
    'Two ties. 1 of 2 ties hinges on one source.'
    """
    open_marks, n = sum(map(bool, hinges)), len(hinges)
    if not n:
        return description
    if not open_marks:
        none = gettext("No {noun} hinges on one source.", about=noun)
        return f"{description} {none.format(noun=form_for(1, noun, plural_of(noun)))}"
    some = sentence(
        "{n} of {marks} {hinge} on one source.",
        n=open_marks,
        marks=count(n, noun),
        hinge=form_for(open_marks, "hinges", "hinge"),
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
