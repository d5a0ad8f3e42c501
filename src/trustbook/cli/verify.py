"""The commands about anchors: make them from spans, verify them against the sources."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import pandas as pd

from trustbook.book.verification import Step
from trustbook.claims.anchors import (
    FOUND,
    MOVED,
    NEEDS_KEY,
    NO_SOURCE,
    NOT_FOUND,
    OUTCOMES,
    anchored_rows,
    locate,
    worst_outcomes,
)
from trustbook.claims.sources import make_anchors, read_key, read_sources, write_new_key
from trustbook.cli import options
from trustbook.cli.steps import data_step, environment_step, outputs_step, taken, told
from trustbook.cli.verify_claims import claims_step
from trustbook.corpus.reading import Corpus, corpus_folder, read_corpus, read_table
from trustbook.corpus.schema import TABLES
from trustbook.errors import AnchorError, TrustbookError
from trustbook.numbers import count
from trustbook.project import quoted, shown

_TOLD = 10
_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_MEANING = {
    MOVED: "the span stands in the source, but elsewhere than where it was coded",
    NEEDS_KEY: "the anchor was made with a secret key: give it with --key FILE",
    NO_SOURCE: "the folder of sources has no text of this study, STUDY.txt",
    NOT_FOUND: "the span does not stand in the source: compare the rendition of it, or the key",
}


@click.group(invoke_without_command=True, short_help="Verify a whole compendium.")
@click.option("--corpus", default=options.REFERENCE, show_default=True, help="Folder of a corpus.")
@click.option("--sources", type=_FOLDER, help="Folder with a STUDY.txt for each, for the anchors.")
@click.option("--key", "key_file", type=_FILE, help="File of the secret key of keyed anchors.")
@options.jobs
@options.fresh
@options.as_json
@click.pass_context
def verify(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    *,
    corpus: str,
    sources: Path | None,
    key_file: Path | None,
    jobs: int,
    fresh: bool,
    as_json: bool,
) -> None:
    """Verify a whole compendium: data, claims, anchors, outputs, environment.

    A line for each, then what was found.

    Each step alone, with more to say and to choose: trustbook verify STEP --help.

    \b
    Examples: trustbook verify
              trustbook verify --sources ../sources --fresh
    Exit code 0: all agrees; 1: findings; 2: wrong usage; 3: a chapter failed.
    """
    if context.invoked_subcommand:
        return
    folder = corpus_folder(corpus)
    steps: list[tuple[str, Callable[[], Step]]] = [
        ("data", lambda: data_step(folder)),
        ("claims", lambda: claims_step(folder)),
        ("anchors", lambda: anchors_step(folder, sources, key_file=key_file)),
        ("outputs", lambda: outputs_step(corpus, jobs=jobs, fresh=fresh, quiet=as_json)),
        ("environment", environment_step),
    ]
    context.exit(told([taken(name, step) for name, step in steps], as_json=as_json))


def anchors_step(folder: Path, sources: Path | None, *, key_file: Path | None) -> Step:
    """The step that looks for every anchored span in its source."""
    if sources is None:
        how = "give --sources DIR, a folder with the text of each study as STUDY.txt"
        return Step(name="anchors", skipped=how)
    book = read_corpus(folder)
    rows, located = _located(book, sources, key_file)
    return Step(
        name="anchors",
        findings=tuple(_listed(rows, located)),
        verified=f"{len(rows)} anchored rows are found in their sources",
        advice=f"trustbook verify anchors --sources {sources} --corpus {shown(folder)}",
    )


def _located(
    book: Corpus, sources: Path, key_file: Path | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    key = read_key(key_file, corpus=book.folder) if key_file else None
    studies = sorted(set(book.table("anchors")["study"].dropna()))
    located = locate(book.table("anchors"), read_sources(sources, studies=studies), key=key)
    return _outcomes(book, located), located


@verify.command("anchors", short_help="Look for every anchored span in its source.")
@click.option("--sources", type=_FOLDER, required=True, help="Folder with a STUDY.txt for each.")
@click.option(
    "--corpus", default=options.REFERENCE, show_default=True, help="Folder of the corpus."
)
@click.option("--key", "key_file", type=_FILE, help="File of the secret key of keyed anchors.")
@options.as_json
@click.pass_context
def verify_anchors(
    context: click.Context, sources: Path, corpus: str, key_file: Path | None, as_json: bool
) -> None:
    """Say for each anchored row whether its span stands in the source: found, moved, not found.

    \b
    Example: trustbook verify anchors --sources ../sources
    Exit code 0: every anchor is found; 1: some are not; 2: it could not be tried.
    """
    book = read_corpus(corpus_folder(corpus))
    rows, located = _located(book, sources, key_file)
    good = bool(len(rows)) and bool((rows["outcome"] == FOUND).all())
    click.echo(_as_json(rows, located) if as_json else _report(book, rows, located))
    context.exit(0 if good else 1)


def _outcomes(book: Corpus, located: pd.DataFrame) -> pd.DataFrame:
    """The anchored rows of the corpus, each with the worst outcome of the parts of its anchor."""
    rows = anchored_rows(book.tables())
    worst = rows["anchor"].map(worst_outcomes(located)).fillna(NOT_FOUND)
    return rows.assign(outcome=worst.astype("str"))


def _as_json(rows: pd.DataFrame, located: pd.DataFrame) -> str:
    report = {
        "rows": rows.to_dict("records"),
        "anchors": json.loads(located.to_json(orient="records")),
    }
    return json.dumps(report, ensure_ascii=False, indent=1)


def _report(book: Corpus, rows: pd.DataFrame, located: pd.DataFrame) -> str:
    lines = [*_by_study(rows), *_listed(rows, located), _unanchored(book), _next(book, rows)]
    return "\n".join(line for line in lines if line)


def _by_study(rows: pd.DataFrame) -> list[str]:
    shown = [o for o in OUTCOMES if o in (FOUND, MOVED, NOT_FOUND) or (rows["outcome"] == o).any()]
    lines = []
    for study, group in rows.groupby("study"):
        counts = group["outcome"].value_counts()
        lines.append(f"{study}: " + ", ".join(f"{counts.get(o, 0)} {o}" for o in shown))
    return lines


def _listed(rows: pd.DataFrame, located: pd.DataFrame) -> list[str]:
    """A line for each row whose anchor is not found where it was recorded, then what it means."""
    lines = [
        f"{table}.csv, {row}: {_detail(outcome, located[located['anchor'] == anchor])}"
        for table, row, _, anchor, outcome in rows[rows["outcome"] != FOUND].to_numpy()
    ]
    meanings = [
        f"{o} = {_MEANING[o]}." for o in OUTCOMES if o != FOUND and o in set(rows["outcome"])
    ]
    return [*lines, *meanings]


def _detail(outcome: str, parts: pd.DataFrame) -> str:
    if parts.empty:
        return f"{outcome}; anchors.csv has no anchor of this name"
    if outcome != MOVED:
        return outcome
    by = max((int(move) for move in parts["moved_by"].dropna()), key=abs)
    places = int(parts["places"].max())
    several = f"; it stands {places} times there" if places > 1 else ""
    way = "further on" if by > 0 else "further up"
    return f"moved by {count(abs(by), 'letter')} {way}{several}"


def _unanchored(book: Corpus) -> str:
    missing = int(book.table("segments")["anchor"].isna().sum())
    have = "segment has" if missing == 1 else "segments have"
    return f"{missing} {have} no anchor and could not be verified." if missing else ""


def _next(book: Corpus, rows: pd.DataFrame) -> str:
    if rows.empty and book.has("anchors"):
        return (
            f"No row of {book.name} names an anchor. Next: write the names of anchors.csv into the "
            "column anchor of segments.csv, and add the column where there is none"
        )
    if rows.empty:
        return f"{book.name} has no anchors. Next: trustbook anchors make --help"
    missing = int((rows["outcome"] != FOUND).sum())
    if missing:
        return f"{missing} of {len(rows)} anchored rows are not where they were. Next: see above."
    place = quoted(shown(book.folder))
    return f"All {len(rows)} anchored rows are found. Next: trustbook check {place}"


@click.group(short_help="Make the anchors of a corpus.")
def anchors() -> None:
    """Make the anchors of a corpus from spans of its sources."""


@anchors.command("make", short_help="Write anchors.csv from spans.")
@click.option(
    "--spans", type=_FILE, required=True, multiple=True, help="CSV file of spans; may be repeated."
)
@click.option("--sources", type=_FOLDER, required=True, help="Folder with a STUDY.txt for each.")
@click.option("--into", required=True, help="Folder of the corpus that gets anchors.csv.")
@click.option("--key", "key_file", type=_FILE, help="Secret key, for confidential sources.")
@click.option("--new-key", type=_FILE, help="Write a new secret key to this file and use it.")
def make(
    spans: tuple[Path, ...],
    sources: Path,
    into: str,
    key_file: Path | None,
    new_key: Path | None,
) -> None:
    """Write anchors.csv from spans: only fingerprints go into the corpus, never the words.

    Spans are a CSV file with the columns anchor, part, study and text. It stays outside the corpus.
    For confidential transcripts add --new-key secret.key, and keep that file to yourselves.

    \b
    Example:
    trustbook anchors make --spans spans.csv --sources texts --into data/mine
    """
    if key_file and new_key:
        raise AnchorError("give --key or --new-key, not both")
    folder = corpus_folder(into)
    if new_key:
        key_file = write_new_key(new_key, corpus=folder)
    key = read_key(key_file, corpus=folder) if key_file else None
    try:
        rows = make_anchors(spans, sources, into=folder, key=key)
    except TrustbookError:
        if new_key:
            new_key.unlink()
        raise
    click.echo(_made(rows, into=into, sources=sources, key_file=key_file))


def _unnamed(rows: pd.DataFrame, folder: Path) -> str:
    """The anchors that no row of the corpus names, the first few by their names."""
    tables = (
        read_table(folder, name)
        for name, table in TABLES.items()
        if name != "anchors" and "anchor" in table.columns
    )
    named = {name for table in tables for name in table["anchor"].dropna()}
    missing = [str(name) for name in dict.fromkeys(rows["anchor"]) if name not in named]
    more = len(missing) - _TOLD
    return ", ".join([*missing[:_TOLD], *([f"and {more} more"] if more > 0 else [])])


def _made(rows: pd.DataFrame, *, into: str, sources: Path, key_file: Path | None) -> str:
    lines = [f"{rows['anchor'].nunique()} anchors ({len(rows)} parts) in {into}/anchors.csv."]
    if unnamed := _unnamed(rows, corpus_folder(into)):
        lines.append(
            f"No row names {unnamed}: write each into the column anchor of its row, as a rule in "
            "segments.csv (add the column where there is none)."
        )
    if key_file:
        lines.append(f"Keep {key_file}: without it these anchors can never be verified again.")
    with_key = f" --key {quoted(key_file)}" if key_file else ""
    texts, folder = quoted(sources), quoted(into)
    verify_command = f"trustbook verify anchors --sources {texts} --corpus {folder}{with_key}"
    return "\n".join([*lines, f"Next: {verify_command}"])
