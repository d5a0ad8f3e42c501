"""The command that describes a corpus to other programs."""

import click

from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.package import write_package
from trustbook.corpus.parameters import command_for
from trustbook.project import corpus_folder


@click.command(cls=ReportCommand)
@options.corpus
def describe(corpus: str) -> Report:
    """Write datapackage.json, which describes CORPUS (default: your own) to other programs.

    Derived from the tables and the data dictionary. Title, description, licenses and contributors
    that you write into the file are kept.

    \b
    Example: trustbook describe data/mine
    Exit code 0: written; 1: the corpus cannot be read.
    """
    file = f"{corpus}/{write_package(corpus_folder(corpus)).name}"
    return Report(
        lines=[f"{file} describes the tables."],
        values={"corpus": corpus, "file": file},
        next=command_for("trustbook check", corpus),
    )
