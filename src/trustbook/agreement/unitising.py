"""Agreement of coders who cut a text into units of their own: Krippendorff's ᵤα and its kin.

Klaus Krippendorff, Yann Mathet, Stéphane Bouvry & Antoine Widlöcher 2016, On the reliability of
unitizing textual continua: further developments, Quality & Quantity 50(6):2347–2364, doi
10.1007/s11135-015-0266-1; also Krippendorff 2019, Content Analysis, 4th ed., section 12.6.

Spans are a table with the columns coder, start, end (letters, `end` not included) and value; a
column `text` tells several texts apart. Where a column is missing, or a place is no place in its
text, an AgreementError says so. A coder's units that overlap are cut where one begins or
ends, and the value of what they share is the set of their values. A missing value is a unit that
was marked without one, which is something else than text that was not marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.agreement.coefficients import Floats, chance_corrected, draws, percentiles
from trustbook.agreement.estimates import NO_PAIR, NO_VARIATION, ONE_CODER
from trustbook.agreement.passes import elementary
from trustbook.corpus.findings import require_columns
from trustbook.errors import AgreementError

if TYPE_CHECKING:
    from scipy import sparse

UNITISED = {
    "ᵤα": "units and values together",
    "|ᵤα": "which text is marked, whatever the value",
    "cᵤα": "values, where both marked something",
}
Length = int | Mapping[Any, int] | None
SPAN = ("coder", "start", "end", "value")
NO_VALUE = "(no value)"
JOINT = " + "  # between values that are together
BLANK = 0
ABSENT = -1  # a coder who marked nothing in a text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sums:
    """Sums over letters of each block; `starred` are those where two coders marked something."""

    same: Floats
    apart: Floats  # one marked, the other did not
    own: Floats
    values: sparse.csr_array
    starred_same: Floats
    starred_own: Floats
    starred_values: sparse.csr_array


def unitised_alpha(
    spans: pd.DataFrame,
    *,
    length: Length = None,
    seed: int = 0,
    resamples: int = 0,
) -> pd.DataFrame:
    """Krippendorff's ᵤα, |ᵤα and cᵤα of coders who cut a text into units of their own.

    Parameters
    ----------
    spans : DataFrame
        One row per unit: coder, start, end (letters, `end` not included) and value (nominal); text
        where there are several. Texts of one coder are left out.
    length : int or mapping of text to int, optional
        The letters of the text, or of each; without it a text ends with its last unit.
    seed : int
        Where the random numbers of the bootstrap start.
    resamples : int
        How many times marked stretches, each with the unmarked text behind it, are drawn for the
        intervals; with 0 there are none.

    Returns
    -------
    DataFrame
        One row per coefficient: coefficient, of (what it measures), value, lower, upper (95 %,
        percentiles), observed, expected, n_units, n_coders, n_letters (of all texts) and undefined,
        which says why a value is missing.

    Raises
    ------
    AgreementError
        Where a column is missing, a unit has no place, or a text is shorter than its units.

    References
    ----------
    Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50(6), 2347–2364, doi
    10.1007/s11135-015-0266-1; Krippendorff (2019), Content Analysis, 4th ed., section 12.6.

    Examples
    --------
    >>> spans = pd.DataFrame({"coder": ["A", "B"], "start": 0, "end": 5, "value": "x"})
    >>> unitised_alpha(spans, length=10)[["coefficient", "value"]].values.tolist()[:2]
    [['ᵤα', 1.0], ['|ᵤα', 1.0]]
    """
    pieces = _pieces(spans, length=length)
    sums = _sums(pieces)
    values, observed, expected = _alphas(sums, np.ones((1, len(sums.same)), dtype="int64"))
    paired = [_columns(part).sum() for part in (sums.values, sums.values, sums.starred_values)]
    n_coders = int(spans["coder"].nunique())
    return pd.DataFrame(
        {
            "coefficient": list(UNITISED),
            "of": list(UNITISED.values()),
            "value": values[0],
            **_bounds(sums, seed=seed, resamples=resamples),
            "observed": observed[0],
            "expected": expected[0],
            "n_units": int(pieces.units.max(initial=0)),
            "n_coders": n_coders,
            "n_letters": int(pieces.letters.sum()),
            "undefined": [
                _why(value, n_coders=n_coders, n_paired=n)
                for value, n in zip(values[0], paired, strict=True)
            ],
        }
    )


def unitised_by_value(spans: pd.DataFrame, *, length: Length = None) -> pd.DataFrame:
    """Krippendorff's (k)ᵤα: how well each value is distinguished where two coders marked something.

    Parameters
    ----------
    spans : DataFrame
        One row per unit: coder, start, end (letters, `end` not included) and value; text where
        there are several.
    length : int or mapping of text to int, optional
        The letters of the text, or of each; without it a text ends with its last unit.

    Returns
    -------
    DataFrame
        One row per value: value (values that are together are joined by " + "), alpha (missing
        where no other coder marked anything that has this value, or nothing else is there) and
        coverage (the share of the letters with this value that another coder marked too).

    Raises
    ------
    AgreementError
        Where a column is missing, a unit has no place, or a text is shorter than its units.

    References
    ----------
    Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50(6), 2347–2364, doi
    10.1007/s11135-015-0266-1.

    Examples
    --------
    >>> spans = pd.DataFrame({"coder": list("ABAB"), "start": [0, 0, 5, 5], "end": [2, 2, 9, 9]})
    >>> unitised_by_value(spans.assign(value=list("xxyy"))).values.tolist()
    [['x', 1.0, 1.0], ['y', 1.0, 1.0]]
    """
    pieces = _pieces(spans, length=length)
    sums = _sums(pieces)
    letters, starred = (_columns(part) for part in (sums.values, sums.starred_values))
    same, own = _starred_by_value(pieces)
    n = starred.sum()
    observed = 1 - _share(same, starred)
    expected = _share(starred * n - starred**2, starred * n - own)
    alpha = 1 - _share(observed, expected)
    table = pd.DataFrame(
        {"value": pieces.names, "alpha": alpha, "coverage": _share(starred, letters)}
    )
    return table.iloc[1:].reset_index(drop=True)


def _columns(part: sparse.csr_array) -> Floats:
    return np.asarray(np.ravel(part.sum(axis=0)), dtype="float64")


def _starred_by_value(pieces: _Pieces) -> tuple[Floats, Floats]:
    """For each value the letters two coders gave it, and what does not pair with itself."""
    size = len(pieces.names)
    same = np.zeros(size)
    for first, second, letters in pieces.pairs():
        equal = (first == second) & (first > BLANK)
        same += _sum_at(first[equal], 2 * letters[equal], size=size)
    _, _, starred = _unit_sizes(pieces, _paired_with_marked(pieces))
    own = _sum_at(_value_of_unit(pieces), starred**2, size=size)
    return same, own


def _value_of_unit(pieces: _Pieces) -> NDArray[np.int64]:
    numbers = pieces.units.ravel()
    unit, first = np.unique(numbers, return_index=True)
    return np.asarray(pieces.values.ravel()[first[unit > 0]])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pieces:
    """The texts cut at every boundary: what each coder has in each piece.

    `values` and `units` are pieces × coders: numbers of values (0 where unmarked, ABSENT where
    the coder is not in the text) and of units (0 where unmarked).
    """

    names: tuple[str, ...]
    letters: Floats
    block: NDArray[np.int64]
    values: NDArray[np.int64]
    units: NDArray[np.int64]

    @property
    def pairings(self) -> Floats:
        """With how many other coders each coder's letters of a piece are paired."""
        present = (self.values != ABSENT).sum(axis=1)
        return np.asarray(np.maximum(present - 1.0, 1.0))

    def pairs(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Floats]]:
        """The values of each two coders, and the letters that count for both orders of them."""
        for one, other in combinations(range(self.values.shape[1]), 2):
            first, second = self.values[:, one], self.values[:, other]
            present = (first != ABSENT) & (second != ABSENT)
            yield first, second, np.where(present, self.letters / self.pairings, 0.0)


def _pieces(spans: pd.DataFrame, *, length: Length) -> _Pieces:
    require_spans(spans)
    rows = spans if "text" in spans else spans.assign(text="")
    rows = rows[rows.groupby("text")["coder"].transform("nunique") > 1]
    units = _disjoint(rows)
    every = elementary(pd.concat([_texts(rows, length), units]), by="text")
    text = every[every["coder"].isna()].drop_duplicates("piece").reset_index(drop=True)
    marked = every.dropna(subset=["coder"])
    coders = list(dict.fromkeys(rows["coder"]))
    names = sorted(set(units["value"]))
    present = set(rows[["text", "coder"]].itertuples(index=False, name=None))
    blank = [[BLANK if (t, c) in present else ABSENT for c in coders] for t in text["text"]]
    values = np.array(blank, dtype="int64").reshape(len(text), len(coders))
    numbers = np.zeros_like(values)
    cells = (
        pd.Index(text["piece"]).get_indexer(pd.Index(marked["piece"])),
        pd.Index(coders).get_indexer(pd.Index(marked["coder"])),
    )
    values[cells] = pd.Index(names).get_indexer(pd.Index(marked["value"])) + 1
    numbers[cells] = marked["number"].to_numpy(dtype="int64")
    return _Pieces(
        names=("", *names),
        letters=text["letters"].to_numpy(dtype="float64"),
        block=stretches(text["text"], numbers.sum(axis=1) > 0),
        values=values,
        units=numbers,
    )


def _disjoint(rows: pd.DataFrame) -> pd.DataFrame:
    """Units of each coder that do not overlap: text, coder, start, end, value, number."""
    owner = rows["text"].astype("str") + "\x1f" + rows["coder"].astype("str")
    cut = elementary(rows.assign(owner=owner), by="owner")
    cut = cut.assign(value=cut["value"].astype("object").fillna(NO_VALUE).astype("str"))
    units = cut.groupby("piece").agg(
        text=("text", "first"),
        coder=("coder", "first"),
        start=("piece_start", "first"),
        letters=("letters", "first"),
        value=("value", lambda values: JOINT.join(sorted(set(values)))),
    )
    units = units.assign(end=units["start"] + units["letters"]).drop(columns="letters")
    return units.assign(number=np.arange(1, len(units) + 1)).reset_index(drop=True)


def _texts(rows: pd.DataFrame, length: Length) -> pd.DataFrame:
    last = rows.groupby("text")["end"].max()
    ends = [_end(text, last=float(end), length=length) for text, end in last.items()]
    return pd.DataFrame({"text": last.index, "start": 0.0, "end": ends})


def _end(text: Any, *, last: float, length: Length) -> float:
    end = length.get(text, length.get(str(text))) if isinstance(length, Mapping) else length
    if end is not None and not end >= last:
        where = f"the text {text}".strip()
        raise AgreementError(
            f"{where} has a length of {end} letters, but a unit ends at {last:g}; give the "
            "length of the whole text"
        )
    return last if end is None else float(end)


def require_spans(spans: pd.DataFrame) -> None:
    """Raise AgreementError where a column is missing or a unit has no place."""
    needs = f"rename the one meant; spans need {', '.join(SPAN)}, and text where there are several"
    require_columns(spans, SPAN, table="the table of spans", error=AgreementError, remedy=needs)
    places = spans[["start", "end"]].apply(pd.to_numeric, errors="coerce")
    wrong = ~((places["start"] >= 0) & (places["start"] <= places["end"]))
    for row, span in spans[wrong].head(1).iterrows():
        raise AgreementError(
            f"row {row} of the spans goes from {span['start']} to {span['end']}; give a start from "
            "0 up and an end that is not before it"
        )


def stretches(text: pd.Series, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A number for each marked stretch with the unmarked pieces behind it, in the order of pieces.

    A stretch begins where marked pieces begin, and where a text begins; what is unmarked before
    the first stretch of a text belongs to it.
    """
    is_marked = pd.Series(marked, index=text.index)
    same_text = text == text.shift()
    before = is_marked.shift(fill_value=False) & same_text
    onset = is_marked & ~before
    further = onset & (onset.groupby(text).cumsum() > 1)
    return np.asarray((further | ~same_text).cumsum(), dtype="int64")


def _sums(pieces: _Pieces) -> _Sums:
    block, _ = pd.factorize(pieces.block)
    n_blocks = int(block.max()) + 1 if len(block) else 0
    total = _Adder(block=block, n_blocks=n_blocks, n_values=len(pieces.names))
    same, apart, starred_same = (np.zeros(len(block)) for _ in range(3))
    starred = []
    for first, second, letters in pieces.pairs():
        both, equal = (first > BLANK) & (second > BLANK), first == second
        same += 2 * letters * equal
        apart += 2 * letters * ((first == BLANK) != (second == BLANK))
        starred_same += 2 * letters * (both & equal)
        starred += [(first, letters * both), (second, letters * both)]
    present = pieces.values != ABSENT
    full = [(pieces.values[:, c], pieces.letters * present[:, c]) for c in range(present.shape[1])]
    own, starred_own = _own(pieces)
    return _Sums(
        same=total.of(same),
        apart=total.of(apart),
        own=total.of(own),
        values=total.by_value(full),
        starred_same=total.of(starred_same),
        starred_own=total.of(starred_own),
        starred_values=total.by_value(starred),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Adder:
    """Adds up pieces by block."""

    block: NDArray[np.int64]
    n_blocks: int
    n_values: int

    def of(self, numbers: Floats) -> Floats:
        return _sum_at(self.block, numbers, size=self.n_blocks)

    def by_value(self, parts: list[tuple[NDArray[np.int64], Floats]]) -> sparse.csr_array:
        from scipy import sparse  # noqa: PLC0415 - slow, and pages are made without it

        shape = (self.n_blocks, self.n_values)
        if not parts:
            return sparse.csr_array(shape)
        values = np.maximum(np.concatenate([value for value, _ in parts]), BLANK)
        letters = np.concatenate([letter for _, letter in parts])
        blocks = np.tile(self.block, len(parts))
        return sparse.coo_array((letters, (blocks, values)), shape=shape).tocsr()


def _own(pieces: _Pieces) -> tuple[Floats, Floats]:
    """What does not pair with itself, at the first piece of each unit: all, and starred."""
    letters = pieces.letters[:, None]
    paired = _paired_with_marked(pieces)
    own = (letters * (pieces.values == BLANK)).sum(axis=1)
    starred_own = np.zeros(len(own))
    first, size, starred = _unit_sizes(pieces, paired)
    np.add.at(own, first, size**2)
    np.add.at(starred_own, first, starred**2)
    return own, starred_own


def _paired_with_marked(pieces: _Pieces) -> Floats:
    """The letters of each piece that a coder shares with others who marked it, on average."""
    marked = pieces.values > BLANK
    others = marked.sum(axis=1, keepdims=True) - marked
    shared = pieces.letters[:, None] * others / pieces.pairings[:, None]
    return np.asarray(np.where(marked, shared, 0.0))


def _unit_sizes(pieces: _Pieces, paired: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
    """The first piece of each unit, its letters, and how many of them are paired."""
    numbers = pieces.units.ravel()
    row = np.repeat(np.arange(len(pieces.units)), pieces.units.shape[1])
    letters = pieces.letters[row]
    size = _sum_at(numbers, letters)[1:]
    starred = _sum_at(numbers, paired.ravel())[1:]
    unit, first = np.unique(numbers, return_index=True)
    return row[first[unit > 0]], size, starred


def _alphas(sums: _Sums, weights: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Value, observed and expected: draws × the three coefficients."""
    times = weights.astype("float64")
    values, starred = (part.T @ times.T for part in (sums.values, sums.starred_values))
    n, starred_n, own = values.sum(axis=0), starred.sum(axis=0), times @ sums.own
    blank = values[BLANK]
    observed = [
        _share(times @ sums.same, n),
        1 - _share(times @ sums.apart, n),
        _share(times @ sums.starred_same, starred_n),
    ]
    starred_own = times @ sums.starred_own
    expected = [
        _share((values**2).sum(axis=0) - own, n**2 - own),
        1 - _share(2 * blank * (n - blank), n**2 - own),
        _share((starred**2).sum(axis=0) - starred_own, starred_n**2 - starred_own),
    ]
    shares, chance = np.stack(observed, -1), np.stack(expected, -1)
    return chance_corrected(shares, chance), shares, chance


def _sum_at(places: NDArray[np.int64], numbers: Floats, *, size: int = 0) -> Floats:
    return np.asarray(np.bincount(places, weights=numbers, minlength=size), dtype="float64")


def _share(part: Floats, whole: Floats) -> Floats:
    nothing = np.full(len(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=nothing, where=whole > 0))


def _bounds(sums: _Sums, *, seed: int, resamples: int) -> dict[str, Floats]:
    n_blocks = len(sums.same)
    if not resamples or not n_blocks:
        return {"lower": np.full(3, np.nan), "upper": np.full(3, np.nan)}
    resampled = draws(np.ones(n_blocks, dtype="int64"), resamples=resamples, seed=seed)
    bounds = percentiles(np.concatenate([_alphas(sums, weights)[0] for weights in resampled]))
    return {"lower": bounds[:, 0], "upper": bounds[:, 1]}


def _why(value: float, *, n_coders: int, n_paired: float) -> str:
    if not np.isnan(value):
        return ""
    if n_coders < 2:  # noqa: PLR2004
        return ONE_CODER
    return NO_VARIATION if n_paired else NO_PAIR
