"""The rows of a long table as a script beside the page, which turns them over and searches them.

It is a script, so that a page opened as a file can load it too, and is loaded when a reader first
asks for more than the page shows.
"""

import json
from collections.abc import Sequence
from typing import Any

from trustbook.book.outputs import NUMERIC, Cell, Column, Output, column_texts


def rows_text(output: Output) -> str:
    r"""The script that gives a page all rows of an output, column by column.

    Each column has its different texts once, numbers in the order of their size, and for each row
    the place of its text among them.

    >>> column = Column(name="n", label="N", type="integer")
    >>> print(rows_text(Output(name="t", chapter="c", columns=(column,), rows=((2,), (1,), (2,)))))
    (window.trustbookRows ??= {})["tables/c/t.js"] = {
    "ids":-1,
    "columns":[
    {"name":"n","label":"N","type":"integer","texts":["1","2"],"at":[1,0,1]}
    ]};
    <BLANKLINE>
    """
    names = [column.name for column in output.columns]
    columns = ",\n".join(
        _json(_column(column, [row[place] for row in output.rows]))
        for place, column in enumerate(output.columns)
    )
    ids = names.index(output.ids) if output.ids else -1
    return (
        f"(window.trustbookRows ??= {{}})[{_json(output.file('js'))}] = {{\n"
        f'"ids":{ids},\n"columns":[\n{columns}\n]}};\n'
    )


def _column(column: Column, cells: Sequence[Cell]) -> dict[str, Any]:
    values = list(dict.fromkeys(cells))
    if column.type in NUMERIC:
        values.sort(key=lambda cell: (cell is None, cell))
    places = {value: place for place, value in enumerate(values)}
    return {
        "name": column.name,
        "label": column.label,
        "type": column.type,
        "texts": column_texts(column, values),
        "at": [places[cell] for cell in cells],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
