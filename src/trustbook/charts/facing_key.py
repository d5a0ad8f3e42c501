"""The key of facing arcs: what their lines and marks mean."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, Place, at, paths, raw, texts
from trustbook.charts.geometry.curves import arrow, number
from trustbook.charts.geometry.facing import Arcs
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.hinges import OPEN, OUTLINE, fills
from trustbook.charts.theme import DISTRUST, INK, MUTED, NEUTRAL, TRUST
from trustbook.corpus.language import gettext
from trustbook.corpus.numbers import joined

LINE_OF_KEY = 22.0
SIGNS = {1: ("trust", TRUST, [1, 0]), -1: ("distrust", DISTRUST, [4, 2.5])}
PLAIN = ("tie", NEUTRAL, [1, 0])


def facing_key(arcs: Arcs, ties: pd.DataFrame, *, width: float) -> tuple[list[Any], float]:
    """The legend, drawn below the arcs in lines that fit, and where it ends."""
    x, y = 0.0, arcs.height + 12
    names: list[Place] = []
    strokes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    for mark, text in [*_explained_ties(ties), *_explained_nodes(arcs)]:
        begin = 22 if "shape" in mark else 36
        if x and x + begin + text_width(text, size=SIZE) > width:
            x, y = 0.0, y + LINE_OF_KEY
        if "shape" in mark:
            shapes.append({**mark, "x": x + 8, "y": y})
        else:
            sample = arrow(((x, y), (x + 15, y), (x + 30, y)), width=2.2)
            plain = {"path": f"M{number(x)},{number(y)}h28", "head": ""}
            ends = {"path": sample.body, "head": sample.head} if mark["arrow"] else plain
            strokes.append({**mark, **ends})
        names.append((x + begin, y, text))
        x += begin + text_width(text, size=SIZE) + 24
    return [*_key_lines(strokes), *_key_shapes(shapes), texts(names, color=MUTED)], y + 18


def _explained_ties(ties: pd.DataFrame) -> list[tuple[dict[str, Any], str]]:
    """The lines that are drawn, and what each means."""
    kinds, entries = set(ties["kind"]), []
    for kind, colour, dash in (*SIGNS.values(), PLAIN):
        if kind in kinds:
            line = {"colour": colour, "dash": dash, "o": 1.0, "arrow": kind != PLAIN[0]}
            entries.append((line, gettext(kind if kind != PLAIN[0] else "works with")))
    if ties["within"].any():
        colour = NEUTRAL if PLAIN[0] in kinds else TRUST
        line = {"colour": colour, "dash": [1, 0], "o": 0.35, "arrow": False}
        entries.append((line, gettext("pale: within one side")))
    if ties["hinges"].any():
        line = {"colour": INK, "dash": [1, 0], "o": 1.0, "arrow": True, "open": True}
        entries.append((line, gettext(OPEN)))
    return entries


def _explained_nodes(arcs: Arcs) -> list[tuple[dict[str, Any], str]]:
    """The shapes of nodes that are drawn, and whom each stands for."""
    entries: list[tuple[dict[str, Any], str]] = []
    for lead, shape in ((False, "circle"), (True, "diamond")):
        roles = arcs.nodes.loc[arcs.nodes["lead"].astype(bool) == lead, "role"].drop_duplicates()
        if len(roles):
            few = len(roles) <= 2  # noqa: PLR2004
            entries.append(
                ({"shape": shape}, joined(roles, choice=True) if few else gettext("member"))
            )
    return entries


def _key_lines(strokes: list[dict[str, Any]]) -> list[Any]:
    encode = {
        "stroke": raw(alt.Stroke, "colour", kind="N"),
        "strokeOpacity": raw(alt.StrokeOpacity, "o"),
    }
    heads = pd.DataFrame([stroke for stroke in strokes if stroke["head"]])
    if len(heads):
        hinges = heads.reindex(columns=["open"])["open"].eq(True)
        heads = heads.assign(fill=fills(heads["colour"], hinges))[["head", "fill", "colour"]]
    fill = {"fill": raw(alt.Fill, "fill", kind="N"), "stroke": raw(alt.Stroke, "colour", kind="N")}
    mark = {"strokeWidth": OUTLINE * 0.7, "aria": False}
    tips = [paths(heads, column="head", mark=mark, encode=fill)] if len(heads) else []
    return tips + [
        paths(
            pd.DataFrame([{k: v for k, v in stroke.items() if k in ("path", "colour", "o")}]),
            column="path",
            mark={"strokeDash": stroke["dash"], "strokeWidth": 2.4, "aria": False},
            encode=encode,
        )
        for stroke in strokes
    ]


def _key_shapes(shapes: list[dict[str, Any]]) -> list[Any]:
    return [
        at(pd.DataFrame([shape])).mark_point(
            filled=True, shape=shape["shape"], size=170, fill=MUTED, opacity=1, aria=False
        )
        for shape in shapes
    ]
