"""The list of cells that stands for a matrix on a phone: what is where."""

import pandas as pd

from trustbook.charts.cell_list import WIDTH, CellList, cell_list, layout_of
from trustbook.charts.dot_matrix import dot_matrix
from trustbook.charts.geometry.lettering import text_width
from trustbook.charts.grid import Grid

CELLS = pd.DataFrame(
    [("A", "x", "two"), ("A", "x", "one"), ("B", "z", "one")], columns=["theme", "label", "study"]
)
ROWS = [("A", "x"), ("A", "y"), ("B", "z")]
PLACE = {"row": ("theme", "label"), "column": "study"}


def laid_out(cells: pd.DataFrame = CELLS, columns: tuple[str, ...] = ("one", "two")) -> CellList:
    rows = [row for row in ROWS if row[1] in {"y", *cells["label"]}]
    return cell_list(cells, **PLACE, rows=rows, columns=columns, row_height=20, column_width=30)


def test_the_cells_of_a_row_stand_side_by_side_in_the_order_of_the_columns() -> None:
    """In the row of x the second column is named first, and is right of the first."""
    two, one, _ = laid_out().middle(CELLS, **PLACE).itertuples()
    assert (one.y, one.x < two.x) == (two.y, True)


def test_each_row_has_its_label_above_its_cells_also_where_it_has_none() -> None:
    layout = laid_out()
    assert [text for _, _, text in layout.labels] == ["x", "y", "z"]
    middle = layout.middle(CELLS, **PLACE)
    assert layout.labels[0][1] < middle["y"].iloc[0] < layout.labels[1][1]


def test_each_group_has_its_heading_and_a_line_above_all_but_the_first() -> None:
    layout = laid_out()
    assert [text for _, _, text in layout.groups] == ["A", "B"]
    assert len(layout.ruled) == 1


def test_long_names_are_broken_and_stay_within_the_width() -> None:
    """Two names of some 400 pixels: each takes two lines, and a line holds one of them."""
    long = ("social-insurance case managers of the " * 2, "employment consultants of the city " * 2)
    layout = laid_out(CELLS.assign(study=[*long, long[0]]), long)
    assert all(x + text_width(text, size=12) <= WIDTH for x, _, text in layout.names)
    assert len({y for _, y, _ in layout.names}) == 6
    assert layout.height > max(y for _, y, _ in layout.names)


def test_columns_are_named_with_their_group() -> None:
    cells = CELLS.assign(group="towards")
    layout = cell_list(
        cells,
        row=PLACE["row"],
        column=("group", "study"),
        rows=ROWS,
        columns=[("towards", "one"), ("towards", "two")],
        row_height=20,
        column_width=30,
    )
    assert {text for _, _, text in layout.names} == {"towards one", "towards two"}


def test_a_page_has_a_grid_and_a_phone_a_list() -> None:
    of_page, of_phone = (
        layout_of(CELLS, **PLACE, rows=ROWS, columns=["one", "two"], is_wide=is_wide)
        for is_wide in (True, False)
    )
    assert isinstance(of_page, Grid)
    assert isinstance(of_phone, CellList)


def test_the_drawing_for_a_phone_has_the_same_dots_and_no_points_for_silence() -> None:
    counts = CELLS.assign(sources=[3, 1, 0])
    chart = dot_matrix(
        counts, row=PLACE["row"], column="study", columns=["one", "two"], value="sources",
        title="t", subtitle="s", description="d", is_wide=False,
    )  # fmt: skip
    sets = chart.to_dict(validate=False)["datasets"].values()
    assert [row["n"] for rows in sets for row in rows if "area" in row] == [3, 1]
    assert not any({*rows[0]} == {"x", "y"} for rows in sets if rows)
    assert chart.width <= WIDTH
