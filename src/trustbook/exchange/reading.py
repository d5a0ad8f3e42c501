"""Which reader reads a file: by what it holds, then by its ending."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from trustbook.corpus.spreadsheet import decoded
from trustbook.errors import CorpusError, ExportError
from trustbook.exchange.assignments import with_assignments
from trustbook.exchange.codebooks import codebooks_in, read_codebook, with_definitions
from trustbook.exchange.codes import tree_of
from trustbook.exchange.columns import header_of
from trustbook.exchange.conservation import require_conserved
from trustbook.exchange.database import is_database, open_database
from trustbook.exchange.garbled import remarks_on_letters
from trustbook.exchange.headings import is_known
from trustbook.exchange.inception import read_inception
from trustbook.exchange.inception_files import SUFFIXES as INCEPTION_SUFFIXES
from trustbook.exchange.inception_files import is_inception
from trustbook.exchange.label_studio import SUFFIXES as LABEL_SUFFIXES
from trustbook.exchange.label_studio import read_label_studio
from trustbook.exchange.mapping import EMPTY_MAP, ImportMap
from trustbook.exchange.members import is_archive, open_archive
from trustbook.exchange.model import Project
from trustbook.exchange.paths import with_paths_as_tree
from trustbook.exchange.persons import with_one_case_per_person
from trustbook.exchange.programs import advice_by_ending, refusal, unknown_database
from trustbook.exchange.qualcoder import DATABASE, is_qualcoder, read_qualcoder
from trustbook.exchange.refi.reader import PROJECT_SUFFIX, is_refi_xml, read_refi
from trustbook.exchange.refi.reader import SUFFIXES as REFI_SUFFIXES
from trustbook.exchange.relation_tables import is_table_of_relations
from trustbook.exchange.rqda import is_rqda, read_rqda
from trustbook.exchange.sheets import SUFFIXES as TABLE_SUFFIXES
from trustbook.exchange.sheets import TEXT_SUFFIX, NamedSheet, read_sheets
from trustbook.exchange.stated_relations import questions_of
from trustbook.exchange.tabular import read_tabular, tables_in
from trustbook.exchange.taguette import is_taguette, read_taguette
from trustbook.exchange.word_tables import SUFFIX as WORD_SUFFIX

_EXPORTS = (".qdpx", ".qdc", ".zip", ".rqda", ".sqlite3", ".json")
_BEGINNING = 4_096
_DATABASE_SUFFIXES = (".sqlite3", ".sqlite", ".db", ".qda", ".rqda")
_READERS = {is_qualcoder: read_qualcoder, is_taguette: read_taguette, is_rqda: read_rqda}


def read_project(path: Path, mapping: ImportMap = EMPTY_MAP) -> Project:
    r"""The project in a file or folder, read by what it is.

    Parameters
    ----------
    path
        A REFI-QDA file, a project of QualCoder, Taguette or RQDA, a table of coded excerpts or a
        folder of such tables.
    mapping
        The map, for what it says of the reading.

    Returns
    -------
    Project
        Its tables, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where it is none of these, damaged or not safe to read.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "excerpts.csv"
    >>> _ = path.write_text("Text,Code\nShe listens,Trust\n")
    >>> read_project(path).account.format
    'table of coded excerpts'
    """
    if not path.exists():
        raise ExportError(f"no file at {path}: give an export, a table or a folder of tables")
    if not (path.is_file() or path.is_dir()):
        raise ExportError(f"{path.name}: a device or a pipe, which may never end; give a file")
    if mapping.reading.columns and not (
        path.is_dir() or path.suffix.casefold() in (*TABLE_SUFFIXES, TEXT_SUFFIX, WORD_SUFFIX)
    ):
        raise ExportError(f"{path.name} is no table: leave out --column, and columns: in the map")
    project = _read_folder(path, mapping) if path.is_dir() else _read_file(path, mapping)
    require_conserved(project.account, codings=len(project.codings), file=project.file)
    project = with_one_case_per_person(
        with_paths_as_tree(_with_a_tree(project), mapping.reading), mapping.reading
    )
    project = with_assignments(project, mapping.reading)
    project.account.warnings += remarks_on_letters(project)
    questions = (*project.questions, *questions_of(project, mapping))
    return replace(project, questions=questions)


def packs_project(path: Path) -> bool:
    """Whether a file is an archive that holds a project of REFI-QDA, whatever its ending."""
    suffix = path.suffix.casefold()
    if suffix in TABLE_SUFFIXES or advice_by_ending(path) or not is_archive(path):
        return False
    with open_archive(path) as archive:
        return bool(archive.highest(PROJECT_SUFFIX))


def _read_file(path: Path, mapping: ImportMap) -> Project:
    suffix = path.suffix.casefold()
    if suffix == WORD_SUFFIX and (project := _project_of_word(path, mapping)):
        return project
    if suffix == ".tsv" and is_inception(path):
        return read_inception(path)
    if suffix in TABLE_SUFFIXES:
        sheets = read_sheets(path)
        codebook = _codebook(path, mapping, sheets)
        if codebook:
            return codebook
        return _read_tables(path, mapping, sheets)
    if suffix == TEXT_SUFFIX and _begins_as_a_table(path):
        return read_tabular(path, mapping.reading)
    if reader := _reader_of(path):
        return reader(path)
    raise ExportError(refusal(path))


def _read_tables(path: Path, mapping: ImportMap, sheets: Sequence[NamedSheet]) -> Project:
    """The project of tables, with the codes of a codebook that is beside them."""
    books = codebooks_in(path, sheets)
    codes = [str(name) for book in books.values() for name in book.codes["name"]]
    return with_definitions(read_tabular(path, mapping.reading, sheets=sheets, codes=codes), books)


def _project_of_word(path: Path, mapping: ImportMap) -> Project | None:
    """The codebook in a Word document, or its tables of excerpts or relations; None without any."""
    if codebook := _codebook(path, mapping):
        return codebook
    try:
        sheets = read_sheets(path)
    except ExportError:
        return None
    tables = [one for one in sheets if mapping.reading.columns or _has_codings(one)]
    return _read_tables(path, mapping, tables) if tables else None


def _has_codings(sheet: NamedSheet) -> bool:
    """Whether the headings of a sheet are those of coded excerpts or of relations."""
    header = header_of(sheet.cells)
    return (header.has_excerpts and not header.is_guess) or is_table_of_relations(sheet)


def _reader_of(path: Path) -> Callable[[Path], Project] | None:
    """The reader of a file that is no table; None for a file that is refused."""
    suffix = path.suffix.casefold()
    if suffix in REFI_SUFFIXES or packs_project(path) or is_refi_xml(path):
        return read_refi
    if advice_by_ending(path):
        return None
    if suffix in _DATABASE_SUFFIXES or is_database(path):
        return _read_database
    if suffix in INCEPTION_SUFFIXES and is_inception(path):
        return read_inception
    return read_label_studio if suffix in LABEL_SUFFIXES else None


def _codebook(
    path: Path, mapping: ImportMap, sheets: Sequence[NamedSheet] | None = None
) -> Project | None:
    """The codebook in a table, unless the map says what its columns are."""
    if mapping.reading.columns:
        return None
    try:
        return read_codebook(path, sheets)
    except ExportError:
        if path.suffix.casefold() == WORD_SUFFIX:
            return None
        raise


def _begins_as_a_table(path: Path) -> bool:
    """Whether a text begins with names of columns; Excel saves such texts as `Unicode text`."""
    try:
        with path.open("rb") as file:
            text, _ = decoded(file.read(_BEGINNING), name=path.name)
    except CorpusError:
        return False
    first = next(filter(str.strip, text.splitlines()), "")
    return sum(is_known(name.strip('"')) for name in re.split(r"[\t;,|]", first)) > 1


def _read_database(path: Path) -> Project:
    with open_database(path) as database:
        reader = next((read for is_its, read in _READERS.items() if is_its(database)), None)
    if reader is None:
        raise ExportError(f"{path.name}: {unknown_database()}")
    return reader(path)


def _read_folder(path: Path, mapping: ImportMap) -> Project:
    if (path / DATABASE).is_file():
        return read_qualcoder(path)
    projects = [one for one in path.iterdir() if one.suffix.casefold() == PROJECT_SUFFIX]
    if len(projects) == 1:
        return read_refi(projects[0])
    if tables := tables_in(path):
        return _read_tables(path, mapping, [one for file in tables for one in read_sheets(file)])
    if advice_by_ending(path):
        raise ExportError(refusal(path))
    exports = sorted(one.name for one in path.iterdir() if one.suffix.casefold() in _EXPORTS)
    advice = f"; give {' or '.join(exports)} in it" if exports else ""
    raise ExportError(
        f"{path.name}: a folder without {DATABASE} and without tables to import{advice}"
    )


def _with_a_tree(project: Project) -> Project:
    """The project without circles of codes that are above each other; they are said."""
    above, circles = tree_of(project.codes)
    if not circles:
        return project
    account, codes = project.account.copy(), project.codes.copy()
    names = dict(zip(codes["guid"], codes["name"], strict=True))
    for circle in circles:
        first, *others = (str(names[guid]) for guid in circle)
        line = " below ".join([first, *others, first])
        account.warnings.append(f"codes form a circle ({line}): {first} was put at the top")
    account.change("codes", len(circles), reason="put at the top, to cut a circle of codes")
    codes["parent"] = codes["guid"].map(above).astype("str")
    return replace(project, account=account, codes=codes)
