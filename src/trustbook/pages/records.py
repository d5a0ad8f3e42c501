"""The page of records: every table and figure of a book, and where it comes from."""

import html
from collections.abc import Iterable, Sequence

import pandas as pd

from trustbook.book.records import Made, OutputRecord, TableRead
from trustbook.numbers import count
from trustbook.pages.prose import Prose
from trustbook.pages.tables import TableView, table

_ANYTHING = 10


def records_page(found: Sequence[OutputRecord], made: Made) -> str:
    """The part of the page that is made anew for each book, as Markdown around three tables."""
    parts = (
        ("## Every output", _linked(outputs_table(found), found)),
        ("## What each chapter was made from", _html(chapters_table(found))),
        ("## With what the book was made", _html(made_table(made))),
        ("", '<p><a href="../records.json">All records as one file (JSON)</a></p>'),
    )
    return "\n\n".join(f"{heading}\n\n{_raw(page)}" for heading, page in parts)


def outputs_table(found: Sequence[OutputRecord]) -> TableView | Prose:
    """One row an output: its id, title, cell, size, digest and how many segments it names."""
    rows = pd.DataFrame(
        {
            "output": [record.id for record in found],
            "title": [record.title for record in found],
            "cell": [record.cell for record in found],
            "rows": [record.rows for record in found],
            "columns": [len(record.columns) for record in found],
            "evidence": [len(record.segments) for record in found],
            "digest": [record.digest for record in found],
        }
    )
    return table(
        rows,
        name="table-outputs",
        title="Tables and figures of this book",
        subtitle=f"{count(len(rows), 'output')} of {_chapters(found)}",
        labels={"evidence": "Segments named", "digest": "Digest of the values"},
        filterable=len(rows) > _ANYTHING,
        ids="output",
        empty="No chapter of this book shows a table or a figure.",
    )


def chapters_table(found: Sequence[OutputRecord]) -> TableView | Prose:
    """One row a chapter with outputs: its parameters and the data it read."""
    chapters = {record.chapter: record for record in found}
    rows = pd.DataFrame(
        {
            "chapter": list(chapters),
            "parameters": [_parameters(record) for record in chapters.values()],
            "data": [_data(record.data) for record in chapters.values()],
        }
    )
    return table(
        rows,
        name="table-chapters",
        title="Parameters and data of each chapter",
        labels={"data": "Data read: table, rows, first 16 digits of the file’s SHA-256"},
        notes=["Digests are of files with line ends as on Linux, as in the colophon."],
        empty="No chapter of this book shows a table or a figure.",
    )


def made_table(made: Made) -> TableView | Prose:
    """Versions, the digest of the lock and the commit."""
    rows = {
        "Version of trustbook": made.trustbook,
        "Python": made.python,
        "Lock of packages (requirements.txt), first 16 digits of its SHA-256": made.lock,
        "Commit": made.commit,
    }
    return table(
        pd.DataFrame({"what": list(rows), "value": list(rows.values())}),
        name="table-made",
        title="Software and state of the project",
        notes=["The colophon lists the packages with their versions."],
    )


def _chapters(found: Sequence[OutputRecord]) -> str:
    return count(len({record.chapter for record in found}), "chapter")


def _parameters(record: OutputRecord) -> str:
    return "\n".join(f"{name} = {value}" for name, value in record.parameters.items())


def _data(read: Iterable[TableRead]) -> str:
    return "\n".join(f"{each.table}: {count(each.rows, 'row')}, {each.sha256}" for each in read)


def _html(view: TableView | Prose) -> str:
    return view.html if isinstance(view, TableView) else f"<p>{html.escape(view.plain)}</p>"


def _linked(view: TableView | Prose, found: Sequence[OutputRecord]) -> str:
    """The table with each id as a link to the output's place in the book."""
    page = _html(view)
    for record in found:
        name = html.escape(record.id, quote=False)
        target = html.escape(f"{record.chapter}.html#{record.id.partition('/')[2]}")
        page = page.replace(f">{name}</th>", f'><a href="{target}">{name}</a></th>', 1)
    return page


def _raw(page: str) -> str:
    return f"```{{raw}} html\n{page}\n```"
