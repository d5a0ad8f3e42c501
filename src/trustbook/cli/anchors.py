"""The command that writes the anchors of a corpus."""

from pathlib import Path

import click
import pandas as pd

from trustbook.claims.sources import make_anchors, read_key, write_new_key
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.corpus.numbers import count
from trustbook.corpus.parameters import command_for
from trustbook.corpus.reading import read_table
from trustbook.corpus.schema import TABLES
from trustbook.errors import AnchorError
from trustbook.project import argument, corpus_folder

KEY_SUFFIX = ".key"
_MOST_NAMES = 10
_GUESSED = 40  # letters below which a passage can be guessed


@click.command(cls=ReportCommand)
@click.argument("corpus")
@click.option("--spans", type=options.FILE, required=True, multiple=True, help="CSV file of spans.")
@click.option(
    "--sources", type=options.FOLDER, required=True, help="Folder with a STUDY.txt for each study."
)
@click.option("--key", "key_file", type=options.FILE, help="Secret key of the anchors.")
@click.option("--new-key", type=options.FILE, help="Make a new key here.  [default: beside SPANS]")
@click.option("--plain", is_flag=True, help="No key: for sources that everybody can read.")
def anchors(  # noqa: PLR0913 - one argument per option
    *,
    corpus: str,
    spans: tuple[Path, ...],
    sources: Path,
    key_file: Path | None,
    new_key: Path | None,
    plain: bool,
) -> Report:
    """Write the anchors.csv of CORPUS from spans: only fingerprints, never the words.

    Spans are a CSV file with the columns anchor, part, study and text. It stays outside the corpus;
    --spans may be repeated. Without the key, which is made beside it, nobody can try guesses
    against the fingerprints; keep it to yourselves.

    \b
    Example:
    trustbook anchors data/mine --spans spans.csv --sources texts
    Exit code 0: written; 1: the corpus cannot be read; 2: wrong usage, or a
              span is not in its source.
    """
    if len([one for one in (key_file, new_key, plain) if one]) > 1:
        raise AnchorError("give one of --key, --new-key and --plain, not both")
    folder = corpus_folder(corpus)
    if not (key_file or new_key or plain):
        beside = spans[0].with_suffix(KEY_SUFFIX)
        key_file, new_key = (beside, None) if beside.is_file() else (None, beside)
    if new_key:
        key_file = write_new_key(new_key, corpus=folder)
    key = read_key(key_file, corpus=folder) if key_file else None
    try:
        rows = make_anchors(spans, sources, into=folder, key=key)
    except BaseException:
        if new_key:
            new_key.unlink()
        raise
    unnamed = _unnamed(rows, folder)
    with_key = f" --key {argument(key_file)}" if key_file else ""
    verify = (
        f"{command_for('trustbook verify', corpus)} --step anchors --sources {argument(sources)}"
    )
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
    short = int((rows.groupby("anchor")["length"].sum() < _GUESSED).sum())
    if short and not key_file:
        lines.append(
            f"{count(short, 'anchor')} of fewer than {_GUESSED} letters, without a key: whoever "
            "has a list of likely words can guess them; leave out --plain unless the source is "
            "public."
        )
    if key_file:
        lines.append(f"Keep {key_file}: without it these anchors can never be verified again.")
    return lines
