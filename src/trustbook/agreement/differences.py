"""Units of different coders brought beside each other, and where the coders differ.

Two units are the same place when they are the same segment, or when they overlap by at least half
of the shorter one. What a coder gave to a place is every code of the coder's units there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.agreement.passes import (
    assigned_coders,
    coders_of,
    elementary,
    texts_of_coders,
    unit_makers,
)
from trustbook.agreement.unitising import stretches

Uncoded = Literal["include", "exclude"]


HALF = 0.5  # of the shorter of two units must overlap
NOT_SEEN = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What each coder gave to each unit, code by code.

    Attributes
    ----------
    units : DataFrame
        One row per unit: unit, study, letters (1 where units are segments) and block (what a
        bootstrap draws).
    coders, codes : tuple of str
        The names of the second and the third axis of `values`.
    values : array of int8, units × coders × codes
        1 where the coder gave the code, 0 where not, −1 where the coder could not have given it.
    own : array of float, units × codes, optional
        Where letters are compared, the sum over coders of what does not pair with itself: letters
        without the code, and the square of the letters of each unit with it, at its first letter
        (Krippendorff et al. 2016, equation 4).
    times : array of int, units, optional
        How many units have the answers of each one here, which then stands for all of them.
    """

    units: pd.DataFrame
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    values: NDArray[np.int8]
    own: NDArray[np.float64] | None = None
    times: NDArray[np.int64] | None = None

    @property
    def units_alike(self) -> NDArray[np.int64]:
        """How many units each one here stands for."""
        return np.ones(len(self.units), dtype="int64") if self.times is None else self.times

    def only(self, units: NDArray[np.bool_]) -> "Comparison":
        """The same of some of the units."""
        return Comparison(
            units=self.units[units].reset_index(drop=True),
            coders=self.coders,
            codes=self.codes,
            values=self.values[units],
            own=None if self.own is None else self.own[units],
            times=None if self.times is None else self.times[units],
        )


def overlaps(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The letters that units share: unit (of `first`), own (of `second`), letters.

    Both have the columns unit, study, start and end, one row for each part of a unit.

    >>> one = pd.DataFrame([("a", "s", 0, 10)], columns=["unit", "study", "start", "end"])
    >>> two = pd.DataFrame([("b", "s", 8, 20)], columns=["unit", "study", "start", "end"])
    >>> overlaps(one, two).values.tolist()
    [['a', 'b', 2.0]]
    """
    parts = [_parts(first), _parts(second)]
    nothing = pd.DataFrame({"unit": [], "own": [], "letters": []})
    if any(each.empty for each in parts):
        return nothing
    both = pd.concat(parts, keys=["unit", "own"], names=["side", None])
    pieces = elementary(both.reset_index(level="side"), by="study")
    sides = dict(iter(pieces.groupby("side")))
    if len(sides) < 2:  # noqa: PLR2004
        return nothing
    own = sides["own"].rename(columns={"unit": "own"})[["piece", "own"]]
    shared = sides["unit"].merge(own, on="piece")
    return shared.groupby(["unit", "own"], sort=False)["letters"].sum().reset_index()


def _parts(spans: pd.DataFrame) -> pd.DataFrame:
    placed = spans.dropna(subset=["start"])
    return placed[["unit", "study", "start", "end"]].drop_duplicates()


def same_places(spans: pd.DataFrame) -> pd.DataFrame:
    """Which units of which coder are at which compared unit.

    Two units are at the same place when they are the same segment, or when they overlap by at least
    half of the shorter one. The units compared are those of the first coder, then those that a
    further coder marked where no earlier one did. A coder's unit may be at several of them, and
    several at one.

    Parameters
    ----------
    spans : DataFrame
        The coded spans of all coders, as `coded_spans` returns them: unit, study, text, coder,
        start, end (letters) and code.

    Returns
    -------
    DataFrame
        One row per compared unit and unit of a coder that is there: unit (the compared one),
        study, text, coder, own (the coder's unit).

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": ["a", "b"], "study": "s", "text": "s", "coder": ["A", "B"],
    ...                       "start": [0.0, 2.0], "end": [10.0, 9.0], "code": "x"})
    >>> same_places(spans)[["unit", "coder", "own"]].values.tolist()
    [['a', 'A', 'a'], ['a', 'B', 'b']]
    """
    reference = spans.iloc[:0]
    marked = spans.dropna(subset=["unit"])
    parts = []
    for coder in coders_of(marked):
        own = marked[marked["coder"] == coder]
        matched = _matched(reference, own)
        new = own[~own["unit"].isin(matched["own"])]
        itself = new[["unit"]].drop_duplicates().assign(own=lambda rows: rows["unit"])
        parts.append(pd.concat([matched, itself], ignore_index=True).assign(coder=coder))
        reference = pd.concat([reference, new], ignore_index=True)
    places = reference.drop_duplicates("unit")[["unit", "study", "text"]]
    rows = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["unit", "own", "coder"])
    )
    merged = places.merge(rows, on="unit", how="left")
    return merged[["unit", "study", "text", "coder", "own"]]


def _matched(reference: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Columns unit (of the reference) and own."""
    is_same = own["unit"].isin(reference["unit"])
    same = own.loc[is_same, ["unit"]].drop_duplicates().assign(own=lambda rows: rows["unit"])
    shared = overlaps(reference, own[~is_same])
    if len(shared):
        lengths = shared["unit"].map(_length(reference)), shared["own"].map(_length(own))
        shorter = np.minimum(lengths[0].astype("float64"), lengths[1].astype("float64"))
        shared = shared[shared["letters"].astype("float64") >= HALF * shorter]
    return pd.concat([same, shared[["unit", "own"]]], ignore_index=True)


def _length(spans: pd.DataFrame) -> pd.Series:
    parts = _parts(spans)
    return (parts["end"] - parts["start"]).groupby(parts["unit"]).sum()


def by_segment(spans: pd.DataFrame, *, uncoded: Uncoded = "include") -> Comparison:
    """The coders compared segment by segment.

    A unit that one coder marked and another did not counts as not coded by the other. Units that
    only one coder could have coded are left out.

    Parameters
    ----------
    spans : DataFrame
        The coded spans of all coders, as `coded_spans` returns them: unit, study, text, coder,
        start, end (letters) and code.
    uncoded : {"include", "exclude"}
        Whether units to which nobody gave a code count.

    Returns
    -------
    Comparison
        One unit per segment or place.

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": ["a", "a"], "study": "s", "text": "s", "coder": ["A", "B"],
    ...                       "start": 0.0, "end": 10.0, "code": ["x", "y"]})
    >>> by_segment(spans).values.tolist()
    [[[1, 0], [0, 1]]]
    """
    matches = same_places(spans)
    units = matches.drop_duplicates("unit")[["unit", "study", "text"]].reset_index(drop=True)
    codes_of = spans.dropna(subset=["code"])[["unit", "coder", "code"]]
    codes_of = codes_of.rename(columns={"unit": "own"})
    coded = matches.merge(codes_of.drop_duplicates(), on=["own", "coder"])
    coders, codes = tuple(coders_of(spans)), tuple(sorted(coded["code"].unique()))
    values = _blank(units["unit"], readers(spans, matches), coders=coders, n_codes=len(codes))
    cells = (
        pd.Index(units["unit"]).get_indexer(pd.Index(coded["unit"])),
        pd.Index(coders).get_indexer(pd.Index(coded["coder"])),
        pd.Index(codes).get_indexer(pd.Index(coded["code"])),
    )
    values[cells] = 1
    table = units[["unit", "study"]].assign(letters=1.0, block=np.arange(len(units)))
    every = Comparison(units=table, coders=coders, codes=codes, values=values)
    return comparable_units(every, uncoded=uncoded)


def readers(spans: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    """Which coder could have coded which compared unit: columns unit, coder.

    Everyone who marked it, and everyone else who was assigned its text, or saw it and chose units
    of their own. `matches` is what `same_places` gives.
    """
    marked = matches[["unit", "coder"]]
    makers = [*unit_makers(spans), *assigned_coders(spans)]
    could = matches[["unit", "text"]].drop_duplicates().merge(texts_of_coders(spans), on="text")
    could = could.loc[could["coder"].isin(makers), ["unit", "coder"]]
    return pd.concat([marked, could]).drop_duplicates(ignore_index=True)


def _blank(
    units: pd.Series, could: pd.DataFrame, *, coders: tuple[str, ...], n_codes: int
) -> NDArray[np.int8]:
    """Nothing given yet: 0 where the coder could have coded the unit."""
    flat = np.full((len(units), len(coders)), NOT_SEEN, dtype="int8")
    rows = pd.Index(units).get_indexer(pd.Index(could["unit"]))
    flat[rows, pd.Index(coders).get_indexer(pd.Index(could["coder"]))] = 0
    return np.repeat(flat[:, :, None], n_codes, axis=2)


def comparable_units(every: Comparison, *, uncoded: Uncoded) -> Comparison:
    """The units that two coders saw, and the codes that somebody gave there."""
    twice = ((every.values != NOT_SEEN).sum(axis=1) > 1).any(axis=1)
    coded = (every.values == 1).any(axis=(1, 2))
    compared = every.only(twice & (coded if uncoded == "exclude" else True))
    used = (compared.values == 1).any(axis=(0, 1))
    return Comparison(
        units=compared.units,
        coders=compared.coders,
        codes=tuple(code for code, is_used in zip(compared.codes, used, strict=True) if is_used),
        values=compared.values[:, :, used],
        own=None if compared.own is None else compared.own[:, used],
    )


def marked_by_all(comparison: Comparison, spans: pd.DataFrame) -> Comparison:
    """The segments that every coder who could have marked them did mark, whatever the codes.

    Parameters
    ----------
    comparison : Comparison
        As `by_segment` returns it.
    spans : DataFrame
        The coded spans of all coders, as `coded_spans` returns them: unit, study, text, coder,
        start, end (letters) and code.

    Returns
    -------
    Comparison
        The same, of fewer units.

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": ["a", "a"], "study": "s", "text": "s", "coder": ["A", "B"],
    ...                       "start": 0.0, "end": 10.0, "code": ["x", "y"]})
    >>> len(marked_by_all(by_segment(spans), spans).units)
    1
    """
    matches = same_places(spans)
    marked = matches.groupby("unit")["coder"].nunique()
    could = readers(spans, matches).groupby("unit")["coder"].nunique()
    of_unit = comparison.units["unit"]
    return comparison.only((of_unit.map(marked) == of_unit.map(could)).to_numpy())


def drawn_by_source(comparison: Comparison, source: pd.Series) -> Comparison:
    """The same comparison, with all segments of an independent source as one block of a bootstrap.

    Units of a cluster are drawn together, since they are not independent of each other. Letters
    keep the stretches that are their blocks.

    Parameters
    ----------
    comparison : Comparison
        As `by_segment` returns it.
    source : Series
        The independent source of each segment, as `trustbook.networks.sources` returns it; a place
        that is no segment is a block by itself.

    Returns
    -------
    Comparison
        The same, with other blocks.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap Methods and their Application; Field & Welsh (2007), Journal
    of the Royal Statistical Society B 69, 369–390.

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": list("aabb"), "study": "s", "text": "s",
    ...                       "coder": list("ABAB"), "start": 0.0, "end": 10.0, "code": "x"})
    >>> source = pd.Series({"a": "p1", "b": "p1"})
    >>> drawn_by_source(by_segment(spans), source).units["block"].tolist()
    ['p1', 'p1']
    """
    if comparison.own is not None:
        return comparison
    unit = comparison.units["unit"]
    block = unit.map(source).fillna(unit)
    return replace(comparison, units=comparison.units.assign(block=block))


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

    Each study is one text from its first letter to its end. A block, what a bootstrap draws, is a
    stretch that somebody marked with the unmarked letters behind it. Units without an anchor and
    coders who chose no units are left out. Alpha is then the |ᵤα of each code: two letters of one
    unit are never paired by chance.

    Parameters
    ----------
    spans : DataFrame
        The coded spans of all coders, as `coded_spans` returns them: unit, study, text, coder,
        start, end (letters) and code.
    ends : mapping of study to int
        The last letter of each study that is known; a unit may end later.
    uncoded : {"include", "exclude"}
        Whether letters to which nobody gave a code count.

    Returns
    -------
    Comparison
        One unit per stretch of letters with the same answers.

    References
    ----------
    Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50(6), 2347–2364, doi
    10.1007/s11135-015-0266-1.

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": ["a", "b"], "study": "s", "text": "s", "coder": ["A", "B"],
    ...                       "start": [0.0, 2.0], "end": [6.0, 6.0], "code": "x"})
    >>> by_letter(spans, ends={"s": 10}).units["letters"].tolist()
    [2.0, 4.0, 4.0]
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
    return comparable_units(every, uncoded=uncoded)


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
    texts = set(marked[["study", "coder"]].itertuples(index=False, name=None))
    blank = [
        [0 if (study, coder) in texts else NOT_SEEN for coder in coders]
        for study in letters["study"]
    ]
    nothing = np.array(blank, dtype="int8").reshape(len(letters), len(coders))
    values = np.repeat(nothing[:, :, None], len(codes), axis=2)
    coded = marked.dropna(subset=["code"])
    piece, coder, code = _cells(coded, letters, coders=coders, codes=codes)
    values[piece, coder, code] = 1
    own = (values == 0).sum(axis=1) * letters["letters"].to_numpy(dtype="float64")[:, None]
    first = ~coded.duplicated(["unit", "start", "coder", "code"]).to_numpy()
    squares = (coded["end"] - coded["start"]).to_numpy(dtype="float64") ** 2
    np.add.at(own, (piece[first], code[first]), squares[first])
    return values, own


def _cells(
    coded: pd.DataFrame, letters: pd.DataFrame, *, coders: tuple[str, ...], codes: tuple[str, ...]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    return (
        pd.Index(letters["piece"]).get_indexer(pd.Index(coded["piece"])),
        pd.Index(coders).get_indexer(pd.Index(coded["coder"])),
        pd.Index(codes).get_indexer(pd.Index(coded["code"])),
    )


def coder_comparison(
    spans: pd.DataFrame, *, anchors: pd.DataFrame, unit: str, uncoded: Uncoded = "include"
) -> Comparison:
    """The coders compared on segments, or on the letters of the text.

    Parameters
    ----------
    spans : DataFrame
        The coded spans of all coders, as `coded_spans` returns them: unit, study, text, coder,
        start, end (letters) and code.
    anchors : DataFrame
        The anchors of the corpus: study, start and length, in letters.
    unit : {"segment", "text"}
        What is compared.
    uncoded : {"include", "exclude"}
        Whether units to which nobody gave a code count.

    Returns
    -------
    Comparison
        That of `by_segment` or of `by_letter`.

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": ["a", "b"], "study": "s", "text": "s", "coder": ["A", "B"],
    ...                       "start": [0.0, 2.0], "end": [6.0, 6.0], "code": "x"})
    >>> anchors = pd.DataFrame({"study": ["s"], "start": [0], "length": [10]})
    >>> len(coder_comparison(spans, anchors=anchors, unit="text").units)
    3
    """
    if unit == "segment":
        return by_segment(spans, uncoded=uncoded)
    return by_letter(spans, ends=ends_of(anchors), uncoded=uncoded)
