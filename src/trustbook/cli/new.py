"""The command that makes an empty corpus."""

from pathlib import Path

import click

from trustbook.book.new_chapter import new_chapter
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.needs import needs_in_words
from trustbook.corpus.schema import OBLIGATORY
from trustbook.exchange.exporting import new_corpus
from trustbook.project import argument, require_compendium, short_path


@click.command(cls=ReportCommand)
@click.argument("corpus", type=click.Path(path_type=Path))
@click.argument("name", required=False)
@click.option(
    "--xlsx",
    "as_workbook",
    is_flag=True,
    help="One Excel workbook instead, with drop-downs and a note on every column.",
)
def new(*, corpus: Path, name: str | None, as_workbook: bool) -> Report:
    """Make an empty CORPUS: a template of every table, ready to be filled in.

    With the word `chapter` instead it writes chapters/NAME.ipynb: a chapter of your
    own that runs, with parameters, a table, and a figure with its description.

    A folder of CSV files with a guide (README.md), or with --xlsx one workbook with a sheet for
    each table. Both are checked and built as they are. Nothing that is there is overwritten.

    \b
    Examples: trustbook new data/mine
              trustbook new data/mine --xlsx
              trustbook new chapter who-is-asked
    Exit code 0: made; 1: something of this name is there already.
    """
    if str(corpus) == "chapter" and name:
        return _new_chapter(name)
    if name:
        raise click.UsageError(f"got {name!r} beside a corpus; for a chapter: new chapter {name}")
    path = short_path(new_corpus(corpus.absolute(), as_workbook=as_workbook))
    return Report(
        lines=[f"{path} is ready. Fill in {', '.join(OBLIGATORY)} first."],
        values={"corpus": path, "fill_in": list(OBLIGATORY)},
        next=f"trustbook check {argument(path)}",
    )


def _new_chapter(name: str) -> Report:
    path, unmet = new_chapter(require_compendium(), name)
    state = f"runs once there are {needs_in_words(unmet)}" if unmet else "runs as it is"
    return Report(
        lines=[f"{short_path(path)} {state}. Open it in JupyterLab, and make it yours."],
        values={"chapter": name, "file": str(path)},
        next=f"write `- file: chapters/{name}` below `chapters:` of a part of _toc.yml, then "
        f"trustbook build --only {name}",
    )
