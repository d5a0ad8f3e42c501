"""How often each two codes occur together: half a matrix whose labels stand on its diagonal."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import Canvas, raw
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.theme import INK, MUTED, RULE, TRUST

ROW = 27.0
SIZE = 12
LABEL = 250.0
PALEST, DARKEST = 0.14, 0.6  # the number in the cell stays readable


def cooccurrence_matrix(
    counts: pd.DataFrame,
    nodes: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
) -> Any:
    """A cell for each pair that occurs, with its number; on the diagonal each code's own number.

    `counts` is a matrix of `cooccurrence`; `nodes` has code, label and theme of each of its codes,
    in its order. The label at the end of a row names the row and the column below it.
    """
    labels = [lines(label, size=SIZE, width=LABEL, most=1)[0] for label in nodes["label"]]
    wide = max(ROW, 10 + text_width(str(counts.to_numpy().max(initial=0)), size=SIZE, bold=True))
    ends = [(i + 1) * wide + 8 + text_width(label, size=SIZE) for i, label in enumerate(labels)]
    canvas = Canvas(width=max([300.0, *ends]), height=ROW * len(nodes))
    layers = [
        _steps(canvas, nodes, wide),
        *_cells(canvas, _met(counts, nodes, wide), wide),
        canvas.words(_own(counts, wide), mark={"fontSize": SIZE, "color": MUTED}),
        canvas.words(_labels(labels, wide), mark={"fontSize": SIZE, "align": "left"}),
    ]
    return canvas.drawn(layers, title=title, subtitle=subtitle, description=description)


def _met(counts: pd.DataFrame, nodes: pd.DataFrame, wide: float) -> pd.DataFrame:
    """A row a pair that occurs: the later code gives its row, the earlier its column."""
    table, label = counts.to_numpy(), list(nodes["label"])
    rows = [
        (j * wide, i * ROW, int(table[i, j]), label[i], label[j])
        for i in range(len(label))
        for j in range(i)
        if table[i, j]
    ]
    met = pd.DataFrame(rows, columns=["left", "top", "n", "one", "other"])
    most = max(1, met["n"].max() if len(met) else 1)
    return met.assign(
        x=met["left"] + wide / 2,
        y=met["top"] + ROW / 2,
        text=met["n"].astype("str"),
        share=(PALEST + (DARKEST - PALEST) * met["n"] / most).round(3),
        words=[f"{c.one} with {c.other}: {c.n}" for c in met.itertuples()],
    )


def _cells(canvas: Canvas, met: pd.DataFrame, wide: float) -> list[Any]:
    if met.empty:
        return []
    corners = zip(met["left"] + 1.5, met["top"] + 1.5, strict=True)
    size = f"h{wide - 3:g}v{ROW - 3:g}h-{wide - 3:g}z"
    data = met.assign(path=[f"M{x:g},{y:g}{size}" for x, y in corners])
    encode = {
        "fillOpacity": raw(alt.FillOpacity, "share"),
        "description": alt.Description("words:N"),
        "tooltip": [
            alt.Tooltip("one:N", title="One"),
            alt.Tooltip("other:N", title="Other"),
            alt.Tooltip("n:Q", title="Together in"),
        ],
    }
    mark = {"filled": True, "fill": TRUST, "strokeWidth": 0}
    numbers = {"fontSize": SIZE, "fontWeight": 600, "color": INK}
    drawn = data[["path", "share", "words", "one", "other", "n"]]
    return [
        canvas.paths(drawn, column="path", mark=mark, encode=encode),
        canvas.words(met[["x", "y", "text"]], mark=numbers),
    ]


def _steps(canvas: Canvas, nodes: pd.DataFrame, wide: float) -> Any:
    """Thin lines above each row and beside each column, heavier where a theme begins."""
    n = len(nodes)
    new = (nodes["theme"] != nodes["theme"].shift()).tolist()
    paths = [
        f"M0,{i * ROW:g}H{(i + 1) * wide:g}M{i * wide:g},{i * ROW:g}V{n * ROW:g}" for i in range(n)
    ]
    widths = [1.8 if begins and i else 0.7 for i, begins in enumerate(new)]
    end = {"path": f"M0,{n * ROW:g}H{n * wide:g}V{(n - 1) * ROW:g}", "width": 0.7}
    rows = pd.DataFrame({"path": paths, "width": widths})
    data = pd.concat([rows, pd.DataFrame([end])], ignore_index=True)
    mark = {"stroke": RULE, "aria": False}
    width = {"strokeWidth": raw(alt.StrokeWidth, "width")}
    return canvas.paths(data, column="path", mark=mark, encode=width)


def _own(counts: pd.DataFrame, wide: float) -> pd.DataFrame:
    rows = [
        ((i + 0.5) * wide, (i + 0.5) * ROW, str(n))
        for i, n in enumerate(counts.to_numpy().diagonal())
    ]
    return pd.DataFrame(rows, columns=["x", "y", "text"])


def _labels(labels: list[str], wide: float) -> pd.DataFrame:
    rows = [((i + 1) * wide + 8, (i + 0.5) * ROW, label) for i, label in enumerate(labels)]
    return pd.DataFrame(rows, columns=["x", "y", "text"])
