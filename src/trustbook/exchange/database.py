"""SQLite databases of QDA software, opened so that they are not changed and cannot do harm."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from trustbook.errors import ExportError

LONGEST_CELL = 512 * 1024 * 1024
MOST_STEPS = 20_000  # of 100,000 instructions each: a query that never ends is ended
_STEP = 100_000
_HEADER = b"SQLite format 3\0"
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
    _require_saved(path)
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        _guard(database)
        yield database
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise ExportError(f"{path.name}: a damaged database ({error}); export it again") from None
    finally:
        database.close()


def _require_saved(path: Path) -> None:
    """Refuse a database of which the newest changes still stand in a file beside it."""
    journal = path.with_name(f"{path.name}-wal")
    if journal.is_file() and journal.stat().st_size:
        raise ExportError(
            f"{path.name}: not all of it is saved yet; close the program that has it open"
        )


def _guard(database: sqlite3.Connection) -> None:
    steps = iter(range(MOST_STEPS))
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_CELL)
    database.execute("PRAGMA trusted_schema = OFF")
    database.set_authorizer(_permission)
    database.set_progress_handler(lambda: next(steps, None) is None, _STEP)


def _permission(action: int, table: str | None, *_details: str | None) -> int:
    if action not in _ALLOWED or (table or "").casefold() in _NEVER_READ:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def tables_of(database: sqlite3.Connection) -> set[str]:
    """The names of the tables, without views."""
    return {
        name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
    }


def rows_of(database: sqlite3.Connection, table: str, *, columns: Sequence[str]) -> list[Row]:
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
    return [
        empty | {name: _value(cell) for name, cell in zip(present, row, strict=True)}
        for row in database.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid')
    ]


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

    >>> number("12"), number("x")
    (12, None)
    """
    try:
        whole = int(str(cell))
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
