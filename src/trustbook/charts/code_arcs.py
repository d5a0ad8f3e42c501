"""The network of codes that occur together: arcs along the codebook."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import Place, at, drawn, lines_around, paths, raw, texts, while_true
from trustbook.charts.geometry.curves import number
from trustbook.charts.geometry.lettering import lines
from trustbook.charts.theme import HEALTH, INK, MUTED, PAPER
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count

STEP = 21.0
HEADING = 30.0
AXIS, BULGE = 244.0, 180.0
AXIS_OF_PHONE, BULGE_OF_PHONE = 228.0, 96.0
ALONE = "dashed: hinges on one source"
THIN, WIDEST = 1.5, 7.0  # pixels of one source, and of the most where that is more
_QUIET = "!isValid(node.id) || !isValid(node.id[0])"
_OF_PAIR = f"({_QUIET} || datum.one == node.id[0] || datum.other == node.id[0])"


def code_arcs(  # noqa: PLR0913 - all but two are named
    nodes: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    is_wide: bool = True,
) -> Any:
    """An arc for each pair of codes, wider with more independent sources, dashed with one.

    `nodes` has code, label, theme and units in the order of the codebook; `pairs` has one, other,
    together and sources. Codes are below each other by theme, so that an arc is long where it
    joins distant parts of the codebook. It `is_wide` on a page, and narrow on a phone.
    """
    axis, bulge = (AXIS, BULGE) if is_wide else (AXIS_OF_PHONE, BULGE_OF_PHONE)
    codes, themes, height = _places(nodes, axis=axis, width=axis + bulge)
    arcs = _arcs(pairs, codes, axis=axis, bulge=bulge)
    return drawn(
        [
            texts(themes, weight=700),
            *_lines(arcs),
            *_codes(codes, axis=axis),
            *_key(arcs, y=height + 18),
        ],
        width=axis + bulge + 24,
        height=height + 34,
        title=title,
        subtitle=subtitle,
        description=description,
    )


def _places(
    nodes: pd.DataFrame, *, axis: float, width: float
) -> tuple[pd.DataFrame, list[Place], float]:
    """The codes with their places, the themes with theirs, and the height."""
    y, before, ys = 0.0, None, []
    themes: list[Place] = []
    for theme in nodes["theme"].fillna(""):
        if theme != before and theme:
            y += HEADING
            themes += lines_around(0.0, y - 10, theme, room=width, most=1)
        before = theme
        ys.append(y + STEP / 2)
        y += STEP
    most = max(1, int(nodes["units"].max())) if len(nodes) else 1
    codes = nodes.assign(
        x=axis,
        y=ys,
        size=(24 + 110 * nodes["units"] / most).round(1),
        text=[lines(label, size=12, width=axis - 16, most=1)[0] for label in nodes["label"]],
        words=[f"{c['label']}: {count(c['units'], 'segment')}" for c in nodes.to_dict("records")],
    )
    return codes, themes, y


def _arcs(pairs: pd.DataFrame, codes: pd.DataFrame, *, axis: float, bulge: float) -> pd.DataFrame:
    y = dict(zip(codes["code"], codes["y"], strict=True))
    label = dict(zip(codes["code"], codes["label"], strict=True))
    ends = zip(pairs["one"], pairs["other"], strict=True)
    longest = max((abs(y[one] - y[other]) for one, other in ends), default=1.0)
    rows = []
    for pair in pairs.to_dict("records"):
        one, other = str(pair["one"]), str(pair["other"])
        top, bottom = sorted((y[one], y[other]))
        out = axis + 4 / 3 * (16 + (bulge - 16) * (bottom - top) / longest)
        words = (label[one], label[other], int(pair["together"]), int(pair["sources"]))
        path = f"M{axis:g},{number(top)}C{number(out)},{number(top)} {number(out)},{number(bottom)}"
        rows.append((one, other, f"{path} {axis:g},{number(bottom)}", *words))
    columns = ["one", "other", "path", "One", "Other", "Segments", "Sources"]
    arcs = pd.DataFrame(rows, columns=columns)
    root = arcs["Sources"].clip(lower=1) ** 0.5
    return arcs.assign(
        width=(root * min(THIN, WIDEST / max(1.0, root.max()))).round(2),
        words=[
            sentence(
                "{one} and {other}: {sources}, {segments}",
                one=a["One"],
                other=a["Other"],
                sources=count(a["Sources"], "source"),
                segments=count(a["Segments"], "segment"),
            )
            for a in arcs.to_dict("records")
        ],
    ).sort_values(["Sources", "one", "other"], kind="stable")


def _lines(arcs: pd.DataFrame) -> list[Any]:
    opacity = while_true(alt.StrokeOpacityValue, _OF_PAIR, otherwise=0.06, then=0.62)
    encode = {
        "strokeWidth": raw(alt.StrokeWidth, "width"),
        "strokeOpacity": opacity,
        "description": alt.Description("words:N"),
    }
    layers = []
    for alone, dash in ((True, [3, 3]), (False, [1, 0])):
        some = arcs[(arcs["Sources"] < 2) == alone]  # noqa: PLR2004
        if len(some):
            mark = {"stroke": HEALTH, "strokeDash": dash}
            layers.append(paths(some, column="path", mark=mark, encode=encode))
    return [*layers, _touch(arcs)] if layers else []


def _touch(arcs: pd.DataFrame) -> Any:
    """Wide lines that cannot be seen and carry the tooltips."""
    columns = ["One", "Other", "Sources", "Segments"]
    mark = {"stroke": INK, "strokeOpacity": 0, "strokeWidth": 9, "aria": False}
    encode = {"tooltip": [alt.Tooltip(f"{column}:N") for column in columns]}
    return paths(arcs[["path", *columns]], column="path", mark=mark, encode=encode)


def _codes(codes: pd.DataFrame, *, axis: float) -> list[Any]:
    node = alt.selection_point(
        name="node", fields=["id"], on="pointerover", clear="pointerout", empty=False
    )
    data = codes.rename(columns={"code": "id"})
    points = (
        at(data[["id", "x", "y", "size", "words", "label", "units"]])
        .mark_point(filled=True, shape="circle", fill=INK, stroke=PAPER, strokeWidth=1, opacity=1)
        .encode(
            size=raw(alt.Size, "size"),
            description=alt.Description("words:N"),
            tooltip=[
                alt.Tooltip("label:N", title="Code"),
                alt.Tooltip("units:Q", title="Segments"),
            ],
        )
        .add_params(node)
    )
    labels = ((axis - 12, y, text) for y, text in codes[["y", "text"]].to_numpy())
    return [points, texts(labels, align="right")]


def _key(arcs: pd.DataFrame, *, y: float) -> list[Any]:
    """What the widths mean: a line for the fewest and the most sources drawn."""
    ends = arcs.iloc[[0, -1]].drop_duplicates("Sources") if len(arcs) else arcs
    layers = []
    for i, (n, width) in enumerate(zip(ends["Sources"], ends["width"], strict=True)):
        x = 4 + i * 150.0
        sample = pd.DataFrame({"path": [f"M{x:g},{number(y)}h28"]})
        dash = [3, 3] if n < 2 else [1, 0]  # noqa: PLR2004
        mark = {"stroke": HEALTH, "strokeWidth": width, "strokeDash": dash}
        layers += [
            paths(sample, column="path", mark=mark | {"aria": False}),
            texts([(x + 36, y, count(n, "source") if n > 1 else gettext(ALONE))], color=MUTED),
        ]
    return layers
