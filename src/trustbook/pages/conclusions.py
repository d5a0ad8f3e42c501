"""How sure conclusions are, on a page: for whom more is said, and the network as a whole."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.charts.network_style import COLOURS
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    count,
    count_at_start,
    form_for,
    in_words,
    interval,
    joined,
    number,
    share,
    signed,
    span,
    within,
    yes_no,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.coverage import received_coverage
from trustbook.networks.leave_out import MOST_COMPARED, received_without_each
from trustbook.networks.resampling import resampled_measures, resampled_received
from trustbook.networks.structure import one_sign
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import View, table
from trustbook.pages.uncertainty import MOST, NOTHING, SECURE, only_first
from trustbook.signed import triangle_balance

INTERVAL = "line: 95 of 100 redrawn counts"
NAMED = 3  # stakeholders named in a title
LISTED = 12  # names in a cell
NOT_COMPARABLE = "No two stakeholders that ties connect can be told apart here."
MEASURES = {
    "ties": "Ties with a sign",
    "positive_share": "Share of them that are positive",
    "reciprocity": "Positive ties answered by a positive one",
    "disagreement": "Positive ties answered by a negative one",
    "triad_balance": "Triangles that are balanced",
}


def received_figure(
    rows: pd.DataFrame, corpus: Corpus, *, name: str, seed: int, resamples: int
) -> View | Prose:
    """Sources for less sources against each stakeholder, with intervals."""
    received = resampled_received(rows, seed=seed, resamples=resamples)
    spoken = received[(received["positive"] + received["negative"]) > 0]
    if spoken.empty:
        return notice(NOTHING)
    who = labels(corpus, "stakeholder")
    ranges = received_without_each(rows).set_index("stakeholder")
    hinges = [
        not _same_sign(row["net"], ranges.loc[row["stakeholder"]])
        for row in spoken.to_dict("records")
    ]
    named = spoken.assign(
        label=[who[each] for each in spoken["stakeholder"]],
        hinges=hinges,
        note=[
            f"{signed(p)} {signed(-n)}"
            for p, n in zip(spoken["positive"], spoken["negative"], strict=True)
        ],
    )
    top = named.head(MOST).rename(columns={"net": "value", "low": "lower", "high": "upper"})
    signs = (top["value"] > 0).astype(int) - (top["value"] < 0).astype(int)
    draw = partial(
        dot_intervals,
        top.assign(group="", colour=signs.map(COLOURS)),
        Key(
            interval=gettext(INTERVAL),
            axis=gettext("Sources for − against"),
            beside=gettext("for, against"),
        ),
        title=received_title(named),
        subtitle=sentence(
            "Independent sources that speak for a stakeholder, minus those that speak against it, "
            "of {n}. Open: one source left out would change the sign.{drawn}",
            n=rows["unit"].nunique(),
            drawn=only_first(named),
        ),
        description=sentence(
            "Dots with intervals for {people}.", people=count(len(top), "stakeholder")
        ),
    )
    columns = {
        "label": "Stakeholder",
        "positive": "Sources for",
        "negative": "Sources against",
        "net": "For minus against",
        "low": "Interval from",
        "high": "to",
        "hinge": "Hinges on one source",
    }
    twin = named.assign(hinge=named["hinges"].map(yes_no))
    return figure(draw, twin[list(columns)], name=name, labels=columns)


def coverage_in_words(rows: pd.DataFrame, corpus: Corpus, *, seed: int) -> Prose:
    """How often the lines would hold the true number, if these sources were all there are."""
    coverage = received_coverage(rows, seed=seed)
    if coverage.empty:
        return prose("")
    who, n = labels(corpus, "stakeholder"), rows["unit"].nunique()
    worst, best = coverage["covered"].min(), coverage["covered"].max()
    weak = [who[name] for name in coverage.loc[coverage["covered"] == worst, "stakeholder"]]
    return prose(
        "**How far to rely on the lines.** Suppose these {sources} were all there are, draw as "
        "many from them, and work out the line again: a line that kept its promise would hold the "
        "true number in 95 of 100 such draws. These lines hold it in {held}{where}. {short}",
        sources=count(n, "source"),
        held=span(worst, best, form=share),
        where="" if worst == best else sentence(", least often for {people}", people=_who(weak)),
        short=_short(worst),
    )


def _short(worst: float) -> Prose:
    """What follows where a line holds the true number too seldom."""
    if worst >= SECURE:
        return prose("None of them is too short.")
    return prose(
        "Where only one or two sources speak, many draws miss them altogether, and the line "
        "cannot show that: **read it as too short**, and ask instead what is gone without one "
        "source."
    )


def received_title(named: pd.DataFrame) -> str:
    """For whom and against whom the whole interval leaves zero out, and for how many not."""
    above, below = named[named["low"] > 0], named[named["high"] < 0]
    rest = len(named) - len(above) - len(below)
    if rest == len(named):
        return gettext("Every line touches zero")
    parts = [
        sentence("above zero for {people}", people=_who(list(above["label"]))) * (len(above) > 0),
        sentence("below zero for {people}", people=_who(list(below["label"]))) * (len(below) > 0),
    ]
    return sentence(
        "The whole line lies {parts}{touching}",
        parts=joined(filter(None, parts)),
        touching=sentence("; for {n} of {every} it touches zero", n=rest, every=len(named))
        if rest
        else "",
    )


def _who(names: list[str]) -> str:
    few = len(names) <= NAMED
    return joined(map(within, names)) if few else count(len(names), "stakeholder")


def _same_sign(net: int, ends: pd.Series) -> bool:
    return all((end > 0) == (net > 0) and (end < 0) == (net < 0) for end in ends)


def comparisons_in_words(pairs: pd.DataFrame, corpus: Corpus) -> Prose:
    """How many statements that more is said for one end with one source, and the least secure."""
    if pairs.empty:
        return notice(NOT_COMPARABLE)
    who = labels(corpus, "stakeholder")
    frail, first = int((pairs["to_end"] == 1).sum()), pairs.iloc[0]
    return prose(
        "{pairs} of this kind can be made, and {frail} {fall} with a single source left out. The "
        "least secure: that more is said for **{more}** than for **{less}** ({net_more} and "
        "{net_less}) holds in {holds} of the redrawn sets of sources and falls when {to_end} {are} "
        "left out.",
        pairs=count_at_start(len(pairs), "statement"),
        frail=in_words(frail, zero="none"),
        fall=form_for(frail or 1, "falls", "fall"),
        more=within(who[first["more"]]),
        less=within(who[first["less"]]),
        net_more=signed(first["net_more"]),
        net_less=signed(first["net_less"]),
        holds=share(first["holds"]),
        to_end=count(int(first["to_end"]), "source"),
        are=form_for(first["to_end"], "is", "are"),
    )


def comparisons_table(pairs: pd.DataFrame, corpus: Corpus, *, name: str) -> View | Prose:
    """Every statement “more is said for A than for B” with what it rests on."""
    who = labels(corpus, "stakeholder")
    lines = pd.DataFrame(
        {
            "More sources for": [who[x] for x in pairs["more"]],
            "than for": [who[x] for x in pairs["less"]],
            "Balance of both": [
                f"{signed(m)}, {signed(n)}"
                for m, n in zip(pairs["net_more"], pairs["net_less"], strict=True)
            ],
            "holds": [share(x) for x in pairs["holds"]],
            "even": [share(x) for x in pairs["equal"]],
            "turned": [share(x) for x in pairs["turned"]],
            "to end it": pairs["to_end"].astype("int64"),
            "to turn it round": [
                gettext("not possible") if pd.isna(n) else str(n) for n in pairs["to_reverse"]
            ],
            "which": [_which(row) for row in pairs.to_dict("records")],
        }
    )
    return table(
        lines,
        name=name,
        title="For whom more is said than for whom, and what that rests on",
        subtitle="Balance: independent sources for, minus independent sources against.",
        labels={
            "holds": "Holds",
            "even": "Both even",
            "turned": "Turned round",
            "which": "Which end it",
        },
        spanners={
            "In the redrawn sets": ["holds", "even", "turned"],
            "Sources to leave out": ["to end it", "to turn it round", "which"],
        },
        notes=[
            "To end it: the fewest sources without which the first is no longer ahead. Where "
            "several choices are equally small, the names say from which sources to choose.",
            "Where both balances are below zero, less is said against the first; perhaps nobody "
            "said anything for it.",
            "Only stakeholders whom ties connect, directly or through others, are compared.",
            *_only_most_spoken_of(pairs),
        ],
        empty=NOT_COMPARABLE,
    )


def _only_most_spoken_of(pairs: pd.DataFrame) -> list[str]:
    """That not all stakeholders are compared, where there may be too many."""
    if len({*pairs["more"], *pairs["less"]}) < MOST_COMPARED:
        return []
    return [
        sentence(
            "No more than {people} are compared: those for or against whom the most sources speak.",
            people=count(MOST_COMPARED, "stakeholder"),
        )
    ]


def _which(row: Mapping[Any, Any]) -> str:
    """The sources that end a statement: those needed, and those to choose the rest from."""
    needed, others = row["needed"], row["any_of"]
    left = row["to_end"] - len(needed)
    choice = sentence("any {n} of {names}", n=left, names=_first(others)) if left else ""
    return "; ".join(filter(None, (_first(needed), choice)))


def _first(names: Sequence[str]) -> str:
    more = len(names) - LISTED
    rest = sentence(" and {n} more", n=more) if more > 0 else ""
    return ", ".join(names[:LISTED]) + rest


def measures_in_words(measures: pd.DataFrame, rows: pd.DataFrame) -> Prose:
    """What the interval of triad balance says on so few stakeholders and sources."""
    balance = measures[measures["measure"] == "triad_balance"]
    if balance.empty or balance["value"].isna().all():
        return prose("No three stakeholders here have one sign between every two of them.")
    row = balance.iloc[0]
    people = len({*rows["source"], *rows["target"]})
    return prose(
        "On {people} and {sources} the share of balanced triangles ranges from **{low} to "
        "{high}** in 95 of 100 redrawn sets of sources; it can only lie between 0% and 100%. "
        "{reading}",
        people=count(people, "stakeholder"),
        sources=count(rows["unit"].nunique(), "source"),
        low=share(row["low"]),
        high=share(row["high"]),
        reading=_reading(row["low"], row["high"], triangles=_triangles(rows)),
    )


def _triangles(rows: pd.DataFrame) -> int:
    """How many triangles there are among pairs whose ties all have the same sign."""
    signed_rows = rows[rows["sign"] != 0][["source", "target", "sign"]].drop_duplicates()
    return triangle_balance(one_sign(signed_rows, directed=False), directed=False).triangles


def _reading(low: float, high: float, *, triangles: int) -> str:
    if high - low > 1 / 2:
        return gettext(
            "It says next to nothing, so balance is a footnote here and the single ties are the "
            "result."
        )
    if triangles == 1 and low == high:
        return gettext(
            "There is a single triangle: the two ends are the same because there is nothing else "
            "to draw, not because anything is certain."
        )
    return gettext(
        "Ends that lie close together only say that the few triangles leave nothing else to draw."
    )


def all_concepts_in_words(  # noqa: PLR0913 - one argument per thing that it rests on
    rows: pd.DataFrame,
    lead: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    seed: int,
    resamples: int,
    min_support: int = 1,
) -> Prose:
    """The interval of triad balance of every concept and by majority, labelled as such.

    `measures` are those of the concepts in `lead`, which are all where no other row is stated.
    """
    if len(rows) > len(lead):
        measures = resampled_measures(rows, seed=seed, resamples=resamples, min_support=min_support)
    balance = measures[measures["measure"] == "majority_balance"]
    if balance.empty or balance["low"].isna().all():
        return prose("")
    row = balance.iloc[0]
    return prose(
        "For comparison only: if ties of *all* concepts with a sign counted, and a pair took the "
        "sign that most of its sources state, the interval would reach from {low} to {high}.",
        low=share(row["low"]),
        high=share(row["high"]),
    )


def measures_table(
    measures: pd.DataFrame, rows: pd.DataFrame, *, name: str, resamples: int
) -> View | Prose:
    """Measures of the whole network with their intervals."""
    measures = measures[measures["measure"].isin(list(MEASURES))]
    lines = pd.DataFrame(
        {
            "Measure": [gettext(MEASURES[measure]) for measure in measures["measure"]],
            "Value": list(map(_value, measures["measure"], measures["value"])),
            "Interval": [
                interval(low, high, form=partial(_value, measure)) if pd.notna(low) else "–"
                for measure, low, high in zip(
                    measures["measure"], measures["low"], measures["high"], strict=True
                )
            ],
            "Exists in": [share(x) if len(rows) else "" for x in measures["defined"]],
        }
    )
    return table(
        lines,
        name=name,
        title="Measures of the whole network",
        subtitle=sentence(
            "Intervals hold {share} of {n} resamples of {sources}; exists in: resamples in which "
            "there is anything to measure.",
            share=share(SECURE),
            n=number(resamples),
            sources=count(rows["unit"].nunique(), "source"),
        ),
        notes=[
            "A triangle is three stakeholders with a sign between every two of them; it is "
            "balanced when the signs multiply to plus (Cartwright & Harary 1956, "
            "doi 10.1037/h0046049). Pairs with ties of both signs are left out, as on the page on "
            "the shape of the network.",
            "Redrawing can only lose ties, so the number of ties is the upper end of its own "
            "interval.",
        ],
        empty=NOTHING,
    )


def _value(measure: str, value: float) -> str:
    form = number if measure == "ties" else share
    return form(value, missing="–")
