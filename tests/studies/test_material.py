"""Material tables, totals and periods."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from trustbook.corpus.schema import TABLES
from trustbook.studies import material as m

_NUMBERS = {"integer": "Int64", "number": "Float64"}


def _typed(table: str, *rows: dict[str, object]) -> pd.DataFrame:
    fields = TABLES[table].fields
    frame = pd.DataFrame(list(rows), columns=[field.name for field in fields])
    return frame.astype({field.name: _NUMBERS.get(field.type, "str") for field in fields})


MATERIAL = _typed(
    "material",
    {"study": "a", "line": 2, "data_type": "Interviews", "mode": "by telephone",
     "unit": "interview", "participants": "P|Q", "n": 8, "n_primary": 2, "n_secondary": 6,
     "first_month": "2017-08", "last_month": "2019-06", "minutes_mean": 61, "minutes_min": 54,
     "minutes_max": 79, "researcher": "AB|CD"},
    {"study": "a", "line": 1, "data_type": "Observations", "mode": "observation",
     "unit": "observation", "participants": "P|Q|R", "n": 12, "n_secondary": 12,
     "first_month": "2017-04", "last_month": "2018-01", "characteristics": "all ill"},
    {"study": "b", "line": 1, "data_type": "Interviews", "unit": "interview"},
)  # fmt: skip


def _encounters(*rows: dict[str, object]) -> pd.DataFrame:
    default = {"study": "b", "data_type": "Interviews", "unit": "interview"}
    return _typed(
        "encounters", *({"encounter": f"e{i}", **default, **row} for i, row in enumerate(rows))
    )


def test_lines_are_shown_as_they_are_printed():
    view = m.printed_material(MATERIAL)
    assert view.loc[1].to_dict() == {
        "study": "a",
        "data_type": "Interviews, by telephone",
        "participants": "P and Q",
        "n": 8,
        "characteristics": "–",
        "researcher": "AB, CD",
        "period": "August 2017–June 2019",
        "minutes": "61 (54–79)",
        "analysis": "Secondary (6) and primary (2)",
    }


def test_lines_stand_in_the_order_of_the_print():
    assert m.printed_material(MATERIAL)["data_type"].iloc[0] == "Observations"


def test_a_mode_that_the_data_type_names_is_not_repeated():
    assert "Observations" in set(m.printed_material(MATERIAL)["data_type"])


def test_what_is_not_stated_is_a_dash_and_a_number_is_missing():
    last = m.printed_material(MATERIAL).iloc[2]
    assert list(last[["participants", "period", "minutes", "analysis"]]) == ["–"] * 4
    assert last["n"] is pd.NA


def test_only_fully_described_studies_are_as_printed():
    assert set(m.fully_described(MATERIAL)["study"]) == {"a"}


def test_totals_sum_the_lines_and_count_those_without_a_number():
    """Study a: 8 interviews (2 + 6) and 12 observations; study b states no number."""
    totals = m.material_totals(MATERIAL).set_index(["study", "unit"])
    assert totals.loc[("a", "interview"), "n"] == 8
    assert totals.loc[("a", "observation"), "n_secondary"] == 12
    assert totals.loc[("b", "interview"), "n"] is pd.NA
    assert totals.loc[("b", "interview"), "lines_without_n"] == 1


def test_totals_begin_with_the_study_the_unit_and_the_number_of_lines():
    totals = m.material_totals(MATERIAL)
    numbers = ["n", "n_primary", "n_secondary", "lines_without_n"]
    assert list(totals.columns) == ["study", "unit", "lines", *numbers]
    assert list(totals["lines"]) == [1, 1, 1]


def test_lines_of_encounters_are_numbered_from_one_within_a_study():
    """Ordered by study and data type, whatever the order of the encounters."""
    lines = m.material_of_encounters(
        _encounters({"data_type": "Visits"}, {"study": "a"}, {"data_type": "Interviews"})
    )
    assert lines[["study", "line", "data_type"]].values.tolist() == [
        ["a", 1, "Interviews"],
        ["b", 1, "Interviews"],
        ["b", 2, "Visits"],
    ]


def test_encounters_add_up_to_lines():
    """Two encounters of 30 and 50 minutes: mean 40, from the first month to the last."""
    lines = m.material_of_encounters(
        _encounters({"minutes": 30, "month": "2020-02"}, {"minutes": 50, "date": "2020-01-31"})
    )
    line = lines.iloc[0]
    assert (len(lines), line["n"], line["minutes_mean"]) == (1, 2, 40)
    assert (line["first_month"], line["last_month"]) == ("2020-01", "2020-02")


def test_material_is_computed_for_studies_that_have_only_encounters():
    whole = m.known_material(MATERIAL, _encounters({"study": "c"}, {"study": "a"}))
    assert list(whole["study"]) == ["a", "a", "b", "c"]
    assert whole["n"].iloc[-1] == 1
    assert list(whole.index) == [0, 1, 2, 3]


def test_a_table_that_disagrees_with_its_encounters_is_found():
    result = m.material_disagreements(MATERIAL, _encounters({"study": "a"}))
    assert list(result["data_type"]) == ["Interviews", "Observations"]
    assert list(result["stated"]) == [8, 12]
    assert result["counted"].iloc[0] == 1
    assert pd.isna(result["counted"].iloc[1])


def test_a_table_that_agrees_with_its_encounters_is_not():
    material = MATERIAL[MATERIAL["study"] == "a"].iloc[:1].assign(n=1)
    assert m.material_disagreements(material, _encounters({"study": "a"})).empty


def test_a_table_that_states_fewer_than_its_encounters_disagrees_too():
    """1 is stated, 2 are counted."""
    material = MATERIAL[MATERIAL["study"] == "a"].iloc[:1].assign(n=1)
    differing = m.material_disagreements(material, _encounters({"study": "a"}, {"study": "a"}))
    assert differing[["stated", "counted"]].values.tolist() == [[1, 2]]


def test_periods_run_to_the_end_of_the_last_month():
    periods = m.collection_periods(MATERIAL)
    assert list(periods["end"].dt.strftime("%Y-%m-%d")) == ["2018-02-01", "2019-07-01"]


def test_nothing_collected_is_nothing_shown():
    empty = MATERIAL.iloc[:0]
    for frame in (
        m.printed_material(empty),
        m.material_totals(empty),
        m.fully_described(empty),
        m.collection_periods(empty),
        m.known_material(empty, _encounters()),
        m.material_disagreements(empty, _encounters()),
    ):
        assert frame.empty


@given(st.permutations(range(3)))
def test_the_order_of_the_rows_changes_nothing(order):
    shuffled = MATERIAL.iloc[list(order)]
    pd.testing.assert_frame_equal(m.printed_material(shuffled), m.printed_material(MATERIAL))
    pd.testing.assert_frame_equal(m.material_totals(shuffled), m.material_totals(MATERIAL))


def test_months_into_the_delivery_stand_where_no_month_of_the_calendar_is_printed():
    lines = _typed(
        "material",
        {"study": "a", "line": 1, "delivery_months_min": 12, "delivery_months_max": 22},
        {"study": "a", "line": 2, "delivery_months_min": 27, "delivery_months_max": 27},
        {"study": "a", "line": 3, "data_type": "Documents"},
    ).assign(data_type="Interviews")
    assert list(m.printed_material(lines)["period"]) == [
        "12–22 months into the delivery",
        "27 months into the delivery",
        "–",
    ]


def test_a_length_that_spans_lines_is_said_once():
    lines = _typed(
        "material",
        {"study": "a", "line": 1, "minutes_lines": "1|2"},
        {"study": "a", "line": 2, "minutes_lines": "1|2"},
        {"study": "a", "line": 3},
    )
    assert m.shared_lengths(lines) == ["a: one length is printed for lines 1 and 2 together."]
