"""Figures: an Altair chart as a static picture that comes alive where scripts run."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import vl_convert

from trustbook.pages.prose import Prose, notice
from trustbook.pages.tables import names_segments, plain_table, segments_html

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


HIGH = 1400.0  # pixels; a picture that would be too small to read on one sheet of paper
READABLE = 9.0  # pixels; a phone scrolls the picture sideways before its text gets smaller


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for the page: `html` for readers, `text` for a comparison a person can read."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def figure(
    chart: Any,
    data: pd.DataFrame,
    *,
    name: str,
    labels: Mapping[str, str] | None = None,
    empty: str = "Nothing to draw with these settings.",
) -> Figure | Prose:
    """The chart as a picture, with `data` as its table twin; one line when `data` has no rows.

    `name` is its stable id within the chapter and `labels` maps columns of `data` to headings.
    The page shows the static picture; the script of the book replaces it by a live chart drawn
    from the specification that is kept beside it.
    """
    if data.empty:
        return notice(empty)
    spec = specification(chart)
    twin = _twin(data, labels or {})
    evidence = [str((labels or {}).get(c, c)) for c in data.columns if names_segments(data[c])]
    return Figure(html=_page(spec, twin, name, evidence), text=_text(spec, twin))


def specification(chart: Any) -> dict[str, Any]:
    """The Vega-Lite specification of an Altair chart, the same however many were drawn before.

    Altair numbers unnamed views and parameters through a whole session; here they are numbered
    within the chart. The address of the schema is left out, so that nothing in a page names it.
    """
    spec = chart.to_dict()
    spec.pop("$schema", None)
    text = json.dumps(spec, ensure_ascii=False)
    found = dict.fromkeys(re.findall(r'"((?:view|param)_\d+)"', text))
    for number, old in enumerate(found):
        text = re.sub(rf"\b{old}(?!\d)", f"{old.split('_')[0]}~{number}", text)
    return dict(json.loads(re.sub(r"\b(view|param)~(\d+)", r"\1_\2", text)))


def _page(spec: Mapping[str, Any], twin: pd.DataFrame, name: str, evidence: Sequence[str]) -> str:
    """The figure with its title as text of the page, where it wraps on a phone."""
    drawn = {key: value for key, value in spec.items() if key != "title"}
    code = json.dumps(drawn, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    digest = hashlib.sha256((_title(spec) + _subtitle(spec) + code).encode()).hexdigest()[:12]
    key, named = html.escape(name), html.escape(_title(spec))
    picture, height = _picture(spec, drawn, key)
    high = " tb-high" if height > HIGH else ""
    return (
        f'<figure class="tb-figure{high}" id="{key}" data-digest="{digest}">\n{_caption(spec)}\n'
        f'<div class="tb-scroll tb-picture">{picture}</div>\n'
        f'<script type="application/json" class="tb-spec">{_script_safe(code)}</script>\n'
        f'<details class="tb-twin"><summary aria-label="The same as a table: {named}">'
        f"The same as a table</summary>\n"
        f'<div class="tb-scroll">{_html_table(twin, _title(spec), evidence)}</div></details>\n'
        f'<p class="tb-downloads">{_csv_link(twin, key, named)}</p>\n</figure>'
    )


def _caption(spec: Mapping[str, Any]) -> str:
    below = html.escape(_subtitle(spec), quote=False)
    return (
        f'<figcaption><span class="tb-title">{html.escape(_title(spec), quote=False)}</span>'
        + (f' <span class="tb-subtitle">{below}</span>' if below else "")
        + "</figcaption>"
    )


def _picture(spec: Mapping[str, Any], drawn: Mapping[str, Any], name: str) -> tuple[str, float]:
    """The static picture with its title and description for screen readers, and its height."""
    svg = static_svg(drawn, name=name)
    width, height = natural_size(svg)
    readable = round(width * min(1.0, READABLE / smallest_text(svg)))
    role = "group" if "<a " in svg else "img"  # links within an image could not be reached
    opening = (
        f'<svg role="{role}" aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'style="max-width:{width:g}px;min-width:min({readable}px,{width:g}px)" '
    )
    words = (
        f'<title id="{name}-title">{html.escape(_title(spec))}</title>'
        f'<desc id="{name}-desc">{html.escape(_description(spec))}</desc>'
    )
    head, _, rest = svg.removeprefix("<svg ").partition(">")
    return f"{opening}{head}>{words}{rest}", height


def _text(spec: Mapping[str, Any], twin: pd.DataFrame) -> str:
    words = (_title(spec), _subtitle(spec), _description(spec))
    cells = twin.map(lambda text: text.replace("\n", "; ")).itertuples(index=False, name=None)
    lines = plain_table([str(name) for name in twin.columns], cells)
    return "\n".join([*filter(None, words), *lines])


def _title(spec: Mapping[str, Any]) -> str:
    title = spec.get("title", "")
    return _joined(title.get("text", "") if isinstance(title, Mapping) else title)


def _subtitle(spec: Mapping[str, Any]) -> str:
    title = spec.get("title", "")
    return _joined(title.get("subtitle", "")) if isinstance(title, Mapping) else ""


def _description(spec: Mapping[str, Any]) -> str:
    return str(spec.get("description", ""))


def _joined(text: object) -> str:
    return " ".join(map(str, text)) if isinstance(text, list) else str(text)


def _twin(data: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """The data as text, as the table twin, the download and the comparison show them."""
    return data.rename(columns=dict(labels)).map(_cell).reset_index(drop=True)


def _cell(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    if pd.isna(value):
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _html_table(twin: pd.DataFrame, caption: str, evidence: Sequence[str]) -> str:
    heads = "".join(f'<th scope="col">{html.escape(_heading(name))}</th>' for name in twin.columns)
    as_html = [segments_html if name in evidence else html.escape for name in twin.columns]
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{put(cell)}</td>" for put, cell in zip(as_html, row, strict=True))
        + "</tr>"
        for row in twin.itertuples(index=False, name=None)
    )
    return (
        f"<table><caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _heading(name: object) -> str:
    plain = str(name).replace("_", " ")
    return plain[:1].upper() + plain[1:]


def _csv_link(twin: pd.DataFrame, name: str, title: str) -> str:
    csv = twin.to_csv(index=False, lineterminator="\n")
    code = base64.b64encode(csv.encode()).decode()
    return (
        f'<a download="{name}.csv" aria-label="Data as CSV: {title}" '
        f'href="data:text/csv;charset=utf-8;base64,{code}">Data as CSV</a>'
    )


def _script_safe(code: str) -> str:
    return code.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
