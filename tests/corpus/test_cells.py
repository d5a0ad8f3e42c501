import pandas as pd
import pytest

from trustbook.corpus.cells import items, typed, values
from trustbook.corpus.schema import TABLES


def one(cell: str, type_) -> str | None:
    """The value of one cell; None when it is faulty."""
    spelled, faulty = values(pd.Series([cell], dtype="str"), type_)
    return None if faulty.iloc[0] else spelled.iloc[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", "12"),
        ("12.0", "12"),
        ("12,0", "12"),
        ("−1", "-1"),
        ("+1", "1"),
        ("007", "7"),
        ("٣", "3"),
    ],
)
def test_a_whole_number_is_read(cell, value):
    assert one(cell, "integer") == value


@pytest.mark.parametrize("cell", ["12.5", "1,234", "1 234", "twelve", "n/a", "1e3", "12-"])
def test_what_is_no_whole_number_is_faulty(cell):
    assert one(cell, "integer") is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [("55", "55"), ("55.5", "55.5"), ("55,5", "55.5"), ("−0,25", "-0.25"), ("٣,٥", "3.5")],
)
def test_a_number_is_read_with_point_or_comma(cell, value):
    assert one(cell, "number") == value


@pytest.mark.parametrize("cell", ["1,234", "1.234,5", "1e400", "about 55", "55 min", "nan", "inf"])
def test_an_ambiguous_number_is_faulty(cell):
    assert one(cell, "number") is None


@pytest.mark.parametrize(
    "cell",
    [
        "2017-04",
        "2017-4",
        "04-2017",
        "4/2017",
        "04.2017",
        "Apr-17",
        "apr. 2017",
        "April 2017",
        "2017-04-01",
        "2017-04-01 00:00:00",
        "01/04/2017",
        "04/01/2017",
        "01.04.2017",
    ],
)
def test_a_month_is_read_as_spreadsheets_write_it(cell):
    assert one(cell, "month") == "2017-04"


@pytest.mark.parametrize(
    ("cell", "month"), [("Maj-17", "2017-05"), ("Okt 2017", "2017-10"), ("Dec-99", "1999-12")]
)
def test_names_of_months_are_read_in_danish_and_german_too(cell, month):
    assert one(cell, "month") == month


@pytest.mark.parametrize("cell", ["2017", "2017-13", "17-Apr", "21/04/2017", "42826", "spring 17"])
def test_what_is_no_month_is_faulty(cell):
    assert one(cell, "month") is None


@pytest.mark.parametrize(
    "cell", ["2017-04-21", "21.04.2017", "21-04-2017", "21/04/2017", "04/21/2017", "2017/4/21"]
)
def test_a_day_is_read_as_spreadsheets_write_it(cell):
    assert one(cell, "date") == "2017-04-21"


@pytest.mark.parametrize("cell", ["2017-02-30", "31/31/2017", "03/04/2017", "21-04/2017", "42846"])
def test_what_is_no_day_or_two_days_is_faulty(cell):
    assert one(cell, "date") is None


def test_the_order_of_a_date_is_settled_by_the_others_of_its_column():
    days, faulty = values(pd.Series(["03/04/2017", "21/04/2017", ""]), "date")
    assert days.iloc[:2].tolist() == ["2017-04-03", "2017-04-21"]
    assert not faulty.any()


def test_a_column_with_both_orders_settles_nothing():
    _, faulty = values(pd.Series(["03/04/2017", "21/04/2017", "04/21/2017"]), "date")
    assert faulty.tolist() == [True, True, True]


def test_a_list_is_read_without_blanks_around_its_items():
    assert one(" SU | CM|", "list") == "SU|CM"
    parts = items(pd.Series(["SU | CM", None, "EC"], index=[2, 3, 4], dtype="str"))
    assert list(parts.items()) == [(2, "SU"), (2, "CM"), (4, "EC")]


def test_an_empty_cell_is_missing_and_never_faulty():
    for type_ in ("text", "integer", "number", "month", "date", "list"):
        spelled, faulty = values(pd.Series(["", None], dtype="str"), type_)
        assert spelled.isna().all()
        assert not faulty.any()


def test_typed_tables_have_every_declared_column_and_keep_others():
    cells = pd.DataFrame({"age": ["34", ""], "case": ["P1", "P2"]}, dtype="str")
    frame = typed(cells, TABLES["cases"])
    assert list(frame) == ["case", "stakeholder", "age"]
    assert frame["age"].isna().tolist() == [False, True]


def test_typed_tables_without_rows_have_types():
    frame = typed(pd.DataFrame(), TABLES["material"])
    assert (str(frame["n"].dtype), str(frame["minutes_mean"].dtype)) == ("Int64", "Float64")
