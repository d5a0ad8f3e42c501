"""How often each two codes occur together: half a matrix whose labels stand on its diagonal."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import Canvas, raw
from trustbook.charts.theme import INK, MUTED, RULE, TRUST
from trustbook.lettering import lines, text_width

CELL = 27.0
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
    ends = [(i + 1) * CELL + 8 + text_width(label, size=SIZE) for i, label in enumerate(labels)]
    canvas = Canvas(width=max([300.0, *ends]), height=CELL * len(nodes))
    layers = [
        _steps(canvas, nodes),
        *_cells(canvas, _met(counts, nodes)),
        canvas.words(_own(counts), mark={"fontSize": SIZE, "color": MUTED}),
        canvas.words(_labels(labels), mark={"fontSize": SIZE, "align": "left"}),
    ]
    return canvas.drawn(layers, title=title, subtitle=subtitle, description=description)


def _met(counts: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """A row a pair that occurs: the later code gives its row, the earlier its column."""
    table, label = counts.to_numpy(), list(nodes["label"])
    rows = [
        (j * CELL, i * CELL, int(table[i, j]), label[i], label[j])
        for i in range(len(label))
        for j in range(i)
        if table[i, j]
    ]
    met = pd.DataFrame(rows, columns=["left", "top", "n", "one", "other"])
    most = max(1, met["n"].max() if len(met) else 1)
    return met.assign(
        x=met["left"] + CELL / 2,
        y=met["top"] + CELL / 2,
        text=met["n"].astype("str"),
        share=(PALEST + (DARKEST - PALEST) * met["n"] / most).round(3),
        words=[f"{c.one} with {c.other}: {c.n}" for c in met.itertuples()],
    )


def _cells(canvas: Canvas, met: pd.DataFrame) -> list[Any]:
    if met.empty:
        return []
    size = CELL - 3
    corners = zip(met["left"] + 1.5, met["top"] + 1.5, strict=True)
    box = [f"M{x:g},{y:g}h{size:g}v{size:g}h-{size:g}z" for x, y in corners]
    data = met.assign(path=box)[["path", "share", "words", "one", "other", "n"]]
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
    return [
        canvas.paths(data, column="path", mark=mark, encode=encode),
        canvas.words(met[["x", "y", "text"]], mark=numbers),
    ]


def _steps(canvas: Canvas, nodes: pd.DataFrame) -> Any:
    """Thin lines below each row and beside each column, heavier where a theme begins."""
    end = CELL * len(nodes)
    new = (nodes["theme"] != nodes["theme"].shift()).tolist()
    starts = [CELL * i for i in range(len(nodes))]
    across = [f"M0,{start:g}H{start + CELL:g}M{start:g},{start:g}V{end:g}" for start in starts]
    widths = [1.8 if begins and start else 0.7 for begins, start in zip(new, starts, strict=True)]
    last = {"path": f"M0,{end:g}H{end:g}V{end - CELL:g}", "width": 0.7}
    rows = pd.DataFrame({"path": across, "width": widths})
    data = pd.concat([rows, pd.DataFrame([last])], ignore_index=True)
    mark = {"stroke": RULE, "aria": False}
    width = {"strokeWidth": raw(alt.StrokeWidth, "width")}
    return canvas.paths(data, column="path", mark=mark, encode=width)


def _own(counts: pd.DataFrame) -> pd.DataFrame:
    own = counts.to_numpy().diagonal()
    middle = [(i + 0.5) * CELL for i in range(len(own))]
    return pd.DataFrame({"x": middle, "y": middle, "text": [str(n) for n in own]})


def _labels(labels: list[str]) -> pd.DataFrame:
    rows = [((i + 1) * CELL + 8, (i + 0.5) * CELL, label) for i, label in enumerate(labels)]
    return pd.DataFrame(rows, columns=["x", "y", "text"])
