"""The command that makes an empty corpus."""

import json
from pathlib import Path

import click

from trustbook.cli import options
from trustbook.corpus.schema import OBLIGATORY
from trustbook.exchange.exporting import new_corpus
from trustbook.project import quoted, shown


@click.command(short_help="Make an empty corpus, ready to be filled in.")
@click.argument("corpus", type=click.Path(path_type=Path), metavar="data/NAME")
@click.option(
    "--xlsx",
    "as_workbook",
    is_flag=True,
    help="One Excel workbook instead, with drop-downs and a note on every column.",
)
@options.as_json
def new(*, corpus: Path, as_workbook: bool, as_json: bool) -> None:
    """Make an empty corpus: a template of every table, ready to be filled in.

    A folder of CSV files with a guide (README.md), or with --xlsx one workbook with a sheet a
    table. Both are checked and built as they are. Nothing that is there is overwritten.

    \b
    Examples: trustbook new data/mine
              trustbook new data/mine --xlsx
    Exit code 0: made; 1: something of this name is there already.
    """
    path = shown(new_corpus(corpus.absolute(), as_workbook=as_workbook))
    if as_json:
        click.echo(json.dumps({"corpus": path, "fill_in": list(OBLIGATORY)}, indent=2))
        return
    click.echo(f"{path} is ready. Fill in {', '.join(OBLIGATORY)} first.")
    click.echo(f"Next: trustbook check {quoted(path)}")
