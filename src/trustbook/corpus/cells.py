"""The values that cells of text hold: integers, numbers, months, dates and lists.

What a spreadsheet makes of a value is read where it can mean one thing only: `12,5` is 12.5,
`12.0` is 12, `Apr-17` and `01/04/2017` are the month 2017-04, `21.04.2017` is 2017-04-21. What can
mean two things (`1,234`, `03/04/2017` in a column that does not settle its order) is faulty.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from trustbook.corpus.schema import LIST_SEPARATOR, Table, Type

EXPECTED: Mapping[Type, str] = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number, with a point before the decimals",
    "month": "a month as YYYY-MM",
    "date": "a day as YYYY-MM-DD",
    "list": f"values joined by {LIST_SEPARATOR}",
}
DTYPES: Mapping[Type, str] = {"integer": "Int64", "number": "Float64"}


_MONTH_NAMES = (
    ("jan",),
    ("feb",),
    ("mar", "mär", "mrz"),
    ("apr",),
    ("may", "maj", "mai"),
    ("jun",),
    ("jul",),
    ("aug",),
    ("sep",),
    ("oct", "okt"),
    ("nov",),
    ("dec", "dez"),
)
_MONTH_OF_NAME = {
    name: month for month, names in enumerate(_MONTH_NAMES, start=1) for name in names
}
_PIVOT = 30  # two-digit years below it are 20xx, as Excel reads them


_INTEGER = re.compile(r"([+-]?\d{1,18})(?:[.,]0+)?")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_NAME_YEAR = re.compile(r"([^\W\d_]{3,})\.?[-/. ]+(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")


def values(cells: "pd.Series[str]", type_: Type) -> tuple["pd.Series[str]", "pd.Series[bool]"]:
    """The cells in the one spelling of their type (missing where empty), and which are faulty.

    >>> values(pd.Series(["55,5", "", "many"]), "number")[0].tolist()
    ['55.5', nan, nan]
    """
    texts = cells.to_numpy(dtype="object", copy=True)
    empty = pd.isna(texts) | (texts == "")
    texts[empty] = None
    if type_ != "text":
        numbers, spellings = pd.factorize(texts)
        of_type = [*map(_reader(type_, spellings), spellings), None]  # the last for empty cells
        texts = np.array(of_type, dtype="object")[numbers]
    spelled = pd.Series(texts, index=cells.index, dtype="str")
    return spelled, spelled.isna() & ~empty


def typed(cells: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The cells with every declared column first, each of its type; faulty cells are missing."""
    others = [name for name in cells.columns if name not in table.columns]
    frame = missing_where_empty(cells.reindex(columns=[*table.columns, *others]))
    for field in table.fields:
        if field.type != "text":
            spelled, _ = values(frame[field.name], field.type)
            dtype = pd.api.types.pandas_dtype(DTYPES.get(field.type, "str"))
            frame[field.name] = spelled.astype(dtype)
    return frame.reset_index(drop=True)


def missing_where_empty(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells as text, missing where they are empty."""
    texts = cells.astype("str").to_numpy(dtype="object", copy=True)
    texts[texts == ""] = None
    return pd.DataFrame(texts, index=cells.index, columns=cells.columns, dtype="str")


def items(cells: "pd.Series[str]") -> "pd.Series[str]":
    """The items of a column of lists, one per row, under the row numbers of their lists."""
    pairs = [
        (row, stripped)
        for row, cell in cells.dropna().items()
        for part in str(cell).split(LIST_SEPARATOR)
        if (stripped := part.strip())
    ]
    rows = pd.Index([row for row, _ in pairs], dtype=cells.index.dtype, name=cells.index.name)
    return pd.Series([part for _, part in pairs], index=rows, dtype="str", name=cells.name)


def _reader(type_: Type, spellings: Iterable[str]) -> Callable[[str], str | None]:
    if type_ == "date":
        day_first = _is_day_first(spellings)
        return lambda cell: _date(cell, day_first=day_first)
    return {"integer": _integer, "number": _number, "month": _month, "list": _list}[type_]


def _plain_signs(cell: str) -> str:
    """The cell with the minus and the digits of ASCII in place of others."""
    if cell.isascii():
        return cell
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in cell.replace("−", "-"))


def _integer(cell: str) -> str | None:
    match = _INTEGER.fullmatch(_plain_signs(cell))
    return str(int(match.group(1))) if match else None


def _number(cell: str) -> str | None:
    plain = _plain_signs(cell)
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    is_number = _NUMBER.fullmatch(plain) and math.isfinite(float(plain))
    return plain.removeprefix("+") if is_number else None


def _list(cell: str) -> str:
    parts = [part.strip() for part in cell.split(LIST_SEPARATOR)]
    return LIST_SEPARATOR.join(part for part in parts if part)


def _month(cell: str) -> str | None:
    cell = _MIDNIGHT.sub("", cell)
    if match := _YEAR_MONTH.fullmatch(cell):
        return _first(match.group(1), match.group(2))
    if match := _MONTH_YEAR.fullmatch(cell):
        return _first(match.group(2), match.group(1))
    if match := _NAME_YEAR.fullmatch(cell):
        return _first(_full_year(match.group(2)), _MONTH_OF_NAME.get(match.group(1)[:3].lower()))
    return _month_of_first_day(cell)


def _month_of_first_day(cell: str) -> str | None:
    """The month of a date that is the first of its month in exactly one order of its parts."""
    months = {
        day.removesuffix("-01")
        for day in (_date(cell, day_first=True), _date(cell, day_first=False))
        if day and day.endswith("-01")
    }
    return months.pop() if len(months) == 1 else None


def _first(year: str, month: Any) -> str | None:
    day = _day(year, month, 1)
    return day.removesuffix("-01") if day else None


def _full_year(year: str) -> str:
    if len(year) > 2:  # noqa: PLR2004
        return year
    return f"{20 if int(year) < _PIVOT else 19}{year}"


def _date(cell: str, *, day_first: bool | None) -> str | None:
    cell = _MIDNIGHT.sub("", cell)
    if match := _YEAR_FIRST.fullmatch(cell):
        return _day(*match.groups())
    match = _YEAR_LAST.fullmatch(cell)
    if not match:
        return None
    first, separator, second, year = match.groups()
    if separator != "/" or first == second:
        return _day(year, second, first)
    if day_first is None:
        return None
    return _day(year, second, first) if day_first else _day(year, first, second)


def _is_day_first(spellings: Iterable[str]) -> bool | None:
    """Whether days are before months in dates with slashes; None where nothing settles it."""
    matches = [_YEAR_LAST.fullmatch(_MIDNIGHT.sub("", cell)) for cell in spellings]
    pairs = [(m.group(1), m.group(3)) for m in matches if m and m.group(2) == "/"]
    day_first = any(int(first) > 12 for first, _ in pairs)  # noqa: PLR2004
    month_first = any(int(second) > 12 for _, second in pairs)  # noqa: PLR2004
    return None if day_first == month_first else day_first


def _day(year: str, month: Any, day: Any) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except (TypeError, ValueError):
        return None
