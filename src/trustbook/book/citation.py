"""How a compendium is cited: what `CITATION.cff` says of it (Citation File Format 1.2.0)."""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.package import PACKAGE_FILE
from trustbook.errors import BookError

CITATION_FILE = "CITATION.cff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person, or an entity such as a group: the name as it is read, and an ORCID if known.

    `family` is the part of the name of a person by which it is sorted, the particle before it.
    """

    name: str
    is_person: bool
    orcid: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Who made a compendium, what it is called and on what terms it may be used."""

    title: str
    authors: tuple[Author, ...]
    abstract: str = ""
    version: str = ""
    licences: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    released: str = ""


def cff_citation(fields: Mapping[str, Any]) -> Citation:
    """What the fields of a `CITATION.cff` say; BookError where it has no title or no authors.

    >>> person = {"family-names": "Pii", "given-names": "K"}
    >>> cff_citation({"title": "T", "authors": [person]}).authors[0].name
    'K Pii'
    """
    missing = [key for key in ("title", "authors") if not fields.get(key)]
    if missing:
        raise BookError(f"{CITATION_FILE}: it has no {' and no '.join(missing)}; write them in")
    return Citation(
        title=str(fields["title"]),
        authors=_authors(fields["authors"]),
        abstract=str(fields.get("abstract", "")).strip(),
        version=str(fields.get("version", "")),
        licences=_texts(fields.get("license")),
        keywords=_texts(fields.get("keywords")),
        released=_day(fields.get("date-released")),
    )


def _authors(authors: Sequence[Mapping[str, Any]]) -> tuple[Author, ...]:
    parts = ("given-names", "name-particle", "family-names")
    return tuple(
        Author(
            name=str(author.get("name") or " ".join(str(author[p]) for p in parts if p in author)),
            is_person="name" not in author,
            orcid=str(author.get("orcid", "")),
            family=" ".join(str(author[p]) for p in parts[1:] if p in author),
        )
        for author in authors
    )


def _texts(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    return (str(value),) if isinstance(value, str) else tuple(str(each) for each in value)


def _day(value: Any, *, file: str = CITATION_FILE, key: str = "date-released") -> str:
    if value is None:
        return ""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()  # a Data Package may add the hour
    except ValueError:
        raise BookError(f"{file}: {key} is {value!r}; write a day such as 2024-05-31") from None


def licence_address(licence: str) -> str:
    """The address that stands for a licence with this SPDX identifier.

    >>> licence_address("CC-BY-4.0")
    'https://spdx.org/licenses/CC-BY-4.0'
    """
    return f"https://spdx.org/licenses/{licence}"


def book_description(
    citation: Citation, *, title: str, package: Mapping[str, Any], language: str = "en"
) -> dict[str, Any]:
    """The book and its data as schema.org has them (JSON-LD).

    `title` is the title of the book; `package` is the Data Package of its corpus, whose sources
    are the studies that the book is based on.
    """
    book = {
        "@context": "https://schema.org",
        "@type": "Book",
        "name": title,
        "description": citation.abstract,
        "author": [_author(each) for each in citation.authors],
        "inLanguage": language,
        "version": citation.version,
        "datePublished": citation.released,
        "license": [licence_address(each) for each in citation.licences],
        "keywords": list(citation.keywords),
        "isBasedOn": [_study(each) for each in package.get("sources", ())],
        "hasPart": _dataset(package),
    }
    return _without_gaps(book)


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
    return _without_gaps(described)


def _author(author: Author) -> dict[str, Any]:
    kind = "Person" if author.is_person else "Organization"
    return _without_gaps({"@type": kind, "@id": author.orcid, "name": author.name})


def _study(source: Mapping[str, Any]) -> dict[str, Any]:
    kind = "ScholarlyArticle" if source.get("path") else "CreativeWork"
    return _without_gaps({"@type": kind, "@id": source.get("path", ""), "name": source["title"]})


def _without_gaps(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that are empty."""
    return {key: value for key, value in values.items() if value}


def described_page(page: str, description: Mapping[str, Any]) -> str:
    r"""The page (HTML) with the description in its head.

    >>> described_page("<head></head>", {"name": "</script>"})
    '<head><script type="application/ld+json">{"name": "\\u003c/script>"}</script>\n</head>'
    """
    text = json.dumps(description, ensure_ascii=False).replace("<", "\\u003c")
    script = f'<script type="application/ld+json">{text}</script>\n'
    return page.replace("</head>", f"{script}</head>", 1)


CODE_LICENCE = "BSD-3-Clause"
NO_TERMS = (
    "The terms on which the text, data and pictures of this book may be used are not stated: ask "
    "those who made it."
)


def book_config(
    config: Mapping[str, Any], package: Mapping[str, Any], *, name: str, is_own: bool = False
) -> dict[str, Any]:
    """The settings of a book with title, authors and footer of the corpus called `name`.

    `config` is a parsed `_config.yml`, `package` a parsed `datapackage.json` or nothing. What the
    settings say of the corpus that is their own stays.

    >>> book_config({"title": "T", "author": "A"}, {}, name="mine")["title"]
    'mine'
    """
    title, authors = package.get("title") or name, ", ".join(_package_authors(package))
    own = {"title": without_tags(title), "author": without_tags(authors)}
    footer = f"<p>{html.escape(terms(package))} {made_with()}</p>"
    html_settings = {"extra_footer": footer}
    if is_own:
        return {**own, **config, "html": {**html_settings, **config.get("html", {})}}
    return {**config, **own, "html": {**config.get("html", {}), **html_settings}}


def without_tags(text: str) -> str:
    """The text on one line and without angle brackets: templates of pages write it as it is."""
    return " ".join(text.translate(str.maketrans("<>", "‹›")).split())


def terms(package: Mapping[str, Any]) -> str:
    """On what terms text, data and pictures of the book may be used, as the Data Package has it.

    >>> terms({"licenses": [{"name": "CC-BY-4.0"}]})
    'Text, data and pictures of this book: CC-BY-4.0.'
    """
    licences = [
        each.get("title") or each.get("name") or each["path"]
        for each in package.get("licenses", ())
    ]
    if not licences:
        return gettext(NO_TERMS)
    return sentence(
        "Text, data and pictures of this book: {licences}.", licences=", ".join(licences)
    )


def made_with() -> str:
    """What the book was made with."""
    return sentence("Made with trustbook, whose code is under {licence}.", licence=CODE_LICENCE)


def package_citation(package: Mapping[str, Any], *, name: str) -> Citation:
    """How the book of a corpus is cited, from its Data Package alone."""
    return Citation(
        title=package.get("title") or name,
        authors=tuple(Author(name=each, is_person=False) for each in _package_authors(package)),
        abstract=package.get("description", ""),
        version=package.get("version", ""),
        released=_day(package.get("created") or None, file=PACKAGE_FILE, key="created"),
        licences=tuple(each["name"] for each in package.get("licenses", ())),
        keywords=tuple(package.get("keywords", ())),
    )


def _package_authors(package: Mapping[str, Any]) -> list[str]:
    return [each["title"] for each in package.get("contributors", ())]
