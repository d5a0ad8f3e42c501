"""The command that makes a draft of a public edition at a repository."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from trustbook.archive.description import description_of, lines_of
from trustbook.archive.files import check_archive, digests_of
from trustbook.archive.public import public_package, require_current
from trustbook.archive.repositories import REPOSITORIES, Repository
from trustbook.archive.transport import Service
from trustbook.book.edition import Edition, edition_of, require_sound_corpus
from trustbook.checking.publishing import check_public
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand, is_for_machines, print_progress
from trustbook.corpus.disclosure import read_disclosure
from trustbook.corpus.findings import require_none
from trustbook.corpus.package import read_package
from trustbook.corpus.parameters import command_for
from trustbook.errors import ArchiveError, CorpusError, ParameterError, RepositoryError
from trustbook.project import argument, build_folder, short_path


@click.command(cls=ReportCommand)
@options.corpus
@click.option("--to", required=True, type=click.Choice(list(REPOSITORIES)), help="Where to.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@click.option(
    "--server",
    metavar="URL",
    help="Another server than the usual one; a Dataverse has none: https://HOST/dataverse/MINE.",
)
@click.option("--draft", metavar="ID", help="Continue this draft; make no new one.")
def deposit(
    *, corpus: str, to: str, dry_run: bool, server: str | None, draft: str | None
) -> Report:
    """Make a draft of the public edition of CORPUS (default: your own) at a repository.

    What is sent is the archive that trustbook build --publish made, described by datapackage.json
    (title, contributors, description, licence, keywords, sources). Nothing is published: you read
    the draft there, and publish it there. The token is asked for, or taken from the variable
    ZENODO_TOKEN, OSF_TOKEN or DATAVERSE_TOKEN; it is never an argument and is written nowhere.

    \b
    Examples: trustbook deposit data/mine --to zenodo --dry-run
              trustbook deposit data/mine --to zenodo --draft 1234567
    Exit code 0: a draft is there, or was described; 1: something speaks against
              publishing, or the repository refused; 2: wrong usage.
    """
    repository = REPOSITORIES[to]
    address = (server or repository.server).rstrip("/")
    if not address:
        raise ParameterError(f"{repository.title} runs on many servers: name yours, as in "
                             "--server https://demo.dataverse.org/dataverse/mine")  # fmt: skip
    edition = edition_of(corpus)
    archive = _public_archive(edition, corpus)
    people = {"contributors": read_package(edition.corpus).get("contributors")}
    description = description_of(public_package(archive, corpus=edition.name) | people)
    content = repository.content(description)
    megabytes = archive.stat().st_size / 1e6
    sha256 = digests_of(archive)[1]
    values: dict[str, object] = {
        "corpus": corpus,
        "repository": to,
        "server": address,
        "archive": str(archive),
        "sha256": sha256,
        "metadata": content,
    }
    sent = f"{short_path(archive)}, {megabytes:.1f} MB, sha256 {sha256}"
    typed = f"{command_for('trustbook deposit', corpus)} --to {to}" + _typed_server(server)
    if dry_run:
        return Report(
            lines=[
                f"to: {repository.title} at {address}, as a draft",
                *lines_of(description),
                f"file: {sent}",
                f"Nothing was sent. Note: {repository.remark}.",
            ],
            values={**values, "draft": None},
            next=typed,
        )
    service = Service(
        name=repository.title,
        server=address,
        headers=repository.headers(_token(repository)),
        announce=print_progress,
    )
    name = draft or repository.new_draft(service, content)
    if not draft:
        print_progress(f"{repository.title}: draft {name} is made")
    try:
        filled = repository.fill(service, name, archive)
    except RepositoryError as error:
        again = f"The draft {name} stays there. Next: {typed} --draft {argument(name)}"
        raise RepositoryError(f"{error}\n{again}") from None
    state = "was there already" if filled.was_there else "was sent and arrived whole"
    return Report(
        lines=[f"{sent}: {state}", f"draft {filled.name} at {repository.title}: {filled.page}"],
        values={**values, "draft": filled.name, "page": filled.page},
        next=f"read the draft at {filled.page} and publish it there; note: {repository.remark}",
    )


def _typed_server(server: str | None) -> str:
    return f" --server {argument(server)}" if server else ""


def _public_archive(edition: Edition, corpus: str) -> Path:
    """The archive of the public edition, whole and of the corpus as it is; CorpusError else."""
    require_sound_corpus(edition.corpus)
    publication, public = check_public(edition.corpus, read_disclosure(edition.corpus))
    build = f"{command_for('trustbook build', corpus)} --publish"
    advice = f"Nothing was sent. Next: {command_for('trustbook check', corpus)} --publish"
    require_none(publication.findings, error=CorpusError, advice=advice)
    archive = build_folder("public") / edition.name / f"{edition.name}.zip"
    if not archive.is_file():
        raise ArchiveError(f"there is no public edition of {corpus} yet, and nothing else is "
                           f"deposited. Next: {build}")  # fmt: skip
    _require_whole(archive, check_archive(archive)[1], remedy=build)
    require_current(archive, public, remedy=build)
    return archive


def _require_whole(archive: Path, faults: Sequence[str], *, remedy: str) -> None:
    if faults:
        raise ArchiveError(f"{short_path(archive)}: {faults[0]}; make it again: {remedy}")


def _token(repository: Repository) -> str:
    """The token, from its variable or the keyboard."""
    token = os.environ.get(repository.variable, "").strip()
    if not token and sys.stdin.isatty() and not is_for_machines():
        token = click.prompt(f"Token for {repository.title}", hide_input=True, err=True).strip()
    if not token or any(sign.isspace() or not sign.isprintable() for sign in token):
        raise ParameterError(f"no token for {repository.title}: make one in your account there and "
                             f"put it into the variable {repository.variable}")  # fmt: skip
    return token
