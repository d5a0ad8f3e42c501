"""Groups of nodes, such as organisations: brokerage between them and ties inside and across."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from trustbook.errors import EdgeError
from trustbook.signed.edge_tables import (
    Edges,
    Node,
    Places,
    SignedNetwork,
    require_directed,
    signed_network,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EIIndex:
    """The E–I index with what it can reach in this network; its numbers are missing without ties.

    Attributes
    ----------
    value : float
        (external − internal) / (external + internal): −1 when all ties stay inside groups, 1 when
        all run between groups.
    internal, external : int
        How many ties run inside groups and between groups.
    lowest, highest : float
        The ends that so many ties among groups of these sizes can reach.
    expected : float
        The mean when as many ties are placed at random.
    left_out : int
        How many ties have an end in no group.
    normalisation : str
        What was divided by what.
    """

    value: float
    internal: int
    external: int
    lowest: float
    highest: float
    expected: float
    left_out: int
    normalisation: str = "(external − internal) / (external + internal)"


def ei_index(
    edges: Edges,
    groups: Mapping[Any, object],
    *,
    directed: bool,
    sign: int | None = None,
) -> EIIndex:
    """The E–I index of the ties of one sign, or of all, over the groups of their nodes.

    Where all count, a tie with both signs counts once.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    groups : mapping or Series
        The group of each node, also of nodes without ties; a node that is not in it, or whose group
        is missing, belongs to none.
    directed : bool
        Whether ties have a direction.
    sign : {1, -1}, optional
        Which ties count; all of them unless given.

    Returns
    -------
    EIIndex
        The index, with its counts and what it can reach.

    Raises
    ------
    EdgeError
        Where `groups` is no mapping, `sign` is something else, a column, an end or a sign of a row
        is missing.

    References
    ----------
    Krackhardt & Stern (1988), Social Psychology Quarterly 51, 123–140, doi 10.2307/2786835.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"], "sign": [1, 1]})
    >>> index = ei_index(table, {"a": 1, "b": 1, "c": 2}, directed=False)
    >>> index.value, index.lowest, index.highest
    (0.0, 0.0, 1.0)
    """
    group_of = _groups_of_nodes(groups)
    net = signed_network(edges, directed=directed, nodes=group_of)
    i, j = _ties(net, sign)
    group = _numbers(net, group_of)
    grouped = (group[i] >= 0) & (group[j] >= 0)
    inside = int((grouped & (group[i] == group[j])).sum())
    between = int(grouped.sum()) - inside
    sizes = np.bincount(group[group >= 0], minlength=1)
    room_inside, room_between = _room(sizes, directed=directed)
    most_inside = min(inside + between, room_inside)
    most_between = min(inside + between, room_between)
    return EIIndex(
        value=_ei(inside, between),
        internal=inside,
        external=between,
        lowest=_ei(most_inside, inside + between - most_inside),
        highest=_ei(inside + between - most_between, most_between),
        expected=_ei(room_inside, room_between) if inside + between else np.nan,
        left_out=len(i) - int(grouped.sum()),
    )


def brokerage(
    edges: Edges,
    groups: Mapping[Any, object],
    *,
    directed: bool = True,
    sign: int = 1,
) -> pd.DataFrame:
    """How often each node stands between two others, by the groups of the three.

    A node b brokers where a → b → c without a → c; only ties of `sign` count, on the path and as
    the tie that would close it. Roles are `coordinator` (all three in one group), `itinerant` (a
    and c in one group, b in another; also called consultant), `gatekeeper` (b and c in one group, a
    outside), `representative` (a and b in one group, c outside) and `liaison` (three groups).

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    groups : mapping or Series
        The group of each node, also of nodes without ties; a node that is not in it, or whose group
        is missing, belongs to none.
    directed : bool
        Has to be True: brokerage follows the direction of ties.
    sign : {1, -1}
        Which ties count.

    Returns
    -------
    DataFrame
        One row per node: node, a count for each role, total (their sum) and ungrouped (paths with a
        node in no group). Counts are raw.

    Raises
    ------
    EdgeError
        Where `directed` is False, `groups` is no mapping, `sign` is something else, a column, an
        end or a sign of a row is missing.

    References
    ----------
    Gould & Fernandez (1989), Sociological Methodology 19, 89–126, doi 10.2307/270949.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [1, 1]})
    >>> roles = brokerage(table, {"a": "x", "b": "y", "c": "y"})
    >>> roles.loc[1, ["gatekeeper", "total"]].tolist()
    [1, 1]
    """
    require_directed(directed=directed, measure="brokerage")
    group_of = _groups_of_nodes(groups)
    net = signed_network(edges, directed=True, nodes=group_of)
    i, j = _ties(net, sign)
    paths = _open_paths(i, j, net.n)
    group = _numbers(net, group_of)
    a, b, c = (group[paths[end].to_numpy()] for end in ("a", "b", "c"))
    roles = {
        "coordinator": (a == b) & (b == c),
        "itinerant": (a == c) & (a != b),
        "gatekeeper": (b == c) & (a != b),
        "representative": (a == b) & (b != c),
        "liaison": (a != b) & (b != c) & (a != c),
    }
    grouped = (a >= 0) & (b >= 0) & (c >= 0)
    at = paths["b"].to_numpy()
    counts = {
        role: np.bincount(at[plays & grouped], minlength=net.n) for role, plays in roles.items()
    }
    return pd.DataFrame(
        {"node": list(net.nodes)}
        | counts
        | {
            "total": np.bincount(at[grouped], minlength=net.n),
            "ungrouped": np.bincount(at[~grouped], minlength=net.n),
        }
    )


def _groups_of_nodes(groups: Mapping[Any, object]) -> dict[Node, object]:
    """The groups of the nodes that have one."""
    if not isinstance(groups, Mapping | pd.Series):
        raise EdgeError(
            f"groups: a mapping from each node to its group is needed, this is a "
            f"{type(groups).__name__}; of a table make dict(zip(table[nodes], table[groups]))"
        )
    return dict(pd.Series(dict(groups), dtype=object).dropna().items())


def _numbers(net: SignedNetwork, groups: Mapping[Any, object]) -> Places:
    """The group of every node as a number, −1 for none."""
    number = {group: i for i, group in enumerate(dict.fromkeys(groups.values()))}
    numbers = [number[groups[node]] if node in groups else -1 for node in net.nodes]
    return np.array(numbers, dtype="int64")


def _ties(net: SignedNetwork, sign: int | None) -> tuple[Places, Places]:
    """Where the ties of the sign begin and end; an undirected tie once."""
    if sign not in {None, 1, -1}:
        raise EdgeError(f"sign is {sign!r}; allowed are 1 for positive and -1 for negative ties")
    of = {None: net.positive + net.negative, 1: net.positive, -1: net.negative}
    i, j = of[sign].tocoo().coords
    once = np.ones(len(i), dtype=bool) if net.directed else i < j
    return i[once].astype("int64"), j[once].astype("int64")


def _room(sizes: Places, *, directed: bool) -> tuple[int, int]:
    """How many ties there can be inside groups, and between them."""
    n, ways = int(sizes.sum()), 1 if directed else 2
    inside = int((sizes * (sizes - 1)).sum())
    return inside // ways, (n * (n - 1) - inside) // ways


def _ei(inside: int, between: int) -> float:
    return (between - inside) / (between + inside) if inside + between else np.nan


def _open_paths(i: Places, j: Places, n: int) -> pd.DataFrame:
    """Every a → b → c with a and c different and without a → c."""
    first, second = pd.DataFrame({"a": i, "b": j}), pd.DataFrame({"b": i, "c": j})
    paths = first.merge(second, on="b")
    closed = np.isin(paths["a"] * n + paths["c"], i * n + j)
    return paths[(paths["a"] != paths["c"]) & ~closed]
