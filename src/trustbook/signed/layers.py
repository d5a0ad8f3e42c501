"""Several layers of one network: overlap, positive less negative ties, early and late."""

from itertools import combinations

import numpy as np
import pandas as pd

from trustbook.signed.edge_tables import Node, require_columns, signed_rows

OVERLAP = (
    *("one", "other", "pairs_one", "pairs_other", "shared", "same_sign"),
    *("jaccard", "share_of_one", "share_of_other"),
)
CHANGES = ("only early", "only late", "both", "sign changed")
CHANGE = ("source", "target", "early", "late", "change")
_Tied = dict[tuple[Node, Node], frozenset[int]]
_MARKS = {frozenset({1}): "+", frozenset({-1}): "-", frozenset({1, -1}): "±"}


def layer_overlap(edges: pd.DataFrame, *, layer: str, directed: bool) -> pd.DataFrame:
    """One row a pair of layers: how many pairs of nodes are tied in both.

    `layer` names the column that says which layer a row belongs to. A pair of nodes (ordered in a
    directed network) counts once in a layer, whatever its signs there. `shared` is how many are
    tied in both layers, `same_sign` how many of these with the same signs, `jaccard` = shared /
    tied in either, `share_of_one` and `share_of_other` = shared / tied in the one or the other
    layer; shares are missing where a layer has no tie. Source of the coefficient: Jaccard (1912),
    New Phytologist 11, 37–50.
    """
    require_columns(edges, layer)
    signs: dict[Node, _Tied] = {
        name: _signs(rows, directed=directed) for name, rows in edges.groupby(layer, sort=False)
    }
    rows = [_shared(one, other, signs) for one, other in combinations(signs, 2)]
    return pd.DataFrame(rows, columns=list(OVERLAP))


def positive_minus_negative(edges: pd.DataFrame, *, by: str, directed: bool) -> pd.DataFrame:
    """One row a value of the column `by`: its positive ties less its negative ones.

    Columns are `by`, positive, negative, difference = positive − negative and polarity =
    difference / (positive + negative), from −1 to 1 and missing without ties. Within a value a
    tie counts once for each sign it has; self-ties are left out.
    """
    require_columns(edges, by)
    rows = []
    for name, part in edges.groupby(by, sort=False):
        signs = [sign for found in _signs(part, directed=directed).values() for sign in found]
        plus, minus = signs.count(1), signs.count(-1)
        every = plus + minus
        share = (plus - minus) / every if every else np.nan
        rows.append((name, plus, minus, plus - minus, share))
    columns = [by, "positive", "negative", "difference", "polarity"]
    return pd.DataFrame(rows, columns=columns)


def tie_change(early: pd.DataFrame, late: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """One row a pair of nodes tied in either table: which signs it has early and late.

    `early` and `late` are `+`, `-`, `±` (both signs) or empty, `change` is one of only early, only
    late, both (with the same signs) and sign changed.
    """
    first, second = _signs(early, directed=directed), _signs(late, directed=directed)
    rows = []
    for pair in sorted({*first, *second}, key=lambda ends: tuple(map(_words, ends))):
        before, after = first.get(pair, frozenset()), second.get(pair, frozenset())
        marks = _MARKS.get(before, ""), _MARKS.get(after, "")
        rows.append((*pair, *marks, _changed(before, after)))
    return pd.DataFrame(rows, columns=list(CHANGE))


def _signs(edges: pd.DataFrame, *, directed: bool) -> _Tied:
    """The signs of every tied pair; an undirected pair begins with the name that sorts first."""
    rows = signed_rows(edges)
    rows = rows[(rows["sign"] != 0) & (rows["source"] != rows["target"])]
    found: _Tied = {}
    for one, other, sign in rows.itertuples(index=False, name=None):
        ends = (one, other) if directed or _words(one) <= _words(other) else (other, one)
        found[ends] = found.get(ends, frozenset()) | {sign}
    return found


def _words(name: Node) -> tuple[str, str]:
    """How names of any kind are ordered, those that read alike by their kinds."""
    return str(name), type(name).__name__


def _shared(one: Node, other: Node, signs: dict[Node, _Tied]) -> tuple[object, ...]:
    first, second = signs[one], signs[other]
    both = first.keys() & second.keys()
    same = sum(first[pair] == second[pair] for pair in both)
    either = len(first) + len(second) - len(both)
    shares = [len(both) / n if n else np.nan for n in (either, len(first), len(second))]
    return (one, other, len(first), len(second), len(both), same, *shares)


def _changed(before: frozenset[int], after: frozenset[int]) -> str:
    if not after:
        return "only early"
    if not before:
        return "only late"
    return "both" if before == after else "sign changed"
