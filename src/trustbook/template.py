"""The template of a corpus: what a person fills in, derived from the schema.

A template is a CSV file a table with the column names alone, and a guide; or one workbook
(`workbook_of_tables`) with a sheet a table, which carries the guide in itself.
"""

import re

from trustbook.contents import columns_of
from trustbook.reporting import REPORTING_FILE, reporting_template
from trustbook.schema import OBLIGATORY, TABLES

GUIDE = "README.md"

HOW_TO = (
    "Fill in one table after the other; each row is one thing, each column says what it is.",
    "Tables that a corpus must have: " + ", ".join(OBLIGATORY) + ". Leave the others empty where "
    "you have nothing for them; chapters that need them then say so in a line.",
    "Order that works well: studies, stakeholders, codes, segments, codings; then concepts and "
    "relations, from which the networks of trust are drawn.",
    "Names in the first column of a table are short names that you choose, such as CM or s012. "
    "Other tables point at them; write them the same everywhere.",
    "Meaning units are in your own words. What participants said need not be in here.",
    "Lists hold several names joined by |, such as SU|CM. Months are 2017-04, days 2017-04-21.",
    "Leave a cell empty where something is not known. Further columns are allowed in cases only.",
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
    must = " Every corpus must have it." if table.obligatory else ""
    lines = [
        f"## {name}.csv\n",
        f"{table.description}{must}\n",
        "| column | meaning | holds | needed | example |",
        "|---|---|---|---|---|",
        *(
            "| " + " | ".join(_cell(str(part)) for part in row) + " |"
            for row in columns_of(name).to_numpy()
        ),
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return re.sub(r"([|<>])", r"\\\1", text)
