"""Stakeholders and codes: a network of two modes, and what stakeholders share through codes."""

import numpy as np
import pandas as pd

from trustbook.networks.evidence import listed_segments
from trustbook.networks.tie_tables import sources

_PARTIES = {  # tables that name stakeholders in a segment
    "relations": ["truster", "trustee"],
    "strategies": ["actor", "truster", "trustee"],
}


def stakeholders_of_segments(segments: pd.DataFrame, **tables: pd.DataFrame) -> pd.DataFrame:
    """One row per segment and stakeholder that speaks or is spoken of in it.

    A stakeholder is in a segment when it speaks there, is truster or trustee of a relation, or
    actor, truster or trustee of a strategy.

    Parameters
    ----------
    segments : DataFrame
        The segments of the corpus: segment and speaker.
    **tables : DataFrame
        The tables `relations` and `strategies` of the corpus.

    Returns
    -------
    DataFrame
        Columns: segment and stakeholder, by segment and stakeholder.

    Examples
    --------
    >>> segments = pd.DataFrame({"segment": ["a"], "speaker": ["P"]})
    >>> relations = pd.DataFrame({"segment": ["a"], "truster": ["P"], "trustee": ["N"]})
    >>> stakeholders_of_segments(segments, relations=relations).values.tolist()
    [['a', 'N'], ['a', 'P']]
    """
    places = [(segments, "speaker")]
    places += [(tables[name], column) for name in tables for column in _PARTIES[name]]
    rows = [
        frame[["segment", column]].rename(columns={column: "stakeholder"})
        for frame, column in places
    ]
    every = pd.concat(rows, ignore_index=True).dropna().drop_duplicates()
    of_segments = every[every["segment"].isin(segments["segment"])]
    return of_segments.sort_values(["segment", "stakeholder"], ignore_index=True)


def two_mode_ties(
    involved: pd.DataFrame, coded: pd.DataFrame, *, segments: pd.DataFrame
) -> pd.DataFrame:
    """The ties between stakeholders and codes: sources that mention the one and have the other.

    Parameters
    ----------
    involved : DataFrame
        As `stakeholders_of_segments` returns it.
    coded : DataFrame
        What is coded in segments: segment and code (or a category in its place).
    segments : DataFrame
        The segments of the corpus: segment, and case, encounter or same_source_as.

    Returns
    -------
    DataFrame
        One row per stakeholder and code with a segment in common: stakeholder, code, sources and
        segments.

    References
    ----------
    Borgatti & Everett (1997), Network analysis of 2-mode data, Social Networks 19, 243–269, doi
    10.1016/S0378-8733(96)00301-2.

    Examples
    --------
    >>> involved = pd.DataFrame({"segment": ["a", "b"], "stakeholder": ["P", "P"]})
    >>> coded = pd.DataFrame({"segment": ["a", "b"], "code": ["x", "x"]})
    >>> segments = pd.DataFrame({"segment": ["a", "b"]})
    >>> two_mode_ties(involved, coded, segments=segments).values.tolist()
    [['P', 'x', 2, 'a, b']]
    """
    pairs = involved.merge(coded[["segment", "code"]].drop_duplicates(), on="segment")
    source = pairs.assign(source=pairs["segment"].map(sources(segments)))
    grouped = source.groupby(["stakeholder", "code"])
    counted = grouped.agg(sources=("source", "nunique"), segments=("segment", listed_segments))
    return counted.reset_index()


def projection(ties: pd.DataFrame, *, onto: str) -> pd.DataFrame:
    """The network of one mode that two-mode ties imply: who shares how many of the other mode.

    A projection is computed, not stated: two stakeholders that are spoken of under the same codes
    need not have anything to do with each other.

    Parameters
    ----------
    ties : DataFrame
        As `two_mode_ties` returns them: stakeholder and code.
    onto : {"stakeholder", "code"}
        The mode that stays.

    Returns
    -------
    DataFrame
        One row per pair that shares anything: one, other, shared (how many of the other mode) and
        overlap (of those that either has, the share that both have: Jaccard).

    References
    ----------
    Borgatti & Everett (1997), doi 10.1016/S0378-8733(96)00301-2.

    Examples
    --------
    >>> ties = pd.DataFrame({"stakeholder": list("PPN"), "code": list("xyx")})
    >>> projection(ties, onto="stakeholder").values.tolist()
    [['N', 'P', 1, 0.5]]
    """
    other_mode = "code" if onto == "stakeholder" else "stakeholder"
    has = pd.crosstab(ties[onto], ties[other_mode]).gt(0)
    cells = has.to_numpy(dtype=np.float64)
    shared, of = cells @ cells.T, cells.sum(axis=1)
    one, other = np.nonzero(np.triu(shared, k=1))
    both = shared[one, other]
    names = has.index.to_numpy()
    return pd.DataFrame(
        {
            "one": names[one],
            "other": names[other],
            "shared": both.astype("int64"),
            "overlap": both / (of[one] + of[other] - both),
        }
    ).astype({"one": "str", "other": "str"})
