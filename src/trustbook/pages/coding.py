"""What the chapter on coding shows: the tree of codes, and codes by speaker."""

import pandas as pd

from trustbook.charts.code_matrix import code_matrix
from trustbook.charts.codebook_tree import codebook_tree
from trustbook.numbers import count, joined
from trustbook.pages.figures import Figure, figure
from trustbook.pages.prose import Prose, paragraphs, prose


def codebook_figure(counts: pd.DataFrame) -> Figure | Prose:
    """The tree of codes as a picture."""
    columns = ["theme", "category", "label", "kind", "segments", "sources", "segment_ids"]
    chart = codebook_tree(counts) if len(counts) else None
    labels = {"label": "name", "sources": "independent sources"}
    labels |= {"hinges": "hinges on one source"}
    hinges = (counts["sources"] == 1).map({True: "yes", False: "no"})
    return figure(
        chart,
        counts[columns].assign(hinges=hinges),
        name="figure-tree",
        labels=labels,
        empty="This corpus has no codebook.",
    )


def speaker_figure(spoken: pd.DataFrame) -> Figure | Prose:
    """The codes in the words of each stakeholder as a picture."""
    shown = spoken[spoken["kind"] == "code"]
    chart = code_matrix(spoken) if len(shown) else None
    twin = shown[["theme", "label", "speaker_label", "segments", "sources", "segment_ids"]]
    twin = twin.assign(hinges=(twin["sources"] == 1).map({True: "yes", False: "no"}))
    labels = {"label": "code", "speaker_label": "speaker", "sources": "independent sources"}
    labels |= {"hinges": "hinges on one source"}
    empty = "No segment of this selection has a speaker."
    return figure(chart, twin, name="figure-speakers", labels=labels, empty=empty)


def codes_in_words(counts: pd.DataFrame) -> Prose:
    """Sentences on how large the codebook is, what was used most and what was not used."""
    kinds = counts["kind"].value_counts()
    sizes = [count(int(kinds.get(kind, 0)), kind) for kind in ("theme", "category", "code")]
    codes = counts[counts["kind"] == "code"]
    unused = codes[codes["segments"] == 0]
    left_out = prose(
        "Nothing was coded with {codes} in this selection.", codes=count(len(unused), "code")
    )
    return paragraphs(
        prose("The codebook has {sizes}.", sizes=joined(sizes)),
        _most_used(codes),
        left_out if len(unused) else Prose(""),
    )


def _most_used(codes: pd.DataFrame) -> Prose:
    used = codes[codes["sources"] > 0]
    if used.empty:
        return Prose("")
    order = used.sort_values(["sources", "label"], ascending=[False, True]).head(3)
    named = [f"{label} ({n})" for label, n in zip(order["label"], order["sources"], strict=True)]
    return prose("Most independent sources stand behind {named}.", named=joined(named))
