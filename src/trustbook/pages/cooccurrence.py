"""What the chapter on co-occurrence shows: pairs of codes as pictures, tables and sentences."""

from dataclasses import dataclass

import pandas as pd

from trustbook.charts.code_arcs import code_arcs
from trustbook.charts.cooccurrence_matrix import cooccurrence_matrix
from trustbook.coding import cooccurrence as co
from trustbook.coding.codebook import code_tree
from trustbook.corpus.reading import labelled
from trustbook.numbers import count, joined
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, paragraphs, prose
from trustbook.pages.tables import TableView, table

MOST_NODES = 24  # rows of a matrix that can still be read
MOST_ARCS = 60
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
    "jaccard": "Jaccard",
    "inclusion": "Inclusion",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Which codes occur together in the segments of a corpus.

    `tree` are the codes that were used, in the order of the codebook; `pairs` has the measures of
    each pair and its independent sources, `held` its segments.
    """

    tree: pd.DataFrame
    counts: pd.DataFrame
    pairs: pd.DataFrame
    held: pd.DataFrame
    codings: pd.DataFrame
    coded: int


def meeting(codings: pd.DataFrame, codes: pd.DataFrame, segments: pd.DataFrame) -> Meeting:
    """The pairs of codes in the segments of a corpus."""
    known = codings[codings["segment"].isin(segments["segment"])]
    tree = _used(codes, known)
    counts = co.cooccurrence_counts(known, codes=list(tree["code"]), by="coder")
    coded = int(known["segment"].nunique())
    held = co.pair_segments(known, segments=segments, codes=list(tree["code"]), by="coder")
    pairs = co.code_pairs(counts, expected=co.expected_cooccurrence(counts, units=coded))
    pairs = _with_shares(co.with_sources(pairs, held), counts)
    return Meeting(tree=tree, counts=counts, pairs=pairs, held=held, codings=known, coded=coded)


def pairs_in_words(met: Meeting) -> Prose:
    """Sentences on how many pairs occur, on how many sources, and which rest on most."""
    if met.pairs.empty:
        return prose(NO_PAIR)
    several = met.held["segment"].nunique()
    firm = met.pairs[met.pairs["sources"] > 1]
    possible = len(met.tree) * (len(met.tree) - 1) // 2
    return paragraphs(
        prose(
            "Of {coded}, {several} have more than one code{of_one}. Of the {possible} that the "
            "{codes} in use could form, {n} occur in any segment, {firm} of them in two or "
            "more independent sources.",
            coded=count(met.coded, "coded segment"),
            several=several,
            of_one=" of one coder" if met.codings["coder"].nunique() > 1 else "",
            possible=count(possible, "pair"),
            codes=count(len(met.tree), "code"),
            n=len(met.pairs),
            firm=len(firm) or "none",
        ),
        _strongest(met),
    )


def matrix_figure(met: Meeting, codes: pd.DataFrame) -> Figure | Prose:
    """The pairs as half a matrix, of codes or where those are too many of the nodes above them."""
    counts, tree, kind, left_out = _readable(met, codes)
    pairs = co.code_pairs(counts, expected=co.expected_cooccurrence(counts, units=met.coded))
    named = labelled(pairs, tree, key="code", columns=["one", "other"])
    least = f" The {len(tree)} that meet most are drawn, {left_out} are not." if left_out else ""
    chart = cooccurrence_matrix(
        counts,
        tree,
        title=_matrix_title(named, kind),
        subtitle=f"Segments coded with both, of {met.coded} coded. Pale numbers: all segments "
        f"with what is named beside them. An empty cell means no segment.{least}",
        description=f"Half a matrix of {len(tree)} {kind}. {_named_pairs(named.head(5))}",
    )
    columns = ["one", "other", "together", "one_alone", "other_alone", "times_expected"]
    return figure(chart, named[columns], name="figure-matrix", labels=HEADINGS, empty=NO_PAIR)


def arcs_figure(met: Meeting, *, min_support: int) -> Figure | Prose:
    """The network of codes: pairs on two or more sources, or all where there are none."""
    drawn, rule = _drawn(met.pairs, min_support)
    used = met.tree["code"].isin({*drawn["one"], *drawn["other"]})
    held = pd.Series(met.counts.to_numpy().diagonal(), index=met.counts.index)
    nodes = met.tree[used].assign(units=lambda tree: tree["code"].map(held).astype("int64"))
    named = labelled(drawn, met.tree, key="code", columns=["one", "other"])
    chart = code_arcs(
        nodes,
        drawn,
        title=_arcs_title(named),
        subtitle=f"Pairs drawn: {len(drawn)} of {len(met.pairs)}, {rule} Wider arcs rest on more "
        "sources; dots grow with the segments of a code.",
        description=f"Arcs between {len(nodes)} codes in the order of the codebook. "
        f"{_named_pairs(named.head(5))}",
    )
    columns = ["one", "other", "sources", "together"]
    empty = TOO_FEW if len(met.pairs) else NO_PAIR
    return figure(chart, named[columns], name="figure-arcs", labels=HEADINGS, empty=empty)


def pairs_table(met: Meeting) -> TableView | Prose:
    """Every pair with its measures."""
    named = labelled(met.pairs, met.tree, key="code", columns=["one", "other"])
    order = ["one", "other", "together", "sources", "expected", "times_expected"]
    return table(
        named[[*order, "jaccard", "inclusion"]].round(
            {"expected": 1, "times_expected": 1, "jaccard": 2, "inclusion": 2}
        ),
        name="table-pairs",
        title="Pairs of codes and how strongly they are tied",
        subtitle=f"Segments with both codes, of {met.coded} coded segments.",
        labels=HEADINGS,
        filterable=True,
        notes=[
            "Expected by chance: segments with the first × segments with the second ÷ coded "
            "segments. Jaccard: both ÷ either. Inclusion: both ÷ the rarer code. Repeats of one "
            "source raise all of these but the number of independent sources."
        ],
        empty=NO_PAIR,
    )


def evidence_table(met: Meeting, segments: pd.DataFrame) -> TableView | Prose:
    """The segments behind each pair, of those on most sources first."""
    place = met.pairs.sort_values("sources", ascending=False, kind="stable")[["one", "other"]]
    rows = place.merge(met.held, on=["one", "other"]).merge(segments, on="segment")
    rows = labelled(rows, met.tree, key="code", columns=["one", "other"])
    return table(
        rows[["one", "other", "segment", "meaning_unit", "study"]],
        name="table-evidence",
        title="The segments behind each pair",
        labels=HEADINGS,
        filters=["one", "study"],
        empty=NO_PAIR,
    )


def window_table(
    met: Meeting, segments: pd.DataFrame, anchors: pd.DataFrame, *, window: int
) -> TableView | Prose:
    """The pairs that neighbouring segments add, with what independence would give."""
    order = co.segment_order(segments, anchors)
    names = list(met.tree["code"])
    near = co.cooccurrence_counts_in_window(
        met.codings, order=order, window=window, codes=names, by="coder"
    )
    sizes = co.window_sizes(order, window=window)
    pairs = co.code_pairs(near, expected=co.expected_in_window(near, sizes=sizes))
    within = met.pairs[["one", "other", "together"]].rename(columns={"together": "within"})
    both = pairs.merge(within, on=["one", "other"], how="left")
    both = both.assign(within=both["within"].fillna(0).astype("int64"))
    named = labelled(both, met.tree, key="code", columns=["one", "other"])
    shown = named[["one", "other", "together", "within", "expected", "times_expected"]]
    return table(
        shown[named["together"] > named["within"]].round({"expected": 1, "times_expected": 1}),
        name="table-window",
        title=f"Pairs within {count(window, 'neighbouring segment')}",
        subtitle="Segments that hold one code and have the other within reach, of "
        f"{len(order)} segments; only pairs to which neighbours add something.",
        labels=HEADINGS
        | {"together": "Segments with both in reach", "within": "Within the segment itself"},
        filterable=True,
        empty="Neighbouring segments add no pair with these settings.",
    )


def case_table(met: Meeting, segments: pd.DataFrame) -> TableView | Prose:
    """The pairs that occur with one participant, in whatever segments."""
    case = segments[["segment", "case"]].dropna(subset=["case"])
    by_case = met.codings.merge(case, on="segment")
    counts = co.cooccurrence_counts(by_case, unit="case", codes=list(met.tree["code"]), by="coder")
    cases = int(case["case"].nunique())
    pairs = co.code_pairs(counts, expected=co.expected_cooccurrence(counts, units=cases))
    named = labelled(pairs, met.tree, key="code", columns=["one", "other"])
    columns = ["one", "other", "together", "one_alone", "other_alone", "expected"]
    return table(
        named[columns].round({"expected": 1}),
        name="table-cases",
        title="Pairs of codes with one participant",
        subtitle=f"Participants (cases) with both codes in any of their segments, of {cases}.",
        labels=HEADINGS
        | {
            "together": "Participants with both",
            "one_alone": "With the first alone",
            "other_alone": "With the second alone",
        },
        filterable=True,
        empty="This selection does not say which participant speaks, so cases are not counted.",
    )


def _used(codes: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """The codes that were used, in the order of the codebook."""
    tree = code_tree(codes).fillna({"theme": ""})
    return tree[tree["code"].isin(codings["code"])].reset_index(drop=True)


def _with_shares(pairs: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    places = tuple(counts.index.get_indexer(pd.Index(pairs[end])) for end in ("one", "other"))
    return pairs.assign(
        jaccard=co.jaccard(counts).to_numpy()[places],
        inclusion=co.inclusion(counts).to_numpy()[places],
    )


def _readable(met: Meeting, codes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, str, int]:
    """The counts and names of the lowest nodes that fit a matrix, what they are, and the rest."""
    for kind, named in (("", "codes"), ("category", "categories"), ("theme", "themes")):
        codings = co.coarser_codings(met.codings, codes, kind=kind) if kind else met.codings
        tree = _used(codes, codings)
        counts = co.cooccurrence_counts(codings, codes=list(tree["code"]), by="coder")
        meets = counts.to_numpy().sum(axis=1) - counts.to_numpy().diagonal()
        found = tree.assign(meets=meets, name=named)[meets > 0]
        if len(found) <= MOST_NODES:
            break
    most = found.sort_values("meets", ascending=False, kind="stable").head(MOST_NODES)
    kept = found.loc[sorted(most.index)].reset_index(drop=True)
    names = kept["code"]
    return counts.loc[names, names], kept, named, len(found) - len(kept)


def _drawn(pairs: pd.DataFrame, min_support: int) -> tuple[pd.DataFrame, str]:
    """The pairs to draw, and the rule by which they were chosen."""
    least = max(2, min_support)
    firm = pairs[pairs["sources"] >= least]
    rule = f"those in at least {least} independent sources."
    if firm.empty:
        firm = pairs[pairs["sources"] >= min_support]
        rule = "each rests on one independent source (dashed)."
    strongest = firm.sort_values("sources", ascending=False, kind="stable").head(MOST_ARCS)
    if len(strongest) < len(firm):
        rule = f"the {MOST_ARCS} in most independent sources."
    return strongest.reset_index(drop=True), rule


def _strongest(met: Meeting) -> Prose:
    order = met.pairs.sort_values("sources", ascending=False, kind="stable").head(3)
    firm = order[order["sources"] > 1]
    if firm.empty:
        return prose("No pair rests on more than one independent source.")
    named = labelled(firm, met.tree, key="code", columns=["one", "other"])
    columns = ["one", "other", "together", "sources", "times_expected"]
    said = [
        f"“{one}” with “{other}” ({count(together, 'segment')} from {count(n, 'source')}; in "
        f"segments {times:.1f} times what chance would give)"
        for one, other, together, n, times in named[columns].itertuples(index=False, name=None)
    ]
    return prose(
        "On most independent sources rest {said}. What chance would give is counted in segments: "
        "where one source repeats itself, the number of times is higher for it.",
        said=joined(said),
    )


def _matrix_title(named: pd.DataFrame, kind: str) -> str:
    if named.empty:
        return f"No two {kind} meet"
    one, other, n = named[["one", "other", "together"]].iloc[0]
    return f"No two {kind} meet more often than “{one}” and “{other}”: {count(int(n), 'segment')}"


def _arcs_title(named: pd.DataFrame) -> str:
    if named.empty:
        return "No pair of codes"
    if len(named) == 1:
        return "One pair: “{}” and “{}”".format(*named[["one", "other"]].iloc[0])
    met = pd.concat([named["one"], named["other"]]).value_counts()
    if met.max() == 1:
        return f"{count(len(named), 'pair').capitalize()}, and no code is in two of them"
    most = sorted(met[met == met.max()].index)[0]
    return f"No code goes together with more others than “{most}”: {int(met.max())}"


def _named_pairs(named: pd.DataFrame) -> str:
    parts = zip(named["one"], named["other"], named["together"], strict=True)
    said = [f"{one} with {other} in {count(int(n), 'segment')}" for one, other, n in parts]
    return f"Most often: {'; '.join(said)}." if said else "No pair occurs."
