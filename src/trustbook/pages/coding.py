"""What the chapter on coding shows: the coders' account, the tree of codes, codes by speaker."""

import re
from functools import partial
from typing import Any

import pandas as pd

from trustbook.charts.code_matrix import code_matrix
from trustbook.charts.codebook_tree import codebook_tree
from trustbook.coding.codebook import analytical_table, code_counts, codes_by_speaker
from trustbook.corpus.contents import study_labels
from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import count, form_for, joined, part_of, yes_no
from trustbook.corpus.reading import Corpus
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, document, is_worded, notice, prose, wording
from trustbook.pages.strategies import foremost, with_sources
from trustbook.pages.tables import View, table, values

NO_CODEBOOK = "This corpus has no codebook."


def account(corpus: Corpus) -> Prose:
    """The coders' own account of how they coded, a text of the corpus without its title."""
    return document(
        re.sub(r"\A\s*# .*", "", corpus.text("coding.md")),
        empty="This corpus does not say how it was coded; a file coding.md in its folder would.",
    )


def _counts(corpus: Corpus) -> pd.DataFrame:
    codes, codings, segments = map(corpus.table, ("codes", "codings", "segments"))
    return code_counts(codes, codings, segments=segments)


def finding_in_words(corpus: Corpus) -> Prose:
    """How large the codebook is, what was used most and what was not used."""
    counts = _counts(corpus)
    if counts.empty:
        return notice(NO_CODEBOOK)
    n = counts["kind"].value_counts()
    codes = counts[counts["kind"] == "code"]
    most = codes[codes["sources"] > 0].sort_values(["sources", "label"], ascending=[False, True])
    return prose(
        "**The codebook has {sizes}.**{most}{unused}",
        sizes=joined(
            count(int(n[kind]), kind) for kind in ("theme", "category", "code") if kind in n
        ),
        most=sentence(
            " The most independent sources speak of {codes}.",
            codes=with_sources(foremost(most, "sources"), "sources"),
        )
        if len(most)
        else "",
        unused=_unused(int((codes["segments"] == 0).sum())),
    )


def _unused(n: int) -> str:
    if not n:
        return ""
    return sentence(" Nothing was coded with {codes} in this selection.", codes=count(n, "code"))


def sureness_in_words(corpus: Corpus) -> Prose:
    """How many codes rest on one source, and what being coded often does not mean."""
    counts = _counts(corpus)
    used = counts[(counts["kind"] == "code") & (counts["sources"] > 0)]
    if used.empty:
        return prose("")
    n = int((used["sources"] == 1).sum())
    return prose(
        "{part} {rest} on a single source. How often a code was given says what the coded "
        "texts speak of, not what matters most to anyone.",
        part=part_of(n, len(used), "code in use", plural="codes in use"),
        rest=form_for(n or 1, "rests", "rest"),
    )


def tree_figure(corpus: Corpus) -> View | Prose:
    """The tree of codes as a picture."""
    counts = _counts(corpus)
    columns = ["theme", "category", "label", "kind", "segments", "sources", "segment_ids"]
    draw = partial(codebook_tree, counts)
    return _figure(draw, counts[columns], name="figure-tree", label="Name", empty=NO_CODEBOOK)


def speaker_figure(corpus: Corpus) -> View | Prose:
    """The codes in the words of each stakeholder as a picture."""
    codebook, codings = corpus.table("codes"), corpus.table("codings")
    segments, stakeholders = corpus.table("segments"), corpus.table("stakeholders")
    counts = codes_by_speaker(codebook, codings, segments=segments, stakeholders=stakeholders)
    codes = counts[counts["kind"] == "code"]
    return _figure(
        partial(code_matrix, counts),
        codes[["theme", "label", "speaker_label", "segments", "sources", "segment_ids"]],
        name="figure-speakers",
        label="Code",
        empty="No segment of this selection has a speaker.",
    )


def _figure(draw: Any, rows: pd.DataFrame, *, name: str, label: str, empty: str) -> View | Prose:
    labels = {
        "label": label,
        "speaker_label": "Speaker",
        "sources": "Independent sources",
        "hinges": "Hinges on one source",
    }
    twin = rows.assign(hinges=(rows["sources"] == 1).map(yes_no))
    return figure(draw, twin, name=name, labels=labels, empty=empty)


def analysis_table(corpus: Corpus) -> View | Prose:
    """The way from each meaning unit to a theme, one line per segment and code."""
    codes, codings = corpus.table("codes"), corpus.table("codings")
    segments, stakeholders = corpus.table("segments"), corpus.table("stakeholders")
    rows = analytical_table(codes, codings, segments=segments, stakeholders=stakeholders)
    return table(
        study_labels(rows, corpus.table("studies")),
        name="table-analysis",
        title="From segment to theme, line by line",
        subtitle="One line per segment and code; a segment with several codes has several lines.",
        folded=True,
        filters=["code", "theme", "kind", "speaker", "study"],
        notes=[sentence("A meaning unit is {words}.", words=wording(corpus))] * is_worded(corpus),
        empty="Nothing was coded in this selection.",
    )


def codebook_table(corpus: Corpus) -> View | Prose:
    """The codes, what they mean and when to use them."""
    columns = ["theme", "label", "kind", "category", "definition", "include", "exclude", "origin"]
    return table(
        _counts(corpus)[[*columns, "segments", "sources"]].dropna(axis="columns", how="all"),
        name="table-codebook",
        title="The codes, what they mean and when to use them",
        labels={
            "label": "Name",
            "include": "Use it for",
            "exclude": "Not for",
            "sources": "Independent sources",
        },
        group="theme",
        filters=["kind", "origin"],
        empty=NO_CODEBOOK,
    )


def named_values(corpus: Corpus) -> View:
    """What texts can cite of the codebook and of what was coded with it."""
    counts = _counts(corpus)
    n, codes = counts["kind"].value_counts(), counts[counts["kind"] == "code"]
    sources = codes["sources"]
    return values(
        themes=int(n.get("theme", 0)),  # themes of the codebook
        categories=int(n.get("category", 0)),  # categories of the codebook
        codes=len(codes),  # codes of the codebook
        unused_codes=int((codes["segments"] == 0).sum()),  # codes that nothing was coded with
        codes_on_one_source=int((sources == 1).sum()),  # codes that hinge on one source
        most_sources=int(sources.max()) if len(codes) else 0,  # sources of the code with most
    )
