"""How sure the ties are, on a page: pictures, tables and sentences from resampled sources."""

import math
from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.charts.network_style import COLOURS
from trustbook.charts.source_strip import source_strip
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    count,
    form_for,
    in_words,
    interval,
    joined,
    part_of,
    plural_nouns,
    share,
    yes_no,
)
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TIE_KEY
from trustbook.networks.evidence import listed_segments
from trustbook.networks.leave_out import lost_ties, measures_without_each
from trustbook.networks.resampling import (
    TIE,
    incidence,
    resampled_ties,
)
from trustbook.networks.tie_tables import source_unit, sources_of, stated, ties
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels, piece_of, statements_of
from trustbook.pages.prose import Prose, notice, paragraphs, prose, source_in_words
from trustbook.pages.tables import View, table

NOTHING = "No relations are left with these settings."
SECURE = 0.95
FIRM = 3  # sources to leave out before a tie is gone
MOST = 40  # rows, and columns, of a picture
_HOW_MANY = {"segment": "How many segments", "relation": "How many relations"}
_STATING = {"segment": "Segments that state it", "relation": "Relations that state it"}


def stated_by(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> pd.DataFrame:
    """Which source states which tie of the relations (`networks.incidence`)."""
    segments, concepts = statements_of(corpus), corpus.table("concepts")
    return incidence(ties(relations, segments=segments, concepts=concepts, min_support=min_support))


def sources_in_words(rows: pd.DataFrame, corpus: Corpus) -> Prose:
    """What a source is here, how many there are, and what follows where there is but one."""
    units = rows["unit"].nunique()
    if not units:
        return notice(NOTHING)
    drawn = prose(
        "What is drawn: {sources}, all that state any tie chosen here; {what}.",
        sources=count(units, "independent source"),
        what=source_in_words(corpus),
    )
    alone = prose(
        "**There is only one source.** Drawing it again gives it back every time, so the "
        "intervals below have no width. That does not mean that anything is certain: nothing can "
        "be learned here from resampling."
    )
    return paragraphs(drawn, alone) if units == 1 else drawn


def stability_in_words(rows: pd.DataFrame, *, min_support: int = 1) -> Prose:
    """How many ties hinge on one source, and how many need several left out to be gone."""
    every = resampled_ties(rows, min_support=min_support)
    if every.empty:
        return notice(NOTHING)
    hinging, firm = (int(n.sum()) for n in (every["leave_out"] == 1, every["leave_out"] >= FIRM))
    return prose(
        "**{hinging} {hinge} on a single source**: leave that source out, and the tie is gone."
        "{rest}",
        hinging=part_of(hinging, len(every), "tie"),
        hinge=form_for(hinging or 1, "hinges", "hinge"),
        rest=f" {_firm_in_words(firm)}" if hinging < len(every) else "",
    )


def _firm_in_words(firm: int) -> str:
    return sentence(
        "{firm} {need} {n} or more sources left out before {it} {go}.",
        firm=at_start(in_words(firm, zero="none", noun="tie")),
        need=form_for(firm or 1, "needs", "need"),
        n=in_words(FIRM),
        it=form_for(firm or 1, "it", "they"),
        go=form_for(firm or 1, "goes", "go"),
    )


def sureness_in_words(rows: pd.DataFrame, *, min_support: int = 1) -> Prose:
    """How many sources the network cannot do without, and what this does not tell."""
    lost = lost_ties(rows, min_support=min_support)
    if lost.empty:
        return prose("")
    n = int((lost["vanish"] > 0).sum())
    return prose(
        "{part} {hold} a tie that would be gone without {it}; that is computed, not estimated. It "
        "says how much hangs on single sources, not whether they are right.",
        part=part_of(n, len(lost), "source"),
        hold=form_for(n or 1, "holds", "hold"),
        it=form_for(n or 1, "it", "them"),
    )


def redrawn_table(rows: pd.DataFrame, *, name: str, min_support: int = 1) -> View | Prose:
    """How ties of each support fare when sources are redrawn."""
    every = resampled_ties(rows, min_support=min_support)
    if every.empty:
        return notice(NOTHING)
    lines = every.groupby("support").agg(
        ties=("support", "size"),
        presence=("presence", "first"),
        low=("low", "first"),
        high=("high", "first"),
    )
    between = [interval(low, high) for low, high in zip(lines["low"], lines["high"], strict=True)]
    redrawn = lines.reset_index().assign(there=lines["presence"].map(share).tolist(), line=between)
    weak = redrawn[redrawn["presence"] < SECURE]
    return table(
        redrawn[["support", "ties", "there", "line"]],
        name=name,
        title=_redrawn_title(int(weak["ties"].sum()), len(every)),
        subtitle=sentence(
            "{sources}, redrawn without end. Ties with the same number of sources fare alike.",
            sources=count(rows["unit"].nunique(), "source"),
        ),
        labels={
            "support": "Sources of a tie",
            "ties": "Ties",
            "there": "Networks that still have it",
            "line": "Sources it has in 95 of 100 of them",
        },
    )


def _redrawn_title(weak: int, ties: int) -> str:
    return sentence(
        "{part} {are} missing from more than one in 20 redrawn networks",
        part=part_of(weak, ties, "tie"),
        are=form_for(weak or 1, "is", "are"),
    )


def coders_in_words(relations: pd.DataFrame) -> Prose:
    """How many ties one coder alone stated, where several coders stated any."""
    coders = sorted(relations["coder"].dropna().unique())
    if len(coders) < 2:  # noqa: PLR2004
        return prose("")
    n_coders = relations.groupby(TIE_KEY)["coder"].nunique()
    alone = int((n_coders == 1).sum())
    return prose(
        "Relations were coded by {coders}, and a source counts for a tie when any of them says "
        "so. {alone} of {ties} {rest} on one coder alone: [the page on agreement](agreement.html) "
        "shows where the coders differ.",
        coders=joined(coders),
        alone=at_start(in_words(alone, zero="none")),
        ties=count(len(n_coders), "tie"),
        rest=form_for(alone or 1, "rests", "rest"),
    )


def support_figure(
    rows: pd.DataFrame,
    corpus: Corpus,
    *,
    name: str,
    relations: pd.DataFrame,
    min_support: int = 1,
) -> View | Prose:
    """The support of each tie, by concept; the best supported ones if many."""
    every = resampled_ties(rows, min_support=min_support)
    if every.empty:
        return notice(NOTHING)
    stating = stated(relations).groupby(TIE_KEY)["segment"].nunique()
    ends = zip(every["source"], every["target"], every["concept"], strict=True)
    named = _named(every, corpus).assign(n_segments=[int(stating[tie]) for tie in ends])
    top = named.head(MOST).sort_values("order", kind="stable")
    pieces = plural_nouns(piece_of(corpus))
    lines = pd.DataFrame(
        {
            "group": top["concept_label"],
            "label": top["pair"],
            "value": top["support"],
            "lower": math.nan,
            "upper": math.nan,
            "colour": top["sign"].map(COLOURS),
            "hinges": top["leave_out"] == 1,
            "note": top["n_segments"].astype("str"),
        }
    )
    draw = partial(
        dot_intervals,
        lines,
        Key(axis=gettext("Independent sources"), beside=pieces),
        title="How many sources state each tie",
        subtitle=sentence(
            "Sources behind each tie, out of {n}. On the right, how many {pieces} state it: those "
            "of one source repeat or illustrate each other.{drawn}",
            n=rows["unit"].nunique(),
            pieces=pieces,
            drawn=only_first(named),
        ),
        description=sentence(
            "Dots for {ties}, by concept. Best supported: {best}.",
            ties=count(len(lines), "tie"),
            best=_best(named),
        ),
    )
    columns = {
        "concept_label": "Concept",
        "pair": "Tie",
        "support": "Independent sources",
        "n_segments": _HOW_MANY[piece_of(corpus)],
        "hinge": "Hinges on one source",
    }
    twin = named.assign(hinge=(named["leave_out"] == 1).map(yes_no))
    return figure(draw, twin[list(columns)], name=name, labels=columns)


def sources_figure(
    rows: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """Which source states which tie, and which ties would be gone without it."""
    cells = _cells(rows, corpus, min_support=min_support)
    if cells.empty:
        return notice(NOTHING)
    marks = _decisive(cells)
    fewer = sentence(" At most {most} ties and sources; the table has all.", most=MOST)
    without, all_units = cells.loc[cells["hinges"], "unit"].nunique(), rows["unit"].nunique()
    draw = partial(
        source_strip,
        marks,
        title=sentence(
            "No source can be left out without losing a tie"
            if without == all_units
            else "{part} cannot be left out without losing a tie"
            if without
            else "No tie is lost with any single one of {sources}",
            part=part_of(without, all_units, "source"),
            sources=count(all_units, "source"),
        ),
        subtitle=sentence(
            "A mark says that a source states a tie.{drawn}",
            drawn=fewer if len(marks) < len(cells) else "",
        ),
        description=sentence(
            "Matrix of {ties} by {sources}, a mark where a source states a tie.",
            ties=count(len(marks.groupby(["group", "tie"])), "tie"),
            sources=count(marks["unit"].nunique(), "source"),
        ),
    )
    twin = cells.assign(hinges=cells["hinges"].map(yes_no))
    columns = {"group": "Concept", "tie": "Tie", "unit": "Source", "hinges": "Tie gone without it"}
    return figure(draw, twin[list(columns)], name=name, labels=columns)


def sources_table(  # noqa: PLR0913 - all but two are named
    rows: pd.DataFrame,
    corpus: Corpus,
    *,
    name: str,
    lead: pd.DataFrame,
    relations: pd.DataFrame,
    min_support: int = 1,
) -> View | Prose:
    """The sources one by one: how many ties each states, which are gone without it, what moves.

    `lead` is the incidence of the leading concepts, on which balance is counted.
    """
    each = lost_ties(rows, min_support=min_support)
    named = labels(corpus, "stakeholder"), labels(corpus, "concept")
    without = measures_without_each(lead, min_support=min_support, units=list(rows["unit"]))
    what, stating = _descriptions(rows, corpus), _stating(relations, corpus)
    balance = without[without["measure"] == "triad_balance"].set_index("unit")["value"]
    lines = pd.DataFrame(
        {
            "Source": each["unit"],
            "What it is": [
                what.get(unit, gettext("not in this selection")) for unit in each["unit"]
            ],
            "segments": [stating.get(unit, "") for unit in each["unit"]],
            "Ties it states": each["ties"].astype("int64"),
            "Ties gone without it": each["vanish"].astype("int64"),
            "Ties gone": [_tie_lines(gone, *named) for gone in each["vanishing"]],
            "Balanced triangles without it": [
                share(balance.get(unit), missing="–") for unit in each["unit"]
            ],
        }
    )
    return table(
        lines,
        name=name,
        title="One source left out at a time",
        subtitle=sentence(
            "{sources}; those on which the most ties hinge come first.",
            sources=count(len(lines), "independent source"),
        ),
        labels={"segments": _STATING[piece_of(corpus)]},
        filterable=True,
        notes=[
            "Balanced triangles: ties of the first positive and the first negative concept; pairs "
            "with ties of both signs left out."
        ],
        empty=NOTHING,
    )


def _named(ties: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """The ties with their pair and concept in words, and the order of concepts."""
    who, what = labels(corpus, "stakeholder"), labels(corpus, "concept")
    order = {name: place for place, name in enumerate(what)}
    return ties.assign(
        pair=[
            f"{who[one]} → {who[other]}"
            for one, other in zip(ties["source"], ties["target"], strict=True)
        ],
        concept_label=[what[name] for name in ties["concept"]],
        order=[order.get(name, len(order)) for name in ties["concept"]],
    )


def _cells(rows: pd.DataFrame, corpus: Corpus, *, min_support: int) -> pd.DataFrame:
    """One row per tie and source of it: group, tie, unit, colour, hinges, as they are drawn."""
    support = rows.groupby(TIE)["unit"].transform("nunique")
    counted = rows.assign(support=support)[support >= min_support]
    if counted.empty:
        return pd.DataFrame(columns=["group", "tie", "unit", "colour", "hinges"])
    named = _named(counted, corpus).assign(few=-counted["support"])
    ordered = named.sort_values(["order", "few", "pair", "unit"])
    return ordered.assign(
        group=ordered["concept_label"],
        tie=ordered["pair"],
        colour=ordered["sign"].map(COLOURS),
        hinges=ordered["support"] == min_support,
    )[["group", "tie", "unit", "colour", "hinges"]]


def _decisive(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells of the sources that most ties hinge on, and of the first ties they state."""
    weight = cells.groupby("unit")["hinges"].agg(["sum", "size"]).reset_index()
    ranked = weight.sort_values(["sum", "size", "unit"], ascending=[False, False, True])
    first = cells[cells["unit"].isin(ranked["unit"].head(MOST))]
    return first.merge(first[["group", "tie"]].drop_duplicates().head(MOST), on=["group", "tie"])


def _descriptions(rows: pd.DataFrame, corpus: Corpus) -> dict[str, str]:
    """What each source is: who a case is, what a document is, where and what a segment says."""
    unit = source_unit(statements_of(corpus))
    if unit == "documents":
        documents = corpus.table("encounters").to_dict("records")
        return {one["encounter"]: one["data_type"] for one in documents}
    if unit == "cases":
        who = labels(corpus, "stakeholder")
        cases = corpus.table("cases").to_dict("records")
        return {case["case"]: who.get(case["stakeholder"], "") for case in cases}
    where, segments = labels(corpus, "study"), statements_of(corpus)
    without_words = gettext(
        "its wording is not published"
        if corpus.has("segments")
        else "a relation stated without a segment"
    )
    units = segments["meaning_unit"].fillna(without_words)
    return {
        segment: f"{where[study]}: {unit}"
        for segment, study, unit in zip(segments["segment"], segments["study"], units, strict=True)
    }


def _stating(relations: pd.DataFrame, corpus: Corpus) -> dict[str, str]:
    """The segments of each source that state a relation; its first segment need not be one."""
    unit_of = sources_of(relations, statements_of(corpus))
    return {
        str(unit): listed_segments(pd.Series(list(part.index)))
        for unit, part in unit_of.groupby(unit_of, sort=False)
    }


def _tie_lines(
    ties: Sequence[tuple[str, str, str]], who: Mapping[str, str], what: Mapping[str, str]
) -> str:
    return "\n".join(
        f"{who[one]} → {who[other]}: {what[concept].lower()}" for one, other, concept in ties
    )


def _best(named: pd.DataFrame) -> str:
    return "; ".join(
        f"{row['concept_label']}, {row['pair']}: {count(row['support'], 'source')}"
        for row in named.head(3).to_dict("records")
    )


def only_first(rows: pd.DataFrame) -> str:
    """A sentence that says how many rows are drawn, where a picture has no room for all."""
    if len(rows) <= MOST:
        return ""
    return sentence(
        " The first {most} of {n} are drawn; the table has all.", most=MOST, n=len(rows)
    )
