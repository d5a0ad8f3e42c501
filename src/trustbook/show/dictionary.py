"""What the data dictionary shows: every column of every table."""

from trustbook.contents import columns_of
from trustbook.schema import TABLES
from trustbook.show.prose import Prose
from trustbook.show.tables import TableView, table, together


def column_tables() -> TableView | Prose:
    """The columns of every table, one table each."""
    parts = [
        table(
            columns_of(name),
            name=f"columns-{name.replace('_', '-')}",
            title=f"{declared.title} ({name}.csv)",
            subtitle=declared.description,
        )
        for name, declared in TABLES.items()
    ]
    return together(parts, empty="No tables are declared.")
