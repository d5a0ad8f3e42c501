"""The cells of a table whose cells are separated by commas, semicolons or tabs."""

import csv
from collections.abc import Callable, Iterator, Sequence

from trustbook.corpus.spreadsheet import (
    SEPARATORS,
    UTF_8,
    WINDOWS,
    decoded_table,
    without_separator_line,
)
from trustbook.errors import CorpusError, ExportError
from trustbook.exchange.old_encodings import (
    OLD_ENCODINGS,
    is_like_windows,
    likely_encoding,
)
from trustbook.exchange.raw_sheets import Cells, RawSheet, RowsWithin

_SAVE_AGAIN = "open the file in a spreadsheet and save it again as CSV UTF-8"
_BAR = "|"
_BEGINNING = 20  # rows by which the separator is recognised
_MOST_BYTES_OF_A_CHARACTER = 4


def delimited_sheet(
    data: bytes, *, file: str, name: str, names_in: Callable[[Cells], int]
) -> tuple[RawSheet, list[str]]:
    r"""The one sheet of a file, called `name`, and what is odd about the file.

    `names_in` says how many names of known columns a row has, by which the separator is
    recognised. ExportError, which calls the file `file`, where it is cut short or a quotation mark
    is never closed.

    >>> sheet, _ = delimited_sheet(
    ...     b"Text;Code\n\"One; two\";Trust\n", file="t.csv", name="t", names_in=len)
    >>> sheet.rows[2]
    ['One; two', 'Trust']
    """
    text, encoding = _text(data, file=file)
    lines = without_separator_line(text).splitlines(keepends=True)
    lines = _joined_at_line_breaks(lines)
    separator = _separator(lines, names_in)
    rows = RowsWithin(file)
    widths: list[int] = []
    for number, row in enumerate(_records(lines, separator, file=file), start=1):
        rows.add(number, row)
        widths.append(len(row))
    _require_whole(text, widths, file=file)
    doubt = (
        f"{file} is not UTF-8 and was read as {OLD_ENCODINGS.get(encoding)}: check whether "
        "letters such as é, ø or ü are right; if not, save it as CSV UTF-8."
    )
    return RawSheet(name=name, rows=rows.rows), [doubt] if encoding in OLD_ENCODINGS else []


def _text(data: bytes, *, file: str) -> tuple[str, str]:
    """The text and its encoding; ExportError where the last character is cut in two."""
    fault = ""
    try:
        text, encoding = decoded_table(data, name=file)
    except CorpusError as error:
        text, encoding, fault = "", WINDOWS, str(error)
    if encoding == WINDOWS and _is_cut_in_a_character(data):
        raise ExportError(f"{file}: cut short, in the middle of its last character; "
                          "export or copy it again")  # fmt: skip
    if encoding == WINDOWS and (fault or not is_like_windows(text)):
        likely = "" if b"\0" in data else likely_encoding(data)
        if likely:
            return data.decode(likely), likely
    if fault:
        raise ExportError(fault)
    return text, encoding


def _is_cut_in_a_character(data: bytes) -> bool:
    """Whether all but the last bytes are UTF-8 that is not plain ASCII."""
    try:
        data.decode(UTF_8)
    except UnicodeDecodeError as error:
        at_the_end = len(data) - error.start < _MOST_BYTES_OF_A_CHARACTER
        is_cut = at_the_end and error.reason == "unexpected end of data"
        return is_cut and not data[: error.start].isascii()
    return False


def _joined_at_line_breaks(lines: Sequence[str]) -> list[str]:
    r"""The lines of a text, broken at \n, \r\n and \r only."""
    whole_lines: list[str] = []
    for line in lines:
        if whole_lines and not whole_lines[-1].endswith(("\n", "\r")):
            whole_lines[-1] += line
        else:
            whole_lines.append(line)
    return whole_lines


def _separator(lines: Sequence[str], names_in: Callable[[Cells], int]) -> str:
    """The separator that splits some row of the beginning into most names of known columns.

    A bar, which is often between codes, is one only where it is between such names.
    """

    def score(separator: str) -> tuple[int, int]:
        rows = []
        reader = csv.reader(iter(lines), delimiter=separator)
        for _ in range(_BEGINNING):
            try:
                rows.append(next(reader))
            except (csv.Error, StopIteration):
                break
        return max(map(names_in, rows), default=0), max(map(len, rows), default=0)

    bar = [_BAR] if score(_BAR)[0] > 1 else []
    return max([*SEPARATORS, *bar], key=score)


def _records(lines: Sequence[str], separator: str, *, file: str) -> Iterator[Cells]:
    """The rows; ExportError where a cell in quotation marks swallows what follows it."""
    reader = csv.reader(iter(lines), delimiter=separator)
    end = number = 0
    while True:
        begin, number = end, number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ExportError(f"{file}, row {number}: {error}; {_SAVE_AGAIN}") from None
        end = reader.line_num
        if end - begin > 1 or end == len(lines):
            _require_closed(lines[begin:end], separator, file=file, number=number)
        yield row


def _require_closed(lines: Sequence[str], separator: str, *, file: str, number: int) -> None:
    """Refuse a row over several lines, or the last one, whose quotation marks are not in pairs."""
    reader = csv.reader(iter(lines), delimiter=separator, strict=True)
    try:
        is_one_row = sum(1 for _ in reader) == 1
    except csv.Error:
        is_one_row = len(lines) == 1 and lines[0].count('"') % 2 == 0
    if not is_one_row:
        raise ExportError(f"{file}, row {number}: a quotation mark that is never closed, so that "
                          f"the cells after it cannot be told apart; {_SAVE_AGAIN}")  # fmt: skip


def _require_whole(text: str, widths: Sequence[int], *, file: str) -> None:
    """Refuse a last row without its line break that is shorter than every other row."""
    others = {width for width in widths[:-1] if width}
    if len(widths) > 1 and not text.endswith(("\n", "\r")) and widths[-1] < min(others, default=0):
        raise ExportError(f"{file}, row {len(widths)}: cut short, with {widths[-1]} of "
                          f"{max(others)} cells; export or copy it again")  # fmt: skip
