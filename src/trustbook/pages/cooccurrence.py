"""What the chapter on co-occurrence shows: pairs of codes as pictures, tables and sentences."""

from dataclasses import dataclass
from functools import partial

import networkx as nx
import pandas as pd

from trustbook.charts.code_arcs import code_arcs
from trustbook.charts.cooccurrence_matrix import cooccurrence_matrix
from trustbook.coding import associations
from trustbook.coding import cooccurrence as co
from trustbook.coding.associations import (
    cooccurrence_graph,
    expected_cooccurrence,
    expected_in_window,
    inclusion,
    jaccard,
    with_sources,
)
from trustbook.coding.codebook import code_tree
from trustbook.corpus.contents import study_labels
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    count,
    count_at_start,
    count_in_words,
    form_for,
    in_words,
    joined,
    number,
    part_of,
    plural_nouns,
    quoted,
)
from trustbook.corpus.reading import Corpus, labelled
from trustbook.corpus.small_cells import fewest_in_cell
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, notice, paragraphs, prose
from trustbook.pages.tables import View, table, values

MOST_NODES = 24  # rows of a matrix that can still be read
MOST_ARCS = 60
MOST_NAMED = 3
NO_PAIR = "No segment of this selection was coded with two codes."
TOO_FEW = "No pair of codes rests on so many independent sources."
HEADINGS = {
    "one": "Code",
    "other": "With",
    "together": "Segments with both",
    "sources": "Independent sources",
    "one_alone": "Segments with the first alone",
    "other_alone": "Segments with the second alone",
    "expected": "Expected by chance",
    "times_expected": "Times expected",
    "inclusion": "Inclusion",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePairs:
    """Which codes occur together in the segments of a corpus.

    `tree` are the codes in use, in the order of the codebook; `measures` has a row for each pair
    with its measures and its independent sources, `evidence` the segments of each pair.
    """

    corpus: Corpus
    codings: pd.DataFrame
    tree: pd.DataFrame
    counts: pd.DataFrame
    measures: pd.DataFrame
    evidence: pd.DataFrame
    n_coded: int

    def named(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with the labels of both codes."""
        return labelled(rows, self.tree, key="code", columns=["one", "other"])


def code_pairs(corpus: Corpus) -> CodePairs:
    """The pairs of codes in the segments of a corpus."""
    segments, codings = corpus.table("segments"), corpus.table("codings")
    codings = codings[codings["segment"].isin(segments["segment"])]
    tree = _codes_in_use(corpus, codings)
    codes, n_coded = list(tree["code"]), int(codings["segment"].nunique())
    counts = co.cooccurrence_counts(codings, codes=codes, by="coder")
    evidence = co.pair_segments(codings, segments=segments, codes=codes, by="coder")
    pairs = associations.code_pairs(counts, expected=expected_cooccurrence(counts, units=n_coded))
    cells = tuple(counts.index.get_indexer(pd.Index(pairs[end])) for end in ("one", "other"))
    return CodePairs(
        corpus=corpus,
        codings=codings,
        tree=tree,
        counts=counts,
        measures=with_sources(pairs, evidence).assign(
            jaccard=jaccard(counts).to_numpy()[cells],
            inclusion=inclusion(counts).to_numpy()[cells],
        ),
        evidence=evidence,
        n_coded=n_coded,
    )


def _codes_in_use(corpus: Corpus, codings: pd.DataFrame) -> pd.DataFrame:
    tree = code_tree(corpus.table("codes")).fillna({"theme": ""})
    return tree[tree["code"].isin(codings["code"])].reset_index(drop=True)


def finding_in_words(pairs: CodePairs) -> Prose:
    """Which codes go together on most sources, and how many pairs go together at all."""
    if pairs.measures.empty:
        return notice(NO_PAIR)
    return prose(
        "**{most}.** Of {possible} that the codes in use could form, {n} occur in any segment.",
        most=_most_sources(pairs),
        possible=count(_n_possible(pairs), "pair"),
        n=number(len(pairs.measures)),
    )


def _most_sources(pairs: CodePairs) -> str:
    most = int(pairs.measures["sources"].max())
    if most == 1:
        return gettext("No two codes go together on more than one independent source")
    rows = pairs.named(pairs.measures[pairs.measures["sources"] == most])
    first = [
        sentence("{one} and {other}", one=quoted(one), other=quoted(other))
        for one, other in rows[["one", "other"]].head(2).to_numpy()
    ]
    more = len(rows) - len(first)
    rest = [count_in_words(more, "other pair")] if more else []
    return sentence(
        "{pair} go together most often, on {most} independent sources, as do {others}"
        if len(rows) > 1
        else "{pair} go together most often, on {most} independent sources",
        pair=first[0],
        most=most,
        others=joined([*first[1:], *rest]),
    )


def _n_possible(pairs: CodePairs) -> int:
    return len(pairs.tree) * (len(pairs.tree) - 1) // 2


def sureness_in_words(pairs: CodePairs) -> Prose:
    """How many pairs one source carries, and what going together does not mean."""
    n, every = int((pairs.measures["sources"] == 1).sum()), len(pairs.measures)
    if not every:
        return prose("")
    return prose(
        "{part} {rest} on a single source. Codes that go together may name two sides of one "
        "thing, or a cause and what follows; that they go together says neither.",
        part=part_of(n, every, "pair"),
        rest=form_for(n or 1, "rests", "rest"),
    )


def pairs_in_words(pairs: CodePairs) -> Prose:
    """Sentences on how many pairs occur, on how many sources, and which rest on most."""
    if pairs.measures.empty:
        return notice(NO_PAIR)
    n_codes = len(pairs.tree)
    return paragraphs(
        prose(
            "Of {coded}, {several} have more than one code{of_one}. Of the {possible} that the "
            "{codes} in use could form, {n} occur in any segment, {firm} of them in two or "
            "more independent sources.",
            coded=count(pairs.n_coded, "coded segment"),
            several=pairs.evidence["segment"].nunique(),
            of_one=gettext(" of one coder") if pairs.codings["coder"].nunique() > 1 else "",
            possible=count(_n_possible(pairs), "pair"),
            codes=count(n_codes, "code"),
            n=len(pairs.measures),
            firm=int((pairs.measures["sources"] > 1).sum()) or gettext("none", about="pair"),
        ),
        _strongest(pairs),
    )


def _strongest(pairs: CodePairs) -> Prose:
    most = pairs.measures.sort_values("sources", ascending=False, kind="stable").head(3)
    rows = pairs.named(most[most["sources"] > 1])
    if rows.empty:
        return prose("No pair rests on more than one independent source.")
    parts = [
        sentence(
            "{one} with {other} ({segments} from {sources}; in segments {times} times what chance "
            "would give)",
            one=quoted(one),
            other=quoted(other),
            segments=count(together, "segment"),
            sources=count(n, "source"),
            times=number(times, decimals=1),
        )
        for one, other, together, n, times in rows[
            ["one", "other", "together", "sources", "times_expected"]
        ].itertuples(index=False, name=None)
    ]
    return prose(
        "On the most independent sources: {pairs}. What chance would give is computed from "
        "segments, so where one source repeats itself the number of times is higher.",
        pairs=joined(parts),
    )


def matrix_figure(pairs: CodePairs) -> View | Prose:
    """The pairs as half a matrix, of codes or where those are too many of the nodes above them."""
    counts, nodes, kind, n_undrawn = _matrix_nodes(pairs)
    numbers = associations.code_pairs(
        counts, expected=expected_cooccurrence(counts, units=pairs.n_coded)
    )
    rows = labelled(numbers, nodes, key="code", columns=["one", "other"])
    undrawn = sentence(
        " The {n} that meet most often are drawn, {others} are not.", n=len(nodes), others=n_undrawn
    )
    draw = partial(
        cooccurrence_matrix,
        counts,
        nodes,
        title=_matrix_title(rows, kind),
        subtitle=sentence(
            "Segments coded with both, of {n} coded.{drawn}",
            n=pairs.n_coded,
            drawn=undrawn if n_undrawn else "",
        ),
        description=sentence(
            "Half a matrix of {codes}. {most}",
            codes=f"{len(nodes)} {kind}",
            most=_most_frequent(rows),
        ),
    )
    columns = ["one", "other", "together", "one_alone", "other_alone", "times_expected"]
    return figure(draw, rows[columns], name="figure-matrix", labels=HEADINGS, empty=NO_PAIR)


def _matrix_nodes(pairs: CodePairs) -> tuple[pd.DataFrame, pd.DataFrame, str, int]:
    """The counts and names of the lowest nodes that fit a matrix, their kind, and the rest."""
    for kind in ("", "category", "theme"):
        codings, plural = pairs.codings, plural_nouns(kind or "code")
        if kind:
            codings = co.coarser_codings(codings, pairs.corpus.table("codes"), kind=kind)
        tree = _codes_in_use(pairs.corpus, codings)
        counts = co.cooccurrence_counts(codings, codes=list(tree["code"]), by="coder")
        meets = counts.to_numpy().sum(axis=1) - counts.to_numpy().diagonal()
        nodes = tree.assign(meets=meets, name=plural)[meets > 0]
        if len(nodes) <= MOST_NODES:
            break
    most = nodes.sort_values("meets", ascending=False, kind="stable").head(MOST_NODES)
    drawn = nodes.loc[sorted(most.index)].reset_index(drop=True)
    return counts.loc[drawn["code"], drawn["code"]], drawn, plural, len(nodes) - len(drawn)


def _matrix_title(rows: pd.DataFrame, kind: str) -> str:
    if rows.empty:
        return sentence("No two {codes} meet", codes=kind)
    one, other, n = rows[["one", "other", "together"]].iloc[0]
    return sentence(
        "No two {codes} meet more often than “{one}” and “{other}”: {segments}",
        codes=kind,
        one=one,
        other=other,
        segments=count(int(n), "segment"),
    )


def arcs_figure(pairs: CodePairs, *, min_support: int) -> View | Prose:
    """The network of codes: pairs on two or more sources, or all where there are none."""
    arcs, rule = _arcs(pairs.measures, min_support)
    segments = pd.Series(pairs.counts.to_numpy().diagonal(), index=pairs.counts.index)
    nodes = pairs.tree[pairs.tree["code"].isin({*arcs["one"], *arcs["other"]})]
    rows = pairs.named(arcs)
    draw = partial(
        code_arcs,
        nodes.assign(units=nodes["code"].map(segments).astype("int64")),
        arcs,
        title=_arcs_title(rows),
        subtitle=sentence(
            "Pairs drawn: {n} of {every}, {rule} Wider arcs rest on more sources; dots grow with "
            "the segments of a code.",
            n=len(arcs),
            every=len(pairs.measures),
            rule=rule,
        ),
        description=sentence(
            "Arcs between {n} codes in the order of the codebook. {most}",
            n=len(nodes),
            most=_most_frequent(rows),
        ),
    )
    twin = rows[["one", "other", "sources", "together"]]
    empty = NO_PAIR if pairs.measures.empty else TOO_FEW
    return figure(draw, twin, name="figure-arcs", labels=HEADINGS, empty=empty)


def network_in_words(pairs: CodePairs) -> Prose:
    """How far the codes hang together, and which of them meet most others."""
    graph = cooccurrence_graph(pairs.measures, pairs.counts)
    groups = sorted(map(len, nx.connected_components(graph)), reverse=True)
    if not graph.edges:
        return prose("")
    apart = groups.count(1)
    hanging = prose(
        "Whatever the number of sources, {largest} of {codes} hang together, directly or through "
        "others; {apart} {meet} no other.",
        largest=groups[0],
        codes=count(len(graph), "code"),
        apart=in_words(apart, zero="none"),
        meet=form_for(apart or 1, "meets", "meet"),
    )
    meeting = (code for code in graph if graph.degree(code) > 1)
    most = sorted(meeting, key=lambda code: (-graph.degree(code), code))[:MOST_NAMED]
    if not most:
        return hanging
    name = dict(zip(pairs.tree["code"], pairs.tree["label"], strict=True))
    return prose(
        "{hanging} Most others meet {names}: a code that meets many is either broad, or at "
        "a point where the themes of the book touch.",
        hanging=hanging,
        names=joined(f"{quoted(name[code])} ({graph.degree(code)})" for code in most),
    )


def _arcs(measures: pd.DataFrame, min_support: int) -> tuple[pd.DataFrame, str]:
    """The pairs to draw, and the rule by which they were chosen."""
    least = max(2, min_support)
    firm = measures[measures["sources"] >= least]
    rule = sentence("those in at least {n} independent sources.", n=least)
    if firm.empty:
        firm = measures[measures["sources"] >= min_support]
        rule = gettext("each rests on one independent source (dashed).")
    strongest = firm.sort_values("sources", ascending=False, kind="stable").head(MOST_ARCS)
    if len(strongest) < len(firm):
        rule = sentence("the {n} in the most independent sources.", n=MOST_ARCS)
    return strongest.reset_index(drop=True), rule


def _arcs_title(rows: pd.DataFrame) -> str:
    if rows.empty:
        return gettext("No pair of codes")
    if len(rows) == 1:
        return sentence("One pair: “{one}” and “{other}”", **rows[["one", "other"]].iloc[0])
    partners = pd.concat([rows["one"], rows["other"]]).value_counts()
    if partners.max() == 1:
        return sentence(
            "{pairs}, and no code is in two of them", pairs=count_at_start(len(rows), "pair")
        )
    most = sorted(partners[partners == partners.max()].index)[0]
    return sentence(
        "No code goes together with more others than “{name}”: {n}", name=most, n=partners.max()
    )


def _most_frequent(rows: pd.DataFrame) -> str:
    most = rows.head(5)
    parts = [
        sentence(
            "{one} with {other} in {segments}",
            one=one,
            other=other,
            segments=count(int(n), "segment"),
        )
        for one, other, n in zip(most["one"], most["other"], most["together"], strict=True)
    ]
    if not parts:
        return gettext("No pair occurs.")
    return sentence("Most often: {pairs}.", pairs="; ".join(parts))


def pairs_table(pairs: CodePairs) -> View | Prose:
    """Every pair with its measures."""
    columns = ["one", "other", "together", "sources", "expected", "times_expected"]
    return table(
        pairs.named(pairs.measures)[[*columns, "jaccard", "inclusion"]].round(
            {"expected": 1, "times_expected": 1, "jaccard": 2, "inclusion": 2}
        ),
        name="table-pairs",
        title="Pairs of codes and how strongly they are tied",
        subtitle=sentence("Segments with both codes, of {n} coded segments.", n=pairs.n_coded),
        labels=HEADINGS,
        filterable=True,
        notes=[
            "Expected by chance: segments with the first × segments with the second ÷ coded "
            "segments. Jaccard: both ÷ either. Inclusion: both ÷ the rarer code. Repeats of one "
            "source raise all of these but the number of independent sources."
        ],
        empty=NO_PAIR,
    )


def evidence_table(pairs: CodePairs) -> View | Prose:
    """The segments behind each pair, of those on most sources first."""
    segments = study_labels(pairs.corpus.table("segments"), pairs.corpus.table("studies"))
    order = pairs.measures.sort_values("sources", ascending=False, kind="stable")
    rows = order[["one", "other"]].merge(pairs.evidence, on=["one", "other"])
    rows = pairs.named(rows.merge(segments, on="segment"))
    return table(
        rows[["one", "other", "segment", "meaning_unit", "study"]],
        name="table-evidence",
        title="The segments behind each pair",
        labels=HEADINGS,
        filters=["one", "study"],
        folded=True,
        empty=NO_PAIR,
    )


def window_table(pairs: CodePairs, *, window: int) -> View | Prose:
    """The pairs that neighbouring segments add, with what independence would give."""
    order = co.segment_order(pairs.corpus.table("segments"), pairs.corpus.table("anchors"))
    near = co.cooccurrence_counts_in_window(
        pairs.codings, order=order, window=window, codes=list(pairs.tree["code"]), by="coder"
    )
    sizes = co.window_sizes(order, window=window)
    rows = associations.code_pairs(near, expected=expected_in_window(near, sizes=sizes))
    within = pairs.measures[["one", "other", "together"]].rename(columns={"together": "within"})
    rows = rows.merge(within, on=["one", "other"], how="left")
    rows = pairs.named(rows.assign(within=rows["within"].fillna(0).astype("int64")))
    columns = ["one", "other", "together", "within", "expected", "times_expected"]
    return table(
        rows.loc[rows["together"] > rows["within"], columns].round(
            {"expected": 1, "times_expected": 1}
        ),
        name="table-window",
        title=sentence("Pairs within {segments}", segments=count(window, "neighbouring segment")),
        subtitle=sentence(
            "Segments that hold one code and have the other within reach, of {n} segments; only "
            "pairs to which neighbours add something.",
            n=len(order),
        ),
        labels=HEADINGS
        | {"together": "Segments with both in reach", "within": "Within the segment itself"},
        filterable=True,
        empty="Neighbouring segments add no pair with these settings.",
    )


def case_table(pairs: CodePairs) -> View | Prose:
    """The pairs that occur with one participant, in whatever segments."""
    case_of_segment = pairs.corpus.table("segments")[["segment", "case"]].dropna(subset=["case"])
    n_cases = int(case_of_segment["case"].nunique())
    counts = co.cooccurrence_counts(
        pairs.codings.merge(case_of_segment, on="segment"),
        unit="case",
        codes=list(pairs.tree["code"]),
        by="coder",
    )
    rows = associations.code_pairs(counts, expected=expected_cooccurrence(counts, units=n_cases))
    columns = ["one", "other", "together", "one_alone", "other_alone", "expected"]
    fewest = fewest_in_cell(pairs.corpus)
    is_small = rows[columns[2:5]].apply(lambda n: n.between(1, fewest - 1)).any(axis=1)
    return table(
        pairs.named(rows[~is_small])[columns].round({"expected": 1}),
        name="table-cases",
        title="Pairs of codes with one participant",
        subtitle=sentence(
            "Participants (cases) with both codes in any of their segments, of {n}.", n=n_cases
        ),
        labels=HEADINGS
        | {
            "together": "Participants with both",
            "one_alone": "With the first alone",
            "other_alone": "With the second alone",
        },
        filterable=True,
        notes=[_pairs_not_shown(int(is_small.sum()), fewest)] if is_small.any() else (),
        empty="This selection does not say which participant speaks, so cases are not counted."
        if rows.empty
        else _pairs_not_shown(len(rows), fewest),
    )


def _pairs_not_shown(n: int, fewest: int) -> str:
    return sentence(
        "{pairs} {are} not shown, because a count in the line is of fewer than {fewest}.",
        pairs=count(n, "pair"),
        are=form_for(n, "is", "are"),
        fewest=fewest,
    )


def named_values(pairs: CodePairs) -> View:
    """What texts can cite of codes that go together."""
    sources = pairs.measures["sources"]
    return values(
        pairs=len(sources),  # pairs of codes in one segment
        pairs_on_several_sources=int((sources > 1).sum()),  # pairs on more than one source
        most_sources=int(sources.max()) if len(sources) else 0,  # sources of the pair with most
    )
