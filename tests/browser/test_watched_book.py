"""A book that is watched, in a browser: an edit is seen, the book made anew, its page loaded again.

What a build does at its end is done here without one: new pages are moved into the place of the
former ones.
"""

import os
import threading

import pytest

from trustbook.book.notebooks import write_text
from trustbook.book.server import RELOADER, address, book_server
from trustbook.book.staging import STAMP, swap
from trustbook.book.watching import watch_files

pytestmark = pytest.mark.slow


@pytest.fixture
def source(tmp_path):
    return write_text(tmp_path / "text" / "about.md", "First words")


@pytest.fixture
def book(tmp_path, source):
    """A book of one page, made of a text, that is served and watched."""
    place, end = tmp_path / "book", threading.Event()

    def build():
        words = source.read_text(encoding="utf-8")
        page = (
            f"<!doctype html><html><head><title>T</title></head><body><p>{words}</p></body></html>"
        )
        write_text(tmp_path / "pages" / "index.html", page)
        swap(tmp_path / "pages", place, stamp={})

    build()
    os.utime(place / STAMP, (0, 0))  # long ago: a server gives times in whole seconds
    server = book_server(place, port=0, is_watched=True)
    watch = {"then": build, "end": end, "pause": 0.05}
    threads = [
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True),
        threading.Thread(target=watch_files, args=[lambda: [source.parent]], kwargs=watch),
    ]
    for thread in threads:
        thread.start()
    yield place, address(server)
    end.set()
    server.shutdown()
    server.server_close()
    threads[1].join(timeout=10)


def test_an_edit_is_shown_without_a_hand_on_the_browser(browser, source, book):
    place, its_address = book
    page = browser.new_page()
    page.goto(its_address)
    page.get_by_text("First words").wait_for()
    page.evaluate("window.isFormer = true")
    page.wait_for_timeout(300)  # the page has asked once which book there is
    source.write_text("Other words", encoding="utf-8")
    page.get_by_text("Other words").wait_for()
    assert page.evaluate("window.isFormer") is None
    assert RELOADER not in (place / "index.html").read_text(encoding="utf-8")
    page.close()
