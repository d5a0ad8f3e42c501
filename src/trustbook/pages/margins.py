"""What the chapter on agreement shows of sets of codes, and of how often coders give a code."""

import pandas as pd

from trustbook.agreement.code_sets import alpha_of_sets
from trustbook.agreement.margins import margins_by_code
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import coefficient, count, joined, part_within, signed
from trustbook.pages.agreement import ALPHA, Passes
from trustbook.pages.code_agreement import code_rows
from trustbook.pages.prose import Prose, notice
from trustbook.pages.tables import View, table

HEADINGS = {
    "label": "Code",
    "kappa": "Cohen’s kappa",
    "kappa_max": "Maximum kappa",
    "pabak": "PABAK",
    "prevalence_index": "Prevalence index",
    "bias_index": "Bias index",
}
SETS = {
    "masi": "The set of a unit; sets that share codes agree in part (MASI)",
    "nominal": "The set of a unit; the same or not",
}
NEAR = 1e-9
_READILY = (
    "There kappa is at its maximum, though below 1: one of them gave the code wherever the other "
    "did, and elsewhere too."
)
_UNDEFINED = "No kappa: both gave the code to every unit, or to none."


def sets_table(passes: Passes) -> View | Prose:
    """Alpha code by code, of sets that agree in part, and of sets that are the same or not."""
    if passes.unit != "segment" or passes.overall.empty:
        return notice("Needs two coders, and segments as units.")
    overall = passes.overall.set_index("coefficient")["value"]
    sets = alpha_of_sets(passes.comparison).set_index("metric")["value"]
    rows = [(gettext("One code at a time, all pooled"), overall[ALPHA])]
    rows += [(gettext(SETS[metric]), sets[metric]) for metric in SETS]
    values = [coefficient(value, missing=gettext("undefined")) for _, value in rows]
    return table(
        pd.DataFrame(
            list(zip([label for label, _ in rows], values, strict=True)),
            columns=["compared", "value"],
        ),
        name="sets",
        title=sentence(
            "Alpha is {alpha} code by code and {exact} for exact sets",
            alpha=values[0],
            exact=values[-1],
        ),
        subtitle=sentence("From {units}.", units=count(len(passes.comparison.units), "unit")),
        labels={"compared": "What is compared", "value": ALPHA},
    )


def margins_table(passes: Passes) -> View | Prose:
    """Kappa on each code beside what it owes to how often each of two coders gave it."""
    coders = passes.comparison.coders
    margins = margins_by_code(passes.comparison)
    if margins.empty or passes.by_code.empty:
        return notice("Needs two coders, neither more nor fewer.")
    named = code_rows(passes)[["code", "label"]].merge(margins, on="code")
    capped = named["kappa"].lt(1 - NEAR) & named["kappa"].gt(named["kappa_max"] - NEAR)
    return table(
        _in_figures(named)[list(HEADINGS)],
        name="margins",
        title=sentence(
            "The coders differ only in how readily they give the code on {part}"
            if capped.any()
            else "On no code do the coders differ only in how readily they give it",
            part=part_within(int(capped.sum()), len(named), "code"),
        ),
        subtitle=sentence(
            "{coders}; a bias index above 0 means that {first} gave the code more often.",
            coders=joined(coders),
            first=coders[0],
        ),
        labels=HEADINGS,
        filterable=True,
        notes=[
            *[_READILY] * bool(capped.any()),
            *[_UNDEFINED] * bool(named["kappa"].isna().any()),
        ],
    )


def _in_figures(rows: pd.DataFrame) -> pd.DataFrame:
    unsigned = {name: rows[name].map(coefficient) for name in ("kappa", "kappa_max", "pabak")}
    prevalence = [signed(value, decimals=2) for value in rows["prevalence_index"]]
    bias = [signed(value, decimals=3) for value in rows["bias_index"]]
    return rows.assign(**unsigned, prevalence_index=prevalence, bias_index=bias)
