"""What the data dictionary shows: tables, their columns, and the measures of claims."""

from trustbook.claims.measures import measures_of_claims
from trustbook.corpus.contents import columns_of, table_sizes
from trustbook.corpus.language import gettext, sentence
from trustbook.corpus.reading import Corpus
from trustbook.corpus.schema import TABLES
from trustbook.pages.prose import Prose
from trustbook.pages.tables import View, table, together


def tables_table(corpus: Corpus) -> View | Prose:
    """The tables of a coded corpus, and how many rows each has here."""
    sizes = table_sizes({name: len(corpus.table(name)) for name in TABLES})
    return table(
        sizes[["table", "meaning", "must_have", "rows"]],
        name="table-tables",
        title="The tables of a coded corpus",
        labels={
            "must_have": "Obligatory",
            "rows": sentence("Rows in {corpus}", corpus=corpus.name),
        },
        notes=["A chapter whose tables are absent says in one line what it would need."],
    )


def column_tables() -> View | Prose:
    """The columns of every table, one table each."""
    parts = [
        table(
            columns_of(name),
            name=f"columns-{name.replace('_', '-')}",
            title=f"{gettext(declared.title)} ({name}.csv)",
            subtitle=declared.description,
            labels={
                "column": "Column",
                "meaning": "Meaning",
                "holds": gettext("Holds", about="column"),
                "needed": "Needed",
                "example": "Example",
            },
        )
        for name, declared in TABLES.items()
    ]
    return together(parts, empty="No tables are declared.")


def measures_table() -> View | Prose:
    """What a claim can be computed by."""
    return table(
        measures_of_claims(), name="table-measures", title="What a claim can be computed by"
    )
