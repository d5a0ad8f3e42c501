"""Results under every reasonable choice, on a page: pictures, tables and sentences."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.charts.network_style import COLOURS
from trustbook.charts.specification_curve import specification_curve
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    count,
    form_for,
    in_words,
    interval,
    joined,
    number,
    part_of,
    share,
    signed,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.multiverse import (
    Multiverse,
    balance_survival,
    tie_survival,
)
from trustbook.networks.settings import (
    SUPPORT,
    Option,
)
from trustbook.pages.choices import ties_under_choices
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.settings import Choices
from trustbook.pages.tables import View, table

NOTHING = "No relations are left with these settings."
MOST = 40  # ties drawn
NAMED = 3  # stakeholders or ties in a sentence


class Results:
    """The corpus counted under every setting, with the choices and options in words."""

    def __init__(self, relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> None:
        self.corpus = corpus
        self.counted: Multiverse = ties_under_choices(relations, corpus, min_support=min_support)
        self.ties, self.balances = tie_survival(self.counted), balance_survival(self.counted)
        self.words = Choices(corpus, self.counted.settings)
        self.choices = self.words.names

    @property
    def least_sure(self) -> Mapping[Any, Any] | None:
        """The row of the balance, other than zero, that keeps its sign least; None without one."""
        rows = self.balances[self.balances["balance"] != 0].to_dict("records")
        return min(rows, key=lambda row: row["same_sign"] / row["settings"], default=None)

    def endings(self, pairs: Sequence[tuple[str, Option]]) -> str:
        """What alone ends a result."""
        return "; ".join(self.words.endings(pairs))


def settings_in_words(results: Results) -> Prose:
    """How many settings there are, and of which choices they are made."""
    if not results.choices:
        return notice("There is nothing to choose here: one setting, and one result.")
    n = len(results.counted.settings)
    options = results.counted.settings.nunique()
    return prose(
        "Counted in {n} settings: every combination of {choices}.",
        n=number(n),
        choices=joined(
            sentence(
                "{choice} ({n} ways)",
                choice=within(results.words.heading(name)),
                n=in_words(int(options[name])),
            )
            for name in results.choices
        ),
    )


def findings_in_words(results: Results) -> Prose:
    """Which results survive every choice, which fall by one, and which turn round."""
    if results.ties.empty:
        return notice(NOTHING)
    return paragraphs(_ties_in_words(results), _balances_in_words(results))


def _ties_in_words(results: Results) -> Prose:
    every = results.ties
    firm = every[every["falls_when"].map(len) == 0]
    return prose(
        "**{firm} {stand} whichever single choice is changed**{which}. {weakest}",
        firm=at_start(part_of(len(firm), len(every), "tie")),
        stand=form_for(len(firm) or 1, "stands", "stand"),
        which=f": {_tie_names(results, firm)}" if 0 < len(firm) <= NAMED else "",
        weakest=prose(
            "The others fall with at least one: most often when {what}.",
            what=_most_frequent(results),
        )
        if len(firm) < len(every)
        else "",
    )


def _most_frequent(results: Results) -> str:
    """The option that ends most ties, in words."""
    endings = pd.Series(
        [results.endings([one]) for pairs in results.ties["falls_when"] for one in pairs]
    ).value_counts(sort=True)
    return f"{endings.index[0]} ({count(int(endings.iloc[0]), 'tie')})"


def _tie_names(results: Results, rows: pd.DataFrame) -> str:
    who, what = labels(results.corpus, "stakeholder"), labels(results.corpus, "concept")
    return joined(
        sentence(
            "{concept} from {truster} to {trustee}",
            concept=within(what[row["concept"]]),
            truster=within(who[row["truster"]]),
            trustee=within(who[row["trustee"]]),
        )
        for row in rows.to_dict("records")
    )


def _balances_in_words(results: Results) -> Prose:
    """Whose balance keeps its sign, and whose turns."""
    every = results.balances[results.balances["balance"] != 0]
    if every.empty:
        return prose("")
    who = labels(results.corpus, "stakeholder")
    firm = every[every["same_sign"] == every["settings"]]
    least_sure = results.least_sure or {}
    steady = prose(
        "Under every setting more sources speak {sides} than the reverse.",
        sides=joined(
            side.format(people=joined(within(who[each]) for each in named))
            for side, named in (
                (gettext("for {people}"), firm.loc[firm["balance"] > 0, "stakeholder"][:NAMED]),
                (gettext("against {people}"), firm.loc[firm["balance"] < 0, "stakeholder"][:NAMED]),
            )
            if len(named)
        ),
    )
    turned = prose(
        "The balance of {name} is the least sure: {balance} in this book, yet of the opposite "
        "sign in {turned} of the {n} settings that have one{alone}.",
        name=within(who[least_sure["stakeholder"]]),
        balance=signed(least_sure["balance"]),
        turned=number(least_sure["turned"]),
        n=number(least_sure["settings"]),
        alone=sentence("; it is enough that {what}", what=results.endings(least_sure["falls_when"]))
        if least_sure["falls_when"]
        else gettext(", though no single choice is enough"),
    )
    return paragraphs(
        steady if len(firm) else prose(""), turned if least_sure["turned"] else prose("")
    )


def curve_figure(results: Results, *, name: str) -> View | Prose:
    """The balance that depends most on choices, under every setting."""
    row = results.least_sure
    if row is None or not results.choices:
        return notice("No balance to draw under several settings.")
    who = labels(results.corpus, "stakeholder")[row["stakeholder"]]
    column = results.counted.stakeholders.index(row["stakeholder"])
    balance = pd.Series(results.counted.balance[:, column])
    there = balance.notna()
    settings = results.counted.settings[there].reset_index(drop=True)
    in_words = cache(results.words.option_in_words)
    words = pd.DataFrame(
        {choice: [in_words(choice, one) for one in settings[choice]] for choice in results.choices}
    )
    values = balance[there].reset_index(drop=True)
    part = row["same_sign"] / row["settings"]
    draw = partial(
        specification_curve,
        values,
        words,
        axis=gettext("Sources for − against"),
        headings={choice: results.words.heading(choice) for choice in results.choices},
        title=sentence(
            "More speaks for {name} under {share} of the settings"
            if row["balance"] > 0
            else "More speaks against {name} under {share} of the settings",
            name=within(who),
            share=share(part),
        ),
        subtitle=sentence(
            "The balance of {name} under {n} settings, the lowest on the left; below, the choices "
            "behind them: the darker, the more of the settings there.",
            name=within(who),
            n=number(len(values)),
        ),
        description=sentence(
            "A rising curve from {low} to {high}, and below it a row for each option.",
            low=signed(values.min()),
            high=signed(values.max()),
        ),
    )
    return figure(draw, _by_option(values, words, results), name=name, labels=_OPTION_COLUMNS)


_OPTION_COLUMNS = {
    "choice": "Choice",
    "option": "Option",
    "settings": "Settings",
    "above": "Above zero",
    "zero": "Zero",
    "below": "Below zero",
    "median": "Middle balance",
}


def _by_option(values: "pd.Series[float]", words: pd.DataFrame, results: Results) -> pd.DataFrame:
    """One row per option: how the balance falls out under the settings that take it."""
    rows: list[dict[str, Any]] = []
    for choice in results.choices:
        for option, part in values.groupby(words[choice], sort=False):
            signs = np.sign(part)
            rows.append(
                {
                    "choice": results.words.heading(choice),
                    "option": option,
                    "settings": len(part),
                    "above": int((signs > 0).sum()),
                    "zero": int((signs == 0).sum()),
                    "below": int((signs < 0).sum()),
                    "median": float(part.median()),
                }
            )
    return pd.DataFrame(rows)


def ties_figure(results: Results, *, name: str) -> View | Prose:
    """The share of settings under which each tie stands."""
    every = results.ties
    if every.empty:
        return notice(NOTHING)
    who, what = labels(results.corpus, "stakeholder"), labels(results.corpus, "concept")
    order = {concept: place for place, concept in enumerate(what)}
    ends = zip(every["truster"], every["trustee"], strict=True)
    named = every.assign(
        concept_label=[what[one] for one in every["concept"]],
        place=[order.get(one, len(order)) for one in every["concept"]],
        pair=[f"{who[one]} → {who[other]}" for one, other in ends],
        part=every["survives"] / every["settings"],
        falls=[results.endings(pairs) for pairs in every["falls_when"]],
    ).sort_values(["place", "part", "pair"], ascending=[True, False, True], kind="stable")
    top = named.sort_values("part", ascending=False, kind="stable").head(MOST).index
    drawn = named[named.index.isin(top)]
    lines = pd.DataFrame(
        {
            "group": drawn["concept_label"],
            "label": drawn["pair"],
            "value": drawn["part"] * 100,
            "lower": np.nan,
            "upper": np.nan,
            "colour": drawn["sign"].map(COLOURS),
            "hinges": drawn["support"] == results.counted.settings[SUPPORT].iloc[0],
            "note": drawn["support"].astype("str"),
        }
    )
    draw = partial(
        dot_intervals,
        lines,
        Key(axis=gettext("Settings under which the tie stands, of 100"), beside=gettext("sources")),
        title="Under how many settings each tie stands",
        subtitle=sentence(
            "Of {n} settings; on the right, the sources of a tie with the settings of this book.",
            n=number(int(named["settings"].iloc[0])),
        ),
        description=sentence("Dots for {ties}, by concept.", ties=count(len(lines), "tie")),
    )
    columns = {
        "concept_label": "Concept",
        "pair": "Tie",
        "support": "Sources",
        "survives": "Settings under which it stands",
        "settings": "Settings",
        "falls": "One choice is enough: it falls when",
    }
    return figure(draw, named[list(columns)], name=name, labels=columns)


def balances_table(results: Results, *, name: str) -> View | Prose:
    """Each stakeholder's balance under every setting: signs that turn, places that change."""
    every = results.balances
    if every.empty:
        return notice(NOTHING)
    who = labels(results.corpus, "stakeholder")
    lines = pd.DataFrame(
        {
            "stakeholder": [who[one] for one in every["stakeholder"]],
            "balance": [signed(one) for one in every["balance"]],
            "range": [
                interval(low, high, form=signed)
                for low, high in zip(every["lowest"], every["highest"], strict=True)
            ],
            "same": [share(one) for one in every["same_sign"] / every["settings"]],
            "turned": every["turned"],
            "first": [share(one) for one in every["first_place"] / every["settings"]],
            "last": [share(one) for one in every["last_place"] / every["settings"]],
            "settings": every["settings"],
            "falls": [results.endings(pairs) or "–" for pairs in every["falls_when"]],
        }
    )
    return table(
        lines,
        name=name,
        title="For and against whom, under every setting",
        subtitle="Independent sources for a stakeholder, minus those against it.",
        labels={
            "stakeholder": "Stakeholder",
            "balance": "Balance in this book",
            "range": "Lowest to highest",
            "same": "Keeps its sign",
            "turned": "Settings that turn it",
            "first": "Nobody higher",
            "last": "Nobody lower",
            "settings": "Settings with a balance",
            "falls": "One choice is enough: the sign changes when",
        },
        empty=NOTHING,
    )
