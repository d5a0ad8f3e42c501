"""Which source states which tie, and which tie would be gone without it."""

from typing import Any

import pandas as pd

from trustbook.charts.canvas import LINE, SIZE, between, drawn, rules, texts, upright
from trustbook.charts.cell_list import cell_list
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.grid import by_group, keys_of, matrix
from trustbook.charts.hinges import SHAPES, hinge_key, hinge_marks, with_hinges
from trustbook.charts.theme import PAPER

ROW = 42.0
GROUP = 27.0
COLUMNS = (15.0, 22.0)  # the least and the greatest distance of two columns
NARROWEST = 430.0
BELOW = 13.0  # pixels between the marks of a row and its end
ABOVE = 17.0  # pixels between a name and the marks of its row
INDENT = 8.0
TIE = ["group", "tie"]


def source_strip(
    cells: pd.DataFrame, *, title: str, subtitle: str, description: str, is_wide: bool = True
) -> Any:
    """Rows are ties, columns are sources; a mark says that the source states the tie.

    `cells` has the columns group (heading of the row), tie and unit (names as printed), colour and
    hinges (whether the tie is gone without the source), in the order of rows and columns, those of
    a group together. An open mark hinges. On a phone, where it is not `is_wide`, the sources are
    below their tie.
    """
    words = {"title": title, "subtitle": subtitle, "description": description}
    return _strip(cells, **words) if is_wide else _sources(cells, **words)


def _sources(cells: pd.DataFrame, **words: Any) -> Any:
    """The sources of each tie by name."""
    rows, columns = by_group(keys_of(cells, TIE)), list(dict.fromkeys(cells["unit"]))
    layout = cell_list(
        cells, row=TIE, column="unit", rows=rows, columns=columns, row_height=20, column_width=18
    )
    marks = hinge_marks(_marks(layout.middle(cells, row=TIE, column="unit")))
    hinges, shapes = list(cells["hinges"]), (SHAPES[:1], SHAPES[1:])
    return matrix(layout, [marks], **words, hinges=hinges, noun="mark", shapes=shapes)


def _marks(placed: pd.DataFrame) -> pd.DataFrame:
    """The marks with what a screen reader reads of them."""
    return placed.assign(words=placed["group"] + ", " + placed["tie"] + ": " + placed["unit"])


def _strip(cells: pd.DataFrame, **words: Any) -> Any:
    """The matrix of ties and sources."""
    hinges = cells.groupby(TIE)["hinges"].any()
    words["description"] = with_hinges(words["description"], list(hinges))
    ties = cells[TIE].drop_duplicates().reset_index(drop=True)
    units = list(dict.fromkeys(cells["unit"]))
    step = max(COLUMNS[0], min(COLUMNS[1], (NARROWEST - 2 * INDENT) / len(units)))
    columns = {name: INDENT + (i + 0.5) * step for i, name in enumerate(units)}
    width = max(NARROWEST, 2 * INDENT + step * len(units))
    top = max(text_width(name, size=SIZE) for name in units) + 12
    rows = _rows(ties, room=width - INDENT, top=top)
    bottom = float(rows["end"].max())
    marks = cells.merge(rows[[*TIE, "y"]], on=TIE)
    marks = _marks(marks.assign(x=marks["unit"].map(columns)))
    return drawn(
        [
            *_lines(rows, columns, width=width),
            *_row_names(rows),
            upright((x, top - 4.0, name) for name, x in columns.items()),
            hinge_marks(marks),
            *hinge_key(list(cells["hinges"]), x=8.0, y=bottom + 16),
        ],
        width=width,
        height=bottom + 30,
        **words,
    )


def _rows(ties: pd.DataFrame, *, room: float, top: float) -> pd.DataFrame:
    """The ties with their lines and place, and that of the heading above the first of each group.

    The names are above the marks, so that a narrow screen shows both.
    """
    names = [lines(name, size=SIZE, width=room, most=2) for name in ties["tie"]]
    heights = pd.Series([ROW + LINE * (len(name) - 1) for name in names])
    first = ties["group"].ne(ties["group"].shift())
    end = (heights + first * GROUP).cumsum() + top
    head = (end - heights - 10).where(first)
    return ties.assign(lines=pd.Series(names), y=end - BELOW, end=end, head=head)


def _lines(rows: pd.DataFrame, columns: dict[str, float], *, width: float) -> list[Any]:
    """A line below each row, and one down each column that the names of the rows interrupt."""
    ends, starts = list(rows["end"]), list(rows["y"] - 9)
    down = [(x, starts[0], x, ends[-1]) for x in columns.values()]
    names = [(0.0, end, width, y) for end, y in zip([0.0, *ends[:-1]], starts, strict=True)]
    gaps = pd.DataFrame(names, columns=["x", "y", "x2", "y2"]).round() + 0.5
    return [
        rules(down),
        between(gaps).mark_rect(fill=PAPER, opacity=1, aria=False),
        rules((0.0, end, width, end) for end in ends),
    ]


def _row_names(rows: pd.DataFrame) -> list[Any]:
    places = [
        (INDENT, y - ABOVE - LINE * (len(name) - 1 - i), line)
        for name, y in zip(rows["lines"], rows["y"], strict=True)
        for i, line in enumerate(name)
    ]
    heads = rows.dropna(subset=["head"])
    bold = zip([0.0] * len(heads), heads["head"], heads["group"], strict=True)
    return [texts(places), texts(bold, weight=700)]
