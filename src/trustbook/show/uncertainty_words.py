"""Sentences on how sure the ties are, computed from resampled sources."""

from typing import TYPE_CHECKING

import pandas as pd

from trustbook.evidence import labels_of
from trustbook.show.prose import Prose, count, in_words, joined, notice, paragraphs, prose
from trustbook.signed import triangle_balance
from trustbook.structure import one_sign

if TYPE_CHECKING:
    from trustbook.corpus import Corpus

NOTHING = "No relations are left with these settings."
SECURE = 0.95
NAMED = 3  # stakeholders named in a title


def basis_in_words(rows: pd.DataFrame, book: "Corpus") -> Prose:
    """What a source is here, how many there are, and what follows where there is but one."""
    units = rows["unit"].nunique()
    if not units:
        return notice(NOTHING)
    what = (
        "a source is a case, that is one participant"
        if unit_of(rows, book) == "cases"
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


def comparisons_in_words(pairs: pd.DataFrame, book: "Corpus") -> Prose:
    """How many statements that more is said for one end with one source, and the least secure."""
    if pairs.empty:
        return notice("No two stakeholders that ties connect can be told apart here.")
    who = labels_of(book.table("stakeholders"), "stakeholder")
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


def unit_of(rows: pd.DataFrame, book: "Corpus") -> str:
    """Whether the units of the incidence are cases or segments."""
    segments = book.table("segments")
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
