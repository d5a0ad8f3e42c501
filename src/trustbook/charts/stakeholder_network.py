"""The signed, directed network of trust between stakeholders."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import Canvas, raw
from trustbook.charts.theme import (
    DISTRUST,
    DISTRUST_TEXT,
    INK,
    MUTED,
    NEUTRAL,
    ORGANISATIONS,
    PAPER,
    RULE,
    TRUST,
    UNAFFILIATED,
)
from trustbook.curves import arrow, number, path, ring
from trustbook.evidence import finding, labels_of, signed_number, tie_anchor
from trustbook.layout import (
    HALF,
    NAME_LEADING,
    NAME_SIZE,
    PLACE_LEADING,
    PLACE_SIZE,
    RADIUS,
    RING,
    WIDE,
    Box,
    Label,
    Stage,
    labelled,
    staged,
)
from trustbook.lettering import initials_of, short_name, text_width
from trustbook.networks import components, received_by_sign, stakeholders_of
from trustbook.routing import NUMBER_SIZE, Way, ways

COLOURS: Mapping[int, str] = {1: TRUST, -1: DISTRUST, 0: NEUTRAL}
TEXT_COLOURS: Mapping[int, str] = {1: TRUST, -1: DISTRUST_TEXT, 0: MUTED}
DASHES: Mapping[int, Sequence[Sequence[float]]] = {
    1: ([1, 0], [11, 3], [14, 3, 3, 3]),
    -1: ([6, 4], [1.5, 3], [10, 3, 2, 3], [3.5, 2]),
    0: ([12, 3, 2, 3, 2, 3], [2, 5], [16, 5]),
}
LEVEL_WORDS: Mapping[str, str] = {
    "macro": "rules and systems",
    "meso": "organisations and managers",
    "micro": "persons and teams",
}
PALE = 0.5

_SMALL = 4  # stakeholders in a picture that takes half the width
_HEADING = 46.0
_BETWEEN = 28.0
_RING_GAP = 0.016
_QUIET = "!isValid(node.id) || !isValid(node.id[0])"
_OF_TIE = f"({_QUIET} || datum.source == node.id[0] || datum.target == node.id[0])"
_OF_NODE = f"({_QUIET} || indexof(datum.near, node.id[0]) >= 0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Panel:
    """One network of the picture: its ties, who stands where, and its heading."""

    ties: pd.DataFrame
    people: pd.DataFrame
    stage: Stage
    labels: dict[str, Label]
    ways: list[Way]
    heading: str
    below: str

    @property
    def bottom(self) -> float:
        """Where the network ends, names below its stakeholders included."""
        names = [label.box.bottom for label in self.labels.values()]
        return max(self.stage.outline.bottom, *names)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """How concepts look and are called: dash, letter, label and sign of each."""

    dash: Mapping[str, Sequence[float]]
    letter: Mapping[str, str]
    label: Mapping[str, str]
    sign: Mapping[str, int]

    def number(self, concept: str, support: int, *, among: frozenset[str]) -> str:
        """What is printed on a tie of this concept in a network `among` whose concepts it is."""
        sign = self.sign[concept]
        letter = f" {self.letter[concept]}" if self.needs_letter(concept, among) else ""
        return signed_number(sign, support) + letter

    def needs_letter(self, concept: str, among: frozenset[str]) -> bool:
        """Whether another concept of the same network has the same sign."""
        return any(c != concept and self.sign[c] == self.sign[concept] for c in among)


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
) -> Any:
    """The network of the ties: who trusts whom, by level and organisation.

    Parts that no tie connects, and the values of the column `by` where one is given, are drawn as
    separate networks with the same meaning of place, colour and dash. Colour, dash and the printed
    number say the sign, the width of a line the support, paleness that a tie hinges on one source,
    the ring around a stakeholder the shares of positive and negative statements it receives.

    `ties` comes from `networks.ties` or `networks.ties_by`, `n_sources` is the number of
    independent sources there are, `unit` what they are, `headings` names the values of `by` and
    `title` replaces the computed sentence.
    """
    style = _style(ties, concepts)
    panels = _panels(
        ties, stakeholders, studies=studies, style=style, by=by, headings=headings or {}
    )
    width = max(panel.stage.outline.right for panel in panels)
    bottom = max(panel.bottom for panel in panels)
    people = _people(panels, _fills(stakeholders))
    names = labels_of(stakeholders, "stakeholder")
    lines = _lines(panels, style, names, n_sources)
    key = _key_items(lines, style, [frozenset(panel.ties["concept"]) for panel in panels])
    canvas = Canvas(width=width, height=bottom + 34 + 26 * _key_rows(key, width))
    layers = [
        *_rules(canvas, panels),
        *_tie_layers(canvas, lines),
        *_bands(canvas, panels),
        *_people_layers(canvas, people, panels),
        *_key_layers(canvas, key, bottom + 34, width),
    ]
    words = title or finding(ties, stakeholders=stakeholders, concepts=concepts)
    return canvas.drawn(
        layers,
        title=words,
        subtitle=_reading(n_sources, unit),
        description=_description(lines, people),
    )


def _reading(n_sources: int, unit: str) -> str:
    """How to read the picture, and what its numbers count."""
    among = f"{n_sources} {unit}" + (", repeats counted once" if unit == "segments" else "")
    return f"Arrows run from truster to trustee; numbers count independent sources (of {among})."


def _style(ties: pd.DataFrame, concepts: pd.DataFrame) -> _Style:
    drawn = set(ties["concept"])
    declared = [name for name in concepts["concept"] if name in drawn]
    names = [*concepts["concept"], *sorted(drawn - set(declared))]
    sign = dict.fromkeys(names, 0) | dict(zip(ties["concept"], ties["sign"], strict=True))
    sign |= dict(zip(concepts["concept"], concepts["sign"].astype(int), strict=True))
    label = {name: name for name in names} | labels_of(concepts, "concept")
    dash: dict[str, Sequence[float]] = {}
    for each in (1, -1, 0):
        same = [name for name in names if sign[name] == each]
        dash |= {name: DASHES[each][i % len(DASHES[each])] for i, name in enumerate(same)}
    letters = dict(zip(names, initials_of([label[name] for name in names]), strict=True))
    return _Style(dash=dash, letter=letters, label=label, sign=sign)


# ---- panels ----


def _panels(  # noqa: PLR0913
    ties: pd.DataFrame,
    stakeholders: pd.DataFrame,
    *,
    studies: pd.DataFrame,
    style: _Style,
    by: str,
    headings: Mapping[str, str],
) -> list[_Panel]:
    parts = [(str(value), part) for value, part in ties.groupby(by, sort=False)] if by else []
    pieces = [
        (value, part[part["truster"].isin(members)])
        for value, part in parts or [("", ties)]
        for members in components(part)
    ]
    where = labels_of(studies, "study")
    alone = len(pieces) == 1 and not by
    panels: list[_Panel] = []
    for place, (value, part) in zip(
        _places(pieces, alone=alone, stakeholders=stakeholders, style=style), pieces, strict=True
    ):
        heading = headings.get(value, value)
        named = dict.fromkeys(study for found in part["studies"] for study in found)
        below = "" if alone or by == "study" else ", ".join(where.get(s, s) for s in sorted(named))
        panels.append(_panel(part, stakeholders, style, place, (heading, below)))
    return panels


def _places(
    pieces: Sequence[tuple[str, pd.DataFrame]],
    *,
    alone: bool,
    stakeholders: pd.DataFrame,
    style: _Style,
) -> list[tuple[float, float, float]]:
    """Left, top and width of each network: small ones side by side, the others below each other."""
    head = 0.0 if alone else _HEADING
    sizes = [_members(part, stakeholders) for _, part in pieces]
    places: list[tuple[float, float, float]] = []
    top, i = 0.0, 0
    while i < len(pieces):
        pair = i + 1 < len(pieces) and all(_is_small(sizes[k]) for k in (i, i + 1))
        width = HALF if pair else WIDE
        lefts = (0.0, WIDE - HALF) if pair else (0.0,)
        row = [staged(sizes[i + k], top=top + head, width=width) for k in range(len(lefts))]
        places += [(left, top + head, width) for left in lefts]
        top = max(stage.outline.bottom for stage in row) + _BETWEEN
        i += len(lefts)
    return places


def _is_small(people: pd.DataFrame) -> bool:
    """Whether the stakeholders fit into half the width of the picture."""
    return len(people) <= _SMALL and staged(people, width=HALF).outline.right <= HALF


def _members(ties: pd.DataFrame, stakeholders: pd.DataFrame) -> pd.DataFrame:
    """The stakeholders of the ties, those the corpus does not describe included."""
    names = stakeholders_of(ties, stakeholders)
    known = stakeholders.set_index("stakeholder")
    found = known.reindex(names).rename_axis("stakeholder").reset_index()
    return found.assign(
        label=found["label"].fillna(found["stakeholder"]),
        kind=found["kind"].fillna("role"),
        level=found["level"].fillna("micro"),
    )


def _panel(
    ties: pd.DataFrame,
    stakeholders: pd.DataFrame,
    style: _Style,
    place: tuple[float, float, float],
    words: tuple[str, str],
) -> _Panel:
    people = _members(ties, stakeholders)
    stage = staged(people, left=place[0], top=place[1], width=place[2])
    pairs = list(zip(ties["truster"], ties["trustee"], strict=True))
    band_words = [_band_box(stage, top) for _, top, _ in stage.bands]
    labels = labelled(stage, people, pairs=pairs, taken=band_words)
    among = frozenset(ties["concept"])
    numbers = [
        style.number(concept, n, among=among)
        for concept, n in zip(ties["concept"], ties["support"], strict=True)
    ]
    found = ways(stage, labels, ties, numbers=numbers, taken=band_words)
    return _Panel(
        ties=ties,
        people=people,
        stage=stage,
        labels=labels,
        ways=found,
        heading=words[0],
        below=words[1],
    )


def _band_box(stage: Stage, top: float) -> Box:
    """What the name of a level covers at the left end of its band."""
    left, wide = stage.outline.left, stage.outline.right - stage.outline.left >= WIDE
    return Box(
        left=left,
        top=top + 9,
        right=left + (150 if wide else 46),
        bottom=top + (38 if wide else 23),
    )


# ---- ties ----


def stroke_width(support: int) -> float:
    """The width of a tie in pixels: it grows with the square root of the support.

    >>> stroke_width(1), stroke_width(9)
    (2.1, 4.5)
    """
    return round(min(0.9 + 1.2 * math.sqrt(support), 8.0), 2)


def _lines(
    panels: Sequence[_Panel], style: _Style, names: Mapping[str, str], n_sources: int
) -> pd.DataFrame:
    """One row a tie with everything that is drawn of it, weak ties first."""
    rows = []
    for panel in panels:
        among = frozenset(panel.ties["concept"])
        for tie, way in zip(panel.ties.to_dict("records"), panel.ways, strict=True):
            text = style.number(tie["concept"], tie["support"], among=among)
            rows.append(_line(tie, way, text=text, style=style, names=names, n_sources=n_sources))
    frame = pd.DataFrame(rows)
    order = ["n", "source", "target", "Concept"]
    return frame.sort_values(order, kind="stable").reset_index(drop=True)


def _line(  # noqa: PLR0913
    tie: Mapping[Any, Any],
    way: Way,
    *,
    text: str,
    style: _Style,
    names: Mapping[str, str],
    n_sources: int,
) -> dict[str, Any]:
    source, target, concept, n = tie["truster"], tie["trustee"], tie["concept"], tie["support"]
    sign = style.sign[concept]
    width = stroke_width(n)
    shape = arrow(way.curve, width=width)
    who, whom = names.get(source, source), names.get(target, target)
    what, hinges = style.label[concept], not tie["stability"]
    count = f"{n} of {n_sources}"
    noun = "source" if n == 1 else "sources"
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
        "o": PALE if hinges else 1.0,
        "x": way.number[0],
        "y": way.number[1],
        "text": text,
        "href": f"#{tie_anchor(source, target, concept)}",
        "From": who,
        "Towards": whom,
        "Concept": what,
        "Sources": count + ("; hinges on one source" if hinges and n == 1 else ""),
        "words": f"{what} of {who} towards {whom}: {n} independent {noun}",
    }


def _tie_layers(canvas: Canvas, lines: pd.DataFrame) -> list[Any]:
    """Casing and ink of each tie in turn, so that a tie is cased where it crosses another."""
    coat = "datum.coat == 0"
    body = canvas.paths(
        lines,
        column="body",
        mark={"aria": False},
        encode={
            "stroke": raw(alt.Stroke, "coat_colour", kind="N"),
            "strokeWidth": raw(alt.StrokeWidth, "coat_width"),
            "strokeDash": raw(alt.StrokeDash, "coat_dash", kind="N"),
            "strokeOpacity": alt.condition(
                _OF_TIE, raw(alt.StrokeOpacity, "coat_opacity"), alt.value(0.06)
            ),
        },
    )
    coated = (
        body.transform_calculate(coat="[0, 1]")
        .transform_flatten(["coat"])
        .transform_calculate(
            coat_colour=f"{coat} ? '{PAPER}' : datum.colour",
            coat_width=f"{coat} ? datum.w + 5 : datum.w",
            coat_dash=f"{coat} ? [1, 0] : datum.dash",
            coat_opacity=f"{coat} ? 1 : datum.o",
        )
    )
    heads = canvas.paths(
        lines,
        column="head",
        mark={"filled": True, "strokeWidth": 0, "aria": False},
        encode={
            "fill": raw(alt.Fill, "colour", kind="N"),
            "fillOpacity": alt.condition(_OF_TIE, raw(alt.FillOpacity, "o"), alt.value(0.06)),
        },
    )
    numbers = canvas.words_on_paper(
        lines,
        mark={"fontSize": NUMBER_SIZE, "fontWeight": 700},
        encode={"opacity": alt.condition(_OF_TIE, alt.value(1), alt.value(0))},
        colour=raw(alt.Color, "ink", kind="N"),
    )
    return [coated, heads, numbers, _touch(canvas, lines)]


def _touch(canvas: Canvas, lines: pd.DataFrame) -> Any:
    """Wide lines that cannot be seen: they carry tooltips, links and words for screen readers."""
    told = ["From", "Towards", "Concept", alt.Tooltip("Sources:N", title="Independent sources")]
    return canvas.paths(
        lines,
        column="body",
        mark={"stroke": INK, "strokeOpacity": 0, "strokeWidth": 16, "cursor": "pointer"},
        encode={"tooltip": told, "href": "href:N", "description": alt.Description("words:N")},
    )


# ---- stakeholders ----


def _fills(stakeholders: pd.DataFrame) -> dict[str, str]:
    """The colour of each organisation of the corpus, the same in every picture."""
    named = dict.fromkeys(stakeholders["organisation"].dropna())
    return {name: ORGANISATIONS[i % len(ORGANISATIONS)] for i, name in enumerate(named)}


def _people(panels: Sequence[_Panel], fills: Mapping[str, str]) -> pd.DataFrame:
    """One row a stakeholder and network with everything that is drawn of it."""
    rows = []
    for panel in panels:
        got = received_by_sign(panel.ties).set_index("stakeholder")
        for person in panel.people.to_dict("records"):
            name = person["stakeholder"]
            counts = {key: int(got.loc[name, key]) for key in ("positive", "negative")}
            rows.append(_person(person, panel, counts, fills))
    return pd.DataFrame(rows)


def _person(
    person: Mapping[Any, Any],
    panel: _Panel,
    counts: Mapping[str, int],
    fill: Mapping[str, str],
) -> dict[str, Any]:
    name, label = person["stakeholder"], person["label"]
    x, y = panel.stage.places[name]
    known = person["organisation"] if isinstance(person["organisation"], str) else ""
    arcs = _ring((x, y), counts["positive"], counts["negative"])
    return {
        "id": name,
        "x": x,
        "y": y,
        "text": short_name(name, label=label, size=13, width=2 * RADIUS - 10),
        "fill": fill.get(known, UNAFFILIATED),
        "near": _near(panel.ties, name),
        "none": "" if any(arcs) else ring((x, y), radius=RING, start=0, end=1),
        "plus": arcs[0],
        "minus": arcs[1],
        "Stakeholder": label,
        "Organisation": known or "–",
        "Level": person["level"],
        "For": counts["positive"],
        "Against": counts["negative"],
        "words": (
            f"{label}{', ' + known if known else ''}, {person['level']} level: "
            f"{counts['positive']} sources for, {counts['negative']} against"
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


def _people_layers(canvas: Canvas, people: pd.DataFrame, panels: Sequence[_Panel]) -> list[Any]:
    chosen = alt.selection_point(
        name="node", fields=["id"], on="pointerover", clear="pointerout", empty=False
    )
    clear = alt.condition(_OF_NODE, alt.value(1), alt.value(0.2))
    told = [alt.Tooltip(f"{c}:N") for c in ("Stakeholder", "Organisation", "Level")]
    told += [alt.Tooltip(f"{c}:Q", title=f"Sources {c.lower()}") for c in ("For", "Against")]
    discs = (
        alt.Chart(people)
        .mark_point(filled=True, size=math.pi * RADIUS**2, stroke=PAPER, strokeWidth=4, opacity=1)
        .encode(
            x=canvas.x(),
            y=canvas.y(),
            fill=raw(alt.Fill, "fill", kind="N"),
            opacity=clear,
            tooltip=told,
            description=alt.Description("words:N"),
        )
        .add_params(chosen)
    )
    rings = [
        canvas.paths(
            people[people[column] != ""],
            column=column,
            mark={"stroke": colour, "strokeWidth": 4.5, "aria": False},
            encode={"opacity": clear},
        )
        for column, colour in (("none", RULE), ("plus", TRUST), ("minus", DISTRUST))
        if (people[column] != "").any()
    ]
    inside = {"fontSize": 13, "fontWeight": 700, "color": PAPER, "cursor": "default"}
    names = canvas.words(people, mark={**inside, "tooltip": None}, encode={"opacity": clear})
    return [discs, *rings, names, *_names(canvas, people, panels)]


def _names(canvas: Canvas, people: pd.DataFrame, panels: Sequence[_Panel]) -> list[Any]:
    """Names and organisations beside the discs, one layer an alignment."""
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
    clear = alt.condition(_OF_NODE, alt.value(1), alt.value(0.25))
    bold = {"fontSize": NAME_SIZE, "fontWeight": 700, "lineHeight": NAME_LEADING}
    fine = {"fontSize": PLACE_SIZE, "lineHeight": PLACE_LEADING}
    layers = []
    for align in ("left", "center", "right"):
        some = pd.DataFrame([row for row in rows if row["align"] == align])
        if some.empty:
            continue
        named = some[["text", "x", "y", "near"]]
        mark = {**bold, "align": align}
        layers.append(canvas.words_on_paper(named, mark=mark, encode={"opacity": clear}))
        placed = some[some["place"].map(bool)].drop(columns=["text", "y"])
        if len(placed):
            data = placed.rename(columns={"place": "text", "place_y": "y"})
            quiet = {**fine, "align": align, "color": MUTED}
            layers.append(
                canvas.words_on_paper(
                    data[["text", "x", "y", "near"]],
                    mark=quiet,
                    encode={"opacity": clear},
                    colour=alt.value(MUTED),
                )
            )
    return layers


# ---- bands and headings ----


def _rules(canvas: Canvas, panels: Sequence[_Panel]) -> list[Any]:
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
    return [canvas.paths(pd.DataFrame(rules), column="path", mark=mark, encode={})]


def _bands(canvas: Canvas, panels: Sequence[_Panel]) -> list[Any]:
    """The names of levels, and the headings of networks."""
    levels, meanings, headings, notes = [], [], [], []
    for panel in panels:
        outline = panel.stage.outline
        left, above = outline.left, outline.top - _HEADING
        for level, top, _ in panel.stage.bands:
            levels.append({"x": left, "y": top + 16, "text": level.upper()})
            if outline.right - left >= WIDE:
                meanings.append({"x": left, "y": top + 31, "text": LEVEL_WORDS.get(level, "")})
        if panel.heading:
            headings.append({"x": left, "y": above + 12, "text": panel.heading})
        if panel.below:
            y = above + (30 if panel.heading else 12)
            notes.append({"x": left, "y": y, "text": panel.below})
    layers = (
        _words_layer(canvas, levels, size=11.5, weight=700, colour=MUTED),
        _words_layer(canvas, meanings, size=11.5, colour=MUTED),
        _words_layer(canvas, headings, size=15, weight=700, colour=INK),
        _words_layer(canvas, notes, size=12, colour=MUTED),
    )
    return [layer for layer in layers if layer is not None]


def _words_layer(
    canvas: Canvas,
    words: Sequence[Mapping[str, Any]],
    *,
    size: float,
    colour: str,
    weight: int = 400,
) -> Any:
    if not words:
        return None
    data = pd.DataFrame(words)[["x", "y", "text"]]
    mark = {"align": "left", "fontSize": size, "fontWeight": weight}
    return canvas.words_on_paper(data, mark=mark, colour=alt.value(colour))


# ---- key ----


def _key_items(
    lines: pd.DataFrame, style: _Style, drawn: Sequence[frozenset[str]]
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
                "text": "pale: hinges on one source",
            }
        )
    steps = sorted({int(lines["n"].min()), int(lines["n"].max())})
    if len(steps) > 1:
        steps = sorted({*steps, round(math.sqrt(steps[0] * steps[1]))})
    for n in steps[:-1]:
        items.append({"kind": "width", "w": stroke_width(n), "text": str(n)})
    most = f"{steps[-1]} {'sources' if steps[-1] > 1 else 'source'}"
    items.append({"kind": "last width", "w": stroke_width(steps[-1]), "text": most})
    if set(lines["sign"]) & {1, -1}:
        items.append({"kind": "ring", "text": "ring: stated for and against"})
    return items


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
    words = text_width(item["text"], size=12)
    return _KEY_MARKS[item["kind"]] + words + _KEY_GAPS[item["kind"]]


def _key_rows(items: Sequence[Mapping[str, Any]], width: float) -> int:
    return max((row for _, row in _key_places(items, width)), default=0) + 1


def _key_layers(
    canvas: Canvas, items: Sequence[Mapping[str, Any]], top: float, width: float
) -> list[Any]:
    lines, heads, rings, words = [], [], [], []
    for item, (x, row) in zip(items, _key_places(items, width), strict=True):
        y = top + 26 * row
        words.append({"x": x + _KEY_MARKS[item["kind"]], "y": y, "text": item["text"]})
        if item["kind"] == "line":
            shape = arrow(((x, y), (x + 16, y), (x + 32, y)), width=item["w"])
            colour = COLOURS[item["sign"]]
            line = {"path": shape.body, "dash": list(item["dash"]), "w": item["w"]}
            lines.append({**line, "colour": colour, "o": item["o"]})
            heads.append({"path": shape.head, "colour": colour, "o": item["o"]})
        elif "width" in item["kind"]:
            line = {"path": path(((x, y), (x + 26, y))), "dash": [1, 0], "w": item["w"]}
            lines.append({**line, "colour": MUTED, "o": 1.0})
        else:
            for part, colour in zip(_ring_sample((x + 11, y)), (TRUST, DISTRUST), strict=True):
                rings.append({"path": part, "colour": colour})
    stroke = raw(alt.Stroke, "colour", kind="N")
    drawn = [
        canvas.paths(
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
        canvas.paths(
            pd.DataFrame(heads),
            column="path",
            mark={"filled": True, "strokeWidth": 0, "aria": False},
            encode={
                "fill": raw(alt.Fill, "colour", kind="N"),
                "fillOpacity": raw(alt.FillOpacity, "o"),
            },
        ),
        _words_layer(canvas, words, size=12, colour=MUTED),
    ]
    if rings:
        mark = {"strokeWidth": 3.5, "aria": False}
        drawn.append(
            canvas.paths(pd.DataFrame(rings), column="path", mark=mark, encode={"stroke": stroke})
        )
    return drawn


def _ring_sample(centre: tuple[float, float]) -> tuple[str, str]:
    return (
        ring(centre, radius=9.5, start=0.02, end=0.68),
        ring(centre, radius=9.5, start=0.72, end=0.98),
    )


def _description(lines: pd.DataFrame, people: pd.DataFrame) -> str:
    """The alt text: how much is drawn, and the best supported ties in words."""
    best = lines.sort_values(["n", "words"], ascending=[False, True]).head(5)["words"]
    return (
        f"Signed, directed network of {people['id'].nunique()} stakeholders and {len(lines)} ties. "
        f"The best supported: {'; '.join(best)}."
    )
