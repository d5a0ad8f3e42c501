"""What a repository is told about an archive, as the Data Package of its corpus says it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trustbook.corpus.package import PACKAGE_FILE
from trustbook.errors import ArchiveError

_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """A person or a group: the name as a repository sorts it, what is known of it beside.

    `role` is that of the Data Package, `author` where it has none.
    """

    name: str
    role: str = "author"
    orcid: str = ""
    affiliation: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A publication that the data rest on: its DOI or another address, and its title."""

    title: str
    doi: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An archive, as catalogues describe it.

    `licences` has the address of each licence by its identifier.
    """

    title: str
    creators: tuple[Creator, ...]
    text: str
    licences: Mapping[str, str]
    keywords: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    version: str = ""
    language: str = ""


def description_of(package: Mapping[str, Any]) -> Description:
    """The description that a Data Package gives; ArchiveError where it lacks what is asked for.

    >>> package = {"title": "Trust", "contributors": [{"title": "Ana Berg"}], "description": "Six"}
    >>> description_of({**package, "licenses": [{"name": "CC-BY-4.0"}]}).creators[0].name
    'Ana Berg'
    """
    asked_for = ("title", "description", "contributors", "licenses")
    missing = [key for key in asked_for if not package.get(key)]
    if missing:
        raise ArchiveError(
            f"{PACKAGE_FILE} has no {' and no '.join(missing)}, which repositories ask for; "
            "write that into the one of your corpus, and build the public edition again"
        )
    return Description(
        title=str(package["title"]),
        creators=tuple(map(_creator, package["contributors"])),
        text=str(package["description"]),
        licences={str(one["name"]): str(one.get("path", "")) for one in package["licenses"]},
        keywords=tuple(map(str, package.get("keywords", ()))),
        related=tuple(map(_related, package.get("sources", ()))),
        version=str(package.get("version", "")),
        language=str(package.get("language", "")),
    )


def _creator(contributor: Mapping[str, Any]) -> Creator:
    """A contributor of either version of the standard: one name, or that of the family apart."""
    parts = [str(contributor.get(key) or "") for key in ("familyName", "givenName")]
    orcid = _ORCID.search(str(contributor.get("path", "")))
    return Creator(
        name=", ".join(filter(None, parts)) or str(contributor.get("title", "")),
        role=str(contributor.get("role") or "author"),
        orcid=orcid[0] if orcid else "",
        affiliation=str(contributor.get("organization", "")),
        email=str(contributor.get("email", "")),
    )


def _related(source: Mapping[str, Any]) -> Related:
    address = str(source.get("path", ""))
    doi = _DOI.search(address)
    return Related(title=str(source.get("title", "")), doi=doi[0] if doi else "", address=address)


def authors(description: Description) -> tuple[Creator, ...]:
    """Those who have the role of an author; all, where nobody has it."""
    return tuple(one for one in description.creators if one.role == "author") or (
        description.creators
    )


def lines_of(description: Description) -> list[str]:
    """The description, a line for each thing that it says."""
    return [
        f"title: {description.title}",
        f"creators: {_joined(one.name for one in authors(description))}",
        f"description: {description.text}",
        f"licence: {_joined(description.licences)}",
        f"keywords: {_joined(description.keywords)}",
        *(f"related: {one.doi or one.address or one.title}" for one in description.related),
    ]


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts) or "none"
