"""Whose book it is: title, authors and terms of use for the pages of any corpus.

`_config.yml` and `CITATION.cff` speak for the reference corpus. The book of another corpus takes
what the Data Package of that corpus says, and claims nothing where it says nothing.
"""

import html
from collections.abc import Mapping
from typing import Any

from trustbook.citation import Author, Citation

CODE_LICENCE = "BSD-3-Clause"
MADE_WITH = f"Made with trustbook, whose code is under {CODE_LICENCE}."
NO_TERMS = (
    "Nothing says on what terms the text, data and pictures of this book may be used: ask those "
    "who made it."
)


def config_of(
    config: Mapping[str, Any], package: Mapping[str, Any], *, name: str
) -> dict[str, Any]:
    """The settings of a book with title, authors and footer of the corpus called `name`.

    `config` is a parsed `_config.yml`, `package` a parsed `datapackage.json` or nothing.

    >>> config_of({"title": "T", "author": "A"}, {}, name="mine")["title"]
    'mine'
    """
    said = {"title": package.get("title") or name, "author": ", ".join(_authors(package))}
    footer = f"<p>{html.escape(terms(package))} {MADE_WITH}</p>"
    return {**config, **said, "html": {**config.get("html", {}), "extra_footer": footer}}


def terms(package: Mapping[str, Any]) -> str:
    """On what terms text, data and pictures of the book may be used, as the Data Package has it.

    >>> terms({"licenses": [{"name": "CC-BY-4.0"}]})
    'Text, data and pictures of this book: CC-BY-4.0.'
    """
    licences = [each.get("title") or each["name"] for each in package.get("licenses", ())]
    return f"Text, data and pictures of this book: {', '.join(licences)}." if licences else NO_TERMS


def citation_of(package: Mapping[str, Any], *, name: str) -> Citation:
    """How the book of a corpus is cited, from its Data Package alone."""
    return Citation(
        title=package.get("title") or name,
        authors=tuple(Author(name=each, is_person=False) for each in _authors(package)),
        abstract=package.get("description", ""),
        version=package.get("version", ""),
        licences=tuple(each["name"] for each in package.get("licenses", ())),
        keywords=tuple(package.get("keywords", ())),
    )


def _authors(package: Mapping[str, Any]) -> list[str]:
    return [each["title"] for each in package.get("contributors", ())]
