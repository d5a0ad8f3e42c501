"""The icons of the theme, drawn within the pages: the script that does it weighs more than all."""

import re
from collections.abc import Mapping
from pathlib import Path

from trustbook.book.notebooks import write_text

SCRIPT = "_static/scripts/fontawesome.js"  # of the theme, with thousands of icons
_TAG = re.compile(r'<script[^>]*\bsrc="[^"]*/fontawesome\.js[^"]*"[^>]*></script>\s*')
_PLACE = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></\1>')
_TITLE = re.compile(r'\s*\btitle="[^"]*"')
_ICON = r'[{{,]"?{name}"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","([^"]+)"\]'
_CLASSES = {"fas": "tb-icon", "fa-solid": "tb-icon", "fa-lg": "tb-large"}  # those of the theme


def draw_icons(book: Path) -> None:
    """Draw the icons into every page of a finished book and take out the script that did."""
    script = book / SCRIPT
    if not script.is_file():
        return
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(book.rglob("*.html"))}
    names = {_name(match[2]) for page in pages.values() for match in _PLACE.finditer(page)}
    icons = icons_of(script.read_text(encoding="utf-8"), names)
    for path, page in pages.items():
        write_text(path, page_with_icons(page, icons))
    for file in script.parent.glob("fontawesome.js*"):
        file.unlink()


def icons_of(script: str, names: set[str]) -> dict[str, tuple[str, str]]:
    """The box and the path of each icon that the script of the theme has.

    >>> icons_of('{bars:[448,512,["x"],"f0c9","M0 96"]', {"bars", "none"})
    {'bars': ('0 0 448 512', 'M0 96')}
    """
    drawn = {name: re.search(_ICON.format(name=re.escape(name)), script) for name in sorted(names)}
    return {
        name: (f"0 0 {match[1]} {match[2]}", match[3]) for name, match in drawn.items() if match
    }


def page_with_icons(page: str, icons: Mapping[str, tuple[str, str]]) -> str:
    """The page (HTML) with its icons drawn, without the script; an unknown one shows nothing.

    >>> page_with_icons('<i class="fas fa-bars"></i>', {"bars": ("0 0 4 5", "M0 9")})
    '<svg class="tb-icon" viewBox="0 0 4 5" aria-hidden="true"><path d="M0 9"/></svg>'
    """

    def drawn(match: re.Match[str]) -> str:
        box, path = icons.get(_name(match[2]), ("0 0 1 1", ""))
        return (
            f'<svg class="{_classes(match[2])}"{_TITLE.sub("", match[3])} viewBox="{box}" '
            f'aria-hidden="true"><path d="{path}"/></svg>'
        )

    return _PLACE.sub(drawn, _TAG.sub("", page))


def _name(classes: str) -> str:
    """The name of an icon among its classes."""
    own = (each for each in classes.split() if each.startswith("fa-") and each not in _CLASSES)
    return next(own, "").removeprefix("fa-")


def _classes(classes: str) -> str:
    """The classes of a drawn icon: none to which the theme would add a letter of its font."""
    own = (_CLASSES.get(each, each) for each in classes.split())
    return " ".join(each for each in own if not each.startswith("fa-"))
