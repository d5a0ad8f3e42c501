"""Which codes occur together: within a segment, among neighbouring segments, within a case.

Counts are matrices of codes by codes: how many units hold both codes, and on the diagonal how many
hold the code at all. A unit counts once for a code however often and by however many coders it was
given; rows without a unit or a code are left out. With `by` two codes meet only where one coder
gave both: codes of different coders at one place are a disagreement. Codes are taken as they were
given: nothing is added up along the codebook unless `coarser_codings` does so first.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from trustbook.coding.codebook import nodes_above
from trustbook.corpus.findings import require_columns
from trustbook.errors import TableError
from trustbook.networks.tie_tables import sources

_SLAB = 1 << 16  # rows multiplied at a time, so that a large product needs little memory


Numbers = NDArray[np.integer]


def numbered(values: pd.Series, names: Sequence[str] | None) -> tuple[Numbers, "pd.Index[str]"]:
    """The place of each value among the names (−1 for none), and the names."""
    categories = values.astype("category").cat
    number = categories.codes.to_numpy()
    if names is None:
        is_used = np.bincount(number[number >= 0], minlength=len(categories.categories)) > 0
        names = sorted(categories.categories[is_used])
    place = pd.Index(names).get_indexer(categories.categories).astype("int32")
    return np.append(place, np.int32(-1))[number], pd.Index(names)


def any_numbers(values: pd.Series) -> Numbers:
    """A number for each distinct value, −1 where it is missing."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy()
    return pd.factorize(values)[0].astype("int32")


def _incidence(unit: Numbers, code: Numbers, *, n_codes: int, n_units: int) -> "sparse.csr_array":
    """One row per unit and one column per code: 1 where the unit holds the code."""
    complete = (unit >= 0) & (code >= 0)
    if not complete.all():
        unit, code = unit[complete], code[complete]
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
        meetings = np.sort(
            np.concatenate([_meetings(one[part], other[part]) for one, other in tables])
        )
        different = meetings[np.diff(meetings, prepend=-1) > 0]
        total += np.bincount(different % n_codes**2, minlength=n_codes**2)
    return total.reshape(n_codes, n_codes)


def _meetings(one: "sparse.csr_array", other: "sparse.csr_array") -> Numbers:
    """Each row with a code that it holds in `one` and a code that it holds in `other`.

    The three are packed into one number: (row × codes + code) × codes + other code.
    """
    row: Numbers = np.repeat(np.arange(one.shape[0]), np.diff(one.indptr))
    times = np.diff(other.indptr)[row]
    first: Numbers = np.repeat(row * one.shape[1] + one.indices, times)
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    second: Numbers = other.indices[np.repeat(other.indptr[row], times) + within]
    return first * one.shape[1] + second


def reach(stretch: pd.Series, window: int) -> "sparse.csr_array":
    """Segments × segments: 1 where the second is within reach of the first."""
    n = len(stretch)
    longest = int(stretch.value_counts().max()) if n else 0
    place = stretch.groupby(stretch).cumcount().to_numpy()
    rows = [np.flatnonzero(place >= back) for back in range(min(window, longest))]
    columns = [places - back for back, places in enumerate(rows)]
    row, column = (np.concatenate(part) if part else np.empty(0, int) for part in (rows, columns))
    return sparse.csr_array((np.ones(len(row), dtype="int32"), (row, column)), shape=(n, n))


def product(one: "sparse.csr_array", other: "sparse.csr_array") -> Numbers:
    """How many rows hold each column of `one` with each column of `other`."""
    total = np.zeros((one.shape[1], other.shape[1]), dtype="int64")
    for start in range(0, one.shape[0], _SLAB):
        left, right = (part[start : start + _SLAB].astype("int32") for part in (one, other))
        total += sparse.csr_array(left.T @ right).toarray()
    return total


def cooccurrence_counts(
    codings: pd.DataFrame,
    *,
    unit: str = "segment",
    codes: Sequence[str] | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """How many units hold each two codes, and on the diagonal each code: a symmetric matrix.

    Columns of categories are fastest: ten million codings of one coder take seconds.

    Parameters
    ----------
    codings : DataFrame
        One row per coding: the column `unit`, code, and the column `by` where it is given.
    unit : str
        The column of units: segment, case, …
    codes : sequence of str, optional
        The codes of the matrix in their order, those without a coding included; the codes that
        occur, by name, unless given.
    by : str, optional
        The column of coders: two codes must then be of one coder to meet.

    Returns
    -------
    DataFrame of int64, codes × codes
        The counts.

    Raises
    ------
    TableError
        Where a column is missing, or `codes` names a code twice.

    Examples
    --------
    >>> codings = pd.DataFrame({"segment": [1, 1, 2, 2, 2, 3], "code": list("abaabb")})
    >>> cooccurrence_counts(codings).values.tolist()
    [[2, 2], [2, 3]]
    """
    _require_codings(codings, unit=unit, codes=codes, by=by)
    code, names = numbered(codings["code"], codes)
    row = any_numbers(codings[unit])
    held = held_by(codings, row, code, by=by, n_codes=len(names), n_units=row.max(initial=-1) + 1)
    if len(held) > 1:
        return matrix_of(in_any([(own, own) for own in held]), names)
    return matrix_of(product(held[0], held[0]), names)


def cooccurrence_counts_in_window(
    codings: pd.DataFrame,
    *,
    order: pd.DataFrame,
    window: int,
    codes: Sequence[str] | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """How many segments hold one of two codes and have the other within reach: a symmetric matrix.

    Within reach are the segment itself and the `window` − 1 segments before it in its stretch: the
    moving stanza window of epistemic network analysis, in which a pair counts at most once for each
    segment that refers back. A window of 1 is the segment alone, and the result is that of
    `cooccurrence_counts`. The diagonal has the segments with the code.

    Parameters
    ----------
    codings : DataFrame
        One row per coding: segment, code, and the column `by` where it is given.
    order : DataFrame
        The segments in their order, as `segment_order` returns them: segment and stretch; a coding
        of a segment that is not in it is left out.
    window : int
        How many segments a window has, from 1 up.
    codes : sequence of str, optional
        The codes of the matrix in their order, those without a coding included; the codes that
        occur, by name, unless given.
    by : str, optional
        The column of coders: two codes must then be of one coder to meet.

    Returns
    -------
    DataFrame of int64, codes × codes
        The counts.

    Raises
    ------
    TableError
        Where a column is missing, or `codes` names a code twice.
    ValueError
        Where `window` is below 1.

    References
    ----------
    Shaffer, Collier & Ruis (2016), Journal of Learning Analytics 3(3), doi 10.18608/jla.2016.33.3.

    Examples
    --------
    >>> codings = pd.DataFrame({"segment": ["s1", "s2"], "code": ["a", "b"]})
    >>> order = pd.DataFrame({"segment": ["s1", "s2"], "stretch": [0, 0]})
    >>> cooccurrence_counts_in_window(codings, order=order, window=2).values.tolist()
    [[1, 1], [1, 1]]
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
        return matrix_of(in_any([*both, *((b, a) for a, b in both)]), names)
    across = product(held[0], near[0])
    return matrix_of(across + across.T - product(held[0], held[0]), names)


def segment_order(segments: pd.DataFrame, anchors: pd.DataFrame | None = None) -> pd.DataFrame:
    """The segments in their order.

    Parameters
    ----------
    segments : DataFrame
        The segments of the corpus: segment, study, encounter, anchor.
    anchors : DataFrame, optional
        The anchors of the corpus: anchor and start, in letters.

    Returns
    -------
    DataFrame
        One row per segment: segment, stretch. A stretch is one encounter, or one study where no
        encounter is named; windows never reach beyond it. Within a stretch the order is that of the
        anchors' first `start` where each of its segments has one, else that of the table.

    Examples
    --------
    >>> segments = pd.DataFrame({"segment": ["s1", "s2"], "study": "t", "anchor": ["n1", "n2"]})
    >>> anchors = pd.DataFrame({"anchor": ["n1", "n2"], "start": [80, 20]})
    >>> segment_order(segments, anchors)["segment"].tolist()
    ['s2', 's1']
    """
    keys = ["study", "encounter"]
    rows = segments.reindex(columns=["segment", *keys, "anchor"])
    stretch = rows.groupby(keys, dropna=False, sort=False).ngroup()
    start = pd.Series(np.nan, index=rows.index)
    if anchors is not None and len(anchors):
        start = rows["anchor"].map(anchors.groupby("anchor")["start"].min()).astype("float64")
    is_placed = start.notna().groupby(stretch).transform("all")
    placed = rows[["segment"]].assign(stretch=stretch, start=start.where(is_placed))
    ordered = placed.sort_values(["stretch", "start"], kind="stable")
    return ordered[["segment", "stretch"]].reset_index(drop=True)


def window_sizes(order: pd.DataFrame, *, window: int) -> "pd.Series[int]":
    """How many segments lie within reach of each segment, itself included.

    Parameters
    ----------
    order : DataFrame
        The segments in their order, as `segment_order` returns them: segment and stretch.
    window : int
        How many segments a window has, from 1 up.

    Returns
    -------
    Series of int64
        The number for each segment.

    Raises
    ------
    ValueError
        Where `window` is below 1.

    Examples
    --------
    >>> order = pd.DataFrame({"segment": list("abcd"), "stretch": [0, 0, 0, 1]})
    >>> window_sizes(order, window=2).tolist()
    [1, 2, 2, 1]
    """
    _require_window(window)
    place = order.groupby("stretch").cumcount() + 1
    sizes = place.clip(upper=window).astype("int64")
    return sizes.set_axis(pd.Index(order["segment"], name="segment")).rename("size")


def pair_segments(
    codings: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    codes: Sequence[str],
    by: str | None = None,
) -> pd.DataFrame:
    """The segments that hold both codes of a pair.

    Parameters
    ----------
    codings : DataFrame
        One row per coding: segment, code, and the column `by` where it is given.
    segments : DataFrame
        The segments of the corpus: segment, and case or same_source_as.
    codes : sequence of str
        The codes in their order: of a pair the one that comes first is `one`; others are left out.
    by : str, optional
        The column of coders: two codes must then be of one coder to meet.

    Returns
    -------
    DataFrame
        One row per pair and segment: one, other, segment, source (the independent source).

    Raises
    ------
    TableError
        Where a column is missing, or `codes` names a code twice.

    Examples
    --------
    >>> codings = pd.DataFrame({"segment": ["s1", "s1", "s2"], "code": ["a", "b", "a"]})
    >>> segments = pd.DataFrame({"segment": ["s1", "s2"]})
    >>> pair_segments(codings, segments=segments, codes=["a", "b"]).values.tolist()
    [['a', 'b', 's1', 's1']]
    """
    _require_codings(codings, unit="segment", codes=codes, by=by)
    require_columns(segments, ["segment"], table="segments")
    place = ["segment", by] if by else ["segment"]
    used = codings.loc[codings["segment"].isin(segments["segment"]), [*place, "code"]]
    used = used.drop_duplicates()
    used = used.assign(place=used["code"].map({code: i for i, code in enumerate(codes)}))
    pairs = used.merge(used, on=place, suffixes=("", "_other"))
    pairs = pairs[pairs["place"] < pairs["place_other"]].sort_values(["place", "place_other"])
    pairs = pairs.drop_duplicates(["segment", "code", "code_other"])
    named = pairs.rename(columns={"code": "one", "code_other": "other"})
    rows = named.assign(source=named["segment"].map(sources(segments)))
    return rows[["one", "other", "segment", "source"]].reset_index(drop=True)


def coarser_codings(codings: pd.DataFrame, codes: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """The codings with each code replaced by the node of one kind above it in the codebook.

    Parameters
    ----------
    codings : DataFrame
        One row per coding: code and any other columns.
    codes : DataFrame
        The codebook: code, kind, parent.
    kind : str
        theme, category or code.

    Returns
    -------
    DataFrame
        The codings; a code that has no such node above it, and is none itself, stays as it is.

    Examples
    --------
    >>> codes = pd.DataFrame({"code": ["b", "a"], "kind": ["code", "theme"], "parent": ["a", None]})
    >>> codings = pd.DataFrame({"segment": ["s1"], "code": ["b"]})
    >>> coarser_codings(codings, codes, kind="theme")["code"].tolist()
    ['a']
    """
    above = nodes_above(codes, kind=kind)
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


def matrix_of(values: NDArray[np.generic], names: "pd.Index[str] | pd.DataFrame") -> pd.DataFrame:
    """A matrix of codes by codes, with the names of the codes on both sides."""
    index = names.index if isinstance(names, pd.DataFrame) else names
    return pd.DataFrame(values, index=index, columns=index)
