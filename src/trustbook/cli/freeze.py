"""The command that freezes the reference."""

import click

from trustbook.book.edition import edition_of
from trustbook.book.reference import freeze as frozen
from trustbook.cli import options
from trustbook.cli.progress import run_stale
from trustbook.project import project_root


@click.command(short_help="Freeze the reference that tests compare with.")
@options.jobs
def freeze(jobs: int) -> None:
    """Freeze the chapters of the reference corpus as what the tests compare with.

    Do this only after you have looked at what changed and found it right.

    \b
    Example: trustbook freeze
    """
    specs = edition_of().specs
    run_stale(specs, jobs=jobs, explain=False, quiet=False)
    changed = frozen(specs, into=project_root() / "tests" / "reference")
    for name in [name for name, differs in changed.items() if differs]:
        click.echo(f"changed {name}")
    click.echo(f"{sum(changed.values())} of {len(changed)} references changed.")
    click.echo("Next: git diff tests/reference, then note under Results changed in CHANGELOG.md")
