"""What the chapter on barriers shows: the printed table and how its cells connect."""

import pandas as pd

from trustbook.charts.barrier_flows import barrier_flows
from trustbook.corpus.contents import study_labels
from trustbook.numbers import count, joined
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, paragraphs, prose
from trustbook.pages.tables import TableView, table
from trustbook.studies.barriers import NOT_STATED, barrier_nodes, printed_barriers

LABELS = {
    "obstacle": "Barrier",
    "strategy": "Coping strategy",
    "strategy_type": "Type of strategy",
    "implication": "Possible implication",
    "support": "Independent sources",
    "hinges": "Hinges on one source",
}
EMPTY = "No table of barriers in this selection."


def printed_table(barriers: pd.DataFrame, *, studies: pd.DataFrame) -> TableView | Prose:
    """The table of barriers as printed, one block a study."""
    lines = study_labels(printed_barriers(barriers), studies).fillna(NOT_STATED)
    return table(
        lines,
        name="table-barriers",
        title="Barriers, how they were met, and what may follow",
        subtitle=f"{count(len(lines), 'line')} as printed, in our own words",
        labels=LABELS,
        group="study",
        merge=["aspect", "obstacle", "strategy_type", "implication"],
        empty=EMPTY,
    )


def flows_figure(barriers: pd.DataFrame) -> Figure | Prose:
    """How barriers, kinds of strategy and implications connect, as a picture.

    `barriers` is what `barriers.with_support` returns.
    """
    chart = barrier_flows(barriers) if len(barriers) else None
    twin = printed_barriers(barriers, extra=["support"]).drop(columns=["study", "strategy"])
    twin["hinges"] = (twin["support"] == 1).map({True: "yes", False: "no"})
    return figure(chart, twin, name="figure-flows", labels=LABELS, empty=EMPTY)


def barriers_in_words(barriers: pd.DataFrame) -> Prose:
    """Sentences on how many barriers, lines and kinds of strategy there are."""
    if barriers.empty:
        return Prose("")
    aspects = barriers.sort_values(["study", "line"])["aspect"].unique()
    said = prose(
        "The table has {lines} on {barriers}, under {aspects}.",
        lines=count(len(barriers), "line"),
        barriers=count(barriers["obstacle"].nunique(), "barrier"),
        aspects=joined(aspects),
    )
    return paragraphs(said, _shared_strategies(barriers))


def _shared_strategies(barriers: pd.DataFrame) -> Prose:
    """The kinds of strategy that met barriers of more than one aspect."""
    stated = barriers.dropna(subset=["strategy_type"])
    kinds = barrier_nodes(stated).query("stage == 1")
    shared = sorted(kinds.loc[kinds["aspect"].isna(), "text"])
    if not shared:
        return Prose("")
    verb = "was" if len(shared) == 1 else "were"
    template = "{shared} {verb} used on barriers of more than one aspect."
    return prose(template, shared=joined(shared), verb=verb)
