"""Talking to a repository: one request at a time, a file sent piece by piece, faults in a line.

A token goes into a header, to the repository alone: over HTTPS (or to this computer), never along
a redirection, never into an address, a message or a file.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from trustbook.errors import RepositoryError

_SECONDS = 120
_PIECE = 1 << 20
_STEPS = 10  # lines of progress for a file
_LONGEST_ANSWER = 10_000_000
_LONGEST_REASON = 200
_HERE = ("localhost", "127.0.0.1", "::1")
_REMEDIES: Mapping[int, str] = {
    401: "the token is not accepted: make a new one in your account there, with the right to write",
    403: "the token may not do this: give it the right to write and to deposit, or ask who runs "
    "the collection",
    404: "nothing there of that name: check --server and --draft",
    409: "it is there already: continue it with --draft, or delete it there",
    413: "the archive is larger than is allowed there: ask for more room, or deposit it elsewhere",
    429: "too many requests: wait some minutes, then run the same command again",
    507: "no room is left there: ask for more, or delete files there",
}
_LATER = "a fault of the repository: wait some minutes, then run the same command again"


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_named: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The pieces of what is sent, how many bytes they have together, and of which kind they are."""

    pieces: Iterator[bytes]
    size: int
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A repository at an address, and the headers that say who asks.

    Parameters
    ----------
    name
        What it is called.
    server
        Its address.
    headers
        Those with the token.
    announce
        Called with each line on the progress of a file.
    """

    name: str
    server: str
    headers: Mapping[str, str] = field(repr=False)
    announce: Callable[[str], None] = print

    def ask(
        self, method: str, address: str, content: object = None, *, body: Body | None = None
    ) -> Any:
        """What the repository answers, from JSON; RepositoryError in a line."""
        url = address if "://" in address else f"{self.server.rstrip('/')}/{address.lstrip('/')}"
        _require_own(url, self.server)
        data: bytes | Iterator[bytes] | None = None if content is None else _json(content)
        headers = {"Accept": "application/json", **self.headers}
        if body is not None:
            data = body.pieces
            headers |= {"Content-Type": body.kind, "Content-Length": str(body.size)}
        elif data is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with _OPENER.open(request, timeout=_SECONDS) as answer:
                return json.loads(answer.read(_LONGEST_ANSWER) or b"{}")
        except urllib.error.HTTPError as error:
            self._refuse(error)
        except ValueError:
            raise RepositoryError(f"{self.name} at {self.server} did not answer as it should: "
            "check --server") from None  # fmt: skip
        except (OSError, HTTPException) as error:
            why = getattr(error, "reason", None) or error
            raise RepositoryError(
                f"the connection to {self.name} at {self.server} broke ({_short(str(why))}): "
                "check the network, then run the same command again"
            ) from None

    def _refuse(self, error: urllib.error.HTTPError) -> NoReturn:
        remedy = _REMEDIES.get(error.code, _LATER if error.code >= 500 else "")  # noqa: PLR2004
        reason = _reason(error)
        parts = [f"{self.name} refused ({error.code} {error.reason})", reason, remedy]
        raise RepositoryError(": ".join(filter(None, parts))) from None


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _require_own(url: str, server: str) -> None:
    """Refuse to send a token in the open, or to another domain than that of the server."""
    place, home = urlsplit(url), urlsplit(server)
    host, own = place.hostname or "", home.hostname or ""
    domain = own if own in _HERE else ".".join(own.split(".")[-2:])
    if place.scheme != "https" and host not in _HERE:
        raise RepositoryError(f"{url} is not https, and a token is not sent in the open: write "
                              "--server with https://")  # fmt: skip
    if host != own and not host.endswith(f".{domain}"):
        raise RepositoryError(f"the repository at {server} sends us on to {host}, and a token "
        "goes to no other server: check --server")  # fmt: skip


def _reason(error: urllib.error.HTTPError) -> str:
    """What the repository says of a refusal, where it says it in JSON."""
    try:
        content = json.loads(error.read(_LONGEST_ANSWER))
    except (OSError, ValueError, HTTPException):
        return ""
    errors = content.get("errors") if isinstance(content, dict) else None
    parts = [
        f"{one.get('field', '')} {one.get('message') or one.get('detail') or ''}".strip()
        for one in (errors if isinstance(errors, list) else [])
        if isinstance(one, dict)
    ]
    message = content.get("message") if isinstance(content, dict) else ""
    return _short("; ".join(filter(None, parts)) or str(message or ""))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_REASON else f"{plain[:_LONGEST_REASON]}…"


def pieces_of(path: Path, announce: Callable[[str], None]) -> Iterator[bytes]:
    """The bytes of a file, piece by piece; each tenth of it is announced once it is sent."""
    size, sent, step = path.stat().st_size, 0, 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
            sent += len(piece)
            if sent * _STEPS // size > step:
                step = sent * _STEPS // size
                announce(f"{path.name}: {sent / 1e6:.1f} of {size / 1e6:.1f} MB sent")


def body_of(path: Path, announce: Callable[[str], None]) -> Body:
    """A file as what is sent."""
    return Body(pieces=pieces_of(path, announce), size=path.stat().st_size)
