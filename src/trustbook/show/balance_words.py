"""Structural balance on a page: why it is a footnote, and the footnote."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trustbook.evidence import labels_of
from trustbook.show.prose import Prose, count, joined, notice, prose
from trustbook.show.tables import TableView, table
from trustbook.signed import (
    Frustration,
    KClusters,
    TriangleBalance,
    frustration_index,
    k_clusters,
    signed_dyad_census,
    signed_triad_census,
    smallest_laplacian_eigenvalue,
    subgroup_balance,
    transitive_balance,
    triangle_balance,
    walk_balance,
)
from trustbook.structure import MOST_NODES, both_signs, one_sign, sway_of_each_pair

if TYPE_CHECKING:
    from trustbook.corpus import Corpus

TYPES = {
    "++": "both positive",
    "+-": "one positive, answered by a negative one",
    "--": "both negative",
    "+0": "one way, positive",
    "-0": "one way, negative",
    "00": "no tie of one sign",
    "+++": "three positive (balanced)",
    "++-": "one negative (not balanced)",
    "+--": "two negative (balanced)",
    "---": "three negative (not balanced)",
}
NO_TIES = "Without ties of one sign between two stakeholders there is no balance to speak of."


def footnote(edges: pd.DataFrame) -> Prose:
    """Why balance says little here: how few triangles there are and what one pair can change."""
    plain = one_sign(edges, directed=False)
    if plain.empty:
        return notice(NO_TIES)
    people = len({*plain["source"], *plain["target"]})
    found = triangle_balance(plain, directed=False)
    return prose(
        "Here {people} with {pairs} whose ties all have one sign hold {triangles}. {sway}",
        people=count(people, "stakeholder"),
        pairs=count(len(_pairs(plain)), "pair"),
        triangles=_triangles(found),
        sway=_sway(edges, people, found.triangles),
    )


def census_table(edges: pd.DataFrame, *, name: str) -> TableView | Prose:
    """How many dyads and triangles there are of each type; types that do not occur are left out."""
    dyads = signed_dyad_census(one_sign(edges, directed=True), directed=True)
    triads = signed_triad_census(one_sign(edges, directed=False), directed=False)
    rows = [("Pair", *row) for row in dyads.itertuples(index=False, name=None)]
    rows += [("Triangle", *row) for row in triads[["type", "count"]].itertuples(index=False)]
    shown = [(kind, TYPES[name], n) for kind, name, n in rows if n]
    return table(
        pd.DataFrame(shown, columns=["Of", "Type", "How many"]),
        name=name,
        title="Pairs and triangles by the signs of their ties",
        subtitle="Ties of one sign only; in triangles, pairs whose ties agree.",
        merge=["Of"],
        empty=NO_TIES,
    )


def _triangles(found: TriangleBalance) -> str:
    if found.triangles == 1:
        return f"one triangle, which is {'balanced' if found.balanced else 'not balanced'}"
    some = f", {found.balanced} of them balanced" if found.triangles else ""
    return f"{count(found.triangles, 'triangle')}{some}"


def _sway(edges: pd.DataFrame, people: int, triangles: int) -> Prose:
    if people > MOST_NODES:
        return prose("With so many stakeholders what one pair changes is not computed here.")
    if not triangles:
        return prose(
            "Where there is no triangle, every network is as balanced as any other: **balance "
            "could not have come out otherwise**, and to report it would say nothing."
        )
    shares = sway_of_each_pair(edges)["balance"]
    gone = int(shares.isna().sum())
    if gone:
        return prose(
            "**Leave out any of {gone} of the {n} pairs, and no triangle is left at all.**",
            gone=gone,
            n=len(shares),
        )
    if shares.min() == shares.max():
        return prose("No single pair changes the share of balanced triangles when left out.")
    return prose(
        "**Leaving out a single pair moves the share of balanced triangles to anything between "
        "{low} and {high}.** A number that one pair can move so far is not one to lean on.",
        low=f"{shares.min():.0%}",
        high=f"{shares.max():.0%}",
    )


def balance_table(edges: pd.DataFrame, *, name: str) -> TableView | Prose:
    """Every measure of balance with its unit and how to read it."""
    plain = one_sign(edges, directed=False)
    if plain.empty:
        return notice(NO_TIES)
    arcs = one_sign(edges, directed=True)
    rows = [*_of_triads(plain, arcs), *_of_walks(plain)]
    if len({*arcs["source"], *arcs["target"]}) <= MOST_NODES:
        rows += _of_partitions(arcs)
    mixed = len(both_signs(edges))
    return table(
        pd.DataFrame(rows, columns=["Measure", "Value", "Counted on", "Balanced is", "Source"]),
        name=name,
        title="Measures of balance, for the record",
        subtitle="Ties of one sign only; where directions do not matter, pairs whose ties agree.",
        notes=[
            f"{count(mixed, 'tie').capitalize()} with both signs left out." if mixed else "",
            "Partitions are sought in networks of at most "
            f"{MOST_NODES} stakeholders; none is a group that anybody named.",
        ][0 if mixed else 1 :],
    )


def partitions_words(edges: pd.DataFrame, book: "Corpus") -> Prose:
    """The best ways to part the stakeholders in two, or why they are not listed."""
    arcs = one_sign(edges, directed=True)
    if arcs.empty or len({*arcs["source"], *arcs["target"]}) > MOST_NODES:
        return prose("")
    found = frustration_index(arcs, directed=True)
    parts = found.n_partitions
    if parts != 1:
        return prose(
            "There are **{n} equally good ways** to part these stakeholders into two camps, so no "
            "camp is shown: any single one would be an accident.",
            n=f"{parts:,}" if found.all_found or parts > len(found.partitions) else f"over {parts}",
        )
    who = labels_of(book.table("stakeholders"), "stakeholder")
    one, other = (sorted(who.get(str(x), str(x)) for x in side) for side in found.partitions[0])
    if not one:
        return prose("The best way to part these stakeholders in two is not to part them.")
    return prose(
        "One way to part them in two is better than all others: {one}, against {other}. Ties that "
        "do not fit it: {n} of {ties}.",
        one=joined(one),
        other=joined(other),
        n=found.index,
        ties=found.ties,
    )


def _pairs(edges: pd.DataFrame) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in zip(edges["source"], edges["target"], strict=True)}


def _of_triads(plain: pd.DataFrame, arcs: pd.DataFrame) -> list[tuple[str, ...]]:
    found, directed = triangle_balance(plain, directed=False), transitive_balance(arcs)
    return [
        (
            "Triangle balance",
            _value(found.value),
            count(found.triangles, "triangle"),
            "1",
            "Cartwright & Harary 1956",
        ),
        (
            "Triad level balance",
            _value(directed.value),
            count(directed.triads, "transitive triad"),
            "1",
            "Aref et al. 2020",
        ),
    ]


def _of_walks(plain: pd.DataFrame) -> list[tuple[str, ...]]:
    pairs = count(len(_pairs(plain)), "pair")
    return [
        (
            "Walk balance K",
            _value(walk_balance(plain, directed=False).value),
            f"closed walks over {pairs}",
            "1",
            "Estrada & Benzi 2014",
        ),
        (
            "Smallest eigenvalue of the signed Laplacian",
            _value(smallest_laplacian_eigenvalue(plain, directed=False)),
            pairs,
            "0",
            "Kunegis et al. 2010",
        ),
    ]


def _of_partitions(arcs: pd.DataFrame) -> list[tuple[str, ...]]:
    found = frustration_index(arcs, directed=True)
    subgroups = subgroup_balance(arcs, directed=True)
    clusters = k_clusters(arcs, directed=True)
    ties = count(found.ties, "tie")
    return [
        ("Frustration index", _index(found), ties, "0", "Harary 1959"),
        (
            "Frustration, 1 − 2 × index / ties",
            _value(found.normalised),
            ties,
            "1",
            "Aref et al. 2020",
        ),
        (
            "Cohesiveness of the best two sides",
            _range(subgroups["cohesiveness"]),
            _ways(found),
            "1",
            "Aref et al. 2020",
        ),
        (
            "Divisiveness of the best two sides",
            _range(subgroups["divisiveness"]),
            _ways(found),
            "1",
            "Aref et al. 2020",
        ),
        ("Ties that fit no clusters", _violations(clusters), ties, "0", "Doreian & Mrvar 1996"),
    ]


def _ways(found: Frustration) -> str:
    return count(found.n_partitions, "equally good partition")


def _index(found: Frustration) -> str:
    return str(found.index) if found.exact else f"{found.lower_bound:.0f} to {found.index}"


def _violations(found: KClusters) -> str:
    return str(found.violations) if found.exact else f"at most {found.violations}"


def _range(values: pd.Series) -> str:
    known = np.sort(values.dropna().astype(float).unique())
    if not len(known):
        return "none"
    low, high = _value(known[0]), _value(known[-1])
    return low if low == high else f"{low} to {high}"


def _value(value: float) -> str:
    return "none" if np.isnan(value) else f"{value:.2f}".replace("-0.00", "0.00")
