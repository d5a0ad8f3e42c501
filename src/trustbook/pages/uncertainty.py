"""How sure the ties are, on a page: pictures and tables from resampled sources."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.charts.network_style import COLOURS
from trustbook.charts.source_strip import source_strip
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import labels_of, listed_segments
from trustbook.networks.leave_out import lost_ties, measures_without_each, received_without_each
from trustbook.networks.resampling import TIE
from trustbook.networks.structure import one_sign
from trustbook.networks.tie_tables import segments_of, sources
from trustbook.numbers import count, in_words, joined, number
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import TableView, table
from trustbook.signed import triangle_balance

NOTHING = "No relations are left with these settings."
SECURE = 0.95
NAMED = 3  # stakeholders named in a title


def basis_in_words(rows: pd.DataFrame, corpus: Corpus) -> Prose:
    """What a source is here, how many there are, and what follows where there is but one."""
    units = rows["unit"].nunique()
    if not units:
        return notice(NOTHING)
    what = (
        "a source is a case, that is one participant"
        if unit_of(rows, corpus) == "cases"
        else "a source is a segment, because not every segment has a case; segments that "
        "illustrate or repeat each other count once"
    )
    said = prose(
        "What is drawn: {sources}, all that state any tie chosen here; {what}.",
        sources=count(units, "independent source"),
        what=what,
    )
    alone = prose(
        "**There is only one source.** Drawing it again gives it back every time, so the "
        "intervals below have no width. That does not mean that anything is certain: nothing can "
        "be learned here from resampling."
    )
    return paragraphs(said, alone if units == 1 else prose(""))


def stability_in_words(kept: pd.DataFrame) -> Prose:
    """How many ties hinge on one source, and how many keep turning up."""
    if kept.empty:
        return notice(NOTHING)
    hinging = int((kept["leave_out"] == 1).sum())
    secure = int((kept["presence"] >= SECURE).sum())
    return prose(
        "**Of {ties}, {hinging} on a single source**: leave that source out, and the tie is gone. "
        "{secure} of the ties {turn} up in at least {share} of the redrawn networks; the tie that "
        "turns up least often is there in {least} of them.",
        ties=count(len(kept), "tie"),
        hinging="1 hinges" if hinging == 1 else f"{in_words(hinging)} hinge",
        secure=in_words(secure).capitalize() if secure else "None",
        turn="turns" if secure == 1 else "turn",
        share=percent(SECURE),
        least=percent(float(kept["presence"].min())),
    )


def coders_in_words(relations: pd.DataFrame) -> Prose:
    """How many ties one coder alone stated, where several coders stated any."""
    coders = sorted(relations["coder"].dropna().unique())
    if len(coders) < 2:  # noqa: PLR2004
        return prose("")
    stated = relations.groupby(["truster", "trustee", "concept"])["coder"].nunique()
    alone = int((stated == 1).sum())
    return prose(
        "Relations were stated by {coders}, and a source counts for a tie when any of them says "
        "so. {alone} of {ties} {rest} on one coder alone: [the page on agreement](agreement.ipynb) "
        "shows where they differ.",
        coders=joined(coders),
        alone=in_words(alone).capitalize() if alone else "None",
        ties=count(len(stated), "tie"),
        rest="rests" if alone == 1 else "rest",
    )


def comparisons_in_words(pairs: pd.DataFrame, corpus: Corpus) -> Prose:
    """How many statements that more is said for one end with one source, and the least secure."""
    if pairs.empty:
        return notice("No two stakeholders that ties connect can be told apart here.")
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    frail, first = int((pairs["to_end"] == 1).sum()), pairs.iloc[0]
    return prose(
        "{pairs} can be made of this kind, and {frail} with a single source left out. The least "
        "secure: that more is said for **{more}** than for **{less}** ({net_more} and {net_less}) "
        "holds in {holds} of the resamples and ends when {to_end} {are} left out.",
        pairs=count(len(pairs), "statement").capitalize(),
        frail="one ends" if frail == 1 else f"{in_words(frail)} end",
        more=within(who.get(first["more"], first["more"])),
        less=within(who.get(first["less"], first["less"])),
        net_more=signed(first["net_more"]),
        net_less=signed(first["net_less"]),
        holds=percent(float(first["holds"])),
        to_end=count(int(first["to_end"]), "source"),
        are="is" if first["to_end"] == 1 else "are",
    )


def measures_in_words(measures: pd.DataFrame, rows: pd.DataFrame) -> Prose:
    """What the interval of triad balance says on so few stakeholders and sources."""
    balance = measures[measures["measure"] == "triad_balance"]
    if balance.empty or balance["value"].isna().all():
        return prose("No three stakeholders here have a sign between every two of them.")
    row = balance.iloc[0]
    people = len({*rows["source"], *rows["target"]})
    return prose(
        "On {people} and {sources} the interval of triad balance reaches from **{low} to {high}** "
        "(it can only lie between 0% and 100%). {reading}",
        people=count(people, "stakeholder"),
        sources=count(rows["unit"].nunique(), "source"),
        low=share(row["low"]),
        high=share(row["high"]),
        reading=_reading(row["low"], row["high"], triangles=triangles(rows)),
    )


def all_concepts_in_words(measures: pd.DataFrame) -> Prose:
    """The interval of triad balance of every concept and by majority, labelled as such."""
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


def triangles(rows: pd.DataFrame) -> int:
    """How many triangles there are among pairs whose ties all have the same sign."""
    signed_rows = rows[rows["sign"] != 0][["source", "target", "sign"]].drop_duplicates()
    return triangle_balance(one_sign(signed_rows, directed=False), directed=False).triangles


def _reading(low: float, high: float, *, triangles: int) -> str:
    if high - low > 1 / 2:
        return (
            "It says next to nothing, so balance is a footnote here and the single ties are the "
            "result."
        )
    if triangles == 1 and low == high:
        return (
            "There is a single triangle: the interval has no width because there is nothing else "
            "to draw, not because anything is certain."
        )
    return "A narrow interval of few triangles only says that no resample had others to show."


def unit_of(rows: pd.DataFrame, corpus: Corpus) -> str:
    """Whether the units of the incidence are cases or segments."""
    segments = corpus.table("segments")
    known = set(segments["segment"]) | set(segments["same_source_as"].dropna())
    return "segments" if set(rows["unit"]) <= known else "cases"


def support_title(kept: pd.DataFrame) -> str:
    """How many of the ties hinge on one source."""
    hinging = int((kept["leave_out"] == 1).sum())
    verb = "hinges" if hinging == 1 else "hinge"
    return (
        f"{in_words(hinging).capitalize()} of {count(len(kept), 'tie')} {verb} on a single source"
    )


def received_title(named: pd.DataFrame) -> str:
    """For whom and against whom the whole interval leaves zero out, and for how many not."""
    above = [within(str(x)) for x in named.loc[named["low"] > 0, "label"]]
    below = [within(str(x)) for x in named.loc[named["high"] < 0, "label"]]
    rest = len(named) - len(above) - len(below)
    if not above and not below:
        return "Every line touches zero"
    parts = [f"above zero for {_who(above)}"] if above else []
    parts += [f"below zero for {_who(below)}"] if below else []
    touching = f"; for {rest} of {len(named)} it touches zero" if rest else ""
    return f"The whole line lies {' and '.join(parts)}{touching}"


def _who(labels: list[str]) -> str:
    return joined(labels) if len(labels) <= NAMED else count(len(labels), "stakeholder")


def share(value: float | None) -> str:
    """A share in percent, a dash where there is none."""
    return "–" if value is None or pd.isna(value) else f"{100 * value:.0f}%"


def percent(share: float) -> str:
    """A share in percent; what is nearly all or nearly nothing is not rounded to all or nothing.

    >>> percent(0.9997), percent(0.002), percent(0.637), percent(1.0)
    ('over 99%', 'under 1%', '64%', '100%')
    """
    if 0.99 < share < 1:  # noqa: PLR2004
        return "over 99%"
    if 0 < share < 0.01:  # noqa: PLR2004
        return "under 1%"
    return f"{100 * share:.0f}%"


def signed(value: int) -> str:
    """A number with its sign, as charts print it."""
    return f"{value:+d}".replace("-", "−") if value else "0"


def within(label: str) -> str:
    """A label as it stands within a sentence; names with capitals inside keep theirs."""
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() else label


MOST = 40  # rows, and columns, of a picture
LISTED = 12  # names in a cell
INTERVAL = "line: 95 of 100 redrawn counts"
MEASURES = {
    "ties": "Ties with a sign",
    "positive_share": "Share of them that are positive",
    "reciprocity": "Positive ties answered by a positive one",
    "disagreement": "Positive ties answered by a negative one",
    "triad_balance": "Triangles that are balanced",
}


def support_figure(
    kept: pd.DataFrame, corpus: Corpus, *, name: str, n_sources: int, relations: pd.DataFrame
) -> Figure | Prose:
    """The support of each tie with its interval, by concept; the best supported ones if many."""
    if kept.empty:
        return notice(NOTHING)
    named = _named(kept, corpus)
    shown = named.head(MOST).sort_values("order", kind="stable")
    rows = pd.DataFrame(
        {
            "group": shown["concept_label"],
            "label": shown["pair"],
            "value": shown["support"],
            "lower": shown["low"],
            "upper": shown["high"],
            "colour": shown["sign"].map(COLOURS),
            "hinges": shown["leave_out"] == 1,
            "note": shown["presence"].map(percent),
        }
    )
    chart = dot_intervals(
        rows,
        Key(interval=INTERVAL, axis="Independent sources", beside="there in"),
        labels_above=True,
        title=support_title(kept),
        subtitle=f"Sources behind each tie, out of {n_sources}. On the right, the share of "
        "redrawn networks in which the tie is still there. Share and line follow from the number "
        f"of sources alone.{_only(named)}",
        description=f"Dots with intervals for {len(rows)} ties, by concept. Best supported: "
        f"{_best(named)}.",
    )
    columns = {
        "concept_label": "Concept",
        "pair": "Tie",
        "support": "Independent sources",
        "n_segments": "How many segments",
        "low": "Interval from",
        "high": "to",
        "share": "There in",
        "hinge": "Hinges on one source",
    }
    stating = relations.groupby(["truster", "trustee", "concept"])["segment"].nunique()
    ends = zip(named["source"], named["target"], named["concept"], strict=True)
    twin = named.assign(
        n_segments=[int(stating[tie]) for tie in ends],
        share=named["presence"].map(percent),
        hinge=(named["leave_out"] == 1).map({True: "yes", False: "no"}),
    )
    return figure(chart, twin[list(columns)], name=name, labels=columns)


def sources_figure(
    rows: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> Figure | Prose:
    """Which source states which tie, and which ties would be gone without it."""
    cells = _cells(rows, corpus, min_support=min_support)
    if cells.empty:
        return notice(NOTHING)
    shown = _decisive(cells)
    without, all_units = cells.loc[cells["hinges"], "unit"].nunique(), rows["unit"].nunique()
    chart = source_strip(
        shown,
        title=f"{without or 'None'} of {count(all_units, 'source')} cannot be left out without "
        "losing a tie",
        subtitle="A mark says that the source (column) states the tie (row)."
        + (
            f" At most {MOST} ties and sources; the table has all."
            if len(shown) < len(cells)
            else ""
        ),
        description=f"Matrix of {len(shown.groupby(['group', 'tie']))} ties by "
        f"{shown['unit'].nunique()} sources, a mark where a source states a tie.",
    )
    twin = cells.assign(hinges=cells["hinges"].map({True: "yes", False: "no"}))
    labels = {"group": "Concept", "tie": "Tie", "unit": "Source", "hinges": "Tie gone without it"}
    return figure(chart, twin[list(labels)], name=name, labels=labels)


def sources_table(  # noqa: PLR0913 - all but two are named
    rows: pd.DataFrame,
    corpus: Corpus,
    *,
    name: str,
    lead: pd.DataFrame,
    relations: pd.DataFrame,
    min_support: int = 1,
) -> TableView | Prose:
    """The sources one by one: how many ties each states, which are gone without it, what moves.

    `lead` is the incidence of the leading concepts, on which balance is counted.
    """
    found = lost_ties(rows, min_support=min_support)
    moved = measures_without_each(lead, min_support=min_support, units=list(rows["unit"]))
    stating = _stating(relations, corpus)
    balance = moved[moved["measure"] == "triad_balance"].set_index("unit")["value"]
    shown = pd.DataFrame(
        {
            "Source": found["unit"],
            "What it is": found["unit"]
            .map(_described(rows, corpus))
            .fillna("not in this selection"),
            "segments": [stating.get(unit, "") for unit in found["unit"]],
            "Ties it states": found["ties"].astype("int64"),
            "Ties gone without it": found["vanish"].astype("int64"),
            "Which": [_ties_listed(gone, corpus) for gone in found["vanishing"]],
            "Balanced triangles without it": [share(balance.get(u)) for u in found["unit"]],
        }
    )
    return table(
        shown,
        name=name,
        title="One source left out at a time",
        subtitle=f"{count(len(shown), 'independent source')}, those that most ties hinge on first.",
        labels={"segments": "Segments that state it"},
        filterable=True,
        notes=[
            "Balanced triangles: ties of the first positive and the first negative concept; pairs "
            "with ties of both signs left out."
        ],
        empty=NOTHING,
    )


def received_figure(
    received: pd.DataFrame, rows: pd.DataFrame, corpus: Corpus, *, name: str
) -> Figure | Prose:
    """Sources for less sources against each stakeholder, with intervals."""
    spoken = received[(received["positive"] + received["negative"]) > 0]
    if spoken.empty:
        return notice(NOTHING)
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    ranges = received_without_each(rows).set_index("stakeholder")
    hinges = [
        not _same_sign(row["net"], ranges.loc[row["stakeholder"]])
        for row in spoken.to_dict("records")
    ]
    named = spoken.assign(
        label=[who.get(name, name) for name in spoken["stakeholder"]],
        hinges=hinges,
        note=[
            f"{signed(p)} {signed(-n)}"
            for p, n in zip(spoken["positive"], spoken["negative"], strict=True)
        ],
    )
    shown = named.head(MOST).rename(columns={"net": "value", "low": "lower", "high": "upper"})
    signs = (shown["value"] > 0).astype(int) - (shown["value"] < 0).astype(int)
    chart = dot_intervals(
        shown.assign(group="", colour=signs.map(COLOURS)),
        Key(interval=INTERVAL, axis="Sources for − against", beside="for, against"),
        labels_above=True,
        title=received_title(named),
        subtitle=f"Independent sources that speak for a stakeholder less those that speak against "
        f"it, of {rows['unit'].nunique()}. Open: one source left out would change the sign."
        + _only(named),
        description=f"Dots with intervals for {len(shown)} stakeholders.",
    )
    columns = {
        "label": "Stakeholder",
        "positive": "Sources for",
        "negative": "Sources against",
        "net": "For less against",
        "low": "Interval from",
        "high": "to",
        "hinge": "Hinges on one source",
    }
    twin = named.assign(hinge=named["hinges"].map({True: "yes", False: "no"}))
    return figure(chart, twin[list(columns)], name=name, labels=columns)


def comparisons_table(pairs: pd.DataFrame, corpus: Corpus, *, name: str) -> TableView | Prose:
    """Every statement “more is said for A than for B” with what it rests on."""
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    shown = pd.DataFrame(
        {
            "More sources for": [who.get(x, x) for x in pairs["more"]],
            "than for": [who.get(x, x) for x in pairs["less"]],
            "Balance of both": [
                f"{signed(m)}, {signed(n)}"
                for m, n in zip(pairs["net_more"], pairs["net_less"], strict=True)
            ],
            "holds": [percent(x) for x in pairs["holds"]],
            "even": [percent(x) for x in pairs["equal"]],
            "turned": [percent(x) for x in pairs["turned"]],
            "to end it": pairs["to_end"].astype("int64"),
            "to turn it round": [
                "not possible" if pd.isna(n) else str(n) for n in pairs["to_reverse"]
            ],
            "which": [_which(row) for row in pairs.to_dict("records")],
        }
    )
    return table(
        shown,
        name=name,
        title="For whom more is said than for whom, and what that rests on",
        subtitle="Balance: independent sources for less independent sources against.",
        labels={"even": "both even", "turned": "turned round", "which": "which end it"},
        spanners={
            "In the resamples": ["holds", "even", "turned"],
            "Sources to leave out": ["to end it", "to turn it round", "which"],
        },
        notes=[
            "To end it: the fewest sources without which the first is no longer ahead. Where "
            "several choices are equally small, the names say from which sources to choose.",
            "Where both balances are below zero, less is said against the first; nobody need "
            "have said anything for it.",
            "Only stakeholders whom ties connect, directly or over others, are compared.",
        ],
        empty="No two stakeholders that ties connect can be told apart here.",
    )


def measures_table(
    measures: pd.DataFrame, rows: pd.DataFrame, *, name: str, resamples: int
) -> TableView | Prose:
    """Measures of the whole network with their intervals."""
    measures = measures[measures["measure"].isin(list(MEASURES))]
    shown = pd.DataFrame(
        {
            "Measure": measures["measure"].map(MEASURES),
            "Value": [_value(m, v) for m, v in _columns(measures, "measure", "value")],
            "Interval": [
                f"{_value(m, low)} to {_value(m, high)}"
                for m, low, high in _columns(measures, "measure", "low", "high")
            ],
            "Exists in": [percent(x) if len(rows) else "" for x in measures["defined"]],
        }
    )
    return table(
        shown,
        name=name,
        title="Measures of the whole network",
        subtitle=f"Intervals hold 95% of {resamples:,} resamples of "
        f"{count(rows['unit'].nunique(), 'source')}; exists in: resamples in which there is "
        "anything to measure.",
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


def _named(ties: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """The ties with their pair and concept in words, and the order of concepts."""
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    what = labels_of(corpus.table("concepts"), "concept")
    order = {name: place for place, name in enumerate(what)}
    return ties.assign(
        pair=[
            f"{who.get(a, a)} → {who.get(b, b)}"
            for a, b in zip(ties["source"], ties["target"], strict=True)
        ],
        concept_label=[what.get(name, name) for name in ties["concept"]],
        order=[order.get(name, len(order)) for name in ties["concept"]],
    )


def _cells(rows: pd.DataFrame, corpus: Corpus, *, min_support: int) -> pd.DataFrame:
    """One row a tie and a source of it: group, tie, unit, colour, hinges, as they are drawn."""
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
    kept = cells[cells["unit"].isin(ranked["unit"].head(MOST))]
    ties = kept[["group", "tie"]].drop_duplicates().head(MOST)
    return kept.merge(ties, on=["group", "tie"])


def _described(rows: pd.DataFrame, corpus: Corpus) -> dict[str, str]:
    """What each source is: where a segment stands and what it says, or who a case is."""
    if unit_of(rows, corpus) == "cases":
        who = labels_of(corpus.table("stakeholders"), "stakeholder")
        cases = corpus.table("cases").to_dict("records")
        return {case["case"]: who.get(case["stakeholder"], "") for case in cases}
    where = labels_of(corpus.table("studies"), "study")
    segments = corpus.table("segments")
    places = [where.get(study, study) for study in segments["study"]]
    said = segments["meaning_unit"].fillna("its wording is not published")
    words = [f"{place}: {unit}" for place, unit in zip(places, said, strict=True)]
    return dict(zip(segments["segment"], words, strict=True))


def _stating(relations: pd.DataFrame, corpus: Corpus) -> dict[str, str]:
    """The segments of each source that state a relation; its first segment need not be one."""
    stated = segments_of(relations, corpus.table("segments"))
    of = sources(stated)
    return {
        str(unit): listed_segments(pd.Series(list(part.index)))
        for unit, part in of.groupby(of, sort=False)
    }


def _ties_listed(ties: Sequence[tuple[str, str, str]], corpus: Corpus) -> str:
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    what = labels_of(corpus.table("concepts"), "concept")
    return "\n".join(
        f"{who.get(a, a)} → {who.get(b, b)}: {what.get(c, c).lower()}" for a, b, c in ties
    )


def _which(row: Mapping[Any, Any]) -> str:
    """The sources that end a statement: those needed, and those to choose the rest from."""
    needed, others = row["needed"], row["any_of"]
    left = row["to_end"] - len(needed)
    choice = f"any {left} of {_listed(others)}" if left else ""
    return "; ".join(filter(None, (_listed(needed), choice)))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")


def _best(named: pd.DataFrame) -> str:
    return "; ".join(
        f"{row['concept_label']}, {row['pair']}: {row['support']} sources, interval {row['low']} "
        f"to {row['high']}"
        for row in named.head(3).to_dict("records")
    )


def _only(rows: pd.DataFrame) -> str:
    if len(rows) <= MOST:
        return ""
    return f" The first {MOST} of {len(rows)} are drawn; the table has all."


def _columns(frame: pd.DataFrame, *names: str) -> Any:
    return frame[list(names)].itertuples(index=False, name=None)


def _value(measure: str, value: float) -> str:
    if pd.isna(value):
        return "–"
    return number(value) if measure == "ties" else share(value)


def _same_sign(net: int, ends: pd.Series) -> bool:
    return all((end > 0) == (net > 0) and (end < 0) == (net < 0) for end in ends)
