"""The browser of the tests that look at pages: Chromium, which knows no host but this one."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@contextmanager
def started_chromium():
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "CI has a Chromium, so that pages are tested there"
        pytest.skip("no Chromium on this computer: install it to test pages in a browser")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def chromium():
    """What starts a browser, which is ended with the block that it is for."""
    return started_chromium


@pytest.fixture(scope="package")
def shared_chromium():
    """One for all files of this folder: while it is there, no other event loop can run."""
    with started_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def browser(shared_chromium):
    """The browser without a window of another file."""
    yield shared_chromium
    for context in shared_chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """The faults of accessibility of a part of a page, each with its place."""
    script = Path(__file__).parents[1] / "vendor" / "axe.min.js"
    faults = """async place => (await axe.run(place)).violations
      .flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 120)}`))"""

    def faults_of(page, place):
        page.evaluate(script.read_text(encoding="utf-8"))
        return page.evaluate(faults, place)

    return faults_of


@pytest.fixture(scope="module")
def opened(browser, book):
    """A page of the book in a window that keeps what it asks for and says."""

    def window_of(page="chapters/networks.html", **settings):
        settings = {
            "viewport": {"width": 1300, "height": 900},
            "reduced_motion": "reduce",
            **settings,
        }
        window = browser.new_page(**settings)
        window.said, window.asked = [], []
        window.set_default_timeout(20_000)
        window.on("console", lambda message: keep_complaint(window, message))
        window.on("pageerror", lambda error: window.said.append(str(error)))
        window.on("request", lambda request: window.asked.append(request.url))
        window.goto(f"{book.as_uri()}/{page}", wait_until="load")
        return window

    return window_of


def keep_complaint(window, message):
    if message.type in ("error", "warning"):
        window.said.append(message.text)
