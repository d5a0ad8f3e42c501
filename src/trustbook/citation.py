"""How a compendium is cited: what `CITATION.cff` says of it (Citation File Format 1.2.0)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trustbook.errors import BookError

CITATION_FILE = "CITATION.cff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person, or an entity such as a group: the name as it is read, and an ORCID if known."""

    name: str
    is_person: bool
    orcid: str = ""


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


def citation(parsed: Mapping[str, Any]) -> Citation:
    """What a parsed `CITATION.cff` says; BookError where it has no title or no authors.

    >>> person = {"family-names": "Pii", "given-names": "K"}
    >>> citation({"title": "T", "authors": [person]}).authors[0].name
    'K Pii'
    """
    missing = [key for key in ("title", "authors") if not parsed.get(key)]
    if missing:
        raise BookError(f"{CITATION_FILE}: it has no {' and no '.join(missing)}; write them in")
    return Citation(
        title=str(parsed["title"]),
        authors=_authors(parsed["authors"]),
        abstract=str(parsed.get("abstract", "")).strip(),
        version=str(parsed.get("version", "")),
        licences=_listed(parsed.get("license")),
        keywords=_listed(parsed.get("keywords")),
        released=_day(parsed.get("date-released")),
    )


def _authors(authors: Sequence[Mapping[str, Any]]) -> tuple[Author, ...]:
    parts = ("given-names", "name-particle", "family-names")
    return tuple(
        Author(
            name=str(author.get("name") or " ".join(str(author[p]) for p in parts if p in author)),
            is_person="name" not in author,
            orcid=str(author.get("orcid", "")),
        )
        for author in authors
    )


def _listed(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    return (str(value),) if isinstance(value, str) else tuple(str(each) for each in value)


def _day(value: Any) -> str:
    if value is None:
        return ""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise BookError(
            f"{CITATION_FILE}: date-released is {value!r}; write a day such as 2024-05-31"
        ) from None
