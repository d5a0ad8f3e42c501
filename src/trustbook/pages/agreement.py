"""What the chapter on agreement shows: who coded what, how far coders agree, where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from trustbook.agreement.differences import (
    Comparison,
    Uncoded,
    by_makers,
    coder_comparison,
    drawn_by_source,
    ends_of,
    marked_by_all,
)
from trustbook.agreement.passes import (
    assigned_coders,
    coarser_spans,
    coders_of,
    spans_of_corpus,
    unit_makers,
)
from trustbook.agreement.per_code import agreement_by_code, overall_agreement
from trustbook.agreement.side_by_side import (
    OTHER,
    PARTLY,
    SAME,
    codes_side_by_side,
    shared_ties,
    ties_of_coders,
    units_of_coders,
)
from trustbook.agreement.unitised_codes import unitised_by_code
from trustbook.agreement.unitising import JOINT, NO_VALUE, unitised_alpha, unitised_by_value
from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.charts.grid import MOST_ROWS
from trustbook.coding.codebook import code_tree, nodes_above
from trustbook.corpus.contents import study_labels
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    coefficient,
    count,
    count_at_start,
    count_in_words,
    form_for,
    in_words,
    joined,
    number,
    plural_nouns,
    share,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import labels_of
from trustbook.networks.tie_tables import sources
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose, source_in_words
from trustbook.pages.tables import View, table, values

AXIS_STEP = 0.2
HEADINGS = {
    "without_code": "Of them without a code",
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
ONE_BLOCK = (
    "All that is compared is of one independent source, so that nothing can be resampled: there "
    "are no intervals, which is no sign of certainty."
)
NAMED = 3  # coders in a sentence
FEW = 3  # units on which a code rests that says nothing by itself
WIDE = 0.25  # half of the intervals wider than this: no code's place among the others is known


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
    comparison = _comparison(spans, corpus, unit=unit, uncoded=uncoded)
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
    comparison = _comparison(spans_of_corpus(corpus), corpus, unit=unit, uncoded=uncoded)
    overall = overall_agreement(comparison, seed=seed, resamples=resamples)
    rows = overall[overall["coefficient"] == ALPHA]
    return {str(name): rows[name].iloc[0] for name in rows} if len(rows) else {}


def _comparison(spans: pd.DataFrame, corpus: Corpus, *, unit: str, uncoded: Uncoded) -> Comparison:
    every = coder_comparison(spans, anchors=corpus.table("anchors"), unit=unit, uncoded=uncoded)
    return drawn_by_source(every, sources(corpus.table("segments")))


def finding_in_words(passes: Passes) -> Prose:
    """To how many units the coders gave the same codes, and what is left of it beside chance."""
    if passes.overall.empty:
        return coders_in_words(passes)
    coders, same = coders_of(passes.spans), int((passes.units["agreement"] == SAME).sum())
    return prose(
        "**{coders} gave the same codes to {same} of {units}.** Corrected for what chance would "
        "give, their agreement is {alpha} ({name}: full at 1, at 0 what chance gives).",
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
        "Compared in {ways}, one choice changed at a time, {name} lies between {lowest} ({low}) "
        "and {highest} ({high})."
        if len(ways) > 1
        else "Compared in the one other way that there is, {low}, {name} is {lowest}.",
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
    compared = _comparison(spans, passes.corpus, unit=unit, uncoded=uncoded)
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
            "{others} made no unit that nobody else made, and so {are} taken to have coded "
            "prescribed segments: only these are compared.",
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


def units_table(passes: Passes) -> View | Prose:
    """How much each coder marked."""
    return table(
        units_of_coders(passes.spans).dropna(axis="columns", how="all"),
        name="units",
        title="How much each coder marked",
        labels=HEADINGS,
        empty="Nothing is coded with these settings.",
    )


def overlap_in_words(passes: Passes) -> Prose:
    """How the units of the coders lie to each other."""
    kind = passes.units["agreement"]
    if kind.empty:
        return prose("")
    n = {name: int((kind == name).sum()) for name in (SAME, PARTLY, OTHER)}
    alone = int(kind.str.startswith("not marked").sum())
    parts = [
        sentence("{n} {have} the same codes", n=n[SAME], have=form_for(n[SAME], "has", "have")),
        sentence(
            "{n} {have} some codes in common", n=n[PARTLY], have=form_for(n[PARTLY], "has", "have")
        ),
        sentence(
            "{n} {have} no code in common", n=n[OTHER], have=form_for(n[OTHER], "has", "have")
        ),
        sentence(
            "{n} {were} marked by one coder and not by another",
            n=alone,
            were=form_for(alone, "was", "were"),
        ),
    ]
    return prose(
        "Of {units} compared, {parts}. Two units count as the same place when they overlap by at "
        "least half of the shorter one.",
        units=count(len(kind), "unit"),
        parts=joined(parts),
    )


def unitised_table(passes: Passes) -> View | Prose:
    """Krippendorff's coefficients for unitising, the set of codes of a place taken as one value."""
    return table(
        _unitised(passes),
        name="unitised",
        title="Agreement on units, letter by letter",
        subtitle="Intervals: 95%, from resampled marked stretches of text.",
        labels=HEADINGS,
        empty="Needs anchors, and two coders who marked units of their own.",
    )


def _values(passes: Passes) -> tuple[pd.DataFrame, dict[str, int]]:
    """The spans of coders who marked units of their own, and the letters of each text."""
    spans = by_makers(passes.spans)
    values = spans.drop(columns="text").rename(columns={"study": "text", "code": "value"})
    return values, ends_of(passes.corpus.table("anchors"))


def _unitised(passes: Passes) -> pd.DataFrame:
    values, length = _values(passes)
    if values["coder"].nunique() < 2:  # noqa: PLR2004
        return pd.DataFrame()
    alpha = unitised_alpha(values, length=length, **passes.bootstrap)
    columns = ["of", "coefficient", "value", "lower", "upper", "observed", "expected"]
    reasons = ["undefined"] if alpha["undefined"].ne("").any() else []
    words = {name: alpha[name].map(gettext) for name in ("of", *reasons)}
    return _as_text(alpha.assign(**words))[[*columns, *reasons]]


def unitised_single_codes_table(passes: Passes) -> View | Prose:
    """How far each code alone was given to the same letters, where two coders marked any."""
    values, _ = _values(passes)
    if values["coder"].nunique() < 2:  # noqa: PLR2004
        return prose("")
    label = labels_of(passes.corpus.table("codes"), "code")
    compared = unitised_by_code(values).dropna(subset=["alpha"])
    ordered = compared.sort_values(["alpha", "value"])
    lines = pd.DataFrame(
        {
            "code": [label.get(code, code) for code in ordered["value"]],
            "alpha": [number(x, decimals=2) for x in ordered["alpha"]],
            "coverage": [share(x) for x in ordered["coverage"]],
        }
    )
    return table(
        lines,
        name="unitised-single-codes",
        title="Each code alone, letter by letter",
        subtitle="Whatever other codes a place has. Those least agreed on first.",
        labels={
            "code": "Code",
            "alpha": "(k)ᵤα",
            "coverage": "Marked by another coder too",
        },
        filterable=True,
        folded=True,
        notes=[
            "(k)ᵤα: 1 where coders gave the code to the same letters, 0 as by chance, from the "
            "text where two of them marked something (Krippendorff and others 2016)."
        ],
        empty="No code stands where two coders marked something.",
    )


def unitised_codes_table(passes: Passes) -> View | Prose:
    """How far each set of codes was given to the same letters where two coders marked any."""
    values, length = _values(passes)
    if values["coder"].nunique() < 2:  # noqa: PLR2004
        return prose("")
    label = {NO_VALUE: gettext("no code")} | labels_of(passes.corpus.table("codes"), "code")
    compared = unitised_by_value(values, length=length).dropna(subset=["alpha"])
    shared = compared[compared["alpha"] > 0].sort_values(["alpha", "value"])
    apart = len(compared) - len(shared)
    lines = pd.DataFrame(
        {
            "Codes of a place": [
                ", ".join(label.get(code, code) for code in str(value).split(JOINT))
                for value in shared["value"]
            ],
            "(k)ᵤα": [number(x, decimals=2) for x in shared["alpha"]],
            "Marked by another coder too": [share(x) for x in shared["coverage"]],
        }
    )
    return table(
        lines,
        name="unitised-codes",
        title=sentence(
            "{n} of {every} sets of codes {were} never given to the same letters by two coders",
            n=at_start(in_words(apart, zero="none", noun="set")),
            every=len(compared),
            were=form_for(apart or 1, "was", "were"),
        ),
        subtitle="The others, those least agreed on first: their definitions are worth a look.",
        filterable=True,
        notes=[
            "(k)ᵤα: 1 where coders gave the set to the same letters, 0 as by chance, from the text "
            "where two of them marked something (Krippendorff and others 2016).",
        ],
    )


def _as_text(coefficients: pd.DataFrame) -> pd.DataFrame:
    """The coefficients by their names, with three decimals."""
    columns = ["value", "lower", "upper", "observed", "expected"]
    return coefficients.assign(
        coefficient=coefficients["coefficient"].map(gettext),
        **{name: [number(value, decimals=3) for value in coefficients[name]] for name in columns},
    )


def overall_figure(passes: Passes) -> View | Prose:
    """The coefficients of all codes together as a picture."""
    overall = passes.overall
    if overall.empty:
        return notice(NOTHING)
    overall = overall.assign(coefficient=overall["coefficient"].map(gettext))
    between = [_with_interval(row) for row in overall.to_dict("records")]
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


def _with_interval(row: Mapping[Any, Any]) -> str:
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
            "the less the rarer codes are, and so stays closer to the percentage"
            if is_closer
            else "the less the rarer codes are"
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


def marked_table(passes: Passes) -> View | Prose:
    """The coefficients of all codes, of the segments that every coder marked."""
    every = _comparison(passes.spans, passes.corpus, unit="segment", uncoded=passes.uncoded)
    overall = overall_agreement(marked_by_all(every, passes.spans), **passes.bootstrap)
    columns = ["coefficient", "value", "lower", "upper", "observed", "expected", "n_units"]
    lines = _as_text(overall)[columns] if len(overall) else overall
    return table(
        lines.loc[:, (lines != "").any()] if len(lines) else lines,
        name="where-both-marked",
        title="Agreement on codes where every coder marked the place",
        labels=HEADINGS | {"n_units": "Units"},
        empty="Needs two coders.",
    )


def code_rows(passes: Passes) -> pd.DataFrame:
    """The rows of the chart of codes, in the order of the codebook.

    `whole` says that the coders never differed, `few` that the code rests on `FEW` units or less.
    """
    tree = code_tree(passes.corpus.table("codes"))[["code", "label", "theme"]]
    by_code = passes.by_code.merge(
        tree.assign(place=range(len(tree))), on="code", how="left"
    ).sort_values("place", kind="stable", ignore_index=True)
    label = by_code["label"].fillna(by_code["code"])
    counts = zip(by_code["given_by_all"], by_code["given_by_some"], strict=True)
    return by_code.assign(
        group=by_code["theme"].where(by_code["theme"] != label, "").fillna(""),
        label=label,
        value=by_code["krippendorff"],
        lower=by_code["krippendorff_lower"],
        upper=by_code["krippendorff_upper"],
        other=by_code["gwet"],
        whole=by_code["krippendorff"] > 1 - 1e-9,
        few=(by_code["given_by_some"] <= FEW) & (passes.unit == "segment"),
        note=[
            sentence("{n} of {every}", n=number(by_all), every=number(by_some))
            for by_all, by_some in counts
        ],
    )


def code_figure(passes: Passes) -> View | Prose:
    """Agreement on each code as a picture."""
    return _dots(code_rows(passes), name="by-code", noun="code", unit=passes.unit)


def theme_figure(passes: Passes) -> View | Prose:
    """Agreement on each theme as a picture: every code replaced by the theme it lies under."""
    themes = nodes_above(passes.corpus.table("codes"), kind="theme")
    coarse = _comparison(
        coarser_spans(passes.spans, themes), passes.corpus, unit=passes.unit, uncoded=passes.uncoded
    )
    by_theme = replace(passes, by_code=agreement_by_code(coarse, **passes.bootstrap))
    return _dots(code_rows(by_theme), name="by-theme", noun="theme", unit=passes.unit)


def _dots(rows: pd.DataFrame, *, name: str, noun: str, unit: str) -> View | Prose:
    unit_words = gettext(
        "units given by all, of those given by any"
        if unit == "segment"
        else "letters given by all, of those given by any"
    )
    if rows.empty:
        return notice(NOTHING)
    least = rows[rows.index.isin(rows["value"].nsmallest(MOST_ROWS, keep="first").index)]
    left_out = sentence(
        " The {n} of {among} least agreed on are drawn; the table has all.",
        n=len(least),
        among=len(rows),
    )
    drawn = rows if len(rows) <= MOST_ROWS else least
    draw = partial(
        dot_intervals,
        drawn,
        Key(
            interval=sentence("{name}, with its 95% interval", name=gettext(ALPHA)),
            other=gettext("Gwet’s AC1"),
            note=sentence("3 of 4: {meaning}", meaning=unit_words),
        ),
        step=AXIS_STEP,
        title=code_title(rows, noun=noun),
        subtitle=sentence(
            "{codes} that somebody gave, in the order of the codebook.",
            codes=count_at_start(len(rows), noun),
        )
        + left_out * (drawn is least),
        description=_code_description(rows, noun=noun),
    )
    group = ["group"] if rows["group"].ne("").any() else []
    columns = [*group, "label", "note", "percent", "value", "lower", "upper", "other"]
    labels = HEADINGS | {
        "group": "Theme",
        "label": "Theme" if noun == "theme" else "Code",
        "note": at_start(unit_words),
        "percent": "Percent agreement",
        "value": ALPHA,
        "other": "Gwet’s AC1",
    }
    return figure(draw, rows.reindex(columns=columns), name=name, labels=labels)


def code_title(rows: pd.DataFrame, *, noun: str) -> str:
    """How wide the intervals are; where they are narrow, on what the coders agree least."""
    ranked, what = _with_alpha(rows), plural_nouns(noun)
    if ranked.empty:
        return sentence("Agreement on {codes} is undefined", codes=what)
    width, lowest, whole = _middle_width(ranked), ranked.iloc[0], ranked[ranked["whole"]]
    alpha = number(lowest["value"], decimals=2)
    if len(ranked) > 1 and ranked["value"].nunique() == 1 and len(whole) in {0, len(ranked)}:
        return sentence(
            "Alpha is {alpha} on each of {codes}", alpha=alpha, codes=f"{len(ranked)} {what}"
        )
    text = sentence("Least agreement on “{name}” ({alpha})", name=lowest["label"], alpha=alpha)
    if width > WIDE:
        text = sentence(
            "Half of the intervals are wider than {width}", width=number(width, decimals=2)
        )
    if whole.empty:
        return text
    few = int(whole["few"].sum())
    rest = sentence(", {few} of them on {most} units or fewer", few=few, most=FEW) if few else ""
    return sentence(
        "{text}; no difference on {n} of {codes}{rest}",
        text=text,
        n=len(whole),
        codes=f"{len(ranked)} {what}",
        rest=rest,
    )


def _with_alpha(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.dropna(subset=["value"]).sort_values(["value", "label"])


def _middle_width(rows: pd.DataFrame) -> float:
    return float((rows["upper"] - rows["lower"]).median())


def _code_description(rows: pd.DataFrame, *, noun: str) -> str:
    ranked = _with_alpha(rows)
    lowest = [f"{r['label']} {_with_interval(r)}" for r in ranked.head(3).to_dict("records")]
    return sentence(
        "One dot with an interval for each of {codes}; median {median}.{lowest}",
        codes=count(len(rows), noun),
        median=number(ranked["value"].median(), decimals=2, missing=gettext("undefined")),
        lowest=sentence(" Lowest: {names}.", names="; ".join(lowest)) if lowest else "",
    )


def codes_in_words(passes: Passes) -> Prose:
    """How wide the intervals are, and why some codes have none."""
    rows = _with_alpha(code_rows(passes))
    width, whole = _middle_width(rows), rows[rows["whole"]]
    few = int(whole["few"].sum())
    rare = int((rows["lower"].isna() & ~rows["whole"]).sum())
    if passes.comparison.units["block"].nunique() == 1:
        return prose(ONE_BLOCK)
    return paragraphs(
        prose(
            "Half of the intervals are wider than {width}: the wider, the less a code’s own number "
            "says, and the order of two codes says less still.",
            width=number(width, decimals=2),
        )
        if not np.isnan(width)
        else prose(""),
        prose(
            "On {n} the coders never differed{few}. Where coders never differed, resampling cannot "
            "show a difference: no line is drawn, which is no sign of certainty.",
            n=count(len(whole), "code"),
            few=sentence(
                "; {few} of them {rest} on {most} units or fewer",
                few=few,
                rest=form_for(few, "rests", "rest"),
                most=FEW,
            )
            if few
            else "",
        )
        if len(whole)
        else prose(""),
        prose(
            "{n} {are} too rare for an interval: in more than one resample in twenty nobody would "
            "have given {it}.",
            n=count_at_start(rare, "further code"),
            are=form_for(rare, "is", "are"),
            it=form_for(rare, "it", "them"),
        )
        if rare
        else prose(""),
    )


def differences_table(passes: Passes) -> View | Prose:
    """The units on which coders differ, with codes, meaning unit or place, and memos."""
    segments, recodings = (passes.corpus.table(name) for name in ("segments", "recodings"))
    labels = labels_of(passes.corpus.table("codes"), "code")
    heads = _heads(coders_of(passes.spans))
    memos = _texts(segments, "segment", "memo") | _texts(recodings, "anchor", "memo")
    meaning = _places(passes.spans) | _texts(segments, "segment", "meaning_unit")
    units = passes.units[passes.units["agreement"] != SAME]
    rows = pd.DataFrame(
        {
            "unit": units["unit"],
            "study": units["study"],
            "meaning_unit": units["unit"].map(meaning),
            "agreement": units["agreement"].map(_agreement_in_words),
            "codes": [_codes(row, heads, labels) for row in units.to_dict("records")],
            "memo": [
                "\n".join(f"{unit}: {memos[unit]}" for unit in own if unit in memos)
                for own in units["own_units"]
            ],
        }
    )
    return table(
        study_labels(rows, passes.corpus.table("studies")),
        name="differences",
        title="Units on which the coders differ",
        subtitle="Codes that all gave, then what not all of them gave.",
        labels=HEADINGS,
        filters=["agreement", "study"],
        folded=True,
        empty="No unit with these settings on which coders differ.",
    )


def _agreement_in_words(agreement: str) -> str:
    """How far the codes of a unit agree, or who did not mark it."""
    _, is_unmarked, coders = agreement.partition("not marked by ")
    if not is_unmarked:
        return gettext(agreement)
    every = f" {gettext('and')} ".join(coders.split(" and "))
    return sentence("not marked by {coders}", coders=every)


def _heads(coders: list[str]) -> dict[str, str]:
    """What stands before the codes of a column of `codes_side_by_side`."""
    if len(coders) == 2:  # noqa: PLR2004
        only = {coder: sentence("only {coder}", coder=coder) for coder in coders}
        return {"both": gettext("both", about="coder")} | only
    also = {coder: sentence("{coder} also", coder=coder) for coder in coders}
    return {"both": gettext("all")} | also


def _codes(row: Mapping[Any, Any], heads: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A line for the codes that all gave and one for each coder who gave another."""
    return "\n".join(
        f"{head}: {', '.join(labels.get(code, code) for code in row[name])}"
        for name, head in heads.items()
        if isinstance(row[name], list) and row[name]
    )


def _texts(rows: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    rows = rows.dropna(subset=[column]).drop_duplicates(key)
    return dict(zip(rows[key], rows[column], strict=True))


def _places(spans: pd.DataFrame) -> dict[str, str]:
    """Where each unit stands, for units without a meaning unit."""
    places = spans.groupby("unit").agg({"start": "min", "end": "max"})
    return {
        unit: gettext("(no meaning unit)")
        if np.isnan(start)
        else sentence(
            "(no meaning unit; letters {first} to {last} of the source)",
            first=number(start),
            last=number(end),
        )
        for unit, start, end in places.itertuples(name=None)
    }


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
