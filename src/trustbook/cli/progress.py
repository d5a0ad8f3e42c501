"""Running chapters while a person waits: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from filelock import FileLock, Timeout
from tqdm import tqdm

from trustbook.book.execution import Outcome, run_chapters
from trustbook.book.runs import RunSpec, staleness
from trustbook.cli.terminal import is_for_machines, print_progress
from trustbook.errors import ChapterError
from trustbook.project import build_folder

Then = Callable[[str, Path], object]


def wait_for_turn(name: str) -> None:
    """Let no other command work on the runs and the book of a corpus until this one ends.

    Who comes second waits and says so; the lock of a process that has ended holds nobody up.
    """
    path = build_folder("locks") / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        print_progress(f"{name}: another command works on it; this one waits until that has ended")
        lock.acquire()
    click.get_current_context().call_on_close(lock.release)


def run_stale(
    specs: Sequence[RunSpec], *, jobs: int, explain: bool = False, then: Then | None = None
) -> list[str]:
    """The names of the chapters that were run because something they are made from changed.

    `then` is called with each chapter that was run and its notebook. ChapterError with every
    chapter that failed, after all others have finished.
    """
    outcomes = run_outcomes(specs, jobs=jobs, explain=explain, then=then)
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    if failures:
        raise ChapterError("\n".join(sorted(failures)))
    return sorted(outcome.chapter for outcome in outcomes)


def run_outcomes(
    specs: Sequence[RunSpec], *, jobs: int, explain: bool = False, then: Then | None = None
) -> list[Outcome]:
    """What became of each chapter that was run because something it is made from changed."""
    reasons = staleness(specs)
    if explain:
        for spec in specs:
            for reason in reasons[spec.notebook] or ["unchanged"]:
                click.echo(f"{spec.chapter}: {reason}", err=True)
    stale = [spec for spec in specs if reasons[spec.notebook]]
    return _outcomes(stale, jobs=jobs, then=then)


def _outcomes(specs: Sequence[RunSpec], *, jobs: int, then: Then | None) -> list[Outcome]:
    outcomes = []
    has_bar = sys.stderr.isatty() and not is_for_machines()
    with tqdm(total=len(specs), unit=" chapters", disable=not has_bar or not specs) as bar:
        for spec, outcome in run_chapters(specs, jobs=jobs):
            outcomes.append(outcome)
            if then and not outcome.failure:
                then(spec.chapter, spec.notebook)
            bar.set_postfix_str(outcome.chapter, refresh=False)
            bar.update()
            if not has_bar:
                print_progress(f"{'failed' if outcome.failure else 'ran'} {outcome.chapter}")
            for warning in outcome.warnings:
                tqdm.write(f"{outcome.chapter}: {warning}", file=sys.stderr)
    return outcomes


def run_counts(names: Sequence[str], *, of: int) -> str:
    """How many chapters were run, out of how many.

    >>> run_counts(["networks"], of=9)
    '1 of 9 chapters run, 8 unchanged'
    """
    return f"{len(names)} of {of} chapters run, {of - len(names)} unchanged"
