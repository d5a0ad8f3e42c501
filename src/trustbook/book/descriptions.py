"""What pages tell those who list them: a description, and what a card of the page shows."""

import html
import posixpath
import re
from pathlib import Path

from trustbook.book.notebooks import write_text
from trustbook.book.social_card import CARD, HEIGHT, WIDTH

LONGEST = 200  # letters, of which search engines show most
_CANONICAL = 'rel="canonical"'
_TITLE = re.compile(r"(?s)<title>(.*?)</title>")
_ARTICLE = re.compile(r"<article\b[^<]*(?:<(?!/article>)[^<]*)*</article>")  # quicker than .*?
_OPENING = re.compile(r'(?s)class="[^"]*\btag_opening\b.*?<p>(.*?)</p>')
_PARAGRAPH = re.compile(r"(?s)<p>(.*?)</p>")
_TAG = re.compile(r"<[^>]*>")


def describe_pages(book: Path, *, base: str = "") -> None:
    """Write a description into the head of every page of a finished book that has words.

    `base` is the address at which the book is published; pages then name their own.
    """
    for path in sorted(book.rglob("*.html")):
        page, place = path.read_text(encoding="utf-8"), path.relative_to(book).as_posix()
        if (words := description_of(page)) and (title := _TITLE.search(page)):
            tags = _tags(title[1], words) + _card_tags(place, base)
            tags += _address_tags(place, base) if base and _CANONICAL not in page else ""
            write_text(path, page.replace("</head>", f"{tags}</head>", 1))


def description_of(page: str) -> str:
    """What a page (HTML) says first: how its chapter opens, else its first paragraph.

    >>> description_of("<article><p>Farmers <b>help</b> bakers.</p></article>")
    'Farmers help bakers.'
    """
    article = _ARTICLE.search(page)
    words = article and (_OPENING.search(article[0]) or _PARAGRAPH.search(article[0]))
    return shortened(" ".join(html.unescape(_TAG.sub("", words[1])).split())) if words else ""


def shortened(text: str) -> str:
    """The text, or as many of its first words as are not too long.

    >>> shortened("a" * 3), len(shortened("word " * 100))
    ('aaa', 195)
    """
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def _tags(title: str, words: str) -> str:
    """The tags of a description, and of the card that others show of the page; titles are HTML."""
    content = html.escape(words)
    name = " ".join(title.split()).replace('"', "&quot;")
    return (
        f'<meta name="description" content="{content}">\n'
        f'<meta property="og:type" content="article">\n'
        f'<meta property="og:title" content="{name}">\n'
        f'<meta property="og:description" content="{content}">\n'
        f'<meta name="twitter:card" content="summary_large_image">\n'
    )


def _card_tags(place: str, base: str) -> str:
    """The tags of the picture of the book: by its whole address where that is known."""
    way = posixpath.relpath(CARD, posixpath.dirname(place) or ".")
    address = html.escape(f"{base.rstrip('/')}/{CARD}" if base else way)
    return (
        f'<meta property="og:image" content="{address}">\n'
        f'<meta property="og:image:width" content="{WIDTH}">\n'
        f'<meta property="og:image:height" content="{HEIGHT}">\n'
    )


def _address_tags(place: str, base: str) -> str:
    address = html.escape(f"{base.rstrip('/')}/{place}")
    return f'<link {_CANONICAL} href="{address}">\n<meta property="og:url" content="{address}">\n'
