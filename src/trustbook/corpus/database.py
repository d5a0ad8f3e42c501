"""Tables of a corpus in a database, for counts of corpora that do not fit into memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from trustbook.corpus.reading import Corpus, table_file
from trustbook.corpus.schema import TABLES
from trustbook.errors import CorpusError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "2GB"  # what the database takes before it writes to disk


@contextmanager
def database_of(corpus: Corpus, tables: Sequence[str]) -> Iterator["DuckDBPyConnection"]:
    """A database of duckdb with these tables of the corpus, each row with its `place` from 0.

    Parquet stays where it is and is read column by column; other tables are read as they always
    are. Raises CorpusError where duckdb is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - installed by those who have large corpora
    except ImportError:
        raise CorpusError(
            f"{corpus.name}: counting on disk needs the package duckdb; install trustbook[large], "
            "or count in memory"
        ) from None
    with duckdb.connect(config={"memory_limit": MEMORY}) as database:
        for name in tables:
            path = table_file(corpus.folder, name)
            if path is not None and path.suffix == ".parquet":
                add_file(database, name, path, columns=TABLES[name].columns)
            else:
                add_table(database, name, corpus.table(name))
        yield database


def add_table(database: "DuckDBPyConnection", name: str, frame: pd.DataFrame) -> None:
    """Add a table to the database, its rows numbered as those of others are."""
    database.register(f"{name} in memory", frame.assign(place=range(len(frame))))
    database.execute(f'create table "{name}" as select * from "{name} in memory"')


def add_file(
    database: "DuckDBPyConnection", name: str, path: Path, *, columns: Sequence[str]
) -> None:
    """Add a Parquet file to the database, its rows numbered as those of others are.

    Every cell is text. It is missing where it is empty, and where the file lacks the column.
    """
    rows = database.read_parquet(str(path), file_row_number=True)
    cells = [
        f"nullif({quoted(column)}::varchar, '')" if column in rows.columns else "null::varchar"
        for column in columns
    ]
    named = [f"{cell} as {quoted(column)}" for cell, column in zip(cells, columns, strict=True)]
    rows.project(", ".join([*named, "file_row_number as place"])).create_view(name)


def quoted(*columns: str) -> str:
    """The names of columns as SQL has them."""
    return ", ".join('"{}"'.format(column.replace('"', '""')) for column in columns)
