"""The cells of a table that a spreadsheet saved as text, whatever its habits.

Read correctly: byte-order marks, UTF-16, Windows-1252, `;` or tab as separator, Excel's line
`sep=;`, white space (also non-breaking and of no width) around cells and column names, capitals
or spaces in declared column names, blank rows and columns. Named as findings: rows with more
cells than columns, cells under no column name, column names that come twice, quotation marks that
are never closed, files that are not UTF-8.
"""

import codecs
import csv
import io
import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from trustbook.corpus.findings import Finding, findings_at
from trustbook.errors import CorpusError

UTF_8 = "utf-8"
WINDOWS = "cp1252"


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, *, name: str) -> tuple[str, str]:
    """The text in `data` and its encoding: by its byte-order mark, UTF-8, UTF-16 or Windows-1252.

    Raises CorpusError, which calls the file `name`, when it is none of these.

    >>> decoded("Bültmann".encode("cp1252"), name="studies.csv")
    ('Bültmann', 'cp1252')
    """
    for encoding in _candidates(data):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise CorpusError(f"{name}: not a text file; save it as CSV UTF-8 (or plain text UTF-8)")


def _candidates(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    start = data.rstrip(b"\0")[:4096]
    if b"\0" not in start:
        return (UTF_8, WINDOWS)
    little = start[1::2].count(0) > start[0::2].count(0)
    utf_16 = "utf-16-le" if little else "utf-16-be"
    return (UTF_8, utf_16) if start.count(0) < len(start) * _FEW_NULS else (utf_16,)


def decoded_table(data: bytes, *, name: str) -> tuple[str, str]:
    """The text of a table and its encoding, as `decoded` has them, without NUL characters."""
    text, encoding = decoded(data, name=name)
    before, nul, _ = text.partition("\0")
    if nul:
        raise CorpusError(
            f"{name}, line {before.count(chr(10)) + 1}: a NUL character, which no text holds: the "
            "file is damaged; export or copy it again"
        )
    return text, encoding


SEPARATORS = (",", ";", "\t")
_FEW_NULS = 1 / 8  # of the bytes; text in UTF-16 has more, also where few of its letters are Latin


_LONGEST_NAME = 1000
_NO_WIDTH = "\u200b\u2060\ufeff"
_BLANKS = f" \t\r\n\v\f\u00a0\u2007\u202f{_NO_WIDTH}"
_ODD_BLANKS = re.compile(f"[\u00a0\u2007\u202f{_NO_WIDTH}]")
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=.\"?\r?\n", re.IGNORECASE)
_UNCLOSED = re.compile(r"EOF inside string starting at row (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of a table as text, by row of the spreadsheet, and what was odd about its file."""

    cells: pd.DataFrame
    encoding: str = UTF_8
    separator: str = SEPARATORS[0]
    findings: tuple[Finding, ...] = ()


def sheet(data: bytes, *, file: str, columns: Sequence[str]) -> Sheet:
    """The sheet in `data`: a column for each name in its header, the index the row numbers.

    `columns` are the declared names, by which the separator is recognised. Raises CorpusError,
    which names `file`, when it is no table.
    """
    try:
        return _sheet(data, file=file, columns=columns)
    except csv.Error as error:
        raise CorpusError(
            f"{file}: not a table ({error}); open it in a spreadsheet and save it as CSV UTF-8"
        ) from None


def sheet_of_rows(rows: Iterable[Sequence[str]], *, file: str, columns: Sequence[str]) -> Sheet:
    """The sheet in rows of cells, of which the first that is not blank holds the column names.

    Rows are numbered from 1 as they come, blank ones too. `columns` are the declared names.
    """
    numbered = enumerate(rows, start=1)
    header = next((cleaned for _, row in numbered if any(cleaned := [clean(c) for c in row])), [])
    below = {number: list(row) for number, row in numbered if any(row)}
    width = max([len(header), *map(len, below.values())])
    filled = [row + [""] * (width - len(row)) for row in below.values()]
    index = pd.Index(list(below), dtype="int64", name="row")
    raw = pd.DataFrame(filled, columns=range(width), index=index, dtype="str")
    names = [*known_names(header, columns), *[""] * (width - len(header))]
    cells, faults = _named(_without_blanks(raw), names=names, file=file)
    return Sheet(cells=cells, findings=tuple(faults))


def _sheet(data: bytes, *, file: str, columns: Sequence[str]) -> Sheet:
    text, encoding = decoded_table(data, name=file)
    lines = io.StringIO(without_separator_line(text), newline="")
    separator = _separator(lines, columns)
    header, header_row = _header(lines, separator)
    if max(map(len, header), default=0) > _LONGEST_NAME:
        raise csv.Error("a quotation mark in the first row is never closed")
    raw, findings = _rows(lines, header=header, header_row=header_row, file=file, by=separator)
    cells = _without_blanks(raw)
    cells, faults = _named(cells, names=known_names(header, columns), file=file)
    return Sheet(
        cells=cells,
        encoding=encoding,
        separator=separator,
        findings=(*_encoding_findings(encoding, file), *findings, *faults),
    )


def without_separator_line(text: str) -> str:
    """The text without a first line such as `sep=;`, which Excel writes for itself."""
    match = _SEPARATOR_LINE.match(text)
    return text[match.end() :] if match else text


def _separator(lines: io.StringIO, columns: Sequence[str]) -> str:
    """The separator that splits the header into most of the declared names."""

    def matches(separator: str) -> int:
        lines.seek(0)
        return len(set(known_names(_header(lines, separator)[0], columns)) & set(columns))

    best = max(SEPARATORS, key=matches)
    lines.seek(0)
    return best


def _header(lines: io.StringIO, separator: str) -> tuple[list[str], int]:
    """The cells of the first row that is not blank, and its number; `lines` is behind it."""
    for number, row in enumerate(csv.reader(lines, delimiter=separator), start=1):
        names = [clean(cell) for cell in row]
        if any(names):
            return names, number
    return [], 1


def clean(cell: str) -> str:
    """The cell without blanks around it, odd ones and those of no width."""
    stripped = cell.strip(_BLANKS)
    return stripped if stripped.isascii() else _ODD_BLANKS.sub(_plain_blank, stripped)


def cleaned(cells: Sequence[str]) -> Sequence[str]:
    r"""The cells without blanks around them; the same where none has any, which is fast to see.

    >>> cleaned(["a ", "b"]), cleaned(["a", "b\u00a0c"]), cleaned(("a", "b"))
    (['a', 'b'], ['a', 'b c'], ('a', 'b'))
    """
    text = "\0".join(["", *cells, ""])
    has_blanks = any(f"\0{blank}" in text or f"{blank}\0" in text for blank in string.whitespace)
    if has_blanks or (not text.isascii() and _ODD_BLANKS.search(text)):
        return [clean(cell) for cell in cells]
    return cells


def _plain_blank(match: re.Match[str]) -> str:
    return "" if match.group() in _NO_WIDTH else " "


def known_names(header: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The header with the declared spelling of a name that differs in capitals or spaces only."""
    declared = {name.casefold(): name for name in columns}
    plain = [re.sub(r"[\s_-]+", "_", name.casefold()) for name in header]
    return [declared.get(key, name) for key, name in zip(plain, header, strict=True)]


def _rows(
    lines: io.StringIO, *, header: Sequence[str], header_row: int, file: str, by: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows below the header, and those that do not fit it."""
    start, width = lines.tell(), len(header)
    findings: list[Finding] = []
    try:
        cells = _fitting_rows(lines, by=by, width=width)
    except pd.errors.ParserError as error:
        lines.seek(start)
        unclosed = _UNCLOSED.search(str(error))
        if unclosed:
            before = int(unclosed.group(1))
            findings = [_unclosed(header_row + 1 + before, file)]
            cells = _fitting_rows(lines, by=by, width=width, rows=before)
        else:
            cells = _uneven_rows(lines, by=by, width=width)
    cells.index = pd.RangeIndex(header_row + 1, header_row + 1 + len(cells), name="row")
    findings += _too_long(cells, width=width, file=file, by=by)
    return cells[list(range(width))], findings


def _fitting_rows(
    lines: io.StringIO, *, by: str, width: int, rows: int | None = None
) -> pd.DataFrame:
    """The rows, of which none has more than one cell too many, else ParserError."""
    names = list(range(width + 1))
    if rows == 0:
        return pd.DataFrame(columns=names, dtype="str")
    try:
        return pd.read_csv(
            lines,
            sep=by,
            header=None,
            names=names,
            nrows=rows,
            dtype="str",
            na_filter=False,
            skip_blank_lines=False,
        ).fillna("")
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=names, dtype="str")


def _uneven_rows(lines: io.StringIO, *, by: str, width: int) -> pd.DataFrame:
    """The rows with as many columns as the longest of them has cells."""
    rows = list(csv.reader(lines, delimiter=by))
    longest = max([width, *map(len, rows)])
    return pd.DataFrame([row + [""] * (longest - len(row)) for row in rows], dtype="str")


def _unclosed(row: int, file: str) -> Finding:
    return Finding(
        id="rows.unclosed-quotation-mark",
        file=file,
        row=row,
        value="a quotation mark that is never closed",
        allowed="quotation marks in pairs around a cell, doubled inside one",
        remedy="open the file in a spreadsheet and save it again as CSV UTF-8",
    )


def _too_long(cells: pd.DataFrame, *, width: int, file: str, by: str) -> list[Finding]:
    beyond = cells[[name for name in cells.columns if int(name) >= width]]
    faulty = (beyond != "").any(axis="columns")
    if not faulty.any():
        return []
    numbers = (cells.loc[faulty] != "").to_numpy() * [int(name) + 1 for name in cells.columns]
    widths = pd.Series(numbers.max(axis=1, initial=0), index=cells.index[faulty]).astype("str")
    return findings_at(
        widths,
        (file, ""),
        value=lambda number: f"{number} cells",
        id="rows.too-long",
        allowed=f"{width} cells, as many as there are column names",
        remedy=f"put quotation marks around a cell that holds {_in_words(by)}",
    )


def _in_words(separator: str) -> str:
    return {",": "a comma", ";": "a semicolon", "\t": "a tab"}[separator]


def _without_blanks(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells without blanks around them, and without the rows that then are empty."""
    texts = {name: cells[name].astype("object").tolist() for name in cells}
    columns = {name: cleaned(column) for name, column in texts.items()}
    if any(columns[name] is not texts[name] for name in texts):
        cells = pd.DataFrame(columns, index=cells.index, columns=cells.columns, dtype="str")
    may_be_empty = all("" in column for column in columns.values())
    return cells[(cells != "").any(axis="columns")] if may_be_empty else cells


def _named(
    cells: pd.DataFrame, *, names: Sequence[str], file: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """The cells under their names; findings for names that come twice and cells under none."""
    with_name = [place for place, name in enumerate(names) if name]
    first_of_name = [place for place in with_name if place == names.index(names[place])]
    twice = sorted({names[place] for place in with_name if place not in first_of_name})
    findings = [
        Finding(
            id="columns.repeated",
            file=file,
            column=name,
            value=f"{names.count(name)} columns of this name",
            allowed="one",
            remedy="delete or rename the others; only the first was read",
        )
        for name in twice
    ]
    for place in set(range(len(names))) - set(with_name):
        column = cells[place]
        findings += findings_at(
            column[column != ""],
            (file, ""),
            id="columns.unnamed",
            allowed=f"nothing: column {place + 1} has no name",
            remedy="name the column or empty its cells",
        )
    return cells[first_of_name].set_axis(
        [names[place] for place in first_of_name], axis="columns"
    ), findings


def _encoding_findings(encoding: str, file: str) -> list[Finding]:
    if encoding != WINDOWS:
        return []
    return [
        Finding(
            id="files.not-utf-8",
            file=file,
            value="a file that is not UTF-8 (it was read as Windows-1252)",
            allowed="UTF-8",
            remedy="check whether letters such as é, ø or ü are right; save it as CSV UTF-8",
            severity="warning",
        )
    ]
