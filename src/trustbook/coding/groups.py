"""Who mentions what: groups compared with the participant as the unit.

A participant mentions a code when any of their segments was coded with it, however often and by
however many coders. The participants of a group are those of the table of cases, also those whose
segments have no code. Participants of qualitative studies are chosen, not drawn: there are no
tests and no intervals here, and groups are compared by counts.
"""

import pandas as pd

from trustbook.corpus.findings import require_columns
from trustbook.corpus.language import sentence
from trustbook.corpus.numbers import share

FEWEST = 10
MENTIONS = ("stakeholder", "code", "mentioned_by", "participants")


def participants(cases: pd.DataFrame) -> "pd.Series[int]":
    """How many participants (cases) each stakeholder has.

    Parameters
    ----------
    cases : DataFrame
        The cases of the corpus: case, stakeholder.

    Returns
    -------
    Series of int
        The number for each stakeholder that has any.

    Raises
    ------
    TableError
        Where a column is missing.

    Examples
    --------
    >>> participants(pd.DataFrame({"case": ["p1", "p2"], "stakeholder": "P"})).to_dict()
    {'P': 2}
    """
    require_columns(cases, ["case", "stakeholder"], table="cases")
    used = cases.drop_duplicates("case").dropna(subset=["stakeholder"])
    return used.groupby("stakeholder")["case"].size().rename("participants")


def mentions(codings: pd.DataFrame, *, segments: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """How many participants of each stakeholder mention each code, those with none included.

    A participant mentions a code when any of their segments was coded with it, however often and by
    however many coders. Segments without a known case are left out.

    Parameters
    ----------
    codings : DataFrame
        The codings of the corpus: segment and code.
    segments : DataFrame
        The segments of the corpus: segment, case.
    cases : DataFrame
        The cases of the corpus: case, stakeholder.

    Returns
    -------
    DataFrame
        One row per stakeholder that has cases and code that any participant mentions, by code and
        stakeholder: stakeholder, code, mentioned_by (n) and participants (N).

    Raises
    ------
    TableError
        Where a column is missing.

    Examples
    --------
    >>> codings = pd.DataFrame({"segment": ["s1"], "code": ["a"]})
    >>> segments = pd.DataFrame({"segment": ["s1"], "case": ["p1"]})
    >>> cases = pd.DataFrame({"case": ["p1", "p2"], "stakeholder": "P"})
    >>> mentions(codings, segments=segments, cases=cases).values.tolist()
    [['P', 'a', 1, 2]]
    """
    require_columns(codings, ["segment", "code"], table="codings")
    require_columns(segments, ["segment", "case"], table="segments")
    size = participants(cases)
    group = cases.drop_duplicates("case").set_index("case")["stakeholder"]
    spoken = codings[["segment", "code"]].merge(
        segments[["segment", "case"]].dropna(subset=["case"]), on="segment"
    )
    spoken = spoken.assign(stakeholder=spoken["case"].map(group)).dropna(subset=["stakeholder"])
    n = spoken.groupby(["code", "stakeholder"])["case"].nunique()
    codes = sorted(spoken["code"].unique())
    every = pd.MultiIndex.from_product([codes, size.index], names=["code", "stakeholder"])
    rows = n.reindex(every, fill_value=0).rename("mentioned_by").reset_index()
    rows = rows.assign(participants=rows["stakeholder"].map(size))
    whole = {"mentioned_by": "int64", "participants": "int64"}
    return rows[list(MENTIONS)].astype(whole)


def n_of_n(n: int, of: int, *, fewest: int = FEWEST) -> str:
    """The count as it is printed: n of N, with a percentage from `fewest` participants on.

    >>> n_of_n(2, 7), n_of_n(6, 12)
    ('2 of 7', '6 of 12 (50%)')
    """
    part = sentence("{n} of {every}", n=n, every=of)
    return part if of < fewest else f"{part} ({share(n / of)})"


def shared_and_own(rows: pd.DataFrame) -> pd.DataFrame:
    """For each code how many groups have a participant who mentions it.

    Parameters
    ----------
    rows : DataFrame
        As `mentions` returns them.

    Returns
    -------
    DataFrame
        One row per code that anyone mentions: code, groups.

    Examples
    --------
    >>> rows = pd.DataFrame({"stakeholder": ["P", "N"], "code": "a", "mentioned_by": [1, 0]})
    >>> shared_and_own(rows).values.tolist()
    [['a', 1]]
    """
    return (
        rows[rows["mentioned_by"] > 0]
        .groupby("code")["stakeholder"]
        .nunique()
        .rename("groups")
        .reset_index()
    )
