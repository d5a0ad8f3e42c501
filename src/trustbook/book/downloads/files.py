"""The files beside the pages of a book: made once per output, and kept until it changes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from glob import escape
from pathlib import Path

from trustbook.book.digests import (
    DIGEST_LENGTH,
    digest_of,
    environment_digests,
    package_digest,
)
from trustbook.book.downloads.pictures import picture_file, png_bytes
from trustbook.book.downloads.plain import Source
from trustbook.book.downloads.rows import rows_text
from trustbook.book.outputs import VALUE, Output, csv_text, rows_on_page
from trustbook.project import write_whole

Makers = Mapping[str, Callable[[], bytes]]


def write_downloads(  # noqa: PLR0913 - all but two are named
    folder: Path,
    outputs: Sequence[Output],
    *,
    drawings: Mapping[str, str],
    numbers: Mapping[str, str] | None = None,
    source: Source,
    kept: Path,
) -> None:
    """Write the files of each output into the folder of a book.

    Parameters
    ----------
    folder
        The folder of the book.
    outputs
        The tables and figures; named values have no files.
    drawings
        The pictures (SVG) of figures by their names.
    numbers
        What the outputs are called, by their ids.
    source
        What files say of the book.
    kept
        The folder in which files are kept for the next build.
    """
    for output in (each for each in outputs if each.kind != VALUE):
        drawing, number = drawings.get(output.name, ""), (numbers or {}).get(output.id, "")
        key = digest_of(f"{_made_with(source)}{output!r}{number}".encode())
        for suffix, make in _makers(output, source, number=number).items():
            path = kept / f"{output.file(suffix)}.{key}"
            write_whole(folder / output.file(suffix), kept_bytes(path, make))
        if drawing:
            write_whole(folder / output.file("svg"), picture_file(drawing).encode())
            write_whole(folder / output.file("png"), _kept_picture(output, drawing, kept))


def keep_pictures(outputs: Sequence[Output], drawings: Mapping[str, str], *, kept: Path) -> None:
    """Make the pictures in dots, which take longest, of the figures of a chapter beforehand."""
    for output in (each for each in outputs if each.name in drawings):
        _kept_picture(output, drawings[output.name], kept)


def _kept_picture(output: Output, drawing: str, kept: Path) -> bytes:
    key = digest_of(f"{_made_with()}{drawing}".encode())
    path = kept / f"{output.file('png')}.{key}"
    return kept_bytes(path, lambda: png_bytes(picture_file(drawing)))


@cache
def _made_with(source: Source | None = None) -> str:
    """What stands for all that files are made with; the code does not change while it runs."""
    of_source = asdict(source) if source else {}
    return json.dumps([package_digest(), environment_digests(), of_source])


def kept_bytes(path: Path, make: Callable[[], bytes]) -> bytes:
    """The bytes kept at the path, made where they are not there as they were, for older ones."""
    kept = path.read_bytes() if path.is_file() else b""
    digest, content = kept[:DIGEST_LENGTH], kept[DIGEST_LENGTH:]
    if digest == digest_of(content).encode():
        return content
    for older in path.parent.glob(f"{escape(path.stem)}.*"):
        older.unlink()
    content = make()
    write_whole(path, digest_of(content).encode() + content)
    return content


def _makers(output: Output, source: Source, *, number: str) -> Makers:
    """How the bytes of each kind of file but pictures are made."""
    from trustbook.book.downloads.document import document_bytes  # noqa: PLC0415 - slow
    from trustbook.book.downloads.workbook import workbook_bytes  # noqa: PLC0415 - slow

    rows = (
        {"js": lambda: rows_text(output).encode()}
        if len(output.rows) > rows_on_page(output.rows)
        else {}
    )
    return rows | {
        "csv": lambda: csv_text(output).encode(),
        "xlsx": lambda: workbook_bytes(output, source),
        "docx": lambda: document_bytes(output, source, number=number),
    }
