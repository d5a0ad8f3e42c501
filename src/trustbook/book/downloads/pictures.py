"""A picture as a file of its own: as it stands on the page (SVG), and for print (PNG, 300 dpi)."""

import html
import re
from collections.abc import Sequence

from nbformat import NotebookNode

from trustbook.book.drawing import png_of
from trustbook.book.outputs import FIGURE, Output

DOTS = 300  # per inch
_WIDEST = 6.5  # inches: what a page holds between its margins
_CSS_DOTS, _PRINTERS_DOTS = 96, 72  # per inch of a page on a screen, and of a point
_STYLE = re.compile(r' style="[^"]*"')
_WIDTH = re.compile(r'<svg\b[^>]*? width="([\d.]+)"')
_LINK = re.compile(r"<a\b[^>]*>|</a>")
_END_OF_HEAD = re.compile(r"<svg\b[^>]*>(?:<title\b.*?</title>)?(?:<desc\b.*?</desc>)?", re.DOTALL)
_PAPER = '<rect width="100%" height="100%" fill="#ffffff"/>'


def drawings_of(notebook: NotebookNode, outputs: Sequence[Output]) -> dict[str, str]:
    """The drawing of each figure of an executed chapter by its name."""
    displays = [each for cell in notebook.cells for each in cell.get("outputs", [])]
    page = "".join("".join(each.get("data", {}).get("text/html", "")) for each in displays)
    names = [output.name for output in outputs if output.kind == FIGURE]
    return {name: drawing for name in names if (drawing := picture_in(page, name))}


def picture_in(page: str, name: str) -> str:
    """The drawing of the figure `name` that is in a page (HTML); empty where there is none."""
    mark = f'aria-labelledby="{html.escape(name)}-title"'
    begin = page.rfind("<svg ", 0, page.find(mark) + 1) if mark in page else -1
    return page[begin : page.index("</svg>", begin) + len("</svg>")] if begin >= 0 else ""


def picture_file(drawing: str) -> str:
    """The drawing as a file: on white paper, without links, which lead to places of the page.

    >>> picture_file('<svg role="img" width="9"><a href="#x"><path/></a></svg>')[:47]
    '<svg role="img" width="9"><rect width="100%" he'
    """
    head = _END_OF_HEAD.match(drawing)
    end = head.end() if head else 0
    opening = _STYLE.sub("", drawing[:end]).replace(' role="group"', ' role="img"', 1)
    return f"{opening}{_PAPER}{_LINK.sub('', drawing[end:])}\n"


def png_bytes(svg: str) -> bytes:
    """The picture in dots, as many per inch as printers ask for, and no wider than a page holds."""
    inches = float(width[1]) / _CSS_DOTS if (width := _WIDTH.match(svg)) else _WIDEST
    scale = _PRINTERS_DOTS / _CSS_DOTS * min(1, _WIDEST / inches)
    return png_of(svg, scale=scale, dots=DOTS)
