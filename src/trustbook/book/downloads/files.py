"""The files beside the pages of a book: made once per output, and kept until it changes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from glob import escape
from operator import call
from pathlib import Path

from trustbook.book.digests import (
    DIGEST_LENGTH,
    digest_of,
    environment_digests,
    package_digest,
)
from trustbook.book.downloads.pictures import drawings_of, picture_file, png_bytes
from trustbook.book.downloads.plain import Source
from trustbook.book.downloads.rows import rows_text
from trustbook.book.notebooks import read_notebook
from trustbook.book.outputs import VALUE, Output, csv_text, outputs_of_file, rows_on_page
from trustbook.corpus.language import speaking
from trustbook.project import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where the files beside pages are stored for the next build, and what they say of the book."""

    folder: Path
    source: Source

    def bytes_of(self, output: Output, suffix: str, make: Callable[[], bytes], *of: str) -> bytes:
        """The bytes of a file of an output, made where nothing made `of` the same is kept."""
        key = digest_of("".join([_made_with(self.source), *of]).encode())
        return kept_bytes(self.folder / f"{output.file(suffix)}.{key}", make)

    def picture(self, output: Output, drawing: str) -> bytes:
        """The picture of a figure in dots."""
        return self.bytes_of(output, "png", lambda: png_bytes(picture_file(drawing)), drawing)

    def workbook(self, output: Output) -> bytes:
        """The table as a workbook."""
        from trustbook.book.downloads.workbook import workbook_bytes  # noqa: PLC0415 - slow

        return self.bytes_of(
            output, "xlsx", lambda: workbook_bytes(output, self.source), f"{output!r}"
        )

    def document(self, output: Output, number: str) -> bytes:
        """The table as a document, in which it is called by its number."""
        from trustbook.book.downloads.document import document_bytes  # noqa: PLC0415 - slow

        def make() -> bytes:
            return document_bytes(output, self.source, number=number)

        return self.bytes_of(output, "docx", make, f"{output!r}", number)

    def keep(self, output: Output, drawing: str) -> None:
        """Make the files of an output that do not need its number, for `write_downloads`."""
        with speaking(self.source.language):
            self.workbook(output)
            if drawing:
                self.picture(output, drawing)


def begin_files(
    shelf: Shelf, begin: Callable[[Callable[[], object]], object], chapter: str, notebook: Path
) -> None:
    """Begin to make the files beside the page of a chapter that has just been run."""
    outputs = outputs_of_file(notebook, chapter=chapter)
    drawings = drawings_of(read_notebook(notebook), outputs)
    for output in (each for each in outputs if each.kind != VALUE):
        begin(partial(shelf.keep, output, drawings.get(output.name, "")))


def write_downloads(  # noqa: PLR0913 - all but two are named
    folder: Path,
    outputs: Sequence[Output],
    *,
    drawings: Mapping[str, str],
    numbers: Mapping[str, str] | None = None,
    shelf: Shelf,
    begin: Callable[[Callable[[], object]], object] = call,
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
    shelf
        Where files are stored for the next build.
    begin
        What calls the function that writes the files of one output, here or in another process.
    """
    for output in (each for each in outputs if each.kind != VALUE):
        drawing, number = drawings.get(output.name, ""), (numbers or {}).get(output.id, "")
        begin(partial(_write_files, folder, output, drawing=drawing, number=number, shelf=shelf))


def _write_files(folder: Path, output: Output, *, drawing: str, number: str, shelf: Shelf) -> None:
    with speaking(shelf.source.language):
        files = {
            "csv": csv_text(output).encode(),
            "xlsx": shelf.workbook(output),
            "docx": shelf.document(output, number),
        }
        if len(output.rows) > rows_on_page(output.rows):
            files["js"] = rows_text(output).encode()
        if drawing:
            files["svg"] = picture_file(drawing).encode()
            files["png"] = shelf.picture(output, drawing)
    for suffix, content in files.items():
        write_whole(folder / output.file(suffix), content)


@cache
def _made_with(source: Source) -> str:
    """What stands for all that files are made with; the code does not change while it runs."""
    return json.dumps([package_digest(), environment_digests(), asdict(source)])


def kept_bytes(path: Path, make: Callable[[], bytes]) -> bytes:
    """The bytes kept at the path, made where they are not there as they were, for older ones."""
    whole = path.read_bytes() if path.is_file() else b""
    digest, content = whole[:DIGEST_LENGTH], whole[DIGEST_LENGTH:]
    if digest == digest_of(content).encode():
        return content
    for older in path.parent.glob(f"{escape(path.stem)}.*"):
        older.unlink()
    content = make()
    write_whole(path, digest_of(content).encode() + content)
    return content
