"""The command that makes a compendium."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from trustbook.book.new_compendium import About, copy_corpus, new_compendium, require_empty
from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand
from trustbook.project import argument, short_path


@click.command(cls=ReportCommand)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "exports",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    help="Export or table to import, or the folder of a corpus; several are joined.",
)
@click.option("--map", "map_file", type=options.FILE, help="Who is which stakeholder (YAML).")
@click.option("--title", help="Title of the book.  [default: name of FOLDER]")
@click.option("--author", "authors", multiple=True, help="An author; may be repeated.")
@click.option("--licence", default="", help="Licence of text and data, such as CC-BY-4.0.")
def init(  # noqa: PLR0913 - one argument per option
    *,
    folder: Path,
    exports: tuple[Path, ...],
    map_file: Path | None,
    title: str | None,
    authors: tuple[str, ...],
    licence: str,
) -> Report:
    """Make a compendium in FOLDER, which is new or empty, ready to build.

    It holds data (yours with --from, else a small made-up example), settings,
    room for chapters and pages of your own, and a README that continues from here.

    \b
    Examples: trustbook init my-study --title "Exercise in primary care"
              trustbook init my-study --from study.qdpx --map study.map.yml
    Exit code 0: made; 1: the export cannot be read; 2: nothing is made.
    """
    place = folder.resolve()
    require_empty(place)
    about = About(
        title=title or place.name,
        authors=authors,
        licence=licence,
        created=datetime.now(UTC).date().isoformat(),
    )
    lines: list[str] = []

    def write_corpus(corpus: Path) -> None:
        lines.extend(_corpus_lines(exports, map_file, into=corpus, place=place))

    new_compendium(place, about, write_corpus=write_corpus if exports else None)
    readme, is_here = short_path(place / "README.md"), place == Path.cwd()
    return Report(
        lines=[*lines, f"{place.name} is a compendium; {readme} says what is where."],
        values={"compendium": str(place), "title": about.title},
        next=f"{'' if is_here else f'cd {argument(short_path(place))}, then '}trustbook check",
    )


def _corpus_lines(
    exports: tuple[Path, ...], map_file: Path | None, *, into: Path, place: Path
) -> Sequence[str]:
    """What became of the exports, or of the corpus in a folder, now that it is written."""
    first, *others = exports
    if first.is_dir():
        copy_corpus(first, into=into)
        return []
    from trustbook.cli.import_ import import_report  # noqa: PLC0415 - slow
    from trustbook.exchange.importing import import_corpus  # noqa: PLC0415 - likewise

    imported = import_corpus(first, into=into, others=others, map_file=map_file)
    return import_report(imported, folder=short_path(place / "data" / into.name)).lines
