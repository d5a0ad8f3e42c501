"""Ties of a corpus as edge tables of a signed network, its layers, and its early and late part."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd

from trustbook.networks.tie_tables import ties, ties_by
from trustbook.signed import (
    pn_centrality,
    reciprocity,
    signed_degree,
    split_ambivalent,
    triangle_balance,
)

EDGES = ("source", "target", "sign", "concept", "support")
EARLY_WORDS = frozenset({"initial", "first", "baseline", "before", "early", "start"})
LATE_WORDS = frozenset({"follow", "followup", "final", "last", "after", "late", "end"})
ANSWERED = ("sign", "of", "answered", "share", "expected", "corrected", "apart")
MOST_NODES = 30  # stakeholders up to which a page looks for the best partitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """The relations of early and of late material, and what told the two apart."""

    early: pd.DataFrame
    late: pd.DataFrame
    rule: str


def edges_of(found: pd.DataFrame) -> pd.DataFrame:
    """The ties as an edge table: source, target, sign, concept and support.

    Ties of a concept without a sign are no edges of a signed network.
    """
    named = found.rename(columns={"truster": "source", "trustee": "target"})
    signed = named[named["sign"] != 0].reset_index(drop=True)
    return signed.reindex(columns=list(EDGES)).astype({"sign": "int64"})


def one_sign(edges: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """The edges of pairs whose ties all have the same sign; each direction alone if `directed`."""
    return split_ambivalent(edges, directed=directed)[0]


def both_signs(edges: pd.DataFrame) -> pd.DataFrame:
    """One row a truster and trustee with ties of both signs, and the support of each sign.

    Columns are source, target, positive and negative.
    """
    mixed = split_ambivalent(edges, directed=True)[1]
    counted = mixed.pivot_table(
        index=["source", "target"], columns="sign", values="support", aggfunc="sum"
    )
    named = counted.reindex(columns=[1, -1]).set_axis(["positive", "negative"], axis=1)
    return named.astype("int64").reset_index()


def connected_parts(edges: pd.DataFrame) -> list[frozenset[str]]:
    """The stakeholders of each part of the network that ties connect, the largest part first."""
    graph = nx.Graph(list(zip(edges["source"], edges["target"], strict=True)))
    found = (frozenset(part) for part in nx.connected_components(graph))
    return sorted(found, key=lambda part: (-len(part), sorted(part)))


def within_part(edges: pd.DataFrame, part: Collection[str]) -> pd.DataFrame:
    """The edges between stakeholders of the part."""
    return edges[edges["source"].isin(part) & edges["target"].isin(part)].reset_index(drop=True)


def answered_ties(edges: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a sign with ties: how many of them the other side answers in kind.

    `rows` is the incidence of the ties (`resampling.incidence`). Columns: sign, of (ties),
    answered, share, expected, corrected, and apart: how many are still answered when the sources
    that state both directions of a pair are set aside. Expected is the share of the possible ties
    that there are, where two stakeholders of different connected parts cannot be tied; corrected
    is 0 as at random and 1 when all are answered (Garlaschelli & Loffredo 2004, Physical Review
    Letters 93, 268701, doi 10.1103/PhysRevLett.93.268701).
    """
    possible = sum(len(part) * (len(part) - 1) for part in connected_parts(edges))
    found = []
    for sign in (1, -1):
        own = edges[edges["sign"] == sign]
        if own.empty:
            continue
        row = reciprocity(own).iloc[0]
        of, met, share = (float(row[c]) for c in ("of", "reciprocated", "reciprocity"))
        expected = of / possible if possible else np.nan
        corrected = (share - expected) / (1 - expected) if expected < 1 else np.nan
        apart = _answered_apart(rows[rows["sign"] == sign])
        found.append((sign, int(of), int(met), share, expected, corrected, apart))
    return pd.DataFrame(found, columns=list(ANSWERED))


def stakeholder_standing(edges: pd.DataFrame) -> pd.DataFrame:
    """One row a stakeholder: positive and negative ties received and given, and PN centrality.

    A pair with ties of both signs counts one of each in the degrees, so that nobody's distrust is
    lost; PN centrality takes one sign a pair, so it leaves such pairs out.
    """
    names = sorted({*edges["source"], *edges["target"]})
    parts = [
        signed_degree(edges[edges["sign"] == sign], directed=True, nodes=names).set_index("node")
        for sign in (1, -1)
    ]
    ways = {"received": "in", "given": "out"}
    columns: dict[str, object] = {"node": names}
    for way, suffix in ways.items():
        plus, minus = parts[0][f"positive_{suffix}"], parts[1][f"negative_{suffix}"]
        every = (plus + minus).where(plus + minus > 0)
        columns |= {
            f"positive_{way}": plus.array,
            f"negative_{way}": minus.array,
            f"polarity_{way}": ((plus - minus) / every).array,
        }
    score = pn_centrality(one_sign(edges, directed=True), directed=True, nodes=names)
    return pd.DataFrame(columns).assign(pn_in=score["pn_in"], pn_out=score["pn_out"])


def level_layers(
    relations: pd.DataFrame, *, segments: pd.DataFrame, concepts: pd.DataFrame, min_support: int
) -> pd.DataFrame:
    """The edges of every level, with the level of each."""
    found = ties_by(
        relations, by="level", segments=segments, concepts=concepts, min_support=min_support
    )
    signed = found[found["sign"] != 0].rename(columns={"truster": "source", "trustee": "target"})
    return signed.reindex(columns=[*EDGES, "level"]).reset_index(drop=True)


def organisations(stakeholders: pd.DataFrame) -> Mapping[str, str]:
    """The organisation of each stakeholder that has one."""
    known = stakeholders.dropna(subset=["organisation"])
    return dict(zip(known["stakeholder"], known["organisation"], strict=True))


def early_and_late(
    relations: pd.DataFrame, *, segments: pd.DataFrame, encounters: pd.DataFrame
) -> Phases | None:
    """The relations of early and late material; None where nothing tells them apart.

    Phases are used where their names say which is which (a word of EARLY_WORDS or LATE_WORDS).
    Otherwise the encounters of each study are parted at the middle one in time, which is early
    with those before it. Relations of material with neither are left out.
    """
    stated = relations.merge(
        segments.reindex(columns=["segment", "phase", "encounter", "study"]), on="segment"
    )
    by_phase = stated["phase"].map(_phase_part, na_action="ignore")
    if {"early", "late"} <= set(by_phase.dropna()):
        return _phases(relations, stated, by_phase, rule="phases")
    by_date = stated["encounter"].map(_halves(encounters))
    if {"early", "late"} <= set(by_date.dropna()):
        return _phases(relations, stated, by_date, rule="dates")
    return None


def edges_of_relations(
    relations: pd.DataFrame, *, segments: pd.DataFrame, concepts: pd.DataFrame
) -> pd.DataFrame:
    """The edge table of the ties that these relations make."""
    return edges_of(ties(relations, segments=segments, concepts=concepts))


def sway_of_each_pair(edges: pd.DataFrame) -> pd.DataFrame:
    """One row a pair that balance is counted on: what is left of it when the pair is left out.

    Columns are source, target and balance: the share of balanced triangles without the pair,
    missing when none is left.
    """
    pairs = one_sign(edges, directed=False)
    ends = [tuple(sorted(row)) for row in zip(pairs["source"], pairs["target"], strict=True)]
    rows = []
    for one, other in sorted(set(ends)):
        rest = pairs[[end != (one, other) for end in ends]]
        rows.append((one, other, triangle_balance(rest, directed=False).value))
    return pd.DataFrame(rows, columns=["source", "target", "balance"])


def _answered_apart(rows: pd.DataFrame) -> int:
    """How many ties are answered when sources that state both directions are set aside."""
    stated: dict[tuple[str, str], set[str]] = {}
    for source, target, unit in rows[["source", "target", "unit"]].itertuples(index=False):
        if source != target:
            stated.setdefault((source, target), set()).add(unit)
    return sum(
        bool(units - back) and bool(back - units)
        for (source, target), units in stated.items()
        for back in [stated.get((target, source), set())]
    )


def _phase_part(phase: str) -> str | None:
    words = set(re.findall(r"[^\W\d_]+", phase.lower()))
    early, late = bool(words & EARLY_WORDS), bool(words & LATE_WORDS)
    if early == late:
        return None
    return "early" if early else "late"


def _halves(encounters: pd.DataFrame) -> Mapping[str, str]:
    """Early or late for each dated encounter, within its study."""
    known = encounters.reindex(columns=["encounter", "study", "month", "date"])
    when = known["date"].astype("str").fillna(known["month"].astype("str"))
    dated = known.assign(when=when).dropna(subset=["when"])
    found: dict[str, str] = {}
    for _, rows in dated.groupby("study"):
        moments = sorted(rows["when"].astype("str"))
        middle = moments[(len(moments) - 1) // 2]
        if moments[0] == moments[-1]:
            continue
        found |= {
            str(name): "early" if str(moment) <= middle else "late"
            for name, moment in zip(rows["encounter"], rows["when"], strict=True)
        }
    return found


def _phases(relations: pd.DataFrame, stated: pd.DataFrame, part: pd.Series, *, rule: str) -> Phases:
    named = {word: stated.loc[part == word, "relation"] for word in ("early", "late")}
    return Phases(
        early=relations[relations["relation"].isin(named["early"])],
        late=relations[relations["relation"].isin(named["late"])],
        rule=rule,
    )
