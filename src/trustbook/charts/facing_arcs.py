"""The picture of ties between two sides: two facing arcs per group."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import (
    SIZE,
    Align,
    at,
    drawn,
    lines_from,
    paths,
    raw,
    texts,
    while_true,
    words,
)
from trustbook.charts.facing_key import PLAIN, SIGNS, facing_key
from trustbook.charts.geometry.curves import arrow, number, path
from trustbook.charts.geometry.facing import Arcs, Frame, facing_arcs_layout, facing_curve
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.hinges import OUTLINE, fills, with_hinges
from trustbook.charts.theme import (
    DISTRUST,
    INK,
    MUTED,
    NEUTRAL,
    ORGANISATIONS,
    PAPER,
    RULE,
    TRUST,
)
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count

RADIUS = 7.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides(Frame):
    """The pixels of what is beside the arcs: the axis and length of the bars, the labels.

    `many` is how many lines a label may have; a heading of a side is `apart` from the middle, or
    at the edge where that is 0, above the heading of the bars.
    """

    axis: float
    bar: float
    label: float
    many: int
    apart: float


PAGE = Sides(
    width=720, step=34, heading=62, gap=64, depth=100, axis=50, bar=46, label=124, many=2, apart=145
)
PHONE = Sides(
    width=350, step=42, heading=80, gap=26, depth=20, axis=18, bar=16, label=78, many=3, apart=0
)
_QUIET = "!isValid(node.id) || !isValid(node.id[0])"
_OF_TIE = f"({_QUIET} || datum.source == node.id[0] || datum.target == node.id[0])"
_OF_NODE = f"({_QUIET} || indexof(datum.near, node.id[0]) >= 0)"


def facing_arcs(  # noqa: PLR0913 - all but two are named
    nodes: pd.DataFrame,
    ties: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    is_wide: bool = True,
) -> Any:
    """The ties between two sides as two facing arcs, ties across in front, ties within pale.

    `nodes` has the columns id, label, side (organisation), group (team), role and lead (whether
    drawn as a diamond); its first side is on the left. `ties` has the columns source, target
    and, where ties are signed and directed, sign (+1 or −1) and n (support; an open head where it
    is 1). Without them ties are plain lines and the bars count ties to the other side. It is
    narrower for a phone, where it is not `is_wide`.
    """
    frame = PAGE if is_wide else PHONE
    arcs = facing_arcs_layout(nodes, ties, frame=frame)
    lines = _ties(arcs, ties, frame)
    people = _nodes(arcs, lines)
    key, height = facing_key(arcs, lines, width=frame.width)
    hinges = list(lines["hinges"]) if "sign" in ties else []
    return drawn(
        [
            *_headings(arcs, frame),
            *_bars(arcs, lines, people, frame),
            *_lines(lines),
            *_people(people, frame),
            *key,
        ],
        width=frame.width,
        height=height,
        title=title,
        subtitle=subtitle,
        description=with_hinges(description, hinges),
    )


def _ties(arcs: Arcs, ties: pd.DataFrame, frame: Sides) -> pd.DataFrame:
    """One row per tie with its curve, colour, width and words, those within a side first."""
    place = {node["id"]: (node["x"], node["y"]) for node in arcs.nodes.to_dict("records")}
    label = dict(zip(arcs.nodes["id"], arcs.nodes["label"], strict=True))
    left = dict(zip(arcs.nodes["id"], arcs.nodes["left"], strict=True))
    signed = "sign" in ties
    crowd = 1.0 if len(ties) <= 60 else 0.75  # noqa: PLR2004 - a wood of ties needs thin lines
    rows = []
    for tie in ties.to_dict("records"):
        s, t, n = tie["source"], tie["target"], int(tie.get("n", 1))
        kind, colour, _ = SIGNS[int(tie["sign"])] if signed else PLAIN
        within = left[s] == left[t]
        width = (0.75 + 0.3 * n if within else 1.0 + 0.45 * n) * crowd
        curve = facing_curve(
            place[s], place[t], frame=frame, radius=RADIUS + 2.5, lane=9 if signed else 0
        )
        shape = arrow(curve, width=width, head=0.75)
        rows.append(
            {
                "source": s,
                "target": t,
                "kind": kind,
                "n": n,
                "within": within,
                "body": shape.body if signed else path(curve),
                "head": shape.head if signed else "",
                "colour": colour,
                "width": round(width, 2),
                "hinges": signed and n == 1,
                "paleness": (0.3 if kind != "distrust" else 0.6) if within else 0.8 * crowd,
                "From": label[s],
                "Towards": label[t],
                "words": sentence(
                    "{one} to {other}: {kind}, {sources}" if signed else "{one} and {other}",
                    one=label[s],
                    other=label[t],
                    kind=kind,
                    sources=count(n, "source"),
                ),
            }
        )
    columns = ["source", "target", "kind", "n", "within", "body", "head", "colour", "width"]
    drawn_ties = pd.DataFrame(
        rows, columns=[*columns, "hinges", "paleness", "From", "Towards", "words"]
    )
    drawn_ties["head_fill"] = fills(drawn_ties["colour"], drawn_ties["hinges"])
    order = ["within", "kind", "n", "source", "target"]
    return drawn_ties.sort_values(order, ascending=[False, False, True, True, True], kind="stable")


def _nodes(arcs: Arcs, ties: pd.DataFrame) -> pd.DataFrame:
    people = arcs.nodes.copy()
    sides = list(people["side"].drop_duplicates())
    people["fill"] = [ORGANISATIONS[sides.index(s) % len(ORGANISATIONS)] for s in people["side"]]
    people["near"] = [_neighbours(ties, node) for node in people["id"]]
    across = ties[~ties["within"]]
    people["across"] = [
        int(((across["source"] == i) | (across["target"] == i)).sum()) for i in people["id"]
    ]
    people["words"] = [
        sentence(
            "{who}: {ties} to the other side",
            who=f"{row['label']}, {row['role']}, {row['side']}",
            ties=count(row["across"], "tie"),
        )
        for row in people.to_dict("records")
    ]
    return people


def _neighbours(ties: pd.DataFrame, node: str) -> list[str]:
    out, into = ties["source"] == node, ties["target"] == node
    return sorted({node, *ties.loc[out, "target"], *ties.loc[into, "source"]})


def _lines(ties: pd.DataFrame) -> list[Any]:
    stroke_opacity = while_true(alt.StrokeOpacityValue, _OF_TIE, otherwise=0.03, then="paleness")
    fill_opacity = while_true(alt.FillOpacityValue, _OF_TIE, otherwise=0.03, then="paleness")
    layers = []
    for kind, _, dash in (PLAIN, *SIGNS.values()):
        some = ties[ties["kind"] == kind]
        if some.empty:
            continue
        stroke = {
            "stroke": raw(alt.Stroke, "colour", kind="N"),
            "strokeWidth": raw(alt.StrokeWidth, "width"),
            "strokeOpacity": stroke_opacity,
            "description": alt.Description("words:N"),
        }
        layers.append(paths(some, column="body", mark={"strokeDash": dash}, encode=stroke))
        if kind != PLAIN[0]:
            head = {
                "fill": raw(alt.Fill, "head_fill", kind="N"),
                "stroke": raw(alt.Stroke, "colour", kind="N"),
                "fillOpacity": fill_opacity,
                "strokeOpacity": stroke_opacity,
            }
            mark = {"strokeWidth": OUTLINE * 0.7, "aria": False}
            layers.append(paths(some, column="head", mark=mark, encode=head))
    if len(ties):
        layers.append(_touch(ties))
    return layers


def _touch(ties: pd.DataFrame) -> Any:
    """Wide lines that cannot be seen and carry the tooltips."""
    columns = ["From", "Towards"] + (
        [] if set(ties["kind"]) == {PLAIN[0]} else ["Relation", "Sources"]
    )
    data = ties.rename(columns={"kind": "Relation", "n": "Sources"})
    mark = {"stroke": INK, "strokeOpacity": 0, "strokeWidth": 9, "aria": False}
    encode = {"tooltip": [alt.Tooltip(f"{c}:N") for c in columns]}
    return paths(
        data[["source", "target", "body", *columns]], column="body", mark=mark, encode=encode
    )


def _people(people: pd.DataFrame, frame: Sides) -> list[Any]:
    node = alt.selection_point(
        name="node", fields=["id"], on="pointerover", clear="pointerout", empty=False
    )
    clear = while_true(alt.OpacityValue, _OF_NODE, otherwise=0.2)
    layers: list[Any] = []
    for lead, shape, size in ((False, "circle", 0.785), (True, "diamond", 1.25)):
        some = people[people["lead"].astype(bool) == lead]
        if some.empty:
            continue
        marks = (
            at(some[["id", "label", "role", "side", "across", "near", "x", "y", "fill", "words"]])
            .mark_point(
                filled=True,
                shape=shape,
                size=(2 * RADIUS) ** 2 * size,
                stroke=PAPER,
                strokeWidth=1.5,
            )
            .encode(
                fill=raw(alt.Fill, "fill", kind="N"),
                opacity=clear,
                description=alt.Description("words:N"),
                tooltip=[
                    alt.Tooltip("label:N", title="Who"),
                    alt.Tooltip("role:N", title="Role"),
                    alt.Tooltip("side:N", title="Where"),
                    alt.Tooltip("across:Q", title="Ties to the other side"),
                ],
            )
        )
        layers.append(marks.add_params(node) if not layers else marks)
    for left, align, dx in ((True, "right", -14), (False, "left", 14)):
        some = people[people["left"] == left].assign(x=lambda d: d["x"] + dx)  # noqa: B023
        if len(some):
            wrapped = [lines(w, size=12, width=frame.label, most=frame.many) for w in some["label"]]
            mark = {"align": align, "fontSize": 12, "lineHeight": 13}
            names = some.assign(
                text=pd.Series(wrapped, index=some.index),
                y=some["y"] - [6.5 * (len(w) - 1) for w in wrapped],
            )
            data = names[["text", "x", "y", "near"]]
            layers.append(words(data, mark=mark, encode={"opacity": clear}))
    return layers


def _headings(arcs: Arcs, frame: Sides) -> list[Any]:
    many = len(arcs.headings) > 1 or bool(str(arcs.headings["group"].iloc[0]))
    groups = arcs.headings.rename(columns={"group": "text"}).assign(x=0)
    layers = [_side_names(arcs, frame, left=left) for left in (True, False)]
    if many:
        layers.append(words(groups, mark={"fontSize": 14, "fontWeight": 700, "align": "left"}))
        lines = groups[groups["y"] > groups["y"].min()].assign(y=lambda d: d["y"] - 20)
        if len(lines):
            layers.append(_rule(lines, frame))
    return layers


def _side_names(arcs: Arcs, frame: Sides, *, left: bool) -> Any:
    """The name of the side on the left, or on the right, above its nodes in each group."""
    edge: tuple[float, Align] = (0.0, "left") if left else (frame.width, "right")
    apart = frame.width / 2 + (-frame.apart if left else frame.apart)
    centred: tuple[float, Align] = (apart, "center")
    x, align = centred if frame.apart else edge
    sides = arcs.nodes[arcs.nodes["left"] == left].groupby("group", sort=False)["side"]
    names = sides.agg(lambda side: " · ".join(dict.fromkeys(side)))
    tops = dict(zip(arcs.headings["group"], arcs.headings["y"] + 26, strict=True))
    return texts(
        (
            place
            for group, name in dict(names).items()
            for place in lines_from(x, tops[group], _fitting(name, frame.width / 2 - 6))
        ),
        align=align,
        weight=700,
        size=13,
    )


def _fitting(name: str, room: float) -> list[str]:
    return lines(name, size=13, width=room, most=2, bold=True)


def _rule(lines: pd.DataFrame, frame: Sides) -> Any:
    data = lines.assign(
        path=[f"M0,{number(y)}L{number(frame.width)},{number(y)}" for y in lines["y"]]
    )
    mark = {"stroke": RULE, "strokeDash": [2, 4], "aria": False}
    return paths(data[["path"]], column="path", mark=mark)


def _bars(arcs: Arcs, ties: pd.DataFrame, people: pd.DataFrame, frame: Sides) -> list[Any]:
    """How much each node receives, or how many ties it has across, beside its label."""
    counted = _received(ties, people)
    if counted.empty or not counted["n"].max():
        return []
    unit = frame.bar / counted["n"].max()
    counted = counted[counted["n"] > 0].assign(
        axis=lambda d: [_axis(frame, left=left) for left in d["left"]],
        path=lambda d: [
            f"M{number(axis)},{number(y)}h{number((-1 if left else 1) * unit * n)}"
            for axis, left, y, n in zip(d["axis"], d["left"], d["y"], d["n"], strict=True)
        ],
    )
    clear = while_true(alt.OpacityValue, _OF_NODE, otherwise=0.2)
    encode = {"stroke": raw(alt.Stroke, "colour", kind="N"), "opacity": clear}
    mark = {"strokeWidth": 4.2, "aria": False}
    bars = paths(counted[["path", "colour", "near"]], column="path", mark=mark, encode=encode)
    signed = PLAIN[0] not in set(ties["kind"])
    numbers = [] if signed else _bar_numbers(counted)
    return [bars, *numbers, *_bar_frame(arcs, frame, signed=signed)]


def _bar_numbers(counted: pd.DataFrame) -> list[Any]:
    """The number of ties on the inner side of each bar."""
    inside = counted["axis"] + counted["left"].map({True: 9, False: -9})
    data = counted.assign(x=inside, text=counted["n"].astype(int).astype(str))
    return [words(data[["text", "x", "y"]], mark={"fontSize": 12, "color": MUTED})]


def _received(ties: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    if set(ties["kind"]) <= {PLAIN[0]}:
        plain = people.rename(columns={"across": "n"}).assign(colour=NEUTRAL)
        return plain[["left", "y", "n", "colour", "near"]]
    parts = []
    for kind, colour, dy in (("trust", TRUST, -2.6), ("distrust", DISTRUST, 2.6)):
        into = ties[ties["kind"] == kind].groupby("target")["n"].sum()
        parts.append(
            people.assign(n=people["id"].map(into).fillna(0), colour=colour, y=people["y"] + dy)
        )
    return pd.concat(parts)[["left", "y", "n", "colour", "near"]]


def _bar_frame(arcs: Arcs, frame: Sides, *, signed: bool) -> list[Any]:
    spans = arcs.nodes.groupby(["group", "left"], sort=False)["y"].agg(["min", "max"]).reset_index()
    axes = pd.DataFrame(
        {
            "path": [
                f"M{number(_axis(frame, left=r['left']))},{number(r['min'] - 12)}"
                f"V{number(r['max'] + 12)}"
                for r in spans.to_dict("records")
            ]
        }
    )
    top = arcs.headings["y"].iloc[0] + (26 if frame.apart else 58)
    text = gettext("received" if signed else "lines across")
    outer = text_width(text, size=SIZE) / 2 - 6
    heads = [(x, top, text) for x in (outer, frame.width - outer)]
    rule = paths(axes, column="path", mark={"stroke": RULE, "aria": False})
    return [rule, texts(heads, align="center", color=MUTED)]


def _axis(frame: Sides, *, left: bool) -> float:
    return frame.axis if left else frame.width - frame.axis
