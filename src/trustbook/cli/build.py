"""The command that builds the book of a corpus."""

import json
from pathlib import Path

import click

from trustbook.book.edition import Edition, edition_of, publish, require_sound_corpus
from trustbook.book.staging import require_replaceable
from trustbook.cli import options
from trustbook.cli.progress import counted, run_stale
from trustbook.pages.records import records_page
from trustbook.project import quoted


@click.command(short_help="Build the book of a corpus.")
@click.argument("corpus", required=False)
@options.parameters
@click.option(
    "--only",
    multiple=True,
    callback=options.names,
    metavar="CHAPTER",
    help="A book of these chapters alone; names with commas, or repeated.",
)
@options.jobs
@options.explain
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the book goes.  [default: _build/book/NAME]",
)
@options.as_json
def build(  # noqa: PLR0913 - one argument an option
    *,
    corpus: str | None,
    parameters_file: Path | None,
    only: list[str],
    jobs: int,
    explain: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """Build the book of CORPUS, a folder of coded data (default: the reference corpus).

    Checks the corpus, runs the chapters that something changed for, makes the pages and swaps the
    finished book into place. When anything fails, the last good book stays.

    \b
    Examples: trustbook build
              trustbook build data/mine --parameters mine.yml --explain
              trustbook build --only networks,teams
    Exit code 0: built; 1: the corpus has faults; 2: wrong usage;
              3: a chapter or page failed.
    """
    edition = edition_of(corpus, parameters_file=parameters_file, only=only)
    place = (output or edition.default_output).resolve()
    require_replaceable(place)
    warnings = require_sound_corpus(edition.corpus)
    specs = edition.specs
    run = run_stale(specs, jobs=jobs, explain=explain, quiet=as_json)
    if not as_json:
        _say_warnings(warnings, edition)
        click.echo(f"{edition.name}: {counted(run, of=len(specs))}")
    made = publish(edition, specs, output=place, page_of_records=records_page)
    click.echo(_as_json(edition, run, place, made) if as_json else _said(edition, place, made))


def _say_warnings(warnings: list[str], edition: Edition) -> None:
    if warnings:
        advice = f"trustbook check {quoted(edition.parameters['corpus'])} lists them"
        click.echo(f"{edition.name}: warnings about the corpus: {len(warnings)}; {advice}")


def _said(edition: Edition, place: Path, made: bool) -> str:
    usual = place == edition.default_output
    shown = f"_build/book/{edition.label}" if usual else str(place)
    state = "New pages are" if made else "Nothing changed; the pages stay"
    look = (
        f"trustbook serve {quoted(edition.label)} --open"
        if usual
        else f"open {place / 'index.html'}"
    )
    return f"{state} in {shown}\nNext: {look}"


def _as_json(edition: Edition, run: list[str], place: Path, made: bool) -> str:
    report = {"corpus": edition.name, "run": run, "book": str(place), "pages_made": made}
    return json.dumps(report, ensure_ascii=False, indent=2)
