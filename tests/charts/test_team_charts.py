"""The pictures of teams: persons and ties, and what smaller groups give and take."""

import pandas as pd
import pytest

from trustbook.charts.facing_arcs import facing_arcs
from trustbook.charts.team_size import PANELS, team_size_tradeoff
from trustbook.studies.teams import intersectoral_ties, people, picture, split_effects

TEXTS = {"title": "What to see", "subtitle": "What is counted", "description": "In words"}
RANGES = pd.DataFrame({"claim": ["c"], "smallest": [4], "largest": [10]})
TEAMS = pd.DataFrame(
    [("T", "Nurses", "N", 2, "clinic", "all"), ("T", "Carers", "C", 2, "home", "all")],
    columns=["team", "position", "stakeholder", "n", "sector", "works_with"],
).assign(study="s", employment=None)


def texts(spec: dict[str, object]) -> str:
    return str(spec)


def test_a_recommended_range_is_a_band_in_every_panel() -> None:
    spec = team_size_tradeoff(split_effects({"A": 5, "B": 10}), ranges=RANGES, **TEXTS).to_dict(
        validate=False
    )
    assert texts(spec).count("'type': 'rect'") == len(PANELS)
    assert "recommended 4–10" in texts(spec)


def test_without_a_recommendation_no_band_is_drawn() -> None:
    effects = split_effects({"A": 5, "B": 10})
    spec = team_size_tradeoff(effects, ranges=RANGES.head(0), **TEXTS).to_dict(validate=False)
    assert "'type': 'rect'" not in texts(spec)


def test_no_splits_make_a_chart_without_marks() -> None:
    spec = team_size_tradeoff(split_effects({}), ranges=RANGES, **TEXTS).to_dict(validate=False)
    assert spec["description"] == "In words"


def test_every_person_is_drawn() -> None:
    persons = people(TEAMS)
    spec = facing_arcs(picture(persons), intersectoral_ties(persons), **TEXTS).to_dict(
        validate=False
    )
    assert all(f"'label': '{label}'" in texts(spec) for label in ("N 1", "N 2", "C 1", "C 2"))


@pytest.mark.slow
def test_numbers_stand_only_where_there_is_room_for_them() -> None:
    """Of 5 and 10 persons in up to 7 groups, six are closer than a number on a phone."""
    effects = split_effects({"A": 5, "B": 10})
    counted = {}
    for is_wide in (True, False):
        chart = team_size_tradeoff(effects, ranges=RANGES, **TEXTS, is_wide=is_wide)
        spec = chart.to_dict(validate=False)
        counted[is_wide] = min(
            len(rows) for rows in spec["datasets"].values() if "split" in rows[0]
        )
    assert counted[False] < counted[True]
