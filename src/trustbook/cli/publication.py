"""Making a public edition: checked, made apart from the private one, searched, put into place."""

import shutil
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

from trustbook.archive.deposit import deposit, require_described
from trustbook.archive.files import digests_of, write_archive
from trustbook.book.edition import Edition, edition_of, require_sound_corpus
from trustbook.book.jupyter_book import jupyter_book_in_waiting
from trustbook.book.public_edition import (
    compendium_passages,
    forget_warnings,
    leaks_of,
    secrets_of,
    write_public_compendium,
)
from trustbook.book.publishing import files_ahead, publish
from trustbook.book.staging import FILES, read_stamp, swap
from trustbook.book.workers import in_the_background
from trustbook.checking.publishing import check_public
from trustbook.cli.progress import run_counts, run_stale, wait_for_turn
from trustbook.cli.terminal import Report, print_progress
from trustbook.corpus.checks.publication import LIMIT
from trustbook.corpus.disclosure import read_disclosure
from trustbook.corpus.findings import require_none
from trustbook.corpus.numbers import count
from trustbook.corpus.parameters import command_for
from trustbook.corpus.published import withheld_lines
from trustbook.errors import CorpusError
from trustbook.pages.records import records_page
from trustbook.project import DISCLOSURE_FILE, build_folder, short_path

_MOST_LEAKS = 20


def public_report(edition: Edition, *, jobs: int) -> Report:
    """The report on a public edition, which is in place when it is whole and holds no secret.

    CorpusError where something speaks against publishing; the last public edition then stays.
    """
    wait_for_turn(edition.name)
    require_sound_corpus(edition.corpus)
    disclosure = read_disclosure(edition.corpus)
    publication, public = check_public(
        edition.corpus, disclosure, more=compendium_passages(edition)
    )
    check = command_for("trustbook check", edition.parameters["corpus"])
    advice = f"Nothing was published. Next: {check} --publish"
    require_none(publication.findings, error=CorpusError, advice=advice)
    folder = build_folder("public") / edition.name
    compendium = write_public_compendium(edition, public, folder / "compendium")
    with chdir(compendium):
        own = edition_of()
        require_sound_corpus(own.corpus)
        require_described(own)
        with jupyter_book_in_waiting() as jupyter_book, in_the_background(jobs=jobs) as others:
            jupyter_book.begin()
            chapters = run_stale(own.specs, jobs=jobs, then=files_ahead(own, others))
            forget_warnings(own.specs)
            counts = run_counts(chapters, of=len(own.specs))
            print_progress(f"{edition.name}, public edition: {counts}; making the pages")
            pages = own.default_output
            publish(
                own,
                own.specs,
                output=pages,
                texts=own.authored(run=own.specs),
                page_of_records=records_page,
                jupyter_book=jupyter_book,
                files=others,
            )
        members = deposit(own, is_whole=True).members
        leaks = leaks_of(
            members,
            secrets_of(edition.corpus, public, disclosure),
            names=disclosure.names,
            allowed=publication.granted_values,
        )
        require_no_leak(leaks)
        archive = write_archive(members, folder / f"{edition.name}.zip.new")
        book = _put_into_place(pages, folder / "book")
    archive = archive.replace(folder / f"{edition.name}.zip")
    granted = [one.line_of_log for one in publication.granted]
    sha256, files = digests_of(archive)[1], count(len(members), "file")
    return Report(
        lines=[
            *withheld_lines(public.withheld),
            *granted,
            LIMIT,
            f"The public book is in {short_path(book)}",
            f"{short_path(archive)}: {files}, sha256 {sha256}",
        ],
        values={
            "corpus": str(edition.parameters["corpus"]),
            "book": str(book),
            "archive": str(archive),
            "withheld": withheld_lines(public.withheld),
            "granted": granted,
        },
        next=f"read {short_path(book / 'index.html')} page by page before you publish it",
    )


def require_no_leak(lines: Sequence[str]) -> None:
    """Raise CorpusError where something withheld is in what is to be published."""
    if lines:
        more = len(lines) - _MOST_LEAKS
        rest = [f"and {more} more places"] if more > 0 else []
        advice = (
            "Nothing was published: what is withheld or identifies a person is in the files "
            "above, because chapters, texts or settings repeat it. Next: delete it there, or "
            f"publish it by name in {DISCLOSURE_FILE}"
        )
        raise CorpusError("\n".join([*lines[:_MOST_LEAKS], *rest, advice]))


def _put_into_place(new_book: Path, book: Path) -> Path:
    """The public book, a copy of the one that was made in its compendium."""
    copy = book.with_name("book.copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(new_book, copy)
    stamp = {name: value for name, value in read_stamp(new_book).items() if name != FILES}
    (copy / "build.json").unlink()
    return swap(copy, book, stamp=stamp)
