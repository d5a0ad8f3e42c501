"""Links that lead out of a book: each address is asked for once, and what becomes of it is said."""

import re
import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from trustbook.book.external_links import answers, external_links
from trustbook.book.notebooks import write_text
from trustbook.errors import BookError

STATUS = {"/fine": 200, "/gone": 404, "/broken": 500, "/people": 403}
LEADS_TO = {
    "/other": (302, "/fine"),
    "/moved": (301, "/fine"),
    "/circle": (302, "/circle"),
    "/lost": (301, "/gone"),
    "/resolver": (302, "/people"),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked[self.path] += 1
        if self.path == "/slow":
            self.server.end.wait(10)
        status, place = LEADS_TO.get(self.path, (STATUS.get(self.path, 200), ""))
        self.send_response(status)
        if place:
            self.send_header("Location", place)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.asked, server.end = Counter(), threading.Event()
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    server.base = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.end.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def nowhere():
    """An address at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


@pytest.mark.parametrize(
    ("place", "outcome", "why"),
    [
        ("/fine", "answers", ""),
        ("/Ærø?a=b", "answers", ""),
        ("/gone", "broken", "404 Not Found"),
        ("/broken", "broken", "500 Internal Server Error"),
        ("/people", "refuses", r"answers people only \(403\)"),
        ("/other", "answers", ""),
        ("/moved", "moved", "has moved to http://.*/fine"),
        ("/lost", "broken", "404 Not Found at http://.*/gone, where it has moved"),
        ("/resolver", "refuses", r"answers people only \(403\)"),
        ("/circle", "broken", "leads round in a circle"),
    ],
)
def test_what_becomes_of_an_address_is_said(site, place, outcome, why):
    (answer,) = answers([site.base + place]).values()
    assert answer.outcome == outcome
    assert re.fullmatch(why, answer.why)


def test_a_site_that_does_not_answer_holds_nobody_up(site, nowhere):
    every = answers([f"{site.base}/fine", f"{site.base}/slow", nowhere], seconds=0.3)
    assert every[f"{site.base}/slow"].why == "no answer within 0.3 seconds"
    assert every[nowhere].outcome == "silent"


def test_without_a_network_one_line_says_so(nowhere):
    with pytest.raises(
        BookError, match=r"no site could be reached .*, so no link was checked"
    ) as e:
        answers([f"{nowhere}a", f"{nowhere}b"])
    assert len(str(e.value).splitlines()) == 1
    assert answers([]) == {}


def test_each_address_is_asked_for_once_whatever_its_fragment(site, tmp_path):
    page = '<p><a href="{0}/fine#a">a</a> <a href="{0}/fine">b</a> <a href="b.html">c</a></p>'
    for name in ("a", "b"):
        write_text(tmp_path / "chapters" / f"{name}.html", page.format(site.base))
    site.asked.clear()
    pages = external_links(tmp_path)
    assert pages == {f"{site.base}/fine": ["chapters/a.html", "chapters/b.html"]}
    answers(pages)
    assert site.asked["/fine"] == 1
