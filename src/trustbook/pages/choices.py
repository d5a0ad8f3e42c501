"""The findings of each page that a choice could move (`pages.settings`)."""

from itertools import pairwise

import numpy as np
import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    form_for,
    joined,
    number,
    part_of,
    share,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.multiverse import (
    Multiverse,
    answered_under_choices,
    multiverse,
    received_under_choices,
    tie_survival,
)
from trustbook.networks.settings import CODER, NONE, WITHOUT, Counted
from trustbook.networks.tie_tables import leading_relations
from trustbook.pages.labels import labels, statements_of
from trustbook.pages.prose import Prose
from trustbook.pages.settings import (
    Choices,
    Finding,
    Findings,
    endings_of,
    leading,
    leads_instead,
)
from trustbook.pages.tables import View, table
from trustbook.signed.edge_tables import Floats, Places, Truths
from trustbook.studies import choices as c

HALF = 0.5
TITLES = {
    "coding": "How it was coded",
    "barriers": "Barriers and strategies",
    "networks": "Stakeholder networks",
    "strategies": "Needs and compensating strategies",
    "synthesis": "What the studies say side by side",
    "uncertainty": "How sure are the ties?",
    "structure": "The shape of the network",
}
_HEADINGS = {
    "page": "Page",
    "finding": "Finding",
    "survives": "Survives",
    "settings": "Settings",
    "falls": "One choice is enough: it falls when",
    "instead": "Instead",
}
MOST = 3  # of findings that rank


def of_strategies(corpus: Corpus, *, min_support: int = 1) -> Findings:
    """What backfired, and what helped on most sources."""
    recodings = corpus.table("strategy_recodings")
    result = c.strategies_under_choices(
        corpus.table("strategies"),
        segments=corpus.table("segments"),
        recodings=recodings,
        min_support=min_support,
    )
    name_of, codes = labels(corpus, "code"), result.groups["code"]
    names = [name_of.get(code, code) for code in codes]
    backfires, helps = (
        result.numbers * (result.groups["effect"] == effect).to_numpy()
        for effect in ("backfires", "supports")
    )
    backfired = [
        _finding(sentence("that “{name}” backfired", name=names[at]), backfires[:, at] > 0)
        for at in np.flatnonzero(backfires[0])
    ]
    n = (backfires > 0).sum(axis=1)
    return Findings(
        chapter="strategies",
        choices=Choices(corpus, result.settings, "strategy"),
        every=[
            *backfired,
            *_first_places(helps, names, gettext("that “{name}” helped on the most sources")),
        ],
        spread=sentence(
            "The number of kinds that backfired lies between {low} and {high}.",
            low=n.min(),
            high=n.max(),
        )
        if backfired
        else "",
    )


def of_barriers(corpus: Corpus) -> Findings:
    """Whether the lines of the table keep any evidence."""
    barriers = corpus.table("barriers")
    result = c.barriers_under_choices(
        barriers, corpus.table("barrier_evidence"), segments=corpus.table("segments")
    )
    line = barriers.set_index("barrier")["line"]
    every = [
        _finding(sentence("that line {n} has evidence", n=line[name]), result.numbers[:, at] > 0)
        for at, name in enumerate(result.groups["barrier"])
    ]
    return Findings(
        chapter="barriers", choices=Choices(corpus, result.settings, "line"), every=every
    )


def of_coding(corpus: Corpus) -> Findings:
    """Which codes rest on most sources."""
    result = _codes(corpus, c.CODE_OF_STUDY)
    kinds = corpus.table("codes").set_index("code")["kind"]
    is_code = (result.groups["code"].map(kinds) == "code").to_numpy()
    names = [labels(corpus, "code").get(code, code) for code in result.groups["code"]]
    return Findings(
        chapter="coding",
        choices=Choices(corpus, result.settings, "code"),
        every=_first_places(
            result.numbers * is_code,
            names,
            gettext("that “{name}” rests on the most sources"),
        ),
    )


def of_synthesis(corpus: Corpus) -> Findings:
    """Which categories all studies have, and which only one has."""
    result = _codes(corpus, c.PLACE_IN_STUDY)
    name_of = labels(corpus, "code")
    names = [name_of.get(code, code) for code in result.groups["category"]]
    n, left = c.in_studies(result), _studies_left(result, corpus)
    everywhere, alone = n == left[:, None], n == 1
    every = [
        _finding(words.format(name=names[at]), holds[:, at])
        for holds, words in (
            (everywhere, gettext("that “{name}” is in all studies")),
            (alone, gettext("that “{name}” is in only one study")),
        )
        for at in np.flatnonzero(holds[0])
        if left[0] > 1
    ]
    counts = everywhere.sum(axis=1)
    return Findings(
        chapter="synthesis",
        choices=Choices(corpus, result.settings, "category"),
        every=every,
        spread=sentence(
            "The number of categories in all studies lies between {low} and {high}.",
            low=counts.min(),
            high=counts.max(),
        )
        if every
        else "",
    )


def _studies_left(result: Counted, corpus: Corpus) -> Places:
    """How many studies are in under each setting."""
    is_out = (result.settings[WITHOUT] != NONE).to_numpy()
    return np.asarray(len(corpus.table("studies")) - is_out, dtype=np.int64)


def _codes(corpus: Corpus, by: list[str]) -> Counted:
    return c.codes_under_choices(
        corpus.table("codings"),
        corpus.table("codes"),
        by=by,
        segments=corpus.table("segments"),
        recodings=corpus.table("recodings"),
        anchors=corpus.table("anchors"),
    )


def _first_places(numbers: Floats, names: list[str], words: str) -> list[Finding]:
    """That those which have most under the first setting have most."""
    if not numbers.size:
        return []
    first = np.flatnonzero((numbers[0] == numbers[0].max()) & (numbers[0] > 0))
    return [
        _finding(
            words.format(name=names[at]),
            leading(numbers, int(at)),
            there=numbers.max(axis=1) > 0,
            instead=leads_instead(numbers, int(at), names),
        )
        for at in first[:MOST]
    ]


def _finding(
    words: str, holds: Truths, *, there: Truths | None = None, instead: str = ""
) -> Finding:
    everywhere = np.ones(len(holds), dtype=bool)
    return Finding(
        words=words, holds=holds, there=everywhere if there is None else there, instead=instead
    )


def of_networks(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Findings:
    """Towards whom most sources state ties of each sign, and how many ties stand."""
    result = ties_under_choices(relations, corpus, min_support=min_support)
    who, signs = labels(corpus, "stakeholder"), result.received["sign"].to_numpy()
    names = [within(who[name]) for name in result.received["trustee"]]
    every = [
        finding
        for sign, words in (
            (1, gettext("that positive ties towards {name} are stated by the most sources")),
            (-1, gettext("that negative ties towards {name} are stated by the most sources")),
        )
        for finding in _first_places(result.numbers * (signs == sign), names, words)
    ]
    return Findings(
        chapter="networks",
        choices=Choices(corpus, result.settings),
        every=every,
        spread=_standing(result) if len(relations) else "",
    )


def _standing(result: Multiverse) -> str:
    """How many of the ties stand whichever single choice is changed."""
    ties = tie_survival(result)
    firm = int((ties["falls_when"].map(len) == 0).sum())
    return sentence(
        "{ties} {stand} whichever single choice is changed.",
        ties=part_of(firm, len(ties), "tie"),
        stand=form_for(firm or 1, "stands", "stand"),
    )


def of_structure(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Findings:
    """Who receives more ties of which sign, and that most ties are (not) answered."""
    result = ties_under_choices(relations, corpus, min_support=min_support)
    who = labels(corpus, "stakeholder")
    names, received = received_under_choices(result)
    answered = answered_under_choices(result)
    every = [
        _side(within(who[names[at]]), received[:, at])
        for at in np.flatnonzero(np.nan_to_num(received[0]))
    ]
    share_of = answered[~np.isnan(answered)]
    if not np.isnan(answered[:1]).all():
        is_half = answered[0] >= HALF
        every.append(
            _finding(
                gettext(
                    "that half or more of the ties are answered"
                    if is_half
                    else "that less than half of the ties are answered"
                ),
                (answered >= HALF) == is_half,
                there=~np.isnan(answered),
            )
        )
    return Findings(
        chapter="structure",
        choices=Choices(corpus, result.settings),
        every=every,
        spread=sentence(
            "The share of ties that are answered lies between {low} and {high}.",
            low=share(share_of.min()),
            high=share(share_of.max()),
        )
        if len(share_of)
        else "",
    )


def _side(who: str, net: Floats) -> Finding:
    """That a stakeholder receives more ties of one sign."""
    there = ~np.isnan(net)
    sign = np.sign(net[0])
    turned = int((np.sign(net[there]) == -sign).sum())
    return _finding(
        sentence(
            "that more positive ties go to {who}"
            if sign > 0
            else "that more negative ties go to {who}",
            who=who,
        ),
        np.sign(net) == sign,
        there=there,
        instead=sentence("the other sign comes out in {n}", n=number(turned)) if turned else "",
    )


def of_uncertainty(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Findings:
    """For whom more is said than for whom, of stakeholders next to each other in the order."""
    result = ties_under_choices(relations, corpus, min_support=min_support)
    who = labels(corpus, "stakeholder")
    balance = result.balance
    there = np.flatnonzero(~np.isnan(balance[0]))
    order = sorted(there, key=lambda at: (-balance[0, at], result.stakeholders[at]))
    every = [
        _more_for(
            within(who[result.stakeholders[one]]),
            within(who[result.stakeholders[other]]),
            balance[:, one] - balance[:, other],
        )
        for one, other in pairwise(order)
        if balance[0, one] > balance[0, other]
    ]
    return Findings(chapter="uncertainty", choices=Choices(corpus, result.settings), every=every)


def _more_for(one: str, other: str, lead: Floats) -> Finding:
    """That more is said for one stakeholder than for another."""
    there = ~np.isnan(lead)
    turned = int((lead[there] < 0).sum())
    return _finding(
        sentence("that more is said for {one} than for {other}", one=one, other=other),
        lead > 0,
        there=there,
        instead=sentence("it is the other way round in {n}", n=number(turned)) if turned else "",
    )


def ties_under_choices(
    relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1
) -> Multiverse:
    """The ties of a corpus under every setting."""
    recodings = corpus.table("relation_recodings")
    return multiverse(
        relations,
        segments=statements_of(corpus),
        concepts=corpus.table("concepts"),
        recodings=recodings if len(recodings) else None,
        min_support=min_support,
    )


def of_every_page(
    relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1
) -> list[Findings]:
    """The findings of each page that has what it needs."""
    lead = leading_relations(relations, corpus.table("concepts"))
    has_codes = all(corpus.has(name) for name in ("segments", "codes", "codings"))
    return [
        *([of_coding(corpus)] if has_codes else []),
        *([of_barriers(corpus)] if corpus.has("barriers") else []),
        *([of_strategies(corpus, min_support=min_support)] if corpus.has("strategies") else []),
        *([of_synthesis(corpus)] if has_codes and len(corpus.table("studies")) > 1 else []),
        of_networks(lead, corpus, min_support=min_support),
        of_uncertainty(lead, corpus, min_support=min_support),
        of_structure(relations, corpus, min_support=min_support),
    ]


def findings_table(every: list[Findings], *, name: str) -> View | Prose:
    """Each finding of each page, under how many settings it survives, and what ends it."""
    rows = [
        {
            "page": gettext(TITLES[page.chapter]),
            "finding": at_start(one.words.removeprefix(gettext("that "))),
            "survives": int((one.holds & one.there).sum()),
            "settings": int(one.there.sum()),
            "falls": "; ".join(endings_of(one, page.choices)) or "–",
            "instead": at_start(one.instead) or "–",
        }
        for page in every
        for one in page.every
    ]
    return table(
        pd.DataFrame(rows, columns=list(_HEADINGS)),
        name=name,
        title="The findings of the other pages, counted in every other way",
        subtitle="Only settings in which the question can be asked count: where a stakeholder "
        "receives no tie, none can be for or against it.",
        labels=_HEADINGS,
        group="page",
        folded=True,
        notes=[not_asked(every)],
        empty="No finding of another page depends on choices.",
    )


def not_asked(every: list[Findings]) -> str:
    """Where only one coder read what a page counts, so that whose reading counts is no choice."""
    alone = [gettext(TITLES[page.chapter]) for page in every if CODER not in page.choices.names]
    if not alone:
        return gettext("On each of these pages several coders read what is counted.")
    return sentence(
        "Read by one coder only, so that there is no choice of whose reading counts: {pages}.",
        pages=joined(alone),
    )
