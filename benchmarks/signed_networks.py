"""Time and memory of the measures of signed networks, beside an obvious loop with networkx.

Usage: python benchmarks/signed_networks.py [NODES] [TIES]

The frustration index is timed on the network of Read (1954) and on three networks of two camps with
trust inside and distrust between, of whose ties a share does not fit; the rest on ties drawn from a
fixed seed. Each part is measured alone in a fresh process, so that peak memory is its own.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

from trustbook import signed

SEED = 1
TRIBES = Path(__file__).parents[1] / "tests" / "signed" / "read-1954.csv"


def drawn(nodes: int, ties: int) -> pd.DataFrame:
    """So many undirected ties between random pairs, three of ten negative."""
    random = np.random.default_rng(SEED)
    pairs = np.sort(random.integers(0, nodes, (2 * ties, 2)), axis=1)
    distinct_pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    chosen = random.choice(len(distinct_pairs), ties, replace=False)
    signs = np.where(random.random(ties) < 0.3, -1, 1)
    return pd.DataFrame(distinct_pairs[chosen], columns=["source", "target"]).assign(sign=signs)


CAMPS = {  # nodes, ties, share of ties that do not fit
    "1,000 ties": (300, 1_000, 0.05),
    "8,000 ties": (1_500, 8_000, 0.08),
    "25,000 ties": (4_000, 25_000, 0.05),
}


def two_camps(nodes: int, ties: int, noise: float) -> pd.DataFrame:
    """Undirected ties of two camps; nodes that come first have many, as in most networks."""
    random = np.random.default_rng(SEED)
    chance = 1 / np.arange(1, nodes + 1) ** 0.7
    ends = np.sort(random.choice(nodes, (6 * ties, 2), p=chance / chance.sum()), axis=1)
    every = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    pairs = every[random.permutation(len(every))[:ties]]
    camp = random.integers(0, 2, nodes)
    suits = np.where(camp[pairs[:, 0]] == camp[pairs[:, 1]], 1, -1)
    signs = np.where(random.random(ties) < noise, -suits, suits)
    return pd.DataFrame(pairs, columns=["source", "target"]).assign(sign=signs)


def unproved(edges: pd.DataFrame) -> float:
    """How far the lower bound of the frustration index is below it, as a share of it."""
    best = signed.frustration_index(edges, directed=False, most=1)
    print(f"    index {best.index}, lower bound {best.lower_bound:g}; share between them:")
    return 1 - best.lower_bound / best.index


def shuffled(edges: pd.DataFrame, measure: str) -> float:
    """What a measure of balance is expected to be when the signs are shuffled."""
    directed = measure == "transitive_balance"
    rows = signed.balance_baseline(edges, directed=directed, measures=[measure], shuffles=1000)
    return rows["expected"].iloc[0]


def highest_pn(edges: pd.DataFrame) -> float:
    """The highest PN centrality."""
    return signed.pn_centrality(edges, directed=False)["pn"].max()


def loop_over_triangles(edges: pd.DataFrame) -> float:
    """The share of balanced triangles, the obvious way: every pair of neighbours of every node."""
    graph = nx.Graph()
    for one, other, sign in edges.itertuples(index=False, name=None):
        graph.add_edge(one, other, sign=sign)
    good = triples = 0
    for node in graph:
        for one, other in combinations(graph[node], 2):
            if graph.has_edge(one, other):
                product = graph[node][one]["sign"] * graph[node][other]["sign"]
                good += product * graph[one][other]["sign"] > 0
                triples += 1
    return good / triples


def loop_over_partitions(edges: pd.DataFrame) -> int:
    """The frustration index, the obvious way: every partition, every tie."""
    nodes = sorted({*edges["source"], *edges["target"]})
    ties = list(edges.itertuples(index=False, name=None))
    best = len(ties)
    for number in range(1 << (len(nodes) - 1)):
        side = {node: number >> i & 1 for i, node in enumerate(nodes)}
        best = min(best, sum((side[a] == side[b]) == (sign < 0) for a, b, sign in ties))
    return best


def parts(nodes: int, ties: int) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    return {
        "nothing but the table": lambda: len(drawn(nodes, ties)),
        "frustration index, Read": lambda: (
            signed.frustration_index(pd.read_csv(TRIBES), directed=False).index
        ),
        "frustration index, Read, loop": lambda: loop_over_partitions(pd.read_csv(TRIBES)),
        **{
            f"frustration bound, {name}": lambda size=size: unproved(two_camps(*size))
            for name, size in CAMPS.items()
        },
        "clusters, Read": lambda: signed.k_clusters(pd.read_csv(TRIBES), directed=False).violations,
        "triangle balance": lambda: (
            signed.triangle_balance(drawn(nodes, ties), directed=False).value
        ),
        "triangle balance, loop": lambda: loop_over_triangles(drawn(nodes, ties)),
        "transitive balance": lambda: signed.transitive_balance(drawn(nodes, ties)).value,
        "triangles, 1,000 shuffles": lambda: shuffled(drawn(nodes, ties), "triangle_balance"),
        "triads, 1,000 shuffles": lambda: shuffled(drawn(nodes, ties), "transitive_balance"),
        "frustration, 1,000 shuffles": lambda: shuffled(drawn(nodes, ties), "frustration_index"),
        "PN centrality": lambda: highest_pn(drawn(nodes, ties)),
        "smallest Laplacian eigenvalue": lambda: signed.smallest_laplacian_eigenvalue(
            drawn(nodes, ties), directed=False
        ),
        "walk balance": lambda: signed.walk_balance(drawn(nodes, ties), directed=False).value,
    }


def peak_megabytes() -> float:
    """The largest memory this process had; 0 where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 (not on Windows)
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, nodes: int, ties: int) -> None:
    """Print time, memory and result of one part."""
    part = parts(nodes, ties)[name]
    start, used = time.perf_counter(), time.process_time()
    result = part()
    seconds, used = time.perf_counter() - start, time.process_time() - used
    print(
        f"{name:32} {seconds:7.2f} s ({used:.2f} s of processor) {peak_megabytes():5.0f} MB  "
        f"{result:.6g}",
        flush=True,
    )


def main() -> None:
    """Measure every part in a process of its own."""
    sizes = [int(word) for word in sys.argv[1:3]]
    nodes, ties = sizes if len(sizes) > 1 else (3_000, 30_000)
    print(f"{nodes:,} nodes, {ties:,} ties")
    for name in parts(nodes, ties):
        command = [sys.executable, str(Path(__file__)), str(nodes), str(ties), name]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        measure(sys.argv[3], int(sys.argv[1]), int(sys.argv[2]))
    else:
        main()
