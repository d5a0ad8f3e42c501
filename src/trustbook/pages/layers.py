"""Layers of the network on a page: levels, concepts, early and late material."""

from functools import partial
from itertools import permutations

import pandas as pd

from trustbook.charts.dot_matrix import dot_matrix
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    coefficient,
    count,
    form_for,
    part_of,
    share,
    signed,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import LEVELS
from trustbook.networks.structure import (
    connected_parts,
    level_layers,
    organisations,
    within_part,
)
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels, statements_of
from trustbook.pages.prose import Prose, notice
from trustbook.pages.structure import NOTHING, edges_with
from trustbook.pages.tables import View, table
from trustbook.signed import (
    QAP,
    layer_overlap,
    mrqap,
    positive_minus_negative,
    qap_correlation,
)

MOST_RELABELLED = 60  # stakeholders up to which a page relabels networks
PERMUTATIONS = 2000
SELDOM = 0.05


def totals_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int
) -> View | Prose:
    """Positive minus negative ties by level and by concept."""
    what = labels(corpus, "concept")
    every = edges_with(relations, corpus, min_support)
    by_level = positive_minus_negative(
        _levels(relations, corpus, min_support), by="level", directed=True
    ).sort_values("level", key=lambda names: names.map(LEVELS.index))
    by_concept = positive_minus_negative(every, by="concept", directed=True)
    rows = [
        (gettext("Level"), at_start(gettext(str(row.level))), *row[2:5])
        for row in by_level.itertuples()
    ]
    rows += [
        (gettext("Concept"), what[str(row.concept)], *row[2:5]) for row in by_concept.itertuples()
    ]
    columns = ["By", "What", "Positive ties", "Negative ties", "Difference"]
    return table(
        pd.DataFrame(rows, columns=columns),
        name=name,
        title="Positive ties minus negative ones",
        subtitle="All concepts with a sign. A tie counts at each level at which it is stated.",
        notes=[
            "By level a pair counts once for each sign, by concept once for each concept, so the "
            "sums of the two parts may differ."
        ],
        merge=["By"],
        empty=NOTHING,
    )


def layers_figure(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int
) -> View | Prose:
    """Which concepts tie the same pairs, as a matrix of concepts by concepts."""
    every = edges_with(relations, corpus, min_support)
    names = [c for c in corpus.table("concepts")["concept"] if c in set(every["concept"])]
    if len(names) < 2:  # noqa: PLR2004
        return notice("Concepts can be compared only where two of them have ties.")
    what = labels(corpus, "concept")
    cells = _cells(layer_overlap(every, layer="concept", directed=True), names, what)
    top = cells[cells["one"] != cells["other"]].sort_values(
        ["shared", "one", "other"], ascending=[False, True, True]
    )
    best = top.iloc[0]
    title = (
        gettext("No two concepts tie the same pair")
        if not best["shared"]
        else sentence(
            "{one} and {other} share the most: {pairs}",
            one=best["one"],
            other=within(best["other"]),
            pairs=count(int(best["shared"]), "pair"),
        )
    )
    pairs = count(len(every[["source", "target"]].drop_duplicates()), "pair")
    draw = partial(
        dot_matrix,
        cells.assign(group=""),
        row=("group", "one"),
        column="other",
        columns=[what[name] for name in names],
        value="shared",
        title=title,
        subtitle=sentence(
            "Directed pairs of stakeholders tied by both concepts, out of {pairs} tied by any. On "
            "the diagonal: pairs tied by the concept itself.",
            pairs=pairs,
        ),
        description=sentence("Matrix of concepts by concepts. {title}.", title=title),
        unit="Pairs",
        least=None,
    )
    return figure(
        draw, cells, name=name, labels={"one": "Concept", "other": "With", "shared": "Shared"}
    )


def overlap_table(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int, seed: int
) -> View | Prose:
    """Overlap of every two concepts and of every two levels, and their correlation."""
    levels = _levels(relations, corpus, min_support)
    what = labels(corpus, "concept") | {level: at_start(gettext(level)) for level in LEVELS}
    every = edges_with(relations, corpus, min_support)
    parts_of = connected_parts(every)
    people = sorted(parts_of[0]) if parts_of else []
    rows = []
    for frame, layer in ((every, "concept"), (levels, "level")):
        for row in layer_overlap(frame, layer=layer, directed=True).to_dict("records"):
            pair = [_ties_of(frame, layer, row[end], people) for end in ("one", "other")]
            qap = _likeness(*pair, people=people, seed=seed)
            rows.append(
                {
                    "One": what.get(row["one"], row["one"]),
                    "Other": what.get(row["other"], row["other"]),
                    "Pairs in both": sentence(
                        "{n} of {one} and {other}",
                        n=row["shared"],
                        one=row["pairs_one"],
                        other=row["pairs_other"],
                    ),
                    "Jaccard": coefficient(row["jaccard"]),
                    "Correlation": coefficient(qap.correlation) if qap else "",
                    "Relabellings as alike": share(qap.share_at_least, figures=True) if qap else "",
                    "Smallest possible": share(qap.smallest_share, figures=True) if qap else "",
                }
            )
    return table(
        pd.DataFrame(rows),
        name=name,
        title="How far concepts, and levels, tie the same pairs",
        subtitle=sentence(
            "Directed pairs; correlation and relabellings within {where}, {people}.",
            where=_where(len(parts_of)),
            people=count(len(people), "stakeholder"),
        ),
        notes=[
            "Jaccard: pairs tied in both, as a share of pairs tied in either. Correlation: 1 when "
            "the two tie the same pairs, 0 when knowing one says nothing about the other.",
            sentence(
                "Relabellings as alike: of all ways to hand the places of one network to other "
                "stakeholders, the share that makes the two at least as alike (QAP, Krackhardt "
                "1988, doi 10.1016/0378-8733(88)90004-4). It is the p-value of a permutation test, "
                "for stakeholders whose places could be exchanged; it says nothing about others, "
                "because these are no sample. Not computed beyond {most} stakeholders.",
                most=MOST_RELABELLED,
            ),
        ],
        empty="Layers can be compared only where two of them have ties.",
    )


def together_table(edges: pd.DataFrame, corpus: Corpus, *, name: str, seed: int) -> View | Prose:
    """What positive ties go with: an answer, a negative tie, the same organisation."""
    parts = connected_parts(edges)
    people = sorted(parts[0]) if parts else []
    if not 2 < len(people) <= MOST_RELABELLED:  # noqa: PLR2004
        return notice(
            sentence(
                "Compared only among 3 to {most} connected stakeholders.", most=MOST_RELABELLED
            )
        )
    within = within_part(edges, people)
    positive = within[within["sign"] > 0][["source", "target"]].assign(sign=1)
    beside = {label: rows for label, rows in _beside(within, corpus, people).items() if len(rows)}
    if positive.empty or not beside:
        return notice("There is nothing here that positive ties could go with.")
    rows = mrqap(
        positive, beside, directed=True, nodes=people, permutations=PERMUTATIONS, seed=seed
    )
    lines = pd.DataFrame(
        {
            "Positive ties go with": rows["term"],
            "Pairs": [len(beside[term]) for term in rows["term"]],
            "Difference": [signed(x, decimals=2) for x in rows["coefficient"]],
            "Relabellings that give as much": [
                share(x, figures=True, missing="") for x in rows["share_as_extreme"]
            ],
        }
    )
    seldom = int((rows["share_as_extreme"] <= SELDOM).sum())
    return table(
        lines,
        name=name,
        title=sentence(
            "{part} {go} with positive ties more than chance would explain",
            part=part_of(seldom, len(rows), "pattern"),
            go=form_for(seldom or 1, "goes", "go"),
        ),
        subtitle=sentence(
            "{n} of the {every} pairs that {people} of {where} could form.",
            n=len(positive),
            every=len(people) * (len(people) - 1),
            people=count(len(people), "stakeholder"),
            where=_where(len(parts)),
        ),
        notes=[
            "Difference: how much more often, as a share of pairs, there is a positive tie where "
            "the pattern holds than elsewhere, with the other lines held equal. Relabellings: the "
            "share of ways to exchange stakeholders that make the difference at least as far from "
            "0 (MRQAP, Dekker, Krackhardt & Snijders 2007, doi 10.1007/s11336-007-9016-1), a "
            "p-value for these stakeholders and no others.",
        ],
    )


def _beside(edges: pd.DataFrame, corpus: Corpus, people: list[str]) -> dict[str, pd.DataFrame]:
    """The pairs in which something holds that positive ties may go with."""
    own = organisations(corpus.table("stakeholders"))
    ends = ["source", "target"]
    back = edges[edges["sign"] > 0][ends].set_axis(ends[::-1], axis=1)
    same = [(a, b) for a, b in permutations(people, 2) if a in own and own[a] == own.get(b)]
    pairs = {
        gettext("A positive tie the other way"): back,
        gettext("A negative tie the same way"): edges[edges["sign"] < 0][ends],
        gettext("The same organisation"): pd.DataFrame(same, columns=ends),
    }
    return {label: rows.drop_duplicates().assign(sign=1) for label, rows in pairs.items()}


def _levels(relations: pd.DataFrame, corpus: Corpus, min_support: int) -> pd.DataFrame:
    return level_layers(
        relations,
        segments=statements_of(corpus),
        concepts=corpus.table("concepts"),
        min_support=min_support,
    )


def _ties_of(frame: pd.DataFrame, layer: str, name: str, people: list[str]) -> pd.DataFrame:
    """The pairs that one layer ties among `people`, each once and without its sign."""
    pairs = frame[frame[layer] == name][["source", "target"]].drop_duplicates()
    return within_part(pairs.assign(sign=1), people)


def _where(parts: int) -> str:
    if parts < 2:  # noqa: PLR2004
        return gettext("the network")
    return sentence("the largest of {n} unconnected parts", n=parts)


def _likeness(
    one: pd.DataFrame, other: pd.DataFrame, *, people: list[str], seed: int
) -> QAP | None:
    """The correlation of two layers; none where there are too many stakeholders to relabel."""
    if len(people) > MOST_RELABELLED:
        return None
    return qap_correlation(
        one, other, directed=True, nodes=people, permutations=PERMUTATIONS, seed=seed
    )


def _cells(overlap: pd.DataFrame, names: list[str], what: dict[str, str]) -> pd.DataFrame:
    """The matrix of shared pairs, both halves, with the pairs of each concept in the diagonal."""
    shared: dict[frozenset[str], int] = {}
    for row in overlap.to_dict("records"):
        shared[frozenset((row["one"], row["other"]))] = row["shared"]
        shared[frozenset((row["one"],))] = row["pairs_one"]
        shared[frozenset((row["other"],))] = row["pairs_other"]
    rows = [
        (what[one], what[other], shared[frozenset((one, other))])
        for one in names
        for other in names
    ]
    return pd.DataFrame(rows, columns=["one", "other", "shared"])
