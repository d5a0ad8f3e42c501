"""Where stakeholders are, and what their names cover."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustbook.charts.geometry.layout import HALF, RING, ROW, WIDE, Box, labelled, staged


def people(*rows: tuple[str, str | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["stakeholder", "organisation", "level"])
    return frame.assign(label=[f"Stakeholder {n}" for n in frame["stakeholder"]], kind="role")


SIX = people(
    ("SU", None, "micro"),
    ("CM", "Centre", "micro"),
    ("EC", "Jobcentre", "micro"),
    ("SC", "Centre", "meso"),
    ("SJ", "Jobcentre", "meso"),
    ("LAW", None, "macro"),
)


def test_higher_levels_stand_higher():
    places = staged(SIX).places
    assert places["LAW"][1] < places["SC"][1] < places["CM"][1]


def test_organisations_are_columns_in_the_order_of_the_corpus():
    places = staged(SIX).places
    assert places["CM"][0] == places["SC"][0] < places["SU"][0] < places["EC"][0]


def test_those_without_organisation_stand_on_rows_of_their_own():
    """Outward of their band: below the others at the bottom, above them at the top."""
    places = staged(SIX).places
    assert places["SU"][1] > places["CM"][1] == places["EC"][1]
    macro = people(("A", None, "macro"), ("B", "X", "macro"), ("C", "Y", "micro"))
    assert staged(macro).places["A"][1] < staged(macro).places["B"][1]


def test_two_without_organisation_share_a_row_where_there_is_room():
    four = people(
        ("A", None, "micro"), ("B", None, "micro"), ("C", "X", "micro"), ("D", "Y", "micro")
    )
    broad, narrow = staged(four).places, staged(four, width=HALF).places
    assert broad["A"][1] == broad["B"][1]
    assert narrow["A"][1] != narrow["B"][1]


def test_a_level_without_stakeholders_takes_no_room():
    two = SIX[SIX["level"] != "meso"]
    assert [level for level, _, _ in staged(two).bands] == ["macro", "micro"]
    assert staged(two).outline.bottom < staged(SIX).outline.bottom


def test_organisations_stand_above_their_roles():
    both = people(("R", "X", "meso"), ("O", "X", "meso"), ("E", "Y", "meso"))
    places = staged(both.assign(kind=["role", "organisation", "role"])).places
    assert places["O"][1] < places["R"][1]
    assert places["O"][0] != places["R"][0]


def test_a_stage_can_stand_anywhere():
    here, there = staged(SIX), staged(SIX, left=100, top=50)
    moved = {name: (x + 100, y + 50) for name, (x, y) in here.places.items()}
    assert there.places == moved


def test_names_go_with_the_stage():
    pairs = list(itertools.combinations(SIX["stakeholder"], 2))
    here = labelled(staged(SIX), SIX, pairs=pairs)
    there = labelled(staged(SIX, left=1000, top=500), SIX, pairs=pairs)
    moved = {name: (label.x + 1000, label.y + 500) for name, label in here.items()}
    assert {name: (label.x, label.y) for name, label in there.items()} == moved


def test_a_crowd_that_fits_makes_no_stage_wider():
    crowd = people(*((f"S{i}", "X", "micro") for i in range(6)))
    assert staged(crowd, width=WIDE).outline.right == WIDE


def test_names_stand_outwards_where_nothing_is_in_their_way():
    two = people(("A", "X", "macro"), ("B", "X", "micro"))
    stage = staged(two)
    labels = labelled(stage, two, pairs=[])
    assert labels["A"].y < stage.places["A"][1]
    assert labels["B"].y > stage.places["B"][1]


def test_a_name_beside_its_disc_stands_level_with_it():
    stage = staged(SIX)
    label = labelled(stage, SIX, pairs=[])["CM"]
    x, y = stage.places["CM"]
    assert label.box.right < x
    assert (label.box.top + label.box.bottom) / 2 == y


def test_an_unknown_level_counts_as_the_lowest():
    odd = people(("A", None, "elsewhere"), ("B", None, "macro"))
    assert staged(odd).places["A"][1] > staged(odd).places["B"][1]


CROWDS = st.lists(
    st.tuples(
        st.sampled_from([None, "X", "Y", "Z", "機関"]), st.sampled_from(["micro", "meso", "macro"])
    ),
    min_size=1,
    max_size=40,
)


@given(crowd=CROWDS)
@settings(max_examples=40)
def test_no_two_discs_touch_and_none_leaves_the_stage(crowd):
    stage = staged(people(*((f"S{i}", *row) for i, row in enumerate(crowd))))
    assert len(stage.places) == len(crowd)
    for one, other in itertools.combinations(stage.places.values(), 2):
        assert math.dist(one, other) > 2 * RING + 10
    for x, y in stage.places.values():
        assert stage.outline.left + RING <= x <= stage.outline.right - RING
        assert stage.outline.top + RING <= y <= stage.outline.bottom - RING


@given(crowd=CROWDS)
@settings(max_examples=25)
def test_names_keep_clear_of_discs_and_seldom_of_each_other(crowd):
    """Of all pairs of names at most one in fifty overlaps, however large the crowd."""
    frame = people(*((f"S{i}", *row) for i, row in enumerate(crowd)))
    stage = staged(frame)
    labels = labelled(stage, frame, pairs=[])
    for name, label in labels.items():
        assert not label.box.touches_disc(stage.places[name], RING)
    pairs = list(itertools.combinations(labels.values(), 2))
    met = sum(a.box.overlaps(b.box) for a, b in pairs)
    assert met <= len(pairs) / 50


def test_names_of_six_overlap_nothing():
    stage = staged(SIX)
    labels = labelled(stage, SIX, pairs=[("CM", "EC"), ("SU", "CM"), ("SU", "EC")])
    for one, other in itertools.combinations(labels.values(), 2):
        assert not one.box.overlaps(other.box)
    for label in labels.values():
        assert not any(label.box.touches_disc(place, RING) for place in stage.places.values())


def test_two_long_names_side_by_side_do_not_overlap():
    """Coordinators and counsellors are 78 pixels apart in the second row of two columns.

    Ties between all four pull both names below their discs, where broad lines meet.
    """
    four = people(
        ("A", "Centre", "micro"),
        ("B", "Jobcentre", "micro"),
        ("C", "Centre", "micro"),
        ("D", "Jobcentre", "micro"),
    ).assign(label=["Leaders", "Clerks", "Rehabilitation coordinators", "Psychiatric counsellors"])
    stage = staged(four, width=HALF)
    assert math.dist(stage.places["C"], stage.places["D"]) == 78
    labels = labelled(stage, four, pairs=list(itertools.permutations("ABCD", 2)))
    for one, other in itertools.combinations(labels.values(), 2):
        assert not one.box.overlaps(other.box)
    for name, label in labels.items():
        assert " ".join(label.name) == four.set_index("stakeholder").loc[name, "label"]
        assert stage.outline.left <= label.box.left
        assert label.box.right <= stage.outline.right


@pytest.mark.parametrize("n", [2, 3, 4])
def test_long_names_in_one_row_do_not_overlap(n):
    """Each wants lines of 132 pixels, and the discs may be as close as 105."""
    row = people(*((f"S{i}", f"Organisation {i}", "micro") for i in range(n)))
    row = row.assign(label="Consultants of employment services and rehabilitation")
    stage = staged(row, width=HALF)
    pairs = list(itertools.permutations(row["stakeholder"], 2))
    for one, other in itertools.combinations(labelled(stage, row, pairs=pairs).values(), 2):
        assert not one.box.overlaps(other.box)


def test_the_longest_name_fits_between_two_rows():
    """However long a name and its organisation are, they take no more than discs leave free."""
    long = " ".join(["rehabilitation"] * 20)
    pair = people(("A", long, "micro"), ("B", long, "meso")).assign(label=long)
    label = labelled(staged(pair), pair, pairs=[])["A"]
    assert label.place
    assert label.box.bottom - label.box.top <= ROW - 2 * RING


@pytest.mark.parametrize(("other", "side"), [("A", 1), ("C", -1)])
def test_a_name_stands_away_from_the_tie(other, side):
    """B is midway between A above and C below."""
    three = people(("A", "X", "macro"), ("B", "X", "meso"), ("C", "X", "micro"))
    stage = staged(three)
    box = labelled(stage, three, pairs=[("B", other)])["B"].box
    assert side * ((box.top + box.bottom) / 2 - stage.places["B"][1]) > RING


def test_names_keep_clear_of_what_is_taken():
    stage = staged(SIX)
    free = labelled(stage, SIX, pairs=[])["CM"]
    moved = labelled(stage, SIX, pairs=[], occupied=[free.box])["CM"]
    assert not moved.box.overlaps(free.box)


@pytest.mark.parametrize("order", list(itertools.permutations(range(6)))[::97])
def test_levels_do_not_depend_on_the_order_of_rows(order):
    shuffled = SIX.iloc[list(order)].reset_index(drop=True)
    rows = {name: place[1] for name, place in staged(shuffled).places.items()}
    assert rows == {name: place[1] for name, place in staged(SIX).places.items()}


def test_boxes_know_what_they_touch():
    box = Box(left=0, top=0, right=10, bottom=10)
    assert box.overlaps(Box(left=9, top=9, right=20, bottom=20))
    assert not box.overlaps(Box(left=11, top=0, right=20, bottom=10))
    assert box.overlaps(Box(left=11, top=0, right=20, bottom=10), margin=2)
    assert box.touches_disc((12, 5), 3)
    assert not box.touches_disc((14, 5), 3)
    assert box.touches_disc((12, 13), 4)  # from the corner √(2² + 3²) ≈ 3.6 pixels away
    assert not box.touches_disc((12, 13), 3.5)


def test_a_point_is_within_a_box_only_between_all_its_sides():
    box = Box(left=0, top=0, right=2, bottom=2)
    beside = [(-1, 1), (3, 1), (1, -1), (1, 3), (3, 3)]
    on_a_side = [(0, 1), (2, 1), (1, 0), (1, 2)]
    assert box.contains(np.array([(1.0, 1.0), *beside, *on_a_side])) == 1
