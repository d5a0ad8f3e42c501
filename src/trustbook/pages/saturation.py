"""What the chapter on new codes shows: a curve, a table of runs, and what they do not say."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.charts.new_codes_curve import new_codes_curve
from trustbook.coding import saturation as sa
from trustbook.coding.cooccurrence import segment_order
from trustbook.networks.tie_tables import sources
from trustbook.numbers import count
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import TableView, table

MOST_PLACES = 150  # units of which a curve is drawn
NOTHING = "Nothing was coded in this selection."
HEADINGS = {
    "place": "Place",
    "name": "Which",
    "new_codes": "New codes",
    "known_codes": "Codes known",
    "mean": "Mean over all orders",
    "least": "Least in 90 % of orders",
    "most": "Most in 90 % of orders",
    "base_size": "Base size",
    "run_length": "Run length",
    "base_codes": "Codes in the base",
    "n_runs": "Runs",
    "run": "Run",
    "new_information": "New information",
}
_NAMES = {"encounter": "encounter", "case": "case", "source": "independent source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """The units of a corpus in their order, and the codes that each brings.

    `unit` is encounter, case or source; `new` is the result of `saturation.new_codes`, `left_out`
    the number of coded segments that belong to no unit.
    """

    unit: str
    new: pd.DataFrame
    codings: pd.DataFrame
    dated: bool
    left_out: int
    studies: int
    of: Mapping[str, str]  # the study in which each unit comes first
    one_case: bool = False  # whether each encounter is of one case, and each case of one

    @property
    def noun(self) -> str:
        """What a unit is called in a sentence."""
        return _NAMES[self.unit]


def gathering(
    codings: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    encounters: pd.DataFrame,
    anchors: pd.DataFrame,
) -> Gathering:
    """The units of a corpus in their order: encounters where known, else cases, else sources."""
    unit = sa.unit_of(segments)
    used = sa.unit_codings(codings, segments=segments, anchors=anchors)
    order = list(dict.fromkeys(used["unit"]))
    if unit == "encounter":
        stated = sa.stated_order(encounters)
        order = stated + [name for name in order if name not in set(stated)]
    coded = segments[segments["segment"].isin(codings["segment"])]
    known = coded[coded[unit].notna()] if unit != "source" else coded
    when = encounters.reindex(columns=["date", "month"]).notna().any(axis=1)
    return Gathering(
        unit=unit,
        new=sa.new_codes(used, order=order),
        codings=used,
        dated=unit == "encounter" and bool(len(when)) and bool(when.all()),
        left_out=len(coded) - len(known),
        studies=int(known["study"].nunique()),
        of=_studies(known, anchors, unit=unit),
        one_case=unit == "encounter" and _is_one_case_each(known),
    )


def unit_in_words(found: Gathering) -> Prose:
    """Sentences on what is strung together, in what order, and what was left out."""
    if found.new.empty:
        return notice(NOTHING)
    return paragraphs(
        prose("{order}", order=_order_in_words(found)),
        prose(
            "Without {noun} and therefore not in it: {n}.",
            n=count(found.left_out, "coded segment"),
            noun=found.noun,
        )
        if found.left_out
        else prose(""),
        prose(
            "They belong to {n} studies, strung together one after another, and a further study "
            "can bring new codes for that reason alone; the parameter *study* chooses one.",
            n=found.studies,
        )
        if found.studies > 1
        else prose(""),
    )


def curve_in_words(found: Gathering) -> Prose:
    """What it means where the stepped line leaves the band."""
    if found.new.empty:
        return prose("")
    if found.unit == "encounter":
        return prose(
            "Where the stepped line leaves the band, early and late encounters differ in kind: "
            "other people were met, or other things were asked."
        )
    borders = len(_borders(found))
    why = "The first sources of a study bring what the study is about, so that "
    return prose(
        "The order is that of {print}{after}. {why}Where the stepped line leaves the band, early "
        "and late {noun}s differ in kind.",
        print="print" if found.unit == "source" else "the table of segments",
        after=", study after study" if borders else "",
        why=f"{why}the borders between studies, marked in the picture, explain steps. "
        if borders
        else "",
        noun=found.noun,
    )


def curve_figure(
    found: Gathering, *, seed: int, labels: Mapping[str, str] | None = None
) -> Figure | Prose:
    """The curve of known codes in the stated order, with mean and envelope over all orders.

    `labels` names the studies whose borders are marked where several are strung together. The
    table has every unit, the picture at most `MOST_PLACES`.
    """
    curve = _curve(found, seed)
    if curve.empty:
        return notice(NOTHING)
    last, noun = found.new.iloc[-1], found.noun
    title = _curve_title(curve, noun)
    names = labels or {}
    chart = new_codes_curve(
        curve.iloc[_places(len(curve)) - 1],
        borders=[(place, names.get(study, study)) for place, study in _borders(found)],
        unit=f"{noun.capitalize()}s, in order",
        title=title,
        subtitle=f"Codes known after each of {count(len(found.new), noun)}; "
        f"{count(int(last['known_codes']), 'code')} in all. The mean is exact; at each place 90 "
        f"of 100 random orders lie in the band ({sa.ORDERS:,} were drawn).",
        description=f"Rising curve of known codes over {count(len(found.new), noun)}. {title}.",
    )
    columns = ["place", "name", "new_codes", "known_codes", "mean", "least", "most"]
    twin = curve[columns].round({"mean": 1})
    return figure(chart, twin, name="figure-new-codes", labels=HEADINGS, empty=NOTHING)


def runs_in_words(found: Gathering) -> Prose:
    """The method of base size and run length, or one line where it does not fit."""
    if found.unit == "source":
        return notice(
            "New codes by base size, run length and threshold (Guest, Namey & Chen 2020) are "
            "counted for interviews and other encounters or cases, and this corpus names none."
        )
    return prose(
        "Guest, Namey & Chen (2020, "
        "[doi 10.1371/journal.pone.0232076](https://doi.org/10.1371/journal.pone.0232076)) "
        "compare the new codes in a *run* of a few {noun}s with the codes in a *base*, the first "
        "few. The share is the new information of the run. Three choices are made beforehand: how "
        "large the base, how long a run, and how little new is little. The table shows what each "
        "choice gives, since none of them is right by itself; runs overlap, each begins one "
        "{noun} later than the one before.",
        noun=found.noun,
    )


def runs_table(found: Gathering) -> TableView | Prose:
    """Base size, run length and threshold after Guest, Namey & Chen; nothing for sources."""
    if found.unit == "source":
        return prose("")
    rows = sa.first_runs(found.new)
    wide = rows.pivot(
        index=["base_size", "run_length", "base_codes", "n_runs"],
        columns="threshold",
        values="before",
    ).reset_index()
    lengths = wide["run_length"]
    shown = wide[["base_size", "run_length", "base_codes", "n_runs"]].assign(
        **{
            f"At most {100 * threshold:.0f} % new": _plus(wide[threshold], lengths)
            for threshold in reversed(sa.THRESHOLDS)
        }
    )
    return table(
        shown,
        name="table-runs",
        title="The first run with little that is new, by base size, run length and threshold",
        subtitle=f"6+2 means: after 6 {found.noun}s, in a run of 2 further ones.",
        labels=HEADINGS,
        notes=["“none”: no run of this length is at or below the threshold, or there is no run."],
        empty=NOTHING,
    )


def every_run_table(found: Gathering) -> TableView | Prose:
    """Every run with its new information."""
    if found.unit == "source":
        return prose("")
    parts = [
        sa.runs(found.new, base_size=base, run_length=length)
        for base in sa.BASE_SIZES
        for length in sa.RUN_LENGTHS
    ]
    rows = pd.concat(parts, ignore_index=True)
    percent = (100 * rows["new_information"]).round()
    named = rows.assign(
        run=[f"{a} to {b}" for a, b in zip(rows["first"], rows["last"], strict=True)],
        new_information=[f"{p:.0f} %" if p == p else "" for p in percent],  # noqa: PLR0124
    )
    return table(
        named[["base_size", "run_length", "run", "new_codes", "base_codes", "new_information"]],
        name="table-every-run",
        title="New information in every run",
        subtitle="New codes in the run, as a share of the codes in the base.",
        labels=HEADINGS,
        filters=["base_size", "run_length"],
        empty=f"There are too few {found.noun}s for a run after a base.",
    )


def _plus(before: pd.Series, lengths: pd.Series) -> list[str]:
    pairs = zip(before, lengths, strict=True)
    return [f"{b}+{length}" if pd.notna(b) else "none" for b, length in pairs]


def _order_in_words(found: Gathering) -> str:
    n = count(len(found.new), found.noun)
    if found.unit == "encounter":
        how = "by their date or month" if found.dated else "in the order of the table encounters"
        each = " Each is of one participant (case), and each participant has one."
        return f"What is strung together here: {n}, {how}.{each if found.one_case else ''}"
    if found.unit == "case":
        return (
            f"What is strung together here: {n}, in the order in which their segments stand. The "
            "corpus does not name encounters, and this order is not an order of collection."
        )
    return (
        f"What is strung together here: {n}, segments that rest on the same source counted as "
        "one. The corpus names neither encounters nor cases. The order is that of print, which is "
        "not an order of collection: the curve says how codes are spread over the texts, and "
        "nothing about when collecting could have ended."
    )


def _is_one_case_each(segments: pd.DataFrame) -> bool:
    pairs = segments[["encounter", "case"]].drop_duplicates()
    return bool(pairs["case"].notna().all() and pairs.nunique().eq(len(pairs)).all())


def _studies(segments: pd.DataFrame, anchors: pd.DataFrame, *, unit: str) -> dict[str, str]:
    """The study in which each unit comes first."""
    names = sources(segments) if unit == "source" else segments.set_index("segment")[unit]
    order = segment_order(segments, anchors)["segment"]
    study = segments.set_index("segment")["study"].reindex(order)
    return dict(study.groupby(names.reindex(order)).first())


def _borders(found: Gathering) -> list[tuple[int, str]]:
    """The place where each study begins and its name; none unless each stands in one stretch."""
    study = found.new["unit"].map(found.of)
    begins = study.ne(study.shift())
    if study.isna().any() or study[begins].duplicated().any() or begins.sum() < 2:  # noqa: PLR2004
        return []
    return list(zip(found.new.loc[begins, "place"], study[begins], strict=True))


def _places(n: int) -> NDArray[np.int64]:
    """Places that a picture can show, the first and the last among them."""
    return np.unique(np.linspace(1, n, min(n, MOST_PLACES)).round().astype("int64"))


def _curve(found: Gathering, seed: int) -> pd.DataFrame:
    """The curve with a row for each unit."""
    n = len(found.new)
    band = sa.random_orders(found.codings, units=n, seed=seed)
    mean = sa.expected_codes(found.codings, units=n)
    rows = found.new.rename(columns={"unit": "name"})
    rows = rows.assign(mean=mean.to_numpy(), least=band["least"], most=band["most"])
    parts = zip(rows["name"], rows["known_codes"], strict=True)
    return rows.assign(words=[f"{name}: {known} codes known" for name, known in parts])


def _curve_title(curve: pd.DataFrame, noun: str) -> str:
    half, whole = len(curve) // 2, int(curve["known_codes"].iloc[-1])
    if not half:
        return f"One {noun} has all {count(whole, 'code')}"
    at = curve.iloc[half - 1]
    order = "in the order of print" if noun == _NAMES["source"] else "in the stated order"
    return (
        f"After half of the {noun}s {float(at['mean']):.0f} of {count(whole, 'code')} are known "
        f"on average over all orders, {int(at['known_codes'])} {order}"
    )
