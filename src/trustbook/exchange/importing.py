"""Importing a project of QDA software: read, made into a corpus, written whole or not at all."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import psutil

from trustbook.claims.sources import read_key, require_outside, write_new_key
from trustbook.corpus.package import PACKAGE_FILE, package_of_files, write_package
from trustbook.corpus.settings import read_settings
from trustbook.corpus.template import template_files
from trustbook.errors import CorpusError, ExportError, ParameterError, TrustbookError
from trustbook.exchange.account import Account
from trustbook.exchange.confidential import matters_not_kept
from trustbook.exchange.conservation import require_codings
from trustbook.exchange.corpus_tables import (
    CorpusTables,
    codebook_tables,
    corpus_tables,
    is_codebook,
)
from trustbook.exchange.draft import draft_map
from trustbook.exchange.draft_reading import reading_in_draft
from trustbook.exchange.joining import read_projects
from trustbook.exchange.mapping import EMPTY_MAP, ImportMap, import_map, map_in
from trustbook.exchange.members import open_archive
from trustbook.exchange.model import Project
from trustbook.exchange.own_tables import (
    csv_bytes,
    digest,
    file_of,
    files_of_workbook,
    restored_files,
)
from trustbook.exchange.questions import require_answers
from trustbook.exchange.reading import packs_project
from trustbook.exchange.refi.reader import PROJECT_SUFFIX
from trustbook.exchange.report import report_data, report_files
from trustbook.exchange.stated_relations import completed, is_of_relations
from trustbook.exchange.tabular import read_table
from trustbook.exchange.withheld import Withheld, remarks_on
from trustbook.project import PARTIAL, WORKBOOK_SUFFIX, argument, move, portable_path, write_whole

KEY_SUFFIX, MAP_SUFFIX = ".key", ".map.yml"
_MOST_READINGS = 4  # of a file for its draft
_MOST_STEMS = 3  # names of files in that of a map or key
_LONGEST_MEMBER = 256_000_000
_OBJECTS_PER_COLLECTION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an import made.

    Parameters
    ----------
    folder
        The new folder of the corpus.
    account
        What the file held, what became of it, and what stays open; it may name people, and is for
        the terminal only.
    report
        The same as in `import-report.json`, where nobody is named.
    key_file, has_new_key
        The key of the anchors (None where none was needed), and whether it is new.
    text_file
        The text in which the anchors are, where it was asked for.
    left_open
        What the map leaves open, with cases and documents named as in the program: for the
        terminal only.
    """

    folder: Path
    account: Account
    report: Mapping[str, object] = field(default_factory=dict)
    key_file: Path | None = None
    has_new_key: bool = False
    text_file: Path | None = None
    left_open: tuple[str, ...] = ()


def draft_of(
    path: Path,
    *,
    others: Sequence[Path] = (),
    into: Path | None = None,
    columns: Mapping[str, str] | None = None,
) -> Path:
    r"""The file with a draft of the map for a project, newly written.

    Parameters
    ----------
    path
        What `read_project` reads.
    others
        Further such files, which are joined with it.
    into
        The file to write, outside any corpus; NAME.map.yml beside the project where missing.
    columns
        The roles of columns that are known.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    CorpusError
        Where the file is there already, or would be in a corpus: it holds names.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "excerpts.csv").write_text("Text,Code\nShe listens,Trust\n")
    >>> draft = draft_of(folder / "excerpts.csv", into=folder / "draft.yml")
    >>> read_map(draft).concepts[0].codes
    ('Trust',)
    """
    place = into or _beside(path, others, MAP_SUFFIX)
    if (place.parent / PACKAGE_FILE).is_file():
        raise CorpusError(f"{place} is in a corpus, and a map holds names of the export: name a "
                          "place beside the export (--map)")  # fmt: skip
    if place.exists():
        raise CorpusError(f"{place} is there already: a map is never overwritten; name another")
    project = _project_of_draft([path, *others], columns)
    return write_whole(place, draft_map(project).encode())


def _project_of_draft(paths: Sequence[Path], columns: Mapping[str, str] | None) -> Project:
    """The project as it is read by a draft, with every question that the draft answers.

    Each answer may give other names of codes and people, and further questions.
    """
    project = read_projects(paths, _with_columns(EMPTY_MAP, columns))
    asked = project
    for _ in range(_MOST_READINGS):
        mapping = import_map(reading_in_draft(asked), file=project.file)
        try:
            project = read_projects(paths, _with_columns(mapping, columns))
        except (ExportError, ParameterError):
            break  # the import will say so
        further = [one for one in project.questions if one not in asked.questions]
        names = {one.name for one in asked.columns}
        if not further:
            break
        asked = replace(
            asked,
            questions=(*asked.questions, *further),
            columns=(*asked.columns, *(one for one in project.columns if one.name not in names)),
        )
    return replace(project, questions=asked.questions, columns=asked.columns)


def _beside(path: Path, others: Sequence[Path], suffix: str) -> Path:
    """The file beside a project that is named after it, and after those joined with it."""
    stems = "-".join(one.stem for one in (path, *others)[:_MOST_STEMS])
    return path.resolve().with_name(f"{stems}{suffix}")


def read_map(path: Path) -> ImportMap:
    """The map in a YAML file.

    Parameters
    ----------
    path
        The file, such as `draft_of` writes.

    Returns
    -------
    ImportMap
        The map; what it leaves empty stays open.

    Raises
    ------
    ParameterError
        With every fault of the map, each with its line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "map.yml"
    >>> _ = path.write_text("concepts: [{concept: trust, sign: 1}]")
    >>> read_map(path).concepts[0].has_sign
    True
    """
    return map_in(read_settings(path))


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Collect garbage rarely meanwhile: what an import reads is millions of objects, no circles."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_PER_COLLECTION, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@_rarely_collected()
def import_corpus(  # noqa: PLR0913
    path: Path,
    *,
    into: Path,
    others: Sequence[Path] = (),
    map_file: Path | None = None,
    include_text: bool = False,
    key_file: Path | None = None,
    new_key: Path | None = None,
    sources_into: Path | None = None,
    announce: Callable[[Sequence[str]], None] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Import:
    r"""The corpus that a project gives, written into a new folder; nothing if anything goes wrong.

    An archive or workbook that `trustbook export` wrote gives back the corpus it was made from, and
    so does a workbook that `trustbook new` made, filled in.

    Parameters
    ----------
    path
        What `read_project` reads, or an archive or workbook of trustbook.
    into
        The new folder.
    others
        Further projects, which are joined with it.
    map_file
        The map: what in the project is which stakeholder and concept.
    include_text
        Whether quotations and the names of cases and documents are kept.
    key_file, new_key
        The key of the anchors, or the place of a new one; NAME.key beside the export by default.
    sources_into
        A folder for the text in which the anchors are, as STUDY.txt.
    announce
        Called before anything is written, with what stays out as the map does not keep it.
    columns
        The role of each column that it names, beside and before what the map says.

    Returns
    -------
    Import
        The folder, the account of the import, and the key.

    Raises
    ------
    ExportError
        Where the project cannot be read, or the corpus would hold a name that is withheld.
    CorpusError
        Where something is there already that would be replaced.
    ParameterError
        With every fault of the map.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "excerpts.csv").write_text("Text,Code\nShe listens,Trust\n")
    >>> result = import_corpus(folder / "excerpts.csv", into=folder / "mine")
    >>> result.account.tables["codings"], result.key_file.name
    (1, 'excerpts.key')
    """
    _remove_remains(into.resolve())
    require_new(into)
    if sources_into:
        require_outside(sources_into, folder=into, what="it holds the words of the material")
    own_files = None if others else _own_files(path)
    if own_files is not None:
        if sources_into:
            raise ExportError(f"{path.name}: a corpus that trustbook wrote holds no texts of its "
                              "sources; leave out --sources-into")  # fmt: skip
        account = Account(format="a corpus that trustbook wrote", origin="trustbook")
        for name in sorted(own_files):
            account.find(f"file {name}")
        _write(own_files | report_files(account), into)
        return Import(folder=into, account=account, report=report_data(account))
    mapping = _with_columns(read_map(map_file) if map_file else EMPTY_MAP, columns)
    project = read_projects([path, *others], mapping)
    arguments = " ".join(argument(one.name) for one in (path, *others))
    map_name = map_file.name if map_file else ""
    require_answers(project.questions, mapping.reading, file=arguments, map_name=map_name)
    mapping = completed(mapping, project)
    withheld = Withheld(project, mapping, include_text=include_text, folder=into.name)
    if announce:
        announce(matters_not_kept(project, mapping.reading))
    if is_codebook(project) and not project.account.counted.get("codings"):
        return _import_codebook(
            project, mapping, withheld=withheld, into=into, sources_into=sources_into
        )
    number = len(project.codings) + len(project.relations)
    require_codings(project.account, codings=number, file=arguments)
    sheet = _sheet(mapping, map_file=map_file, path=path)
    key_place, is_new, text_file = None, False, None
    if not is_of_relations(project) or key_file or new_key:  # these have no place in a text
        beside = _beside(path, others, KEY_SUFFIX)
        key_place, is_new = _key_place(beside, into=into, key_file=key_file, new_key=new_key)
    try:
        key = read_key(key_place, corpus=into) if key_place else b""
        result = corpus_tables(project, mapping, key=key, include_text=include_text, sheet=sheet)
        text_file = _text_file(result, sources_into)
        files = _files_of(result.tables)
        result.account.warnings += withheld.lines_on_keep()
        result.account.warnings += remarks_on(withheld.require_absent(files))
        public = withheld.redacted(result.account)
        if text_file:
            write_whole(text_file, result.source_text.encode("utf-8", "replace"))
        _write(files | report_files(public), into, withheld=withheld)
    except BaseException:
        for new_file in (text_file, key_place if is_new else None):
            if new_file:
                new_file.unlink(missing_ok=True)
        raise
    return Import(
        folder=into,
        account=result.account,
        report=report_data(public),
        key_file=key_place,
        has_new_key=is_new,
        text_file=text_file,
        left_open=result.open_by_name,
    )


def _with_columns(mapping: ImportMap, columns: Mapping[str, str] | None) -> ImportMap:
    """The map with the roles of further columns."""
    if not columns:
        return mapping
    roles = {**(mapping.reading.columns or {}), **columns}
    return replace(mapping, reading=replace(mapping.reading, columns=roles))


def _import_codebook(
    project: Project,
    mapping: ImportMap,
    *,
    withheld: Withheld,
    into: Path,
    sources_into: Path | None,
) -> Import:
    """The codes of a codebook in an empty corpus, ready for the material that they will code."""
    if sources_into:
        raise ExportError(f"{project.file}: a codebook holds no texts; leave out --sources-into")
    tables, account = codebook_tables(project, mapping), project.account.copy()
    account.tables = {name: len(table) for name, table in tables.items()}
    account.warnings.append("The file is a codebook: it holds codes, and nothing that they code.")
    template = template_files(portable_path(into.absolute()))
    empty = {name: text.encode() for name, text in template.items()}
    files = empty | _files_of(tables)
    account.warnings += remarks_on(withheld.require_absent(files))
    public = withheld.redacted(account)
    _write(files | report_files(public), into, withheld=withheld)
    return Import(folder=into, account=account, report=report_data(public))


def _files_of(tables: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    return {file_of(name): csv_bytes(table) for name, table in tables.items()}


def require_new(into: Path) -> None:
    """Raise CorpusError when something is at `into` that an import would replace."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise CorpusError(f"{into} is there already and not empty: import into a new folder")


def _key_place(
    beside: Path, *, into: Path, key_file: Path | None, new_key: Path | None
) -> tuple[Path, bool]:
    """The file of the key, `beside` the export unless another is given, and whether it is new."""
    if key_file and new_key:
        raise TrustbookError("give --key or --new-key, not both")
    if key_file:
        return key_file, False
    if not new_key and beside.is_file():
        return beside, False
    place = new_key or beside
    require_outside(place, folder=into, what="a published key protects nothing")
    return write_new_key(place, corpus=into), True


def _text_file(result: CorpusTables, folder: Path | None) -> Path | None:
    """The new file for the text in which the anchors are, where it was asked for."""
    if folder is None:
        return None
    place = folder / f"{result.tables['studies']['study'].iloc[0]}.txt"
    if place.exists():
        raise CorpusError(f"{place} is there already: a text is never overwritten; "
                          "give another folder")  # fmt: skip
    if folder.exists() and not folder.is_dir():
        raise CorpusError(f"{folder} is a file: give a folder for the texts")
    return place


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
    """The files of the corpus in an archive or workbook that trustbook wrote, else None."""
    if path.is_file() and path.suffix.casefold() == WORKBOOK_SUFFIX:
        return files_of_workbook(path.read_bytes(), file=path.name)
    if not path.is_file() or not packs_project(path):
        return None
    with open_archive(path) as archive:

        def member(name: str) -> bytes | None:
            return archive.read(name, at_most=_LONGEST_MEMBER) if archive.has(name) else None

        project = archive.highest(PROJECT_SUFFIX)
        if len(project) != 1:
            return None
        qde = archive.read(project[0], at_most=_LONGEST_MEMBER)
        return restored_files(member, qde_digest=digest(qde))


def _write(files: Mapping[str, bytes], into: Path, *, withheld: Withheld | None = None) -> None:
    """Write the files into a new folder, and move it into place when it is complete.

    Nothing is left where a name that is withheld is in any of them.
    """
    place = into.resolve()
    if withheld:
        files = {**files, PACKAGE_FILE: package_of_files(files, name=place.name)}
        withheld.require_absent(files)
    place.parent.mkdir(parents=True, exist_ok=True)
    work = place.with_name(f".{place.name}.{os.getpid()}{PARTIAL}")
    try:
        work.mkdir(parents=True)
        for name, data in files.items():
            (work / name).write_bytes(data)
        if not withheld:
            write_package(work, name=place.name)
        require_new(into)
        if place.is_dir():
            place.rmdir()
        move(work, place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _remove_remains(place: Path) -> None:
    """Remove what imports into this folder had written when they were killed."""
    for remains in place.parent.glob(f".*{PARTIAL}"):
        name, _, process = remains.stem.rpartition(".")
        is_ours = name == f".{place.name}" and process.isdecimal()
        if is_ours and (int(process) == os.getpid() or not psutil.pid_exists(int(process))):
            shutil.rmtree(remains, ignore_errors=True)
