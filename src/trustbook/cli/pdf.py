"""The command that prints a built book as one PDF."""

from pathlib import Path

import click

from trustbook.book.edition import edition_as_built
from trustbook.book.imprint import front_of, parts_of_book
from trustbook.book.printing import print_pdf, whole_page
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand, print_progress
from trustbook.corpus.parameters import command_for
from trustbook.errors import BookError
from trustbook.project import build_folder, short_path


@click.command(cls=ReportCommand)
@options.corpus_of_parameters
@click.option(
    "--into", type=options.FILE, help="Where the PDF goes.  [default: _build/pdf/NAME.pdf]"
)
def pdf(*, corpus: str | None, into: Path | None) -> Report:
    """Print the built book of CORPUS (default: your own) as one PDF.

    With a title page, contents, every chapter in its order, links, bookmarks and the tags that a
    screen reader needs. An installed Chromium, Chrome or Edge prints it.

    \b
    Examples: trustbook pdf
              trustbook pdf data/mine --into mine.pdf
    Exit code 0: printed; 2: there is no built book, or no browser.
    """
    edition = edition_as_built(corpus)
    book = edition.default_output
    if not (book / "index.html").is_file():
        build = command_for("trustbook build", edition.parameters["corpus"])
        raise BookError(f"no book at {short_path(book)}: run {build} first")
    path = into or build_folder("pdf") / f"{edition.name}.pdf"
    print_progress(f"{edition.name}: printing {short_path(path)}, which takes a while")
    print_pdf(whole_page(book, parts_of_book(edition), front_of(edition)), path)
    size = path.stat().st_size
    return Report(
        lines=[f"{short_path(path)}: {size / 1e6:.1f} MB"],
        values={"pdf": str(path), "bytes": size},
        next=f"open {short_path(path)}",
    )
