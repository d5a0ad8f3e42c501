"""When the material of each study was collected."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, Align, between, drawn, lines_around, rules, texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.theme import MUTED, ORGANISATIONS
from trustbook.corpus.language import ngettext, sentence
from trustbook.networks.evidence import labels_of

ROWS = {True: 34.0, False: 52.0}  # pixels of a row where it is wide, and on a phone
GROUP = 28.0
WIDEST_LABEL = 230.0
PLOT = 350.0
NUMBER = 100.0
PHONE = 350.0  # pixels of the whole, where words are above the bars
UNDER = 16.0  # pixels of a bar below the middle of its row, with words above it


def material_timeline(periods: pd.DataFrame, *, studies: pd.DataFrame, is_wide: bool = True) -> Any:
    """A bar from the first to the last month of each line of material, by study.

    `periods` is the result of `material.collection_periods`; `studies` gives the labels. The words
    are beside the bars, or on a phone, where it is not `is_wide`, above them.
    """
    label = labels_of(studies, "study")
    row = ROWS[is_wide]
    bars = _placed(periods.assign(study_label=periods["study"].map(label)), row=row)
    widest = max((text_width(label, size=SIZE) for label in bars["data_type"]), default=0.0)
    left = min(WIDEST_LABEL, widest) + 24 if is_wide else 16.0
    plot = PLOT if is_wide else PHONE - 2 * left
    first, last = _years(bars)
    scale = plot / (12 * (last - first))
    bars = bars.assign(
        x=left + (bars["first"] - 12 * first) * scale,
        x2=left + (bars["last"] - 12 * first) * scale,
    )
    height = float(bars["y"].max()) + row
    layers = [
        *_axis(first, last, left=left, scale=scale, height=height),
        _bars(bars if is_wide else bars.assign(y=bars["y"] + UNDER)),
        *(_beside(bars, left) if is_wide else _above(bars)),
        _studies(bars, row=row),
    ]
    return drawn(
        layers,
        width=left + plot + NUMBER if is_wide else PHONE,
        height=height,
        title=_title(periods),
        subtitle="Months of collection as the studies state them; the number is how many "
        "encounters. Lines without stated months are left out.",
        description=_description(periods),
    )


def _placed(periods: pd.DataFrame, *, row: float) -> pd.DataFrame:
    new = periods["study"] != periods["study"].shift()
    start = periods["start"].dt.year * 12 + periods["start"].dt.month - 1
    end = periods["end"].dt.year * 12 + periods["end"].dt.month - 1
    place = new.cumsum() * GROUP + pd.Series(range(len(periods)), index=periods.index) * row
    return periods.assign(new=new, first=start, last=end, y=place + row / 2)


def _years(bars: pd.DataFrame) -> tuple[int, int]:
    return int(bars["first"].min()) // 12, -(-int(bars["last"].max()) // 12)


def _axis(first: int, last: int, *, left: float, scale: float, height: float) -> list[Any]:
    every = max(1, (last - first) // 8)
    years = [year for year in range(first, last + 1) if (year - first) % every == 0]
    xs = [left + (year - first) * 12 * scale for year in years]
    names = [(x, 3.0, str(year)) for x, year in zip(xs, years, strict=True)]
    return [rules((x, 13.0, x, height) for x in xs), texts(names, color=MUTED, align="center")]


def _bars(bars: pd.DataFrame) -> Any:
    order = {study: i for i, study in enumerate(sorted(bars["study"].unique()))}
    boxes = bars.assign(
        y=bars["y"] - 8,
        y2=bars["y"] + 8,
        color=[ORGANISATIONS[order[study] % len(ORGANISATIONS)] for study in bars["study"]],
        words=[f"{b.data_type}, {b.participants}: {b.period}" for b in bars.itertuples()],
    ).drop(columns=["start", "end"])
    box = between(boxes).mark_rect(cornerRadius=3, opacity=1)
    return box.encode(
        fill=alt.Fill("color:N", scale=None),
        description=alt.Description("words:N"),
        tooltip=[
            alt.Tooltip("study_label:N", title="Study"),
            alt.Tooltip("data_type:N", title="Data type"),
            alt.Tooltip("participants:N", title="Participants"),
            alt.Tooltip("n:Q", title="Number"),
            alt.Tooltip("period:N", title="Period"),
        ],
    )


def _beside(bars: pd.DataFrame, left: float) -> list[Any]:
    """What was collected on the left of the bars, and of how many on their right."""
    labels = [
        place
        for y, text in zip(bars["y"], bars["data_type"], strict=True)
        for place in lines_around(10.0, y, text, room=left - 24, most=2)
    ]
    numbers = zip(bars["x2"] + 6, bars["y"], _numbers(bars), strict=True)
    return [texts(labels), texts(numbers, color=MUTED)]


def _above(bars: pd.DataFrame) -> list[Any]:
    """What was collected above each bar, and of how many on the side where there is room."""
    numbers = pd.Series(_numbers(bars), index=bars.index, dtype="str")
    needs = numbers.map(lambda number: text_width(number, size=SIZE) + 8)
    right = bars["x2"] + needs <= PHONE
    left = ~right & (bars["x"] >= needs)
    labels = bars["data_type"].where(right | left, bars["data_type"] + ": " + numbers)
    named = [
        place
        for y, label in zip(bars["y"], labels, strict=True)
        for place in lines_around(8.0, y - 8, label, room=PHONE - 8, most=2)
    ]
    sides: list[tuple[pd.Series, pd.Series, Align]] = [
        (right, bars["x2"] + 6, "left"),
        (left, bars["x"] - 6, "right"),
    ]
    beside = [
        texts(zip(x[there], bars["y"][there] + UNDER, numbers[there], strict=True),
              align=align, color=MUTED, on_paper=True)
        for there, x, align in sides
    ]  # fmt: skip
    return [texts(named, on_paper=True), *beside]


def _numbers(bars: pd.DataFrame) -> list[str]:
    pairs = zip(bars["n"], bars["participants"], strict=True)
    return [f"{'' if pd.isna(n) else n} {who}".strip() for n, who in pairs]


def _studies(bars: pd.DataFrame, *, row: float) -> Any:
    heads = bars[bars["new"]]
    above = heads["y"] - row / 2 - 8
    return texts(
        ((0.0, y, s) for y, s in zip(above, heads["study_label"], strict=True)), weight=700
    )


def _title(periods: pd.DataFrame) -> str:
    first, last = periods["start"].min(), periods["end"].max() - pd.DateOffset(days=1)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    over = ngettext("in one month", "over {n} months", months).format(n=months)
    years = sentence(
        "in {last}" if first.year == last.year else "from {first} to {last}",
        first=first.year,
        last=last.year,
    )
    return sentence("Material collected {over}, {years}", over=over, years=years)


def _description(periods: pd.DataFrame) -> str:
    participants = periods["participants"]
    who = (" (" + participants + ")").where(participants.ne(""), "")
    lines = "; ".join(periods["data_type"] + who + ": " + periods["period"])
    return sentence("Bars over time, one per line of material. {lines}.", lines=lines)
