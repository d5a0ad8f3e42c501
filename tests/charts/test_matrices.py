"""The matrices of dots and of strategies: where things are and what is drawn."""

import json

import pandas as pd
import pytest

from trustbook.charts.canvas import SIZE
from trustbook.charts.code_matrix import code_matrix
from trustbook.charts.dot_matrix import dot_matrix
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import grid_of
from trustbook.charts.group_dots import group_dots
from trustbook.charts.strategy_matrix import SHAPES, strategy_matrix
from trustbook.charts.verdict_matrix import verdict_matrix
from trustbook.corpus.language import speaking
from trustbook.pages.figures import specification

TEXTS = {"title": "What to see", "subtitle": "What is counted", "description": "In words"}
COUNTED = pd.DataFrame(
    [("Time", "Waiting", "one", 4), ("Time", "Calling", "two", 1), ("Money", "Paying", "one", 1)],
    columns=["theme", "category", "study", "sources"],
)
EFFECTS = pd.DataFrame(
    [
        ("Nurses", "Call", "Patients", "Nurses", "supports", 2),
        ("Nurses", "Call", "Patients", "Nurses", "backfires", 1),
        ("Doctors", "Promise", "Patients", "医院", "mixed", 1),
    ],
    columns=["actor", "code", "truster", "trustee", "effect", "support"],
)


def spec_of_dots(counted: pd.DataFrame) -> dict[str, object]:
    chart = dot_matrix(
        counted,
        row=("theme", "category"),
        column="study",
        columns=["one", "two"],
        value="sources",
        **TEXTS,
    )
    return chart.to_dict(validate=False)


def rows_with(spec: dict[str, object], column: str) -> list[dict[str, object]]:
    """The rows of the data set of a specification that has the column."""
    sets = spec["datasets"].values()
    return next((rows for rows in sets if rows and column in rows[0]), [])


def test_rows_of_one_group_stand_below_its_heading() -> None:
    grid = grid_of([("A", "x"), ("A", "y"), ("B", "z")], [("", "one")], row_height=30)
    x, y, z = grid.rows.values()
    assert y - x == 30
    assert z - y > 30


def test_columns_are_equally_far_apart() -> None:
    grid = grid_of([("", "x")], [("", "one"), ("", "two"), ("", "three")], column_width=90)
    one, two, three = grid.columns.values()
    assert (two - one, three - two) == (90, 90)


def test_longer_row_labels_get_more_room_up_to_a_limit() -> None:
    short = grid_of([("", "a")], [("", "one")]).left
    long = grid_of([("", "a" * 30)], [("", "one")]).left
    assert short < long < grid_of([("", "a" * 400)], [("", "one")]).left <= 292


def test_rows_are_high_enough_for_a_label_of_two_lines() -> None:
    """Two lines of 15 pixels; a row of 23 is enough for one."""
    low, high = (
        grid_of([("", text)], [("", "one")], row_height=23) for text in ("a", "word " * 20)
    )
    assert low.row_height == 23
    assert high.row_height > 30


def test_each_cell_has_a_dot_or_a_small_point() -> None:
    """Three rows and two columns make six cells: three dots and three points."""
    spec = spec_of_dots(COUNTED)
    assert len(rows_with(spec, "area")) == 3
    points = [rows for rows in spec["datasets"].values() if rows and set(rows[0]) == {"x", "y"}]
    assert len(points[0]) == 3


def test_the_radius_of_a_dot_grows_with_the_square_root() -> None:
    area = {row["n"]: row["area"] for row in rows_with(spec_of_dots(COUNTED), "area")}
    assert area[4] == pytest.approx(3.1416 * 15**2, abs=0.1)
    assert area[1] == pytest.approx(3.1416 * 8.5**2, abs=0.1)


def test_two_effects_in_one_cell_stand_beside_each_other() -> None:
    marks = rows_with(strategy_matrix(EFFECTS, **TEXTS).to_dict(validate=False), "support")
    call = [mark for mark in marks if mark["code"] == "Call"]
    assert call[0]["y"] == call[1]["y"]
    assert abs(call[0]["x"] - call[1]["x"]) == pytest.approx(28)


def test_a_number_stands_beside_a_mark_from_two_sources_on() -> None:
    marks = rows_with(strategy_matrix(EFFECTS, **TEXTS).to_dict(validate=False), "support")
    assert sorted(mark["number"] for mark in marks) == ["", "", "2"]


def test_each_effect_has_a_shape_of_its_own() -> None:
    assert len(set(SHAPES.values())) == 3


def test_every_mark_is_described_in_words() -> None:
    marks = rows_with(strategy_matrix(EFFECTS, **TEXTS).to_dict(validate=False), "support")
    assert all(mark["effect"] in mark["description"] for mark in marks)


def test_nothing_to_draw_makes_a_chart_without_marks() -> None:
    assert rows_with(spec_of_dots(COUNTED.head(0)), "area") == []
    spec = strategy_matrix(EFFECTS.head(0), **TEXTS).to_dict(validate=False)
    assert rows_with(spec, "support") == []
    assert spec["description"] == "In words"


def test_a_column_is_as_wide_as_the_longest_word_above_it():
    """A heading above one column counts, one that is above two does not."""
    label, heading = "Institutionsledere", "Selvejende institutioner"
    narrow = grid_of([("", "a")], [("x", "b"), ("x", "c")], column_width=60)
    assert narrow.column_width == 60
    for columns in ([label], [(heading, "b")]):
        assert grid_of([("", "a")], columns, column_width=60).column_width > 75


def test_many_columns_have_their_labels_upwards_where_the_marks_allow_it() -> None:
    """Thirteen columns of 96 pixels are wider than a page, of 40 they are not."""
    columns = [("", f"Stakeholder {n}") for n in range(13)]
    wide = grid_of([("", "x")], columns)
    narrow = grid_of([("", "x")], columns, upright_width=30)
    assert (wide.is_upright, narrow.is_upright) == (False, True)
    assert narrow.width <= 756 < wide.width
    assert narrow.top > wide.top
    assert not grid_of([("", "x")], columns[:3], upright_width=30).is_upright


def crowd(n: int) -> pd.DataFrame:
    """Every one of so many rows meets every one of as many columns, the last most often."""
    names = [f"Name {i}" for i in range(n)]
    pairs = [(one, other, i + j) for i, one in enumerate(names) for j, other in enumerate(names)]
    return pd.DataFrame(pairs, columns=["row", "column", "n"]).assign(group="Group")


def dots(cells: pd.DataFrame, *, is_wide: bool) -> object:
    columns = list(dict.fromkeys(cells["column"]))
    return dot_matrix(
        cells, row=("group", "row"), column="column", columns=columns, value="n",
        is_wide=is_wide, **TEXTS,
    )  # fmt: skip


def verdicts(cells: pd.DataFrame, *, is_wide: bool) -> object:
    cells = cells.rename(columns={"group": "theme", "row": "category", "column": "study"})
    return verdict_matrix(
        cells.assign(verdict="supported", for_it=cells["n"], against_it=0),
        columns=list(dict.fromkeys(cells["study"])), is_wide=is_wide, **TEXTS,
    )  # fmt: skip


def test_a_long_verdict_ends_before_the_name_of_its_study() -> None:
    both = pd.DataFrame({"theme": ["T"], "category": ["C"], "study": ["One"], "verdict": ["both"]})
    with speaking("da"):
        chart = verdict_matrix(
            both.assign(for_it=140, against_it=11), columns=["One"], is_wide=False, **TEXTS
        )
    texts = {
        row["text"]: row["x"]
        for rows in chart.to_dict(validate=False)["datasets"].values()
        for row in rows
        if "text" in row
    }
    word = "begge dele 140:11"
    assert texts[word] + text_width(word, size=SIZE) < texts["One"]


def strategies(cells: pd.DataFrame, *, is_wide: bool) -> object:
    columns = {"group": "actor", "row": "code", "column": "trustee", "n": "support"}
    cells = cells.rename(columns=columns).assign(truster="Patients", effect="supports")
    return strategy_matrix(cells, is_wide=is_wide, **TEXTS)


def codes(cells: pd.DataFrame, *, is_wide: bool) -> object:
    columns = {"group": "theme", "row": "label", "column": "speaker", "n": "segments"}
    cells = cells.rename(columns=columns).assign(kind="code", sources=2)
    cells = cells.assign(code=cells["label"], speaker_label=cells["speaker"])
    return code_matrix(cells, is_wide=is_wide)


def people(cells: pd.DataFrame, *, is_wide: bool) -> object:
    cells = cells.drop(columns="group").rename(columns={"row": "label", "column": "group"})
    cells = cells.assign(theme="", mentioned_by=cells["n"], participants=200, hidden=False)
    return group_dots(cells, groups=list(dict.fromkeys(cells["group"])), is_wide=is_wide, **TEXTS)


@pytest.mark.slow
@pytest.mark.parametrize("is_wide", [True, False])
@pytest.mark.parametrize("matrix_of", [dots, verdicts, strategies, codes, people])
def test_a_picture_draws_the_strongest_of_very_many_and_says_so(matrix_of, is_wide):
    """Of 60 by 60 cells the last 16 rows and 15 columns are drawn, as 240 cells are the most."""
    spec = specification(matrix_of(crowd(60), is_wide=is_wide))
    subtitle = " ".join(spec["title"]["subtitle"])
    assert (
        "Only 16 of 60 rows and 15 of 60 columns are drawn, those with the largest sums" in subtitle
    )
    text = json.dumps(spec)
    assert "Name 45" in text
    assert "Name 43" not in text
    assert len(text) < 120_000


def test_of_few_columns_as_many_rows_are_drawn_as_have_room():
    """240 cells in three columns are 80 rows."""
    few = crowd(100).query("column in ['Name 97', 'Name 98', 'Name 99']")
    spec = specification(dots(few, is_wide=True))
    subtitle = " ".join(spec["title"]["subtitle"])
    assert "Only 80 of 100 rows are drawn, those with the largest sums" in subtitle
