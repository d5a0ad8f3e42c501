"""The rows of a table as cards on a phone, in a browser."""

from pathlib import Path

import pandas as pd
import pytest

from trustbook.pages.tables import table

ASSETS = Path(__file__).parents[2] / "assets" / "trustbook"
SCRIPTS = "".join((ASSETS / name).read_text() for name in ("parts.js", "book.js"))

pytestmark = pytest.mark.slow


@pytest.fixture
def cards_of(browser, tmp_path):
    """The lines of the cards that a phone makes of a table."""

    def lines(view):
        file = tmp_path / "page.html"
        file.write_text(
            f'<!doctype html><meta charset="utf-8">{view.html}<script>{SCRIPTS}</script>'
        )
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.goto(file.as_uri())
        rows = page.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].filter(cell =>"
            " !cell.matches('td.tb-unstated')).map(cell => cell.tagName === 'TH'"
            " ? cell.textContent : `${cell.dataset.head}: ${cell.textContent}`))"
        )
        page.close()
        return rows

    return lines


def test_what_several_rows_share_heads_their_cards(cards_of):
    frame = pd.DataFrame(
        {
            "Of": ["Pair", "Pair", "Triangle"],
            "Type": ["positive", "negative", "mixed"],
            "n": ["a", "b", "c"],
        }
    )
    assert cards_of(table(frame, name="t", title="Types", merge=["Of"])) == [
        ["Pair"], ["positive", "N: a"], ["negative", "N: b"], ["Triangle"], ["mixed", "N: c"],
    ]  # fmt: skip


def test_a_card_says_under_which_head_a_number_stands(cards_of):
    frame = pd.DataFrame({"Groups": ["one"], "mean": ["6.7"], "most": ["10"]})
    view = table(frame, name="t", title="Teams", spanners={"Colleagues": ["mean", "most"]})
    assert cards_of(view) == [["one", "Colleagues · Mean: 6.7", "Colleagues · Most: 10"]]


def test_a_card_leaves_out_what_is_not_stated(cards_of):
    """Only its name may be a dash, so that it stays a card."""
    frame = pd.DataFrame({"Who": ["–"], "Period": ["–"], "Length": ["55 (27–93)"]})
    assert cards_of(table(frame, name="t", title="Lines")) == [["–", "Length: 55 (27–93)"]]
