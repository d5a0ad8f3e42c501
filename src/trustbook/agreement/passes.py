"""The passes of all coders as one table of coded spans.

A pass is either rows of `codings` (several coders on the same segments, or on segments of their
own) or rows of `recodings` (an independent coder who chose other units).
"""

import numpy as np
import pandas as pd

from trustbook.corpus.reading import Corpus

SPANS = ("unit", "study", "text", "coder", "start", "end", "code")


def coded_spans(
    codings: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    anchors: pd.DataFrame,
    recodings: pd.DataFrame,
    assignments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The passes of all coders as one table of coded spans.

    A segment that nobody coded was left without a code by everyone who coded in the same text, or
    was assigned it.

    Parameters
    ----------
    codings : DataFrame
        One row per segment, code and coder: segment, code, coder.
    segments : DataFrame
        The segments: segment, study, encounter, anchor.
    anchors : DataFrame
        Where anchors are in the source: anchor, start and length, in letters.
    recodings : DataFrame
        The codes of independent coders who chose units of their own: study, anchor, code, coder.
    assignments : DataFrame, optional
        Which coder read which encounter, where that is known: coder, encounter.

    Returns
    -------
    DataFrame
        One row for each part of each unit, each coder who marked it and each code: unit (the
        segment, or the anchor of a recoding), study, text (the encounter where it is known, else
        the study), coder, start and end (letters of the source, missing where the unit has no
        anchor) and code (missing where a coder marked the unit without any). The coders of
        `codings` come first. A row without a unit says that the coder was assigned the text.

    Examples
    --------
    >>> codings = pd.DataFrame({"segment": ["s1"], "code": ["x"], "coder": ["A"]})
    >>> segments = pd.DataFrame({"segment": ["s1"], "study": ["t"], "encounter": [None],
    ...                          "anchor": ["n1"]})
    >>> anchors = pd.DataFrame({"anchor": ["n1"], "start": [3], "length": [4]})
    >>> none = pd.DataFrame(columns=["study", "anchor", "code", "coder"], dtype="str")
    >>> spans = coded_spans(codings, segments=segments, anchors=anchors, recodings=none)
    >>> spans[["unit", "coder", "start", "end", "code"]].values.tolist()
    [['s1', 'A', 3.0, 7.0, 'x']]
    """
    assigned = _assigned(assignments, segments)
    uncoded = _left_uncoded(codings, segments, assigned)
    passes = [_coded(codings, segments), uncoded, _recoded(recodings), assigned]
    rows = pd.concat([rows for rows in passes if len(rows)] or passes, ignore_index=True)
    spans = rows.merge(_places(anchors), on="anchor", how="left")
    return spans.reindex(columns=list(SPANS)).drop_duplicates(ignore_index=True)


def spans_of_corpus(corpus: Corpus) -> pd.DataFrame:
    """The passes of all coders of a corpus as `coded_spans` has them, of codes that all had.

    Parameters
    ----------
    corpus : Corpus
        With codings, or recodings, or both.

    Returns
    -------
    DataFrame
        As `coded_spans` returns it.

    Examples
    --------
    >>> from trustbook.corpus.reading import read_corpus
    >>> spans = spans_of_corpus(read_corpus("data/ibbis"))
    >>> coders_of(spans)
    ['C1', 'C2']
    """
    return coded_spans(
        codings_to_compare(corpus.table("codings"), corpus.table("codes")),
        segments=corpus.table("segments"),
        anchors=corpus.table("anchors"),
        recodings=corpus.table("recodings"),
        assignments=corpus.table("assignments"),
    )


def codings_to_compare(codings: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """The codings with codes that every coder had, without those of codes that were added later.

    >>> codes = pd.DataFrame({"code": ["a", "b"], "added_after": [None, "second coding"]})
    >>> codings_to_compare(pd.DataFrame({"segment": ["s", "s"], "code": ["a", "b"]}), codes)
      segment code
    0       s    a
    """
    added_later = codes.loc[codes["added_after"].notna(), "code"]
    return codings[~codings["code"].isin(added_later)]


def _texts(segments: pd.DataFrame) -> pd.DataFrame:
    rows = segments.rename(columns={"segment": "unit"})
    text = rows["encounter"].fillna(rows["study"])
    return rows.assign(text=text)[["unit", "study", "text", "anchor"]]


def _coded(codings: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    rows = codings.rename(columns={"segment": "unit"})
    return rows[["unit", "code", "coder"]].merge(_texts(segments), on="unit")


def _left_uncoded(
    codings: pd.DataFrame, segments: pd.DataFrame, assigned: pd.DataFrame
) -> pd.DataFrame:
    uncoded = _texts(segments)[~segments["segment"].isin(codings["segment"]).to_numpy()]
    readers = pd.concat([_coded(codings, segments), assigned])[["text", "coder"]]
    coders = readers.drop_duplicates()
    return uncoded.merge(coders, on="text").assign(code=None).astype({"code": "str"})


def _assigned(assignments: pd.DataFrame | None, segments: pd.DataFrame) -> pd.DataFrame:
    """A row without a unit for each coder and each text with segments that the coder read."""
    columns = ["unit", "study", "text", "anchor", "code", "coder"]
    if assignments is None or assignments.empty:
        return pd.DataFrame(columns=columns, dtype="str")
    rows = assignments.rename(columns={"encounter": "text"})[["text", "coder"]]
    texts = _texts(segments)[["text", "study"]].drop_duplicates("text")
    return rows.merge(texts, on="text").reindex(columns=columns).astype("str")


def _recoded(recodings: pd.DataFrame) -> pd.DataFrame:
    rows = recodings.assign(unit=recodings["anchor"], text=recodings["study"])
    return rows[["unit", "code", "coder", "study", "text", "anchor"]]


def _places(anchors: pd.DataFrame) -> pd.DataFrame:
    placed = anchors[["anchor", "start"]].assign(end=anchors["start"] + anchors["length"])
    return placed.astype({"start": "float64", "end": "float64"})


def coders_of(spans: pd.DataFrame) -> list[str]:
    """The coders, those of `codings` first."""
    return list(spans["coder"].unique())


def texts_of_coders(spans: pd.DataFrame) -> pd.DataFrame:
    """Which coder saw which text: those assigned, else those in which the coder marked anything.

    Columns: text, coder. A coder of a pass that does not know encounters saw the whole study.
    """
    of_study = spans[["study", "text"]].drop_duplicates()
    is_assigned = spans["unit"].isna() | ~spans["coder"].isin(assigned_coders(spans))
    spans = spans[is_assigned]
    marked = spans[["study", "text", "coder"]].drop_duplicates()
    whole = marked.loc[marked["text"] == marked["study"], ["study", "coder"]]
    rows = [marked[["text", "coder"]], of_study.merge(whole, on="study")[["text", "coder"]]]
    return pd.concat(rows).drop_duplicates(ignore_index=True)


def assigned_coders(spans: pd.DataFrame) -> list[str]:
    """The coders of whom it is known what they read."""
    return coders_of(spans[spans["unit"].isna()])


def unit_makers(spans: pd.DataFrame) -> list[str]:
    """The coders who chose units of their own: those with a unit that no other coder has.

    The others are taken to have coded a sample of segments that were given to them, so that a
    segment without a code of theirs is none that they looked at.
    """
    coders_a_unit = spans.groupby("unit")["coder"].transform("nunique")
    return coders_of(spans[coders_a_unit == 1])


def elementary(parts: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Each part cut where any part with the same `by` begins or ends.

    Adds to the columns of `parts`: piece (a number, the same for the same letters), piece_start
    and letters.
    """
    cut = []
    offset = 0
    for _, rows in parts.groupby(by, sort=True):
        bounds = np.unique(rows[["start", "end"]].to_numpy(dtype="float64"))
        first = np.searchsorted(bounds, rows["start"].to_numpy(dtype="float64"))
        pieces = np.searchsorted(bounds, rows["end"].to_numpy(dtype="float64")) - first
        place = np.arange(pieces.sum()) - np.repeat(pieces.cumsum() - pieces, pieces)
        piece = np.repeat(first, pieces) + place
        expanded = rows.iloc[np.repeat(np.arange(len(rows)), pieces)]
        where = {"piece_start": bounds[piece], "letters": np.diff(bounds)[piece]}
        cut.append(expanded.assign(piece=piece + offset, **where))
        offset += len(bounds)
    nothing = parts.assign(piece=0, piece_start=0.0, letters=0.0).iloc[:0]
    return pd.concat(cut, ignore_index=True) if cut else nothing


def coarser_spans(spans: pd.DataFrame, above: pd.DataFrame) -> pd.DataFrame:
    """The spans with each code replaced by what is above it in the codebook.

    Parameters
    ----------
    spans : DataFrame
        The coded spans of all coders, as `coded_spans` returns them: unit, study, text, coder,
        start, end (letters) and code.
    above : DataFrame
        What is above each code: code, node, as `trustbook.coding.nodes_above` returns it.

    Returns
    -------
    DataFrame
        The spans, each once; a unit whose code has nothing above it stays, without a code.

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": ["a", "a"], "coder": "A", "code": ["x", "y"]})
    >>> above = pd.DataFrame({"code": ["x", "y"], "node": ["theme", "theme"]})
    >>> coarser_spans(spans, above)["code"].tolist()
    ['theme']
    """
    nodes = dict(zip(above["code"], above["node"], strict=True))
    return spans.assign(code=spans["code"].map(nodes).astype("str")).drop_duplicates()
