"""What the chapter on barriers shows: the printed table, its evidence, how its cells connect."""

from functools import partial

import pandas as pd

from trustbook.charts.barrier_flows import barrier_flows
from trustbook.corpus.contents import study_labels
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import (
    count,
    count_at_start,
    count_in_words,
    form_for,
    in_words,
    joined,
    part_of,
    quoted,
    within,
    yes_no,
)
from trustbook.corpus.reading import Corpus
from trustbook.pages.certainty import certainty_notes
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, prose
from trustbook.pages.tables import View, table, values
from trustbook.studies.barriers import (
    NOT_STATED,
    barrier_nodes,
    barrier_segments,
    printed_barriers,
    with_support,
)
from trustbook.studies.printed import printed_items

LABELS = {
    "obstacle": "Barrier",
    "strategy": "Coping strategy",
    "strategy_type": "Type of strategy",
    "implication": "Possible implication",
    "support": "Independent sources",
    "hinges": "Hinges on one source",
}
EMPTY = "No table of barriers in this selection."


def finding_in_words(corpus: Corpus) -> Prose:
    """How many barriers of which aspects were met by how many kinds of strategy, and by which."""
    barriers = corpus.table("barriers")
    if barriers.empty:
        return prose("")
    n, aspects = barriers["obstacle"].nunique(), _in_print(barriers)["aspect"].unique()
    kinds = strategy_types(barriers)
    return prose(
        "**{barriers} {were} met by {kinds} of strategy.** The barriers belong to {aspects}.{rest}",
        barriers=count_at_start(n, "barrier"),
        were=form_for(n, "was", "were"),
        kinds=count_in_words(len(kinds), "kind"),
        aspects=joined(within(aspect) for aspect in aspects),
        rest="".join(
            f" {words}"
            for words in (_shared_strategies(kinds), _without_implication(barriers))
            if words
        ),
    )


def _in_print(barriers: pd.DataFrame) -> pd.DataFrame:
    return barriers.sort_values(["study", "line"])


def strategy_types(barriers: pd.DataFrame) -> pd.DataFrame:
    """The kinds of strategy of the lines that state one: `barrier_nodes` of their stage."""
    return barrier_nodes(barriers.dropna(subset=["strategy_type"])).query("stage == 1")


def _shared_strategies(kinds: pd.DataFrame) -> str:
    """The kinds of strategy that met barriers of more than one aspect."""
    strategies = sorted(kinds.loc[kinds["aspect"].isna(), "text"])
    if not strategies:
        return ""
    return sentence(
        "{names} {were} used on barriers of more than one aspect.",
        names=joined(map(quoted, strategies)),
        were=form_for(len(strategies), "was", "were"),
    )


def _without_implication(barriers: pd.DataFrame) -> str:
    """For how many barriers no line states what may follow."""
    n = int(barriers.groupby("obstacle")["implication"].count().eq(0).sum())
    if not n:
        return ""
    return sentence("For {n} nothing is stated that may follow.", n=count(n, "barrier"))


def support_in_words(corpus: Corpus) -> Prose:
    """How many lines rest on one source, how many on none, and what the sources can show."""
    support = _with_support(corpus)["support"]
    if support.empty:
        return prose("")
    alone, bare = int((support == 1).sum()), int((support == 0).sum())
    return prose(
        "{alone} {rest} on a single source, and {bare} {have} none. The segments behind them are "
        "of the study that prints the table: they show where it says so, and do not test whether "
        "it is so."
        if bare
        else "{alone} {rest} on a single source. The segments behind them are of the study that "
        "prints the table: they show where it says so, and do not test whether it is so.",
        alone=part_of(alone, len(support), "line"),
        rest=form_for(alone or 1, "rests", "rest"),
        bare=in_words(bare),
        have=form_for(bare, "has", "have"),
    )


def _with_support(corpus: Corpus) -> pd.DataFrame:
    return with_support(
        corpus.table("barriers"),
        corpus.table("barrier_evidence"),
        segments=corpus.table("segments"),
    )


def barriers_table(corpus: Corpus) -> View | Prose:
    """The table of barriers as printed, one block per study."""
    lines = printed_barriers(corpus.table("barriers"))
    items = printed_items(corpus.table("claims"), measure="barriers_")
    places = joined(items[s] for s in lines["study"].unique() if s in items)
    return table(
        study_labels(lines, corpus.table("studies")).fillna(gettext(NOT_STATED)),
        name="table-barriers",
        title="Barriers, how they were met, and what may follow",
        subtitle=sentence(
            "{lines} as printed in {places}, in our own words"
            if items
            else "{lines} as printed, in our own words",
            lines=count(len(lines), "line"),
            places=places,
        ),
        labels=LABELS,
        group="study",
        merge=["aspect", "obstacle", "strategy_type", "implication"],
        notes=_certainty(corpus.table("barriers")),
        empty=EMPTY,
    )


def _certainty(barriers: pd.DataFrame) -> list[str]:
    lines = barriers.assign(place=[sentence("line {n}", n=n) for n in barriers["line"]])
    headings = {column: gettext(label) for column, label in LABELS.items()}
    return certainty_notes(lines, headings, line="place")


def flows_figure(corpus: Corpus) -> View | Prose:
    """How barriers, kinds of strategy and implications connect, as a picture."""
    barriers = _with_support(corpus)
    twin = printed_barriers(barriers, extra=["support"]).drop(columns=["study", "strategy"])
    twin["hinges"] = (twin["support"] == 1).map(yes_no)
    return figure(
        partial(barrier_flows, barriers), twin, name="figure-flows", labels=LABELS, empty=EMPTY
    )


def evidence_table(corpus: Corpus) -> View | Prose:
    """The segments behind each line of the table."""
    rows = barrier_segments(
        corpus.table("barriers"),
        corpus.table("barrier_evidence"),
        segments=corpus.table("segments"),
        stakeholders=corpus.table("stakeholders"),
    )
    return table(
        study_labels(rows, corpus.table("studies")),
        name="table-evidence",
        title="Segments behind the lines of the table",
        labels={"obstacle": "Barrier"},
        filters=["obstacle", "kind", "speaker"],
        folded=True,
        empty="No segments are linked to barriers in this selection.",
    )


def named_values(corpus: Corpus) -> View:
    """What texts can cite of the table of barriers."""
    barriers = corpus.table("barriers")
    evidence, segments = corpus.table("barrier_evidence"), corpus.table("segments")
    support = with_support(barriers, evidence, segments=segments)["support"]
    return values(
        lines=len(barriers),  # lines of the table
        barriers=barriers["obstacle"].nunique(),  # barriers
        aspects=barriers["aspect"].nunique(),  # aspects that the barriers are under
        strategy_types=barriers["strategy_type"].nunique(),  # types of strategy
        lines_on_one_source=int((support == 1).sum()),  # lines that rest on one source
    )
