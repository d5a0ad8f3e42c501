"""The command that runs single chapters."""

import json
from pathlib import Path

import click

from trustbook.book.edition import edition_of
from trustbook.cli import options
from trustbook.cli.progress import counted, run_stale
from trustbook.project import quoted


@click.command(short_help="Run chosen chapters, without a book.")
@click.argument("chapters", nargs=-1, required=True, metavar="CHAPTER...")
@click.option("--corpus", help="Folder of the corpus.  [default: the reference corpus]")
@options.parameters
@options.jobs
@options.explain
@options.as_json
def run(  # noqa: PLR0913 - one argument an option
    *,
    chapters: tuple[str, ...],
    corpus: str | None,
    parameters_file: Path | None,
    jobs: int,
    explain: bool,
    as_json: bool,
) -> None:
    """Run chosen chapters, without making a book, and keep the executed notebooks.

    \b
    Example: trustbook run networks teams --corpus data/mine
    Exit code 0: all ran; 2: wrong usage; 3: a chapter failed.
    """
    edition = edition_of(corpus, parameters_file=parameters_file, only=chapters)
    specs = [spec for spec in edition.specs if spec.chapter in chapters]
    ran = run_stale(specs, jobs=jobs, explain=explain, quiet=as_json)
    kept = [spec.notebook for spec in specs]
    if as_json:
        click.echo(json.dumps({"run": ran, "notebooks": [str(path) for path in kept]}, indent=2))
        return
    click.echo(f"{edition.name}: {counted(ran, of=len(specs))}; kept in _build/runs/{edition.name}")
    click.echo(f"Next: trustbook build {quoted(edition.parameters['corpus'])}")
