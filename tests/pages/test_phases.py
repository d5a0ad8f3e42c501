"""What each phase adds up to, against a loop and networkx."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd

from trustbook.networks.phases import phase_totals
from trustbook.pages import phases as show

CONCEPTS = pd.DataFrame(
    {"concept": ["trust", "distrust"], "label": ["Trust", "Distrust"], "sign": [1, -1]}
)


def random_material(n_phases):
    """Some 30 relations between 6 stakeholders in each of so many phases."""
    random = np.random.default_rng(3)
    n = 20 * n_phases
    segments = pd.DataFrame(
        {"segment": [f"s{i}" for i in range(n)], "study": "one",
         "phase": [f"p{i % n_phases}" for i in range(n)],
         "same_source_as": [None if i < n_phases or random.random() < 0.7 else f"s{i - n_phases}"
                            for i in range(n)]}
    )  # fmt: skip
    m = 30 * n_phases
    relations = pd.DataFrame(
        {"relation": [f"r{i}" for i in range(m)], "segment": random.choice(segments["segment"], m),
         "truster": random.choice(list("ABCDEF"), m), "trustee": random.choice(list("ABCDEF"), m),
         "concept": random.choice(["trust", "distrust"], m, p=[0.8, 0.2])}
    )  # fmt: skip
    phases = pd.DataFrame(
        {"phase": [f"p{i}" for i in range(n_phases)], "order": range(n_phases),
         "label": [f"Phase {i}" for i in range(n_phases)]}
    )  # fmt: skip
    return relations[relations["truster"] != relations["trustee"]], segments, phases


def root_of(segments):
    above = dict(zip(segments["segment"], segments["same_source_as"], strict=True))

    def root(name):
        while pd.notna(above[name]):
            name = above[name]
        return name

    return root


def balance_of(rows):
    """Triangles of pairs with one sign, and the balanced ones, by networkx and a product."""
    signs = {}
    for row in rows.to_dict("records"):
        pair = frozenset((row["truster"], row["trustee"]))
        signs.setdefault(pair, set()).add(1 if row["concept"] == "trust" else -1)
    graph = nx.Graph()
    for pair, both in signs.items():
        if len(both) == 1:
            graph.add_edge(*pair, sign=next(iter(both)))
    triangles = [three for three in combinations(sorted(graph), 3)
                 if all(graph.has_edge(*two) for two in combinations(three, 2))]  # fmt: skip
    products = [np.prod([graph.edges[two]["sign"] for two in combinations(three, 2)])
                for three in triangles]  # fmt: skip
    return len(triangles), sum(product > 0 for product in products)


def test_each_phase_is_counted_as_a_loop_counts_it():
    """Eight random phases are the cases."""
    relations, segments, phases = random_material(8)
    totals = phase_totals(relations, segments=segments, concepts=CONCEPTS, phases=phases)
    root, phase_of = root_of(segments), segments.set_index("segment")["phase"]
    assert totals["phase"].tolist() == phases["label"].tolist()
    for row, phase in zip(totals.to_dict("records"), phases["phase"], strict=True):
        part = relations[relations["segment"].map(phase_of) == phase]
        ties = set(part[["truster", "trustee", "concept"]].itertuples(index=False, name=None))
        assert row["sources"] == len({root(name) for name in part["segment"]})
        assert row["positive"] == sum(tie[2] == "trust" for tie in ties)
        assert row["negative"] == sum(tie[2] == "distrust" for tie in ties)
        assert (row["triangles"], row["balanced"]) == balance_of(part)


def two_phases(corpus_of, late_concept):
    return corpus_of(
        relations=pd.DataFrame(
            {"relation": ["r1", "r2", "r3"], "segment": ["a", "b", "b"], "truster": "P",
             "trustee": ["N", "N", "M"], "concept": ["trust", late_concept, "trust"]}
        ),
        segments=pd.DataFrame(
            {"segment": ["a", "b"], "study": "s", "phase": ["first", "last"],
             "meaning_unit": ["x", "y"]}
        ),
        phases=pd.DataFrame(
            {"phase": ["first", "last"], "label": ["First", "Last"], "order": ["1", "2"]}
        ),
        concepts=CONCEPTS.astype({"sign": "str"}),
        stakeholders=pd.DataFrame({"stakeholder": ["P", "N", "M"], "label": ["p", "n", "m"]}),
    )  # fmt: skip


def test_a_sign_that_changed_is_named_and_no_trend_is_read(corpus_of):
    corpus = two_phases(corpus_of, "distrust")
    words = show.changes_in_words(corpus.table("relations"), corpus).plain
    assert words == (
        "Two pairs have a tie early or late, one of them in both. The sign changed from p to n "
        "(positive early, negative late). Two points in time are no trend, and they rest on 1 "
        "statement early and 2 late."
    )
    same = two_phases(corpus_of, "trust")
    assert (
        "The sign is the same both times."
        in show.changes_in_words(same.table("relations"), same).plain
    )


def test_the_table_of_phases_needs_two_of_them(corpus_of):
    corpus = two_phases(corpus_of, "distrust")
    [output] = show.totals_of_phases(corpus.table("relations"), corpus, name="t").outputs
    assert [row[:6] for row in output.rows] == [("First", 1, 1, 2, 1, 0), ("Last", 2, 1, 3, 1, 1)]
    early = corpus.table("relations").head(1)
    assert show.totals_of_phases(early, corpus, name="t").plain == ""
