"""Whether what stakeholders receive and give is rather positive or rather negative."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from trustbook.charts.canvas import SIZE, Place, drawn, lines_around, rules, texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.hinges import points
from trustbook.charts.theme import INK, MUTED, PAPER
from trustbook.corpus.language import gettext, sentence

TOP = 40.0
WIDEST_LABEL = 210.0
PHONE = 350.0
ABOVE = 26.0  # pixels from a label down to the middle of its marks
APART = 8.0  # pixels between what is received and what is given
WAYS = (("received", "circle", -APART), ("given", "diamond", APART))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where the marks begin and how far they reach, where the numbers are, how high a row is."""

    left: float
    plot: float
    received: float
    given: float
    width: float
    row: float

    @property
    def numbers(self) -> tuple[float, float]:
        """Where the numbers of what is received and of what is given begin."""
        return self.received, self.given


def polarity_plot(
    standing: pd.DataFrame, *, title: str, subtitle: str, description: str, is_wide: bool = True
) -> Any:
    """Two marks per stakeholder from −1 (only negative ties) to +1 (only positive ties).

    A full circle is what is received and an open diamond what is given; the numbers of ties are
    beside them. `standing` is the result of `structure.standing` with a column `label`. Labels
    are beside the marks, or on a phone, where it is not `is_wide`, above them.
    """
    frame = _frame_of(standing, is_wide=is_wide)
    rows = standing.reset_index(drop=True)
    middle = frame.row / 2 + (0 if is_wide else ABOVE / 2)
    placed = rows.assign(y=TOP + rows.index * frame.row + middle)
    height = TOP + frame.row * len(placed)
    layers = [
        *_lines(frame, height, len(placed)),
        texts(_labels(placed, frame, is_wide=is_wide)),
        *[_marks(placed, way, shape, shift, frame) for way, shape, shift in WAYS],
        *[
            texts(_numbers(placed, way, x))
            for (way, _, _), x in zip(WAYS, frame.numbers, strict=True)
        ],
    ]
    return drawn(
        layers,
        width=frame.width,
        height=height,
        title=title,
        subtitle=subtitle,
        description=description,
    )


def _frame_of(standing: pd.DataFrame, *, is_wide: bool) -> Frame:
    if not is_wide:
        return Frame(left=26, plot=150, received=212, given=286, width=PHONE, row=44 + ABOVE / 2)
    widest = max((text_width(label, size=SIZE) for label in standing["label"]), default=0.0)
    left = min(WIDEST_LABEL, widest) + 40
    return Frame(
        left=left, plot=200, received=left + 244, given=left + 328, width=left + 412, row=44
    )


def _lines(frame: Frame, height: float, rows: int) -> list[Any]:
    """Lines at −1, 0 and +1 and between rows, with what they are called."""
    left, middle, right = (frame.left + frame.plot * share for share in (0, 0.5, 1))
    down = [(x, TOP - 4, x, height) for x in (left, middle, right)]
    across = [(0.0, y, frame.width, y) for y in (TOP + i * frame.row for i in range(rows + 1))]
    ends = [
        (left, 10.0, gettext("only")), (left, 24.0, gettext("negative")),
        (middle, 24.0, gettext("as many")),
        (right, 10.0, gettext("only")), (right, 24.0, gettext("positive")),
    ]  # fmt: skip
    heads = [(x, 24.0, name) for x, name in zip(frame.numbers, _heads(), strict=True)]
    return [
        rules([*down, *across]),
        texts(ends, align="center", color=MUTED),
        texts(heads, color=MUTED),
    ]


def _heads() -> tuple[str, str]:
    """What is received, what is given, each behind its mark."""
    return gettext("● received"), gettext("◇ given")


def _labels(placed: pd.DataFrame, frame: Frame, *, is_wide: bool) -> list[Place]:
    room, most, above = (frame.left - 36, 2, 0.0) if is_wide else (PHONE, 1, ABOVE)
    return [
        line
        for y, label in zip(placed["y"], placed["label"], strict=True)
        for line in lines_around(0.0, y - above, label, room=room, most=most)
    ]


def _marks(placed: pd.DataFrame, way: str, shape: str, shift: float, frame: Frame) -> Any:
    rows = placed.dropna(subset=[f"polarity_{way}"])
    share = (rows[f"polarity_{way}"].astype(float) + 1) / 2
    marks = pd.DataFrame(
        {
            "x": (frame.left + share * frame.plot).round(1),
            "y": rows["y"] + shift,
            "words": [
                sentence(
                    "{name}, received: {ties}" if way == "received" else "{name}, given: {ties}",
                    name=label,
                    ties=n,
                )
                for label, n in zip(rows["label"], _words(rows, way), strict=True)
            ],
        }
    )
    fill = INK if way == "received" else PAPER
    return points(marks.assign(shape=shape, fill=fill, colour=INK), called="Ties", area=110)


def _numbers(placed: pd.DataFrame, way: str, x: float) -> list[Place]:
    return [(x, y, words) for y, words in zip(placed["y"], _words(placed, way), strict=True)]


def _words(frame: pd.DataFrame, way: str) -> list[str]:
    """How many ties of each sign, as charts print them."""
    pairs = zip(frame[f"positive_{way}"], frame[f"negative_{way}"], strict=True)
    return [gettext("none") if not plus + minus else f"+{plus}  −{minus}" for plus, minus in pairs]
