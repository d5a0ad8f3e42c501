"""What the chapter on agreement shows of all codes together: who is compared, and how far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from trustbook.agreement.differences import Comparison, Uncoded, coder_comparison, drawn_by_source
from trustbook.agreement.passes import assigned_coders, coders_of, spans_of_corpus, unit_makers
from trustbook.agreement.per_code import agreement_by_code, overall_agreement
from trustbook.agreement.side_by_side import SAME, codes_side_by_side
from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    coefficient,
    count,
    count_at_start,
    count_in_words,
    form_for,
    joined,
    number,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import labels_of
from trustbook.networks.tie_tables import sources
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose, source_in_words
from trustbook.pages.tables import View, values

AXIS_STEP = 0.2
HEADINGS = {
    "without_code": "Of these, without a code",
    "codes_per_unit": "Codes per unit (mean)",
    "letters": "Letters marked",
    "elsewhere": "Where no other coder marked anything",
    "coefficient": "Coefficient",
    "of": "What it compares",
    "value": "Value",
    "lower": "Interval from",
    "upper": "to",
    "observed": "Observed agreement",
    "expected": "Agreement by chance",
    "undefined": "Undefined because",
    "memo": "Memos",
    "agreement": "Agreement",
}
ALPHA = "Krippendorff’s alpha"
NO_SECOND = (
    "This corpus has one coder, so nothing can be said about agreement. To compare, let a second "
    "person code the same segments, and add the rows to codings.csv under another coder; or let "
    "them choose units of their own, and put what they coded into recodings.csv with anchors to "
    "the source. The data dictionary describes both tables. An export of QDA software keeps its "
    "coders."
)
NOTHING = "Nothing to compare."
NAMED = 3  # coders in a sentence


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passes:
    """The passes of all coders over a corpus, how they are compared, and how far they agree.

    `units` is what `codes_side_by_side` gives; `overall` and `by_code` are the coefficients of all
    codes together and of each code.
    """

    corpus: Corpus
    spans: pd.DataFrame
    comparison: Comparison
    units: pd.DataFrame
    overall: pd.DataFrame
    by_code: pd.DataFrame
    unit: str
    uncoded: Uncoded
    bootstrap: Mapping[str, int]


def passes(corpus: Corpus, *, unit: str, uncoded: Uncoded, seed: int, resamples: int) -> Passes:
    """The passes of all coders over `corpus`, compared by segments or letters (`unit`)."""
    spans = spans_of_corpus(corpus)
    comparison = comparison_of(spans, corpus, unit=unit, uncoded=uncoded)
    bootstrap = {"seed": seed, "resamples": resamples}
    return Passes(
        corpus=corpus,
        spans=spans,
        comparison=comparison,
        units=codes_side_by_side(spans),
        overall=overall_agreement(comparison, **bootstrap),
        by_code=agreement_by_code(comparison, **bootstrap),
        unit=unit,
        uncoded=uncoded,
        bootstrap=bootstrap,
    )


def alpha_of(
    corpus: Corpus, *, unit: str, uncoded: Uncoded, seed: int, resamples: int
) -> Mapping[str, Any]:
    """The alpha over all codes together, as in `passes`; empty where nothing can be compared."""
    comparison = comparison_of(spans_of_corpus(corpus), corpus, unit=unit, uncoded=uncoded)
    overall = overall_agreement(comparison, seed=seed, resamples=resamples)
    rows = overall[overall["coefficient"] == ALPHA]
    return {str(name): rows[name].iloc[0] for name in rows} if len(rows) else {}


def comparison_of(
    spans: pd.DataFrame, corpus: Corpus, *, unit: str, uncoded: Uncoded
) -> Comparison:
    """The spans of the coders set beside each other, with the sources that are drawn again."""
    every = coder_comparison(spans, anchors=corpus.table("anchors"), unit=unit, uncoded=uncoded)
    return drawn_by_source(every, sources(corpus.table("segments")))


def named_values(passes: Passes) -> View:
    """What texts can cite of the agreement of coders; without it there is nothing to cite."""
    if passes.overall.empty:
        return values()
    same = passes.units["agreement"] == SAME
    return values(
        coders=len(coders_of(passes.spans)),  # coders who are compared
        units_compared=len(passes.units),  # units that are compared
        units_with_same_codes=int(same.sum()),  # units with the same codes
        alpha=float(_alpha(passes)["value"]),  # Krippendorff's alpha of all codes
    )


def finding_in_words(passes: Passes) -> Prose:
    """To how many units the coders gave the same codes, and what is left of it beside chance."""
    if passes.overall.empty:
        return coders_in_words(passes)
    coders, same = coders_of(passes.spans), int((passes.units["agreement"] == SAME).sum())
    return prose(
        "**{coders} gave the same codes to {same} of {units}.** Corrected for chance, their "
        "agreement is {alpha} ({name}: 1 is full agreement, 0 no more than chance).",
        coders=joined(coders) if len(coders) <= NAMED else count(len(coders), "coder"),
        same=same,
        units=count(len(passes.units), "unit"),
        alpha=number(_alpha(passes)["value"], decimals=2, missing=gettext("undefined")),
        name=gettext(ALPHA),
    )


def _alpha(passes: Passes) -> Mapping[Any, Any]:
    return passes.overall.set_index("coefficient").to_dict("index")[ALPHA]


def sureness_in_words(passes: Passes) -> Prose:
    """Between what the agreement lies when sources are redrawn, and what it does not show."""
    if passes.overall.empty:
        return prose("")
    alpha = _alpha(passes)
    between = sentence(
        "In 95 of 100 redrawn sets of sources it lies between {low} and {high}. ",
        low=coefficient(alpha["lower"]),
        high=coefficient(alpha["upper"]),
    )
    return prose(
        "{between}Agreement shows that a codebook can be followed, not that a reading is right.",
        between="" if np.isnan(alpha["lower"]) else between,
    )


def other_ways_in_words(passes: Passes) -> Prose:
    """Between what the agreement lies when what is compared is chosen in another way."""
    here = _alpha(passes)["value"] if len(passes.overall) else np.nan
    ways = {} if np.isnan(here) else _other_ways(passes)
    if not ways:
        return prose("")
    low, high = min(ways, key=lambda way: ways[way]), max(ways, key=lambda way: ways[way])
    return prose(
        "Compared in {ways}, with one choice changed at a time, {name} lies between {lowest} "
        "({low}) and {highest} ({high})."
        if len(ways) > 1
        else "Compared in the only other way, {low}, {name} is {lowest}.",
        name=gettext(ALPHA),
        ways=count_in_words(len(ways), "other way"),
        lowest=coefficient(ways[low]),
        low=low,
        highest=coefficient(ways[high]),
        high=high,
    )


def _other_ways(passes: Passes) -> dict[str, float]:
    """Alpha by letters or segments, with or without what nobody coded, and without each study."""
    unit = "text" if passes.unit == "segment" else "segment"
    uncoded: Uncoded = "exclude" if passes.uncoded == "include" else "include"
    spans, names = passes.spans, labels_of(passes.corpus.table("studies"), "study")
    without = {name: spans[spans["study"] != study] for study, name in names.items()}
    ways = {
        gettext("letter by letter" if unit == "text" else "segment by segment"): (
            spans,
            unit,
            passes.uncoded,
        ),
        gettext(
            "without what nobody coded" if uncoded == "exclude" else "with what nobody coded"
        ): (
            spans,
            passes.unit,
            uncoded,
        ),
        **{
            sentence("{study} left out", study=name): (rows, passes.unit, passes.uncoded)
            for name, rows in without.items()
            if 0 < len(rows) < len(spans)
        },
    }
    values = {name: _alpha_of(passes, *way) for name, way in ways.items()}
    return {name: value for name, value in values.items() if not np.isnan(value)}


def _alpha_of(passes: Passes, spans: pd.DataFrame, unit: str, uncoded: Uncoded) -> float:
    """Alpha of these spans; missing where nothing can be compared."""
    if spans["coder"].nunique() < 2:  # noqa: PLR2004
        return float("nan")
    compared = comparison_of(spans, passes.corpus, unit=unit, uncoded=uncoded)
    overall = overall_agreement(compared, seed=passes.bootstrap["seed"], resamples=1)
    return float(overall.set_index("coefficient")["value"].get(ALPHA, np.nan))


def coders_in_words(passes: Passes) -> Prose:
    """Who is compared, and on how much; what to do where there is one coder."""
    coders = coders_of(passes.spans)
    if len(coders) < 2:  # noqa: PLR2004
        return notice(NO_SECOND)
    if not len(passes.comparison.units):
        return notice(
            sentence(
                "There is nothing to compare: {coders} coded different texts, or their units are "
                "to be compared letter by letter but have no anchors or were prescribed.",
                coders=joined(coders),
            )
        )
    assigned = assigned_coders(passes.spans)
    makers = [*unit_makers(passes.spans), *assigned]
    others = [coder for coder in coders if coder not in makers]
    return paragraphs(
        prose(
            "{n} are compared: {coders}. {read} whatever that coder did not mark there counts as "
            "not coded.",
            n=count_at_start(len(coders), "coder"),
            coders=joined(coders),
            read=_read_in_words(assigned, coders),
        ),
        prose(
            "{others} made only units that other coders made too, and so {are} taken to have "
            "coded prescribed segments: only these are compared.",
            others=joined(others),
            are=form_for(len(others), "is", "are"),
        )
        if others
        else prose(""),
        prose(
            "Where independent sources are drawn again, {source}.",
            source=source_in_words(passes.corpus),
        ),
    )


def _read_in_words(assigned: Sequence[str], coders: Sequence[str]) -> Prose:
    """What of the texts a coder is known, or else taken, to have read."""
    assumption = gettext("who marked anything in a text is taken to have read all of it:")
    if not assigned:
        return prose("A coder {assumption}", assumption=assumption)
    stated = prose(
        "What {assigned} read is stated (assignments):", assigned=joined(map(str, assigned))
    )
    if set(coders) <= set(assigned):
        return stated
    return prose("{stated} any other coder {assumption}", stated=stated, assumption=assumption)


def overall_figure(passes: Passes) -> View | Prose:
    """The coefficients of all codes together as a picture."""
    overall = passes.overall
    if overall.empty:
        return notice(NOTHING)
    overall = overall.assign(coefficient=overall["coefficient"].map(gettext))
    between = [with_interval(row) for row in overall.to_dict("records")]
    rows = overall.assign(group="", other=np.nan, label=overall["coefficient"], note=between)
    named = zip(overall["coefficient"], between, strict=True)
    draw = partial(
        dot_intervals,
        rows,
        Key(interval=gettext("Value, with its 95% interval")),
        step=AXIS_STEP,
        title="How far the coders agree, coefficient by coefficient",
        subtitle=_basis(overall.iloc[0], unit=passes.unit),
        description=sentence(
            "Dots with intervals between 0 and 1: {dots}.",
            dots="; ".join(f"{name} {text}" for name, text in named),
        ),
    )
    columns = ["coefficient", "value", "lower", "upper", "observed", "expected"]
    twin = overall.reindex(columns=columns)
    return figure(draw, twin, name="overall", labels=HEADINGS)


def _basis(first: pd.Series, *, unit: str) -> str:
    n = int(first["n_units"]) if unit == "segment" else 0
    where = count(n, "unit") if n else gettext("letters of the text")
    coders, codes = (count(int(first[f"n_{noun}s"]), noun) for noun in ("coder", "code"))
    return f"{coders}, {codes}, {where}."


def with_interval(row: Mapping[Any, Any]) -> str:
    """The value of a coefficient with its interval, as far as they are defined."""
    value, lower, upper = (
        number(row[name], decimals=2, missing="") for name in ("value", "lower", "upper")
    )
    if not value:
        return gettext("undefined")
    if not lower:
        return value
    return f"{value} ({sentence('{low} to {high}', low=lower, high=upper)})"


def rare_in_words(passes: Passes) -> Prose:
    """The sum behind kappa, and why AC1 lies apart from it here."""
    overall = passes.overall
    if overall.empty:
        return prose("")
    kappa = overall.iloc[1]
    if np.isnan(kappa["value"]):
        return prose(
            "{kappa} is undefined here: nothing varies.", kappa=gettext(kappa["coefficient"])
        )
    by_name = overall.set_index("coefficient")
    chance, gwet = by_name["expected"]["Gwet’s AC1"], by_name["value"]["Gwet’s AC1"]
    share_alike = overall["value"].iloc[0]
    is_closer = abs(gwet - share_alike) < abs(kappa["value"] - share_alike)
    return prose(
        "{sum} The percentage counts every code that nobody gave as agreed, which raises it where "
        "codes are rare. AC1 puts {gwet} of 100 down to chance, {closer}. Neither is right by "
        "itself.",
        sum=_sum_of_kappa(kappa),
        gwet=number(100 * chance, decimals=1),
        closer=gettext(
            "and fewer the rarer the codes are, and so stays closer to the percentage"
            if is_closer
            else "and fewer the rarer the codes are"
        ),
    )


def _sum_of_kappa(kappa: pd.Series) -> Prose:
    observed, chance = 100 * kappa["observed"], 100 * kappa["expected"]
    terms = {
        "observed": observed,
        "chance": chance,
        "open": 100 - chance,
        "agreed": observed - chance,
        "value": kappa["value"],
    }
    return prose(
        "{kappa} is this sum: of 100 decisions {observed} were the same. Chance alone gives "
        "{chance} of 100; it leaves {open} open, and of these {agreed} were agreed: {agreed} ÷ "
        "{open} = {value}.",
        kappa=gettext(kappa["coefficient"]),
        **{name: number(value, decimals=2) for name, value in terms.items()},
    )
