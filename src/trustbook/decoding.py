"""The text of a file, whatever program wrote it."""

import codecs

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
    start = data[:4096]
    if b"\0" in start:
        little = start[1::2].count(0) > start[0::2].count(0)
        return ("utf-16-le" if little else "utf-16-be",)
    return (UTF_8, WINDOWS)
