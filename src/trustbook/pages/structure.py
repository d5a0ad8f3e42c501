"""The shape of the network on a page: dyads, standing, organisations, layers, early and late."""

from functools import partial

import pandas as pd

from trustbook.charts.polarity_plot import polarity_plot
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    coefficient,
    count,
    count_at_start,
    form_for,
    in_words,
    joined,
    part_of,
    share,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.resampling import incidence
from trustbook.networks.structure import (
    answered_ties,
    both_signs,
    connected_parts,
    edges_of,
    organisations,
    stakeholder_standing,
)
from trustbook.networks.tie_tables import leading_relations, ties
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels, statements_of
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import View, table
from trustbook.pages.uncertainty import MOST
from trustbook.signed import EIIndex, brokerage, disagreeing_dyads, ei_index, signed_network

NOTHING = "No ties of a positive or a negative concept are left with these settings."
_KINDS = {1: "Positive", -1: "Negative"}
_STANDING = {
    "label": "Stakeholder",
    "positive_received": "Positive received",
    "negative_received": "Negative received",
    "polarity_received": "Positive minus negative, as a share, received",
    "positive_given": "Positive given",
    "negative_given": "Negative given",
    "polarity_given": "Positive minus negative, as a share, given",
    "pn_in": "PN centrality received",
    "pn_out": "PN centrality given",
}
_ROLES = {
    "node": "Stakeholder",
    "coordinator": "Coordinator (own organisation)",
    "itinerant": "Itinerant (inside another)",
    "gatekeeper": "Gatekeeper (lets in)",
    "representative": "Representative (reaches out)",
    "liaison": "Liaison (between two others)",
    "ungrouped": "Paths without a role",
}


def leading_edges(relations: pd.DataFrame, corpus: Corpus, *, min_support: int) -> pd.DataFrame:
    """The edges of the leading concepts: as a rule, trust and what is opposed to it."""
    return edges_with(leading_relations(relations, corpus.table("concepts")), corpus, min_support)


def finding_in_words(relations: pd.DataFrame, corpus: Corpus, *, min_support: int) -> Prose:
    """How many ties are answered, and who receives ties of which sign."""
    lead_ties = _leading_ties(relations, corpus, min_support)
    edges = edges_of(lead_ties)
    if edges.empty:
        return notice(NOTHING)
    answers = answered_ties(edges, incidence(lead_ties))
    return prose(
        "**{answers}.** (A tie is answered when the other side states the same in return.) "
        "{standing}.",
        answers=_answers_title(answers),
        standing=_standing_title(stakeholder_standing(edges)),
    )


def network_in_words(edges: pd.DataFrame, corpus: Corpus) -> Prose:
    """How large the network is and how much of it rests on single sources."""
    if edges.empty:
        return prose("")
    alone = int((edges["support"] == 1).sum())
    return prose(
        "{ties} between {people}: {concepts}. **{alone} {rest} on a single independent "
        "source**: without that source {they} would be gone, and so would whatever builds on "
        "{them}. Read the single ties first; the numbers below only sum them up.{alone_with}",
        ties=count(len(edges), "tie"),
        people=count(len({*edges["source"], *edges["target"]}), "stakeholder"),
        concepts=joined(_concept_names(edges, corpus)),
        alone=part_of(alone, len(edges), "tie"),
        rest=form_for(alone or 1, "rests", "rest"),
        they=form_for(alone or 1, "it", "each"),
        them=form_for(alone or 1, "it", "them"),
        alone_with=_self_ties(edges),
    )


def _self_ties(edges: pd.DataFrame) -> str:
    """That ties of a stakeholder with itself do not count further down, where there are any."""
    n = signed_network(edges, directed=True).self_ties
    if not n:
        return ""
    return sentence(
        " {ties} of a stakeholder with itself {are} left out of them.",
        ties=count_at_start(n, "tie"),
        are=form_for(n, "is", "are"),
    )


def answers_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int
) -> View | Prose:
    """How many ties of each sign are answered, also without sources that state both directions."""
    lead_ties = _leading_ties(relations, corpus, min_support)
    edges = edges_of(lead_ties)
    answers = answered_ties(edges, incidence(lead_ties))
    rows = pd.DataFrame(
        {
            "Ties": [gettext(_KINDS[sign]) for sign in answers["sign"]],
            "How many": answers["of"],
            "Answered": answers["answered"],
            "By sources of their own": answers["apart"],
            "Share answered": answers["share"].map(share),
            "Expected at random": answers["expected"].map(share),
            "Corrected": answers["corrected"].map(coefficient),
        }
    )
    return table(
        rows,
        name=name,
        title=_answers_title(answers),
        subtitle="A tie is answered by one of the same sign; where a pair has both signs, each "
        "sign counts in its own row.",
        notes=_answers_notes(edges),
        empty=NOTHING,
    )


def _answers_title(answers: pd.DataFrame) -> str:
    every, met, apart = (int(answers[column].sum()) for column in ("of", "answered", "apart"))
    if not met:
        return sentence("{part} is answered", part=part_of(0, every, "tie"))
    return sentence(
        "{part} {are} answered, {n} by sources of {own}",
        part=part_of(met, every, "tie"),
        are=form_for(met, "is", "are"),
        n=in_words(apart, zero="none", noun="tie"),
        own=form_for(met, "its own", "their own"),
    )


def _answers_notes(edges: pd.DataFrame) -> list[str]:
    parts = connected_parts(edges)
    apart = (
        sentence(
            " The network falls into {n} unconnected parts; pairs across them do not count as "
            "possible.",
            n=len(parts),
        )
        if len(parts) > 1
        else ""
    )
    return [
        gettext(
            "By sources of their own: still answered when sources that state both directions are "
            "set aside. A sentence such as “they help each other” is entered both ways and so "
            "answers itself."
        ),
        sentence(
            "Expected at random: existing ties as a share of all possible ones.{apart} Corrected: "
            "0 as at random, 1 all answered, below 0 fewer than at random (Garlaschelli & Loffredo "
            "2004, doi 10.1103/PhysRevLett.93.268701).",
            apart=apart,
        ),
    ]


def pairs_table(edges: pd.DataFrame, corpus: Corpus, *, name: str) -> View | Prose:
    """Pairs that disagree, and ties with both signs."""
    who = labels(corpus, "stakeholder")
    kinds = {
        gettext("positive one way, negative back"): disagreeing_dyads(edges),
        gettext("both signs the same way"): both_signs(edges),
    }
    rows = [
        (who[one], who[other], kind)
        for kind, pairs in kinds.items()
        for one, other in zip(pairs["source"], pairs["target"], strict=True)
    ]
    n_pairs = len({frozenset(ends) for ends in zip(edges["source"], edges["target"], strict=True)})
    return table(
        pd.DataFrame(rows, columns=["From", "Towards", "What differs"]),
        name=name,
        title="Where the signs of a pair differ",
        subtitle=sentence("Out of {pairs} with a tie.", pairs=count(n_pairs, "pair")),
        notes=["The two signs may come from different persons, phases or studies."] if rows else [],
        empty="Signs differ in no pair here.",
    )


def standing_figure(edges: pd.DataFrame, corpus: Corpus, *, name: str) -> View | Prose:
    """What each stakeholder receives and gives, as a plot and with PN centrality as a table."""
    if edges.empty:
        return notice(NOTHING)
    who = labels(corpus, "stakeholder")
    standing = stakeholder_standing(edges)
    standing = standing.assign(label=[who[node] for node in standing["node"]]).sort_values(
        ["polarity_received", "positive_received", "label"],
        ascending=[False, False, True],
        na_position="last",
    )
    draw = partial(
        polarity_plot,
        _most_tied(standing),
        title="What each stakeholder receives and gives",
        subtitle=sentence(
            "Ties, not sources: each counts once, whatever its support. {ties} between {people}."
            "{drawn}",
            ties=count(len(edges), "tie"),
            people=count(len(standing), "stakeholder"),
            drawn=_only_most_tied(len(standing)),
        ),
        description=_standing_description(_most_tied(standing)),
    )
    twin = standing.drop(columns="node").set_index("label").reset_index().round(2)
    return figure(draw, twin, name=name, labels=_STANDING)


def _most_tied(standing: pd.DataFrame) -> pd.DataFrame:
    """The stakeholders with most ties, as many as a picture has room for, in their order."""
    ways = ["positive_received", "negative_received", "positive_given", "negative_given"]
    most = standing[ways].sum(axis=1).nlargest(MOST, keep="first").index
    return standing[standing.index.isin(most)]


def _only_most_tied(n: int) -> str:
    """A sentence that says how many are drawn, where a picture has no room for all."""
    if n <= MOST:
        return ""
    return sentence(
        " The {most} of {n} with the most ties are drawn; the table has all.", most=MOST, n=n
    )


def across_in_words(edges: pd.DataFrame, corpus: Corpus) -> Prose:
    """The E–I index over organisations, of all ties and of each sign."""
    groups = organisations(corpus.table("stakeholders"))
    tied = {*edges["source"], *edges["target"]}
    own = {node: group for node, group in groups.items() if node in tied}
    index = ei_index(edges, own, directed=True)
    if not index.internal + index.external:
        return notice("No tie here runs between two stakeholders of known organisations.")
    parts = [
        sentence(
            "{ties} {value} ({external} across, {internal} inside)",
            ties=word,
            value=coefficient(one.value),
            external=one.external,
            internal=one.internal,
        )
        for word, sign in ((gettext("positive ties"), 1), (gettext("negative ties"), -1))
        if (one := ei_index(edges, own, directed=True, sign=sign)).internal + one.external
    ]
    return prose(
        "{lead}The E–I index of {n} is **{value}** ({external} across organisations, {internal} "
        "inside){range}. By sign: {parts}{twice}. {outside} with a stakeholder without an "
        "organisation {are} not counted.",
        lead=_crossing(index.internal, index.external),
        n=count(index.internal + index.external, "tie"),
        value=coefficient(index.value),
        external=index.external,
        internal=index.internal,
        range=_range_in_words(index),
        parts=joined(parts),
        twice=_twice(edges[edges["source"].isin(own) & edges["target"].isin(own)]),
        outside=count_at_start(index.left_out, "tie"),
        are=form_for(index.left_out, "is", "are"),
    )


def _range_in_words(index: EIIndex) -> str:
    """What the index could be; nothing but itself where every tie has to cross, or none can."""
    if index.lowest == index.highest:
        return sentence(", the only value that this many ties among these stakeholders can give")
    return sentence(
        "; with this many ties among these stakeholders it could lie between {low} and {high}, "
        "and ties placed at random would give {expected} on average",
        low=coefficient(index.lowest),
        high=coefficient(index.highest),
        expected=coefficient(index.expected),
    )


def _twice(edges: pd.DataFrame) -> str:
    """That a tie with both signs counts in each of them, where there is one."""
    mixed = len(both_signs(edges))
    if not mixed:
        return ""
    return sentence(
        " ({ties} with both signs {count} once in all, and once in each sign)",
        ties=count(mixed, "tie"),
        count=form_for(mixed, "counts", "count"),
    )


def _crossing(internal: int, external: int) -> str:
    if not external:
        return gettext("Every counted tie stays inside an organisation. ")
    return "" if internal else gettext("Every counted tie crosses organisations. ")


def brokers_table(edges: pd.DataFrame, corpus: Corpus, *, name: str) -> View | Prose:
    """Who stands between two others along positive ties, by organisation."""
    who = labels(corpus, "stakeholder")
    positive = edges[edges["sign"] > 0]
    paths = brokerage(positive, organisations(corpus.table("stakeholders")))
    brokers = paths[paths["total"] + paths["ungrouped"] > 0]
    roles = brokers.assign(node=[who[x] for x in brokers["node"]])[list(_ROLES)]
    roles_held = [column for column in _ROLES if roles.empty or (roles[column] != 0).any()]
    return table(
        roles[roles_held].sort_values("node").reset_index(drop=True),
        name=name,
        title="Who stands between two others along positive ties",
        labels=_ROLES,
        notes=[
            "A path without a role passes through a stakeholder without an organisation. A direct "
            "positive tie closes a path even where the same pair has a negative tie too.",
            "Gould & Fernandez (1989), Sociological Methodology 19, 89–126.",
        ],
        empty="Nobody stands between two others along positive ties here.",
    )


def edges_with(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    """The edges of these relations."""
    return edges_of(_ties(relations, corpus, min_support))


def _leading_ties(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    return _ties(leading_relations(relations, corpus.table("concepts")), corpus, min_support)


def _ties(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    return ties(
        relations,
        segments=statements_of(corpus),
        concepts=corpus.table("concepts"),
        min_support=min_support,
    )


def _concept_names(edges: pd.DataFrame, corpus: Corpus) -> list[str]:
    """The concepts of the edges with their signs, as the corpus names them."""
    signs = dict(zip(edges["concept"], edges["sign"], strict=True))
    return [
        f"{within(label)} ({'+' if signs[name] > 0 else '−'})"
        for name, label in labels(corpus, "concept").items()
        if name in signs
    ]


def _standing_title(standing: pd.DataFrame) -> str:
    """How many receive mostly or only positive ties, and how many negative ones."""
    received = standing["polarity_received"].dropna()
    groups = {
        gettext("positive ties"): received[received > 0],
        gettext("negative ties"): received[received < 0],
    }
    parts = [
        sentence(
            "{n} {receive} {extent} {ties}",
            n=in_words(len(group), noun="stakeholder"),
            receive=form_for(len(group), "receives", "receive"),
            extent=_extent(group),
            ties=ties,
        )
        for ties, group in groups.items()
        if len(group)
    ]
    if not parts:
        return gettext("No stakeholder receives more ties of one sign than of the other")
    return sentence(
        "Of {people}, {parts}", people=count(len(standing), "stakeholder"), parts=joined(parts)
    )


def _extent(polarity: pd.Series) -> str:
    pure = int((polarity.abs() == 1).sum())
    if pure == len(polarity):
        return gettext("only")
    return gettext("mostly or only" if pure else "mostly")


def _standing_description(standing: pd.DataFrame) -> str:
    rows = "; ".join(
        sentence(
            "{name}: received {positive} positive and {negative} negative, given {positive_given} "
            "and {negative_given}",
            name=row.label,
            positive=row.positive_received,
            negative=row.negative_received,
            positive_given=row.positive_given,
            negative_given=row.negative_given,
        )
        for row in standing.itertuples()
    )
    return sentence(
        "Two marks per stakeholder between only negative and only positive ties. {rows}.", rows=rows
    )
