"""Drafts at stand-ins of three repositories: what is sent, what is refused, nothing published."""

import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from trustbook.archive.description import description_of
from trustbook.archive.repositories import REPOSITORIES
from trustbook.archive.transport import Service
from trustbook.errors import ArchiveError, RepositoryError

TOKEN = "t0ken-of-the-test"
PACKAGE = {
    "title": "Trust at home — æøå",
    "description": "Six interviews, coded.",
    "contributors": [
        {"title": "Ana Berg", "path": "https://orcid.org/0000-0002-1825-0097",
         "organization": "A university", "email": "ana@example.org"},
        {"title": "Bo Dahl", "role": "editor"},
    ],
    "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
    "keywords": ["trust", "care"],
    "sources": [{"title": "A study", "path": "https://doi.org/10.5555/12345678"}],
}  # fmt: skip


class StandIn(BaseHTTPRequestHandler):
    """The parts of the three interfaces that are documented, in one server."""

    def _answer(self, status, content=None):
        data = json.dumps(content or {}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _handle(self):
        store = self.server.store
        length = int(self.headers.get("Content-Length") or 0)
        place = urlsplit(self.path)
        store["asked"].append(f"{self.command} {self.path}")
        if store["break"] and self.command in ("PUT", "POST") and length > 10_000:
            store["break"] -= 1
            self.rfile.read(1000)
            self.connection.close()
            return
        data = self.rfile.read(length)
        tokens = (self.headers.get("Authorization"), self.headers.get("X-Dataverse-key"))
        if not {f"Bearer {TOKEN}", TOKEN} & set(tokens):
            self._answer(401, {"message": "bad token"})
        elif store["refuse"] and length > 10_000:
            self._answer(store["refuse"], {"message": "no"})
        else:
            self._answer(*self._route(store, place, data))

    do_GET = do_POST = do_PUT = _handle  # noqa: N815 - names of http.server

    def _route(self, store, place, data):  # noqa: PLR0911 - one line for each place
        home, path, query = store["home"], place.path, parse_qs(place.query)
        if path.startswith("/api/deposit/depositions"):
            if self.command == "POST":
                store["metadata"] = json.loads(data)
                return 201, {"id": 7}
            files = [{"filename": n, "checksum": f"md5:{m}"} for n, m in store["files"].items()]
            links = {"bucket": f"{home}/api/files/b-7", "html": f"{home}/deposit/7"}
            return 200, {"links": links, "files": files, "submitted": store["is_published"]}
        if path.startswith("/api/files/b-7/"):
            return 201, {"checksum": f"md5:{self._keep(unquote(path.rpartition('/')[2]), data)}"}
        if path == "/v2/nodes/":
            store["metadata"] = json.loads(data)
            return 201, {"data": {"id": "abc12"}}
        if path == "/v2/nodes/abc12/":
            return 200, {"data": {"attributes": {"public": store["is_published"]}}}
        upload = f"{home}/v1/resources/abc12/providers/osfstorage/"
        if path == "/v2/nodes/abc12/files/":
            store_of_files = {"attributes": {"provider": "osfstorage"}, "links": {"upload": upload}}
            return 200, {"data": [store_of_files]}
        if path == "/v2/nodes/abc12/files/osfstorage/":
            files = [
                {"attributes": {"name": n, "extra": {"hashes": {"md5": m}}},
                 "links": {"upload": f"{upload}{n}"}}
                for n, m in store["files"].items()
            ]  # fmt: skip
            return 200, {"data": files}
        if path.startswith("/v1/resources/abc12/"):
            name = query.get("name", [path.rpartition("/")[2]])[0]
            extra = {"hashes": {"md5": self._keep(name, data)}}
            return 201, {"data": {"attributes": {"extra": extra}}}
        if path == "/api/dataverses/mine/datasets":
            store["metadata"] = json.loads(data)
            return 201, {"data": {"persistentId": "doi:10.5072/FK2/X"}}
        if path.startswith("/api/datasets/:persistentId/versions/"):
            files = [{"dataFile": {"filename": n, "md5": m}} for n, m in store["files"].items()]
            state = "RELEASED" if store["is_published"] else "DRAFT"
            return 200, {"data": {"versionState": state, "files": files}}
        if path == "/api/datasets/:persistentId/add":
            assert query == {"persistentId": ["doi:10.5072/FK2/X"]}
            match = re.search(rb'filename="(.+?)"\r\n.*?\r\n\r\n(.*)\r\n--', data, re.DOTALL)
            name = match[1].decode()
            md5 = self._keep(name, match[2])
            return 200, {"data": {"files": [{"dataFile": {"filename": name, "md5": md5}}]}}
        return 404, {}

    def _keep(self, name, data):
        md5 = "0" * 32 if self.server.store["damages"] else hashlib.md5(data).hexdigest()
        self.server.store["files"][name] = md5
        return md5

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def store():
    """What the stand-in holds, and how it is to behave."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    home = f"http://127.0.0.1:{server.server_port}"
    server.store = {"home": home, "asked": [], "files": {}, "refuse": 0, "break": 0}
    server.store |= {"is_published": False, "damages": False}
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.store
    server.shutdown()
    server.server_close()


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "mine.zip"
    path.write_bytes(bytes(range(256)) * 12_000)  # three pieces
    return path


def service(store, name, *, token=TOKEN, lines=None):
    collection = "/dataverse/mine" if name == "dataverse" else ""
    return Service(
        name=REPOSITORIES[name].title,
        server=store["home"] + collection,
        headers=REPOSITORIES[name].headers(token),
        announce=(lines if lines is not None else []).append,
    )


def deposited(store, name, archive, **named):
    here, repository = service(store, name, **named), REPOSITORIES[name]
    draft = repository.new_draft(here, repository.content(description_of(PACKAGE)))
    return repository.fill(here, draft, archive)


@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_draft_holds_the_archive_and_nothing_is_published(store, archive, name):
    lines = []
    draft = deposited(store, name, archive, lines=lines)
    assert store["files"] == {"mine.zip": hashlib.md5(archive.read_bytes()).hexdigest()}
    assert not draft.was_there
    assert lines[-1] == "mine.zip: 3.1 of 3.1 MB sent"
    text = json.dumps(store["metadata"], ensure_ascii=False)
    assert all(word in text for word in ("Trust at home — æøå", "Ana Berg", "10.5555/12345678"))
    assert "trust" in text
    assert ("ana@example.org" in text) == (name == "dataverse")
    assert not any("publish" in one for one in store["asked"])
    again = REPOSITORIES[name].fill(service(store, name), draft.name, archive)
    assert again.was_there


def test_zenodo_is_told_who_on_what_terms_and_what_it_is_derived_from():
    sent = REPOSITORIES["zenodo"].content(description_of(PACKAGE))["metadata"]
    assert sent["creators"] == [
        {"name": "Ana Berg", "affiliation": "A university", "orcid": "0000-0002-1825-0097"}
    ]
    assert sent["contributors"] == [{"name": "Bo Dahl", "type": "Editor"}]
    assert sent["license"] == "cc-by-4.0"
    assert sent["related_identifiers"] == [
        {"identifier": "10.5555/12345678", "relation": "isDerivedFrom"}
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", REPOSITORIES)
@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"refuse": 413}, "larger than is allowed"),
        ({"refuse": 503}, "wait some minutes"),
        ({"break": 1}, "the connection to"),
        ({"damages": True}, "arrived changed"),
    ],
)
def test_what_goes_wrong_is_a_line_and_the_draft_can_be_continued(store, archive, name, how, words):
    here, repository = service(store, name), REPOSITORIES[name]
    draft = repository.new_draft(here, repository.content(description_of(PACKAGE)))
    store |= how
    with pytest.raises(RepositoryError) as error:
        repository.fill(here, draft, archive)
    assert words in str(error.value)
    assert "\n" not in str(error.value)
    store |= {"refuse": 0, "break": 0, "damages": False}
    assert not repository.fill(here, draft, archive).was_there


def test_a_refused_token_is_said_and_not_shown(store, archive):
    with pytest.raises(RepositoryError) as error:
        deposited(store, "zenodo", archive, token="another-token")
    assert str(error.value).startswith("Zenodo refused (401 Unauthorized): bad token: the token")
    assert "another-token" not in str(error.value) + repr(service(store, "osf"))


def test_what_is_published_is_not_filled(store, archive):
    store["is_published"] = True
    for name, repository in REPOSITORIES.items():
        draft = {"zenodo": "7", "osf": "abc12", "dataverse": "doi:10.5072/FK2/X"}[name]
        with pytest.raises(RepositoryError, match="is published"):
            repository.fill(service(store, name), draft, archive)
    assert not store["files"]


def test_a_token_goes_to_no_other_server_and_not_in_the_open():
    here = Service(name="OSF", server="https://api.osf.io", headers={}, announce=print)
    with pytest.raises(RepositoryError, match="no other server"):
        here.ask("PUT", "https://files.example.org/v1/")
    open_line = Service(name="OSF", server="http://api.osf.io", headers={}, announce=print)
    with pytest.raises(RepositoryError, match="not https"):
        open_line.ask("GET", "v2/")


def test_what_a_data_package_lacks_is_named():
    with pytest.raises(ArchiveError, match="no description and no licenses"):
        description_of({"title": "T", "contributors": [{"title": "A"}]})
    nobody = description_of({**PACKAGE, "contributors": [{"title": "A"}]})
    with pytest.raises(ArchiveError, match='write "email"'):
        REPOSITORIES["dataverse"].content(nobody)
