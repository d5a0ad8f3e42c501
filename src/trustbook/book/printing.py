"""The whole book as one page to be printed, and as a PDF with links, bookmarks and tags.

The browser that prints is the one that is installed, Chromium or one made of it; it is started
without a profile of anybody, and asks no host for anything.
"""

import html
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from trustbook.book.notebooks import write_text
from trustbook.book.workers import each_in_a_worker
from trustbook.corpus.language import gettext, speaking
from trustbook.errors import BookError
from trustbook.project import write_whole

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("msedge", "microsoft-edge"),
)
_PROGRAMS = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")  # of Windows: folders
_USUAL = (
    *("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"),
    "Chromium/Application/chrome.exe",
    *(f"{name}.app/Contents/MacOS/{name}" for name in ("Chromium", "Google Chrome")),
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_LONGEST = 600  # seconds
_ARTICLE = re.compile(r"(?s)<article\b[^>]*>(.*)</article>")
_SHEET = re.compile(r'<link\b(?=[^>]*rel="stylesheet")[^>]*\bhref="([^"]*)"[^>]*>')
_NOSCRIPT = re.compile(r"(?s)<noscript>.*?</noscript>")
_SCRIPT = re.compile(r"(?s)<script\b.*?</script>")
_HEADING = re.compile(r"(?s)<h1\b[^>]*>(.*?)</h1>")
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>')
_IDS = re.compile(r'\b(id|for|headers|aria-(?:labelledby|describedby|controls))="([^"]*)"')
_PAINT = re.compile(r"url\(#([^)]*)\)")
_LINK = re.compile(r'(?s)(<a\b[^>]*?)\bhref="([^"]*)"([^>]*>)')
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
_PICTURE = re.compile(r'(?s)(<svg\b[^>]*?\bviewBox="0 0 )([\d.]+) ([\d.]+)("[^>]*>)(.*?)</svg>')
_WORDS = re.compile(r"(?s)<text\b[^>]*\btranslate\([\d.-]+,([\d.-]+)\)[^>]*>.*?</text>")
_NAMED = re.compile(r'(?s)<(title|desc)\b.*?</\1>|\s(?:id|role|aria-\w+)="[^"]*"')
_HEIGHT = re.compile(r'(\sheight=")[^"]*')
PAPER = (640.0, 760.0)  # pixels that a picture has on a page
_LEAST_GAP = 16.0  # pixels between two lines of words
_SHRUNK = 1.4  # times higher than that a picture is made small, from there on it is parted
_OF_LINES = 0.35  # of a page, from which on a picture of nothing but lines flows as they do
_FEWEST_LINES = 10
_WIDEST_GAP = 64.0  # pixels between two of its lines
_SLICE = 200.0  # pixels of it that stay together
_STYLE = """
  .tb-front { height: 24cm; display: flex; flex-direction: column; justify-content: center; }
  .tb-front .tb-name { font-size: 26pt; font-weight: 700; line-height: 1.2; margin: 0 0 1cm; }
  .tb-front, .tb-list, .tb-chapter { break-after: page; }
  :is(h1, h2, h3) { line-height: 1.4 !important; } /* what juts out above is a second bookmark */
  .tb-list h2 { font-size: 12pt; margin: 0.3rem 0 0; }
  .tag_landing-picture .tb-picture > svg { max-height: 10.5cm !important; }
  .tb-picture > svg.tb-part { overflow: hidden !important; max-height: none !important; }
  .tb-picture > svg.tb-part { width: auto !important; }
  .tb-part { break-inside: avoid; }
  figure.tb-figure:has(.tb-part) { break-inside: auto; }
  figure.tb-evidence-list > figcaption { break-after: avoid; }
  .tb-list ul { margin: 0; }
  .tb-list li { list-style: none; margin: 0; line-height: 1.45; }
  .bd-article { overflow: visible !important; padding: 0 !important; }
  .headerlink, .tb-downloads, .tb-cite { display: none !important; }
  @page { @bottom-center { content: counter(page); font: 9pt sans-serif; } }
  @page :first { @bottom-center { content: none; } }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What is before the chapters: title, authors, how to cite, terms, and the language."""

    title: str
    authors: str
    cited: str
    terms: str
    language: str = "en"


def whole_page(book: Path, parts: Mapping[str, Sequence[str]], front: Front) -> str:
    """The finished book as one page (HTML): its front, contents and chapters.

    Parameters
    ----------
    book
        The finished book.
    parts
        The places of its pages, without suffix, by the caption of their part.
    front
        What is before the chapters.
    """
    places = [place for part in parts.values() for place in part]
    pages = {place: (book / f"{place}.html").read_text(encoding="utf-8") for place in places}
    names = {place: place.replace("/", "-") for place in places}
    sheets = {
        (book / place).parent.joinpath(urlsplit(sheet).path).resolve(): None
        for place, page in pages.items()
        for sheet in _SHEET.findall(_NOSCRIPT.sub("", page))
    }
    links = "".join(f'<link rel="stylesheet" href="{path.as_uri()}">\n' for path in sheets)
    chapters = "\n".join(
        f'<article class="bd-article tb-chapter" id="{names[place]}">'
        f"{_chapter(page, book / place, names, book=book)}</article>"
        for place, page in pages.items()
    )
    titles = {names[place]: _title(page) for place, page in pages.items()}
    contents = "".join(
        _list(caption, {names[place]: titles[names[place]] for place in part})
        for caption, part in parts.items()
    )
    with speaking(front.language):
        heading = gettext("Contents")
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(front.language)}" data-theme="light">\n<head>'
        f'<meta charset="utf-8"><title>{html.escape(front.title)}</title>\n{links}'
        f"<style>{_STYLE}</style></head>\n<body>\n{_front(front)}\n"
        f'<nav class="tb-list" id="contents"><h1>{heading}</h1>{contents}</nav>\n'
        f"{chapters}\n</body>\n</html>\n"
    )


def _front(front: Front) -> str:
    rest = "".join(f"<p>{html.escape(text)}</p>" for text in (front.cited, front.terms) if text)
    return (
        f'<div class="tb-front"><p class="tb-name">{html.escape(front.title)}</p>'
        f"<p>{html.escape(front.authors)}</p>{rest}</div>"
    )


def _list(caption: str, titles: Mapping[str, str]) -> str:
    lines = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title in titles.items())
    return f"{f'<h2>{html.escape(caption)}</h2>' if caption else ''}<ul>{lines}</ul>"


def _title(page: str) -> str:
    heading = _HEADING.search(page)
    return re.sub(r"<[^>]*>", "", _PERMALINK.sub("", heading[1])).strip() if heading else ""


def _chapter(page: str, place: Path, names: Mapping[str, str], *, book: Path) -> str:
    """The words of a page, its ids and links made those of the whole, without scripts."""
    article = _ARTICLE.search(page)
    words = _SCRIPT.sub("", article[1] if article else "")
    own = names[place.relative_to(book).as_posix()]
    words = _IDS.sub(lambda match: f'{match[1]}="{_ids(match[2], own)}"', words)
    words = _PAINT.sub(lambda match: f"url(#{own}--{match[1]})", words)
    words = _SOURCE.sub(lambda match: f'src="{_file(match[1], place)}"', words)
    words = _PICTURE.sub(_on_pages, words)
    return _LINK.sub(
        lambda match: f"{match[1]}{_target(match[2], place, names, book=book)}{match[3]}", words
    )


def _on_pages(picture: re.Match[str]) -> str:
    """A picture in parts, cut between its words: one much higher than a page, or one of lines."""
    width, height = float(picture[2]), float(picture[3])
    room = PAPER[1] * max(1.0, width / PAPER[0])
    lines = [float(y) for y in _WORDS.findall(picture[5])]
    if height > _OF_LINES * room and _is_list(lines, height):
        room = _SLICE
    elif height < _SHRUNK * room:
        return picture[0]
    cuts = _cuts(lines, height=height, room=room)
    return "".join(_part(picture, top, bottom) for top, bottom in pairwise(cuts))


def _is_list(lines: Sequence[float], height: float) -> bool:
    """Whether words are in many lines with small gaps, from the top to the bottom.

    >>> _is_list(range(10, 400, 20), 400), _is_list([10, 390], 400)
    (True, False)
    """
    ends = pairwise([0.0, *sorted(set(lines)), height])
    return len(set(lines)) >= _FEWEST_LINES and max(b - a for a, b in ends) <= _WIDEST_GAP


def _cuts(lines: Sequence[float], *, height: float, room: float) -> list[float]:
    """Where a picture begins, is cut in the middle between two lines of words, and ends.

    >>> _cuts([10, 30, 50, 70], height=80, room=45)
    [0.0, 40.0, 80]
    """
    ends = pairwise(sorted(set(lines)))
    between = [(one + other) / 2 for one, other in ends if other - one >= _LEAST_GAP]
    cuts = [0.0]
    while height - cuts[-1] > room:
        fitting = [cut for cut in between if cuts[-1] < cut <= cuts[-1] + room]
        cuts.append(max(fitting, default=cuts[-1] + room))
    return [*cuts, height]


def _part(picture: re.Match[str], top: float, bottom: float) -> str:
    """What lies between two heights of a picture, with its name only at the top."""
    opening, width, _, rest, inside = picture.groups()
    words = _WORDS.sub(lambda line: line[0] if top <= float(line[1]) < bottom else "", inside)
    begin = f"{opening[:-4]}0 {top:g} {width} {bottom - top:g}{rest}"
    if top:
        begin = _NAMED.sub("", begin).replace("<svg", '<svg aria-hidden="true"', 1)
        words = _NAMED.sub("", words)
    begin = _HEIGHT.sub(rf"\g<1>{bottom - top:g}", begin).replace('class="', 'class="tb-part ', 1)
    return f"{begin}{words}</svg>"


def _ids(value: str, name: str) -> str:
    return " ".join(f"{name}--{each}" for each in value.split())


def _file(source: str, place: Path) -> str:
    split = urlsplit(source)
    if split.scheme or not split.path:
        return source
    return place.parent.joinpath(split.path).resolve().as_uri()


def _target(link: str, place: Path, names: Mapping[str, str], *, book: Path) -> str:
    """The attribute of a link within the whole; none where it would lead out of the document."""
    split = urlsplit(link)
    if split.scheme:
        return f'href="{link}"'
    target = place.parent.joinpath(split.path).resolve() if split.path else place
    root = book.resolve()
    page = target.with_suffix("") if target.is_relative_to(root) else target
    name = names.get(page.relative_to(root).as_posix() if page.is_relative_to(root) else "")
    if name is None:
        return ""
    return f'href="#{name}{f"--{split.fragment}" if split.fragment else ""}"'


def print_pdf(page: str, path: Path) -> Path:
    """The PDF at `path`, with tags and bookmarks, printed from a page (HTML).

    BookError where no browser is installed that can do it, or it could not; OSError where a file
    cannot be written.
    """
    browser = _browser()
    if browser is None:
        raise BookError(
            "there is no Chromium on this computer, nor Chrome or Edge, which print the PDF; "
            "install one, or open the book in any browser and print its pages"
        )
    for _, made in each_in_a_worker(_printed, [(browser, page)], jobs=1):
        if isinstance(made, OSError):
            raise made
        if not isinstance(made, bytes):
            raise BookError(made or f"{browser} was ended from outside")
        write_whole(path, made)
    return path


def _browser() -> str | None:
    """The program of a browser: one on the path, or where Windows and macOS have programs."""
    folders = [*filter(None, map(os.environ.get, _PROGRAMS)), "/Applications"]
    usual = (Path(folder, place) for folder in folders for place in _USUAL)
    on_path = filter(None, map(shutil.which, BROWSERS))
    return next(on_path, None) or next((str(each) for each in usual if each.is_file()), None)


def _printed(item: tuple[str, str], folder: Path) -> bytes | str | OSError:
    """The PDF that a browser printed of a page, or why there is none."""
    try:
        return _pdf_of(*item, folder)
    except OSError as error:  # a full disk
        return error


def _pdf_of(browser: str, page: str, folder: Path) -> bytes | str:
    source, path = write_text(folder / "book.html", page), folder / "book.pdf"
    is_root = getattr(os, "geteuid", lambda: 1)() == 0
    arguments = [
        *("--headless", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--no-first-run"),
        *("--host-resolver-rules=MAP * ~NOTFOUND", "--allow-file-access-from-files"),
        *("--no-pdf-header-footer", "--generate-pdf-document-outline", "--export-tagged-pdf"),
        *(["--no-sandbox"] if is_root else []),  # there is no sandbox for the root user
        *(f"--print-to-pdf={path}", source.as_uri()),
    ]
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))  # more than its profile
    try:
        done = subprocess.run(
            [browser, *arguments], env={**os.environ, **temporary},
            capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=_LONGEST,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{browser} had made no PDF after {_LONGEST} seconds"
    if path.is_file():
        return path.read_bytes()
    return "\n".join([f"{browser} made no PDF; what it said last:", *done.stderr.splitlines()[-3:]])
