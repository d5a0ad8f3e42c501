"""Many groups as a matrix: by name where columns have room, else by number, within a page."""

import pandas as pd

from trustbook.charts.geometry.layout import WIDE
from trustbook.charts.signed_matrix import signed_matrix

WORDS = {"title": "T", "subtitle": "S.", "description": "D."}


def pairs(n):
    """Each group with the next: two sources for and one against; the last speaks of nobody."""
    names = [f"Group {i}" for i in range(1, n + 1)]
    cells = pd.DataFrame({"group": "", "truster": names[:-1], "trustee": names[1:]})
    return cells.assign(plus=2, minus=1, neutral=0), names


def texts_of(chart):
    return {
        row["text"]
        for rows in chart.to_dict()["datasets"].values()
        for row in rows
        if isinstance(row.get("text"), str)
    }


def chart_of(n, **settings):
    cells, names = pairs(n)
    return signed_matrix(cells, names=names, **WORDS, **settings)


def test_few_columns_have_the_names_of_their_groups_and_both_numbers():
    chart = chart_of(4)
    data = chart.to_dict()["datasets"].values()
    assert {"Group 1", "Group 4"} <= texts_of(chart)
    assert {row["numbers"] for rows in data for row in rows if "numbers" in row} == {"+2 −1"}


def test_many_columns_are_numbered_as_rows_are_and_fit_a_page():
    chart = chart_of(30)
    spec = chart.to_dict()
    assert spec["width"] <= WIDE + 40
    assert {"1 Group 1", "30 Group 30", "30"} <= texts_of(chart)
    rows = [row for rows in spec["datasets"].values() for row in rows]
    assert {row["numbers"] for row in rows if "numbers" in row} == {"+1"}
    assert "numbered" in str(chart.to_dict())


def test_on_a_phone_many_trustees_are_those_with_most_sources():
    cells, names = pairs(30)
    one = cells.assign(truster="Group 1", plus=range(29))
    chart = signed_matrix(one, names=names, is_wide=False, **WORDS)
    assert {"Group 28", "Group 29", "Group 30"} <= texts_of(chart)
    assert "Group 27" not in texts_of(chart)
