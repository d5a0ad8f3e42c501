"""The command that imports an export of QDA software."""

from collections.abc import Sequence
from pathlib import Path

import click

from trustbook.cli import options
from trustbook.cli.terminal import Report, ReportCommand, print_progress
from trustbook.corpus.numbers import count
from trustbook.corpus.parameters import command_for
from trustbook.exchange.importing import Import, draft_of, import_corpus
from trustbook.exchange.report import sentences
from trustbook.exchange.roles import role_called, roles_in_words
from trustbook.project import argument, compendium, short_path

_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
_PATH = click.Path(path_type=Path)
_MOST_LINES = 20


def _roles(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """The role of each column that the option names."""
    pairs = [value.partition("=") for value in values]
    for role, _, column in pairs:
        if not column or not role_called(role):
            allowed = f"ROLE=COLUMN, where ROLE is {roles_in_words()}"
            raise click.BadParameter(f"found {role}={column}, allowed {allowed}")
    return {column: role_called(role) for role, _, column in pairs}


@click.command("import", cls=ReportCommand)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--into", type=click.Path(path_type=Path), help="New folder of the corpus.")
@click.option("--map", "map_file", type=options.FILE, help="Who is which stakeholder (YAML).")
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_roles,
    metavar="ROLE=COLUMN",
    help="Role of a column: words=passage_text.",
)
@click.option("--draft-map", is_flag=True, help="Draft such a map beside FILE, and stop.")
@click.option("--include-text", is_flag=True, help="Keep quotations and names of cases.")
@click.option("--key", "key_file", type=_EXISTING, help="Secret key of the anchors.")
@click.option("--new-key", type=options.FILE, help="Make a new key here.  [default: beside FILE]")
@click.option("--sources-into", type=options.FOLDER, help="Write the texts of the anchors here.")
def import_(  # noqa: PLR0913 - one argument per option
    *,
    files: tuple[Path, ...],
    into: Path | None,
    map_file: Path | None,
    columns: dict[str, str],
    draft_map: bool,
    include_text: bool,
    key_file: Path | None,
    new_key: Path | None,
    sources_into: Path | None,
) -> Report:
    """Make a corpus from exports of QDA software, or tables (excerpts, relations).

    REFI-QDA (.qdpx, .qde, .qdc, .zip), QualCoder, Taguette, RQDA, INCEpTION,
    Label Studio; CSV, TAB, XLSX, ODS, DOCX. FILEs are joined, coders kept apart.

    \b
    Example: trustbook import study.qdpx --draft-map
             trustbook import study.qdpx --into data/mine --map study.map.yml
             trustbook import ana.qdpx bo.qda cy.csv --into data/joint
             trustbook import who-trusts-whom.xlsx --into data/ties
    Exit code 0: imported; 1: refused, nothing is written; 2: wrong usage.
    """
    file, *others = files
    if draft_map:
        draft = draft_of(file, others=others, into=map_file, columns=columns)
        return _draft_report(files, short_path(draft))
    if into is None:
        raise click.UsageError("name the new folder: --into data/NAME")
    if map_file is not None and not map_file.is_file():
        raise click.UsageError(f"no map at {map_file}")
    imported = import_corpus(
        file,
        into=into,
        others=others,
        map_file=map_file,
        include_text=include_text,
        key_file=key_file,
        new_key=new_key,
        sources_into=sources_into,
        announce=_announce,
        columns=columns,
    )
    return import_report(imported, folder=short_path(imported.folder.resolve()))


def _announce(matters: Sequence[str]) -> None:
    """Say what stays out, before anything is written."""
    if matters:
        print_progress("Not taken in, as it may name people or places (to take it in, list it in "
                       "the map: keep: [name, …]):")  # fmt: skip
    for line in matters[:_MOST_LINES]:
        print_progress(f"  {_printable(line)}")
    if len(matters) > _MOST_LINES:
        print_progress(f"  … and {len(matters) - _MOST_LINES} more")


def _draft_report(files: Sequence[Path], draft: str) -> Report:
    names = " ".join(map(argument, files))
    command = f"trustbook import {names} --into data/NAME --map {argument(draft)}"
    if compendium() is None:
        froms = " ".join(f"--from {argument(file)}" for file in files)
        command += f"; or, for a compendium, trustbook init NAME {froms} --map {argument(draft)}"
    return Report(
        lines=[
            f"{draft} is a draft. It holds names of the export: keep it there, out of the project "
            "and of everything that is shared."
        ],
        values={"map": draft},
        next=f"correct it, then {command}",
    )


def import_report(imported: Import, *, folder: str) -> Report:
    """What an import brought into a folder, what stays open, and where the key is."""
    lines = [
        *_outcome(imported),
        *_open(imported),
        *_key(imported),
        *_text(imported, folder=folder),
        _sizes(imported, folder=folder),
    ]
    return Report(
        lines=[_printable(line) for line in lines],
        values={
            "corpus": str(imported.folder),
            "key": str(imported.key_file) if imported.key_file else None,
            "text": str(imported.text_file) if imported.text_file else None,
            **imported.report,
        },
        next=command_for("trustbook check", folder),
    )


def _printable(line: str) -> str:
    """The line without characters that would steer a terminal; names come from the file."""
    return "".join(character if character.isprintable() else "�" for character in line)


def _outcome(imported: Import) -> list[str]:
    columns = imported.account.columns_read
    read = [f"Columns read: {columns}."] if columns else []
    return [*sentences(imported.account, matters=False), *read]


def _open(imported: Import) -> list[str]:
    lines = [f"open: {line}" for line in imported.left_open[:_MOST_LINES]]
    more = len(imported.left_open) - _MOST_LINES
    warnings = [f"warning: {line}" for line in imported.account.warnings[:_MOST_LINES]]
    return [*lines, *([f"open: … and {more} more"] if more > 0 else []), *warnings]


def _key(imported: Import) -> list[str]:
    if imported.key_file is None:
        return []
    state = "New secret key" if imported.has_new_key else "Secret key"
    return [
        f"{state}: {imported.key_file}. Keep it, and keep it to yourselves: without it no anchor "
        "can be verified again."
    ]


def _text(imported: Import, *, folder: str) -> list[str]:
    if imported.text_file is None:
        return []
    text, verify = imported.text_file.resolve(), command_for("trustbook verify", folder)
    where = (
        f"--sources {argument(short_path(text.parent))} --key {argument(str(imported.key_file))}"
    )
    return [
        f"{short_path(text)} is the text that the anchors are made from, every word of it: keep it "
        f"to yourselves. To verify them: {verify} --step anchors {where}"
    ]


def _sizes(imported: Import, *, folder: str) -> str:
    rows = imported.account.tables
    if set(rows) == {"studies", "codes"}:
        return (
            f"{folder} holds a codebook of {rows['codes']} codes, and empty tables for the rest: "
            "such a file holds no coded material. For that, export the whole project and import "
            f"it, or fill in the tables; {folder}/README.md says how."
        )
    names = ("segments", "codes", "codings", "cases", "stakeholders", "relations")
    sizes = ", ".join(count(rows[name], name.removesuffix("s")) for name in names if name in rows)
    held = f"{folder} holds {sizes}." if sizes else f"{folder} is the corpus that was exported."
    return f"{held} {folder}/import-report.md says what was carried over and what was not."
