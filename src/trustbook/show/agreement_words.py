"""Sentences, titles and tables on whether coders see the same, computed from the comparison."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from trustbook.charts.dot_interval import Key, dot_interval
from trustbook.code_agreement import overall_agreement
from trustbook.comparison import Comparison, Uncoded, by_segment, marked_by_all
from trustbook.continuum import by_makers, ends_of
from trustbook.disagreements import OTHER, PARTLY, SAME, shared_ties
from trustbook.passes import coders_of, unit_makers
from trustbook.show.figures import Figure, figure
from trustbook.show.prose import Prose, count, joined, notice, paragraphs, prose
from trustbook.unitising import unitised_alpha

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
    "unit": "Unit",
    "meaning_unit": "Meaning unit",
    "agreement": "Agreement",
    "both": "Codes all gave",
    "memo": "Memos",
}
NO_SECOND = (
    "This corpus has one coder, so nothing can be said about agreement. To compare, let a second "
    "person code the same segments and add the rows to codings.csv under another coder, or let "
    "them choose the units anew and put the pass into recodings.csv with anchors to the source; "
    "the data dictionary describes both tables. An export of QDA software keeps its coders."
)
UNIT_WORDS = {"segment": ("unit", "units"), "text": ("letter", "letters")}


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
            "{coders} are compared. Who marked anything in a text is taken to have read all of it: "
            "what such a coder did not mark there counts as not coded.",
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


def overall_figure(overall: pd.DataFrame, *, unit: str) -> Figure | Prose:
    """The coefficients of all codes together as a picture."""
    rows = overall.assign(group="", other=np.nan, label=overall["coefficient"], count="")
    rows = rows.assign(count=[_number_between(row) for row in overall.to_dict("records")])
    chart = None
    if len(rows):
        chart = dot_interval(
            rows,
            Key(value="Value"),
            title=overall_title(overall),
            subtitle=_basis(overall, unit=unit),
            description=_overall_description(overall),
        )
    columns = ["coefficient", "value", "lower", "upper", "observed", "expected"]
    shown = overall.reindex(columns=columns)
    return figure(chart, shown, name="overall", labels=HEADINGS, empty="Nothing to compare.")


def overall_title(overall: pd.DataFrame) -> str:
    """What percent agreement says, and what is left of it when chance is taken off."""
    known = overall.set_index("coefficient")["value"]
    percent, alpha = known["Percent agreement"], known["Krippendorff’s alpha"]
    return f"The coders agree in {percent:.1%} of decisions; alpha, less chance, is {_two(alpha)}"


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
    """Why percent agreement, kappa and AC1 lie apart here."""
    if overall.empty:
        return prose("")
    known = overall.set_index("coefficient")
    kappa = overall["coefficient"].iloc[1]
    return prose(
        "Here two coders who handed out their codes blindly, each as often as they did, would "
        "agree in {chance:.1%} of all decisions, because most decisions are that a code does not "
        "fit. So {percent:.1%} agreement is less than it sounds: of what chance leaves open, "
        "{kappa} counts {value} as agreed. AC1 assumes far less agreement by chance on rare "
        "codes ({gwet:.1%}) and stays close to the percentage.",
        chance=known.loc[kappa, "expected"],
        percent=known.loc["Percent agreement", "value"],
        kappa=kappa,
        value=_two(known.loc[kappa, "value"]),
        gwet=known.loc["Gwet’s AC1", "expected"],
    )


def code_rows(by_code: pd.DataFrame, tree: pd.DataFrame, *, unit: str) -> pd.DataFrame:
    """The rows of the chart of codes, in the order of the codebook (`codebook.code_tree`)."""
    placed = tree[["code", "label", "theme"]].assign(place=range(len(tree)))
    rows = by_code.merge(placed, on="code", how="left").sort_values("place", kind="stable")
    label = rows["label"].fillna(rows["code"])
    words = UNIT_WORDS[unit][1]
    return rows.assign(
        group=rows["theme"].where(rows["theme"] != label, "").fillna(""),
        label=label,
        value=rows["krippendorff"],
        lower=rows["krippendorff_lower"],
        upper=rows["krippendorff_upper"],
        other=rows["gwet"],
        count=[
            f"{int(a):,} of {int(s):,} {words}"
            for a, s in zip(rows["given_by_all"], rows["given_by_some"], strict=True)
        ],
    ).reset_index(drop=True)


def code_figure(rows: pd.DataFrame, *, name: str, what: str) -> Figure | Prose:
    """Agreement on each of `what` (codes, themes) as a picture."""
    chart = None
    if len(rows):
        chart = dot_interval(
            rows,
            Key(value="Krippendorff’s alpha", other="Gwet’s AC1", count="given by all, of by any"),
            title=code_title(rows, what=what),
            subtitle=f"{len(rows)} {what} that somebody gave, in the order of the codebook.",
            description=_code_description(rows, what=what),
        )
    columns = ["group", "label", "count", "percent", "value", "lower", "upper", "other"]
    labels = HEADINGS | {"value": "Krippendorff’s alpha"}
    return figure(
        chart, rows.reindex(columns=columns), name=name, labels=labels, empty="Nothing to compare."
    )


def code_title(rows: pd.DataFrame, *, what: str) -> str:
    """Where the coders agree least and on how many they agree wholly."""
    known = rows.dropna(subset=["value"]).sort_values(["value", "label"])
    if known.empty:
        return f"Agreement on {what} is undefined"
    lowest, whole = known.iloc[0], int((known["value"] > 1 - 1e-9).sum())
    least = f"Least agreement on “{lowest['label']}” ({_two(lowest['value'])})"
    return f"{least}; no difference on {whole} of {len(known)}" if whole else least


def _code_description(rows: pd.DataFrame, *, what: str) -> str:
    known = rows.dropna(subset=["value"]).sort_values(["value", "label"])
    named = [f"{r['label']} {_number_between(r)}" for r in known.head(3).to_dict("records")]
    middle = _two(float(known["value"].median())) if len(known) else "undefined"
    return (
        f"One dot with an interval for each of {len(rows)} {what}; median {middle}. "
        f"Lowest: {'; '.join(named)}."
    )


def codes_in_words(rows: pd.DataFrame) -> Prose:
    """How wide the intervals are, and how many codes are too rare for one."""
    known = rows.dropna(subset=["value"])
    if known.empty:
        return prose("")
    rare = int(known["lower"].isna().sum())
    width = float((known["upper"] - known["lower"]).median())
    half = prose(
        "Half of the intervals are wider than {width}: on so few units a code’s own number says "
        "little, and the order of two codes less.",
        width=_two(width),
    )
    none = prose(
        "{n} too rare for an interval: in more than one draw in twenty nobody would have given "
        "{it}.",
        n=f"{count(rare, 'code')} {'is' if rare == 1 else 'are'}",
        it="it" if rare == 1 else "them",
    )
    return paragraphs(prose("") if np.isnan(width) else half, none if rare else prose(""))


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
    coders = coders_of(spans)
    columns = {c: rows[c].map(lambda codes: _listed(codes, labels)) for c in ("both", *coders)}
    return rows.assign(
        **columns,
        meaning_unit=[_meaning(unit, known=known, places=first) for unit in rows["unit"]],
        memo=[_memo(units, memos) for units in rows["own_units"]],
    )[["unit", "study", "meaning_unit", "agreement", "both", *coders, "memo"]]


def _memos(table: pd.DataFrame, key: str) -> dict[str, str]:
    said = table.dropna(subset=["memo"]).drop_duplicates(key)
    return dict(zip(said[key], said["memo"], strict=True))


def _memo(units: list[str], memos: Mapping[str, str]) -> str:
    return "\n".join(f"{unit}: {memos[unit]}" for unit in units if unit in memos)


def _listed(codes: object, labels: Mapping[str, str]) -> str:
    return "\n".join(labels.get(code, code) for code in codes) if isinstance(codes, list) else ""


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
    spans: pd.DataFrame, *, uncoded: Uncoded, seed: int, resamples: int
) -> pd.DataFrame:
    """The coefficients of all codes, of the segments that every coder marked."""
    marked = marked_by_all(by_segment(spans, uncoded=uncoded), spans)
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
