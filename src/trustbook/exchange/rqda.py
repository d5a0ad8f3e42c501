"""Projects of RQDA, as the program stores them in SQLite.

Its tables are those of QualCoder under other names: positions are code points, the end exclusive,
and each coding also stores its words. What a researcher deletes stays in the file with status 0;
it is left out and said. A second table of codings, coding2, is read like the first.
"""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from trustbook.errors import ExportError
from trustbook.exchange.account import Account
from trustbook.exchange.database import (
    Row,
    day,
    number,
    open_database,
    rows_of,
    size_of,
    tables_of,
    unsaved_changes,
)
from trustbook.exchange.model import Project
from trustbook.exchange.qualcoder import CodedRows

_TABLES = {"source", "freecode", "coding", "treecode", "codecat"}
_CODINGS = ("coding", "coding2")
_DELETED = "deleted in RQDA, but still in the file"
_BY_TABLE: dict[str, dict[str, dict[str, str]]] = {
    "source": {"source": {"fulltext": "file"}},
    "code_cat": {"codecat": {}},
    "code_name": {"freecode": {"cid": "id"}},
    "code_text": {table: {"pos0": "selfirst", "pos1": "selend"} for table in _CODINGS},
    "cases": {"cases": {"caseid": "id"}},
    "case_text": {"caselinkage": {"pos0": "selfirst", "pos1": "selend"}},
    "attribute": {
        "caseAttr": {"name": "variable", "id": "caseID"},
        "fileAttr": {"name": "variable", "id": "fileID"},
    },
    "attribute_type": {"attributes": {"valuetype": "class"}},
    "annotation": {"annotation": {"memo": "annotation"}},
    "journal": {"journal": {"jentry": "journal"}},
    "project": {"project": {}},
    "code_image": {"imageCoding": {}},
}
_ELEMENTS = {
    "source": "texts",
    "codecat": "codes",
    "freecode": "codes",
    **dict.fromkeys(_CODINGS, "codings"),
    "cases": "cases",
    "caselinkage": "members of cases",
    "caseAttr": "values of variables",
    "fileAttr": "values of variables",
    "annotation": "memos",
    "journal": "memos",
}


def is_rqda(database: sqlite3.Connection) -> bool:
    """Whether the database has the tables of RQDA."""
    return tables_of(database) >= _TABLES


def read_rqda(path: Path) -> Project:
    """The project in a file of RQDA.

    Parameters
    ----------
    path
        A file .rqda.

    Returns
    -------
    Project
        Its tables, and the account of what was found in the file.

    Raises
    ------
    ExportError
        In one line, where it is no such database, or damaged.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "ward.rqda"
    >>> _ = path.write_text("no database")
    >>> read_rqda(path)
    Traceback (most recent call last):
    trustbook.errors.ExportError: ward.rqda: not a database; export it again, or give another file
    """
    with open_database(path) as database:
        if not is_rqda(database):
            raise ExportError(f"{path.name}: a database, but not one of RQDA")
        account = Account(format="RQDA project", origin="RQDA")
        account.warnings += unsaved_changes(path)
        for table in _CODINGS:
            account.count("codings", size_of(database, table))
        return CodedRows(_Renamed(database, account), account).project(file=path.name)


class _Renamed:
    """The rows of tables of QualCoder, as RQDA names them, without what was deleted."""

    def __init__(self, database: sqlite3.Connection, account: Account) -> None:
        self.database = database
        self.account = account
        self.category_of = self._categories()

    def __call__(self, table: str, *columns: str) -> list[Row]:
        return [
            row
            for name, renamed in _BY_TABLE.get(table, {}).items()
            for row in self._rows(name, columns, renamed)
        ]

    def _rows(
        self, table: str, columns: Iterable[str], other_names: dict[str, str]
    ) -> Iterable[Row]:
        names = {column: other_names.get(column, column) for column in columns}
        rows = rows_of(self.database, table, *dict.fromkeys(names.values()), "status")
        for place, row in enumerate(rows, start=1):
            if number(row["status"]) == 0:
                self._leave_out(table, place)
                continue
            yield {column: row[name] for column, name in names.items()} | self._more(
                table, place, row
            )

    def _more(self, table: str, place: int, row: Row) -> Row:
        """What QualCoder has in a column, and RQDA elsewhere."""
        by_table: dict[str, Row] = {
            "coding": {"ctid": place, "place": f"coding, row {place}"},
            "coding2": {"ctid": f"2-{place}", "place": f"coding2, row {place}"},
            "freecode": {"catid": self.category_of.get(row.get("id"))},
            "caseAttr": {"attr_type": "case"},
            "fileAttr": {"attr_type": "file"},
            "annotation": {"anid": place},
            "journal": {"jid": place},
        }
        return {"date": _day(row.get("date"))} | by_table.get(table, {})

    def _leave_out(self, table: str, place: int) -> None:
        element = _ELEMENTS.get(table)
        if element:
            self.account.find(element)
            self.account.leave_out(element, place=f"{table}, row {place}", reason=_DELETED)

    def _categories(self) -> dict[object, object]:
        """The category of each code; a code in several is put into the first."""
        category_of: dict[object, object] = {}
        for row in rows_of(self.database, "treecode", "cid", "catid", "status"):
            if number(row["status"]) == 0:
                continue
            if category_of.setdefault(row["cid"], row["catid"]) != row["catid"]:
                self.account.change("codes", reason="in several categories, kept in the first")
        return category_of


def _day(cell: object) -> str | None:
    """The day of a time as R writes it, or as a database does.

    >>> _day("Fri Dec  6 09:26:07 2019"), _day("2019-12-06 09:26:07"), _day("")
    ('2019-12-06', '2019-12-06', None)
    """
    try:
        moment = datetime.strptime(" ".join(str(cell).split()), "%a %b %d %H:%M:%S %Y")
    except ValueError:
        return day(cell)
    return moment.replace(tzinfo=UTC).date().isoformat()
