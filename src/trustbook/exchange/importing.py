"""Importing an export of QDA software: read, made into a corpus, written whole or not at all."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from trustbook.claims.sources import read_key, require_outside, write_new_key
from trustbook.corpus.package import write_package
from trustbook.corpus.settings import read_settings
from trustbook.corpus.template import template_files
from trustbook.errors import CorpusError, ExportError, TrustbookError
from trustbook.exchange.account import REPORT, REPORT_DATA, Account, account
from trustbook.exchange.corpus_tables import (
    CorpusTables,
    codebook_tables,
    corpus_tables,
    is_codebook,
)
from trustbook.exchange.database import opened
from trustbook.exchange.draft import draft_map
from trustbook.exchange.mapping import ImportMap, map_in
from trustbook.exchange.members import open_archive
from trustbook.exchange.model import Export
from trustbook.exchange.own_tables import csv_bytes, file_of, files_of_workbook, restored_files
from trustbook.exchange.qualcoder import DATABASE, is_qualcoder, read_qualcoder
from trustbook.exchange.refi.reader import SUFFIXES as REFI_SUFFIXES
from trustbook.exchange.refi.reader import read_refi
from trustbook.exchange.sheets import SUFFIXES as TABLE_SUFFIXES
from trustbook.exchange.tabular import read_table, read_tabular, tables_in
from trustbook.exchange.taguette import read_taguette
from trustbook.project import WORKBOOK_SUFFIX, portable_path

DATABASE_SUFFIXES = (".sqlite3", ".sqlite", ".db", ".qda")
KEY_SUFFIX, MAP_SUFFIX = ".key", ".map.yml"
_LONGEST_MEMBER = 256_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import made: the folder, the key (None where none was needed) and its account.

    `text_file` holds the text in which the anchors stand, where it was asked for. `left_open` names
    cases and documents as the program does, and is for the terminal only.
    """

    folder: Path
    account: Account
    key_file: Path | None = None
    has_new_key: bool = False
    text_file: Path | None = None
    left_open: tuple[str, ...] = ()


def read_export(path: Path) -> Export:
    """The export in a file or folder, by what it is; ExportError in a line where it is none."""
    if not path.exists():
        raise ExportError(f"no file at {path}: give an export, a table or a folder of tables")
    suffix = path.suffix.casefold()
    if path.is_dir():
        return _read_folder(path)
    if suffix in REFI_SUFFIXES:
        return read_refi(path)
    if suffix in DATABASE_SUFFIXES:
        return _read_database(path)
    if suffix in TABLE_SUFFIXES:
        return read_tabular(path)
    known = ", ".join([*REFI_SUFFIXES, *DATABASE_SUFFIXES, *TABLE_SUFFIXES])
    raise ExportError(f"{path.name}: not a kind of file that is read; give one of {known}")


def _read_folder(path: Path) -> Export:
    if (path / DATABASE).is_file():
        return read_qualcoder(path)
    if tables_in(path):
        return read_tabular(path)
    raise ExportError(f"{path.name}: a folder without {DATABASE} and without tables to import")


def _read_database(path: Path) -> Export:
    with opened(path) as database:
        of_qualcoder = is_qualcoder(database)
    return read_qualcoder(path) if of_qualcoder else read_taguette(path)


def draft_of(path: Path, *, into: Path | None = None) -> Path:
    """The file of a draft map for an export, written where none is yet."""
    place = into or Path.cwd() / f"{path.stem}{MAP_SUFFIX}"
    if place.exists():
        raise CorpusError(f"{place} is there already: a map is never overwritten; name another")
    text = draft_map(read_export(path))
    place.write_text(text, encoding="utf-8", newline="\n")
    return place


def read_map(path: Path) -> ImportMap:
    """The map in a YAML file; ParameterError with every fault of it."""
    return map_in(read_settings(path))


def import_corpus(  # noqa: PLR0913
    path: Path,
    *,
    into: Path,
    map_file: Path | None = None,
    include_text: bool = False,
    key_file: Path | None = None,
    new_key: Path | None = None,
    sources_into: Path | None = None,
) -> Imported:
    """The corpus that the export in `path` gives, written into the new folder `into`.

    An archive or workbook that `trustbook export` wrote gives back the corpus it was made from, and
    so does a workbook that `trustbook new` made, filled in. The text in which the anchors stand
    goes into the folder `sources_into`, as STUDY.txt. Whatever goes wrong, nothing is left behind.
    """
    require_new(into)
    if sources_into:
        require_outside(sources_into, folder=into, what="it holds the words of the material")
    own = _own_files(path)
    if own is not None:
        if sources_into:
            raise ExportError(f"{path.name}: a corpus that trustbook wrote holds no texts of its "
                              "sources; leave out --sources-into")  # fmt: skip
        told = _account_of_own(own)
        _write(own | _report_files(told), into)
        return Imported(folder=into, account=told)
    export = read_export(path)
    if is_codebook(export):
        return _import_codebook(export, into=into, sources_into=sources_into)
    mapping = read_map(map_file) if map_file else ImportMap()
    sheet = _sheet(mapping, map_file=map_file, path=path)
    key_place, is_new = _key_place(path, into=into, key_file=key_file, new_key=new_key)
    try:
        key = read_key(key_place, corpus=into)
        made = corpus_tables(export, mapping, key=key, include_text=include_text, sheet=sheet)
        told = account(
            export,
            made.counts,
            encounters=made.encounters,
            tables=made.tables,
            left_open=made.left_open,
            warnings=made.warnings,
        )
        text_file = _text_file(made, sources_into)
        _write(
            {file_of(n): csv_bytes(t) for n, t in made.tables.items()} | _report_files(told), into
        )
        if text_file:
            _write_text(made.source_text, text_file)
    except BaseException:
        if is_new:
            key_place.unlink(missing_ok=True)
        raise
    return Imported(
        folder=into,
        account=told,
        key_file=key_place,
        has_new_key=is_new,
        text_file=text_file,
        left_open=made.named_open,
    )


def _import_codebook(export: Export, *, into: Path, sources_into: Path | None) -> Imported:
    """The codes of a codebook in an empty corpus, ready for the material that they will code."""
    if sources_into:
        raise ExportError(f"{export.file}: a codebook holds no texts; leave out --sources-into")
    tables = codebook_tables(export)
    told = account(
        export,
        export.counts,
        encounters={},
        tables=tables,
        left_open=(),
        warnings=[f"{export.file} is a codebook: it holds codes, and nothing that they code."],
    )
    empty = {
        name: text.encode() for name, text in template_files(portable_path(into.absolute())).items()
    }
    filled = {file_of(name): csv_bytes(table) for name, table in tables.items()}
    _write(empty | filled | _report_files(told), into)
    return Imported(folder=into, account=told)


def require_new(into: Path) -> None:
    """Raise CorpusError when something is at `into` that an import would replace."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise CorpusError(f"{into} is there already and not empty: import into a new folder")


def _key_place(
    path: Path, *, into: Path, key_file: Path | None, new_key: Path | None
) -> tuple[Path, bool]:
    """The file of the key and whether it was made just now: beside the export unless named."""
    if key_file and new_key:
        raise TrustbookError("give --key or --new-key, not both")
    if key_file:
        return key_file, False
    beside = path.resolve().with_name(f"{path.stem}{KEY_SUFFIX}")
    if not new_key and beside.is_file():
        return beside, False
    place = new_key or beside
    require_outside(place, folder=into, what="a published key protects nothing")
    return write_new_key(place, corpus=into), True


def _text_file(made: CorpusTables, folder: Path | None) -> Path | None:
    """The new file for the text in which the anchors stand, where it was asked for."""
    if folder is None:
        return None
    place = folder / f"{made.tables['studies']['study'].iloc[0]}.txt"
    if place.exists():
        raise CorpusError(f"{place} is there already: a text is never overwritten; "
                          "give another folder")  # fmt: skip
    if folder.exists() and not folder.is_dir():
        raise CorpusError(f"{folder} is a file: give a folder for the texts")
    return place


def _write_text(text: str, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text.encode("utf-8", "replace"))


def _sheet(mapping: ImportMap, *, map_file: Path | None, path: Path) -> pd.DataFrame | None:
    """The table of relations that the map names: a file beside it, or a sheet of the export."""
    if not mapping.sheet or map_file is None:
        return None
    beside = map_file.parent / mapping.sheet
    if beside.is_file():
        return read_table(beside)
    if path.is_file() and path.suffix.casefold() in (".xlsx", ".xlsm", ".ods"):
        return read_table(path, sheet=mapping.sheet)
    raise ExportError(f"{map_file.name}: no sheet of relations at {mapping.sheet}")


def _own_files(path: Path) -> dict[str, bytes] | None:
    """The files of the corpus in an archive or workbook of our own; None where it is another."""
    if path.is_file() and path.suffix.casefold() == WORKBOOK_SUFFIX:
        return files_of_workbook(path.read_bytes(), file=path.name)
    if not path.is_file() or path.suffix.casefold() != ".qdpx":
        return None
    with open_archive(path) as archive:

        def member(name: str) -> bytes | None:
            return archive.read(name, at_most=_LONGEST_MEMBER) if archive.has(name) else None

        project = archive.at_root(".qde")
        if len(project) != 1:
            return None
        digest = hashlib.sha256(archive.read(project[0], at_most=_LONGEST_MEMBER)).hexdigest()
        return restored_files(member, qde_digest=digest)


def _account_of_own(files: Mapping[str, bytes]) -> Account:
    counts = pd.DataFrame(
        [
            {"element": f"file {name}", "found": 1, "kept": 1, "changed": 0, "dropped": 0}
            for name in sorted(files)
        ]
    ).assign(reason=None)
    offsets = pd.DataFrame(columns=["document", "rule", "share", "n", "verified", "reason"])
    return Account(
        format="a corpus that trustbook wrote",
        origin="trustbook",
        counts=counts,
        offsets=offsets,
        tables={},
        left_open=(),
        warnings=(),
    )


def _report_files(told: Account) -> dict[str, bytes]:
    data = json.dumps(told.data, ensure_ascii=False, indent=1) + "\n"
    return {REPORT: told.text.encode(), REPORT_DATA: data.encode()}


def _write(files: Mapping[str, bytes], into: Path) -> None:
    """Write the files into a new folder, and move it into place when all of it is there."""
    place = into.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        folder = work / place.name
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        write_package(folder)
        require_new(into)
        if place.is_dir():
            place.rmdir()
        folder.replace(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
