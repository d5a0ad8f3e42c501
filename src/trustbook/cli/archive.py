"""The command that makes or checks an archive."""

import json
from pathlib import Path

import click

from trustbook.archive.deposit import Deposit, deposit
from trustbook.archive.files import check_archive, digests_of, write_archive
from trustbook.book.edition import built, edition_of, publish, require_sound_corpus
from trustbook.cli import options
from trustbook.cli.progress import counted, run_stale
from trustbook.errors import ArchiveError
from trustbook.pages.records import records_page
from trustbook.project import quoted, shown


@click.command(short_help="Make one archive of a book, ready for a repository; or check one.")
@click.argument("corpus", required=False)
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the archive goes.  [default: _build/archive/NAME.zip]",
)
@click.option(
    "--check",
    "checked",
    type=click.Path(exists=True, path_type=Path),
    help="Check an archive, or the folder it was unpacked into; make none.",
)
@options.jobs
@options.as_json
@click.pass_context
def archive(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    *,
    corpus: str | None,
    into: Path | None,
    checked: Path | None,
    jobs: int,
    as_json: bool,
) -> None:
    """Make one zip archive of the book of CORPUS (default: the reference corpus).

    In it: the book (built first where something changed), corpus, code, lock, the record of each
    run, checksums, and descriptions for a repository (RO-Crate, CODECHECK). The same files give
    the same bytes. Keys, sources, recordings and exports are left out, and named.

    \b
    Examples: trustbook archive
              trustbook archive data/mine --into mine.zip
              trustbook archive --check mine.zip
    Exit code 0: made, or whole; 1: a file is not as archived, or the corpus has
              faults; 2: wrong usage; 3: a chapter or page failed.
    """
    if checked:
        if corpus or into:
            raise ArchiveError("give --check alone: it makes no archive")
        context.exit(_check(checked, as_json=as_json))
    _make(corpus, into, jobs=jobs, as_json=as_json)


def _check(path: Path, *, as_json: bool) -> int:
    listed, faults = check_archive(path)
    if as_json:
        click.echo(json.dumps({"files": listed, "faults": faults}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([*faults, _verdict(path, listed, faults)]))
    return 1 if faults else 0


def _verdict(path: Path, listed: int, faults: list[str]) -> str:
    if faults:
        return f"{path.name}: {len(faults)} of {listed} files are not as archived. Next: see above."
    return f"{path.name}: all {listed} files are as they were archived. Next: open the book in it."


def _make(corpus: str | None, into: Path | None, *, jobs: int, as_json: bool) -> None:
    edition = edition_of(corpus)
    require_sound_corpus(edition.corpus)
    run = run_stale(edition.specs, jobs=jobs, explain=False, quiet=as_json)
    publish(edition, edition.specs, output=edition.default_output, page_of_records=records_page)
    if not as_json:
        click.echo(f"{edition.name}: {counted(run, of=len(edition.specs))}; its book is current")
    packed = deposit(edition)
    path = write_archive(packed.members, into or built("archive") / f"{edition.name}.zip")
    click.echo(_as_json(path, packed) if as_json else _said(path, packed))


def _as_json(path: Path, packed: Deposit) -> str:
    report = {
        "archive": str(path),
        "sha256": digests_of(path)[1],
        "files": len(packed.members),
        "left_out": list(packed.left_out),
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _said(path: Path, packed: Deposit) -> str:
    place, size = shown(path.absolute()), path.stat().st_size / 1_000_000
    left_out = [f"left out {line}" for line in packed.left_out]
    made = f"{place}: {len(packed.members)} files, {size:.1f} MB, sha256 {digests_of(path)[1]}"
    return "\n".join([*left_out, made, f"Next: trustbook archive --check {quoted(place)}"])
