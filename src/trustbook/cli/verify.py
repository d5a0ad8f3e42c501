"""The command that verifies a compendium, step by step."""

import json
import shutil
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
import pandas as pd

from trustbook.book.edition import Edition, edition_of
from trustbook.book.environment import (
    LOCK,
    environment_findings,
    installed_versions,
    locked_versions,
    packages_beyond,
)
from trustbook.book.verification import (
    book_findings,
    changed_runs,
    data_findings,
    is_of_now,
    reference_findings,
    run_findings,
    views_of,
)
from trustbook.claims.anchors import (
    FOUND,
    MOVED,
    NEEDS_KEY,
    NO_SOURCE,
    NOT_FOUND,
    OUTCOMES,
    anchored_rows,
    locate,
    worst_outcomes,
)
from trustbook.claims.claims import FAILED, VERDICTS, failure, verdicts, verified_claims
from trustbook.claims.sources import read_key, read_sources
from trustbook.cli import options
from trustbook.cli.progress import run_stale
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.numbers import count
from trustbook.corpus.reading import Corpus, read_corpus
from trustbook.errors import ChapterError, TrustbookError
from trustbook.project import argument, build_folder, corpus_folder, project_root, short_path

STEPS = ("data", "claims", "anchors", "outputs", "environment")

_MEANING = {
    MOVED: "the span stands in the source, but elsewhere than where it was coded",
    NEEDS_KEY: "the anchor was made with a secret key: give it with --key FILE",
    NO_SOURCE: "the folder of sources has no text of this study, STUDY.txt",
    NOT_FOUND: "the span does not stand in the source: compare the rendition of it, or the key",
}
_MOST_ROWS = 6  # rows and segments named for one failed claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a verification: its findings, else what was verified or why it was not tried.

    `counts` are lines for whoever asks for this step alone, `values` are for machines, and
    `advice` says what to do about the findings.
    """

    name: str
    findings: tuple[str, ...] = ()
    verified: str = ""
    skipped: str = ""
    advice: str = ""
    is_failed: bool = False
    counts: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


@click.command(cls=ReportCommand)
@options.corpus
@click.option(
    "--step",
    "names",
    type=click.Choice(STEPS),
    multiple=True,
    metavar="STEP",
    help="This step alone, in more detail; may be repeated.",
)
@options.only
@options.sources
@options.key
@click.option(
    "--book",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Built book to compare with.  [default: that of CORPUS]",
)
@click.option("--fresh", is_flag=True, help="Run every chapter, changed or not.")
@options.jobs
def verify(  # noqa: PLR0913 - one argument per option
    *,
    corpus: str,
    names: tuple[str, ...],
    only: list[str],
    sources: Path | None,
    key_file: Path | None,
    book: Path | None,
    fresh: bool,
    jobs: int,
) -> Report:
    """Verify CORPUS (default: data/ibbis) and its book in five steps.

    \b
    data         every fault of the corpus, and whether its description agrees
    claims       every printed number, computed again from the tables
    anchors      every anchored span, looked for in its source (--sources)
    outputs      the chapters, run again where something changed (--fresh: all):
                 values against the frozen reference and the built book
    environment  what is installed, against requirements.txt
    Examples: trustbook verify --sources ../sources --fresh
              trustbook verify data/mine --step claims
    Exit code 0: all agrees; 1: findings; 2: wrong usage; 3: a chapter failed.
    """
    if "anchors" in names and sources is None:
        raise click.UsageError("name the folder of the sources: --sources DIR")
    folder = corpus_folder(corpus)
    take: dict[str, Callable[[], Step]] = {
        "data": lambda: data_step(folder),
        "claims": lambda: claims_step(folder),
        "anchors": lambda: anchors_step(folder, sources, key_file=key_file),
        "outputs": lambda: outputs_step(corpus, only, book=book, fresh=fresh, jobs=jobs),
        "environment": environment_step,
    }
    steps = [step_or_failure(name, take[name]) for name in STEPS if not names or name in names]
    return report_of(steps, corpus=corpus, with_counts=bool(names))


def step_or_failure(name: str, take: Callable[[], Step]) -> Step:
    """The step; the error that kept it from being taken is its finding."""
    try:
        return take()
    except TrustbookError as error:
        lines = tuple(str(error).splitlines())
        return Step(name=name, findings=lines, is_failed=isinstance(error, ChapterError))


def report_of(steps: Sequence[Step], *, corpus: str, with_counts: bool = False) -> Report:
    """The report on some steps: a line for each, their findings, what to do about them."""
    wrong = [step for step in steps if step.findings]
    failed = any(step.is_failed for step in steps)
    number = sum(len(step.findings) for step in wrong)
    names = ", ".join(step.name for step in wrong)
    return Report(
        lines=[
            *(line for step in steps if with_counts for line in step.counts),
            *map(_line, steps),
            *(f"{step.name}: {finding}" for step in wrong for finding in step.findings),
            f"{count(number, 'finding')} ({names})." if wrong else "All that was verified agrees.",
        ],
        values={"corpus": corpus, "steps": [_values(step) for step in steps]},
        next="; ".join(f"{step.advice} ({step.name})" for step in wrong if step.advice)
        or ("see above" if wrong else f"trustbook build {argument(corpus)}"),
        exit_code=ChapterError.exit_code if failed else int(bool(wrong)),
    )


def _line(step: Step) -> str:
    if step.findings:
        return f"{step.name:<12} {count(len(step.findings), 'finding')}"
    if step.skipped:
        return f"{step.name:<12} not verified: {step.skipped}"
    return f"{step.name:<12} ok: {step.verified}"


def _values(step: Step) -> dict[str, object]:
    return {
        "step": step.name,
        "ok": not step.findings and not step.skipped,
        "findings": [{"message": finding} for finding in step.findings],
        "verified": "" if step.findings else step.verified,
        "skipped": step.skipped,
        **step.values,
    }


def data_step(folder: Path) -> Step:
    """The step that checks the corpus and the description of it."""
    return Step(
        name="data",
        findings=tuple(data_findings(folder)),
        verified=f"{short_path(folder)} has no errors, and its description agrees with it",
        advice=f"trustbook check {argument(short_path(folder))}",
    )


def claims_step(folder: Path) -> Step:
    """The step that computes every claim of a corpus again."""
    place = short_path(folder)
    claims = verified_claims(read_corpus(folder).tables())
    if claims.empty:
        return Step(
            name="claims",
            skipped=f"{place} has no claims; write what print states into claims.csv",
        )
    by_study = verdicts(claims)
    totals = by_study.sum(numeric_only=True)
    rows = pd.concat([by_study, totals.to_frame().T.assign(study="all studies")])
    failed = claims[claims["verdict"] == FAILED].to_dict("records")
    return Step(
        name="claims",
        findings=tuple(_failed_claim(claim, place=place) for claim in failed),
        verified=", ".join(f"{totals[verdict]} {verdict}" for verdict in VERDICTS),
        advice="look each up in print, then correct the rows it rests on, or the claim",
        counts=tuple(rows[["study", *VERDICTS, "claims"]].to_string(index=False).splitlines()),
        values={
            "verdicts": {verdict: int(totals[verdict]) for verdict in VERDICTS},
            "claims": json.loads(claims.to_json(orient="records")),
        },
    )


def _failed_claim(claim: Mapping[Hashable, Any], *, place: str) -> str:
    """A finding in four lines: the claim, the two values, where it is printed, what it rests on."""
    anchor = f", anchor {claim['anchor']}" if claim["anchor"] else ""
    rows = list(claim["rows"]) if isinstance(claim["rows"], list) else []
    more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
    return "\n  ".join(
        [
            f"{place}/claims.csv, {claim['claim']} failed: {claim['statement']}",
            failure(claim),
            f"printed in: {claim['study']}, {claim['section'] or 'no section'}{anchor}",
            f"rests on: {', '.join(rows[:_MOST_ROWS]) or 'no row of any table'}{more}",
        ]
    )


def anchors_step(folder: Path, sources: Path | None, *, key_file: Path | None) -> Step:
    """The step that looks for every anchored span in its source."""
    if sources is None:
        how = "give --sources DIR, a folder with the text of each study as STUDY.txt"
        return Step(name="anchors", skipped=how)
    corpus = read_corpus(folder)
    anchors = corpus.table("anchors")
    texts = read_sources(sources, studies=sorted(set(anchors["study"].dropna())))
    located = locate(anchors, texts, key=read_key(key_file, corpus=folder) if key_file else None)
    rows = anchored_rows(corpus.tables())
    worst = rows["anchor"].map(worst_outcomes(located)).fillna(NOT_FOUND)
    rows = rows.assign(outcome=worst.astype("str"))
    unanchored = int(corpus.table("segments")["anchor"].isna().sum())
    without = f"; {count(unanchored, 'segment')} without an anchor" if unanchored else ""
    return Step(
        name="anchors",
        findings=tuple(_anchor_findings(rows, located) if len(rows) else [_no_anchors(corpus)]),
        verified=f"all {len(rows)} anchored rows are found in their sources{without}",
        advice=_anchor_advice(rows),
        counts=tuple(_outcomes_by_study(rows)),
        values={
            "rows": rows.to_dict("records"),
            "anchors": json.loads(located.to_json(orient="records")),
        },
    )


def _no_anchors(corpus: Corpus) -> str:
    if corpus.has("anchors"):
        return (
            f"no row of {corpus.name} names an anchor: write the names of anchors.csv into the "
            "column anchor of segments.csv, and add the column where there is none"
        )
    return f"{corpus.name} has no anchors: trustbook anchors --help says how to make them"


def _anchor_advice(rows: pd.DataFrame) -> str:
    outcomes = [outcome for outcome in OUTCOMES if outcome in set(rows["outcome"]) - {FOUND}]
    return "; ".join(f"{outcome} = {_MEANING[outcome]}" for outcome in outcomes)


def _outcomes_by_study(rows: pd.DataFrame) -> list[str]:
    usual = (FOUND, MOVED, NOT_FOUND)
    outcomes = [o for o in OUTCOMES if o in usual or (rows["outcome"] == o).any()]
    numbers = rows.groupby("study")["outcome"].value_counts().unstack(fill_value=0)
    return [
        f"{study}: " + ", ".join(f"{row.get(outcome, 0)} {outcome}" for outcome in outcomes)
        for study, row in numbers.iterrows()
    ]


def _anchor_findings(rows: pd.DataFrame, located: pd.DataFrame) -> list[str]:
    """A line for each row whose anchor is not found where it was recorded."""
    return [
        f"{table}.csv, {row}: {_outcome_words(outcome, located[located['anchor'] == anchor])}"
        for table, row, _, anchor, outcome in rows[rows["outcome"] != FOUND].to_numpy()
    ]


def _outcome_words(outcome: str, parts: pd.DataFrame) -> str:
    if parts.empty:
        return f"{outcome}; anchors.csv has no anchor of this name"
    if outcome != MOVED:
        return outcome
    letters = max((int(move) for move in parts["moved_by"].dropna()), key=abs)
    places = int(parts["places"].max())
    several = f"; it stands {places} times there" if places > 1 else ""
    direction = "further on" if letters > 0 else "further up"
    return f"moved by {count(abs(letters), 'letter')} {direction}{several}"


def outputs_step(
    corpus: str, only: Sequence[str], *, book: Path | None, fresh: bool, jobs: int
) -> Step:
    """The step that runs the chapters and compares what they show with what was kept.

    The built book is left out where it was made from other data, chapters or code, unless `book`
    names it.
    """
    edition = edition_of(corpus)
    specs, is_whole = edition.specs_of(only), not only
    edited_runs = changed_runs(specs)
    if fresh:
        folder = build_folder("verify") / edition.name
        shutil.rmtree(folder, ignore_errors=True)
        specs = [replace(spec, folder=folder) for spec in specs]
    run_stale(specs, jobs=jobs)
    findings = run_findings(edited_runs, specs)
    compared = []
    if reference := _reference(edition):
        findings += reference_findings(specs, reference, is_whole=is_whole)
        compared.append(reference)
    place = book or edition.default_output
    if book or (place.is_dir() and is_of_now(place, specs, is_whole=is_whole)):
        findings += book_findings(place, specs, root=project_root(), is_whole=is_whole)
        compared.append(place)
    places = " and with ".join(map(short_path, compared))
    n_views = sum(len(views_of(spec)) for spec in specs)
    outputs = f"{n_views} tables and figures of {count(len(specs), 'chapter')}"
    remedies = ["trustbook freeze"] if reference else []
    remedies += (
        [f"trustbook build {argument(short_path(edition.corpus))}"] if place in compared else []
    )
    return Step(
        name="outputs",
        findings=tuple(findings),
        verified=f"{outputs}, and their sentences, agree with {places}"
        if compared
        else "nothing is kept to compare with; trustbook build makes a book",
        advice=f"look at each; where the new value is right: {' and '.join(remedies)}",
    )


def _reference(edition: Edition) -> Path | None:
    """The frozen reference, which only the reference corpus has."""
    path = project_root() / "tests" / "reference"
    return path if edition.is_of_reference and path.is_dir() else None


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
