"""Coders compared letter by letter: the text as one continuum that each of them cut into units."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.comparison import NOT_SEEN, Comparison, Uncoded, by_segment, comparable
from trustbook.passes import coders_of, elementary, unit_makers
from trustbook.unitising import stretches


def ends_of(anchors: pd.DataFrame) -> dict[str, int]:
    """The last letter of each study that any anchor reaches, as far as its text is known."""
    ends = (anchors["start"] + anchors["length"]).groupby(anchors["study"]).max()
    return {str(study): int(end) for study, end in ends.items()}


def by_makers(spans: pd.DataFrame) -> pd.DataFrame:
    """The placed units of coders who chose their units."""
    return spans[spans["coder"].isin(unit_makers(spans)) & spans["start"].notna()]


def by_letter(
    spans: pd.DataFrame, *, ends: Mapping[str, int], uncoded: Uncoded = "include"
) -> Comparison:
    """The coders compared letter by letter, letters with the same answers taken together.

    Each study is one text from its first letter to `ends`. A block, what a bootstrap draws, is a
    stretch that somebody marked with the unmarked letters behind it. Units without an anchor and
    coders who chose no units are left out; with `uncoded="exclude"` so are letters to which nobody
    gave a code. Alpha is then the |ᵤα of each code (Krippendorff, Mathet, Bouvry & Widlöcher 2016,
    doi 10.1007/s11135-015-0266-1): two letters of one unit are never paired by chance.
    """
    placed = by_makers(spans)
    coders = tuple(coders_of(placed))
    codes = tuple(sorted(set(placed["code"].dropna())))
    pieces = elementary(pd.concat([_whole(placed, ends), placed]), by="study")
    letters = pieces[pieces["coder"].isna()].drop_duplicates("piece").reset_index(drop=True)
    marked = pieces.dropna(subset=["coder"])
    values, own = _answers(letters, marked, coders=coders, codes=codes)
    units = letters[["study", "letters"]].assign(
        unit=letters["piece"].astype("str"),
        block=stretches(letters["study"], letters["piece"].isin(marked["piece"]).to_numpy()),
    )
    every = Comparison(units=units, coders=coders, codes=codes, values=values, own=own)
    return comparable(every, uncoded=uncoded)


def _whole(placed: pd.DataFrame, ends: Mapping[str, int]) -> pd.DataFrame:
    last = placed.groupby("study")["end"].max()
    rows = [
        {"study": study, "start": 0.0, "end": float(max(end, ends.get(str(study), 0)))}
        for study, end in last.items()
    ]
    return pd.DataFrame(rows, columns=placed.columns).astype(placed.dtypes.to_dict())


def _answers(
    letters: pd.DataFrame, marked: pd.DataFrame, *, coders: tuple[str, ...], codes: tuple[str, ...]
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """What each coder gave to each piece, and what of it does not pair with itself."""
    read = set(marked[["study", "coder"]].itertuples(index=False, name=None))
    known = [
        [0 if (study, coder) in read else NOT_SEEN for coder in coders]
        for study in letters["study"]
    ]
    blank = np.array(known, dtype="int8").reshape(len(letters), len(coders))
    values = np.repeat(blank[:, :, None], len(codes), axis=2)
    given = marked.dropna(subset=["code"])
    piece, coder, code = _cells(given, letters, coders=coders, codes=codes)
    values[piece, coder, code] = 1
    own = (values == 0).sum(axis=1) * letters["letters"].to_numpy(dtype="float64")[:, None]
    first = ~given.duplicated(["unit", "start", "coder", "code"]).to_numpy()
    squares = (given["end"] - given["start"]).to_numpy(dtype="float64") ** 2
    np.add.at(own, (piece[first], code[first]), squares[first])
    return values, own


def _cells(
    given: pd.DataFrame, letters: pd.DataFrame, *, coders: tuple[str, ...], codes: tuple[str, ...]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    return (
        pd.Index(letters["piece"]).get_indexer(pd.Index(given["piece"])),
        pd.Index(coders).get_indexer(pd.Index(given["coder"])),
        pd.Index(codes).get_indexer(pd.Index(given["code"])),
    )


def compared(
    spans: pd.DataFrame, *, anchors: pd.DataFrame, unit: str, uncoded: Uncoded = "include"
) -> Comparison:
    """The coders compared on segments (`unit="segment"`) or on the letters of the text ("text")."""
    if unit == "segment":
        return by_segment(spans, uncoded=uncoded)
    return by_letter(spans, ends=ends_of(anchors), uncoded=uncoded)
