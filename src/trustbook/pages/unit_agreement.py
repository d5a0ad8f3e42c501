"""What the chapter on agreement shows of the places coders marked, and of where they differ."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trustbook.agreement.differences import by_makers, ends_of, marked_by_all
from trustbook.agreement.passes import coders_of
from trustbook.agreement.per_code import overall_agreement
from trustbook.agreement.side_by_side import OTHER, PARTLY, SAME, units_of_coders
from trustbook.agreement.unitised_codes import unitised_by_code
from trustbook.agreement.unitising import JOINT, NO_VALUE, unitised_alpha, unitised_by_value
from trustbook.corpus.contents import study_labels
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import at_start, count, form_for, in_words, joined, number, share
from trustbook.networks.evidence import labels_of
from trustbook.pages.agreement import HEADINGS, Passes, comparison_of
from trustbook.pages.prose import Prose, prose
from trustbook.pages.tables import View, table


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
    """How the units of the coders relate to each other."""
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
            "(k)ᵤα: 1 where coders gave the code to the same letters, 0 for no more than chance, "
            "computed from the text that two of them marked (Krippendorff and others 2016)."
        ],
        empty="There is no code where two coders marked something.",
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
            "(k)ᵤα: 1 where coders gave the set to the same letters, 0 for no more than chance, "
            "computed from the text that two of them marked (Krippendorff and others 2016).",
        ],
    )


def _as_text(coefficients: pd.DataFrame) -> pd.DataFrame:
    """The coefficients by their names, with three decimals."""
    columns = ["value", "lower", "upper", "observed", "expected"]
    return coefficients.assign(
        coefficient=coefficients["coefficient"].map(gettext),
        **{name: [number(value, decimals=3) for value in coefficients[name]] for name in columns},
    )


def marked_table(passes: Passes) -> View | Prose:
    """The coefficients of all codes, of the segments that every coder marked."""
    every = comparison_of(passes.spans, passes.corpus, unit="segment", uncoded=passes.uncoded)
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
        subtitle="Codes that all coders gave, then those that only some of them gave.",
        labels=HEADINGS,
        filters=["agreement", "study"],
        folded=True,
        empty="The coders differ on no unit with these settings.",
    )


def _agreement_in_words(agreement: str) -> str:
    """How far the codes of a unit agree, or who did not mark it."""
    _, is_unmarked, coders = agreement.partition("not marked by ")
    if not is_unmarked:
        return gettext(agreement)
    every = f" {gettext('and')} ".join(coders.split(" and "))
    return sentence("not marked by {coders}", coders=every)


def _heads(coders: list[str]) -> dict[str, str]:
    """What is before the codes of a column of `codes_side_by_side`."""
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
    """Where each unit is, for units without a meaning unit."""
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
