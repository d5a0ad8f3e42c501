"""The command that verifies a compendium, step by step."""

import json
from collections.abc import Callable, Collection, Hashable, Mapping
from pathlib import Path
from typing import Any

import click
import pandas as pd

from trustbook.book.verification import data_findings
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
from trustbook.claims.claims import (
    FAILED,
    VERDICTS,
    failure,
    tables_behind,
    verdicts,
    verified_claims,
)
from trustbook.claims.sources import read_key, read_sources
from trustbook.cli import options
from trustbook.cli.comparison import changed_code, environment_step, inputs_step, outputs_step
from trustbook.cli.steps import (
    INPUTS,
    OUTPUTS,
    STEPS,
    Step,
    report_of,
    step_or_failure,
    with_causes,
)
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.numbers import count
from trustbook.corpus.parameters import command_for
from trustbook.corpus.reading import Corpus, read_corpus
from trustbook.corpus.schema import TABLES
from trustbook.errors import CorpusError
from trustbook.project import corpus_folder, require_compendium, short_path

_STEPS_ANYWHERE = {"data", "claims", "anchors"}  # they need a corpus and no compendium

_MEANING = {
    MOVED: "the span is in the source, but elsewhere than where it was coded",
    NEEDS_KEY: "the anchor was made with a secret key: give it with --key FILE",
    NO_SOURCE: "the folder of sources has no text of this study, STUDY.txt",
    NOT_FOUND: "the span is not in the source: check its rendition, or the key",
}
_MOST_ROWS = 6  # rows and segments named for one failed claim


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
@click.option("--all", "is_whole", is_flag=True, help="Show every finding, not only the first.")
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
    is_whole: bool,
    fresh: bool,
    jobs: int,
) -> Report:
    """Verify CORPUS (default: your own) and its book in six steps, causes first.

    \b
    inputs       what changed in data, prose, settings, assets, code and lock
    data         every fault of the corpus, and whether its description agrees
    claims       every printed number, computed again from the tables
    anchors      every anchored span, looked for in its source (--sources)
    outputs      what chapters show, against the frozen reference and the book
    environment  what is installed, against requirements.txt
    Example: trustbook verify --sources ../sources --fresh
    Exit code 0: all agrees; 1: findings; 2: wrong usage; 3: a chapter failed.
    """
    if "anchors" in names and sources is None:
        raise click.UsageError("name the folder of the sources: --sources DIR")
    if not set(names or STEPS) <= _STEPS_ANYWHERE:
        require_compendium()
    folder = corpus_folder(corpus)
    take: dict[str, Callable[[], Step]] = {
        INPUTS: lambda: inputs_step(folder),
        "data": lambda: data_step(folder),
        "claims": lambda: claims_step(folder),
        "anchors": lambda: anchors_step(folder, sources, key_file=key_file),
        OUTPUTS: lambda: outputs_step(corpus, only, book=book, fresh=fresh, jobs=jobs),
        "environment": environment_step,
    }
    wanted = {*names, INPUTS} if OUTPUTS in names else set(names or STEPS)
    steps = [step_or_failure(name, take[name]) for name in STEPS if name in wanted]
    steps = with_causes(steps, code=changed_code(folder))
    return report_of(steps, corpus=corpus, with_counts=bool(names), is_whole=is_whole)


def data_step(folder: Path) -> Step:
    """The step that checks the corpus and the description of it."""
    return Step(
        name="data",
        findings=tuple(data_findings(folder)),
        verified=f"{short_path(folder)} has no errors, and its description agrees with it",
        advice=command_for("trustbook check", short_path(folder)),
    )


def claims_step(folder: Path) -> Step:
    """The step that computes every claim of a corpus again."""
    place = short_path(folder)
    tables, faults = _readable_tables(read_corpus(folder))
    claims = verified_claims(tables)
    not_verified = _not_verified(claims, faults)
    claims = claims[~claims["claim"].isin(not_verified)]
    if claims.empty and not faults:
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
        findings=(
            *faults.values(),
            *(f"{claim} was not verified: {why}" for claim, why in not_verified.items()),
            *(_failed_claim(claim, place=place) for claim in failed),
        ),
        verified=", ".join(f"{totals[verdict]} {verdict}" for verdict in VERDICTS),
        advice="look each up in print, then correct the rows it rests on, or the claim",
        counts=tuple(rows[["study", *VERDICTS, "claims"]].to_string(index=False).splitlines()),
        values={
            "verdicts": {verdict: int(totals[verdict]) for verdict in VERDICTS},
            "claims": json.loads(claims.to_json(orient="records")),
        },
    )


def _readable_tables(corpus: Corpus) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """The tables of a corpus, and by name what is wrong with those that cannot be read."""
    tables, faults = {}, {}
    for name in TABLES:
        try:
            tables[name] = corpus.table(name)
        except CorpusError as error:
            faults[name] = str(error).splitlines()[0]
    return tables, faults


def _not_verified(claims: pd.DataFrame, faults: Collection[str]) -> dict[str, str]:
    """By claim of those that rest on a table that cannot be read: which it is."""
    behind = tables_behind(claims) if faults else {}
    return {
        claim: f"it rests on {' and '.join(lost)}, which cannot be read"
        for claim, tables in behind.items()
        if (lost := sorted(f"{name}.csv" for name in tables if name in faults))
    }


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
    several = f"; it occurs {places} times there" if places > 1 else ""
    direction = "further on" if letters > 0 else "further up"
    return f"moved by {count(abs(letters), 'letter')} {direction}{several}"
