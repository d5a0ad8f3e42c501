"""Serving a book to this computer only."""

import http.client
import threading
import urllib.error
import urllib.request

import pytest

from trustbook.book.notebooks import write_text
from trustbook.book.policy import POLICY
from trustbook.book.server import HOST, RELOADER, address, book_server
from trustbook.errors import BookError


@pytest.fixture
def server(tmp_path):
    write_text(tmp_path / "book" / "index.html", "<p>here</p>")
    write_text(tmp_path / "book" / "tables" / "ties.csv", "truster,trustee")
    write_text(tmp_path / "secret.txt", "not in the book")
    (tmp_path / "book" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "book" / "elsewhere").symlink_to(tmp_path)
    result = book_server(tmp_path / "book", port=0)
    threading.Thread(target=result.serve_forever, args=[0.01], daemon=True).start()
    yield result
    result.shutdown()
    result.server_close()


def test_a_book_is_served_to_this_computer_only(server):
    assert server.server_address[0] == HOST == "127.0.0.1"
    with urllib.request.urlopen(address(server)) as page:
        assert page.read() == b"<p>here</p>"


def test_what_is_not_in_the_book_is_not_served(server):
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{address(server)}../secret.txt")
    assert error.value.code == 404
    error.value.close()


def answer(server, path, *, host=None):
    """The status, headers and body of an answer."""
    connection = http.client.HTTPConnection(HOST, server.server_port)
    connection.putrequest("GET", path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or f"{HOST}:{server.server_port}")
    connection.endheaders()
    response = connection.getresponse()
    result = response.status, response.headers, response.read()
    connection.close()
    return result


def test_a_page_of_another_name_cannot_read_the_book(server):
    """A name elsewhere may be made to mean this computer; the browser still sends that name."""
    for host in ("evil.example", f"evil.example:{server.server_port}", f"{HOST}:1", ""):
        status, _, body = answer(server, "/", host=host)
        assert (status, b"here" in body) == (421, False)
    assert answer(server, "/", host=f"localhost:{server.server_port}")[0] == 200


def test_no_folder_is_listed(server):
    status, _, body = answer(server, "/tables/")
    assert (status, b"ties" in body) == (404, False)
    assert answer(server, "/tables/ties.csv")[0] == 200


@pytest.mark.parametrize(
    "path", ["/link.txt", "/elsewhere/secret.txt", "/elsewhere/", "/%2e%2e/secret.txt"]
)
def test_no_link_is_followed(server, path):
    status, _, body = answer(server, path)
    assert (status, b"not in the book" in body) == (404, False)


@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_no_type_is_guessed(server, path):
    assert answer(server, path)[1]["X-Content-Type-Options"] == "nosniff"
    assert answer(server, path)[1]["Content-Security-Policy"] == POLICY


def test_a_port_that_is_taken_is_said(server, tmp_path):
    with pytest.raises(BookError, match="leave out --port"):
        book_server(tmp_path / "book", port=server.server_port)


def test_a_folder_without_a_book_is_said(tmp_path):
    with pytest.raises(BookError, match="run `trustbook build` first"):
        book_server(tmp_path, port=0)


@pytest.fixture
def watched(tmp_path):
    page = "<head><title>T</title></head><p>here</p>"
    write_text(tmp_path / "book" / "index.html", page)
    write_text(tmp_path / "book" / "build.json", "{}")
    (tmp_path / "book" / "elsewhere.html").symlink_to(write_text(tmp_path / "secret.html", page))
    result = book_server(tmp_path / "book", port=0, is_watched=True)
    threading.Thread(target=result.serve_forever, args=[0.01], daemon=True).start()
    yield result
    result.shutdown()
    result.server_close()


def test_pages_of_a_watched_book_have_a_script_of_the_server_that_reloads_them(watched, tmp_path):
    status, headers, page = answer(watched, "/")
    tag = f'<script src="{RELOADER}" defer></script></head>'.encode()
    assert (status, tag in page) == (200, True)
    assert int(headers["Content-Length"]) == len(page)
    assert headers["Content-Security-Policy"] == POLICY
    assert b"location.reload" in answer(watched, RELOADER)[2]
    assert answer(watched, "/build.json")[1]["Last-Modified"]
    assert RELOADER not in (tmp_path / "book" / "index.html").read_text(encoding="utf-8")


def test_a_watched_book_gives_no_more_than_another(watched, server):
    assert answer(watched, "/elsewhere.html")[0] == 404
    assert answer(watched, RELOADER, host="evil.example")[0] == 421
    assert answer(server, RELOADER)[0] == 404
    assert b"script" not in answer(server, "/")[2]
