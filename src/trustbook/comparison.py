"""Units of different coders brought beside each other, and where the coders differ.

Two units are the same place when they are the same segment, or when they overlap by at least half
of the shorter one. What a coder gave to a place is every code of the coder's units there.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.passes import coders_of, elementary, seen, unit_makers

Uncoded = Literal["include", "exclude"]

HALF = 0.5  # of the shorter of two units must overlap
NOT_SEEN = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What each coder said of each unit, code by code.

    `units` has a row a unit with the columns unit, study, letters (1 where units are segments) and
    block (what a bootstrap draws). `values` is units × coders × codes: 1 given, 0 not given,
    NOT_SEEN where the coder marked nothing in the text. `own` is units × codes, the sum over
    coders of what does not pair with itself (Krippendorff et al. 2016, eq. 4): letters without the
    code, and the square of the letters of each unit with it, at its first letter.
    """

    units: pd.DataFrame
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    values: NDArray[np.int8]
    own: NDArray[np.float64] | None = None

    def only(self, kept: NDArray[np.bool_]) -> "Comparison":
        """The same of some of the units."""
        return Comparison(
            units=self.units[kept].reset_index(drop=True),
            coders=self.coders,
            codes=self.codes,
            values=self.values[kept],
            own=None if self.own is None else self.own[kept],
        )


def overlaps(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The letters that units share: unit (of `first`), own (of `second`), letters.

    Both have the columns unit, study, start and end, a row for each part of a unit.

    >>> one = pd.DataFrame([("a", "s", 0, 10)], columns=["unit", "study", "start", "end"])
    >>> two = pd.DataFrame([("b", "s", 8, 20)], columns=["unit", "study", "start", "end"])
    >>> overlaps(one, two).values.tolist()
    [['a', 'b', 2.0]]
    """
    both = pd.concat([_parts(first), _parts(second)], keys=["unit", "own"], names=["side", None])
    pieces = elementary(both.reset_index(level="side"), by="study")
    sides = dict(iter(pieces.groupby("side")))
    if len(sides) < 2:  # noqa: PLR2004
        return pd.DataFrame({"unit": [], "own": [], "letters": []})
    own = sides["own"].rename(columns={"unit": "own"})[["piece", "own"]]
    shared = sides["unit"].merge(own, on="piece")
    return shared.groupby(["unit", "own"], sort=False)["letters"].sum().reset_index()


def _parts(spans: pd.DataFrame) -> pd.DataFrame:
    placed = spans.dropna(subset=["start"])
    return placed[["unit", "study", "start", "end"]].drop_duplicates()


def same_places(spans: pd.DataFrame) -> pd.DataFrame:
    """Which units of which coder stand at which compared unit.

    The units compared are those of the first coder, then those that a further coder marked where
    no earlier one did. A coder's unit may stand at several of them, and several at one. Columns:
    unit, study, text, coder, own (the coder's own unit); one row for each.
    """
    reference = spans.iloc[:0]
    found = []
    for coder in coders_of(spans):
        own = spans[spans["coder"] == coder]
        matched = _matched(reference, own)
        new = own[~own["unit"].isin(matched["own"])]
        itself = new[["unit"]].drop_duplicates().assign(own=lambda rows: rows["unit"])
        found.append(pd.concat([matched, itself], ignore_index=True).assign(coder=coder))
        reference = pd.concat([reference, new], ignore_index=True)
    places = reference.drop_duplicates("unit")[["unit", "study", "text"]]
    rows = (
        pd.concat(found, ignore_index=True)
        if found
        else pd.DataFrame(columns=["unit", "own", "coder"])
    )
    merged = places.merge(rows, on="unit", how="left")
    return merged[["unit", "study", "text", "coder", "own"]]


def _matched(reference: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Columns unit (of the reference) and own."""
    known = own["unit"].isin(reference["unit"])
    same = own.loc[known, ["unit"]].drop_duplicates().assign(own=lambda rows: rows["unit"])
    shared = overlaps(reference, own[~known])
    lengths = shared["unit"].map(_length(reference)), shared["own"].map(_length(own))
    shorter = np.minimum(lengths[0].astype("float64"), lengths[1].astype("float64"))
    enough = shared[shared["letters"].astype("float64") >= HALF * shorter]
    return pd.concat([same, enough[["unit", "own"]]], ignore_index=True)


def _length(spans: pd.DataFrame) -> pd.Series:
    parts = _parts(spans)
    return (parts["end"] - parts["start"]).groupby(parts["unit"]).sum()


def by_segment(spans: pd.DataFrame, *, uncoded: Uncoded = "include") -> Comparison:
    """The coders compared segment by segment.

    A unit that one coder marked and another did not counts as not coded by the other. Units that
    only one coder could have coded (`readers`) are left out, and with `uncoded="exclude"` those to
    which nobody gave a code.
    """
    matches = same_places(spans)
    units = matches.drop_duplicates("unit")[["unit", "study", "text"]].reset_index(drop=True)
    given = spans.dropna(subset=["code"])[["unit", "coder", "code"]].rename(columns={"unit": "own"})
    coded = matches.merge(given.drop_duplicates(), on=["own", "coder"])
    coders, codes = tuple(coders_of(spans)), tuple(sorted(set(coded["code"])))
    values = _blank(units["unit"], readers(spans, matches), coders=coders, n_codes=len(codes))
    cells = (
        pd.Index(units["unit"]).get_indexer(pd.Index(coded["unit"])),
        pd.Index(coders).get_indexer(pd.Index(coded["coder"])),
        pd.Index(codes).get_indexer(pd.Index(coded["code"])),
    )
    values[cells] = 1
    table = units[["unit", "study"]].assign(letters=1.0, block=np.arange(len(units)))
    every = Comparison(units=table, coders=coders, codes=codes, values=values)
    return comparable(every, uncoded=uncoded)


def readers(spans: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    """Which coder could have coded which compared unit: columns unit, coder.

    Everyone who marked it, and everyone else who saw its text and chose units of their own.
    `matches` is what `same_places` gives.
    """
    marked = matches[["unit", "coder"]]
    makers = unit_makers(spans)
    could = matches[["unit", "text"]].drop_duplicates().merge(seen(spans), on="text")
    could = could.loc[could["coder"].isin(makers), ["unit", "coder"]]
    return pd.concat([marked, could]).drop_duplicates(ignore_index=True)


def _blank(
    units: pd.Series, read: pd.DataFrame, *, coders: tuple[str, ...], n_codes: int
) -> NDArray[np.int8]:
    """Nothing given yet: 0 where the coder could have coded the unit."""
    flat = np.full((len(units), len(coders)), NOT_SEEN, dtype="int8")
    rows = pd.Index(units).get_indexer(pd.Index(read["unit"]))
    flat[rows, pd.Index(coders).get_indexer(pd.Index(read["coder"]))] = 0
    return np.repeat(flat[:, :, None], n_codes, axis=2)


def comparable(every: Comparison, *, uncoded: Uncoded) -> Comparison:
    """The units that two coders saw, and the codes that somebody gave there."""
    twice = ((every.values != NOT_SEEN).sum(axis=1) > 1).any(axis=1)
    coded = (every.values == 1).any(axis=(1, 2))
    kept = every.only(twice & (coded if uncoded == "exclude" else True))
    used = (kept.values == 1).any(axis=(0, 1))
    return Comparison(
        units=kept.units,
        coders=kept.coders,
        codes=tuple(code for code, is_used in zip(kept.codes, used, strict=True) if is_used),
        values=kept.values[:, :, used],
        own=None if kept.own is None else kept.own[:, used],
    )


def marked_by_all(comparison: Comparison, spans: pd.DataFrame) -> Comparison:
    """The segments that every coder who could have marked them did, whatever the codes."""
    matches = same_places(spans)
    marked = matches.groupby("unit")["coder"].nunique()
    could = readers(spans, matches).groupby("unit")["coder"].nunique()
    of_unit = comparison.units["unit"]
    return comparison.only((of_unit.map(marked) == of_unit.map(could)).to_numpy())


def drawn_by_source(comparison: Comparison, source: pd.Series) -> Comparison:
    """The same, with all segments of an independent source as one block of a bootstrap.

    `source` is what `networks.sources` gives; a place that is no segment is a block of its own.
    Letters keep the stretches that are their blocks.

    Units of a cluster are drawn together, since they are not independent of each other (Davison &
    Hinkley 1997, Bootstrap Methods and their Application; Field & Welsh 2007, Journal of the Royal
    Statistical Society B 69, 369–390).
    """
    if comparison.own is not None:
        return comparison
    unit = comparison.units["unit"]
    block = unit.map(source).fillna(unit)
    return replace(comparison, units=comparison.units.assign(block=block))
