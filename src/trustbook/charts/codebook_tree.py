"""The codebook as an indented list, with how much was coded with each code."""

from typing import Any

import altair as alt
import pandas as pd

from trustbook.charts.canvas import LINE, SIZE, Place, Weight, at, between, drawn, texts
from trustbook.charts.geometry.lettering import lines, text_width
from trustbook.charts.grid import MOST_ROWS
from trustbook.charts.hinges import OPEN, OUTLINE, fills, with_hinges
from trustbook.charts.theme import BAND, MUTED, PAPER, TRUST
from trustbook.corpus.language import gettext, ngettext, sentence
from trustbook.corpus.numbers import count, in_words, joined, plural_nouns

ROW = 21.0
INDENT = 16.0
PAGE, PHONE = (420.0, 190.0), (168.0, 70.0)  # of the longest line of a label, and of a bar
MOST_LINES = 3
NUMBER = 96.0  # room for the numbers behind a bar
SPACE_ABOVE = {0: 14.0, 1: 5.0}
_NAMED = 2  # codes in the title, where several rest on as many sources


def codebook_tree(counts: pd.DataFrame, *, is_wide: bool = True) -> Any:
    """Each code below its category and theme, with a bar of segments and of independent sources.

    `counts` is the result of `codebook.code_counts`. Bars are drawn for the lowest codes; what
    is above them has its numbers printed, because a segment counts once there. The bar of a code
    that rests on one independent source is open. Of very many codes those with most segments are
    drawn. On a phone, where it is not `is_wide`, labels and bars are shorter.
    """
    every = counts.assign(leaf=~counts["code"].isin(counts["parent"]))
    first = every["segments"].nlargest(MOST_ROWS, keep="first")
    counts = every[every.index.isin(first.index)]
    room, longest = PAGE if is_wide else PHONE
    rows = _placed(counts, room=room)
    left = float(rows["right"].max()) + 14
    rows = rows.assign(unit=longest / max([1, *_used(rows)["segments"]]))
    height = float((rows["y"] + rows["further"] / 2).max()) + ROW
    width = left + longest + NUMBER
    hinges = list(_used(rows)["sources"] == 1)
    layers = [
        _bands(rows, width),
        *_labels(rows),
        *_bars(rows, left),
        *_numbers(rows, left),
        *_legend(left if is_wide else 6.0, hinges=any(hinges)),
    ]
    return drawn(
        layers,
        width=width,
        height=height,
        title=_title(every),
        subtitle=_subtitle(len(counts), among=len(every)),
        description=with_hinges(_description(counts), hinges, noun="code"),
    )


def _subtitle(n: int, *, among: int) -> str:
    about = gettext(
        "Codes below their category and theme; segments, of which independent sources. "
        "A segment counts once in each line it reaches, so lines do not add up."
    )
    left_out = sentence(
        " The {n} of {among} lines with the most segments are drawn; the table has all.",
        n=n,
        among=among,
    )
    return about + left_out * (n < among)


def _placed(counts: pd.DataFrame, *, room: float) -> pd.DataFrame:
    """Adds where each code is, and where its label begins and ends.

    `lines` are those of its label, `further` the pixels that all but the first of them take.
    """
    above = counts["depth"].map(SPACE_ABOVE).fillna(0.0)
    start = 6 + counts["depth"] * INDENT
    broken = [
        lines(label, size=SIZE, width=room - left, most=MOST_LINES, bold=True)
        for label, left in zip(counts["label"], start, strict=True)
    ]
    further = pd.Series([(len(one) - 1) * LINE for one in broken], counts.index)
    widths = [max(text_width(line, size=SIZE, bold=True) for line in one) for one in broken]
    rows = counts.reset_index().index * ROW
    return counts.assign(
        y=above.cumsum() + rows + ROW + 36 + further.cumsum() - further / 2,
        left=start,
        right=start + widths,
        lines=pd.Series(broken, counts.index, dtype="object"),
        further=further,
    )


def _bands(rows: pd.DataFrame, width: float) -> Any:
    themes = rows[rows["depth"] == 0]
    half = (ROW + themes["further"]) / 2
    bands = pd.DataFrame(
        {"x": 0.0, "x2": width, "y": themes["y"] - half - 2, "y2": themes["y"] + half + 1}
    )
    return between(bands).mark_rect(fill=BAND, opacity=1, aria=False)


def _labels(rows: pd.DataFrame) -> list[Any]:
    upper, middle = rows["depth"] == 0, (rows["depth"] == 1) & ~rows["leaf"]
    weights: list[tuple[pd.Series, Weight]] = [
        (upper, 700),
        (middle & ~upper, 600),
        (~upper & ~middle, 400),
    ]
    return [texts(_label_places(rows[at]), weight=weight) for at, weight in weights]


def _label_places(rows: pd.DataFrame) -> list[Place]:
    """Where each line of each label is, together centred on the row."""
    return [
        (left, y - further / 2 + number * LINE, line)
        for left, y, further, broken in zip(
            rows["left"], rows["y"], rows["further"], rows["lines"], strict=True
        )
        for number, line in enumerate(broken)
    ]


def _places(rows: pd.DataFrame, x: str, text: str) -> list[Place]:
    return list(zip(rows[x], rows["y"], rows[text], strict=True))


def _bars(rows: pd.DataFrame, left: float) -> list[Any]:
    leaves = _used(rows)
    own = pd.Series(TRUST, index=leaves.index, dtype="str")
    bars = pd.DataFrame(
        {
            "x": left,
            "segments_end": left + leaves["segments"] * leaves["unit"],
            "sources_end": left + leaves["sources"] * leaves["unit"],
            "y": leaves["y"] - 6,
            "y2": leaves["y"] + 6,
            "label": leaves["label"],
            "segments": leaves["segments"],
            "sources": leaves["sources"],
            "definition": leaves["definition"].fillna(""),
            "fill": fills(own, leaves["sources"] == 1),
        }
    )
    tooltip = [
        alt.Tooltip("label:N", title="Code"),
        alt.Tooltip("segments:Q", title="Segments"),
        alt.Tooltip("sources:Q", title="Independent sources"),
        alt.Tooltip("definition:N", title="Meaning"),
    ]
    base = at(bars).encode(y2=alt.Y2("y2:Q"), tooltip=tooltip)
    pale = base.mark_rect(fill=TRUST, fillOpacity=0.35, aria=False).encode(
        x2=alt.X2("segments_end:Q")
    )
    dark = base.mark_rect(
        fillOpacity=1, stroke=TRUST, strokeWidth=OUTLINE, strokeOpacity=1, aria=False
    ).encode(x2=alt.X2("sources_end:Q"), fill=alt.Fill("fill:N", scale=None))
    return [pale, dark]


def _used(rows: pd.DataFrame) -> pd.DataFrame:
    """The lowest codes that anything was coded with."""
    return rows[rows["leaf"] & (rows["segments"] > 0)]


def _numbers(rows: pd.DataFrame, left: float) -> list[Any]:
    bar = rows["segments"].where(rows["leaf"], 0) * rows["unit"]
    printed = rows.assign(
        end=left + bar + (bar > 0) * 6,
        number=[_number(s, d) for s, d in zip(rows["segments"], rows["sources"], strict=True)],
    )
    upper, lower = printed[~printed["leaf"]], printed[printed["leaf"]]
    return [
        texts(_places(upper, "end", "number"), weight=600),
        texts(_places(lower, "end", "number"), color=MUTED),
    ]


def _number(segments: int, sources: int) -> str:
    if segments == sources:
        return str(segments)
    return sentence("{segments}, of which {sources}", segments=segments, sources=sources)


def _legend(left: float, *, hinges: bool) -> list[Any]:
    entries = [
        (left, 10.0, TRUST, 1.0, plural_nouns("independent source")),
        (left + 165, 10.0, TRUST, 0.35, gettext("further segments")),
        *([(left, 28.0, PAPER, 1.0, gettext(OPEN))] if hinges else []),
    ]
    boxes = [
        between(pd.DataFrame({"x": [x], "x2": [x + 14], "y": [y - 6], "y2": [y + 6]})).mark_rect(
            fill=fill, fillOpacity=opacity, stroke=TRUST, strokeWidth=OUTLINE * (fill == PAPER)
        )
        for x, y, fill, opacity, _ in entries
    ]
    words = [(x + 20, y, word) for x, y, _, _, word in entries]
    return [*boxes, texts(words, color=MUTED)]


def _leading(counts: pd.DataFrame) -> pd.DataFrame:
    leaves = counts[~counts["code"].isin(counts["parent"])]
    return leaves.sort_values(["sources", "segments", "label"], ascending=[False, False, True])


def _title(counts: pd.DataFrame) -> str:
    leading = _leading(counts)
    if leading.empty or not leading["sources"].iloc[0]:
        return gettext("The codebook, with nothing coded yet")
    first = sorted(leading["label"][leading["sources"] == leading["sources"].iloc[0]])
    rest = [sentence("{n} more", n=in_words(len(first) - _NAMED))] if first[_NAMED:] else []
    return ngettext(
        "{code} rests on the most independent sources ({n})",
        "{code} rest on the most independent sources ({n} each)",
        len(first),
    ).format(code=joined([*first[:_NAMED], *rest]), n=leading["sources"].iloc[0])


def _description(counts: pd.DataFrame) -> str:
    leading = _leading(counts).head(3)
    numbers = leading[["segments", "sources"]].astype(int).itertuples(index=False, name=None)
    longest = "; ".join(
        f"{label}: {count(segments, 'segment')}, {count(sources, 'independent source')}"
        for label, (segments, sources) in zip(leading["label"], numbers, strict=True)
    )
    return sentence(
        "List of {codes} in a tree, with bars. The longest: {longest}.",
        codes=count(len(counts), "code"),
        longest=longest,
    )
