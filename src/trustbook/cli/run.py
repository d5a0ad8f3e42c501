"""The command that runs chapters."""

from pathlib import Path

import click

from trustbook.book.edition import edition_of
from trustbook.cli import options
from trustbook.cli.progress import run_counts, run_stale, wait_for_turn
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.parameters import command_for


@click.command(cls=ReportCommand)
@options.corpus_of_parameters
@options.only
@options.parameters
@options.jobs
@options.explain
def run(
    *,
    corpus: str | None,
    only: list[str],
    parameters_file: Path | None,
    jobs: int,
    explain: bool,
) -> Report:
    """Run the chapters of CORPUS (default: your own) for which something changed, without a book.

    The executed notebooks are stored in _build/runs/NAME.

    \b
    Examples: trustbook run data/mine
              trustbook run data/mine --only networks,teams
    Exit code 0: all ran; 2: wrong usage; 3: a chapter failed.
    """
    edition = edition_of(corpus, parameters_file=parameters_file)
    wait_for_turn(edition.name)
    specs = edition.specs_of(only)
    chapters = run_stale(specs, jobs=jobs, explain=explain)
    typed_corpus = str(edition.parameters["corpus"])
    counts = run_counts(chapters, of=len(specs))
    return Report(
        lines=[f"{edition.name}: {counts}; kept in _build/runs/{edition.name}"],
        values={
            "corpus": typed_corpus,
            "run": chapters,
            "notebooks": [str(spec.notebook) for spec in specs],
        },
        next=command_for("trustbook build", typed_corpus),
    )
