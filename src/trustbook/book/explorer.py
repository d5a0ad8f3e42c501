"""The Explorer: the relations of all coders as arrays that a page counts again, and their places.

The page gets each relation with its tie, level, study, coder and independent source, where
stakeholders and their names are in the pictures, and what coders gave to each unit. What it
counts and draws from them is in `assets/trustbook`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from nbformat import NotebookNode

from trustbook.agreement.differences import NOT_SEEN, Comparison, by_segment
from trustbook.agreement.passes import spans_of_corpus
from trustbook.agreement.second_readings import (
    FIRST,
    SECOND,
    rows_compared,
    segments_compared,
)
from trustbook.charts.geometry.layout import PHONE, WIDE
from trustbook.charts.geometry.lettering import disc_letters
from trustbook.charts.network_panels import Panel, groups_of, is_crowded, panels_of
from trustbook.charts.network_style import (
    COLOURS,
    TEXT_COLOURS,
    Style,
    style_of,
    words_of_level,
)
from trustbook.charts.theme import ORGANISATIONS, UNAFFILIATED
from trustbook.corpus.language import gettext
from trustbook.corpus.parameters import Value, chosen_names
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import ALL, LEVELS, TIE_KEY
from trustbook.networks.evidence import labels_of, tie_anchor
from trustbook.networks.tie_counts import stakeholders_of
from trustbook.networks.tie_tables import (
    is_directed,
    leading_concepts,
    sourced_relations,
    statements,
    ties,
)

EXPLORER = "find/explorer.js"
EXPLORER_HERE = "<!-- the same without scripts -->"
MOST_ANSWERS = 100_000  # of coders: a page that holds more is slow to load
_PICTURES = ("figure-studies", "figure-leading")  # of the chapter on networks: the first of them
_DRAWINGS = re.compile(r"(?s)</figcaption>(.*?)<details")
_SPECIFICATION = re.compile(r"(?s)<script.*?</script>")
_DISC_ROOM = 36.0
_DISC_SIZES = (13.0, 12.0)

Data = dict[str, Any]


def explorer_text(corpus: Corpus, *, parameters: Mapping[str, Value]) -> str:
    """The script that gives the Explorer its data, which begins with the parameters of the book."""
    content = explorer_data(corpus, parameters=parameters)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"window.trustbookExplorer = {text};\n"


def explored_relations(corpus: Corpus) -> pd.DataFrame:
    """The relations of all coders with source and study, those of second passes below the others.

    A row of a second pass has no level, and is there only if its segment is one of the corpus.
    """
    segments = statements(corpus.table("relations"), corpus.table("segments"))
    second = corpus.table("relation_recodings").rename(columns={"recoding": "relation"})
    second = second[second["segment"].isin(segments["segment"])].drop(columns="study")
    every = pd.concat([corpus.table("relations"), second], ignore_index=True)
    rows = sourced_relations(every, segments)
    return rows.assign(coder=rows["coder"].fillna(""))


def explorer_data(corpus: Corpus, *, parameters: Mapping[str, Value]) -> Data:
    """What the Explorer shows, and with what it begins, as JSON has it."""
    rows, concepts = explored_relations(corpus), corpus.table("concepts")
    segments = statements(corpus.table("relations"), corpus.table("segments"))
    every = ties(rows, segments=segments, concepts=concepts)
    style = style_of(every, concepts)
    names = _names(rows, every, corpus, list(style.label))
    crowded = is_crowded(every)
    return {
        **{kind: _labelled(names[kind], corpus, kind) for kind in ("studies", "stakeholders")},
        "concepts": [_concept(name, style) for name in names["concepts"]],
        "coders": _coders(names["coders"], corpus),
        "levels": names["levels"],
        "segments": names["segments"],
        "ties": _ties(every, names, style),
        "relations": _relations(rows, every, names),
        "agreement": _agreement(corpus, names),
        "groups": groups_of(every, corpus.table("stakeholders")) if crowded else None,
        "drawings": None if crowded else _drawings(every, corpus, style, names["stakeholders"]),
        "begins": _beginning(corpus, parameters, names),
    }


def _names(
    rows: pd.DataFrame, every: pd.DataFrame, corpus: Corpus, concepts: Sequence[str]
) -> dict[str, list[str]]:
    """What the numbers in the arrays stand for."""
    studies = corpus.table("studies")["study"]
    return {
        "studies": [each for each in studies if each in set(rows["study"])],
        "coders": _all_coders(rows, corpus),
        "levels": [each for each in LEVELS if each in set(rows["level"])],
        "concepts": [each for each in concepts if each in set(rows["concept"])],
        "stakeholders": stakeholders_of(every, corpus.table("stakeholders")),
        "segments": list(dict.fromkeys(rows["segment"])),
    }


def _all_coders(rows: pd.DataFrame, corpus: Corpus) -> list[str]:
    codings = [corpus.table(name)["coder"] for name in ("codings", "recodings")]
    every = pd.concat([rows["coder"], *codings]).dropna().astype("str")
    return sorted({*every})


def _labelled(names: Sequence[str], corpus: Corpus, kind: str) -> list[Data]:
    table = corpus.table(kind)
    labels = labels_of(table, kind.removesuffix("s").replace("studie", "study"))
    return [{"id": name, "label": labels[name]} for name in names]


def _concept(name: str, style: Style) -> Data:
    sign = style.sign[name]
    return {
        "id": name,
        "label": style.label[name],
        "sign": sign,
        "letter": style.letter[name],
        "dash": " ".join(f"{length:g}" for length in style.dash[name]),
        "colour": COLOURS[sign],
        "ink": TEXT_COLOURS[sign],
    }


def _coders(names: Sequence[str], corpus: Corpus) -> list[Data]:
    """Each coder, what the coder read, and whether a book counts it."""
    read = {
        "ties": ("relations",),
        "second": ("relation_recodings",),
        "codes": ("codings", "recodings"),
    }
    who = {
        what: {c for t in tables for c in corpus.table(t)["coder"]} for what, tables in read.items()
    }
    return [{"id": name, "read": [what for what in read if name in who[what]]} for name in names]


def _ties(every: pd.DataFrame, names: Mapping[str, Sequence[str]], style: Style) -> list[Data]:
    people, concepts = (_numbers(names[kind]) for kind in ("stakeholders", "concepts"))
    keys = every[TIE_KEY].sort_values(TIE_KEY).itertuples(index=False, name=None)
    return [
        {
            "truster": people[truster],
            "trustee": people[trustee],
            "concept": concepts[concept],
            "sign": style.sign[concept],
            "anchor": tie_anchor(truster, trustee, concept),
        }
        for truster, trustee, concept in keys
    ]


def _numbers(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _relations(
    rows: pd.DataFrame, every: pd.DataFrame, names: Mapping[str, Sequence[str]]
) -> dict[str, list[int]]:
    """One number per relation in each array; a level that is not known is −1."""
    keys = pd.MultiIndex.from_frame(every[TIE_KEY].sort_values(TIE_KEY))
    named = {"level": "levels", "study": "studies", "coder": "coders", "segment": "segments"}
    return {
        "tie": keys.get_indexer(pd.MultiIndex.from_frame(rows[TIE_KEY])).tolist(),
        **{one: pd.Index(names[many]).get_indexer(pd.Index(rows[one])).tolist()
           for one, many in named.items()},
        "source": pd.factorize(rows["source"])[0].tolist(),
        "directed": is_directed(rows).astype("int").tolist(),
    }  # fmt: skip


def _beginning(
    corpus: Corpus, parameters: Mapping[str, Value], names: Mapping[str, list[str]]
) -> Data:
    """The concepts, level, support and coders with which the page begins."""
    chosen = chosen_names(parameters.get("concepts", ALL)) or leading_concepts(
        corpus.table("concepts")
    )
    concepts = [name for name in names["concepts"] if name in chosen]
    level = str(parameters.get("level", ALL))
    second = set(corpus.table("relation_recodings")["coder"])
    second -= set(corpus.table("relations")["coder"])
    return {
        "concepts": concepts or names["concepts"],
        "level": level if level in names["levels"] else "",
        "support": int(str(parameters.get("min_support", 1))),
        "coders": [name for name in names["coders"] if name not in second],
    }


def still_pictures(networks: NotebookNode) -> str:
    """The pictures that the page has without scripts: those of the studies side by side, as drawn.

    `networks` is the chapter on networks as it was run; no words where it shows no such picture.
    """
    displays = [each.get("data", {}) for cell in networks.cells for each in cell.get("outputs", [])]
    pages = ["".join(display.get("text/html", "")) for display in displays]
    with_picture = (page for name in _PICTURES for page in pages if f'id="{name}"' in page)
    page = next(with_picture, "")
    drawings = _DRAWINGS.search(page)
    if not drawings:
        return ""
    still = _SPECIFICATION.sub("", drawings[1]).replace('class="tb-drawing', 'class="tb-still')
    linked = still.replace('href="#', 'href="networks.html#')
    return f'<figure class="tb-figure">{linked}</figure>'


# ---- agreement ----


def _agreement(corpus: Corpus, names: Mapping[str, Sequence[str]]) -> list[Data]:
    """What each coder gave to each unit: of codes, and of ties that a second coder read."""
    passes = [_codes_compared(corpus, names), *_ties_compared(corpus, names)]
    return [each for each in passes if each]


def _codes_compared(corpus: Corpus, names: Mapping[str, Sequence[str]]) -> Data | None:
    codings = [corpus.table(name)["coder"] for name in ("codings", "recodings")]
    if pd.concat(codings).nunique() < 2:  # noqa: PLR2004
        return None
    comparison = by_segment(spans_of_corpus(corpus))
    labels = labels_of(corpus.table("codes"), "code")
    coders = [[coder] for coder in comparison.coders]
    codes = [{"id": code, "label": labels[code]} for code in comparison.codes]
    return _compared(comparison, names, what="codes", coders=coders, codes=codes)


def _ties_compared(corpus: Corpus, names: Mapping[str, Sequence[str]]) -> list[Data | None]:
    """For each coder of a second pass what was read in the segments of the studies of that pass."""
    first, second = corpus.table("relations"), corpus.table("relation_recodings")
    usual = [name for name in dict.fromkeys(first["coder"].fillna("")) if name in names["coders"]]
    return [
        _pass_compared(corpus, names, rows, coders={FIRST: usual, SECOND: [str(coder)]})
        for coder, rows in second.groupby("coder", sort=False)
    ]


def _pass_compared(
    corpus: Corpus,
    names: Mapping[str, Sequence[str]],
    second: pd.DataFrame,
    *,
    coders: Mapping[str, Sequence[str]],
) -> Data | None:
    segments, relations = corpus.table("segments"), corpus.table("relations")
    first, places = rows_compared(
        relations[["segment", *TIE_KEY]], second, segments=segments, concept="concept"
    )
    comparison = segments_compared(first, second, segments=places, content=TIE_KEY)
    both = pd.concat([first, second])[TIE_KEY].drop_duplicates()
    concept_of = {" ".join(key): key[-1] for key in both.itertuples(index=False, name=None)}
    concepts = _numbers(names["concepts"])
    codes = [{"id": code, "concept": concepts[concept_of[code]]} for code in comparison.codes]
    who = [coders[side] for side in comparison.coders]
    return _compared(comparison, names, what="ties", coders=who, codes=codes)


def _compared(
    comparison: Comparison,
    names: Mapping[str, Sequence[str]],
    *,
    what: str,
    coders: Sequence[Sequence[str]],
    codes: Sequence[Data],
) -> Data | None:
    """A comparison as arrays: which coders saw each unit, and for each code who gave it where."""
    unit, coder, code = np.nonzero(comparison.values == 1)
    if not len(unit) or len(unit) > MOST_ANSWERS:
        return None
    seen = (comparison.values != NOT_SEEN).any(axis=2)
    patterns, pattern = np.unique(seen, axis=0, return_inverse=True)
    studies, numbers = pd.Index(names["studies"]), _numbers(names["coders"])
    return {
        "what": what,
        "coders": [[numbers[name] for name in own if name in numbers] for own in coders],
        "codes": list(codes),
        "patterns": [np.flatnonzero(each).tolist() for each in patterns],
        "units": {
            "study": studies.get_indexer(pd.Index(comparison.units["study"])).tolist(),
            "pattern": pattern.ravel().tolist(),
        },
        "answers": [
            np.column_stack([unit[code == place], coder[code == place]]).ravel().tolist()
            for place in range(len(comparison.codes))
        ],
    }


# ---- pictures ----


def _drawings(every: pd.DataFrame, corpus: Corpus, style: Style, names: Sequence[str]) -> Data:
    """Where stakeholders and names are on the page and on a phone, as in the static pictures."""
    pairs = [tuple(sorted(pair)) for pair in zip(every["truster"], every["trustee"], strict=True)]
    one_a_pair = every[~pd.Series(pairs, index=every.index).duplicated()]
    people, studies = corpus.table("stakeholders"), corpus.table("studies")
    return {
        name: _drawing(
            panels_of(
                one_a_pair, people, studies=studies, style=style, by="", headings={}, width=width
            ),
            names,
            _fills(people),
        )
        for name, width in (("page", WIDE), ("phone", PHONE))
    }


def _fills(stakeholders: pd.DataFrame) -> dict[str, str]:
    named = dict.fromkeys(stakeholders["organisation"].dropna())
    return {name: ORGANISATIONS[i % len(ORGANISATIONS)] for i, name in enumerate(named)}


def _drawing(panels: Sequence[Panel], names: Sequence[str], fills: Mapping[str, str]) -> Data:
    numbers = _numbers(names)
    people = pd.concat([panel.people for panel in panels]).set_index("stakeholder")
    labels = list(people.loc[list(names), "label"])
    letters = disc_letters(names, labels, width=_DISC_ROOM, sizes=_DISC_SIZES)
    return {
        "width": max(panel.stage.outline.right for panel in panels),
        "height": max(panel.bottom for panel in panels) + 8,
        "panels": [_panel(panel) for panel in panels],
        "people": [
            _person(
                name, panels, letter, fills.get(str(people.loc[name, "organisation"]), UNAFFILIATED)
            )
            for name, letter in zip(names, letters, strict=True)
        ],
        "bends": [
            [numbers[tie["truster"]], numbers[tie["trustee"]], way.bend]
            for panel in panels
            for tie, way in zip(panel.ties.to_dict("records"), panel.ways, strict=True)
            if way.bend
        ],
    }


def _panel(panel: Panel) -> Data:
    outline = panel.stage.outline
    is_wide = outline.right - outline.left >= WIDE
    return {
        "left": outline.left,
        "right": outline.right,
        "top": outline.top,
        "bottom": outline.bottom,
        "below": panel.below,
        "bands": [
            [gettext(level).upper(), words_of_level(level) if is_wide else "", top]
            for level, top, _ in panel.stage.bands
        ],
    }


def _person(name: str, panels: Sequence[Panel], letter: tuple[str, float], fill: str) -> Data:
    panel = next(panel for panel in panels if name in panel.stage.places)
    label, (x, y) = panel.labels[name], panel.stage.places[name]
    box = label.box
    return {
        "x": x,
        "y": y,
        "fill": fill,
        "letters": letter[0],
        "size": letter[1],
        "name": label.name,
        "place": label.place,
        "align": {"left": "start", "right": "end"}.get(label.align, "middle"),
        "at": [round(label.x, 1), round(label.y, 1)],
        "box": [round(each, 1) for each in (box.left, box.top, box.right, box.bottom)],
    }
