"""A matrix of dots for a phone: below each row the cells that are not silent, named one by one."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from trustbook.charts.canvas import SIZE, Place, drawn, rules, texts
from trustbook.charts.dot_matrix import LARGEST, dots_with_numbers
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.grid import HEADING, INDENT, KEY, LINE
from trustbook.charts.hinges import hinge_key, with_hinges
from trustbook.charts.theme import MUTED, UNAFFILIATED

WIDTH = 350.0
_LINE_OF_DOTS = 2 * LARGEST + 4
_GAP = 14.0  # between the name of a dot and the next dot


def dot_list(  # noqa: PLR0913 - all but one are named
    counts: pd.DataFrame,
    *,
    row: tuple[str, str],
    column: str,
    columns: Sequence[str],
    value: str,
    title: str,
    subtitle: str,
    description: str,
    color: str = UNAFFILIATED,
    unit: str = "Independent sources",
    least: int | None = 1,
) -> Any:
    """What `dot_matrix` draws of the same numbers, as a list: only what somebody speaks of.

    Parameters
    ----------
    counts, row, column, columns, value, title, subtitle, description, color, unit, least
        As `dot_matrix` has them.
    """
    names = {row[0]: "group", row[1]: "row", column: "column", value: "n"}
    cells = counts.rename(columns=names)[["group", "row", "column", "n"]].astype({"n": "int64"})
    order = pd.Categorical(cells["column"], categories=list(columns), ordered=True)
    cells = cells.assign(order=order.codes)
    groups, labels, flows, y = [], [], [], 6.0
    for group, rows_of_group in cells.groupby("group", sort=False):
        if group:
            groups.append((0.0, y + 8, str(group)))
            y += 26
        for label, own in rows_of_group.groupby("row", sort=False):
            broken = lines(str(label), size=SIZE, width=WIDTH - INDENT, most=2)
            labels += [(0.0, y + 8 + i * LINE, line) for i, line in enumerate(broken)]
            y += LINE * len(broken) + 6
            placed = _placed(own.query("n > 0").sort_values("order", kind="stable"), top=y)
            flows.append(placed)
            y = (max(placed["y"]) + LARGEST if len(placed) else y) + 12
    dots = pd.concat(flows) if flows else cells.assign(x=0.0, y=0.0)
    hinges = dots["n"] == least
    key = hinge_key([] if least is None else list(hinges), x=8.0, y=y + 14)
    return drawn(
        [
            rules((0.0, at_y, WIDTH, at_y) for at_y in _ends(groups)),
            texts(groups, weight=700, size=HEADING),
            texts(labels),
            *dots_with_numbers(dots, hinges, color=color, unit=unit),
            texts(_names(dots), color=MUTED),
            *key,
        ],
        width=WIDTH,
        height=y + KEY * bool(key),
        title=title,
        subtitle=subtitle,
        description=description
        if least is None
        else with_hinges(description, list(hinges), noun="cell"),
    )


def _placed(cells: pd.DataFrame, *, top: float) -> pd.DataFrame:
    """The cells of a row side by side, each with room for its name, in lines that fit."""
    places: list[tuple[float, float]] = []
    x, y = INDENT, top + LARGEST
    for name in cells["column"].astype(str):
        room = 2 * LARGEST + 4 + text_width(name, size=SIZE)
        if places and x + room > WIDTH:
            x, y = INDENT, y + _LINE_OF_DOTS
        places.append((x + LARGEST, y))
        x += room + _GAP
    return cells.assign(x=[x for x, _ in places], y=[y for _, y in places])


def _names(dots: pd.DataFrame) -> Iterable[Place]:
    room = WIDTH - INDENT - 2 * LARGEST - 4
    for x, y, name in dots[["x", "y", "column"]].itertuples(index=False, name=None):
        yield x + LARGEST + 4, y, lines(str(name), size=SIZE, width=room, most=1)[0]


def _ends(groups: Sequence[Place]) -> list[float]:
    """Where a line stands above the heading of each group but the first."""
    return [y - 14 for _, y, _ in groups[1:]]
