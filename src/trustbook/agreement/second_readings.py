"""Ties and strategies that two coders read in the same texts, side by side.

The second coder read every segment of a text, so that a segment without a row of either coder is
one in which both saw nothing. A segment and a tie (or strategy) are one decision: it is said there,
or it is not.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from trustbook.agreement.differences import Comparison, by_segment
from trustbook.agreement.passes import coded_spans

FIRST, SECOND = "first", "second"  # the coder of the corpus, and the independent one


def read_by_both(
    first: pd.DataFrame, second: pd.DataFrame, *, unit: Sequence[str], content: Sequence[str]
) -> pd.DataFrame:
    """What the first coding or an independent one reads in each unit, and who does.

    Parameters
    ----------
    first, second : DataFrame
        The rows of each coding, with the columns of `unit` and of `content`.
    unit : sequence of str
        The columns that name the place, such as segment, or study.
    content : sequence of str
        The columns that say what is read there, such as truster, trustee and concept.

    Returns
    -------
    DataFrame
        One row per unit and content: the columns of `unit` and `content`, and coders (a list of
        "first", "second" or both), for `shared_ties`. Rows without a unit are left out.

    Examples
    --------
    >>> first = pd.DataFrame({"study": ["s"], "truster": ["P"], "trustee": ["N"]})
    >>> second = pd.DataFrame({"study": ["s", "s"], "truster": ["P", "N"], "trustee": ["N", "P"]})
    >>> read_by_both(first, second, unit=["study"], content=["truster", "trustee"])[
    ...     ["truster", "coders"]].values.tolist()
    [['N', ['second']], ['P', ['first', 'second']]]
    """
    columns = [*unit, *content]
    codings = [(FIRST, first), (SECOND, second)]
    rows = pd.concat([coding[columns].assign(coder=coder) for coder, coding in codings])
    rows = rows.dropna(subset=columns).drop_duplicates()
    return rows.groupby(columns)["coder"].agg(sorted).reset_index(name="coders")


def rows_compared(
    first: pd.DataFrame, second: pd.DataFrame, *, segments: pd.DataFrame, concept: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What of the first coding is compared with an independent one, and the segments of both.

    Parameters
    ----------
    first, second : DataFrame
        The rows of each coding: segment and the column `concept`; `second` with study.
    segments : DataFrame
        The segments of the corpus: segment and study.
    concept : str
        The column that says what is read; what the second coder used nowhere is not compared.

    Returns
    -------
    tuple of two DataFrames
        The rows of `first` in the studies in which the second coder read anything, of concepts that
        the second coder used, with their study; and the segments of these studies.

    Examples
    --------
    >>> first = pd.DataFrame({"segment": ["a", "b"], "concept": ["trust", "power"]})
    >>> second = pd.DataFrame({"study": ["s"], "segment": ["a"], "concept": ["trust"]})
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "study": "s"})
    >>> rows, _ = rows_compared(first, second, segments=segments, concept="concept")
    >>> rows["segment"].tolist()
    ['a']
    """
    places = segments[segments["study"].isin(second["study"])]
    rows = first.merge(places[["segment", "study"]], on="segment")
    return rows[rows[concept].isin(second[concept])], places


def segments_compared(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    content: Sequence[str],
) -> Comparison:
    """The two codings compared segment by segment, in the studies that the second coder read.

    Parameters
    ----------
    first, second : DataFrame
        The rows of each coding: segment and the columns of `content`.
    segments : DataFrame
        The segments that both read: segment, study, encounter and anchor.
    content : sequence of str
        The columns that say what is read there, such as truster, trustee and concept.

    Returns
    -------
    Comparison
        One unit per segment; its codes are the ties (or strategies) that somebody read anywhere.

    Examples
    --------
    >>> rows = pd.DataFrame({"segment": ["a"], "truster": ["P"], "trustee": ["N"]})
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "study": "s", "encounter": None,
    ...                          "anchor": None})
    >>> segments_compared(rows, rows.assign(segment="b"), segments=segments,
    ...                   content=["truster", "trustee"]).values.tolist()
    [[[1], [0]], [[0], [1]]]
    """
    codings = pd.concat(
        rows[["segment"]].assign(
            code=rows[content[0]].str.cat(rows[list(content[1:])], sep=" "), coder=coder
        )
        for coder, rows in ((FIRST, first), (SECOND, second))
    ).dropna()
    texts = segments["encounter"].fillna(segments["study"]).unique()
    spans = coded_spans(
        codings[codings["segment"].isin(segments["segment"])].drop_duplicates(),
        segments=segments,
        anchors=pd.DataFrame({"anchor": [], "start": [], "length": []}).astype({"anchor": "str"}),
        recodings=pd.DataFrame(columns=["study", "anchor", "code", "coder"], dtype="str"),
        assignments=pd.DataFrame(
            {
                "encounter": np.tile(texts, 2),
                "coder": np.repeat([FIRST, SECOND], len(texts)),
            }
        ),
    )
    return by_segment(spans)
