"""What the landing page of a book tells search engines and reference managers (schema.org).

Addresses in it are identifiers: no browser fetches them.
"""

import json
from collections.abc import Mapping
from typing import Any

from trustbook.citation import Author, Citation


def licence_address(licence: str) -> str:
    """The address that stands for a licence with this SPDX identifier.

    >>> licence_address("CC-BY-4.0")
    'https://spdx.org/licenses/CC-BY-4.0'
    """
    return f"https://spdx.org/licenses/{licence}"


def book_description(
    cited: Citation, *, title: str, package: Mapping[str, Any], language: str = "en"
) -> dict[str, Any]:
    """The book and its data as schema.org has them (JSON-LD).

    `title` is the title of the book; `package` is the Data Package of its corpus, whose sources
    are the studies that the book is based on.
    """
    book = {
        "@context": "https://schema.org",
        "@type": "Book",
        "name": title,
        "description": cited.abstract,
        "author": [_author(each) for each in cited.authors],
        "inLanguage": language,
        "version": cited.version,
        "datePublished": cited.released,
        "license": [licence_address(each) for each in cited.licences],
        "keywords": list(cited.keywords),
        "isBasedOn": [_study(each) for each in package.get("sources", ())],
        "hasPart": _dataset(package),
    }
    return _stated(book)


def _dataset(package: Mapping[str, Any]) -> dict[str, Any]:
    """The corpus; nothing where it has no Data Package."""
    if not package.get("title"):
        return {}
    described = {
        "@type": "Dataset",
        "name": package["title"],
        "description": package.get("description", ""),
        "keywords": package.get("keywords", []),
        "license": [licence_address(each["name"]) for each in package.get("licenses", ())],
        "creator": [
            {"@type": "Organization", "name": each["title"]}
            for each in package.get("contributors", ())
        ],
        "variableMeasured": [each["title"] for each in package.get("resources", ())],
    }
    return _stated(described)


def _author(author: Author) -> dict[str, Any]:
    kind = "Person" if author.is_person else "Organization"
    return _stated({"@type": kind, "@id": author.orcid, "name": author.name})


def _study(source: Mapping[str, Any]) -> dict[str, Any]:
    kind = "ScholarlyArticle" if source.get("path") else "CreativeWork"
    return _stated({"@type": kind, "@id": source.get("path", ""), "name": source["title"]})


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that are empty, for what is not known is not said."""
    return {key: value for key, value in values.items() if value}


def described_page(page: str, description: Mapping[str, Any]) -> str:
    r"""The page (HTML) with the description in its head.

    >>> described_page("<head></head>", {"name": "</script>"})
    '<head><script type="application/ld+json">{"name": "\\u003c/script>"}</script>\n</head>'
    """
    text = json.dumps(description, ensure_ascii=False).replace("<", "\\u003c")
    script = f'<script type="application/ld+json">{text}</script>\n'
    return page.replace("</head>", f"{script}</head>", 1)
