"""What the chapter on agreement shows code by code and theme by theme."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from trustbook.agreement.passes import coarser_spans
from trustbook.agreement.per_code import agreement_by_code
from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.charts.grid import MOST_ROWS
from trustbook.coding.codebook import code_tree, nodes_above
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import at_start, count, count_at_start, form_for, number, plural_nouns
from trustbook.pages.agreement import (
    ALPHA,
    AXIS_STEP,
    HEADINGS,
    NOTHING,
    Passes,
    comparison_of,
    with_interval,
)
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View

ONE_BLOCK = (
    "Everything compared comes from one independent source, so nothing can be resampled. That "
    "there are no intervals is no sign of certainty."
)
FEW = 3  # units on which a code rests that says nothing by itself
WIDE = 0.25  # half of the intervals wider than this: no code's place among the others is known


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
    """Agreement on each theme as a picture: every code replaced by the theme it belongs to."""
    themes = nodes_above(passes.corpus.table("codes"), kind="theme")
    coarse = comparison_of(
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
    lowest = [f"{r['label']} {with_interval(r)}" for r in ranked.head(3).to_dict("records")]
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
            "Half of the intervals are wider than {width}: the wider an interval, the less the "
            "number of its code says, and the order of two codes says less still.",
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
