"""k-clusters: partitions into clusters with few negative ties inside and positive ones between."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trustbook.errors import EdgeError
from trustbook.signed.cluster_search import Costs, all_best, improved, least_cost
from trustbook.signed.edge_tables import Edges, Node, Places, SignedNetwork, signed_network

Clusters = tuple[frozenset[Node], ...]
EXACT_NODES = 20
VISITS = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KClusters:
    """The best partitions into clusters.

    Attributes
    ----------
    k : int or None
        How many clusters there had to be; None for any number.
    violations : int
        How many ties are negative inside or positive between clusters, counted once each.
    criterion : float
        alpha × negative ties inside + (1 − alpha) × positive ties between clusters, which the best
        partitions make as small as can be (with alpha = .5 it is half the violations); missing
        without ties.
    partitions : tuple of tuples of frozensets
        The partitions that reach it, clusters with many nodes first.
    n_partitions : int
        How many are listed.
    all_found : bool
        Whether there are no others.
    exact : bool
        Whether the criterion is certainly the least; otherwise a search with random starts found
        the partitions, and better ones may exist.
    normalisation : str
        What the criterion adds up.
    """

    k: int | None
    violations: int
    criterion: float
    partitions: tuple[Clusters, ...]
    n_partitions: int
    all_found: bool
    exact: bool
    normalisation: str = "alpha × negative inside + (1 − alpha) × positive between, each tie once"


def k_clusters(  # noqa: PLR0913 - all but one are named
    edges: Edges,
    *,
    directed: bool,
    k: int | None = None,
    alpha: float = 0.5,
    most: int = 1000,
    seed: int = 1,
) -> KClusters:
    """The best partitions of the nodes that have ties into exactly `k` clusters, or any number.

    Up to 20 nodes the search is exact (branch and bound), unless it takes too many steps; beyond,
    it is the relocation of single nodes from random starts that Doreian & Mrvar use, and `exact` is
    false (5,000 nodes and 50,000 ties take a minute or two without `k`; for two clusters
    `frustration_index` searches better). In a directed network each arc counts.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.
    k : int, optional
        How many clusters there are to be; any number unless given.
    alpha : float
        How much a negative tie inside weighs, from 0 to 1; a positive tie between weighs 1 − alpha.
    most : int
        How many partitions are listed at most.
    seed : int
        Where the random starts begin.

    Returns
    -------
    KClusters
        The partitions with their violations.

    Raises
    ------
    EdgeError
        Where `k` is not from 1 to the number of nodes that have ties, `alpha` not from 0 to 1,
        `most` below 1, or a column, an end or a sign is missing.

    References
    ----------
    Doreian & Mrvar (1996), Social Networks 18, 149–168, doi 10.1016/0378-8733(95)00259-6; without
    `k`, clusterability as in Davis (1967), Human Relations 20, 181–187, doi
    10.1177/001872676702000206.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": -1})
    >>> best = k_clusters(table, directed=False)
    >>> best.violations, [sorted(map(sorted, p)) for p in best.partitions]
    (0, [[['a'], ['b'], ['c']]])
    """
    net = signed_network(edges, directed=directed)
    tied, costs = _costs(net, alpha)
    _require_counts(k, most, tied=len(tied))
    if not len(tied):
        return KClusters(
            k=k, violations=0, criterion=np.nan, partitions=(), n_partitions=0, all_found=True,
            exact=True,
        )  # fmt: skip
    exact = False
    labels: list[tuple[int, ...]] = [improved(costs, k=k, seed=seed)]
    complete = False
    if len(tied) <= EXACT_NODES:
        least, exact = least_cost(costs, k=k, start=labels[0], visits=VISITS)
        if exact:
            labels, complete = all_best(costs, k=k, least=least, most=most, visits=VISITS)
    partitions = sorted((_named(net, tied, one) for one in labels), key=_order)
    inside, between = costs.violations(labels[0])
    return KClusters(
        k=k,
        violations=inside + between,
        criterion=alpha * inside + (1 - alpha) * between,
        partitions=tuple(partitions),
        n_partitions=len(partitions),
        all_found=exact and complete,
        exact=exact,
    )


def k_cluster_profile(
    edges: Edges, *, directed: bool, most_k: int = 6, alpha: float = 0.5, seed: int = 1
) -> pd.DataFrame:
    """How few violations each number of clusters allows.

    Parameters
    ----------
    edges : DataFrame or networkx graph
        One row (or edge) per tie, with `source`, `target` and `sign` (1, −1 or 0), or `weight`
        whose sign counts.
    directed : bool
        Whether ties have a direction.
    most_k : int
        The largest number of clusters tried.
    alpha : float
        How much a negative tie inside weighs, from 0 to 1.
    seed : int
        Where the random starts begin.

    Returns
    -------
    DataFrame
        One row per number of clusters from 1 to `most_k`: k, violations, criterion, n_partitions,
        all_found and exact, as in `KClusters`.

    Raises
    ------
    EdgeError
        Where `alpha` is not from 0 to 1, or a column, an end or a sign is missing.

    References
    ----------
    Doreian & Mrvar (1996), Social Networks 18, 149–168, doi 10.1016/0378-8733(95)00259-6.

    Examples
    --------
    >>> table = pd.DataFrame({"source": list("aba"), "target": list("bcc"), "sign": -1})
    >>> k_cluster_profile(table, directed=False)["violations"].tolist()
    [3, 1, 0]
    """
    tied, _ = _costs(signed_network(edges, directed=directed), alpha)
    best = [
        k_clusters(edges, directed=directed, k=k, alpha=alpha, seed=seed)
        for k in range(1, min(most_k, len(tied)) + 1)
    ]
    columns = ["k", "violations", "criterion", "n_partitions", "all_found", "exact"]
    rows = [[getattr(one, name) for name in columns] for one in best]
    return pd.DataFrame(rows, columns=columns)


def _costs(net: SignedNetwork, alpha: float) -> tuple[Places, Costs]:
    """The places of the nodes that have ties, and what placing them together or apart costs."""
    if not 0 <= alpha <= 1:
        raise EdgeError(f"clusters: alpha is {alpha}; it is a weight from 0 to 1")
    plus, minus = net.positive, net.negative
    if net.directed:
        plus, minus = plus + plus.T, minus + minus.T
    tied = np.flatnonzero(np.asarray((plus + minus).sum(axis=1)).ravel())
    return tied, Costs(
        plus=plus.tocsr()[tied][:, tied].tocsr(),
        minus=minus.tocsr()[tied][:, tied].tocsr(),
        alpha=alpha,
    )


def _require_counts(k: int | None, most: int, *, tied: int) -> None:
    if k is not None and k not in range(1, tied + 1):
        raise EdgeError(
            f"clusters: k is {k}, and {tied} nodes have ties; k is a whole number from 1 to "
            "as many as these, or left out for any number of clusters"
        )
    if most < 1:
        raise EdgeError(f"clusters: most is {most}; at least 1 partition has to be listed")


def _named(net: SignedNetwork, tied: Places, labels: tuple[int, ...]) -> Clusters:
    clusters: dict[int, list[int]] = {}
    for place, label in zip(tied, labels, strict=True):
        clusters.setdefault(label, []).append(int(place))
    ordered = sorted(clusters.values(), key=lambda part: (-len(part), part))
    return tuple(frozenset(net.nodes[i] for i in part) for part in ordered)


def _order(clusters: Clusters) -> tuple[int, list[list[str]]]:
    return len(clusters), [sorted(map(str, cluster)) for cluster in clusters]
