"""The one theme of every chart.

The colours are sentinels: the style sheet of the book maps each of them to its counterpart on a
dark page, so a chart uses these and no others. The font comes with the library that draws the
static pictures and has the same widths as Arial, so that a picture is the same on every machine.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

INK = "#1b1f24"
MUTED = "#5b6470"
RULE = "#d5dae0"
PAPER = "#fffffe"
BAND = "#f4f6f8"
TRUST = "#1f77b4"
DISTRUST = "#d1501f"
DISTRUST_TEXT = "#c2410c"
NEUTRAL = "#6f7780"
HEALTH = "#4a5a8c"
EMPLOYMENT = "#7a6334"
UNAFFILIATED = "#30363d"
ORGANISATIONS = (HEALTH, EMPLOYMENT, "#3f6f5c", "#8a4766", "#5a6f7d", "#7a4f3a")
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
TITLE_SIZE = 19
SUBTITLE_SIZE = 13
TITLE_CHARACTERS = 0.098  # characters of the title that fit in a pixel, on the safe side
SUBTITLE_CHARACTERS = 0.155


def themed(chart: Any, *, title: str, subtitle: str, description: str, width: int = 0) -> Any:
    """The chart with a title that says what to see, a subtitle that says what is counted, alt text.

    Give the `width` of the picture in pixels and long titles are broken into lines that fit.
    """
    import altair as alt  # noqa: PLC0415 - heavy, and who wants a colour needs none of it

    heading = alt.TitleParams(
        _lines(title, round(width * TITLE_CHARACTERS)),
        subtitle=_lines(subtitle, round(width * SUBTITLE_CHARACTERS)),
        anchor="start",
        fontSize=TITLE_SIZE,
        color=INK,
        subtitleFontSize=SUBTITLE_SIZE,
        subtitleColor=MUTED,
        subtitlePadding=5,
        offset=14,
    )
    chart.title, chart.description, chart.config = heading, description, _config()
    return chart


def _config() -> alt.Config:
    import altair as alt  # noqa: PLC0415 - heavy

    quiet: dict[str, Any] = {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 12,
        "titleFontSize": 12,
    }
    lines: dict[str, Any] = {"gridColor": RULE, "domainColor": RULE, "tickColor": RULE}
    return alt.Config(
        font=FONT,
        background="transparent",
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(aria=False, **quiet, **lines),  # its words are English in every book
        legend=alt.LegendConfig(**quiet),
    )


def _lines(text: str, characters: int) -> list[str]:
    return textwrap.wrap(text, characters) if characters else [text]
