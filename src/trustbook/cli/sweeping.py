"""Running a sweep while a person waits: what is left to run, how long it takes, what came of it."""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from trustbook.book.cluster import cluster, runs_on
from trustbook.book.execution import Outcome, run_chapters
from trustbook.book.runs import RunSpec, staleness
from trustbook.book.sweep_results import CORPUS, sweep_results, write_results
from trustbook.book.sweeps import Grid, Sweep, example_grid, read_grid, sweep_of
from trustbook.cli.progress import wait_for_turn
from trustbook.cli.terminal import Report, is_for_machines, print_progress
from trustbook.corpus.numbers import count
from trustbook.errors import ParameterError
from trustbook.pages.sweep import sweep_page
from trustbook.project import (
    argument,
    book_file,
    corpus_name,
    require_compendium,
    short_path,
    write_whole,
)

PAGE = "index.html"
_STYLES = ("assets/trustbook/book.css", "assets/trustbook/tables.css")
_REMEDY = "the others are kept; correct what is wrong, and the same command runs only what failed"


def example_report(path: Path) -> Report:
    """What is said once a grid to begin with is written; ParameterError where a file is there."""
    require_compendium()
    if path.exists():
        raise ParameterError(f"{path} is there already; name a file that is not")
    write_whole(path, example_grid().encode())
    return Report(
        lines=[f"{path} is a grid to begin with; its comments say what it asks for"],
        values={"grid": str(path)},
        next=f"trustbook sweep {argument(path)}",
    )


def sweep_report(path: Path, *, jobs: int, scheduler: str | None) -> Report:
    """What is said of a sweep, once everything that could be run has been."""
    require_compendium()
    sweep = sweep_of(read_grid(path))
    wait_for_turn("sweep")
    reasons = staleness(sweep.specs)
    stale = [spec for spec in sweep.specs if reasons[spec.notebook]]
    earlier_runs = len(sweep.specs) - len(stale)
    print_progress(
        f"{sweep.grid.name}: {count(len(sweep.specs), 'run')}, {earlier_runs} of them kept"
    )
    outcomes = _outcomes(stale, jobs=jobs, scheduler=scheduler)
    failures = _failures(outcomes, of=len(stale), grid=sweep.grid)
    finished = [spec for spec in sweep.specs if spec.notebook not in failures]
    print_progress(f"{sweep.grid.name}: gathering the results of {count(len(finished), 'run')}")
    files = _write(sweep, finished, list(failures.values()))
    counts = f"{len(stale) - len(failures)} run, {earlier_runs} kept, {len(failures)} failed"
    return Report(
        lines=[
            *failures.values(),
            *_notes(sweep),
            f"{count(len(sweep.specs), 'run')}: {counts}",
            f"Results are in {', '.join(short_path(file) for file in files)}",
        ],
        values={
            "runs": len(sweep.specs),
            "run": len(stale) - len(failures),
            "kept": earlier_runs,
            "failed": list(failures.values()),
            "files": [str(file) for file in files],
        },
        next=_REMEDY if failures else f"open {short_path(sweep.grid.folder / PAGE)}",
        exit_code=3 if failures else 0,
    )


def _outcomes(
    specs: Sequence[RunSpec], *, jobs: int, scheduler: str | None
) -> Iterator[tuple[RunSpec, Outcome]]:
    """Each run with its outcome, here or on a cluster; nobody is asked where nothing is to run."""
    if not scheduler or not specs:
        yield from run_chapters(specs, jobs=jobs)
        return
    with cluster(scheduler) as client:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        threads = sum(worker["nthreads"] for worker in workers.values())
        print_progress(
            f"{scheduler}: {count(len(workers), 'worker')}, {count(threads, 'run')} at a time"
            if workers
            else f"{scheduler}: no worker yet; runs begin when one joins"
        )
        if scheduler.startswith("tcp:"):
            print_progress("The data travel as they are; for confidential ones use a tls: address")
        yield from runs_on(client, specs)


def _failures(
    outcomes: Iterator[tuple[RunSpec, Outcome]], *, of: int, grid: Grid
) -> dict[Path, str]:
    """For each run that failed its failure and its settings, once all runs have ended."""
    failures = {}
    has_bar = sys.stderr.isatty() and not is_for_machines()
    begun = time.monotonic()
    with tqdm(total=of, unit=" runs", disable=not has_bar or not of) as bar:
        for number, (spec, outcome) in enumerate(outcomes, start=1):
            settings = _settings(spec, grid)
            if outcome.failure:
                failures[spec.notebook] = f"{outcome.failure}\n  with {settings}"
            bar.set_postfix_str(spec.chapter, refresh=False)
            bar.update()
            if not has_bar:
                verb = "failed" if outcome.failure else "ran"
                seconds = (time.monotonic() - begun) / number * (of - number)
                left = f", about {tqdm.format_interval(seconds)} left" if number < of else ""
                print_progress(f"{number} of {of}{left}: {verb} {spec.chapter} with {settings}")
    return failures


def _settings(spec: RunSpec, grid: Grid) -> str:
    """The corpus of a run and the parameters of the grid that it takes, as YAML has them."""
    values = {name: spec.parameters[name] for name in grid.values if name in spec.parameters}
    return ", ".join(f"{n}: {v}" for n, v in {CORPUS: corpus_name(spec.corpus), **values}.items())


def _notes(sweep: Sweep) -> list[str]:
    """What the grid asks for in vain."""
    return [
        *(f"Left out: {line}" for line in sweep.left_out),
        *(f"No chapter of the grid takes the parameter {name}" for name in sweep.unused),
    ]


def _write(sweep: Sweep, finished: Sequence[RunSpec], failures: Sequence[str]) -> list[Path]:
    """The files of the results: the table, and the page."""
    grid = sweep.grid
    results = sweep_results(finished, parameters=list(grid.values))
    page = sweep_page(
        results,
        name=grid.name,
        by=_dimensions(grid),
        runs=len(finished),
        failures=failures,
        notes=_notes(sweep),
        styles="\n".join(book_file(name).read_text(encoding="utf-8") for name in _STYLES),
    )
    return [*write_results(results, grid.folder), write_whole(grid.folder / PAGE, page.encode())]


def _dimensions(grid: Grid) -> list[str]:
    """What two runs can differ in: parameters with several values, and the corpus."""
    several = [name for name, values in grid.values.items() if len(values) > 1]
    return [*([CORPUS] if len(grid.corpora) > 1 else []), *several]
