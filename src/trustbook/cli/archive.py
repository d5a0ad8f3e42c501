"""The command that makes or checks an archive."""

from pathlib import Path

import click

from trustbook.archive.deposit import deposit, require_described
from trustbook.archive.files import check_archive, digests_of, write_archive
from trustbook.book.edition import chosen_parameters, edition_as_built, require_sound_corpus
from trustbook.book.jupyter_book import jupyter_book_in_waiting
from trustbook.book.publishing import files_ahead, publish
from trustbook.book.workers import in_the_background
from trustbook.cli import options
from trustbook.cli.progress import run_counts, run_stale, wait_for_turn
from trustbook.cli.terminal import Report, ReportCommand, print_progress
from trustbook.errors import ArchiveError
from trustbook.pages.records import records_page
from trustbook.project import argument, build_folder, short_path


@click.command(cls=ReportCommand)
@options.corpus_of_parameters
@click.option(
    "--into", type=options.FILE, help="Where the archive goes.  [default: _build/archive/NAME.zip]"
)
@click.option(
    "--check",
    "archive_to_check",
    type=click.Path(exists=True, path_type=Path),
    help="Check an archive, or the folder it was unpacked into; make none.",
)
@click.option("--whole", is_flag=True, help="Include what no page shows of the corpus.")
@options.jobs
def archive(
    *, corpus: str | None, into: Path | None, archive_to_check: Path | None, whole: bool, jobs: int
) -> Report:
    """Make one zip archive of the book of CORPUS (default: your own).

    In it: the book (with the parameters it was built with; built first where something changed),
    what pages show of the corpus, code, lock, the record of each run, checksums, and descriptions
    for a repository (RO-Crate, CODECHECK). The same files give the same bytes. Memos, columns of
    your own, keys, sources, recordings and exports are left out, and named. Nothing is searched for
    what identifies a person: for the public make one with trustbook build --publish.

    \b
    Examples: trustbook archive
              trustbook archive data/mine --into mine.zip
              trustbook archive --check mine.zip
    Exit code 0: made, or whole; 1: a file is not as archived, or the corpus has
              faults; 2: wrong usage; 3: a chapter or page failed.
    """
    if archive_to_check and (corpus or into or whole):
        raise ArchiveError("give --check alone: it makes no archive")
    if archive_to_check:
        return check_report(archive_to_check)
    edition = edition_as_built(corpus)
    wait_for_turn(edition.name)
    require_sound_corpus(edition.corpus)
    require_described(edition)
    with jupyter_book_in_waiting() as jupyter_book, in_the_background(jobs=jobs) as others:
        jupyter_book.begin()
        chapters = run_stale(edition.specs, jobs=jobs, then=files_ahead(edition, others))
        publish(
            edition,
            edition.specs,
            texts=edition.authored(run=edition.specs),
            output=edition.default_output,
            page_of_records=records_page,
            jupyter_book=jupyter_book,
            files=others,
        )
    counts = run_counts(chapters, of=len(edition.specs))
    print_progress(f"{edition.name}: {counts}; its book is current")
    parameters = chosen_parameters(edition)
    deposited = deposit(edition, is_whole=whole)
    path = into or build_folder("archive") / f"{edition.name}.zip"
    write_archive(deposited.members, path)
    sha256, files = digests_of(path)[1], len(deposited.members)
    place, megabytes = short_path(path.absolute()), path.stat().st_size / 1_000_000
    return Report(
        lines=[
            *(f"parameter {name}: {value}" for name, value in parameters.items()),
            *(f"left out {line}" for line in deposited.left_out),
            f"{place}: {files} files, {megabytes:.1f} MB, sha256 {sha256}",
        ],
        values={
            "corpus": str(edition.parameters["corpus"]),
            "parameters": parameters,
            "archive": str(path),
            "sha256": sha256,
            "files": files,
            "left_out": list(deposited.left_out),
        },
        next=f"trustbook archive --check {argument(place)}",
    )


def check_report(path: Path) -> Report:
    """What is wrong with an archive, or that nothing is."""
    files, faults = check_archive(path)
    counts = (
        f"{len(faults)} of {files} files are not as archived."
        if faults
        else f"all {files} files are as they were archived."
    )
    return Report(
        lines=[*faults, f"{path.name}: {counts}"],
        values={
            "archive": str(path),
            "files": files,
            "findings": [{"message": fault} for fault in faults],
        },
        next="see above" if faults else "open the book in it",
        exit_code=1 if faults else 0,
    )
