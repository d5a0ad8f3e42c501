"""The command that writes the anchors of a corpus."""

from pathlib import Path

import click
import pandas as pd

from trustbook.claims.sources import make_anchors, read_key, write_new_key
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.reading import read_table
from trustbook.corpus.schema import TABLES
from trustbook.errors import AnchorError, TrustbookError
from trustbook.project import argument, corpus_folder

_MOST_NAMES = 10


@click.command(cls=ReportCommand)
@click.argument("corpus")
@click.option("--spans", type=options.FILE, required=True, multiple=True, help="CSV file of spans.")
@click.option(
    "--sources", type=options.FOLDER, required=True, help="Folder with a STUDY.txt for each study."
)
@click.option("--key", "key_file", type=options.FILE, help="Secret key, for confidential sources.")
@click.option("--new-key", type=options.FILE, help="Write a new secret key to this file.")
def anchors(
    *,
    corpus: str,
    spans: tuple[Path, ...],
    sources: Path,
    key_file: Path | None,
    new_key: Path | None,
) -> Report:
    """Write the anchors.csv of CORPUS from spans: only fingerprints, never the words.

    Spans are a CSV file with the columns anchor, part, study and text. It stays outside the corpus;
    --spans may be repeated. For confidential transcripts add --new-key secret.key, and keep that
    file to yourselves.

    \b
    Example:
    trustbook anchors data/mine --spans spans.csv --sources texts
    Exit code 0: written; 1: the corpus cannot be read; 2: wrong usage, or a
              span is not in its source.
    """
    if key_file and new_key:
        raise AnchorError("give --key or --new-key, not both")
    folder = corpus_folder(corpus)
    if new_key:
        key_file = write_new_key(new_key, corpus=folder)
    key = read_key(key_file, corpus=folder) if key_file else None
    try:
        rows = make_anchors(spans, sources, into=folder, key=key)
    except TrustbookError:
        if new_key:
            new_key.unlink()
        raise
    unnamed = _unnamed(rows, folder)
    with_key = f" --key {argument(key_file)}" if key_file else ""
    verify = f"trustbook verify {argument(corpus)} --step anchors --sources {argument(sources)}"
    return Report(
        lines=_lines(rows, unnamed, corpus=corpus, key_file=key_file),
        values={
            "corpus": corpus,
            "anchors": int(rows["anchor"].nunique()),
            "parts": len(rows),
            "named_by_no_row": unnamed,
            "key": str(key_file) if key_file else None,
        },
        next=f"{verify}{with_key}",
    )


def _unnamed(rows: pd.DataFrame, folder: Path) -> list[str]:
    """The anchors that no row of the corpus names."""
    tables = (
        read_table(folder, name)
        for name, table in TABLES.items()
        if name != "anchors" and "anchor" in table.columns
    )
    named = {name for table in tables for name in table["anchor"].dropna()}
    return [str(name) for name in dict.fromkeys(rows["anchor"]) if name not in named]


def _lines(
    rows: pd.DataFrame, unnamed: list[str], *, corpus: str, key_file: Path | None
) -> list[str]:
    lines = [f"{rows['anchor'].nunique()} anchors ({len(rows)} parts) in {corpus}/anchors.csv."]
    if unnamed:
        more = len(unnamed) - _MOST_NAMES
        names = [*unnamed[:_MOST_NAMES], *([f"and {more} more"] if more > 0 else [])]
        lines.append(
            f"No row names {', '.join(names)}: write each into the column anchor of its row, "
            "usually in segments.csv (add the column where there is none)."
        )
    if key_file:
        lines.append(f"Keep {key_file}: without it these anchors can never be verified again.")
    return lines
