"""The links of a book that lead out of it, and whether anything answers where they lead.

A build checks the links inside a book; those to other sites are asked about on demand, each once.
"""

import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urldefrag

import lxml.html

from trustbook.errors import BookError

SECONDS = 20.0  # that a site has for its answer
_AT_A_TIME = 8
_AGENT = "Mozilla/5.0 (compatible; trustbook, which checks links)"  # some refuse Python's own
_SPARED = "%/:=&?~#+!$,;'@()*[]"  # letters of an address that stay as they are
_FOR_GOOD = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_REFUSALS = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
)
ANSWERS, MOVED, REFUSES, BROKEN, SILENT = "answers", "moved", "refuses", "broken", "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of asking for an address: one of the five outcomes, and the reason in words."""

    outcome: str
    why: str = ""


def external_links(book: Path) -> dict[str, list[str]]:
    """The pages of a built book that link to each address outside it, by address."""
    pages: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(book.rglob("*.html")):
        place = path.relative_to(book).as_posix()
        links = lxml.html.fromstring(path.read_bytes()).iterfind(".//a[@href]")
        addresses = {urldefrag(link.get("href", "").strip()).url for link in links}
        for address in sorted(each for each in addresses if _leads_out(each)):
            pages[address].append(place)
    return dict(pages)


def _leads_out(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def answers(addresses: Iterable[str], *, seconds: float = SECONDS) -> dict[str, Answer]:
    """What became of asking for each address; BookError where nothing at all could be reached."""
    several = sorted(addresses)
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        every = dict(
            zip(several, threads.map(lambda each: _answer(each, seconds), several), strict=True)
        )
    if every and all(answer.outcome == SILENT for answer in every.values()):
        (reason, _), *_ = Counter(answer.why for answer in every.values()).most_common(1)
        raise BookError(
            f"no site could be reached ({reason}), so no link was checked: connect this computer "
            "to the network, or set HTTPS_PROXY, then run the same command again"
        )
    return every


class _Followed(urllib.request.HTTPRedirectHandler):
    """Goes where it is sent, and remembers where it was sent for good from the first address."""

    def __init__(self) -> None:
        self.new_address = ""
        self._hops = 0

    def redirect_request(
        self, req: urllib.request.Request, fp: object, code: int, msg: str, *rest: object
    ) -> urllib.request.Request | None:
        headers, new_address = rest
        if code in _FOR_GOOD and not self._hops:
            self.new_address = str(new_address)
        self._hops += 1
        return super().redirect_request(req, fp, code, msg, headers, str(new_address))  # type: ignore[arg-type]


def _answer(address: str, seconds: float) -> Answer:
    followed = _Followed()
    opener = urllib.request.build_opener(followed)
    request = urllib.request.Request(quote(address, safe=_SPARED), headers={"User-Agent": _AGENT})
    try:
        with opener.open(request, timeout=seconds):
            pass
    except HTTPError as error:
        error.close()
        return _refusal(error, followed)
    except (OSError, HTTPException, ValueError) as error:
        return Answer(outcome=SILENT, why=_reason(error, seconds))
    return (
        Answer(outcome=MOVED, why=f"has moved to {followed.new_address}")
        if followed.new_address
        else Answer(outcome=ANSWERS)
    )


def _refusal(error: HTTPError, followed: _Followed) -> Answer:
    if error.code in _REFUSALS:
        return Answer(outcome=REFUSES, why=f"answers people only ({error.code})")
    if HTTPStatus.MULTIPLE_CHOICES <= error.code < HTTPStatus.BAD_REQUEST:
        return Answer(outcome=BROKEN, why="leads round in a circle")
    where = f" at {followed.new_address}, where it has moved" if followed.new_address else ""
    phrase = _PHRASES.get(error.code, error.reason)
    return Answer(outcome=BROKEN, why=f"{error.code} {phrase}{where}".strip())


_PHRASES: Mapping[int, str] = {each.value: each.phrase for each in HTTPStatus}


def _reason(error: Exception, seconds: float) -> str:
    """Why a site did not answer, in words that are the same for all addresses of a site."""
    cause = getattr(error, "reason", None) or error
    if isinstance(cause, TimeoutError):
        return f"no answer within {seconds:g} seconds"
    return (getattr(cause, "strerror", None) or str(cause)).strip() or type(cause).__name__
