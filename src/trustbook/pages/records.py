"""The page of records: every table and figure of a book, and where it comes from."""

import html
from collections.abc import Iterable, Sequence

import pandas as pd

from trustbook.book.outputs import VALUE, Output
from trustbook.book.records import OutputRecord, Provenance, TableDigest
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.numbers import count
from trustbook.networks.evidence import row_id
from trustbook.pages.prose import Prose
from trustbook.pages.tables import View, table

_SEARCHED_FROM = 10  # rows from which a table has a search box


def records_page(
    records: Sequence[OutputRecord], provenance: Provenance
) -> tuple[str, list[Output]]:
    """The part of the page that each book has its own of: Markdown, and the outputs in it."""
    views = [record for record in records if record.kind != VALUE]
    parts = [
        (gettext("Every output"), outputs_table(views)),
        (gettext("What each chapter was made from"), chapters_table(records)),
        (gettext("What the book was made with"), provenance_table(provenance)),
    ]
    if len(views) < len(records):
        parts.insert(1, (gettext("Every named value"), values_table(records)))
    text = "\n\n".join(f"## {heading}\n\n{_raw(_html(view))}" for heading, view in parts)
    words = gettext("All records as one file (JSON)")
    link = _raw(f'<p><a href="../records.json">{words}</a></p>')
    outputs = [each for _, view in parts if isinstance(view, View) for each in view.outputs]
    return f"{text}\n\n{link}", outputs


def outputs_table(records: Sequence[OutputRecord]) -> View | Prose:
    """One row per table or figure: id, title, size, digest and number of segments named."""
    rows = pd.DataFrame(
        {
            "output": [record.id for record in records],
            "title": [record.title for record in records],
            "rows": [record.rows for record in records],
            "columns": [len(record.columns) for record in records],
            "evidence": [len(record.segments) for record in records],
            "digest": [record.digest for record in records],
        }
    )
    return table(
        rows,
        name="table-outputs",
        title="Tables and figures of this book",
        subtitle=sentence(
            "{outputs} of {chapters}",
            outputs=count(len(rows), "output"),
            chapters=_chapters(records),
        ),
        labels={"evidence": "Ids named", "digest": "Digest of the values"},
        filterable=len(rows) > _SEARCHED_FROM,
        ids="output",
        links={"output": [_place(record) for record in records]},
        empty="No chapter of this book shows a table or a figure.",
    )


def values_table(records: Sequence[OutputRecord]) -> View | Prose:
    """One row per named value: its id, the value and the cell that publishes it."""
    named = [record for record in records if record.kind == VALUE]
    rows = pd.DataFrame(
        {
            "value": [record.id for record in named],
            "content": [str(content) for record in named for content in record.values.values()],
            "cell": [record.cell for record in named],
        }
    )
    return table(
        rows,
        name="table-values",
        title="Named values of this book",
        subtitle=sentence(
            "{values} of {chapters}", values=count(len(rows), "value"), chapters=_chapters(named)
        ),
        labels={"value": "Name", "content": "Value"},
        ids="value",
        empty="No chapter of this book names a value.",
    )


def chapters_table(records: Sequence[OutputRecord]) -> View | Prose:
    """One row per chapter with outputs: its parameters and the data it read."""
    chapters = {record.chapter: record for record in records}
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
        folded=True,
        notes=["Digests are of files with line ends as on Linux, as in the colophon."],
        empty="No chapter of this book shows a table or a figure.",
    )


def provenance_table(provenance: Provenance) -> View | Prose:
    """Versions, the digest of the lock and the commit."""
    rows = {
        gettext("Version of trustbook"): provenance.trustbook,
        "Python": provenance.python,
        gettext(
            "Lock of packages (requirements.txt), first 16 digits of its SHA-256"
        ): provenance.lock,
        gettext("Commit"): provenance.commit,
    }
    return table(
        pd.DataFrame({"what": list(rows), "value": list(rows.values())}),
        name="table-made",
        title="Software and state of the project",
        notes=["The colophon lists the packages with their versions."],
    )


def _place(record: OutputRecord) -> str:
    return f"{record.chapter}.html#{row_id(record.name)}"


def _chapters(records: Sequence[OutputRecord]) -> str:
    return count(len({record.chapter for record in records}), "chapter")


def _parameters(record: OutputRecord) -> str:
    return "\n".join(f"{name} = {value}" for name, value in record.parameters.items())


def _data(tables: Iterable[TableDigest]) -> str:
    return "\n".join(f"{each.table}: {count(each.rows, 'row')}, {each.sha256}" for each in tables)


def _html(view: View | Prose) -> str:
    return view.html if isinstance(view, View) else f"<p>{html.escape(view.plain)}</p>"


def _raw(page: str) -> str:
    return f"```{{raw}} html\n{page}\n```"
