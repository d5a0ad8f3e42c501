"""Rows that tell whether large tables have a fault, for which not every row need be read.

Checks of cells say the same of the same cells, so one row of each different cell tells what they
say. The short names of rows, what points at them, and free text are all different: there duckdb
finds the rows with which something may be wrong. A new check that compares several cells of a row
of a large table needs a condition here, too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from trustbook.corpus.checks.references import AGREEING
from trustbook.corpus.checks.tables import FIRST_ROW, Tables, cells_by_row
from trustbook.corpus.database import MEMORY, add_file, add_table, quoted
from trustbook.corpus.findings import Finding
from trustbook.corpus.reading import read_sheet, table_file
from trustbook.corpus.schema import TABLES, Field
from trustbook.errors import CorpusError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOTHING: Tables = {}
LARGE = ("codings", "relations", "segments")
_SECOND_PASSES = {"codings": "recodings", "relations": "relation_recodings"}
# with these begins what a spreadsheet computes, and its errors
_OF_SPREADSHEETS = "('=', '@', '+', '-', '#', chr(9), chr(13))"


def telling_rows(
    folder: Path, *, findings: Sequence[Finding] = (), few: Tables = NOTHING
) -> dict[str, pd.DataFrame]:
    """The large tables that are Parquet files, each with the rows that tell whether it has a fault.

    Where checks find nothing in these rows, they find nothing in the others. With the findings of
    such few rows come all rows that have a faulty cell in common with them. No tables where only
    all their rows tell what the findings should say, or where a file cannot be read so.
    """
    paths = {name: table_file(folder, name) for name in LARGE}
    files = {name: path for name, path in paths.items() if path and path.suffix == ".parquet"}
    if not files or any(_takes_every_row(finding, few) for finding in findings):
        return {}
    try:
        import duckdb  # noqa: PLC0415 - installed by those who have large corpora
    except ImportError:
        return {}
    try:
        with duckdb.connect(config={"memory_limit": MEMORY}) as database:
            for name in _BESIDE.keys() - files.keys():
                cells = cells_by_row(read_sheet(folder, name).cells)
                add_table(database, name, cells.reindex(columns=list(TABLES[name].columns)))
            return _telling_rows(database, files, faults=[*_faulty_cells(findings, few)])
    except (CorpusError, duckdb.Error):
        return {}


def is_open(finding: Finding, few: Tables) -> bool:
    """Whether more rows are needed to say what the finding says of the few that tell of it."""
    return _takes_every_row(finding, few) or _has_others_like_it(finding, few)


def _takes_every_row(finding: Finding, few: Tables) -> bool:
    """Whether a finding compares all the names of a large table, or has too many cells to list."""
    target, _ = _field(finding).referenced or ("", "")
    compares_names = finding.id.startswith("references.") and target in few
    has_more = finding.more > 0 and _has_others_like_it(finding, few)
    return compares_names or has_more or finding.id == "claims.unknown-name"


def _has_others_like_it(finding: Finding, few: Tables) -> bool:
    in_few = finding.file.partition(".")[0] in few and finding.row is not None
    return in_few and _has_few_cells(_field(finding))


def _field(finding: Finding) -> Field:
    """The column that a finding is about; one without any rule where it is about no column."""
    table = TABLES.get(finding.file.partition(".")[0])
    fields = table.fields if table else ()
    none = Field(name=finding.column, description="")
    return next((field for field in fields if field.name == finding.column), none)


def _faulty_cells(findings: Iterable[Finding], few: Tables) -> Iterator[tuple[str, str]]:
    """The tables and the conditions that hold in rows with the cells of the findings."""
    for finding in findings:
        if _has_others_like_it(finding, few):
            name, column = finding.file.partition(".")[0], finding.column
            (cell,) = few[name][column].reindex([finding.row]).fillna("")
            text = "'{}'".format(cell.replace("'", "''")) if cell else "null"
            yield name, f"{quoted(column)} is not distinct from {text}"


def _telling_rows(
    database: "DuckDBPyConnection", files: Mapping[str, Path], *, faults: Sequence[tuple[str, str]]
) -> dict[str, pd.DataFrame]:
    columns = {name: database.read_parquet(str(path)).columns for name, path in files.items()}
    for name, path in files.items():
        others = [column for column in columns[name] if column not in TABLES[name].columns]
        add_file(database, name, path, columns=[*TABLES[name].columns, *others])
    for name in LARGE:  # segments last: those that rows of the others name are among them
        alike = [condition for table, condition in faults if table == name]
        conditions = [*_conditions(name, columns[name]), *alike] if name in files else ["true"]
        database.execute(
            f'create table "rows of {name}" as select place, segment from {name} '
            f"where {' or '.join(conditions)}"
        )
    for name in LARGE[:-1]:
        database.execute(
            f"""
            insert into "rows of {name}" select min(place), segment from {name}
            where segment in ({_cells("rows of segments", "segment")}) group by segment
            """
        )
    return {name: _rows(database, name, columns[name]) for name in files}


def _rows(database: "DuckDBPyConnection", name: str, columns: list[str]) -> pd.DataFrame:
    """The cells of the rows that were chosen, by the numbers of the rows."""
    cells = database.execute(
        f"""
        select place, {quoted(*columns)} from {name}
        where place in (select place from "rows of {name}") order by place
        """
    ).df()
    rows = pd.Index(cells.pop("place") + FIRST_ROW, name="row")
    return cells.astype("str").set_axis(rows)


def _conditions(name: str, columns: list[str]) -> Iterator[str]:
    """What a row of the table must be to be needed; its file has these columns."""
    fields = {field.name: field for field in TABLES[name].fields}
    short = [each for each in columns if each in fields and _has_few_cells(fields[each])]
    sets: list[tuple[str, ...]] = [(), *((each,) for each in short)]
    for table, by, target, own, _ in AGREEING:
        if table == name and target in LARGE:
            yield f"{quoted(by)} is not null and {quoted(own)} is not null"
        elif table == name:
            sets.append((by, own))
    grouped = ", ".join(f"({quoted(*each)})" for each in sets)
    yield f"place in (select min(place) from {name} group by grouping sets ({grouped}))"
    key = f"hash({quoted(*TABLES[name].key)})"
    yield f"{key} in (select {key} from {name} group by 1 having count(*) > 1)"
    for each in (each for each in columns if each not in short):
        yield f"left({quoted(each)}, 1) in {_OF_SPREADSHEETS}"
        field = fields.get(each, Field(name=each, description=""))
        if field.required:
            yield f"{quoted(each)} is null"
        if field.referenced:
            yield f"{quoted(each)} not in ({_cells(*field.referenced)})"
    yield from _SEGMENTS if name == "segments" else _coded(name)


def _has_few_cells(field: Field) -> bool:
    """Whether checks look at the cells of a column, of which many are alike."""
    target, _ = field.referenced or ("", "")
    is_checked = target or field.allowed or field.type != "text" or field.name == "coder"
    return bool(is_checked) and target not in LARGE


def _cells(table: str, column: str) -> str:
    cells = quoted(column)
    return f"select {cells}::varchar from {quoted(table)} where {cells} is not null"


def _coded(name: str) -> Iterator[str]:
    """What else tells of codings and relations: coders of both passes, and what has no segment."""
    yield f"coder in ({_cells(_SECOND_PASSES[name], 'coder')})"
    yield "segment is null"


_POINTERS = [
    (name, field.name)
    for name, table in TABLES.items()
    for field in table.fields
    if field.references == "segments.segment"
]
_BESIDE = dict.fromkeys([*LARGE, *_SECOND_PASSES.values(), *(name for name, _ in _POINTERS)])
_NAMES_ELSEWHERE = (
    "select relation from relations where segment is null",
    *(
        _cells(f"rows of {name}" if name in LARGE[:-1] else name, column)
        for name, column in _POINTERS
    ),
)
_SEGMENTS = (
    "same_source_as is not null",
    f"segment not in ({_cells('codings', 'segment')} union {_cells('relations', 'segment')})",
    f"segment in ({' union '.join(_NAMES_ELSEWHERE)})",
)
