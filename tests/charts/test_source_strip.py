"""Which source states which tie: names above their marks, on a phone too."""

import pandas as pd
import pytest

from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.source_strip import source_strip
from trustbook.charts.theme import TRUST

PHONE = 342  # pixels of a chart on a page 390 pixels wide
SIZE = 12
SHORT = "Aunts → Bees"
LONG = "People who come to the house every week → People who are paid by somebody in the city hall"


def strip(*ties, sources=1):
    rows = [(tie, f"u-{i:03}") for tie in ties for i in range(sources)]
    cells = pd.DataFrame(rows, columns=["tie", "unit"]).assign(group="G", colour=TRUST)
    return source_strip(
        cells.assign(hinges=sources == 1), title="T", subtitle="S", description="D."
    )


def written(chart):
    """Every text of the chart with its place."""
    frames = [pd.DataFrame(rows) for rows in chart.to_dict(validate=False)["datasets"].values()]
    result = pd.concat([frame for frame in frames if "text" in frame])
    return result.drop_duplicates().set_index("text")[["x", "y"]]


@pytest.mark.parametrize("sources", [1, 3, 28])
def test_a_long_name_stands_in_two_lines_that_end_within_the_chart(sources):
    chart = strip(LONG, SHORT, sources=sources)
    texts = written(chart)
    lines = [text for text in texts.index if text and text in LONG]
    assert " ".join(lines) == LONG
    assert len(lines) == 2
    assert texts.loc[lines, "y"].diff().iloc[1] == 14
    ends = [texts.loc[line, "x"] + text_width(line, size=SIZE) for line in lines]
    assert max(ends) <= chart.to_dict(validate=False)["width"]


def test_names_stand_above_the_marks_of_their_row_and_below_those_of_the_row_before():
    chart = strip(SHORT, LONG, sources=2)
    frames = [pd.DataFrame(rows) for rows in chart.to_dict(validate=False)["datasets"].values()]
    marks = next(frame for frame in frames if "words" in frame)
    before, after = marks["y"].drop_duplicates()
    names = written(chart)["y"]
    assert before - 17 == names[SHORT]
    first, second = (y for text, y in names.items() if text in LONG)
    assert before + 13 < first - 6
    assert after - 17 == second
