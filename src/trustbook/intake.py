"""What a public function asks of a table that it is given."""

from collections.abc import Iterable

import pandas as pd

from trustbook.errors import TableError


def require_columns(given: pd.DataFrame, wanted: Iterable[str], *, table: str) -> None:
    """Raise TableError that names each column of `wanted` that the table called `table` lacks.

    >>> require_columns(pd.DataFrame(columns=["id", "code"]), ["unit", "code"], table="codings")
    Traceback (most recent call last):
    trustbook.errors.TableError: codings has no column unit; it has id, code: rename the one meant
    """
    missing = [name for name in wanted if name not in given.columns]
    if not missing:
        return
    noun = "column" if len(missing) == 1 else "columns"
    has = ", ".join(map(str, given.columns)) or "none"
    raise TableError(
        f"{table} has no {noun} {' and no '.join(missing)}; it has {has}: rename the one meant"
    )
