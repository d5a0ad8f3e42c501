"""Serving a book to this computer only."""

import threading
import urllib.error
import urllib.request

import pytest

from trustbook.book.notebooks import write_text
from trustbook.book.server import HOST, address, book_server
from trustbook.errors import BookError


@pytest.fixture
def server(tmp_path):
    write_text(tmp_path / "book" / "index.html", "<p>here</p>")
    write_text(tmp_path / "secret.txt", "not in the book")
    result = book_server(tmp_path / "book", port=0)
    threading.Thread(target=result.serve_forever, daemon=True).start()
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


def test_a_port_that_is_taken_is_said(server, tmp_path):
    with pytest.raises(BookError, match="leave out --port"):
        book_server(tmp_path / "book", port=server.server_port)


def test_a_folder_without_a_book_is_said(tmp_path):
    with pytest.raises(BookError, match="run `trustbook build` first"):
        book_server(tmp_path, port=0)
