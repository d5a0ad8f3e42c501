"""Who mentions which code: a dot for each participant of each group, filled where they do."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, at
from trustbook.charts.cell_list import layout_of
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import fitting, keys_of, matrix
from trustbook.charts.theme import INK, NEUTRAL, TRUST
from trustbook.corpus.language import sentence
from trustbook.corpus.small_cells import not_shown

ROW = 26.0
NARROWEST = 84.0  # pixels of a column, for its heading
MOST_DOTS = 9  # a larger group is a bar
MOST_OF_ALL = 1_000  # dots of a picture: where there are more, each group is a bar
DOT = 9.0
BAR = 60.0


def group_dots(  # noqa: PLR0913 - all but one are named
    mentions: pd.DataFrame,
    *,
    groups: Sequence[str],
    title: str,
    subtitle: str,
    description: str,
    is_wide: bool = True,
) -> Any:
    """Rows of codes by theme, columns of groups: n of N participants as dots and as a number.

    On a phone the groups are below their code.

    Parameters
    ----------
    mentions
        The columns theme, label (of the code), group, mentioned_by, participants and hidden (what
        is not to be shown), in the order of the rows.
    groups
        The groups in the order of the columns.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    mentions, subtitle, left_out = fitting(
        mentions, row=("theme", "label"), column="group", of="mentioned_by", subtitle=subtitle
    )
    most = int(mentions["participants"].max()) if len(mentions) else 0
    number = text_width(f"{most}/{most}", size=SIZE) + 14
    marks = most * DOT if most <= MOST_DOTS else BAR
    layout = layout_of(
        mentions,
        row=("theme", "label"),
        column="group",
        rows=keys_of(mentions[["theme", "label"]].drop_duplicates(), ("theme", "label")),
        columns=[group for group in groups if group not in left_out],
        is_wide=is_wide,
        row_height=ROW,
        column_width=max(NARROWEST, 16 + number + marks),
        mark_width=16 + number + marks,
    )
    cells = layout.middle(mentions, row=("theme", "label"), column="group")
    cells = cells.assign(x=cells["x"] - layout.column_width / 2 + 8)
    return matrix(
        layout,
        [*_marks(cells[~cells["hidden"]].assign(x=lambda c: c["x"] + number)), _numbers(cells)],
        title=title,
        subtitle=subtitle,
        description=description,
    )


def _marks(cells: pd.DataFrame) -> list[Any]:
    """Dots for the small groups, bars for the others."""
    small = cells["participants"] <= MOST_DOTS
    small &= cells.loc[small, "participants"].sum() <= MOST_OF_ALL
    dots = pd.DataFrame(list(_each(cells[small])), columns=["x", "y", "mentions"])
    return [*(_dots(dots) if small.any() else []), *([] if small.all() else _bars(cells[~small]))]


def _each(cells: pd.DataFrame) -> Iterator[tuple[float, float, bool]]:
    """A dot for each participant, those who mention the code first."""
    columns = (cells[name] for name in ("x", "y", "mentioned_by", "participants"))
    for x, y, mentioned_by, n in zip(*columns, strict=True):
        for i in range(n):
            yield x + (i + 0.5) * DOT, y, i < mentioned_by


def _dots(dots: pd.DataFrame) -> list[Any]:
    return [
        at(dots.loc[dots["mentions"] == mentions, ["x", "y"]]).mark_point(
            filled=True, shape="circle", size=size, fill=fill, opacity=1, stroke=stroke,
            strokeWidth=1, aria=False,
        )
        for mentions, size, fill, stroke in (
            (True, 46, TRUST, TRUST), (False, 34, "transparent", NEUTRAL)
        )
    ]  # fmt: skip


def _bars(cells: pd.DataFrame) -> list[Any]:
    share = cells["mentioned_by"] / cells["participants"]
    return [
        at(cells[["x", "y"]].assign(x2=(cells["x"] + length).round(1)))
        .mark_rule(stroke=color, strokeWidth=height, opacity=1, aria=False)
        .encode(x2=alt.X2("x2:Q"))
        for length, color, height in ((BAR, NEUTRAL, 1.5), (BAR * share, TRUST, 8))
    ]


def _numbers(cells: pd.DataFrame) -> Any:
    columns = (cells[name] for name in ("mentioned_by", "participants", "hidden"))
    counts = list(zip(*columns, strict=True))
    fractions = [f"{'–' if hidden else n}/{of}" for n, of, hidden in counts]
    words = [
        sentence(
            "{name}, {group}: {n} of {every} participants",
            name=label,
            group=group,
            n=not_shown() if hidden else n,
            every=of,
        )
        for label, group, (n, of, hidden) in zip(
            cells["label"], cells["group"], counts, strict=True
        )
    ]
    mark = at(cells[["x", "y"]].assign(text=fractions, words=words)).mark_text(
        align="left", baseline="middle", fontSize=SIZE, color=INK
    )
    return mark.encode(text=alt.Text("text:N"), description=alt.Description("words:N"))
