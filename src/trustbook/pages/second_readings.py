"""What two coders read of ties and strategies, side by side: the network's own agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from trustbook.agreement.differences import drawn_by_source
from trustbook.agreement.per_code import overall_agreement
from trustbook.agreement.second_readings import FIRST, SECOND, read_by_both, segments_compared
from trustbook.agreement.side_by_side import shared_ties, ties_of_coders
from trustbook.corpus.contents import study_labels
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import at_start, count, joined, number, share
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import labels_of
from trustbook.networks.tie_tables import sources
from trustbook.pages.agreement import ALPHA, HEADINGS
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View, table

SECOND_READINGS = {
    "ties": ("relations", "relation_recodings", ("truster", "trustee", "concept")),
    "strategies": (
        "strategies",
        "strategy_recodings",
        ("actor", "truster", "trustee", "code"),
    ),
}
WHERE = {
    "segment": "in the same segment",
    "source": "on the same source",
    "study": "anywhere in the study",
}
READ_BY = {"both": [FIRST, SECOND], "first": [FIRST], "second": [SECOND]}
WHO = {
    "truster": "From",
    "trustee": "Towards",
    "coder": "Second coder",
    "both": "Both coders",
    "first": "Only the corpus",
    "second": "Only the second coder",
    "read_by": "Read by",
    "segments_first": "Segments of the corpus",
    "segments_second": "Segments of the second coder",
}
NO_TIES = pd.DataFrame(
    columns=[
        "study",
        "coder",
        *SECOND_READINGS["ties"][2],
        "read_by",
        "segments_first",
        "segments_second",
    ],
    dtype="str",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecondReading:
    """What one independent coder read of one kind, and what the corpus has of it.

    `first` and `second` have the segment, its source, its study, and the columns of `content`.
    `unused` are the concepts of the corpus that the second coder used nowhere: not compared.
    """

    what: str
    coder: str
    first: pd.DataFrame
    second: pd.DataFrame
    unused: tuple[str, ...]
    segments: pd.DataFrame
    content: tuple[str, ...]

    def read_in(self, unit: str) -> pd.DataFrame:
        """What was read in each unit, and by whom."""
        names = [unit] if unit == "study" else ["study", unit]
        return read_by_both(self.first, self.second, unit=names, content=self.content)


def second_readings(corpus: Corpus) -> list[SecondReading]:
    """Each independent coder's ties and strategies beside those of the corpus."""
    seconds = pd.concat([corpus.table(second) for _, second, _ in SECOND_READINGS.values()])
    read = {coder: set(rows["study"]) for coder, rows in seconds.groupby("coder")}
    return [
        _second_reading(corpus, what=what, coder=str(coder), studies=studies)
        for what, (_, second, _) in SECOND_READINGS.items()
        for coder, studies in read.items()
        if coder in set(corpus.table(second)["coder"])
    ]


def _second_reading(corpus: Corpus, *, what: str, coder: str, studies: set[str]) -> SecondReading:
    """What the coder read in the studies in which the coder read anything."""
    first, second, content = SECOND_READINGS[what]
    segments = corpus.table("segments")
    segments = segments.assign(source=segments["segment"].map(sources(segments)))
    places = segments.loc[segments["study"].isin(studies), ["segment", "study", "source"]]
    columns = ["segment", *content]
    own = corpus.table(second).query("coder == @coder")
    rows = corpus.table(first)[columns].merge(places, on="segment")
    is_used = rows[content[-1]].isin(own[content[-1]])
    return SecondReading(
        what=what,
        coder=coder,
        first=rows[is_used],
        unused=tuple(dict.fromkeys(rows.loc[~is_used, content[-1]])),
        second=own[["study", *columns]].merge(places[["segment", "source"]], "left", on="segment"),
        segments=segments[segments["study"].isin(studies)],
        content=content,
    )


def second_readings_table(
    corpus: Corpus, readings: Sequence[SecondReading], *, seed: int, resamples: int
) -> View | Prose:
    """How much of what one coder read the other read as well, place by place."""
    labels = labels_of(corpus.table("concepts"), "concept")
    labels |= labels_of(corpus.table("codes"), "code")
    rows = [
        _shared_row(reading, unit, seed=seed, resamples=resamples)
        for reading in readings
        for unit in WHERE
    ]
    return table(
        pd.DataFrame(rows),
        name="second-readings",
        title="Ties and strategies read by two coders",
        labels=HEADINGS
        | WHO
        | {
            "what": "What",
            "where": "Counted as the same",
            "shared": "In common",
            "value": ALPHA,
        },
        notes=[
            sentence(
                "{coder} never entered {names}: {what} of these are not compared.",
                coder=reading.coder,
                names=joined([labels[name] for name in reading.unused]),
                what=gettext(reading.what),
            )
            for reading in readings
            if reading.unused
        ],
        empty="Needs a second coder's relations (relation_recodings.csv).",
    )


def _shared_row(
    reading: SecondReading, unit: str, *, seed: int, resamples: int
) -> dict[str, object]:
    rows = reading.read_in(unit)
    row: dict[str, object] = {
        "what": at_start(gettext(reading.what)),
        "where": gettext(WHERE[unit]),
        "coder": reading.coder,
        **_counts(rows),
        "shared": share(shared_ties(rows, coders=(FIRST, SECOND))),
    }
    return row | (_alpha(reading, seed=seed, resamples=resamples) if unit == "segment" else {})


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    return {name: int(rows["coders"].map(coders.__eq__).sum()) for name, coders in READ_BY.items()}


def _alpha(reading: SecondReading, *, seed: int, resamples: int) -> dict[str, object]:
    comparison = segments_compared(
        reading.first, reading.second, segments=reading.segments, content=reading.content
    )
    drawn = drawn_by_source(comparison, sources(reading.segments))
    overall = overall_agreement(drawn, seed=seed, resamples=resamples).set_index("coefficient")
    names = ["value", "lower", "upper"]
    return {name: number(overall[name][ALPHA], decimals=2, missing="") for name in names}


def tie_differences_table(corpus: Corpus, readings: Sequence[SecondReading]) -> View | Prose:
    """Each tie of each study, and which coder read it."""
    rows = pd.concat(
        [_who_read_which(reading) for reading in readings if reading.what == "ties"] or [NO_TIES]
    )
    stakeholders = labels_of(corpus.table("stakeholders"), "stakeholder")
    concepts = labels_of(corpus.table("concepts"), "concept")
    for name, labels in (
        ("truster", stakeholders),
        ("trustee", stakeholders),
        ("concept", concepts),
    ):
        rows[name] = [labels[each] for each in rows[name]]
    return table(
        study_labels(rows, corpus.table("studies")),
        name="ties-of-two-coders",
        title="Each tie of a study, and which coder read it",
        labels=WHO,
        filters=["read_by", "coder", "study"],
        empty="Needs a second coder's relations (relation_recodings.csv).",
    )


def _who_read_which(reading: SecondReading) -> pd.DataFrame:
    """One row per tie of a study: who read it, and in which segments each coder did."""
    key = ["study", *reading.content]
    who = {tuple(coders): gettext(WHO[name]) for name, coders in READ_BY.items()}
    ties = reading.read_in("study")
    ties.insert(1, "coder", reading.coder)
    ties["read_by"] = [who[tuple(coders)] for coders in ties["coders"]]
    for name, rows in ((FIRST, reading.first), (SECOND, reading.second)):
        places = rows.dropna(subset=["segment"]).groupby(key)["segment"]
        segments = places.agg(lambda each: ", ".join(dict.fromkeys(each))).reset_index()
        ties = ties.merge(segments.rename(columns={"segment": f"segments_{name}"}), "left", on=key)
    order = list(who.values())
    ties["place"] = ties["read_by"].map(order.index)
    return ties.sort_values(["study", "place"], kind="stable").drop(columns=["coders", "place"])


def second_readings_in_words(corpus: Corpus, readings: Sequence[SecondReading]) -> Prose:
    """How many ties of the network an independent coder read too, and whether signs clash."""
    ties = [reading for reading in readings if reading.what == "ties"]
    if not ties:
        return ties_in_words(corpus)
    signs = corpus.table("concepts").set_index("concept")["sign"]
    return paragraphs(*(_ties_read(reading, signs) for reading in ties))


def ties_in_words(corpus: Corpus) -> Prose:
    """The share of ties that two coders have in common, or that only one stated any."""
    relations = corpus.table("relations")
    ties = ties_of_coders(relations)
    if ties.empty:
        return notice(
            "No segment has relations of two coders, so nothing can be said about agreement on "
            "ties. To compare, let a second person read the same segments without seeing the "
            "relations, and put what they read into relation_recodings.csv."
        )
    pairs = combinations(sorted(set(relations["coder"].dropna())), 2)
    shares = {pair: shared_ties(ties, coders=pair) for pair in pairs}
    return prose(
        "Ties in common in segments where both coders stated any: {shares} (twice the ties of "
        "both, divided by the ties of the one plus those of the other). Ties that neither stated "
        "cannot be counted, so chance is not taken into account.",
        shares=joined(
            f"{sentence('{one} and {other}', one=one, other=other)} {share(of_both)}"
            for (one, other), of_both in shares.items()
            if of_both is not None
        ),
    )


def _ties_read(reading: SecondReading, signs: pd.Series) -> Prose:
    ties = reading.read_in("study")
    both, first, second = _counts(ties).values()
    clashes = _clashing_segments(reading, signs)
    return prose(
        "Study by study the corpus has {ties}; {coder} read {both} of them too, and {more} that "
        "the corpus does not have. {clash}",
        ties=count(both + first, "tie"),
        coder=reading.coder,
        both=number(both),
        more=number(second),
        clash=sentence(
            "In {segments} one reads a positive concept where the other reads a negative one "
            "between the same two parties.",
            segments=joined(clashes),
        )
        if clashes
        else gettext(
            "In no segment does one read a positive concept where the other reads a negative one "
            "between the same two parties."
        ),
    )


def _clashing_segments(reading: SecondReading, signs: pd.Series) -> list[str]:
    """The segments in which the coders read opposite signs between the same two parties."""
    pair = ["segment", "truster", "trustee"]
    one, other = (
        rows.dropna(subset=["segment"])
        .assign(sign=lambda own: own["concept"].map(signs))
        .groupby(pair)["sign"]
        .agg(["min", "max"])
        for rows in (reading.first, reading.second)
    )
    of_both = one.merge(other, left_index=True, right_index=True, suffixes=("", "_other"))
    is_opposite = (of_both["min"] > 0) & (of_both["max_other"] < 0)
    is_opposite |= (of_both["max"] < 0) & (of_both["min_other"] > 0)
    return sorted(set(of_both[is_opposite].index.get_level_values("segment")))
