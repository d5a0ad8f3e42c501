"""The command that says what moved in the package since chapters were copied from it."""

from importlib import metadata

import click

from trustbook.book.ejection import accept as accept_parts
from trustbook.book.ejection import ejections, missing_settings, moved_parts
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.numbers import count
from trustbook.project import require_compendium


@click.command(cls=ReportCommand)
@click.option("--accept", is_flag=True, help="Remember that you have read what moved.")
def upgrade(*, accept: bool) -> Report:
    """Say what moved in the package since chapters were copied by trustbook eject.

    Each part is named: cell, section or file; and each line of settings that your
    _config.yml lacks, without which a script or style sheet is not in the book.
    Nothing of yours is changed: compare with the chapter of the package, take over
    what you want, then --accept.

    \b
    Example: trustbook upgrade
    Exit code 0: nothing moved, or accepted; 1: something moved.
    """
    root = require_compendium()
    own = ejections(root)
    moved = {each.file: parts for each in own if (parts := moved_parts(each))}
    versions = {each.file: each.version for each in own}
    if accept:
        accept_parts(root)
    lines = [
        f"{file}, taken from {versions[file]}: {part}"
        for file, parts in moved.items()
        for part in parts
    ]
    missing = missing_settings(root)
    lines += [f"_config.yml, under sphinx: config: lacks {line}" for line in missing]
    files = count(len(own), "file")
    return Report(
        lines=[*lines, f"{files} taken from the package, {len(moved)} with changes there since."],
        values={
            "version": metadata.version("trustbook"),
            "moved": moved,
            "missing_settings": missing,
            "accepted": accept,
        },
        next=_next(bool(moved), bool(own), accept=accept, lacks_settings=bool(missing)),
        exit_code=int(bool(moved and not accept) or bool(missing)),
    )


def _next(is_moved: bool, has_own: bool, *, accept: bool, lacks_settings: bool) -> str:
    if lacks_settings:
        return "write these lines into _config.yml, then trustbook build"
    if is_moved and not accept:
        return "read these parts in the package, then trustbook upgrade --accept"
    return "trustbook build" if has_own else "trustbook eject CHAPTER copies one, to change it"
