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
    read = readers(spans, matches).groupby("unit")["coder"].agg(set).to_dict()
    given = _given(spans, matches)
    owned = matches.groupby("unit", sort=False)["own"].agg(lambda own: list(dict.fromkeys(own)))
    coders = coders_of(spans)
    units = matches.drop_duplicates("unit")[["unit", "study"]].itertuples(index=False, name=None)
    rows = [
        {"unit": unit, "study": study, **_row(given[unit], could), "own_units": owned[unit]}
        for unit, study in units
        for could in [[coder for coder in coders if coder in read[unit]]]
        if len(could) > 1
    ]
    columns = ["unit", "study", "agreement", "both", *coders, "own_units"]
    return pd.DataFrame(rows, columns=columns)


def _given(spans: pd.DataFrame, matches: pd.DataFrame) -> dict[str, dict[str, set[str]]]:
    """The codes of each coder who marked a compared unit."""
    own = spans[["unit", "coder", "code"]].rename(columns={"unit": "own"}).drop_duplicates()
    rows = matches.merge(own, on=["own", "coder"])
    found: dict[str, dict[str, set[str]]] = {}
    for unit, coder, code in rows[["unit", "coder", "code"]].itertuples(index=False, name=None):
        codes = found.setdefault(unit, {}).setdefault(coder, set())
        codes |= {code} if isinstance(code, str) else set()
    return found


def _row(given: Mapping[str, set[str]], coders: Sequence[str]) -> dict[str, object]:
    codes = {coder: given.get(coder, set()) for coder in coders}
    both = set.intersection(*codes.values())
    return {
        "agreement": _kind(codes, both, marked=set(given)),
        "both": sorted(both),
        **{coder: sorted(own - both) for coder, own in codes.items()},
    }


def _kind(given: Mapping[str, set[str]], both: set[str], *, marked: set[str]) -> str:
    silent = [coder for coder in given if coder not in marked]
    if silent:
        return f"not marked by {' and '.join(silent)}"
    if all(codes == both for codes in given.values()):
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
