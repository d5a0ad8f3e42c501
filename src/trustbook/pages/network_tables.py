"""The tables beside the networks of a page, and the evidence that their ties open."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trustbook.book.linking import segment_mark
from trustbook.book.outputs import output_of
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count, form_for, within
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import READ, TIE_KEY
from trustbook.networks.evidence import signed_number, tie_anchor, tie_evidence, tie_rows
from trustbook.networks.tie_counts import disagreeing_pairs, ties_received
from trustbook.networks.tie_tables import STATEMENT, is_directed, sources_of
from trustbook.pages.direction import isolated_cell
from trustbook.pages.labels import labels, piece_of, statements_of, with_labels
from trustbook.pages.networks import IDS, NOTHING, listed_ids, ties_of_relations
from trustbook.pages.prose import Prose, notice, source_unit_of
from trustbook.pages.tables import View, caption, foot, table

_REPEATS = "Segments that repeat or illustrate each other count as one independent source."
EVIDENCE_COLUMNS = [*TIE_KEY, "level", "segment", "study", "meaning_unit"]
MOST_PIECES = 1_000  # of the evidence of all ties on a page; where there are more, as many of each
FEWEST_PIECES = 3
MOST_FOLDS = 120  # ties whose evidence a page has; where there are more, the best supported ones
NOT_PUBLISHED = "The wording is not published."
_WITHOUT_WORDS = {STATEMENT: "No words go with it."}
_NO_PAIR = "No pair of stakeholders meets a positive concept with a negative one here."


def concepts_table(corpus: Corpus, *, name: str) -> View | Prose:
    """What a relation can be about: the concepts with their signs and definitions."""
    return table(
        corpus.table("concepts")[["label", "sign", "definition"]],
        name=name,
        title="What a relation can be about",
        labels={"label": "Concept"},
        empty="This corpus declares no concepts.",
    )


def ties_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """The ties as a table that can be searched, the best supported first."""
    every = ties_of_relations(relations, corpus, min_support=min_support)
    rows = tie_rows(
        every,
        stakeholders=corpus.table("stakeholders"),
        concepts=corpus.table("concepts"),
        studies=corpus.table("studies"),
    )
    ids = [listed_ids(pd.Series(segments)) for segments in every["segments"]]
    return table(
        rows.drop(columns="Segments").assign(**{IDS[piece_of(corpus)]: ids}),
        name=name,
        title="Ties, their support and where they come from",
        subtitle=_counted(relations, corpus),
        folded=True,
        filters=["From", "Towards", "Concept", "Hinges on one source", "Direction"],
        notes=[
            *[_REPEATS] * corpus.has("segments"),
            "Direction: stated where any source says who and towards whom; read, not stated, "
            "where all of them speak of something between parties and the coder chose the "
            "direction.",
        ],
        empty=NOTHING,
    )


def received_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """What each stakeholder receives, by concept: independent sources and how many trusters."""
    every = ties_of_relations(relations, corpus, min_support=min_support)
    ids = every.explode("segments").groupby(["trustee", "concept"])["segments"].agg(listed_ids)
    rows = ties_received(every)
    keys = zip(rows["stakeholder"], rows["concept"], strict=True)
    named = with_labels(rows, corpus)
    lines = pd.DataFrame(
        {
            "Stakeholder": named["stakeholder"],
            "Concept": named["concept"],
            "Independent sources": rows["support"].astype("int64"),
            "From how many": rows["trusters"].astype("int64"),
            IDS[piece_of(corpus)]: [ids[key] for key in keys],
        }
    )
    return table(
        lines,
        name=name,
        title="What is stated towards each stakeholder",
        subtitle=_counted(relations, corpus),
        notes=["A source that states the view of two counts once."],
        empty=NOTHING,
    )


def pairs_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """Pairs in which a positive concept meets a negative one, both with stated directions."""
    directed = relations[is_directed(relations)]
    every = ties_of_relations(directed, corpus, min_support=min_support)
    rows = disagreeing_pairs(every)
    named, what = with_labels(rows, corpus), labels(corpus, "concept")
    keys = every[TIE_KEY].itertuples(index=False, name=None)
    stating = dict(zip(keys, every["segments"], strict=True))
    lines = pd.DataFrame(
        {
            "From": named["truster"],
            "Towards": named["trustee"],
            "Concept": named["concept"],
            "Sources": rows["support"].astype("int64"),
            "Answered with": [what[x] for x in rows["concept_back"]],
            "Sources of the answer": rows["support_back"].astype("int64"),
            IDS[piece_of(corpus)]: [_both_ways(row, stating) for row in rows.to_dict("records")],
        }
    )
    return table(
        lines,
        name=name,
        title="Pairs that do not see each other alike",
        notes=_left_out(len(relations) - len(directed)),
        empty=" ".join([gettext(_NO_PAIR), *_left_out(len(relations) - len(directed))]),
    )


def _left_out(n: int) -> list[str]:
    """What is left out of a table of relations whose direction the source states."""
    if not n:
        return []
    words = sentence(
        "Only stated directions are compared; {relations} whose direction was read out of a "
        "sentence that names none {are} left out.",
        relations=count(n, "relation"),
        are=form_for(n, "is", "are"),
    )
    return [words]


def _both_ways(row: Mapping[Any, Any], stating: Mapping[tuple[str, str, str], list[str]]) -> str:
    """The segments of a tie and of its answer."""
    there = (row["truster"], row["trustee"], row["concept"])
    back = (row["trustee"], row["truster"], row["concept_back"])
    return listed_ids(pd.Series([*stating[there], *stating[back]]))


def evidence_list(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """Every tie with the segments behind it, folded; ties in the pictures lead here."""
    every = ties_of_relations(relations, corpus, min_support=min_support)
    if every.empty:
        return notice(NOTHING)
    rows = tie_evidence(every, relations=relations, segments=statements_of(corpus))
    folded = every.head(MOST_FOLDS)
    at_a_time = max(FEWEST_PIECES, MOST_PIECES // len(every))
    most = at_a_time if len(rows) > MOST_PIECES else len(rows)
    n_behind = rows.groupby(TIE_KEY).size()
    behind: dict[tuple[str, str, str], list[Mapping[Any, Any]]] = {}
    first = rows.merge(folded[TIE_KEY]).groupby(TIE_KEY).head(most)
    for row in first.to_dict("records"):
        behind.setdefault((row["truster"], row["trustee"], row["concept"]), []).append(row)
    named = [labels(corpus, key) for key in ("stakeholder", "concept", "study")]
    folds = [
        _fold(tie, behind[key], corpus, named, rest=int(n_behind[key]) - len(behind[key]))
        for tie in folded.to_dict("records")
        for key in [(tie["truster"], tie["trustee"], tie["concept"])]
    ]
    title = sentence(
        "The segments behind {ties}" if corpus.has("segments") else "The relations behind {ties}",
        ties=count(len(every), "tie"),
    )
    notes = _folds_left_out(len(every) - len(folded))
    evidence = with_labels(rows[EVIDENCE_COLUMNS], corpus)
    output = output_of(evidence, name=name, title=title, notes=notes)
    page = "\n".join(
        (
            f'<figure class="tb-evidence-list" id="{html.escape(name)}">',
            caption(output),
            *(fold for fold, _ in folds),
            f"{foot(output)}\n</figure>",
        )
    )
    return View(page, "\n".join([title, *(text for _, text in folds), *notes]), (output,))


def _folds_left_out(n: int) -> tuple[str, ...]:
    """That a page does not have the evidence of all ties, where there are too many."""
    if not n:
        return ()
    words = sentence(
        "The evidence of the best supported ties; that of {ties} is in the files.",
        ties=count(n, "further tie"),
    )
    return (words,)


def _fold(
    tie: Mapping[Any, Any],
    rows: Sequence[Mapping[Any, Any]],
    corpus: Corpus,
    named: Sequence[Mapping[str, str]],
    *,
    rest: int,
) -> tuple[str, str]:
    """One tie with the first of its segments, as a fold of the page and as text.

    `named` has the labels of stakeholders, concepts and studies; `rest` counts further segments.
    """
    who, what, where = named
    anchor = tie_anchor(tie["truster"], tie["trustee"], tie["concept"])
    number = signed_number(tie["sign"], tie["support"])
    heads = (
        f"{who[tie['truster']]} → {who[tie['trustee']]}",
        f"{within(what[tie['concept']])}, {_sources(tie, corpus)}",
    )
    css = {1: "tb-plus", -1: "tb-minus"}.get(tie["sign"], "tb-zero")
    items = [_item(row, who, where) for row in rows]
    more = _rest_in_words(rest, corpus)
    note = f'<p class="tb-note">{more}</p>' if more else ""
    page = "\n".join(_item_html(*item) for item in items)
    fold = (
        f'<details class="tb-evidence" id="{anchor}"><summary><span class="{css}">{number}</span> '
        f'{_html(heads[0])}: <span class="tb-where">{_html(heads[1])}</span></summary>\n'
        f"<ol>\n{page}\n</ol>{note}</details>"
    )
    lines = [f"  {words} [{place}]{' ' + memo if memo else ''}" for words, place, memo in items]
    return fold, "\n".join([f"{number} {heads[0]}: {heads[1]}", *lines, *filter(None, [more])])


def _rest_in_words(n: int, corpus: Corpus) -> str:
    return sentence("{pieces} more in the files.", pieces=_pieces(n, corpus)) if n > 0 else ""


def _sources(tie: Mapping[Any, Any], corpus: Corpus) -> str:
    n, support = len(tie["segments"]), count(tie["support"], "independent source")
    if n == tie["support"]:
        return support
    return sentence("{sources} in {pieces}", sources=support, pieces=_pieces(n, corpus))


def _item(
    row: Mapping[Any, Any], who: Mapping[str, str], where: Mapping[str, str]
) -> tuple[str, str, str]:
    """What a segment says, where it is, and the memos on it."""
    words = _text(row["meaning_unit"]) or gettext(_WITHOUT_WORDS.get(row["kind"], NOT_PUBLISHED))
    speaker, kind = _text(row["speaker"]), gettext(row["kind"])
    parts = [
        where[row["study"]],
        _text(row["section"]),
        sentence("{kind} of {speaker}", kind=kind, speaker=within(who[speaker]))
        if speaker
        else kind,
        _text(row["phase"]),
        _text(row["team"]),
        _text(row["case"]),
        sentence("{level} level", level=gettext(row["level"])),
        gettext("direction read, not stated") if row["direction"] == READ else "",
        row["segment"],
    ]
    memos = dict.fromkeys(
        m for m in (_text(row["memo"]), _text(row["relation_memo"])) if m not in ("", words)
    )
    return words, " · ".join(part for part in parts if part), " ".join(memos)


def _item_html(words: str, place: str, memo: str) -> str:
    note = f'<span class="tb-memo">{gettext("Memo")}: {_html(memo)}</span>' if memo else ""
    *before, segment = place.split(" · ")
    name = f'<span class="tb-id">{segment_mark(segment)}</span>'
    where = " · ".join([*map(_html, before), name])
    return f'<li>{_html(words)}<span class="tb-where">{where}</span>{note}</li>'


def _html(text: str) -> str:
    return isolated_cell(html.escape(text), text=text)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _pieces(n: int, corpus: Corpus) -> str:
    """How many segments state ties here, or relations where a corpus has no segments."""
    return count(n, piece_of(corpus))


def _counted(relations: pd.DataFrame, corpus: Corpus) -> str:
    """What is counted and out of how many."""
    stating, unit = sources_of(relations, statements_of(corpus)), source_unit_of(corpus)
    every = count(stating.nunique(), "independent source")
    if unit in ("cases", "documents"):
        return sentence(
            "Out of {sources}; a source is a case."
            if unit == "cases"
            else "Out of {sources}; a source is a document.",
            sources=every,
        )
    pieces = _pieces(len(stating), corpus)
    return sentence("Out of {sources} in {pieces}.", sources=every, pieces=pieces)
