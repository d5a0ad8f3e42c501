"""The shape of the network on a page: dyads, standing, organisations, layers, early and late."""

from typing import TYPE_CHECKING

import pandas as pd

from trustbook.charts.polarity_plot import polarity_plot
from trustbook.evidence import labels_of
from trustbook.networks import leading_relations, ties
from trustbook.show.figures import Figure, figure
from trustbook.show.prose import Prose, count, in_words, joined, notice, prose
from trustbook.show.tables import TableView, table
from trustbook.signed import (
    brokerage,
    disagreeing_dyads,
    ei_index,
    reciprocity,
)
from trustbook.structure import (
    both_signs,
    edges_of,
    one_sign,
    organisations,
    standing,
)

if TYPE_CHECKING:
    from trustbook.corpus import Corpus

LEAST = 0.01
NOTHING = "No ties of a positive or a negative concept are left with these settings."
_KINDS = {"all": "All", "positive": "Positive", "negative": "Negative"}
_ROLES = {
    "node": "Stakeholder",
    "coordinator": "Coordinator (own organisation)",
    "itinerant": "Itinerant (inside another)",
    "gatekeeper": "Gatekeeper (lets in)",
    "representative": "Representative (reaches out)",
    "liaison": "Liaison (between two others)",
    "ungrouped": "Paths without a role",
}


def leading_edges(relations: pd.DataFrame, book: "Corpus", *, min_support: int) -> pd.DataFrame:
    """The edges of the leading concepts: as a rule, trust and what is opposed to it."""
    return edges_with(leading_relations(relations, book.table("concepts")), book, min_support)


def headline(edges: pd.DataFrame, book: "Corpus") -> Prose:
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
        concepts=joined(_concept_names(edges, book)),
        alone=alone,
        n=len(edges),
    )


def answers_table(edges: pd.DataFrame, *, name: str) -> TableView | Prose:
    """How many ties are answered by one of the same sign."""
    plain = one_sign(edges, directed=True)
    found = reciprocity(plain)
    shown = pd.DataFrame(
        {
            "Ties": found["ties"].map(_KINDS),
            "How many": found["of"].astype("int64"),
            "Answered": found["reciprocated"].astype("int64"),
            "Share answered": [share(x) for x in found["reciprocity"]],
            "Expected at random": [share(x) for x in found["density"]],
            "Corrected": [number(x) for x in found["corrected"]],
        }
    )
    return table(
        shown[shown["How many"] > 0],
        name=name,
        title="Ties that are answered",
        subtitle="“All” counts an answer of either sign, the other rows one of the same sign.",
        notes=[
            "Expected at random: the share of all possible ties that there are. Corrected: 0 as at "
            "random, 1 all answered, below 0 fewer than at random (Garlaschelli & Loffredo 2004, "
            "Physical Review Letters 93, 268701).",
            *_left_out(edges),
        ],
        empty=NOTHING,
    )


def pairs_table(edges: pd.DataFrame, book: "Corpus", *, name: str) -> TableView | Prose:
    """Pairs that disagree, and ties with both signs."""
    who = labels_of(book.table("stakeholders"), "stakeholder")
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


def standing_figure(edges: pd.DataFrame, book: "Corpus", *, name: str) -> Figure | Prose:
    """What each stakeholder receives and gives, as a plot and with PN centrality as a table."""
    if edges.empty:
        return notice(NOTHING)
    who = labels_of(book.table("stakeholders"), "stakeholder")
    found = standing(edges).assign(label=lambda d: [name_of(who, x) for x in d["node"]])
    order = ["polarity_received", "positive_received", "label"]
    found = found.sort_values(order, ascending=[False, False, True], na_position="last")
    chart = polarity_plot(
        found,
        title=_standing_title(found),
        subtitle="Ties, not sources: each counts once, whatever its support. "
        f"{count(len(edges), 'tie')} between {count(len(found), 'stakeholder')}.",
        description=_standing_description(found),
    )
    twin = found.drop(columns="node").set_index("label").reset_index().round(3)
    return figure(chart, twin, name=name, labels={"label": "Stakeholder"})


def across_words(edges: pd.DataFrame, book: "Corpus") -> Prose:
    """The E–I index over organisations, of all ties and of each sign."""
    groups = organisations(book.table("stakeholders"))
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
        "The E–I index of {n} is **{value}** ({external} across organisations, {internal} inside); "
        "with so many ties among these stakeholders it could lie between {low} and {high}, and "
        "ties placed at random would give {expected} on average. By sign: {parts}. {outside} with "
        "somebody of no organisation {verb} not counted.",
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


def brokers_table(edges: pd.DataFrame, book: "Corpus", *, name: str) -> TableView | Prose:
    """Who stands between two others along positive ties, by organisation."""
    who = labels_of(book.table("stakeholders"), "stakeholder")
    found = brokerage(one_sign(edges, directed=True), organisations(book.table("stakeholders")))
    some = found[found["total"] + found["ungrouped"] > 0]
    shown = some.assign(node=[name_of(who, x) for x in some["node"]])[list(_ROLES)]
    return table(
        shown.sort_values("node").reset_index(drop=True),
        name=name,
        title="Who stands between two others along positive ties",
        labels=_ROLES,
        notes=[
            "A path without a role has somebody of no organisation on it.",
            "Gould & Fernandez (1989), Sociological Methodology 19, 89–126.",
        ],
        empty="Nobody stands between two others along positive ties here.",
    )


def edges_with(relations: pd.DataFrame, book: "Corpus", min_support: int) -> pd.DataFrame:
    """The edges of these relations."""
    found = ties(
        relations,
        segments=book.table("segments"),
        concepts=book.table("concepts"),
        min_support=min_support,
    )
    return edges_of(found)


def _concept_names(edges: pd.DataFrame, book: "Corpus") -> list[str]:
    """The concepts of the edges with their signs, as the corpus names them."""
    concepts = book.table("concepts")
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


def _left_out(edges: pd.DataFrame) -> list[str]:
    """What this page leaves out of counts that take one sign a tie."""
    mixed = len(both_signs(edges))
    if not mixed:
        return []
    verb = "is" if mixed == 1 else "are"
    return [f"{count(mixed, 'tie').capitalize()} with both signs {verb} left out."]


def _standing_title(found: pd.DataFrame) -> str:
    trusted = int((found["polarity_received"] > 0).sum())
    doubted = int((found["polarity_received"] < 0).sum())
    return (
        f"{in_words(trusted).capitalize()} of {count(len(found), 'stakeholder')} "
        f"{'receives' if trusted == 1 else 'receive'} more positive ties than negative ones, "
        f"{in_words(doubted)} fewer"
    )


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
