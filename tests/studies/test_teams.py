"""Who works with whom across sectors and what splits do, on teams small enough to count by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.studies.teams import (
    SPLITS,
    even_split,
    intersectoral_ties,
    largest_team,
    partners,
    people,
    person_partners,
    picture,
    recommended_sizes,
    relationships_by_position,
    sector_sizes,
    split_effects,
    split_summary,
    team_totals,
    within_range,
)

COLUMNS = ["team", "position", "stakeholder", "n", "sector", "works_with", "works_with_reported"]


def teams(*rows: tuple[object, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(study="s", employment=None)
    return frame.astype({"n": "Int64", "works_with_reported": "Int64"})


LARGE = teams(
    ("Large", "Nurses", "N", 2, "clinic", "all", 4),
    ("Large", "Carers", "C", 3, "home", "all", 2),
    ("Large", "Head", "H", 1, "clinic", "none", None),
)
DYADS = teams(
    ("Small", "Nurses", "N", 2, "clinic", "one", 1),
    ("Small", "Carers", "C", 2, "home", "one", None),
)


def claims(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["claim", "measure", "expected"])
    return frame.assign(study="s", statement="A size is recommended")


def test_each_person_is_a_row_numbered_within_the_team() -> None:
    assert people(LARGE)["label"].tolist() == ["N 1", "N 2", "C 1", "C 2", "C 3", "Head"]


def test_two_positions_of_one_stakeholder_are_numbered_on() -> None:
    frame = teams(
        ("T", "Day", "N", 1, "clinic", "all", None), ("T", "Night", "N", 1, "clinic", "all", None)
    )
    assert people(frame)["label"].tolist() == ["N 1", "N 2"]


def test_persons_of_two_teams_have_different_names() -> None:
    assert people(pd.concat([LARGE, DYADS]))["person"].is_unique


def test_who_works_with_all_is_tied_to_everyone_of_the_other_sector() -> None:
    """2 nurses x 3 carers make 6 ties; the head supervises and has none."""
    ties = intersectoral_ties(people(LARGE))
    assert len(ties) == 6
    assert not ties.isin(["Large: Head"]).any(axis=None)


def test_who_works_with_one_forms_dyads() -> None:
    ties = intersectoral_ties(people(DYADS))
    assert ties[["source", "target"]].values.tolist() == [
        ["Small: N 1", "Small: C 1"],
        ["Small: N 2", "Small: C 2"],
    ]


def test_dyads_of_unequal_sectors_leave_nobody_alone() -> None:
    """Two units: C 1 and C 3 are with N 1, C 2 with N 2."""
    frame = teams(
        ("T", "Nurses", "N", 2, "clinic", "one", None), ("T", "Carers", "C", 3, "home", "one", None)
    )
    persons = people(frame)
    assert partners(persons, intersectoral_ties(persons)).tolist() == [2, 1, 1, 1, 1]


def test_persons_of_one_sector_are_not_tied() -> None:
    frame = teams(("T", "Nurses", "N", 4, "clinic", "all", None))
    assert intersectoral_ties(people(frame)).empty


def test_three_sectors_are_tied_pairwise() -> None:
    """1 x 1 + 1 x 2 + 1 x 2 = 5."""
    frame = teams(
        ("T", "Nurse", "N", 1, "clinic", "all", None),
        ("T", "Carer", "C", 1, "home", "all", None),
        ("T", "Pharmacists", "P", 2, "shop", "all", None),
    )
    assert len(intersectoral_ties(people(frame))) == 5


def test_a_printed_number_that_differs_does_not_agree() -> None:
    """A nurse works with 3 carers, 4 are printed; a carer works with 2 nurses, as printed."""
    result = relationships_by_position(LARGE)
    assert result["partners_max"].tolist() == [3, 2, 0]
    assert result["agrees"].tolist()[:2] == [False, True]
    assert pd.isna(result["agrees"].iloc[2])


def test_the_totals_of_a_team_count_pairs_once() -> None:
    """6 pairs among 5 professionals: 2 x 6 / 5 = 2.4 each."""
    row = team_totals(LARGE).iloc[0]
    assert (row["professionals"], row["supervising"], row["relationships"]) == (5, 1, 6)
    assert row["partners_mean"] == pytest.approx(2.4)
    assert row["by_sector"] == "clinic: 2, home: 3"


def test_the_totals_of_teams_stand_in_their_printed_order() -> None:
    assert team_totals(pd.concat([DYADS, LARGE]))["team"].tolist() == ["Small", "Large"]


def test_a_team_of_supervisors_has_no_relationships() -> None:
    row = team_totals(teams(("Both", "Head", "H", 2, "clinic", "none", None))).iloc[0]
    assert (row["professionals"], row["relationships"], row["partners_mean"]) == (0, 0, 0)


def test_the_largest_team_is_the_one_with_most_professionals() -> None:
    assert largest_team(pd.concat([DYADS, LARGE])) == "Large"


def test_the_sizes_of_sectors_leave_out_who_supervises() -> None:
    assert sector_sizes(LARGE, team="Large") == {"clinic": 2, "home": 3}


def test_the_picture_marks_who_supervises() -> None:
    nodes = picture(people(LARGE))
    assert nodes["lead"].tolist() == [False] * 5 + [True]
    assert nodes["role"].iloc[-1] == "Supervising position"


def test_each_person_comes_with_the_number_of_partners() -> None:
    assert person_partners(people(LARGE))["partners"].tolist() == [3, 3, 2, 2, 2, 0]


def test_five_and_ten_in_one_team_have_fifty_relationships() -> None:
    """5 x 10 = 50 pairs; 5 people with 10 partners, 10 with 5: 100 / 15 each on average.

    Rests on one partner: (5 x 1/10 + 10 x 1/5) / 15 = 2.5 / 15 = 1/6.
    """
    whole = split_effects({"A": 5, "B": 10}).iloc[0]
    assert whole["relationships"] == 50
    assert whole["partners_mean"] == pytest.approx(100 / 15)
    assert whole["lost_mean"] == pytest.approx(1 / 6)
    assert whole["stranded_max"] == 0


def test_five_groups_of_one_and_two_keep_ten_relationships() -> None:
    """Each group has 1 x 2 = 2 pairs. If the one is away, both others are without a partner.

    Mean over 15 absences: 5 x 2 / 15 = 2/3. The one has 2 partners (1/2), the two have 1 each:
    (5 x 1/2 + 10 x 1) / 15 = 12.5 / 15.
    """
    row = split_effects({"A": 5, "B": 10}).iloc[4]
    assert (row["groups"], row["persons_min"], row["persons_max"]) == (5, 3, 3)
    assert row["relationships"] == 10
    assert (row["stranded_mean"], row["stranded_max"]) == (pytest.approx(2 / 3), 2)
    assert row["lost_mean"] == pytest.approx(12.5 / 15)


def test_dyads_rest_on_one_partner_altogether() -> None:
    """3 and 3 in three groups: 3 pairs, one partner each, one person left when any is away."""
    row = split_effects({"A": 3, "B": 3}).iloc[-1]
    assert (row["groups"], row["relationships"]) == (3, 3)
    assert (row["lost_mean"], row["stranded_mean"]) == (1, 1)


def test_unequal_sectors_leave_some_without_a_partner_in_the_smallest_groups() -> None:
    """1 and 5 in three groups of two: one pair, and two groups of one sector alone: 4 persons."""
    row = split_effects({"A": 1, "B": 5}).iloc[-1]
    assert (row["groups"], row["relationships"], row["without_partner"]) == (3, 1, 4)


def test_one_sector_alone_has_nothing_to_split() -> None:
    result = split_effects({"A": 6})
    assert result.empty
    assert list(result.columns) == list(SPLITS)


SIZES = st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 12), min_size=2, max_size=4)


@given(SIZES, st.integers(1, 8))
def test_a_split_keeps_everyone_and_is_even(sizes: dict[str, int], groups: int) -> None:
    split = even_split(sizes, groups=groups)
    persons = [sum(group) for group in split]
    assert [sum(column) for column in zip(*split, strict=True)] == list(sizes.values())
    assert max(persons) - min(persons) <= 1
    for column in zip(*split, strict=True):
        assert max(column) - min(column) <= 1


@given(SIZES)
def test_effects_stay_within_their_bounds(sizes: dict[str, int]) -> None:
    """The whole team has most relationships; shares lie between nothing and everything."""
    effects = split_effects(sizes)
    assert (effects["relationships"] <= effects["relationships"].iloc[0]).all()
    assert effects["lost_mean"].between(0, 1).all()
    assert (effects["partners_min"] <= effects["partners_mean"]).all()
    assert (effects["partners_mean"] <= effects["partners_max"]).all()
    assert (effects["stranded_mean"] <= effects["stranded_max"]).all()
    pairs = effects["partners_mean"] * sum(sizes.values()) / 2
    assert (pairs - effects["relationships"]).abs().max() < 1e-9


@given(SIZES)
def test_renaming_the_sectors_changes_nothing(sizes: dict[str, int]) -> None:
    renamed = {f"sector {name}": n for name, n in sizes.items()}
    pd.testing.assert_frame_equal(split_effects(sizes), split_effects(renamed))


def test_a_recommended_range_is_read_from_the_claims() -> None:
    result = recommended_sizes(
        claims(("c2", "team_size_range", "4|10"), ("c1", "none", "4|10"), ("c3", "material_n", "9"))
    )
    assert result[["claim", "smallest", "largest"]].values.tolist() == [["c2", 4, 10]]


def test_a_range_that_is_not_two_numbers_is_left_out() -> None:
    assert recommended_sizes(claims(("c1", "team_size_range", "about ten"))).empty


def test_a_split_fits_a_range_when_all_its_groups_do() -> None:
    """5 and 10: groups of 7-8 (two) and 5 (three) lie in 4-10; 3-4 (four) does not."""
    effects = split_effects({"A": 5, "B": 10})
    ranges = recommended_sizes(claims(("c", "team_size_range", "4|10")))
    assert within_range(effects, ranges)["groups"].tolist() == [2, 3]


def test_a_recommended_range_includes_its_ends() -> None:
    """Groups of 4 to 6 persons fit 4 to 6, and neither 5 to 6 nor 4 to 5."""
    effects = pd.DataFrame({"groups": [2], "persons_min": [4], "persons_max": [6]})
    fits = [
        len(within_range(effects, pd.DataFrame({"smallest": [low], "largest": [high]})))
        for low, high in [(4, 6), (5, 6), (4, 5)]
    ]
    assert fits == [1, 0, 0]


def test_the_summary_writes_ranges_as_text() -> None:
    row = split_summary(split_effects({"A": 5, "B": 10})).iloc[1]
    assert (row["persons"], row["partners_range"], row["lost"]) == ("7–8", "2–5", 34)


def test_no_teams_give_no_rows_and_no_error() -> None:
    nothing = LARGE.head(0)
    for frame in (people(nothing), team_totals(nothing), relationships_by_position(nothing)):
        assert frame.empty
    assert largest_team(nothing) == ""
    assert sector_sizes(nothing, team="") == {}
    assert split_summary(split_effects({})).empty
    assert picture(people(nothing)).empty
    assert person_partners(people(nothing)).empty
