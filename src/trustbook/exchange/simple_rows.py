"""Rows of a worksheet that hold nothing but texts and numbers, read without a tree of elements.

Most rows are such rows, and a tree of their elements takes three times as long as they do. They are
taken out of the XML that the parser reads; all else is left to it: other rows, merged cells, and
what is wrong with the file.
"""

import re
from collections.abc import Callable, Sequence
from typing import IO

_BLOCK = 1 << 20
_LONGEST_ROW = 1 << 22  # bytes without the end of one
_ENCODING = re.compile(rb"encoding=[\"']([\w-]+)")
_END_OF_ROW = b"</row>"
_TEXT = r"[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*"
_CELL = (
    r'<c r="([A-Z]{1,3})\d+"(?: s="(\d+)")?(?:/>'
    rf'| t="inlineStr"><is><t(?: xml:space="preserve")?>({_TEXT})</t></is></c>'
    r'| t="s"><v>(\d+)</v></c>|(?: t="n")?><v>([-+.\deE]+)</v></c>)'
)
_CELLS = re.compile(_CELL)
_ROWS = re.compile(
    r'<row r="(\d+)"(?: (?!hidden)[\w:]+="[^"<&]*")*>'
    rf"((?:{re.sub(r'[(](?=[^?])', '(?:', _CELL)})*)</row>"
)


class WithoutSimpleRows:
    """The XML of a worksheet as a stream from which simple rows are taken out.

    `take` gets the number of each of them and its cells: the letters of the column, the number of
    the style, and one of three contents: words, the number of shared words, a value.
    """

    def __init__(
        self, content: IO[bytes], take: Callable[[int, Sequence[tuple[str, ...]]], None]
    ) -> None:
        self._content, self._take = content, take
        self._rest = content.read(_BLOCK)
        encoding = _ENCODING.search(self._rest[:200])
        self._is_plain = encoding is None or encoding[1].lower() == b"utf-8"

    def read(self, size: int = _BLOCK) -> bytes:
        """What is left of the next rows, which have `size` bytes or more; empty at the end."""
        while True:
            block = self._content.read(max(size, _BLOCK))
            data, self._rest = self._rest + block, b""
            if b"<!" in data or len(data) > _LONGEST_ROW:
                self._is_plain = False  # a comment could hold what looks like a row
            if block and self._is_plain:
                data, end, self._rest = data.rpartition(_END_OF_ROW)
                data += end
            left = self._without_rows(data) if self._is_plain else data
            if left or not block:
                return left

    def _without_rows(self, data: bytes) -> bytes:
        try:
            return _ROWS.sub(self._passed_on, data.decode()).encode()
        except UnicodeDecodeError:
            self._is_plain = False
            return data

    def _passed_on(self, row: re.Match[str]) -> str:
        self._take(int(row[1]), _CELLS.findall(row[2]))
        return ""
