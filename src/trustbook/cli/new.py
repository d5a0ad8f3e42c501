"""The command that makes an empty corpus."""

from pathlib import Path

import click

from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.schema import OBLIGATORY
from trustbook.exchange.exporting import new_corpus
from trustbook.project import argument, short_path


@click.command(cls=ReportCommand)
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option(
    "--xlsx",
    "as_workbook",
    is_flag=True,
    help="One Excel workbook instead, with drop-downs and a note on every column.",
)
def new(*, corpus: Path, as_workbook: bool) -> Report:
    """Make an empty CORPUS: a template of every table, ready to be filled in.

    A folder of CSV files with a guide (README.md), or with --xlsx one workbook with a sheet for
    each table. Both are checked and built as they are. Nothing that is there is overwritten.

    \b
    Examples: trustbook new data/mine
              trustbook new data/mine --xlsx
    Exit code 0: made; 1: something of this name is there already.
    """
    path = short_path(new_corpus(corpus.absolute(), as_workbook=as_workbook))
    return Report(
        lines=[f"{path} is ready. Fill in {', '.join(OBLIGATORY)} first."],
        values={"corpus": path, "fill_in": list(OBLIGATORY)},
        next=f"trustbook check {argument(path)}",
    )
