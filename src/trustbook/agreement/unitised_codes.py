"""Krippendorff's (k)ᵤα for a single code, where a place can have several codes."""

import numpy as np
import pandas as pd

from trustbook.agreement.passes import elementary
from trustbook.agreement.unitising import require_spans

CODE = ["text", "coder", "value"]


def unitised_by_code(spans: pd.DataFrame) -> pd.DataFrame:
    """Krippendorff's (k)ᵤα of each single code, whatever other codes its places have.

    `unitised_by_value` takes the set of codes of a place as its value, so that a place with two
    codes is unlike a place with one of them. Here each code is asked for alone: a place has it or
    has not. Units of a code that overlap are one; units that touch are two.

    Parameters
    ----------
    spans : DataFrame
        One row per unit and code: coder, start, end (letters, `end` not included) and value; text
        where there are several.

    Returns
    -------
    DataFrame
        One row per code: value, alpha (missing where no other coder marked anything that has this
        code, or nothing else is there) and coverage (the share of the letters with this code
        that another coder marked too).

    Raises
    ------
    AgreementError
        Where a column is missing or a unit has no place.

    References
    ----------
    Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50(6), 2347–2364, doi
    10.1007/s11135-015-0266-1.

    Examples
    --------
    >>> spans = pd.DataFrame({"coder": list("AAB"), "start": [0, 0, 0], "end": [4, 4, 4]})
    >>> both = pd.concat([spans.assign(value=["x", "y", "x"]),
    ...                   spans.assign(start=6, end=9, value=["z", "z", "z"])])
    >>> unitised_by_code(both)[["value", "alpha"]].values.tolist()
    [['x', 1.0], ['y', 0.0], ['z', 1.0]]
    """
    require_spans(spans)
    rows = spans if "text" in spans else spans.assign(text="")
    rows = rows[rows.groupby("text")["coder"].transform("nunique") > 1]
    if rows.empty:
        return pd.DataFrame({"value": [], "alpha": [], "coverage": []}).astype({"value": "str"})
    marked = elementary(_whole_units(rows.dropna(subset=["value"]), rows), by="text")
    paired = _paired(marked, rows)
    n = float(paired.drop_duplicates(["piece", "coder"])["paired"].sum())
    coded = paired.dropna(subset=["value"]).drop_duplicates(["piece", "coder", "value"])
    sums = coded.groupby("value")[["paired", "letters"]].sum()
    units = coded.groupby(["value", "unit"])["paired"].sum() ** 2
    own = units.groupby("value").sum()
    same = _same(coded)
    starred = sums["paired"].where(sums["paired"] > 0)
    chance = (starred * n - starred**2) / (starred * n - own).where(lambda rest: rest > 0)
    observed = 1 - same.reindex(starred.index, fill_value=0) / starred
    table = pd.DataFrame(
        {
            "alpha": 1 - observed / chance.where(chance > 0),
            "coverage": sums["paired"] / sums["letters"],
        }
    )
    return table.rename_axis("value").reset_index()


def _whole_units(coded: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """All rows, those with a code numbered by unit: units of a code that overlap are one."""
    ordered = coded.sort_values([*CODE, "start", "end"])
    ends = ordered.groupby(CODE)["end"].cummax()
    before = ends.groupby([ordered[name] for name in CODE]).shift()
    is_new = before.isna() | (ordered["start"] >= before)
    return pd.concat([ordered.assign(unit=is_new.cumsum()), rows[rows["value"].isna()]])


def _paired(marked: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The pieces of units, with the letters that others marked too, on average over these."""
    coders = marked.groupby("piece")["coder"].transform("nunique")
    others = marked["text"].map(rows.groupby("text")["coder"].nunique()) - 1
    return marked.assign(
        others=others, paired=marked["letters"] * (coders - 1) / np.maximum(others, 1)
    )


def _same(coded: pd.DataFrame) -> pd.Series:
    """For each code the letters to which two coders gave it, in both orders."""
    pieces = coded.groupby(["value", "piece"]).agg(
        coders=("coder", "nunique"), letters=("letters", "first"), others=("others", "first")
    )
    n = pieces["coders"]
    return (n * (n - 1) * pieces["letters"] / pieces["others"]).groupby("value").sum()
