"""Time of counting the reference corpus, and a larger one, under thousands of settings.

Usage: python benchmarks/settings.py [SETTINGS] [TIMES]

The relations of `data/ibbis` are counted under SETTINGS settings (5,000 unless said otherwise),
those of the corpus repeated until there are enough; then with all its segments and relations TIMES
over (20).
"""

import sys
import time
from pathlib import Path

import pandas as pd

from trustbook import read_corpus
from trustbook.networks.multiverse import (
    Multiverse,
    balance_survival,
    choices,
    multiverse,
    tie_survival,
)

ROOT = Path(__file__).parents[1]


def several(table: pd.DataFrame, times: int, *columns: str) -> pd.DataFrame:
    """The rows so many times, with other names in these columns each time."""
    parts = [
        table.assign(**{name: table[name].where(table[name].isna(), table[name] + f"-{copy}")
                        for name in columns})
        for copy in range(times)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def timed(
    relations: pd.DataFrame, segments: pd.DataFrame, settings: int, **tables: pd.DataFrame
) -> Multiverse:
    """The multiverse of at least so many settings, whose time it prints."""
    options = choices(relations, segments=segments, **tables)
    n = 1
    for values in options.values():
        n *= len(values)
    options["min_support"] = list(range(1, 3 + max(3, -(-settings * 3 // n))))
    start = time.perf_counter()
    result = multiverse(relations, segments=segments, options=options, **tables)
    tie_survival(result), balance_survival(result)
    seconds = time.perf_counter() - start
    print(f"{len(result.settings):,} settings, {len(relations):,} relations, "
          f"{len(result.ties):,} ties: {seconds:.2f} s")  # fmt: skip
    return result


def main(settings: int, times: int) -> None:
    """Print how long the reference corpus takes, and one so many times as large."""
    corpus = read_corpus(ROOT / "data" / "ibbis")
    tables = {"concepts": corpus.table("concepts"), "recodings": corpus.table("relation_recodings")}
    relations, segments = corpus.table("relations"), corpus.table("segments")
    timed(relations, segments, settings, **tables)
    larger = several(segments, times, "segment", "same_source_as", "case")
    timed(several(relations, times, "relation", "segment"), larger, settings, **tables)


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(*numbers, *(5_000, 20)[len(numbers) :])
