"""A corpus as one workbook (XLSX): one sheet per table, empty as a template or filled.

Each sheet offers the allowed values and the names of other sheets in drop-downs, says in a note on
each column what it means, and marks with an asterisk the columns that every row needs. Columns of
text, months, days and lists are formatted as text, so that a spreadsheet leaves them as typed.
The same tables give the same bytes.
"""

import io
import re
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from trustbook.corpus.contents import columns_of
from trustbook.corpus.numbers import joined
from trustbook.corpus.reporting import REPORTING_FILE, reporting_template
from trustbook.corpus.schema import OBLIGATORY, TABLES, UNLESS_RELATIONS, Field, Table
from trustbook.corpus.workbook import EXPLAINING_SHEET, REQUIRED_MARK
from trustbook.corpus.workbook_file import LONGEST_CELL, new_workbook
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
_AS_TEXT = {"num_format": "@"}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_LINE = {"bottom": 1, "bottom_color": "#1F4E79"}
_NEEDED = {**_LINE, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"}
_OPTIONAL = {**_LINE, "bg_color": "#DDE6EE", "font_color": "#1F3347"}
_LINK = {"font_color": "#1F4E79", "underline": 1}
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
    content = io.BytesIO()
    with new_workbook(content, title="Coded corpus", author="trustbook") as book:
        _explain(book, corpus=corpus)
        for name, table in TABLES.items():
            _fill(book, table, tables.get(name, pd.DataFrame(columns=list(table.columns))))
    return content.getvalue()


def _explain(book: Workbook, *, corpus: str) -> None:
    """The first sheet: how to fill in the others, and what each of them holds."""
    page, wrapped = book.add_worksheet(EXPLAINING_SHEET), book.add_format(_WRAPPED)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 100)
    page.write_string(0, 0, "Coded corpus", book.add_format({"bold": True, "font_size": 16}))
    steps = (
        *HOW_TO,
        f"Columns marked with {REQUIRED_MARK} need a value in every row. Point at a column name "
        "for a note on what it means; many cells offer their values in a drop-down.",
        f"Check what you have filled in: trustbook check {corpus}. "
        f"Then build the book: trustbook build {corpus}",
    )
    for row, step in enumerate(steps, start=2):
        _put_text(page, row, 1, step, wrapped)
    first, head = len(steps) + 3, book.add_format({**_LINE, "bold": True})
    for place, heading in enumerate(("Sheet", "What it holds")):
        page.write_string(first, place, heading, head)
    for row, (name, table) in enumerate(TABLES.items(), start=first + 1):
        page.write_url(row, 0, f"internal:'{name}'!A1", book.add_format(_LINK), name)
        _put_text(page, row, 1, _meaning(table), wrapped)


def _fill(book: Workbook, table: Table, frame: pd.DataFrame) -> None:
    page, as_text = book.add_worksheet(table.name), book.add_format(_AS_TEXT)
    others = [str(name) for name in frame.columns if name not in table.columns]
    _require_room(frame, table)
    notes = {str(row["column"]): row for row in columns_of(table.name).to_dict("records")}
    needed, optional = book.add_format(_NEEDED), book.add_format(_OPTIONAL)
    for place, field in enumerate(table.fields):
        is_number = field.type in ("integer", "number")
        page.set_column(place, place, _width(field), None if is_number else as_text)
        heading = f"{field.name} {REQUIRED_MARK}" if field.required else field.name
        _put_text(page, 0, place, heading, needed if field.required else optional)
        _put_note(page, place, notes[field.name], required=field.required)
        _fill_column(page, place, frame[field.name], None if is_number else as_text)
        if rule := _rule(field):
            page.data_validation(1, place, _LAST_ROW - 1, place, rule)
    for place, name in enumerate(others, start=len(table.fields)):
        page.set_column(place, place, None, as_text)
        _put_text(page, 0, place, name, optional)
        _fill_column(page, place, frame[name], as_text)
    page.freeze_panes(1, 1)


def _require_room(frame: pd.DataFrame, table: Table) -> None:
    if len(frame) >= _LAST_ROW:
        raise CorpusError(
            f"{table.name}: {len(frame):,} rows, and a sheet has room for {_LAST_ROW - 1:,}; "
            "keep this corpus as CSV files"
        )


def _width(field: Field) -> int:
    return _WIDE if field.name in _LONG_TEXTS else max(_WIDTHS[field.type], len(field.name) + 4)


def _put_note(
    page: Worksheet, place: int, column: Mapping[Hashable, object], *, required: bool
) -> None:
    lines = [
        str(column["meaning"]),
        f"Holds: {column['holds']}.",
        "Every row needs a value." if required else "May stay empty.",
        f"Example: {column['example']}" if column["example"] else "",
    ]
    text = "\n".join(line for line in lines if line)
    height = 40 + 18 * (len(text) // 38 + len(lines))
    page.write_comment(0, place, text, {"author": "trustbook", "width": 320, "height": height})


def _fill_column(page: Worksheet, place: int, cells: pd.Series, as_text: Format | None) -> None:
    """Fill a column below its heading: with texts that look so, else with numbers."""
    for row, value in enumerate(cells, start=1):
        if pd.isna(value):
            continue
        if as_text:
            _put_text(page, row, place, str(value), as_text)
        else:
            page.write_number(row, place, value)


def _put_text(page: Worksheet, row: int, place: int, text: str, look: Format) -> None:
    """Put a text into a cell: never a formula, never cut short."""
    if page.write_string(row, place, text, look):
        raise CorpusError(
            f"sheet {page.name}, row {row + 1}: a cell of {len(text):,} characters, and "
            f"a spreadsheet has room for {LONGEST_CELL:,}; keep this corpus as CSV files"
        )


def _rule(field: Field) -> dict[str, Any] | None:
    """What a cell of the column may hold, to be offered or asked for; None where it is anything."""
    least = -(10**9) if field.minimum is None else field.minimum
    if field.allowed:
        rule: dict[str, Any] = {"validate": "list", "source": list(field.allowed)}
    elif field.referenced:
        rule = _reference_rule(field)
    elif field.type in ("integer", "number"):
        kind = "integer" if field.type == "integer" else "decimal"
        rule = {"validate": kind, "criteria": ">=", "value": least}
    else:
        return None
    return {
        "error_type": "stop",
        "error_title": field.name,
        "error_message": _error_text(field),
        **rule,
    }


def _reference_rule(field: Field) -> dict[str, Any]:
    """A drop-down of the names in another sheet; of a list it offers one, and takes any."""
    table, column = field.referenced or ("", "")
    letter = xl_col_to_name(TABLES[table].columns.index(column))
    names, first = f"{table}!${letter}:${letter}", f"{table}!${letter}$2"
    return {
        "validate": "list",
        "source": f"=OFFSET({first},0,0,MAX(1,COUNTA({names})-1),1)",
        "show_error": field.type != "list",
        "error_type": "warning",
    }


def _error_text(field: Field) -> str:
    if field.allowed:
        text = f"Allowed: {', '.join(field.allowed)}."
    elif field.referenced:
        text = f"Not in the sheet {field.referenced[0]} yet. Add it there too."
    else:
        least = "" if field.minimum is None else f" of {field.minimum:g} or more"
        text = f"A {'whole ' if field.type == 'integer' else ''}number{least} is expected."
    return text[:225]
