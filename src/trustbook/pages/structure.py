"""The shape of the network on a page: dyads, standing, organisations, layers, early and late."""

import pandas as pd

from trustbook.charts.polarity_plot import polarity_plot
from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import labels_of
from trustbook.networks.resampling import incidence
from trustbook.networks.structure import (
    answered_ties,
    both_signs,
    connected_parts,
    edges_of,
    one_sign,
    organisations,
    stakeholder_standing,
)
from trustbook.networks.tie_tables import leading_relations, ties
from trustbook.numbers import count, in_words, joined
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, notice, prose
from trustbook.pages.tables import TableView, table
from trustbook.signed import brokerage, disagreeing_dyads, ei_index

LEAST = 0.01
LISTED = 3  # ties named in a sentence
NOTHING = "No ties of a positive or a negative concept are left with these settings."
_KINDS = {1: "Positive", -1: "Negative"}
_STANDING = {
    "label": "Stakeholder",
    "positive_received": "Positive received",
    "negative_received": "Negative received",
    "polarity_received": "Positive less negative, as a share, received",
    "positive_given": "Positive given",
    "negative_given": "Negative given",
    "polarity_given": "Positive less negative, as a share, given",
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


def headline(edges: pd.DataFrame, corpus: Corpus) -> Prose:
    """How large the network is and how much of it rests on single sources."""
    if edges.empty:
        return notice(NOTHING)
    people = {*edges["source"], *edges["target"]}
    alone = int((edges["support"] == 1).sum())
    return prose(
        "{ties} between {people}, over {concepts}. **{alone} of {n} rest on a single independent "
        "source**: with one source more or less they would be gone, and so would what is built on "
        "them. Read the single ties first; the numbers below sum up what they add up to.",
        ties=count(len(edges), "tie"),
        people=count(len(people), "stakeholder"),
        concepts=joined(_concept_names(edges, corpus)),
        alone=alone,
        n=len(edges),
    )


def answers_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int
) -> TableView | Prose:
    """How many ties of each sign are answered, also without sources that state both directions."""
    lead = leading_relations(relations, corpus.table("concepts"))
    chosen = ties_with(lead, corpus, min_support)
    edges = edges_of(chosen)
    found = answered_ties(edges, incidence(chosen))
    shown = pd.DataFrame(
        {
            "Ties": found["sign"].map(_KINDS),
            "How many": found["of"],
            "Answered": found["answered"],
            "By sources of their own": found["apart"],
            "Share answered": [share(x) for x in found["share"]],
            "Expected at random": [share(x) for x in found["expected"]],
            "Corrected": [number(x) for x in found["corrected"]],
        }
    )
    return table(
        shown,
        name=name,
        title=_answers_title(found),
        subtitle="A tie is answered by one of the same sign; where a pair has both signs, each "
        "sign counts in its own row.",
        notes=_answers_notes(edges),
        empty=NOTHING,
    )


def _answers_title(found: pd.DataFrame) -> str:
    every, met, apart = (int(found[column].sum()) for column in ("of", "answered", "apart"))
    if not met:
        return f"None of {count(every, 'tie')} is answered"
    verb = "is" if met == 1 else "are"
    return f"{met} of {count(every, 'tie')} {verb} answered, {apart or 'none'} by sources of " + (
        "its own" if met == 1 else "their own"
    )


def _answers_notes(edges: pd.DataFrame) -> list[str]:
    parts = connected_parts(edges)
    apart = (
        f" The network falls into {len(parts)} unconnected parts; pairs across parts do not count "
        "as possible."
        if len(parts) > 1
        else ""
    )
    return [
        "By sources of their own: answered also when the sources that state both directions are "
        "set aside. A sentence such as “they trust each other” is entered both ways and so "
        "answers itself.",
        f"Expected at random: the share of all possible ties that there are.{apart} Corrected: 0 "
        "as at random, 1 all answered, below 0 fewer than at random (Garlaschelli & Loffredo 2004, "
        "doi 10.1103/PhysRevLett.93.268701).",
    ]


def pairs_table(edges: pd.DataFrame, corpus: Corpus, *, name: str) -> TableView | Prose:
    """Pairs that disagree, and ties with both signs."""
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    against = disagreeing_dyads(one_sign(edges, directed=True))
    mixed = both_signs(edges)
    rows = [
        (name_of(who, one), name_of(who, other), "positive one way, negative back")
        for one, other in zip(against["source"], against["target"], strict=True)
    ]
    rows += [
        (name_of(who, row.source), name_of(who, row.target), "both signs the same way")
        for row in mixed.itertuples()
    ]
    return table(
        pd.DataFrame(rows, columns=["From", "Towards", "What differs"]),
        name=name,
        title="Where the signs of a pair differ",
        subtitle=f"Out of {count(_n_pairs(edges), 'pair')} with a tie.",
        notes=["Both signs may come from different persons, phases or studies."] if rows else [],
        empty="In no pair do signs differ here.",
    )


def standing_figure(edges: pd.DataFrame, corpus: Corpus, *, name: str) -> Figure | Prose:
    """What each stakeholder receives and gives, as a plot and with PN centrality as a table."""
    if edges.empty:
        return notice(NOTHING)
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    found = stakeholder_standing(edges).assign(label=lambda d: [name_of(who, x) for x in d["node"]])
    order = ["polarity_received", "positive_received", "label"]
    found = found.sort_values(order, ascending=[False, False, True], na_position="last")
    chart = polarity_plot(
        found,
        title=_standing_title(found),
        subtitle="Ties, not sources: each counts once, whatever its support. "
        f"{count(len(edges), 'tie')} between {count(len(found), 'stakeholder')}."
        f"{_pn_leaves_out(edges, who)}",
        description=_standing_description(found),
    )
    twin = found.drop(columns="node").set_index("label").reset_index().round(2)
    return figure(chart, twin, name=name, labels=_STANDING)


def across_words(edges: pd.DataFrame, corpus: Corpus) -> Prose:
    """The E–I index over organisations, of all ties and of each sign."""
    groups = organisations(corpus.table("stakeholders"))
    plain = one_sign(edges, directed=True)
    tied = {*edges["source"], *edges["target"]}
    own = {node: group for node, group in groups.items() if node in tied}
    found = ei_index(plain, own, directed=True)
    if not found.internal + found.external:
        return notice("No tie here runs between two stakeholders of known organisations.")
    parts = [
        f"{word} {number(one.value)} ({one.external} across, {one.internal} inside)"
        for word, sign in (("positive ties", 1), ("negative ties", -1))
        if (one := ei_index(plain, own, directed=True, sign=sign)).internal + one.external
    ]
    outside = count(found.left_out, "tie")
    verb = "is" if found.left_out == 1 else "are"
    return prose(
        "{lead}The E–I index of {n} is **{value}** ({external} across organisations, {internal} "
        "inside); with so many ties among these stakeholders it could lie between {low} and "
        "{high}, and ties placed at random would give {expected} on average. By sign: {parts}. "
        "{outside} with somebody of no organisation {verb} not counted.",
        lead=_crossing(found.internal, found.external),
        n=count(found.internal + found.external, "tie"),
        value=number(found.value),
        external=found.external,
        internal=found.internal,
        low=number(found.lowest),
        high=number(found.highest),
        expected=number(found.expected),
        parts=joined(parts),
        outside=outside.capitalize(),
        verb=verb,
    )


def _crossing(internal: int, external: int) -> str:
    if internal and external:
        return ""
    return (
        "Every counted tie stays inside an organisation. "
        if internal
        else "Every counted tie crosses organisations. "
    )


def brokers_table(edges: pd.DataFrame, corpus: Corpus, *, name: str) -> TableView | Prose:
    """Who stands between two others along positive ties, by organisation."""
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    positive = edges[edges["sign"] > 0]
    found = brokerage(positive, organisations(corpus.table("stakeholders")))
    some = found[found["total"] + found["ungrouped"] > 0]
    shown = some.assign(node=[name_of(who, x) for x in some["node"]])[list(_ROLES)]
    return table(
        shown.sort_values("node").reset_index(drop=True),
        name=name,
        title="Who stands between two others along positive ties",
        labels=_ROLES,
        notes=[
            "A path without a role has somebody of no organisation on it. A direct positive tie "
            "closes a path even where the same pair has a negative tie too.",
            "Gould & Fernandez (1989), Sociological Methodology 19, 89–126.",
        ],
        empty="Nobody stands between two others along positive ties here.",
    )


def edges_with(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    """The edges of these relations."""
    return edges_of(ties_with(relations, corpus, min_support))


def ties_with(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    """The ties of these relations."""
    return ties(
        relations,
        segments=corpus.table("segments"),
        concepts=corpus.table("concepts"),
        min_support=min_support,
    )


def _concept_names(edges: pd.DataFrame, corpus: Corpus) -> list[str]:
    """The concepts of the edges with their signs, as the corpus names them."""
    concepts = corpus.table("concepts")
    what = labels_of(concepts, "concept")
    signs = dict(zip(edges["concept"], edges["sign"], strict=True))
    return [
        f"{what[c]} ({'+' if signs[c] > 0 else '−'})" for c in concepts["concept"] if c in signs
    ]


def name_of(who: dict[str, str], name: object) -> str:
    """The label of a stakeholder; its name where it has none."""
    return who.get(str(name), str(name))


def _n_pairs(edges: pd.DataFrame) -> int:
    return len({frozenset(pair) for pair in zip(edges["source"], edges["target"], strict=True)})


def _pn_leaves_out(edges: pd.DataFrame, who: dict[str, str]) -> str:
    """Which ties PN centrality leaves out: those with both signs."""
    mixed = both_signs(edges)
    named = [
        f"{name_of(who, one)} → {name_of(who, other)}"
        for one, other in zip(mixed["source"], mixed["target"], strict=True)
    ]
    if not named:
        return ""
    some = joined(named) if len(named) <= LISTED else count(len(named), "tie")
    return f" PN centrality (in the table) leaves out {some}: both signs."


def _standing_title(found: pd.DataFrame) -> str:
    """How many receive mostly or only positive ties, and how many negative ones."""
    known = found["polarity_received"].dropna()
    parts = [
        f"{in_words(len(some))} {word} {kind} {'ones' if i else 'ties'}"
        for i, (word, kind, some) in enumerate(
            (_extent(some), kind, some)
            for kind, some in (("positive", known[known > 0]), ("negative", known[known < 0]))
            if len(some)
        )
    ]
    if not parts:
        return "No stakeholder receives more ties of one sign than of the other"
    return f"Of {count(len(found), 'stakeholder')}, {_receiving(parts, known)}"


def _receiving(parts: list[str], known: pd.Series) -> str:
    first = int((known > 0).sum()) or int((known < 0).sum())
    verb = "receives" if first == 1 else "receive"
    number_word, rest = parts[0].split(" ", 1)
    return ", ".join([f"{number_word} {verb} {rest}", *parts[1:]])


def _extent(polarity: pd.Series) -> str:
    pure = int((polarity.abs() == 1).sum())
    if pure == len(polarity):
        return "only"
    return "mostly or only" if pure else "mostly"


def _standing_description(found: pd.DataFrame) -> str:
    said = "; ".join(
        f"{row.label}: received {row.positive_received} positive and {row.negative_received} "
        f"negative, given {row.positive_given} and {row.negative_given}"
        for row in found.itertuples()
    )
    return f"Two marks a stakeholder between only negative and only positive ties. {said}."


def share(value: float) -> str:
    """A share in per cent; nothing where it is missing."""
    if pd.isna(value):
        return ""
    return "under 1%" if 0 < value < LEAST else f"{value:.0%}"


def number(value: float) -> str:
    """A number with two decimals; nothing where it is missing."""
    return "" if pd.isna(value) else f"{value:.2f}".replace("-", "−")
