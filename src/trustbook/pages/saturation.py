"""What the chapter on new codes shows: a curve, a table of runs, and what they do not say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.charts.new_codes_curve import new_codes_curve
from trustbook.coding import saturation as sa
from trustbook.coding.cooccurrence import segment_order
from trustbook.coding.unseen_codes import Estimate, codes_in_all, sample_coverage
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    count,
    interval,
    number,
    plural_nouns,
    share,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import labels_of
from trustbook.networks.tie_tables import sources
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View, table

MOST_PLACES = 150  # units of which a curve is drawn
NOTHING = "Nothing was coded in this selection."
HEADINGS = {
    "name": "Which",
    "known_codes": "Codes known",
    "mean": "Mean over all orders",
    "least": "Least in 90% of orders",
    "most": "Most in 90% of orders",
    "base_codes": "Codes in the base",
    "n_runs": "Runs",
    "place": "Place",
    "new_codes": "New codes",
    "base_size": "Base size",
    "run_length": "Run length",
    "run": "Run",
    "new_information": "New information",
}
_NOUNS = {"encounter": "encounter", "case": "case", "source": "independent source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSequence:
    """The units of a corpus in their order, and the codes that each brings.

    `unit` is encounter, case or source; `new` is what `saturation.new_codes` returns, `unplaced`
    the number of coded segments that belong to no unit, and `study_of_unit` the study in which
    each unit comes first. `one_case` says that each encounter is of one case, and each case of one
    encounter.
    """

    unit: str
    new: pd.DataFrame
    codings: pd.DataFrame
    dated: bool
    unplaced: int
    n_studies: int
    study_of_unit: Mapping[str, str]
    study_labels: Mapping[str, str]
    one_case: bool

    @property
    def noun(self) -> str:
        """What a unit is called, in English."""
        return _NOUNS[self.unit]

    @property
    def singular(self) -> str:
        """What a unit is called in a sentence."""
        return gettext(self.noun)

    @property
    def plural(self) -> str:
        """What units are called in a sentence."""
        return plural_nouns(self.noun)

    @property
    def n_units(self) -> str:
        """How many units there are, with their noun."""
        return count(len(self.new), self.noun)


def unit_sequence(corpus: Corpus) -> UnitSequence:
    """The units of a corpus in their order: encounters where known, else cases, else sources."""
    codings, segments, anchors, encounters = map(
        corpus.table, ("codings", "segments", "anchors", "encounters")
    )
    unit = sa.unit_of(segments)
    unit_codings = sa.unit_codings(codings, segments=segments, anchors=anchors)
    order = sa.stated_order(encounters) if unit == "encounter" else []
    coded_segments = segments[segments["segment"].isin(codings["segment"])]
    unit_segments = coded_segments.dropna(subset=[] if unit == "source" else [unit])
    when = encounters[["date", "month"]].notna().any(axis=1)
    return UnitSequence(
        unit=unit,
        new=sa.new_codes(unit_codings, order=list(dict.fromkeys([*order, *unit_codings["unit"]]))),
        codings=unit_codings,
        dated=unit == "encounter" and bool(len(when)) and bool(when.all()),
        unplaced=len(coded_segments) - len(unit_segments),
        n_studies=int(unit_segments["study"].nunique()),
        study_of_unit=_study_of_unit(unit_segments, anchors, unit=unit),
        study_labels=labels_of(corpus.table("studies"), "study"),
        one_case=unit == "encounter" and _is_one_case_each(unit_segments),
    )


def finding_in_words(units: UnitSequence, *, seed: int) -> Prose:
    """How many codes half of the units have, and how many only the last quarter brings."""
    if units.new.empty:
        return notice(NOTHING)
    last = units.new.tail(len(units.new) // 4)
    late = int(last["new_codes"].sum())
    return prose(
        "**{half}.**{late}",
        half=_curve_title(_curve(units, seed), units),
        late=sentence(
            " The last quarter of the {units} brought {codes}.",
            units=units.plural,
            codes=count(late, "new code"),
        )
        if len(last)
        else "",
    )


def sureness_in_words(units: UnitSequence) -> Prose:
    """What a flat end of the curve does not say, and what its order is worth."""
    if units.new.empty:
        return prose("")
    order = "" if units.unit == "encounter" else gettext("The order is not that of collection. ")
    return prose(
        "{order}A flat end does not say that a further {noun} would bring nothing new, that the "
        "codes are understood well, or that enough was collected.",
        order=order,
        noun=units.singular,
    )


def units_in_words(units: UnitSequence) -> Prose:
    """Sentences on what is strung together, in what order, and what was left out."""
    if units.new.empty:
        return notice(NOTHING)
    return paragraphs(
        prose("What is strung together here: {order}", order=_order_in_words(units)),
        prose(
            "Left out because they have no {noun}: {n}.",
            n=count(units.unplaced, "coded segment"),
            noun=units.singular,
        )
        if units.unplaced
        else prose(""),
        prose(
            "They belong to {n} studies, strung together one after another, and a further study "
            "can bring new codes for that reason alone; the parameter *study* chooses one.",
            n=units.n_studies,
        )
        if units.n_studies > 1
        else prose(""),
    )


def _order_in_words(units: UnitSequence) -> str:
    if units.unit == "encounter":
        each = gettext(" Each is of one participant (case), and each participant has one.")
        return sentence(
            "{units}, by their date or month.{each}"
            if units.dated
            else "{units}, in the order of the table encounters.{each}",
            units=units.n_units,
            each=each if units.one_case else "",
        )
    if units.unit == "case":
        return sentence(
            "{units}, in the order of their segments. The corpus does not name encounters.",
            units=units.n_units,
        )
    return sentence(
        "{units}, where segments that rest on the same source count as one. The corpus names "
        "neither encounters nor cases. The order is that of the table of segments: the curve says "
        "how codes are spread over the texts, and nothing about when collecting could have ended.",
        units=units.n_units,
    )


def curve_in_words(units: UnitSequence) -> Prose:
    """What it means where the stepped line leaves the band."""
    if units.new.empty:
        return prose("")
    if units.unit == "encounter":
        return prose(
            "Where the stepped line leaves the band, early and late encounters differ in kind: "
            "other people were met, or other things were asked."
        )
    borders = _borders(units)
    return prose(
        "{why}Where the stepped line leaves the band, early and late {units} differ in kind.",
        why=gettext(
            "The first sources of a study bring what the study is about, which explains steps at "
            "the borders between studies (marked in the picture). "
        )
        if borders
        else "",
        units=units.plural,
    )


def curve_figure(units: UnitSequence, *, seed: int) -> View | Prose:
    """The curve of known codes in the stated order, with mean and envelope over all orders.

    The borders of studies are marked where several are strung together. The table has every unit,
    the picture at most `MOST_PLACES`.
    """
    if units.new.empty:
        return notice(NOTHING)
    curve = _curve(units, seed)
    n_codes = count(int(curve["known_codes"].iloc[-1]), "code")
    title = _curve_title(curve, units)
    draw = partial(
        new_codes_curve,
        curve.iloc[_places(len(curve)) - 1],
        borders=[(at, units.study_labels.get(study, study)) for at, study in _borders(units)],
        unit=sentence("{units}, in order", units=at_start(units.plural)),
        title="How many codes are known, one after another",
        subtitle=sentence(
            "Codes known after each of {units}; {codes} in all. The mean is exact; at each place "
            "90 of 100 random orders lie in the band ({n} were drawn).",
            units=units.n_units,
            codes=n_codes,
            n=number(sa.ORDERS),
        ),
        description=sentence(
            "Rising curve of known codes over {units}. {title}.", units=units.n_units, title=title
        ),
    )
    columns = ["place", "name", "new_codes", "known_codes", "mean", "least", "most"]
    twin = curve[columns].round({"mean": 1})
    return figure(draw, twin, name="figure-new-codes", labels=HEADINGS, empty=NOTHING)


def _curve(units: UnitSequence, seed: int) -> pd.DataFrame:
    """The curve with a row for each unit."""
    n = len(units.new)
    band = sa.random_orders(units.codings, units=n, seed=seed)
    rows = units.new.rename(columns={"unit": "name"})
    names = zip(rows["name"], rows["known_codes"], strict=True)
    return rows.assign(
        mean=sa.expected_codes(units.codings, units=n).to_numpy(),
        least=band["least"],
        most=band["most"],
        words=[sentence("{name}: {n} codes known", name=name, n=n) for name, n in names],
    )


def _curve_title(curve: pd.DataFrame, units: UnitSequence) -> str:
    half, n_codes = len(curve) // 2, count(int(curve["known_codes"].iloc[-1]), "code")
    if not half:
        return sentence("One {noun} has all {codes}", noun=units.singular, codes=n_codes)
    middle = curve.iloc[half - 1]
    return sentence(
        "Half of the {units}, in any order, bring {mean} of {codes} on average; the first half in "
        "the order of their table brings {n}"
        if units.unit == "source"
        else "Half of the {units}, in any order, bring {mean} of {codes} on average; the first "
        "half in the stated order brings {n}",
        units=units.plural,
        mean=number(middle["mean"]),
        codes=n_codes,
        n=middle["known_codes"],
    )


def missed_table(units: UnitSequence, *, seed: int) -> View | Prose:
    """How many codes there are at least, and how much of the coding is of codes met."""
    n, n_codes = len(units.new), units.codings["code"].nunique()
    in_all = codes_in_all(units.codings, units=n)
    coverage = sample_coverage(units.codings, units=n, seed=seed)
    rows = [
        (gettext("Codes met"), number(n_codes), ""),
        (gettext("Codes in all, at least (Chao2)"), number(in_all.value), _bounds(in_all, number)),
        (gettext("Sample coverage"), _percent(coverage.value), _bounds(coverage, _percent)),
    ]
    columns = ["estimate", "value", "between"]
    return table(
        pd.DataFrame(rows if in_all.value is not None else [], columns=columns),
        name="table-missed",
        title=_missed_title(in_all, coverage, n_codes=n_codes, noun=units.singular),
        subtitle=sentence("From {units}: {rare}.", units=units.n_units, rare=_rare_in_words(units)),
        labels={"estimate": "Estimate", "value": "Value", "between": "95% interval"},
        empty=sentence(
            "It takes two {units} with codes to estimate what was missed.", units=units.plural
        ),
    )


def _percent(value: float | None) -> str:
    return share(value, decimals=1)


def _bounds(estimate: Estimate, form: Callable[[float], str]) -> str:
    if estimate.lower is None or estimate.upper is None:
        return gettext("no interval")
    return interval(estimate.lower, estimate.upper, form=form)


def _missed_title(in_all: Estimate, coverage: Estimate, *, n_codes: int, noun: str) -> str:
    if in_all.value is None or coverage.value is None:
        return ""
    missed = round(in_all.value - n_codes)
    met = sentence(
        "{share} of the codings of a further {noun} would be of codes already met",
        share=share(coverage.value),
        noun=noun,
    )
    if not missed:
        return sentence("Rare codes hint at none that was missed, and {met}", met=met)
    return sentence(
        "At least {codes} may have been missed, and {met}", codes=count(missed, "code"), met=met
    )


def _rare_in_words(units: UnitSequence) -> str:
    times = units.codings["code"].value_counts()
    once, twice = (int(times.eq(n).sum()) for n in (1, 2))
    return sentence(
        "{codes} in one {noun} alone, {n} in two",
        codes=count(once, "code"),
        noun=units.singular,
        n=number(twice),
    )


def _has_runs(units: UnitSequence) -> bool:
    """Whether there is any run of encounters or cases after the smallest base."""
    shortest = min(sa.BASE_SIZES) + min(sa.RUN_LENGTHS)
    return units.unit != "source" and len(units.new) >= shortest


def runs_in_words(units: UnitSequence) -> Prose:
    """The method of base size and run length, or one line where it does not fit."""
    if units.unit == "source":
        return notice(
            "New codes by base size, run length and threshold (Guest, Namey & Chen 2020) are "
            "counted for interviews and other encounters or cases, and this corpus names none."
        )
    if not _has_runs(units):
        return notice(
            sentence("There are too few {units} for a base and a run.", units=units.plural)
        )
    return prose(
        "Guest, Namey & Chen (2020, [doi "
        "10.1371/journal.pone.0232076](https://doi.org/10.1371/journal.pone.0232076)) compare the "
        "new codes in a *run* of a few {units} with the codes in a *base*, the first few. The "
        "share is the new information of the run. Three choices are made beforehand: how large "
        "the base is, how long a run is, and how small a share counts as little. The table shows "
        "what each choice gives, since none of them is right by itself; runs overlap, each begins "
        "one {noun} later than the one before.",
        units=units.plural,
        noun=units.singular,
    )


def runs_table(units: UnitSequence) -> View | Prose:
    """Base size, run length and threshold after Guest, Namey & Chen; nothing without any run."""
    if not _has_runs(units):
        return prose("")
    index = ["base_size", "run_length", "base_codes", "n_runs"]
    wide = (
        sa.first_runs(units.new)
        .pivot(index=index, columns="threshold", values="before")
        .reset_index()
    )
    runs = {
        sentence("At most {share} new", share=share(threshold)): [
            gettext("none") if pd.isna(before) else f"{before}+{length}"
            for before, length in zip(wide[threshold], wide["run_length"], strict=True)
        ]
        for threshold in reversed(sa.THRESHOLDS)
    }
    return table(
        wide[index].assign(**runs),
        name="table-runs",
        title="The first run with little new, by base size, run length and threshold",
        subtitle=sentence(
            "6+2 means: after 6 {units}, in a run of 2 further ones.", units=units.plural
        ),
        labels=HEADINGS,
        notes=["“none”: no run of this length is at or below the threshold, or there is no run."],
        empty=NOTHING,
    )


def every_run_table(units: UnitSequence) -> View | Prose:
    """Every run with its new information."""
    if not _has_runs(units):
        return prose("")
    parts = [
        sa.runs(units.new, base_size=base, run_length=length)
        for base in sa.BASE_SIZES
        for length in sa.RUN_LENGTHS
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.assign(
        run=[
            sentence("{low} to {high}", low=first, high=last)
            for first, last in zip(rows["first"], rows["last"], strict=True)
        ],
        new_information=rows["new_information"].map(share),
    )
    return table(
        rows[["base_size", "run_length", "run", "new_codes", "base_codes", "new_information"]],
        name="table-every-run",
        title="New information in every run",
        subtitle="New codes in the run, as a share of the codes in the base.",
        labels=HEADINGS,
        filters=["base_size", "run_length"],
        empty=sentence("There are too few {units} for a run after a base.", units=units.plural),
    )


def _is_one_case_each(segments: pd.DataFrame) -> bool:
    pairs = segments[["encounter", "case"]].drop_duplicates()
    return bool(pairs["case"].notna().all() and pairs.nunique().eq(len(pairs)).all())


def _study_of_unit(segments: pd.DataFrame, anchors: pd.DataFrame, *, unit: str) -> dict[str, str]:
    """The study in which each unit comes first."""
    names = sources(segments) if unit == "source" else segments.set_index("segment")[unit]
    order = segment_order(segments, anchors)["segment"]
    study = segments.set_index("segment")["study"].reindex(order)
    return dict(study.groupby(names.reindex(order)).first())


def _borders(units: UnitSequence) -> list[tuple[int, str]]:
    """The place where each study begins and its name; none unless each is in one stretch."""
    study = units.new["unit"].map(units.study_of_unit)
    begins = study.ne(study.shift())
    if study.isna().any() or study[begins].duplicated().any() or begins.sum() < 2:  # noqa: PLR2004
        return []
    return list(zip(units.new.loc[begins, "place"], study[begins], strict=True))


def _places(n: int) -> NDArray[np.int64]:
    """Places that a picture can show, the first and the last among them."""
    return np.unique(np.linspace(1, n, min(n, MOST_PLACES)).round().astype("int64"))
