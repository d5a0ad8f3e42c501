"""Codes that are above each other in a circle: cut, said, and no fault of the corpus."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.exchange.codes import code_paths, lines_of, tree_of


def codes(**parents):
    return pd.DataFrame({"guid": list(parents), "name": list(parents),
                         "parent": list(parents.values())}, dtype="str")  # fmt: skip


@pytest.mark.parametrize(
    ("parents", "paths", "circles"),
    [
        ({"a": "a"}, ["a"], [["a"]]),
        ({"a": "b", "b": "a"}, ["a", "a\\b"], [["a", "b"]]),
        ({"x": "b", "a": "b", "b": "a"}, ["a\\b\\x", "a", "a\\b"], [["a", "b"]]),
        ({"a": "c", "b": "a", "c": "b"}, ["a", "a\\b", "a\\b\\c"], [["a", "c", "b"]]),
        ({"a": "b", "b": "a", "c": "c", "d": None}, ["a", "a\\b", "c", "d"], [["a", "b"], ["c"]]),
        ({"a": "nowhere", "b": "a"}, ["a", "a\\b"], []),
    ],
)
def test_the_first_code_of_a_circle_is_put_at_the_top(parents, paths, circles):
    assert code_paths(codes(**parents)) == paths
    assert tree_of(codes(**parents))[1] == circles


@given(st.lists(st.integers(0, 9), min_size=10, max_size=10))
def test_whatever_stands_above_whatever_is_made_a_tree(above):
    table = codes(**{f"c{n}": f"c{parent}" for n, parent in enumerate(above)})
    parents, circles = tree_of(table)
    assert len(parents) + len(circles) == len(table)
    for guid, line in lines_of(table).items():
        assert len(set(line)) == len(line)
        assert line[-1] == guid
        assert line[0] not in parents
