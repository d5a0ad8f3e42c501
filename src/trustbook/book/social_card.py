"""The picture that others show of a book where somebody links to it: its title and a finding."""

import textwrap
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from trustbook.project import write_whole

CARD = "trustbook/card.png"  # in a finished book
WIDTH, HEIGHT = 1200, 630  # pixels, as Open Graph cards are shown
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_LEFT, _INK, _MUTED, _ACCENT = 80, "#1b1f24", "#5b6470", "#1f77b4"
_TITLE = (58, 70, 34)  # size, height of a line, letters of a line
_FINDING = (34, 46, 60)
_MOST_LINES = 4


def write_card(book: Path, *, title: str, finding: str) -> None:
    """Draw the card of a finished book."""
    import vl_convert  # noqa: PLC0415 - heavy

    picture = vl_convert.svg_to_png(card_svg(title=title, finding=finding))
    write_whole(book / CARD, bytes(picture))


def card_svg(*, title: str, finding: str) -> str:
    """The card as SVG, each text cut after as many lines as there is room for."""
    size, height, letters = _TITLE
    title_lines = _lines(title, letters)
    below = 150 + height * len(title_lines) + 30
    words = _text(title_lines, size, height, top=150, style=f'font-weight="bold" fill="{_INK}"')
    size, height, letters = _FINDING
    words += _text(_lines(finding, letters), size, height, top=below, style=f'fill="{_MUTED}"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        f'<rect width="24" height="{HEIGHT}" fill="{_ACCENT}"/>{words}</svg>'
    )


def _lines(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, max_lines=_MOST_LINES, placeholder=" …")


def _text(lines: Iterable[str], size: int, height: int, *, top: int, style: str) -> str:
    return "".join(
        f'<text x="{_LEFT}" y="{top + n * height}" font-size="{size}" font-family="{_FONT}" '
        f"{style}>{escape(line)}</text>"
        for n, line in enumerate(lines)
    )
