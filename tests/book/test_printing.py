"""The whole book as one page: every id is its own, every link leads within the document."""

import os
import re
import subprocess
import sys
import time

import psutil
import pytest

from trustbook.book import printing
from trustbook.book.notebooks import write_text
from trustbook.book.printing import Front, print_pdf, whole_page
from trustbook.errors import BookError

FRONT = Front(
    title="Trust <&>", authors="K. Pii", cited="Pii (2026).", terms="CC BY", language="da"
)
HEAD = '<head><link rel="stylesheet" href="../_static/book.css?v=1"><script>let a;</script></head>'
TIES = (
    '<article class="bd-article"><h1>Ties<a class="headerlink" href="#ties">#</a></h1>'
    '<p id="ties">See <a href="codes.html#trust">trust</a>, <a href="codes.html">codes</a>, '
    '<a href="#ties">here</a>, <a href="../tables/ties.csv">data</a>, <a href="gone.html">x</a> '
    '<a class="doi" href="https://doi.org/10.1/x#y">a study</a>.</p><script>let b;</script>'
    '<svg aria-labelledby="a-title a-desc" fill="url(#g)"><g id="g"/></svg><img src="../i/a.png">'
    "</article>"
)
CODES = '<article><h1>Codes</h1><p id="trust">Trust</p><p id="ties">Ties</p></article>'


@pytest.fixture
def book(tmp_path):
    write_text(tmp_path / "chapters" / "ties.html", f"<html>{HEAD}<body>{TIES}</body></html>")
    write_text(tmp_path / "chapters" / "codes.html", f"<html>{HEAD}<body>{CODES}</body></html>")
    return tmp_path


def whole(book):
    return whole_page(book, {"": ["chapters/ties"], "Part one": ["chapters/codes"]}, FRONT)


def test_each_link_leads_to_a_place_in_the_document_or_to_another_host(book):
    page = whole(book)
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    links = re.findall(r'<a\b[^>]*href="([^"]*)"', page)
    assert [link for link in links if not link.startswith("#")] == ["https://doi.org/10.1/x#y"]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert '<a href="#chapters-codes--trust">trust</a>' in page
    assert "<a >data</a>" in page, "a PDF has no files beside it"


def test_pictures_keep_their_names_and_paint(book):
    page = whole(book)
    assert 'aria-labelledby="chapters-ties--a-title chapters-ties--a-desc"' in page
    assert 'fill="url(#chapters-ties--g)"' in page and 'id="chapters-ties--g"' in page
    assert f'src="{(book / "i" / "a.png").as_uri()}"' in page


def test_the_front_has_title_authors_and_contents_by_part(book):
    page = whole(book)
    assert '<html lang="da"' in page and "<title>Trust &lt;&amp;&gt;</title>" in page
    assert "Pii (2026)." in page and "CC BY" in page
    assert '<h2>Part one</h2><ul><li><a href="#chapters-codes">Codes</a></li></ul>' in page
    assert '<li><a href="#chapters-ties">Ties</a></li>' in page


def test_no_script_is_printed_and_a_style_sheet_comes_once(book):
    page = whole(book)
    assert "<script" not in page
    assert page.count((book / "_static" / "book.css").as_uri()) == 1


def parts_of_picture(book, *, n, height):
    """The top, height and number of lines of each part of one with lines 20 pixels apart."""
    lines = "".join(f'<text transform="translate(6,{20 * i})">L{i}</text>' for i in range(1, n + 1))
    size = f'height="{height}" viewBox="0 0 575 {height}"'
    page = f'<article><h1>T</h1><svg id="p" class="marks" {size}>{lines}</svg></article>'
    write_text(book / "chapters" / "ties.html", f"<html>{HEAD}<body>{page}</body></html>")
    parts = re.findall(
        r'(?s)<svg[^>]*viewBox="0 ([\d.]+) 575 ([\d.]+)"[^>]*>(.*?)</svg>', whole(book)
    )
    return [(float(top), float(high), words.count("<text")) for top, high, words in parts]


def test_a_picture_much_higher_than_a_page_is_cut_between_its_words(book):
    """Three pages hold 37, 38 and 25 of 100 lines, below which is a drawing: each appears once."""
    parts = parts_of_picture(book, n=100, height=2110)
    assert parts == [(0, 750, 37), (750, 760, 38), (1510, 600, 25)]


def test_a_picture_of_lines_flows_over_pages_as_lines_do(book):
    """Ten lines stay together; one of few lines is not cut."""
    assert parts_of_picture(book, n=20, height=410) == [(0, 190, 9), (190, 200, 10), (390, 20, 1)]
    assert parts_of_picture(book, n=10, height=210) == [(0, 210, 10)]


def test_a_browser_is_found_where_windows_has_programs(monkeypatch, tmp_path):
    """Nothing there is on the path."""
    program = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setattr(printing, "BROWSERS", ())
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    assert printing._browser() == str(program)


def test_without_a_browser_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "BROWSERS", ())
    monkeypatch.setattr(printing, "_USUAL", ())
    with pytest.raises(BookError, match=r"no Chromium on this computer.*install one"):
        print_pdf("<p>", tmp_path / "book.pdf")
    assert not (tmp_path / "book.pdf").exists()


def test_what_kept_the_page_from_being_written_is_said_by_its_own_name(monkeypatch, tmp_path):
    """Its process hands the error on: it would else seem to have been ended from outside."""
    (tmp_path / "file").touch()

    def at_once(work, items, *, jobs):
        return [(item, work(item, tmp_path / "file")) for item in items]

    monkeypatch.setattr(printing, "_browser", lambda: "chromium")
    monkeypatch.setattr(printing, "each_in_a_worker", at_once)
    assert isinstance(printing._printed(("chromium", "<p>"), tmp_path / "file"), OSError)
    with pytest.raises(OSError, match="file"):
        print_pdf("<p>", tmp_path / "book.pdf")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a browser that is a script of a shell")
def test_a_browser_ends_with_the_command_that_was_killed_and_leaves_nothing(tmp_path):
    for name in ("bin", "private"):
        (tmp_path / name).mkdir()
    browser = tmp_path / "bin" / printing.BROWSERS[0]
    process_id = tmp_path / "process"
    its_own = 'mkdir "$TMPDIR/org.chromium.Chromium.1"'
    browser.write_text(f"#!/bin/sh\n{its_own}\necho $$ > '{process_id}'\nexec sleep 60\n")
    browser.chmod(0o755)
    code = "from trustbook.book.printing import *; print_pdf('<p>', Path('book.pdf'))"
    env = {**os.environ, "PATH": f"{browser.parent}:{os.environ['PATH']}"}
    env["TMPDIR"] = str(tmp_path / "private")
    with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=env) as process:
        until(lambda: process_id.exists() and process_id.read_text())
        process.kill()
    until(lambda: not psutil.pid_exists(int(process_id.read_text())))
    until(lambda: not list((tmp_path / "private").iterdir()))


def until(is_so):
    deadline = time.monotonic() + 30
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert is_so()
