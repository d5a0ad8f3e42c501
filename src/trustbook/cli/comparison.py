"""The steps of a verification that compare with what was kept: inputs, outputs, environment."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from trustbook.book.edition import Edition, edition_of
from trustbook.book.environment import (
    LOCK,
    environment_findings,
    installed_versions,
    locked_versions,
    packages_beyond,
)
from trustbook.book.inputs import code_changes, input_changes
from trustbook.book.runs import RunSpec
from trustbook.book.verification import (
    book_findings,
    changed_runs,
    is_of_now,
    reference_findings,
    run_findings,
    views_of,
)
from trustbook.cli.progress import run_outcomes, wait_for_turn
from trustbook.cli.steps import INPUTS, OUTPUTS, Step
from trustbook.corpus.numbers import count, form_for
from trustbook.corpus.parameters import command_for, is_own_corpus
from trustbook.errors import ChapterError
from trustbook.project import build_folder, project_root, short_path

_MOST_PACKAGES = 10  # beyond the lock that are named


def inputs_step(corpus: Path) -> Step:
    """The step that compares what the book is made from with what was frozen."""
    reference = reference_of(corpus)
    if reference is None:
        return Step(name=INPUTS, skipped="nothing is frozen; trustbook freeze keeps what is there")
    return Step(
        name=INPUTS,
        findings=tuple(input_changes(project_root(), corpus, reference=reference)),
        verified="data, prose, pages, settings, assets and lock are as they were frozen",
        advice="undo what was not meant; where all is right: trustbook freeze",
    )


def changed_code(corpus: Path) -> list[str]:
    """Which files of the package changed since the reference of the corpus was frozen."""
    reference = reference_of(corpus)
    return code_changes(reference) if reference else []


def reference_of(corpus: Path) -> Path | None:
    """The frozen reference, which only the corpus of the compendium has."""
    path = project_root() / "tests" / "reference"
    return path if is_own_corpus(corpus) and path.is_dir() else None


def outputs_step(
    corpus: str, only: Sequence[str], *, book: Path | None, fresh: bool, jobs: int
) -> Step:
    """The step that runs the chapters and compares what they show with what was kept.

    What could not be compared is a finding: chapters that failed, and a built book that was made
    from other data, chapters or code, unless `book` names it.
    """
    edition = edition_of(corpus)
    wait_for_turn(edition.name)
    specs, failures = _specs(edition, only)
    edited_runs = changed_runs(specs)
    if fresh:
        folder = build_folder("verify") / edition.name
        shutil.rmtree(folder, ignore_errors=True)
        specs = [replace(spec, folder=folder) for spec in specs]
    failures |= {o.chapter: o.failure for o in run_outcomes(specs, jobs=jobs) if o.failure}
    specs = [spec for spec in specs if spec.chapter not in failures]
    place = book or edition.default_output
    places, findings = _differences(
        reference_of(edition.corpus), place, specs, is_whole=not only and not failures
    )
    if place.is_dir() and place not in places and not failures:
        findings.append(
            f"{short_path(place)} was made from other data, chapters or code, so that it could "
            f"not be compared; {_build(edition)} makes it anew"
        )
    not_compared = [f"{failure}; it was not compared" for _, failure in sorted(failures.items())]
    return Step(
        name=OUTPUTS,
        findings=(*not_compared, *run_findings(edited_runs, specs), *findings),
        verified=_agreement(specs, places),
        advice=f"look at each; where the new value is right: {_remedies(edition)}",
        is_failed=bool(failures),
    )


def _specs(edition: Edition, only: Sequence[str]) -> tuple[list[RunSpec], dict[str, str]]:
    """What is to be run, and by chapter why it cannot be run."""
    specs, failures = [], {}
    for name in only or [n for n, path in edition.pages.items() if path.suffix == ".ipynb"]:
        try:
            specs += edition.specs_of([name])
        except ChapterError as error:
            failures[name] = str(error)
    return specs, failures


def _differences(
    reference: Path | None, book: Path, specs: Sequence[RunSpec], *, is_whole: bool
) -> tuple[list[Path], list[str]]:
    """With what the chapters were compared, and how they differ from it."""
    places, findings = [], []
    if reference:
        places.append(reference)
        findings += reference_findings(specs, reference, is_whole=is_whole)
    if is_of_now(book, specs, is_whole=is_whole):
        places.append(book)
        findings += book_findings(book, specs, root=project_root(), is_whole=is_whole)
    return places, findings


def _agreement(specs: Sequence[RunSpec], places: Sequence[Path]) -> str:
    if not places:
        return "there is nothing to compare with; trustbook build makes a book"
    n_views = sum(len(views_of(spec)) for spec in specs)
    outputs = f"{n_views} tables and figures of {count(len(specs), 'chapter')}"
    return (
        f"{outputs}, and their sentences, agree with {' and with '.join(map(short_path, places))}"
    )


def _remedies(edition: Edition) -> str:
    return " and ".join(["trustbook freeze", _build(edition)][not edition.is_own :])


def _build(edition: Edition) -> str:
    return command_for("trustbook build", short_path(edition.corpus))


def environment_step() -> Step:
    """The step that compares what is installed with the lock."""
    lock = project_root() / LOCK
    text = lock.read_text(encoding="utf-8") if lock.is_file() else ""
    locked, hashes = locked_versions(text), "--require-hashes " * ("--hash=" in text)
    as_locked = f"{count(len(locked), 'package')} {form_for(len(locked), 'is', 'are')} installed"
    beyond = packages_beyond(locked, installed_versions())
    names = ", ".join(beyond[:_MOST_PACKAGES])
    rest = len(beyond) - _MOST_PACKAGES
    names += f" and {rest} more" if rest > 0 else ""
    more = f"; not in the lock: {names}" if beyond else ""
    return Step(
        name="environment",
        findings=tuple(environment_findings(project_root())),
        verified=f"{as_locked} as {LOCK} has {form_for(len(locked), 'it', 'them')}{more}",
        advice=f"pip install {hashes}-r {LOCK}",
    )
