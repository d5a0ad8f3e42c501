"""The command that freezes the reference."""

import click

from trustbook.book.edition import edition_of
from trustbook.book.inputs import INPUTS, freeze_inputs
from trustbook.book.reference import freeze as freeze_chapters
from trustbook.cli import options
from trustbook.cli.progress import run_stale, wait_for_turn
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.parameters import own_corpus
from trustbook.errors import ParameterError
from trustbook.project import project_root

_NOTE = "note under Results changed in CHANGELOG.md"


@click.command(cls=ReportCommand)
@options.corpus
@options.only
@options.jobs
def freeze(*, corpus: str, only: list[str], jobs: int) -> Report:
    """Freeze what the chapters show as what verify and the tests compare with.

    Do this only after you have looked at what changed and found it right. CORPUS can only be the
    one that the compendium is about: the book of another is compared with its last build. Without
    --only it also keeps what the book is made from, so that verify can name what changed.

    \b
    Examples: trustbook freeze
              trustbook freeze --only networks
    Exit code 0: frozen; 2: wrong usage; 3: a chapter failed.
    """
    edition = edition_of(corpus)
    if not edition.is_own:
        raise ParameterError(
            f"only {own_corpus()} has a frozen reference; trustbook verify {corpus} compares "
            "its chapters with the book that was built last"
        )
    wait_for_turn(edition.name)
    specs = edition.specs_of(only)
    run_stale(specs, jobs=jobs)
    reference = project_root() / "tests" / "reference"
    is_changed = freeze_chapters(specs, into=reference, is_whole=not only)
    if not only:
        inputs = freeze_inputs(project_root(), edition.corpus, into=reference)
        is_changed = {**is_changed, INPUTS: inputs}
    changed = [name for name, differs in is_changed.items() if differs]
    changelog = project_root() / "CHANGELOG.md"
    counts = f"{len(changed)} of {len(is_changed)} references changed."
    return Report(
        lines=[*(f"changed {name}" for name in changed), counts],
        values={"corpus": corpus, "changed": changed, "frozen": list(is_changed)},
        next=f"git diff tests/reference{', then ' + _NOTE if changelog.is_file() else ''}",
    )
