"""The command that puts chapters into their canonical form."""

import click

from trustbook.book.notebooks import chapter_paths, check_chapter
from trustbook.book.notebooks import tidy as tidy_notebook
from trustbook.book.typed_numbers import ALLOWED, typed_number_faults
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.numbers import count
from trustbook.project import package_root, require_compendium


@click.command(cls=ReportCommand)
@click.option("--check", is_flag=True, help="Change nothing; say what is not as it should be.")
def tidy(check: bool) -> Report:
    """Put the chapters into canonical form after editing them in JupyterLab.

    Outputs, counts and volatile metadata are removed; cells get readable ids. Numbers typed into
    the prose of any page are faults, unless chapters/numbers.yml allows them with a reason.

    \b
    Example: trustbook tidy
    Exit code 0: all is well; 1: faults that only a person can correct.
    """
    chapters = require_compendium() / "chapters"
    paths = chapter_paths(chapters)
    changed = [] if check else [name for name, path in paths.items() if tidy_notebook(path)]
    faults = [fault for path in paths.values() for fault in check_chapter(path)]
    faults += typed_number_faults(chapters, carried=package_root() / "chapters" / ALLOWED)
    counts = f"{count(len(paths), 'chapter')}, {count(len(faults), 'fault')}."
    return Report(
        lines=[*(f"tidied {name}" for name in changed), *faults, counts],
        values={"changed": changed, "findings": [{"message": fault} for fault in faults]},
        next="correct what is listed above" if faults else "trustbook build",
        exit_code=1 if faults else 0,
    )
