"""How often each two codes occur together: half a matrix whose labels are on its diagonal."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, drawn, paths, raw, texts
from trustbook.charts.cell_list import cell_list
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.grid import boxed, keys_of, matrix, shaded_cells
from trustbook.charts.theme import MUTED, RULE
from trustbook.corpus.language import sentence

ROW = 27.0
LABEL = 250.0
GAP = 1.5  # pixels of paper around a cell


def cooccurrence_matrix(  # noqa: PLR0913 - all but two are named
    counts: pd.DataFrame,
    nodes: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    is_wide: bool = True,
) -> Any:
    """A cell for each pair that occurs, with its number; on the diagonal each code's own number.

    On a phone each pair appears once, below its earlier code, without the numbers of single codes.

    Parameters
    ----------
    counts
        A matrix of `cooccurrence`.
    nodes
        The code, label and theme of each of its codes, in its order. The label at the end of a row
        names the row and the column below it.
    title, subtitle, description
        What to see, what is counted, and the alt text.
    is_wide
        Whether it is drawn for a page, or for a phone.
    """
    words = {"title": title, "subtitle": subtitle, "description": description}
    return _half_matrix(counts, nodes, **words) if is_wide else _pairs(counts, nodes, **words)


def _pairs(counts: pd.DataFrame, nodes: pd.DataFrame, **words: Any) -> Any:
    """Each code that meets a later one, with these and the numbers of their segments."""
    themes = nodes.set_index("label")["theme"].fillna("")
    pairs = _cells(counts, list(nodes["label"]), ROW)[["one", "other", "n", "words"]]
    pairs = pairs.assign(theme=pairs["other"].map(themes))
    meeting = nodes[nodes["label"].isin(pairs["other"])].fillna({"theme": ""})
    layout = cell_list(
        pairs,
        row=("theme", "other"),
        column="one",
        rows=keys_of(meeting, ("theme", "label")),
        columns=list(nodes["label"]),
        row_height=ROW - 3,
        column_width=ROW + 7,
    )
    placed = layout.middle(pairs, row=("theme", "other"), column="one")
    return matrix(layout, shaded_cells(boxed(placed, layout), tooltip=_tooltip()), **words)


def _half_matrix(counts: pd.DataFrame, nodes: pd.DataFrame, **words: Any) -> Any:
    """The matrix below its diagonal."""
    labels = [lines(label, size=SIZE, width=LABEL, most=1)[0] for label in nodes["label"]]
    wide = max(ROW, 10 + text_width(str(counts.to_numpy().max(initial=0)), size=SIZE, bold=True))
    ends = [(i + 1) * wide + 8 + text_width(label, size=SIZE) for i, label in enumerate(labels)]
    middles = [(i + 0.5) * ROW for i in range(len(nodes))]
    own = enumerate(counts.to_numpy().diagonal())
    layers = [
        _steps(nodes, wide),
        *shaded_cells(_cells(counts, list(nodes["label"]), wide), tooltip=_tooltip()),
        texts(
            [((i + 0.5) * wide, middles[i], str(n)) for i, n in own], align="center", color=MUTED
        ),
        texts(((i + 1) * wide + 8, middles[i], label) for i, label in enumerate(labels)),
    ]
    return drawn(
        layers,
        width=max([300.0, *ends]),
        height=ROW * len(nodes),
        **words,
    )


def _tooltip() -> list[Any]:
    return [
        alt.Tooltip("one:N", title="One"),
        alt.Tooltip("other:N", title="Other"),
        alt.Tooltip("n:Q", title="Together in"),
    ]


def _cells(counts: pd.DataFrame, labels: list[str], wide: float) -> pd.DataFrame:
    """One row per pair that occurs: the later code gives its row, the earlier its column."""
    table = counts.to_numpy()
    rows = [
        (j * wide + GAP, i * ROW + GAP, int(table[i, j]), labels[i], labels[j])
        for i in range(len(labels))
        for j in range(i)
        if table[i, j]
    ]
    cells = pd.DataFrame(rows, columns=["x", "y", "n", "one", "other"])
    return cells.assign(
        x2=cells["x"] + wide - 2 * GAP,
        y2=cells["y"] + ROW - 2 * GAP,
        words=[
            sentence("{one} with {other}: {n}", one=c.one, other=c.other, n=c.n)
            for c in cells.itertuples()
        ],
    )


def _steps(nodes: pd.DataFrame, wide: float) -> Any:
    """Thin lines above each row and beside each column, heavier where a theme begins."""
    n = len(nodes)
    begins = (nodes["theme"] != nodes["theme"].shift()).tolist()
    steps = [
        (
            f"M0,{i * ROW:g}H{(i + 1) * wide:g}M{i * wide:g},{i * ROW:g}V{n * ROW:g}",
            1.8 if i and begins[i] else 0.7,
        )
        for i in range(n)
    ]
    steps.append((f"M0,{n * ROW:g}H{n * wide:g}V{(n - 1) * ROW:g}", 0.7))
    data = pd.DataFrame(steps, columns=["path", "width"])
    width = {"strokeWidth": raw(alt.StrokeWidth, "width")}
    return paths(data, column="path", mark={"stroke": RULE, "aria": False}, encode=width)
