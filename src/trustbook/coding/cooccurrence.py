"""Which codes occur together: within a segment, among neighbouring segments, within a case.

Counts are matrices of codes by codes: how many units hold both codes, and on the diagonal how many
hold the code at all. A unit counts once for a code however often and by however many coders it was
given; rows without a unit or a code are left out. With `by` two codes meet only where one coder
gave both: codes of different coders at one place are a disagreement. Codes are taken as they were
given: nothing is added up along the codebook unless `coarser_codings` does so first.
"""

from collections.abc import Sequence

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.coding.codebook import codes_above
from trustbook.corpus.findings import require_columns
from trustbook.errors import TableError
from trustbook.networks.tie_tables import sources

_SLAB = 1 << 16  # rows multiplied at a time, so that a large product needs little memory


Numbers = NDArray[np.integer]


def numbered(values: pd.Series, names: Sequence[str] | None) -> tuple[Numbers, "pd.Index[str]"]:
    """The place of each value among the names (−1 for none), and the names."""
    found = values.astype("category").cat
    number = found.codes.to_numpy()
    if names is None:
        used = np.bincount(number[number >= 0], minlength=len(found.categories)) > 0
        names = sorted(found.categories[used])
    place = pd.Index(names).get_indexer(found.categories).astype("int32")
    return np.append(place, np.int32(-1))[number], pd.Index(names)


def any_numbers(values: pd.Series) -> Numbers:
    """A number for each distinct value, −1 where it is missing."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy()
    return pd.factorize(values)[0].astype("int32")


def _incidence(unit: Numbers, code: Numbers, *, n_codes: int, n_units: int) -> "sparse.csr_array":
    """A row a unit and a column a code: 1 where the unit holds the code."""
    known = (unit >= 0) & (code >= 0)
    if not known.all():
        unit, code = unit[known], code[known]
    ones = np.ones(len(unit), dtype="int8")
    return once(sparse.csr_array((ones, (unit, code)), shape=(n_units, n_codes)))


def once(held: "sparse.csr_array") -> "sparse.csr_array":
    """The table, changed in place, with 1 where it holds anything, however often."""
    held.sum_duplicates()
    held.data[:] = 1
    return held


def held_by(  # noqa: PLR0913
    codings: pd.DataFrame,
    unit: Numbers,
    code: Numbers,
    *,
    by: str | None,
    n_codes: int,
    n_units: int,
) -> list["sparse.csr_array"]:
    """What each coder of the column `by` gave to each unit; one table of all without it."""
    coder, names = np.zeros(len(code), int), pd.Index([0])
    if by:
        coder, names = pd.factorize(codings[by], use_na_sentinel=False)
    return [
        _incidence(unit[coder == one], code[coder == one], n_codes=n_codes, n_units=n_units)
        for one in range(max(len(names), 1))
    ]


def in_any(tables: Sequence[tuple["sparse.csr_array", "sparse.csr_array"]]) -> Numbers:
    """How many rows hold two codes in the first and the second table of any of the pairs."""
    n_units, n_codes = tables[0][0].shape
    total = np.zeros(n_codes**2, dtype="int64")
    for start in range(0, n_units, _SLAB):
        part = slice(start, start + _SLAB)
        met = np.sort(np.concatenate([_met(one[part], other[part]) for one, other in tables]))
        once = met[np.diff(met, prepend=-1) > 0]
        total += np.bincount(once % n_codes**2, minlength=n_codes**2)
    return total.reshape(n_codes, n_codes)


def _met(one: "sparse.csr_array", other: "sparse.csr_array") -> Numbers:
    """Each row with a code that it holds in `one` and a code that it holds in `other`.

    The three stand in one number: (row × codes + code) × codes + other code.
    """
    row: Numbers = np.repeat(np.arange(one.shape[0]), np.diff(one.indptr))
    times = np.diff(other.indptr)[row]
    first: Numbers = np.repeat(row * one.shape[1] + one.indices, times)
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    second: Numbers = other.indices[np.repeat(other.indptr[row], times) + within]
    return first * one.shape[1] + second


def reach(stretch: pd.Series, window: int) -> "sparse.csr_array":
    """A row a segment and a column a segment: 1 where the second is within reach of the first."""
    n = len(stretch)
    longest = int(stretch.value_counts().max()) if n else 0
    place = stretch.groupby(stretch).cumcount().to_numpy()
    rows = [np.flatnonzero(place >= back) for back in range(min(window, longest))]
    columns = [found - back for back, found in enumerate(rows)]
    row, column = (np.concatenate(part) if part else np.empty(0, int) for part in (rows, columns))
    return sparse.csr_array((np.ones(len(row), dtype="int32"), (row, column)), shape=(n, n))


def product(one: "sparse.csr_array", other: "sparse.csr_array") -> Numbers:
    """How many rows hold each column of `one` with each column of `other`."""
    total = np.zeros((one.shape[1], other.shape[1]), dtype="int64")
    for start in range(0, one.shape[0], _SLAB):
        left, right = (part[start : start + _SLAB].astype("int32") for part in (one, other))
        total += sparse.csr_array(left.T @ right).toarray()
    return total


PAIRS = (
    *("one", "other", "together", "one_alone", "other_alone"),
    *("expected", "times_expected", "association_strength"),
)


def cooccurrence_counts(
    codings: pd.DataFrame,
    *,
    unit: str = "segment",
    codes: Sequence[str] | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """How many units hold each two codes, and on the diagonal each code: a symmetric matrix.

    `codings` has the column `unit` (segment, case, …) and the column code. `codes` gives the codes
    of the matrix and their order, those without a coding included; without it the codes that
    occur, by name. `by` is the column of coders, where two codes must be of one coder to meet.
    Columns of categories are fastest: ten million codings of one coder take seconds.

    >>> codings = pd.DataFrame({"segment": [1, 1, 2, 2, 2, 3], "code": list("abaabb")})
    >>> cooccurrence_counts(codings).values.tolist()
    [[2, 2], [2, 3]]
    """
    _require_codings(codings, unit=unit, codes=codes, by=by)
    code, names = numbered(codings["code"], codes)
    row = any_numbers(codings[unit])
    held = held_by(codings, row, code, by=by, n_codes=len(names), n_units=row.max(initial=-1) + 1)
    if len(held) > 1:
        return _matrix(in_any([(own, own) for own in held]), names)
    return _matrix(product(held[0], held[0]), names)


def cooccurrence_counts_in_window(
    codings: pd.DataFrame,
    *,
    order: pd.DataFrame,
    window: int,
    codes: Sequence[str] | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """How many segments hold one of two codes and have the other within reach: symmetric.

    Within reach are the segment itself and the `window` − 1 segments before it in its stretch: the
    moving stanza window of epistemic network analysis (Shaffer, Collier & Ruis 2016, doi
    10.18608/jla.2016.33.3), in which a pair counts at most once for each segment that refers back.
    A window of 1 is the segment alone, and the result is that of `cooccurrence_counts`. The
    diagonal has the segments with the code. `order` is as `segment_order` gives it: segment and
    stretch, each stretch in its order; a coding of a segment that is not in it is left out.
    """
    _require_window(window)
    _require_codings(codings, unit="segment", codes=codes, by=by)
    require_columns(order, ["segment", "stretch"], table="order")
    order = order.sort_values("stretch", kind="stable").reset_index(drop=True)
    code, names = numbered(codings["code"], codes)
    row = pd.Index(order["segment"]).get_indexer(codings["segment"])
    held = held_by(codings, row, code, by=by, n_codes=len(names), n_units=len(order))
    within = reach(order["stretch"], window)
    near = [once(within @ own) for own in held]
    if len(held) > 1:
        both = list(zip(held, near, strict=True))
        return _matrix(in_any([*both, *((b, a) for a, b in both)]), names)
    across = product(held[0], near[0])
    return _matrix(across + across.T - product(held[0], held[0]), names)


def segment_order(segments: pd.DataFrame, anchors: pd.DataFrame | None = None) -> pd.DataFrame:
    """The segments in the order in which they stand: segment, stretch.

    A stretch is one encounter, or one study where no encounter is named; windows never reach
    beyond it. Within a stretch the order is that of the anchors' first `start` where each of its
    segments has one, else that of the table.
    """
    keys = ["study", "encounter"]
    rows = segments.reindex(columns=["segment", *keys, "anchor"])
    stretch = rows.groupby(keys, dropna=False, sort=False).ngroup()
    start = pd.Series(np.nan, index=rows.index)
    if anchors is not None and len(anchors):
        start = rows["anchor"].map(anchors.groupby("anchor")["start"].min()).astype("float64")
    known = start.notna().groupby(stretch).transform("all")
    placed = rows[["segment"]].assign(stretch=stretch, start=start.where(known))
    ordered = placed.sort_values(["stretch", "start"], kind="stable")
    return ordered[["segment", "stretch"]].reset_index(drop=True)


def window_sizes(order: pd.DataFrame, *, window: int) -> "pd.Series[int]":
    """How many segments lie within reach of each segment, itself included; indexed by segment.

    >>> order = pd.DataFrame({"segment": list("abcd"), "stretch": [0, 0, 0, 1]})
    >>> window_sizes(order, window=2).tolist()
    [1, 2, 2, 1]
    """
    _require_window(window)
    place = order.groupby("stretch").cumcount() + 1
    sizes = place.clip(upper=window).astype("int64")
    return sizes.set_axis(pd.Index(order["segment"], name="segment")).rename("size")


def expected_cooccurrence(counts: pd.DataFrame, *, units: int) -> pd.DataFrame:
    """How many of `units` units would hold both codes if codes were strewn independently.

    s(i) · s(j) / units, where s is the diagonal of `counts`: the mean of the hypergeometric
    distribution when each code keeps the number of its units and these fall anywhere, the
    expectation by which van Eck & Waltman (2009, doi 10.1002/asi.21075) motivate the association
    strength. `units` is the number of all units that could hold a code.
    """
    held = _held(counts)
    return _matrix(np.outer(held, held) / units if units else np.outer(held, held) * np.nan, counts)


def expected_in_window(counts: pd.DataFrame, *, sizes: "pd.Series[int]") -> pd.DataFrame:
    """The same expectation for counts of `cooccurrence_counts_in_window`, exactly.

    Each code keeps the number s of its segments and these fall anywhere among the N segments.
    A window of k segments then holds code j with q(j, k) = 1 − C(N − k, s(j)) / C(N, s(j)), and
    the expectation is Σ over all windows of [s(i) q(j, k) + s(j) q(i, k)] / N − s(i) s(j) / N.
    `sizes` is the result of `window_sizes`. With a window of 1 it is `expected_cooccurrence`.
    """
    n, held = len(sizes), _held(counts)
    if not n:
        return expected_cooccurrence(counts, units=0)
    number_of = np.bincount(sizes.to_numpy())[1:]
    drawn = np.arange(len(number_of))[:, None]
    missed = np.cumprod(np.clip((n - held - drawn) / (n - drawn), 0, None), axis=0)
    seen = (number_of[:, None] * (1 - missed)).sum(axis=0)
    return _matrix((np.outer(held, seen) + np.outer(seen, held) - np.outer(held, held)) / n, counts)


def association_strength(counts: pd.DataFrame) -> pd.DataFrame:
    """c(i, j) / (s(i) · s(j)): the association strength, without a further factor.

    Of van Eck & Waltman (2009, doi 10.1002/asi.21075), where s(i) is the number of units with
    code i, the diagonal of `counts`. Times the number of units it is observed over expected
    (`times_expected`). Missing for a code without units.

    >>> counts = pd.DataFrame([[4, 2], [2, 5]], index=list("ab"), columns=list("ab"))
    >>> float(association_strength(counts).loc["a", "b"])
    0.1
    """
    held = _held(counts)
    return _ratio(counts, np.outer(held, held))


def times_expected(counts: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Observed over expected: 1 as often as independent codes, 2 twice as often."""
    return _ratio(counts, expected.to_numpy())


def jaccard(counts: pd.DataFrame) -> pd.DataFrame:
    """c(i, j) / (s(i) + s(j) − c(i, j)): of the units with either code, the share with both.

    Jaccard 1901, as in van Eck & Waltman 2009. Only for units that hold codes, not for windows:
    ValueError where a pair has more than one of its codes.
    """
    _require_units(counts)
    held = _held(counts)
    return _ratio(counts, np.add.outer(held, held) - counts.to_numpy())


def inclusion(counts: pd.DataFrame) -> pd.DataFrame:
    """c(i, j) / min(s(i), s(j)): of the units with the rarer code, the share with both.

    The inclusion index as in van Eck & Waltman 2009. Only for units that hold codes, not for
    windows: ValueError where a pair has more than one of its codes.
    """
    _require_units(counts)
    held = _held(counts)
    return _ratio(counts, np.minimum.outer(held, held))


def code_pairs(counts: pd.DataFrame, *, expected: pd.DataFrame) -> pd.DataFrame:
    """The pairs that occur, one row each, those that occur most often first.

    Columns: one, other (in the order of the matrix), together, one_alone and other_alone (units
    with the code: the diagonal less the pair, never below 0), expected, times_expected,
    association_strength.
    """
    table = counts.to_numpy()
    i, j = np.nonzero(np.triu(table, k=1))
    held, both = _held(counts), table[i, j]
    pairs = pd.DataFrame(
        {
            "one": counts.index.to_numpy()[i],
            "other": counts.index.to_numpy()[j],
            "together": both,
            "one_alone": np.clip(held[i] - both, 0, None),
            "other_alone": np.clip(held[j] - both, 0, None),
            "expected": expected.to_numpy()[i, j],
            "times_expected": times_expected(counts, expected).to_numpy()[i, j],
            "association_strength": association_strength(counts).to_numpy()[i, j],
        },
        columns=list(PAIRS),
    )
    order = ["together", "times_expected"]
    return pairs.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def pair_segments(
    codings: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    codes: Sequence[str],
    by: str | None = None,
) -> pd.DataFrame:
    """The segments that hold both codes of a pair, one row a pair and segment.

    Columns: one, other, segment, source (the independent source it rests on). Of a pair the code
    that comes first in `codes` is `one`; codes that are not in it are left out. `by` is the column
    of coders, where both codes must be of one.
    """
    _require_codings(codings, unit="segment", codes=codes, by=by)
    require_columns(segments, ["segment"], table="segments")
    known = codings[codings["segment"].isin(segments["segment"])]
    place = ["segment", by] if by else ["segment"]
    used = known[[*place, "code"]].drop_duplicates()
    used = used.assign(place=used["code"].map({code: i for i, code in enumerate(codes)}))
    met = used.merge(used, on=place, suffixes=("", "_other"))
    met = met[met["place"] < met["place_other"]].sort_values(["place", "place_other"])
    met = met.drop_duplicates(["segment", "code", "code_other"])
    named = met.rename(columns={"code": "one", "code_other": "other"})
    found = named.assign(source=named["segment"].map(sources(segments)))
    return found[["one", "other", "segment", "source"]].reset_index(drop=True)


def with_sources(pairs: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """The pairs with a column sources: how many independent sources hold both in one segment.

    `held` is the result of `pair_segments` with the codes in the order of the pairs' matrix.
    """
    n = held.groupby(["one", "other"])["source"].nunique().rename("sources").reset_index()
    found = pairs.merge(n, on=["one", "other"], how="left")
    return found.assign(sources=found["sources"].fillna(0).astype("int64"))


def cooccurrence_graph(pairs: pd.DataFrame, counts: pd.DataFrame) -> "nx.Graph[str]":
    """The network of codes: an edge for each pair, with the pair's further columns as attributes.

    Nodes are the codes of `counts`, each with its number of `units`, the unconnected included.
    """
    graph: nx.Graph[str] = nx.Graph()
    for code, units in zip(counts.index, _held(counts), strict=True):
        graph.add_node(code, units=int(units))
    for pair in pairs.to_dict("records"):
        facts = {str(name): value for name, value in pair.items() if name not in ("one", "other")}
        graph.add_edge(pair["one"], pair["other"], **facts)
    return graph


def coarser_codings(codings: pd.DataFrame, codes: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """The codings with each code replaced by the node of this `kind` above it.

    A code that has none above it, or is none itself, stays as it is.
    """
    nodes = codes.loc[codes["kind"] == kind, "code"]
    above = codes_above(codes)
    above = above[above["node"].isin(nodes)].drop_duplicates("code")
    node = dict(zip(above["code"], above["node"], strict=True))
    return codings.assign(code=[node.get(code, code) for code in codings["code"]])


def _require_codings(
    codings: pd.DataFrame, *, unit: str, codes: Sequence[str] | None, by: str | None
) -> None:
    require_columns(codings, [unit, "code", *([by] if by else [])], table="codings")
    if codes is not None and len(set(codes)) < len(codes):
        raise TableError("codes names a code twice; name each once")


def _require_window(window: int) -> None:
    if window < 1:
        raise ValueError(f"a window has at least 1 segment, found {window}")


def _require_units(counts: pd.DataFrame) -> None:
    held = _held(counts)
    if (counts.to_numpy() > np.minimum.outer(held, held)).any():
        raise ValueError("a pair occurs more often than one of its codes: counts of windows?")


def _held(counts: pd.DataFrame) -> Numbers:
    return counts.to_numpy().diagonal()


def _matrix(values: NDArray[np.generic], names: "pd.Index[str] | pd.DataFrame") -> pd.DataFrame:
    index = names.index if isinstance(names, pd.DataFrame) else names
    return pd.DataFrame(values, index=index, columns=index)


def _ratio(counts: pd.DataFrame, divisor: NDArray[np.generic]) -> pd.DataFrame:
    """The counts over a divisor; missing where that is 0."""
    whole = divisor.astype("float64")
    return _matrix(counts.to_numpy() / np.where(whole > 0, whole, np.nan), counts)
