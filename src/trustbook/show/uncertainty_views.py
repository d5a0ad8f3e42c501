"""How sure the ties are, on a page: pictures and tables from resampled sources."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from trustbook.charts.dot_intervals import dot_intervals
from trustbook.charts.network_style import COLOURS
from trustbook.charts.source_strip import source_strip
from trustbook.evidence import labels_of, listed_segments
from trustbook.leave_out import left_out, left_out_measures, left_out_received
from trustbook.networks import segments_of, sources
from trustbook.resampling import TIE
from trustbook.show.figures import Figure, figure
from trustbook.show.markup import number
from trustbook.show.prose import Prose, count, notice
from trustbook.show.tables import TableView, table
from trustbook.show.uncertainty_words import (
    NOTHING,
    percent,
    received_title,
    share,
    signed,
    support_title,
    unit_of,
)

if TYPE_CHECKING:
    from trustbook.corpus import Corpus

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
    kept: pd.DataFrame, book: "Corpus", *, name: str, n_sources: int, relations: pd.DataFrame
) -> Figure | Prose:
    """The support of each tie with its interval, by concept; the best supported ones if many."""
    if kept.empty:
        return notice(NOTHING)
    named = _named(kept, book)
    shown = named.head(MOST).sort_values("order", kind="stable")
    rows = pd.DataFrame(
        {
            "group": shown["concept_label"],
            "label": shown["pair"],
            "value": shown["support"],
            "low": shown["low"],
            "high": shown["high"],
            "colour": shown["sign"].map(COLOURS),
            "hinges": shown["leave_out"] == 1,
            "note": shown["presence"].map(percent),
        }
    )
    chart = dot_intervals(
        rows,
        axis="Independent sources",
        beside="there in",
        interval=INTERVAL,
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
    rows: pd.DataFrame, book: "Corpus", *, name: str, min_support: int = 1
) -> Figure | Prose:
    """Which source states which tie, and which ties would be gone without it."""
    cells = _cells(rows, book, min_support=min_support)
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
    book: "Corpus",
    *,
    name: str,
    lead: pd.DataFrame,
    relations: pd.DataFrame,
    min_support: int = 1,
) -> TableView | Prose:
    """The sources one by one: how many ties each states, which are gone without it, what moves.

    `lead` is the incidence of the leading concepts, on which balance is counted.
    """
    found = left_out(rows, min_support=min_support)
    moved = left_out_measures(lead, min_support=min_support, units=list(rows["unit"]))
    stating = _stating(relations, book)
    balance = moved[moved["measure"] == "triad_balance"].set_index("unit")["value"]
    shown = pd.DataFrame(
        {
            "Source": found["unit"],
            "What it is": found["unit"].map(_described(rows, book)).fillna("not in this selection"),
            "segments": [stating.get(unit, "") for unit in found["unit"]],
            "Ties it states": found["ties"].astype("int64"),
            "Ties gone without it": found["vanish"].astype("int64"),
            "Which": [_ties_listed(gone, book) for gone in found["vanishing"]],
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
    received: pd.DataFrame, rows: pd.DataFrame, book: "Corpus", *, name: str
) -> Figure | Prose:
    """Sources for less sources against each stakeholder, with intervals."""
    spoken = received[(received["positive"] + received["negative"]) > 0]
    if spoken.empty:
        return notice(NOTHING)
    who = labels_of(book.table("stakeholders"), "stakeholder")
    ranges = left_out_received(rows).set_index("stakeholder")
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
    shown = named.head(MOST).rename(columns={"net": "value"})
    signs = (shown["value"] > 0).astype(int) - (shown["value"] < 0).astype(int)
    chart = dot_intervals(
        shown.assign(group="", colour=signs.map(COLOURS)),
        axis="Sources for − against",
        beside="for, against",
        interval=INTERVAL,
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


def comparisons_table(pairs: pd.DataFrame, book: "Corpus", *, name: str) -> TableView | Prose:
    """Every statement “more is said for A than for B” with what it rests on."""
    who = labels_of(book.table("stakeholders"), "stakeholder")
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


def _named(ties: pd.DataFrame, book: "Corpus") -> pd.DataFrame:
    """The ties with their pair and concept in words, and the order of concepts."""
    who = labels_of(book.table("stakeholders"), "stakeholder")
    what = labels_of(book.table("concepts"), "concept")
    order = {name: place for place, name in enumerate(what)}
    return ties.assign(
        pair=[
            f"{who.get(a, a)} → {who.get(b, b)}"
            for a, b in zip(ties["source"], ties["target"], strict=True)
        ],
        concept_label=[what.get(name, name) for name in ties["concept"]],
        order=[order.get(name, len(order)) for name in ties["concept"]],
    )


def _cells(rows: pd.DataFrame, book: "Corpus", *, min_support: int) -> pd.DataFrame:
    """One row a tie and a source of it: group, tie, unit, colour, hinges, as they are drawn."""
    support = rows.groupby(TIE)["unit"].transform("nunique")
    counted = rows.assign(support=support)[support >= min_support]
    if counted.empty:
        return pd.DataFrame(columns=["group", "tie", "unit", "colour", "hinges"])
    named = _named(counted, book).assign(few=-counted["support"])
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


def _described(rows: pd.DataFrame, book: "Corpus") -> dict[str, str]:
    """What each source is: where a segment stands and what it says, or who a case is."""
    if unit_of(rows, book) == "cases":
        who = labels_of(book.table("stakeholders"), "stakeholder")
        cases = book.table("cases").to_dict("records")
        return {case["case"]: who.get(case["stakeholder"], "") for case in cases}
    where = labels_of(book.table("studies"), "study")
    segments = book.table("segments")
    places = [where.get(study, study) for study in segments["study"]]
    said = segments["meaning_unit"].fillna("its wording is not published")
    words = [f"{place}: {unit}" for place, unit in zip(places, said, strict=True)]
    return dict(zip(segments["segment"], words, strict=True))


def _stating(relations: pd.DataFrame, book: "Corpus") -> dict[str, str]:
    """The segments of each source that state a relation; its first segment need not be one."""
    stated = segments_of(relations, book.table("segments"))
    of = sources(stated)
    return {
        str(unit): listed_segments(pd.Series(list(part.index)))
        for unit, part in of.groupby(of, sort=False)
    }


def _ties_listed(ties: Sequence[tuple[str, str, str]], book: "Corpus") -> str:
    who = labels_of(book.table("stakeholders"), "stakeholder")
    what = labels_of(book.table("concepts"), "concept")
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
