"""The command that imports an export of QDA software."""

import json
from pathlib import Path

import click

from trustbook.cli import options
from trustbook.exchange.importing import Imported, draft_of, import_corpus
from trustbook.project import quoted, shown

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHOWN = 20


@click.command("import", short_help="Make a corpus of an export of QDA software.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help="New folder of the corpus.")
@click.option("--map", "map_file", type=_FILE, help="What is which stakeholder and concept (YAML).")
@click.option("--draft-map", is_flag=True, help="Write a draft of such a map, and stop.")
@click.option("--include-text", is_flag=True, help="Keep quotations and names of cases.")
@click.option("--key", "key_file", type=_EXISTING, help="Secret key of the anchors.")
@click.option("--new-key", type=_FILE, help="Make a new key here.  [default: beside FILE]")
@click.option(
    "--sources-into", type=_FOLDER, help="Write the texts here, to verify the anchors in."
)
@options.as_json
def import_(  # noqa: PLR0913 - one argument an option
    *,
    file: Path,
    into: Path | None,
    map_file: Path | None,
    draft_map: bool,
    include_text: bool,
    key_file: Path | None,
    new_key: Path | None,
    sources_into: Path | None,
    as_json: bool,
) -> None:
    """Make a corpus of FILE: an export of QDA software, or a table of coded excerpts.

    NVivo, ATLAS.ti, MAXQDA, QualCoder and Taguette; CSV, XLSX and ODS.

    \b
    Example: trustbook import study.qdpx --draft-map
             trustbook import study.qdpx --into data/mine --map study.map.yml
    Exit code 0: imported; 1: FILE cannot be read, and nothing is written;
    2: wrong usage.
    """
    if draft_map:
        place = shown(draft_of(file, into=map_file))
        click.echo(f"{place} is a draft. Next: correct it, then trustbook import {quoted(file)} "
                   f"--into data/NAME --map {quoted(place)}")  # fmt: skip
        return
    if into is None:
        raise click.UsageError("name the new folder: --into data/NAME")
    if map_file is not None and not map_file.is_file():
        raise click.UsageError(f"no map at {map_file}")
    made = import_corpus(
        file,
        into=into,
        map_file=map_file,
        include_text=include_text,
        key_file=key_file,
        new_key=new_key,
        sources_into=sources_into,
    )
    click.echo(_as_json(made) if as_json else _said(made))


def _as_json(made: Imported) -> str:
    key = str(made.key_file) if made.key_file else None
    text = str(made.text_file) if made.text_file else None
    report = {"corpus": str(made.folder), "key": key, "text": text, **made.account.data}
    return json.dumps(report, ensure_ascii=False, indent=1)


def _said(made: Imported) -> str:
    folder = shown(made.folder.resolve())
    lines = [*_elements(made), *_open(made), *_key(made), *_text(made), *_sizes(made, folder)]
    return "\n".join(map(_printable, lines))


def _printable(line: str) -> str:
    """The line without characters that would steer a terminal; names come from the file."""
    return "".join(character if character.isprintable() else "�" for character in line)


def _elements(made: Imported) -> list[str]:
    rows = made.account.data["elements"]
    assert isinstance(rows, list)
    read = made.account.columns_read
    return [f"columns read: {read}"] * bool(read) + [
        f"{row['element']}: {row['found']} found, {row['kept']} kept, {row['changed']} changed, "
        f"{row['dropped']} dropped" + (f" ({row['reason']})" if row["reason"] else "")
        for row in rows
    ]


def _open(made: Imported) -> list[str]:
    lines = [f"open: {line}" for line in made.left_open[:_SHOWN]]
    more = len(made.left_open) - _SHOWN
    warnings = [f"warning: {line}" for line in made.account.warnings[:_SHOWN]]
    return [*lines, *([f"open: … and {more} more"] if more > 0 else []), *warnings]


def _key(made: Imported) -> list[str]:
    if made.key_file is None:
        return []
    state = "New secret key" if made.has_new_key else "Secret key"
    return [f"{state}: {made.key_file}. Keep it, and keep it to yourselves: without it no anchor "
            "can be verified again."]  # fmt: skip


def _text(made: Imported) -> list[str]:
    if made.text_file is None:
        return []
    place = shown(made.text_file.resolve())
    command = (f"trustbook verify anchors --sources {shown(made.text_file.parent.resolve())} "
               f"--corpus {shown(made.folder.resolve())} --key {made.key_file}")  # fmt: skip
    return [f"{place} is the text in which the anchors stand, every word of it: keep it to "
            f"yourselves. To verify them: {command}"]  # fmt: skip


def _sizes(made: Imported, folder: str) -> list[str]:
    rows = made.account.tables
    if set(rows) == {"studies", "codes"}:
        return [f"{folder} holds a codebook of {rows['codes']} codes, and empty tables for the "
                "rest: such a file holds no coded material. For that, export the whole project "
                f"and import it, or fill in the tables; {folder}/README.md says how.",
                f"Next: trustbook check {quoted(folder)}"]  # fmt: skip
    names = ("segments", "codes", "codings", "cases", "stakeholders", "relations")
    sizes = ", ".join(f"{rows[name]} {name}" for name in names if name in rows)
    held = f"{folder} holds {sizes}." if sizes else f"{folder} is the corpus that was exported."
    return [f"{held} {folder}/import-report.md says what was carried over and what was not.",
            f"Next: trustbook check {quoted(folder)}"]  # fmt: skip
