"""The key of a network: what its colours, dashes, widths and rings mean."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import Place, paths, raw, texts
from trustbook.charts.geometry.curves import arrow, path, ring
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.hinges import OUTLINE, fills
from trustbook.charts.network_style import COLOURS, CORE, PALE, Style, stroke_width
from trustbook.charts.theme import DISTRUST, MUTED, PAPER, TRUST
from trustbook.corpus.language import gettext
from trustbook.corpus.numbers import count


def key_items(
    lines: pd.DataFrame, style: Style, drawn: Sequence[frozenset[str]]
) -> list[dict[str, Any]]:
    """What the key explains: only what is drawn."""
    items = []
    for concept, dash in style.dash.items():
        label = style.label[concept]
        if label not in set(lines["Concept"]):
            continue
        sign = style.sign[concept]
        lettered = any(style.needs_letter(concept, d) for d in drawn if concept in d)
        letter = f" ({style.letter[concept]})" if lettered else ""
        items.append(
            {
                "kind": "line",
                "sign": sign,
                "dash": dash,
                "o": 1.0,
                "w": 3.3,
                "text": label.lower() + letter,
            }
        )
    if (lines["o"] < 1).any():
        pale = lines[lines["o"] < 1].iloc[-1]
        sign, dash = int(pale["sign"]), pale["dash"]
        items.append(
            {
                "kind": "line",
                "sign": sign,
                "dash": dash,
                "o": PALE,
                "w": 3.3,
                "text": gettext("pale, open: hinges on one source"),
            }
        )
    if (lines["core"] > 0).any():
        read = lines[lines["core"] > 0].iloc[-1]
        text = gettext("double line: direction read, not stated")
        line = {"kind": "line", "sign": int(read["sign"]), "dash": read["dash"], "o": 1.0}
        items.append({**line, "w": 3.3, "core": CORE, "text": text})
    steps = sorted({int(lines["n"].min()), int(lines["n"].max())})
    if len(steps) > 1:
        steps = sorted({*steps, round(math.sqrt(steps[0] * steps[1]))})
    for n in steps[:-1]:
        items.append({"kind": "width", "w": stroke_width(n), "text": str(n)})
    most = count(steps[-1], "source")
    items.append({"kind": "last width", "w": stroke_width(steps[-1]), "text": most})
    if set(lines["sign"]) & {1, -1}:
        items.append({"kind": "ring", "text": gettext("ring: stated for and against")})
    return items


_WIDER = 1.16  # a reader without the font of the pictures or Arial sees a wider one
_KEY_MARKS: Mapping[str, float] = {
    "line": 40.0,
    "width": 32.0,
    "last width": 32.0,
    "ring": 28.0,
}
_KEY_GAPS: Mapping[str, float] = {
    "line": 20.0,
    "width": 6.0,
    "last width": 20.0,
    "ring": 20.0,
}


def _key_places(items: Sequence[Mapping[str, Any]], width: float) -> list[tuple[float, int]]:
    """Where each item of the key begins, and in which row."""
    x, row, places = 0.0, 0, []
    for i, item in enumerate(items):
        if x and x + _key_room(items[i:]) > width:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += _item_room(item)
    return places


def _key_room(items: Sequence[Mapping[str, Any]]) -> float:
    """The room of the first item together with those that belong to it: widths share a row."""
    alone = _item_room(items[0])
    return alone + _key_room(items[1:]) if items[0]["kind"] == "width" else alone


def _item_room(item: Mapping[str, Any]) -> float:
    words = _WIDER * text_width(item["text"], size=12)
    return _KEY_MARKS[item["kind"]] + words + _KEY_GAPS[item["kind"]]


def key_rows(items: Sequence[Mapping[str, Any]], width: float) -> int:
    """How many rows the key takes."""
    return max((row for _, row in _key_places(items, width)), default=0) + 1


def key_layers(items: Sequence[Mapping[str, Any]], top: float, width: float) -> list[Any]:
    """The key, drawn in rows from `top` downwards."""
    lines, heads, rings = [], [], []
    words: list[Place] = []
    for item, (x, row) in zip(items, _key_places(items, width), strict=True):
        y = top + 26 * row
        words.append((x + _KEY_MARKS[item["kind"]], y, item["text"]))
        if item["kind"] == "line":
            shape = arrow(((x, y), (x + 16, y), (x + 32, y)), width=item["w"])
            colour = COLOURS[item["sign"]]
            core = item.get("core", 0.0)
            line = {"path": shape.body, "dash": list(item["dash"]), "w": item["w"] + core}
            lines.append({**line, "colour": colour, "o": item["o"]})
            if core:
                lines.append({**line, "dash": [1, 0], "w": core, "colour": PAPER, "o": 1.0})
            heads.append({"path": shape.head, "colour": colour, "o": item["o"]})
        elif "width" in item["kind"]:
            line = {"path": path(((x, y), (x + 26, y))), "dash": [1, 0], "w": item["w"]}
            lines.append({**line, "colour": MUTED, "o": 1.0})
        else:
            for part, colour in zip(_ring_sample((x + 11, y)), (TRUST, DISTRUST), strict=True):
                rings.append({"path": part, "colour": colour})
    stroke, tips = raw(alt.Stroke, "colour", kind="N"), pd.DataFrame(heads)
    layers = [
        paths(
            pd.DataFrame(lines),
            column="path",
            mark={"aria": False},
            encode={
                "stroke": stroke,
                "strokeWidth": raw(alt.StrokeWidth, "w"),
                "strokeDash": raw(alt.StrokeDash, "dash", kind="N"),
                "strokeOpacity": raw(alt.StrokeOpacity, "o"),
            },
        ),
        paths(
            tips.assign(fill=fills(tips["colour"], tips["o"] < 1)),
            column="path",
            mark={"strokeWidth": OUTLINE * 0.8, "aria": False},
            encode={
                "fill": raw(alt.Fill, "fill", kind="N"),
                "stroke": stroke,
                "strokeOpacity": raw(alt.StrokeOpacity, "o"),
            },
        ),
        texts(words, color=MUTED),
    ]
    if rings:
        mark = {"strokeWidth": 3.5, "aria": False}
        layers.append(
            paths(pd.DataFrame(rings), column="path", mark=mark, encode={"stroke": stroke})
        )
    return layers


def _ring_sample(centre: tuple[float, float]) -> tuple[str, str]:
    return (
        ring(centre, radius=9.5, start=0.02, end=0.68),
        ring(centre, radius=9.5, start=0.72, end=0.98),
    )
