"""Who mentions what: groups compared with the participant as the unit.

A participant mentions a code when any of their segments was coded with it, however often and by
however many coders. The participants of a group are those of the table of cases, also those whose
segments have no code. Participants of qualitative studies are chosen, not drawn: there are no
tests and no intervals here, and groups are compared by counts.
"""

import pandas as pd

from trustbook.corpus.findings import require_columns
from trustbook.numbers import share

FEWEST = 10
MENTIONS = ("stakeholder", "code", "mentioned_by", "participants")


def participants(cases: pd.DataFrame) -> "pd.Series[int]":
    """How many participants (cases) each stakeholder has, by stakeholder."""
    require_columns(cases, ["case", "stakeholder"], table="cases")
    used = cases.drop_duplicates("case").dropna(subset=["stakeholder"])
    return used.groupby("stakeholder")["case"].size().rename("participants")


def mentions(codings: pd.DataFrame, *, segments: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """How many participants of each stakeholder mention each code, those with none included.

    Columns: stakeholder, code, mentioned_by (n), participants (N, from `cases`); a row for each
    stakeholder that has cases and each code that any participant mentions, by code and
    stakeholder. A segment is its case's; segments without a known case are left out.
    """
    require_columns(codings, ["segment", "code"], table="codings")
    require_columns(segments, ["segment", "case"], table="segments")
    size = participants(cases)
    group = cases.drop_duplicates("case").set_index("case")["stakeholder"]
    given = codings[["segment", "code"]]
    spoken = given.merge(segments[["segment", "case"]].dropna(subset=["case"]), on="segment")
    spoken = spoken.assign(stakeholder=spoken["case"].map(group)).dropna(subset=["stakeholder"])
    n = spoken.groupby(["code", "stakeholder"])["case"].nunique()
    codes = sorted(spoken["code"].unique())
    every = pd.MultiIndex.from_product([codes, size.index], names=["code", "stakeholder"])
    found = n.reindex(every, fill_value=0).rename("mentioned_by").reset_index()
    found = found.assign(participants=found["stakeholder"].map(size))
    whole = {"mentioned_by": "int64", "participants": "int64"}
    return found[list(MENTIONS)].astype(whole)


def n_of_n(n: int, of: int, *, fewest: int = FEWEST) -> str:
    """The count as it is printed: n of N, with a percentage from `fewest` participants on.

    >>> n_of_n(2, 7), n_of_n(6, 12)
    ('2 of 7', '6 of 12 (50%)')
    """
    return f"{n} of {of}" if of < fewest else f"{n} of {of} ({share(n / of)})"


def shared_and_own(mentioned: pd.DataFrame) -> pd.DataFrame:
    """For each code how many groups have a participant who mentions it: code, groups.

    `mentioned` is the result of `mentions`.
    """
    said = mentioned[mentioned["mentioned_by"] > 0]
    return said.groupby("code")["stakeholder"].nunique().rename("groups").reset_index()
