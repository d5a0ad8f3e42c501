"""The command that puts chapters into their canonical form."""

import click

from trustbook.book.notebooks import chapter_paths, check_chapter
from trustbook.book.notebooks import tidy as tidied
from trustbook.project import project_root


@click.command(short_help="Put the chapters into canonical form.")
@click.option("--check", is_flag=True, help="Change nothing; say what is not as it should be.")
@click.pass_context
def tidy(context: click.Context, check: bool) -> None:
    """Put the chapters into canonical form after editing them in JupyterLab.

    Outputs, counts and volatile metadata go; cells get readable ids.

    \b
    Example: trustbook tidy
    Exit code 0: all is well; 1: faults that only a person can mend.
    """
    paths = chapter_paths(project_root() / "chapters")
    changed = [] if check else [name for name, path in paths.items() if tidied(path)]
    faults = [fault for path in paths.values() for fault in check_chapter(path)]
    for line in [*(f"tidied {name}" for name in changed), *faults]:
        click.echo(line)
    remedy = "mend what is listed above" if faults else "trustbook build"
    click.echo(f"{len(paths)} chapters, {len(faults)} faults. Next: {remedy}")
    context.exit(1 if faults else 0)
