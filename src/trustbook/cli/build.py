"""The command that builds the book of a corpus."""

from pathlib import Path

import click

from trustbook.book.edition import edition_of, require_sound_corpus
from trustbook.book.edition import publish as make_book
from trustbook.book.staging import require_replaceable
from trustbook.cli import options
from trustbook.cli.progress import run_counts, run_stale, wait_for_turn
from trustbook.cli.publication import public_report
from trustbook.cli.terminal import Report, ReportCommand, print_progress
from trustbook.corpus.findings import require_none
from trustbook.errors import CorpusError
from trustbook.pages.records import records_page
from trustbook.project import argument, short_path


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

    Checks the corpus, runs the chapters that something changed for, makes the pages and swaps the
    finished book into place. When anything fails, the last good book stays.

    \b
    Examples: trustbook build
              trustbook build --only networks,teams
              trustbook build data/mine --publish
    Exit code 0: built; 1: the corpus has faults; 2: wrong usage;
              3: a chapter or page failed.
    """
    edition = edition_of(corpus, parameters_file=parameters_file, only=only)
    if publish:
        if only or output:
            raise click.UsageError("a public edition is whole: leave out --only and --output")
        return public_report(edition, jobs=jobs)
    book = (output or edition.default_output).resolve()
    require_replaceable(book)
    typed_corpus = str(edition.parameters["corpus"])
    wait_for_turn(edition.name)
    if warnings := require_sound_corpus(edition.corpus):
        advice = f"trustbook check {argument(typed_corpus)} lists them"
        print_progress(f"{edition.name}: warnings about the corpus: {len(warnings)}; {advice}")
    require_none(edition.authored().findings, error=CorpusError, advice="Next: trustbook text")
    specs = edition.specs
    chapters = run_stale(specs, jobs=jobs, explain=explain)
    print_progress(f"{edition.name}: {run_counts(chapters, of=len(specs))}; making the pages")
    texts = edition.authored(run=specs)
    is_new = make_book(edition, specs, output=book, texts=texts, page_of_records=records_page)
    serve = f"trustbook serve {argument(edition.label)} --open"
    state = "New pages are" if is_new else "Nothing changed; the pages stay"
    return Report(
        lines=[*(each.message for each in texts.findings), f"{state} in {short_path(book)}"],
        values={
            "corpus": typed_corpus,
            "run": chapters,
            "book": str(book),
            "pages_made": is_new,
            "texts": [each.as_json() for each in texts.findings],
        },
        next=serve if book == edition.default_output else f"open {book / 'index.html'}",
    )
