"""Structural balance on a page: why it is a footnote, and the footnote."""

import numpy as np
import pandas as pd

from trustbook.corpus.reading import Corpus
from trustbook.networks.evidence import labels_of
from trustbook.networks.structure import (
    MOST_NODES,
    both_signs,
    connected_parts,
    one_sign,
    sway_of_each_pair,
    within_part,
)
from trustbook.numbers import count, joined
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import TableView, table
from trustbook.signed import (
    Frustration,
    KClusters,
    TriangleBalance,
    frustrated_ties,
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
REFERENCES = (
    "Cartwright & Harary 1956, doi 10.1037/h0046049; Harary 1959, Behavioral Science 4, "
    "316–323; Doreian & Mrvar 1996, doi 10.1016/0378-8733(95)00259-6; Kunegis et al. 2010, "
    "doi 10.1137/1.9781611972801.49; Estrada & Benzi 2014, doi 10.1103/PhysRevE.90.042802; "
    "Aref et al. 2020, doi 10.1038/s41598-020-71838-6."
)
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
    largest = _largest(arcs)
    if len({*largest["source"], *largest["target"]}) <= MOST_NODES:
        rows += _of_partitions(largest)
    return table(
        pd.DataFrame(rows, columns=["Measure", "Value", "Counted on", "Balanced is", "Source"]),
        name=name,
        title="Measures of balance, for the record",
        subtitle="Ties of one sign only; where directions do not matter, pairs whose ties agree.",
        notes=_balance_notes(edges, arcs),
    )


def _balance_notes(edges: pd.DataFrame, arcs: pd.DataFrame) -> list[str]:
    """What is left out, what the words mean, and where the measures come from."""
    mixed, parts = len(both_signs(edges)), len(connected_parts(arcs))
    left = f"{count(mixed, 'tie').capitalize()} with both signs left out. " if mixed else ""
    apart = (
        f"The ties fall into {parts} unconnected parts; the eigenvalue and all that has to do "
        "with sides or clusters is that of the largest part, because a small part that is "
        "balanced by itself would hide it. "
        if parts > 1
        else ""
    )
    return [
        f"{left}{apart}Partitions are sought among at most {MOST_NODES} stakeholders; none is a "
        "group that anybody named.",
        "Transitive triad: A to B, B to C and A to C. Laplacian: a table of all pairs whose "
        "smallest eigenvalue is 0 when the part is balanced. Cohesiveness: the share of ties "
        "inside the sides that are positive; divisiveness: the share between them that are "
        "negative.",
        REFERENCES,
    ]


def _largest(edges: pd.DataFrame) -> pd.DataFrame:
    """The edges of the largest connected part."""
    parts = connected_parts(edges)
    return within_part(edges, parts[0]) if parts else edges


def partitions_words(edges: pd.DataFrame, corpus: Corpus) -> Prose:
    """The best ways to part the largest connected part in two, or why they are not listed."""
    arcs = one_sign(edges, directed=True)
    parts = connected_parts(arcs)
    if not parts or len(parts[0]) > MOST_NODES:
        return prose("")
    largest = within_part(arcs, parts[0])
    who = labels_of(corpus.table("stakeholders"), "stakeholder")
    found = frustration_index(largest, directed=True)
    return paragraphs(_apart(len(parts)), _split(found, who, largest))


def _apart(parts: int) -> Prose:
    if parts == 1:
        return prose("")
    return prose(
        "These ties fall into {parts} unconnected parts; turning one of them round changes "
        "nothing, so what follows is said of the largest part.",
        parts=parts,
    )


def _split(found: Frustration, who: dict[str, str], arcs: pd.DataFrame) -> Prose:
    """The one best split and the ties that do not fit it; how many there are if several."""
    number = found.n_partitions
    if number != 1:
        several = found.all_found or number > len(found.partitions)
        return prose(
            "There are **{n} equally good ways** to part these stakeholders into two camps, so no "
            "camp is shown: any single one would be an accident.",
            n=f"{number:,}" if several else f"over {number}",
        )
    one, other = (sorted(who.get(str(x), str(x)) for x in side) for side in found.partitions[0])
    if not one:
        return prose(
            "The best way to part these stakeholders in two is not to part them: {n} of {ties} "
            "{verb} not fit. {frail}",
            n=found.index,
            ties=count(found.ties, "tie"),
            verb="does" if found.index == 1 else "do",
            frail=_frail(found, arcs),
        )
    return prose(
        "One split into two camps fits best: {one}, against {other}. {n} of {ties} {verb} not fit "
        "it. {frail}",
        one=joined(one),
        other=joined(other),
        n=found.index,
        ties=count(found.ties, "tie"),
        verb="does" if found.index == 1 else "do",
        frail=_frail(found, arcs),
    )


def _frail(found: Frustration, arcs: pd.DataFrame) -> Prose:
    """How many ties that do not fit rest on one source."""
    wrong = frustrated_ties(arcs, found.partitions[0], directed=True)
    ends = set(zip(wrong["source"], wrong["target"], strict=True))
    support = arcs.groupby(["source", "target"])["support"].sum()
    alone = sum(int(support[pair]) == 1 for pair in ends)
    if not alone:
        return prose("")
    which = "It rests" if len(ends) == alone == 1 else f"{alone} of them rest"
    return prose("{which} on a single source: **one source can change that**.", which=which)


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
            _value(smallest_laplacian_eigenvalue(_largest(plain), directed=False)),
            count(len(_pairs(_largest(plain))), "pair"),
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
    n = found.n_partitions
    return "the best split" if n == 1 else count(n, "equally good split")


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
