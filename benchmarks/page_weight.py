"""Weigh the pages of a built book: bytes and requests of a first visit, and of one after another.

    python benchmarks/page_weight.py _build/book/ibbis

Every page is opened in headless Chromium from the local server of the book. Text is counted as a
server sends it, compressed by gzip; nothing is scrolled, pointed at or searched.
"""

import gzip
import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from trustbook.book.server import address, book_server

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
COMPRESSED = (".woff2", ".png")  # already
FIRST = "chapters/introduction.html"


def asked(browser: Browser, start: str, page: str) -> set[str]:
    """The files of the book that a page asks for, by their place in it."""
    window = browser.new_page()
    urls: set[str] = set()
    window.on("request", lambda request: urls.add(request.url))
    window.goto(start + page, wait_until="networkidle")
    window.close()
    return {url.removeprefix(start).partition("?")[0] for url in urls if url.startswith(start)}


def weight(book: Path, files: set[str]) -> float:
    """The kilobytes of some files of the book as they are sent."""
    data = {name: (book / name).read_bytes() for name in files if (book / name).is_file()}
    sent = (
        len(content) if name.endswith(COMPRESSED) else len(gzip.compress(content))
        for name, content in data.items()
    )
    return sum(sent) / 1000


def main(book: Path) -> None:
    """Print a line per page: kilobytes and requests alone, and after the first page of the book."""
    server = book_server(book, port=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pages = [path.relative_to(book).as_posix() for path in sorted(book.glob("chapters/*.html"))]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        files = {page: asked(browser, address(server), page) for page in pages}
        browser.close()
    server.shutdown()
    print(f"{'page':<16}{'first kB':>10}{'requests':>10}{'later kB':>10}")
    for page, each in files.items():
        later = weight(book, each - (files[FIRST] if page != FIRST else set()))
        print(f"{Path(page).stem:<16}{weight(book, each):>10.0f}{len(each):>10}{later:>10.0f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
