"""The signed, directed network of trust between stakeholders."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import (
    Place,
    at,
    drawn,
    paths,
    raw,
    texts,
    while_true,
    words,
    words_on_paper,
)
from trustbook.charts.geometry.curves import arrow, number, ring
from trustbook.charts.geometry.layout import (
    NAME_LEADING,
    NAME_SIZE,
    PLACE_LEADING,
    PLACE_SIZE,
    RADIUS,
    RING,
    WIDE,
)
from trustbook.charts.geometry.lettering import disc_letters
from trustbook.charts.geometry.routing import NUMBER_SIZE, Way
from trustbook.charts.hinges import OUTLINE, fills, with_hinges
from trustbook.charts.network_key import key_items, key_layers, key_rows
from trustbook.charts.network_panels import HEADING, Panel, panels_of
from trustbook.charts.network_style import (
    COLOURS,
    CORE,
    PALE,
    TEXT_COLOURS,
    Style,
    stroke_width,
    style_of,
    words_of_level,
)
from trustbook.charts.theme import (
    DISTRUST,
    INK,
    MUTED,
    ORGANISATIONS,
    PAPER,
    RULE,
    TRUST,
    UNAFFILIATED,
)
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count
from trustbook.networks.evidence import finding, labels_of, tie_anchor
from trustbook.networks.tie_counts import received_by_sign

_RING_GAP = 0.016
_DISC_ROOM = 34.0  # what fits on a disc of which 21 pixels around the middle are seen
_DISC_SIZES = (13.0, 11.5, 10.5)
MOST_NAMED = 2  # concepts
BY = {
    "concept": "By concept",
    "level": "By level",
    "phase": "By phase",
    "study": "By study",
}
_QUIET = "!isValid(node.id) || !isValid(node.id[0])"
_OF_TIE = f"({_QUIET} || datum.source == node.id[0] || datum.target == node.id[0])"
_OF_NODE = f"({_QUIET} || indexof(datum.near, node.id[0]) >= 0)"


def stakeholder_network(  # noqa: PLR0913 - all but two are named
    ties: pd.DataFrame,
    stakeholders: pd.DataFrame,
    *,
    concepts: pd.DataFrame,
    studies: pd.DataFrame,
    n_sources: int,
    unit: str = "segments",
    by: str = "",
    headings: Mapping[str, str] | None = None,
    title: str = "",
    width: float = WIDE,
    evidence: str = "",
) -> Any:
    """The network of the ties: who trusts whom, by level and organisation.

    Parts that no tie connects, and the values of the column `by` where one is given, are drawn as
    separate networks with the same meaning of place, colour and dash. Colour, dash and the printed
    number say the sign, the width of a line the support, paleness and an open head that a tie
    hinges on one source, the ring around a stakeholder the shares of positive and negative
    statements it receives.

    `ties` comes from `networks.ties` or `networks.ties_by`, `n_sources` is the number of
    independent sources there are, `unit` what they are, `headings` names the values of `by`,
    `title` replaces the computed sentence, `width` is that of the drawing in pixels, which many
    organisations may exceed, and `evidence` the page with the evidence of ties, unless it is this.
    """
    style = style_of(ties, concepts)
    panels = panels_of(
        ties,
        stakeholders,
        studies=studies,
        style=style,
        by=by,
        headings=headings or {},
        width=width,
    )
    width = max(panel.stage.outline.right for panel in panels)
    bottom = max(panel.bottom for panel in panels)
    people = _people(panels, _fills(stakeholders))
    names = labels_of(stakeholders, "stakeholder")
    lines = _lines(panels, style, names, n_sources)
    lines["href"] = evidence + lines["href"]
    key = key_items(lines, style, [frozenset(panel.ties["concept"]) for panel in panels])
    layers = [
        *_rules(panels),
        *_tie_layers(lines),
        *_bands(panels),
        *_people_layers(people, panels),
        *key_layers(key, bottom + 34, width),
    ]
    return drawn(
        layers,
        width=width,
        height=bottom + 34 + 26 * key_rows(key, width),
        title=title
        or _title(finding(ties, stakeholders=stakeholders, concepts=concepts), by, ties),
        subtitle=_reading(n_sources, unit),
        description=with_hinges(_description(lines, people), list(lines["o"] < 1)),
    )


def _title(words: str, by: str, ties: pd.DataFrame) -> str:
    """The sentence with what divides the picture, so that no two pictures are called alike.

    Where it divides more concepts than a sentence can name, it says how many ties there are.
    """
    if not by:
        return words
    if by == "concept" and ties["concept"].nunique() > MOST_NAMED:
        return sentence(
            "{by}: {ties} between {stakeholders}",
            by=gettext(BY[by]),
            ties=count(len(ties), "tie"),
            stakeholders=count(len({*ties["truster"], *ties["trustee"]}), "stakeholder"),
        )
    return f"{gettext(BY[by])}: {words[0].lower()}{words[1:]}"


def _reading(n_sources: int, unit: str) -> str:
    """How to read the picture, and what its numbers count."""
    return sentence(
        "Arrows point to those a view is about; numbers count independent sources (of {among}, "
        "repeats counted once)."
        if unit == "segments"
        else "Arrows point to those a view is about; numbers count independent sources "
        "(of {among}).",
        among=_units(n_sources, unit),
    )


def _units(n: int, unit: str) -> str:
    """So many sources of this kind."""
    if unit == "cases":
        return count(n, "case")
    if unit == "documents":
        return count(n, "document")
    return count(n, "relation" if unit == "relations" else "segment")


def _lines(
    panels: Sequence[Panel], style: Style, names: Mapping[str, str], n_sources: int
) -> pd.DataFrame:
    """One row per tie with everything that is drawn of it, weak ties first."""
    rows = []
    for panel in panels:
        among = frozenset(panel.ties["concept"])
        for tie, way in zip(panel.ties.to_dict("records"), panel.ways, strict=True):
            text = style.number(tie["concept"], tie["support"], among=among)
            rows.append(_line(tie, way, text=text, style=style, names=names, n_sources=n_sources))
    frame = pd.DataFrame(rows)
    frame["head_fill"] = fills(frame["colour"], frame["o"] < 1)
    order = ["n", "source", "target", "Concept"]
    return frame.sort_values(order, kind="stable").reset_index(drop=True)


def _line(  # noqa: PLR0913
    tie: Mapping[Any, Any],
    way: Way,
    *,
    text: str,
    style: Style,
    names: Mapping[str, str],
    n_sources: int,
) -> dict[str, Any]:
    source, target, concept, n = tie["truster"], tie["trustee"], tie["concept"], tie["support"]
    sign = style.sign[concept]
    width = stroke_width(n)
    shape = arrow(way.curve, width=width)
    who, whom = names.get(source, source), names.get(target, target)
    what, hinges = style.label[concept], not tie["stability"]
    direction = gettext("direction read, not stated")
    read = "" if tie.get("is_directed", True) else f"; {direction}"
    return {
        "source": source,
        "target": target,
        "n": n,
        "sign": sign,
        "body": shape.body,
        "head": shape.head,
        "colour": COLOURS[sign],
        "ink": TEXT_COLOURS[sign],
        "dash": list(style.dash[concept]),
        "w": width,
        "core": 0.0 if tie.get("is_directed", True) else CORE,
        "o": PALE if hinges else 1.0,
        "x": way.number[0],
        "y": way.number[1],
        "text": text,
        "href": f"#{tie_anchor(source, target, concept)}",
        "From": who,
        "Towards": whom,
        "Concept": what,
        "Sources": sentence("{n} of {every}", n=n, every=n_sources)
        + (f"; {gettext('hinges on one source')}" if hinges and n == 1 else "")
        + read,
        "words": sentence(
            "{concept} of {truster} towards {trustee}: {sources}",
            concept=what,
            truster=who,
            trustee=whom,
            sources=count(n, "independent source"),
        )
        + read,
    }


def _tie_layers(lines: pd.DataFrame) -> list[Any]:
    """Casing, ink and core of each tie in turn, so that a tie is cased where it crosses another.

    Only a tie whose direction was read has a core.
    """
    outer, ink = "datum.coat == 0", "datum.coat == 1"
    body = paths(
        lines,
        column="body",
        mark={"aria": False},
        encode={
            "stroke": raw(alt.Stroke, "coat_colour", kind="N"),
            "strokeWidth": raw(alt.StrokeWidth, "coat_width"),
            "strokeDash": raw(alt.StrokeDash, "coat_dash", kind="N"),
            "strokeOpacity": while_true(
                alt.StrokeOpacityValue, _OF_TIE, otherwise=0.06, then="coat_opacity"
            ),
        },
    )
    coated = (
        body.transform_calculate(coat="datum.core ? [0, 1, 2] : [0, 1]")
        .transform_flatten(["coat"])
        .transform_calculate(
            coat_colour=f"{ink} ? datum.colour : '{PAPER}'",
            coat_width=f"{outer} ? datum.w + 5 : {ink} ? datum.w + datum.core : datum.core",
            coat_dash=f"{ink} ? datum.dash : [1, 0]",
            coat_opacity=f"{ink} ? datum.o : 1",
        )
    )
    heads = paths(
        lines,
        column="head",
        mark={"strokeWidth": OUTLINE * 0.8, "aria": False},
        encode={
            "fill": raw(alt.Fill, "head_fill", kind="N"),
            "stroke": raw(alt.Stroke, "colour", kind="N"),
            "fillOpacity": while_true(alt.FillOpacityValue, _OF_TIE, otherwise=0.06),
            "strokeOpacity": while_true(alt.StrokeOpacityValue, _OF_TIE, otherwise=0.06, then="o"),
        },
    )
    numbers = words_on_paper(
        lines,
        mark={"fontSize": NUMBER_SIZE, "fontWeight": 700},
        encode={"opacity": while_true(alt.OpacityValue, _OF_TIE, otherwise=0)},
        colour=raw(alt.Color, "ink", kind="N"),
    )
    return [coated, heads, numbers, _touch(lines)]


def _touch(lines: pd.DataFrame) -> Any:
    """Wide lines that cannot be seen: they carry tooltips, links and words for screen readers."""
    tooltip = [alt.Tooltip(f"{column}:N") for column in ("From", "Towards", "Concept")]
    tooltip = [*tooltip, alt.Tooltip("Sources:N", title="Independent sources")]
    return paths(
        lines,
        column="body",
        mark={"stroke": INK, "strokeOpacity": 0, "strokeWidth": 16, "cursor": "pointer"},
        encode={
            "tooltip": tooltip,
            "href": alt.Href("href:N"),
            "description": alt.Description("words:N"),
        },
    )


def _fills(stakeholders: pd.DataFrame) -> dict[str, str]:
    """The colour of each organisation of the corpus, the same in every picture."""
    named = dict.fromkeys(stakeholders["organisation"].dropna())
    return {name: ORGANISATIONS[i % len(ORGANISATIONS)] for i, name in enumerate(named)}


def _people(panels: Sequence[Panel], fills: Mapping[str, str]) -> pd.DataFrame:
    """One row per stakeholder and network with everything that is drawn of it."""
    rows = []
    letters = _letters(panels)
    for panel in panels:
        received = received_by_sign(panel.ties).set_index("stakeholder")
        for person in panel.people.to_dict("records"):
            name = person["stakeholder"]
            counts = {key: int(received.loc[name, key]) for key in ("positive", "negative")}
            rows.append(_person(person, panel, counts, fills) | letters[name])
    return pd.DataFrame(rows)


def _letters(panels: Sequence[Panel]) -> dict[str, dict[str, Any]]:
    """What is on the disc of each stakeholder: the same in every network of the picture."""
    people = {row["stakeholder"]: row["label"]
              for panel in panels for row in panel.people.to_dict("records")}  # fmt: skip
    written = disc_letters(list(people), list(people.values()), width=_DISC_ROOM, sizes=_DISC_SIZES)
    return {
        name: {"text": text, "size": size}
        for name, (text, size) in zip(people, written, strict=True)
    }


def _person(
    person: Mapping[Any, Any],
    panel: Panel,
    counts: Mapping[str, int],
    fill: Mapping[str, str],
) -> dict[str, Any]:
    name, label = person["stakeholder"], person["label"]
    x, y = panel.stage.places[name]
    organisation = person["organisation"] if isinstance(person["organisation"], str) else ""
    arcs = _ring((x, y), counts["positive"], counts["negative"])
    return {
        "id": name,
        "x": x,
        "y": y,
        "fill": fill.get(organisation, UNAFFILIATED),
        "near": _near(panel.ties, name),
        "none": "" if any(arcs) else ring((x, y), radius=RING, start=0, end=1),
        "plus": arcs[0],
        "minus": arcs[1],
        "Stakeholder": label,
        "Organisation": organisation or "–",
        "Level": gettext(person["level"]),
        "For": counts["positive"],
        "Against": counts["negative"],
        "words": sentence(
            "{who}, {level} level: {sources} for, {negative} against",
            who=f"{label}, {organisation}" if organisation else label,
            level=gettext(person["level"]),
            sources=count(counts["positive"], "source"),
            negative=counts["negative"],
        ),
    }


def _near(ties: pd.DataFrame, name: str) -> list[str]:
    out, into = ties["truster"] == name, ties["trustee"] == name
    return sorted({name, *ties.loc[out, "trustee"], *ties.loc[into, "truster"]})


def _ring(centre: tuple[float, float], plus: int, minus: int) -> tuple[str, str]:
    """The parts of the ring for and against, as paths; nothing where nothing was received."""
    total = plus + minus
    if not total:
        return "", ""
    share, gap = plus / total, _RING_GAP if plus and minus else 0.0
    first = ring(centre, radius=RING, start=gap / 2, end=share - gap / 2) if plus else ""
    second = ring(centre, radius=RING, start=share + gap / 2, end=1 - gap / 2) if minus else ""
    return first, second


def _people_layers(people: pd.DataFrame, panels: Sequence[Panel]) -> list[Any]:
    node = alt.selection_point(
        name="node", fields=["id"], on="pointerover", clear="pointerout", empty=False
    )
    clear = while_true(alt.OpacityValue, _OF_NODE, otherwise=0.2)
    tooltip = [alt.Tooltip(f"{c}:N") for c in ("Stakeholder", "Organisation", "Level")]
    tooltip += [
        alt.Tooltip("For:Q", title="Sources for"),
        alt.Tooltip("Against:Q", title="Sources against"),
    ]
    discs = (
        at(people)
        .mark_point(filled=True, size=math.pi * RADIUS**2, stroke=PAPER, strokeWidth=4, opacity=1)
        .encode(
            fill=raw(alt.Fill, "fill", kind="N"),
            opacity=clear,
            tooltip=tooltip,
            description=alt.Description("words:N"),
        )
        .add_params(node)
    )
    rings = [
        paths(
            people[people[column] != ""],
            column=column,
            mark={"stroke": colour, "strokeWidth": 4.5, "aria": False},
            encode={"opacity": clear},
        )
        for column, colour in (("none", RULE), ("plus", TRUST), ("minus", DISTRUST))
        if (people[column] != "").any()
    ]
    inside = {"fontWeight": 700, "color": PAPER, "cursor": "default", "tooltip": None}
    letters = {"opacity": clear, "size": raw(alt.Size, "size")}
    names = words(people, mark=inside, encode=letters)
    return [discs, *rings, names, *_names(people, panels)]


def _names(people: pd.DataFrame, panels: Sequence[Panel]) -> list[Any]:
    """Names and organisations beside the discs, one layer per alignment."""
    near = dict(zip(zip(people["x"], people["y"], strict=True), people["near"], strict=True))
    rows = [
        {
            "align": label.align,
            "x": round(label.x, 1),
            "y": round(label.y + NAME_LEADING / 2, 1),
            "text": list(label.name),
            "place": list(label.place),
            "place_y": round(label.y + NAME_LEADING * len(label.name) + PLACE_LEADING / 2 - 1, 1),
            "near": near[panel.stage.places[name]],
        }
        for panel in panels
        for name, label in panel.labels.items()
    ]
    clear = while_true(alt.OpacityValue, _OF_NODE, otherwise=0.25)
    bold = {"fontSize": NAME_SIZE, "fontWeight": 700, "lineHeight": NAME_LEADING}
    fine = {"fontSize": PLACE_SIZE, "lineHeight": PLACE_LEADING}
    layers = []
    for align in ("left", "center", "right"):
        some = pd.DataFrame([row for row in rows if row["align"] == align])
        if some.empty:
            continue
        named = some[["text", "x", "y", "near"]]
        mark = {**bold, "align": align}
        layers.append(words_on_paper(named, mark=mark, encode={"opacity": clear}))
        placed = some[some["place"].map(bool)].drop(columns=["text", "y"])
        if len(placed):
            data = placed.rename(columns={"place": "text", "place_y": "y"})
            quiet = {**fine, "align": align, "color": MUTED}
            layers.append(
                words_on_paper(
                    data[["text", "x", "y", "near"]],
                    mark=quiet,
                    encode={"opacity": clear},
                )
            )
    return layers


def _rules(panels: Sequence[Panel]) -> list[Any]:
    """Dotted lines between the levels."""
    rules = [
        {"path": f"M{number(outline.left)},{number(top)}H{number(outline.right)}"}
        for panel in panels
        for outline in (panel.stage.outline,)
        for _, top, _ in panel.stage.bands[1:]
    ]
    if not rules:
        return []
    mark = {"stroke": RULE, "strokeDash": [2, 4], "aria": False}
    return [paths(pd.DataFrame(rules), column="path", mark=mark)]


def _bands(panels: Sequence[Panel]) -> list[Any]:
    """The names of levels, and the headings of networks."""
    levels: list[Place] = []
    meanings: list[Place] = []
    headings: list[Place] = []
    notes: list[Place] = []
    for panel in panels:
        outline = panel.stage.outline
        left, above = outline.left, outline.top - HEADING
        for level, top, _ in panel.stage.bands:
            levels.append((left, top + 16, gettext(level).upper()))
            if outline.right - left >= WIDE:
                meanings.append((left, top + 31, words_of_level(level)))
        if panel.heading:
            headings.append((left, above + 12, panel.heading))
        if panel.below:
            notes.append((left, above + (30 if panel.heading else 12), panel.below))
    return [
        texts(levels, size=11.5, weight=700, color=MUTED, on_paper=True),
        texts(meanings, size=11.5, color=MUTED, on_paper=True),
        texts(headings, size=15, weight=700, on_paper=True),
        texts(notes, color=MUTED, on_paper=True),
    ]


def _description(lines: pd.DataFrame, people: pd.DataFrame) -> str:
    """The alt text: how much is drawn, and the best supported ties in words."""
    best = lines.sort_values(["n", "words"], ascending=[False, True]).head(5)["words"]
    return sentence(
        "Signed, directed network of {stakeholders} and {ties}. The best supported: {best}.",
        stakeholders=count(people["id"].nunique(), "stakeholder"),
        ties=count(len(lines), "tie"),
        best="; ".join(best),
    )
