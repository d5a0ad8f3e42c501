"""The command that builds the book of a corpus."""

from pathlib import Path

import click

from trustbook.book.unchanged import are_chapters_touched, kept_report
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.project import compendium


@click.command(cls=ReportCommand)
@options.corpus_of_parameters
@options.only
@options.parameters
@options.jobs
@options.explain
@click.option(
    "--output",
    type=options.FOLDER,
    metavar="DIR",
    help="Where the book goes.  [default: _build/book/NAME]",
)
@click.option("--publish", is_flag=True, help="Make a public edition, or refuse to.")
def build(  # noqa: PLR0913 - one argument per option
    *,
    corpus: str | None,
    only: list[str],
    parameters_file: Path | None,
    jobs: int,
    explain: bool,
    output: Path | None,
    publish: bool,
) -> Report:
    """Build the book of CORPUS, a folder of coded data (default: your own).

    Checks the corpus, runs the chapters for which something changed, makes the pages and swaps the
    finished book into place. When anything fails, the last good book stays.

    \b
    Examples: trustbook build
              trustbook build --only networks,teams
              trustbook build data/mine --publish
    Exit code 0: built; 1: the corpus has faults; 2: wrong usage;
              3: a chapter or page failed.
    """
    asked = (corpus, *only, parameters_file, output)
    if compendium() and not (explain or publish) and (last_report := kept_report(asked)):
        return Report(**last_report)
    if publish:
        if only or output:
            raise click.UsageError("a public edition is whole: leave out --only and --output")
        from trustbook.cli.building import public_edition_report  # noqa: PLC0415 - slow

        return public_edition_report(corpus, parameters_file=parameters_file, jobs=jobs)
    from trustbook.book.forking import begin_importing  # noqa: PLC0415 - not for help
    from trustbook.book.jupyter_book import jupyter_book_in_waiting  # noqa: PLC0415 - likewise
    from trustbook.book.kernels import FORKS, modules_of  # noqa: PLC0415 - likewise

    jupyter_book = click.get_current_context().with_resource(jupyter_book_in_waiting())
    if FORKS and are_chapters_touched(asked):
        begin_importing(*modules_of())
    else:
        jupyter_book.begin()
    from trustbook.cli.building import book_report  # noqa: PLC0415 - slow, and so is Jupyter Book

    return book_report(
        corpus,
        parameters_file=parameters_file,
        only=only,
        jobs=jobs,
        explain=explain,
        output=output,
        asked=asked,
        jupyter_book=jupyter_book,
    )
