"""SQLite databases of QDA software, opened so that they are not changed and cannot do harm.

Where changes are in a journal beside a database (the program is open, or it crashed), SQLite
itself finishes or undoes them, on a private copy that goes afterwards, whatever happens.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from urllib.parse import quote

from trustbook.errors import ExportError
from trustbook.exchange.members import MEGABYTE
from trustbook.project import private_folder

LONGEST_CELL = 64 * MEGABYTE
LARGEST_TABLE = 256 * MEGABYTE  # of what is read of it
MOST_STEPS = 20_000  # of 100,000 instructions each: a query that never ends is ended
_STEP = 100_000
_HEADER = b"SQLite format 3\0"
_JOURNAL = bytes.fromhex("d9d505f920a163d7")
_BEGINNINGS = {
    "-wal": (bytes.fromhex("377f0682"), bytes.fromhex("377f0683")),
    "-journal": (_JOURNAL, bytes(len(_JOURNAL))),
}
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA}
_NEVER_READ = ("users",)


Row = dict[str, object]


def is_database(path: Path) -> bool:
    """Whether the file begins as a SQLite database does."""
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


@contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """The database in `path`, read-only; ExportError in a line where it is none, or is damaged.

    A table of user accounts cannot be read through it.
    """
    if not is_database(path):
        raise ExportError(f"{path.name}: not a database; export it again, or give another file")
    state = _state(path)
    with _copy_at_rest(path) as (place, mode):
        _require_same(path, state)
        database = sqlite3.connect(_address(place.resolve(), mode), uri=True)
        try:
            _guard(database)
            yield database
        except sqlite3.DataError:
            raise ExportError(
                f"{path.name}: a cell has more than {LONGEST_CELL // MEGABYTE} MB; delete the text "
                "in its program, or split it"
            ) from None
        except (sqlite3.Error, UnicodeDecodeError, MemoryError) as error:
            reason = str(error) or "a part of it asks for more memory than there is"
            raise ExportError(
                f"{path.name}: a damaged database ({reason}); export it again"
            ) from None
        finally:
            database.close()
    _require_same(path, state)


def _address(place: PurePath, mode: str) -> str:
    r"""The address of a database; SQLite knows no host, so that of a shared folder is a folder.

    >>> from pathlib import PureWindowsPath
    >>> _address(PureWindowsPath(r"C:\my data\a.qda"), "mode=ro")
    'file:///C:/my%20data/a.qda?mode=ro'
    >>> _address(PureWindowsPath(r"\\host\data\a.qda"), "mode=ro")
    'file:////host/data/a.qda?mode=ro'
    """
    way = quote(place.as_posix(), safe="/:")
    return f"file://{way if way.startswith('/') else f'/{way}'}?{mode}"


def unsaved_changes(path: Path) -> list[str]:
    """What to say of a database of which changes are in a journal beside it."""
    return [
        f"{path.name} was not closed properly: changes are in {journal.name} beside it. They "
        "were finished or undone on a copy, as the program does when it opens the project. To be "
        "sure of the latest state, open and close it in its program, and import it again."
        for journal in _journals(path)
    ]


def _journals(path: Path) -> list[Path]:
    """The files beside a database that hold changes which are not in it, or not all."""
    beside = [path.with_name(f"{path.name}{ending}") for ending in _BEGINNINGS]
    return [one for one in beside if one.is_file() and one.stat().st_size]


@contextmanager
def _copy_at_rest(path: Path) -> Iterator[tuple[Path, str]]:
    """The database to open, and how: itself, or a private copy with the journals beside it."""
    journals = _journals(path)
    if not journals:
        yield path, "mode=ro&immutable=1"
        return
    for journal in journals:
        _require_sound(journal, path=path)
    with private_folder() as folder:
        for file in (path, *journals):
            shutil.copyfile(file, folder / file.name)
        yield folder / path.name, "mode=rw"


def _require_sound(journal: Path, *, path: Path) -> None:
    """Refuse a journal that is no journal, or one that would reach for files elsewhere."""
    with journal.open("rb") as file:
        start = file.read(len(_JOURNAL))
        file.seek(max(0, journal.stat().st_size - len(_JOURNAL)))
        names_another = file.tell() > 0 and file.read() == _JOURNAL
    ending = journal.name.removeprefix(path.name)
    if names_another or not start.startswith(_BEGINNINGS[ending]):
        raise ExportError(
            f"{path.name}: not all of it is saved yet, and {journal.name} beside it cannot be "
            "used; open the project in its program, close it, and try again"
        )


def _state(path: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of the database and of its journals."""
    files = [(one, one.stat()) for one in (path, *_journals(path))]
    return [(one.name, stat.st_size, stat.st_mtime_ns) for one, stat in files]


def _require_same(path: Path, state: list[tuple[str, int, int]]) -> None:
    if _state(path) != state:
        raise ExportError(
            f"{path.name}: it is being changed while it is read; close the program that has it open"
        )


def _guard(database: sqlite3.Connection) -> None:
    steps = iter(range(MOST_STEPS))
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_CELL)
    database.execute("PRAGMA trusted_schema = OFF")
    database.set_authorizer(_permission)
    database.set_progress_handler(lambda: next(steps, None) is None, _STEP)


def _permission(action: int, table: str | None, *details: str | None) -> int:
    counts = action == sqlite3.SQLITE_FUNCTION and details[0] == "count"
    if not (action in _ALLOWED or counts) or (table or "").casefold() in _NEVER_READ:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def tables_of(database: sqlite3.Connection) -> set[str]:
    """The names of the tables, without views."""
    return {
        name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
    }


def size_of(database: sqlite3.Connection, table: str) -> int:
    """The number of rows of a table, counted by the database; none where there is no such table."""
    if table not in tables_of(database):
        return 0
    return int(database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def rows_of(database: sqlite3.Connection, table: str, *columns: str) -> list[Row]:
    """The rows of a table in the order in which they were made, with these columns.

    A column that this version of the program does not have is None; so is an empty text. No rows
    where there is no such table.
    """
    if table not in tables_of(database):
        return []
    names_there = {str(row[1]) for row in database.execute(f'PRAGMA table_info("{table}")')}
    present = [name for name in columns if name in names_there]
    if not present:
        return []
    names = ", ".join(f'"{name}"' for name in present)
    empty: Row = dict.fromkeys(columns)
    rows, size = [], 0
    for row in database.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid'):
        size += sum(len(cell) for cell in row if isinstance(cell, str | bytes))
        if size > LARGEST_TABLE:
            raise ExportError(
                f"{_file_of(database)}: its table {table} has more than "
                f"{LARGEST_TABLE // MEGABYTE} MB; import the project in parts"
            )
        rows.append(empty | {name: _value(c) for name, c in zip(present, row, strict=True)})
    return rows


def _file_of(database: sqlite3.Connection) -> str:
    return Path(database.execute("PRAGMA database_list").fetchone()[2]).name


def _value(cell: object) -> object:
    """Text or a whole number; anything else is text."""
    if cell is None or cell == "" or isinstance(cell, bytes):
        return None
    return cell if isinstance(cell, int | str) else str(cell)


def words(cell: object) -> str | None:
    """The cell as text, without null characters; None where it has no words.

    >>> words("  "), words(12)
    (None, '12')
    """
    text = "" if cell is None else str(cell).replace("\0", "")
    return text if text.strip() else None


def number(cell: object) -> int | None:
    """The cell as a whole number that fits a table; None where it is none.

    >>> number("12"), number("12.0"), number("x")
    (12, 12, None)
    """
    try:
        whole = int(str(cell).removesuffix(".0"))
    except ValueError:
        return None
    return whole if abs(whole) < 2**62 else None


def day(cell: object) -> str | None:
    """The day (YYYY-MM-DD) with which a time begins; None where it begins otherwise.

    >>> day("2024-03-05 10:11:12")
    '2024-03-05'
    """
    text = str(cell or "")[:10]
    parts = text.split("-")
    is_day = [len(part) for part in parts] == [4, 2, 2] and all(part.isdigit() for part in parts)
    return text if is_day else None
