"""What the colophon shows: the data and their digests, the software, terms and credit."""

import json

from trustbook.book.citation import MADE_WITH, terms
from trustbook.book.environment import data_digests, package_versions, python_version
from trustbook.corpus.contents import study_credits
from trustbook.corpus.numbers import count
from trustbook.corpus.reading import Corpus
from trustbook.pages.prose import Prose, prose
from trustbook.pages.tables import View, table


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
    return table(package_versions(), name="table-packages", title="Packages and versions")


def terms_in_words(corpus: Corpus) -> Prose:
    """The licence of text, data and pictures, or that none is stated, and that of the code."""
    package = json.loads(corpus.text("datapackage.json") or "{}")
    return prose("{terms} {made}", terms=terms(package), made=MADE_WITH)


def credit_table(corpus: Corpus) -> View | Prose:
    """Whose work the studies are, and on what terms."""
    return table(
        study_credits(corpus.table("studies")),
        name="table-credit",
        title="The studies, credited",
        empty="This corpus lists no studies.",
    )
