"""What pages tell those who list them: a description, and what a card of the page shows."""

import html
import re
from pathlib import Path

from trustbook.book.notebooks import write_text

LONGEST = 200  # letters, of which search engines show most
_TITLE = re.compile(r"(?s)<title>(.*?)</title>")
_ARTICLE = re.compile(r"(?s)<article\b.*?</article>")
_OPENING = re.compile(r'(?s)class="[^"]*\btag_opening\b.*?<p>(.*?)</p>')
_PARAGRAPH = re.compile(r"(?s)<p>(.*?)</p>")
_TAG = re.compile(r"<[^>]*>")


def describe_pages(book: Path) -> None:
    """Write a description into the head of every page of a finished book that has words."""
    for path in sorted(book.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        if (words := description_of(page)) and (title := _TITLE.search(page)):
            write_text(path, page.replace("</head>", f"{_tags(title[1], words)}</head>", 1))


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
        f'<meta name="twitter:card" content="summary">\n'
    )
