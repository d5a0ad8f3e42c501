"""What the colophon shows: the data and their digests, the software, terms and credit."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from trustbook.book.benchmarks import read_benchmarks
from trustbook.book.citation import made_with, terms
from trustbook.book.environment import data_digests, package_versions, python_version
from trustbook.charts.dot_intervals import Key, dot_intervals
from trustbook.corpus.contents import study_credits
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count, share
from trustbook.corpus.reading import Corpus
from trustbook.pages.figures import figure
from trustbook.pages.prose import Prose, prose
from trustbook.pages.tables import View, table, together


def data_in_words(corpus: Corpus) -> Prose:
    """How many data files the corpus has, and how many rows."""
    digests = data_digests(corpus)
    return prose(
        "The corpus *{name}* has {files} with {rows} in all.",
        name=corpus.name,
        files=count(len(digests), "data file"),
        rows=count(int(digests["rows"].sum()), "row"),
    )


def data_table(corpus: Corpus) -> View | Prose:
    """The data files and their digests."""
    return table(
        data_digests(corpus),
        name="table-data",
        title="Data files and their digests",
        labels={"sha256": "SHA-256, first 16 digits"},
        notes=["Computed on each file with line ends as on Linux."],
    )


def python_in_words() -> Prose:
    """The version of Python that made the book."""
    return prose("Made with Python {version}.", version=python_version())


def packages_table() -> View | Prose:
    """The packages that the book was made with, and their versions."""
    return table(
        package_versions(),
        name="table-packages",
        title="Packages and versions",
        labels={"package": "Package", "version": "Version"},
    )


def terms_in_words(corpus: Corpus) -> Prose:
    """The licence of text, data and pictures, or that none is stated, and that of the code."""
    package = json.loads(corpus.text("datapackage.json") or "{}")
    return prose("{terms} {made}", terms=terms(package), made=made_with())


def credit_table(corpus: Corpus) -> View | Prose:
    """Whose work the studies are, and on what terms."""
    return table(
        study_credits(corpus.table("studies")).dropna(axis="columns", how="all"),
        name="table-credit",
        title="The studies, credited",
        labels={"address": "Address"},
        empty="This corpus lists no studies.",
    )


def speed() -> View | Prose:
    """How fast this is beside other programs, as measured when the committed figures were made."""
    measured = read_benchmarks()
    rows = pd.DataFrame(measured["figures"])
    rows = rows.assign(**{words: rows[words].map(gettext) for words in ("what", "peer")})
    return together([_speed_figure(rows), _speed_table(rows, measured)], empty="")


def _speed_figure(rows: pd.DataFrame) -> View | Prose:
    lines = pd.DataFrame(
        {
            "group": [sentence("Compared with {program}", program=peer) for peer in rows["peer"]],
            "label": rows["what"].str.replace("`", ""),
            "value": (100 * rows["ratio"]).round(1),
            "lower": (100 * rows["least"]).round(1),
            "upper": (100 * rows["greatest"]).round(1),
            "note": rows["ratio"].map(share),
        }
    )
    draw = partial(
        dot_intervals,
        lines.sort_values("group", kind="stable"),
        Key(
            interval=gettext("the median, from the least to the greatest measurement"),
            axis=gettext("Processor time, where the other program takes 100"),
        ),
        step=10.0,
        title="Processor time compared with that of another program",
        subtitle="Further left is faster.",
        description=sentence(
            "Dots for {figures}, by the program they are measured by.",
            figures=count(len(lines), "figure"),
        ),
    )
    labels = {"group": "Group", "lower": "Lower", "upper": "Upper"}
    return figure(draw, lines, name="figure-speed", labels=labels)


def _speed_table(rows: pd.DataFrame, measured: Mapping[str, Any]) -> View | Prose:
    machine = measured["machine"]
    cores = count(int(machine["cores"]), "core")
    size = sentence("{size} of memory", size=machine["memory"])
    measures = ["ratio", "seconds", "peer_seconds", "memory", "peer_memory", "times"]
    return table(
        rows[["what", "peer", *measures]],
        name="table-speed",
        title="Measurements of speed",
        subtitle="Medians of measurements taken in turn",
        labels={
            "what": "What is done",
            "ratio": "Ratio",
            "seconds": "Seconds",
            "peer": "Compared with",
            "times": "Times measured",
            "peer_seconds": "Seconds of the other",
            "memory": "Memory (MB)",
            "peer_memory": "Memory of the other (MB)",
        },
        units={"seconds": "s", "peer_seconds": "s", "memory": "MB", "peer_memory": "MB"},
        notes=[
            "Seconds of processor time of all processes; memory is the peak.",
            f"{machine['system']}, {cores}, {size}, Python {machine['python']}.",
        ],
    )
