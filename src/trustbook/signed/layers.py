"""Several layers of one network: overlap, positive less negative ties, early and late."""

from itertools import combinations

import numpy as np
import pandas as pd

from trustbook.signed.edge_tables import (
    Edges,
    Node,
    edge_table,
    require_edge_columns,
    signed_rows,
    sort_key,
)

_Signs = dict[tuple[Node, Node], frozenset[int]]
_MARKS = {frozenset({1}): "+", frozenset({-1}): "-", frozenset({1, -1}): "±"}


def layer_overlap(edges: Edges, *, layer: str, directed: bool) -> pd.DataFrame:
    """How many pairs of nodes are tied in both of two layers, for every two layers.

    A pair of nodes (ordered in a directed network) counts once in a layer, whatever its signs
    there.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    layer : str
        The column (or edge attribute) that says which layer a row belongs to.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    DataFrame
        One row per two layers: one, other, pairs_one and pairs_other (pairs tied in each), shared
        (tied in both), same_sign (of these, pairs with the same signs in both), jaccard = shared /
        tied in either, share_of_one and share_of_other = shared / tied in the one or the other;
        shares are missing where a layer has no tie.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    References
    ----------
    Jaccard (1912), New Phytologist 11, 37–50, doi 10.1111/j.1469-8137.1912.tb05611.x.

    Examples
    --------
    >>> table = pd.DataFrame({"source": "a", "target": list("bcb"), "sign": 1})
    >>> table = table.assign(level=list("xxy"))
    >>> overlap = layer_overlap(table, layer="level", directed=True)
    >>> overlap[["one", "other", "shared", "jaccard"]].values.tolist()
    [['x', 'y', 1, 0.5]]
    """
    table = edge_table(edges, directed=directed)
    require_edge_columns(table, layer)
    signs: dict[Node, _Signs] = {
        name: _signs(rows, directed=directed) for name, rows in table.groupby(layer, sort=False)
    }
    rows = [
        (one, other, *_overlap(signs[one], signs[other])) for one, other in combinations(signs, 2)
    ]
    columns = ["one", "other", "pairs_one", "pairs_other", "shared", "same_sign"]
    shares = ["jaccard", "share_of_one", "share_of_other"]
    return pd.DataFrame(rows, columns=[*columns, *shares])


def positive_minus_negative(edges: Edges, *, by: str, directed: bool) -> pd.DataFrame:
    """Positive ties minus negative ones, for each value of a column such as level or concept.

    Within a value a tie counts once for each sign it has; self-ties are left out.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    by : str
        The column (or edge attribute) whose values are compared.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    DataFrame
        One row per value: the value (in a column called as `by` is), positive, negative, difference
        = positive − negative, and polarity = difference / (positive + negative), from −1 to 1 and
        missing without ties.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"source": "a", "target": list("bcd"), "sign": [1, 1, -1]})
    >>> table = table.assign(level="micro")
    >>> positive_minus_negative(table, by="level", directed=True)["difference"].tolist()
    [1]
    """
    table = edge_table(edges, directed=directed)
    require_edge_columns(table, by)
    rows = []
    for name, part in table.groupby(by, sort=False):
        signs = [sign for tie in _signs(part, directed=directed).values() for sign in tie]
        plus, minus = signs.count(1), signs.count(-1)
        every = plus + minus
        share = (plus - minus) / every if every else np.nan
        rows.append((name, plus, minus, plus - minus, share))
    columns = [by, "positive", "negative", "difference", "polarity"]
    return pd.DataFrame(rows, columns=columns)


def tie_change(early: Edges, late: Edges, *, directed: bool) -> pd.DataFrame:
    """What became of each tie between an early and a late network.

    Parameters
    ----------
    early, late : DataFrame or networkx graph
        Two networks on the same names: one row (or edge) per tie, with `source`, `target` and
        `sign` (1, −1 or 0), or `weight` whose sign counts.
    directed : bool
        Whether ties have a direction.

    Returns
    -------
    DataFrame
        One row per pair of nodes tied in either network: source, target, early and late (`+`, `-`,
        `±` for both signs, or empty) and change: only early, only late, both (with the same signs)
        or sign changed.

    Raises
    ------
    EdgeError
        Where a column is missing, or an end or a sign is missing.

    Examples
    --------
    >>> early = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [1, 1]})
    >>> late = pd.DataFrame({"source": ["a"], "target": ["b"], "sign": [-1]})
    >>> tie_change(early, late, directed=True)["change"].tolist()
    ['sign changed', 'only early']
    """
    first, second = _signs(early, directed=directed), _signs(late, directed=directed)
    rows = []
    for pair in sorted({*first, *second}, key=lambda ends: tuple(map(sort_key, ends))):
        before, after = first.get(pair, frozenset()), second.get(pair, frozenset())
        marks = _MARKS.get(before, ""), _MARKS.get(after, "")
        rows.append((*pair, *marks, _change(before, after)))
    return pd.DataFrame(rows, columns=["source", "target", "early", "late", "change"])


def _signs(edges: Edges, *, directed: bool) -> _Signs:
    """The signs of every tied pair; an undirected pair begins with the name that sorts first."""
    rows = signed_rows(edges, directed=directed)
    rows = rows[(rows["sign"] != 0) & (rows["source"] != rows["target"])]
    signs: _Signs = {}
    for one, other, sign in rows.itertuples(index=False, name=None):
        ends = (one, other) if directed or sort_key(one) <= sort_key(other) else (other, one)
        signs[ends] = signs.get(ends, frozenset()) | {sign}
    return signs


def _overlap(one: _Signs, other: _Signs) -> tuple[float, ...]:
    both = one.keys() & other.keys()
    same = sum(one[pair] == other[pair] for pair in both)
    either = len(one) + len(other) - len(both)
    shares = [len(both) / n if n else np.nan for n in (either, len(one), len(other))]
    return (len(one), len(other), len(both), same, *shares)


def _change(before: frozenset[int], after: frozenset[int]) -> str:
    if not after:
        return "only early"
    if not before:
        return "only late"
    return "both" if before == after else "sign changed"
