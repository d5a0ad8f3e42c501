"""What each study says to each theme: supported, spoken against, both, or silent."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trustbook.charts.canvas import SIZE, texts
from trustbook.charts.cell_list import GAP, layout_of
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import by_group, fitting, keys_of, matrix
from trustbook.charts.hinges import fills, points
from trustbook.charts.theme import DISTRUST, MUTED, NEUTRAL, TRUST
from trustbook.corpus.language import gettext, sentence

WIDTH, MARK, BEFORE_WORD = 112.0, 16.0, 27.0  # pixels of a cell, and to its mark and word
SHAPES = {"supported": "triangle-up", "both": "diamond", "against": "triangle-down"}
COLOURS = {"supported": TRUST, "both": NEUTRAL, "against": DISTRUST}


def verdict_matrix(  # noqa: PLR0913 - all but one are named
    verdicts: pd.DataFrame,
    *,
    columns: Sequence[str],
    title: str,
    subtitle: str,
    description: str,
    is_wide: bool = True,
) -> Any:
    """A symbol and a word in each cell, open where it hinges on one source; a point for silence.

    On a phone the studies that are not silent are below their category.

    Parameters
    ----------
    verdicts
        What `verdicts.verdicts` returns by theme and category.
    columns
        The studies, in the order of the columns.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    verdicts = verdicts.assign(sources=verdicts["for_it"] + verdicts["against_it"])
    verdicts, subtitle, left_out = fitting(
        verdicts, row=("theme", "category"), column="study", of="sources", subtitle=subtitle
    )
    drawn = verdicts if is_wide else verdicts[verdicts["verdict"] != "silent"]
    stated = drawn[drawn["verdict"] != "silent"]
    widest = max(
        (text_width(_words(row), size=SIZE) for row in stated.to_dict("records")), default=0.0
    )
    width = WIDTH if is_wide else max(WIDTH, BEFORE_WORD + widest + GAP)
    layout = layout_of(
        drawn,
        row=("theme", "category"),
        column="study",
        rows=by_group(keys_of(verdicts, ("theme", "category"))),
        columns=[study for study in columns if study not in left_out],
        is_wide=is_wide,
        row_height=27,
        column_width=WIDTH,
        mark_width=width,
    )
    cells = layout.middle(drawn, row=("theme", "category"), column="study")
    silent, stated = (cells[(cells["verdict"] == "silent") == silence] for silence in (True, False))
    hinges = stated["for_it"] + stated["against_it"] == 1
    colours = stated["verdict"].map(COLOURS)
    marks = stated.assign(
        x=stated["x"] - width / 2 + MARK,
        colour=colours,
        fill=fills(colours, hinges),
        shape=stated["verdict"].map(SHAPES),
        words=[
            sentence(
                "{category}, {study}: {verdict}, sources for {for_it}, against {against_it}",
                **{key: row[key] for key in ("category", "study", "for_it", "against_it")},
                verdict=gettext(row["verdict"]),
            )
            for row in stated.to_dict("records")
        ],
    )
    word = f"· {gettext('silent')}"
    columns_drawn = ["x", "y", "colour", "fill", "shape", "words"]
    return matrix(
        layout,
        [
            points(marks[columns_drawn], called="Cell", area=110),
            texts(
                (row["x"] + BEFORE_WORD - MARK, row["y"], _words(row))
                for row in marks.to_dict("records")
            ),
            texts(((x - 44, y, word) for x, y in silent[["x", "y"]].to_numpy()), color=MUTED),
        ],
        title=title,
        subtitle=subtitle,
        description=description,
        hinges=list(hinges),
        shapes=[list(SHAPES.values())] * 2,
    )


def _words(row: Mapping[Any, Any]) -> str:
    """The verdict with its sources: those for and those against where it is both."""
    for_it, against_it = row["for_it"], row["against_it"]
    n = {"supported": for_it, "against": against_it, "both": f"{for_it}:{against_it}"}
    return f"{gettext(row['verdict'])} {n[row['verdict']]}"
