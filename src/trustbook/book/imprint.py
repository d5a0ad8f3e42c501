"""What the book of an edition says about itself: whose it is, its settings, how it is cited."""

from dataclasses import replace
from typing import Any

from trustbook.book.citation import (
    CITATION_FILE,
    Citation,
    book_config,
    book_description,
    package_citation,
    terms,
)
from trustbook.book.downloads.plain import Source
from trustbook.book.edition import Edition
from trustbook.book.printing import Front
from trustbook.book.references import Reference, reference_text
from trustbook.book.staging import (
    base_address,
    pages_of,
    read_citation,
    read_config,
    read_toc,
    toc_of,
)
from trustbook.corpus.language import language_of, speaking
from trustbook.corpus.numbers import joined
from trustbook.corpus.package import read_package
from trustbook.project import (
    project_root,
)


def source_of(edition: Edition) -> Source:
    """What files that a reader takes away say of the book."""
    config = config_of(edition)
    authors = [each.name for each in citation_of(edition).authors]
    return Source(
        title=str(config["title"]),
        authors=joined(authors),
        terms=terms(read_package(edition.corpus)),
        language=language_of(config),
    )


def config_of(edition: Edition) -> dict[str, Any]:
    """The settings of the book, which say whose it is."""
    package = read_package(edition.corpus)
    config = read_config(project_root())
    return book_config(config, package, name=edition.name, is_own=edition.is_own)


def about(edition: Edition) -> dict[str, Any]:
    """What the landing page tells machines."""
    package, config = read_package(edition.corpus), config_of(edition)
    return book_description(
        citation_of(edition),
        title=str(config["title"]),
        package=package,
        language=language_of(config),
    )


def parts_of_book(edition: Edition) -> dict[str, list[str]]:
    """The places of the pages of a built book, in its order, by the caption of their part."""
    places = [
        place
        for place in pages_of(read_toc(project_root()))
        if (edition.default_output / f"{place}.html").is_file()
    ]
    toc = toc_of(read_toc(project_root()), places)
    parts = {part["caption"]: pages_of(part | {"root": ""})[1:] for part in toc.get("parts", ())}
    return {"": [toc["root"]], **parts}


def front_of(edition: Edition) -> Front:
    """What is before the chapters where the book is printed as a whole."""
    with speaking(language_of(config_of(edition))):
        source, cited = source_of(edition), reference_text(reference_of(edition))
    return Front(
        title=source.title,
        authors=source.authors,
        cited=cited,
        terms=source.terms,
        language=source.language,
    )


def reference_of(edition: Edition) -> Reference:
    """How the book as a whole is cited."""
    config = config_of(edition)
    return Reference(
        citation=citation_of(edition), book=str(config["title"]), address=base_address(config)
    )


def citation_of(edition: Edition) -> Citation:
    """How its book is cited: by `CITATION.cff` of the compendium, else by its Data Package.

    `CITATION.cff` speaks for the corpus that the compendium is about alone; a day of publication
    that it names is that of any other book, too, unless its Data Package names one.
    """
    root, own = project_root(), package_citation(read_package(edition.corpus), name=edition.name)
    if not (root / CITATION_FILE).is_file():
        return own
    citation = read_citation(root)
    released = own.released or citation.released
    return citation if edition.is_own else replace(own, released=released)
