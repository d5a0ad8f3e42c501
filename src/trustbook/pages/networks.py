"""Networks on a page: the pictures, the evidence that their ties open, tables and sentences."""

import html
from collections.abc import Mapping, Sequence
from functools import partial
from math import isqrt
from typing import Any

import pandas as pd

from trustbook.book.linking import segment_mark
from trustbook.book.outputs import output_of
from trustbook.charts.geometry.layout import PHONE, WIDE
from trustbook.charts.grid import MOST_CELLS
from trustbook.charts.network_panels import groups_of, is_crowded
from trustbook.charts.signed_matrix import signed_matrix
from trustbook.charts.stakeholder_network import BY, stakeholder_network
from trustbook.corpus.language import gettext, ngettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    count,
    count_at_start,
    form_for,
    in_words,
    joined,
    number,
    part_of,
    plural_nouns,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import LEVELS, READ, TIE_KEY
from trustbook.networks.evidence import (
    finding,
    listed_segments,
    signed_number,
    tie_anchor,
    tie_evidence,
    tie_rows,
)
from trustbook.networks.tie_counts import disagreeing_pairs, ties_received
from trustbook.networks.tie_tables import STATEMENT, is_directed, sources_of, ties, ties_by
from trustbook.pages.direction import isolated_cell
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels, piece_of, statements_of, with_labels
from trustbook.pages.prose import Prose, notice, prose, source_unit_of
from trustbook.pages.tables import View, caption, foot, table, values

PHASE = "phase"
_PIECES = {"segment": "Segments", "relation": "Relations"}
_IDS = {"segment": "Segment ids", "relation": "Relation ids"}
_REPEATS = "Segments that repeat or illustrate each other count as one independent source."


EVIDENCE_COLUMNS = [*TIE_KEY, "level", "segment", "study", "meaning_unit"]
MOST_IDS = 40  # in a cell of a table; the evidence lists all
MOST_PIECES = 1_000  # of the evidence of all ties on a page; where there are more, as many of each
FEWEST_PIECES = 3
FEWEST_GROUPS = 5  # of a picture of many ties, however many parts it has
MOST_FOLDS = 120  # ties whose evidence a page has; where there are more, the best supported ones
NOT_PUBLISHED = "The wording is not published."
_WITHOUT_WORDS = {STATEMENT: "No words go with it."}
_NO_PAIR = "No pair of stakeholders meets a positive concept with a negative one here."
NOTHING = "No relations are left with these settings."
_ONE_STUDY = "One study states all ties that are drawn, so there are none to set side by side."


def network_figure(  # noqa: PLR0913 - all but two are named
    relations: pd.DataFrame,
    corpus: Corpus,
    *,
    name: str,
    by: str = "",
    min_support: int = 1,
    title: str = "",
    width: float = WIDE,
    evidence: str = "",
) -> View | Prose:
    """The network of the relations, or one for each concept, study or level where `by` names it.

    `evidence` is the page with the evidence of ties, unless it is this one.
    """
    segments, concepts = statements_of(corpus), corpus.table("concepts")
    stakeholders, studies = corpus.table("stakeholders"), corpus.table("studies")
    order, headings = _parts(corpus, by)
    drawn = _ties(relations, corpus, by=by, order=order, min_support=min_support)
    if drawn.empty:
        return notice(NOTHING)
    if by == "study" and drawn[by].nunique() == 1:
        return notice(_ONE_STUDY)
    n_sources = sources_of(relations, segments).nunique()

    def network(*, is_wide: bool) -> Any:
        return stakeholder_network(
            drawn,
            stakeholders,
            concepts=concepts,
            studies=studies,
            n_sources=n_sources,
            unit=source_unit_of(corpus),
            by=by,
            headings=headings,
            title=title,
            width=width if is_wide else PHONE,
            evidence=evidence,
        )

    if is_crowded(drawn):
        return _groups_figure(drawn, corpus, name=name, by=by, n_sources=n_sources, width=width)
    twin = tie_rows(drawn, stakeholders=stakeholders, concepts=concepts, studies=studies)
    twin = twin.rename(columns={"Segments": _PIECES[piece_of(corpus)]})
    twin[_IDS[piece_of(corpus)]] = [listed_segments(pd.Series(ids)) for ids in drawn["segments"]]
    if by and by != "concept":
        twin.insert(0, by.capitalize(), [headings[part] for part in drawn[by]])
    return figure(network, twin, name=name)


def _groups_figure(  # noqa: PLR0913 - all but two are named
    every: pd.DataFrame, corpus: Corpus, *, name: str, by: str, n_sources: int, width: float
) -> View | Prose:
    """The ties between groups as a matrix, and in the table the best supported tie of each cell."""
    n_parts = every[by].nunique() if by else 1
    side = max(FEWEST_GROUPS, isqrt(MOST_CELLS // n_parts))
    groups = groups_of(every, corpus.table("stakeholders"), most=side)
    names = list(dict.fromkeys(groups.values()))
    cells = _cells_of_groups(every, corpus, groups, by=by)
    place = {name: n for n, name in enumerate(names)}
    cells = cells.sort_values(
        ["group", "truster", "trustee"],
        key=lambda each: each if each.name == "group" else each.map(place),
        ignore_index=True,
    )
    n = cells.groupby("group")[["plus", "minus", "neutral"]].sum().sum(axis=1)
    parts = n.sort_values(ascending=False, kind="stable").index[: MOST_CELLS // FEWEST_GROUPS**2]
    draw = partial(
        _groups_chart,
        cells[cells["group"].isin(parts)].drop(columns=["best", "ids", "ties"]),
        every=every,
        names=names,
        n_sources=n_sources,
        n_parts=n_parts,
        by=by,
        width=width,
    )
    columns = {
        "group": by.capitalize(),
        "truster": "From",
        "trustee": "Towards",
        "ties": "Ties",
        "plus": "Sources for",
        "minus": "Sources against",
        "neutral": "Other sources",
        "best": "Best supported",
        "ids": _IDS[piece_of(corpus)],
    }
    labels = {c: label for c, label in columns.items() if label and cells[c].astype(bool).any()}
    return figure(draw, cells[list(labels)], name=name, labels=labels)


def _cells_of_groups(
    every: pd.DataFrame, corpus: Corpus, groups: Mapping[str, str], *, by: str
) -> pd.DataFrame:
    """One row per two groups with ties, in each part that `by` names, and what their ties say."""
    _, headings = _parts(corpus, by)
    rows = every.assign(
        group=[headings.get(part, str(part)) for part in every[by]] if by else "",
        truster=every["truster"].map(groups),
        trustee=every["trustee"].map(groups),
        side=every["sign"].map({1: "plus", -1: "minus", 0: "neutral"}),
    )
    cell = ["group", "truster", "trustee"]
    sources = rows.explode("sources").groupby([*cell, "side"])["sources"].nunique()
    sides = sources.unstack("side", fill_value=0)
    counts = sides.reindex(columns=["plus", "minus", "neutral"], fill_value=0)
    is_first = ~rows[cell].duplicated()  # the best supported ties come first
    best = rows[is_first].assign(
        best=_ties_in_words(every[is_first], corpus),
        ids=[_ids(pd.Series(segments)) for segments in every.loc[is_first, "segments"]],
    )
    counted = best[[*cell, "best", "ids"]].join(counts, on=cell)
    n_ties = rows.groupby(cell).size().rename("ties")
    return counted.join(n_ties, on=cell)


def _ties_in_words(every: pd.DataFrame, corpus: Corpus) -> list[str]:
    """The ties in words, with their support."""
    who, what = labels(corpus, "stakeholder"), labels(corpus, "concept")
    columns = ["truster", "trustee", "concept", "sign", "support"]
    return [
        f"{who[one]} → {who[other]}: {what[concept]} {signed_number(sign, support)}"
        for one, other, concept, sign, support in every[columns].itertuples(index=False)
    ]


def _groups_chart(  # noqa: PLR0913 - all but one are named
    cells: pd.DataFrame,
    *,
    every: pd.DataFrame,
    names: Sequence[str],
    n_sources: int,
    n_parts: int,
    by: str,
    width: float,
    is_wide: bool,
) -> Any:
    """The matrix of the ties between groups, in parts with the headings that `cells` has."""
    people = {*every["truster"], *every["trustee"]}
    n_groups, n_drawn = count(len(names), "group"), cells["group"].nunique()
    title = sentence(
        "{ties} between {people}, in {groups}"
        if len(names) < len(people)
        else "{ties} between {people}",
        ties=count(len(every), "tie"),
        people=count(len(people), "stakeholder"),
        groups=n_groups,
    )
    left_out = sentence(
        " The {n} of {among} parts with most sources are drawn; the table has all.",
        n=n_drawn,
        among=n_parts,
    )
    return signed_matrix(
        cells,
        names=names,
        is_wide=is_wide,
        width=width,
        title=f"{gettext(BY[by])}: {title}" if by else title,
        subtitle=sentence(
            "Rows are those whose view is stated, columns those it is about; + and − count the "
            "independent sources (of {n}) for and against, the colour says which are more. The "
            "table has the best supported tie of each cell.",
            n=number(n_sources),
        )
        + left_out * (n_drawn < n_parts),
        description=f"{title}.",
    )


def network_title(relations: pd.DataFrame, corpus: Corpus) -> str:
    """What a picture of the relations shows: their concepts, between stakeholders."""
    what, stated = labels(corpus, "concept"), set(relations["concept"])
    names = [within(what[name]) for name in what if name in stated]
    concepts = joined(names) or plural_nouns("relation")
    return sentence("{concepts} between stakeholders", concepts=at_start(concepts))


def finding_in_words(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Prose:
    """Towards whom the concepts are stated most often, and what more can be said of the ties."""
    every = _ties(relations, corpus, min_support=min_support)
    if every.empty:
        return notice(NOTHING)
    first, rest = finding_of(every, corpus)
    return prose("**{first}** {rest}", first=first, rest=rest)


def finding_of(every: pd.DataFrame, corpus: Corpus) -> tuple[str, str]:
    """Two texts on the ties: towards whom most is stated, and which are best supported."""
    stakeholders, concepts = corpus.table("stakeholders"), corpus.table("concepts")
    first = finding(every, stakeholders=stakeholders, concepts=concepts)
    rest = (_best_supported(every, corpus), _of_organisations(every, corpus))
    return f"{first}.", " ".join(filter(None, rest))


def _best_supported(every: pd.DataFrame, corpus: Corpus) -> str:
    """The tie that most sources state, where any has more than one."""
    who, what = labels(corpus, "stakeholder"), labels(corpus, "concept")
    best = every.nlargest(1, "support").iloc[0]
    if best["support"] == 1:
        return ""
    return sentence(
        "Best supported: {concept} of {truster} towards {trustee}, on {n} independent sources.",
        concept=within(what[best["concept"]]),
        truster=within(who[best["truster"]]),
        trustee=within(who[best["trustee"]]),
        n=best["support"],
    )


def _of_organisations(every: pd.DataFrame, corpus: Corpus) -> str:
    """That all ties to organisations are of one concept, where they are."""
    kinds = corpus.table("stakeholders").set_index("stakeholder")["kind"]
    towards = every[every["trustee"].map(kinds) == "organisation"]
    if len(towards) < 2 or towards["concept"].nunique() != 1:  # noqa: PLR2004
        return ""
    concept = labels(corpus, "concept")[towards["concept"].iloc[0]]
    return ngettext(
        "In the picture, both ties towards organisations are of {concept}.",
        "In the picture, all {n} ties towards organisations are of {concept}.",
        len(towards) - 1,
    ).format(n=in_words(len(towards)), concept=within(concept))


def phases_figure(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """A network for each phase that the corpus declares; no words where it declares none."""
    phase = corpus.table("segments").set_index("segment")["phase"]
    called = corpus.table("phases").set_index("phase")["label"]
    parted = relations.assign(phase=relations["segment"].map(phase).map(called))
    parted = parted.dropna(subset=["phase"])
    if parted["phase"].nunique() < 2:  # noqa: PLR2004
        return prose("")
    return network_figure(parted, corpus, name=name, by=PHASE, min_support=min_support)


def network_in_words(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Prose:
    """How many stakeholders and ties of which concept there are, and how many ties hinge."""
    every = _ties(relations, corpus, min_support=min_support)
    if every.empty:
        return notice(NOTHING)
    what, ties_of = labels(corpus, "concept"), every["concept"].value_counts()
    return prose(
        "{ties} between {people}{least}: {parts}. {hinging}",
        ties=count_at_start(len(every), "tie"),
        people=count(len({*every["truster"], *every["trustee"]}), "stakeholder"),
        least=_at_least(min_support),
        parts=joined(
            sentence("{n} of {concept}", n=ties_of[c], concept=within(what[c]))
            for c in what
            if c in ties_of
        ),
        hinging=_hinging(every),
    )


def _at_least(min_support: int) -> str:
    words = sentence("with at least {n} independent sources each", n=min_support)
    return f" {words}" if min_support > 1 else ""


def _hinging(every: pd.DataFrame) -> Prose:
    n = int((every["stability"] == 0).sum())
    if not n:
        return prose("None hinges on a single source.")
    return prose(
        "{part} {hinge} on a single source and would be gone without it."
        if is_crowded(every)
        else "{part} {hinge} on a single source (drawn pale) and would be gone without it.",
        part=part_of(n, len(every), "tie"),
        hinge=form_for(n, "hinges", "hinge"),
    )


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
    every = _ties(relations, corpus, min_support=min_support)
    rows = tie_rows(
        every,
        stakeholders=corpus.table("stakeholders"),
        concepts=corpus.table("concepts"),
        studies=corpus.table("studies"),
    )
    ids = [_ids(pd.Series(segments)) for segments in every["segments"]]
    return table(
        rows.drop(columns="Segments").assign(**{_IDS[piece_of(corpus)]: ids}),
        name=name,
        title="Ties, their support and where they come from",
        subtitle=_counted(relations, corpus),
        folded=True,
        filters=["From", "Towards", "Concept", "Hinges on one source", "Direction"],
        notes=[
            *[_REPEATS] * corpus.has("segments"),
            "Direction: stated where any source says who and towards whom; read, not stated, where "
            "every one speaks of something between parties and the direction is the coder's.",
        ],
        empty=NOTHING,
    )


def received_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """What each stakeholder receives, by concept: independent sources and how many trusters."""
    every = _ties(relations, corpus, min_support=min_support)
    ids = every.explode("segments").groupby(["trustee", "concept"])["segments"].agg(_ids)
    rows = ties_received(every)
    keys = zip(rows["stakeholder"], rows["concept"], strict=True)
    named = with_labels(rows, corpus)
    lines = pd.DataFrame(
        {
            "Stakeholder": named["stakeholder"],
            "Concept": named["concept"],
            "Independent sources": rows["support"].astype("int64"),
            "From how many": rows["trusters"].astype("int64"),
            _IDS[piece_of(corpus)]: [ids[key] for key in keys],
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
    every = _ties(directed, corpus, min_support=min_support)
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
            _IDS[piece_of(corpus)]: [_both_ways(row, stating) for row in rows.to_dict("records")],
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
    return _ids(pd.Series([*stating[there], *stating[back]]))


def _ids(segments: "pd.Series[str]") -> str:
    return listed_segments(segments, most=MOST_IDS)


def evidence_list(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """Every tie with the segments behind it, folded; ties in the pictures lead here."""
    every = _ties(relations, corpus, min_support=min_support)
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
    """What a segment says, where it stands, and the memos on it."""
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


def _ties(
    relations: pd.DataFrame,
    corpus: Corpus,
    *,
    min_support: int,
    by: str = "",
    order: tuple[str, ...] = (),
) -> pd.DataFrame:
    segments, concepts = statements_of(corpus), corpus.table("concepts")
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
    if by == PHASE:
        names = list(corpus.table("phases").sort_values("order")["label"].unique())
        return tuple(names), {name: name for name in names}
    if by == "level":
        return LEVELS, {
            level: sentence("{level} level", level=gettext(level).capitalize()) for level in LEVELS
        }
    headings = labels(corpus, by) if by else {}
    return tuple(headings), headings


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


def named_values(
    relations: pd.DataFrame, leading: pd.DataFrame, corpus: Corpus, *, min_support: int = 1
) -> View:
    """What texts can cite of the networks: of all concepts, and of the `leading` ones."""
    every, first = (_ties(rows, corpus, min_support=min_support) for rows in (relations, leading))
    kinds = corpus.table("stakeholders").set_index("stakeholder")["kind"]
    towards = first[first["trustee"].map(kinds) == "organisation"]
    hinging = every["stability"] == 0
    return values(
        ties=len(every),  # ties
        positive_ties=int((every["sign"] > 0).sum()),  # ties of a positive concept
        negative_ties=int((every["sign"] < 0).sum()),  # ties of a negative concept
        stakeholders=len({*every["truster"], *every["trustee"]}),  # stakeholders with a tie
        ties_on_one_source=int(hinging.sum()),  # ties that hinge on one source
        most_sources=max(every["support"], default=0),  # sources of the best supported tie
        leading_ties=len(first),  # ties of the leading concepts
        leading_most_sources=max(
            first["support"], default=0
        ),  # sources of the best supported leading tie
        positive_to_organisations=int(
            (towards["sign"] > 0).sum()
        ),  # leading ties for organisations
        negative_to_organisations=int(
            (towards["sign"] < 0).sum()
        ),  # leading ties against organisations
    )
