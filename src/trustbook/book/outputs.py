"""Outputs: the tables, figures and named values that a chapter publishes, as data.

Each display of a chapter carries its outputs as one structured part beside its HTML. Records,
links, downloads, the frozen reference and verification read that part; nothing is read from HTML.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from trustbook.book.notebooks import read_notebook
from trustbook.corpus.language import gettext, locale, sentence
from trustbook.corpus.numbers import GROUPED_FROM, at_start, number, yes_no
from trustbook.corpus.schema import VOCABULARY
from trustbook.errors import ChapterError

if TYPE_CHECKING:
    from nbformat import NotebookNode

PART = "application/vnd.trustbook.output+json"
TABLE, FIGURE, VALUE = "table", "figure", "value"
SEGMENTS = "segments"  # the type of a column whose cells are ids of segments
TABLES = {"csv": "CSV", "xlsx": "Excel", "docx": "Word"}  # kinds of files of an output
PICTURES = {"svg": "SVG", "png": "PNG"}  # further ones of a figure
NUMERIC = ("integer", "number")
MOST_ROWS = 2_000  # of a table that a page holds; a longer one is turned over, page by page
MOST_LETTERS = 260_000  # likewise, so that no page is too heavy for a phone
ROWS_AT_A_TIME = 100  # of a longer table, the first of which are on the page
_LETTERS_AT_A_TIME = 60_000
MOST_IDS = 200  # of segments in one cell that a page shows
FEW_IDS = 20  # likewise in a longer table
_OF_TAGS, _OF_LINK = 20, 58  # letters around those of a cell, and of an id in it
SIGNIFICANT = 12  # digits of a number that count: sums of floats differ in the 16th
BETWEEN_SEGMENTS = re.compile(r"(, |; |\n|\|)")
_SHOWN = ("title", "subtitle", "description", "notes")  # of the words of an output
_SEGMENT_COLUMNS = (
    *("segment", "segments", "segment_ids"),
    *("segments_against", "segments_first", "segments_second"),
)
_DIGEST_LENGTH = 16
_MOST_FILES = 500  # of which what they show is held

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of an output: `type` is segments, string, integer, number or boolean."""

    name: str
    label: str
    type: str = "string"
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One table, figure or named value, with its values at full precision.

    `name` is its id within the chapter, `ids` the column whose cells are the ids of the rows, and
    `drawing` the digest of a figure's drawing. `chapter` and `cell` are known once it was run.
    """

    name: str
    kind: str = TABLE
    title: str = ""
    subtitle: str = ""
    description: str = ""
    notes: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    ids: str = ""
    segments: tuple[str, ...] = ()
    values: Mapping[str, Cell] = field(default_factory=dict)
    drawing: str = ""
    chapter: str = ""
    cell: str = ""

    @property
    def id(self) -> str:
        """Its id within the book.

        >>> Output(name="ties", chapter="networks").id
        'networks/ties'
        """
        return f"{self.chapter}/{self.name}"

    @property
    def words(self) -> str:
        """Its title, subtitle, description and notes, one per line."""
        return "\n".join(filter(None, (self.title, self.subtitle, self.description, *self.notes)))

    def file(self, suffix: str) -> str:
        """The place in a book of its file of this kind, without the folder of the book.

        >>> Output(name="ties", chapter="networks").file("csv")
        'tables/networks/ties.csv'
        """
        return f"tables/{self.chapter}/{quote(self.name, safe='')}.{suffix}"

    @property
    def row_segments(self) -> list[list[str]]:
        """For each row the ids of the segments that it names as evidence."""
        places = [i for i, column in enumerate(self.columns) if column.type == SEGMENTS]
        return [segment_ids(row[i] for i in places) for row in self.rows]

    @property
    def digest(self) -> str:
        """The digest of its headings and values, numbers to twelve significant digits."""
        exact = rounded_output(self)
        content = [[column.name for column in exact.columns], *exact.rows, *exact.values.items()]
        text = json.dumps(content, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _type(column: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    if pd.api.types.is_numeric_dtype(column):
        return "number"
    named = str(column.name).lower().replace(" ", "_") in _SEGMENT_COLUMNS
    return SEGMENTS if named else "string"


def plain_value(value: Any) -> Cell:
    r"""The value as one that JSON has: nothing for no value, a list as one text, one line end.

    >>> plain_value(pd.NA), plain_value(["a", "b"]), plain_value("a\r\nb")
    (None, 'a, b', 'a\nb')
    """
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    if pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real) and math.isfinite(value):
        return float(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def segment_ids(cells: Iterable[Cell]) -> list[str]:
    """The ids of segments in the cells, each once, without “… and 2 more”.

    >>> segment_ids(["it-001, it-002", None, "it-001; … and 2 more"])
    ['it-001', 'it-002']
    """
    parts = [part for cell in cells if cell for part in BETWEEN_SEGMENTS.split(str(cell))[::2]]
    return list(dict.fromkeys(part for part in parts if part and not part.startswith("…")))


def shortened_ids(text: str, *, most: int = MOST_IDS) -> str:
    """The list of ids of segments as a page shows it: the first, and how many more there are.

    >>> shortened_ids("a, b"), shortened_ids(", ".join("x" * 203))[-15:]
    ('a, b', 'x, … and 3 more')
    """
    parts = BETWEEN_SEGMENTS.split(text)
    more = len(parts[::2]) - most
    if more <= 0:
        return text
    return "".join(parts[: 2 * most]) + sentence("… and {n} more", n=more)


def is_long(rows: Sequence[Row]) -> bool:
    """Whether there are more rows than a page holds: too many, or too many letters."""
    return rows_in_document(rows) < len(rows)


def rows_in_document(rows: Sequence[Row]) -> int:
    """How many of the rows a document of words or a page can hold."""
    return _rows_within(rows, most=MOST_ROWS, letters=MOST_LETTERS, ids=MOST_IDS)


def rows_on_page(rows: Sequence[Row]) -> int:
    """How many of the rows are on a page: all that it holds, of a longer table the first."""
    if not is_long(rows):
        return len(rows)
    return _rows_within(rows, most=ROWS_AT_A_TIME, letters=_LETTERS_AT_A_TIME, ids=FEW_IDS)


def _rows_within(rows: Sequence[Row], *, most: int, letters: int, ids: int) -> int:
    for n, row in enumerate(rows[:most]):
        letters -= sum(_weight(str(cell or ""), ids) for cell in row)
        if letters < 0:
            return max(n, 1)
    return min(len(rows), most)


def shortening_note(output: Output, *, rows: int) -> tuple[str, ...]:
    """A note on a file or page that has so many of the rows of an output, where there are more."""
    if rows >= len(output.rows):
        return ()
    words = sentence(
        "The first {most} of {rows} rows are shown; the data have all of them.",
        most=format_decimal(rows, locale=locale()),
        rows=format_decimal(len(output.rows), locale=locale()),
    )
    return (words,)


def _weight(text: str, ids: int) -> int:
    """About how many letters a cell has on a page, where each id of a list becomes a link."""
    visible = shortened_ids(text, most=ids)
    return len(visible) + _OF_TAGS + _OF_LINK * visible.count(", ")


def output_of(
    frame: pd.DataFrame,
    *,
    name: str,
    kind: str = TABLE,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    **words: Any,
) -> Output:
    """The output whose rows are those of a frame, with the segments that they name.

    Parameters
    ----------
    frame
        One row per row of the output.
    name, kind
        The id within the chapter; table or figure.
    labels, units
        The headings and units of columns; one without a heading shows its name as words.
    words
        Further fields of the output: its title, subtitle, notes, …

    Examples
    --------
    >>> output_of(pd.DataFrame({"mean_minutes": [1.5, None]}), name="t").rows
    ((1.5,), (None,))
    """
    translated = {name: _in_language(text) for name, text in words.items() if name in _SHOWN}
    columns = tuple(
        Column(
            name=str(each),
            label=gettext((labels or {}).get(each, heading_of(each))),
            type=_type(frame[each]),
            unit=(units or {}).get(each, ""),
        )
        for each in frame.columns
    )
    cells = [[plain_value(cell) for cell in frame[each]] for each in frame.columns]
    rows = tuple(zip(*cells, strict=True))
    output = Output(name=name, kind=kind, columns=columns, rows=rows, **words | translated)
    segments = dict.fromkeys(segment for row in output.row_segments for segment in row)
    return replace(output, segments=tuple(segments))


def heading_of(column: object) -> str:
    """The English heading of a column that has none of its own: its name as words.

    >>> heading_of("meaning_unit")
    'Meaning unit'
    """
    return at_start(str(column).replace("_", " "))


def _in_language(words: Any) -> Any:
    """A text, or a list of texts, in the language of the page."""
    return gettext(words) if isinstance(words, str) else tuple(map(gettext, words))


def rounded_output(output: Output) -> Output:
    """The output with its numbers at twelve significant digits, in the one spelling of each."""
    return replace(
        output,
        rows=tuple(tuple(map(_rounded, row)) for row in output.rows),
        values={name: _rounded(value) for name, value in output.values.items()},
    )


def _rounded(cell: Cell) -> Cell:
    return float(f"{cell:.{SIGNIFICANT}g}") + 0.0 if isinstance(cell, float) else cell


def part_of(outputs: Iterable[Output]) -> dict[str, Any]:
    """The structured part that a display carries: its outputs without their empty fields."""
    return {"outputs": [asdict(output, dict_factory=_full_fields) for output in outputs]}


def _full_fields(fields: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in fields if value not in ("", (), {})}


def outputs_in(data: Mapping[str, Any]) -> list[Output]:
    """The outputs of one display, from the structured part of its data."""
    return [_output(fields) for fields in data.get(PART, {}).get("outputs", [])]


def _output(fields: Mapping[str, Any]) -> Output:
    columns = tuple(Column(**column) for column in fields.get("columns", ()))
    numbers = [column.type == "number" for column in columns]
    rows = tuple(
        tuple(
            float(cell) if is_number and isinstance(cell, int) else cell  # 3.0 is 3 to a browser
            for cell, is_number in zip(row, numbers, strict=True)
        )
        for row in fields.get("rows", ())
    )
    lists = {name: tuple(fields.get(name, ())) for name in ("notes", "segments")}
    return Output(**{**fields, **lists, "columns": columns, "rows": rows})


def outputs_of(notebook: NotebookNode, *, chapter: str) -> list[Output]:
    """Every output of an executed chapter, in the order of the page.

    ChapterError where two of them have the same name.
    """
    outputs = [
        replace(output, chapter=chapter, cell=cell.id)
        for cell in notebook.cells
        for display in cell.get("outputs", [])
        for output in outputs_in(display.get("data", {}))
    ]
    cells: dict[str, str] = {}
    for output in outputs:
        name = output.name.casefold()  # files whose names differ in capitals may be one file
        if name in cells:
            raise ChapterError(
                f"{chapter}: cell {output.cell} shows an output named {output.name!r}, as cell "
                f"{cells[name]} does; give each table, figure and value a name of its own"
            )
        cells[name] = output.cell
    return outputs


def outputs_of_file(path: Path, *, chapter: str) -> list[Output]:
    """Every output of the executed chapter at `path`, which is read once as long as it is the same.

    ChapterError where it is no notebook, or where two outputs have the same name.
    """
    state = path.stat()
    return list(_outputs_of_state(path, chapter, (state.st_ino, state.st_mtime_ns, state.st_size)))


@lru_cache(maxsize=_MOST_FILES)
def _outputs_of_state(path: Path, chapter: str, _: tuple[int, int, int]) -> Sequence[Output]:
    return tuple(outputs_of(read_notebook(path), chapter=chapter))


def column_texts(
    column: Column, cells: Iterable[Cell], *, among: Iterable[Cell] | None = None
) -> list[str]:
    """The cells of a column as a reader sees them: no text for no value, numbers evenly written.

    `among` are the cells whose decimals they share, where there are more than these.
    """
    cells = list(cells)
    if column.type == "boolean":
        return [yes_no(cell) for cell in cells]
    if column.type in NUMERIC:
        every = cells if among is None else list(among)
        decimals, grouped = decimals_of(every), _are_grouped(every)
        return [number(cell, decimals=decimals, grouped=grouped) for cell in cells]  # type: ignore[arg-type]
    is_vocabulary = column.name.lower() in VOCABULARY
    texts = ["" if cell is None else str(cell) for cell in cells]
    return list(map(gettext, texts)) if is_vocabulary else texts


def _are_grouped(cells: Iterable[Cell]) -> bool:
    """Whether a number is so large that thousands are set apart in all of a column."""
    return any(isinstance(cell, Real) and abs(cell) >= GROUPED_FROM for cell in cells)


def decimals_of(cells: Iterable[Cell]) -> int:
    """The decimals, at most two, that show every number of a column.

    >>> decimals_of([1, None, 2.5]), decimals_of([1.0, 2.0]), decimals_of([0.123])
    (1, 0, 2)
    """
    values = pd.Series([cell for cell in cells if cell is not None], dtype="float64")
    evenly = (d for d in (0, 1) if (values.round(d) == values.round(2)).all())
    return next(evenly, 2)


def csv_text(output: Output) -> str:
    r"""The rows of an output as CSV: a byte order mark, so that spreadsheets read it, then lines.

    Numbers are written with as few digits as give the same number again.

    >>> csv_text(output_of(pd.DataFrame({"n": [1234567.0, 0.1]}), name="t"))
    '\ufeffn\n1234567.0\n0.1\n'
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerows([[column.name for column in output.columns], *output.rows])
    return f"\ufeff{lines.getvalue()}"


def csv_frame(text: str) -> pd.DataFrame:
    """The table in a CSV file that `csv_text` wrote, every cell as text."""
    heads, *rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) or [[]]
    return pd.DataFrame(rows, columns=heads, dtype="str")
