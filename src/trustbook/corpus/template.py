"""A corpus as one workbook (XLSX): one sheet per table, empty as a template or filled.

Each sheet offers the allowed values and the names of other sheets in drop-downs, says in a note on
each column what it means, and marks with an asterisk the columns that every row needs. Columns of
text, months, days and lists are formatted as text, so that a spreadsheet leaves them as typed.
The same tables give the same bytes.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from typing import Literal

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from trustbook.corpus.contents import columns_of
from trustbook.corpus.numbers import joined
from trustbook.corpus.reporting import REPORTING_FILE, reporting_template
from trustbook.corpus.schema import OBLIGATORY, TABLES, UNLESS_RELATIONS, Field, Table
from trustbook.corpus.workbook import EXPLAINING_SHEET, REQUIRED_MARK
from trustbook.corpus.workbook_file import workbook_file
from trustbook.errors import CorpusError

GUIDE = "README.md"


HOW_TO = (
    "Fill in one table after the other; each row is one thing, each column says what it is.",
    f"Tables that a corpus must have: {', '.join(OBLIGATORY)}, and either "
    f"{', '.join(UNLESS_RELATIONS)} or relations. Leave the others empty where you have nothing "
    "for them; chapters that need them then say so in a line.",
    "Order that works well: studies, stakeholders, codes, segments, codings; then concepts and "
    "relations, from which the networks of trust are drawn.",
    "Names in the first column of a table are short names that you choose, such as CM or s012. "
    "Other tables point at them; write them the same everywhere.",
    "Meaning units are in your own words. What participants said need not be in here.",
    "Lists hold several names joined by |, such as SU|CM. Months are 2017-04, days 2017-04-21.",
    "Leave a cell empty where something is not known. Further columns are allowed in "
    f"{joined(name for name, table in TABLES.items() if table.free_columns)} only.",
)


def template_files(corpus: str) -> dict[str, str]:
    """The files of an empty corpus by name: a CSV file a table, the guide and a `reporting.yml`.

    `corpus` is what a person types to name it.
    """
    tables = {f"{name}.csv": ",".join(table.columns) + "\n" for name, table in TABLES.items()}
    return {**tables, GUIDE: guide_text(corpus), REPORTING_FILE: reporting_template()}


def guide_text(corpus: str) -> str:
    """The guide to the tables as Markdown: how to fill them in, then every column."""
    steps = "\n".join(f"- {step}" for step in HOW_TO)
    tables = "\n".join(_table_text(name) for name in TABLES)
    return (
        f"# Coded corpus\n\n{steps}\n\n"
        f"Check what you have filled in: `trustbook check {corpus}`. "
        f"Then build the book: `trustbook build {corpus}`.\n\n{tables}"
    )


def _table_text(name: str) -> str:
    table = TABLES[name]
    lines = [
        f"## {name}.csv\n",
        f"{_meaning(table)}\n",
        "| column | meaning | holds | needed | example |",
        "|---|---|---|---|---|",
        *(
            "| " + " | ".join(_cell(str(part)) for part in row) + " |"
            for row in columns_of(name).to_numpy()
        ),
    ]
    return "\n".join(lines) + "\n"


def _meaning(table: Table) -> str:
    return " ".join(filter(None, [table.description, table.must]))


def _cell(text: str) -> str:
    return re.sub(r"([|<>])", r"\\\1", text)


_LAST_ROW = 1_048_576
LONGEST_CELL = 32_767
_AS_TEXT = "@"
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


_NEEDED = PatternFill("solid", fgColor="FF1F4E79")
_OPTIONAL = PatternFill("solid", fgColor="FFDDE6EE")
_LINE = Border(bottom=Side(style="thin", color="FF1F4E79"))
_WIDTHS = {"text": 22, "list": 18, "integer": 11, "number": 11, "month": 11, "date": 12}
_WIDE = 60
_LONG_TEXTS = frozenset(
    {
        *("meaning_unit", "memo", "definition", "description", "title", "statement", "obstacle"),
        *("include", "exclude", "implication", "characteristics", "note"),
    }
)


def workbook_of_tables(tables: Mapping[str, pd.DataFrame], *, corpus: str) -> bytes:
    """The workbook of the typed tables of a corpus; a sheet has no rows where there is no table.

    `corpus` is what a person types to name it. Raises CorpusError where a table or a cell is too
    long for a sheet.
    """
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)
    _explain(front, corpus=corpus)
    for name, table in TABLES.items():
        frame = tables.get(name, pd.DataFrame(columns=list(table.columns)))
        _fill(book.create_sheet(name), table, frame)
    return workbook_file(book)


def _explain(page: Worksheet, *, corpus: str) -> None:
    """The first sheet: how to fill in the others, and what each of them holds."""
    page.title = EXPLAINING_SHEET
    page.column_dimensions["A"].width = 24
    page.column_dimensions["B"].width = 100
    page["A1"] = "Coded corpus"
    page["A1"].font = Font(bold=True, size=16)
    steps = (
        *HOW_TO,
        f"Columns marked with {REQUIRED_MARK} need a value in every row. Point at a column name "
        "for a note on what it means; many cells offer their values in a drop-down.",
        f"Check what you have filled in: trustbook check {corpus}. "
        f"Then build the book: trustbook build {corpus}",
    )
    for row, step in enumerate(steps, start=3):
        put_text(page.cell(row, 2), step).alignment = Alignment(wrap_text=True, vertical="top")
    _list_sheets(page, first=len(steps) + 4)


def _list_sheets(page: Worksheet, *, first: int) -> None:
    for column, heading in enumerate(("Sheet", "What it holds"), start=1):
        page.cell(first, column, heading).font = Font(bold=True)
        page.cell(first, column).border = _LINE
    for row, (name, table) in enumerate(TABLES.items(), start=first + 1):
        cell = page.cell(row, 1, name)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
        cell.font = Font(color="FF1F4E79", underline="single")
        put_text(page.cell(row, 2), _meaning(table))
        page.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")


def _fill(page: Worksheet, table: Table, frame: pd.DataFrame) -> None:
    others = [str(name) for name in frame.columns if name not in table.columns]
    _require_room(frame, table)
    _head(page, table, others)
    for place, field in enumerate(table.fields, start=1):
        _fill_column(page, place, frame[field.name], as_number=field.type in ("integer", "number"))
        _offer(page, place, field)
    for place, name in enumerate(others, start=len(table.fields) + 1):
        _fill_column(page, place, frame[name], as_number=False)
    page.freeze_panes = "B2"


def _require_room(frame: pd.DataFrame, table: Table) -> None:
    if len(frame) >= _LAST_ROW:
        raise CorpusError(
            f"{table.name}: {len(frame):,} rows, and a sheet has room for {_LAST_ROW - 1:,}; "
            "keep this corpus as CSV files"
        )


def _head(page: Worksheet, table: Table, others: Iterable[str]) -> None:
    described = columns_of(table.name).to_dict("records")
    notes = {str(row["column"]): row for row in described}
    for place, field in enumerate(table.fields, start=1):
        required = field.required
        cell = put_text(
            page.cell(1, place), f"{field.name} {REQUIRED_MARK}" if required else field.name
        )
        cell.fill = _NEEDED if required else _OPTIONAL
        cell.font = Font(bold=required, color="FFFFFFFF" if required else "FF1F3347")
        cell.border = _LINE
        cell.comment = _note(notes[field.name], required=required)
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = _width(field)
        if field.type not in ("integer", "number"):
            page.column_dimensions[letter].number_format = _AS_TEXT
    for place, name in enumerate(others, start=len(table.fields) + 1):
        put_text(page.cell(1, place), name).fill = _OPTIONAL
        page.column_dimensions[get_column_letter(place)].number_format = _AS_TEXT


def _width(field: Field) -> int:
    return _WIDE if field.name in _LONG_TEXTS else max(_WIDTHS[field.type], len(field.name) + 4)


def _note(column: Mapping[Hashable, object], *, required: bool) -> Comment:
    lines = [
        str(column["meaning"]),
        f"Holds: {column['holds']}.",
        "Every row needs a value." if required else "May stay empty.",
        f"Example: {column['example']}" if column["example"] else "",
    ]
    text = "\n".join(line for line in lines if line)
    return Comment(text, "trustbook", height=40 + 18 * (len(text) // 38 + len(lines)), width=320)


def _fill_column(page: Worksheet, place: int, cells: pd.Series, *, as_number: bool) -> None:
    for row, value in enumerate(cells, start=2):
        if pd.isna(value):
            continue
        cell = page.cell(row, place)
        if as_number:
            cell.value = int(value) if float(value).is_integer() else float(value)
        else:
            put_text(cell, str(value)).number_format = _AS_TEXT


def put_text(cell: Cell | MergedCell, text: str) -> Cell:
    """The cell, after it was given the text: never a formula, never cut short."""
    escaped = _CONTROLS.sub(lambda match: f"_x{ord(match.group()):04X}_", text)
    if len(escaped) > LONGEST_CELL:
        raise CorpusError(
            f"sheet {cell.parent.title}, row {cell.row}: a cell of {len(text):,} characters, and "
            f"a spreadsheet has room for {LONGEST_CELL:,}; keep this corpus as CSV files"
        )
    assert isinstance(cell, Cell)
    cell.value = escaped
    cell.data_type = "s"
    return cell


def _offer(page: Worksheet, place: int, field: Field) -> None:
    """Offer what a cell of the column may hold, and keep out what it cannot hold."""
    rule = _rule(field)
    if rule is None:
        return
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    page.add_data_validation(rule)


def _rule(field: Field) -> DataValidation | None:
    if field.allowed:
        choices = ",".join(field.allowed)
        return _warning(field, DataValidation(type="list", formula1=f'"{choices}"'), "stop")
    if field.referenced:
        return _reference_rule(field)
    if field.type in ("integer", "number"):
        kind: Literal["whole", "decimal"] = "whole" if field.type == "integer" else "decimal"
        least = -(10**9) if field.minimum is None else field.minimum
        rule = DataValidation(type=kind, operator="greaterThanOrEqual", formula1=f"{least:g}")
        return _warning(field, rule, "stop")
    return None


def _reference_rule(field: Field) -> DataValidation:
    """A drop-down of the names in another sheet; of a list it offers one, and takes any."""
    table, column = field.referenced or ("", "")
    letter = get_column_letter(TABLES[table].columns.index(column) + 1)
    names = f"{table}!${letter}:${letter}"
    first = f"{table}!${letter}$2"
    rule = DataValidation(
        type="list", formula1=f"OFFSET({first},0,0,MAX(1,COUNTA({names})-1),1)", allow_blank=True
    )
    return rule if field.type == "list" else _warning(field, rule, "warning")


def _warning(
    field: Field, rule: DataValidation, style: Literal["stop", "warning"]
) -> DataValidation:
    rule.allow_blank = True
    rule.showErrorMessage = True
    rule.errorStyle = style
    rule.errorTitle = field.name
    rule.error = _error_text(field)
    return rule


def _error_text(field: Field) -> str:
    if field.allowed:
        text = f"Allowed: {', '.join(field.allowed)}."
    elif field.referenced:
        text = f"Not in the sheet {field.referenced[0]} yet. Add it there too."
    else:
        least = "" if field.minimum is None else f" of {field.minimum:g} or more"
        text = f"A {'whole ' if field.type == 'integer' else ''}number{least} is expected."
    return text[:225]
