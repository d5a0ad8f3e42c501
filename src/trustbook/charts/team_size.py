"""What smaller groups give and take: relationships against dependence on single pairs."""

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from trustbook.charts.canvas import fixed
from trustbook.charts.geometry.lettering import lines
from trustbook.charts.grid import HEADING
from trustbook.charts.theme import BAND, EMPLOYMENT, HEALTH, INK, MUTED, RULE, themed
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count

PAGE, PHONE, HEIGHT = 640, 290, 104
LEAST = 1.85  # persons, at the left end of the axis
ROOM = 30.0  # pixels of a number beside its dot
TICKS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel: its heading, the column with its value, and the columns with its range."""

    heading: str
    value: str
    low: str = ""
    high: str = ""
    form: str = ".1~f"
    color: str = HEALTH
    shape: str = "circle"


PANELS = (
    Panel(
        heading="Colleagues of another sector per professional: mean, smallest and largest number",
        value="partners_mean",
        low="partners_min",
        high="partners_max",
    ),
    Panel(heading="Relationships across sectors, all groups together", value="relationships"),
    Panel(
        heading="Share of the work across sectors that rests on one partner: mean and highest",
        value="lost_mean",
        high="lost_max",
        form=".0%",
        color=EMPLOYMENT,
        shape="square",
    ),
    Panel(
        heading="Professionals left without any partner when one person is away: mean and most",
        value="stranded_mean",
        high="stranded_max",
        form=".1~f",
        color=EMPLOYMENT,
        shape="square",
    ),
)


def team_size_tradeoff(  # noqa: PLR0913 - all but one are named
    effects: pd.DataFrame,
    *,
    ranges: pd.DataFrame,
    title: str,
    subtitle: str,
    description: str,
    is_wide: bool = True,
) -> Any:
    """Four panels over the number of persons in a group, each dot one split of the team.

    `effects` is what `teams.split_effects` returns, `ranges` what `teams.recommended_sizes`
    returns; a recommended range is a band in every panel. On a phone, where it is not `is_wide`,
    the panels are narrower.
    """
    width = PAGE if is_wide else PHONE
    splits = effects.assign(split=_split_names(effects))
    panels = [_panel(splits, ranges, panel, width=width) for panel in PANELS]
    chart = alt.vconcat(_groups(splits, width), *panels, spacing=16).resolve_scale(x="shared")
    return themed(chart, title=title, subtitle=subtitle, description=description, width=width)


def _split_names(effects: pd.DataFrame) -> list[str]:
    return [gettext("whole team") if n == 1 else count(n, "group") for n in effects["groups"]]


def _most(effects: pd.DataFrame) -> float:
    """The right end of the axis."""
    return 1.12 * (float(effects["persons_mean"].max()) if len(effects) else 10.0)


def _scale(effects: pd.DataFrame) -> Any:
    return alt.Scale(type="log", domain=[LEAST, _most(effects)], nice=False)


def _axis(effects: pd.DataFrame, *, last: bool) -> Any:
    return alt.Axis(
        values=[tick for tick in TICKS if tick <= _most(effects)],
        format="d",
        grid=False,
        domainColor=RULE,
        labels=last,
        ticks=last,
        title="Persons in a group (mean)" if last else None,
    )


def _groups(effects: pd.DataFrame, width: int) -> Any:
    """A line of text above the panels: into how many groups the team is split."""
    x = alt.X("persons_mean:Q", axis=None, scale=_scale(effects))
    numbers = alt.Chart(effects).mark_text(fontSize=12, color=INK, fontWeight=600, aria=False)
    heading = _heading(gettext("Number of groups the team is split into"), width)
    numbers = numbers.encode(x=x, y=fixed(alt.YValue, 4), text=alt.Text("groups:Q"))
    return numbers.properties(width=width, height=8, title=heading)


def _heading(text: str, width: int) -> Any:
    return alt.TitleParams(
        lines(text, size=HEADING, width=width, bold=True),
        anchor="start",
        frame="group",
        fontSize=HEADING,
        fontWeight=600,
        color=INK,
        offset=8,
    )


def _panel(effects: pd.DataFrame, ranges: pd.DataFrame, panel: Panel, *, width: int) -> Any:
    last = panel is PANELS[-1]
    x = alt.X("persons_mean:Q", axis=_axis(effects, last=last), scale=_scale(effects))
    high = panel.high or panel.value
    top = float(effects[high].max()) * 1.22 if len(effects) else 1.0
    y = alt.Y(
        f"{panel.value}:Q",
        title=None,
        scale=alt.Scale(domain=[0, max(top, 0.5)], nice=False),
        axis=alt.Axis(format=panel.form, tickCount=3, grid=True, domain=False, ticks=False),
    )
    base = alt.Chart(effects).encode(x=x, y=y)
    layers = [
        *_band(ranges, effects, named=panel is PANELS[0]),
        *_range(base, panel),
        base.mark_line(color=panel.color, strokeWidth=1.6, aria=False),
        _dots(base, panel),
        _with_room(base, effects, width=width)
        .mark_text(dx=9, dy=-9, align="left", fontSize=12, color=INK, fontWeight=600, aria=False)
        .encode(text=alt.Text(f"{panel.value}:Q", format=panel.form)),
    ]
    heading = _heading(gettext(panel.heading), width)
    return alt.layer(*layers).properties(width=width, height=HEIGHT, title=heading)


def _with_room(base: Any, effects: pd.DataFrame, *, width: int) -> Any:
    """The base without the dots that are too close to one on their right for a number."""
    low, high = math.log(LEAST), math.log(_most(effects))
    xs = (np.log(effects["persons_mean"]) - low) / (high - low) * width
    drawn, last = list[Any](), math.inf
    for place, x in xs.sort_values(ascending=False).items():
        if last - x >= ROOM:
            drawn, last = [*drawn, place], x
    return base.properties(data=effects.loc[sorted(drawn)])


def _range(base: Any, panel: Panel) -> list[Any]:
    if not panel.high:
        return []
    rule = base.mark_rule(
        color=panel.color, strokeWidth=5, strokeOpacity=0.7, opacity=1, aria=False
    )
    low = panel.low or panel.value
    return [rule.encode(y=alt.Y(f"{low}:Q", title=None), y2=f"{panel.high}:Q")]


def _dots(base: Any, panel: Panel) -> Any:
    return base.mark_point(
        shape=panel.shape, filled=True, size=64, fill=panel.color, opacity=1
    ).encode(
        tooltip=[
            alt.Tooltip("split:N", title="Split into"),
            alt.Tooltip("persons_min:Q", title="Persons, from"),
            alt.Tooltip("persons_max:Q", title="to"),
            alt.Tooltip(f"{panel.value}:Q", title="Value", format=panel.form),
        ]
    )


def _band(ranges: pd.DataFrame, effects: pd.DataFrame, *, named: bool) -> list[Any]:
    if ranges.empty or effects.empty:
        return []
    clipped = ranges.assign(
        largest=ranges["largest"].clip(upper=_most(effects)),
        label=[
            sentence("recommended {sizes}", sizes=f"{low}–{high}") for low, high in _bounds(ranges)
        ],
    )
    base = alt.Chart(clipped).encode(x=alt.X("smallest:Q", scale=_scale(effects)))
    band = base.mark_rect(fill=BAND, stroke=RULE, opacity=1, aria=False).encode(
        x2=alt.X2("largest:Q")
    )
    if not named:
        return [band]
    name = base.mark_text(
        align="left", baseline="top", dx=6, dy=5, fontSize=12, color=MUTED, aria=False
    )
    return [band, name.encode(y=fixed(alt.YValue, 0), text=alt.Text("label:N"))]


def _bounds(ranges: pd.DataFrame) -> list[tuple[int, int]]:
    return list(ranges[["smallest", "largest"]].itertuples(index=False, name=None))
