"""Networks on a page: the pictures, the evidence that their ties open, tables and sentences."""

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from trustbook.book.linking import segment_mark
from trustbook.book.outputs import output_of
from trustbook.charts.stakeholder_network import stakeholder_network
from trustbook.corpus.reading import Corpus, labelled
from trustbook.corpus.schema import LEVELS
from trustbook.networks.evidence import (
    labels_of,
    listed_segments,
    signed_number,
    tie_anchor,
    tie_evidence,
    tie_rows,
)
from trustbook.networks.tie_tables import (
    disagreeing_pairs,
    reciprocal_ties,
    segments_of,
    source_unit,
    sources,
    ties,
    ties_by,
    ties_received,
)
from trustbook.numbers import count
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import TableView, View, foot, table

IDS = "Segment ids"
MOST_IDS = 40  # in a cell of a table; the evidence lists all
NOTHING = "No relations are left with these settings."
_KEYS: Mapping[str, str] = {"concept": "concepts", "study": "studies"}


def network_figure(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, by: str = "", min_support: int = 1
) -> Figure | Prose:
    """The network of the relations, or one for each concept, study or level where `by` names it."""
    segments, concepts = corpus.table("segments"), corpus.table("concepts")
    stakeholders, studies = corpus.table("stakeholders"), corpus.table("studies")
    order, headings = _parts(corpus, by)
    found = _ties(relations, corpus, by=by, order=order, min_support=min_support)
    if found.empty:
        return notice(NOTHING)
    stated = segments_of(relations, segments)
    chart = stakeholder_network(
        found,
        stakeholders,
        concepts=concepts,
        studies=studies,
        n_sources=sources(stated).nunique(),
        unit=source_unit(stated),
        by=by,
        headings=headings,
    )
    twin = tie_rows(found, stakeholders=stakeholders, concepts=concepts, studies=studies)
    twin[IDS] = [listed_segments(pd.Series(ids)) for ids in found["segments"]]
    if by and by != "concept":
        twin.insert(0, by.capitalize(), [headings.get(part, part) for part in found[by]])
    return figure(chart, twin, name=name)


def network_in_words(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Prose:
    """How many statements, stakeholders and ties there are, and how many hinge on one source."""
    found = _ties(relations, corpus, min_support=min_support)
    if found.empty:
        return notice(NOTHING)
    people = {*found["truster"], *found["trustee"]}
    alone = int((found["stability"] == 0).sum())
    signs = {sign: int((found["sign"] == sign).sum()) for sign in (1, -1, 0)}
    least = f" with at least {min_support} independent sources each" if min_support > 1 else ""
    return prose(
        "{ties} between {people}{least}: {plus} of a positive concept, {minus} of a negative one"
        "{zero}. {alone} on a single source, drawn pale; one more or one fewer source would make "
        "or unmake {them}. Of all ties, {mutual} run both ways.",
        ties=count(len(found), "tie"),
        people=count(len(people), "stakeholder"),
        least=least,
        plus=signs[1],
        minus=signs[-1],
        zero=f", {signs[0]} of one without direction" if signs[0] else "",
        alone="1 hinges" if alone == 1 else f"{alone or 'None'} hinge",
        them="it" if alone == 1 else "them",
        mutual=2 * len(reciprocal_ties(found)),
    )


def ties_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> TableView | Prose:
    """The ties as a table that can be searched, the best supported first."""
    found = _ties(relations, corpus, min_support=min_support)
    rows = tie_rows(
        found,
        stakeholders=corpus.table("stakeholders"),
        concepts=corpus.table("concepts"),
        studies=corpus.table("studies"),
    )
    ids = [_ids(pd.Series(segments)) for segments in found["segments"]]
    return table(
        rows.drop(columns="Segments").assign(**{IDS: ids}),
        name=name,
        title="Ties, their support and where they come from",
        subtitle=_counted(relations, corpus),
        filters=["Truster", "Trustee", "Concept", "Hinges on one source"],
        notes=["Segments that repeat or illustrate each other count as one independent source."],
        empty=NOTHING,
    )


def received_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> TableView | Prose:
    """What each stakeholder receives, by concept: independent sources and how many trusters."""
    found = _ties(relations, corpus, min_support=min_support)
    rows = ties_received(found)
    behind = found.explode("segments").groupby(["trustee", "concept"])["segments"]
    ids = behind.agg(_ids).to_dict()
    who, what = _people(corpus), labels_of(corpus.table("concepts"), "concept")
    shown = pd.DataFrame(
        {
            "Stakeholder": [who.get(x, x) for x in rows["stakeholder"]],
            "Concept": [what.get(x, x) for x in rows["concept"]],
            "Independent sources": rows["support"].astype("int64"),
            "Trusters": rows["trusters"].astype("int64"),
            IDS: [ids[key] for key in zip(rows["stakeholder"], rows["concept"], strict=True)],
        }
    )
    return table(
        shown,
        name=name,
        title="What is stated towards each stakeholder",
        subtitle=_counted(relations, corpus),
        notes=["A source that speaks of two trusters counts once."],
        empty=NOTHING,
    )


def pairs_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> TableView | Prose:
    """Pairs in which one side states a positive concept and the other answers with a negative."""
    found = _ties(relations, corpus, min_support=min_support)
    rows = disagreeing_pairs(found)
    who, what = _people(corpus), labels_of(corpus.table("concepts"), "concept")
    shown = pd.DataFrame(
        {
            "From": [who.get(x, x) for x in rows["truster"]],
            "Towards": [who.get(x, x) for x in rows["trustee"]],
            "Concept": [what.get(x, x) for x in rows["concept"]],
            "Sources": rows["support"].astype("int64"),
            "Answered with": [what.get(x, x) for x in rows["concept_back"]],
            "Sources of the answer": rows["support_back"].astype("int64"),
            IDS: [_both_ways(row, found) for row in rows.to_dict("records")],
        }
    )
    return table(
        shown,
        name=name,
        title="Pairs that do not see each other alike",
        empty="No pair of stakeholders meets a positive concept with a negative one here.",
    )


def _both_ways(row: Mapping[Any, Any], found: pd.DataFrame) -> str:
    """The segments of a tie and of its answer."""
    there = (row["truster"], row["trustee"], row["concept"])
    back = (row["trustee"], row["truster"], row["concept_back"])
    keys = zip(found["truster"], found["trustee"], found["concept"], strict=True)
    return _ids(found["segments"][[key in (there, back) for key in keys]].explode())


def _ids(segments: "pd.Series[str]") -> str:
    return listed_segments(segments, most=MOST_IDS)


def evidence_list(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """Every tie with the segments behind it, folded; ties in the pictures lead here."""
    found = _ties(relations, corpus, min_support=min_support)
    if found.empty:
        return notice(NOTHING)
    rows = tie_evidence(found, relations=relations, segments=corpus.table("segments"))
    behind = dict(list(rows.groupby(["truster", "trustee", "concept"])))
    folds = [
        _fold(tie, behind[tie["truster"], tie["trustee"], tie["concept"]], corpus)
        for tie in found.to_dict("records")
    ]
    title = f"The segments behind {count(len(found), 'tie')}"
    output = output_of(_evidence_rows(rows, corpus), name=name, title=title)
    page = "\n".join(
        (
            f'<figure class="tb-evidence-list" id="{html.escape(name)}">',
            f'<figcaption><span class="tb-title">{title}</span></figcaption>',
            *(fold for fold, _ in folds),
            f"{foot(output)}\n</figure>",
        )
    )
    return View(page, "\n".join([title, *(text for _, text in folds)]), (output,))


def _evidence_rows(rows: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    named = labelled(
        rows, corpus.table("stakeholders"), key="stakeholder", columns=["truster", "trustee"]
    )
    named = labelled(named, corpus.table("concepts"), key="concept", columns=["concept"])
    named = labelled(named, corpus.table("studies"), key="study", columns=["study"])
    return named[["truster", "trustee", "concept", "level", "segment", "study", "meaning_unit"]]


def _fold(tie: Mapping[Any, Any], rows: pd.DataFrame, corpus: Corpus) -> tuple[str, str]:
    """One tie with its segments, as a fold of the page and as text."""
    who, what = _people(corpus), labels_of(corpus.table("concepts"), "concept")
    where = labels_of(corpus.table("studies"), "study")
    anchor = tie_anchor(tie["truster"], tie["trustee"], tie["concept"])
    number = signed_number(tie["sign"], tie["support"])
    heads = (
        f"{who.get(tie['truster'], tie['truster'])} → {who.get(tie['trustee'], tie['trustee'])}",
        f"{what.get(tie['concept'], tie['concept'])}, {_sources(tie)}",
    )
    css = {1: "tb-plus", -1: "tb-minus"}.get(tie["sign"], "tb-zero")
    items = [_item(row, who, where) for row in rows.to_dict("records")]
    page = "\n".join(_item_html(*item) for item in items)
    fold = (
        f'<details class="tb-evidence" id="{anchor}"><summary><span class="{css}">{number}</span> '
        f"{html.escape(heads[0])}: {html.escape(heads[1])}</summary>\n<ol>\n{page}\n</ol></details>"
    )
    lines = [f"  {said} [{place}]{' ' + memo if memo else ''}" for said, place, memo in items]
    return fold, "\n".join([f"{number} {heads[0]}: {heads[1]}", *lines])


def _sources(tie: Mapping[Any, Any]) -> str:
    segments = len(tie["segments"])
    found = count(tie["support"], "independent source")
    return found if segments == tie["support"] else f"{found} in {count(segments, 'segment')}"


def _item(
    row: Mapping[Any, Any], who: Mapping[str, str], where: Mapping[str, str]
) -> tuple[str, str, str]:
    """What a segment says, where it stands, and the memos on it."""
    said = _text(row["meaning_unit"]) or "The wording is not published."
    speaker = _text(row["speaker"])
    parts = [
        where.get(row["study"], row["study"]),
        _text(row["section"]),
        row["kind"] + (f" of {who.get(speaker, speaker)}" if speaker else ""),
        _text(row["phase"]),
        _text(row["team"]),
        _text(row["case"]),
        f"{row['level']} level",
        row["segment"],
    ]
    memos = dict.fromkeys(m for m in (_text(row["memo"]), _text(row["relation_memo"])) if m)
    return said, " · ".join(part for part in parts if part), " ".join(memos)


def _item_html(said: str, place: str, memo: str) -> str:
    note = f'<span class="tb-memo">Memo: {html.escape(memo)}</span>' if memo else ""
    *before, segment = place.split(" · ")
    name = f'<span class="tb-id">{segment_mark(segment)}</span>'
    where = " · ".join([*map(html.escape, before), name])
    return f'<li>{html.escape(said)}<span class="tb-where">{where}</span>{note}</li>'


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _ties(
    relations: pd.DataFrame,
    corpus: Corpus,
    *,
    min_support: int,
    by: str = "",
    order: tuple[str, ...] = (),
) -> pd.DataFrame:
    segments, concepts = corpus.table("segments"), corpus.table("concepts")
    if by:
        return ties_by(
            relations,
            by=by,
            segments=segments,
            concepts=concepts,
            min_support=min_support,
            order=order,
        )
    return ties(relations, segments=segments, concepts=concepts, min_support=min_support)


def _parts(corpus: Corpus, by: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The order of the parts of a network and their headings."""
    if by == "level":
        return LEVELS, {level: f"{level.capitalize()} level" for level in LEVELS}
    if by not in _KEYS:
        return (), {}
    labels = labels_of(corpus.table(_KEYS[by]), by)
    return tuple(labels), labels


def _people(corpus: Corpus) -> dict[str, str]:
    return labels_of(corpus.table("stakeholders"), "stakeholder")


def _counted(relations: pd.DataFrame, corpus: Corpus) -> str:
    """What is counted and out of how many."""
    stated = segments_of(relations, corpus.table("segments"))
    found = count(sources(stated).nunique(), "independent source")
    if source_unit(stated) == "cases":
        return f"Out of {found}; a source is a case."
    return f"Out of {found} in {count(len(stated), 'segment')}."
