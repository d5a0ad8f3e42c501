"""When the material of each study was collected."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import SIZE, between, drawn, lines_around, rules, texts
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.theme import MUTED, ORGANISATIONS
from trustbook.corpus.numbers import form_for

ROW = 34.0
GROUP = 28.0
WIDEST_LABEL = 230.0
PLOT = 350.0
NUMBER = 100.0


def material_timeline(periods: pd.DataFrame, *, studies: pd.DataFrame) -> Any:
    """A bar from the first to the last month of each line of material, by study.

    `periods` is the result of `material.collection_periods`; `studies` gives the labels.
    """
    label = studies.set_index("study")["label"]
    bars = _placed(periods.assign(study_label=periods["study"].map(label)))
    widest = max((text_width(label, size=SIZE) for label in bars["data_type"]), default=0.0)
    left = min(WIDEST_LABEL, widest) + 24
    first, last = _years(bars)
    scale = PLOT / (12 * (last - first))
    bars = bars.assign(
        x=left + (bars["first"] - 12 * first) * scale,
        x2=left + (bars["last"] - 12 * first) * scale,
    )
    width, height = left + PLOT + NUMBER, float(bars["y"].max()) + ROW
    layers = [
        *_axis(first, last, left=left, scale=scale, height=height),
        *_bars(bars),
        *_labels(bars, left),
    ]
    return drawn(
        layers,
        width=width,
        height=height,
        title=_title(periods),
        subtitle="Months of collection as the studies state them; the number is how many "
        "encounters. Lines without stated months are left out.",
        description=_description(periods),
    )


def _placed(periods: pd.DataFrame) -> pd.DataFrame:
    new = periods["study"] != periods["study"].shift()
    start = periods["start"].dt.year * 12 + periods["start"].dt.month - 1
    end = periods["end"].dt.year * 12 + periods["end"].dt.month - 1
    place = new.cumsum() * GROUP + pd.Series(range(len(periods)), index=periods.index) * ROW
    return periods.assign(new=new, first=start, last=end, y=place + ROW / 2)


def _years(bars: pd.DataFrame) -> tuple[int, int]:
    return int(bars["first"].min()) // 12, -(-int(bars["last"].max()) // 12)


def _axis(first: int, last: int, *, left: float, scale: float, height: float) -> list[Any]:
    every = max(1, (last - first) // 8)
    years = [year for year in range(first, last + 1) if (year - first) % every == 0]
    xs = [left + (year - first) * 12 * scale for year in years]
    names = [(x, 8.0, str(year)) for x, year in zip(xs, years, strict=True)]
    return [rules((x, 18.0, x, height) for x in xs), texts(names, color=MUTED, align="center")]


def _bars(bars: pd.DataFrame) -> list[Any]:
    order = {study: i for i, study in enumerate(sorted(bars["study"].unique()))}
    boxes = bars.assign(
        y=bars["y"] - 8,
        y2=bars["y"] + 8,
        color=[ORGANISATIONS[order[study] % len(ORGANISATIONS)] for study in bars["study"]],
        words=[f"{b.data_type}, {b.participants}: {b.period}" for b in bars.itertuples()],
    ).drop(columns=["start", "end"])
    box = between(boxes).mark_rect(cornerRadius=3, opacity=1)
    box = box.encode(
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
    numbers = [
        (x + 6, y, f"{'' if pd.isna(n) else n} {who}".strip())
        for x, y, n, who in bars[["x2", "y", "n", "participants"]].to_numpy()
    ]
    return [box, texts(numbers, color=MUTED)]


def _labels(bars: pd.DataFrame, left: float) -> list[Any]:
    labels = [
        place
        for y, text in zip(bars["y"], bars["data_type"], strict=True)
        for place in lines_around(10.0, y, text, room=left - 24, most=2)
    ]
    heads = bars[bars["new"]]
    above = heads["y"] - ROW / 2 - 8
    names = [(0.0, y, name) for y, name in zip(above, heads["study_label"], strict=True)]
    return [texts(labels), texts(names, weight=700)]


def _title(periods: pd.DataFrame) -> str:
    first, last = periods["start"].min(), periods["end"].max() - pd.DateOffset(days=1)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    over = form_for(months, "in one month", f"over {months} months")
    years = f"in {last.year}" if first.year == last.year else f"from {first.year} to {last.year}"
    return f"Material collected {over}, {years}"


def _description(periods: pd.DataFrame) -> str:
    lines = "; ".join(f"{p.data_type} ({p.participants}): {p.period}" for p in periods.itertuples())
    return f"Bars over time, one per line of material. {lines}."
