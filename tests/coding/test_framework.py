"""The framework matrix, against a loop over codings."""

import numpy as np
import pandas as pd
import pytest

from trustbook.coding.framework import framework_cells, framework_matrix, framework_unit

CODES = pd.DataFrame(
    [("t", "Time", "theme", None), ("c", "Pace", "category", "t"), ("x", "Hurry", "code", "c"),
     ("y", "Pause", "code", "c"), ("z", "Clock", "code", "t"), ("w", "Alone", "code", None)],
    columns=["code", "label", "kind", "parent"],
)  # fmt: skip
PLACE = {"x": ("Time", "Pace"), "y": ("Time", "Pace"), "z": ("Time", "Time"),
         "w": ("No theme", "Alone")}  # fmt: skip


def segments_of(cases):
    n = len(cases)
    names = [f"s{i}" for i in range(n)]
    words = [f"Words {name}" for name in names]
    return pd.DataFrame({"segment": names, "study": "one", "case": cases, "meaning_unit": words})


def test_a_segment_stands_once_in_a_cell_however_many_codes_it_has_there():
    codings = pd.DataFrame({"segment": ["s0", "s0", "s1"], "code": ["x", "y", "z"]})
    cells = framework_cells(codings, CODES, segments=segments_of(["p", "q"]))
    assert cells[["row", "theme", "category", "segment"]].values.tolist() == [
        ["q", "Time", "Time", "s1"],
        ["p", "Time", "Pace", "s0"],
    ]


@pytest.mark.parametrize(
    ("columns", "unit"),
    [
        ({"case": ["p", "q"], "encounter": ["d", "e"]}, "case"),
        ({"case": ["p", None], "encounter": ["d", "e"]}, "encounter"),
        ({"case": ["p", None], "encounter": ["d", None]}, "study"),
    ],
)
def test_rows_are_never_a_mixture(columns, unit):
    assert framework_unit(pd.DataFrame({"segment": ["a", "b"], "study": "s", **columns})) == unit


def test_every_cell_is_that_of_a_loop_over_codings():
    """Forty cases by four categories, most of 160 cells random."""
    random = np.random.default_rng(1)
    cases = [f"p{i}" for i in random.integers(0, 40, 150)]
    segments = segments_of(cases)
    codings = pd.DataFrame(
        {
            "segment": random.choice(segments["segment"], 300),
            "code": random.choice(list("xyzw"), 300),
        }
    )
    cells = framework_cells(codings, CODES, segments=segments)
    expected = {}
    case_of = dict(zip(segments["segment"], cases, strict=True))
    for segment, code in codings.values.tolist():
        expected.setdefault((case_of[segment], *PLACE[code]), set()).add(segment)
    by_cell = cells.groupby(["row", "theme", "category"])["segment"].agg(list)
    assert {key: set(names) for key, names in by_cell.items()} == expected
    assert all(len(names) == len(set(names)) for names in by_cell)
    wide = framework_matrix(cells)
    assert list(wide.columns) == ["No theme: Alone", "Time", "Time: Pace"]
    lines = wide.map(lambda text: len(text.splitlines())).to_numpy().sum()
    assert lines == len(cells)
    assert (wide == "").to_numpy().sum() == wide.size - len(expected)
