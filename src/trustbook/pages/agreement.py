"""Sentences, titles and tables on how far coders see the same, computed from the comparison."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trustbook.agreement.differences import (
    OTHER,
    PARTLY,
    SAME,
    Comparison,
    Uncoded,
    by_makers,
    by_segment,
    drawn_by_source,
    ends_of,
    marked_by_all,
    shared_ties,
)
from trustbook.agreement.passes import coders_of, unit_makers
from trustbook.agreement.per_code import overall_agreement
from trustbook.agreement.unitising import unitised_alpha
from trustbook.charts.dot_interval import Key, dot_interval
from trustbook.numbers import count, joined
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose

HEADINGS = {
    "coder": "Coder",
    "units": "Units",
    "without_code": "Of them without a code",
    "codes_a_unit": "Codes a unit (mean)",
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
    "label": "Code",
    "group": "Theme",
    "count": "Given",
    "other": "Gwet’s AC1",
    "krippendorff": "Krippendorff’s alpha",
    "percent": "Percent agreement",
}
NO_SECOND = (
    "This corpus has one coder, so nothing can be said about agreement. To compare, let a second "
    "person code the same segments and add the rows to codings.csv under another coder, or let "
    "them choose the units anew and put the pass into recodings.csv with anchors to the source; "
    "the data dictionary describes both tables. An export of QDA software keeps its coders."
)
UNIT_WORDS = {"segment": "units", "text": "letters"}
FEW = 3  # units on which a code rests that says nothing by itself
WIDE = 0.25  # half of the intervals wider than this: no code's place among the others is known


def coders_in_words(spans: pd.DataFrame, comparison: Comparison) -> Prose:
    """Who is compared, and on how much; what to do where there is one coder."""
    coders = coders_of(spans)
    if len(coders) < 2:  # noqa: PLR2004
        return notice(NO_SECOND)
    if not len(comparison.units):
        return notice(
            f"{joined(coders)} coded different texts, or letters are to be compared where units "
            "have no anchors or were given: there is nothing to compare."
        )
    makers = unit_makers(spans)
    given = [coder for coder in coders if coder not in makers]
    return paragraphs(
        prose(
            "{n} are compared: {coders}. Who marked anything in a text is taken to have read all "
            "of it: what such a coder did not mark there counts as not coded.",
            n=count(len(coders), "coder"),
            coders=joined(coders),
        ),
        prose(
            "{given} made no unit that nobody else made, and so {is_} taken to have coded segments "
            "that were given: only these are compared.",
            given=joined(given),
            is_="is" if len(given) == 1 else "are",
        )
        if given
        else prose(""),
    )


def overlap_in_words(found: pd.DataFrame) -> Prose:
    """How the units of the coders lie to each other; `found` is what `codes_side_by_side` gives."""
    if found.empty:
        return prose("")
    alone = found["agreement"].str.startswith("not marked")
    kinds = found["agreement"].value_counts()
    parts = [
        f"{kinds.get(SAME, 0)} have the same codes",
        f"{kinds.get(PARTLY, 0)} have some codes the same",
        f"{kinds.get(OTHER, 0)} have no code in common",
        f"{int(alone.sum())} were marked by one coder and not by another",
    ]
    return prose(
        "Of {units} compared, {parts}. Two units are taken for the same place when they overlap "
        "by at least half of the shorter one.",
        units=count(len(found), "unit"),
        parts=joined(parts),
    )


def overall_figure(overall: pd.DataFrame, found: pd.DataFrame, *, unit: str) -> Figure | Prose:
    """The coefficients of all codes together as a picture; `found` is `codes_side_by_side`."""
    rows = overall.assign(group="", other=np.nan, label=overall["coefficient"], count="")
    rows = rows.assign(count=[_number_between(row) for row in overall.to_dict("records")])
    chart = None
    if len(rows):
        chart = dot_interval(
            rows,
            Key(value="Value"),
            title=overall_title(overall, found),
            subtitle=_basis(overall, unit=unit),
            description=_overall_description(overall),
        )
    columns = ["coefficient", "value", "lower", "upper", "observed", "expected"]
    shown = overall.reindex(columns=columns)
    return figure(chart, shown, name="overall", labels=HEADINGS, empty="Nothing to compare.")


def overall_title(overall: pd.DataFrame, found: pd.DataFrame) -> str:
    """On how many units the codes are the same; alpha; and last, what flatters most."""
    known = overall.set_index("coefficient")["value"]
    percent, alpha = known["Percent agreement"], known["Krippendorff’s alpha"]
    same = int((found["agreement"] == SAME).sum())
    return (
        f"Same codes on {same} of {count(len(found), 'unit')}; alpha {_two(alpha)} "
        f"({100 * percent:.1f} % of single yes/no decisions)"
    )


def _basis(overall: pd.DataFrame, *, unit: str) -> str:
    first = overall.iloc[0]
    n = int(first["n_units"]) if unit == "segment" else 0
    where = count(n, "unit") if n else "letters of the text"
    coders, codes = (count(int(first[f"n_{noun}s"]), noun) for noun in ("coder", "code"))
    return f"{coders}, {codes}, {where}."


def _overall_description(overall: pd.DataFrame) -> str:
    said = [f"{row['coefficient']} {_number_between(row)}" for row in overall.to_dict("records")]
    return f"Dots with intervals between 0 and 1: {'; '.join(said)}."


def _number_between(row: Mapping[object, object]) -> str:
    value, lower, upper = (float(str(row[name])) for name in ("value", "lower", "upper"))
    if np.isnan(value):
        return "undefined"
    return _two(value) if np.isnan(lower) else f"{_two(value)} ({_two(lower)} to {_two(upper)})"


def _two(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")


def rare_in_words(overall: pd.DataFrame) -> Prose:
    """The sum behind kappa, and why AC1 lies apart from it here."""
    if overall.empty:
        return prose("")
    known = overall.set_index("coefficient")
    kappa = str(overall["coefficient"].iloc[1])
    if np.isnan(float(known["value"][kappa])):
        return prose("{kappa} is undefined here: nothing varies.", kappa=kappa)
    return prose(
        "{sum} The percentage counts every code that nobody gave as agreed, which raises it where "
        "codes are rare. AC1 takes {gwet:.1f} of 100 for chance, the less the rarer codes are, and "
        "so stays closer to the percentage then. Neither is the right one by itself.",
        sum=_sum_of_kappa(kappa, overall.iloc[1]),
        gwet=100 * float(known["expected"]["Gwet’s AC1"]),
    )


def _sum_of_kappa(kappa: str, found: pd.Series) -> Prose:
    observed, chance = (100 * float(str(found[name])) for name in ("observed", "expected"))
    return prose(
        "{kappa} is this sum: of 100 decisions {observed:.2f} were the same. Chance alone gives "
        "{chance:.2f} of 100; it leaves {open:.2f} open, and of these {agreed} were agreed: "
        "{agreed} ÷ {open:.2f} = {value}.",
        kappa=kappa,
        observed=observed,
        chance=chance,
        open=100 - chance,
        agreed=_two(observed - chance),
        value=_two(float(str(found["value"]))),
    )


def code_rows(by_code: pd.DataFrame, tree: pd.DataFrame, *, unit: str) -> pd.DataFrame:
    """The rows of the chart of codes, in the order of the codebook (`codebook.code_tree`).

    `whole` says that the coders never differed, `few` that the code rests on `FEW` units or less.
    """
    placed = tree[["code", "label", "theme"]].assign(place=range(len(tree)))
    rows = by_code.merge(placed, on="code", how="left").sort_values("place", kind="stable")
    label = rows["label"].fillna(rows["code"])
    return rows.assign(
        group=rows["theme"].where(rows["theme"] != label, "").fillna(""),
        label=label,
        value=rows["krippendorff"],
        lower=rows["krippendorff_lower"],
        upper=rows["krippendorff_upper"],
        other=rows["gwet"],
        whole=rows["krippendorff"] > 1 - 1e-9,
        few=(rows["given_by_some"] <= FEW) & (unit == "segment"),
        count=[
            f"{int(a):,} of {int(s):,}"
            for a, s in zip(rows["given_by_all"], rows["given_by_some"], strict=True)
        ],
    ).reset_index(drop=True)


def code_figure(rows: pd.DataFrame, *, name: str, what: str, unit: str) -> Figure | Prose:
    """Agreement on each of `what` (codes, themes) as a picture."""
    given = f"{UNIT_WORDS[unit]} given by all, of those given by any"
    chart = None
    if len(rows):
        chart = dot_interval(
            rows,
            Key(value="Krippendorff’s alpha", other="Gwet’s AC1", count=f"3 of 4: {given}"),
            title=code_title(rows, what=what),
            subtitle=f"{len(rows)} {what} that somebody gave, in the order of the codebook.",
            description=_code_description(rows, what=what),
        )
    columns = ["label", "count", "percent", "value", "lower", "upper", "other"]
    columns = ["group", *columns] if rows["group"].ne("").any() else columns
    labels = HEADINGS | {
        "value": "Krippendorff’s alpha",
        "label": "Theme" if what == "themes" else "Code",
        "count": given.capitalize(),
    }
    shown = rows.reindex(columns=columns)
    return figure(chart, shown, name=name, labels=labels, empty="Nothing to compare.")


def code_title(rows: pd.DataFrame, *, what: str) -> str:
    """How wide the intervals are; where they are narrow, on what the coders agree least."""
    known = rows.dropna(subset=["value"]).sort_values(["value", "label"])
    if known.empty:
        return f"Agreement on {what} is undefined"
    width, lowest = _middle_width(known), known.iloc[0]
    if len(known) > 1 and known["value"].nunique() == 1 and not known["whole"].any():
        return f"Alpha is {_two(lowest['value'])} on each of {len(known)} {what}"
    said = f"Least agreement on “{lowest['label']}” ({_two(lowest['value'])})"
    if width > WIDE:
        said = f"Half of the intervals are wider than {_two(width)}"
    whole = known[known["whole"]]
    if whole.empty:
        return said
    few = int(whole["few"].sum())
    rest = f", {few} of them on {FEW} units or fewer" if few else ""
    return f"{said}; no difference on {len(whole)} of {len(known)} {what}{rest}"


def _middle_width(known: pd.DataFrame) -> float:
    return float((known["upper"] - known["lower"]).median())


def _code_description(rows: pd.DataFrame, *, what: str) -> str:
    known = rows.dropna(subset=["value"]).sort_values(["value", "label"])
    named = [f"{r['label']} {_number_between(r)}" for r in known.head(3).to_dict("records")]
    middle = _two(float(known["value"].median())) if len(known) else "undefined"
    return (
        f"One dot with an interval for each of {len(rows)} {what}; median {middle}. "
        f"Lowest: {'; '.join(named)}."
    )


def codes_in_words(rows: pd.DataFrame) -> Prose:
    """How wide the intervals are, and why some codes have none."""
    known = rows.dropna(subset=["value"])
    if known.empty:
        return prose("")
    width = _middle_width(known)
    half = prose(
        "Half of the intervals are wider than {width}: the wider, the less a code’s own number "
        "says, and the order of two codes says less still.",
        width=_two(width),
    )
    return paragraphs(prose("") if np.isnan(width) else half, _whole(known), _rare(known))


def _whole(known: pd.DataFrame) -> Prose:
    whole = known[known["whole"]]
    if whole.empty:
        return prose("")
    few = int(whole["few"].sum())
    return prose(
        "On {n} the coders never differed{few}. Where coders never differed, redrawing cannot "
        "show a difference: no line is drawn, and no width is not certainty.",
        n=count(len(whole), "code"),
        few=f"; {few} of them rest on {FEW} units or fewer" if few else "",
    )


def _rare(known: pd.DataFrame) -> Prose:
    rare = int((known["lower"].isna() & ~known["whole"]).sum())
    if not rare:
        return prose("")
    return prose(
        "{n} too rare for an interval: in more than one draw in twenty nobody would have given "
        "{it}.",
        n=f"{count(rare, 'further code')} {'is' if rare == 1 else 'are'}",
        it="it" if rare == 1 else "them",
    )


def unitised_table(
    spans: pd.DataFrame, *, anchors: pd.DataFrame, seed: int, resamples: int
) -> pd.DataFrame:
    """Krippendorff's coefficients for unitising, codes of one place taken as one value."""
    placed = by_makers(spans)
    if placed["coder"].nunique() < 2:  # noqa: PLR2004
        return pd.DataFrame()
    values = placed.drop(columns="text").rename(columns={"study": "text", "code": "value"})
    found = unitised_alpha(values, length=ends_of(anchors), seed=seed, resamples=resamples)
    shown = _rounded(
        found[["of", "coefficient", "value", "lower", "upper", "observed", "expected"]]
    )
    why = found["undefined"]
    return shown.assign(undefined=why) if why.ne("").any() else shown


def marked_table(
    spans: pd.DataFrame, source: pd.Series, *, uncoded: Uncoded, seed: int, resamples: int
) -> pd.DataFrame:
    """The coefficients of all codes, of the segments that every coder marked."""
    every = drawn_by_source(by_segment(spans, uncoded=uncoded), source)
    marked = marked_by_all(every, spans)
    found = overall_agreement(marked, seed=seed, resamples=resamples)
    if found.empty:
        return found
    shown = found[["coefficient", "value", "lower", "upper", "observed", "expected"]]
    return _rounded(shown).assign(units=found["n_units"])


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        **{
            name: frame[name].map(lambda n: "" if np.isnan(n) else f"{n:.3f}".replace("-", "−"))
            for name in ("value", "lower", "upper", "observed", "expected")
        }
    )


DIFFERENCE_HEADINGS = {
    "unit": "Unit",
    "meaning_unit": "Meaning unit",
    "agreement": "Agreement",
    "codes": "Codes",
    "memo": "Memos",
}


def disagreement_rows(
    found: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    recodings: pd.DataFrame,
    spans: pd.DataFrame,
    labels: Mapping[str, str],
) -> pd.DataFrame:
    """The units on which coders differ, with labels of codes, meaning unit, place and memos."""
    words = segments.dropna(subset=["meaning_unit"])
    known = dict(zip(words["segment"], words["meaning_unit"], strict=True))
    memos = {**_memos(segments, "segment"), **_memos(recodings, "anchor")}
    first = spans.groupby("unit", sort=False)[["start", "end"]].agg({"start": "min", "end": "max"})
    rows = found[found["agreement"] != SAME]
    heads = _heads(coders_of(spans))
    return rows.assign(
        codes=[_codes(row, heads=heads, labels=labels) for row in rows.to_dict("records")],
        meaning_unit=[_meaning(unit, known=known, places=first) for unit in rows["unit"]],
        memo=[_memo(units, memos) for units in rows["own_units"]],
    )[["unit", "study", "meaning_unit", "agreement", "codes", "memo"]]


def _heads(coders: list[str]) -> dict[str, str]:
    """What stands before the codes of a column of `codes_side_by_side`."""
    if len(coders) == 2:  # noqa: PLR2004
        return {"both": "both"} | {coder: f"only {coder}" for coder in coders}
    return {"both": "all"} | {coder: f"{coder} also" for coder in coders}


def _codes(row: Mapping[Any, Any], *, heads: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A line for the codes that all gave and one for each coder who gave another."""
    said = {
        head: ", ".join(labels.get(code, code) for code in row[name])
        for name, head in heads.items()
        if isinstance(row[name], list)
    }
    return "\n".join(f"{head}: {codes}" for head, codes in said.items() if codes)


def _memos(table: pd.DataFrame, key: str) -> dict[str, str]:
    said = table.dropna(subset=["memo"]).drop_duplicates(key)
    return dict(zip(said[key], said["memo"], strict=True))


def _memo(units: list[str], memos: Mapping[str, str]) -> str:
    return "\n".join(f"{unit}: {memos[unit]}" for unit in units if unit in memos)


def _meaning(unit: str, *, known: Mapping[str, str], places: pd.DataFrame) -> str:
    if unit in known:
        return known[unit]
    start, end = (places[name].get(unit, np.nan) for name in ("start", "end"))
    if np.isnan(start):
        return "(no words kept)"
    return f"(no words kept: letters {start:,.0f} to {end:,.0f} of the source)"


def ties_in_words(ties: pd.DataFrame, relations: pd.DataFrame) -> Prose:
    """How many ties two coders have in common, or that only one stated any."""
    coders = sorted(set(relations["coder"].dropna()))
    if len(coders) < 2 or ties.empty:  # noqa: PLR2004
        return notice(
            "No segment has relations of two coders, so nothing can be said of agreement on ties."
        )
    pairs = [(a, b) for i, a in enumerate(coders) for b in coders[i + 1 :]]
    shared = {pair: shared_ties(ties, coders=pair) for pair in pairs}
    parts = [f"{a} and {b} {share:.0%}" for (a, b), share in shared.items() if share is not None]
    return prose(
        "Ties in common in segments where both stated any: {parts} (2 × ties of both, of the ties "
        "of one and of the other). Ties that neither stated cannot be counted, so nothing is taken "
        "off for chance.",
        parts=joined(parts),
    )
