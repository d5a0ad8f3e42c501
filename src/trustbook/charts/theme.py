"""The one theme of every chart.

The neutral colours are sentinels: the style sheet of the book maps each of them to its
counterpart on a dark page, so a chart uses these and no other greys.
"""

from typing import Any

import altair as alt

INK = "#1b1f24"
MUTED = "#5b6470"
RULE = "#d5dae0"
PAPER = "#fffffe"
BAND = "#f4f6f8"
TRUST = "#1f77b4"
DISTRUST = "#d1501f"
NEUTRAL = "#6f7780"
HEALTH = "#4a5a8c"
EMPLOYMENT = "#7a6334"
FONT = 'Inter, "Source Sans 3", "Helvetica Neue", Arial, sans-serif'


def themed(chart: Any, *, title: str, subtitle: str, description: str) -> Any:
    """The chart with the title that says what to see, a subtitle that says what is counted, and alt text."""
    heading = alt.TitleParams(
        title,
        subtitle=[subtitle],
        anchor="start",
        fontSize=19,
        color=INK,
        subtitleFontSize=13,
        subtitleColor=MUTED,
        subtitlePadding=5,
        offset=14,
    )
    return (
        chart.properties(title=heading, description=description)
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED,
            titleColor=MUTED,
            gridColor=RULE,
            domainColor=RULE,
            tickColor=RULE,
            labelFontSize=12,
            titleFontSize=12,
        )
        .configure_legend(labelColor=MUTED, titleColor=MUTED, labelFontSize=12, titleFontSize=12)
    )
