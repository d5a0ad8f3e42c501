"""What the chapter on barriers shows: the printed table, its evidence, how its cells connect."""

import pandas as pd

from trustbook.charts.barrier_flows import barrier_flows
from trustbook.corpus.contents import study_labels
from trustbook.corpus.numbers import count, form_for, joined, yes_no
from trustbook.corpus.reading import Corpus
from trustbook.pages.certainty import certainty_notes
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, paragraphs, prose
from trustbook.pages.tables import View, table
from trustbook.studies.barriers import (
    NOT_STATED,
    barrier_nodes,
    barrier_segments,
    printed_barriers,
    with_support,
)

LABELS = {
    "obstacle": "Barrier",
    "strategy": "Coping strategy",
    "strategy_type": "Type of strategy",
    "implication": "Possible implication",
    "support": "Independent sources",
    "hinges": "Hinges on one source",
}
EMPTY = "No table of barriers in this selection."


def barriers_in_words(corpus: Corpus) -> Prose:
    """Sentences on how many barriers, lines and kinds of strategy there are."""
    barriers = corpus.table("barriers")
    if barriers.empty:
        return prose("")
    return paragraphs(
        prose(
            "The table has {lines} on {barriers}, under {aspects}.",
            lines=count(len(barriers), "line"),
            barriers=count(barriers["obstacle"].nunique(), "barrier"),
            aspects=joined(barriers.sort_values(["study", "line"])["aspect"].unique()),
        ),
        _shared_strategies(barriers),
    )


def _shared_strategies(barriers: pd.DataFrame) -> Prose:
    """The kinds of strategy that met barriers of more than one aspect."""
    kinds = barrier_nodes(barriers.dropna(subset=["strategy_type"])).query("stage == 1")
    strategies = sorted(kinds.loc[kinds["aspect"].isna(), "text"])
    if not strategies:
        return prose("")
    return prose(
        "{strategies} {were} used on barriers of more than one aspect.",
        strategies=joined(strategies),
        were=form_for(len(strategies), "was", "were"),
    )


def barriers_table(corpus: Corpus) -> View | Prose:
    """The table of barriers as printed, one block per study."""
    lines = printed_barriers(corpus.table("barriers"))
    return table(
        study_labels(lines, corpus.table("studies")).fillna(NOT_STATED),
        name="table-barriers",
        title="Barriers, how they were met, and what may follow",
        subtitle=f"{count(len(lines), 'line')} as printed, in our own words",
        labels=LABELS,
        group="study",
        merge=["aspect", "obstacle", "strategy_type", "implication"],
        notes=_certainty(corpus.table("barriers")),
        empty=EMPTY,
    )


def _certainty(barriers: pd.DataFrame) -> list[str]:
    lines = barriers.assign(place=[f"line {n}" for n in barriers["line"]])
    return certainty_notes(lines, LABELS, line="place")


def flows_figure(corpus: Corpus) -> View | Prose:
    """How barriers, kinds of strategy and implications connect, as a picture."""
    barriers = with_support(
        corpus.table("barriers"),
        corpus.table("barrier_evidence"),
        segments=corpus.table("segments"),
    )
    twin = printed_barriers(barriers, extra=["support"]).drop(columns=["study", "strategy"])
    twin["hinges"] = (twin["support"] == 1).map(yes_no)
    chart = barrier_flows(barriers) if len(barriers) else None
    return figure(chart, twin, name="figure-flows", labels=LABELS, empty=EMPTY)


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
        empty="No segments are linked to barriers in this selection.",
    )
