"""Where coders differ: unit by unit, coder by coder, tie by tie."""

from collections.abc import Mapping, Sequence

import pandas as pd

from trustbook.comparison import readers, same_places
from trustbook.passes import coders_of

SAME, PARTLY, OTHER = "same codes", "some codes the same", "other codes"
TIE = ("segment", "truster", "trustee", "concept")


def codes_side_by_side(spans: pd.DataFrame) -> pd.DataFrame:
    """What each coder gave to each unit that at least two coders could have coded.

    Columns: unit, study, agreement (same codes, some codes the same, other codes, or which coder
    did not mark the unit), both (codes that every one of these coders gave), one column a coder
    with the codes that not all gave, and own_units (all units of the coders that stand there).
    """
    matches = same_places(spans)
    given = spans.groupby(["unit", "coder"])["code"].agg(list).rename("codes").reset_index()
    places = matches.merge(given, left_on=["own", "coder"], right_on=["unit", "coder"])
    places = places.rename(columns={"unit_x": "unit"})
    read = readers(spans, matches).groupby("unit")["coder"].agg(set)
    coders = coders_of(spans)
    rows = [
        _row(str(unit), rows, coders=[coder for coder in coders if coder in read[unit]])
        for unit, rows in places.groupby("unit", sort=False)
    ]
    compared = [row for row in rows if row]
    columns = ["unit", "study", "agreement", "both", *coders, "own_units"]
    return pd.DataFrame(compared, columns=columns)


def _row(unit: str, rows: pd.DataFrame, *, coders: Sequence[str]) -> dict[str, object]:
    if len(coders) < 2:  # noqa: PLR2004
        return {}
    given: dict[str, frozenset[str]] = {coder: frozenset() for coder in coders}
    for coder, codes in zip(rows["coder"], rows["codes"], strict=True):
        given[coder] |= {code for code in codes if isinstance(code, str)}
    every = list(given.values())
    both = every[0].intersection(*every[1:])
    return {
        "unit": unit,
        "study": rows["study"].iloc[0],
        "agreement": _kind(given, both, marked=set(rows["coder"])),
        "both": sorted(both),
        **{coder: sorted(codes - both) for coder, codes in given.items()},
        "own_units": list(dict.fromkeys(rows["own"])),
    }


def _kind(given: Mapping[str, frozenset[str]], both: frozenset[str], *, marked: set[str]) -> str:
    silent = [coder for coder in given if coder not in marked]
    if silent:
        return f"not marked by {' and '.join(silent)}"
    if len(set(given.values())) == 1:
        return SAME
    return PARTLY if both else OTHER


def units_of_coders(spans: pd.DataFrame) -> pd.DataFrame:
    """How much each coder marked: one row a coder.

    Columns: coder, units, without_code, codes_a_unit (mean), letters (of the source, each once a
    unit; missing where units have no anchor), elsewhere (units that stand where no other coder
    marked anything, of those that another coder could have coded).
    """
    matches = same_places(spans)
    together = matches.groupby("unit")["coder"].transform("nunique") > 1
    read = readers(spans, matches).groupby("unit")["coder"].nunique()
    compared = matches["unit"].map(read) > 1
    met = pd.MultiIndex.from_frame(matches.loc[together, ["coder", "own"]])
    alone = matches.loc[compared & ~together, ["coder", "own"]].drop_duplicates()
    alone = alone[~pd.MultiIndex.from_frame(alone).isin(met)]
    rows = [_of_coder(str(coder), own, alone) for coder, own in spans.groupby("coder", sort=False)]
    return pd.DataFrame(rows)


def _of_coder(coder: str, own: pd.DataFrame, alone: pd.DataFrame) -> dict[str, object]:
    codes = own.dropna(subset=["code"])[["unit", "code"]].drop_duplicates()
    parts = own[["unit", "start", "end"]].drop_duplicates().dropna()
    units = own["unit"].nunique()
    return {
        "coder": coder,
        "units": units,
        "without_code": units - codes["unit"].nunique(),
        "codes_a_unit": round(len(codes) / units, 2),
        "letters": int((parts["end"] - parts["start"]).sum()) if len(parts) else None,
        "elsewhere": int((alone["coder"] == coder).sum()),
    }


def ties_of_coders(relations: pd.DataFrame) -> pd.DataFrame:
    """Which coder stated which tie in which segment, where several coders stated ties.

    Columns: segment, truster, trustee, concept, coders (list); only segments in which at least
    two coders stated any tie. The share of ties in common is `shared_ties`.
    """
    ties = relations[[*TIE, "coder"]].drop_duplicates()
    several = ties.groupby("segment")["coder"].transform("nunique") > 1
    return ties[several].groupby(list(TIE))["coder"].agg(sorted).reset_index(name="coders")


def shared_ties(ties: pd.DataFrame, *, coders: tuple[str, str]) -> float | None:
    """The share of ties that two coders have in common: 2 × both / (ties of one + of the other).

    There is no count of ties that neither stated, so nothing can be set against chance; for rare
    things this is what kappa tends to (Hripcsak & Rothschild 2005, doi 10.1197/jamia.M1733). None
    where neither states any.
    """
    given = [ties["coders"].map(lambda known, coder=coder: coder in known) for coder in coders]
    total = int(given[0].sum() + given[1].sum())
    return 2 * int((given[0] & given[1]).sum()) / total if total else None
