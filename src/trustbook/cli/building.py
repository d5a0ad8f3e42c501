"""Building a book, as the command does it: checked, run, made and put into place."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from trustbook.book.edition import edition_of, require_sound_corpus
from trustbook.book.jupyter_book import JupyterBook
from trustbook.book.publishing import files_ahead
from trustbook.book.publishing import publish as make_book
from trustbook.book.staging import require_replaceable, unnamed_links
from trustbook.book.unchanged import keep_report, sources_digest
from trustbook.book.workers import in_the_background
from trustbook.cli.progress import run_counts, run_stale, wait_for_turn
from trustbook.cli.publication import public_report
from trustbook.cli.terminal import Report, print_progress
from trustbook.corpus.findings import require_none
from trustbook.corpus.parameters import command_for
from trustbook.errors import CorpusError
from trustbook.pages.records import records_page
from trustbook.project import argument, build_folder, project_root, short_path


def public_edition_report(corpus: str | None, *, parameters_file: Path | None, jobs: int) -> Report:
    """What is said of the public edition of the book of a corpus, once it is made."""
    return public_report(edition_of(corpus, parameters_file=parameters_file), jobs=jobs)


def book_report(  # noqa: PLR0913 - one argument per option
    corpus: str | None,
    *,
    parameters_file: Path | None,
    only: Sequence[str],
    jobs: int,
    explain: bool,
    output: Path | None,
    asked: Sequence[object],
    jupyter_book: JupyterBook,
) -> Report:
    """What is said of the book of a corpus, once it is built; it is kept for what was `asked`."""
    edition = edition_of(corpus, parameters_file=parameters_file, only=only)
    read = [edition.corpus, *([parameters_file.resolve()] if parameters_file else [])]
    sources = sources_digest(read)
    book = (output or edition.default_output).resolve()
    require_replaceable(book)
    typed_corpus = str(edition.parameters["corpus"])
    wait_for_turn(edition.name)
    if warnings := require_sound_corpus(edition.corpus):
        advice = f"{command_for('trustbook check', typed_corpus)} lists them"
        print_progress(f"{edition.name}: warnings about the corpus: {len(warnings)}; {advice}")
    texts = edition.authored()
    require_none(texts.findings, error=CorpusError, advice="Next: trustbook text")
    specs = edition.specs
    files = click.get_current_context().with_resource(in_the_background(jobs=jobs))
    jupyter_book.begin()
    ahead = files_ahead(edition, files)
    chapters = run_stale(specs, jobs=jobs, explain=explain, then=ahead)
    print_progress(f"{edition.name}: {run_counts(chapters, of=len(specs))}; making the pages")
    if plain := unnamed_links(project_root(), edition.pages.values()) if edition.is_whole else []:
        words = f"links to {', '.join(plain)} are plain text, as _toc.yml does not name these pages"
        print_progress(f"{edition.name}: {words}")
    if chapters or not edition.is_whole:
        texts = edition.authored(run=specs)
    is_new = make_book(
        edition,
        specs,
        output=book,
        texts=texts,
        page_of_records=records_page,
        jupyter_book=jupyter_book,
        files=files,
    )
    which = "" if edition.is_own and edition.is_whole else f" {argument(edition.label)}"
    serve = f"trustbook serve{which} --open"
    of_texts = [each.message for each in texts.findings]
    values = {
        "corpus": typed_corpus,
        "run": chapters,
        "book": str(book),
        "pages_made": is_new,
        "texts": [each.as_json() for each in texts.findings],
    }
    following = serve if book == edition.default_output else f"open {book / 'index.html'}"
    unchanged = Report(
        lines=[*of_texts, f"Nothing changed; the pages stay in {short_path(book)}"],
        values=values | {"run": [], "pages_made": False},
        next=following,
    )
    outputs = [build_folder("runs") / edition.name, book]
    keep_report(asdict(unchanged), asked, read=read, folders=outputs, sources=sources)
    if not is_new:
        return replace(unchanged, values=values)
    lines = [*of_texts, f"New pages are in {short_path(book)}"]
    return Report(lines=lines, values=values, next=following)
