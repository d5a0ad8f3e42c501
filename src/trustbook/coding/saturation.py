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

UNITS = ("encounter", "case", "source")
BASE_SIZES = (4, 5, 6)
RUN_LENGTHS = (2, 3)
THRESHOLDS = (0.0, 0.05)
ORDERS = 1_000


Numbers = NDArray[np.integer]
Floats = NDArray[np.floating]


def unit_of(segments: pd.DataFrame) -> str:
    """What is strung together: encounter where any segment names one, else case, else source.

    A source is an independent source as `networks.sources` has it: segments that are joined by
    `same_source_as` are one.
    """
    known = segments.reindex(columns=["encounter", "case"]).notna().any()
    return next((unit for unit in ("encounter", "case") if known[unit]), "source")


def unit_codings(
    codings: pd.DataFrame, *, segments: pd.DataFrame, anchors: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The codings with the unit they belong to: unit, code; each once, by `unit_of`.

    Codings of segments without a unit are left out. Units come in the order in which the segments
    stand (`cooccurrence.segment_order`).
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
    """The encounters by date or month where each has one, else in the order of the table."""
    when = encounters.reindex(columns=["date", "month"]).astype("object")
    month = when["month"].where(when["month"].notna(), when["date"].astype("str").str[:7])
    known = when.notna().any(axis=1)
    if not known.all() or encounters.empty:
        return list(encounters["encounter"])
    rows = encounters[["encounter"]].assign(
        month=month.astype("str"), day=when["date"].fillna("").astype("str")
    )
    return list(rows.sort_values(["month", "day"], kind="stable")["encounter"])


def new_codes(codings: pd.DataFrame, *, order: Sequence[str]) -> pd.DataFrame:
    """New codes with each unit in the order given, one row a unit.

    `codings` has unit and code; units of `order` without a coding bring nothing new, and units
    that are not in it, and rows without a unit or a code, are left out. Columns: place (from 1),
    unit, codes (that it has), new_codes, known_codes (found so far, with this unit). TableError
    where `order` names a unit twice.

    >>> codings = pd.DataFrame({"unit": ["A", "A", "B", "C"], "code": ["x", "y", "y", "z"]})
    >>> new_codes(codings, order=["A", "B", "C"])["new_codes"].tolist()
    [2, 0, 1]
    """
    place = {unit: i for i, unit in enumerate(order)}
    if len(place) < len(order):
        raise TableError("the order names a unit twice; give each unit its one place")
    used = _once(codings)
    used = used[used["unit"].isin(list(place))]
    at = used["unit"].map(place)
    first = at.groupby(used["code"]).min()
    new = np.bincount(first.to_numpy(dtype="int64"), minlength=len(place))
    return pd.DataFrame(
        {
            "place": range(1, len(place) + 1),
            "unit": pd.Series(list(place), dtype="object"),
            "codes": np.bincount(at.to_numpy(dtype="int64"), minlength=len(place)),
            "new_codes": new,
            "known_codes": np.cumsum(new),
        }
    )


def expected_codes(codings: pd.DataFrame, *, units: int) -> "pd.Series[float]":
    """The mean number of codes in the first h units over all orders, exactly; index 1 … units.

    Σ over codes of 1 − C(H − s, h) / C(H, h), where s of the H units have the code: sample-based
    rarefaction, the estimator Mao Tau of Colwell, Mao & Chang 2004 (doi 10.1890/03-0557), with
    encounters for samples and codes for species. Rows without a unit or a code are left out;
    TableError where the codings have more than H units.

    >>> codings = pd.DataFrame({"unit": ["A", "B", "B"], "code": ["x", "x", "y"]})
    >>> expected_codes(codings, units=2).tolist()
    [1.5, 2.0]
    """
    known = _once(codings, units=units)
    number, times = np.unique(_units_of_codes(known), return_counts=True)
    found = ((1 - _missed(number, units)) * times).sum(axis=1)
    return pd.Series(found, index=pd.RangeIndex(1, units + 1, name="place"))


def random_orders(  # noqa: PLR0913 - all but one are named
    codings: pd.DataFrame,
    *,
    units: int,
    seed: int,
    places: Sequence[int] | None = None,
    orders: int = ORDERS,
    share: float = 0.9,
) -> pd.DataFrame:
    """Between what numbers of codes the first h units lie in `share` of random orders.

    Columns: place (h; those of `places`, or 1 … units), least, most: quantiles over `orders`
    orders drawn with `seed`, each a number that occurred. Rows without a unit or a code are left
    out; TableError where the codings have more units than `units`.
    """
    at = np.arange(1, units + 1) if places is None else np.array(places, dtype="int64")
    known = _known_codes(codings, units=units, at=at, seed=seed, orders=orders)
    tail = (1 - share) / 2
    least = np.quantile(known, tail, axis=0, method="lower")
    most = np.quantile(known, 1 - tail, axis=0, method="higher")
    return pd.DataFrame({"place": at, "least": least, "most": most})


def runs(new: pd.DataFrame, *, base_size: int, run_length: int) -> pd.DataFrame:
    """New information in each run of units after a base, one row a run.

    Guest, Namey & Chen 2020 (doi 10.1371/journal.pone.0232076): the codes found in the first
    `base_size` encounters are the base; a run is `run_length` encounters in a row after it, and
    runs overlap, each beginning one encounter later; new information is the number of codes that
    are new in the run over those of the base. `new` is the result of `new_codes`.

    Columns: base_size, run_length, base_codes, first and last (places of the run), new_codes,
    new_information (a share; missing where the base has no code). ValueError where the base or a
    run has less than one encounter.

    >>> new = pd.DataFrame({"new_codes": [20, 10, 5, 2, 3, 4]})
    >>> found = runs(new, base_size=4, run_length=2).loc[0]
    >>> int(found["new_codes"]), int(found["base_codes"]), round(float(found["new_information"]), 2)
    (7, 37, 0.19)
    """
    require_columns(new, ["new_codes"], table="new")
    if min(base_size, run_length) < 1:
        raise ValueError(
            f"a base and a run have 1 encounter at least, found {base_size} and {run_length}"
        )
    counts = new["new_codes"].to_numpy(dtype="int64")
    base = int(counts[:base_size].sum())
    first = np.arange(base_size, len(counts) - run_length + 1)
    found = np.array([counts[start : start + run_length].sum() for start in first], dtype="int64")
    return pd.DataFrame(
        {
            "base_size": base_size,
            "run_length": run_length,
            "base_codes": base,
            "first": first + 1,
            "last": first + run_length,
            "new_codes": found,
            "new_information": found / (base or np.nan),
        }
    )


def first_runs(
    new: pd.DataFrame,
    *,
    base_sizes: Sequence[int] = BASE_SIZES,
    run_lengths: Sequence[int] = RUN_LENGTHS,
    thresholds: Sequence[float] = THRESHOLDS,
) -> pd.DataFrame:
    """The first run whose new information is at most a threshold, one row a choice of the three.

    Columns: base_size, run_length, threshold, base_codes, n_runs, before (encounters before that
    run) and last (the last one of it), both missing where no run is. Guest, Namey & Chen 2020
    write before+run length, such as 6+2. ValueError where a threshold is no share.
    """
    if not all(0 <= threshold <= 1 for threshold in thresholds):
        raise ValueError(f"a threshold is a share from 0 to 1, found {list(thresholds)}")
    rows = []
    for base_size in base_sizes:
        for run_length in run_lengths:
            found = runs(new, base_size=base_size, run_length=run_length)
            for threshold in thresholds:
                below = found[found["new_information"] <= threshold]
                last = int(below["last"].iloc[0]) if len(below) else pd.NA
                base = int(new["new_codes"].head(base_size).sum())
                rows.append((base_size, run_length, threshold, base, len(found), last))
    columns = ["base_size", "run_length", "threshold", "base_codes", "n_runs", "last"]
    table = pd.DataFrame(rows, columns=columns).astype({"last": "Int64"})
    return table.assign(before=table["last"] - table["run_length"])


def _once(codings: pd.DataFrame, *, units: int | None = None) -> pd.DataFrame:
    """Each unit with each of its codes once; TableError where there are more than `units` units."""
    require_columns(codings, ["unit", "code"], table="codings")
    known = codings[["unit", "code"]].dropna().drop_duplicates()
    found = known["unit"].nunique()
    if units is not None and found > units:
        raise TableError(f"the codings have {found} units, and there are to be {units} in all")
    return known


def _units_of_codes(codings: pd.DataFrame) -> Numbers:
    """How many units have each code."""
    return codings.groupby("code")["unit"].nunique().to_numpy(dtype="int64")


def _missed(number: Numbers, units: int) -> Floats:
    """A row for each h and a column for each s of `number`: C(H − s, h) / C(H, h)."""
    drawn = np.arange(units)[:, None]
    left = (units - number - drawn) / (units - drawn)
    return np.cumprod(np.maximum(left, 0.0), axis=0, dtype="float64")


def _known_codes(
    codings: pd.DataFrame, *, units: int, at: Numbers, seed: int, orders: int
) -> Numbers:
    """A row an order and a column a place of `at`: the codes that are known there."""
    used = _once(codings, units=units)
    unit = pd.factorize(used["unit"], sort=True)[0]
    code, names = pd.factorize(used["code"], sort=True)
    by_code = np.argsort(code, kind="stable")
    starts = np.searchsorted(code[by_code], np.arange(len(names)))
    random = np.random.default_rng(seed)
    known = np.zeros((orders, len(at)), dtype="int64")
    for row in range(orders) if len(names) else ():
        rank = random.permutation(units)
        first = np.minimum.reduceat(rank[unit[by_code]], starts)
        known[row] = np.bincount(first, minlength=units).cumsum()[at - 1]
    return known
