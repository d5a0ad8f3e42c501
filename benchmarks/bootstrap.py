"""Time and memory of resampling sources, beside the obvious loop over pandas and networkx.

Each measurement runs in a process of its own. Both ways resample a corpus of the size of the
reference corpus with the same weights and have to give the same numbers; then follows a corpus of
50,000 sources.

Usage: python benchmarks/bootstrap.py [NUMBER OF SOURCES OF THE LARGE CORPUS]
"""

import multiprocessing
import sys
import time
from collections.abc import Callable

import networkx as nx
import numpy as np
import pandas as pd

from trustbook.networks.resampling import (
    incidence_matrix,
    network_measures,
    resampled_received,
    resampled_ties,
    unit_draws,
)

SEED = 1


def incidence(sources: int, *, stakeholders: int, random: np.random.Generator) -> pd.DataFrame:
    """One to three ties of each source; popular stakeholders are named more often."""
    rank = np.arange(1, stakeholders + 1)
    chance = (1 / rank) / (1 / rank).sum()
    units = np.repeat(np.arange(sources), random.integers(1, 4, sources))
    rows = pd.DataFrame(
        {
            "source": random.choice(stakeholders, len(units), p=chance),
            "target": random.choice(stakeholders, len(units), p=chance),
            "sign": random.choice([1, -1], len(units)),
            "unit": units,
        }
    )
    apart = rows[rows["source"] != rows["target"]]
    return apart.astype({"source": "str", "target": "str", "unit": "str"})


def by_product(rows: pd.DataFrame, resamples: int) -> float:
    """Share of positive ties and triad balance of each resample by products; their sum."""
    matrix = incidence_matrix(rows)
    total = 0.0
    for weights in unit_draws(len(matrix.units), resamples=resamples, seed=SEED):
        values = network_measures(matrix, weights @ matrix.entries)
        total += float(np.nansum(values["positive_share"]) + np.nansum(values["triad_balance"]))
    return total


def by_loop(rows: pd.DataFrame, resamples: int) -> float:
    """The same, resample by resample: merge, group, build a graph, look at its triangles."""
    units = sorted(rows["unit"].unique())
    once = rows.drop_duplicates()
    total = 0.0
    for weights in np.vstack(list(unit_draws(len(units), resamples=resamples, seed=SEED))):
        weight = pd.Series(weights, index=units)
        counted = once.assign(n=once["unit"].map(weight))
        ties = counted.groupby(["source", "target", "sign"], as_index=False)["n"].sum()
        ties = ties[ties["n"] > 0]
        total += float((ties["sign"] > 0).mean())
        graph: nx.Graph[str] = nx.Graph()
        for source, target, sign, _ in ties.itertuples(index=False, name=None):
            before = graph.get_edge_data(source, target, {"n": sign})["n"]
            graph.add_edge(source, target, n=sign if before == sign else 0)
        graph.remove_edges_from([(a, b) for a, b, n in graph.edges(data="n") if not n])
        even = [
            graph[a][b]["n"] * graph[b][c]["n"] * graph[a][c]["n"] > 0
            for a, b, c in (x for x in nx.enumerate_all_cliques(graph) if len(x) == 3)
        ]
        total += float(np.mean(even)) if even else 0.0
    return total


def whole_chapter(rows: pd.DataFrame, resamples: int) -> float:
    """The ties and what stakeholders receive, with intervals."""
    ties = resampled_ties(rows)
    received = resampled_received(rows, seed=SEED, resamples=resamples)
    return float(ties["presence"].sum() + received["net"].sum())


def peak_megabytes() -> float:
    """The largest memory this process had; 0 where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 (not on Windows)
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(
    work: Callable[[pd.DataFrame, int], float], rows: pd.DataFrame, resamples: int
) -> tuple[float, float, float]:
    """Seconds, peak memory and the result of the work, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (work, rows, resamples))


def _measure(
    work: Callable[[pd.DataFrame, int], float], rows: pd.DataFrame, resamples: int
) -> tuple[float, float, float]:
    before, start = peak_megabytes(), time.perf_counter()
    result = work(rows, resamples)
    return time.perf_counter() - start, peak_megabytes() - before, result


def main() -> None:
    """Print seconds, memory and ratio of each way."""
    random = np.random.default_rng(SEED)
    small = incidence(28, stakeholders=11, random=random)
    for resamples in (1_000, 10_000):
        seconds, memory, result = timed(by_product, small, resamples)
        loop_seconds, loop_memory, loop_result = timed(by_loop, small, resamples)
        if not np.isclose(result, loop_result):
            raise SystemExit(f"the two ways differ: {result} and {loop_result}")
        print(
            f"28 sources, {resamples:,} resamples: product {seconds:.2f} s (+{memory:.0f} MB), "
            f"loop {loop_seconds:.1f} s (+{loop_memory:.0f} MB), {loop_seconds / seconds:.0f} times"
        )
    sources = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    large = incidence(sources, stakeholders=40, random=random)
    for resamples in (1_000, 10_000):
        seconds, memory, _ = timed(whole_chapter, large, resamples)
        print(
            f"{sources:,} sources, {resamples:,} resamples, ties and received with intervals: "
            f"{seconds:.1f} s (+{memory:.0f} MB)"
        )


if __name__ == "__main__":
    main()
