"""The index of a book: what can be searched for in it and its cards, in one file.

It is a script, so that a page opened as a file can load it too, and is loaded when it is first
needed. The cards of very many segments are on shelves of their own.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from trustbook.book.cards import Card, cards
from trustbook.book.entries import Entry, entries_in, entries_of
from trustbook.book.notebooks import read_notebook
from trustbook.book.outputs import Output, outputs_of_file
from trustbook.book.sections import shown_chapter
from trustbook.book.shelves import shelves
from trustbook.book.texts import WordsOfAuthors, with_texts
from trustbook.corpus.parameters import Value
from trustbook.corpus.reading import Corpus

INDEX = "find/index.js"
MANY_SEGMENTS = 5_000  # above which their cards are on shelves
_CLAIMS, _TABLE_OF_CLAIMS = "claims", "table-claims"


def index_files(
    corpus: Corpus,
    pages: Mapping[str, Path],
    *,
    parameters: Mapping[str, Value],
    entries: Mapping[str, Sequence[Mapping[str, str]]],
) -> dict[str, str]:
    """The scripts that give the pages of a book its index, by their place in the book.

    `pages` has the file of each page, chapters as they were run, by its place in the book;
    `entries` what can be found on each, by its name.
    """
    files = {place.rpartition("/")[2]: path for place, path in pages.items()}
    every = cards(corpus, parameters=parameters, claims=_claims(files))
    on_shelves: dict[str, str] = {}
    about = {}
    if len(every["segments"]) > MANY_SEGMENTS:
        about["shelves"], on_shelves = shelves(every["segments"], every["codes"])
        every = _without_segments(every)
    index = about | {
        "pages": {place.rpartition("/")[2]: f"{place}.html" for place in pages},
        "cards": every,
        "entries": [entry for name in files for entry in entries[name]],
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return {INDEX: f"window.trustbookIndex = {text};\n"} | on_shelves


def _without_segments(every: dict[str, dict[str, Card]]) -> dict[str, dict[str, Card]]:
    """The cards but those of segments, which the others name by their numbers."""
    numbers = {name: number for number, name in enumerate(every["segments"])}

    def numbered(card: Card) -> Card:
        names = card.get("segments", ())
        return card | {"segments": [numbers[each] for each in names]} if names else card

    return {
        kind: {} if kind == "segments" else {name: numbered(card) for name, card in some.items()}
        for kind, some in every.items()
    }


def page_entries(
    name: str, path: Path, *, numbers: Mapping[str, str], texts: WordsOfAuthors | None = None
) -> list[Entry]:
    """What can be found on a page, a chapter as it was run.

    `numbers` are what tables and figures are called, by id; `texts` what the authors wrote for it.
    """
    if path.suffix != ".ipynb":
        return entries_in(path.read_text(encoding="utf-8"), page=name)
    notebook = shown_chapter(read_notebook(path))
    notebook = with_texts(notebook, texts) if texts else notebook
    return entries_of(notebook, page=name, numbers=numbers)


def _claims(files: Mapping[str, Path]) -> Output | None:
    """The table of claims of the chapter that has it."""
    path = files.get(_CLAIMS)
    if path is None or path.suffix != ".ipynb":
        return None
    outputs = outputs_of_file(path, chapter=_CLAIMS)
    return next((each for each in outputs if each.name == _TABLE_OF_CLAIMS), None)
