"""The pages of a stage by Jupyter Book: all of them, or those alone whose text has changed.

Sphinx keeps beside its pages what it read of each. Where a stage differs from the one before in
nothing but the text of some pages, only these are read and written; every file is then, byte for
byte, what it would be had all been made anew. In any doubt all are: when contents, settings, style
sheets or the code changed, when a page got another title, heading or picture, when a place that
other pages lead to is gone, or after any warning.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from trustbook.book.digests import (
    digest_of,
    environment_digests,
    file_digest,
    package_digest,
    state_of,
)
from trustbook.book.jupyter_book import JupyterBook
from trustbook.book.notebooks import write_text
from trustbook.book.staging import ASSETS, PAGE_SUFFIXES, pages_of, read_toc
from trustbook.errors import BookError

_FAULTS = ("WARNING:", "ERROR:", "Error", "CRITICAL:")
_MOST_ERRORS = 20
_KEPT = (
    ".buildinfo",
    "_sources",
    "_images",
    "_downloads",
)  # beside pages, from a build before
_SHOWN_ELSEWHERE = re.compile(  # titles, headings and files that Sphinx copied
    r"(?s)<title>.*?</title>|<h[1-6][ >].*?</h[1-6]>|\b_(?:images|downloads)/[^\"]*"
)
_ID = re.compile(r' id="([^"]*)"')
_TARGET = re.compile(r'href="[^"#]+#([^"]+)"')
_BORROWS = re.compile(r"\{(?:nb-)?glue|\{(?:literal)?include")  # what another file says


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What pages are made from: the digest and the time of each, and one digest of the rest.

    `made_pages` stands for the files that Jupyter Book keeps, as it left them.
    """

    rest: str
    pages: Mapping[str, Sequence[str | int]]
    made_pages: str = ""


def plain_pages(
    folder: Path, *, work: Path, log: Path, strict: bool, jupyter_book: JupyterBook
) -> Path:
    """The folder with what Jupyter Book makes of a stage, and nothing else.

    BookError with every warning and error when there is one; the whole output is in `log`.
    """
    pages, record = work / "_build" / "html", work / "state.json"
    former = _former_state(record)
    record.unlink(missing_ok=True)
    make = partial(_run, jupyter_book, folder, work, log=log, strict=strict)
    if not _are_remade(folder, work, make, strict=strict, former=former):
        shutil.rmtree(work, ignore_errors=True)
        make()
    if not _fault_lines(log.read_text(encoding="utf-8")):
        state = replace(_state(folder, strict=strict), made_pages=state_of(work / "_build"))
        write_text(record, json.dumps(asdict(state)))
    return pages


def _run(jupyter_book: JupyterBook, folder: Path, work: Path, *, log: Path, strict: bool) -> None:
    """Let Jupyter Book make the pages of a stage: those that are not there or are older."""
    flags = ["-n", "-W", "--keep-going"] if strict else []
    arguments = ["build", str(folder), "--path-output", str(work), "-q", *flags]
    done = jupyter_book(arguments)
    output = (done.stdout + done.stderr).decode("utf-8", errors="replace")
    output = re.sub(r"\x1b\[[0-9;]*m", "", output.replace("\r\n", "\n"))
    write_text(log, output)
    if done.returncode:
        raise BookError(_fault_message(output, folder, log))


def _are_remade(
    folder: Path,
    work: Path,
    make: Callable[[], None],
    *,
    strict: bool,
    former: _State | None,
) -> bool:
    """Whether the pages that changed could be made alone, without any doubt."""
    now, pages = _state(folder, strict=strict), work / "_build" / "html"
    if not former or (former.rest, {*former.pages}) != (now.rest, {*now.pages}):
        return False
    if former.made_pages != state_of(work / "_build"):
        return False
    sources = _page_files(folder)
    if any(_BORROWS.search(path.read_text(encoding="utf-8")) for path in sources.values()):
        return False
    changed = [page for page in sources if now.pages[page][0] != former.pages[page][0]]
    if not changed:  # what came after was broken off, and Sphinx would write nothing
        return False
    for page in sources.keys() - {*changed}:
        moment = int(former.pages[page][1])
        os.utime(sources[page], ns=(moment, moment))
    try:
        former_pages = {page: _page_text(pages, page) for page in changed}
        _forget(work, pages, sources.keys() - {*changed})
        make()
        return not is_seen_elsewhere(pages, former_pages, sources.keys() - {*changed})
    except (BookError, OSError):  # made anew, all faults are named
        return False


def _former_state(record: Path) -> _State | None:
    try:
        return _State(**json.loads(record.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _state(folder: Path, *, strict: bool) -> _State:
    settings = [folder / "_config.yml", folder / "_toc.yml", *sorted((folder / ASSETS).rglob("*"))]
    rest = [str(folder), strict, package_digest(), environment_digests()]
    rest += [(path.relative_to(folder).as_posix(), file_digest(path)) for path in settings]
    pages = {
        page: (file_digest(path), path.stat().st_mtime_ns)
        for page, path in _page_files(folder).items()
    }
    return _State(rest=digest_of(json.dumps(rest).encode()), pages=pages)


def _page_files(folder: Path) -> dict[str, Path]:
    """The file of each page of a stage by its place."""
    files = (
        (page, folder / f"{page}{suffix}")
        for page in pages_of(read_toc(folder))
        for suffix in PAGE_SUFFIXES
    )
    return {page: path for page, path in files if path.is_file()}


def _forget(work: Path, pages: Path, unchanged: Collection[str]) -> None:
    """Remove all that Sphinx made but the unchanged pages and what they show.

    Style sheets and scripts, too: those that a former run left would get other addresses.
    """
    finished_pages = {pages / f"{page}.html" for page in unchanged}
    for path in [each for each in pages.rglob("*") if each.is_file()]:
        if path not in finished_pages and path.relative_to(pages).parts[0] not in _KEPT:
            path.unlink()
    doctrees = work / "_build" / ".doctrees"
    unchanged_trees = {doctrees / f"{page}.doctree" for page in unchanged}
    for path in [each for each in doctrees.rglob("*.doctree") if each not in unchanged_trees]:
        path.unlink()


def is_seen_elsewhere(
    pages: Path, former_pages: Mapping[str, str], unchanged: Collection[str]
) -> bool:
    """Whether other pages could show or lead to something that changed in these pages."""
    ids: set[str] = set()
    for page, former in former_pages.items():
        now = _page_text(pages, page)
        if _SHOWN_ELSEWHERE.findall(former) != _SHOWN_ELSEWHERE.findall(now):
            return True
        ids |= {*_ID.findall(former)} ^ {*_ID.findall(now)}
    return bool(ids) and any(
        unquote(target) in ids
        for page in unchanged
        for target in _TARGET.findall(_page_text(pages, page))
    )


def _page_text(pages: Path, page: str) -> str:
    return (pages / f"{page}.html").read_text(encoding="utf-8")


def _fault_lines(output: str) -> list[str]:
    """The lines of the output of Jupyter Book that are about a fault."""
    return [line for line in output.splitlines() if any(word in line for word in _FAULTS)]


def _fault_message(output: str, folder: Path, log: Path) -> str:
    lines = _fault_lines(output)
    short = [line.replace(f"{folder}{os.sep}", "") for line in lines] or output.splitlines()[-5:]
    more = len(short) - _MOST_ERRORS
    rest = [f"… and {more} more"] if more > 0 else []
    heading = "Jupyter Book found faults in the pages; the last good book is untouched."
    return "\n".join([heading, *short[:_MOST_ERRORS], *rest, f"The whole output is in {log}"])
