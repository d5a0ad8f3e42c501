"""Time and memory of counting which of 60 codes occur together, beside the obvious ways.

Usage: python benchmarks/cooccurrence.py [LARGEST NUMBER OF CODINGS] [PYTHON]

Codings are made from a fixed seed, a fifth as many segments as codings, as columns of categories,
in no order. Each way runs in a process of its own, and all must count the same. PYTHON is an
interpreter in whose environment polars and duckdb are installed, to try them too. A table of
segments by codes takes minutes at a million codings and is left out above.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 1
CODES = 60
SIZES = (100_000, 1_000_000, 10_000_000)
RUN = "--run"
NAMES = [f"code-{number:02}" for number in range(CODES)]
OURS = "trustbook"
OTHER = ("polars join", "duckdb join")


def arrays(codings: int) -> tuple[np.ndarray, np.ndarray]:
    """The segment and the code of each coding, as numbers; a few are given twice."""
    random = np.random.default_rng(SEED)
    segments = random.integers(0, codings // 5, codings, dtype="int32")
    return segments, random.integers(0, CODES, codings, dtype="int8")


def frame(codings: int) -> pd.DataFrame:
    """The codings as a table whose columns are categories."""
    segment, code = arrays(codings)
    return pd.DataFrame(
        {
            "segment": pd.Categorical.from_codes(segment, pd.RangeIndex(codings // 5)),
            "code": pd.Categorical.from_codes(code, NAMES),
        }
    )


def with_trustbook(codings: int) -> Callable[[], np.ndarray]:
    """Sparse products."""
    from trustbook.coding.cooccurrence import cooccurrence_counts  # noqa: PLC0415 - not in the other environment

    table = frame(codings)
    return lambda: cooccurrence_counts(table, codes=NAMES).to_numpy()


def with_merge(codings: int) -> Callable[[], np.ndarray]:
    """The codings merged with themselves in pandas."""
    table = frame(codings)

    def count() -> np.ndarray:
        used = table.drop_duplicates()
        met = used.merge(used, on="segment")
        sizes = met.groupby(["code_x", "code_y"], observed=False).size()
        return sizes.unstack(fill_value=0).reindex(NAMES)[NAMES].to_numpy()

    return count


def with_crosstab(codings: int) -> Callable[[], np.ndarray]:
    """A table of segments by codes, multiplied with itself, on numbers."""
    segment, code = map(pd.Series, arrays(codings))

    def count() -> np.ndarray:
        held = pd.crosstab(segment, code).clip(upper=1)
        return (held.T @ held).to_numpy()

    return count


def with_polars(codings: int) -> Callable[[], np.ndarray]:
    """The codings joined with themselves in polars, on numbers."""
    import polars  # noqa: PLC0415 - in the other environment only

    segment, code = arrays(codings)
    table = polars.DataFrame({"segment": segment, "code": code}).lazy()

    def count() -> np.ndarray:
        used = table.unique()
        met = used.join(used, on="segment").group_by("code", "code_right").len().collect()
        return _filled(met["code"], met["code_right"], met["len"])

    return count


def with_duckdb(codings: int) -> Callable[[], np.ndarray]:
    """The codings joined with themselves in duckdb, on numbers."""
    import duckdb  # noqa: PLC0415 - in the other environment only

    segment, code = arrays(codings)
    database = duckdb.connect()
    database.register("given", {"segment": segment, "code": code})
    database.execute("create table codings as select * from given")

    def count() -> np.ndarray:
        met = database.execute(
            "with used as (select distinct segment, code from codings) "
            "select a.code as one, b.code as other, count(*) as n "
            "from used a join used b using (segment) group by all"
        ).fetchnumpy()
        return _filled(met["one"], met["other"], met["n"])

    return count


def _filled(one: object, other: object, n: object) -> np.ndarray:
    counts = np.zeros((CODES, CODES), dtype="int64")
    counts[np.asarray(one), np.asarray(other)] = np.asarray(n)
    return counts


WAYS = {
    OURS: with_trustbook,
    "pandas self-merge": with_merge,
    "crosstab and dot": with_crosstab,
    "polars join": with_polars,
    "duckdb join": with_duckdb,
}


def run(way: str, codings: int) -> None:
    """Print the seconds, the peak memory, that before counting, the counts, processor seconds."""
    count = WAYS[way](codings)
    before = _peak()
    start, processor = time.perf_counter(), time.process_time()
    counts = count()
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    numbers = counts.astype("int64").ravel().tolist()
    print(json.dumps([seconds, _peak(), before, numbers, processor]))


def _peak() -> float:
    """The largest memory this process had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(way: str, codings: int, *, python: str) -> tuple[float, float, float, list[int]]:
    """What a way takes in a process of its own."""
    command = [python, str(Path(__file__).resolve()), RUN, way, str(codings)]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    seconds, peak, before, counts, _ = json.loads(done.stdout)
    return seconds, peak, before, counts


def main() -> None:
    """Print a line for each way and size, with how many times what sparse products take."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    other = sys.argv[2] if len(sys.argv) > 2 else ""
    for codings in (size for size in SIZES if size <= largest):
        ours = measured(OURS, codings, python=sys.executable)
        for way in WAYS:
            if (way in OTHER and not other) or (way == "crosstab and dot" and codings > SIZES[1]):
                continue
            python = other if way in OTHER else sys.executable
            run = ours if way == OURS else measured(way, codings, python=python)
            assert run[3] == ours[3], f"{way} counts otherwise"
            print(
                f"{codings:>10,} codings  {way:<18} {run[0]:8.2f} s ({run[0] / ours[0]:5.1f} ×)"
                f"  peak {run[1]:6.0f} MB (made: {run[2]:.0f} MB)",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == [RUN]:
        run(sys.argv[2], int(sys.argv[3]))
    else:
        main()
