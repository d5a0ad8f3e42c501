"""The steps of a verification: how each is taken, and how what it found is told."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from trustbook.book.edition import Edition, built, edition_of
from trustbook.book.environment import (
    LOCK,
    environment_findings,
    installed_versions,
    locked_versions,
    packages_beyond,
)
from trustbook.book.runs import RunSpec
from trustbook.book.verification import (
    Step,
    book_findings,
    changed_runs,
    counted_outputs,
    data_findings,
    is_of_now,
    reference_findings,
    run_findings,
)
from trustbook.cli import options
from trustbook.cli.progress import run_stale
from trustbook.errors import ChapterError, TrustbookError
from trustbook.project import project_root, shown

_BOOK = click.option(
    "--book",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Built book to compare with.  [default: _build/book/NAME]",
)


@click.command(short_help="Run the chapters again and say what moved.")
@click.option("--corpus", default=options.REFERENCE, show_default=True, help="Folder of a corpus.")
@_BOOK
@options.jobs
@options.fresh
@options.as_json
@click.pass_context
def outputs(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    *,
    corpus: str,
    book: Path | None,
    jobs: int,
    fresh: bool,
    as_json: bool,
) -> None:
    """Run the chapters and compare values with the frozen reference and the built book.

    Chapters that nothing changed for are not run again, unless --fresh says so. The book is left
    out where it was made from other data, chapters or code, unless --book names it. Numbers are
    equal when they differ by less than a billionth; of pictures, the values are compared.

    \b
    Example: trustbook verify outputs --fresh
    Exit code 0: all agrees; 1: something moved; 2: wrong usage;
              3: a chapter failed.
    """
    step = outputs_step(corpus, jobs=jobs, fresh=fresh, quiet=as_json, book=book)
    context.exit(told([step], as_json=as_json))


@click.command(short_help="Compare what is installed with the lock.")
@options.as_json
@click.pass_context
def environment(context: click.Context, as_json: bool) -> None:
    """Say which packages are missing or have another version than requirements.txt asks for.

    Packages that the lock does not name are only mentioned.

    \b
    Example: trustbook verify environment
    Exit code 0: all agrees; 1: something differs.
    """
    context.exit(told([environment_step()], as_json=as_json))


def data_step(folder: Path) -> Step:
    """The step that checks the corpus and the description of it."""
    return Step(
        name="data",
        findings=tuple(data_findings(folder)),
        verified=f"{shown(folder)} has no errors, and its description agrees with it",
        advice=f"trustbook check {shown(folder)}",
    )


def environment_step() -> Step:
    """The step that compares what is installed with the lock."""
    lock = project_root() / LOCK
    locked = locked_versions(lock.read_text(encoding="utf-8")) if lock.is_file() else {}
    beyond = packages_beyond(locked, installed_versions())
    more = f"; not in the lock: {', '.join(beyond)}" if beyond else ""
    return Step(
        name="environment",
        findings=tuple(environment_findings(project_root())),
        verified=f"{len(locked)} packages are installed as {LOCK} has them{more}",
        advice=f"pip install --require-hashes -r {LOCK}",
    )


def outputs_step(
    corpus: str, *, jobs: int, fresh: bool, quiet: bool, book: Path | None = None
) -> Step:
    """The step that runs the chapters and compares what they show with what was kept."""
    of = edition_of(corpus)
    former = changed_runs(of.specs)
    specs = _fresh(of) if fresh else of.specs
    run_stale(specs, jobs=jobs, explain=False, quiet=quiet)
    place = book or of.default_output
    is_compared = bool(book) or (place.is_dir() and is_of_now(place, specs))
    reference = _reference(of)
    findings = run_findings(former, specs)
    findings += reference_findings(specs, reference) if reference else []
    findings += book_findings(place, specs, root=project_root()) if is_compared else []
    return Step(
        name="outputs",
        findings=tuple(findings),
        verified=_agreement(specs, reference, place if is_compared else None),
        advice=_advice(of, is_compared=is_compared),
    )


def _fresh(of: Edition) -> list[RunSpec]:
    """The chapters to be run in a folder of their own, where nothing has been run yet."""
    folder = built("verify") / of.name
    shutil.rmtree(folder, ignore_errors=True)
    return [replace(spec, folder=folder) for spec in of.specs]


def _reference(of: Edition) -> Path | None:
    """The frozen reference, which there is of the reference corpus."""
    path = project_root() / "tests" / "reference"
    is_reference = of.corpus == project_root() / options.REFERENCE
    return path if is_reference and path.is_dir() else None


def _agreement(specs: Sequence[RunSpec], reference: Path | None, book: Path | None) -> str:
    kept = [shown(place) for place in (reference, book) if place]
    if not kept:
        return "nothing is kept to compare with; trustbook build makes a book"
    number = counted_outputs(specs)
    said = f"{number} tables and figures of {len(specs)} chapters, and their sentences, agree with "
    return said + " and with ".join(kept)


def _advice(of: Edition, *, is_compared: bool) -> str:
    build = f"trustbook build {shown(of.corpus)}" if is_compared else ""
    freeze = "trustbook freeze" if _reference(of) else ""
    return "look at each; where the new value is right: " + ", ".join(filter(None, (freeze, build)))


def taken(name: str, step: Callable[[], Step]) -> Step:
    """The step; what kept it from being taken is its finding."""
    try:
        return step()
    except TrustbookError as error:
        lines = tuple(str(error).splitlines())
        return Step(name=name, findings=lines, failed=isinstance(error, ChapterError))


def told(steps: Sequence[Step], *, as_json: bool) -> int:
    """The exit code, after the steps were told: a line each, then the findings, then a verdict."""
    click.echo(_as_json(steps) if as_json else _report(steps))
    if any(step.failed for step in steps):
        return ChapterError.exit_code
    return 1 if any(step.findings for step in steps) else 0


def _report(steps: Sequence[Step]) -> str:
    details = [f"{step.name}: {line}" for step in steps for line in step.findings]
    return "\n".join([*map(_line, steps), *details, *_verdict(steps)])


def _line(step: Step) -> str:
    if step.findings:
        noun = "finding" if len(step.findings) == 1 else "findings"
        return f"{step.name:<12} {len(step.findings)} {noun}"
    if step.skipped:
        return f"{step.name:<12} not verified: {step.skipped}"
    return f"{step.name:<12} ok: {step.verified}"


def _verdict(steps: Sequence[Step]) -> list[str]:
    wrong = [step for step in steps if step.findings]
    if not wrong:
        return ["All that was verified agrees. Next: trustbook build"]
    number = sum(len(step.findings) for step in wrong)
    names = ", ".join(step.name for step in wrong)
    advice = [f"Next, {step.name}: {step.advice}" for step in wrong if step.advice]
    return [f"{number} {'finding' if number == 1 else 'findings'} ({names}).", *advice]


def _as_json(steps: Sequence[Step]) -> str:
    report = {
        "findings": sum(len(step.findings) for step in steps),
        "steps": [
            {
                "step": step.name,
                "ok": not step.findings and not step.skipped,
                "findings": list(step.findings),
                "verified": "" if step.findings else step.verified,
                "skipped": step.skipped,
            }
            for step in steps
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)
