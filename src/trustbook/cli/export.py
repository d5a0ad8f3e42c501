"""The command that writes a corpus for other programs."""

from pathlib import Path

import click

from trustbook.book.edition import require_sound_corpus
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.exchange.exporting import FORMATS, export_corpus
from trustbook.project import argument, corpus_folder, short_path

_NEXT = {
    "qdpx": "import it as a REFI-QDA project in NVivo, ATLAS.ti, MAXQDA or QualCoder",
    "xlsx": "trustbook check {path}",
    "graphml": "open it in Gephi, Cytoscape or igraph",
    "gexf": "open it in Gephi",
}


@click.command(cls=ReportCommand)
@options.corpus
@click.option(
    "--as", "format", type=click.Choice(FORMATS), required=True, help="The format of the file."
)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    help="The file that is written.  [default: NAME.FORMAT in this folder]",
)
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there already.")
def export(*, corpus: str, format: str, into: Path | None, overwrite: bool) -> Report:
    """Write CORPUS (default: your own) for other programs: always the same bytes.

    \b
    qdpx     a REFI-QDA project for NVivo, ATLAS.ti, MAXQDA, QualCoder; its
             texts are the meaning units, and all tables travel along as notes
    xlsx     one workbook with a sheet for each table; trustbook reads it too
    graphml  the trust network for Gephi, Cytoscape, igraph
    gexf     the trust network for Gephi

    \b
    Examples: trustbook export data/mine --as qdpx
              trustbook export data/mine --as graphml --into ../mine.graphml
    Exit code 0: written; 1: the corpus has faults, or the file is there
              already; 2: wrong usage.
    """
    folder = corpus_folder(corpus)
    require_sound_corpus(folder)
    place = into.absolute() if into else None
    path = short_path(export_corpus(folder, format=format, into=place, overwrite=overwrite))
    return Report(
        lines=[f"{corpus} is in {path}"],
        values={"corpus": corpus, "format": format, "file": path},
        next=_NEXT[format].format(path=argument(path)),
    )
