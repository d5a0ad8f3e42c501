"""Figures: an Altair chart as a static picture that comes alive where scripts run."""

import hashlib
import html
import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from trustbook.book.drawing import svg_of
from trustbook.book.outputs import FIGURE, Output, output_of, shortened_ids
from trustbook.corpus.language import ENGLISH, gettext, language, locale
from trustbook.pages.prose import Prose, notice
from trustbook.pages.tables import View, caption, foot, grid, plain_text

_PLAIN = {"str", "bool", "int32", "int64", "float64", "Int64", "Float64", "boolean"}
_OF_JSON = {str, bool, int, float, list, dict, type(None)}
_ALTAIRS_MOST = 5_000  # rows, above which Altair refuses a frame
_TITLES = ("title", "text", "subtitle", "description")  # of a specification, where they are words
_LONG = 2_000  # letters, of a list of ids rather than of words
_ENDLESS = (float("inf"), float("-inf"))


_UNSEEN = re.compile(r'(<a [^>]*>)?<path(?=[^>]* stroke-opacity="0"[ />])[^>]*/>')
_LINK_BASE = re.compile(r'xlink:href="https://[^"#]*/([^"#/]*#[^"]*)"')
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
    the book, so that the picture does not depend on the machine or on what was drawn before. Lines
    that cannot be seen are left out unless they are links: nothing answers to a pointer here.
    """
    svg = svg_of(spec)
    svg = _LINK_BASE.sub(r'href="\1"', svg)
    svg = _KIND.sub("", svg)  # "point", "symbol mark container": of no use read aloud
    svg = _UNSEEN.sub(lambda match: match[0] if match[1] else "", svg)
    svg = _NUMBERS.sub(lambda match: _LONG_DECIMAL.sub(_rounded, match[0]), svg)
    return _one_font(_own_identifiers(svg, name))


def natural_size(svg: str) -> tuple[float, float]:
    """The width and height of a picture in pixels."""
    match = _SIZE.match(svg)
    if match is None:
        raise ValueError("not an SVG picture with a width and a height")
    return float(match[1]), float(match[2])


def smallest_text(svg: str) -> float:
    """The smallest font size in a picture in pixels; 12 where it has no text."""
    return min((float(size) for size in _FONT_SIZE.findall(svg)), default=12.0)


def _rounded(match: re.Match[str]) -> str:
    return f"{round(float(match[0]), 2) + 0.0:g}"


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


PAGE, PHONE = WIDTHS = ("page", "phone")  # that a picture is drawn for
READABLE = 11.0  # pixels; a page scrolls the picture sideways before its text gets smaller


def figure(  # noqa: PLR0913 (all but two are named)
    chart: Any,
    data: pd.DataFrame,
    *,
    name: str,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    empty: str = "Nothing to draw with these settings.",
) -> View | Prose:
    """The chart as a picture, with `data` as its table twin; one line when `data` has no rows.

    The page shows the static picture; the script of the book replaces it by a live chart drawn
    from the specification that is kept beside it.

    Parameters
    ----------
    chart
        An Altair chart, or a function that draws one where its `is_wide` is true and another,
        for a phone, where it is false.
    data
        The values that it shows, one row per mark.
    name
        Stable id of the figure within its chapter, and name of the file to download.
    labels, units
        The headings and units of columns of `data`.
    empty
        What to say when there are no rows.
    """
    if data.empty:
        return notice(empty)
    charts = {w: chart(is_wide=w == PAGE) for w in WIDTHS} if callable(chart) else {PAGE: chart}
    specs = {width: spoken(specification(each)) for width, each in charts.items()}
    words, *_ = [spec.pop("title", "") for spec in specs.values()]
    words = words if isinstance(words, Mapping) else {"text": words}
    title, subtitle = _joined(words.get("text", "")), _joined(words.get("subtitle", ""))
    codes = [_code(spec) for spec in specs.values()]
    output = output_of(
        data,
        name=name,
        kind=FIGURE,
        labels=labels,
        units=units,
        title=title,
        subtitle=subtitle,
        description=str(specs[PAGE].get("description", "")),
        drawing=hashlib.sha256("".join((title, subtitle, *codes)).encode()).hexdigest()[:12],
    )
    return View(_page(output, specs), plain_text(output), (output,))


def _code(spec: Mapping[str, Any]) -> str:
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def specification(chart: Any) -> dict[str, Any]:
    """The Vega-Lite specification of an Altair chart, the same however many were drawn before.

    Altair numbers unnamed views and parameters through a whole session; here they are numbered
    within the chart. The address of the schema is left out, so that nothing in a page names it.
    That a chart follows the schema is for the tests to see: it takes longer than all the rest.
    """
    import altair as alt  # noqa: PLC0415 - slow, and other pages are made without it

    alt.data_transformers.register("trustbook", rows_as_values)
    with alt.data_transformers.enable("trustbook"):
        spec = chart.to_dict(validate=False)
    spec.pop("$schema", None)
    _drop_unnamed(spec)
    text = json.dumps(spec, ensure_ascii=False)
    names = dict.fromkeys(re.findall(r'"((?:view|param)_\d+)"', text))
    for number, old in enumerate(names):
        text = re.sub(rf"\b{old}(?!\d)", f"{old.split('_')[0]}~{number}", text)
    return dict(json.loads(re.sub(r"\b(view|param)~(\d+)", r"\1_\2", text)))


def _drop_unnamed(spec: dict[str, Any]) -> None:
    """Leave out of the data of a specification what nothing in it names: the twin has that."""
    chart = json.dumps({name: part for name, part in spec.items() if name != "datasets"})
    for name, rows in spec.get("datasets", {}).items():
        names = {each for each in {each for row in rows for each in row} if each in chart}
        spec["datasets"][name] = [{k: v for k, v in row.items() if k in names} for row in rows]


def spoken(spec: dict[str, Any]) -> dict[str, Any]:
    """A specification whose titles and numbers are in the language of the page."""
    if language() == ENGLISH:
        return spec
    symbols = locale().number_symbols.get("latn", {})
    numbers = {
        "decimal": symbols.get("decimal", "."),
        "thousands": symbols.get("group", ","),
        "grouping": [3],
        "currency": ["", ""],
        "percent": locale().percent_formats[None].pattern.removeprefix("#,##0"),
    }
    config = spec.get("config", {})
    return dict(in_language(spec | {"config": config | {"locale": {"number": numbers}}}))


def in_language(part: Any) -> Any:
    """A part of a specification with its titles in the language of the page."""
    if isinstance(part, list):
        return [in_language(each) for each in part]
    if not isinstance(part, dict):
        return part
    named = {"title": part["field"]} if {*part} == {"field", "type"} else {}
    titles = {name: _title(part[name]) for name in _TITLES if name in part}
    if named and gettext(named["title"]) != named["title"]:
        titles |= {"title": gettext(named["title"])}  # of a tooltip, which shows the name itself
    inside = {k: v if k in ("values", "datasets") else in_language(v) for k, v in part.items()}
    return inside | titles


def _title(words: Any) -> Any:
    if isinstance(words, list):
        return [_title(each) for each in words]
    return gettext(words) if isinstance(words, str) else in_language(words)


def rows_as_values(data: Any) -> Any:
    """The rows of a frame as Altair writes them, which itself takes far longer."""
    is_small = isinstance(data, pd.DataFrame) and len(data) <= _ALTAIRS_MOST and len(data.columns)
    if not is_small or not all(_is_plain(data[name]) for name in data):
        from altair import default_data_transformer  # noqa: PLC0415 - as above

        return default_data_transformer(data)
    columns = [[_value(cell) for cell in data[name].tolist()] for name in data]
    return {"values": [dict(zip(data, row, strict=True)) for row in zip(*columns, strict=True)]}


def _is_plain(column: "pd.Series[Any]") -> bool:
    """Whether its cells are of kinds that JSON has, or become so by themselves."""
    is_mixed = column.dtype == "object"
    return {*map(type, column)} <= _OF_JSON if is_mixed else str(column.dtype) in _PLAIN


def _value(cell: Any) -> Any:
    if isinstance(cell, str):
        return shortened_ids(cell) if len(cell) > _LONG else cell
    if isinstance(cell, list | dict):
        return cell
    return None if pd.isna(cell) or cell in _ENDLESS else cell


def _page(output: Output, specs: Mapping[str, Mapping[str, Any]]) -> str:
    """The figure with its title as text of the page, where it wraps on a phone."""
    key, title = html.escape(output.name), html.escape(output.title)
    alone, twin = len(specs) == 1, gettext("The same as a table")
    drawings = [_drawing(output, spec, width, alone=alone) for width, spec in specs.items()]
    return (
        f'<figure class="tb-figure" id="{key}">\n{caption(output)}\n{"".join(drawings)}'
        f'<details class="tb-twin"><summary aria-label="{twin}: {title}">'
        f"{twin}</summary>\n{grid(output)}</details>\n{foot(output)}\n</figure>"
    )


def _drawing(output: Output, spec: Mapping[str, Any], width: str, *, alone: bool) -> str:
    """One drawing of the figure, for every width where it is `alone`."""
    name = html.escape(output.name if width == PAGE else f"{output.name}-{width}")
    only, code = "" if alone else f" tb-for-{width}", _script_safe(_code(spec))
    return (
        f'<div class="tb-drawing{only}">'
        f'<div class="tb-scroll tb-picture">{_picture(output, spec, name=name)}</div>\n'
        f'<script type="application/json" class="tb-spec">{code}</script></div>\n'
    )


def _picture(output: Output, spec: Mapping[str, Any], *, name: str) -> str:
    """The static picture with its title and description for screen readers."""
    svg = static_svg(spec, name=name)
    width, _ = natural_size(svg)
    readable = round(width * min(1.0, READABLE / smallest_text(svg)))
    role = "group" if "<a " in svg else "img"  # links within an image could not be reached
    opening = (
        f'<svg role="{role}" aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'style="max-width:{width:g}px;min-width:min({readable}px,{width:g}px)" '
    )
    words = (
        f'<title id="{name}-title">{html.escape(output.title)}</title>'
        f'<desc id="{name}-desc">{html.escape(output.description)}</desc>'
    )
    head, _, rest = svg.removeprefix("<svg ").partition(">")
    return f"{opening}{head}>{words}{rest}"


def _joined(text: object) -> str:
    return " ".join(map(str, text)) if isinstance(text, list) else str(text)


def _script_safe(code: str) -> str:
    return code.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
