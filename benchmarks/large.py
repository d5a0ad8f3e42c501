"""Processor time and memory of what is counted in large corpora, read from Parquet.

Usage: python benchmarks/large.py [--on-disk] [NUMBER OF CODINGS …]

Each size runs in a process of its own. Where growth is linear the seconds per million codings stay
what they are. With --on-disk all is counted by duckdb in files.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from large_corpus import frames, write_corpus

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
RUN, ON_DISK = "--run", "--on-disk"


def steps(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done, one after the other."""
    from trustbook.agreement.differences import by_segment  # noqa: PLC0415 - timed
    from trustbook.agreement.passes import spans_of_corpus  # noqa: PLC0415 - timed
    from trustbook.agreement.per_code import overall_agreement  # noqa: PLC0415 - timed
    from trustbook.checking.corpora import check_corpus  # noqa: PLC0415 - timed
    from trustbook.coding import saturation  # noqa: PLC0415 - timed
    from trustbook.coding.codebook import code_counts, codes_by_speaker  # noqa: PLC0415 - timed
    from trustbook.coding.cooccurrence import cooccurrence_counts  # noqa: PLC0415 - timed
    from trustbook.corpus.reading import read_corpus  # noqa: PLC0415 - timed
    from trustbook.networks.tie_tables import ties  # noqa: PLC0415 - timed

    yield "check", lambda: check_corpus(folder)
    corpus = read_corpus(folder)
    names = ("codings", "segments", "codes", "stakeholders", "relations", "concepts")
    yield "reading", lambda: [corpus.table(name) for name in names]
    codings, segments, codes, stakeholders, relations, concepts = map(corpus.table, names)
    yield "frequencies", lambda: code_counts(codes, codings, segments=segments)
    yield (
        "codes by speaker",
        lambda: codes_by_speaker(codes, codings, segments=segments, stakeholders=stakeholders),
    )
    yield "ties", lambda: ties(relations, segments=segments, concepts=concepts)
    yield "co-occurrence", lambda: cooccurrence_counts(codings)
    order = saturation.stated_order(corpus.table("encounters"))
    yield (
        "saturation",
        lambda: saturation.new_codes(
            saturation.unit_codings(codings, segments=segments), order=order
        ),
    )
    yield (
        "agreement",
        lambda: overall_agreement(by_segment(spans_of_corpus(corpus)), seed=1, resamples=1000),
    )


def steps_on_disk(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done where a corpus does not fit into memory."""
    from trustbook.checking.corpora import check_corpus  # noqa: PLC0415 - timed
    from trustbook.coding.counting import corpus_counts  # noqa: PLC0415 - timed
    from trustbook.corpus.reading import read_corpus  # noqa: PLC0415 - timed

    yield "check", lambda: check_corpus(folder)
    yield "every count", lambda: corpus_counts(read_corpus(folder), on_disk=True)


def run(folder: Path, *, on_disk: bool) -> None:
    """Print the processor seconds of each step, those of the clock of all, and memory, as JSON."""
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    for name, step in (steps_on_disk if on_disk else steps)(folder):
        start = time.process_time()
        step()
        seconds[name] = round(time.process_time() - start, 2)
    seconds["all by the clock"] = round(time.perf_counter() - started, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({**seconds, "MB": peak}))


def main() -> None:
    """Print the seconds of each step for each size."""
    if sys.argv[1:2] == [RUN]:
        run(Path(sys.argv[2]), on_disk=ON_DISK in sys.argv)
        return
    options = [each for each in sys.argv[1:] if each == ON_DISK]
    for codings in [int(each) for each in sys.argv[1:] if each not in options] or SIZES:
        with tempfile.TemporaryDirectory() as name:
            write_corpus(Path(name), frames(codings), parquet=True)
            command = [sys.executable, __file__, RUN, name, *options]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
            print(f"{codings:>11,} codings  {done.stdout.strip()}", flush=True)


if __name__ == "__main__":
    main()
