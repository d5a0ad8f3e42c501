"""What a person sees while chapters run: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Sequence

import click
from tqdm import tqdm

from trustbook.book.execution import Outcome, run_chapters
from trustbook.book.runs import RunSpec, stale_because
from trustbook.errors import ChapterError


def run_stale(specs: Sequence[RunSpec], *, jobs: int, explain: bool, quiet: bool) -> list[str]:
    """The names of the chapters that were run because something they are made from changed.

    ChapterError with every chapter that failed, after all others have finished.
    """
    reasons = {spec.chapter: stale_because(spec) for spec in specs}
    stale = [spec for spec in specs if reasons[spec.chapter]]
    if explain:
        _explain(reasons)
    outcomes = _run(stale, jobs=jobs, quiet=quiet)
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    if failures:
        raise ChapterError("\n".join(sorted(failures)))
    return sorted(outcome.chapter for outcome in outcomes)


def _explain(reasons: dict[str, list[str]]) -> None:
    for chapter, because in reasons.items():
        if not because:
            click.echo(f"{chapter}: unchanged", err=True)
        for reason in because:
            click.echo(f"{chapter}: {reason}", err=True)


def _run(specs: Sequence[RunSpec], *, jobs: int, quiet: bool) -> list[Outcome]:
    """The outcomes; standard output stays free for what a machine may read."""
    outcomes = []
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(total=len(specs), unit=" chapters", disable=hidden or not specs) as bar:
        for outcome in run_chapters(specs, jobs=jobs):
            outcomes.append(outcome)
            bar.set_postfix_str(outcome.chapter, refresh=False)
            bar.update()
            for line in _lines(outcome, plain=hidden and not quiet):
                tqdm.write(line, file=sys.stderr)
    return outcomes


def _lines(outcome: Outcome, *, plain: bool) -> list[str]:
    said = "failed" if outcome.failure else "ran"
    lines = [f"{said} {outcome.chapter}"] if plain else []
    return [*lines, *(f"{outcome.chapter}: {warning}" for warning in outcome.warnings)]


def counted(names: Sequence[str], *, of: int) -> str:
    """How many chapters were run, out of how many.

    >>> counted(["networks"], of=9)
    '1 of 9 chapters run, 8 unchanged'
    """
    return f"{len(names)} of {of} chapters run, {of - len(names)} unchanged"
