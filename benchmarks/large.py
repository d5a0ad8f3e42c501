"""Processor time and memory of what is counted in large corpora, read from Parquet.

Usage: python benchmarks/large.py [NUMBER OF CODINGS …]

Each size runs in a process of its own: the table of codings is read with duckdb, then each count is
made of it. Where growth is linear the seconds per million codings stay what they are.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from check_million import peak_megabytes, write_corpus

SIZES = (10_000, 100_000, 1_000_000)
RUN = "--run"


def as_parquet(folder: Path) -> None:
    """Write the largest tables of the corpus as Parquet in place of CSV."""
    import duckdb  # noqa: PLC0415 - of the extra `large`

    for table in ("codings", "segments"):
        path = folder / f"{table}.csv"
        rows = duckdb.sql(f"select * from read_csv('{path}', all_varchar = true)")
        rows.write_parquet(str(path.with_suffix(".parquet")))
        path.unlink()


def steps(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done, one after the other."""
    from trustbook.coding.codebook import code_counts, codes_by_speaker  # noqa: PLC0415 - timed
    from trustbook.coding.cooccurrence import cooccurrence_counts  # noqa: PLC0415 - timed
    from trustbook.coding.saturation import new_codes, unit_codings  # noqa: PLC0415 - timed
    from trustbook.corpus.reading import read_corpus  # noqa: PLC0415 - timed

    corpus = read_corpus(folder)
    names = ("codings", "segments", "codes", "stakeholders")
    yield "reading", lambda: [corpus.table(name) for name in names]
    codings, segments, codes, stakeholders = (corpus.table(name) for name in names)
    yield "frequencies", lambda: code_counts(codes, codings, segments=segments)
    yield (
        "codes by speaker",
        lambda: codes_by_speaker(codes, codings, segments=segments, stakeholders=stakeholders),
    )
    yield "co-occurrence", lambda: cooccurrence_counts(codings)
    every = np.array(segments["segment"])
    units = segments.assign(encounter=np.char.add("e", (np.arange(len(every)) // 50).astype("str")))
    yield "saturation", lambda: _new_codes(unit_codings(codings, segments=units), new_codes)


def _new_codes(rows: object, new_codes: Callable[..., object]) -> object:
    return new_codes(rows, order=list(dict.fromkeys(rows["unit"])))  # type: ignore[index]


def run(folder: Path) -> None:
    """Print what each step took, as JSON."""
    seconds = {}
    for name, step in steps(folder):
        start = time.process_time()
        step()
        seconds[name] = round(time.process_time() - start, 2)
    print(json.dumps({**seconds, "MB": round(peak_megabytes())}))


def main() -> None:
    """Print the seconds of each step for each size."""
    if sys.argv[1:2] == [RUN]:
        run(Path(sys.argv[2]))
        return
    for codings in [int(each) for each in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as name:
            write_corpus(Path(name), codings=codings)
            as_parquet(Path(name))
            command = [sys.executable, __file__, RUN, name]
            done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
            print(f"{codings:>11,} codings  {done.stdout.strip()}", flush=True)


if __name__ == "__main__":
    main()
