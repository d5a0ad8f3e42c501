"""Early and late: relations by the phase of their material, and what each phase adds up to."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from trustbook.networks.structure import edges_of, one_sign
from trustbook.networks.tie_tables import sources_of, stated, statements, ties
from trustbook.signed import triangle_balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """The relations of early and of late material, and what distinguishes the two.

    Attributes
    ----------
    early, late : DataFrame
        The relations of each, in the columns of the corpus.
    rule : {"phases", "dates"}
        Whether the declared phases tell them apart, or the dates of encounters.
    """

    early: pd.DataFrame
    late: pd.DataFrame
    rule: str


def early_and_late(
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    encounters: pd.DataFrame,
    phases: pd.DataFrame,
) -> Phases | None:
    """The relations of early and late material; None where nothing tells them apart.

    Early is the first of the declared phases that state a relation, late is the last. Otherwise the
    encounters of each study are divided at the middle one in time, which is early with those before
    it. Relations of other material are left out.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: relation and segment.
    segments : DataFrame
        The segments of the corpus: segment, phase, encounter, study.
    encounters : DataFrame
        The encounters of the corpus: encounter, study, date or month.
    phases : DataFrame
        The phases of the corpus: phase and order.

    Returns
    -------
    Phases or None
        The two parts, and the rule that divided them.

    Examples
    --------
    >>> relations = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", "b"]})
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "phase": ["first talk", "follow-up"],
    ...                          "encounter": None, "study": "s"})
    >>> phases = pd.DataFrame({"phase": ["first talk", "follow-up"], "order": [1, 2]})
    >>> none = pd.DataFrame(columns=["encounter", "study", "month", "date"], dtype="str")
    >>> parts = early_and_late(relations, segments=segments, encounters=none, phases=phases)
    >>> parts.late["relation"].tolist()
    ['r2']
    """
    columns = ["segment", "phase", "encounter", "study"]
    every = statements(relations, segments.reindex(columns=columns))
    rows = stated(relations)[["relation", "segment"]].merge(every, on="segment")
    order = rows["phase"].map(phases.set_index("phase")["order"]).astype("Float64")
    if order.nunique() > 1:
        ends = {order.min(): "early", order.max(): "late"}
        return _phases(relations, rows, order.map(ends), rule="phases")
    by_date = rows["encounter"].map(_halves(encounters))
    if {"early", "late"} <= set(by_date.dropna()):
        return _phases(relations, rows, by_date, rule="dates")
    return None


def phase_totals(
    relations: pd.DataFrame,
    *,
    segments: pd.DataFrame,
    concepts: pd.DataFrame,
    phases: pd.DataFrame,
) -> pd.DataFrame:
    """What the relations of each declared phase add up to.

    Phases with the same order are one. Relations of material without a phase are left out.

    Parameters
    ----------
    relations : DataFrame
        The relations of the corpus: relation, segment, truster, trustee, concept.
    segments : DataFrame
        The segments of the corpus: segment, phase, study, and case, encounter or same_source_as.
    concepts : DataFrame
        The concepts of the corpus: concept and sign (1, −1 or 0).
    phases : DataFrame
        The phases of the corpus: phase, label, order.

    Returns
    -------
    DataFrame
        One row per phase that states a relation, in their order: phase (label), statements (of
        pairs and concepts, in a segment), sources, stakeholders, positive and negative (ties),
        triangles (of pairs with one sign) and balanced (of them).

    References
    ----------
    Balance: Cartwright & Harary (1956), Psychological Review 63, 277–293, doi 10.1037/h0046049.

    Examples
    --------
    >>> relations = pd.DataFrame({"relation": ["r1", "r2"], "segment": ["a", "b"], "truster": "P",
    ...                           "trustee": "N", "concept": ["trust", "doubt"]})
    >>> segments = pd.DataFrame({"segment": ["a", "b"], "phase": ["first", "last"], "study": "s"})
    >>> phases = pd.DataFrame({"phase": ["first", "last"], "label": ["First", "Last"],
    ...                        "order": [1, 2]})
    >>> concepts = pd.DataFrame({"concept": ["trust", "doubt"], "sign": [1, -1]})
    >>> rows = phase_totals(relations, segments=segments, concepts=concepts, phases=phases)
    >>> rows[["phase", "positive", "negative"]].values.tolist()
    [['First', 1, 0], ['Last', 0, 1]]
    """
    every = statements(relations, segments)
    order = every["phase"].map(phases.set_index("phase")["order"]) if "phase" in every else None
    rows = []
    label = phases.drop_duplicates("order").set_index("order")["label"]
    stated_ties = stated(relations)
    for place in sorted(order.dropna().unique()) if order is not None else []:
        of_phase = every.loc[order == place, "segment"]
        part = stated_ties[stated_ties["segment"].isin(of_phase)]
        if part.empty:
            continue
        rows.append((label[place], *_totals(part, segments, concepts)))
    columns = ["phase", "statements", "sources", "stakeholders", "positive", "negative",
               "triangles", "balanced"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _totals(
    relations: pd.DataFrame, segments: pd.DataFrame, concepts: pd.DataFrame
) -> tuple[int, ...]:
    edges = edges_of(ties(relations, segments=segments, concepts=concepts))
    balance = triangle_balance(one_sign(edges, directed=False), directed=False)
    return (
        len(relations.drop_duplicates(["segment", "truster", "trustee", "concept"])),
        sources_of(relations, segments).nunique(),
        len({*edges["source"], *edges["target"]}),
        int((edges["sign"] > 0).sum()),
        int((edges["sign"] < 0).sum()),
        balance.triangles,
        balance.balanced,
    )


def _halves(encounters: pd.DataFrame) -> Mapping[str, str]:
    """Early or late for each dated encounter, within its study."""
    table = encounters.reindex(columns=["encounter", "study", "month", "date"])
    when = table["date"].astype("str").fillna(table["month"].astype("str"))
    dated = table.assign(when=when).dropna(subset=["when"])
    halves: dict[str, str] = {}
    for _, rows in dated.groupby("study"):
        moments = sorted(rows["when"].astype("str"))
        middle = moments[(len(moments) - 1) // 2]
        if moments[0] == moments[-1]:
            continue
        halves |= {
            str(name): "early" if str(moment) <= middle else "late"
            for name, moment in zip(rows["encounter"], rows["when"], strict=True)
        }
    return halves


def _phases(relations: pd.DataFrame, rows: pd.DataFrame, part: pd.Series, *, rule: str) -> Phases:
    named = {word: rows.loc[part == word, "relation"] for word in ("early", "late")}
    return Phases(
        early=relations[relations["relation"].isin(named["early"])],
        late=relations[relations["relation"].isin(named["late"])],
        rule=rule,
    )
