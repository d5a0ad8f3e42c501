"""The index of a book: what can be searched for in it and the cards of its segments, in one file.

It is a script, so that a page opened as a file can load it too, and is loaded when it is first
needed.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from trustbook.book.cards import cards
from trustbook.book.entries import Entry, as_data, entries_in, entries_of
from trustbook.book.notebooks import read_notebook
from trustbook.book.outputs import Output, outputs_of
from trustbook.book.sections import shown_chapter
from trustbook.corpus.parameters import Value
from trustbook.corpus.reading import Corpus

INDEX = "find/index.js"
_CLAIMS, _TABLE_OF_CLAIMS = "claims", "table-claims"


def index_text(
    corpus: Corpus, pages: Mapping[str, Path], *, parameters: Mapping[str, Value]
) -> str:
    """The script that gives the pages of a book its index.

    `pages` has the file of each page, chapters as they were run, by its place in the book.
    """
    files = {place.rpartition("/")[2]: path for place, path in pages.items()}
    index = {
        "pages": {place.rpartition("/")[2]: f"{place}.html" for place in pages},
        "cards": cards(corpus, parameters=parameters, claims=_claims(files)),
        "entries": as_data(e for name, path in files.items() for e in _entries(name, path)),
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return f"window.trustbookIndex = {text};\n"


def _entries(name: str, path: Path) -> list[Entry]:
    if path.suffix == ".ipynb":
        return entries_of(shown_chapter(read_notebook(path)), page=name)
    return entries_in(path.read_text(encoding="utf-8"), page=name)


def _claims(files: Mapping[str, Path]) -> Output | None:
    """The table of claims of the chapter that has it."""
    path = files.get(_CLAIMS)
    if path is None or path.suffix != ".ipynb":
        return None
    outputs = outputs_of(read_notebook(path), chapter=_CLAIMS)
    return next((each for each in outputs if each.name == _TABLE_OF_CLAIMS), None)
