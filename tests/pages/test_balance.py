"""Measures of balance on a page, for networks of many stakeholders."""

import pandas as pd
import pytest

from trustbook.pages import balance


def ring(n):
    """A ring of stakeholders with one negative tie."""
    people = [f"s{number:03}" for number in range(n)]
    signs = [-1, *[1] * (n - 1)]
    return pd.DataFrame(
        {"source": people, "target": [*people[1:], people[0]], "sign": signs, "support": 1}
    )


@pytest.mark.parametrize(("people", "are_counted"), [(150, True), (151, False)])
def test_walks_are_counted_among_few_and_it_is_said(people, are_counted):
    words = balance.balance_table(ring(people), name="table", seed=1)._repr_mimebundle_()[
        "text/html"
    ]
    assert ("Walk balance K" in words) == are_counted
    assert ("Walks are counted among at most 150 stakeholders" in words) != are_counted


def test_signs_are_not_dealt_out_anew_for_sides_that_the_table_leaves_out(monkeypatch):
    tried = []
    monkeypatch.setattr(
        balance, "balance_baseline", lambda edges, **kw: tried.append(len(edges)) or pd.DataFrame(
            columns=["measure", "expected", "low", "high", "share_as_balanced"]
        ),
    )  # fmt: skip
    balance.balance_table(ring(balance.MOST_NODES + 1), name="table", seed=1)
    assert tried == [31, 31, 0]
