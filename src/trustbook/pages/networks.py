"""Networks on a page: the pictures, and the sentences on them."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import isqrt
from typing import Any

import pandas as pd

from trustbook.charts.geometry.layout import PHONE, WIDE
from trustbook.charts.grid import MOST_CELLS
from trustbook.charts.network_panels import groups_of, is_crowded
from trustbook.charts.signed_matrix import signed_matrix
from trustbook.charts.stakeholder_network import BY, stakeholder_network
from trustbook.corpus.language import gettext, ngettext, sentence
from trustbook.corpus.numbers import (
    at_start,
    count,
    count_at_start,
    form_for,
    in_words,
    joined,
    number,
    part_of,
    plural_nouns,
    within,
)
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import LEVELS
from trustbook.networks.evidence import finding, listed_segments, signed_number, tie_rows
from trustbook.networks.tie_tables import sources_of, ties, ties_by
from trustbook.pages.figures import figure
from trustbook.pages.labels import labels, piece_of, statements_of
from trustbook.pages.prose import Prose, notice, prose, source_unit_of
from trustbook.pages.tables import View, values

PHASE = "phase"
_PIECES = {"segment": "Segments", "relation": "Relations"}
IDS = {"segment": "Segment ids", "relation": "Relation ids"}
MOST_IDS = 40  # in a cell of a table; the evidence lists all
FEWEST_GROUPS = 5  # of a picture of many ties, however many parts it has
NOTHING = "No relations are left with these settings."
_ONE_STUDY = (
    "One study states all the ties that are drawn, so there is nothing to set side by side."
)


def network_figure(  # noqa: PLR0913 - all but two are named
    relations: pd.DataFrame,
    corpus: Corpus,
    *,
    name: str,
    by: str = "",
    min_support: int = 1,
    title: str = "",
    width: float = WIDE,
    evidence: str = "",
) -> View | Prose:
    """The network of the relations, or one for each concept, study or level where `by` names it.

    `evidence` is the page with the evidence of ties, unless it is this one.
    """
    segments, concepts = statements_of(corpus), corpus.table("concepts")
    stakeholders, studies = corpus.table("stakeholders"), corpus.table("studies")
    order, headings = _parts(corpus, by)
    drawn = ties_of_relations(relations, corpus, by=by, order=order, min_support=min_support)
    if drawn.empty:
        return notice(NOTHING)
    if by == "study" and drawn[by].nunique() == 1:
        return notice(_ONE_STUDY)
    n_sources = sources_of(relations, segments).nunique()

    def network(*, is_wide: bool) -> Any:
        return stakeholder_network(
            drawn,
            stakeholders,
            concepts=concepts,
            studies=studies,
            n_sources=n_sources,
            unit=source_unit_of(corpus),
            by=by,
            headings=headings,
            title=title,
            width=width if is_wide else PHONE,
            evidence=evidence,
        )

    if is_crowded(drawn):
        return _groups_figure(drawn, corpus, name=name, by=by, n_sources=n_sources, width=width)
    twin = tie_rows(drawn, stakeholders=stakeholders, concepts=concepts, studies=studies)
    twin = twin.rename(columns={"Segments": _PIECES[piece_of(corpus)]})
    twin[IDS[piece_of(corpus)]] = [listed_segments(pd.Series(ids)) for ids in drawn["segments"]]
    if by and by != "concept":
        twin.insert(0, by.capitalize(), [headings[part] for part in drawn[by]])
    return figure(network, twin, name=name)


def _groups_figure(  # noqa: PLR0913 - all but two are named
    every: pd.DataFrame, corpus: Corpus, *, name: str, by: str, n_sources: int, width: float
) -> View | Prose:
    """The ties between groups as a matrix, and in the table the best supported tie of each cell."""
    n_parts = every[by].nunique() if by else 1
    side = max(FEWEST_GROUPS, isqrt(MOST_CELLS // n_parts))
    groups = groups_of(every, corpus.table("stakeholders"), most=side)
    names = list(dict.fromkeys(groups.values()))
    cells = _cells_of_groups(every, corpus, groups, by=by)
    place = {name: n for n, name in enumerate(names)}
    cells = cells.sort_values(
        ["group", "truster", "trustee"],
        key=lambda each: each if each.name == "group" else each.map(place),
        ignore_index=True,
    )
    n = cells.groupby("group")[["plus", "minus", "neutral"]].sum().sum(axis=1)
    parts = n.sort_values(ascending=False, kind="stable").index[: MOST_CELLS // FEWEST_GROUPS**2]
    draw = partial(
        _groups_chart,
        cells[cells["group"].isin(parts)].drop(columns=["best", "ids", "ties"]),
        every=every,
        names=names,
        n_sources=n_sources,
        n_parts=n_parts,
        by=by,
        width=width,
    )
    columns = {
        "group": by.capitalize(),
        "truster": "From",
        "trustee": "Towards",
        "ties": "Ties",
        "plus": "Sources for",
        "minus": "Sources against",
        "neutral": "Other sources",
        "best": "Best supported",
        "ids": IDS[piece_of(corpus)],
    }
    labels = {c: label for c, label in columns.items() if label and cells[c].astype(bool).any()}
    return figure(draw, cells[list(labels)], name=name, labels=labels)


def _cells_of_groups(
    every: pd.DataFrame, corpus: Corpus, groups: Mapping[str, str], *, by: str
) -> pd.DataFrame:
    """One row per two groups with ties, in each part that `by` names, and what their ties say."""
    _, headings = _parts(corpus, by)
    rows = every.assign(
        group=[headings.get(part, str(part)) for part in every[by]] if by else "",
        truster=every["truster"].map(groups),
        trustee=every["trustee"].map(groups),
        side=every["sign"].map({1: "plus", -1: "minus", 0: "neutral"}),
    )
    cell = ["group", "truster", "trustee"]
    sources = rows.explode("sources").groupby([*cell, "side"])["sources"].nunique()
    sides = sources.unstack("side", fill_value=0)
    counts = sides.reindex(columns=["plus", "minus", "neutral"], fill_value=0)
    is_first = ~rows[cell].duplicated()  # the best supported ties come first
    best = rows[is_first].assign(
        best=_ties_in_words(every[is_first], corpus),
        ids=[listed_ids(pd.Series(segments)) for segments in every.loc[is_first, "segments"]],
    )
    counted = best[[*cell, "best", "ids"]].join(counts, on=cell)
    n_ties = rows.groupby(cell).size().rename("ties")
    return counted.join(n_ties, on=cell)


def _ties_in_words(every: pd.DataFrame, corpus: Corpus) -> list[str]:
    """The ties in words, with their support."""
    who, what = labels(corpus, "stakeholder"), labels(corpus, "concept")
    columns = ["truster", "trustee", "concept", "sign", "support"]
    return [
        f"{who[one]} → {who[other]}: {what[concept]} {signed_number(sign, support)}"
        for one, other, concept, sign, support in every[columns].itertuples(index=False)
    ]


def _groups_chart(  # noqa: PLR0913 - all but one are named
    cells: pd.DataFrame,
    *,
    every: pd.DataFrame,
    names: Sequence[str],
    n_sources: int,
    n_parts: int,
    by: str,
    width: float,
    is_wide: bool,
) -> Any:
    """The matrix of the ties between groups, in parts with the headings that `cells` has."""
    people = {*every["truster"], *every["trustee"]}
    n_groups, n_drawn = count(len(names), "group"), cells["group"].nunique()
    title = sentence(
        "{ties} between {people}, in {groups}"
        if len(names) < len(people)
        else "{ties} between {people}",
        ties=count(len(every), "tie"),
        people=count(len(people), "stakeholder"),
        groups=n_groups,
    )
    left_out = sentence(
        " The {n} of {among} parts with the most sources are drawn; the table has all.",
        n=n_drawn,
        among=n_parts,
    )
    return signed_matrix(
        cells,
        names=names,
        is_wide=is_wide,
        width=width,
        title=f"{gettext(BY[by])}: {title}" if by else title,
        subtitle=sentence(
            "Rows are those whose view is stated, columns those it is about; + and − count the "
            "independent sources (of {n}) for and against, the colour says which are more. The "
            "table has the best supported tie of each cell.",
            n=number(n_sources),
        )
        + left_out * (n_drawn < n_parts),
        description=f"{title}.",
    )


def network_title(relations: pd.DataFrame, corpus: Corpus) -> str:
    """What a picture of the relations shows: their concepts, between stakeholders."""
    what, stated = labels(corpus, "concept"), set(relations["concept"])
    names = [within(what[name]) for name in what if name in stated]
    concepts = joined(names) or plural_nouns("relation")
    return sentence("{concepts} between stakeholders", concepts=at_start(concepts))


def finding_in_words(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Prose:
    """Towards whom the concepts are stated most often, and what more can be said of the ties."""
    every = ties_of_relations(relations, corpus, min_support=min_support)
    if every.empty:
        return notice(NOTHING)
    first, rest = finding_of(every, corpus)
    return prose("**{first}** {rest}", first=first, rest=rest)


def finding_of(every: pd.DataFrame, corpus: Corpus) -> tuple[str, str]:
    """Two texts on the ties: towards whom most is stated, and which are best supported."""
    stakeholders, concepts = corpus.table("stakeholders"), corpus.table("concepts")
    first = finding(every, stakeholders=stakeholders, concepts=concepts)
    rest = (_best_supported(every, corpus), _of_organisations(every, corpus))
    return f"{first}.", " ".join(filter(None, rest))


def _best_supported(every: pd.DataFrame, corpus: Corpus) -> str:
    """The tie that most sources state, where any has more than one."""
    who, what = labels(corpus, "stakeholder"), labels(corpus, "concept")
    best = every.nlargest(1, "support").iloc[0]
    if best["support"] == 1:
        return ""
    return sentence(
        "Best supported: {concept} of {truster} towards {trustee}, on {n} independent sources.",
        concept=within(what[best["concept"]]),
        truster=within(who[best["truster"]]),
        trustee=within(who[best["trustee"]]),
        n=best["support"],
    )


def _of_organisations(every: pd.DataFrame, corpus: Corpus) -> str:
    """That all ties to organisations are of one concept, where they are."""
    kinds = corpus.table("stakeholders").set_index("stakeholder")["kind"]
    towards = every[every["trustee"].map(kinds) == "organisation"]
    if len(towards) < 2 or towards["concept"].nunique() != 1:  # noqa: PLR2004
        return ""
    concept = labels(corpus, "concept")[towards["concept"].iloc[0]]
    return ngettext(
        "In the picture, both ties towards organisations are of {concept}.",
        "In the picture, all {n} ties towards organisations are of {concept}.",
        len(towards) - 1,
    ).format(n=in_words(len(towards)), concept=within(concept))


def phases_figure(
    relations: pd.DataFrame, corpus: Corpus, *, name: str, min_support: int = 1
) -> View | Prose:
    """A network for each phase that the corpus declares; no words where it declares none."""
    phase = corpus.table("segments").set_index("segment")["phase"]
    called = corpus.table("phases").set_index("phase")["label"]
    parted = relations.assign(phase=relations["segment"].map(phase).map(called))
    parted = parted.dropna(subset=["phase"])
    if parted["phase"].nunique() < 2:  # noqa: PLR2004
        return prose("")
    return network_figure(parted, corpus, name=name, by=PHASE, min_support=min_support)


def network_in_words(relations: pd.DataFrame, corpus: Corpus, *, min_support: int = 1) -> Prose:
    """How many stakeholders and ties of which concept there are, and how many ties hinge."""
    every = ties_of_relations(relations, corpus, min_support=min_support)
    if every.empty:
        return notice(NOTHING)
    what, ties_of = labels(corpus, "concept"), every["concept"].value_counts()
    return prose(
        "{ties} between {people}{least}: {parts}. {hinging}",
        ties=count_at_start(len(every), "tie"),
        people=count(len({*every["truster"], *every["trustee"]}), "stakeholder"),
        least=_at_least(min_support),
        parts=joined(
            sentence("{n} of {concept}", n=ties_of[c], concept=within(what[c]))
            for c in what
            if c in ties_of
        ),
        hinging=_hinging(every),
    )


def _at_least(min_support: int) -> str:
    words = sentence("with at least {n} independent sources each", n=min_support)
    return f" {words}" if min_support > 1 else ""


def _hinging(every: pd.DataFrame) -> Prose:
    n = int((every["stability"] == 0).sum())
    if not n:
        return prose("None hinges on a single source.")
    return prose(
        "{part} {hinge} on a single source and would be gone without it."
        if is_crowded(every)
        else "{part} {hinge} on a single source (drawn pale) and would be gone without it.",
        part=part_of(n, len(every), "tie"),
        hinge=form_for(n, "hinges", "hinge"),
    )


def listed_ids(segments: "pd.Series[str]") -> str:
    """The ids of segments, as many as a cell of a table holds."""
    return listed_segments(segments, most=MOST_IDS)


def ties_of_relations(
    relations: pd.DataFrame,
    corpus: Corpus,
    *,
    min_support: int,
    by: str = "",
    order: tuple[str, ...] = (),
) -> pd.DataFrame:
    """The ties of the relations, or those of each part that `by` names."""
    segments, concepts = statements_of(corpus), corpus.table("concepts")
    if by:
        return ties_by(
            relations,
            by=by,
            segments=segments,
            concepts=concepts,
            min_support=min_support,
            order=order,
        )
    return ties(relations, segments=segments, concepts=concepts, min_support=min_support)


def _parts(corpus: Corpus, by: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The order of the parts of a network and their headings."""
    if by == PHASE:
        names = list(corpus.table("phases").sort_values("order")["label"].unique())
        return tuple(names), {name: name for name in names}
    if by == "level":
        return LEVELS, {
            level: sentence("{level} level", level=gettext(level).capitalize()) for level in LEVELS
        }
    headings = labels(corpus, by) if by else {}
    return tuple(headings), headings


def named_values(
    relations: pd.DataFrame, leading: pd.DataFrame, corpus: Corpus, *, min_support: int = 1
) -> View:
    """What texts can cite of the networks: of all concepts, and of the `leading` ones."""
    every, first = (
        ties_of_relations(rows, corpus, min_support=min_support) for rows in (relations, leading)
    )
    kinds = corpus.table("stakeholders").set_index("stakeholder")["kind"]
    towards = first[first["trustee"].map(kinds) == "organisation"]
    hinging = every["stability"] == 0
    return values(
        ties=len(every),  # ties
        positive_ties=int((every["sign"] > 0).sum()),  # ties of a positive concept
        negative_ties=int((every["sign"] < 0).sum()),  # ties of a negative concept
        stakeholders=len({*every["truster"], *every["trustee"]}),  # stakeholders with a tie
        ties_on_one_source=int(hinging.sum()),  # ties that hinge on one source
        most_sources=max(every["support"], default=0),  # sources of the best supported tie
        leading_ties=len(first),  # ties of the leading concepts
        leading_most_sources=max(
            first["support"], default=0
        ),  # sources of the best supported leading tie
        positive_to_organisations=int(
            (towards["sign"] > 0).sum()
        ),  # leading ties for organisations
        negative_to_organisations=int(
            (towards["sign"] < 0).sum()
        ),  # leading ties against organisations
    )
