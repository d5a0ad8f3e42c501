"""What coders gave, side by side: the codes of each unit, the units of each coder, their ties."""

from collections.abc import Mapping, Sequence

import pandas as pd

from trustbook.agreement.differences import readers, same_places
from trustbook.agreement.passes import coders_of

SAME, PARTLY, OTHER = "same codes", "some codes the same", "other codes"
TIE = ("segment", "truster", "trustee", "concept")


def codes_side_by_side(spans: pd.DataFrame) -> pd.DataFrame:
    """What each coder gave to each unit that at least two coders could have coded.

    Parameters
    ----------
    spans : DataFrame
        The coded spans of all coders, as `coded_spans` returns them: unit, study, text, coder,
        start, end (letters) and code.

    Returns
    -------
    DataFrame
        One row per unit: unit, study, agreement (same codes, some codes the same, other codes, or
        which coder did not mark the unit), both (codes that every one of these coders gave), one
        column per coder with the codes that not all gave, and own_units (all units of the coders
        that are there).

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": ["a", "a"], "study": "s", "text": "s", "coder": ["A", "B"],
    ...                       "start": 0.0, "end": 10.0, "code": ["x", "y"]})
    >>> codes_side_by_side(spans)[["agreement", "A", "B"]].values.tolist()
    [['other codes', ['x'], ['y']]]
    """
    matches = same_places(spans)
    readers_of = readers(spans, matches).groupby("unit")["coder"].agg(set).to_dict()
    codes_of = _codes_of_units(spans, matches)
    owned = matches.groupby("unit", sort=False)["own"].agg(lambda own: list(dict.fromkeys(own)))
    coders = coders_of(spans)
    units = matches.drop_duplicates("unit")[["unit", "study"]].itertuples(index=False, name=None)
    rows = [
        {"unit": unit, "study": study, **_row(codes_of[unit], could), "own_units": owned[unit]}
        for unit, study in units
        for could in [[coder for coder in coders if coder in readers_of[unit]]]
        if len(could) > 1
    ]
    columns = ["unit", "study", "agreement", "both", *coders, "own_units"]
    return pd.DataFrame(rows, columns=columns)


def _codes_of_units(spans: pd.DataFrame, matches: pd.DataFrame) -> dict[str, dict[str, set[str]]]:
    """The codes of each coder who marked a compared unit."""
    own = spans[["unit", "coder", "code"]].rename(columns={"unit": "own"}).drop_duplicates()
    rows = matches.merge(own, on=["own", "coder"])
    codes_of: dict[str, dict[str, set[str]]] = {}
    for unit, coder, code in rows[["unit", "coder", "code"]].itertuples(index=False, name=None):
        codes = codes_of.setdefault(unit, {}).setdefault(coder, set())
        codes |= {code} if isinstance(code, str) else set()
    return codes_of


def _row(codes_of: Mapping[str, set[str]], coders: Sequence[str]) -> dict[str, object]:
    codes = {coder: codes_of.get(coder, set()) for coder in coders}
    both = set.intersection(*codes.values())
    return {
        "agreement": _kind(codes, both, marked=set(codes_of)),
        "both": sorted(both),
        **{coder: sorted(own - both) for coder, own in codes.items()},
    }


def _kind(codes_of: Mapping[str, set[str]], both: set[str], *, marked: set[str]) -> str:
    silent = [coder for coder in codes_of if coder not in marked]
    if silent:
        return f"not marked by {' and '.join(silent)}"
    if all(codes == both for codes in codes_of.values()):
        return SAME
    return PARTLY if both else OTHER


def units_of_coders(spans: pd.DataFrame) -> pd.DataFrame:
    """How much each coder marked.

    Parameters
    ----------
    spans : DataFrame
        The coded spans of all coders, as `coded_spans` returns them: unit, study, text, coder,
        start, end (letters) and code.

    Returns
    -------
    DataFrame
        One row per coder: coder, units, without_code, codes_per_unit (mean), letters (of the
        source, each once per unit; missing where units have no anchor), elsewhere (units that are
        where no other coder marked anything, of those that another coder could have coded).

    Examples
    --------
    >>> spans = pd.DataFrame({"unit": ["a", "b"], "study": "s", "text": "s", "coder": ["A", "B"],
    ...                       "start": [0.0, 2.0], "end": [6.0, 6.0], "code": ["x", None]})
    >>> units_of_coders(spans)[["coder", "without_code", "letters"]].values.tolist()
    [['A', 0, 6], ['B', 1, 4]]
    """
    matches = same_places(spans)
    together = matches.groupby("unit")["coder"].transform("nunique") > 1
    n_readers = readers(spans, matches).groupby("unit")["coder"].nunique()
    compared = matches["unit"].map(n_readers) > 1
    shared = pd.MultiIndex.from_frame(matches.loc[together, ["coder", "own"]])
    alone = matches.loc[compared & ~together, ["coder", "own"]].drop_duplicates()
    alone = alone[~pd.MultiIndex.from_frame(alone).isin(shared)]
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
        "codes_per_unit": round(len(codes) / units, 2) if units else 0.0,
        "letters": int((parts["end"] - parts["start"]).sum()) if len(parts) else None,
        "elsewhere": int((alone["coder"] == coder).sum()),
    }


def ties_of_coders(relations: pd.DataFrame) -> pd.DataFrame:
    """Which coder stated which tie in which segment, where several coders stated ties.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: segment, truster, trustee, concept and coder.

    Returns
    -------
    DataFrame
        One row per tie of a segment in which at least two coders stated any: segment, truster,
        trustee, concept, coders (list).

    Examples
    --------
    >>> relations = pd.DataFrame({"segment": "s1", "truster": "P", "trustee": ["N", "D"],
    ...                           "concept": "trust", "coder": ["A", "B"]})
    >>> ties_of_coders(relations)["coders"].tolist()
    [['B'], ['A']]
    """
    ties = relations[[*TIE, "coder"]].drop_duplicates()
    several = ties.groupby("segment")["coder"].transform("nunique") > 1
    return ties[several].groupby(list(TIE))["coder"].agg(sorted).reset_index(name="coders")


def shared_ties(ties: pd.DataFrame, *, coders: tuple[str, str]) -> float | None:
    """The share of ties that two coders have in common: 2 × both / (ties of one + of the other).

    There is no count of ties that neither stated, so nothing can be set against chance; for rare
    things this is what kappa tends to.

    Parameters
    ----------
    ties : DataFrame
        As `ties_of_coders` returns it.
    coders : tuple of str
        The two coders.

    Returns
    -------
    float or None
        From 0 to 1; None where neither states any tie.

    References
    ----------
    Hripcsak & Rothschild (2005), doi 10.1197/jamia.M1733.

    Examples
    --------
    >>> shared_ties(pd.DataFrame({"coders": [["A", "B"], ["A"]]}), coders=("A", "B"))
    0.6666666666666666
    """
    one, other = (ties["coders"].map(lambda own, coder=coder: coder in own) for coder in coders)
    total = int(one.sum() + other.sum())
    return 2 * int((one & other).sum()) / total if total else None
