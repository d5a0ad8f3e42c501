"""The command that copies chapters of the package, to change them."""

from contextlib import suppress

import click

from trustbook.book.edition import edition_of
from trustbook.book.ejection import eject as eject_chapters
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.errors import TrustbookError
from trustbook.project import require_compendium

_OF_PLAIN_BOOKS = (
    "Jupyter Book alone makes a page of every chapter of _toc.yml. Before you use it, delete the "
    "lines of those that need what this corpus lacks, and of parts without any other"
)


@click.command(cls=ReportCommand)
@click.argument("chapters", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every chapter, and the assets of the pages.")
def eject(*, chapters: tuple[str, ...], every: bool) -> Report:
    """Copy CHAPTERS of the package into chapters/, where you change them.

    A chapter of yours is used instead of the one of that name in the package, and
    stays as it is when the package changes: trustbook upgrade says what moved.
    After --all plain `jupyter-book build .` makes the book, too.

    \b
    Examples: trustbook eject networks
              trustbook eject --all
    Exit code 0: copied; 2: wrong usage, nothing is copied.
    """
    root = require_compendium()
    if not chapters and not every:
        raise click.UsageError("name a chapter, as trustbook list shows them, or give --all")
    only = f" --only {','.join(chapters)}" if chapters and not every else ""
    absent = _left_out() if every else []
    places = eject_chapters(root, chapters, every=every, absent=absent)
    lines = [f"copied {place}" for place in places] or ["everything is there already"]
    return Report(
        lines=[*lines, *([f"{_OF_PLAIN_BOOKS}: {', '.join(absent)}."] if absent else [])],
        values={"copied": places},
        next=f"change what you like, then trustbook build{only}",
    )


def _left_out() -> list[str]:
    """The chapters that are not in the book of this compendium."""
    with suppress(TrustbookError):  # of a chapter or a corpus that cannot be read
        return list(edition_of().left_out)
    return []
