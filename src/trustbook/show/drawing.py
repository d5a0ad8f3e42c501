"""Static pictures of charts: the same bytes on every machine, safe beside others on one page."""

import re
from collections.abc import Mapping
from typing import Any

import vl_convert

VEGA_LITE = "6.4"

_UNSEEN = re.compile(r'(<a [^>]*>)?<path(?=[^>]* stroke-opacity="0"[ />])[^>]*/>')
_LINK_BASE = re.compile(r'xlink:href="https://[^"#]*(#[^"]*)"')
_IDENTIFIER = re.compile(r'\bid="([^"]+)"')
_NUMBERS = re.compile(r'\b(?:d|transform|x|y|x1|x2|y1|y2|r|width|height)="[^"]*"')
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_FONT = re.compile(r' font-family="([^"]*)"')
_SIZE = re.compile(r'^<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')
_KIND = re.compile(r' (?:role="graphics-object" )?aria-roledescription="[^"]*"')
_FONT_SIZE = re.compile(r'font-size="([\d.]+)px"')


def static_svg(spec: Mapping[str, Any], *, name: str) -> str:
    """The chart of a Vega-Lite specification as SVG whose ids all begin with `name`.

    Decimals are cut to two places, ids are numbered in the order of the text and links stay within
    the page, so that the picture does not depend on the machine or on what was drawn before. Lines
    that cannot be seen are left out unless they are links: nothing answers to a pointer here.
    """
    svg = vl_convert.vegalite_to_svg(dict(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    svg = _LINK_BASE.sub(r'href="\1"', svg)
    svg = _KIND.sub("", svg)  # "point", "symbol mark container": of no use read aloud
    svg = _UNSEEN.sub(lambda found: found[0] if found[1] else "", svg)
    svg = _NUMBERS.sub(lambda found: _LONG_DECIMAL.sub(_rounded, found[0]), svg)
    return _one_font(_own_identifiers(svg, name))


def natural_size(svg: str) -> tuple[float, float]:
    """The width and height of a picture in pixels."""
    found = _SIZE.match(svg)
    if found is None:
        raise ValueError("not an SVG picture with a width and a height")
    return float(found[1]), float(found[2])


def smallest_text(svg: str) -> float:
    """The smallest font size in a picture in pixels; 12 where it has no text."""
    return min((float(size) for size in _FONT_SIZE.findall(svg)), default=12.0)


def _rounded(found: re.Match[str]) -> str:
    return f"{round(float(found[0]), 2) + 0.0:g}"


def _own_identifiers(svg: str, name: str) -> str:
    for number, old in enumerate(dict.fromkeys(_IDENTIFIER.findall(svg))):
        new = f"{name}-part-{number}"
        svg = svg.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    return svg


def _one_font(svg: str) -> str:
    """The picture with its one font named once instead of at every word."""
    fonts = set(_FONT.findall(svg))
    if len(fonts) != 1:
        return svg
    return _FONT.sub("", svg).replace("<svg ", f'<svg font-family="{fonts.pop()}" ', 1)
