"""The search for clusters: exact by branch and bound, else by moving single nodes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from trustbook.signed.edge_tables import Floats, Places

_SAME = 1e-9
_STARTS = 6
_FEW_STARTS = 3  # in networks beyond 100 nodes
_MANY_NODES = 100
_SWEEPS = 50
_MOST_CLUSTERS = 12


Labels = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Positive and negative ties of every pair, both ways, and what a violation of each costs."""

    plus: sparse.csr_array
    minus: sparse.csr_array
    alpha: float

    @property
    def n(self) -> int:
        """The number of nodes."""
        return int(self.plus.shape[0])

    def violations(self, labels: Labels) -> tuple[int, int]:
        """How many negative ties run inside clusters and how many positive ones between."""
        label = np.array(labels)
        plus, minus = self.plus.tocoo(), self.minus.tocoo()
        inside = label[minus.coords[0]] == label[minus.coords[1]]
        between = label[plus.coords[0]] != label[plus.coords[1]]
        return int(minus.data[inside].sum()) // 2, int(plus.data[between].sum()) // 2

    def of(self, labels: Labels) -> float:
        """The criterion of a partition."""
        inside, between = self.violations(labels)
        return self.alpha * inside + (1 - self.alpha) * between


def least_cost(costs: Costs, *, k: int | None, start: Labels, visits: int) -> tuple[float, bool]:
    """The least criterion there is, and whether it is certain; `start` gives one to beat."""
    search = _Search(costs, k=k, visits=visits)
    least = [costs.of(start)]
    for _, cost in search.run(lambda: least[-1] - 2 * _SAME):
        least.append(cost)
    return least[-1], not search.stopped


def all_best(
    costs: Costs, *, k: int | None, least: float, most: int, visits: int
) -> tuple[list[Labels], bool]:
    """The first `most` partitions that cost no more than `least`, and whether these are all."""
    search = _Search(costs, k=k, visits=10 * visits)
    best: list[Labels] = []
    for labels, _ in search.run(lambda: least + _SAME):
        if len(best) == most:
            return best, False
        best.append(labels)
    return best, not search.stopped


def improved(costs: Costs, *, k: int | None, seed: int) -> Labels:
    """A partition that moving no single node improves, the best of several random starts."""
    random = np.random.default_rng(seed)
    optima: list[Labels] = []
    starts = _STARTS if costs.n <= _MANY_NODES else _FEW_STARTS
    for n_clusters in [k] if k else range(1, min(costs.n, _MOST_CLUSTERS) + 1):
        for _ in range(starts):
            label = random.integers(0, n_clusters, costs.n)
            label[random.permutation(costs.n)[:n_clusters]] = np.arange(n_clusters)
            optima.append(_settled(costs, label, n_clusters=n_clusters, keep=k is not None))
    return min(optima, key=lambda labels: (costs.of(labels), labels))


def _settled(costs: Costs, label: Places, *, n_clusters: int, keep: bool) -> Labels:
    """The labels after moving nodes one by one as long as that lowers the criterion."""
    size = np.bincount(label, minlength=n_clusters)
    plus, minus = costs.plus, costs.minus
    for _ in range(_SWEEPS):
        changed = False
        for node in range(costs.n):
            if keep and size[label[node]] == 1:
                continue
            won = np.zeros(n_clusters)
            for matrix, weight in ((plus, 1 - costs.alpha), (minus, -costs.alpha)):
                span = slice(matrix.indptr[node], matrix.indptr[node + 1])
                np.add.at(won, label[matrix.indices[span]], weight * matrix.data[span])
            best = int(won.argmax())
            if won[best] > won[label[node]] + _SAME:
                size[label[node]] -= 1
                size[best] += 1
                label[node] = best
                changed = True
        if not changed:
            break
    return _renumbered(label)


def _renumbered(label: Places) -> Labels:
    """The labels as 0, 1, … in the order of their first nodes."""
    names: dict[int, int] = {}
    return tuple(names.setdefault(int(one), len(names)) for one in label)


class _Search:
    """Branch and bound over partitions, one node after the other, the cheapest cluster first.

    The bound adds, for each node still to be placed, the cheapest cluster as things stand.
    """

    def __init__(self, costs: Costs, *, k: int | None, visits: int) -> None:
        plus, minus = costs.plus.toarray(), costs.minus.toarray()
        self.order = _ordered(plus + minus)
        self.win = ((1 - costs.alpha) * plus)[np.ix_(self.order, self.order)]
        self.lose = (costs.alpha * minus)[np.ix_(self.order, self.order)]
        self.n, self.k = costs.n, k
        self.left = visits
        self.stopped = False

    def run(self, limit: Callable[[], float]) -> Iterator[tuple[Labels, float]]:
        """The partitions whose criterion is at most what `limit` says when each is reached."""
        self.limit = limit
        self.together = np.zeros((self.n, self.n + 1))  # cost of node in cluster, of placed ones
        self.label = np.zeros(self.n, dtype="int64")
        yield from self._place(0, 0, 0.0)

    def _place(self, depth: int, used: int, cost: float) -> Iterator[tuple[Labels, float]]:
        if depth == self.n:
            if self.k is None or used == self.k:
                yield self._labels(), cost
            return
        if self.k is not None and self.n - depth < self.k - used:
            return
        open_ = used + 1 if self.k is None or used < self.k else used
        base = self.win[depth, :depth].sum()
        price = base + self.together[depth, :open_]
        for cluster in np.argsort(price, kind="stable"):
            self.left -= 1
            if self.left < 0:
                self.stopped = True
                return
            after = cost + float(price[cluster])
            self._join(depth, int(cluster), 1)
            if after + self._rest(depth + 1, max(used, int(cluster) + 1)) <= self.limit():
                self.label[depth] = cluster
                yield from self._place(depth + 1, max(used, int(cluster) + 1), after)
            self._join(depth, int(cluster), -1)

    def _join(self, node: int, cluster: int, way: int) -> None:
        self.together[:, cluster] += way * (self.lose[:, node] - self.win[:, node])

    def _rest(self, depth: int, used: int) -> float:
        """What the nodes to come cost at least, each towards the nodes placed already."""
        if depth == self.n:
            return 0.0
        base = self.win[depth:, :depth].sum(axis=1)
        cheapest = self.together[depth:, :used].min(axis=1)
        if self.k is None or used < self.k:
            cheapest = np.minimum(cheapest, 0.0)
        return float((base + cheapest).sum())

    def _labels(self) -> Labels:
        label = np.zeros(self.n, dtype="int64")
        label[self.order] = self.label
        return _renumbered(label)


def _ordered(ties: Floats) -> Places:
    """The nodes in an order in which each has as many ties as possible with those before it."""
    order: list[int] = []
    left = list(range(len(ties)))
    while left:
        placed = ties[:, order].sum(axis=1) if order else np.zeros(len(ties))
        nxt = max(left, key=lambda node: (placed[node], ties[node].sum(), -node))
        order.append(nxt)
        left.remove(nxt)
    return np.array(order, dtype="int64")
