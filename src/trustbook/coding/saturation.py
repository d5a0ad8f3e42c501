"""New codes, unit by unit: in the stated order, over all orders, and by base size and run length.

What is counted describes the codings of one corpus in one order. It does not say that nothing new
would come, and no function here says that saturation was reached.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustbook.coding.cooccurrence import segment_order
from trustbook.corpus.findings import require_columns
from trustbook.errors import TableError
from trustbook.networks.tie_tables import sources

BASE_SIZES = (4, 5, 6)
RUN_LENGTHS = (2, 3)
THRESHOLDS = (0.0, 0.05)
ORDERS = 1_000


Numbers = NDArray[np.integer]
Floats = NDArray[np.floating]


def unit_of(segments: pd.DataFrame) -> str:
    """What is counted in turn: encounter where any segment names one, else case, else source.

    A source is an independent source as in `trustbook.networks.sources`: segments that are joined
    by `same_source_as` are one.

    Parameters
    ----------
    segments : DataFrame
        The segments of the corpus, with encounter and case where it has them.

    Returns
    -------
    str
        "encounter", "case" or "source".

    Examples
    --------
    >>> unit_of(pd.DataFrame({"segment": ["s1", "s2"], "case": ["p1", None]}))
    'case'
    """
    is_named = segments.reindex(columns=["encounter", "case"]).notna().any()
    return next((unit for unit in ("encounter", "case") if is_named[unit]), "source")


def unit_codings(
    codings: pd.DataFrame, *, segments: pd.DataFrame, anchors: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The codings with the unit they belong to, each once.

    Parameters
    ----------
    codings : DataFrame
        The codings of the corpus: segment and code.
    segments : DataFrame
        The segments of the corpus: segment, study, encounter, case or same_source_as, and anchor.
    anchors : DataFrame, optional
        The anchors of the corpus: anchor and start, in letters.

    Returns
    -------
    DataFrame
        One row per unit (by `unit_of`) and code: unit, code. Units come in the order in which the
        segments are (`segment_order`); codings of segments without a unit are left out.

    Examples
    --------
    >>> codings = pd.DataFrame({"segment": ["s1", "s2"], "code": ["a", "a"]})
    >>> segments = pd.DataFrame({"segment": ["s1", "s2"], "study": "t", "encounter": ["e1", "e1"]})
    >>> unit_codings(codings, segments=segments).values.tolist()
    [['e1', 'a']]
    """
    kind = unit_of(segments)
    unit = sources(segments) if kind == "source" else segments.set_index("segment")[kind]
    order = segment_order(segments, anchors)["segment"]
    place = pd.Series(range(len(order)), index=order)
    used = codings[codings["segment"].isin(order)]
    rows = pd.DataFrame(
        {
            "unit": used["segment"].map(unit),
            "code": used["code"],
            "place": used["segment"].map(place),
        }
    )
    rows = rows.dropna(subset=["unit"]).sort_values("place", kind="stable")
    return rows[["unit", "code"]].drop_duplicates().reset_index(drop=True)


def stated_order(encounters: pd.DataFrame) -> list[str]:
    """The encounters by date or month where each has one, else in the order of the table.

    Parameters
    ----------
    encounters : DataFrame
        The encounters of the corpus: encounter, and date or month.

    Returns
    -------
    list of str
        Their names in this order.

    Examples
    --------
    >>> stated_order(pd.DataFrame({"encounter": ["e1", "e2"], "month": ["2020-05", "2020-03"]}))
    ['e2', 'e1']
    """
    when = encounters.reindex(columns=["date", "month"]).astype("object")
    month = when["month"].where(when["month"].notna(), when["date"].astype("str").str[:7])
    if not when.notna().any(axis=1).all() or encounters.empty:
        return list(encounters["encounter"])
    rows = encounters[["encounter"]].assign(
        month=month.astype("str"), day=when["date"].fillna("").astype("str")
    )
    return list(rows.sort_values(["month", "day"], kind="stable")["encounter"])


def new_codes(codings: pd.DataFrame, *, order: Sequence[str]) -> pd.DataFrame:
    """How many new codes each unit brings, in the order given.

    Parameters
    ----------
    codings : DataFrame
        Unit and code, as `unit_codings` returns them; rows without either are left out.
    order : sequence of str
        The units in their order; one without a coding brings nothing new, and units that are not in
        it are left out.

    Returns
    -------
    DataFrame
        One row per unit: place (from 1), unit, codes (that it has), new_codes, known_codes (met so
        far, with this unit).

    Raises
    ------
    TableError
        Where `order` names a unit twice, or a column is missing.

    Examples
    --------
    >>> codings = pd.DataFrame({"unit": ["A", "A", "B", "C"], "code": ["x", "y", "y", "z"]})
    >>> new_codes(codings, order=["A", "B", "C"])["new_codes"].tolist()
    [2, 0, 1]
    """
    place = {unit: i for i, unit in enumerate(order)}
    if len(place) < len(order):
        raise TableError("the order names a unit twice; give each unit its one place")
    used = incidences(codings)
    used = used[used["unit"].isin(list(place))]
    at = used["unit"].map(place)
    first = at.groupby(used["code"]).min().to_numpy(dtype="int64")
    codes = np.bincount(at.to_numpy(dtype="int64"), minlength=len(place))
    return new_codes_in_order(order, codes=codes, first=first)


def new_codes_in_order(order: Sequence[str], *, codes: Numbers, first: Numbers) -> pd.DataFrame:
    """New codes unit by unit, as `new_codes` returns them.

    `codes` says how many codes each unit has, `first` at which unit (from 0) each code comes first.
    """
    new = np.bincount(first, minlength=len(order))
    return pd.DataFrame(
        {
            "place": range(1, len(order) + 1),
            "unit": pd.Series(list(order), dtype="object"),
            "codes": codes,
            "new_codes": new,
            "known_codes": np.cumsum(new),
        }
    )


def expected_codes(codings: pd.DataFrame, *, units: int) -> "pd.Series[float]":
    """The mean number of codes in the first h units over all orders, exactly.

    Σ over codes of 1 − C(H − s, h) / C(H, h), where s of the H units have the code: sample-based
    rarefaction, with encounters for samples and codes for species.

    Parameters
    ----------
    codings : DataFrame
        Unit and code, as `unit_codings` returns them; rows without either are left out.
    units : int
        H, how many units there are in all.

    Returns
    -------
    Series of float
        The mean for each h from 1 to `units`.

    Raises
    ------
    TableError
        Where the codings have more units than `units`, or a column is missing.

    References
    ----------
    The estimator Mao Tau of Colwell, Mao & Chang (2004), Ecology 85, 2717–2727, doi
    10.1890/03-0557.

    Examples
    --------
    >>> codings = pd.DataFrame({"unit": ["A", "B", "B"], "code": ["x", "x", "y"]})
    >>> expected_codes(codings, units=2).tolist()
    [1.5, 2.0]
    """
    units_of = incidences(codings, units=units).groupby("code")["unit"].nunique()
    number, times = np.unique(units_of.to_numpy(dtype="int64"), return_counts=True)
    means = ((1 - _missed(number, units)) * times).sum(axis=1)
    return pd.Series(means, index=pd.RangeIndex(1, units + 1, name="place"))


def random_orders(  # noqa: PLR0913 - all but one are named
    codings: pd.DataFrame,
    *,
    units: int,
    seed: int,
    places: Sequence[int] | None = None,
    orders: int = ORDERS,
    share: float = 0.9,
) -> pd.DataFrame:
    """Between what numbers of codes the first h units lie in a share of random orders.

    Parameters
    ----------
    codings : DataFrame
        Unit and code, as `unit_codings` returns them; rows without either are left out.
    units : int
        How many units there are in all.
    seed : int
        Where the random numbers start.
    places : sequence of int, optional
        The h that are looked at; 1 … `units` unless given.
    orders : int
        How many random orders are drawn.
    share : float
        The share of them that the numbers enclose.

    Returns
    -------
    DataFrame
        One row per h: place, least, most (quantiles, each a number that occurred).

    Raises
    ------
    TableError
        Where the codings have more units than `units`, or a column is missing.

    Examples
    --------
    >>> codings = pd.DataFrame({"unit": ["A", "B", "B"], "code": ["x", "x", "y"]})
    >>> random_orders(codings, units=2, seed=1, orders=100).values.tolist()
    [[1, 1, 2], [2, 2, 2]]
    """
    at = np.arange(1, units + 1) if places is None else np.array(places, dtype="int64")
    numbers = _known_codes(codings, units=units, at=at, seed=seed, orders=orders)
    tail = (1 - share) / 2
    least = np.quantile(numbers, tail, axis=0, method="lower")
    most = np.quantile(numbers, 1 - tail, axis=0, method="higher")
    return pd.DataFrame({"place": at, "least": least, "most": most})


def runs(new: pd.DataFrame, *, base_size: int, run_length: int) -> pd.DataFrame:
    """New information in each run of units after a base.

    The codes met in the first `base_size` encounters are the base; a run is `run_length` encounters
    in a row after it, and runs overlap, each beginning one encounter later; new information is the
    number of codes that are new in the run over those of the base.

    Parameters
    ----------
    new : DataFrame
        New codes unit by unit, as `new_codes` returns them.
    base_size, run_length : int
        How many encounters the base and a run have.

    Returns
    -------
    DataFrame
        One row per run: base_size, run_length, base_codes, first and last (places of the run),
        new_codes, new_information (a share; missing where the base has no code).

    Raises
    ------
    TableError
        Where a column is missing.
    ValueError
        Where the base or a run has less than one encounter.

    References
    ----------
    Guest, Namey & Chen (2020), PLoS ONE 15(5), e0232076, doi 10.1371/journal.pone.0232076.

    Examples
    --------
    >>> new = pd.DataFrame({"new_codes": [20, 10, 5, 2, 3, 4]})
    >>> first = runs(new, base_size=4, run_length=2).loc[0]
    >>> int(first["new_codes"]), int(first["base_codes"]), round(float(first["new_information"]), 2)
    (7, 37, 0.19)
    """
    require_columns(new, ["new_codes"], table="new")
    if min(base_size, run_length) < 1:
        raise ValueError(
            f"a base and a run have at least 1 encounter, found {base_size} and {run_length}"
        )
    counts = new["new_codes"].to_numpy(dtype="int64")
    base = int(counts[:base_size].sum())
    first = np.arange(base_size, len(counts) - run_length + 1)
    new_in_run = [counts[start : start + run_length].sum() for start in first]
    n = np.array(new_in_run, dtype="int64")
    return pd.DataFrame(
        {
            "base_size": base_size,
            "run_length": run_length,
            "base_codes": base,
            "first": first + 1,
            "last": first + run_length,
            "new_codes": n,
            "new_information": n / (base or np.nan),
        }
    )


def first_runs(
    new: pd.DataFrame,
    *,
    base_sizes: Sequence[int] = BASE_SIZES,
    run_lengths: Sequence[int] = RUN_LENGTHS,
    thresholds: Sequence[float] = THRESHOLDS,
) -> pd.DataFrame:
    """The first run whose new information is at most a threshold, for each choice of base and run.

    Parameters
    ----------
    new : DataFrame
        New codes unit by unit, as `new_codes` returns them.
    base_sizes, run_lengths : sequence of int
        How many encounters a base and a run have.
    thresholds : sequence of float
        Shares of new information, from 0 to 1.

    Returns
    -------
    DataFrame
        One row per choice of the three: base_size, run_length, threshold, base_codes, n_runs,
        before (encounters before that run) and last (its last encounter), both missing where there
        is no such run. Guest, Namey & Chen write before+run length, such as 6+2.

    Raises
    ------
    TableError
        Where a column is missing.
    ValueError
        Where a threshold is no share, or the base or a run has less than one encounter.

    References
    ----------
    Guest, Namey & Chen (2020), PLoS ONE 15(5), e0232076, doi 10.1371/journal.pone.0232076.

    Examples
    --------
    >>> new = pd.DataFrame({"new_codes": [20, 10, 5, 2, 0, 0]})
    >>> first_runs(new, base_sizes=[4], run_lengths=[2], thresholds=[0.0])["last"].tolist()
    [6]
    """
    if not all(0 <= threshold <= 1 for threshold in thresholds):
        raise ValueError(f"a threshold is a share from 0 to 1, found {list(thresholds)}")
    rows = []
    for base_size in base_sizes:
        for run_length in run_lengths:
            table = runs(new, base_size=base_size, run_length=run_length)
            for threshold in thresholds:
                below = table[table["new_information"] <= threshold]
                last = int(below["last"].iloc[0]) if len(below) else pd.NA
                base = int(new["new_codes"].head(base_size).sum())
                rows.append((base_size, run_length, threshold, base, len(table), last))
    columns = ["base_size", "run_length", "threshold", "base_codes", "n_runs", "last"]
    table = pd.DataFrame(rows, columns=columns).astype({"last": "Int64"})
    return table.assign(before=table["last"] - table["run_length"])


def incidences(codings: pd.DataFrame, *, units: int | None = None) -> pd.DataFrame:
    """Each unit with each of its codes once; TableError where there are more than `units` units."""
    require_columns(codings, ["unit", "code"], table="codings")
    rows = codings[["unit", "code"]].dropna().drop_duplicates()
    n = rows["unit"].nunique()
    if units is not None and n > units:
        raise TableError(f"the codings have {n} units, but units is {units}; pass at least {n}")
    return rows


def _missed(number: Numbers, units: int) -> Floats:
    """C(H − s, h) / C(H, h), one row per h and one column per s of `number`."""
    steps = np.arange(units)[:, None]
    left = (units - number - steps) / (units - steps)
    return np.cumprod(np.maximum(left, 0.0), axis=0, dtype="float64")


def _known_codes(
    codings: pd.DataFrame, *, units: int, at: Numbers, seed: int, orders: int
) -> Numbers:
    """Orders × places of `at`: how many codes are known there."""
    used = incidences(codings, units=units)
    unit = pd.factorize(used["unit"], sort=True)[0]
    code, names = pd.factorize(used["code"], sort=True)
    by_code = np.argsort(code, kind="stable")
    starts = np.searchsorted(code[by_code], np.arange(len(names)))
    random = np.random.default_rng(seed)
    numbers = np.zeros((orders, len(at)), dtype="int64")
    for row in range(orders) if len(names) else ():
        rank = random.permutation(units)
        first = np.minimum.reduceat(rank[unit[by_code]], starts)
        numbers[row] = np.bincount(first, minlength=units).cumsum()[at - 1]
    return numbers
