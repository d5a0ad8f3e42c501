"""What the studies collected: their material tables as printed, totals and periods.

Rebuilds the printed overview of empirical material of a study from the table `material`.
"""

from collections.abc import Callable, Sequence

import pandas as pd

from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import joined, month_name, number, number_range
from trustbook.corpus.schema import LIST_SEPARATOR, TABLES

NOT_STATED = "–"


_WHEN = ("first_month", "last_month", "delivery_months_min", "delivery_months_max")
_LINE = ["study", "data_type", "mode", "unit", "participants", "researcher"]


def printed_material(material: pd.DataFrame) -> pd.DataFrame:
    """The lines of the material tables as they are printed, by study and line.

    Columns: study, data_type (with its mode), participants, n, characteristics, researcher,
    period, minutes, analysis. What a study does not state is a dash; an `n` it does not state is
    missing.
    """
    lines = material.sort_values(["study", "line"], kind="stable").reset_index(drop=True)
    return pd.DataFrame(
        {
            "study": lines["study"],
            "data_type": _each(lines, _with_mode, "data_type", "mode"),
            "participants": _stated([joined(_names(cell)) for cell in lines["participants"]]),
            "n": lines["n"],
            "characteristics": _stated(lines["characteristics"]),
            "researcher": _stated(lines["researcher"].str.replace(LIST_SEPARATOR, ", ")),
            "period": _stated(_each(lines, _when, *_WHEN)),
            "minutes": _stated(_each(lines, length, "minutes_mean", "minutes_min", "minutes_max")),
            "analysis": _stated(_each(lines, analysis, "n_primary", "n_secondary")),
        }
    )


def fully_described(material: pd.DataFrame) -> pd.DataFrame:
    """The lines of the studies that state participants, number and period of every line."""
    needed = ["participants", "n", "first_month", "last_month"]
    stated = material[needed].notna().all(axis="columns")
    full = stated.groupby(material["study"]).transform("all")
    return material[full.astype(bool)]


def period(first: object, last: object) -> str:
    """The months from first to last, as printed.

    >>> period("2017-04", "2018-01"), period("2017-04", "2017-04"), period("2017-04", None)
    ('April 2017–January 2018', 'April 2017', 'from April 2017')
    """
    start, end = month_name(first), month_name(last)
    if start and end:
        return number_range(start, end)
    if start:
        return sentence("from {month}", month=start)
    return sentence("until {month}", month=end) if end else ""


def months_into_delivery(first: float | None, last: float | None) -> str:
    """The months from the start of the delivery, as print counts them.

    >>> months_into_delivery(12, 22), months_into_delivery(27, 27), months_into_delivery(None, None)
    ('12–22 months into the delivery', '27 months into the delivery', '')
    """
    ends = list(dict.fromkeys(filter(None, map(number, (first, last)))))
    if not ends:
        return ""
    return sentence("{n} months into the delivery", n=number_range(ends[0], ends[-1]))


def _when(first: object, last: object, months_min: float | None, months_max: float | None) -> str:
    return period(first, last) or months_into_delivery(months_min, months_max)


def shared_lengths(material: pd.DataFrame) -> list[str]:
    """A sentence for each printed length that is for several lines of a study together."""
    rows = material.dropna(subset=["minutes_lines"]).drop_duplicates(["study", "minutes_lines"])
    return [
        sentence(
            "{study}: one length is printed for lines {lines} together.",
            study=study,
            lines=joined(lines.split(LIST_SEPARATOR)),
        )
        for study, lines in rows[["study", "minutes_lines"]].itertuples(index=False, name=None)
    ]


def length(mean: float | None, shortest: float | None, longest: float | None) -> str:
    """The mean length with its range in brackets, as printed, in minutes.

    >>> length(55.0, 27, 93), length(55, None, None), length(None, 27, 93), length(None, None, None)
    ('55 (27–93)', '55', '(27–93)', '')
    """
    middle, low, high = (number(value) for value in (mean, shortest, longest))
    within = f"({number_range(low, high)})" if low and high else ""
    return " ".join(filter(None, (middle, within)))


def analysis(primary: int | None, secondary: int | None) -> str:
    """Whether the line was analysed first for this study, again, or both with how many.

    >>> analysis(0, 12), analysis(2, 6), analysis(8, None), analysis(None, None)
    ('Secondary', 'Secondary (6) and primary (2)', 'Primary', '')
    """
    first, again = number(primary), number(secondary)
    if first in {"", "0"}:
        return gettext("Secondary") if again not in {"", "0"} else ""
    if again in {"", "0"}:
        return gettext("Primary")
    return sentence("Secondary ({again}) and primary ({first})", again=again, first=first)


def material_totals(material: pd.DataFrame) -> pd.DataFrame:
    """One row per study and unit: lines, n, n_primary, n_secondary and lines without a number.

    A number is missing where no line of the study and unit states it.
    """
    numbers = ["n", "n_primary", "n_secondary"]
    grouped = material.groupby(["study", "unit"], sort=True)
    totals = grouped[numbers].sum(min_count=1)
    totals.insert(0, "lines", grouped.size())
    totals["lines_without_n"] = grouped["n"].apply(lambda n: int(n.isna().sum()))
    return totals.reset_index()


def material_of_encounters(encounters: pd.DataFrame) -> pd.DataFrame:
    """The material table that single encounters add up to, with the columns of `material`.

    One line for each study, data type, mode, unit, participants and researcher; months are those
    of the first and the last encounter, lengths in minutes.
    """
    columns = list(TABLES["material"].columns)
    if encounters.empty:
        return pd.DataFrame(columns=columns)
    month = encounters["month"].fillna(encounters["date"].astype("str").str[:7])
    grouped = encounters.assign(month=month).groupby(_LINE, sort=True, dropna=False)
    lines = grouped.agg(
        n=("encounter", "size"),
        first_month=("month", "min"),
        last_month=("month", "max"),
        minutes_mean=("minutes", "mean"),
        minutes_min=("minutes", "min"),
        minutes_max=("minutes", "max"),
    ).reset_index()
    lines["line"] = lines.groupby("study").cumcount() + 1
    return lines.reindex(columns=columns)


def known_material(material: pd.DataFrame, encounters: pd.DataFrame) -> pd.DataFrame:
    """The material table, with lines added up from encounters for studies that have none in it."""
    without = encounters[~encounters["study"].isin(material["study"])]
    if without.empty:
        return material
    added = material_of_encounters(without).astype(material.dtypes.to_dict())
    return pd.concat([material, added], ignore_index=True)


def material_disagreements(material: pd.DataFrame, encounters: pd.DataFrame) -> pd.DataFrame:
    """Where the material table and the single encounters of a study disagree.

    Columns: study, data_type, stated (the sum of `n` in the material table), counted (encounters).
    Only studies with single encounters are compared.
    """
    compared = material[material["study"].isin(encounters["study"])]
    by = ["study", "data_type"]
    stated = compared.groupby(by, sort=True)["n"].sum(min_count=1).rename("stated")
    counted = encounters.groupby(by, sort=True).size().rename("counted")
    both = pd.concat([stated, counted], axis=1).astype("Int64").sort_index().reset_index()
    differs = both["stated"].fillna(0) != both["counted"].fillna(0)
    return both[differs].reset_index(drop=True)


def collection_periods(material: pd.DataFrame) -> pd.DataFrame:
    """One row per line with a known first and last month: when it was collected, as dates.

    Columns: study, data_type, participants, unit, n, period, start (first day), end (first day of
    the month after the last).
    """
    dated = material.dropna(subset=["first_month", "last_month"])
    dated = dated.sort_values(["study", "line"], kind="stable").reset_index(drop=True)
    last = pd.to_datetime(dated["last_month"], format="%Y-%m")
    return pd.DataFrame(
        {
            "study": dated["study"],
            "data_type": _each(dated, _with_mode, "data_type", "mode"),
            "participants": [joined(_names(cell)) for cell in dated["participants"]],
            "unit": dated["unit"],
            "n": dated["n"],
            "period": _each(dated, period, "first_month", "last_month"),
            "start": pd.to_datetime(dated["first_month"], format="%Y-%m"),
            "end": last + pd.DateOffset(months=1),
        }
    )


def _with_mode(data_type: str, mode: object) -> str:
    """The data type with its mode, unless it names it already."""
    is_named = not isinstance(mode, str) or mode.casefold() in data_type.casefold()
    return data_type if is_named else f"{data_type}, {mode}"


def _each(lines: pd.DataFrame, words: Callable[..., str], *columns: str) -> list[str]:
    return [words(*row) for row in lines[list(columns)].itertuples(index=False, name=None)]


def _stated(words: Sequence[object] | pd.Series) -> "pd.Series[str]":
    values = pd.Series(list(words), dtype="object")
    return values.where(values.notna() & (values != ""), NOT_STATED).astype("str")


def _names(value: object) -> list[str]:
    return value.split(LIST_SEPARATOR) if isinstance(value, str) else []
