"""Drafts at Zenodo, OSF and Dataverse: made or continued, filled, never published.

The interfaces are those that the three document: https://developers.zenodo.org (depositions and
buckets), https://developer.osf.io (version 2, files through WaterButler) and
https://guides.dataverse.org (native API).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from trustbook.archive.description import Creator, Description, authors
from trustbook.archive.transport import Body, Service, body_of, pieces_of
from trustbook.errors import ArchiveError, RepositoryError

_BOUNDARY = "trustbook-7d1f0c5a94e2"
_OF_ZENODO = {"editor": "Editor", "contributor": "Other", "publisher": "Distributor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft at a repository: its name there, where it is read, and whether the file was there."""

    name: str
    page: str
    was_there: bool


class Repository(Protocol):
    """What all repositories have in common."""

    title: str
    server: str
    variable: str
    remark: str

    def headers(self, token: str) -> dict[str, str]:
        """The headers that carry the token."""
        ...

    def content(self, description: Description) -> dict[str, Any]:
        """What is sent to make a draft of this description."""
        ...

    def new_draft(self, service: Service, content: Mapping[str, Any]) -> str:
        """The name of a new draft."""
        ...

    def fill(self, service: Service, draft: str, file: Path) -> Draft:
        """The draft with the file in it, which is sent unless the same one is there."""
        ...


class Zenodo:
    """Zenodo, and other servers that run its software."""

    title, server, variable = "Zenodo", "https://zenodo.org", "ZENODO_TOKEN"
    remark = "https://sandbox.zenodo.org (--server) is the place to try it"

    def headers(self, token: str) -> dict[str, str]:
        """The header of a personal access token (scopes deposit:write, not deposit:actions)."""
        return {"Authorization": f"Bearer {token}"}

    def content(self, description: Description) -> dict[str, Any]:
        """The metadata of a deposition of the type dataset."""
        others = [one for one in description.creators if one not in authors(description)]
        metadata = {
            "upload_type": "dataset",
            "title": description.title,
            "creators": [self._person(one) for one in authors(description)],
            "contributors": [
                {**self._person(one), "type": _OF_ZENODO.get(one.role, "Other")} for one in others
            ],
            "description": description.text,
            "access_right": "open",
            "license": next(iter(description.licences)).lower(),
            "keywords": list(description.keywords),
            "related_identifiers": [
                {"identifier": one.doi or one.address, "relation": "isDerivedFrom"}
                for one in description.related
                if one.doi or one.address
            ],
            "version": description.version,
        }
        return {"metadata": {key: value for key, value in metadata.items() if value}}

    def _person(self, creator: Creator) -> dict[str, str]:
        person = {
            "name": creator.name,
            "affiliation": creator.affiliation,
            "orcid": creator.orcid,
        }
        return {key: value for key, value in person.items() if value}

    def new_draft(self, service: Service, content: Mapping[str, Any]) -> str:
        """The number of a new deposition."""
        return str(service.ask("POST", "api/deposit/depositions", content)["id"])

    def fill(self, service: Service, draft: str, file: Path) -> Draft:
        """The deposition with the file in its bucket."""
        deposition = service.ask("GET", f"api/deposit/depositions/{quote(draft, safe='')}")
        _require_draft(is_draft=not deposition.get("submitted"), name=draft)
        page = deposition["links"].get("html", f"{service.server}/deposit/{draft}")
        md5 = {
            one.get("filename"): _plain(one.get("checksum", ""))
            for one in deposition.get("files", ())
        }
        if md5.get(file.name) == md5_of(file):
            return Draft(name=draft, page=page, was_there=True)
        place = f"{deposition['links']['bucket']}/{quote(file.name)}"
        answer = service.ask("PUT", place, body=body_of(file, service.announce))
        _require_whole(_plain(answer.get("checksum", "")), file)
        return Draft(name=draft, page=page, was_there=False)


class Osf:
    """The Open Science Framework: a private project, and the archive in its storage."""

    title, server, variable = "OSF", "https://api.osf.io", "OSF_TOKEN"
    remark = "choose the licence in the settings of the project, and ask for a DOI there"

    def headers(self, token: str) -> dict[str, str]:
        """The header of a personal access token (scope osf.full_write)."""
        return {"Authorization": f"Bearer {token}"}

    def content(self, description: Description) -> dict[str, Any]:
        """A private project; what it has no place for is in its description."""
        related = "\n".join(
            f"{one.title}. {one.doi or one.address}".strip() for one in description.related
        )
        people = "; ".join(one.name for one in authors(description))
        parts = [
            description.text,
            f"Authors: {people}.",
            f"Licence: {', '.join(description.licences)}.",
            f"Based on:\n{related}" if related else "",
        ]
        attributes = {
            "title": description.title,
            "category": "data",
            "description": "\n\n".join(filter(None, parts)),
            "tags": list(description.keywords),
            "public": False,
        }
        return {"data": {"type": "nodes", "attributes": attributes}}

    def new_draft(self, service: Service, content: Mapping[str, Any]) -> str:
        """The name of a new private project."""
        return str(service.ask("POST", "v2/nodes/", content)["data"]["id"])

    def fill(self, service: Service, draft: str, file: Path) -> Draft:
        """The project with the file in its storage."""
        node = service.ask("GET", f"v2/nodes/{quote(draft, safe='')}/")["data"]
        _require_draft(is_draft=not node["attributes"].get("public"), name=draft)
        page = node.get("links", {}).get("html", "https://osf.io/" + draft)
        stores = service.ask("GET", f"v2/nodes/{quote(draft, safe='')}/files/")["data"]
        upload = next(
            one["links"]["upload"] for one in stores
            if one["attributes"]["provider"] == "osfstorage"
        )  # fmt: skip
        files = self._files(service, draft)
        same = files.get(file.name, {})
        if same.get("md5") == md5_of(file):
            return Draft(name=draft, page=page, was_there=True)
        place = same.get("upload") or f"{upload}?kind=file&name={quote(file.name)}"
        answer = service.ask("PUT", place, body=body_of(file, service.announce))
        _require_whole(_hashes(answer["data"]["attributes"]), file)
        return Draft(name=draft, page=page, was_there=False)

    def _files(self, service: Service, draft: str) -> dict[str, dict[str, str]]:
        listing = service.ask("GET", f"v2/nodes/{quote(draft, safe='')}/files/osfstorage/")
        return {
            one["attributes"]["name"]: {
                "md5": _hashes(one["attributes"]),
                "upload": f"{one['links']['upload']}?kind=file" if "upload" in one["links"] else "",
            }
            for one in listing["data"]
        }


def _hashes(attributes: Mapping[str, Any]) -> str:
    return str(attributes.get("extra", {}).get("hashes", {}).get("md5", ""))


class Dataverse:
    """A Dataverse; its address may name the collection: https://HOST/dataverse/COLLECTION."""

    title, server, variable = "Dataverse", "", "DATAVERSE_TOKEN"
    remark = (
        "a Dataverse may unpack a zip; check its subject and its terms, which we could not know"
    )

    def headers(self, token: str) -> dict[str, str]:
        """The header of an API token."""
        return {"X-Dataverse-key": token}

    def content(self, description: Description) -> dict[str, Any]:
        """A version of a dataset with the block of metadata for citation."""
        contact = next((one for one in description.creators if one.email), None)
        if contact is None:
            raise ArchiveError(
                "a Dataverse asks for a contact, and no contributor in datapackage.json has an "
                'address: write "email" beside the title of one of them; it goes to the '
                "Dataverse alone, into no page and no archive"
            )
        people = [
            {
                "authorName": _simple("authorName", one.name),
                **({"authorAffiliation": _simple("authorAffiliation", one.affiliation)}
                   if one.affiliation else {}),
                **({"authorIdentifierScheme": _of_list("authorIdentifierScheme", "ORCID"),
                    "authorIdentifier": _simple("authorIdentifier", one.orcid)}
                   if one.orcid else {}),
            }
            for one in authors(description)
        ]  # fmt: skip
        contacts = [
            {
                "datasetContactName": _simple("datasetContactName", contact.name),
                "datasetContactEmail": _simple("datasetContactEmail", contact.email),
            }
        ]
        texts = [{"dsDescriptionValue": _simple("dsDescriptionValue", description.text)}]
        words = [{"keywordValue": _simple("keywordValue", one)} for one in description.keywords]
        fields = [
            _simple("title", description.title),
            _several("author", people),
            _several("datasetContact", contacts),
            _several("dsDescription", texts),
            {**_of_list("subject", "Other"), "multiple": True, "value": ["Other"]},
            _several("keyword", words),
            _several("publication", list(map(_publication, description.related))),
        ]
        block = {"citation": {"fields": [one for one in fields if one["value"]]}}
        terms = ", ".join(
            f"{name} {address}".strip() for name, address in description.licences.items()
        )
        return {"datasetVersion": {"termsOfUse": terms, "metadataBlocks": block}}

    def new_draft(self, service: Service, content: Mapping[str, Any]) -> str:
        """The persistent identifier of a new dataset."""
        _, _, collection = urlsplit(service.server).path.partition("/dataverse/")
        place = f"api/dataverses/{quote(collection.strip('/') or 'root', safe='')}/datasets"
        return str(_root(service).ask("POST", place, content)["data"]["persistentId"])

    def fill(self, service: Service, draft: str, file: Path) -> Draft:
        """The dataset with the file in its draft version."""
        root, name = _root(service), f"persistentId={quote(draft, safe='')}"
        dataset = root.ask("GET", f"api/datasets/:persistentId/versions/:latest?{name}")["data"]
        _require_draft(is_draft=dataset.get("versionState", "DRAFT") == "DRAFT", name=draft)
        page = f"{root.server}/dataset.xhtml?{name}&version=DRAFT"
        md5 = {
            one.get("dataFile", {}).get("filename"): one["dataFile"].get("md5")
            for one in dataset.get("files", ())
        }
        if md5.get(file.name) == md5_of(file):
            return Draft(name=draft, page=page, was_there=True)
        body = _form(file, service)
        answer = root.ask("POST", f"api/datasets/:persistentId/add?{name}", body=body)
        files = [one["dataFile"] for one in answer["data"]["files"]]
        if len(files) == 1 and files[0].get("filename") == file.name:  # else it was unpacked
            _require_whole(str(files[0].get("md5", "")), file)
        return Draft(name=draft, page=page, was_there=False)


def _root(service: Service) -> Service:
    """The Dataverse without the collection in its address."""
    home = urlsplit(service.server)
    return Service(
        name=service.name,
        server=f"{home.scheme}://{home.netloc}",
        headers=service.headers,
        announce=service.announce,
    )


def _simple(name: str, value: str) -> dict[str, Any]:
    return {"typeName": name, "typeClass": "primitive", "multiple": False, "value": value}


def _of_list(name: str, value: str) -> dict[str, Any]:
    return {**_simple(name, value), "typeClass": "controlledVocabulary"}


def _several(name: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {"typeName": name, "typeClass": "compound", "multiple": True, "value": values}


def _publication(related: Any) -> dict[str, Any]:
    parts = {"publicationCitation": _simple("publicationCitation", related.title)}
    if related.doi:
        parts["publicationIDType"] = _of_list("publicationIDType", "doi")
        parts["publicationIDNumber"] = _simple("publicationIDNumber", related.doi)
    if related.address.startswith("http"):
        parts["publicationURL"] = _simple("publicationURL", related.address)
    return parts


def _form(file: Path, service: Service) -> Body:
    """A file in the form that a Dataverse takes, with what it should not do with it."""
    facts = json.dumps({"description": "Public edition made by trustbook", "tabIngest": "false"})
    name = file.name.replace('"', "")
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="jsonData"\r\n\r\n{facts}\r\n'
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/zip\r\n\r\n"
    ).encode()
    tail = f"\r\n--{_BOUNDARY}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield head
        yield from pieces_of(file, service.announce)
        yield tail

    return Body(
        pieces=pieces(),
        size=len(head) + file.stat().st_size + len(tail),
        kind=f"multipart/form-data; boundary={_BOUNDARY}",
    )


def md5_of(path: Path) -> str:
    """The digest by which repositories say what arrived."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _plain(checksum: str) -> str:
    return re.sub(r"^md5:", "", checksum)


def _require_draft(*, is_draft: bool, name: str) -> None:
    if not is_draft:
        raise RepositoryError(
            f"{name} is published already, and files go only into a draft; leave out --draft"
        )


def _require_whole(md5: str, file: Path) -> None:
    """Refuse to call sent what arrived otherwise than it left."""
    if md5 != md5_of(file):
        raise RepositoryError(f"{file.name} arrived changed, or without a digest: send it again, "
        "into the same draft")  # fmt: skip


REPOSITORIES: Mapping[str, Repository] = {
    "zenodo": Zenodo(),
    "osf": Osf(),
    "dataverse": Dataverse(),
}
