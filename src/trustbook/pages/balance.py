"""Structural balance on a page: why it is a footnote, and the footnote."""

import pandas as pd

from trustbook.corpus.language import gettext, ngettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    coefficient,
    count,
    count_at_start,
    form_for,
    in_words,
    interval,
    joined,
    number,
    part_of,
    share,
    span,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.networks.structure import (
    MOST_NODES,
    both_signs,
    connected_parts,
    one_sign,
    sway_of_each_pair,
    within_part,
)
from trustbook.pages.labels import labels
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View, table
from trustbook.signed import (
    Frustration,
    KClusters,
    TriangleBalance,
    balance_baseline,
    frustrated_ties,
    frustration_index,
    k_cluster_profile,
    k_clusters,
    signed_dyad_census,
    signed_triad_census,
    smallest_laplacian_eigenvalue,
    subgroup_balance,
    transitive_balance,
    triangle_balance,
    walk_balance,
)
from trustbook.signed.baseline import WALKED
from trustbook.signed.clusters import EXACT_NODES

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
    "Triangles: Cartwright & Harary 1956, doi 10.1037/h0046049. Triads, normalised frustration, "
    "cohesiveness and divisiveness: Aref et al. 2020, doi 10.1038/s41598-020-71838-6. Walks: "
    "Estrada & Benzi 2014, doi 10.1103/PhysRevE.90.042802. Eigenvalue: Kunegis et al. 2010, "
    "doi 10.1137/1.9781611972801.49. Frustration: Harary 1959, Behavioral Science 4, 316–323. "
    "Clusters: Doreian & Mrvar 1996, doi 10.1016/0378-8733(95)00259-6. Shuffled signs: Leskovec "
    "et al. 2010, doi 10.1145/1753326.1753532."
)
SHUFFLES = 1000
SECURE = 0.95
CHANCE = ("Mean", "As balanced")
BASELINES = {
    "triangle_balance": "Triangle balance",
    "transitive_balance": "Triad level balance",
    "walk_balance": "Walk balance K",
    "frustration_index": "Frustration index",
}
TOO_MANY_TO_WALK = (
    "Walks are counted among at most {most} stakeholders: among more, their balance is close to 0 "
    "whatever the signs."
)
OTHER_MEASURES = {
    "eigenvalue": "Smallest eigenvalue of the signed Laplacian",
    "by_sources": "Frustration index, ties counted by their sources",
    "normalised": "Frustration, 1 − 2 × index / ties",
    "cohesiveness": "Cohesiveness of the best two sides",
    "divisiveness": "Divisiveness of the best two sides",
    "clusters": "Ties that fit no clusters",
}
NO_TIES = "Without ties of one sign between two stakeholders there is no balance to speak of."


def balance_in_words(edges: pd.DataFrame) -> Prose:
    """Why balance says little here: how few triangles there are and what one pair can change."""
    plain = one_sign(edges, directed=False)
    if plain.empty:
        return notice(NO_TIES)
    people = len({*plain["source"], *plain["target"]})
    balance = triangle_balance(plain, directed=False)
    return prose(
        "Here there are {people}, {pairs} whose ties all have one sign, and {triangles}. {sway}",
        people=count(people, "stakeholder"),
        pairs=count(_n_pairs(plain), "pair"),
        triangles=_triangles(balance),
        sway=_sway(edges, people, balance.triangles),
    )


def census_table(edges: pd.DataFrame, *, name: str) -> View | Prose:
    """How many dyads and triangles there are of each type; types that do not occur are left out."""
    dyads = signed_dyad_census(one_sign(edges, directed=True), directed=True)
    triads = signed_triad_census(one_sign(edges, directed=False), directed=False)
    rows = [(gettext("Pair"), *row) for row in dyads.itertuples(index=False, name=None)]
    rows += [
        (gettext("Triangle"), *row) for row in triads[["type", "count"]].itertuples(index=False)
    ]
    lines = [(kind, gettext(TYPES[name]), n) for kind, name, n in rows if n]
    return table(
        pd.DataFrame(lines, columns=["Of", "Type", "How many"]),
        name=name,
        title="Pairs and triangles by the signs of their ties",
        subtitle="Ties of one sign only; in triangles, pairs whose ties agree.",
        merge=["Of"],
        empty=NO_TIES,
    )


def _triangles(balance: TriangleBalance) -> str:
    if balance.triangles == 1:
        return gettext(
            "one triangle, which is balanced"
            if balance.balanced
            else "one triangle, which is not balanced"
        )
    triangles = count(balance.triangles, "triangle")
    if not balance.triangles:
        return triangles
    n = balance.balanced or gettext("none")
    return sentence("{triangles}, {n} of them balanced", triangles=triangles, n=n)


def _sway(edges: pd.DataFrame, people: int, triangles: int) -> Prose:
    if people > MOST_NODES:
        return prose("What one pair changes is not computed here for so many stakeholders.")
    if not triangles:
        return prose(
            "Where there is no triangle, every network is as balanced as any other: **balance "
            "could not have come out otherwise**, and reporting it would say nothing."
        )
    shares = sway_of_each_pair(edges)["balance"]
    needed = int(shares.isna().sum())
    if needed:
        return prose(
            "**Leave out any of {needed} of the {n} pairs, and no triangle is left at all.**",
            needed=needed,
            n=len(shares),
        )
    if shares.min() == shares.max():
        return prose("No single pair changes the share of balanced triangles when left out.")
    return prose(
        "**Leaving out a single pair moves the share of balanced triangles to anything between "
        "{low} and {high}.** A number that one pair can move so far is not one to lean on.",
        low=share(shares.min()),
        high=share(shares.max()),
    )


def chance_in_words(edges: pd.DataFrame, *, seed: int) -> Prose:
    """How balanced the ties would be if their signs were shuffled, and how often as much."""
    plain = one_sign(edges, directed=False)
    rows = balance_baseline(
        plain, directed=False, measures=["triangle_balance"], shuffles=SHUFFLES, seed=seed
    )
    row = rows.iloc[0]
    if pd.isna(row["value"]):
        return prose("")
    return prose(
        "**Chance alone gives {expected}.** If the same signs were shuffled over these "
        "pairs, {expected} of the triangles would be balanced on average; here it is {value}. Of "
        "{ways}, {share} are at least as balanced (the smallest possible share is {smallest}). "
        "{reading}",
        expected=share(row["expected"]),
        value=share(row["value"]),
        share=share(row["share_as_balanced"], figures=True),
        ways=_dealt(row),
        smallest=share(row["smallest_share"], figures=True),
        reading=_beyond_chance(row["share_as_balanced"], row["smallest_share"]),
    )


def _dealt(row: pd.Series) -> str:
    n = number(int(row["shuffles"]))
    return sentence(
        "all {n} ways to deal them out" if row["exact"] else "{n} ways drawn at random", n=n
    )


def _beyond_chance(as_balanced: float, smallest: float) -> Prose:
    if smallest > 1 - SECURE:
        return prose(
            "Even the most balanced way is that common: so few ties **could not show** more "
            "balance than chance does."
        )
    if as_balanced > 1 - SECURE:
        return prose("Signs without any pattern would show as much: there is nothing to explain.")
    return prose("Chance seldom does as much: it matters where the negative ties are.")


def balance_table(edges: pd.DataFrame, *, name: str, seed: int) -> View | Prose:
    """Every measure of balance with its unit, how to read it and what chance would give."""
    if edges.empty:
        return notice(NO_TIES)
    plain, largest = one_sign(edges, directed=False), _largest(edges)
    arcs = one_sign(edges, directed=True)
    rows = [*_of_triads(plain, arcs), *_of_walks(plain, largest)]
    is_parted = len({*largest["source"], *largest["target"]}) <= MOST_NODES
    if is_parted:
        rows += _of_partitions(largest)
    chance = _chance(plain, arcs, largest if is_parted else largest.iloc[:0], seed=seed)
    lines = [(*row, *chance.get(row[0], ("", ""))) for row in rows]
    columns = ["Measure", "Value", "Counted on", "Balanced is", *CHANCE]
    return table(
        pd.DataFrame(lines, columns=columns),
        name=name,
        title="Measures of balance, for the record",
        subtitle="Triangles and walks need one sign for each pair and leave out pairs whose ties "
        "differ; everything else counts each tie, also where a pair has both signs.",
        spanners={"Signs shuffled": list(CHANCE)},
        notes=_balance_notes(edges),
    )


def _chance(
    plain: pd.DataFrame, arcs: pd.DataFrame, largest: pd.DataFrame, *, seed: int
) -> dict[str, tuple[str, str]]:
    """What each measure is with shuffled signs, and how often it is at least as balanced."""
    parts = [
        balance_baseline(edges, directed=directed, measures=names, shuffles=SHUFFLES, seed=seed)
        for edges, directed, names in (
            (plain, False, _walked(plain)),
            (arcs, True, ["transitive_balance"]),
            (largest, True, ["frustration_index"]),
        )
    ]
    return {
        gettext(BASELINES[row["measure"]]): (
            f"{coefficient(row['expected'])} "
            f"({interval(row['low'], row['high'], form=coefficient)})",
            share(row["share_as_balanced"], figures=True),
        )
        for part in parts
        for row in part.dropna(subset=["expected"]).to_dict("records")
    }


def _walked(plain: pd.DataFrame) -> list[str]:
    """The measures of pairs, without walks where there are too many stakeholders."""
    return ["triangle_balance", *["walk_balance"] * _are_few(plain)]


def _are_few(plain: pd.DataFrame) -> bool:
    """Whether so few stakeholders have ties that their walks are counted."""
    return len({*plain["source"], *plain["target"]}) <= WALKED


def clusters_table(edges: pd.DataFrame, *, name: str) -> View | Prose:
    """How many ties do not fit the best one, two, three … camps of the largest part."""
    largest = _largest(edges)
    people = len({*largest["source"], *largest["target"]})
    if not 1 < people <= EXACT_NODES:
        return prose("")
    profile = k_cluster_profile(largest, directed=True)
    fewest = int(profile["violations"].min())
    best = [int(k) for k in profile.loc[profile["violations"] == fewest, "k"]]
    lines = profile.assign(
        k=profile["k"].map(lambda k: count(k, "camp")),
        n_partitions=[
            n if whole else _over(n)
            for n, whole in zip(profile["n_partitions"], profile["all_found"], strict=True)
        ],
    )[["k", "violations", "n_partitions"]]
    return table(
        lines,
        name=name,
        title=sentence(
            "{camps} the fewest ties that do not fit: {n} of {every}",
            camps=_camps(best),
            n=fewest,
            every=len(largest),
        ),
        subtitle="A tie does not fit when it is negative inside a camp or positive between two.",
        labels={
            "k": "Parted into",
            "violations": "Ties that do not fit",
            "n_partitions": "Equally good ways",
        },
        notes=["Doreian & Mrvar 1996, doi 10.1016/0378-8733(95)00259-6."],
    )


def _camps(best: list[int]) -> str:
    """The numbers of camps that fit best, in words, as the beginning of a sentence."""
    if best == [1]:
        return gettext("A single camp leaves")
    n = at_start(joined([in_words(k) for k in best], choice=True))
    return sentence("{n} camps leave", n=n)


def _over(n: int) -> str:
    """The number, where there are more than could be listed."""
    return sentence("over {number}", number=number(n))


def _balance_notes(edges: pd.DataFrame) -> list[str]:
    """What is left out, what the words mean, and where the measures come from."""
    mixed, parts = len(both_signs(edges)), len(connected_parts(edges))
    both = (
        sentence(
            "{ties} {have} both signs: whatever the sides, one of the two never fits. ",
            ties=count_at_start(mixed, "tie"),
            have=form_for(mixed, "has", "have"),
        )
        if mixed
        else ""
    )
    apart = (
        sentence(
            "The ties fall into {parts} unconnected parts; the eigenvalue and everything about "
            "sides or clusters are those of the largest part, because a small part that is "
            "balanced by itself would hide them. ",
            parts=parts,
        )
        if parts > 1
        else ""
    )
    return [
        sentence(
            "{both}{apart}Partitions are sought among at most {most} stakeholders; none is a group "
            "that anybody named.",
            both=both,
            apart=apart,
            most=MOST_NODES,
        ),
        sentence(
            "Signs shuffled: the same ties with the same number of negative ones, in every "
            "way or, where there are too many, in {n} random ways. Mean: the average, and between "
            "which values 95 of 100 lie. As balanced: the share that is at least as balanced as "
            "the ties are. It is the p-value of a permutation test, for signs that any of these "
            "ties could have; it says nothing about other stakeholders.",
            n=number(SHUFFLES),
        ),
        gettext(
            "Transitive triad: A to B, B to C and A to C. Laplacian: a table of all pairs whose "
            "smallest eigenvalue is 0 when the part is balanced. Cohesiveness: the share of ties "
            "inside the sides that are positive; divisiveness: the share between them that are "
            "negative."
        ),
        *([] if _are_few(edges) else [sentence(TOO_MANY_TO_WALK, most=WALKED)]),
        gettext(REFERENCES),
    ]


def _largest(edges: pd.DataFrame) -> pd.DataFrame:
    """The edges of the largest connected part."""
    parts = connected_parts(edges)
    return within_part(edges, parts[0]) if parts else edges


def partitions_in_words(edges: pd.DataFrame, corpus: Corpus) -> Prose:
    """The best ways to part the largest connected part in two, or why they are not listed."""
    parts = connected_parts(edges)
    if not parts or len(parts[0]) > MOST_NODES:
        return prose("")
    largest = within_part(edges, parts[0])
    frustration = frustration_index(largest, directed=True)
    return paragraphs(
        _apart(len(parts)), _split(frustration, labels(corpus, "stakeholder"), largest)
    )


def _apart(parts: int) -> Prose:
    if parts == 1:
        return prose("")
    return prose(
        "These ties fall into {parts} unconnected parts; turning one of them round changes "
        "nothing, so what follows is about the largest part.",
        parts=parts,
    )


def _split(frustration: Frustration, who: dict[str, str], arcs: pd.DataFrame) -> Prose:
    """The one best split and the ties that do not fit it; how many there are if several."""
    n = frustration.n_partitions
    if n != 1:
        exact = frustration.all_found or n > len(frustration.partitions)
        return prose(
            "There are **{n} equally good ways** to divide these stakeholders into two camps, so "
            "no camp is shown: any single one would be an accident.",
            n=number(n) if exact else _over(n),
        )
    one, other = (sorted(within(who[str(x)]) for x in side) for side in frustration.partitions[0])
    best = (
        sentence(
            "One split into two camps fits best: {one}, against {other}.",
            one=joined(one),
            other=joined(other),
        )
        if one
        else gettext("The best way to divide these stakeholders in two is not to divide them.")
    )
    if not frustration.index:
        return prose("{best} Every tie fits.", best=best)
    return prose(
        "{best} {part} {do} not fit{both}. {frail}",
        best=best,
        part=part_of(int(frustration.index), frustration.ties, "tie"),
        do=form_for(frustration.index, "does", "do"),
        both=_never_fits(arcs),
        frail=_frail(frustration, arcs),
    )


def _never_fits(arcs: pd.DataFrame) -> str:
    """How many of the ties that do not fit belong to pairs with both signs."""
    mixed = len(both_signs(arcs))
    if not mixed:
        return ""
    return ngettext(
        ", {n} of them because a tie has both signs",
        ", {n} of them because {n} ties have both signs",
        mixed,
    ).format(n=mixed)


def _frail(frustration: Frustration, arcs: pd.DataFrame) -> Prose:
    """How many ties that do not fit rest on one source."""
    wrong = frustrated_ties(arcs, frustration.partitions[0], directed=True)
    support = wrong.merge(arcs, on=["source", "target", "sign"])["support"]
    alone = int((support == 1).sum())
    if not alone:
        return prose("")
    if len(wrong) == 1:
        return prose("It rests on a single source: **one source can change that**.")
    return prose(
        "Of them, {n} {rest} on a single source: **one source can change that**.",
        n=in_words(alone),
        rest=form_for(alone, "rests", "rest"),
    )


def _n_pairs(edges: pd.DataFrame) -> int:
    return len({frozenset(ends) for ends in zip(edges["source"], edges["target"], strict=True)})


def _of_triads(plain: pd.DataFrame, arcs: pd.DataFrame) -> list[tuple[str, ...]]:
    triangles, triads = triangle_balance(plain, directed=False), transitive_balance(arcs)
    n_triangles = count(triangles.triangles, "triangle")
    n_triads = count(triads.triads, "transitive triad")
    return [
        (gettext(BASELINES["triangle_balance"]), _value(triangles.value), n_triangles, "1"),
        (gettext(BASELINES["transitive_balance"]), _value(triads.value), n_triads, "1"),
    ]


def _of_walks(plain: pd.DataFrame, largest: pd.DataFrame) -> list[tuple[str, ...]]:
    name = gettext(OTHER_MEASURES["eigenvalue"])
    eigenvalue = _value(smallest_laplacian_eigenvalue(largest, directed=True))
    rows: list[tuple[str, ...]] = [(name, eigenvalue, count(len(largest), "tie"), "0")]
    if _are_few(plain):
        balance = _value(walk_balance(plain, directed=False).value)
        walks = sentence("closed walks over {pairs}", pairs=count(_n_pairs(plain), "pair"))
        rows.insert(0, (gettext(BASELINES["walk_balance"]), balance, walks, "1"))
    return rows


def _of_partitions(arcs: pd.DataFrame) -> list[tuple[str, ...]]:
    frustration = frustration_index(arcs, directed=True)
    sides = subgroup_balance(arcs, directed=True)
    ties, ways = count(frustration.ties, "tie"), _ways(frustration)
    fit = _violations(k_clusters(arcs, directed=True))
    by_sources = frustration_index(arcs, directed=True, weight="support")
    stated = sentence(
        "{sources} behind {ties}", sources=count(int(arcs["support"].sum()), "source"), ties=ties
    )
    return [
        (gettext(BASELINES["frustration_index"]), _index(frustration), ties, "0"),
        (gettext(OTHER_MEASURES["by_sources"]), _index(by_sources), stated, "0"),
        (gettext(OTHER_MEASURES["normalised"]), _value(frustration.normalised), ties, "1"),
        (gettext(OTHER_MEASURES["cohesiveness"]), _range(sides["cohesiveness"]), ways, "1"),
        (gettext(OTHER_MEASURES["divisiveness"]), _range(sides["divisiveness"]), ways, "1"),
        (gettext(OTHER_MEASURES["clusters"]), fit, ties, "0"),
    ]


def _ways(frustration: Frustration) -> str:
    n = frustration.n_partitions
    return gettext("the best split") if n == 1 else count(n, "equally good split")


def _index(frustration: Frustration) -> str:
    low = frustration.index if frustration.exact else frustration.lower_bound
    return span(low, frustration.index)


def _violations(clusters: KClusters) -> str:
    n = clusters.violations
    return str(n) if clusters.exact else sentence("at most {n}", n=n)


def _range(values: pd.Series) -> str:
    """The smallest and the largest of the values that exist."""
    numbers = values.dropna()
    if numbers.empty:
        return gettext("none")
    return span(numbers.min(), numbers.max(), form=coefficient)


def _value(value: float) -> str:
    return coefficient(value, missing=gettext("none"))
